"""Chips by total processing performance and performance density, over the areas that the rules of a day draw, as SVG.

In: marks (chips, with what is known of them) and the limits of the day. Out: one SVG that stands alone, both axes
logarithmic. Colour never says anything by itself: areas carry their names and markets their shapes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from textwrap import wrap
from typing import Final

from govern.reporting.chip_labels import Box, beside, free_place, width_of

__all__ = ["Area", "ChipMark", "Guide", "chip_chart"]

_WIDTH, _HEIGHT = 1360, 1000
_LEFT, _RIGHT, _TOP, _BOTTOM = 92, 290, 106, 150
_STRIP = 48
_WORDS = 190
_FRAME = (_LEFT, _TOP, _WIDTH - _RIGHT, _HEIGHT - _BOTTOM)
_X: Final = (Decimal(100), Decimal(160000))
_Y: Final = (Decimal("0.4"), Decimal(130))
_TICKS_X: Final = (100, 300, 1000, 3000, 10000, 30000, 100000)
_TICKS_Y: Final = ("0.5", "1", "2", "5", "10", "20", "50", "100")
_FONT: Final = "font-family:system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif"
_SHAPES: Final = {
    "datacenter": "datacenter",
    "workstation": "workstation",
    "consumer": "consumer",
    "system_on_chip": "system on a chip",
    "other": "edge, disputed or not stated",
}
_COLOURS: Final = {
    "datacenter": "#12355b",
    "workstation": "#8a5a00",
    "consumer": "#1b7f5c",
    "system_on_chip": "#7a3b8f",
    "other": "#555",
}

_STRONG: Final = 'font-weight="600" fill="#7a1d12" stroke="#fff" stroke-width="3" paint-order="stroke"'
_MIDDLE: Final = 'text-anchor="middle" fill="#111"'
_TOLD: Final = (
    "Chips on planar nodes have no density and stand on the lower edge. An arrow: at least this throughput.",
    "Figures: the catalogue of chips, each with its source (Epoch AI, CC BY 4.0, and others). Not legal advice.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChipMark:
    """One chip: ``density`` is ``None`` where it is unknown or does not apply; ``estimated`` marks hollow symbols.

    ``label`` is its short name, ``tpp_at_least`` says that the throughput is only a lower bound, ``highlight`` draws
    a ring around it and makes room for its name first.
    """

    name: str
    market: str
    tpp: Decimal
    density: Decimal | None
    label: str = ""
    planar: bool = False
    estimated: bool = False
    tpp_at_least: bool = False
    highlight: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A rectangle that a rule catches, its name and what it says; ``None`` is an open end.

    ``kind`` is ``a`` (filled), ``b`` (hatched) or ``relief`` (a bracket above the chart).
    """

    name: str
    said: str
    kind: str
    tpp: tuple[Decimal | None, Decimal | None]
    density: tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A line at one throughput, such as the limit of a review policy."""

    name: str
    tpp: Decimal


def chip_chart(title: str, note: str, areas: Sequence[Area], guides: Sequence[Guide], marks: Sequence[ChipMark]) -> str:
    """Return the chart as SVG."""
    drawn, labels, rest = _marks(marks, _reserved(areas, guides))
    numbers = wrap("; ".join(f"{i} {name}" for i, name in enumerate(rest, 1)), _WORDS)
    height = _HEIGHT + 16 * len(numbers)
    size = f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img"'
    named = f'aria-labelledby="chart-title chart-note" style="{_FONT};background:#fff"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {named}>',
        f'<title id="chart-title">{escape(title)}</title><desc id="chart-note">{escape(note)}</desc>',
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="34" font-size="21" font-weight="600" fill="#111">{escape(title)}</text>',
        f'<text x="{_LEFT}" y="58" font-size="13" fill="#444">{escape(note)}</text>',
    ]
    parts += [*_areas(areas), *_grid(), *_guides(guides), *_key(areas), *drawn, *labels, *_legend(marks)]
    for i, told in enumerate((*_TOLD, *numbers)):
        parts.append(_text(Decimal(_LEFT), Decimal(_HEIGHT - 44 + 16 * i), told, 11, 'fill="#555"'))
    return "".join([*parts, "</svg>"])


def _scale(value: Decimal, ends: tuple[Decimal, Decimal], start: int, end: int) -> Decimal:
    low, high = (each.log10() for each in ends)
    inside = min(max(value, ends[0]), ends[1]).log10()
    return Decimal(start) + (inside - low) / (high - low) * (end - start)


def _x(tpp: Decimal) -> Decimal:
    return _scale(tpp, _X, _LEFT, _WIDTH - _RIGHT)


def _y(density: Decimal) -> Decimal:
    return _scale(density, _Y, _HEIGHT - _BOTTOM, _TOP)


def _f(value: Decimal) -> str:
    return f"{value:.1f}"


def _text(x: Decimal, y: Decimal, text: str, size: int, more: str = "") -> str:
    return f'<text x="{_f(x)}" y="{_f(y)}" font-size="{size}" {more}>{escape(text)}</text>'


def _areas(areas: Iterable[Area]) -> list[str]:
    hatch = 'id="hatch" width="7" height="7" patternTransform="rotate(45)" patternUnits="userSpaceOnUse"'
    stroke = '<line x1="0" y1="0" x2="0" y2="7" stroke="#c58b2a" stroke-width="1.4"/>'
    parts = [f"<defs><pattern {hatch}>{stroke}</pattern></defs>"]
    for area in areas:
        if area.kind == "relief":
            parts.append(_bracket(area))
            continue
        low, high = area.density
        left, right = _x(area.tpp[0] or _X[0]), _x(area.tpp[1] or _X[1])
        top, bottom = _y(high or _Y[1]), _y(low or _Y[0])
        fill = "url(#hatch)" if area.kind == "b" else "#f3c9c3"
        stroke = "#a06a10" if area.kind == "b" else "#b3392b"
        parts.append(
            f'<rect x="{_f(left)}" y="{_f(top)}" width="{_f(right - left)}" height="{_f(bottom - top)}" fill="{fill}" '
            f'fill-opacity="0.75" stroke="{stroke}" stroke-width="1.2">'
            f"<title>{escape(area.name)}: {escape(area.said)}</title></rect>"
        )
    parts += [_text(*_corner(area), _letter(area), 15, _STRONG) for area in areas if area.kind != "relief"]
    return parts


def _bracket(area: Area) -> str:
    left, right, y = _x(area.tpp[0] or _X[0]), _x(area.tpp[1] or _X[1]), _TOP - 7
    path = f'<path d="M{_f(left)} {y + 5} v-5 H{_f(right)} v5" fill="none" stroke="#333" stroke-width="1.2"/>'
    return path + _text(left, Decimal(y - 6), area.said, 12, 'fill="#111"')


def _letter(area: Area) -> str:
    return area.name.removeprefix("3A090.")


def _corner(area: Area) -> tuple[Decimal, Decimal]:
    """Return where an area's letter stands: at its top if it is open there, else at its lower right."""
    low, high = area.density
    if high is None:
        return _x(area.tpp[0] or _X[0]) + 8, _y(_Y[1]) + 20
    return _x(area.tpp[1] or _X[1]) - 30, _y(low or _Y[0]) - 8


