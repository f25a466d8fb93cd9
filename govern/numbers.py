"""Numbers exact from the text on: `10^25` is an integer, `1/3` is a third, and no float stands in between.

In: number texts. Out: int or Fraction, and texts of them for machines (`exact`) and for people (`short`).
"""

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import Final

from govern.problem import quoted

__all__ = [
    "NUMBER_PATTERN",
    "Number",
    "NumberError",
    "exact",
    "in_figures",
    "normal",
    "read_number",
    "short",
    "significant",
]

Number = int | Fraction

_TERM = r"[+-]?(?:[0-9]+\^[+-]?[0-9]+|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
NUMBER_PATTERN: Final = rf"{_TERM}(?:/{_TERM})?"
_NUMBER = re.compile(rf"(?P<over>{_TERM})(?:/(?P<under>{_TERM}))?")

_LONGEST_TEXT = 2000
_MOST_DIGITS = 300
_LIMIT = 10**_MOST_DIGITS
_TOO_LONG = f"has more than {_MOST_DIGITS} digits"
_WRITE = "write it as 12000, 0.5, 1e25, 10^25 or 1/3"

_GROUPED_BELOW = 10**7
_POWERS_FROM = 6
_SMALLEST_PLAIN = -4
_EXTRA_DIGITS = 4
_ROUND_DIGITS = 2


class NumberError(ValueError):
    """A text that is not a number here; `str()` is the message, `help` says what to write instead."""

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help


def normal(number: Number) -> Number:
    """The same number, an int where it is whole."""
    return number.numerator if number.denominator == 1 else number


def read_number(text: str) -> Number:
    """The exact value of a number text; NumberError (a ValueError) if it is none."""
    text = text.strip(" \t")
    if len(text) > _LONGEST_TEXT:
        raise NumberError(f"{quoted(text)} is longer than {_LONGEST_TEXT} characters")
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise _refusal(text)
    value = _term(found["over"], text)
    if found["under"] is not None:
        under = _term(found["under"], text)
        if under == 0:
            raise NumberError(f"{quoted(text)} divides by zero")
        value = Fraction(value, under)
    if abs(value.numerator) > _LIMIT or value.denominator > _LIMIT:
        raise NumberError(f"{quoted(text)} {_TOO_LONG}")
    return normal(value)


def _term(term: str, text: str) -> Number:
    base, caret, power = term.partition("^")
    if caret:
        return _power(base, power, text)
    mantissa, _, shift = term.replace("E", "e").partition("e")
    whole, _, decimals = mantissa.partition(".")
    exponent = _exponent(shift or "0", text) - len(decimals)
    digits = int(whole + decimals)
    return digits * 10**exponent if exponent >= 0 else Fraction(digits, 10**-exponent)


def _power(base: str, power: str, text: str) -> Number:
    exponent = _exponent(power, text)
    sign, magnitude = (-1 if base.startswith("-") else 1), int(base.lstrip("+-"))
    if magnitude == 0 and exponent < 0:
        raise NumberError(f"{quoted(text)} divides by zero")
    if len(str(magnitude)) > _MOST_DIGITS:
        raise NumberError(f"{quoted(text)} {_TOO_LONG}")
    raised = magnitude ** abs(exponent)
    return sign * raised if exponent >= 0 else Fraction(sign, raised)


def _exponent(digits: str, text: str) -> int:
    # INVARIANT: an exponent is bounded before anything is raised to it, so no text costs time or memory.
    if len(digits.lstrip("+-0")) > len(str(_MOST_DIGITS)) or abs(int(digits)) > _MOST_DIGITS:
        raise NumberError(f"{quoted(text)} {_TOO_LONG}")
    return int(digits)


def _refusal(text: str) -> NumberError:
    said = quoted(text)
    bare = text.lstrip("+-").lower()
    if not text:
        return NumberError("an empty text is not a number", _WRITE)
    if bare in {".nan", "nan", ".inf", "inf", "infinity"}:
        return NumberError(f"{said} is not a number that can be compared", "leave it out where it is not known")
    if bare in {"true", "false"}:
        return NumberError(f"{said} is yes or no, not a number", _WRITE)
    if re.match(r"0[xob]", bare):
        return NumberError(f"{said} is not a decimal number", _WRITE)
    if not text.isascii() and any(c.isdecimal() and not c.isascii() for c in text):
        return NumberError(f"{said} has digits other than 0 to 9", _WRITE)
    if re.fullmatch(r"[0-9]+([_,' ][0-9]+)+(\.[0-9]+)?", bare):
        plain = re.sub(r"[_,' ]", "", text)
        return NumberError(f"{said} has separators between its digits", f"write {quoted(plain)}")
    if re.fullmatch(NUMBER_PATTERN + "[ \t]*%", text):
        return NumberError(f"{said} is a percentage, not a plain number", "write 39 % as 0.39")
    return NumberError(f"{said} is not a number", _WRITE)


