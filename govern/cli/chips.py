"""The commands `govern chips ...`: the catalogue of chips listed, shown, compared, classified, checked and drawn."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from govern.cli.options import Engine, EngineChoice, Known, On, Policies, listed

__all__ = ["chips_app"]

chips_app = typer.Typer(no_args_is_help=True, help="Lists, classifies and draws chips.", rich_markup_mode=None)

Chips = Annotated[list[str] | None, typer.Argument(metavar="[CHIP]...", help="Names of the catalogue; default all.")]
Vendor = Annotated[
    list[str] | None, typer.Option("--vendor", metavar="NAME", help="Only chips of this vendor; repeatable.")
]
Destination = Annotated[
    str | None, typer.Option("--to", metavar="COUNTRY", help="Destination, two letters such as CN or AE.")
]
Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="PATH", help="Write to this file.")]

Json = Annotated[bool, typer.Option("--json", help="As JSON, for other programs.")]


class TransferKind(StrEnum):
    """How a chip is transferred."""

    export = "export"
    reexport = "reexport"
    in_country = "in_country"
    remote_access = "remote_access"


Named = Annotated[list[str], typer.Argument(metavar="CHIP...", help="Names of the catalogue.")]
Market = Annotated[
    list[str] | None,
    typer.Option("--market", metavar="NAME", help="Only chips of this market, such as datacenter; repeatable."),
]


@chips_app.command("list")
def chips_list(
    vendor: Vendor = None,
    market: Market = None,
    on: On = None,
    known: Known = None,
    as_json: Json = False,
    policies: Policies = None,
) -> None:
    """List the chips of the catalogue: market, processing performance, density, bandwidth, entry on a day."""
    from govern.cli.chip_catalogue import list_chips

    code = list_chips(listed(vendor), listed(market), on, known, as_json=as_json, policies=listed(policies))
    raise typer.Exit(code)


@chips_app.command("show")
def chips_show(
    chips: Named, on: On = None, known: Known = None, as_json: Json = False, policies: Policies = None
) -> None:
    """Show every figure of a chip with its source, and what is missing."""
    from govern.cli.chip_catalogue import show_chips

    raise typer.Exit(show_chips(tuple(chips), on, known, as_json=as_json, policies=listed(policies)))


@chips_app.command("compare")
def chips_compare(
    chips: Named, on: On = None, known: Known = None, as_json: Json = False, policies: Policies = None
) -> None:
    """Set the figures of chips side by side."""
    from govern.cli.chip_catalogue import compare_chips

    raise typer.Exit(compare_chips(tuple(chips), on, known, as_json=as_json, policies=listed(policies)))


@chips_app.command("classify")
def chips_classify(
    chips: Annotated[
        list[str] | None, typer.Argument(metavar="[CHIP]...", help="Names of the catalogue, or files of declarations.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All chips of the catalogue.")] = False,
    on: On = None,
    known: Known = None,
    to: Destination = None,
    origin: Annotated[str, typer.Option("--from", metavar="COUNTRY", help="From where it is sent.")] = "US",
    headquarters: Annotated[
        str | None, typer.Option("--headquarters", metavar="COUNTRY", help="Of the end user; not stated: open.")
    ] = None,
    parent: Annotated[
        str | None, typer.Option("--parent", metavar="COUNTRY", help="Headquarters of the end user's ultimate parent.")
    ] = None,
    kind: Annotated[
        TransferKind | None, typer.Option("--kind", help="Of transfer; by default an export if it is sent from the US.")
    ] = None,
    details: Annotated[bool, typer.Option("--details", help="Each chip in full, also when there are many.")] = False,
    engine: Engine = EngineChoice.durable,
    as_json: Json = False,
    policies: Policies = None,
) -> None:
    """Say each chip's entry, the licence requirement by text and as enforced, the review, and what is near a line."""
    from govern.chips.case import Shipment
    from govern.cli.chip_classification import classify_chips

    shipment = Shipment(
        kind=None if kind is None else kind.value,
        origin=origin,
        destination=to,
        headquarters=headquarters,
        parent=parent,
    )
    code = classify_chips(
        tuple(chips or ()),
        shipment,
        everything=everything,
        details=details,
        on=on,
        known=known,
        engine=engine.value,
        as_json=as_json,
        policies=listed(policies),
    )
    raise typer.Exit(code)


@chips_app.command("check")
def chips_check(
    chips: Chips = None,
    file: Annotated[
        list[str] | None,
        typer.Option("--file", metavar="PATH", help="A declaration, or a catalogue called chips.yaml; repeatable."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if anything is found.")] = False,
    as_json: Json = False,
    policies: Policies = None,
) -> None:
    """Find figures that do not fit together, each with its chip, why, and the source to read again."""
    from govern.cli.chip_check import check_chips

    raise typer.Exit(check_chips(tuple(chips or ()), file, strict=strict, as_json=as_json, policies=listed(policies)))


@chips_app.command("plot")
def chips_plot(
    chips: Chips = None,
    on: On = None,
    known: Known = None,
    vendor: Vendor = None,
    output: Output = None,
    policies: Policies = None,
) -> None:
    """Draw chips and the areas of the rules of a day: processing performance and density, as SVG or HTML."""
    from govern.cli.chips_plot import plot_chips

    raise typer.Exit(plot_chips(tuple(chips or ()), on, known, listed(vendor), output, listed(policies)))


@chips_app.command("matrix")
def chips_matrix(
    products: Annotated[Path, typer.Argument(metavar="PRODUCTS", help="A list of products, .csv or .xlsx.")],
    output: Output = None,
    on: On = None,
    known: Known = None,
    to: Destination = None,
    policies: Policies = None,
) -> None:
    """Decide each product of a list and write the table of their classifications, as CSV, XLSX or HTML."""
    from govern.cli.chips_matrix import write_matrix

    raise typer.Exit(write_matrix(products, output, on, known, to, listed(policies)))
