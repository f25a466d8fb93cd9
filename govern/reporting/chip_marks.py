"""Assessed chips as marks of the chart, and the chart of some chips under the law of a day.

In: assessments, each of one chip under the same law. Out: the chart as SVG; a chip of which no throughput is known has
no mark, so whoever draws says which those are.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from govern.assessment.assess import Assessment
from govern.chips.areas import limits_of
from govern.chips.case import DENSITY, DIE_AREA, TPP, measure, number_of
from govern.law.law import Law
from govern.ranges import Range
from govern.reporting.chip_areas import chart_over
from govern.reporting.chip_chart import ChipMark
from govern.units import unit
from govern.values import Value

__all__ = ["chart_of", "mark_of", "name_of"]

_UNITS: Final = {TPP: unit("TPP"), DENSITY: unit("TPP/mm2")}


def chart_of(law: Law, chips: Sequence[Assessment], highlight: Sequence[Assessment] = ()) -> str:
    """Return the chart of chips; those to ``highlight`` have a ring, and are drawn whether or not among the others."""
    limits = limits_of(law)
    told = [mark for chip in highlight if (mark := mark_of(chip, highlight=True)) is not None]
    ringed = {mark.name for mark in told}
    others = [mark for chip in chips if (mark := mark_of(chip)) is not None and mark.name not in ringed]
    title = f"Chips and the limits of ECCN 3A090 on {law.on.isoformat()}"
    return chart_over(title, limits, [*others, *told])


def mark_of(assessment: Assessment, *, highlight: bool = False) -> ChipMark | None:
    """Return the mark of a chip; one of which no throughput is known has none."""
    tpp, tpp_at_least = _least(assessment, TPP)
    if not tpp:
        return None
    density, _ = _least(assessment, DENSITY)
    facts = assessment.declaration.facts
    market, planar = facts.get("chip.market"), facts.get("chip.non_planar")
    name = name_of(assessment)
    return ChipMark(
        name=name,
        label=_short(name),
        market="other" if market is None else str(market.value),
        tpp=tpp,
        density=density or None,
        planar=planar is not None and planar.value is False,
        estimated=_estimated(assessment),
        tpp_at_least=tpp_at_least,
        highlight=highlight,
    )


def name_of(assessment: Assessment) -> str:
    """Return the name of a chip, or of the file of its case where it has none."""
    name = assessment.declaration.facts.get("chip.name")
    return str(name.value) if name is not None and name.value is not None else assessment.declaration.file


def _short(name: str) -> str:
    """Return a name without its vendor and the words that a reader of a chart can do without."""
    plain = re.sub(r" ?\(.*\)", "", name)
    return re.sub(r"^(NVIDIA GeForce|NVIDIA|AMD Instinct|AMD|Huawei|Google|Microsoft|Meta|Intel) ", "", plain)


def _least(assessment: Assessment, id: str) -> tuple[Decimal | None, bool]:
    """Return what a definition is in its unit, or the least it can be, and whether it is only that."""
    value: Value = measure(assessment, id)
    number = number_of(value)
    low = value.low if number is None and isinstance(value, Range) else number
    if low is None:
        return None, False
    plain = Fraction(low) / Fraction(_UNITS[id].factor)
    return Decimal(plain.numerator) / Decimal(plain.denominator), number is None


def _estimated(assessment: Assessment) -> bool:
    facts = assessment.declaration.facts
    return any(
        stated.estimate is not None
        for name, stated in facts.items()
        if name == DIE_AREA or name.startswith("chip.dense_tops.")
    )
