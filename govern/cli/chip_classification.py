"""`govern chips classify`: the four answers on each chip apart, its letters, its lines, and what stands near one."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import wrap
from typing import Any

from rich.text import Text

from govern.assessment.assess import assess
from govern.assessment.decision import EngineName
from govern.chips.case import Shipment, named_chip, shipped_as
from govern.cli.check import Prepared, Request, prepared
from govern.cli.console import PLAIN_WIDTH, STYLES, complain, console, inert
from govern.countries import code_meant, is_country
from govern.declaration.declaration import Declaration
from govern.declaration.read import read
from govern.problem import Problem, Rejected, quoted
from govern.reporting.answer_part import because_of
from govern.reporting.chip_document import chip_document
from govern.reporting.words import SHORT_ANSWERS, capital

__all__ = ["chips_law", "classify_chips", "known_chips", "print_under"]

_US = ("US",)
_DETAILED = 4
_LINES = 3
_NAMED = 4
_COLUMNS = ("classification", "by_text", "as_enforced", "licence_review")
_SAID = {
    "us/ear/advanced_computing#classification": "entry",
    "us/ear/licence_requirement#by_text": "requirement by the text",
    "us/ear/licence_requirement#as_enforced": "requirement as enforced",
    "us/ear/licence_review#licence_review": "review",
}
_HEADS = ("entry", "by the text", "as enforced", "review")
_NAME, _COLUMN = 32, 15


def chips_law(on: str | None, known: str | None, policies: Sequence[str] | None, engine: str = "direct") -> Prepared:
    """Return the corpus, the catalogue and the law of the United States on a day; raise `Rejected`."""
    return prepared(
        Request(
            files=(),
            on=on,
            known=known,
            jurisdictions=_US,
            include=(),
            engine=engine,
            policies=None if policies is None else tuple(policies),
        )
    )


def classify_chips(
    chips: Sequence[str],
    shipment: Shipment,
    *,
    everything: bool,
    details: bool,
    on: str | None,
    known: str | None,
    engine: str,
    as_json: bool,
    policies: Sequence[str] | None,
) -> int:
    """Classify chips of the catalogue or of declarations, print what comes out; return the exit code."""
    try:
        _refuse_no_country(shipment)
        ready = chips_law(on, known, policies, engine)
        names = _asked(chips, ready, everything=everything)
    except Rejected as rejected:
        return complain(rejected.problems)
    documents, rejected_chips = [], 0
    for name in names:
        try:
            documents.append(_document(name, shipment, ready, "direct" if engine == "direct" else "durable"))
        except Rejected as rejected:
            complain(rejected.problems)
            rejected_chips += 1
    if as_json:
        print(json.dumps(documents, indent=2))
    elif documents:
        shown = [inert(document) for document in documents]
        _print_head(shown)
        if details or len(shown) <= _DETAILED:
            for document in shown:
                _print_one(document, with_way=len({_way(each) for each in shown}) > 1)
        else:
            _print_table(shown)
        console().print(Text(f"Engine: {shown[0]['engine']}. Not legal advice.", style="dim"))
    return 2 if rejected_chips else 0


def _refuse_no_country(shipment: Shipment) -> None:
    options = (
        ("--from", shipment.origin),
        ("--to", shipment.destination),
        ("--headquarters", shipment.headquarters),
        ("--parent", shipment.parent),
    )
    problems = []
    for option, code in options:
        if code is not None and not is_country(code):
            meant = code_meant(code)
            help = "write two letters, ISO 3166-1: CN, MO, DE" if meant is None else f"did you mean `{meant}`?"
            message = f"{quoted(code)} is not the code of a country for `{option}`"
            problems.append(Problem(code="country", message=message, help=help))
    if problems:
        raise Rejected(problems)


def _asked(chips: Sequence[str], ready: Prepared, *, everything: bool) -> list[str]:
    if everything and chips:
        message = "`--all` and the names of chips exclude each other"
        raise Rejected([Problem(code="chips", message=message)])
    if not everything and not chips:
        help = "name chips of the catalogue or files of declarations, or write `--all`"
        raise Rejected([Problem(code="chips", message="no chip is named", help=help)])
    return ready.catalogue.names("chip") if everything else known_chips(chips, ready, files=True)


def known_chips(chips: Sequence[str], ready: Prepared, *, files: bool = False) -> list[str]:
    """Return the catalogue's names of chips, and files as they are; raise `Rejected` for what is neither."""
    found, problems = [], []
    for name in dict.fromkeys(chips):
        entry = ready.catalogue.find("chip", name)
        if entry is not None:
            found.append(entry.name)
        elif files and Path(name).is_file():
            found.append(name)
        else:
            help = ready.catalogue.suggestion("chip", name) or "`govern chips list` lists the names"
            message = f"{quoted(name)} is not a chip of the catalogue" + (" and no file" if files else "")
            problems.append(Problem(code="not_in_catalogue", message=message, help=help))
    if problems:
        raise Rejected(problems)
    return found


