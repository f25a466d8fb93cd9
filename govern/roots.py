"""Roots, logarithms and exponentials: methods need them, no law does.

An exact result stays exact; an irrational one is enclosed between two neighbouring decimals of 50 digits,
so that a comparison with it is never decided by a rounding.
"""

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, Overflow
from fractions import Fraction
from math import isqrt

from govern.ranges import (
    ANYTHING,
    DOMAINS,
    NOT_APPLICABLE,
    Amount,
    NotApplicable,
    Number,
    Range,
    clip,
    ends,
    integral,
    is_point,
    span,
)

__all__ = ["exp", "ln", "log10", "sqrt"]

_DIGITS = 50
_DOWN = Context(prec=_DIGITS, rounding=ROUND_FLOOR, Emax=10**9, Emin=-(10**9), traps=[Overflow])
_UP = Context(prec=_DIGITS, rounding=ROUND_CEILING, Emax=10**9, Emin=-(10**9), traps=[Overflow])


def _decimal(number: Number, context: Context) -> Decimal:
    fraction = Fraction(number)
    return context.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))


def _enclosed(number: Number, function: Callable[[Decimal, Context], Decimal]) -> Range:
    """Return the range that certainly holds the value of an increasing function at one number."""
    low = function(_decimal(number, _DOWN), _DOWN)
    high = function(_decimal(number, _UP), _UP)
    # INVARIANT: decimal rounds these functions half-even whatever the context says, so step outward once.
    return Range(integral(Fraction(low.next_minus(_DOWN))), integral(Fraction(high.next_plus(_UP))))


def _increasing(a: Amount, at: Callable[[Number], Amount], domain: Range) -> Amount:
    if isinstance(a, NotApplicable):
        return NOT_APPLICABLE
    if not isinstance(a, Range):
        return at(a)
    # INVARIANT: a range decides no more than each of its numbers would.
    if clip(a, domain) != a:
        return Range(or_not_applicable=a.or_not_applicable)
    low = None if a.low is None or _is_limit(a.low, domain) else at(a.low)
    high = None if a.high is None else at(a.high)
    enclosed = span(
        None if low is None else ends_of(low).low,
        None if high is None else ends_of(high).high,
        low_open=a.low_open and low is not None and is_point(low),
        high_open=a.high_open and high is not None and is_point(high),
        na=a.or_not_applicable,
    )
    return ANYTHING if enclosed is None else enclosed


def _is_limit(low: Number, domain: Range) -> bool:
    """Return whether a function falls without bound towards this end."""
    return domain.low_open and low == domain.low


def ends_of(amount: Amount) -> Range:
    """Return the ends of an amount that is a number."""
    return ANYTHING if isinstance(amount, NotApplicable) else ends(amount)


def sqrt(a: Amount) -> Amount:
    """Return the square root; of what may be negative any number, which decides nothing."""
    return _increasing(a, _sqrt_at, Range(0))


def _sqrt_at(number: Number) -> Amount:
    if number < 0:
        return ANYTHING
    fraction = Fraction(number)
    numerator, denominator = isqrt(fraction.numerator), isqrt(fraction.denominator)
    if numerator**2 == fraction.numerator and denominator**2 == fraction.denominator:
        return integral(Fraction(numerator, denominator))
    return _enclosed(number, lambda value, context: context.sqrt(value))


def log10(a: Amount) -> Amount:
    """Return the decimal logarithm; of what may not be positive any number, which decides nothing."""
    return _increasing(a, _log10_at, DOMAINS["positive"])


def _log10_at(number: Number) -> Amount:
    if number <= 0:
        return ANYTHING
    fraction = Fraction(number)
    power = Decimal(fraction.numerator).adjusted() - Decimal(fraction.denominator).adjusted()
    if fraction == Fraction(10) ** power:
        return power
    return _enclosed(number, lambda value, context: context.log10(value))


def ln(a: Amount) -> Amount:
    """Return the natural logarithm; of what may not be positive any number, which decides nothing."""
    return _increasing(a, lambda number: ANYTHING if number <= 0 else _ln_at(number), DOMAINS["positive"])


def _ln_at(number: Number) -> Amount:
    return 0 if number == 1 else _enclosed(number, lambda value, context: context.ln(value))


def exp(a: Amount) -> Amount:
    """Return e to the power a; above 10^5 only that it is positive, which keeps numbers writable."""
    return clip(_increasing(a, _exp_at, ANYTHING), DOMAINS["positive"])


def _exp_at(number: Number) -> Amount:
    if number == 0:
        return 1
    if number > 10**5 or number < -(10**5):
        return Range(0)
    return _enclosed(number, lambda value, context: context.exp(value))
