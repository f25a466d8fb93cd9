"""Roots and logarithms: exact where they can be, else enclosed; outside their domain they decide nothing."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from govern.ranges import ANYTHING, NOT_APPLICABLE, Amount, Range, compare
from govern.roots import exp, ln, log10, sqrt

IRRATIONAL = (2, 3, 10**25, 10**25 + 1, Fraction(1, 3), Fraction(10**30, 7), Fraction(1, 10**41), 123456789)


def ends(amount: Amount) -> tuple[Fraction, Fraction]:
    assert isinstance(amount, Range)
    assert amount.low is not None
    assert amount.high is not None
    return Fraction(amount.low), Fraction(amount.high)


def decimal_of(number: int | Fraction) -> Decimal:
    return Decimal(Fraction(number).numerator) / Decimal(Fraction(number).denominator)


@pytest.mark.parametrize(
    ("number", "root"), [(0, 0), (1, 1), (4, 2), (10**50, 10**25), (Fraction(4, 9), Fraction(2, 3)), (10**24, 10**12)]
)
def test_a_perfect_square_has_an_exact_root(number: int | Fraction, root: int | Fraction) -> None:
    assert sqrt(number) == root


@pytest.mark.parametrize("number", IRRATIONAL)
def test_a_root_lies_between_its_ends(number: int | Fraction) -> None:
    low, high = ends(sqrt(number))
    assert low**2 <= number <= high**2
    assert high - low <= low / 10**48


@pytest.mark.parametrize("function", [log10, ln, exp])
@pytest.mark.parametrize("number", [2, 3, Fraction(1, 3), Fraction(10**30, 7 * 10**29), 42, Fraction(99, 100)])
def test_what_is_irrational_is_enclosed(function: object, number: int | Fraction) -> None:
    """Against twice the digits."""
    low, high = ends(function(number))  # type: ignore[operator]
    with localcontext() as context:
        context.prec = 100
        value = {log10: Decimal.log10, ln: Decimal.ln, exp: Decimal.exp}[function](decimal_of(number))  # type: ignore[index]
    assert low < Fraction(value) < high
    assert high - low <= abs(Fraction(value)) / 10**47


@pytest.mark.parametrize("power", [0, 1, 25, 29, 300, 5000, -1, -25])
def test_the_logarithm_of_a_power_of_ten_is_exact(power: int) -> None:
    assert log10(Fraction(10) ** power if power < 0 else 10**power) == power


def test_the_logarithm_next_to_a_power_of_ten_is_not() -> None:
    assert compare("<", log10(10**25 - 1), 25) is True
    assert compare(">", log10(10**25 + 1), 25) is True


def test_exact_neighbours() -> None:
    assert ln(1) == 0
    assert exp(0) == 1


def test_open_ends_stay_open_where_the_root_is_exact() -> None:
    assert sqrt(Range(4, 9, low_open=True, high_open=True)) == Range(2, 3, low_open=True, high_open=True)
    assert log10(Range(10, 1000, low_open=True)) == Range(1, 3, low_open=True)
    assert sqrt(Range(0)) == Range(0)


def test_near_its_limit_a_logarithm_is_unbounded() -> None:
    assert log10(Range(0, 100, low_open=True)) == Range(None, 2)
    assert log10(Range(0, low_open=True)) == ANYTHING
    assert exp(ANYTHING) == Range(0, low_open=True)
    assert exp(Range(None, 0)) == Range(0, 1, low_open=True)


@pytest.mark.parametrize("amount", [-1, Range(-4, 4), Range(-4, -1), Range(None, 4), Range(-4, 0)])
def test_the_root_of_what_may_be_negative_decides_nothing(amount: Amount) -> None:
    assert sqrt(amount) == ANYTHING


@pytest.mark.parametrize("amount", [0, -1, Range(0, 100), Range(-4, 4), Range(None, 4), Range(-4, 0)])
def test_the_logarithm_of_what_may_not_be_positive_decides_nothing(amount: Amount) -> None:
    """A range decides no more than each number in it: log10(0) says nothing, so [0, 100] says nothing."""
    assert log10(amount) == ANYTHING
    assert ln(amount) == ANYTHING


def test_what_does_not_apply_has_no_root() -> None:
    for function in (sqrt, log10, ln, exp):
        assert function(NOT_APPLICABLE) is NOT_APPLICABLE
        for amount in (Range(1, 4, or_not_applicable=True), Range(-1, 4, or_not_applicable=True)):
            result = function(amount)
            assert isinstance(result, Range)
            assert result.or_not_applicable


def test_an_exponential_stays_writable() -> None:
    assert exp(10**6) == Range(0, low_open=True)
    assert exp(-(10**6)) == Range(0, low_open=True)
