"""Exact numbers as points and ranges, with open or closed ends.

A known number is a plain ``int`` or ``Fraction`` (integers are always ``int``); a number known only within
bounds is a `Range`; a number that has no meaning for this thing is `NOT_APPLICABLE`. Dates are their
proleptic ordinals, so that they compare by the same rules.
"""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Final

from govern.truth import Truth

__all__ = [
    "ANYTHING",
    "DOMAINS",
    "NOT_APPLICABLE",
    "Amount",
    "NotApplicable",
    "Number",
    "Range",
    "clip",
    "compare",
    "hull",
    "integral",
    "intersection",
    "is_point",
    "span",
]

Number = int | Fraction


class NotApplicable(Enum):
    """The type of the one value `NOT_APPLICABLE`."""

    NOT_APPLICABLE = "not_applicable"


NOT_APPLICABLE: Final = NotApplicable.NOT_APPLICABLE
"""The literal for a number that has no meaning here: the density of a planar chip, the DRAM of an SRAM chip."""


@dataclass(frozen=True, slots=True, init=False)
class Range:
    """All numbers between two ends; ``None`` as an end means unbounded on that side.

    INVARIANT: never empty and never a single point (a point is a bare number).
    ``or_not_applicable`` says that the unknown value may also turn out to be `NOT_APPLICABLE`.
    """

    low: Number | None = None
    high: Number | None = None
    low_open: bool = False
    high_open: bool = False
    or_not_applicable: bool = False

    def __init__(
        self,
        low: Number | None = None,
        high: Number | None = None,
        low_open: bool = False,
        high_open: bool = False,
        or_not_applicable: bool = False,
    ) -> None:
        _set_low(self, low)
        _set_high(self, high)
        _set_low_open(self, low_open)
        _set_high_open(self, high_open)
        _set_or_not_applicable(self, or_not_applicable)


# As for Place: a case makes hundreds of them.
_set_low, _set_high, _set_low_open, _set_high_open, _set_or_not_applicable = (
    vars(Range)[name].__set__ for name in ("low", "high", "low_open", "high_open", "or_not_applicable")
)

Amount = int | Fraction | Range | NotApplicable

ANYTHING: Final = Range()
DOMAINS: Final[dict[str, Range]] = {
    "any": ANYTHING,
    "nonnegative": Range(0),
    "positive": Range(0, None, low_open=True),
    "fraction": Range(0, 1, low_open=True),
    "share": Range(0, 1),
}
"""The widest range of a number by its domain; ``fraction`` is more than 0 and at most 1, ``share`` may be 0."""


def integral(number: Number) -> Number:
    """Return an equal number that is an ``int`` where it is whole."""
    if type(number) is int:
        return number
    return number.numerator if number.denominator == 1 else number


def is_point(amount: Amount) -> bool:
    """Return whether the amount is one known number."""
    return not isinstance(amount, Range) and amount is not NOT_APPLICABLE


def span(
    low: Number | None, high: Number | None, *, low_open: bool = False, high_open: bool = False, na: bool = False
) -> Amount | None:
    """Return the point or range between two ends, or ``None`` when there is no number between them."""
    if low is not None and high is not None:
        if low > high or (low == high and (low_open or high_open)):
            return None
        if low == high and not na:
            return integral(low)
    return Range(low, high, low is not None and low_open, high is not None and high_open, na)


def ends(amount: int | Fraction | Range) -> Range:
    """Return the two ends of an amount; of a point, twice the point."""
    return amount if isinstance(amount, Range) else Range(amount, amount)


def intersection(a: Amount, b: Amount) -> Amount | None:
    """Return the numbers that are in both, or ``None`` if there are none."""
    if isinstance(a, NotApplicable) or isinstance(b, NotApplicable):
        other = b if isinstance(a, NotApplicable) else a
        fits = isinstance(other, NotApplicable) or (isinstance(other, Range) and other.or_not_applicable)
        return NOT_APPLICABLE if fits else None
    x, y = ends(a), ends(b)
    low, low_open = _inner(x.low, x.low_open, y.low, y.low_open, greater=True)
    high, high_open = _inner(x.high, x.high_open, y.high, y.high_open, greater=False)
    return span(low, high, low_open=low_open, high_open=high_open, na=x.or_not_applicable and y.or_not_applicable)


