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


def _plus(x: Number | None, y: Number | None) -> Number | None:
    return None if x is None or y is None else integral(x + y)


def _add(x: Value, y: Value) -> Value:
    if type(x) is int:
        if type(y) is int:
            return x + y
        if x == 0:
            return y
    elif type(y) is int and y == 0:
        return x
    if type(x) is Range and type(y) is not NotApplicable:
        return _sum(x, y) if type(y) is Range else _shifted(x, y)
    if type(y) is Range and type(x) is not NotApplicable:
        return _shifted(y, x)
    return arithmetic.add(_amount(x), _amount(y))


def _sum(x: Range, y: Range) -> Range:
    low, high = _plus(x.low, y.low), _plus(x.high, y.high)
    return Range(
        low,
        high,
        low is not None and (x.low_open or y.low_open),
        high is not None and (x.high_open or y.high_open),
        x.or_not_applicable or y.or_not_applicable,
    )


def _shifted(of: Range, by: Value) -> Value:
    """Return a range plus a number: its ends move, and stay open or closed as they are."""
    if type(by) is not int and type(by) is not Fraction:
        return arithmetic.add(of, _amount(by))
    return Range(_plus(of.low, by), _plus(of.high, by), of.low_open, of.high_open, of.or_not_applicable)


def _subtract(x: Value, y: Value) -> Value:
    if type(y) is int:
        if type(x) is int:
            return x - y
        if y == 0:
            return x
    if type(y) is int or type(y) is Fraction:
        return _shifted(x, -y) if type(x) is Range else arithmetic.subtract(_amount(x), y)
    if type(y) is Range:
        return _add(x, _mirrored(y))
    return arithmetic.subtract(_amount(x), _amount(y))


def _mirrored(y: Range) -> Range:
    low, high = y.low, y.high
    return Range(
        None if high is None else -high, None if low is None else -low, y.high_open, y.low_open, y.or_not_applicable
    )


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
    if type(x) is Range and type(y) is Range:
        product = _product(x, y)
        if product is not None:
            return product
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


def _reaches_up(x: Range) -> bool:
    """Return whether a range holds no negative number, and some above 0."""
    return x.low is not None and x.low >= 0 and (x.high is None or x.high > 0)


def _product(x: Range, y: Range) -> Range | None:
    """Return the product of two ranges that reach up from 0 or above; ``None`` for others."""
    if not _reaches_up(x) or not _reaches_up(y) or x.low is None or y.low is None:
        return None
    if x.low and y.low:
        low_open = x.low_open or y.low_open
    else:
        # A zero that is attained by either makes the product attained.
        low_open = (x.low_open or x.low != 0) and (y.low_open or y.low != 0)
    high = None if x.high is None or y.high is None else integral(x.high * y.high)
    return Range(
        integral(x.low * y.low),
        high,
        low_open,
        high is not None and (x.high_open or y.high_open),
        x.or_not_applicable or y.or_not_applicable,
    )


def _quotient(x: Number, y: Number) -> Number:
    if type(x) is int and type(y) is int:
        whole, rest = divmod(x, y)
        return whole if rest == 0 else Fraction(x, y)
    return integral(Fraction(x) / y)


def _divide(x: Value, y: Value) -> Value:
    if type(y) is int or type(y) is Fraction:
        if y != 0 and (type(x) is int or type(x) is Fraction):
            return _quotient(x, y)
        if y > 0 and type(x) is Range:
            return Range(
                None if x.low is None else _quotient(x.low, y),
                None if x.high is None else _quotient(x.high, y),
                x.low_open,
                x.high_open,
                x.or_not_applicable,
            )
    elif type(y) is Range and y.low is not None and y.low > 0:
        quotient = _by_range(x, y, y.low)
        if quotient is not None:
            return quotient
    return arithmetic.divide(_amount(x), _amount(y))


def _by_range(x: Value, y: Range, least: Number) -> Range | None:
    """Return a number above 0, or a range that reaches up from 0 or above, divided by a range above 0."""
    if type(x) is int or type(x) is Fraction:
        return _inverted(x, y, least) if x > 0 else None
    if type(x) is not Range or not _reaches_up(x) or x.low is None:
        return None
    low: Number = 0 if not x.low or y.high is None else _quotient(x.low, y.high)
    low_open = x.low_open if not x.low else y.high is None or x.low_open or y.high_open
    high = None if x.high is None else _quotient(x.high, least)
    na = x.or_not_applicable or y.or_not_applicable
    return Range(low, high, low_open, high is not None and (x.high_open or y.low_open), na)


def _inverted(x: Number, y: Range, least: Number) -> Range:
    """Return a number above 0 divided by a range above 0."""
    low: Number = 0 if y.high is None else _quotient(x, y.high)
    return Range(low, _quotient(x, least), y.high is None or y.high_open, y.low_open, y.or_not_applicable)


def _maximum(x: Value, y: Value) -> Value:
    if type(x) is int:
        if type(y) is int:
            return max(y, x)
        if type(y) is Range and y.low is not None and y.low >= x:
            return y
    elif type(y) is int and type(x) is Range and x.low is not None and x.low >= y:
        return x
    if type(x) is Range and type(y) is Range:
        larger = _larger(x, y)
        if larger is not None:
            return larger
    return arithmetic.maximum(_amount(x), _amount(y))


def _larger(x: Range, y: Range) -> Range | None:
    """Return the range of the larger of two; ``None`` where that is one number."""
    low, low_open = x.low, x.low_open
    if low is None or (y.low is not None and y.low > low):
        low, low_open = y.low, y.low_open
    elif y.low == low:
        low_open = low_open or y.low_open
    high, high_open = x.high, x.high_open
    if high is None or y.high is None:
        high, high_open = None, False
    elif y.high > high:
        high, high_open = y.high, y.high_open
    elif y.high == high:
        high_open = high_open and y.high_open
    if low is not None and low == high:
        return None
    return Range(low, high, low_open, high_open, x.or_not_applicable or y.or_not_applicable)


def _minimum(x: Value, y: Value) -> Value:
    if type(x) is int and type(y) is int:
        return min(y, x)
    return arithmetic.minimum(_amount(x), _amount(y))


TWO: Final[dict[str, Two]] = {
    "add": _add,
    "subtract": _subtract,
    "multiply": _multiply,
    "divide": _divide,
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
    if domain.low is None:
        return lambda value: otherwise(value, domain)
    if domain.high is not None:
        return _between(domain.low, domain.high, domain, otherwise)
    least, open_end = domain.low, domain.low_open

    def clip(value: Value) -> Value:
        if type(value) is int or type(value) is Fraction:
            if value > least or (value == least and not open_end):
                return value
        elif type(value) is Range and value.low is not None:
            low = value.low
            if low > least or (low == least and (value.low_open or not open_end)):
                return value
        return otherwise(value, domain)

    return clip


def _between(
    least: Number, most: Number, domain: Range, otherwise: Callable[[Value, Range], Value]
) -> Callable[[Value], Value]:
    def clip(value: Value) -> Value:
        inside = (type(value) is int or type(value) is Fraction) and least < value < most
        return value if inside else otherwise(value, domain)

    return clip
