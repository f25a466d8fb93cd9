"""The options that several commands share, and what each of them means."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "AlsoOn",
    "ChangeFormat",
    "Declarations",
    "Draws",
    "DutiesFormat",
    "Engine",
    "EngineChoice",
    "GapFormat",
    "GapUse",
    "Include",
    "Jurisdiction",
    "Known",
    "On",
    "OutputFormat",
    "Policies",
    "SchemaKind",
    "Seed",
    "ending_of",
    "listed",
]


class OutputFormat(StrEnum):
    """How a result is written."""

    text = "text"
    json = "json"
    html = "html"
    md = "md"


class ChangeFormat(StrEnum):
    """How changes are written."""

    text = "text"
    json = "json"


class DutiesFormat(StrEnum):
    """How duties are written."""

    text = "text"
    json = "json"
    ics = "ics"


class GapFormat(StrEnum):
    """How the gap is written."""

    text = "text"
    json = "json"
    csv = "csv"
    html = "html"


class GapUse(StrEnum):
    """What a model is used for, which sets the speed that is asked for."""

    chat = "chat"
    reasoning = "reasoning"


class EngineChoice(StrEnum):
    """Which engine decides."""

    direct = "direct"
    durable = "durable"


class SchemaKind(StrEnum):
    """Which JSON Schema is printed."""

    declaration = "declaration"
    policy = "policy"
    assessment = "assessment"
    cases = "cases"
    obligations = "obligations"
    catalogue = "catalogue"
    vocabulary = "vocabulary"
    claims = "claims"


On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="Law in force on this day; default today.")]
Known = Annotated[
    str | None, typer.Option("--known", metavar="DATE", help="Only what was published by this day; default today.")
]
AlsoOn = Annotated[
    list[str] | None,
    typer.Option(
        "--also-on", metavar="DATE", help="Beside it the law of this day, all jurisdictions side by side; repeatable."
    ),
]
Jurisdiction = Annotated[
    list[str] | None,
    typer.Option("--jurisdiction", "-j", metavar="CODE", help="Only this jurisdiction, for example EU; repeatable."),
]
Include = Annotated[
    list[str] | None,
    typer.Option("--include", metavar="KINDS", help="Also texts not in force: enacted, proposal, repealed, voluntary."),
]
Engine = Annotated[EngineChoice, typer.Option("--engine", help="The engine that decides.")]
Draws = Annotated[
    int | None,
    typer.Option("--draws", metavar="N", min=100, max=200_000, help="Draws of the estimates; default 20,000."),
]
Seed = Annotated[int | None, typer.Option("--seed", metavar="N", min=0, help="Seed of the draws; fixed by default.")]
Policies = Annotated[
    list[str] | None,
    typer.Option(
        "--policies",
        metavar="FOLDER",
        help="A folder instead of the shipped law, or beside it with `--policies shipped`.",
    ),
]
Declarations = Annotated[list[str], typer.Argument(metavar="FILE...", help="Declarations; - reads standard input.")]


def listed(values: list[str] | None) -> tuple[str, ...] | None:
    """Return the values of a repeatable option, each of which may list several with commas."""
    if values is None:
        return None
    parts = tuple(part.strip() for value in values for part in value.split(",") if part.strip())
    # INVARIANT: an option that is given but empty is refused as an unknown name; it never means "nothing to check".
    return parts or ("",)


def ending_of(output: Path | None, kinds: Sequence[str]) -> str:
    """Return the kind that a file's ending says, or `text`."""
    ending = "" if output is None else output.suffix.lower().removeprefix(".")
    return ending if ending in kinds else "text"
