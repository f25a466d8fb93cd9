"""Names beside the marks of a chart, none over another: near the mark, further off with a line to it, or a number."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from html import escape
from typing import Final

__all__ = ["LINE", "Box", "Frame", "beside", "free_place", "spread", "width_of", "written"]

Box = tuple[Decimal, Decimal, Decimal, Decimal]
Frame = tuple[int, int, int, int]
"""The edges of a surface: left, top, right, bottom."""

LINE: Final = 12
_CHARACTER: Final = Decimal("6.5")
_NEAR: Final = 20
_RINGS: Final = (0, 14, 28, 42, 58, 76, 96)
_AROUND: Final = tuple(
    (dx, dy, anchor)
    for ring in _RINGS
    for dx, dy, anchor in (
        (8 + ring, 4, "start"),
        (-8 - ring, 4, "end"),
        (0, -9 - ring, "middle"),
        (0, 17 + ring, "middle"),
        (7 + ring, -7 - ring, "start"),
        (7 + ring, 14 + ring, "start"),
        (-7 - ring, -7 - ring, "end"),
        (-7 - ring, 14 + ring, "end"),
    )
)


def width_of(text: str) -> Decimal:
    """Return how wide a label is at most."""
    return _CHARACTER * len(text)


def free_place(x: Decimal, y: Decimal, name: str, frame: Frame, taken: Sequence[Box]) -> tuple[str, Box] | None:
    """Return a label with the room that it takes, ``None`` where there is no room for it."""
    width = width_of(name)
    for dx, dy, anchor in _AROUND:
        at, base = x + dx, y + dy
        left = at if anchor == "start" else at - width if anchor == "end" else at - width / 2
        box = (left, base - LINE + 2, left + width, base + 2)
        inside = box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]
        if inside and not any(_overlap(box, other) for other in taken):
            return written(x, y, at, base, name, anchor, line=max(abs(dx), abs(dy)) > _NEAR), box
    return None


def written(x: Decimal, y: Decimal, at: Decimal, base: Decimal, name: str, anchor: str, *, line: bool) -> str:
    """Return a name at its place, with a line from its mark if it stands off."""
    leader = f'<path d="M{x:.1f} {y:.1f} L{at:.1f} {base - 4:.1f}" stroke="#777" stroke-width="0.7"/>' if line else ""
    place = f'x="{at:.1f}" y="{base:.1f}" font-size="11" text-anchor="{anchor}"'
    return (
        f'{leader}<text {place} fill="#111" stroke="#fff" stroke-width="2.5" paint-order="stroke">{escape(name)}</text>'
    )


def beside(marks: Sequence[tuple[Decimal, Decimal, str]], at: int, frame: Frame) -> Iterator[str]:
    """Return the names of marks in a column beside them, in the order of the marks, so that no line crosses another."""
    most = (frame[3] - frame[1]) // LINE
    shown = marks if len(marks) <= most else marks[: most - 1]
    bases = spread([y + 4 for _, y, _ in shown], frame[1] + LINE, frame[3])
    for (x, y, name), base in zip(shown, bases, strict=True):
        yield written(x, y, Decimal(at), base, name, "start", line=True)
    if len(shown) < len(marks):
        rest = f"and {len(marks) - len(shown)} more, each named where it stands"
        yield written(Decimal(at), Decimal(frame[3]), Decimal(at), Decimal(frame[3] + LINE), rest, "start", line=False)


def spread(wanted: Sequence[Decimal], low: int, high: int) -> list[Decimal]:
    """Return places a line apart or more, in the same order, each as near to the wanted one as that allows."""
    blocks: list[list[Decimal]] = []
    for i, each in enumerate(wanted):
        blocks.append([each - i * LINE])
        while len(blocks) > 1 and _mean(blocks[-2]) >= _mean(blocks[-1]):
            last = blocks.pop()
            blocks[-1] += last
    starts = [_mean(block) for block in blocks for _ in block]
    top, bottom = Decimal(low), Decimal(high - LINE * (len(wanted) - 1))
    return [min(max(start, top), max(bottom, top)) + i * LINE for i, start in enumerate(starts)]


def _mean(values: Iterable[Decimal]) -> Decimal:
    held = list(values)
    return sum(held, Decimal(0)) / len(held)


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
