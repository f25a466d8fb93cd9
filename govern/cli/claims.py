"""`govern claims`: what primers of the field say in numbers, held against the formulas and sourced figures."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from textwrap import wrap
from typing import Any, Final, Literal

from rich.text import Text
from rich.tree import Tree

from govern.catalog.catalog import read_catalogue
from govern.claims.claim import read_claims
from govern.claims.recomputation import Verified, verified, verified_through
from govern.cli.check import read_day
from govern.cli.console import complain, console, inert, write
from govern.cli.derivation import grow
from govern.law.corpus import read_corpus
from govern.problem import Problem, Rejected, did_you_mean, quoted
from govern.reporting.claims_document import claim_part, claims_document
from govern.reporting.render import Format, render_template
from govern.reporting.typesetting import visible

__all__ = ["list_claims", "show_claim"]

_STATUS: Final = 21
_ASPECT: Final = 14
_STYLES: Final = {
    "supported": "green",
    "disputed": "yellow",
    "unit_error": "red",
    "out_of_date": "magenta",
    "open": "yellow",
}


def list_claims(
    format: Format | Literal["text", "json"], file: Path | None, on: str | None, output: Path | None
) -> int:
    """Print every claim of a file, the shipped one by default, with its status and why; return the exit code."""
    try:
        day, corpus = read_day(on, "--on") or date.today(), read_corpus()
        found = verified(read_claims(file), corpus, read_catalogue(corpus.vocabulary), day)
    except Rejected as rejected:
        return complain(rejected.problems)
    document = claims_document(found, day, verified_through(found, corpus), whole=format == "html")
    if format == "json":
        return 0 if write(json.dumps(document, ensure_ascii=False, indent=2) + "\n", output) else 2
    if format != "text":
        return 0 if write(render_template("claims", format, document), output) else 2
    if output is not None:
        return 0 if write(_plain(inert(document)), output) else 2
    _print(inert(document))
    return 0


def show_claim(name: str, file: Path | None, on: str | None, *, as_json: bool = False) -> int:
    """Print one claim and every step of what it is held against; return the exit code."""
    try:
        day, claims = read_day(on, "--on") or date.today(), read_claims(file)
        named = [claim for claim in claims if claim.name == name]
        if not named:
            help = did_you_mean(name, [claim.name for claim in claims]) or "the claims are listed by `govern claims`"
            return complain([Problem(code="claim", message=f"there is no claim {quoted(name)}", help=help)])
        corpus = read_corpus()
        (found,) = verified(named, corpus, read_catalogue(corpus.vocabulary), day)
    except Rejected as rejected:
        return complain(rejected.problems)
    if as_json:
        return 0 if write(json.dumps(claim_part(found), ensure_ascii=False, indent=2) + "\n", None) else 2
    _show(found, inert(claim_part(found)), day.isoformat())
    return 0


def _plain(document: dict[str, Any]) -> str:
    """Return the list as text without colour, for a file."""
    out = console()
    with out.capture() as captured:
        _print(document)
    return Text.from_ansi(captured.get()).plain.rstrip("\n") + "\n"


def _print(document: dict[str, Any]) -> None:
    out = console()
    out.print(Text(f"Claims about the field, held against what was known on {document['on']}", style="bold"))
    if document["verified_through"]:
        out.print(Text(f"Law and figures were verified through {document['verified_through']}.", style="yellow"))
    for claim in document["claims"]:
        out.print()
        line = Text(f"{claim['words']:<{_STATUS}}", style=_STYLES.get(claim["status"], ""))
        for row, part in enumerate(wrap(claim["says"], out.width - _STATUS)):
            start = line if row == 0 else Text(" " * _STATUS)
            out.print(start.append(part, style="bold"))
        for aspect, text in _aspects(claim):
            _print_aspect(aspect, text)
    out.print()
    if document["made_later"]:
        out.print(Text(f"Left out, since made after this day: {', '.join(document['made_later'])}", style="dim"))
    out.print(Text("Every step of one, with units and sources: govern claims show CLAIM", style="dim"))


def _print_aspect(aspect: str, text: str) -> None:
    out = console()
    for row, part in enumerate(wrap(text, out.width - _STATUS - _ASPECT)):
        head = f"{aspect if row == 0 else '':<{_ASPECT}}"
        out.print(Text(" " * _STATUS).append(head, style="dim").append(part))


def _aspects(claim: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is told of a claim: its name, what was said, what comes out, and why it has its status."""
    yield "claim", claim["id"]
    if claim["claimed"]:
        yield "said", f"{claim['quantity']}: {claim['claimed']['text']}, as of {claim['as_of']}"
    if claim["comes_out_as"]:
        yield "comes out as", claim["comes_out_as"]
    yield "why", claim["because"]
    if claim["note"]:
        yield "note", claim["note"]


def _show(found: Verified, claim: dict[str, Any], day: str) -> None:
    out = console()
    out.print(Text(claim["says"], style="bold"))
    out.print(Text(f"{claim['words']}, held against what was known on {day}", style=_STYLES.get(claim["status"], "")))
    for aspect, text in _aspects(claim):
        for row, part in enumerate(wrap(text, out.width - _ASPECT)):
            out.print(Text(f"{aspect if row == 0 else '':<{_ASPECT}}", style="dim").append(part))
    for source in claim["sources"]:
        told = "; ".join(each for each in (source["title"], source["href"], f"grade: {source['grade']}") if each)
        for row, part in enumerate(wrap(told, out.width - _ASPECT, break_long_words=False, break_on_hyphens=False)):
            out.print(Text(f"{'' if row else 'said by':<{_ASPECT}}", style="dim").append(part), soft_wrap=True)
    for recomputed, part in zip(found.recomputations, claim["recomputed"], strict=True):
        out.print()
        heading = f"{part['label']}: {part['value']['text']}, {_standing(part, day)}"
        tree = Tree(Text(visible(heading), style="bold"), guide_style="dim")
        grow(tree, recomputed.derivation)
        out.print(tree)


def _standing(part: dict[str, Any], day: str) -> str:
    """Return how a recomputation stands to the claim, and of which time it speaks if not of the day."""
    words = f"{part['words']}, if meant as {part['fits']}" if part["fits"] else str(part["words"])
    if part["current"]:
        return words
    span = [f"since {part['since']}" if part["since"] else "", f"until {part['until']}" if part["until"] else ""]
    return f"{words}; not of {day}, but {' '.join(each for each in span if each)}"
