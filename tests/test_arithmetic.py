"""Arithmetic on ranges: exact, open ends kept, 0 x unbounded = 0, and nothing lost of what may not apply."""

from fractions import Fraction

import pytest

from govern import arithmetic
from govern.arithmetic import (
    add,
    apart,
    both,
    ceil,
    divide,
    first,
    floor,
    maximum,
    minimum,
    multiply,
    negate,
    power,
    subtract,
)
from govern.ranges import ANYTHING, NOT_APPLICABLE, Amount, Range

NA = NOT_APPLICABLE
PERHAPS = Range(2, 3, or_not_applicable=True)


def test_points_stay_exact() -> None:
    assert add(10**25, 1) == 10**25 + 1
    assert divide(1, 3) == Fraction(1, 3)
    assert multiply(Fraction(1, 3), 3) == 1
    assert type(multiply(Fraction(1, 3), 3)) is int
    assert subtract(Fraction(1, 2), Fraction(1, 2)) == 0
    assert power(10, 25) == 10**25
    assert power(10, -2) == Fraction(1, 100)
    assert power(0, 0) == 1


@pytest.mark.parametrize(
    ("a", "b", "total"),
    [
        (Range(1, 2), Range(10, 20), Range(11, 22)),
        (Range(1, 2, low_open=True), Range(10, 20), Range(11, 22, low_open=True)),
        (Range(0), 12 * 10**24, Range(12 * 10**24)),
        (Range(None, 2), Range(0), ANYTHING),
        (Range(1, 2), -1, Range(0, 1)),
    ],
)
def test_sums(a: Amount, b: Amount, total: Amount) -> None:
    assert add(a, b) == total
    assert add(b, a) == total


def test_differences_swap_the_ends() -> None:
    assert subtract(Range(1, 2, low_open=True), Range(10, 20, high_open=True)) == Range(-19, -8, low_open=True)
    assert subtract(5, Range(0)) == Range(None, 5)
    assert negate(Range(1, 2, low_open=True)) == Range(-2, -1, high_open=True)


@pytest.mark.parametrize(
    ("a", "b", "product"),
    [
        (Range(2, 3), Range(4, 5), Range(8, 15)),
        (Range(-2, 3), Range(-4, 5), Range(-12, 15)),
        (Range(2, 3, low_open=True), Range(4, 5), Range(8, 15, low_open=True)),
        (Range(-2, 2, high_open=True), Range(-3, 3, low_open=True), Range(-6, 6, high_open=True)),
        (0, ANYTHING, 0),
        (Range(0, 1), Range(0), Range(0)),
        (Range(0, 1, low_open=True), Range(0, low_open=True), Range(0, low_open=True)),
        (Range(0, 1, low_open=True), Range(0), Range(0)),
        (Range(0), Range(None, 0), Range(None, 0)),
        (Range(-1, 1), Range(5), ANYTHING),
        (Range(1), Range(2), Range(2)),
        (-2, Range(1), Range(None, -2)),
    ],
)
def test_products(a: Amount, b: Amount, product: Amount) -> None:
    assert multiply(a, b) == product
    assert multiply(b, a) == product


@pytest.mark.parametrize(
    ("a", "b", "quotient"),
    [
        (6, Range(2, 3), Range(2, 3)),
        (6, Range(2, 3, low_open=True), Range(2, 3, high_open=True)),
        (6, Range(0, 3, low_open=True), Range(2)),
        (6, Range(0, 3), Range(2)),
        (6, Range(2), Range(0, 3, low_open=True)),
        (6, Range(0), Range(0, low_open=True)),
        (Range(0), Range(0, 1, low_open=True), Range(0)),
        (6, Range(-3, -2), Range(-3, -2)),
        (6, Range(-3, 0, high_open=True), Range(None, -2)),
        (0, Range(0, 1), 0),
        (6, Range(-1, 1), ANYTHING),
        (6, 0, ANYTHING),
        (Range(1, 2), 0, ANYTHING),
        (Range(1, 2), 4, Range(Fraction(1, 4), Fraction(1, 2))),
    ],
)
def test_quotients(a: Amount, b: Amount, quotient: Amount) -> None:
    assert divide(a, b) == quotient


def test_a_divisor_that_is_zero_or_not_applicable_tells_nothing() -> None:
    """`x / (0 if c else not_applicable)`, with c unknown, under a guard that never selects it."""
    nothing = Range(or_not_applicable=True)
    assert divide(1, Range(0, 0, or_not_applicable=True)) == nothing
    assert divide(1, Range(-1, 1, or_not_applicable=True)) == nothing
    assert divide(PERHAPS, 0) == nothing


@pytest.mark.parametrize(
    ("a", "exponent", "result"),
    [
        (Range(2, 3), 2, Range(4, 9)),
        (Range(-3, 2), 2, Range(0, 9)),
        (Range(-3, 2, low_open=True), 2, Range(0, 9, high_open=True)),
        (Range(-3, -2), 2, Range(4, 9)),
        (Range(-3, 2), 3, Range(-27, 8)),
        (Range(None, 2), 2, Range(0)),
        (Range(2), -1, Range(0, Fraction(1, 2), low_open=True)),
        (Range(-3, 2), 0, 1),
        (Range(-3, 3, high_open=True), 2, Range(0, 9)),
        (PERHAPS, 2, Range(4, 9, or_not_applicable=True)),
        (Range(-2, 3, or_not_applicable=True), 2, Range(0, 9, or_not_applicable=True)),
        (PERHAPS, 0, Range(1, 1, or_not_applicable=True)),
        (PERHAPS, -1, Range(Fraction(1, 3), Fraction(1, 2), or_not_applicable=True)),
        (NA, 0, NA),
    ],
)
def test_powers(a: Amount, exponent: int, result: Amount) -> None:
    assert power(a, exponent) == result