def _key(areas: Sequence[Area]) -> list[str]:
    """Return what each area says, in the corner of small and dense chips, where hardly any stands."""
    parts = []
    for i, area in enumerate(area for area in areas if area.kind != "relief"):
        y = Decimal(_TOP + 24 + 36 * i)
        parts.append(_text(Decimal(_LEFT + 12), y, area.name, 12, 'fill="#7a1d12" font-weight="600"'))
        parts.append(_text(Decimal(_LEFT + 12), y + 15, area.said, 12, 'fill="#333"'))
    return parts


def _reserved(areas: Sequence[Area], guides: Sequence[Guide]) -> list[Box]:
    """Return the room that is not for labels."""
    told = [area for area in areas if area.kind != "relief"]
    corners = [(x - 2, y - 14, x + 26, y + 4) for x, y in map(_corner, told)]
    key = [
        (Decimal(_LEFT), Decimal(_TOP + 12 + 36 * i), _LEFT + 12 + width_of(each.said), Decimal(_TOP + 44 + 36 * i))
        for i, each in enumerate(told)
    ]
    lines = [
        (x - 16, Decimal(_HEIGHT - _BOTTOM - 10) - width_of(each.name), x + 2, Decimal(_HEIGHT - _BOTTOM))
        for each in guides
        for x in [_x(each.tpp)]
    ]
    return [*corners, *key, *lines]


