"""The vocabulary: every fact is declared whole, and what the facts of the policies refer to exists."""

from pathlib import Path

import pytest

from govern.law.corpus import Corpus
from govern.problem import Rejected
from govern.ranges import DOMAINS, Range
from govern.units import unit
from govern.values import UNKNOWN_LIST, AnyText
from govern.vocabulary import FactDeclaration, Vocabulary, read_vocabulary

NAMED_IN_THE_DESIGN = (
    *("organization.name", "organization.headquarters", "organization.ultimate_parent_headquarters"),
    *("organization.annual_gross_revenue", "model.name", "model.released_on", "model.placed_on_market.EU"),
    *("model.parameters", "model.active_parameters", "model.input_modalities", "model.output_modalities"),
    *("model.range_of_tasks", "model.weights", "model.licence.name", "model.licence.permits"),
    *("model.licence.restrictions", "model.licence.monetized", "model.training.compute", "model.training.complete"),
    *("model.training.pretraining.tokens", "model.training.pretraining.epochs", "model.training.pretraining.compute"),
    *("model.training.pretraining.accelerator", "model.training.pretraining.accelerators"),
    *("model.training.pretraining.accelerator_hours", "model.training.pretraining.utilization"),
    *("model.training.reinforcement_learning.compute", "model.training.fine_tuning.compute"),
    *("model.training.synthetic_data.compute", "model.training.synthetic_data.publicly_accessible"),
    *("model.training.merged_models.compute", "model.training.other.compute", "model.training.modification.compute"),
    *("model.training.base_model.name", "model.training.base_model.compute", "model.training.base_model.systemic_risk"),
    *("model.training.base_model.compute_estimable", "model.training.primarily_biological_sequence_data"),
    *("model.training.started_on", "model.training.completed_on", "model.architecture.layers"),
    *("model.architecture.hidden_size", "model.architecture.attention", "model.architecture.kv_lora_rank"),
    *("events.threshold_foreseen_on", "events.notified_on", "events.incident_discovered_at", "chip.name"),
    *("chip.designed_or_marketed_for_datacenter", "chip.die_area", "chip.non_planar", "chip.dense_tops.complete"),
    *("chip.dense_tops.fp64", "chip.dense_tops.tf32", "chip.dense_tops.bf16", "chip.dense_tops.fp16"),
    *("chip.dense_tops.fp8", "chip.dense_tops.int8", "chip.dense_tops.fp4", "chip.dense_tops.int4", "chip.memory"),
    *("chip.dram_bandwidth", "chip.interconnect_bandwidth", "chip.price", "chip.power", "cluster.chip"),
    *("cluster.chips", "cluster.network", "cluster.single_datacenter", "deployment.chip", "deployment.chips"),
    *("deployment.quantization", "deployment.context", "deployment.batch", "deployment.users"),
    *("deployment.queries_per_day", "transfer.item", "transfer.origin", "transfer.destination", "transfer.kind"),
    *("transfer.on", "transfer.end_user.name"),
)


@pytest.fixture(scope="module")
def facts(corpus: Corpus) -> dict[str, FactDeclaration]:
    return corpus.vocabulary.facts


def test_the_facts_that_the_design_fixes_are_there(facts: dict[str, FactDeclaration]) -> None:
    assert [name for name in NAMED_IN_THE_DESIGN if name not in facts] == []


def test_every_fact_asks_a_question_of_somebody(facts: dict[str, FactDeclaration]) -> None:
    for name, fact in facts.items():
        assert "?" in fact.question, name
        assert fact.label.strip(), name
        assert fact.ask.strip(), name
        assert not fact.label.endswith("."), name


def test_labels_are_told_apart(facts: dict[str, FactDeclaration]) -> None:
    labels: dict[str, str] = {}
    for name, fact in facts.items():
        assert labels.setdefault(fact.label, name) == name