def _inner(
    a: Number | None, a_open: bool, b: Number | None, b_open: bool, *, greater: bool
) -> tuple[Number | None, bool]:
    if a is None:
        return b, b_open
    if b is None:
        return a, a_open
    if a == b:
        return a, a_open or b_open
    return (a, a_open) if (a > b) is greater else (b, b_open)


def hull(a: Amount, b: Amount) -> Amount:
    """Return the smallest range that holds both."""
    if isinstance(a, NotApplicable):
        return b if isinstance(b, NotApplicable) else _with_not_applicable(b)
    if isinstance(b, NotApplicable):
        return _with_not_applicable(a)
    x, y = ends(a), ends(b)
    low, low_open = _outer(x.low, x.low_open, y.low, y.low_open, smaller=True)
    high, high_open = _outer(x.high, x.high_open, y.high, y.high_open, smaller=False)
    joined = span(low, high, low_open=low_open, high_open=high_open, na=x.or_not_applicable or y.or_not_applicable)
    return ANYTHING if joined is None else joined


def _outer(
    a: Number | None, a_open: bool, b: Number | None, b_open: bool, *, smaller: bool
) -> tuple[Number | None, bool]:
    if a is None or b is None:
        return None, False
    if a == b:
        return a, a_open and b_open
    return (a, a_open) if (a < b) is smaller else (b, b_open)


def _with_not_applicable(amount: int | Fraction | Range) -> Range:
    x = ends(amount)
    return Range(x.low, x.high, x.low_open, x.high_open, or_not_applicable=True)


def clip(amount: Amount, domain: Range) -> Amount:
    """Return the part of the amount that lies in the domain (rule 1); an amount outside it is left as it is."""
    if domain is ANYTHING or not isinstance(amount, Range):
        return amount
    x = amount
    low, low_open = _inner(x.low, x.low_open, domain.low, domain.low_open, greater=True)
    high, high_open = _inner(x.high, x.high_open, domain.high, domain.high_open, greater=False)
    clipped = span(low, high, low_open=low_open, high_open=high_open, na=x.or_not_applicable)
    return amount if clipped is None else clipped


def compare(operator: str, a: Amount, b: Amount) -> Truth:
    """Return whether ``a operator b`` holds for all pairs, for none (``False``), or neither (rule 2)."""
    if a is NOT_APPLICABLE or b is NOT_APPLICABLE:
        return False
    x, y = ends(a), ends(b)
    verdict = _COMPARISONS[operator](x, y)
    if verdict and (x.or_not_applicable or y.or_not_applicable):
        return None
    return verdict


def _less(x: Range, y: Range) -> Truth:
    if (
        x.high is not None
        and y.low is not None
        and (x.high < y.low or (x.high == y.low and (x.high_open or y.low_open)))
    ):
        return True
    if x.low is not None and y.high is not None and x.low >= y.high:
        return False
    return None


def _less_or_equal(x: Range, y: Range) -> Truth:
    if x.high is not None and y.low is not None and x.high <= y.low:
        return True
    if (
        x.low is not None
        and y.high is not None
        and (x.low > y.high or (x.low == y.high and (x.low_open or y.high_open)))
    ):
        return False
    return None


def _equal(x: Range, y: Range) -> Truth:
    if x.low is not None and x.low == x.high == y.low == y.high:
        return True
    return False if _less(x, y) is True or _less(y, x) is True else None


def _unequal(x: Range, y: Range) -> Truth:
    equal = _equal(x, y)
    return None if equal is None else not equal


_COMPARISONS: Final = {
    "<": _less,
    "<=": _less_or_equal,
    ">": lambda x, y: _less(y, x),
    ">=": lambda x, y: _less_or_equal(y, x),
    "==": _equal,
    "!=": _unequal,
}
