"""Numbers are exact from the text on, and no text of a number costs time."""

import time
from fractions import Fraction

import pytest

from govern.numbers import Number, NumberError, exact, read_number, short


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e25", 10**25),
        ("1e+25", 10**25),
        ("1E25", 10**25),
        ("10^25", 10**25),
        ("3.8e25", 38 * 10**24),
        ("10^25/3", Fraction(10**25, 3)),
        ("1/3", Fraction(1, 3)),
        ("6/3", 2),
        ("1/-3", Fraction(-1, 3)),
        ("-5", -5),
        ("+5", 5),
        ("-2^2", -4),
        ("10^-2", Fraction(1, 100)),
        ("0^0", 1),
        ("1.5E3", 1500),
        ("0.1", Fraction(1, 10)),
        (".5", Fraction(1, 2)),
        ("5.", 5),
        ("010", 10),
        ("0", 0),
        ("-0", 0),
        ("1e-3", Fraction(1, 1000)),
        (" 7\t", 7),
        ("1e300", 10**300),
        ("1e0000025", 10**25),
        ("0.1e1", 1),
    ],
)
def test_read_exactly(text: str, value: Number) -> None:
    read = read_number(text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1_000", "`1_000` has separators between its digits"),
        ("2,400", "`2,400` has separators between its digits"),
        ("0x1F", "`0x1F` is not a decimal number"),
        ("0o17", "`0o17` is not a decimal number"),
        ("0b1", "`0b1` is not a decimal number"),
        (".inf", "`.inf` is not a number that can be compared"),
        ("-.inf", "`-.inf` is not a number that can be compared"),
        (".nan", "`.nan` is not a number that can be compared"),
        ("inf", "`inf` is not a number that can be compared"),
        ("Infinity", "`Infinity` is not a number that can be compared"),
        ("NaN", "`NaN` is not a number that can be compared"),
        ("true", "`true` is yes or no, not a number"),
        ("39 %", "`39 %` is a percentage, not a plain number"),
        ("\uff11\uff10", "`\uff11\uff10` has digits other than 0 to 9"),
        ("1٣", "`1٣` has digits other than 0 to 9"),
        ("\u22125", "`\u22125` is not a number"),
        ("", "an empty text is not a number"),
        ("1/0", "`1/0` divides by zero"),
        ("1/0e5", "`1/0e5` divides by zero"),
        ("0^-1", "`0^-1` divides by zero"),
        ("10^400", "`10^400` has more than 300 digits"),
        ("10^301", "`10^301` has more than 300 digits"),
        ("1e301", "`1e301` has more than 300 digits"),
        ("1e-301", "`1e-301` has more than 300 digits"),
        ("10.5e300", "`10.5e300` has more than 300 digits"),
        ("1e999999999", "`1e999999999` has more than 300 digits"),
        ("9^999999999", "`9^999999999` has more than 300 digits"),
        ("1e300/1e-300", "`1e300/1e-300` has more than 300 digits"),
        ("99^300", "`99^300` has more than 300 digits"),
        ("3.8e25 FLOP", "`3.8e25 FLOP` is not a number"),
        ("1e", "`1e` is not a number"),
        ("e5", "`e5` is not a number"),
        (".", "`.` is not a number"),
        ("--1", "`--1` is not a number"),
        ("1/2/3", "`1/2/3` is not a number"),
        ("1^1^1", "`1^1^1` is not a number"),
        ("1.5^2", "`1.5^2` is not a number"),
        ("__import__('os')", "`__import__('os')` is not a number"),
    ],
)
def test_refused_with_a_reason(text: str, message: str) -> None:
    with pytest.raises(NumberError) as refused:
        read_number(text)
    assert str(refused.value) == message
    assert refused.value.message == message


def test_help_names_the_number_without_separators() -> None:
    with pytest.raises(NumberError) as refused:
        read_number("1,234,567.5")
    assert refused.value.help == "write `1234567.5`"


@pytest.mark.measured
@pytest.mark.parametrize(
    "text",
    [
        "1e" + "9" * 1900,
        "9" * 1900 + "^300",
        "9" * 2001,
        "1" * 10**7,
        "1" + "_1" * 900 + "x",
        "9^300/" + "7^-300",
        "1." + "1" * 1900 + "e300",
        "-" * 1999,
    ],
    ids=lambda text: f"{text[:12]}-{len(text)}",
)
def test_a_hostile_number_is_refused_at_once(text: str) -> None:
    started = time.process_time()
    with pytest.raises(NumberError) as refused:
        read_number(text)
    assert time.process_time() - started < 1.0
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (10**25, "1" + "0" * 25),
        (Fraction(1, 2), "0.5"),
        (Fraction("2395.2"), "2395.2"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(10, 3), "10/3"),
        (Fraction(-10, 3), "-10/3"),
        (Fraction(4, 2), "2"),
        (Fraction(1, 1000), "0.001"),
        (0, "0"),
    ],
)
def test_exact_gives_every_digit(number: Number, text: str) -> None:
    assert exact(number) == text


def test_exact_has_no_longest_number() -> None:
    assert exact(10**5000) == "1" + "0" * 5000
    assert exact(Fraction(1, 3**10000)).startswith("1/1631")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (5, "5"),
        (-5, "-5"),
        (2368, "2,368"),
        (1234567, "1,234,567"),
        (10**5, "100,000"),
        (10**6, "10^6"),
        (10**25, "10^25"),
        (-(10**25), "-10^25"),
        (3400 * 10**21, "3.4e24"),
        (3286 * 10**21, "3.29e24"),
        (Fraction(10**25, 3), "3.33e24"),
        (Fraction(1, 3), "0.333"),
        (Fraction("2.9092"), "2.91"),
        (Fraction("0.0012"), "0.0012"),
        (Fraction("0.0000123456"), "1.23e-5"),
        (Fraction("2395.2"), "2,395"),
        (12345678, "1.23e7"),
    ],
)
def test_short_is_for_people(number: Number, text: str) -> None:
    assert short(number) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (99999 * 10**20, "9.9999e24"),
        (10**25 + 1, "just over 10^25"),
        (10**25 - 1, "just under 10^25"),
        (-(10**25) - 1, "just under -10^25"),
        (Fraction("2399.96"), "2,399.96"),
        (2400 - Fraction(1, 10**9), "just under 2,400"),
        (Fraction("3.1996"), "3.1996"),
        (Fraction("1.6001"), "1.6001"),
        (10000001, "just over 10^7"),
    ],
)
def test_short_never_rounds_onto_a_limit(number: Number, text: str) -> None:
    assert short(number) == text


def test_short_takes_the_number_of_digits() -> None:
    assert short(Fraction(2, 3), 5) == "0.66667"
