"""Columns: one value of the law for many rows, as arrays of floating-point ends, truth values or kinds.

A column is `Numbers`, `Truths` or `Kinds`. What is the same in all rows stays one exact value and is no column.
Infinity as an end means unbounded and lives only here. Whether an end is open is not kept: these columns give
probabilities, bands and tables of speeds, never a verdict.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from govern.ranges import NOT_APPLICABLE, NotApplicable, Number, Range, span
from govern.values import Value

__all__ = ["Column", "Floats", "Kinds", "Numbers", "Truths", "broadcast", "numbers_from", "packed", "value_at"]

Floats: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int8]

NEVER: Final = 0
POSSIBLY: Final = 1
CERTAINLY: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """A number in each row: its low and high end, equal where it is known; one array where it is known in all rows.

    ``absent`` says where a number is not applicable: 0 never, 1 possibly, 2 certainly; ``None`` is never anywhere.
    """

    low: Floats
    high: Floats
    absent: Whole | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Truths:
    """A truth value in each row: 1 true, 0 false, -1 unknown."""

    values: Whole


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """One of a few values in each row, such as a text or a list: ``kinds[codes[i]]``."""

    codes: NDArray[np.intp]
    kinds: tuple[Value, ...]


Column: TypeAlias = Numbers | Truths | Kinds


def numbers_from(values: Floats | Sequence[float]) -> Numbers:
    """Return known numbers as a column; NaN is a number that is not known."""
    array = np.asarray(values, dtype=np.float64)
    missing = np.isnan(array)
    return Numbers(np.where(missing, -np.inf, array), np.where(missing, np.inf, array))


def packed(values: Iterable[Value]) -> Column:
    """Return the column of one value for each row, all of one sort."""
    listed = list(values)
    if all(value is None or isinstance(value, bool) for value in listed):
        return Truths(np.array([1 if value else -1 if value is None else 0 for value in listed], dtype=np.int8))
    if all(isinstance(value, _AMOUNTS) and not isinstance(value, bool) for value in listed):
        rows = [_ends(value) for value in listed]
        low, high, absent = (np.array(each) for each in zip(*rows, strict=True))
        return Numbers(
            low.astype(np.float64), high.astype(np.float64), absent.astype(np.int8) if absent.any() else None
        )
    places: dict[tuple[type, Value], int] = {}
    codes = [places.setdefault((type(value), value), len(places)) for value in listed]
    return Kinds(np.array(codes, dtype=np.intp), tuple(value for _, value in places))


_AMOUNTS: Final = (int, Fraction, Range, NotApplicable)


def _ends(value: Value) -> tuple[float, float, int]:
    if isinstance(value, NotApplicable):
        return 0.0, 0.0, CERTAINLY
    if isinstance(value, Range):
        low = -np.inf if value.low is None else _enclosed(value.low)[0]
        high = np.inf if value.high is None else _enclosed(value.high)[1]
        return low, high, POSSIBLY if value.or_not_applicable else NEVER
    low, high = _enclosed(value) if isinstance(value, int | Fraction) else (np.nan, np.nan)
    return low, high, NEVER


def _enclosed(number: Number) -> tuple[float, float]:
    """Return the float of a number twice; of one beyond all floats, the largest of them and infinity."""
    try:
        return float(number), float(number)
    except OverflowError:
        largest = float(np.finfo(np.float64).max)
        return (largest, np.inf) if number > 0 else (-np.inf, -largest)


def broadcast(value: Value, rows: int) -> Column:
    """Return one value as a column of so many rows."""
    one = packed([value])
    if isinstance(one, Numbers):
        absent = None if one.absent is None else np.broadcast_to(one.absent, rows)
        low = np.broadcast_to(one.low, rows)
        return Numbers(low, low if one.low[0] == one.high[0] else np.broadcast_to(one.high, rows), absent)
    if isinstance(one, Truths):
        return Truths(np.broadcast_to(one.values, rows))
    return Kinds(np.zeros(rows, dtype=np.intp), one.kinds)


def value_at(column: Column, row: int) -> Value:
    """Return the value of one row; a number as the exact value of its float."""
    if isinstance(column, Truths):
        truth = int(column.values[row])
        return None if truth < 0 else bool(truth)
    if isinstance(column, Kinds):
        return column.kinds[int(column.codes[row])]
    absent = NEVER if column.absent is None else int(column.absent[row])
    if absent == CERTAINLY:
        return NOT_APPLICABLE
    low, high = float(column.low[row]), float(column.high[row])
    least = None if np.isinf(low) else Fraction(low)
    most = None if np.isinf(high) else Fraction(high)
    return span(least, most, na=absent == POSSIBLY)
