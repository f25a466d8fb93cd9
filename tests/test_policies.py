"""Every case beside every policy comes out as expected in every engine, and the cases leave no line untested."""

from collections import defaultdict
from datetime import date

import pytest

from govern.assessment.cases import PolicyCase, case_files, read_cases, run_case
from govern.assessment.decision import EngineName
from govern.catalog.catalog import Catalogue
from govern.engines.durable import available
from govern.law.corpus import Corpus, read_corpus
from govern.law.law import INCLUDABLE

TODAY = date(2026, 11, 22)
POLICIES = (
    *("eu/ai_act", "methods/memory", "methods/open_weight_gap", "methods/training_compute"),
    *("us/ear/advanced_computing", "us/ear/letters", "us/ear/licence_requirement"),
)
PROMISED = (
    *("eu/ai_act#general_purpose_model", "eu/ai_act#systemic_risk_presumed", "eu/ai_act#free_and_open_source"),
    *("eu/ai_act#open_source_relief", "eu/ai_act#modifier_is_provider", "us/ear/advanced_computing#eccn_3a090_2022"),
    *("us/ear/advanced_computing#eccn_3a090_a", "us/ear/advanced_computing#eccn_3a090_b"),
    *("us/ear/advanced_computing#note_2_exclusion", "us/ear/letters#h20_equivalent"),
    "methods/open_weight_gap#runs_on_uncontrolled_chips",
)


@pytest.fixture(scope="module")
def cases(corpus: Corpus) -> list[PolicyCase]:
    return [case for path in case_files(corpus) for case in read_cases(path, corpus)]


@pytest.fixture(scope="module")
def expected(corpus: Corpus, cases: list[PolicyCase]) -> dict[str, set[str]]:
    """The outcomes that the cases expect, by qualified id."""
    found: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        uses = corpus.policies[case.policy].file.uses
        for name, outcome in case.expect.items():
            found[name if "#" in name else uses.get(name, f"{case.policy}#{name}")].add(outcome)
    return found


@pytest.mark.parametrize("engine", ["direct", "durable"])
def test_every_case_comes_out_as_expected(
    corpus: Corpus, catalogue: Catalogue, cases: list[PolicyCase], engine: EngineName
) -> None:
    if engine == "durable" and (reason := available()) is not None:
        pytest.skip(reason)
    results = [run_case(case, corpus, catalogue, engine) for case in cases]
    assert [str(problem) for result in results for problem in result.problems] == []
    assert len(results) > 300


def test_the_first_policies_are_there_and_each_has_cases(corpus: Corpus, cases: list[PolicyCase]) -> None:
    assert set(POLICIES) <= set(corpus.policies)
    assert set(corpus.policies) == {case.policy for case in cases}


def test_the_provisions_that_were_promised_are_there(corpus: Corpus) -> None:
    names = {policy.qualified(name) for policy in corpus.policies.values() for name in policy.file.provisions}
    assert [id for id in PROMISED if id not in names] == []


def test_a_case_names_a_source(cases: list[PolicyCase]) -> None:
    assert [case.name for case in cases if not case.source.strip()] == []


def test_every_provision_answer_and_duty_has_a_case(corpus: Corpus, expected: dict[str, set[str]]) -> None:
    for policy in corpus.policies.values():
        for name in (*policy.file.provisions, *policy.file.answers, *policy.file.obligations):
            assert expected[policy.qualified(name)], policy.qualified(name)


def test_every_line_on_a_number_has_cases_on_both_sides_and_an_open_one(
    corpus: Corpus, expected: dict[str, set[str]]
) -> None:
    law = corpus.in_force(on=TODAY, known=TODAY, include=INCLUDABLE)
    nodes = law.graph.nodes

    def has_a_line(index: int) -> bool:
        """Whether the condition itself, not that of another provision in it, compares a number with a line."""
        node = nodes[index]
        if node.op in ("provision", "not_in_force"):
            return False
        return (node.op == "compare" and node.payload in ("<", "<=", ">", ">=")) or any(map(has_a_line, node.args))

    lines = {id: selected for id, selected in law.provisions.items() if has_a_line(nodes[selected.nodes[0]].args[0])}
    assert len(lines) >= 15
    missing = {id: sorted({"met", "not_met", "unknown"} - expected[id]) for id in lines}
    assert {id: outcomes for id, outcomes in missing.items() if outcomes} == {}


def test_a_requirement_of_a_licence_is_open_in_every_case(
    corpus: Corpus, catalogue: Catalogue, cases: list[PolicyCase]
) -> None:
    for case in cases:
        everywhere = PolicyCase(
            **{name: getattr(case, name) for name in PolicyCase.__dataclass_fields__ if name not in ("expect", "due")},
            expect={"us/ear/licence_requirement#licence_required": "unknown"},
            due={},
        )
        assert run_case(everywhere, corpus, catalogue).problems == (), case.name


def test_reading_the_policies_again_gives_the_same_digests(corpus: Corpus) -> None:
    again = read_corpus()
    assert {id: policy.digest for id, policy in again.policies.items()} == {
        id: policy.digest for id, policy in corpus.policies.items()
    }
