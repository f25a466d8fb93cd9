"""When a duty is due: the day that the text sets, or one counted from an event of the case.

Comes in: the `due` of a duty, the decision and what the case states of its events. Goes out: a day or a time, how it
was computed, and what is missing for it. Days, months and years are calendar ones, the day of the event not counted; a
month that has no such day ends on its last. Hours are counted from a time with its zone.
"""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from govern.assessment.decision import Decision
from govern.declaration.declaration import Declaration, Fulfilment
from govern.law.law import Selected
from govern.law.policy import Location
from govern.law.schema import Due
from govern.ranges import Number, Range
from govern.vocabulary import Vocabulary

__all__ = ["DueDate", "DueDates", "as_day", "counted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """When a duty is due: a day or a time, how it was computed, and what is missing for it.

    ``earliest`` and ``latest`` bound a day that is not known (``None``: not bounded). ``every`` is the period after
    which a duty that was done is due again. ``open_case`` is the node of the condition that leaves the day open.
    """

    on: date | datetime | None
    computation: str
    missing: tuple[str, ...] = ()
    standing: bool = False
    open_case: int | None = None
    earliest: date | None = None
    latest: date | None = None
    every: str | None = None


class DueDates:
    """Computes the due dates of one duty of a case."""

    def __init__(
        self, selected: Selected, decision: Decision, declaration: Declaration, done: Sequence[Fulfilment]
    ) -> None:
        """Take the duty, the decision on the case, what it states, and when the duty was done."""
        self.selected, self.decision, self.declaration, self.done = selected, decision, declaration, done
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
        if due.every is not None and self.done:
            last = max(each.on for each in self.done)
            return self.counted_from(last, due.every, f"{due.every} after it was last done", every=due.every)
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
        """Return the later or the earlier of several dates; one that is not known may still bound it."""
        form = "later_of" if due.later_of is not None else "earlier_of"
        parts = [self.due(part, (*location, form, i)) for i, part in enumerate(due.later_of or due.earlier_of or ())]
        text = f"the {form.removesuffix('_of')} of: " + "; ".join(part.computation for part in parts)
        known = [part.on for part in parts if part.on is not None]
        every = next((part.every for part in parts if part.every is not None), None)
        choose = max if form == "later_of" else min
        if len(known) == len(parts):
            exact = all(isinstance(each, datetime) for each in known)
            on = choose(known) if exact else choose(as_day(each) for each in known)
            return DueDate(on=on, computation=text, every=every)
        return DueDate(
            on=None,
            computation=text,
            missing=tuple(dict.fromkeys(name for part in parts for name in part.missing)),
            open_case=next((part.open_case for part in parts if part.open_case is not None), None),
            earliest=_bound([part.earliest or _day(part.on) for part in parts], choose, whole=choose is min),
            latest=_bound([part.latest or _day(part.on) for part in parts], choose, whole=choose is max),
            every=every,
        )

    def after(self, due: Due) -> DueDate:
        """Return the day some time after an event, or the day of the event itself."""
        name = str(due.after or due.at)
        label = self.vocabulary[name].label
        stated = self.declaration.facts.get(name)
        value = None if stated is None else stated.value
        period = due.within or due.every or "0 days"
        words = f"on the day: {label}" if due.at else f"{period} after: {label}"
        if isinstance(value, str):
            return self.counted_from(datetime.fromisoformat(value), period, f"{words} ({value})", every=due.every)
        if isinstance(value, Number) and not isinstance(value, bool):
            day = date.fromordinal(int(value))
            return self.counted_from(day, period, f"{words} ({day.isoformat()})", every=due.every)
        earliest, latest = _bounds(value, period)
        text = f"{words}, which is not known" + _between(earliest, latest)
        return DueDate(on=None, computation=text, missing=(name,), earliest=earliest, latest=latest, every=due.every)

    def counted_from(self, start: date | datetime, period: str, words: str, *, every: str | None) -> DueDate:
        """Return the due date a period after a day or a time."""
        try:
            return DueDate(on=counted(start, period), computation=words, every=every)
        except (OverflowError, ValueError):
            return DueDate(on=None, computation=f"{words}, which lies beyond the calendar")


def counted(start: date | datetime, period: str) -> date | datetime:
    """Return the day or time a period after another; raise `OverflowError` or `ValueError` beyond the calendar.

    Hours after a time give a time; any other period gives a day.
    """
    count, _, kind = period.partition(" ")
    number = int(count)
    if kind.startswith("hour"):
        return start + timedelta(hours=number)
    day = as_day(start)
    if kind.startswith("day"):
        return day + timedelta(days=number)
    months = day.year * 12 + day.month - 1 + (number if kind.startswith("month") else 12 * number)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _bounds(value: object, period: str) -> tuple[date | None, date | None]:
    """Return the earliest and the latest day a period after a day that is known within bounds."""
    if not isinstance(value, Range) or "hour" in period:
        return None, None
    found: list[date | None] = []
    for end, is_open, step in ((value.low, value.low_open, 1), (value.high, value.high_open, -1)):
        try:
            day = None if end is None else date.fromordinal(int(end) + (step if is_open else 0))
            found.append(None if day is None else as_day(counted(day, period)))
        except (OverflowError, ValueError):
            found.append(None)
    return found[0], found[1]


def _between(earliest: date | None, latest: date | None) -> str:
    """Return in words between which days a due date lies."""
    if earliest is not None and latest is not None:
        return f"; between {earliest.isoformat()} and {latest.isoformat()}"
    if earliest is not None:
        return f"; {earliest.isoformat()} at the earliest"
    return "" if latest is None else f"; {latest.isoformat()} at the latest"


def _bound(days: Sequence[date | None], choose: Callable[..., date], *, whole: bool) -> date | None:
    """Return the bound of the later or the earlier of days, some of which are not known.

    The later of several is at least the latest that is known; for its latest day all must be known.
    """
    known = [day for day in days if day is not None]
    return None if not known or (whole and len(known) < len(days)) else choose(known)


def _day(on: date | datetime | None) -> date | None:
    return None if on is None else as_day(on)


def as_day(on: date | datetime) -> date:
    """Return the day of a day or a time, in the time's own zone."""
    return on.date() if isinstance(on, datetime) else on