def test_least_and_greatest() -> None:
    assert maximum(Range(0, 5), Range(3, 4)) == Range(3, 5)
    assert minimum(Range(0, 5), Range(3, 4)) == Range(0, 4)
    assert maximum(Range(0), 12) == Range(12)
    assert maximum(Range(0, 5, high_open=True), Range(0, 5)) == Range(0, 5)
    assert maximum(Range(0, 5, low_open=True), Range(0, 5)) == Range(0, 5, low_open=True)
    assert minimum(3) == 3
    assert maximum(1, 2, 3) == 3
    assert minimum(ANYTHING, 2) == Range(None, 2)
    assert maximum(Fraction(1, 3), Fraction(1, 2)) == Fraction(1, 2)


@pytest.mark.parametrize(
    ("a", "up", "down"),
    [
        (Fraction(5, 2), 3, 2),
        (Fraction(-5, 2), -2, -3),
        (7, 7, 7),
        (Range(1, 2), Range(1, 2), Range(1, 2)),
        (Range(1, 2, low_open=True), 2, Range(1, 2)),
        (Range(1, 2, high_open=True), Range(1, 2), 1),
        (Range(Fraction(1, 2), Fraction(3, 2)), Range(1, 2), Range(0, 1)),
        (Range(0, 1, low_open=True), 1, Range(0, 1)),
        (Range(0), Range(0), Range(0)),
        (
            Range(0, 1, True, True, or_not_applicable=True),
            Range(1, 1, or_not_applicable=True),
            Range(0, 0, or_not_applicable=True),
        ),
    ],
)
def test_rounding_up_and_down(a: Amount, up: Amount, down: Amount) -> None:
    assert ceil(a) == up
    assert floor(a) == down


def test_what_does_not_apply_makes_nothing_of_everything() -> None:
    for operation in (add, subtract, multiply, divide, maximum, minimum):
        assert operation(NA, 5) is NA
        assert operation(5, NA) is NA
        result = operation(PERHAPS, 5)
        assert isinstance(result, Range)
        assert result.or_not_applicable
    assert ceil(NA) is floor(NA) is negate(NA) is NA


# --- first (rule 6) -------------------------------------------------------------------------------


def test_the_first_known_figure_counts() -> None:
    assert first(3, 5) == 3
    assert first(Range(0, 9), 5, 7) == 5
    assert first(Range(0), Range(None, 9)) == Range(0, 9)
    assert first(Range(0, 9), Range(5, 12), Range(6)) == Range(6, 9)
    assert first(Range(0, 9)) == Range(0, 9)


def test_statements_that_exclude_each_other_leave_open_what_they_do_not_share() -> None:
    assert first(Range(0, 3), 50) == Range(0, 50)
    assert first(50, Range(0, 3)) == Range(0, 50)
    assert first(Range(0, 3), Range(5)) == Range(0)
    assert first(Range(0, 3), Range(5, 6), Range(1, 9)) == Range(0, 9)


def test_a_bound_that_narrowly_misses_a_figure_is_another_estimate_of_it() -> None:
    """More than 32 of something, where somebody else counted 30: all between is possible."""
    assert first(Range(32, low_open=True), 30) == Range(30, 32)
    assert first(Range(0, 29), 30) == Range(29, 30)
    assert first(Range(3200), 30) == Range(30)


def test_contradictions_are_told_and_rounding_is_not() -> None:
    assert apart(Range(0, 3), 5)
    assert apart(Range(0, 3), Range(5))
    assert not apart(Range(0, 3), Range(3, 5))
    assert not apart(10, 12)
    assert apart(10, 14)
    assert not apart(NA, 5)
    assert apart(Range(0, 3), 4)
    assert not apart(Range(0, 1000), 1001)


def test_a_figure_that_does_not_apply_is_passed_over() -> None:
    assert first(NA, 5) == 5
    assert first(NA, Range(0, 9), 5) == 5
    assert first(NA, NA) is NA


def test_a_figure_that_may_not_apply_says_nothing_of_one_that_does() -> None:
    """If it turns out not to apply, the other can be anything that it says itself."""
    assert first(Range(0, 10, or_not_applicable=True), Range(5, 20)) == Range(5, 20)
    assert first(Range(5, 20), Range(0, 10, or_not_applicable=True)) == Range(5, 20)
    assert first(Range(0, 10, or_not_applicable=True), 5) == 5
    assert first(Range(0, 10, or_not_applicable=True)) == Range(0, 10, or_not_applicable=True)
    both = first(Range(0, 1, or_not_applicable=True), Range(5, 6, or_not_applicable=True))
    assert both == Range(0, 6, or_not_applicable=True)


def test_every_operation_is_named() -> None:
    assert set(arithmetic.__all__) >= {"add", "subtract", "multiply", "divide", "negate", "power", "first"}


def test_both_holds_what_two_statements_say_where_they_differ() -> None:
    assert both(95, 120) == Range(95, 120)
    assert both(120, 95) == Range(95, 120)
    assert both(100, 130) == Range(100, 130)
    assert first(100, 130) == 100  # two estimates of one number
    assert both(100, 101) == 100  # rounding
    assert both(1000, 1011) == Range(1000, 1011)
    assert both(100, 100, 250) == Range(100, 250)


def test_both_is_first_where_at_most_one_statement_is_a_number() -> None:
    for other in (Range(90), Range(120), Range(None, 80), Range(0, 100), ANYTHING, NOT_APPLICABLE):
        assert both(100, other) == first(100, other)
        assert both(other, 100) == first(other, 100)
    assert both(Range(1, 5), Range(3, 9)) == Range(3, 5)