def test_names_are_dotted_and_plain(facts: dict[str, FactDeclaration]) -> None:
    for name in facts:
        assert name.isascii(), name
        parts = name.split(".")
        assert len(parts) > 1, name
        assert all(part.isidentifier() for part in parts), name


def test_what_a_fact_refers_to_exists(facts: dict[str, FactDeclaration]) -> None:
    for name, fact in facts.items():
        if fact.zero_when is not None:
            assert facts[fact.zero_when].type == "statement", name
        if fact.zero_beside is not None:
            assert facts[fact.zero_beside].type == "number", name
        for implied in fact.implied:
            assert implied.by is None or implied.by in facts, name
        if fact.fills is not None:
            assert fact.type in ("chip", "model"), name
            assert any(other.startswith(f"{fact.fills}.") for other in facts), name


def test_only_numbers_have_units_and_domains(facts: dict[str, FactDeclaration]) -> None:
    for name, fact in facts.items():
        if fact.type != "number":
            assert (fact.unit, fact.domain) == ("", "any"), name
        assert fact.domain in DOMAINS
        assert unit(fact.unit).factor > 0


def test_amounts_are_never_negative(facts: dict[str, FactDeclaration]) -> None:
    for name, fact in facts.items():
        # An index of benchmarks is a place on a scale, no amount.
        assert fact.type != "number" or fact.domain != "any" or name == "model.capability_index", name


def test_lists_are_closed_and_countries_are_codes(facts: dict[str, FactDeclaration]) -> None:
    for name, fact in facts.items():
        if fact.type == "list":
            assert fact.allowed, name
        if name.endswith(("headquarters", ".destination", ".origin")):
            assert fact.type == "country", name


def test_an_unknown_is_as_wide_as_its_fact(facts: dict[str, FactDeclaration]) -> None:
    assert facts["model.training.compute"].unknown == Range(0, None)
    assert facts["model.parameters"].unknown == Range(0, None, low_open=True)
    assert facts["model.training.pretraining.utilization"].unknown == Range(0, 1, low_open=True)
    assert facts["chip.dram_bandwidth"].unknown == Range(0, None, or_not_applicable=True)
    assert facts["model.weights"].unknown == AnyText(frozenset({"open", "closed"}))
    assert facts["transfer.destination"].unknown == AnyText(None)
    assert facts["model.output_modalities"].unknown is UNKNOWN_LIST
    assert facts["model.dense"].unknown is None
    assert facts["model.training.complete"].unknown is None


def test_policies_add_facts_and_change_none(corpus: Corpus) -> None:
    own = read_vocabulary()
    assert own.facts.items() <= corpus.vocabulary.facts.items()
    assert "model.placed_on_market.EU" in corpus.vocabulary
    assert "model.placed_on_market.EU" not in own


def test_an_extended_vocabulary_leaves_the_first_alone() -> None:
    first = Vocabulary({})
    more = FactDeclaration(type="number", label="size", question="How large?")
    assert "a.b" in first.extended([{"a.b": more}])
    assert "a.b" not in first


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("vocabulary: 2\nfacts: {}\n", "1:13", "`2` is not one of `1`"),
        ("vocabulary: 1\n", "1:1", "`facts` is missing"),
        ("vocabulary: 1\nfacts: {a.b: {type: numbre, label: x, question: y}}\n", "2:21", "`numbre` is not one of"),
        (
            "vocabulary: 1\nfacts: {a.b: {type: text, label: x, question: y, unti: h}}\n",
            "2:50",
            "`unti` is not a known key",
        ),
        ("vocabulary: 1\nfacts: {a.b: {type: number, unit: flops, label: x, question: y}}\n", "2:14", "is not a unit"),
    ],
)
def test_a_wrong_vocabulary_is_refused_with_the_place(tmp_path: Path, text: str, place: str, message: str) -> None:
    path = tmp_path / "vocabulary.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Rejected) as caught:
        read_vocabulary(path)
    (problem,) = caught.value.problems
    assert str(problem.place).endswith(f"vocabulary.yaml:{place}")
    assert message in problem.message
