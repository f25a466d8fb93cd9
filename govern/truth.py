"""Three truth values and four outcomes.

Inside the engines a truth value is Python's ``True``, ``False`` or ``None``, where ``None`` is *unknown*
(strong Kleene logic). A finding has one of four outcomes: the fourth, ``unsettled``, is not a truth value
but says that two readings of the law give opposite answers.
"""

from collections.abc import Iterable
from typing import Final, Literal

__all__ = ["ANSWERS", "Outcome", "Truth", "all_of", "any_of", "negation", "outcome_of", "outcome_of_readings"]

Truth = bool | None
Outcome = Literal["met", "not_met", "unknown", "unsettled"]

ANSWERS: Final[dict[str, str]] = {
    "met": "applies",
    "not_met": "does not apply",
    "unknown": "open",
    "unsettled": "depends",
}
"""What people read for each outcome."""


def negation(value: Truth) -> Truth:
    """Return the strong Kleene negation: unknown stays unknown."""
    return None if value is None else not value


def all_of(values: Iterable[Truth]) -> Truth:
    """Return the strong Kleene conjunction: one false decides, else one unknown leaves it open."""
    unknown = False
    for value in values:
        if value is False:
            return False
        unknown = unknown or value is None
    return None if unknown else True


def any_of(values: Iterable[Truth]) -> Truth:
    """Return the strong Kleene disjunction: one true decides, else one unknown leaves it open."""
    unknown = False
    for value in values:
        if value is True:
            return True
        unknown = unknown or value is None
    return None if unknown else False


def outcome_of(value: Truth) -> Outcome:
    """Return the outcome of one truth value."""
    if value is None:
        return "unknown"
    return "met" if value else "not_met"


def outcome_of_readings(values: Iterable[Truth]) -> Outcome:
    """Return the outcome over all readings (rule 7).

    All equal give that outcome; both met and not met give ``unsettled``; anything else is unknown.
    """
    seen = set(values)
    if len(seen) == 1:
        return outcome_of(seen.pop())
    return "unsettled" if {True, False} <= seen else "unknown"
