"""The commands `govern claims ...`: claims about the field listed with their status, and each recomputation shown."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from govern.cli.options import On, ending_of

if TYPE_CHECKING:
    from govern.reporting.render import Format

__all__ = ["claims_app"]

claims_app = typer.Typer(
    help="Checks what primers of the field say in numbers against formulas and sourced figures.",
    rich_markup_mode=None,
    invoke_without_command=True,
)


class ClaimsFormat(StrEnum):
    """How the claims are written."""

    text = "text"
    json = "json"
    html = "html"
    markdown = "markdown"
    md = "md"


Written = Annotated[
    ClaimsFormat | None, typer.Option("--format", "-f", help="How; by default as the file's ending says, or text.")
]
Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="PATH", help="Write to this file.")]
Name = Annotated[str, typer.Argument(metavar="CLAIM", help="Name of a claim, as `govern claims` lists them.")]
File = Annotated[
    Path | None, typer.Option("--file", metavar="FILE", help="Your own file of claims instead of the shipped one.")
]
Json = Annotated[bool, typer.Option("--json", help="As JSON, for other programs.")]
Own = Annotated[Path, typer.Argument(metavar="FILE", help="Your own file of claims, written like the shipped one.")]


@claims_app.callback()
def claims(context: typer.Context, on: On = None, format: Written = None, output: Output = None) -> None:
    """Check every claim: supported, disputed, unit error, out of date; with the recomputation and why."""
    if context.invoked_subcommand is None:
        _list(None, on, format, output)


@claims_app.command("check")
def claims_check(file: Own, on: On = None, format: Written = None, output: Output = None) -> None:
    """Check the claims of your own file in the same way."""
    _list(file, on, format, output)


@claims_app.command("show")
def claims_show(name: Name, file: File = None, on: On = None, as_json: Json = False) -> None:
    """Show one claim and every step of what it is held against, with units and sources."""
    from govern.cli.claims import show_claim

    raise typer.Exit(show_claim(name, file, on, as_json=as_json))


def _list(file: Path | None, on: str | None, format: ClaimsFormat | None, output: Path | None) -> None:
    from govern.cli.claims import list_claims

    kinds: dict[str, Format | Literal["text", "json"]] = {
        "text": "text",
        "json": "json",
        "html": "html",
        "markdown": "md",
        "md": "md",
    }
    asked = format.value if format is not None else ending_of(output, list(kinds))
    raise typer.Exit(list_claims(kinds[asked], file, on, output))
