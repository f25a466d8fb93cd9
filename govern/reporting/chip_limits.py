"""The chip against its limits: throughput, density and bandwidth, each with the lines that rules draw for it.

In: the document of an assessment. Out: one measure per figure of the chip, with rows and a bar drawn to scale.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from itertools import groupby
from typing import Final

from govern.reporting.comparisons import OPERATORS, Comparison, Document, bound, comparisons, said

__all__ = ["CHIP_UNITS", "Limit", "Measure", "chip_limits"]

CHIP_UNITS: Final = ("TPP", "TPP/mm2", "GB/s")

_HEADROOM = Fraction(108, 100)
_NARROWEST = 300
_CHARACTER = 8
_HUNDRED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One line: ``condition`` is the line in words, ``place`` where the chip lies, ``outcome`` whether it holds."""

    condition: str
    place: str
    outcome: str
    rules: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure of the chip, its limits from the lowest up, and a bar as SVG."""

    label: str
    value: str
    limits: tuple[Limit, ...]
    bar: str


def chip_limits(document: Document) -> tuple[Measure, ...]:
    """The measures whose unit is one of a chip's, in the order TPP, density, bandwidth."""
    found = [c for c in comparisons(document) if c.unit in CHIP_UNITS]
    found.sort(key=lambda c: (CHIP_UNITS.index(c.unit), c.quantity))
    return tuple(_measure(list(group)) for _, group in groupby(found, key=lambda c: c.quantity))


def _measure(group: list[Comparison]) -> Measure:
    ordered = sorted(group, key=lambda c: (c.line is None, c.line or 0, c.operator))
    label, value = ordered[0].measure, said(ordered[0].value)
    return Measure(label=label, value=value, limits=tuple(map(_limit, ordered)), bar=_bar(ordered))


def _limit(comparison: Comparison) -> Limit:
    return Limit(
        condition=f"{OPERATORS[comparison.operator]} {said(comparison.threshold)}",
        place=comparison.margin or _side(comparison),
        outcome=comparison.outcome,
        rules=comparison.rules,
    )


def _side(comparison: Comparison) -> str:
    value, line = bound(comparison.value, "value"), comparison.line
    if value is None or line is None:
        return "not known exactly"
    return "exactly on the line" if value == line else "above the line" if value > line else "below the line"


def _bar(group: list[Comparison]) -> str:
    """A bar to scale; its text keeps its size on a phone because only positions are shares of the width."""
    lines = {line: said(c.threshold) for c in group if (line := c.line) is not None and line > 0}
    quantity, unit = group[0].value, group[0].unit
    value, least, most = (bound(quantity, side) for side in ("value", "at_least", "at_most"))
    known = value if value is not None else least
    ends = [*lines, *(end for end in (known, most) if end is not None and end > 0)]
    if not ends:
        return ""
    full = max(ends) * _HEADROOM
    parts = ['<svg class="bar" width="100%" height="46" aria-hidden="true" focusable="false">']
    parts.append('<rect class="track" x="0" y="8" width="100%" height="14" fill="#ddd"/>')
    if value is None:
        start, end = known or Fraction(0), most if most is not None else full
        parts.append(_rect("maybe", start, end, full, "#aaa"))
    if known is not None and known > 0:
        parts.append(_rect("known", Fraction(0), known, full, "#9ab"))
        parts.append(_stroke("end", known, full, 'y1="8" y2="22" stroke="#345"'))
    parts.extend(_stroke("limit", line, full, 'y1="2" y2="28" stroke="#000"') for line in sorted(lines))
    parts.extend(_labels(((line, lines[line].removesuffix(unit).strip()) for line in sorted(lines)), full))
    return "".join([*parts, "</svg>"])


def _percent(at: Fraction, full: Fraction) -> str:
    hundredths = round(at * _HUNDRED * _HUNDRED / full)
    return f"{hundredths // _HUNDRED}.{hundredths % _HUNDRED:02d}%"


def _rect(name: str, start: Fraction, end: Fraction, full: Fraction, fill: str) -> str:
    left, width = _percent(start, full), _percent(max(end - start, Fraction(0)), full)
    return f'<rect class="{name}" x="{left}" y="8" width="{width}" height="14" fill="{fill}"/>'


def _stroke(name: str, at: Fraction, full: Fraction, drawn: str) -> str:
    x = _percent(at, full)
    return f'<line class="{name}" x1="{x}" x2="{x}" {drawn} stroke-width="2"/>'


def _labels(lines: Iterable[tuple[Fraction, str]], full: Fraction) -> list[str]:
    """Labels under the ticks; one that would touch its neighbour on a phone is left to the table."""
    out, free_from = [], Fraction(0)
    for line, text in lines:
        middle, half = line * _NARROWEST / full, Fraction(len(text) * _CHARACTER, 2)
        if middle - half < free_from or middle + half > _NARROWEST:
            continue
        free_from = middle + half
        out.append(f'<text x="{_percent(line, full)}" y="42" text-anchor="middle" font-size="12">{escape(text)}</text>')
    return out
