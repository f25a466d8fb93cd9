"""`govern obligations`: all duties of a case by date, as text, JSON, or a calendar file."""

import json
import sys
from pathlib import Path
from textwrap import wrap

from rich.text import Text

from govern.cli.check import Request, documented, prepared
from govern.cli.console import PLAIN_WIDTH, complain, console, inert, write
from govern.problem import Rejected
from govern.reporting.duties import duties_document, duty_lines

__all__ = ["run"]

_STYLES = {"title": "bold", "head": "bold underline", "plain": "", "dim": "dim", "open": "yellow"}


def run(request: Request, *, format: str, output: Path | None) -> int:
    """Assess one file and write its duties; return the exit code."""
    try:
        document = documented(request.files[0], prepared(request), request.engine)
    except Rejected as rejected:
        return complain(rejected.problems)
    duties = duties_document(document)
    if format == "ics":
        from govern.reporting.calendar_file import calendar_of

        calendar = calendar_of(duties)
        if output is not None:
            return 0 if write(calendar.decode(), output) else 2
        # The standard asks for its own line ends, which a text stream may change.
        sys.stdout.flush()
        sys.stdout.buffer.write(calendar)
        return 0
    if format == "json":
        return 0 if write(json.dumps(duties, indent=2, ensure_ascii=False) + "\n", output) else 2
    if output is not None:
        lines = [line for text, depth, _ in duty_lines(duties) for line in _wrapped(text, depth, PLAIN_WIDTH)]
        return 0 if write("\n".join(lines) + "\n", output) else 2
    out = console()
    for text, depth, style in duty_lines(duties):
        for line in _wrapped(inert(text), depth, min(out.width, PLAIN_WIDTH)):
            out.print(Text(line, style=_STYLES[style]))
    return 0


def _wrapped(text: str, depth: int, width: int) -> list[str]:
    indent = "  " * depth
    return wrap(text, width, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False) or [""]
