"""The terminal: problems on standard error, results on standard output or in a file."""

import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from govern.problem import Problem, quoted
from govern.reporting.typesetting import visible
from govern.writing import write_whole

__all__ = ["STYLES", "complain", "console", "inert", "write", "write_file"]

PLAIN_WIDTH = 100
STYLES = {"met": "bold", "not_met": "", "unknown": "yellow", "unsettled": "magenta"}
"""How each outcome is set."""


@cache
def console(*, stderr: bool = False) -> Console:
    """Return the console of an output; colour only in a terminal, a fixed width when piped."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else PLAIN_WIDTH
    return Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False, soft_wrap=False)


def complain(problems: Iterable[Problem]) -> int:
    """Print problems to standard error, each with its place and help; return the exit code for bad input."""
    out = console(stderr=True)
    for problem in problems:
        style = "bold red" if problem.severity == "error" else "bold yellow"
        line = Text()
        if problem.place is not None:
            line.append(f"{_printable(str(problem.place))}: ", style="bold")
        line.append(f"{problem.severity}: ", style=style)
        line.append(_printable(problem.message))
        out.print(line, soft_wrap=True)
        if problem.help:
            out.print(Text(f"  help: {_printable(problem.help)}", style="dim"), soft_wrap=True)
    return 2


def _printable(text: str) -> str:
    """Return text without control characters, so that a file cannot drive the terminal."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def inert(written: Any) -> Any:
    """Return a document whose texts stay on one line and neither drive the terminal nor turn its order of letters."""
    if isinstance(written, str):
        return visible(written)
    if isinstance(written, dict):
        return {key: inert(value) for key, value in written.items()}
    return [inert(each) for each in written] if isinstance(written, list) else written


def write(text: str, output: Path | None) -> bool:
    """Write a result to a file as a whole, or to standard output; return whether it could be written."""
    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return True
    return write_file(text, output)


def write_file(content: str | bytes, output: Path) -> bool:
    """Write a file as a whole or not at all; return whether it could be written."""
    try:
        write_whole(output, content)
    except OSError as error:
        message = f"{quoted(str(output))} cannot be written: {(error.strerror or str(error)).lower()}"
        complain([Problem(code="output", message=message)])
        return False
    console(stderr=True).print(Text(f"wrote {output}"))
    return True
