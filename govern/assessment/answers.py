"""Answers: questions of the law with one of several answers; the first row that holds gives it."""

from dataclasses import dataclass

from govern.assessment.decision import Decision
from govern.law.law import Selected
from govern.truth import Outcome

__all__ = ["Answered", "answered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The answer, or ``None`` with the reason: ``unknown``, ``unsettled``, or ``not_met`` when no row holds.

    ``row`` is the number of the row that gives or blocks the answer, ``None`` when none does.
    """

    value: str | None
    outcome: Outcome
    row: int | None


def answered(selected: Selected, decision: Decision) -> Answered:
    """Return the answer: an unknown or unsettled earlier row makes the answer unknown or unsettled."""
    rows = selected.policy.file.answers[selected.name].rows
    for i, node in enumerate(selected.nodes):
        outcome = decision.verdicts[node].outcome
        if outcome == "met":
            return Answered(value=rows[i].is_, outcome="met", row=i)
        if outcome != "not_met":
            return Answered(value=None, outcome=outcome, row=i)
    return Answered(value=None, outcome="not_met", row=None)
