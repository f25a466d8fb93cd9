"""Exact arithmetic over points and ranges: every result holds all values that its operands allow.

Inputs and results are amounts (`govern.ranges`). Sums, products, quotients and whole powers are exact;
roots and logarithms are enclosed between two neighbouring decimals of 50 digits (`govern.roots`).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import reduce
from math import ceil as _ceil
from math import floor as _floor

from govern.ranges import (
    ANYTHING,
    NOT_APPLICABLE,
    Amount,
    NotApplicable,
    Number,
    Range,
    ends,
    hull,
    integral,
    intersection,
    is_point,
    span,
)

__all__ = [
    "MAXIMAL_POWER",
    "add",
    "apart",
    "both",
    "ceil",
    "divide",
    "first",
    "floor",
    "maximum",
    "minimum",
    "multiply",
    "negate",
    "power",
    "subtract",
    "tolerance",
    "year",
]

MAXIMAL_POWER = 64
TOLERANCE = Fraction(3, 10)
"""The error margin that the Commission's Guidelines (Annex A.2) allow an estimate of training compute."""
ROUNDING = Fraction(1, 100)
"""Published figures have two or three digits; a difference below this is no contradiction worth a word."""

_End = tuple[int, Number, bool]  # (-1, 0 or 1 for minus infinity, finite, infinity; the number; open)


def _low(x: Range) -> _End:
    return (-1, 0, True) if x.low is None else (0, x.low, x.low_open)


def _high(x: Range) -> _End:
    return (1, 0, True) if x.high is None else (0, x.high, x.high_open)


def _between(low: _End, high: _End, *, na: bool) -> Amount:
    joined = span(
        low[1] if low[0] == 0 else None, high[1] if high[0] == 0 else None, low_open=low[2], high_open=high[2], na=na
    )
    return ANYTHING if joined is None else joined


def _maybe_na(x: Range, y: Range) -> bool:
    return x.or_not_applicable or y.or_not_applicable


def add(a: Amount, b: Amount) -> Amount:
    """Return a + b."""
    if isinstance(a, NotApplicable) or isinstance(b, NotApplicable):
        return NOT_APPLICABLE
    if not isinstance(a, Range) and not isinstance(b, Range):
        return integral(a + b)
    x, y = ends(a), ends(b)
    low = None if x.low is None or y.low is None else x.low + y.low
    high = None if x.high is None or y.high is None else x.high + y.high
    total = span(low, high, low_open=x.low_open or y.low_open, high_open=x.high_open or y.high_open, na=_maybe_na(x, y))
    return ANYTHING if total is None else total


def negate(a: Amount) -> Amount:
    """Return -a."""
    if isinstance(a, NotApplicable):
        return a
    if not isinstance(a, Range):
        return -a
    return Range(
        None if a.high is None else -a.high,
        None if a.low is None else -a.low,
        a.high_open,
        a.low_open,
        a.or_not_applicable,
    )


def subtract(a: Amount, b: Amount) -> Amount:
    """Return a - b."""
    return add(a, negate(b))


def _product(a: _End, b: _End) -> _End:
    a_zero, b_zero = a[0] == 0 and a[1] == 0, b[0] == 0 and b[1] == 0
    if a_zero or b_zero:
        # 0 x unbounded = 0, and a zero that is attained makes the product attained.
        return (0, 0, not ((a_zero and not a[2]) or (b_zero and not b[2])))
    if a[0] or b[0]:
        positive = (a[0] or a[1]) > 0
        return (1 if positive == ((b[0] or b[1]) > 0) else -1, 0, True)
    return (0, a[1] * b[1], a[2] or b[2])


def multiply(a: Amount, b: Amount) -> Amount:
    """Return a x b, where 0 times anything, an unbounded amount included, is 0."""
    if isinstance(a, NotApplicable) or isinstance(b, NotApplicable):
        return NOT_APPLICABLE
    if not isinstance(a, Range) and not isinstance(b, Range):
        return integral(a * b)
    x, y = ends(a), ends(b)
    products = [_product(p, q) for p in (_low(x), _high(x)) for q in (_low(y), _high(y))]
    # INVARIANT: among equal products a closed end wins, since that value is attained.
    low = min(products, key=lambda end: (end[0], end[1], end[2]))
    high = max(products, key=lambda end: (end[0], end[1], not end[2]))
    return _between(low, high, na=_maybe_na(x, y))


