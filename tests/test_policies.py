"""Every case beside every policy comes out as expected in every engine, and the cases leave no line untested."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from govern.assessment.assess import assess
from govern.assessment.cases import (
    PolicyCase,
    by_law,
    case_files,
    declared,
    law_key,
    read_case_file,
    read_cases,
    run_case,
)
from govern.assessment.coverage import coverage_of
from govern.assessment.decision import EngineName
from govern.assessment.mutation import mutated
from govern.catalog.catalog import Catalogue
from govern.declaration.read import read
from govern.engines.durable import available
from govern.law.corpus import Corpus, read_corpus

POLICIES = (
    *("eu/ai_act", "kr/ai_basic_act", "treaty/miri_draft", "without_threshold"),
    *("methods/architecture", "methods/claims", "methods/countings", "methods/crossover", "methods/developer_revenue"),
    *("methods/energy_and_cost", "methods/inference", "methods/memory", "methods/open_weight_gap"),
    *("methods/throughput", "methods/training_components", "methods/training_compute", "methods/training_estimates"),
    *("methods/training_operations", "methods/training_per_token"),
    *("us/california/sb_53", "us/california/sb_1047", "us/new_york/raise_act", "us/new_york/raise_act_2025"),
    *("us/illinois/sb_315", "us/connecticut/sb_5", "us/michigan/hb_4668"),
    *("us/ear/advanced_computing", "us/ear/country_groups", "us/ear/foundry_due_diligence"),
    *("us/ear/general_prohibition_10", "us/ear/letters", "us/ear/licence_requirement", "us/ear/licence_review"),
    *("us/ear/model_weights", "us/tariff/section_232_semiconductors"),
    *("us/federal/ai_kill_switch_act", "us/federal/artificial_intelligence_risk_evaluation_act"),
    *("us/federal/bis_reporting_proposal", "us/federal/eo_14110", "us/federal/frontier_act"),
    *("us/federal/chip_bills", "us/federal/safe_chips_act"),
    *("us/federal/iaas_reporting_proposal", "voluntary/eu_code_of_practice"),
    *("voluntary/anthropic_responsible_scaling_policy", "voluntary/deepmind_frontier_safety_framework"),
    "voluntary/meta_advanced_ai_scaling_framework",
)
PROMISED = (
    *("eu/ai_act#general_purpose_model", "eu/ai_act#systemic_risk_presumed", "eu/ai_act#free_and_open_source"),
    *("eu/ai_act#open_source_relief", "eu/ai_act#modifier_is_provider", "us/ear/advanced_computing#eccn_3a090_2022"),
    *("us/ear/advanced_computing#eccn_3a090_a", "us/ear/advanced_computing#eccn_3a090_b"),
    *("us/ear/advanced_computing#note_2_exclusion", "us/ear/letters#h20_equivalent", "us/ear/model_weights#eccn_4e091"),
    *("us/federal/eo_14110#reportable_model", "us/federal/eo_14110#reportable_biological_model"),
    *("us/federal/eo_14110#reportable_cluster", "us/california/sb_53#frontier_model"),
    *("us/california/sb_53#frontier_developer", "us/california/sb_53#large_frontier_developer"),
    *("us/california/sb_1047#covered_model", "kr/ai_basic_act#high_compute_model"),
    *(
        f"us/{law}#{name}"
        for law in ("new_york/raise_act", "illinois/sb_315", "connecticut/sb_5")
        for name in ("frontier_model", "large_frontier_developer")
    ),
    *(
        f"methods/open_weight_gap#{name}"
        for name in (
            *("runs_on_uncontrolled_chips", "usable_on_uncontrolled_chips", "interactive_on_uncontrolled_chips"),
            *("serves_at_scale_on_uncontrolled_chips", "below_training_threshold_but_frontier_capable", "level"),
        )
    ),
    *("methods/architecture#parameters_disagree", "methods/countings#counting_decides", "methods/memory#fits"),
    *("methods/crossover#inference_has_passed_training", "methods/throughput#implied_efficiency_above_one"),
    *(
        f"methods/training_estimates#{name}"
        for name in (
            *("estimates_conflict", "utilization_above_one", "peak_with_sparsity_taken", "epochs_forgotten"),
            *("total_parameters_taken_for_active", "epochs_not_stated", "factor_six_dropped", "hours_per_unit"),
            *("recomputation_counted", "likely_cause"),
        )
    ),
    *("us/ear/advanced_computing#classification", "us/ear/licence_requirement#by_text"),
    *("us/ear/licence_requirement#as_enforced", "us/ear/licence_review#licence_review"),
    *("us/ear/advanced_computing#eccn_3a090_c", "us/ear/advanced_computing#eccn_4a090_a"),
    *("us/ear/advanced_computing#supercomputer", "us/tariff/section_232_semiconductors#band_1"),
    "us/tariff/section_232_semiconductors#band_2",
)
EVERY_MUTANT = os.environ.get("GOVERN_MUTANTS") == "all"
NOT_REQUIRED = "not_required_by_these_rules"
TO_TEST = tuple(
    id
    for id in POLICIES
    if id not in ("us/federal/chip_bills", "us/federal/iaas_reporting_proposal", "without_threshold")
)
"""The files that decide something; the others only list where no number was found."""


@pytest.fixture(scope="module")
def cases(corpus: Corpus) -> list[PolicyCase]:
    return [case for path in case_files(corpus) for case in read_cases(path, corpus)]


@pytest.mark.parametrize("engine", ["direct", "durable"])
def test_every_case_comes_out_as_expected(
    corpus: Corpus, catalogue: Catalogue, cases: list[PolicyCase], engine: EngineName
) -> None:
    """`GOVERN_CASES=all` runs every case; otherwise direct those of every sixth law, durable of every eighteenth."""
    if engine == "durable" and (reason := available()) is not None:
        pytest.skip(reason)
    every = 1 if os.environ.get("GOVERN_CASES") == "all" else 6 if engine == "direct" else 18
    kept = set(sorted({law_key(case) for case in cases})[::every])
    chosen = [case for case in by_law(cases) if law_key(case) in kept]
    results = [run_case(case, corpus, catalogue, engine) for case in chosen]
    assert [str(problem) for result in results for problem in result.problems] == []
    assert len(results) > 1000 / every / 2


def test_the_policies_are_these_and_each_that_decides_has_cases(corpus: Corpus, cases: list[PolicyCase]) -> None:
    assert set(POLICIES) == set(corpus.policies)
    assert set(TO_TEST) == {id for id, policy in corpus.policies.items() if policy.expressions}
    assert set(TO_TEST) == {case.policy for case in cases}


def test_the_provisions_that_were_promised_are_there(corpus: Corpus) -> None:
    groups = [(policy, {**policy.file.provisions, **policy.file.answers}) for policy in corpus.policies.values()]
    names = {policy.qualified(name) for policy, entries in groups for name in entries}
    assert [id for id in PROMISED if id not in names] == []


def test_a_case_names_a_source(cases: list[PolicyCase]) -> None:
    assert [case.name for case in cases if not case.source.strip()] == []


@pytest.mark.parametrize("id", TO_TEST if EVERY_MUTANT else TO_TEST[::7])
def test_the_cases_cover_every_premise_side_of_a_line_outcome_and_date(
    id: str, corpus: Corpus, catalogue: Catalogue, cases: list[PolicyCase]
) -> None:
    impossible = [each for path in case_files(corpus) for each in read_case_file(path, corpus)[1] if each.policy == id]
    waived = {(each.entry, each.what) for each in impossible}
    items = coverage_of(corpus.policies[id], cases, corpus, catalogue)
    missing = {(item.entry, item.what) for item in items if not item.covered}
    assert missing == waived


@pytest.mark.parametrize("id", TO_TEST if EVERY_MUTANT else TO_TEST[::12])
def test_a_changed_threshold_operator_date_or_deadline_is_noticed(
    id: str, corpus: Corpus, catalogue: Catalogue, cases: list[PolicyCase]
) -> None:
    """`GOVERN_MUTANTS=all` tries every mutant; otherwise every sixtieth of every twelfth file."""
    share = (0, 1) if EVERY_MUTANT else (0, 60)
    survived = [
        f"{each.place}: {each.change}"
        for each in mutated(corpus.policies[id], cases, corpus, catalogue, share)
        if each.fate == "survived"
    ]
    assert survived == []


@pytest.mark.parametrize("fact", ["transfer.requirement_elsewhere", "transfer.end_user.on_restricted_list"])
def test_nothing_is_called_not_required_while_a_limb_is_not_answered(
    corpus: Corpus, catalogue: Catalogue, cases: list[PolicyCase], fact: str
) -> None:
    """Whatever a case states, without the answer to one limb it is never `not_required_by_these_rules`."""
    law_file = "us/ear/licence_requirement"
    for case in (case for case in cases if case.policy == law_file and case.expect.get("as_enforced") == NOT_REQUIRED):
        law = corpus.in_force(on=case.on, known=case.known or case.on, include=case.include)
        declaration = declared(case, corpus, catalogue)
        stated = {name: fact.value for name, fact in declaration.facts.items()}
        if stated.get("transfer.destination") == "US" or stated.get("transfer.subject_to_the_ear") is False:
            continue
        facts = {name: value for name, value in declaration.facts.items() if name != fact}
        answers = assess(replace(declaration, facts=facts), law, "direct").answers
        found = {answers[f"{law_file}#{name}"].value for name in ("by_text", "as_enforced")}
        assert NOT_REQUIRED not in found, case.name


def test_reading_the_policies_again_gives_the_same_digests(corpus: Corpus) -> None:
    again = read_corpus()
    assert {id: policy.digest for id, policy in again.policies.items()} == {
        id: policy.digest for id, policy in corpus.policies.items()
    }


@pytest.mark.parametrize(
    ("published", "answer", "outcome"),
    [
        ("2026-01-01", "null", "met"),
        ("2027-03-01", "null", "unknown"),  # its own file contradicts that it was published
        ("2027-03-01", "true", "met"),
        ("2027-03-01", "false", "not_met"),
    ],
)
@pytest.mark.parametrize("generations", [1, 2])
def test_a_model_is_not_derived_from_one_that_by_its_own_file_is_yet_to_be_published(
    corpus: Corpus, catalogue: Catalogue, tmp_path: Path, published: str, answer: str, outcome: str, generations: int
) -> None:
    weights = f"weights: open, weights_published_on: {published}"
    before = "lineage: {base_models: [{file: 0.yaml}]}" if generations > 1 else ""
    for i, parents in enumerate(["", before][:generations]):
        text = f"declaration: 1\nmodel: {{{weights}, training: {{compute: 2e26}}}}\n{parents}\n"
        (tmp_path / f"{i}.yaml").write_text(text, encoding="utf-8")
    derived = f"derived_from_published_model: true, derived_from_published_after_all: {answer}"
    training = f"training: {{fine_tuning: {{compute: 1e24}}, operations_since_published_model: 1e24, {derived}}}"
    lineage = f"lineage: {{base_models: [{{file: {generations - 1}.yaml}}]}}"
    text = f"declaration: 1\nmodel: {{weights: closed, {training}}}\n{lineage}\n"
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    day = date(2026, 11, 27)
    law = corpus.in_force(on=day, known=day)
    found = assess(read(tmp_path / "case.yaml", corpus, catalogue), law, "direct").findings
    assert found["us/ear/model_weights#derived_from_published"].outcome == outcome
