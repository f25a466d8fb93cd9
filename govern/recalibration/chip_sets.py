"""Which set each chip belongs to for one destination, end user and day, as the law of that day answers.

Comes in: names of the catalogue, a destination and the law. Goes out: `PlacedChip`, with the set, or open with what is
missing. INVARIANT: no list of chips decides a set; the answer `chip_set` of the method asks the encoded law, and a chip
on which the law is open is in no set and out of none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from govern.assessment.assess import Assessment, assess
from govern.catalog.catalog import Catalogue
from govern.chips.case import Shipment, named_chip, shipped_as
from govern.declaration.declaration import Declaration
from govern.law.corpus import Corpus
from govern.law.law import Law
from govern.quantity import Stated
from govern.recalibration.settings import GAP
from govern.truth import Outcome
from govern.values import Value

__all__ = ["CIVIL_END_USER", "SETS", "PlacedChip", "members", "placed_chip", "placed_chips", "shipment_of"]

SETS: Final = {
    "U0": "outside 3A090 and the letters",
    "U1": "U0, and chips for which a licence exception is possible",
    "U2": "U1, and chips whose licence is reviewed case by case or with a presumption of approval",
    "U3": "U2, and chips of vendors of the destination",
    "U4": "U3, and chips elsewhere that are used from afar",
}
"""The sets, each within the next, as people read them."""

CIVIL_END_USER: Final[dict[str, bool]] = {
    "transfer.end_use.supercomputer": False,
    "transfer.end_use.semiconductor_manufacturing": False,
    "transfer.end_use.military": False,
    "transfer.end_use.military_intelligence": False,
    "transfer.end_use.weapons_of_mass_destruction": False,
    "transfer.end_use.trains_model_for_weapons_or_military_intelligence": False,
    "transfer.end_user.military": False,
    "transfer.end_user.military_intelligence": False,
    "transfer.end_user.on_restricted_list": False,
    "transfer.end_user.half_owned_by_listed": False,
    "transfer.us_person_support": False,
}
"""What is assumed of the end user: civil, on no list, without a use that is controlled by itself."""

_SET: Final = f"{GAP}#chip_set"
_RENTED: Final = f"{GAP}#rented"
_LATER: Final = f"{GAP}#launched_later"
_NONE: Final = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedChip:
    """One chip and the smallest set it belongs to: U0 to U4, ``none``, or ``None`` where the law leaves it open.

    ``later`` says that it was launched after the day, and is in no set; one whose launch is not known is not later.
    ``facts`` are the chip's values as the engines take them; ``by_reading`` has the sets that readings differ on.
    """

    name: str
    declaration: Declaration
    smallest: str | None
    outcome: Outcome
    reason: str
    missing: tuple[str, ...] = ()
    by_reading: tuple[str, ...] = ()
    later: bool = False
    facts: Mapping[str, Value]


def shipment_of(destination: str, headquarters: str | None = None, *, origin: str = "US") -> Shipment:
    """Return an export to a destination whose end user, and its parent, are at home there unless said otherwise."""
    home = headquarters or destination
    return Shipment(kind="export", origin=origin, destination=destination, headquarters=home, parent=home)


def placed_chips(
    names: Sequence[str],
    shipment: Shipment,
    corpus: Corpus,
    catalogue: Catalogue,
    law: Law,
    *,
    told: Callable[[int, int], None] | None = None,
) -> tuple[PlacedChip, ...]:
    """Return where each chip of the catalogue belongs; ``told`` hears how many are done."""
    found = []
    for i, name in enumerate(names):
        found.append(placed_chip(named_chip(name, corpus, catalogue), shipment, law))
        if told is not None:
            told(i + 1, len(names))
    return tuple(found)


def placed_chip(declaration: Declaration, shipment: Shipment, law: Law) -> PlacedChip:
    """Return where the chip of a case belongs."""
    case = _for_civil_use(shipped_as(declaration, shipment))
    assessment = assess(case, law, "direct")
    answer = assessment.answers[_SET]
    smallest, outcome = answer.value, answer.outcome
    readings = tuple(sorted({each.value or _NONE for each in answer.by_reading if each.outcome != "unknown"}))
    reason = _reason(assessment, smallest)
    later = assessment.decision.values[law.definitions[_LATER]] is True
    rented = _rented(declaration, shipment, law) if smallest == _NONE else False
    if rented is not False:
        smallest, reason = "U4", "used from afar" + ("" if rented else ", if access to a chip is no transfer of it")
    return PlacedChip(
        name=declaration.text_of("chip.name") or "",
        declaration=declaration,
        smallest=None if later else smallest,
        outcome=outcome,
        reason="launched later" if later else reason,
        later=later,
        missing=_missing(assessment) if outcome == "unknown" else (),
        by_reading=readings if outcome == "unsettled" else (),
        facts={name: each.value for name, each in declaration.facts.items() if name.startswith("chip.")},
    )


def members(chips: Sequence[PlacedChip], chosen: str) -> tuple[PlacedChip, ...]:
    """Return the chips of a set, with those of the sets within it."""
    within = list(SETS)[: list(SETS).index(chosen) + 1]
    return tuple(chip for chip in chips if chip.smallest in within)


def _for_civil_use(declaration: Declaration) -> Declaration:
    assumed = {name: Stated(value=value, text="false", origin="assumed") for name, value in CIVIL_END_USER.items()}
    return replace(declaration, facts={**assumed, **declaration.facts})


def _rented(declaration: Declaration, shipment: Shipment, law: Law) -> bool | None:
    """Return whether the chip can be used from afar: surely, by some readings of the law (``None``), or not."""
    case = _for_civil_use(shipped_as(declaration, replace(shipment, kind="remote_access")))
    answer = assess(case, law, "direct").answers[_RENTED]
    sets = {each.value for each in answer.by_reading} or {answer.value}
    return None if len(sets) > 1 and "outside" in sets else sets == {"outside"}


_WHY: Final = {
    "U0": "no encoded requirement reaches it",
    "U1": "3A090 reaches it, a licence exception is possible",
    "U2": "a licence is needed; reviewed case by case or with a presumption of approval",
    "U3": "made by a vendor of the destination; no export, so not decided by this law",
    _NONE: "a licence is needed, with a presumption of denial or a policy that is not published",
}


def _reason(assessment: Assessment, smallest: str | None) -> str:
    return "open: what the law asks for is not known" if smallest is None else _WHY[smallest]


def _missing(assessment: Assessment) -> tuple[str, ...]:
    finding = assessment.findings.get("us/ear/licence_requirement#controlled_as_enforced")
    return finding.missing if finding is not None else ()
