"""Why a claim has its status, in one sentence with the numbers that decide it."""

from collections.abc import Sequence
from typing import Final

from govern.claims.recomputation import Recomputation, Verified

__all__ = ["reason"]

_NAMED: Final = 2
_PARTS: Final = (
    ("within", "it holds for"),
    ("touches", "it holds in part for"),
    ("outside", "it does not hold for"),
    ("unknown", "it is open for"),
)


def reason(verified: Verified) -> str:
    """Return why a claim has its status, with the numbers that decide it."""
    if verified.status == "not_a_quantity":
        return "nothing is claimed in numbers"
    if verified.status == "open":
        return _open(verified)
    if verified.status == "supported":
        return f"it holds for {_listed(verified.now)}"
    if verified.status == "unit_error":
        fitting = [each for each in verified.other if each.agreement == "within"]
        meant = " or ".join(dict.fromkeys(str(each.check.fits) for each in fitting))
        return f"the claimed numbers fit {meant}: {_listed(fitting)}; what is claimed comes to {_listed(verified.now)}"
    if verified.status == "out_of_date":
        return f"it was right for its time: {_listed(verified.then)}; now {_listed(verified.now)}"
    return _disputed(verified)


def _disputed(verified: Verified) -> str:
    by_agreement = [(words, [each for each in verified.now if each.agreement == how]) for how, words in _PARTS]
    return ", but ".join(f"{words} {_listed(found)}" for words, found in by_agreement if found)


def _open(verified: Verified) -> str:
    unknown = [each for each in verified.now if each.agreement == "unknown"]
    if not unknown:
        return "nothing that it is held against speaks of this day"
    told = []
    for each in unknown:
        missing = f", since nothing is stated of {', '.join(each.missing)}" if each.missing else ""
        told.append(f"{each.label}: {each.shown.text}{missing}")
    return f"it turns on what is not known: {'; '.join(told)}"


def _listed(found: Sequence[Recomputation]) -> str:
    named = "; ".join(f"{each.label} ({each.shown.text})" for each in found[:_NAMED])
    more = len(found) - _NAMED
    return named if more <= 0 else f"{named} and {more} more"
