"""`govern chips list`, `show` and `compare`: the chips of the catalogue, their figures, and what is missing of them."""

import json
from collections.abc import Collection, Sequence
from textwrap import wrap
from typing import Any

from rich.text import Text

from govern.assessment.assess import assess
from govern.chips.case import named_chip
from govern.cli.check import Prepared
from govern.cli.chip_classification import chips_law, known_chips, print_under
from govern.cli.console import PLAIN_WIDTH, complain, console, inert
from govern.problem import Problem, Rejected, did_you_mean, quoted
from govern.reporting.chip_entry import chip_entry, compared
from govern.reporting.words import grade
from govern.vocabulary import Vocabulary

__all__ = ["compare_chips", "is_wanted", "list_chips", "refuse_unknown", "show_chips"]

_NAME = 38
_WIDTHS = {"market": 12, "tpp": 11, "density": 14, "dram_bandwidth": 10}
_LABEL = 32
_NARROWEST = 16


def _documents(names: Sequence[str], ready: Prepared) -> list[dict[str, Any]]:
    found = []
    for name in names:
        entry = ready.catalogue.find("chip", name)
        if entry is not None:
            case = named_chip(entry.name, ready.corpus, ready.catalogue)
            found.append(chip_entry(entry, assess(case, ready.law, "direct")))
    return found


def list_chips(
    vendors: Sequence[str] | None,
    markets: Sequence[str] | None,
    on: str | None,
    known: str | None,
    *,
    as_json: bool,
    policies: Sequence[str] | None,
) -> int:
    """Print the chips of the catalogue by vendor, with measures and entry on a day; return the exit code."""
    try:
        ready = chips_law(on, known, policies)
        documents = _documents(ready.catalogue.names("chip"), ready)
        refuse_unknown(vendors, {each["vendor"] or "" for each in documents}, "--vendor", "vendor")
        refuse_unknown(markets, {each["market"] or "" for each in documents}, "--market", "market")
    except Rejected as rejected:
        return complain(rejected.problems)
    kept = [each for each in documents if is_wanted(each["vendor"], vendors) and is_wanted(each["market"], markets)]
    if as_json:
        print(json.dumps(kept, indent=2))
        return 0
    out = console()
    by_vendor: dict[str, list[dict[str, Any]]] = {}
    for document in inert(kept):
        by_vendor.setdefault(document["vendor"] or "vendor not stated", []).append(document)
    heads = {"market": "market", "tpp": "TPP", "density": "TPP/mm2", "dram_bandwidth": "GB/s DRAM"}
    head = "".join(f"{heads[key]:<{width}}" for key, width in _WIDTHS.items())
    out.print(Text(f"{'':<{_NAME}}{head}entry", style="bold"))
    for vendor in sorted(by_vendor, key=str.casefold):
        out.print(Text(vendor, style="bold underline"))
        for document in by_vendor[vendor]:
            _print_row(document)
    legend = "?: not known; n/a: there is no such figure; ~: an estimate; >=: at least, the rates are not all known"
    print_under(f"{len(kept)} chips; entry by US law on {ready.law.on}. {legend}.", 0, style="dim")
    return 0


def _print_row(document: dict[str, Any]) -> None:
    out = console()
    cells = {"market": (document["market"] or "?").replace("_", " "), **document["short"]}
    if len(cells["market"]) >= _WIDTHS["market"]:
        cells["market"] = {"system on chip": "soc"}.get(cells["market"], cells["market"][: _WIDTHS["market"] - 1])
    first, *rest = wrap(document["name"], _NAME - 4)
    row = "".join(f"{cells[key]:<{width - 1}} " for key, width in _WIDTHS.items())
    entry = document["entry"]["words"].partition(":")[0] if document["entry"] else "?"
    out.print(Text(f"  {first:<{_NAME - 2}}{row}{entry}"), soft_wrap=True)
    for part in rest:
        out.print(Text(f"    {part}"))


def is_wanted(value: str | None, asked: Sequence[str] | None) -> bool:
    """Return whether a value is one of those asked for; all are where none is."""
    return asked is None or (value or "").casefold() in {each.casefold() for each in asked}