def _document(name: str, shipment: Shipment, ready: Prepared, engine: EngineName) -> dict[str, Any]:
    case: Declaration
    entry = ready.catalogue.find("chip", name)
    if entry is not None:
        case = named_chip(name, ready.corpus, ready.catalogue)
    else:
        case = read(name, ready.corpus, ready.catalogue)
    case = shipped_as(case, shipment)
    origin = case.facts.get("transfer.origin")
    if shipment.kind is None and shipment.destination and origin is not None and origin.value == "US":
        case = shipped_as(case, replace(Shipment(), kind="export"))
    return chip_document(assess(case, ready.law, engine), () if entry is None else entry.notes)


def _print_head(documents: list[dict[str, Any]]) -> None:
    out, on = console(), documents[0]["on"]
    ways = {_way(document) for document in documents}
    way = ways.pop() if len(ways) == 1 else "transfers that differ"
    through = min((each["verified_through"] for each in documents if each["verified_through"]), default=None)
    unseen = ": later changes unseen" if through and on > through else ""
    print_under(f"{way}. US law on {on}, verified through {through or 'no stated day'}{unseen}.", 0, style="dim")
    out.print()


def _way(document: dict[str, Any]) -> str:
    way = [(document["kind"] or "transfer").replace("_", " ")]
    for word, key in (("from", "origin"), ("to", "destination"), ("end user of", "headquarters"), ("parent", "parent")):
        way += [f"{word} {document[key]}"] if document[key] else []
    return " ".join(way) + ("" if document["destination"] else " to a destination that is not stated")


def _print_one(document: dict[str, Any], *, with_way: bool) -> None:
    out = console()
    name = Text(document["chip"], style="bold")
    out.print(name.append(f"   {_way(document)}", style="dim") if with_way else name)
    print_under(", ".join(_figures(document)), 2, style="dim")
    for answer in document["answers"].values():
        line = Text(f"  {capital(answer['label'])}: ")
        line.append(answer["words"], style=STYLES[answer["outcome"]])
        out.print(line)
        print_under(f"{because_of(answer, _NAMED, gaps_apart=False)} [{answer['reference']}]".strip(), 4, style="dim")
    reached = document["reached_by_the_chip"]
    if reached:
        missing = f" (missing: {', '.join(reached['missing'])})" if reached["missing"] else ""
        print_under(f"{reached['label']}: {reached['words']}{missing} [{reached['reference']}]", 2)
    _print_beside(document)
    _print_lines(document)
    for note in document["notes"]:
        print_under(f"Note: {note}", 2, style="dim")
    for problem in document["problems"]:
        help = f"; {problem['help']}" if problem["help"] else ""
        print_under(f"{problem['severity']}: {problem['message']}{help}", 2, style="yellow")
    out.print()


def _figures(document: dict[str, Any]) -> Iterator[str]:
    for figure in document["figures"].values():
        if figure is not None:
            graded = figure.get("grade")
            note = " (not verified)" if graded == "unverified" else " (inference)" if graded == "inference" else ""
            yield f"{figure['label']} {figure['text']}{note}"


