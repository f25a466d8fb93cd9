"""`govern schema`: the JSON Schemas of declarations, policies and assessments."""

import json
from collections.abc import Sequence
from pathlib import Path

from govern.cli.console import complain, write
from govern.cli.law import read_law
from govern.problem import Rejected
from govern.reporting.schemas import schema_of

__all__ = ["run"]


def run(kind: str, output: Path | None, folders: Sequence[str] | None) -> int:
    """Print or write a schema; return the exit code."""
    try:
        corpus = read_law(folders)
    except Rejected as rejected:
        return complain(rejected.problems)
    text = json.dumps(schema_of(kind, corpus.vocabulary), indent=2, ensure_ascii=False) + "\n"
    return 0 if write(text, output) else 2
