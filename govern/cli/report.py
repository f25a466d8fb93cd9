"""`govern report`: a printable report of one declaration."""

import json
from pathlib import Path

from govern.cli.check import Request, documented, prepared
from govern.cli.console import complain, write
from govern.problem import Problem, Rejected, quoted
from govern.reporting.render import render

__all__ = ["run"]

_KINDS = {".html": "html", ".htm": "html", ".md": "md", ".json": "json"}


def run(request: Request, output: Path | None) -> int:
    """Write the report in the kind that the file's ending says; return the exit code."""
    kind = "html" if output is None else _KINDS.get(output.suffix.lower())
    if kind is None:
        help = "the endings are " + ", ".join(f"`{ending}`" for ending in _KINDS)
        return complain(
            [Problem(code="ending", message=f"{quoted(str(output))} has an ending that no report has", help=help)]
        )
    try:
        document = documented(request.files[0], prepared(request, upcoming=True), request.engine)
    except Rejected as rejected:
        return complain(rejected.problems)
    if kind == "json":
        text = json.dumps(document, indent=2) + "\n"
    else:
        text = render(document, "html" if kind == "html" else "md")
    return 0 if write(text, output) else 2