def _print_beside(document: dict[str, Any]) -> None:
    told = [each for each in document["beside"] if each["outcome"] != "unknown"]
    for each in told:
        relief = "relief: " if each["kind"] == "relief" else ""
        print_under(f"{relief}{each['label']}: {each['words']} [{each['reference']}]", 2)
    opened = [each["label"] for each in document["beside"] if each["outcome"] == "unknown"]
    if opened:
        print_under(f"Relief that is open: {'; '.join(opened)}", 2, style="dim")


def _print_lines(document: dict[str, Any]) -> None:
    lines = [each for each in document["lines"] if each["near"]] or document["lines"][:_LINES]
    for each in lines[:_LINES]:
        rules = ", ".join(dict.fromkeys(rule["reference"] for rule in each["rules"]))
        where = "exactly on the line" if each["exactly_on_it"] else f"{each['percent']} % from the line"
        near = "Near the line" if each["near"] else "Line"
        print_under(f"{near}: {each['quantity']} {each['value']}, {each['text']} ({where}) [{rules}]", 2)
    for text in _flips(document):
        print_under(f"- {text}", 4, hang=2, style="yellow")
    quiet = [each["text"] for each in document["trials"] if not each["changes"]]
    if quiet:
        print_under(f"Changes nothing: {'; '.join(quiet)}", 4, style="dim")


def _flips(document: dict[str, Any]) -> Iterator[str]:
    """Yield each reading and each change of figures that would change an answer, or else a finding."""
    questions: dict[str, list[str]] = {}
    for each in document["readings"]:
        given = ", ".join(f"{way['words']} with {way['label']}" for way in each["given"])
        questions.setdefault(each["question"], []).append(f"{_SAID.get(each['answer'], each['label'])}: {given}")
    for question, said in questions.items():
        yield f"{question} {'; '.join(said)}"
    for each in document["trials"]:
        changed = each["answers"] or each["findings"]
        told = [f"{_SAID.get(one['id'], one['label'])}: {one['after']} (now {one['before']})" for one in changed]
        if told:
            yield f"{each['text']} ({each['note']}): {'; '.join(told[:_NAMED])}"


def _print_table(documents: list[dict[str, Any]]) -> None:
    out = console()
    out.print(Text(f"{'chip':<{_NAME}}{''.join(f'{head:<{_COLUMN}}' for head in _HEADS)}near", style="bold"))
    for document in documents:
        cells = [_short(document["answers"].get(column)) for column in _COLUMNS]
        name = [*wrap(document["chip"], _NAME - 2)]
        row = Text(f"{name[0]:<{_NAME}}")
        for text, style in cells:
            row.append(f"{text:<{_COLUMN}}", style=style)
        row.append("yes" if document["near"] else "", style="yellow")
        out.print(row)
        for rest in name[1:]:
            out.print(Text(f"  {rest}"))
    out.print()
    near = [(document["chip"], list(_flips(document))) for document in documents]
    if any(flips for _, flips in near):
        out.print(Text("What a rounded figure, an estimate or a reading would change", style="bold underline"))
    for name, flips in near:
        for i, flip in enumerate(flips):
            if i == 0:
                out.print(Text(f"  {name}", style="bold"))
            print_under(f"- {flip}", 4, hang=2)
    out.print(Text("One chip in full: govern chips classify NAME, or --details.", style="dim"))


def _short(answer: dict[str, Any] | None) -> tuple[str, str]:
    if answer is None:
        return "", ""
    words = {
        "not_required_by_these_rules": "not by these",
        "presumption_of_denial": "denial",
        "presumption_of_approval": "approval",
        "case_by_case": "case by case",
    }
    if answer["is"] is not None:
        return words.get(answer["is"], str(answer["is"]).replace("_", " ")), STYLES["met"]
    if answer["outcome"] == "not_met":
        return "does not arise", ""
    return SHORT_ANSWERS[answer["outcome"]], STYLES[answer["outcome"]]


def print_under(text: str, indent: int, *, hang: int = 0, style: str = "") -> None:
    """Print a text wrapped to the terminal, indented, what is wrapped a little deeper."""
    out = console()
    first, later = " " * indent, " " * (indent + hang)
    width = min(out.width, PLAIN_WIDTH)
    for part in wrap(text, width, initial_indent=first, subsequent_indent=later, break_on_hyphens=False):
        out.print(Text(part, style=style), soft_wrap=True)