def exact(number: Number) -> str:
    """Every digit: `10000000000000000000000000`, `2395.2`, or `10/3` where no finite decimal exists."""
    if number.denominator == 1:
        return _digits(number.numerator)
    places = _decimal_places(number.denominator)
    if places is None:
        return f"{_digits(number.numerator)}/{_digits(number.denominator)}"
    scaled = _digits(abs(number.numerator) * 10**places // number.denominator).zfill(places + 1)
    return f"{'-' if number < 0 else ''}{scaled[:-places]}.{scaled[-places:]}"


def _digits(whole: int) -> str:
    return format(Decimal(whole), "f")  # str(int) refuses more than 4,300 digits, Decimal does not


def _decimal_places(denominator: int) -> int | None:
    twos = (denominator & -denominator).bit_length() - 1
    rest = denominator >> twos
    fives = 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    return max(twos, fives) if rest == 1 else None


@lru_cache(maxsize=4096)
def short(number: Number, digits: int = 3) -> str:
    """For people: `3.4e24`, `10^25`, `2,368`, `2.91`. A number just off a round one is not rounded to it."""
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    size = normal(number * (-1 if sign else 1))
    magnitude = _magnitude(size)
    if size == 10**magnitude and magnitude >= _POWERS_FROM:
        return f"{sign}10^{magnitude}"
    if size.denominator == 1 and size < _GROUPED_BELOW:
        return f"{sign}{size.numerator:,}"
    kept = max(digits, magnitude + 1) if size < _GROUPED_BELOW else digits
    rounded = _rounded(size, magnitude, kept)
    if rounded is not None:
        return sign + _laid_out(rounded)
    nearest = round(Fraction(number) / Fraction(10) ** magnitude, digits - 1) * Fraction(10) ** magnitude
    return f"just {'over' if number > nearest else 'under'} {short(normal(nearest), digits)}"


def _magnitude(size: Number) -> int:
    """The power of ten at or below a positive number."""
    guess = len(_digits(size.numerator)) - len(_digits(size.denominator))
    return guess if size >= Fraction(10) ** guess else guess - 1


def _rounded(size: Number, magnitude: int, kept: int) -> Number | None:
    # INVARIANT: 9.9999e24 never reads 1e25 and 2399.96 never reads 2,400: limits of law are round numbers.
    for precision in range(kept, kept + _EXTRA_DIGITS + 1):
        step = Fraction(10) ** (magnitude - precision + 1)
        value = normal(round(Fraction(size) / step) * step)
        if value == size or len(_significant(value)) > _ROUND_DIGITS:
            return value
    return None


def _significant(value: Number) -> str:
    return exact(value).replace(".", "").strip("0")


def _laid_out(value: Number) -> str:
    magnitude = _magnitude(value)
    if magnitude >= _SMALLEST_PLAIN and value < _GROUPED_BELOW:
        whole, point, decimals = exact(value).partition(".")
        return f"{int(whole):,}{point}{decimals}"
    mantissa = exact(normal(value / Fraction(10) ** magnitude))
    return f"{mantissa}e{magnitude}"


def significant(number: Number, figures: int) -> Number:
    """Return a number rounded to so many significant figures, a half away from zero."""
    if number == 0:
        return 0
    size = normal(number if number > 0 else -number)
    step = Fraction(10) ** (_magnitude(size) - figures + 1)
    rounded = floor(size / step + Fraction(1, 2)) * step
    return normal(rounded if number > 0 else -rounded)


def in_figures(number: Number, figures: int) -> str:
    """Return a number with exactly so many significant figures, zeros included: `1.0e25`, `0.50`, `2,400`."""
    rounded = significant(number, figures)
    if rounded == 0:
        return "0"
    size = normal(rounded if rounded > 0 else -rounded)
    magnitude = _magnitude(size)
    sign = "-" if rounded < 0 else ""
    if _SMALLEST_PLAIN <= magnitude < _POWERS_FROM:
        places = max(0, figures - 1 - magnitude)
        return f"{sign}{Decimal(size.numerator) / Decimal(size.denominator):,.{places}f}"
    digits = _digits(normal(size / Fraction(10) ** (magnitude - figures + 1)).numerator)
    decimals = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{decimals}e{magnitude}"
