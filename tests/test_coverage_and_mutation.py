"""What cases cover of a law, and which changes of the law they would notice: on a small act whose holes are known."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from govern.assessment.cases import case_files, read_cases
from govern.assessment.coverage import coverage_of
from govern.assessment.mutants import mutants_of
from govern.assessment.mutation import MutantResult, mutated
from govern.catalog.catalog import read_catalogue
from govern.cli.app import app
from govern.law.corpus import read_corpus

ACT = """\
title: An act
jurisdiction: EU
force: law
history: &history
  - {event: published, on: 2025-01-10, published: 2025-01-10, reference: OJ}
  - {event: in_force, on: 2025-06-01, published: 2025-01-10, reference: OJ}
verified: {through: 2026-01-01}
parameters:
  line: {unit: FLOP, values: [{from: 2025-06-01, published: 2025-01-10, value: 10^25, reference: A}]}
provisions:
  large:
    label: large
    kind: classification
    reference: A
    history: *history
    when:
      any:
        - {all: [model.training.compute > line, model.dense]}
        - not: model.architecture_published
obligations:
  tell:
    label: tell
    when: large
    who: provider
    duty: Tell.
    reference: B
    due: {within: 14 days, after: events.threshold_foreseen_on}
"""

WHOLE = """\
- {name: before, on: 2025-05-31, expect: {large: absent, tell: absent}, standing: {large: not_yet_in_force},
   source: t}
- {name: first day, on: 2025-06-01, standing: {large: in_force}, given: &far {model: {dense: true,
   training: {compute: {more_than: 1e25}}, architecture_published: true}}, expect: {large: met, tell: met}, source: t}
- {name: known, on: 2025-06-01, known: 2025-01-10, given: *far, expect: {large: met, tell: met}, source: t}
- {name: not known, on: 2025-06-01, known: 2025-01-09, standing: {large: not_published, tell: not_published},
   expect: {large: absent}, source: t}
- {name: at, on: 2025-07-01, given: {model: {training: {compute: 1e25}, dense: true, architecture_published: true}},
   expect: {large: not_met, tell: not_met}, source: t}
- {name: below, on: 2025-07-01, given: {model: {training: {compute: {less_than: 1e25}}, dense: true,
   architecture_published: true}}, expect: {large: not_met}, source: t}
- {name: sparse, on: 2025-07-01, given: {model: {training: {compute: 2e25}, dense: false,
   architecture_published: true}}, expect: {large: not_met}, source: t}
- {name: secret, on: 2025-07-01, given: {model: {training: {compute: 1e24}, dense: true, architecture_published: false},
   events: {threshold_foreseen_on: 2025-06-20}}, expect: {large: met}, due: {tell: 2025-07-04 due}, source: t}
