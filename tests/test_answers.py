"""Answers of the law: the first row that holds, what an open row does, and what each reading answers."""

from typing import Any

import pytest

from govern.assessment.answers import Answered, answered
from govern.assessment.decision import EngineName
from tests.small_law import decided, law_of

QUESTION = {
    "question": "Which size counts?",
    "reference": "Art. 2",
    "readings": {"one": {"is": "case.count"}, "both": {"is": "case.count + case.second"}},
}
ROWS = [
    {"when": "size > case.other", "is": "large"},
    {"when": "case.flag", "is": "flagged"},
    {"when": "size == case.size", "is": "exact"},
]


def answer_of(engine: EngineName, facts: dict[str, Any], rows: list[dict[str, Any]] = ROWS) -> Answered:
    """Return the answer of a made-up law for some facts."""
    law = law_of(
        interpretations={"size": QUESTION},
        answers={"which": {"label": "which", "reference": "Art. 3", "rows": rows}},
    )
    decision = decided(law, engine, **facts)
    (selected,) = law.answers.values()
    return answered(selected, decision)


@pytest.mark.parametrize("engine", ["direct", "durable"])
@pytest.mark.parametrize(
    ("facts", "value", "outcome"),
    [
        ({"count": 5, "second": 0, "other": 3, "flag": False, "size": 1}, "large", "met"),
        ({"count": 2, "second": 0, "other": 3, "flag": True, "size": 1}, "flagged", "met"),
        ({"count": 2, "second": 0, "other": 3, "flag": False, "size": 1}, None, "not_met"),
        ({"second": 0, "other": 3, "flag": True, "size": 1}, None, "unknown"),
        # Only the second reading reaches the first row: the answers differ.
        ({"count": 2, "second": 2, "other": 3, "flag": True, "size": 1}, None, "unsettled"),
        # One reading is open, the other is not: open.
        ({"count": 4, "other": 5, "flag": True, "size": 1}, None, "unknown"),
    ],
)
def test_the_first_row_that_holds_gives_the_answer(
    engine: EngineName, facts: dict[str, Any], value: str | None, outcome: str
) -> None:
    found = answer_of(engine, facts)
    assert (found.value, found.outcome) == (value, outcome)


@pytest.mark.parametrize("engine", ["direct", "durable"])
def test_each_reading_says_what_it_answers(engine: EngineName) -> None:
    facts = {"count": 2, "second": 2, "other": 3, "flag": True, "size": 1}
    found = answer_of(engine, facts)
    assert [(each.readings[0][1], each.value) for each in found.by_reading] == [("one", "flagged"), ("both", "large")]


@pytest.mark.parametrize("engine", ["direct", "durable"])
def test_readings_that_answer_alike_through_different_rows_settle_the_answer(engine: EngineName) -> None:
    rows = [ROWS[0], {"when": "size <= case.other", "is": "large"}]
    found = answer_of(engine, {"count": 2, "second": 2, "other": 3}, rows)
    assert (found.value, found.outcome, found.by_reading) == ("large", "met", ())


@pytest.mark.parametrize("engine", ["direct", "durable"])
def test_an_open_row_that_would_answer_the_same_leaves_nothing_open(engine: EngineName) -> None:
    rows = [{"when": "case.flag", "is": "large"}, {"when": "case.count > case.other", "is": "large"}]
    found = answer_of(engine, {"count": 5, "other": 3}, rows)
    assert (found.value, found.outcome, found.row) == ("large", "met", 1)
    found = answer_of(engine, {"count": 2, "other": 3}, rows)
    assert (found.value, found.outcome) == (None, "unknown")
