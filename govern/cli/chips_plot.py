"""`govern chips plot`: the chips of the catalogue over the areas that the rules of a day draw, as SVG or HTML."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from govern.assessment.assess import Assessment, assess
from govern.chips.case import named_chip
from govern.cli.check import Prepared
from govern.cli.chip_catalogue import is_wanted, refuse_unknown
from govern.cli.chip_classification import chips_law, known_chips
from govern.cli.console import complain, console, write
from govern.problem import Problem, Rejected, quoted
from govern.reporting.chip_marks import chart_of, mark_of, name_of

__all__ = ["assessed", "plot_chips"]

_OUTPUT = Path("chips.svg")


def plot_chips(
    chips: Sequence[str],
    on: str | None,
    known: str | None,
    vendors: Sequence[str] | None,
    output: Path | None,
    policies: Sequence[str] | None,
) -> int:
    """Write the chart of the chips; return the exit code."""
    target = output or _OUTPUT
    if target.suffix.lower() not in (".svg", ".html"):
        message = f"{quoted(str(target))} has an ending that no chart has"
        return complain([Problem(code="ending", message=message, help="the endings are `.svg`, `.html`")])
    try:
        law = chips_law(on, known, policies)
        names = known_chips(chips, law) if chips else list(law.catalogue.names("chip"))
        drawn = _of_vendors(assessed(law, names), vendors)
    except Rejected as rejected:
        return complain(rejected.problems)
    svg = chart_of(law.law, drawn)
    if not write(svg if target.suffix.lower() == ".svg" else _page(svg), target):
        return 2
    left = [name_of(chip) for chip in drawn if mark_of(chip) is None]
    count = len(drawn) - len(left)
    told = f"{count} chip{'' if count == 1 else 's'} by throughput and density, law on {law.law.on.isoformat()}"
    console().print(f"{target}: {told}")
    if left:
        console().print(f"not drawn, because no throughput is known: {', '.join(left)}")
    return 0


def assessed(law: Prepared, names: Sequence[str]) -> list[Assessment]:
    """Return chips of the catalogue, each decided."""
    return [assess(named_chip(name, law.corpus, law.catalogue), law.law, "direct") for name in names]


def _of_vendors(chips: Sequence[Assessment], vendors: Sequence[str] | None) -> list[Assessment]:
    refuse_unknown(vendors, {_vendor(chip) for chip in chips}, "--vendor", "vendor", among="none of these chips")
    return [chip for chip in chips if is_wanted(_vendor(chip), vendors)]


def _vendor(chip: Assessment) -> str:
    return chip.declaration.text_of("chip.vendor") or ""


def _page(svg: str) -> str:
    style = "body{margin:1.5rem;background:#fff}svg{max-width:100%;height:auto}"
    head = f'<meta charset="utf-8"><title>{escape("Chips and the limits of ECCN 3A090")}</title><style>{style}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{svg}</body></html>\n'
