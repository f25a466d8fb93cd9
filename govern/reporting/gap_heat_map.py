"""The heat map of the gap: models down, sets of chips across, the level as a shade and as text, as one SVG.

Comes in: the document of a gap. Goes out: an SVG that stands alone and reads in black and white: each cell has its
level written in it, what is contested or open has a dotted frame, and a table of the same cells stands beside it.
"""

from html import escape
from typing import Any, Final

__all__ = ["heat_maps"]

_ON_A_SHEET: Final = 50
_ROW: Final = 22
_NAME: Final = 230
_CELL: Final = 118
_HEAD: Final = 46
_SHADES: Final = {
    "open": ("#ffffff", "#333333"),
    "-": ("#ffffff", "#333333"),
    "L0": ("#f3f1ea", "#222222"),
    "L1": ("#dfe6ee", "#222222"),
    "L2": ("#b4c7da", "#1a1a1a"),
    "L3": ("#6f93b5", "#000000"),
    "L4": ("#33597f", "#ffffff"),
    "L5": ("#12263d", "#ffffff"),
}
_FONT: Final = "font-family=\"system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif\""
_MEANING: Final = {"-": "fits no number of chips tried", "open": "open: sizes not known"}


def heat_maps(document: dict[str, Any]) -> list[str]:
    """Return the drawings, fifty models each so that one fits a sheet, with titles for those who do not see them."""
    models = document["models"]
    return [
        _heat_map(document, models[start : start + _ON_A_SHEET], start // _ON_A_SHEET + 1)
        for start in range(0, len(models), _ON_A_SHEET)
    ]


def _heat_map(document: dict[str, Any], models: list[dict[str, Any]], number: int) -> str:
    sets = [each["id"] for each in document["sets"]]
    width, height = _NAME + _CELL * len(sets) + 4, _HEAD + _ROW * len(models) + 6
    title, text = f"heat-title-{number}", f"heat-text-{number}"
    head = [
        (
            f'<svg class="heat" role="img" aria-labelledby="{title} {text}" xmlns="http://www.w3.org/2000/svg" '
            f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" {_FONT} font-size="12">'
        ),
        f'<title id="{title}">Levels of open-weight models by set of chips, part {number}</title>',
        f'<desc id="{text}">{escape(_told(models, sets))}</desc>',
    ]
    body = [_heading(name, i) for i, name in enumerate(sets)]
    for place, model in enumerate(models):
        y = _HEAD + place * _ROW
        body.append(f'<text x="0" y="{y + 15}" fill="currentColor">{escape(_cut(model["model"]))}</text>')
        for i, name in enumerate(sets):
            body.append(_cell(model, name, _NAME + i * _CELL, y))
    return "".join([*head, *body, "</svg>"])


def _heading(name: str, place: int) -> str:
    x = _NAME + place * _CELL + _CELL / 2
    short = {
        "U0": "outside",
        "U1": "+ exception",
        "U2": "+ licence",
        "U3": "+ domestic",
        "U4": "+ from afar",
    }[name]
    return (
        f'<text x="{x:g}" y="16" text-anchor="middle" font-weight="600" fill="currentColor">{name}</text>'
        f'<text x="{x:g}" y="33" text-anchor="middle" fill="currentColor">{short}</text>'
    )


def _cell(model: dict[str, Any], name: str, x: float, y: float) -> str:
    level = model["by_set"][name]["level"]
    sure = level.rstrip("?")
    fill, ink = _SHADES[sure]
    dotted = ' stroke-dasharray="3 2" stroke="#333333"' if level != sure or sure == "open" else ' stroke="#ffffff"'
    best = model["by_set"][name]["best"]
    told = _MEANING.get(sure, "") if best is None else f"{best['chips']} x {best['chip']}: {best['level_text']}"
    text = {"-": "does not fit", "open": "open"}.get(sure, level)
    return (
        f"<g><title>{escape(model['model'])}, {name}: {escape(told)}</title>"
        f'<rect x="{x + 1:g}" y="{y + 1:g}" width="{_CELL - 3}" height="{_ROW - 3}" fill="{fill}"{dotted}/>'
        f'<text x="{x + _CELL / 2:g}" y="{y + 15:g}" text-anchor="middle" fill="{ink}">{text}</text></g>'
    )


def _told(models: list[dict[str, Any]], sets: list[str]) -> str:
    parts = []
    for name in sets:
        levels = [model["by_set"][name]["level"].rstrip("?") for model in models]
        counted = [
            f"{levels.count(level)} at {level}" for level in ("L5", "L4", "L3", "L2", "L1", "L0") if level in levels
        ]
        rest = levels.count("-") + levels.count("open")
        parts.append(f"{name}: {', '.join(counted)}{f', {rest} not placed' if rest else ''}")
    return f"{len(models)} models. {'. '.join(parts)}. The table below has the same cells."


def _cut(text: str) -> str:
    return text if len(text) <= 34 else f"{text[:33]}…"
