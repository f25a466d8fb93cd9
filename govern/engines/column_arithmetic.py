"""Arithmetic and comparisons over columns of numbers, end by end, as `govern.arithmetic` does it for one value."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Final

import numpy as np
from numpy.typing import NDArray

from govern.arithmetic import ROUNDING, TOLERANCE
from govern.engines.column import CERTAINLY, NEVER, POSSIBLY, Floats, Numbers, Truths, Whole
from govern.ranges import Range

__all__ = ["OPERATIONS", "chosen", "clipped", "compared", "first", "hull", "power"]

_WHOLE: Final = 1e-9
"""What a float may miss a whole number by, relatively, and still be taken for it before rounding up or down."""

Ends = tuple[Floats, Floats]


def _absent(*columns: Numbers) -> Whole | None:
    known = [column.absent for column in columns if column.absent is not None]
    return reduce(np.maximum, known) if known else None


def _numbers(low: Floats, high: Floats, *operands: Numbers) -> Numbers:
    """Return a column of two ends; an end that came out as no number is unbounded."""
    if high is low and not np.isnan(low).any():
        return Numbers(low, low, _absent(*operands))
    low = np.where(np.isnan(low), -np.inf, low)
    high = np.where(np.isnan(high), np.inf, high)
    return Numbers(low, high, _absent(*operands))


def _known(*columns: Numbers) -> bool:
    """Return whether columns are known in all rows: both ends are then one array, and are worked out once."""
    return all(column.low is column.high for column in columns)


def _add(a: Numbers, b: Numbers) -> Numbers:
    low = a.low + b.low
    return _numbers(low, low if _known(a, b) else a.high + b.high, a, b)


def _negate(a: Numbers) -> Numbers:
    low = -a.high
    return Numbers(low, low if _known(a) else -a.low, a.absent)


def _subtract(a: Numbers, b: Numbers) -> Numbers:
    return _add(a, _negate(b))


def _times(x: Floats, y: Floats) -> Floats:
    # 0 times anything, an unbounded amount included, is 0.
    product: Floats = x * y
    return np.where((x == 0) | (y == 0), 0.0, product)


def _multiply(a: Numbers, b: Numbers) -> Numbers:
    if _known(a, b):
        product = _times(a.low, b.low)
        return _numbers(product, product, a, b)
    products = [_times(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    return _numbers(reduce(np.minimum, products), reduce(np.maximum, products), a, b)


def _divide(a: Numbers, b: Numbers) -> Numbers:
    if _known(a, b) and bool(np.all(b.low != 0)):
        quotient = a.low / b.low
        return _numbers(quotient, quotient, a, b)
    point = (b.low == b.high) & (b.low != 0)
    positive, negative = b.low >= 0, b.high <= 0
    nothing = ((b.low == 0) & (b.high == 0)) | ~(positive | negative)
    # INVARIANT: a divisor that reaches 0 from one side makes the quotient unbounded on that side only.
    low = np.where(positive | (b.high != 0), 1.0 / np.where(b.high == 0, 1.0, b.high), -np.inf)
    high = np.where(negative | (b.low != 0), 1.0 / np.where(b.low == 0, 1.0, b.low), np.inf)
    by_range = _multiply(a, Numbers(low, high))
    x, y = a.low / np.where(point, b.low, 1.0), a.high / np.where(point, b.low, 1.0)
    least = np.where(point, np.minimum(x, y), by_range.low)
    most = np.where(point, np.maximum(x, y), by_range.high)
    return _numbers(np.where(nothing, -np.inf, least), np.where(nothing, np.inf, most), a, b)


def power(a: Numbers, exponent: int) -> Numbers:
    """Return a column to a whole power."""
    if exponent < 0:
        one = np.ones_like(a.low)
        return _divide(Numbers(one, one), power(a, -exponent))
    if exponent == 0:
        one = np.ones_like(a.low)
        return Numbers(one, one, a.absent)
    x = a.low**exponent
    if _known(a):
        return _numbers(x, x, a)
    y = a.high**exponent
    if exponent % 2 == 1:
        return _numbers(x, y, a)
    around = (a.low < 0) & (a.high > 0)
    return _numbers(np.where(around, 0.0, np.minimum(x, y)), np.maximum(x, y), a)


def _maximum(*columns: Numbers) -> Numbers:
    if _known(*columns):
        largest = reduce(np.maximum, [c.low for c in columns])
        return Numbers(largest, largest, _absent(*columns))
    low, high = (reduce(np.maximum, ends) for ends in zip(*((c.low, c.high) for c in columns), strict=True))
    return Numbers(low, high, _absent(*columns))


def _minimum(*columns: Numbers) -> Numbers:
    if _known(*columns):
        smallest = reduce(np.minimum, [c.low for c in columns])
        return Numbers(smallest, smallest, _absent(*columns))
    low, high = (reduce(np.minimum, ends) for ends in zip(*((c.low, c.high) for c in columns), strict=True))
    return Numbers(low, high, _absent(*columns))


def _nearly_whole(x: Floats) -> Floats:
    nearest = np.rint(x)
    near = np.abs(x - nearest) <= _WHOLE * np.maximum(1.0, np.abs(x))
    return np.where(np.isfinite(x) & near, nearest, x)


def _rounded(function: Callable[[Floats], Floats]) -> Callable[[Numbers], Numbers]:
    def of(a: Numbers) -> Numbers:
        low = function(_nearly_whole(a.low))
        return Numbers(low, low if _known(a) else function(_nearly_whole(a.high)), a.absent)

    return of


def _increasing(function: Callable[[Floats], Floats], least: float) -> Callable[[Numbers], Numbers]:
    def of(a: Numbers) -> Numbers:
        # A range that leaves the function's domain decides no more than each of its numbers would.
        outside = a.low < least
        if _known(a) and not outside.any() and bool(np.isfinite(value := function(a.low)).all()):
            return Numbers(value, value, a.absent)
        low = np.where(outside, -np.inf, function(np.where(outside, 1.0, a.low)))
        high = np.where(outside, np.inf, function(np.where(outside, 1.0, a.high)))
        nowhere = np.isinf(low) & (low == high)
        return _numbers(np.where(nowhere, -np.inf, low), np.where(nowhere, np.inf, high), a)

    return of


def _exp(a: Numbers) -> Numbers:
    largest = np.finfo(np.float64).max
    if _known(a) and bool(np.isfinite(value := np.exp(a.low)).all()):
        return Numbers(value, value, a.absent)
    return Numbers(np.minimum(np.exp(a.low), largest), np.exp(a.high), a.absent)


OPERATIONS: Final[Mapping[str, Callable[..., Numbers]]] = {
    "add": _add,
    "subtract": _subtract,
    "multiply": _multiply,
    "divide": _divide,
    "negate": _negate,
    "min": _minimum,
    "max": _maximum,
    "ceil": _rounded(np.ceil),
    "floor": _rounded(np.floor),
    "sqrt": _increasing(np.sqrt, 0.0),
    "log10": _increasing(np.log10, 0.0),
    "ln": _increasing(np.log, 0.0),
    "exp": _exp,
}


def clipped(a: Numbers, domain: Range) -> Numbers:
    """Return a column clipped to a domain; a number outside it contradicts itself and becomes the whole domain."""
    least = -np.inf if domain.low is None else float(domain.low)
    most = np.inf if domain.high is None else float(domain.high)
    below = (a.high <= least) if domain.low_open else (a.high < least)
    above = (a.low >= most) if domain.high_open else (a.low > most)
    outside = below | above
    if not outside.any() and _known(a):
        return a
    low = np.where(outside, least, np.maximum(a.low, least))
    high = np.where(outside, most, np.minimum(a.high, most))
    return Numbers(low, high, a.absent)


def hull(a: Numbers, b: Numbers) -> Numbers:
    """Return the smallest ranges that hold both columns."""
    if a is b:
        return a
    low, high = np.minimum(a.low, b.low), np.maximum(a.high, b.high)
    if a.absent is None and b.absent is None:
        return Numbers(low, high)
    x, y = _whole(a), _whole(b)
    low = np.where(x == CERTAINLY, b.low, np.where(y == CERTAINLY, a.low, low))
    high = np.where(x == CERTAINLY, b.high, np.where(y == CERTAINLY, a.high, high))
    both, either = np.minimum(x, y), np.maximum(x, y)
    return Numbers(low, high, np.where(both == CERTAINLY, CERTAINLY, np.minimum(either, POSSIBLY)).astype(np.int8))


def _whole(a: Numbers) -> Whole:
    return np.zeros(len(a.low), dtype=np.int8) if a.absent is None else a.absent


def chosen(condition: Whole, yes: Numbers, no: Numbers) -> Numbers:
    """Return the alternative that each row's condition selects, and the hull of both where it is unknown."""
    if _known(yes, no) and yes.absent is None and no.absent is None and not (condition < 0).any():
        selected = np.where(condition == 1, yes.low, no.low)
        return Numbers(selected, selected)
    either = hull(yes, no)
    low = np.select([condition == 1, condition == 0], [yes.low, no.low], either.low)
    high = np.select([condition == 1, condition == 0], [yes.high, no.high], either.high)
    if yes.absent is None and no.absent is None:
        return Numbers(low, high)
    absent = np.select([condition == 1, condition == 0], [_whole(yes), _whole(no)], _whole(either))
    return Numbers(low, high, absent.astype(np.int8))


