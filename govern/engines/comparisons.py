"""The steps that compare: a value with a line of the law, or two values, as fast as whole numbers allow."""

import operator
from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor
from typing import Final

from govern.expression.meaning import compared
from govern.ranges import Number, Range, compare, ends
from govern.values import Value

__all__ = ["compare_two", "compare_with_line"]


def compare_two(a: int, symbol: str, b: int) -> Callable[[list[Value]], Value]:
    """Return the comparison of the values of two nodes."""
    exactly = _EXACTLY[symbol]

    def step(v: list[Value]) -> Value:
        x, y = v[a], v[b]
        if type(x) is int and type(y) is int:
            return exactly(x, y)
        return compared(symbol, x, y)

    return step


def compare_with_line(a: int, symbol: str, line: Number, unknown: Value) -> Callable[[list[Value]], Value]:
    """Return the comparison with a number of the law; ``unknown`` is what the left side is when not known.

    INVARIANT: a whole number is above a line exactly if it is above the line rounded down, and at or above it
    exactly if it is at or above the line rounded up; so whole numbers are compared with whole numbers.
    """
    exactly = _EXACTLY[symbol]
    whole = floor(line) if symbol in (">", "<=") else ceil(line) if symbol in (">=", "<") else line
    of_unknown = compared(symbol, unknown, line)
    ends_of_line = ends(line)

    def step(v: list[Value]) -> Value:
        x = v[a]
        if type(x) is int:
            return exactly(x, whole)
        if x is unknown:
            return of_unknown
        if type(x) is Fraction:
            return exactly(x, line)
        if type(x) is Range:
            return compare(symbol, x, ends_of_line)
        return compared(symbol, x, line)

    return step


_EXACTLY: Final[dict[str, Callable[[Number, Number], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
