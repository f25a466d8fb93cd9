"""Arithmetic encloses and is tight: a result of points is in the result of their ranges, and its ends are reached."""

from collections.abc import Callable
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from govern import roots
from govern.arithmetic import add, ceil, divide, first, floor, maximum, minimum, multiply, negate, power, subtract
from govern.ranges import DOMAINS, NOT_APPLICABLE, Amount, Number, Range, clip, hull, integral, intersection, span

TELLING: list[Number] = [10**25, 10**25 + 1, -(10**25), Fraction(1, 3), Fraction(-7, 2), Fraction(1, 10**30)]
numbers: st.SearchStrategy[Number] = st.one_of(
    st.integers(-6, 6).map(Fraction),
    st.sampled_from(TELLING).map(Fraction),
    st.fractions(-100, 100, max_denominator=12),
).map(integral)


@st.composite
def ranges(draw: st.DrawFn, values: st.SearchStrategy[Number] = numbers) -> Amount:
    low, high = sorted((draw(values), draw(values)))
    free = draw(st.sampled_from((None, None, None, "low", "high", "both")))
    return (
        span(
            None if free in ("low", "both") else low,
            None if free in ("high", "both") else high,
            low_open=draw(st.booleans()),
            high_open=draw(st.booleans()),
            na=draw(st.integers(0, 9)) == 0,
        )
        or low
    )


@st.composite
def members(draw: st.DrawFn, amount: Amount) -> Amount:
    """Something that the amount allows: an end, nearly an end, something between, or that it does not apply."""
    if not isinstance(amount, Range):
        return amount
    if amount.or_not_applicable and draw(st.integers(0, 3)) == 0:
        return NOT_APPLICABLE
    low = amount.low if amount.low is not None else (amount.high if amount.high is not None else 0) - 10**40
    high = amount.high if amount.high is not None else (amount.low if amount.low is not None else 0) + 10**40
    at = draw(st.sampled_from((Fraction(0), Fraction(1), Fraction(1, 10**9), 1 - Fraction(1, 10**9), Fraction(1, 2))))
    chosen = integral(Fraction(low + (high - low) * at))
    assume(holds(amount, chosen))
    return chosen


def holds(amount: Amount, value: Amount) -> bool:
    """Whether a value is one that the amount allows."""
    if isinstance(value, Range):  # an enclosure of one irrational number
        return intersection(amount, value) is not None
    return intersection(amount, value) is not None


BINARY: tuple[Callable[..., Amount], ...] = (add, subtract, multiply, divide, maximum, minimum)
UNARY: tuple[Callable[..., Amount], ...] = (negate, ceil, floor, roots.sqrt, roots.log10, roots.ln)


@given(st.sampled_from(BINARY), ranges(), ranges(), st.data())
def test_a_result_of_points_is_in_the_result_of_their_ranges(
    operation: Callable[..., Amount], a: Amount, b: Amount, data: st.DataObject
) -> None:
    x, y = data.draw(members(a)), data.draw(members(b))
    assume(operation is not divide or y != 0)
    assert holds(operation(a, b), operation(x, y))


@given(st.sampled_from(UNARY), ranges(), st.data())
def test_so_for_one_operand(operation: Callable[..., Amount], a: Amount, data: st.DataObject) -> None:
    assert holds(operation(a), operation(data.draw(members(a))))


@given(ranges(), st.integers(-5, 7), st.data())
def test_so_for_powers(a: Amount, exponent: int, data: st.DataObject) -> None:
    x = data.draw(members(a))
    assume(exponent >= 0 or x != 0)
    assert holds(power(a, exponent), power(x, exponent))


@given(st.lists(ranges(), min_size=1, max_size=4), st.data())
def test_so_for_figures_of_one_number(amounts: list[Amount], data: st.DataObject) -> None:
    """All figures that apply are the same number; each is known, or its range, or turns out not to apply."""
    common = next((amount for amount in amounts if not (isinstance(amount, Range) and amount.or_not_applicable)), None)
    truth = data.draw(members(amounts[0] if common is None else common))
    assume(truth is NOT_APPLICABLE or all(may_be(amount, truth) for amount in amounts))
    known = [
        NOT_APPLICABLE if not holds(amount, truth) or (perhaps(amount) and data.draw(st.booleans())) else truth
        for amount in amounts
    ]
    assert holds(first(*amounts), first(*known))


def perhaps(amount: Amount) -> bool:
    return amount is NOT_APPLICABLE or (isinstance(amount, Range) and amount.or_not_applicable)


def may_be(amount: Amount, truth: Amount) -> bool:
    return holds(amount, truth) or perhaps(amount)


@given(st.sampled_from((add, subtract, multiply, maximum, minimum)), ranges(), ranges())
def test_every_end_is_reached_or_approached(operation: Callable[..., Amount], a: Amount, b: Amount) -> None:
    """A closed end is the result of two points; next to an open end there are results, and beyond none."""
    result = operation(a, b)
    assume(isinstance(result, Range) and isinstance(a, Range) | isinstance(b, Range))
    assert isinstance(result, Range)
    reached = [operation(x, y) for x in near_ends(a) for y in near_ends(b)]
    points = [Fraction(value) for value in reached if isinstance(value, int | Fraction)]
    scale = max(abs(point) for point in [*points, Fraction(1)])
    assert all(holds(result, integral(point)) for point in points)
    for end, is_open, best in (
        (result.low, result.low_open, min(points)),
        (result.high, result.high_open, max(points)),
    ):
        if end is None:
            assert abs(best) >= 10**30
        elif is_open:
            assert best != end
            assert abs(best - end) <= scale * Fraction(1, 10**20)
        else:
            assert best == end


def near_ends(amount: Amount) -> list[Number]:
    if not isinstance(amount, Range):
        return [amount] if isinstance(amount, int | Fraction) else []
    width = 1 if amount.low is None or amount.high is None else amount.high - amount.low
    tiny = Fraction(width, 10**60)
    low = -(10**100) if amount.low is None else amount.low + (tiny if amount.low_open else 0)
    high = 10**100 if amount.high is None else amount.high - (tiny if amount.high_open else 0)
    # Zero times anything is zero, however large; so near zero an unbounded side is tried small as well.
    inner = [value for value in (-1, 0, 1) if intersection(amount, value) is not None]
    return [low, high, *inner]


@given(st.sampled_from(BINARY), ranges(), ranges(), ranges())
def test_knowing_more_never_widens(operation: Callable[..., Amount], a: Amount, b: Amount, more: Amount) -> None:
    narrower = intersection(a, more)
    assume(narrower is not None)
    assert narrower is not None
    assume(operation is not divide or narrower not in (0, Range(0, 0, or_not_applicable=True)))
    for wide, narrow in ((operation(a, b), operation(narrower, b)), (operation(b, a), operation(b, narrower))):
        assert hull(wide, narrow) == wide


@given(ranges(), st.sampled_from(sorted(DOMAINS)), st.data())
def test_a_domain_takes_away_only_what_is_outside_it(a: Amount, domain: str, data: st.DataObject) -> None:
    x = data.draw(members(a))
    inside = x is NOT_APPLICABLE or intersection(x, DOMAINS[domain]) is not None
    if inside:
        assert holds(clip(a, DOMAINS[domain]), x)


@given(ranges(), ranges())
def test_hull_and_intersection_are_bounds(a: Amount, b: Amount) -> None:
    joined = hull(a, b)
    assert hull(joined, a) == joined == hull(joined, b)
    common = intersection(a, b)
    if common is not None:
        assert hull(a, common) == a
        assert hull(b, common) == b
