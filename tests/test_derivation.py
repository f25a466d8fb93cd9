"""Derivations: each formula with its numbers, units and source, and only the branches that a case takes."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from govern.assessment.assess import Assessment, assess
from govern.assessment.derivation import Derivation, derive
from govern.catalog.catalog import Catalogue
from govern.declaration.read import read_declaration_text
from govern.law.corpus import Corpus

DAY = date(2026, 11, 22)

Derived = Callable[..., Derivation]


@pytest.fixture
def derived(corpus: Corpus, catalogue: Catalogue) -> Derived:
    def run(text: str, id: str) -> Derivation:
        declaration = read_declaration_text(f"declaration: 1\n{text}", corpus, catalogue, file="case.yaml")
        assessment: Assessment = assess(declaration, corpus.in_force(on=DAY, known=DAY), "direct")
        return derive(assessment.explainer, assessment.law.definitions[id], assessment.decision.values)

    return run


def every(step: Derivation) -> Iterator[Derivation]:
    yield step
    for part in step.parts:
        yield from every(part)


def labelled(step: Derivation, label: str) -> Derivation:
    return next(each for each in every(step) if each.label == label and not each.shown_above)


CACHE = "model: {architecture: {layers: 61, attention: mla, kv_lora_rank: 512, rope_head_size: 64}}"


def test_a_formula_stands_with_its_numbers_units_and_source(derived: Derived) -> None:
    step = derived(f"{CACHE}\ndeployment: {{context: 8192, batch: 2}}", "methods/memory#kv_cache")
    assert step.value.text == "1.15 GB"
    assert step.value.value == "1.151336448"
    assert step.numbers == "70,272 B x 8,192 x 2"
    assert [each.grade for each in step.references] == ["primary"]


def test_only_the_branch_that_was_taken_is_shown_with_its_condition(derived: Derived) -> None:
    step = derived(CACHE, "methods/memory#kv_cache_per_token")
    labels = [each.label for each in every(step)]
    assert "attention" in labels
    assert "key-value heads" not in labels
    assert " if " not in step.formula


def test_a_fact_says_where_it_was_stated_and_an_unknown_one_that_it_is_not(derived: Derived) -> None:
    step = derived("model: {parameters: 8.03e9}", "methods/memory#weights_memory")
    parameters, format = (labelled(step, label) for label in ("parameters", "format of the weights"))
    assert [(each.origin, each.place is not None) for each in parameters.sources] == [("declared", True)]
    assert (format.value.text, format.sources) == ("not known", ())


def test_the_chosen_reading_is_named(derived: Derived) -> None:
    step = derived("chip: {dense_tops: {tf32: 100}}", "us/ear/advanced_computing#total_processing_performance")
    assert any(each.reading for each in every(step))


def test_a_quantity_used_twice_is_worked_out_once(derived: Derived) -> None:
    step = derived(
        "model: {active_parameters: 37e9, training: {pretraining: {tokens: 14.8e12}}}",
        "methods/training_compute#training_compute",
    )
    counted = [each for each in every(step) if each.id == "methods/training_compute#pretraining_compute"]
    assert len(counted) > 1
    assert [each.shown_above for each in counted] == [False] + [True] * (len(counted) - 1)
    assert not any(each.parts for each in counted[1:])


def test_branches_that_left_nothing_do_not_clutter_a_sum(derived: Derived) -> None:
    step = derived("model: {training: {compute: 1e25}}", "methods/training_compute#own_total")
    assert (step.formula, step.numbers) == ("training compute (total)", "")


def test_every_definition_of_the_shipped_law_can_be_derived(corpus: Corpus, catalogue: Catalogue) -> None:
    declaration = read_declaration_text(f"declaration: 1\n{CACHE}", corpus, catalogue, file="case.yaml")
    assessment = assess(declaration, corpus.in_force(on=DAY, known=DAY), "direct")
    for id, index in assessment.law.definitions.items():
        step = derive(assessment.explainer, index, assessment.decision.values)
        assert (step.id, bool(step.formula)) == (id, True)
