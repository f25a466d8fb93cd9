"""Claims and what they are held against as plain values: what the terminal, JSON, HTML and Markdown show."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import Any, Final

from govern.assessment.derivation import Derivation
from govern.claims.claim import Claim
from govern.claims.file import SourceOfClaims
from govern.claims.recomputation import Recomputation, Verified
from govern.claims.shown import shown_amount
from govern.numbers import short
from govern.ranges import hull
from govern.reporting.claims_reason import reason
from govern.reporting.document_parts import reference_of, shown_part, source_part

__all__ = ["FORMAT", "STATUSES", "claim_part", "claims_document", "derivation_part"]

FORMAT: Final = "govern/claims/1"
STATUSES: Final = {
    "supported": "supported",
    "disputed": "disputed",
    "unit_error": "unit error",
    "out_of_date": "out of date",
    "open": "open: facts missing",
    "not_a_quantity": "not a quantity",
}
"""How each status reads."""
_FIRST: Final = 1
_AGREEMENTS: Final = {
    "within": "within what is claimed",
    "touches": "partly within what is claimed",
    "outside": "outside what is claimed",
    "unknown": "not known",
}
_SPREAD: Final = ", though its 90 % interval leaves that open"
_OUTCOMES: Final = {
    "within": "as claimed",
    "touches": "depends on the reading",
    "outside": "not as claimed",
    "unknown": "not known",
}


def claims_document(
    verified: Sequence[Verified], day: date, through: date | None = None, *, whole: bool = False
) -> dict[str, Any]:
    """Return the claims of a file that were made by a day, held against what was known on it.

    ``through`` is the day through which the figures were verified; it is told if the day of the check is later.
    Of each derivation only the first steps are told, unless the ``whole`` is asked for.
    """
    made = [each for each in verified if each.claim.as_of <= day]
    later = [each.claim.name for each in verified if each.claim.as_of > day]
    later_than = through.isoformat() if through is not None and through < day else None
    head = {"format": FORMAT, "on": day.isoformat(), "verified_through": later_than}
    return {**head, "claims": [claim_part(each, whole=whole) for each in made], "made_later": later}


def claim_part(verified: Verified, *, whole: bool = True) -> dict[str, Any]:
    """Return one claim with its status, why, and all that it is held against; by default with every step."""
    claim = verified.claim
    return {
        "id": claim.name,
        "says": claim.says,
        "quantity": claim.quantity,
        "unit": claim.unit.name,
        "claimed": _claimed(claim),
        "as_of": claim.as_of.isoformat(),
        "status": verified.status,
        "words": STATUSES[verified.status],
        "comes_out_as": _comes_out_as(verified),
        "because": reason(verified),
        "note": claim.note,
        "sources": [_source(source) for source in claim.sources],
        "recomputed": [_recomputed(each, None if whole else _FIRST) for each in verified.recomputations],
    }


def _source(source: SourceOfClaims) -> dict[str, Any]:
    on = None if source.on is None else source.on.isoformat()
    return {"title": source.title, "href": source.href, "on": on, "grade": source.grade}


def _claimed(claim: Claim) -> dict[str, Any] | None:
    if claim.claimed is None:
        return None
    if isinstance(claim.claimed, bool):
        return {"applies": claim.claimed, "text": "applies" if claim.claimed else "does not apply"}
    shown = shown_amount(claim.claimed, claim.unit)
    around = f" (within {short(claim.tolerance * 100)} %)" if claim.tolerance else ""
    return {
        "at_least": shown.at_least,
        "at_most": shown.at_most,
        "at_least_open": shown.at_least_open,
        "at_most_open": shown.at_most_open,
        "tolerance": None if not claim.tolerance else str(claim.tolerance),
        "text": f"{shown.text}{around}",
    }


def _comes_out_as(verified: Verified) -> str | None:
    """Return what all recomputations of the day come to together; ``None`` where there is none."""
    if not verified.now:
        return None
    if isinstance(verified.claim.claimed, bool):
        counts = Counter(each.shown.text for each in verified.now)
        return ", ".join(f"{text} in {count} of {len(verified.now)}" for text, count in counts.items())
    amounts = [each.amount for each in verified.now]
    return shown_amount(reduce(hull, amounts), verified.claim.unit).text


def _recomputed(each: Recomputation, depth: int | None) -> dict[str, Any]:
    check = each.check
    words = _OUTCOMES if check.of_a_provision else _AGREEMENTS
    days = (check.since, check.until)
    since, until = (None if day is None else day.isoformat() for day in days)
    return {
        "check": check.name,
        "label": each.label,
        "looked_at": check.case.id,
        "since": since,
        "until": until,
        "current": each.current,
        "of_the_time": each.of_the_time,
        "fits": check.fits,
        "value": shown_part(each.shown),
        "agreement": each.agreement,
        "open_within_spread": each.open_within_spread,
        "words": words[each.agreement] + (_SPREAD if each.open_within_spread else ""),
        "missing": list(each.missing),
        "derivation": derivation_part(each.derivation, depth),
    }


def derivation_part(step: Derivation, depth: int | None = None) -> dict[str, Any]:
    """Return how a quantity was worked out, with all that it rests on, or so many steps of it."""
    further = None if depth is None else depth - 1
    return {
        "id": step.id,
        "label": step.label,
        "value": shown_part(step.value),
        "formula": step.formula,
        "numbers": step.numbers,
        "reading": step.reading,
        "references": [reference_of(reference) for reference in step.references],
        "sources": [source_part(source) for source in step.sources],
        "shown_above": step.shown_above,
        "parts": [] if depth == 0 else [derivation_part(part, further) for part in step.parts],
    }
