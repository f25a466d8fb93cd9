"""Problems found in what a user wrote: a code, one sentence, the place, and what to do about it."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = ["Place", "Problem", "Rejected", "Severity", "did_you_mean", "quoted"]

Severity = Literal["error", "warning"]

_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True, order=True, init=False)
class Place:
    """A position in a file; lines and columns count from 1, as editors do."""

    file: str
    line: int
    column: int

    def __init__(self, *, file: str, line: int, column: int) -> None:
        _set_file(self, file)
        _set_line(self, line)
        _set_column(self, column)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


# A large file makes 200,000 places: setting the slots takes a third of the time of a frozen dataclass's own way.
_set_file, _set_line, _set_column = (vars(Place)[name].__set__ for name in ("file", "line", "column"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake: `message` is a lower-case sentence without a full stop, `help` says how to mend it."""

    code: str
    message: str
    place: Place | None = None
    help: str | None = None
    severity: Severity = "error"

    def __str__(self) -> str:
        return self.message if self.place is None else f"{self.place}: {self.message}"

    def render(self) -> str:
        """The problem as text, the help indented below it."""
        return str(self) if self.help is None else f"{self}\n  help: {self.help}"


class Rejected(Exception):
    """Input that cannot be used, with every problem found in it."""

    problems: tuple[Problem, ...]

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(problem.render() for problem in self.problems)


def quoted(text: str) -> str:
    """User input as it stands in a message: in backticks, cut short, no character that moves a terminal's cursor."""
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
    if not shown.isprintable():
        shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in shown)
    return f"`{shown}`"


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """A question naming the known word closest to `name`, if one is close."""
    if not name or len(name) > _SHOWN:
        return None
    words = {_plain(word): word for word in known}
    close = difflib.get_close_matches(_plain(name), words, n=1, cutoff=0.7)
    return f"did you mean `{words[close[0]]}`?" if close else None


def _plain(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")
