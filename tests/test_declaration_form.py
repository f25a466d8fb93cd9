"""The form of `govern init`: it states nothing as it is, and every line of it is right once its `#` is gone."""

import re
from collections.abc import Iterator

import pytest

from govern.catalog.catalog import Catalogue
from govern.declaration.declaration import Declarant
from govern.declaration.form import form_of
from govern.declaration.read import read_declaration_text
from govern.law.corpus import Corpus
from govern.source import Mapping, Node, read_text


@pytest.fixture(scope="module")
def form(corpus: Corpus) -> str:
    return form_of(corpus.vocabulary)


def uncommented(form: str) -> str:
    """The form with the first `#` of every line gone, from the first fact on."""
    head, version, rest = form.partition("version: 1\n")
    return head + version + re.sub("(?m)^# ?", "", rest)


def paths(node: Node, path: tuple[str, ...] = ()) -> Iterator[str]:
    if isinstance(node, Mapping):
        for key, child in node.entries.items():
            yield ".".join((*path, key))
            yield from paths(child, (*path, key))


def test_the_first_line_names_the_schema_for_editors(form: str, corpus: Corpus) -> None:
    assert form.splitlines()[0] == "# yaml-language-server: $schema=declaration.schema.json"
    assert "`govern schema declaration -o declaration.schema.json`" in form
    other = form_of(corpus.vocabulary, schema="other.json").splitlines()
    assert other[0] == "# yaml-language-server: $schema=other.json"


def test_as_it_is_it_is_a_declaration_that_states_nothing(form: str, corpus: Corpus, catalogue: Catalogue) -> None:
    case = read_declaration_text(form, corpus, catalogue, file="form.yaml")
    assert {fact.origin for fact in case.facts.values()} <= {"assumed"}
    assert (case.declarant, case.fulfilled, case.problems) == (None, {}, ())


def test_every_line_uncommented_is_a_declaration_in_which_nothing_is_known(
    form: str, corpus: Corpus, catalogue: Catalogue
) -> None:
    case = read_declaration_text(uncommented(form), corpus, catalogue, file="form.yaml")
    for name, fact in case.facts.items():
        assert fact.origin == "assumed" or fact.value == corpus.vocabulary[name].unknown, name
    assert case.declarant == Declarant(name="NAME", role="provider")
    assert list(case.fulfilled) == ["eu/ai_act#notify_commission"]
    assert case.problems == ()


def test_every_fact_has_its_line_and_its_question(form: str, corpus: Corpus) -> None:
    written = set(paths(read_text(uncommented(form), "form.yaml")))
    for name, fact in corpus.vocabulary.facts.items():
        if fact.stated_as:
            assert name not in written
            continue
        assert fact.question in form or name.endswith(".counts"), name
        assert name.removesuffix(".counts") in written, name


def test_units_allowed_values_and_what_a_total_counts_are_said(form: str) -> None:
    assert "How much compute was used to train the model in all? In FLOP." in form
    assert "counts: [pretraining, reinforcement_learning]" in form
    assert "One of: open, closed." in form
    assert "Write [one, two], or [] for none." in form
    assert "Write {stated_by: who, on: 2025-01-31}." in form
    assert "May be not_applicable." in form


def test_a_form_of_some_blocks(corpus: Corpus, catalogue: Catalogue) -> None:
    form = form_of(corpus.vocabulary, blocks=["chip", "transfer"])
    written = read_text(uncommented(form), "form.yaml")
    assert isinstance(written, Mapping)
    assert list(written.entries) == ["declaration", "version", "declarant", "chip", "transfer", "fulfilled"]
    read_declaration_text(uncommented(form), corpus, catalogue, file="form.yaml")


def test_filled_in_it_is_read(form: str, corpus: Corpus, catalogue: Catalogue) -> None:
    filled = re.sub("(?m)^# model:$", "model:", form)
    filled = re.sub("(?m)^#   parameters:$", "  parameters: 671e9", filled)
    case = read_declaration_text(filled, corpus, catalogue, file="form.yaml")
    assert case.facts["model.parameters"].value == 671 * 10**9


def test_no_line_ends_in_space(form: str) -> None:
    assert [line for line in form.splitlines() if line != line.rstrip()] == []
    assert form.endswith("\n")
