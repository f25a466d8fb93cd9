"""Problems read as one sentence with a place, and carry what helps."""

import pickle

import pytest

from govern.problem import Place, Problem, Rejected, did_you_mean, quoted

PLACE = Place(file="case.yaml", line=3, column=7)


def test_a_place_reads_as_editors_write_it() -> None:
    assert str(PLACE) == "case.yaml:3:7"


def test_places_are_in_the_order_of_the_file() -> None:
    later = [Place(file="case.yaml", line=10, column=1), Place(file="case.yaml", line=3, column=8)]
    assert sorted([*later, PLACE]) == [PLACE, later[1], later[0]]


def test_a_problem_starts_with_its_place() -> None:
    assert str(Problem(code="x", message="this is wrong", place=PLACE)) == "case.yaml:3:7: this is wrong"
    assert str(Problem(code="x", message="this is wrong")) == "this is wrong"


def test_help_stands_on_a_line_of_its_own() -> None:
    problem = Problem(code="x", message="this is wrong", place=PLACE, help="write that")
    assert problem.render() == "case.yaml:3:7: this is wrong\n  help: write that"
    assert Problem(code="x", message="this is wrong").render() == "this is wrong"


def test_rejected_carries_all_problems() -> None:
    problems = [Problem(code="a", message="one"), Problem(code="b", message="two", help="mend it")]
    rejected = Rejected(iter(problems))
    assert rejected.problems == tuple(problems)
    assert str(rejected) == "one\ntwo\n  help: mend it"
    assert pickle.loads(pickle.dumps(rejected)).problems == rejected.problems  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("model", "`model`"),
        ("two\nlines", "`two\\nlines`"),
        ("\x1b[2J", "`\\x1b[2J`"),
        ("\u202egnp", "`\\u202egnp`"),
        ("é 中", "`é 中`"),
        ("x" * 100, "`" + "x" * 77 + "...`"),
    ],
)
def test_quoted_input_moves_no_cursor_and_is_short(text: str, shown: str) -> None:
    assert quoted(text) == shown


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("pretrainning", "did you mean `pretraining`?"),
        ("Active-Parameters", "did you mean `active_parameters`?"),
        ("model.active_paramters", "did you mean `model.active_parameters`?"),
        ("colour", None),
        ("", None),
        ("pretraining" * 20, None),
    ],
)
def test_did_you_mean(name: str, meant: str | None) -> None:
    known = ["pretraining", "active_parameters", "model.active_parameters", "tokens"]
    assert did_you_mean(name, known) == meant
