"""The law's numbers, dates and standing for people: exact, never rounded, powers of ten as `10^26`.

Comes in: values of parameters as their files write them, and events. Goes out: texts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

from govern.law.calendar import Standing, standing, value_on
from govern.law.parameter import is_estimate, read_spread, read_value
from govern.law.schema import Event, Parameter, ParameterValue
from govern.numbers import exact
from govern.ranges import Number, Range
from govern.reporting.typesetting import day
from govern.units import in_unit, unit
from govern.values import Value

__all__ = [
    "best_value",
    "dates_text",
    "day_text",
    "enforcement",
    "figure",
    "listed",
    "period_text",
    "place_text",
    "standing_text",
    "status_text",
    "unit_text",
    "value_text",
    "written_text",
]

_POWERS_FROM: Final = 10**12
_MOST_MANTISSA: Final = 6
_SHARES_UP_TO: Final = 100
_LONG_REFERENCE: Final = 50
_PAST: Final = {
    "published": "published",
    "applies": "applied from",
    "in_force": "in force from",
    "enforced": "enforced since",
    "not_enforced": "not enforced since",
    "enforcement_not_known": "not known to be enforced since",
    "stayed": "stayed from",
    "stay_ends": "stay ended on",
    "superseded": "superseded on",
    "repealed": "repealed on",
    "vetoed": "vetoed on",
    "amended": "amended on",
}
_COMING: Final = _PAST | {
    "applies": "applies from",
    "enforced": "enforced from",
    "not_enforced": "not enforced from",
    "enforcement_not_known": "not known to be enforced from",
    "stay_ends": "stay ends on",
}


def figure(number: Number) -> str:
    """Every digit of a number: `10^26`, `3 x 10^25`, `500,000,000`, `5.92`, `1/3`, `1/3 of 10^25`."""
    sign = "-" if number < 0 else ""
    size = Fraction(number if number >= 0 else -number)
    if size.denominator == 1:
        return sign + _whole(size.numerator)
    if "/" not in (text := exact(size)):
        return sign + text
    mantissa, power = _mantissa(size.numerator)
    if power and size.numerator >= _POWERS_FROM and size.denominator <= _SHARES_UP_TO:
        return f"{sign}{mantissa}/{size.denominator} of 10^{power}"
    return f"{sign}{size.numerator:,}/{size.denominator:,}"


def _whole(number: int) -> str:
    mantissa, power = _mantissa(number)
    digits = str(mantissa)
    if number < _POWERS_FROM or len(digits) > _MOST_MANTISSA:
        return f"{number:,}"
    power += len(digits) - 1
    shown = digits if len(digits) == 1 else f"{digits[0]}.{digits[1:]}"
    return f"10^{power}" if shown == "1" else f"{shown} x 10^{power}"


def _mantissa(number: int) -> tuple[int, int]:
    """Return a whole number without its last zeros, and how many there were."""
    power = 0
    while number and number % 10 == 0:
        number, power = number // 10, power + 1
    return number, power


def unit_text(text: str, name: str) -> str:
    """Return an amount with its unit; a plain number has none."""
    return f"{text} {name}" if name else text


def value_text(value: Value, name: str) -> str:
    """Return a value in base units as text, in the unit of that name."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Range):
        low, high = (None if end is None else value_text(end, name) for end in (value.low, value.high))
        return f"at least {low}" if high is None else f"at most {high}" if low is None else f"from {low} to {high}"
    if isinstance(value, Number):
        return unit_text(figure(in_unit(value, unit(name))), name)
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none"
    return "not applicable" if value is None or not isinstance(value, str) else value


def written_text(written: Any, name: str) -> str:
    """Return a parameter's value as its file writes it, a table with each of its rows; unreadable text as it is."""
    if is_estimate(written):
        return _estimated_text(written, name)
    if isinstance(written, Mapping) and not set(written) <= {"at_least", "at_most"}:
        return "; ".join(f"{key}: {written_text(each, name)}" for key, each in written.items())
    try:
        value = read_value(written, unit(name))
    except ValueError:
        return str(written)
    # INVARIANT: a list is told in the order in which its file has it.
    return ", ".join(map(str, written)) or "none" if isinstance(written, list) else value_text(value, name)