def divide(a: Amount, b: Amount) -> Amount:
    """Return a / b.

    A divisor that reaches down to 0 makes the quotient unbounded (rule 4). A divisor that is exactly 0, or
    may have either sign, tells nothing: the quotient is then any number, and a guard must select it away.
    """
    if isinstance(a, NotApplicable) or isinstance(b, NotApplicable):
        return NOT_APPLICABLE
    if not isinstance(b, Range) and b != 0:
        return multiply(a, integral(Fraction(1) / b))
    reciprocal = _reciprocal(b) if isinstance(b, Range) else None
    if reciprocal is None:
        return Range(or_not_applicable=_maybe_na(ends(a), ends(b)))
    return multiply(a, reciprocal)


def _reciprocal(b: Range) -> Range | None:
    if b.low == b.high == 0:
        return None
    if b.low is not None and b.low >= 0:
        low = None if b.high is None else Fraction(1) / b.high
        high = None if b.low == 0 else Fraction(1) / b.low
        return Range(
            0 if low is None else integral(low),
            None if high is None else integral(high),
            low is None or b.high_open,
            high is not None and b.low_open,
            b.or_not_applicable,
        )
    if b.high is not None and b.high <= 0:
        mirrored = negate(b)
        inverse = _reciprocal(mirrored) if isinstance(mirrored, Range) else None
        flipped = None if inverse is None else negate(inverse)
        return flipped if isinstance(flipped, Range) else None
    return None


def power(a: Amount, exponent: int) -> Amount:
    """Return a to a whole power between -`MAXIMAL_POWER` and `MAXIMAL_POWER`."""
    if isinstance(a, NotApplicable):
        return a
    if exponent < 0:
        return divide(1, power(a, -exponent))
    if not isinstance(a, Range):
        return integral(a**exponent)
    if a.or_not_applicable:
        return hull(NOT_APPLICABLE, power(replace(a, or_not_applicable=False), exponent))
    if exponent == 0:
        return 1
    if exponent % 2 == 1 or (a.low is not None and a.low >= 0):
        return _between(_raised(_low(a), exponent), _raised(_high(a), exponent), na=False)
    below, above = intersection(a, Range(None, 0)), intersection(a, Range(0, None))
    halves = [power(negate(below), exponent)] if below is not None else []
    halves += [power(above, exponent)] if above is not None else []
    return reduce(hull, halves)


def _raised(end: _End, exponent: int) -> _End:
    return end if end[0] else (0, end[1] ** exponent, end[2])


def maximum(*amounts: Amount) -> Amount:
    """Return the range of the largest: from the largest low end to the largest high end."""
    return reduce(_larger, amounts)


def minimum(*amounts: Amount) -> Amount:
    """Return the range of the smallest: from the smallest low end to the smallest high end."""
    return negate(reduce(_larger, [negate(amount) for amount in amounts]))


def _larger(a: Amount, b: Amount) -> Amount:
    if isinstance(a, NotApplicable) or isinstance(b, NotApplicable):
        return NOT_APPLICABLE
    if not isinstance(a, Range) and not isinstance(b, Range):
        return max(a, b)
    x, y = ends(a), ends(b)
    low = max(_low(x), _low(y), key=lambda end: (end[0], end[1], end[2]))
    high = max(_high(x), _high(y), key=lambda end: (end[0], end[1], not end[2]))
    return _between(low, high, na=_maybe_na(x, y))


def ceil(a: Amount) -> Amount:
    """Return the smallest whole number that is not below a."""
    if isinstance(a, NotApplicable):
        return a
    if not isinstance(a, Range):
        return _ceil(a)
    low = None if a.low is None else (_floor(a.low) + 1 if a.low_open else _ceil(a.low))
    high = None if a.high is None else _ceil(a.high)
    rounded = span(low, high, na=a.or_not_applicable)
    return ANYTHING if rounded is None else rounded


