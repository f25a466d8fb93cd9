"""The chip of a case among the limits of the day, as plain values for the chart of a report."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from govern.assessment.assess import Assessment
from govern.chips.areas import Limits, limits_of
from govern.reporting.chip_areas import chart_over
from govern.reporting.chip_chart import ChipMark
from govern.reporting.chip_marks import mark_of

__all__ = ["chip_plane", "plane_drawing"]


def chip_plane(assessment: Assessment) -> dict[str, Any] | None:
    """Return the limits of the day and where the chip lies; ``None`` for a case without a chip's throughput."""
    mark = mark_of(assessment) if "chip" in assessment.subjects else None
    if mark is None:
        return None
    limits = limits_of(assessment.law)
    return {
        "limits": {key: _text(getattr(limits, key)) for key in Limits.__dataclass_fields__},
        "chip": mark.name,
        "market": mark.market,
        "tpp": str(mark.tpp),
        "tpp_at_least": mark.tpp_at_least,
        "density": _text(mark.density),
        "planar": mark.planar,
        "estimated": mark.estimated,
    }


def plane_drawing(document: Mapping[str, Any]) -> str:
    """Return the chart of the chip of a document as SVG, or nothing."""
    plane = document["chip_plane"]
    if plane is None:
        return ""
    limits = Limits(**{key: _number(value) for key, value in plane["limits"].items()})
    mark = ChipMark(
        name=plane["chip"],
        market=plane["market"],
        tpp=Decimal(plane["tpp"]),
        density=_number(plane["density"]),
        tpp_at_least=plane["tpp_at_least"],
        planar=plane["planar"],
        estimated=plane["estimated"],
    )
    title = f"{plane['chip']} and the limits of ECCN 3A090 on {document['on']}"
    return chart_over(title, limits, [mark])


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