def _estimated_text(written: Any, name: str) -> str:
    """Return an estimate as its value with its 90 % interval, and the label that this came from."""
    try:
        value, spread = read_value(written, unit(name)), read_spread(written, unit(name))
    except ValueError:
        return str(written)
    if spread is None:
        return value_text(value, name)
    label = f", {written['confidence']}" if "confidence" in written else ""
    return f"{value_text(value, name)} (90 %: {value_text(spread, name).removeprefix('from ')}{label})"


def best_value(parameter: Parameter, on: date, known: date) -> tuple[ParameterValue | None, str]:
    """Return the value that holds on a day with an empty text, or else the nearest published one and when it holds."""
    held = value_on(parameter.values, on, known)
    if held is not None:
        return held, ""
    published = [value for value in parameter.values if value.published <= known]
    coming = min((value for value in published if value.from_ > on), key=lambda value: value.from_, default=None)
    if coming is not None:
        return coming, f"from {day_text(coming.from_)}"
    past = max(published, key=lambda value: (value.until or value.from_, value.published), default=None)
    if past is not None:
        return past, f"until {day_text(past.until)}" if past.until else ""
    return None, f"no value had been published by {day_text(known)}"


def day_text(on: date | None) -> str:
    """Return a day in words: 2 August 2025."""
    return "" if on is None else day(on.isoformat())


def period_text(period: str) -> str:
    """Return a period as the law writes it: `14 days`, `1 year`."""
    count, _, name = period.partition(" ")
    return f"{count} {name.rstrip('s')}" if count == "1" else f"{count} {name.rstrip('s')}s"


def status_text(held: Standing) -> str:
    """Return how a text stands and since when: in force since 2025-08-02."""
    words = {
        "not_published": "not published",
        "proposed": "proposed",
        "not_yet_in_force": "in force from",
        "in_force": "in force since",
        "stayed": "stayed since",
        "superseded": "superseded on",
        "repealed": "repealed on",
        "vetoed": "vetoed on",
        "amended": "amended on",
    }[held.status]
    return f"{words} {held.since.isoformat()}" if held.since else words.removesuffix(" since")


def standing_text(held: Standing) -> str:
    """Return how a text stands, since when, and whether it is enforced: in force since 2025-08-02, enforced."""
    coming = "not yet in force: " if held.status == "not_yet_in_force" else ""
    return f"{coming}{status_text(held)}{enforcement(held)}"


def enforcement(held: Standing) -> str:
    """Return whether a text in force is enforced, where its dates speak of it."""
    return "" if held.enforced is None else ", enforced" if held.enforced else ", not enforced"


def dates_text(history: Sequence[Event], on: date, known: date, *, always: bool = False) -> str:
    """Return how a text stands on a day, and then its other dates in their order, each told once."""
    held = standing(history, on, known, always=always)
    parts = [status_text(held)]
    applied = any(event.event == "applies" for event in history)
    for event in sorted(history, key=lambda each: (each.on, each.published)):
        superfluous = event.event == "published" or (event.event == "in_force" and applied)
        if event.published <= known and event.on != held.since and not superfluous:
            parts.append(f"{(_PAST if event.on <= on else _COMING)[event.event]} {event.on.isoformat()}")
    if held.enforced is False and not any("enforced" in part for part in parts):
        parts.append("not enforced")
    return "; ".join(dict.fromkeys(parts))


def listed(texts: Iterable[str], word: str = "and") -> str:
    """Return texts as a list in a sentence: a, b and c."""
    found = list(texts)
    return f"{', '.join(found[:-1])} {word} {found[-1]}" if len(found) > 1 else "".join(found)


def place_text(reference: str) -> str:
    """Return where in a text something stands, without what a long reference says beyond it."""
    return re.split("[;:,] ", reference)[0] if len(reference) > _LONG_REFERENCE else reference
