"""Two declarations under one law: what changed in the facts, and what that changes in outcomes, answers and duties."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from typer.testing import CliRunner, Result

from govern.assessment.assess import assess
from govern.assessment.difference import AssessmentDifference, difference_of
from govern.catalog.catalog import read_catalogue
from govern.cli.app import app
from govern.declaration.read import read_declaration_text
from govern.reporting.difference import difference_document, difference_lines
from govern.shipped import shipped_folder
from govern.source import digest
from tests.changing_law import DAY, FACTS, act
from tests.small_law import corpus_of

Golden = Callable[[str, str], None]

LAW: Final = corpus_of({"us/small": act() | {"untranslated": []}}, FACTS)
CATALOGUE: Final = read_catalogue(LAW.vocabulary)

OLD: Final = """\
declaration: 1
version: 1
declarant: {name: Small AI, role: provider}
model:
  compute: {value: 2e25 FLOP, stated_by: Small AI, on: 2026-01-05, source: training log}
  original: 0
  modalities: [text]
  weights: closed
  for_research_only: false
  released_on: 2026-02-01
developer: {revenue: 6e8 USD, seat: US}
events: {foreseen_on: 2026-03-01}
case: {compute: 0}
"""


def compared(new: str, old: str = OLD, *, on: date = DAY) -> AssessmentDifference:
    law = LAW.in_force(on=on, known=on)
    files = (("old.yaml", old), ("new.yaml", new))
    sides = [read_declaration_text(text, LAW, CATALOGUE, file=file) for file, text in files]
    return difference_of(*(assess(side, law, "direct") for side in sides))


def next_version(**changes: tuple[str, str]) -> str:
    """The next version, which supersedes the old one, with texts replaced."""
    text = OLD.replace("version: 1", f"version: 2\nsupersedes: {digest(OLD.encode())}")
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    return text


def document_of(**changes: tuple[str, str]) -> dict[str, Any]:
    return difference_document(compared(next_version(**changes)))


def test_the_same_facts_change_nothing_whatever_their_layout() -> None:
    same = next_version(a=("2e25 FLOP", "20e24"), b=("{foreseen_on: 2026-03-01}", "\n  foreseen_on: 2026-03-01"))
    found = compared(same)
    assert found.changes_nothing
    assert found.problems == ()
    lines = [line.text for line in difference_lines(difference_document(found))]
    assert lines[-1] == "Nothing changed: the same facts, outcomes, answers and duties."
    assert "The new version supersedes the old one, as it says." in lines


def test_the_whole_difference(golden: Golden) -> None:
    document = document_of(
        compute=(
            "value: 2e25 FLOP, stated_by: Small AI",
            "value: 9e24 FLOP, low: 8e24, high: 1.1e25, stated_by: Auditor",
        ),
        weights=("weights: closed", "weights: open"),
        seat=(", seat: US", ""),
        day=("case: {compute: 0}", "case: {compute: 0, flag: true}"),
    )
    golden("difference_small.txt", "".join(f"{'  ' * x.depth}{x.text}\n" for x in difference_lines(document)))


def test_a_change_of_value_source_and_speaker_are_told_apart() -> None:
    (value,) = document_of(a=("2e25 FLOP", "3e25 FLOP"))["facts"]
    assert (value["name"], value["kind"], value["aspects"]) == ("model.compute", "changed", ["value"])
    assert (value["old"]["text"], value["new"]["text"]) == ("2e25 FLOP", "3e25 FLOP")
    (source,) = document_of(a=("training log", "audit"))["facts"]
    assert source["aspects"] == ["source"]
    (speaker,) = document_of(a=("stated_by: Small AI", "stated_by: Auditor"))["facts"]
    assert speaker["aspects"] == ["stated by"]
    (spread,) = document_of(a=("2e25 FLOP", "2e25 FLOP, low: 1e25, high: 4e25"))["facts"]
    assert spread["aspects"] == ["spread"]
    (gone,) = document_of(a=(", seat: US", ""))["facts"]
    assert (gone["kind"], gone["new"], gone["old"]["text"]) == ("removed", None, "US")
    (come,) = document_of(a=("case: {", "case: {flag: true, "))["facts"]
    assert (come["name"], come["kind"], come["old"]) == ("case.flag", "added", None)


def test_a_truth_value_is_no_number() -> None:
    found = document_of(a=("for_research_only: false", "for_research_only: true"))
    assert [fact["aspects"] for fact in found["facts"]] == [["value"]]
    assert [(each["id"], each["old"]["answer"], each["new"]["answer"]) for each in found["outcomes"]] == [
        ("us/small#large_model", "applies", "does not apply")
    ]


def test_outcomes_have_their_reason_and_unsettled_ones_are_told() -> None:
    (outcome,) = document_of(a=("2e25 FLOP", "10^25 FLOP"))["outcomes"]
    assert outcome["old"]["reason"].startswith("2e25 FLOP > 10^25 FLOP; ")
    assert outcome["new"]["reason"] == "exactly at 10^25 FLOP, and the text asks for more than that"
    assert outcome["references"][0]["text"] == "sec. 2"
    (outcome,) = document_of(a=("2e25 FLOP", "6e24 FLOP"), b=("original: 0", "original: 7e24"))["outcomes"]
    assert outcome["new"]["answer"] == "depends on the reading"
    (outcome,) = document_of(a=("value: 2e25 FLOP", "at_least: 6e24"))["outcomes"]
    assert outcome["new"]["answer"] == "open: facts missing"


def test_answers_that_changed() -> None:
    (answer,) = document_of(a=("weights: closed", "weights: open"))["answers"]
    assert (answer["id"], answer["old"]["text"], answer["new"]["text"]) == ("us/small#fee", "full fee", "no fee")
    (answer,) = document_of(a=("  weights: closed\n", ""))["answers"]
    assert (answer["new"]["is"], answer["new"]["text"]) == (None, "open: facts missing")


def duties(**changes: tuple[str, str]) -> list[tuple[str, ...]]:
    return [
        (each["id"].partition("#")[2], each["kind"], *each["aspects"]) for each in document_of(**changes)["obligations"]
    ]


def test_duties_arise_go_and_move() -> None:
    assert duties(a=("2e25 FLOP", "9e24 FLOP")) == [
        ("notify", "removed", "outcome", "status"),
        ("review", "removed", "outcome"),
        ("report_incident", "removed", "outcome"),
        ("keep_records", "removed", "outcome", "status"),
    ]
    assert duties(a=("foreseen_on: 2026-03-01", "foreseen_on: 2026-05-30")) == [("notify", "changed", "due", "status")]
    assert duties(a=("6e8 USD", "4e8 USD")) == [("notify", "removed", "outcome", "status")]
    assert duties(a=("{foreseen_on: 2026-03-01}", "{foreseen_on: 2026-03-01, notified_on: 2026-03-10}")) == [
        ("notify", "changed", "status")
    ]
    (moved,) = document_of(a=("foreseen_on: 2026-03-01", "foreseen_on: 2026-05-30"))["obligations"]
    assert (moved["old"]["due"], moved["old"]["status"]) == ("2026-03-15", "overdue")
    assert (moved["new"]["due"], moved["new"]["status"]) == ("2026-06-13", "due")


# --- which version ---------------------------------------------------------------------------------


def codes(new: str, old: str = OLD) -> list[str]:
    return [problem.code for problem in compared(new, old).problems]


def test_what_the_new_version_supersedes_is_checked() -> None:
    assert codes(next_version()) == []
    assert codes(OLD) == []
    another = OLD.replace("version: 1", "version: 2\nsupersedes: sha256:0")
    (problem,) = compared(another).problems
    assert problem.severity == "warning"
    assert problem.message == "`new.yaml` supersedes `sha256:0`, which is not `old.yaml`"
    assert problem.help == f"the digest of `old.yaml` is {digest(OLD.encode())}"
    (problem,) = compared(OLD, next_version()).problems
    assert problem.help == "the two are in the wrong order"
    assert codes(OLD.replace("closed", "open")) == ["same_version"]
    unversioned = OLD.replace("version: 1\n", "")
    assert codes(unversioned.replace("closed", "open"), unversioned) == []


def test_two_laws_are_not_compared() -> None:
    sides = [
        assess(read_declaration_text(OLD, LAW, CATALOGUE, file="x"), LAW.in_force(on=day, known=day), "direct")
        for day in (DAY, date(2026, 7, 1))
    ]
    with pytest.raises(ValueError, match="under one law"):
        difference_of(*sides)


# --- the command ----------------------------------------------------------------------------------

EXAMPLES = shipped_folder("examples")
PROVIDER = EXAMPLES / "eu-provider-above-threshold.yaml"


def govern(*arguments: str, input: bytes | None = None) -> Result:
    result = CliRunner().invoke(app, ["diff", *arguments], input=input)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_the_command_says_what_a_correction_changes(tmp_path: Path) -> None:
    text = PROVIDER.read_text(encoding="utf-8")
    new = tmp_path / "next.yaml"
    text = text.replace("version: 1", f"version: 2\nsupersedes: {digest(PROVIDER)}")
    new.write_text(text.replace("value: 2e25 FLOP", "value: 9e24 FLOP"), encoding="utf-8")
    result = govern(str(PROVIDER), str(new), "--on", "2026-08-31", "-j", "EU")
    assert (result.exit_code, result.stderr) == (0, "")
    shown = " ".join(result.stdout.split())
    assert "systemic risk presumed: applies -> does not apply" in shown
    assert "now: 9e24 FLOP, 1.11 times below 10^25 FLOP" in shown
    assert "changed: notify the Commission: applies -> depends on the reading" in shown
    assert max(map(len, result.stdout.splitlines())) <= 100
    document = json.loads(govern(str(PROVIDER), str(new), "--on", "2026-08-31", "--format", "json").stdout)
    assert document["format"] == "govern/difference/1"
    assert document["supersedes"] == "confirmed"
    assert [fact["name"] for fact in document["facts"]] == ["model.training.compute"]


def test_catalogue_facts_stand_on_one_line_and_lineages_are_told(tmp_path: Path) -> None:
    chips = str(EXAMPLES / "h20.yaml"), str(EXAMPLES / "h100.yaml")
    text = govern(*chips, "--on", "2026-08-31").stdout
    assert text.count("filled in from the catalogue: ") == 1
    assert "ECCN 3A090.a: does not apply -> applies" in text
    files: list[str] = []
    for parent in ("[{name: DeepSeek-V3, same_developer: true}]", "[Llama 3.1 405B]"):
        path = tmp_path / f"{len(files)}.yaml"
        path.write_text(f"declaration: 1\nmodel: {{name: x}}\nlineage: {{base_models: {parent}}}\n", encoding="utf-8")
        files.append(str(path))
    lines = " ".join(govern(*files).stdout.split())
    assert "made from: the model: base model Llama 3.1 405B" in lines
    assert "no longer made from: the model: base model DeepSeek-V3, of the same developer" in lines


def test_warnings_and_bad_input(tmp_path: Path) -> None:
    new = tmp_path / "next.yaml"
    new.write_text("declaration: 1\nsupersedes: sha256:0\nmodel: {name: x}\n", encoding="utf-8")
    result = govern(str(PROVIDER), str(new))
    assert result.exit_code == 0
    assert "warning: " in result.stderr
    assert "supersedes `sha256:0`" in result.stderr
    assert govern("-", str(PROVIDER), input=PROVIDER.read_bytes()).exit_code == 0
    for arguments, message in (
        (("-", "-"), "only one of the two can come from standard input"),
        (("nosuch.yaml", str(PROVIDER)), "`nosuch.yaml` cannot be read"),
        ((str(PROVIDER),), "Missing argument"),
        ((str(PROVIDER), str(PROVIDER), "--on", "soon"), "`soon` is not a day for `--on`"),
    ):
        result = govern(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert message in result.stderr
