"""When a duty is due: the day that the text sets, or one counted from an event of the case.

Comes in: the `due` of a duty, the decision and what the case states of its events. Goes out: a day or a time, how it
was computed, and what is missing for it. Days, months and years are calendar ones, the day of the event not counted; a
month that has no such day ends on its last. Hours are counted from a time with its zone.
"""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from govern.assessment.decision import Decision
from govern.assessment.stated_days import day_stated, days_between
from govern.declaration.declaration import Declaration, Fulfilment
from govern.law.law import Selected
from govern.law.policy import Location
from govern.law.schema import Due
from govern.values import Value
from govern.vocabulary import Vocabulary

__all__ = ["DueDate", "DueDates", "as_day", "counted", "either"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """When a duty is due: a day or a time, how it was computed, and what is missing for it.

    ``earliest`` and ``latest`` bound a day that is not known (``None``: not bounded). ``every`` is the period after
    which a duty that was done is due again, ``before`` the day of the event before which it is due. ``open_case`` is
    the node of the condition that leaves the day open.
    """

    on: date | datetime | None
    computation: str
    missing: tuple[str, ...] = ()
    standing: bool = False
    open_case: int | None = None
    earliest: date | None = None
    latest: date | None = None
    every: str | None = None
    before: date | None = None
    zone: str | None = None
    """Whose calendar the day is of, where the text's days are those of a place."""


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
        return self.after(due) if due.every is None else self.recurring(due, due.every, location)

    def recurring(self, due: Due, period: str, location: Location) -> DueDate:
        """Return when a duty is due again: a period after it was last done or its event, not before it is due first."""
        last = max((each.on for each in self.done), default=None)
        first = None if due.first is None else self.due(due.first, (*location, "first"))
        if last is None and first is None:
            return self.after(due)
        found = [self.again(due, period, event, last, first) for event in self.event_days(due.after)]
        return either(found, missing=(str(due.after),))

    def again(self, due: Due, period: str, event: date | None, last: date | None, first: DueDate | None) -> DueDate:
        """Return when a duty is due again, its event on a day by the day of the decision, or not (``None``)."""
        if last is None and event is None:
            return self.after(due) if first is None else replace(first, every=period)
        if last is None or (event is not None and event > last):
            again = self.counted_from(event or date.min, period, self.words(due, period, event), every=period)
        else:
            again = self.counted_from(last, period, f"{period} after it was last done", every=period)
        if first is None or again.on is None:
            return again
        if first.on is None:
            # INVARIANT: it is not due again before it is due the first time, whenever that is.
            earliest = max(day for day in (as_day(again.on), first.earliest) if day is not None)
            latest = None if first.latest is None else max(as_day(again.on), first.latest)
            text = f"{again.computation}, but not before: {first.computation}"
            return replace(first, computation=text, every=period, earliest=earliest, latest=latest)
        return again if as_day(again.on) >= as_day(first.on) else replace(first, every=period)

    def event_days(self, name: str | None) -> list[date | None]:
        """Return the day of an event by the day of the decision, or its ends; ``None`` if it may not have been yet."""
        stated, today = self.declaration.facts.get(name or ""), self.decision.law.on
        value = None if stated is None else stated.value
        if isinstance(value, str):
            ends: tuple[date | None, date | None] = (datetime.fromisoformat(value).date(),) * 2
        else:
            day = day_stated(value)
            ends = days_between(value) if day is None else (day, day)
        if ends == (None, None):
            return [None]
        low, high = ends[0] or date.min, ends[1] or date.max
        happened = [] if low > today else list(dict.fromkeys((low, min(high, today))))
        return [*happened, None] if high > today else [*happened]

    def by_case(self, due: Due, location: Location) -> DueDate:
        """Return the date of the first case that holds; where that is open, what all that can hold have in common."""
        found: list[DueDate] = []
        open_case = None
        for i, case in enumerate(due.cases or ()):
            node = self.selected.due[(*location, "cases", i, "when")]
            outcome = self.decision.verdicts[node].outcome
            if outcome == "not_met":
                continue
            found.append(self.due(case.due, (*location, "cases", i, "due")))
            if outcome == "met":
                break
            open_case = node if open_case is None else open_case
        else:
            found.append(DueDate(on=None, computation="no case of the text holds"))
        if open_case is None:
            return found[0]
        merged = either(found, missing=())
        if merged.on is not None:
            return merged
        text = "the day depends on a fact that is missing" + _between(merged.earliest, merged.latest)
        return replace(merged, computation=text, open_case=open_case, standing=False, before=None, zone=None)

    def of_several(self, due: Due, location: Location) -> DueDate:
        """Return the later or the earlier of several dates; one that is not known may still bound it."""
        form = "later_of" if due.later_of is not None else "earlier_of"
        parts = [self.due(part, (*location, form, i)) for i, part in enumerate(due.later_of or due.earlier_of or ())]
        text = f"the {form.removesuffix('_of')} of: " + "; ".join(dict.fromkeys(part.computation for part in parts))
        known = [part.on for part in parts if part.on is not None]
        every = next((part.every for part in parts if part.every is not None), None)
        choose = max if form == "later_of" else min
        if len(known) == len(parts):
            exact = all(isinstance(each, datetime) for each in known)
            on = choose(known) if exact else choose(as_day(each) for each in known)
            zone = next((part.zone for part in parts if part.zone is not None and part.on == on), None)
            return DueDate(on=on, computation=text, every=every, zone=zone, before=_before(parts, choose))
        earliest = _bound([part.earliest or _day(part.on) for part in parts], choose, whole=choose is min)
        latest = _bound([part.latest or _day(part.on) for part in parts], choose, whole=choose is max)
        if earliest is not None and earliest == latest:
            return DueDate(on=earliest, computation=text, every=every, before=_before(parts, choose))
        return DueDate(
            on=None,
            computation=text,
            missing=tuple(dict.fromkeys(name for part in parts for name in part.missing)),
            open_case=next((part.open_case for part in parts if part.open_case is not None), None),
            earliest=earliest,
            latest=latest,
            every=every,
            before=_before(parts, choose),
        )

    def words(self, due: Due, period: str, day: date | None) -> str:
        """Return in words from which event a day is counted."""
        label = self.vocabulary[str(due.after or due.at or due.before)].label
        ahead = f"at least {due.ahead} " if due.ahead else ""
        text = f"on the day: {label}" if due.at else f"{period} after: {label}"
        if due.before:
            text = f"{ahead}before: {label}"
        return text if day is None else f"{text} ({day.isoformat()})"

    def after(self, due: Due) -> DueDate:
        """Return the day some time after an event, the day of the event itself, or the last day before it."""
        name = str(due.after or due.at or due.before)
        stated = self.declaration.facts.get(name)
        value = None if stated is None else stated.value
        period = due.within or due.every or "0 days"
        words = self.words(due, period, None)
        if isinstance(value, str):
            return self.counted_from(datetime.fromisoformat(value), period, f"{words} ({value})", every=due.every)
        day = None if value is None else day_stated(value)
        if day is not None:
            if due.before is not None:
                last = _ahead(day, due)
                return DueDate(on=last, computation=f"{words} ({day.isoformat()})", before=None if due.ahead else day)
            found = self.counted_from(day, period, f"{words} ({day.isoformat()})", every=due.every)
            return replace(found, zone=self.vocabulary[name].zone)
        earliest, latest = _bounds(value, period)
        before = latest if due.before is not None and not due.ahead else None
        if due.before is not None:
            earliest, latest = (None if each in (None, date.min) else _ahead(each, due) for each in (earliest, latest))
        text = f"{words}, which is not known" + _between(earliest, latest)
        return DueDate(
            on=None,
            computation=text,
            missing=(name,),
            earliest=earliest,
            latest=latest,
            every=due.every,
            before=before,
        )

    def counted_from(self, start: date | datetime, period: str, words: str, *, every: str | None) -> DueDate:
        """Return the due date a period after a day or a time."""
        try:
            return DueDate(on=counted(start, period), computation=words, every=every)
        except (OverflowError, ValueError):
            return DueDate(on=None, computation=f"{words}, which lies beyond the calendar")


def _ahead(day: date, due: Due) -> date:
    """Return the last day that is earlier than a day, by as many days as the text asks for."""
    days = timedelta(days=int(due.ahead.split()[0]) if due.ahead else 1)
    return day - days if day - date.min >= days else date.min


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


def either(dues: Sequence[DueDate], *, missing: tuple[str, ...]) -> DueDate:
    """Return the due date where it is one of several, and which of them depends on facts that are missing."""
    first, *others = dues
    if all((each.on, each.earliest, each.latest) == (first.on, first.earliest, first.latest) for each in others):
        return first
    ends = [(each.earliest, each.latest) if each.on is None else (as_day(each.on), as_day(each.on)) for each in dues]
    return replace(
        first,
        on=None,
        computation=f"{first.computation}, on a day that is not known",
        earliest=_bound([low for low, _ in ends], min, whole=True),
        latest=_bound([high for _, high in ends], max, whole=True),
        missing=tuple(dict.fromkeys((*(name for each in dues for name in each.missing), *missing))),
    )


def _before(parts: Sequence[DueDate], choose: Callable[..., date]) -> date | None:
    """Return the day of the event before which the later or the earlier of several dates ends, if it ends so.

    Of two that end on the same day, the later is the one whose next day can still be in time by the hour.
    """
    ends = [part.latest if part.on is None else as_day(part.on) for part in parts]
    last = _bound(ends, choose, whole=True)
    deciding = [part.before for part, end in zip(parts, ends, strict=True) if end is not None and end == last]
    if choose is min and None in deciding:
        return None
    return next((each for each in deciding if each is not None), None)


def _bounds(value: Value, period: str) -> tuple[date | None, date | None]:
    """Return the earliest and the latest day a period after a day that is known within bounds."""
    if "hour" in period:
        return None, None
    found: list[date | None] = []
    for day in days_between(value):
        try:
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