def floor(a: Amount) -> Amount:
    """Return the largest whole number that is not above a."""
    return negate(ceil(negate(a)))


def year(day: Amount) -> Amount:
    """Return the calendar year of a day, which is given as its ordinal; beyond the calendar it is not known."""
    if isinstance(day, NotApplicable):
        return day
    if not isinstance(day, Range):
        found = _year(day)
        return ANYTHING if found is None else found
    years = span(_year(day.low), _year(day.high), na=day.or_not_applicable)
    return ANYTHING if years is None else years


def _year(ordinal: Number | None) -> int | None:
    within = ordinal is not None and 1 <= ordinal <= date.max.toordinal()
    return date.fromordinal(_floor(ordinal)).year if within and ordinal is not None else None


def first(*amounts: Amount) -> Amount:
    """Return the first that is a point; else the numbers that all allow (rule 6).

    Where statements exclude each other, the result holds what each of them says, so that only that is decided
    on which they agree: a point and a bound that misses it by no more than `TOLERANCE` are two estimates of one
    number, and all between them is kept; beyond that everything either allows. An argument that is not
    applicable is passed over, so one that may turn out not to be says nothing beside one that certainly applies.
    """
    applicable: list[Amount] = [amount for amount in amounts if not isinstance(amount, NotApplicable)]
    if not applicable:
        return NOT_APPLICABLE
    place = next((i for i, amount in enumerate(applicable) if is_point(amount)), None)
    if place is None:
        certain = [amount for amount in applicable if not (isinstance(amount, Range) and amount.or_not_applicable)]
        return _common(certain) if certain else reduce(hull, applicable)
    result: Amount = applicable[place]
    for other in applicable:
        if isinstance(other, Range) and intersection(other, applicable[place]) is None:
            result = hull(result, _nearest(applicable[place], other))
    return result


def both(*amounts: Amount) -> Amount:
    """Return what `first` returns, but of two numbers that differ by more than rounding neither goes before the other.

    For statements of one thing of which none is an estimate that another replaces, such as a total and the sum of its
    parts: the result holds both, so that only that is decided on which they agree.
    """
    result = first(*amounts)
    points = [amount for amount in amounts if isinstance(amount, int | Fraction)]
    return reduce(hull, [point for point in points if apart(points[0], point, points=ROUNDING)], result)


def _common(ranges: Sequence[Amount]) -> Amount:
    common: Amount = ANYTHING
    for each in ranges:
        shared = each if common is ANYTHING else intersection(common, each)
        if shared is None:
            return reduce(hull, ranges, ranges[0])
        common = shared
    return common


def _nearest(point: Amount, other: Range) -> Amount:
    """Return the end of a range that misses a point by little, or the whole range."""
    if isinstance(point, int | Fraction) and point > 0:
        if other.low is not None and point < other.low <= point * (1 + TOLERANCE):
            return other.low
        if other.high is not None and point * (1 - TOLERANCE) <= other.high < point:
            return other.high
    return other


def tolerance(kind: object) -> Fraction:
    """Return by how much two numbers may differ before they exclude each other: of `both`, or of `first`."""
    return ROUNDING if kind == "both" else TOLERANCE


def apart(a: Amount, b: Amount, *, points: Fraction = TOLERANCE) -> bool:
    """Return whether two statements of one number exclude each other by more than rounding.

    Two points are two estimates until they are more than ``points`` apart.
    """
    if isinstance(a, NotApplicable) or isinstance(b, NotApplicable) or intersection(a, b) is not None:
        return False
    low, high = sorted((ends(a), ends(b)), key=lambda each: _low(each)[:2])
    if low.high is None or high.low is None or low.high <= 0:
        return True
    allowed = points if is_point(a) and is_point(b) else ROUNDING
    return high.low > low.high * (1 + allowed)