def _grid() -> list[str]:
    bottom, top, right = _HEIGHT - _BOTTOM, _TOP, _WIDTH - _RIGHT
    parts = []
    for tick in _TICKS_X:
        x = _x(Decimal(tick))
        parts.append(f'<line x1="{_f(x)}" x2="{_f(x)}" y1="{top}" y2="{bottom}" stroke="#ccd" stroke-width="0.6"/>')
        parts.append(_text(x, Decimal(bottom + 20), f"{tick:,}", 12, 'text-anchor="middle" fill="#333"'))
    for each in _TICKS_Y:
        y = _y(Decimal(each))
        parts.append(f'<line x1="{_LEFT}" x2="{right}" y1="{_f(y)}" y2="{_f(y)}" stroke="#ccd" stroke-width="0.6"/>')
        parts.append(_text(Decimal(_LEFT - 10), y + 4, each, 12, 'text-anchor="end" fill="#333"'))
    parts.append(
        f'<rect x="{_LEFT}" y="{top}" width="{right - _LEFT}" height="{bottom - top}" fill="none" stroke="#333"/>'
    )
    middle = Decimal(_LEFT + right) / 2
    parts.append(_text(middle, Decimal(bottom + 44), "total processing performance (TPP)", 13, _MIDDLE))
    y = Decimal(top + bottom) / 2
    turned = f'text-anchor="middle" fill="#111" transform="rotate(-90 28 {_f(y)})"'
    parts.append(_text(Decimal(28), y, "performance density (TPP per mm² of non-planar logic)", 13, turned))
    strip = right + 24
    parts.append(f'<rect x="{strip}" y="{top}" width="{_STRIP}" height="{bottom - top}" fill="#f5f5f2" stroke="#999"/>')
    parts.append(_text(Decimal(strip), Decimal(top - 22), "density unknown", 12, 'fill="#333"'))
    parts.append(_text(Decimal(strip), Decimal(top - 8), "(height: TPP)", 11, 'fill="#555"'))
    return parts


def _guides(guides: Iterable[Guide]) -> list[str]:
    parts = []
    for guide in guides:
        x = _x(guide.tpp)
        parts.append(
            f'<line x1="{_f(x)}" x2="{_f(x)}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}" stroke="#1d4e89" stroke-width="1.4" '
            'stroke-dasharray="6 4"/>'
        )
        y = Decimal(_HEIGHT - _BOTTOM - 10)
        turned = f'fill="#1d4e89" font-weight="600" transform="rotate(-90 {_f(x - 5)} {_f(y)})"'
        parts.append(_text(x - 5, y, guide.name, 11, turned))
    return parts


def _symbol(market: str, x: Decimal, y: Decimal, *, hollow: bool, title: str) -> str:
    colour = _COLOURS[market]
    fill = "#fff" if hollow else colour
    drawn = f'fill="{fill}" stroke="{colour}" stroke-width="1.6"'
    told = f"<title>{escape(title)}</title>"
    size = Decimal("4.5")
    if market == "datacenter":
        return f'<circle cx="{_f(x)}" cy="{_f(y)}" r="4.5" {drawn}>{told}</circle>'
    if market == "workstation":
        box = f'x="{_f(x - size)}" y="{_f(y - size)}" width="9" height="9"'
        return f"<rect {box} {drawn}>{told}</rect>"
    points = {
        "consumer": ((0, -5), (5, 4), (-5, 4)),
        "system_on_chip": ((0, -5), (5, 0), (0, 5), (-5, 0)),
        "other": ((-5, -4), (5, -4), (0, 5)),
    }[market]
    outline = " ".join(f"{_f(x + dx)},{_f(y + dy)}" for dx, dy in points)
    return f'<polygon points="{outline}" {drawn}>{told}</polygon>'


