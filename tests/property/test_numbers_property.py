"""What holds for all numbers: the text and the value are one, and no rounding crosses a round number."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from govern.numbers import Number, NumberError, exact, normal, read_number, short
from govern.units import SYMBOLS, in_unit, read_quantity, unit

wholes = st.integers(min_value=-(10**300), max_value=10**300)
fractions = st.builds(Fraction, wholes, st.integers(min_value=1, max_value=10**300))
decimals = st.builds(lambda digits, places: Fraction(digits, 10**places), wholes, st.integers(0, 300))
numbers = st.one_of(wholes, fractions, decimals).map(normal)
number_like = st.text(alphabet="0123456789+-./eE^_, xinfaNtru%", max_size=30)


@given(numbers)
def test_exact_reads_back(number: Number) -> None:
    assert read_number(exact(number)) == number


@given(numbers)
def test_what_is_read_is_whole_if_it_can_be(number: Number) -> None:
    read = read_number(f"{number.numerator}/{number.denominator}")
    assert read == number
    assert isinstance(read, int) == (number.denominator == 1)


@given(st.integers(-(10**40), 10**40), st.integers(0, 40), st.integers(-250, 250))
def test_a_decimal_text_means_what_it_says(digits: int, places: int, exponent: int) -> None:
    body = str(abs(digits)).zfill(places + 1)
    text = f"{'-' if digits < 0 else ''}{body[: len(body) - places]}.{body[len(body) - places :]}e{exponent}"
    assert read_number(text) == Fraction(digits, 10**places) * Fraction(10) ** exponent


@given(st.one_of(number_like, st.text(max_size=30)))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    number = read_or_none(text)
    if number is not None:
        assert text.strip(" \t").isascii()
        assert read_number(exact(number)) == number


def read_or_none(text: str) -> Number | None:
    try:
        return read_number(text)
    except NumberError as refused:
        if "\n" in refused.message or len(refused.message) > 200:
            raise
        return None


def shown(number: Number) -> tuple[Number, bool]:
    text = short(number).replace(",", "")
    return read_number(text.removeprefix("just over ").removeprefix("just under ")), text.startswith("just")


@given(numbers)
def test_short_is_within_half_a_percent(number: Number) -> None:
    value, _ = shown(number)
    off = Fraction(value) - number
    assert abs(off) <= abs(Fraction(number)) / 200


near_round = st.builds(
    lambda digits, power, offset: normal(digits * Fraction(10) ** power * (1 + Fraction(offset, 10**12))),
    st.integers(1, 99),
    st.integers(-6, 30),
    st.integers(-(10**9), 10**9),
)


@given(st.one_of(numbers, near_round))
def test_short_shows_a_round_number_only_where_it_is_exact(number: Number) -> None:
    value, just = shown(number)
    if len(exact(value).replace(".", "").strip("-0")) <= 2 and not just:
        assert value == number
    if just:
        assert (value < number) == short(number).startswith("just over")


@given(
    st.one_of(st.integers(-(10**30), 10**30), st.fractions(max_denominator=10**20)), st.sampled_from(sorted(SYMBOLS))
)
def test_a_quantity_and_its_bare_number_are_the_same(number: Number, name: str) -> None:
    due = unit(name)
    value = read_quantity(f"{number} {name}", due)
    assert value == read_quantity(str(number), due) == number * due.factor
    assert in_unit(value, due) == number
