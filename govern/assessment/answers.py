"""Answers: questions of the law with one of several answers; the first row that holds gives it.

Where the text can be read in several ways, each combination of the readings that bear on the rows is answered apart.
"""

from dataclasses import dataclass
from itertools import product

from govern.assessment.decision import Decision, Verdict
from govern.law.law import Selected
from govern.truth import Outcome, Truth

__all__ = ["AnswerUnderReadings", "Answered", "answered"]

_MOST_COMBINATIONS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerUnderReadings:
    """What one combination of readings answers: ``readings`` are interpretation ids with the reading taken.

    ``value`` is ``None`` with the outcome ``unknown``, or ``not_met`` when no row holds; ``row`` is the deciding row.
    """

    readings: tuple[tuple[str, str], ...]
    value: str | None
    outcome: Outcome
    row: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The answer, or ``None`` with the reason: ``unknown``, ``unsettled``, or ``not_met`` when no row holds.

    ``row`` is the number of the row that gives or blocks the answer, ``None`` when none does. ``by_reading`` has
    what each combination of readings answers, the default first, where they do not all answer alike.
    """

    value: str | None
    outcome: Outcome
    row: int | None
    by_reading: tuple[AnswerUnderReadings, ...] = ()


def answered(selected: Selected, decision: Decision) -> Answered:
    """Return the answer: an open row that would answer otherwise leaves it open; readings that differ, unsettled."""
    verdicts = [decision.verdicts[node] for node in selected.nodes]
    rows = selected.policy.file.answers[selected.name].rows
    for i, verdict in enumerate(verdicts):
        if verdict.outcome == "met":
            return Answered(value=rows[i].is_, outcome="met", row=i)
        if verdict.outcome != "not_met":
            break
    else:
        return Answered(value=None, outcome="not_met", row=None)
    found = _by_reading(selected, verdicts, decision)
    first = found[0]
    if all((each.value, each.outcome) == (first.value, first.outcome) for each in found):
        return Answered(value=first.value, outcome=first.outcome, row=first.row)
    settled = {each.value for each in found if each.outcome != "unknown"}
    outcome: Outcome = "unsettled" if len(settled) > 1 else "unknown"
    row = next((each.row for each in found if each.outcome == "unknown"), first.row) if outcome == "unknown" else i
    return Answered(value=None, outcome=outcome, row=row, by_reading=found)


def _by_reading(selected: Selected, verdicts: list[Verdict], decision: Decision) -> tuple[AnswerUnderReadings, ...]:
    rows = selected.policy.file.answers[selected.name].rows
    questions = tuple(dict.fromkeys(question for verdict in verdicts for question in verdict.interpretations))
    names = [_readings(question, decision) for question in questions]
    truths = [dict(verdict.by_reading) for verdict in verdicts]
    found: list[AnswerUnderReadings] = []
    for taken in product(*(range(len(each)) for each in names)):
        if len(found) == _MOST_COMBINATIONS:
            break
        at = dict(zip(questions, taken, strict=True))
        readings = tuple((question, names[j][at[question]]) for j, question in enumerate(questions))
        taken_truths = [
            truths[i][tuple(at[question] for question in verdict.interpretations)] for i, verdict in enumerate(verdicts)
        ]
        value, outcome, row = _first(taken_truths, [each.is_ for each in rows])
        found.append(AnswerUnderReadings(readings=readings, value=value, outcome=outcome, row=row))
    return tuple(found)


def _first(truths: list[Truth], values: list[str]) -> tuple[str | None, Outcome, int | None]:
    """Return the answer of the first row that holds; an open row before it counts if it would differ."""
    opened: list[int] = []
    last: int | None = None
    for i, truth in enumerate(truths):
        if truth is None:
            opened.append(i)
        elif truth:
            last = i
            break
    possible = {values[i] for i in opened} | {None if last is None else values[last]}
    if len(possible) > 1:
        return None, "unknown", opened[0]
    return (None, "not_met", None) if last is None else (values[last], "met", last)


def _readings(question: str, decision: Decision) -> list[str]:
    file, _, name = question.partition("#")
    return list(decision.law.policies[file].file.interpretations[name].readings)