- {name: open, on: 2025-07-01, expect: {large: unknown, tell: unknown}, source: t}
"""


def write(folder: Path, cases: str, act: str = ACT) -> Path:
    (folder / "act.yaml").write_text(act, encoding="utf-8")
    (folder / "act.cases.yaml").write_text(cases, encoding="utf-8")
    return folder


def without(*names: str) -> str:
    """The cases without some of them."""
    kept = [case for case in WHOLE.split("- {name: ")[1:] if case.partition(",")[0] not in names]
    anchored = "".join(f"- {{name: {case}" for case in kept)
    return anchored if "&far" in anchored else anchored.replace("given: *far", "given: {}")


def uncovered(folder: Path) -> list[str]:
    corpus = read_corpus(folder)
    cases = [case for path in case_files(corpus) for case in read_cases(path, corpus)]
    items = coverage_of(corpus.policies["act"], cases, corpus, read_catalogue(corpus.vocabulary))
    return [f"{item.entry}: {item.what}" for item in items if not item.covered]


def mutants(folder: Path) -> list[MutantResult]:
    corpus = read_corpus(folder)
    cases = [case for path in case_files(corpus) for case in read_cases(path, corpus)]
    return list(mutated(corpus.policies["act"], cases, corpus, read_catalogue(corpus.vocabulary)))


def survivors(folder: Path) -> list[str]:
    return [each.change for each in mutants(folder) if each.fate == "survived"]


def test_cases_that_show_everything(tmp_path: Path) -> None:
    folder = write(tmp_path, WHOLE)
    assert uncovered(folder) == []
    assert survivors(folder) == []


COMPUTE = "large: `model.training.compute > line`"


@pytest.mark.parametrize(
    ("left_out", "holes"),
    [
        (("at",), [f"{COMPUTE}: at the line"]),
        (("sparse",), ["large: `model.dense` fails and decides"]),
        (("secret",), ["large: `model.architecture_published` fails and decides"]),
        (("open",), ["large: unknown", "tell: unknown"]),
        (("before", "not known"), ["large: before its date", "tell: before its date"]),
        (("at", "below"), [f"{COMPUTE} fails and decides", f"{COMPUTE}: at the line"]),
        (("at", "below", "secret"), [f"{COMPUTE}: below the line"]),
    ],
)
def test_a_case_less_is_a_hole_more(tmp_path: Path, left_out: tuple[str, ...], holes: list[str]) -> None:
    found = uncovered(write(tmp_path, without(*left_out)))
    assert set(holes) <= set(found)
    assert {hole.partition(":")[0] for hole in found} <= {"large", "tell"}


def test_a_premise_that_holds_but_decides_nothing_is_not_covered(tmp_path: Path) -> None:
    """It is met for another reason too, so the premise was true for nothing."""
    case = (
        "- {name: both, on: 2025-07-01, given: {model: {training: {compute: 2e25}, dense: true,"
        " architecture_published: false}}, expect: {large: met}, source: t}\n"
    )
    found = uncovered(write(tmp_path, case))
    assert f"{COMPUTE} holds and decides" in found
    assert "large: `model.architecture_published` fails and decides" in found
    assert "large: met" not in found


@pytest.mark.parametrize(
    ("left_out", "change"),
    [
        (("at",), "provisions.large: `model.training.compute > line` with >="),
        (("at", "below"), "10^25 -> a hair less"),
        (("first day", "known"), "10^25 -> a hair more"),
        (("before",), "on: 2025-06-01 -> 2025-05-31"),
        (("first day", "known"), "on: 2025-06-01 -> 2025-06-02"),
        (("known",), "published: 2025-01-10 -> 2025-01-11"),
        (("not known",), "published: 2025-01-10 -> 2025-01-09"),
        (("secret",), "14 days -> 15 days"),
        (("secret",), "14 days -> 13 days"),
    ],
)
def test_a_case_less_lets_a_mutant_live(tmp_path: Path, left_out: tuple[str, ...], change: str) -> None:
    found = survivors(write(tmp_path, without(*left_out)))
    assert any(each.endswith(change) for each in found)


def test_a_date_that_stands_once_in_the_file_is_changed_once(tmp_path: Path) -> None:
    corpus = read_corpus(write(tmp_path, WHOLE))
    dates = [mutant for mutant in mutants_of(corpus.policies["act"]) if mutant.change.startswith("on: 2025-06-01")]
    assert [mutant.days and mutant.days[1].isoformat() for mutant in dates] == ["2025-06-02", "2025-05-31"]


def test_a_change_that_changes_no_law_is_shown_to_be_none(tmp_path: Path) -> None:
    """The day on which a law was published counts only by when it was known, so to move it is no other law."""
    fates = {each.change: each.fate for each in mutants(write(tmp_path, WHOLE))}
    assert fates["on: 2025-01-10 -> 2025-01-11"] == "equivalent"
    assert fates["published: 2025-01-10 -> 2025-01-11"] == "killed"


def test_what_is_said_to_be_impossible_is_held_against_the_cases(tmp_path: Path) -> None:
    wrong = WHOLE + "- {impossible: large, what: unknown, because: nobody can not know}\n"
    result = CliRunner().invoke(app, ["test", "--policies", str(write(tmp_path, wrong)), "--require-coverage"])
    assert result.exit_code == 1
    assert "`unknown` of `large` is said to be impossible, and a case shows it" in result.stderr
    misspelt = WHOLE + "- {impossible: large, what: unknow, because: nobody can not know}\n"
    result = CliRunner().invoke(app, ["test", "--policies", str(write(tmp_path, misspelt)), "--require-coverage"])
    assert "did you mean `unknown`?" in result.stderr


def test_the_command(tmp_path: Path) -> None:
    run = CliRunner().invoke
    whole = run(app, ["test", "--policies", str(write(tmp_path, WHOLE)), "--require-coverage", "--mutate"])
    assert whole.exit_code == 0, whole.output
    assert "coverage: act 19 of 19" in whole.stdout
    assert "0 survived" in whole.stdout
    holes = run(app, ["test", "--policies", str(write(tmp_path, without("open", "at"))), "--require-coverage"])
    assert holes.exit_code == 1
    assert "large: `model.training.compute > line`: at the line" in holes.stdout
    alive = run(app, ["test", "--policies", str(tmp_path), "--mutate", "--format", "json"])
    assert alive.exit_code == 1
    (survived,) = json.loads(alive.stdout)["mutants"]["survived"]
    assert survived["change"] == "provisions.large: `model.training.compute > line` with >="
