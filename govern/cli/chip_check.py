"""`govern chips check`: figures of the catalogue, or of files of one's own, that do not fit together."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.text import Text

from govern.assessment.assess import assess
from govern.catalog.catalog import read_catalogue
from govern.chips.case import DENSITY, measure, named_chip, number_of
from govern.chips.inconsistencies import Doubt, Peer, doubts
from govern.cli.check import Prepared
from govern.cli.chip_classification import chips_law, known_chips, print_under
from govern.cli.console import complain, console, inert
from govern.declaration.declaration import Declaration
from govern.declaration.read import read
from govern.problem import Problem, Rejected, quoted
from govern.ranges import Number
from govern.source import Mapping, read_file
from govern.source import Scalar as TextNode

__all__ = ["check_chips"]

_CATALOGUE = "chips.yaml"


def check_chips(
    chips: Sequence[str],
    files: Sequence[str] | None,
    *,
    strict: bool,
    as_json: bool,
    policies: Sequence[str] | None,
) -> int:
    """Print what does not fit together; return the exit code: 1 if ``strict`` and something was found."""
    try:
        ready = chips_law(None, None, policies)
        listed = {name: named_chip(name, ready.corpus, ready.catalogue) for name in ready.catalogue.names("chip")}
        cases = _cases(chips, files, ready, listed)
    except Rejected as rejected:
        return complain(rejected.problems)
    densities = {name: _density(case, ready) for name, case in listed.items()}
    peers = _peers(listed, densities)
    found = {}
    for name, case in cases.items():
        others = [peer for peer in peers if peer.name != name]
        density = densities[name] if case is listed.get(name) else _density(case, ready)
        told = doubts(case.facts, density, others)
        if told:
            found[name] = told
    if as_json:
        print(json.dumps([{"chip": name, **_part(each)} for name, told in found.items() for each in told], indent=2))
    else:
        _print(found, ready, len(cases))
    return 1 if strict and found else 0


def _cases(
    chips: Sequence[str], files: Sequence[str] | None, ready: Prepared, listed: dict[str, Declaration]
) -> dict[str, Declaration]:
    """Return the chips asked for by name: of files, or else of the catalogue."""
    cases: dict[str, Declaration] = {}
    for file in files or ():
        if _is_catalogue(file):
            own = _own_catalogue(file, ready)
            cases |= {name: named_chip(name, own.corpus, own.catalogue) for name in own.catalogue.names("chip")}
        else:
            cases[file] = read(file, ready.corpus, ready.catalogue)
    if files is not None and not chips:
        return cases
    return cases | ({name: listed[name] for name in known_chips(chips, ready)} if chips else listed)


def _is_catalogue(file: str) -> bool:
    path = Path(file)
    if not path.is_file():
        raise Rejected([Problem(code="file", message=f"there is no file {quoted(file)}")])
    node = read_file(path)
    kind = node.entries.get("catalogue") if isinstance(node, Mapping) else None
    return isinstance(kind, TextNode)


def _own_catalogue(file: str, ready: Prepared) -> Prepared:
    path = Path(file)
    if path.name != _CATALOGUE:
        message, help = f"{quoted(file)} is a catalogue under another name", f"call it `{_CATALOGUE}`"
        raise Rejected([Problem(code="file", message=message, help=help)])
    catalogue = read_catalogue(ready.corpus.vocabulary, path.parent)
    catalogue.entries("chip")
    return Prepared(ready.corpus, catalogue, ready.law)


def _density(case: Declaration, ready: Prepared) -> Number | None:
    return number_of(measure(assess(case, ready.law, "direct"), DENSITY))


def _peers(listed: dict[str, Declaration], densities: dict[str, Number | None]) -> list[Peer]:
    found = []
    for name, case in listed.items():
        stated, density = case.facts.get("chip.process_node"), densities[name]
        node = None if stated is None else number_of(stated.value)
        if node is not None and density is not None:
            found.append(Peer(name=name, node=node, density=density))
    return found


def _part(doubt: Doubt) -> dict[str, Any]:
    return {"code": doubt.code, "facts": list(doubt.facts), "why": doubt.why, "sources": list(doubt.sources)}


def _print(found: dict[str, tuple[Doubt, ...]], ready: Prepared, looked_at: int) -> None:
    out = console()
    for name, told in found.items():
        out.print(Text(inert(name), style="bold"))
        for doubt in told:
            labels = ", ".join(ready.corpus.vocabulary[fact].label for fact in doubt.facts)
            print_under(inert(f"- {labels}: {doubt.why}"), 2, hang=2)
            for source in doubt.sources if doubt.code != "not_verified" else ():
                print_under(inert(source), 4, style="dim")
    count = sum(map(len, found.values()))
    last = (
        f"{count} doubts about {len(found)} of {looked_at} chips. Each is a reason to read the source again, no error."
    )
    out.print(Text(last, style="dim"))
