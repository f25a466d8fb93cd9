"""Duties: whose, when due, whether they were done, what a breach can cost, and what is to be told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from govern.assessment.decision import Decision
from govern.assessment.due_dates import DueDate, DueDates, as_day, either
from govern.assessment.fulfilments import Between, doings_of
from govern.declaration.declaration import Declaration, Fulfilment
from govern.law.law import Selected
from govern.law.schema import Obligation
from govern.truth import Outcome
from govern.zones import FIRST_TO_BEGIN, LAST_TO_BEGIN, day_in

__all__ = ["Duty", "DutyStatus", "duty_of"]

DutyStatus = Literal["due", "done", "done_late", "overdue", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One duty of a case: its outcome, its due date and its status on the day of the decision.

    ``fulfilments`` are the times it was done by that day, the last of them ``fulfilment``; ``not_counted`` are those
    that came before what the duty is about, and ``unsure`` those of which that is not known. ``between`` is there
    instead where the day is known within bounds only.
    """

    selected: Selected
    entry: Obligation
    outcome: Outcome
    due: DueDate
    status: DutyStatus
    fulfilments: tuple[Fulfilment, ...] = ()
    not_counted: tuple[Fulfilment, ...] = ()
    unsure: tuple[Fulfilment, ...] = ()
    between: Between | None = None

    @property
    def fulfilment(self) -> Fulfilment | None:
        """The last time it was done."""
        return self.fulfilments[-1] if self.fulfilments else None

    @property
    def binds(self) -> bool:
        """Whether it is a duty of law in force, not of a text that is voluntary or not in force."""
        return self.selected.standing.in_force and self.selected.force not in ("voluntary", "treaty")


def duty_of(selected: Selected, decision: Decision, declaration: Declaration) -> Duty:
    """Return a duty as it stands for a case on the day of the decision."""
    entry = selected.policy.file.obligations[selected.name]
    outcome = decision.verdicts[selected.nodes[0]].outcome
    doings = doings_of(selected, decision, declaration)
    courses: list[tuple[DueDate, DutyStatus]] = []
    for record in doings.records:
        dates = DueDates(selected, decision, declaration, record.counted)
        due = dates.due(entry.due, ("obligations", selected.name, "due"))
        last = record.counted[-1] if record.counted else None
        courses.append((due, _status(entry, outcome, due, last, decision.law.on)))
    statuses = {status for _, status in courses}
    status: DutyStatus = statuses.pop() if len(statuses) == 1 else "unknown"
    due = either([due for due, _ in courses], missing=doings.missing)
    if status == "unknown" and doings.missing:
        due = replace(due, missing=tuple(dict.fromkeys((*due.missing, *doings.missing))))
    exact = [] if doings.between is not None else doings.records
    return Duty(
        selected=selected,
        entry=entry,
        outcome=outcome,
        due=due,
        fulfilments=_in_all([record.counted for record in exact]),
        not_counted=_in_all([record.not_counted for record in exact]),
        unsure=_not_in_all([record.counted for record in exact]) if exact else (),
        between=doings.between,
        status=status,
    )


def _in_all(records: Sequence[tuple[Fulfilment, ...]]) -> tuple[Fulfilment, ...]:
    return tuple(each for each in records[0] if all(each in other for other in records)) if records else ()


def _not_in_all(records: Sequence[tuple[Fulfilment, ...]]) -> tuple[Fulfilment, ...]:
    return tuple(each for each in records[0] if not all(each in other for other in records))


def _status(entry: Obligation, outcome: Outcome, due: DueDate, done: Fulfilment | None, on: date) -> DutyStatus:
    if outcome != "met":
        return "unknown"
    if due.standing:
        # What holds at all times is not over once it was done; only where no day is set at all is it done.
        return "due" if done is None or entry.due is not None else "done"
    if done is not None and due.every is None:
        # A recurring duty that was done is due again.
        return _done(due, done)
    if due.on is not None:
        # A day counts whole: what is done on the day it is due is done in time.
        return "overdue" if on > as_day(due.on) else "due"
    if due.latest is not None and on > due.latest:
        return "overdue"
    return "due" if due.earliest is not None and on <= due.earliest else "unknown"


def _done(due: DueDate, done: Fulfilment) -> DutyStatus:
    """Return whether what was done was done in time; where the hour decides it must be stated."""
    if isinstance(due.on, datetime):
        if done.at is not None:
            return "done" if done.at <= due.on else "done_late"
        # A day alone is in time, or late, only where it is so by every calendar of the world.
        if day_in(due.on, LAST_TO_BEGIN) <= done.on <= day_in(due.on, FIRST_TO_BEGIN):
            return "unknown"
    if done.on == due.before:
        return "unknown"
    latest = as_day(due.on) if due.on is not None else due.latest
    earliest = as_day(due.on) if due.on is not None else due.earliest
    day = done.on if done.at is None or due.zone is None else day_in(done.at, due.zone)
    if earliest is not None and day <= earliest:
        return "done"
    if done.at_latest:
        return "unknown"
    return "done_late" if latest is not None and day > latest else "unknown"
