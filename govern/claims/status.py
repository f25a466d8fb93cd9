"""How a recomputed value stands to what is claimed, and the status that follows from it by rule.

| status | when |
| --- | --- |
| supported | every recomputation lies within what is claimed |
| unit error | none touches it, and the claimed numbers would fit another quantity |
| out of date | none touches it, and those as of the day of the claim lie within it |
| disputed | some lie within it and others do not, or none does and nothing explains it |
| open | a recomputation is not known, or none speaks of that day, and the status turns on it |
| not a quantity | nothing is claimed in numbers |
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Final, Literal

from govern.ranges import Amount, NotApplicable, Range, ends, intersection
from govern.values import Value

__all__ = ["Agreement", "Status", "agreement", "applying", "status_of"]

Status = Literal["supported", "disputed", "unit_error", "out_of_date", "open", "not_a_quantity"]
Agreement = Literal["within", "touches", "outside", "unknown"]

_UNBOUNDED: Final = Range()
_KNOWN: Final[tuple[Agreement, ...]] = ("within", "touches", "outside")
_MOST_UNKNOWN: Final = 3


def agreement(claimed: Amount, value: Value, tolerance: Fraction = Fraction(0)) -> Agreement:
    """Return how a recomputed value stands to what is claimed, widened by a tolerance to either side.

    A value that is not applicable never comes about, so it lies outside. One that is bounded on one side only may
    lie within the claim or not, unless what is known of it already decides.
    """
    if isinstance(value, NotApplicable):
        return "outside"
    if isinstance(value, bool) or not isinstance(value, int | Fraction | Range):
        return "unknown"
    wide = _widened(claimed, tolerance)
    shared = intersection(wide, value)
    if shared is None:
        return "outside"
    if shared == value:
        return "within"
    known = ends(value)
    return "unknown" if known.low is None or known.high is None else "touches"


def _widened(claimed: Amount, tolerance: Fraction) -> Range:
    if isinstance(claimed, NotApplicable):
        return _UNBOUNDED
    x = ends(claimed)
    # INVARIANT: a claim is widened away from itself, also below 0.
    low = None if x.low is None else Fraction(x.low) - abs(Fraction(x.low)) * tolerance
    high = None if x.high is None else Fraction(x.high) + abs(Fraction(x.high)) * tolerance
    return Range(low, high, x.low_open and not tolerance, x.high_open and not tolerance)


def applying(claimed: bool, outcome: Value) -> Agreement:
    """Return how the outcome of a provision stands to the claim that it applies, or that it does not.

    One that depends on the reading of the law touches the claim; what is no outcome is unknown.
    """
    if outcome == "unsettled":
        return "touches"
    if outcome not in ("met", "not_met"):
        return "unknown"
    return "within" if (outcome == "met") is claimed else "outside"


def status_of(now: Sequence[Agreement], then: Sequence[Agreement], other: Sequence[Agreement]) -> Status:
    """Return the status of a claim by how its recomputations stand to it.

    ``now`` are those that speak of the day of the check, ``then`` those that speak of the day of the claim, and
    ``other`` those of another quantity. What is not known counts as open only if the status turns on it.
    """
    if not now:
        return "open"
    known = [each for each in now if each != "unknown"]
    unknown = min(len(now) - len(known), _MOST_UNKNOWN)
    settled = [(*known, *each) for each in combinations_with_replacement(_KNOWN, unknown)]
    found = {_settled(each, then, other) for each in settled}
    return found.pop() if len(found) == 1 else "open"


def _settled(now: Sequence[Agreement], then: Sequence[Agreement], other: Sequence[Agreement]) -> Status:
    if all(each == "within" for each in now):
        return "supported"
    if all(each == "outside" for each in now):
        if "within" in other:
            return "unit_error"
        if then and all(each == "within" for each in then):
            return "out_of_date"
    return "disputed"
