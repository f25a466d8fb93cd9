"""Roots, logarithms and exponentials: methods need them, no law does.

An exact result stays exact; an irrational one is enclosed between two neighbouring decimals of 50 digits,
so that a comparison with it is never decided by a rounding.
"""

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, Overflow
from fractions import Fraction
from math import isqrt

from govern.ranges import ANYTHING, NOT_APPLICABLE, Amount, NotApplicable, Number, Range, ends, integral, span

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


def _increasing(a: Amount, at: Callable[[Number], Amount], lowest: Number | None) -> Amount:
    if isinstance(a, NotApplicable):
        return NOT_APPLICABLE
    if not isinstance(a, Range):
        return at(a)
    low = None if a.low is None or (lowest is not None and a.low <= lowest) else ends_of(at(a.low)).low
    high = None if a.high is None else ends_of(at(a.high)).high
    enclosed = span(low, high, na=a.or_not_applicable)
    return ANYTHING if enclosed is None else enclosed


def ends_of(amount: Amount) -> Range:
    """Return the ends of an amount that is a number."""
    return ANYTHING if isinstance(amount, NotApplicable) else ends(amount)


def sqrt(a: Amount) -> Amount:
    """Return the square root; of a negative number any number, which decides nothing."""
    root = _increasing(a, _sqrt_at, None)
    if isinstance(a, Range) and isinstance(root, Range) and (a.low is None or a.low < 0):
        return Range(0, root.high, or_not_applicable=a.or_not_applicable)
    return root


def _sqrt_at(number: Number) -> Amount:
    if number < 0:
        return ANYTHING
    fraction = Fraction(number)
    numerator, denominator = isqrt(fraction.numerator), isqrt(fraction.denominator)
    if numerator**2 == fraction.numerator and denominator**2 == fraction.denominator:
        return integral(Fraction(numerator, denominator))
    return _enclosed(number, lambda value, context: context.sqrt(value))


def log10(a: Amount) -> Amount:
    """Return the decimal logarithm; of a number that is not positive any number, which decides nothing."""
    return _increasing(a, _log10_at, 0)


def _log10_at(number: Number) -> Amount:
    if number <= 0:
        return ANYTHING
    digits = len(str(number)) - 1 if isinstance(number, int) else 0
    if number == 10**digits:
        return digits
    return _enclosed(number, lambda value, context: context.log10(value))


def ln(a: Amount) -> Amount:
    """Return the natural logarithm; of a number that is not positive any number, which decides nothing."""
    return _increasing(a, lambda number: ANYTHING if number <= 0 else _ln_at(number), 0)


def _ln_at(number: Number) -> Amount:
    return 0 if number == 1 else _enclosed(number, lambda value, context: context.ln(value))


def exp(a: Amount) -> Amount:
    """Return e to the power a; above 10^5 only that it is positive, which keeps numbers writable."""
    return _increasing(a, _exp_at, None)


def _exp_at(number: Number) -> Amount:
    if number == 0:
        return 1
    if number > 10**5 or number < -(10**5):
        return Range(0)
    return _enclosed(number, lambda value, context: context.exp(value))
