"""A chart of estimates against lines drawn as SVG: text that never overlaps, on paper and on a phone.

In: a chart and a width. Out: one SVG element with title and description; the same bytes on every machine.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from html import escape
from typing import Final

from govern.reporting.axis import Chart, Estimate, Line
from govern.reporting.typesetting import pieces, svg_figures, visible

__all__ = ["NARROW", "WIDE", "Flag", "draw", "flags", "note"]

WIDE: Final = 700
NARROW: Final = 340

_EDGE: Final = 12
_GAP: Final = 10
_LEADING: Final = 17
_SIZE: Final = 13
_CHARACTER: Final = Decimal("7.1")
_RAISED: Final = Decimal("0.8")
_BAND: Final = 44
_SCALE: Final = 34
_ROOM = {WIDE: 165, NARROW: 128}
_NARROWER = (132, 104)
_MOST_LINES = 4
_TICK_ROOM = 46
_BREATH = Decimal("0.08")
_MINOR = tuple(Decimal(step).log10() for step in range(2, 10))
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A label on a staff: the staff stands at ``x``; the text begins at ``left``, ``base`` above the band."""

    x: Decimal
    left: Decimal
    width: Decimal
    base: int
    lines: tuple[str, ...]

    @property
    def top(self) -> int:
        """The height of the text's upper edge above the band."""
        return self.base + _LEADING * len(self.lines)

    @property
    def reach(self) -> tuple[Decimal, Decimal]:
        """Staff and text together, from left to right."""
        return min(self.x, self.left), max(self.x, self.left + self.width)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """Decades to places."""

    first: int
    last: int
    width: int

    def at(self, decade: Decimal) -> Decimal:
        span = Decimal(self.width - 2 * _EDGE)
        return (_EDGE + span * (decade - self.first) / (self.last - self.first)).quantize(_CENT)


