"""Whom and what a case is about, whose statement it is, and what a reader must be warned of first."""

from typing import Any, Final

from govern.assessment.assess import Assessment
from govern.countries import country_name
from govern.declaration.declaration import Declaration

__all__ = ["NOTHING_STATED", "standing_sentence", "subject_of", "warnings_of"]


NOTHING_STATED: Final = (
    "Nothing is stated of a model, a chip or a cluster, so no rule about them could be decided; this clears nobody."
)


def subject_of(assessment: Assessment) -> dict[str, Any]:
    """Return the name, chip, number of chips and destination of a case, and all of them in one line."""
    declaration = assessment.declaration
    model, chip = declaration.text_of("model.name"), declaration.text_of("chip.name")
    stated = declaration.facts.get("deployment.chips")
    chips = None if stated is None else stated.text
    destination = declaration.text_of("transfer.destination")
    place = None if destination is None else country_name(destination)
    on_chips = f"{chips} x {chip}" if chips and chips != "1" and chip else chip
    what = " on ".join(part for part in (model, on_chips) if part) or declaration.text_of("organization.name")
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


def _others(declaration: Declaration, declarant: str) -> str:
    """Return who else's figures the declaration rests on: what others state is never the declarant's own."""
    names = dict.fromkeys(
        stated.stated_by
        for stated in declaration.facts.values()
        if stated.stated_by and stated.origin == "declared" and stated.stated_by != declarant
    )
    return f"; figures in it are stated by {', '.join(str(name) for name in names)}" if names else ""


def standing_sentence(declaration: Declaration) -> str:
    """Return one sentence that says whose statement this is; an analyst's estimate is never a declaration."""
    declarant = declaration.declarant
    developer = declaration.text_of("model.developer") or declaration.text_of("organization.name")
    if declarant is None:
        return "Nobody is named as making this declaration."
    if declarant.role == "provider":
        return f"Declared by {declarant.name}{_others(declaration, declarant.name)}."
    not_declared = f", not declared by {developer}" if developer and developer != declarant.name else ""
    if declarant.role == "analyst":
        return f"Public estimate by {declarant.name}{not_declared}{_others(declaration, declarant.name)}."
    others = _others(declaration, declarant.name)
    return f"Statement by {declarant.name} ({declarant.role}){not_declared}{others}."


def warnings_of(assessment: Assessment) -> list[str]:
    """Return what a reader must know before the answers."""
    law = assessment.law
    warnings = []
    if not assessment.subjects:
        warnings.append(NOTHING_STATED)
    through = assessment.verified_through
    if through is not None and law.on > through:
        warnings.append(
            f"The law was verified through {through.isoformat()}; changes after that day are not seen here, "
            f"and this decision is for {law.on.isoformat()}."
        )
    warnings.extend(
        f"{problem.message[0].upper()}{problem.message[1:]}; {problem.help}."
        for problem in assessment.problems
        if problem.code == "conflicting_estimates"
    )
    if law.include:
        warnings.append(f"Texts that are not in force are included: {', '.join(sorted(law.include))}.")
    if assessment.decision.note:
        warnings.append(f"{assessment.decision.note[0].upper()}{assessment.decision.note[1:]}.")
    return warnings
