"""Duties: whose, when due, how the day was computed, and whether it was done.

Deadlines are calendar days from the day after the event; hours are counted from a time with its zone.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from govern.assessment.decision import Decision
from govern.declaration.declaration import Declaration, Fulfilment
from govern.law.law import Selected
from govern.law.policy import Location
from govern.law.schema import Due, Obligation
from govern.ranges import Number
from govern.truth import Outcome
from govern.vocabulary import Vocabulary

__all__ = ["DueDate", "Duty", "DutyStatus", "duty_of"]

DutyStatus = Literal["due", "done", "done_late", "overdue", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """When a duty is due: a day or a time, how it was computed, and what is missing for it.

    ``open_case`` is the node of the condition that leaves the day open.
    """

    on: date | datetime | None
    computation: str
    missing: tuple[str, ...] = ()
    standing: bool = False
    open_case: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One duty of a case: its outcome, its due date and its status on the day of the decision."""

    selected: Selected
    entry: Obligation
    outcome: Outcome
    due: DueDate
    status: DutyStatus
    fulfilment: Fulfilment | None


def duty_of(selected: Selected, decision: Decision, declaration: Declaration) -> Duty:
    """Return a duty as it stands for a case on the day of the decision."""
    entry = selected.policy.file.obligations[selected.name]
    outcome = decision.verdicts[selected.nodes[0]].outcome
    due = _Dates(selected, decision, declaration).due(entry.due, ("obligations", selected.name, "due"))
    fulfilment = declaration.fulfilled.get(selected.id) or _by_event(entry, declaration)
    if fulfilment is not None and fulfilment.on > decision.law.on:
        fulfilment = None
    return Duty(
        selected=selected,
        entry=entry,
        outcome=outcome,
        due=due,
        fulfilment=fulfilment,
        status=_status(outcome, due, fulfilment, decision.law.on),
    )


def _by_event(entry: Obligation, declaration: Declaration) -> Fulfilment | None:
    """Return the fulfilment that an event of the case tells of."""
    stated = declaration.facts.get(entry.fulfilled_by or "")
    if stated is None or not isinstance(stated.value, Number) or isinstance(stated.value, bool):
        return None
    return Fulfilment(on=date.fromordinal(int(stated.value)), place=stated.place)


def _status(outcome: Outcome, due: DueDate, fulfilment: Fulfilment | None, on: date) -> DutyStatus:
    if outcome != "met":
        return "unknown"
    if due.on is None:
        if due.standing:
            return "done" if fulfilment is not None else "due"
        return "unknown"
    # A day counts whole: what is done on the day it is due is done in time.
    last = due.on.date() if isinstance(due.on, datetime) else due.on
    if fulfilment is not None:
        return "done" if fulfilment.on <= last else "done_late"
    return "overdue" if on > last else "due"


class _Dates:
    def __init__(self, selected: Selected, decision: Decision, declaration: Declaration) -> None:
        self.selected, self.decision, self.declaration = selected, decision, declaration
        self.vocabulary: Vocabulary = decision.law.vocabulary

    def due(self, due: Due | None, location: Location) -> DueDate:
        """Return the due date of one form."""
        if due is None:
            return DueDate(on=None, computation="the text sets no day", standing=True)
        if due.standing is not None:
            return DueDate(on=None, computation=due.standing, standing=True)
        if due.on is not None:
            return DueDate(on=due.on, computation=f"{due.on.isoformat()} by the text")
        if due.cases is not None:
            return self.by_case(due, location)
        if due.later_of is not None or due.earlier_of is not None:
            return self.of_several(due, location)
        return self.after(due)

    def by_case(self, due: Due, location: Location) -> DueDate:
        """Return the date of the first case that holds; one that is open leaves the date open."""
        for i, case in enumerate(due.cases or ()):
            node = self.selected.due[(*location, "cases", i, "when")]
            outcome = self.decision.verdicts[node].outcome
            if outcome == "met":
                return self.due(case.due, (*location, "cases", i, "due"))
            if outcome != "not_met":
                return DueDate(on=None, computation="the day depends on a fact that is missing", open_case=node)
        return DueDate(on=None, computation="no case of the text holds")

    def of_several(self, due: Due, location: Location) -> DueDate:
        """Return the later or the earlier of several dates; all must be known."""
        form = "later_of" if due.later_of is not None else "earlier_of"
        parts = [self.due(part, (*location, form, i)) for i, part in enumerate(due.later_of or due.earlier_of or ())]
        missing = tuple(dict.fromkeys(name for part in parts for name in part.missing))
        open_case = next((part.open_case for part in parts if part.open_case is not None), None)
        text = f"the {form.removesuffix('_of')} of: " + "; ".join(part.computation for part in parts)
        known = [_as_day(part.on) for part in parts if part.on is not None]
        if missing or len(known) < len(parts):
            return DueDate(on=None, computation=text, missing=missing, open_case=open_case)
        return DueDate(on=max(known) if form == "later_of" else min(known), computation=text)

    def after(self, due: Due) -> DueDate:
        """Return the day some days or hours after an event, or the day of the event itself."""
        name = str(due.after or due.at)
        label = self.vocabulary[name].label
        stated = self.declaration.facts.get(name)
        value = None if stated is None else stated.value
        within = due.within or "0 days"
        words = f"{within} after: {label}" if due.within else f"on the day: {label}"
        on: date | datetime
        try:
            if isinstance(value, str):
                on = datetime.fromisoformat(value) + _length(within)
                on = on if "hour" in within else on.date()
                return DueDate(on=on, computation=f"{words} ({value})")
            if not isinstance(value, Number) or isinstance(value, bool):
                return DueDate(on=None, computation=f"{words}, which is not known", missing=(name,))
            day = date.fromordinal(int(value))
            return DueDate(on=day + _length(within), computation=f"{words} ({day.isoformat()})")
        except OverflowError:
            return DueDate(on=None, computation=f"{words}, which lies beyond the calendar")


def _length(within: str) -> timedelta:
    count, _, kind = within.partition(" ")
    return timedelta(hours=int(count)) if kind.startswith("hour") else timedelta(days=int(count))


def _as_day(on: date | datetime) -> date:
    return on.date() if isinstance(on, datetime) else on
