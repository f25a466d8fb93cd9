"""One file of the catalogue, read entry by entry: its table of sources, the names of all entries, and each on demand.

A file has thousands of lines and a case needs two of its entries, so the rest stays text. INVARIANT: an entry starts
with a line `  - name:` below `entries:` and is read in its own place, so its lines are those of the file.
"""

import re
from functools import cached_property
from pathlib import Path
from typing import Final

from govern.problem import Problem, Rejected
from govern.source import Mapping, Node, Sequence, read_file, read_text

__all__ = ["Pages"]

_ENTRIES: Final = re.compile(r"^entries:[ \t]*(?:#.*)?$", re.MULTILINE)
_START: Final = re.compile(r"^  - ", re.MULTILINE)
_NAME: Final = re.compile(r"  - name:[ \t]+(?P<name>[^\n\"'#][^\n#]*?|\"[^\"\\\n]*\"|'[^'\n]*')[ \t]*(?:#[^\n]*)?\n")
_ALIASES: Final = re.compile(r"^    aliases:(?P<aliases>.*(?:\n      .*)*)", re.MULTILINE)


class Pages:
    """The text of one file of the catalogue, cut where its entries start."""

    def __init__(self, path: Path, shown: str) -> None:
        """Take the file and the name that stands in places."""
        self.path, self.shown = path, shown
        self.text = path.read_text(encoding="utf-8")
        self._read: dict[int, Node] = {}

    @cached_property
    def starts(self) -> list[int]:
        """Where each entry starts, and where the last ends; empty where the file is laid out in another way."""
        entries = _ENTRIES.search(self.text)
        if entries is None:
            return []
        starts = [found.start() for found in _START.finditer(self.text, entries.end())]
        between = self.text[entries.end() : starts[0]] if starts else ""
        regular = not between.strip() and all(_NAME.match(self.text, start) for start in starts)
        return [*starts, len(self.text)] if starts and regular else []

    @cached_property
    def head(self) -> Node:
        """What stands before the entries: the kind of the catalogue and its table of sources."""
        if not self.starts:
            return read_file(self.path, self.shown)
        return read_text(self.text[: self.starts[0]], self.shown)

    @cached_property
    def whole(self) -> tuple[Node, ...]:
        """All entries, read at once."""
        node = read_file(self.path, self.shown)
        entries = node.entries.get("entries") if isinstance(node, Mapping) else None
        return entries.items if isinstance(entries, Sequence) else ()

    @cached_property
    def labels(self) -> list[tuple[str, str]]:
        """The name of each entry, and the text of its aliases."""
        found = []
        for start, end in zip(self.starts, self.starts[1:], strict=False):
            name = _NAME.match(self.text, start)
            aliases = _ALIASES.search(self.text, start, end)
            said = "" if name is None else name["name"].strip("\"'")
            found.append((said, "" if aliases is None else aliases["aliases"]))
        return found

    def entry(self, index: int) -> Node:
        """Return one entry, read in its place; raise `Rejected` with its problems."""
        if index not in self._read:
            start, end = self.starts[index], self.starts[index + 1]
            above = self.text.count("\n", 0, start) - 1
            node = read_text("\n" * above + "entries:\n" + self.text[start:end], self.shown)
            entries = node.entries.get("entries") if isinstance(node, Mapping) else None
            if not isinstance(entries, Sequence) or len(entries.items) != 1:
                message = "an entry of the catalogue is not laid out as one"
                raise Rejected([Problem(code="catalogue", message=message, place=node.place)])
            self._read[index] = entries.items[0]
        return self._read[index]
