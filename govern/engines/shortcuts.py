"""Shortcuts for what most values of a case are: whole numbers, zeros, and ranges that stay as they are.

INVARIANT: each gives exactly what the operation of `govern.arithmetic` gives, and hands over to it for all else.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from govern import arithmetic
from govern.ranges import ANYTHING, Amount, NotApplicable, Number, Range, integral
from govern.values import Value

__all__ = ["TWO", "Two", "both_of", "clipping", "first_of"]

Two = Callable[[Value, Value], Value]


def _amount(value: Value) -> Amount:
    return value if isinstance(value, int | Fraction | Range | NotApplicable) else ANYTHING


def _add(x: Value, y: Value) -> Value:
    if type(x) is int:
        if type(y) is int:
            return x + y
        if x == 0:
            return y
    elif type(y) is int and y == 0:
        return x
    return arithmetic.add(_amount(x), _amount(y))


def _subtract(x: Value, y: Value) -> Value:
    if type(y) is int:
        if type(x) is int:
            return x - y
        if y == 0:
            return x
    return arithmetic.subtract(_amount(x), _amount(y))


def _multiply(x: Value, y: Value) -> Value:
    if type(x) is int and type(y) is int:
        return x * y
    if type(x) is Range:
        x, y = y, x
    if type(y) is Range and (type(x) is int or type(x) is Fraction):
        if x > 0:
            return y if x == 1 else _scaled(y, x)
        if x == 0 and not y.or_not_applicable:
            return 0
    return arithmetic.multiply(_amount(x), _amount(y))


def _scaled(of: Range, by: Number) -> Range:
    """Return a range times a number above 0: its ends move, and stay open or closed as they are."""
    low, high = of.low, of.high
    return Range(
        None if low is None else integral(low * by),
        None if high is None else integral(high * by),
        of.low_open,
        of.high_open,
        of.or_not_applicable,
    )


def _maximum(x: Value, y: Value) -> Value:
    if type(x) is int:
        if type(y) is int:
            return max(y, x)
        if type(y) is Range and y.low is not None and y.low >= x:
            return y
    elif type(y) is int and type(x) is Range and x.low is not None and x.low >= y:
        return x
    return arithmetic.maximum(_amount(x), _amount(y))


def _minimum(x: Value, y: Value) -> Value:
    if type(x) is int and type(y) is int:
        return min(y, x)
    return arithmetic.minimum(_amount(x), _amount(y))


TWO: Final[dict[str, Two]] = {
    "add": _add,
    "subtract": _subtract,
    "multiply": _multiply,
    "max": _maximum,
    "min": _minimum,
}
"""Operations on two values by their name in the syntax."""


def first_of(amounts: list[Value]) -> Value:
    """Return what `govern.arithmetic.first` returns: a point that all others allow is the most common case."""
    point = None
    for amount in amounts:
        if type(amount) is int:
            point = amount
            break
    if point is not None:
        for amount in amounts:
            if type(amount) is Range:
                low, high = amount.low, amount.high
                if (low is not None and (low > point or (low == point and amount.low_open))) or (
                    high is not None and (high < point or (high == point and amount.high_open))
                ):
                    break
            elif type(amount) is not int:
                break
        else:
            return point
    elif all(amount is amounts[0] for amount in amounts) and type(amounts[0]) is Range:
        return amounts[0]
    return arithmetic.first(*[_amount(amount) for amount in amounts])


def both_of(amounts: list[Value]) -> Value:
    """Return what `govern.arithmetic.both` returns: it differs from `first_of` only where there are two numbers."""
    point = None
    for amount in amounts:
        if type(amount) is int or type(amount) is Fraction:
            if point is not None and amount != point:
                return arithmetic.both(*[_amount(each) for each in amounts])
            point = amount
    return first_of(amounts)


def clipping(domain: Range, otherwise: Callable[[Value, Range], Value]) -> Callable[[Value], Value]:
    """Return what clips a value to a domain; what lies in it at once stays, all else goes to ``otherwise``."""
    if domain.high is not None or domain.low is None:
        return lambda value: otherwise(value, domain)
    least, open_end = domain.low, domain.low_open

    def clip(value: Value) -> Value:
        if type(value) is int:
            if value > least or (value == least and not open_end):
                return value
        elif type(value) is Range and value.low is not None:
            low = value.low
            if low > least or (low == least and (value.low_open or not open_end)):
                return value
        return otherwise(value, domain)

    return clip
