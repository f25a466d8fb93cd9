"""Text for people, set for its medium: powers of ten in HTML and SVG, escapes in Markdown, safe links.

In: texts of an assessment, some of which strangers wrote. Out: text of the medium in which every character stays text.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Final, NamedTuple
from urllib.parse import urlsplit

__all__ = [
    "Piece",
    "code_markdown",
    "day",
    "escape_markdown",
    "html_figures",
    "pieces",
    "safe_link",
    "svg_figures",
    "visible",
]

# A class of the export control list, such as 4E091, is no power of ten.
_FIGURE: Final = (
    r"(?<![\w.^])(?!\dE\d{3}(?!\w))(?P<mantissa>\d+(?:\.\d+)?)[eE]\+?(?P<exponent>\d{1,3})(?!\w|\.\d)"
    r"|(?<![\w.])10\^(?P<power>\d{1,3})(?!\w)"
    r"|(?<=\d)(?P<times> x )(?=\S)"
    r"|\b(?P<area>mm2)\b"
    r"|(?P<least>>=)|(?P<most><=)"
    r"|(?<![\w-])(?P<date>\d{4}-\d{2}-\d{2})(?![\w-])"
)
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_BREAK = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "{": "&#123;", "}": "&#125;"})
# A number sign of an entity that stands for a character stays.
_MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]|~$]|#(?!\d+;))")
_MARKDOWN_START = re.compile(r"^(\s*(?=[-+#=:])|\s*\d{1,9}(?=[.)](?:\s|$)))")
_PLAIN_CODE = re.compile(r"[\w./#:,@ +-]+")


def visible(text: str) -> str:
    """The text on one line; controls and marks that would turn the order of its characters become a visible sign."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub("\ufffd", _BREAK.sub(" ", text))


class Piece(NamedTuple):
    """A stretch of text: plain, or one with an exponent raised behind it."""

    text: str
    raised: str = ""


def pieces(text: str, kept: Iterable[str] = ()) -> Iterator[Piece]:
    """Split a text at its powers of ten, and set its dates in words; the names in ``kept`` are left as they are."""
    names = "|".join(re.escape(name) for name in sorted(set(kept), key=lambda name: (-len(name), name)) if name)
    pattern = re.compile(f"(?P<kept>{names})|{_FIGURE}" if names else f"(?P<kept>(?!))|{_FIGURE}")
    end = 0
    for found in pattern.finditer(text):
        if found.start() > end:
            yield Piece(text[end : found.start()])
        end = found.end()
        yield _set(found)
    if end < len(text):
        yield Piece(text[end:])


def _set(found: re.Match[str]) -> Piece:
    if found["mantissa"]:
        return Piece(f"{found['mantissa']} \u00d7 10", found["exponent"])
    if found["power"]:
        return Piece("10", found["power"])
    if found["area"]:
        return Piece("mm", "2")
    if found["least"] or found["most"]:
        return Piece("\u2265" if found["least"] else "\u2264")
    if found["date"]:
        return Piece(day(found["date"]).replace(" ", "\u00a0"))
    return Piece("\u00a0\u00d7\u00a0" if found["times"] else found["kept"])


def html_figures(text: str, kept: Iterable[str] = ()) -> str:
    """Escaped HTML with raised exponents; a hidden caret keeps 10^25 from being copied or read out as 1025."""
    return "".join(
        f'<span class="figure">{escape(piece.text)}<sup><span class="aside">^</span>{escape(piece.raised)}</sup></span>'
        if piece.raised
        else escape(piece.text)
        for piece in pieces(visible(text), kept)
    )


def svg_figures(text: str, kept: Iterable[str] = ()) -> str:
    """Escaped text for an SVG ``text`` element, exponents raised by ``tspan``."""
    out, lowered = [], False
    for piece in pieces(visible(text), kept):
        body = escape(piece.text)
        out.append(f'<tspan dy="0.3em">{body}</tspan>' if lowered else body)
        lowered = bool(piece.raised)
        if piece.raised:
            out.append(f'<tspan dy="-0.4em" font-size="75%">{escape(piece.raised)}</tspan>')
    return "".join(out)


def escape_markdown(text: str) -> str:
    """One line of Markdown that shows exactly this text: no markup, no table cell, no template tag begins in it."""
    line = visible(text).translate(_ENTITIES)
    line = _MARKDOWN_SPECIAL.sub(r"\\\1", line)
    return _MARKDOWN_START.sub(r"\1\\", line)


def code_markdown(text: str) -> str:
    """A name in a code span where nothing in it could end the span or the table cell, else as escaped text."""
    return f"`{text}`" if _PLAIN_CODE.fullmatch(text) and text.strip() else escape_markdown(text)


def safe_link(href: str | None) -> str:
    """The address if it is one of the web that a reader may follow, else an empty text."""
    if not href or re.search(r"[\s\x00-\x1f\"'<>`\\()|]", href):
        return ""
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    return href if parts.scheme in {"http", "https"} and parts.netloc else ""


def day(text: str | None) -> str:
    """``2026-11-22`` as ``22 November 2026``; any other text as it is."""
    found = _DAY.fullmatch(text or "")
    if found is None or not 1 <= int(found[2]) <= len(_MONTHS):
        return text or ""
    return f"{int(found[3])} {_MONTHS[int(found[2]) - 1]} {found[1]}"
