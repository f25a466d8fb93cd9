"""The day that a fact states, and the days between which one lies that is known within bounds.

Comes in: the value of a date, an ordinal number. Goes out: days; an end beyond the calendar is the calendar's own.
"""

from datetime import date
from math import ceil, floor

from govern.ranges import Number, Range
from govern.values import Value

__all__ = ["day_stated", "days_between"]


def day_stated(value: Value) -> date | None:
    """Return the day of a date that is known, else ``None``."""
    if isinstance(value, bool) or not isinstance(value, Number):
        return None
    return date.fromordinal(int(value))


def days_between(value: Value) -> tuple[date | None, date | None]:
    """Return the earliest and the latest day of a date that is known within bounds; ``None``: not bounded."""
    if not isinstance(value, Range):
        return None, None
    low = None if value.low is None else floor(value.low) + 1 if value.low_open else ceil(value.low)
    high = None if value.high is None else ceil(value.high) - 1 if value.high_open else floor(value.high)
    return _day(low), _day(high)


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(min(max(ordinal, date.min.toordinal()), date.max.toordinal()))
