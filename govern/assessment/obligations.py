"""Duties: whose, when due, whether they were done, what a breach can cost, and what is to be told."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from govern.assessment.decision import Decision
from govern.assessment.due_dates import DueDate, DueDates, as_day
from govern.declaration.declaration import Declaration, Fulfilment
from govern.law.law import Selected
from govern.law.schema import Obligation
from govern.ranges import Number
from govern.truth import Outcome

__all__ = ["Duty", "DutyStatus", "duty_of"]

DutyStatus = Literal["due", "done", "done_late", "overdue", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One duty of a case: its outcome, its due date and its status on the day of the decision.

    ``fulfilments`` are the times it was done by that day, the last of them ``fulfilment``.
    """

    selected: Selected
    entry: Obligation
    outcome: Outcome
    due: DueDate
    status: DutyStatus
    fulfilments: tuple[Fulfilment, ...] = ()

    @property
    def fulfilment(self) -> Fulfilment | None:
        """The last time it was done."""
        return self.fulfilments[-1] if self.fulfilments else None

    @property
    def enforced_from(self) -> date | None:
        """The coming day from which the duty can be enforced, where it cannot yet."""
        if self.selected.standing.enforced is not False:
            return None
        policy = self.selected.policy
        history = policy.file.history if self.entry.history is None else self.entry.history
        return min((event.on for event in history if event.event == "enforced"), default=None)


def duty_of(selected: Selected, decision: Decision, declaration: Declaration) -> Duty:
    """Return a duty as it stands for a case on the day of the decision."""
    entry = selected.policy.file.obligations[selected.name]
    outcome = decision.verdicts[selected.nodes[0]].outcome
    done = declaration.fulfilled.get(selected.id) or _by_event(entry, declaration)
    # What is done later is not done on the day of the decision.
    fulfilments = tuple(sorted((each for each in done if each.on <= decision.law.on), key=lambda each: each.on))
    dates = DueDates(selected, decision, declaration, fulfilments)
    due = dates.due(entry.due, ("obligations", selected.name, "due"))
    last = fulfilments[-1] if fulfilments else None
    return Duty(
        selected=selected,
        entry=entry,
        outcome=outcome,
        due=due,
        fulfilments=fulfilments,
        status=_status(outcome, due, last, decision.law.on),
    )


def _by_event(entry: Obligation, declaration: Declaration) -> tuple[Fulfilment, ...]:
    """Return the fulfilment that an event of the case tells of."""
    stated = declaration.facts.get(entry.fulfilled_by or "")
    if stated is None or not isinstance(stated.value, Number) or isinstance(stated.value, bool):
        return ()
    return (Fulfilment(on=date.fromordinal(int(stated.value)), place=stated.place),)


def _status(outcome: Outcome, due: DueDate, done: Fulfilment | None, on: date) -> DutyStatus:
    if outcome != "met":
        return "unknown"
    if due.standing:
        return "due" if done is None else "done"
    if due.every is not None and due.on is not None:
        # A recurring duty that was done is due again.
        return "overdue" if on > as_day(due.on) else "due"
    if done is not None:
        return _done(due, done)
    if due.on is not None:
        # A day counts whole: what is done on the day it is due is done in time.
        return "overdue" if on > as_day(due.on) else "due"
    if due.latest is not None and on > due.latest:
        return "overdue"
    return "due" if due.earliest is not None and on <= due.earliest else "unknown"


def _done(due: DueDate, done: Fulfilment) -> DutyStatus:
    """Return whether what was done was done in time; where the hour decides it must be stated."""
    if isinstance(due.on, datetime) and done.at is not None:
        return "done" if done.at <= due.on else "done_late"
    latest = as_day(due.on) if due.on is not None else due.latest
    earliest = as_day(due.on) if due.on is not None else due.earliest
    if earliest is not None and done.on <= earliest:
        return "done"
    return "done_late" if latest is not None and done.on > latest else "unknown"
