"""Whom and what a case is about, whose statement it is, and what a reader must be warned of first."""

from typing import Any, Final

from govern.assessment.assess import Assessment
from govern.declaration.declaration import Declaration

__all__ = ["COUNTRIES", "standing_sentence", "subject_of", "warnings_of"]

COUNTRIES: Final = {
    "CN": "China",
    "HK": "Hong Kong",
    "MO": "Macau",
    "US": "United States",
    "DE": "Germany",
    "FR": "France",
    "GB": "United Kingdom",
    "JP": "Japan",
    "KR": "South Korea",
    "TW": "Taiwan",
    "SG": "Singapore",
    "IN": "India",
    "AE": "United Arab Emirates",
    "SA": "Saudi Arabia",
    "RU": "Russia",
    "IR": "Iran",
    "IL": "Israel",
    "NL": "Netherlands",
}
"""Names of countries that cases often name; any other is shown by its two letters."""


def _text(declaration: Declaration, name: str) -> str | None:
    stated = declaration.facts.get(name)
    return stated.value if stated is not None and isinstance(stated.value, str) else None


def subject_of(assessment: Assessment) -> dict[str, Any]:
    """Return the name, chip, number of chips and destination of a case, and all of them in one line."""
    declaration = assessment.declaration
    model, chip = _text(declaration, "model.name"), _text(declaration, "chip.name")
    stated = declaration.facts.get("deployment.chips")
    chips = None if stated is None else stated.text
    destination = _text(declaration, "transfer.destination")
    place = COUNTRIES.get(destination or "", destination)
    on_chips = f"{chips} x {chip}" if chips and chips != "1" and chip else chip
    what = " on ".join(part for part in (model, on_chips) if part) or _text(declaration, "organization.name")
    text = what or "a case without a name"
    return {
        "name": model or chip or what,
        "model": model,
        "chip": chip,
        "chips": chips,
        "destination": destination,
        "country": place,
        "text": f"{text}, {place}" if place else text,
    }


def standing_sentence(declaration: Declaration) -> str:
    """Return one sentence that says whose statement this is; an analyst's estimate is never a declaration."""
    declarant = declaration.declarant
    developer = _text(declaration, "model.developer") or _text(declaration, "organization.name")
    if declarant is None:
        return "Nobody is named as making this declaration."
    if declarant.role == "provider":
        return f"Declared by {declarant.name}."
    not_declared = f", not declared by {developer}" if developer and developer != declarant.name else ""
    if declarant.role == "analyst":
        return f"Public estimate by {declarant.name}{not_declared}."
    return f"Statement by {declarant.name} ({declarant.role}){not_declared}."


def warnings_of(assessment: Assessment) -> list[str]:
    """Return what a reader must know before the answers."""
    law = assessment.law
    warnings = []
    through = assessment.verified_through
    if through is not None and law.on > through:
        warnings.append(
            f"The law was verified through {through.isoformat()}; changes after that day are not seen here, "
            f"and this decision is for {law.on.isoformat()}."
        )
    if law.include:
        warnings.append(f"Texts that are not in force are included: {', '.join(sorted(law.include))}.")
    if assessment.decision.note:
        warnings.append(f"{assessment.decision.note[0].upper()}{assessment.decision.note[1:]}.")
    return warnings
