"""All jurisdictions side by side: what each law says of one case, on each of several days."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from govern.assessment.assess import assess
from govern.catalog.catalog import read_catalogue
from govern.cli.app import app
from govern.declaration.declaration import Declaration
from govern.declaration.read import read_declaration_text
from govern.law.corpus import Corpus, read_corpus
from govern.reporting.document import document_of
from govern.reporting.side_by_side import changes_after, jurisdiction_name, side_by_side
from govern.reporting.sides import dormant_sentences, sides_of

OLD = """\
title: The act of one
short: Act of one
jurisdiction: EU
force: law
history:
  - {event: published, on: 2024-01-01, published: 2024-01-01, reference: OJ}
  - {event: in_force, on: 2024-02-01, published: 2024-01-01, reference: OJ}
  - {event: not_enforced, on: 2024-02-01, published: 2024-01-01, reference: OJ}
  - {event: enforced, on: 2028-01-01, published: 2024-01-01, reference: OJ}
verified: {through: 2026-06-01}
without_threshold:
  - {name: Atlantis, jurisdiction: XA, kind: jurisdiction, looked_on: 2026-06-01, finding: nothing, reference: a search,
     grade: secondary}
  - {name: Accord of Nowhere, jurisdiction: none, kind: instrument, looked_on: 2026-06-01, finding: nothing,
     reference: a search, grade: secondary}
provisions:
  dense: {label: dense, kind: classification, reference: Art. 1, about: [model], when: model.dense}
obligations:
  tell: {label: tell, when: dense, who: provider, duty: Tell., reference: Art. 2, due: {on: 2027-08-02}}
"""
NEW = """\
title: The act of another
short: Act of another
jurisdiction: US-CA
force: law
history:
  - {event: published, on: 2026-01-01, published: 2026-01-01, reference: Ch. 1}
  - {event: in_force, on: 2027-01-01, published: 2026-01-01, reference: Ch. 1}
verified: {through: 2026-06-01}
provisions:
  sparse: {label: sparse, kind: classification, reference: section 1, about: [model], when: not model.dense}
"""
DAYS = (date(2026, 11, 22), date(2027, 1, 1), date(2027, 8, 3))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("policies")
    (folder / "one.yaml").write_text(OLD, encoding="utf-8")
    (folder / "other.yaml").write_text(NEW, encoding="utf-8")
    return read_corpus(folder)


def declared(corpus: Corpus, text: str) -> Declaration:
    catalogue = read_catalogue(corpus.vocabulary)
    return read_declaration_text(f"declaration: 1\n{text}\n", corpus, catalogue, file="case.yaml")


def sides(corpus: Corpus, *days: date, text: str = "model: {dense: true}") -> dict[str, Any]:
    declaration = declared(corpus, text)
    known = date(2026, 11, 22)
    return side_by_side([assess(declaration, corpus.in_force(on=day, known=known), "direct") for day in days])


def cells(table: dict[str, Any], label: str) -> list[tuple[str | None, bool | None]]:
    rows = [row for group in table["jurisdictions"] for row in group["rows"]]
    return next([(cell["outcome"], cell["enforced"]) for cell in row["cells"]] for row in rows if row["label"] == label)


def test_each_day_has_its_own_law(corpus: Corpus) -> None:
    table = sides(corpus, *DAYS)
    assert table["days"] == ["2026-11-22", "2027-01-01", "2027-08-03"]
    assert [group["code"] for group in table["jurisdictions"]] == ["EU", "US-CA"]
    assert cells(table, "dense") == [("met", False)] * 3
    assert cells(table, "sparse") == [(None, None), ("not_met", None), ("not_met", None)]


def test_duties_that_apply_are_counted_and_what_is_overdue_on_each_day(corpus: Corpus) -> None:
    (european, american) = sides(corpus, *DAYS)["jurisdictions"]
    assert [each["apply"] for each in european["duties"]] == [1, 1, 1]
    assert [each["overdue"] for each in european["duties"]] == [0, 0, 1]
    assert [each["apply"] for each in american["duties"]] == [0, 0, 0]


def test_what_is_unknown_stays_open_on_every_day_on_which_there_is_law(corpus: Corpus) -> None:
    table = sides(corpus, *DAYS, text="model: {name: A}")
    assert cells(table, "dense") == [("unknown", False)] * 3
    assert cells(table, "sparse") == [(None, None), ("unknown", None), ("unknown", None)]


def test_the_days_on_which_the_law_changes_next(corpus: Corpus) -> None:
    known = date(2026, 11, 22)
    assert changes_after(corpus, date(2026, 11, 22), known) == (date(2027, 1, 1), date(2027, 8, 2))
    assert changes_after(corpus, date(2027, 1, 1), known, most=9) == (date(2027, 8, 2), date(2028, 1, 1))
    assert changes_after(corpus, date(2025, 6, 1), date(2025, 6, 1)) == (date(2027, 8, 2), date(2028, 1, 1))


def test_where_no_number_was_found_is_said_with_the_day_of_the_finding(corpus: Corpus) -> None:
    law = corpus.in_force(on=DAYS[0], known=DAYS[0])
    declaration = declared(corpus, "model: {dense: true}")
    document = document_of(assess(declaration, law, "direct"))
    assert sides_of(document)["without"] == [
        (
            "No threshold of compute was found in Atlantis "
            "(looked for through 2026-06-01; absence of evidence, not proof)."
        ),
        "Nor was one found in these texts: Accord of Nowhere.",
    ]
    assert dormant_sentences(document) == ["In force from 2027-01-01: Act of another."]


def test_names_of_jurisdictions() -> None:
    assert [jurisdiction_name(code) for code in ("EU", "KR", "US-CA", "US-NY", "none")] == [
        "European Union",
        "South Korea",
        "California (US)",
        "New York (US)",
        "No jurisdiction",
    ]


def test_nothing_to_set_side_by_side_is_an_error() -> None:
    with pytest.raises(ValueError, match="needs an assessment"):
        side_by_side([])


@pytest.mark.parametrize("day", ["2027-13-01", ""])
def test_a_day_that_is_none_is_refused(day: str) -> None:
    result = CliRunner().invoke(app, ["check", "-", "--also-on", day], input="declaration: 1\n")
    assert result.exit_code == 2
    assert "is not a day for `--also-on`" in result.stderr


def test_the_terminal_shows_a_column_for_each_day(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(OLD, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(NEW, encoding="utf-8")
    command = ["check", "-", "--policies", str(tmp_path), "--on", "2026-11-22", "--also-on", "2027-01-01,2027-08-03"]
    result = CliRunner().invoke(app, command, input="declaration: 1\nmodel: {dense: false}\n")
    lines = result.stdout.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("Side by side"))
    head, rows = lines[start + 1].split(), [line.split() for line in lines[start + 2 : start + 8]]
    assert head == ["2026-11-22", "2027-01-01", "2027-08-03"]
    assert ["sparse", "not", "in", "force", "applies", "applies"] in rows