def refuse_unknown(
    asked: Sequence[str] | None,
    known: Collection[str],
    option: str,
    what: str,
    among: str = "no chip of the catalogue",
) -> None:
    """Raise `Rejected` with a problem for each name asked for that no chip has; letter case does not count."""
    folded = {each.casefold() for each in known if each}
    problems = [
        Problem(
            code=what,
            message=f"{among} is of the {what} {quoted(name)} (`{option}`)",
            help=did_you_mean(name, known) or f"there are {', '.join(f'`{each}`' for each in sorted(known) if each)}",
        )
        for name in asked or ()
        if name.casefold() not in folded
    ]
    if problems:
        raise Rejected(problems)


def show_chips(
    names: Sequence[str], on: str | None, known: str | None, *, as_json: bool, policies: Sequence[str] | None
) -> int:
    """Print every figure of chips with its source, and what is missing; return the exit code."""
    try:
        ready = chips_law(on, known, policies)
        documents = _documents(known_chips(names, ready), ready)
    except Rejected as rejected:
        return complain(rejected.problems)
    if as_json:
        print(json.dumps(documents, indent=2))
        return 0
    for i, document in enumerate(inert(documents)):
        if i:
            console().print()
        _print_chip(document)
    return 0


def _print_chip(document: dict[str, Any]) -> None:
    out = console()
    out.print(Text(document["name"], style="bold"))
    for part in document["measures"].values():
        if part is not None:
            estimate = f" ({part['estimate']['text']})" if part["estimate"] else ""
            out.print(Text(f"  {part['label']}: {part['text']}{estimate}"))
    if document["entry"]:
        out.print(Text(f"  entry of the Commerce Control List on {document['on']}: {document['entry']['words']}"))
    out.print(Text("Figures", style="bold underline"))
    sources: dict[tuple[str, str], int] = {}
    for figure in document["figures"]:
        number = sources.setdefault((figure["source"] or "", figure["href"] or ""), len(sources) + 1)
        estimate = f" ({figure['estimate']['text']})" if figure["estimate"] else ""
        by = f", stated by {figure['stated_by']}" if figure["stated_by"] else ""
        about = ", ".join(part for part in (grade(figure["grade"]), f"source {number}") if part)
        line = Text(f"  {figure['label']:<{_LABEL}}  {figure['text']}{estimate}{by}")
        out.print(line.append(f"  [{about}]", style="dim"), soft_wrap=True)
    if document["missing"]:
        out.print(Text("Missing", style="bold underline"))
        print_under(", ".join(each["label"] for each in document["missing"]), 2, style="yellow")
    if document["notes"]:
        out.print(Text("Notes", style="bold underline"))
    for note in document["notes"]:
        print_under(f"- {note}", 2, hang=2)
    out.print(Text("Sources", style="bold underline"))
    for (title, href), number in sources.items():
        print_under(f"{number}. {title}", 2, hang=3)
        print_under(href, 5, style="dim")


def compare_chips(
    names: Sequence[str], on: str | None, known: str | None, *, as_json: bool, policies: Sequence[str] | None
) -> int:
    """Print chips side by side, as many in a row as there is room for; return the exit code."""
    try:
        ready = chips_law(on, known, policies)
        documents = _documents(known_chips(names, ready), ready)
    except Rejected as rejected:
        return complain(rejected.problems)
    if as_json:
        rows = [{"label": label, "values": cells} for label, cells in compared(documents, ready.law.vocabulary)]
        print(json.dumps({"chips": [each["name"] for each in documents], "rows": rows}, indent=2))
        return 0
    width = min(console().width, PLAIN_WIDTH) - _LABEL
    fit = max(width // _NARROWEST, 1)
    shown = inert(documents)
    for start in range(0, len(shown), fit):
        if start:
            console().print()
        _print_side_by_side(shown[start : start + fit], width, ready.law.vocabulary)
    return 0


def _print_side_by_side(documents: list[dict[str, Any]], width: int, vocabulary: Vocabulary) -> None:
    column = min(width // len(documents), 34)
    _print_cells("", [each["name"] for each in documents], column, "bold")
    for label, cells in compared(documents, vocabulary):
        differs = len(set(cells)) > 1
        _print_cells(label, cells, column, "" if differs else "dim")


def _print_cells(label: str, cells: list[str], column: int, style: str) -> None:
    out = console()
    wrapped = [wrap(label, _LABEL - 2) or [""], *(wrap(cell, column - 2) or [""] for cell in cells)]
    for i in range(max(map(len, wrapped))):
        first, *others = (part[i] if i < len(part) else "" for part in wrapped)
        row = f"{first:<{_LABEL}}" + "".join(f"{each:<{column}}" for each in others)
        out.print(Text(row.rstrip(), style=style), soft_wrap=True)