def draw(chart: Chart, *, width: int, name: str, kept: Iterable[str] = ()) -> str:
    """The chart as SVG; ``name`` makes its ids unique, the texts in ``kept`` are names and stay as written."""
    scale, placed, told, kept = _scale(chart, width), flags(chart, width), note(chart, width), tuple(kept)
    sky = max(flag.top for flag in placed) + 4
    ground = sky + _BAND
    height = ground + _SCALE + _LEADING * len(told.lines) + _GAP
    title, description = f"{name}-title", f"{name}-description"
    return "".join(
        (
            f'<svg class="axis" role="img" aria-labelledby="{title} {description}" viewBox="0 0 {width} {height}"',
            f' width="{width}" height="{height}" font-size="{_SIZE}" font-family="sans-serif" fill="#1c1b19">',
            f'<title id="{title}">{escape(visible(chart.title))} against lines, on a logarithmic axis</title>',
            f'<desc id="{description}">{escape(visible(chart.description))}</desc>',
            _leader(chart.estimate, told, sky + _BAND // 2, ground + _SCALE),
            _axis(scale, ground),
            *(f'<path class="line" d="M{flag.x} {sky - flag.top + 3}V{ground}" stroke="#1c1b19"/>' for flag in placed),
            _band(chart.estimate, scale, sky + _BAND // 2),
            *(_text(flag, sky - flag.top, kept, "line") for flag in placed),
            _text(told, ground + _SCALE, kept, "estimate"),
            "</svg>",
        )
    )


def _leader(estimate: Estimate, told: Flag, top: int, base: int) -> str:
    """From the estimate down to its label; what is not known at all lies nowhere."""
    if estimate.at is None and estimate.low is None and estimate.high is None:
        return ""
    return f'<path class="leader" d="M{told.x} {top}V{base}" stroke="#345" stroke-dasharray="2 3"/>'


def flags(chart: Chart, width: int) -> tuple[Flag, ...]:
    """The label of every line with its place: a flag flies above all staffs and flags that it would cross."""
    scale = _scale(chart, width)
    room = _ROOM.get(width, _ROOM[NARROW])
    staffs = {scale.at(line.at) for line in chart.lines}
    waiting = [_fitting(scale, line, room, staffs) for line in chart.lines]
    placed: list[Flag] = []
    while waiting:
        free = [flag for flag in waiting if not any(_covers(flag, other) for other in waiting if other is not flag)]
        chosen = max(free or waiting, key=lambda flag: flag.x)
        waiting.remove(chosen)
        placed.append(_raised(chosen, placed))
    return tuple(placed)


def note(chart: Chart, width: int) -> Flag:
    """The label of the estimate, which stands alone under the axis."""
    scale, estimate = _scale(chart, width), chart.estimate
    at = next((end for end in (estimate.at, estimate.low, estimate.high) if end is not None), None)
    x = scale.at(at) if at is not None else Decimal(width) / 2
    lines = (estimate.text, *([estimate.spread] if estimate.spread else []))
    extent = max(map(_extent, lines))
    left = max(Decimal(0), min(x - extent / 2, width - extent))
    return Flag(x=x, left=left, width=extent, base=0, lines=lines)


def _scale(chart: Chart, width: int) -> _Scale:
    estimate = chart.estimate
    ends = [line.at for line in chart.lines]
    ends += [end for end in (estimate.at, estimate.low, estimate.high) if end is not None]
    first = int((min(ends) - _BREATH).to_integral_value(ROUND_FLOOR))
    last = int((max(ends) + _BREATH).to_integral_value(ROUND_CEILING))
    return _Scale(first=first, last=last, width=width)


def _fitting(scale: _Scale, line: Line, room: int, staffs: set[Decimal]) -> Flag:
    """Return the label of a line, narrower where it would lie over the staff of another."""
    found = [_flag(scale, line.at, _words(line.text, line.rules, each)) for each in (room, *_NARROWER) if each <= room]
    clear = (
        flag for flag in found if not any(flag.left - 2 < x < flag.left + flag.width + 2 for x in staffs - {flag.x})
    )
    return next(clear, found[0])


def _words(text: str, rules: tuple[tuple[str, str], ...], room: int) -> tuple[str, ...]:
    label, _ = rules[0]
    more = f" and {len(rules) - 1} more" if len(rules) > 1 else ""
    return (text, *_wrapped(visible(label) + more, room))


def _wrapped(text: str, room: int) -> list[str]:
    """Lines no wider than ``room``; what does not fit is cut, the table has it in full."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _extent(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1] + " \u2026"]
    return [line if _extent(line) <= room else line[: int(room / _CHARACTER) - 1] + "\u2026" for line in lines]


def _extent(line: str) -> Decimal:
    """How wide a line is at most, exponents being smaller."""
    return _CHARACTER * sum(len(piece.text) + _RAISED * len(piece.raised) for piece in pieces(line))


def _flag(scale: _Scale, at: Decimal, lines: tuple[str, ...]) -> Flag:
    x, width = scale.at(at), max(map(_extent, lines))
    left = x + _GAP // 2
    if left + width > scale.width:
        left = x - _GAP // 2 - width
    if left < 0:
        left = max(Decimal(0), (scale.width - width) / 2)
    return Flag(x=x, left=left, width=width, base=0, lines=lines)


def _covers(flag: Flag, other: Flag) -> bool:
    """Whether the flag's text would lie over the other's staff."""
    return flag.left - 2 < other.x < flag.left + flag.width + 2


def _raised(flag: Flag, placed: list[Flag]) -> Flag:
    low, high = flag.reach
    below = [other.top for other in placed if other.reach[0] < high + _GAP and low - _GAP < other.reach[1]]
    return replace(flag, base=max(below, default=0) + _GAP)


def _axis(scale: _Scale, ground: int) -> str:
    out = [f'<g class="scale"><path d="M{_EDGE} {ground}H{scale.width - _EDGE}" stroke="#55514a"/>']
    between = range(scale.first, scale.last)
    step = max(1, -(-len(between) * _TICK_ROOM // (scale.width - 2 * _EDGE)))
    small = [scale.at(decade + minor) for decade in between for minor in _MINOR] if step == 1 else []
    ticks = "".join(f"M{x} {ground}v4" for x in small)
    ticks += "".join(f"M{scale.at(Decimal(decade))} {ground}v8" for decade in range(scale.first, scale.last + 1))
    out.append(f'<path d="{ticks}" stroke="#55514a" fill="none"/>')
    for decade in range(scale.first, scale.last + 1, step):
        x = scale.at(Decimal(decade))
        anchor = "start" if decade == scale.first else "end" if decade == scale.last else "middle"
        x += {"start": -8, "end": 8, "middle": 0}[anchor]
        out.append(f'<text x="{x}" y="{ground + 25}" text-anchor="{anchor}">{svg_figures(f"10^{decade}")}</text>')
    return "".join([*out, "</g>"])


def _text(flag: Flag, top: int, kept: tuple[str, ...], role: str) -> str:
    anchor, x = ("start", flag.left) if flag.left >= flag.x else ("end", flag.left + flag.width)
    if flag.left < flag.x < flag.left + flag.width:
        anchor, x = "middle", flag.left + flag.width / 2
    out = [f'<g class="flag {role}" text-anchor="{anchor}">']
    for row, line in enumerate(flag.lines):
        weight = ' font-weight="700"' if row == 0 else ""
        y = top + _LEADING * row + _SIZE
        out.append(f'<text x="{x.quantize(_CENT)}" y="{y}"{weight}>{svg_figures(line, kept)}</text>')
    return "".join([*out, "</g>"])


def _band(estimate: Estimate, scale: _Scale, y: int) -> str:
    low = scale.at(estimate.low) if estimate.low is not None else Decimal(_EDGE)
    high = scale.at(estimate.high) if estimate.high is not None else Decimal(scale.width - _EDGE)
    out = []
    if low != high:
        open_ended = " open" if estimate.low is None or estimate.high is None else ""
        place = f'x="{low}" y="{y - 7}" width="{high - low}" height="14"'
        out.append(f'<rect class="band{open_ended}" {place} fill="#345" fill-opacity="0.25"/>')
    if estimate.low is not None and low != high:
        out.append(f'<path class="end" d="M{low} {y - 7}v14" stroke="#345" stroke-width="2"/>')
    if estimate.high is not None and low != high:
        out.append(f'<path class="end" d="M{high} {y - 7}v14" stroke="#345" stroke-width="2"/>')
    if estimate.at is not None:
        out.append(f'<circle class="point" cx="{scale.at(estimate.at)}" cy="{y}" r="6" fill="#345"/>')
    return "".join(out)