def _position(mark: ChipMark) -> tuple[Decimal, Decimal]:
    return _x(mark.tpp), Decimal(_HEIGHT - _BOTTOM) if mark.density is None else _y(mark.density)


def _marks(marks: Sequence[ChipMark], reserved: Sequence[Box]) -> tuple[list[str], list[str], list[str]]:
    """Return the symbols, their names, and the names of those that have a number for want of room."""
    in_strip = sorted((mark for mark in marks if _of_strip(mark)), key=lambda mark: (-mark.tpp, mark.name))
    placed = [(_in_strip(mark, i), mark) for i, mark in enumerate(in_strip)]
    named = [(x, y, mark.label or mark.name) for (x, y), mark in placed]
    strip = (_WIDTH - _RIGHT, _TOP, _WIDTH, _HEIGHT - _BOTTOM)
    labels = list(beside(named, _WIDTH - _RIGHT + 24 + _STRIP + 14, strip))
    inside = [(_position(mark), mark) for mark in marks if not _of_strip(mark)]
    inside.sort(key=lambda each: (not each[1].highlight, each[0][1], each[0][0]))
    taken: list[Box] = [*reserved, *((x - 5, y - 5, x + 5, y + 5) for (x, y), _ in inside)]
    rest: list[str] = []
    for (x, y), mark in inside:
        name = mark.label or mark.name
        found = free_place(x, y, name, _FRAME, taken)
        if found is None:
            rest.append(name)
            found = free_place(x, y, str(len(rest)), _FRAME, taken)
        if found is not None:
            labels.append(found[0])
            taken.append(found[1])
    return [part for place, mark in [*inside, *placed] for part in _drawn(*place, mark)], labels, rest


def _of_strip(mark: ChipMark) -> bool:
    return mark.density is None and not mark.planar


def _in_strip(mark: ChipMark, i: int) -> tuple[Decimal, Decimal]:
    return Decimal(_WIDTH - _RIGHT + 34 + 14 * (i % 3)), _scale(mark.tpp, _X, _HEIGHT - _BOTTOM, _TOP)


def _drawn(x: Decimal, y: Decimal, mark: ChipMark) -> list[str]:
    market = mark.market if mark.market in _SHAPES else "other"
    density = f"{mark.density:.2f} TPP/mm²" if mark.density is not None else "density unknown"
    density = "no density (planar)" if mark.density is None and mark.planar else density
    bound = "at least " if mark.tpp_at_least else ""
    title = f"{mark.name}: {bound}{mark.tpp:,.0f} TPP, {density}" + (", estimated" if mark.estimated else "")
    ring = f'<circle cx="{_f(x)}" cy="{_f(y)}" r="10" fill="none" stroke="#000" stroke-width="2"/>'
    towards = "v-10 m-3 4 l3 -4 l3 4" if _of_strip(mark) else "h12 m-4 -3 l4 3 l-4 3"
    arrow = f'<path d="M{_f(x)} {_f(y)} {towards}" fill="none" stroke="#333"/>'
    symbol = _symbol(market, x, y, hollow=mark.estimated, title=title)
    return [*([ring] if mark.highlight else []), *([arrow] if mark.tpp_at_least else []), symbol]


def _legend(marks: Sequence[ChipMark]) -> list[str]:
    y = Decimal(_HEIGHT - 78)
    x = Decimal(_LEFT)
    parts = []
    present = {mark.market if mark.market in _SHAPES else "other" for mark in marks}
    for market, words in _SHAPES.items():
        if market not in present:
            continue
        parts.append(_symbol(market, x, y, hollow=False, title=words))
        parts.append(_text(x + 12, y + 4, words, 12, 'fill="#222"'))
        x += 36 + width_of(words) + 14
    parts.append(_symbol("datacenter", x, y, hollow=True, title="estimate"))
    parts.append(_text(x + 12, y + 4, "hollow: a figure is an estimate", 12, 'fill="#222"'))
    return parts
