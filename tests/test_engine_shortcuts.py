"""Each shortcut of the direct engine gives exactly what the operation itself gives."""

from fractions import Fraction
from itertools import product

import pytest

from govern import arithmetic
from govern.engines.direct import _within
from govern.engines.shortcuts import TWO, both_of, clipping, first_of
from govern.expression.meaning import NUMERIC
from govern.ranges import ANYTHING, DOMAINS, NOT_APPLICABLE, Amount, Range

AMOUNTS: list[Amount] = [
    -2, 0, 1, 3, 10**26, Fraction(1, 3), Fraction(-7, 2), ANYTHING, NOT_APPLICABLE,
    *(
        Range(low, high, low_open=low_open and low is not None, high_open=high_open and high is not None,
              or_not_applicable=na)
        for low, high in ((None, None), (0, None), (1, None), (None, 3), (0, 3), (Fraction(1, 3), 1), (-2, 0))
        for low_open, high_open, na in product((False, True), repeat=3)
    ),
]  # fmt: skip


@pytest.mark.parametrize("operation", sorted(TWO))
def test_two_values(operation: str) -> None:
    for x, y in product(AMOUNTS, repeat=2):
        found, right = TWO[operation](x, y), NUMERIC[operation](x, y)
        assert (type(found), found) == (type(right), right), (x, y)


def test_both_of_three() -> None:
    for amounts in product(AMOUNTS[:20], repeat=3):
        assert both_of(list(amounts)) == arithmetic.both(*amounts), amounts
    for x, y in product(AMOUNTS, repeat=2):
        assert both_of([x, y]) == arithmetic.both(x, y), (x, y)


def test_the_first_of_three() -> None:
    for amounts in product(AMOUNTS[:20], repeat=3):
        assert first_of(list(amounts)) == arithmetic.first(*amounts), amounts
    for x, y in product(AMOUNTS, repeat=2):
        assert first_of([x, y]) == arithmetic.first(x, y), (x, y)


@pytest.mark.parametrize("domain", sorted(DOMAINS))
def test_a_value_in_its_domain(domain: str) -> None:
    clip = clipping(DOMAINS[domain], _within)
    for amount in (*AMOUNTS, None, True, "text"):
        found = clip(amount)
        assert (type(found), found) == (type(_within(amount, DOMAINS[domain])), _within(amount, DOMAINS[domain]))


def test_a_value_that_is_no_number_counts_as_any() -> None:
    assert TWO["add"](None, Range(3)) == ANYTHING
    assert first_of([None, 5]) == 5
