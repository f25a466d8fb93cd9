"""Estimates against lines on a logarithmic axis: which quantity was held against which lines, and how far apart.

In: the document of an assessment. Out: charts with rows for a table; `govern.reporting.axis_drawing` draws them.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import groupby
from typing import Final

from govern.reporting.chip_limits import CHIP_UNITS
from govern.reporting.comparisons import OPERATORS, Comparison, Document, bound, comparisons, said

__all__ = ["Chart", "Estimate", "Line", "charts", "decades"]

_DIGITS: Final = 30
_STEP = Decimal("0.0001")
_WORTH_A_LOGARITHM: Final = 2
_HELD = {"met": "the condition holds", "not_met": "the condition does not hold", "unknown": "open: facts missing"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: where it lies in decades, its text, the condition in words, the rules that draw it."""

    at: Decimal
    text: str
    condition: str
    outcome: str
    margin: str
    rules: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The quantity: its point if known, the band of its estimate or bounds, in decades; None is open on that side."""

    text: str
    spread: str
    at: Decimal | None
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One quantity against its lines, from the lowest line up."""

    title: str
    unit: str
    estimate: Estimate
    lines: tuple[Line, ...]

    @property
    def description(self) -> str:
        """The chart in one text, for those who do not see it."""
        spread = f", {self.estimate.spread}" if self.estimate.spread else ""
        lines = "; ".join(
            f"{line.condition} ({', '.join(label for label, _ in line.rules)}): {line.margin or _HELD.get(line.outcome, line.outcome)}"
            for line in self.lines
        )
        return f"{self.title}: {self.estimate.text}{spread}. Lines: {lines}."


def charts(document: Document) -> tuple[Chart, ...]:
    """One chart per quantity, in the order of the findings; those of the chip have a section of their own."""
    found = [c for c in comparisons(document) if c.unit and c.unit not in CHIP_UNITS]
    order = {_quantity(c): place for place, c in reversed(list(enumerate(found)))}
    found.sort(key=lambda c: order[_quantity(c)])
    made = (_chart(list(group)) for _, group in groupby(found, key=_quantity))
    return tuple(chart for chart in made if chart is not None)


def decades(number: Fraction) -> Decimal:
    """The logarithm to base ten, to four places: the same digits on every machine, which a float's would not be."""
    with localcontext() as context:
        context.prec = _DIGITS
        ratio = Decimal(number.numerator) / Decimal(number.denominator)
        return ratio.log10().quantize(_STEP)


def _quantity(comparison: Comparison) -> tuple[str, ...]:
    value = comparison.value
    return (comparison.unit, comparison.measure, *(str(value[key]) for key in ("value", "at_least", "at_most")))


def _chart(group: list[Comparison]) -> Chart | None:
    drawn = sorted((c for c in group if c.line is not None and c.line > 0), key=lambda c: (c.line or 0, c.operator))
    value, least, most = (bound(group[0].value, side) for side in ("value", "at_least", "at_most"))
    if not drawn or (value is not None and value <= 0):
        return None
    marks = [line for c in drawn if (line := c.line) is not None]
    marks += [end for end in (value, least, most) if end is not None and end > 0]
    if value is not None and max(marks) < _WORTH_A_LOGARITHM * min(marks):
        return None  # too close together for a logarithm to show; the margin in the table says it
    return Chart(
        title=group[0].measure, unit=group[0].unit, estimate=_estimate(group[0]), lines=tuple(map(_line, drawn))
    )


def _estimate(comparison: Comparison) -> Estimate:
    quantity = comparison.value
    value, least, most = (bound(quantity, side) for side in ("value", "at_least", "at_most"))
    spread = quantity["estimate"]
    if spread:
        least, most = (Fraction(spread[side]) if spread[side] else value for side in ("low", "high"))
    elif value is not None:
        least = most = value
    return Estimate(
        text=said(quantity),
        spread=spread["text"] if spread else "",
        at=None if value is None else decades(value),
        low=decades(least) if least is not None and least > 0 else None,
        high=decades(most) if most is not None and most > 0 else None,
    )


def _line(comparison: Comparison) -> Line:
    line = comparison.line
    assert line is not None, "only lines that are points are drawn"
    return Line(
        at=decades(line),
        text=said(comparison.threshold),
        condition=f"{OPERATORS[comparison.operator]} {said(comparison.threshold)}",
        outcome=comparison.outcome,
        margin=comparison.margin or "",
        rules=comparison.rules,
    )
