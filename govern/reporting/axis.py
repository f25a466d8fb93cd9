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

_NOT_DRAWN: Final = {"", "date", *CHIP_UNITS}
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
        return f"{self.title}: {self.estimate.text}{spread}. Lines: {'; '.join(map(_told, self.lines))}."


def _told(line: Line) -> str:
    rules = ", ".join(label for label, _ in line.rules)
    return f"{line.condition} ({rules}): {line.margin or _HELD.get(line.outcome, line.outcome)}"


def charts(document: Document) -> tuple[Chart, ...]:
    """One chart per quantity, in the order of the findings; those of the chip have a section of their own."""
    found = [c for c in comparisons(document) if c.unit not in _NOT_DRAWN]
    order = {c.quantity: place for place, c in reversed(list(enumerate(found)))}
    found.sort(key=lambda c: order[c.quantity])
    made = (_chart(list(group)) for _, group in groupby(found, key=lambda c: c.quantity))
    return tuple(chart for chart in made if chart is not None)


def decades(number: Fraction) -> Decimal:
    """The logarithm to base ten, to four places: the same digits on every machine, which a float's would not be."""
    with localcontext() as context:
        context.prec = _DIGITS
        ratio = Decimal(number.numerator) / Decimal(number.denominator)
        return ratio.log10().quantize(_STEP)


def _chart(group: list[Comparison]) -> Chart | None:
    drawn = sorted(
        ((line, c) for c in group if (line := c.line) is not None and line > 0),
        key=lambda pair: (pair[0], pair[1].operator),
    )
    value, least, most = (bound(group[0].value, side) for side in ("value", "at_least", "at_most"))
    if not drawn or (value is not None and value <= 0):
        return None
    marks = [line for line, _ in drawn]
    marks += [end for end in (value, least, most) if end is not None and end > 0]
    if value is not None and max(marks) < _WORTH_A_LOGARITHM * min(marks):
        return None  # too close together for a logarithm to show; the margin in the table says it
    lines = tuple(_line(line, c) for line, c in drawn)
    return Chart(title=group[0].measure, unit=group[0].unit, estimate=_estimate(group[0]), lines=lines)


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


def _line(line: Fraction, comparison: Comparison) -> Line:
    return Line(
        at=decades(line),
        text=said(comparison.threshold),
        condition=f"{OPERATORS[comparison.operator]} {said(comparison.threshold)}",
        outcome=comparison.outcome,
        margin=comparison.margin or "",
        rules=comparison.rules,
    )