def first(columns: Sequence[Numbers], *, both: bool = False) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return the first known number of each row, else what all ranges allow; and where the exact engine has to look.

    What is not applicable is passed over, and what may not be says nothing beside what certainly is. The exact engine
    looks where what may not apply excludes a known number. ``both`` keeps two numbers that differ by more than
    rounding. A number at the end of a range is taken to lie in it, since open ends are not kept.
    """
    flags = [_whole(column) for column in columns]
    certain = [flag == NEVER for flag in flags]
    points = [applies & (column.low == column.high) for applies, column in zip(certain, columns, strict=True)]
    known = reduce(np.logical_or, points)
    value = np.select(points, [column.low for column in columns])
    low, high = _common(columns, certain)
    low, high = np.where(known, value, low), np.where(known, value, high)
    hard = np.zeros(len(value), dtype=np.bool_)
    for point, flag, column in zip(points, flags, columns, strict=True):
        missed = known & ~point & (flag < CERTAINLY) & ((value < column.low) | (value > column.high))
        hard |= missed & (flag == POSSIBLY)
        least, most = _nearest(value, column)
        low, high = np.where(missed, np.minimum(low, least), low), np.where(missed, np.maximum(high, most), high)
        if both:
            differs = known & point & _differ(value, column.low)
            low = np.where(differs, np.minimum(low, column.low), low)
            high = np.where(differs, np.maximum(high, column.low), high)
    if all(column.absent is None for column in columns):
        return Numbers(low, low if np.array_equal(low, high) else high), hard
    return _where_none_applies(Numbers(low, high), reduce(hull, columns), reduce(np.logical_or, certain)), hard


def _where_none_applies(found: Numbers, any_of_them: Numbers, some: NDArray[np.bool_]) -> Numbers:
    """Return what all that certainly applies allows, and what any allows where none certainly does."""
    low, high = np.where(some, found.low, any_of_them.low), np.where(some, found.high, any_of_them.high)
    absent = np.where(some, NEVER, _whole(any_of_them)).astype(np.int8)
    return Numbers(low, high, absent if absent.any() else None)


def _common(columns: Sequence[Numbers], certain: Sequence[NDArray[np.bool_]]) -> Ends:
    """Return what all ranges that certainly apply allow, and everything that any allows where they exclude each other.

    Where none certainly applies, anything.
    """
    ends = [(c.low, c.high, applies) for c, applies in zip(columns, certain, strict=True)]
    low = reduce(np.maximum, [np.where(applies, least, -np.inf) for least, _, applies in ends])
    high = reduce(np.minimum, [np.where(applies, most, np.inf) for _, most, applies in ends])
    apart = low > high
    least = reduce(np.minimum, [np.where(applies, least, np.inf) for least, _, applies in ends])
    most = reduce(np.maximum, [np.where(applies, most, -np.inf) for _, most, applies in ends])
    return np.where(apart, least, low), np.where(apart, most, high)


def _nearest(value: Floats, other: Numbers) -> Ends:
    """Return the end of a range that misses a number by little, or the whole range."""
    by = float(TOLERANCE)
    above = (value > 0) & (value < other.low) & (other.low <= value * (1 + by))
    below = (value > 0) & (value * (1 - by) <= other.high) & (other.high < value)
    low = np.where(above, other.low, np.where(below, other.high, other.low))
    return low, np.where(above, other.low, np.where(below, other.high, other.high))


def _differ(a: Floats, b: Floats) -> NDArray[np.bool_]:
    """Return whether two numbers differ by more than rounding."""
    less, more = np.minimum(a, b), np.maximum(a, b)
    differ: NDArray[np.bool_] = (a != b) & ((less <= 0) | (more > less * (1 + float(ROUNDING))))
    return differ


def compared(operator: str, a: Numbers, b: Numbers) -> Truths:
    """Return whether a comparison holds in each row: for all pairs of numbers, for none, or neither."""
    yes, no = _COMPARISONS[operator](a, b)
    result = np.where(yes, 1, np.where(no, 0, -1)).astype(np.int8)
    absent = _absent(a, b)
    if absent is not None:
        result = np.where(absent == CERTAINLY, 0, np.where((absent == POSSIBLY) & (result == 1), -1, result))
    return Truths(result.astype(np.int8))


Pair = tuple[NDArray[np.bool_], NDArray[np.bool_]]


def _less(a: Numbers, b: Numbers) -> Pair:
    return a.high < b.low, a.low >= b.high


def _less_or_equal(a: Numbers, b: Numbers) -> Pair:
    return a.high <= b.low, a.low > b.high


def _equal(a: Numbers, b: Numbers) -> Pair:
    return (a.low == a.high) & (b.low == b.high) & (a.low == b.low), (a.high < b.low) | (b.high < a.low)


def _unequal(a: Numbers, b: Numbers) -> Pair:
    equal, unequal = _equal(a, b)
    return unequal, equal


_COMPARISONS: Final[Mapping[str, Callable[[Numbers, Numbers], Pair]]] = {
    "<": _less,
    "<=": _less_or_equal,
    ">": lambda a, b: _less(b, a),
    ">=": lambda a, b: _less_or_equal(b, a),
    "==": _equal,
    "!=": _unequal,
}
