"""Ranges: open and closed ends, domains, what may not apply, and when a comparison is decided (rules 1 and 2)."""

from fractions import Fraction
from itertools import product

import pytest

from govern.ranges import (
    ANYTHING,
    DOMAINS,
    NOT_APPLICABLE,
    Amount,
    Range,
    clip,
    compare,
    hull,
    integral,
    intersection,
    is_point,
    span,
)

NA = NOT_APPLICABLE
OPERATORS = ("<", "<=", ">", ">=", "==", "!=")


def test_a_span_is_a_point_a_range_or_nothing() -> None:
    assert span(1, 2) == Range(1, 2)
    assert span(2, 2) == 2
    assert span(Fraction(4, 2), 2) == 2
    assert type(span(Fraction(4, 2), 2)) is int
    assert span(2, 1) is None
    assert span(2, 2, low_open=True) is None
    assert span(2, 2, high_open=True) is None
    assert span(None, None) == ANYTHING
    assert span(None, 3, low_open=True) == Range(None, 3)  # an end that is not there is not open
    assert span(2, 2, na=True) == Range(2, 2, or_not_applicable=True)


def test_whole_numbers_are_ints() -> None:
    assert type(integral(Fraction(10**25))) is int
    assert integral(Fraction(1, 3)) == Fraction(1, 3)
    assert integral(7) == 7


@pytest.mark.parametrize(
    ("a", "b", "both"),
    [
        (Range(0, 5), Range(3, 9), Range(3, 5)),
        (Range(0, 5), Range(5, 9), 5),
        (Range(0, 5, high_open=True), Range(5, 9), None),
        (Range(0, 5), Range(5, 9, low_open=True), None),
        (Range(0, 5), Range(6, 9), None),
        (Range(0), Range(None, 5), Range(0, 5)),
        (Range(0, 5, low_open=True), Range(0, 5, high_open=True), Range(0, 5, low_open=True, high_open=True)),
        (4, Range(0, 5), 4),
        (5, Range(0, 5, high_open=True), None),
        (4, 4, 4),
        (4, 5, None),
        (NA, NA, NA),
        (NA, Range(0, 5), None),
        (NA, Range(0, 5, or_not_applicable=True), NA),
        (NA, 5, None),
        (Range(0, 5, or_not_applicable=True), Range(3, 9), Range(3, 5)),
        (Range(0, 5, or_not_applicable=True), Range(3, or_not_applicable=True), Range(3, 5, or_not_applicable=True)),
    ],
)
def test_intersection(a: Amount, b: Amount, both: Amount | None) -> None:
    assert intersection(a, b) == both
    assert intersection(b, a) == both


@pytest.mark.parametrize(
    ("a", "b", "either"),
    [
        (1, 2, Range(1, 2)),
        (2, 2, 2),
        (Range(0, 1, high_open=True), Range(1, 2, low_open=True), Range(0, 2)),
        (Range(0, 2, high_open=True), 2, Range(0, 2)),
        (Range(0, 2, high_open=True), Range(1, 2, high_open=True), Range(0, 2, high_open=True)),
        (Range(0), 7, Range(0)),
        (Range(None, 0), Range(5), ANYTHING),
        (NA, NA, NA),
        (3, NA, Range(3, 3, or_not_applicable=True)),
        (Range(3, 4), NA, Range(3, 4, or_not_applicable=True)),
        (Range(3, 4, or_not_applicable=True), 9, Range(3, 9, or_not_applicable=True)),
    ],
)
def test_hull(a: Amount, b: Amount, either: Amount) -> None:
    assert hull(a, b) == either
    assert hull(b, a) == either


def test_a_range_is_clipped_to_its_domain() -> None:
    assert clip(ANYTHING, DOMAINS["nonnegative"]) == Range(0)
    assert clip(Range(-3, 4), DOMAINS["positive"]) == Range(0, 4, low_open=True)
    assert clip(Range(-3, 4), DOMAINS["fraction"]) == Range(0, 1, low_open=True)
    assert clip(Range(-3, 0), DOMAINS["nonnegative"]) == 0
    assert clip(Range(-3, 4, or_not_applicable=True), DOMAINS["nonnegative"]) == Range(0, 4, or_not_applicable=True)
    assert clip(Range(-3, 4), DOMAINS["any"]) == Range(-3, 4)


def test_what_lies_outside_its_domain_is_left_for_others_to_see() -> None:
    assert clip(-3, DOMAINS["nonnegative"]) == -3
    assert clip(Range(-4, -3), DOMAINS["nonnegative"]) == Range(-4, -3)


def test_a_point_is_a_number_and_nothing_else() -> None:
    assert is_point(0)
    assert is_point(Fraction(1, 3))
    assert not is_point(NA)
    assert not is_point(Range(0))
    assert not is_point(Range(3, 3, or_not_applicable=True))


# Every range over a small grid, against each number in it: the definition of rule 2, counted out.

GRID = [Fraction(n, 3) for n in range(-2, 12)]  # two numbers between any two ends
ENDS = (0, 1, 2, 3)


def ranges() -> list[Amount]:
    found: list[Amount] = []
    for low, high, low_open, high_open in product(ENDS, ENDS, (False, True), (False, True)):
        made = span(low, high, low_open=low_open, high_open=high_open)
        if made is not None:
            found.append(made)
    return [*dict.fromkeys(found), Range(2), Range(2, low_open=True), Range(None, 1), Range(None, 1, high_open=True)]


def members(amount: Amount) -> list[Fraction]:
    if not isinstance(amount, Range):
        return [Fraction(amount)] if amount is not NA else []
    return [n for n in GRID if intersection(n if n.denominator > 1 else int(n), amount) is not None]


def holds(operator: str, x: Fraction, y: Fraction) -> bool:
    return {"<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y, "==": x == y, "!=": x != y}[operator]


@pytest.mark.parametrize("operator", OPERATORS)
def test_a_comparison_is_decided_exactly_if_all_pairs_agree(operator: str) -> None:
    for a, b in product(ranges(), ranges()):
        seen = {holds(operator, x, y) for x, y in product(members(a), members(b))}
        assert compare(operator, a, b) is (seen.pop() if len(seen) == 1 else None), (a, b)


@pytest.mark.parametrize("operator", OPERATORS)
def test_what_does_not_apply_makes_a_comparison_false(operator: str) -> None:
    """And what may not apply is never certainly so: a comparison with it is at most unknown."""
    assert compare(operator, NA, 5) is False
    assert compare(operator, 5, NA) is False
    assert compare(operator, NA, NA) is False
    for a, b in product(ranges(), ranges()):
        certain = compare(operator, a, b)
        if isinstance(a, Range):
            perhaps = Range(a.low, a.high, a.low_open, a.high_open, or_not_applicable=True)
            assert compare(operator, perhaps, b) is (False if certain is False else None)


def test_the_line_itself() -> None:
    line = 10**25
    assert compare(">", Range(line), line) is None
    assert compare(">=", Range(line), line) is True
    assert compare(">", Range(line, low_open=True), line) is True
    assert compare(">", Range(0, line), line) is False
    assert compare(">=", Range(0, line), line) is None
    assert compare(">=", Range(0, line, high_open=True), line) is False
    assert compare(">", line + Fraction(1, 10**40), line) is True
    assert compare(">", ANYTHING, line) is None
