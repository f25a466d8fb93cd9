"""Estimates against lines on a logarithmic axis: which quantity was held against which lines, and how far apart.

In: the document of an assessment. Out: charts with rows for a table; `govern.reporting.axis_drawing` draws them.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
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
    """One line: where it lies in decades, its text, the condition in words, what it measures, who draws it."""

    at: Decimal
    text: str
    measure: str
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


NOT_KNOWN: Final = Estimate(text="not known", spread="", at=None, low=None, high=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One quantity against its lines, from the lowest line up; ``names`` are what the rules call it."""

    names: tuple[str, ...]
    unit: str
    estimate: Estimate
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        """The shortest of its names; all of them where none is known, since they may differ."""
        known = self.estimate != NOT_KNOWN
        return min(self.names, key=lambda name: (len(name), name)) if known else "; ".join(self.names)

    @property
    def description(self) -> str:
        """The chart in one text, for those who do not see it."""
        spread = f", {self.estimate.spread}" if self.estimate.spread else ""
        return f"{self.title}: {self.estimate.text}{spread}. Lines: {'; '.join(map(_told, self.lines))}."


def _same(comparison: Comparison) -> tuple[str, ...]:
    """Rules may call one figure by several names, and figures of which nothing is known look alike."""
    unit, _, *ends = comparison.quantity
    alike = comparison.value["value"] is not None or _estimate(comparison) == NOT_KNOWN
    return (unit, *ends) if alike else comparison.quantity


def _told(line: Line) -> str:
    rules = ", ".join(label for label, _ in line.rules)
    return f"{line.condition} ({rules}): {line.margin or _HELD.get(line.outcome, line.outcome)}"


def charts(document: Document) -> tuple[Chart, ...]:
    """One chart per quantity, in the order of the findings; those of the chip have a section of their own."""
    groups: dict[tuple[str, ...], list[Comparison]] = {}
    for comparison in comparisons(document, bearing=True):
        if comparison.unit not in _NOT_DRAWN:
            groups.setdefault(_same(comparison), []).append(comparison)
    return tuple(chart for chart in map(_chart, groups.values()) if chart is not None)


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
    bounded = value is not None or (least is not None and most is not None)
    if bounded and max(marks) < _WORTH_A_LOGARITHM * min(marks):
        return None  # too close together for a logarithm to show; the margin in the table says it
    lines = tuple(_line(line, c) for line, c in drawn)
    names = tuple(dict.fromkeys(c.measure for c in group))
    return Chart(names=names, unit=group[0].unit, estimate=_estimate(group[0]), lines=lines)


def _estimate(comparison: Comparison) -> Estimate:
    quantity = comparison.value
    value, least, most = (bound(quantity, side) for side in ("value", "at_least", "at_most"))
    spread = quantity["estimate"]
    if spread:
        least, most = (Fraction(spread[side]) if spread[side] else value for side in ("low", "high"))
    elif value is not None:
        least = most = value
    known = any(end is not None and end > 0 for end in (value, least, most))
    return Estimate(
        text=said(quantity) if known else NOT_KNOWN.text,
        spread=spread["text"] if spread else "",
        at=None if value is None else decades(value),
        low=decades(least) if least is not None and least > 0 else None,
        high=decades(most) if most is not None and most > 0 else None,
    )


def _line(line: Fraction, comparison: Comparison) -> Line:
    return Line(
        at=decades(line),
        text=said(comparison.threshold),
        measure=comparison.measure,
        condition=f"{OPERATORS[comparison.operator]} {said(comparison.threshold)}",
        outcome=comparison.outcome,
        margin=comparison.margin or "",
        rules=comparison.rules,
    )
