"""`govern check`: assesses declarations and writes the result as text, JSON, HTML or Markdown."""

import json
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from govern.assessment.assess import Assessment, assess
from govern.assessment.decision import EngineName
from govern.catalog.catalog import Catalogue, read_catalogue
from govern.cli.console import complain, console, write
from govern.cli.law import read_law
from govern.cli.options import listed
from govern.declaration.declaration import Declaration
from govern.declaration.read import read, read_declaration_text
from govern.law.corpus import Corpus
from govern.law.law import Law
from govern.law.policy import Policy
from govern.problem import Problem, Rejected, did_you_mean, quoted
from govern.reporting.document import document_of
from govern.reporting.side_by_side import changes_after
from govern.reporting.subject import NOTHING_STATED
from govern.reporting.words import binds
from govern.source import MOST_BYTES
from govern.uncertainty.sampling import Sampling
from govern.validation import day_of

__all__ = ["Request", "absent", "assessed", "documented", "prepared", "run"]

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a user asks: files, the two clocks, which law, which engine."""

    files: tuple[str, ...]
    on: str | None
    known: str | None
    jurisdictions: tuple[str, ...] | None
    include: tuple[str, ...]
    engine: EngineName | str
    policies: tuple[str, ...] | None
    also_on: tuple[str, ...] = ()
    sampling: Sampling | None = None

    @classmethod
    def asked(
        cls,
        *files: str,
        on: str | None,
        known: str | None,
        engine: EngineName | str,
        include: list[str] | None,
        policies: list[str] | None,
        jurisdiction: list[str] | None = None,
        also_on: list[str] | None = None,
        draws: int | None = None,
        seed: int | None = None,
    ) -> "Request":
        """Return what the options of a command ask."""
        return cls(
            files=files,
            on=on,
            known=known,
            jurisdictions=listed(jurisdiction),
            include=listed(include) or (),
            engine=engine,
            policies=listed(policies),
            also_on=listed(also_on) or (),
            sampling=Sampling(**{k: v for k, v in (("draws", draws), ("seed", seed)) if v is not None}),
        )


@dataclass(frozen=True, slots=True)
class Prepared:
    """The corpus, the catalogue and the law that a request asks for."""

    corpus: Corpus
    catalogue: Catalogue
    law: Law
    later: tuple[Law, ...] = ()
    sampling: Sampling | None = None


def prepared(request: Request, *, upcoming: bool = False) -> Prepared:
    """Return the corpus, the catalogue, the law of the day and of the days beside it; raise `Rejected`.

    ``upcoming`` takes the next days on which the law changes where no days are asked for.
    """
    corpus = read_law(request.policies)
    law = _law_on(read_day(request.on, "--on"), read_day(request.known, "--known"), request, corpus)
    days = [day for text in request.also_on if (day := read_day(text, "--also-on")) is not None]
    if upcoming and not days:
        days = list(changes_after(corpus, law.on, law.known))
    later = tuple(_law_on(day, law.known, request, corpus) for day in dict.fromkeys(days) if day != law.on)
    return Prepared(corpus, read_catalogue(corpus.vocabulary), law, later, request.sampling)


def _law_on(on: date | None, known: date | None, request: Request, corpus: Corpus) -> Law:
    return corpus.in_force(on=on, known=known, jurisdictions=request.jurisdictions, include=request.include)


def read_day(text: str | None, option: str) -> date | None:
    """Return the day that an option gives; raise `Rejected`."""
    day = None if text is None else day_of(text)
    if text is not None and day is None:
        message = f"{quoted(text)} is not a day for `{option}`"
        raise Rejected([Problem(code="date", message=message, help="write a date such as 2025-08-02")])
    return day


def assessed(file: str, ready: Prepared, engine: EngineName | str) -> Assessment:
    """Return the assessment of one file, or of standard input for `-`; raise `Rejected`."""
    name: EngineName = "direct" if engine == "direct" else "durable"
    return assess(_declaration(file, ready), ready.law, name, ready.sampling)


def documented(file: str, ready: Prepared, engine: EngineName | str) -> dict[str, Any]:
    """Return the document of the assessment of one file, side by side with the days asked for; raise `Rejected`."""
    name: EngineName = "direct" if engine == "direct" else "durable"
    declaration = _declaration(file, ready)
    first = assess(declaration, ready.law, name, ready.sampling)
    return document_of(first, [assess(declaration, law, name) for law in ready.later])


def _declaration(file: str, ready: Prepared) -> Declaration:
    if file == STANDARD_INPUT:
        text = sys.stdin.buffer.read(MOST_BYTES + 1)
        return read_declaration_text(text, ready.corpus, ready.catalogue, file="<standard input>")
    return read(file, ready.corpus, ready.catalogue)


def run(request: Request, *, format: str, output: Path | None, fail_on: Collection[str]) -> int:
    """Assess, write, and return the exit code."""
    try:
        ready = prepared(request)
        _refuse_unknown_ids(fail_on, ready.law, request.jurisdictions)
    except Rejected as rejected:
        return complain(rejected.problems)
    documents, rejected_files = [], 0
    for file in _with_progress(request.files):
        try:
            documents.append(documented(file, ready, request.engine))
        except Rejected as rejected:
            complain(rejected.problems)
            rejected_files += 1
    if documents:
        text = _rendered(documents, format, several=len(request.files) > 1, to_file=output is not None)
        if text is not None and not write(text, output):
            return 2
    if rejected_files:
        return 2
    return 1 if any(_hit(document, fail_on) for document in documents) else 0


def _with_progress(files: Collection[str]) -> Iterator[str]:
    """Yield the files, with a bar on the terminal when there are many."""
    if len(files) < 20 or not sys.stderr.isatty():
        yield from files
        return
    from rich.progress import track

    yield from track(files, description="assessing", console=console(stderr=True), transient=True)


def _rendered(documents: list[dict[str, Any]], format: str, *, several: bool, to_file: bool) -> str | None:
    """Return the result as text, or ``None`` once it was printed to the terminal."""
    if format == "json":
        return json.dumps(documents if several else documents[0] if documents else [], indent=2) + "\n"
    if format == "text":
        from govern.cli.answers import print_document

        return print_document(documents, to_text=to_file)
    from govern.reporting.render import render

    separator = "\n<hr>\n" if format == "html" else "\n\n---\n\n"
    if format == "html" and len(documents) > 1:
        problem = Problem(
            code="one_report",
            message="an HTML report is about one declaration",
            help="run `govern report` for each file",
        )
        raise SystemExit(complain([problem]))
    return separator.join(render(document, "html" if format == "html" else "md") for document in documents)


def absent(id: str, policies: Mapping[str, Policy], jurisdictions: Collection[str] | None = None) -> str | None:
    """Return help for the id of a provision or duty that exists, but not in the law asked for."""
    file_id, _, name = id.partition("#")
    policy = policies.get(file_id)
    if policy is not None and (name in policy.file.provisions or name in policy.file.obligations):
        own = policy.file.jurisdiction
        if jurisdictions is not None and not any(own == each or own.startswith(f"{each}-") for each in jurisdictions):
            return f"it exists, but is law of {own}, which `--jurisdiction` leaves out"
        return "it exists, but is not in force on this day: choose another with `--on`, or add `--include`"
    return None


def _refuse_unknown_ids(fail_on: Collection[str], law: Law, jurisdictions: Collection[str] | None) -> None:
    known = [*law.provisions, *law.obligations, "met", "unknown"]
    problems = [
        Problem(
            code="fail_on",
            message=f"{quoted(name)} is neither `met`, `unknown` nor the id of a finding or duty",
            help=absent(name, law.policies, jurisdictions) or did_you_mean(name, known),
        )
        for name in fail_on
        if name not in known
    ]
    if problems:
        raise Rejected(problems)


def _hit(document: dict[str, Any], fail_on: Collection[str]) -> bool:
    """Return whether a condition of `--fail-on` holds.

    `met` counts requirements and duties of law in force, `unknown` what is open or that nothing is stated, an id all
    but "does not apply": what is open does not pass.
    """
    if "unknown" in fail_on and NOTHING_STATED in document["warnings"]:
        return True
    for finding in document["findings"]:
        if finding["id"] in fail_on and finding["outcome"] != "not_met":
            return True
        required = finding["outcome"] == "met" and finding["kind"] in ("requirement", "duty")
        if "met" in fail_on and required and binds({**finding, "law_status": finding["status"]}):
            return True
        if "unknown" in fail_on and finding["outcome"] in ("unknown", "unsettled") and finding["concerns_case"]:
            return True
    for duty in document["obligations"]:
        if "met" in fail_on and duty["outcome"] == "met" and binds(duty):
            return True
        if duty["id"] in fail_on and duty["outcome"] != "not_met":
            return True
        if "unknown" in fail_on and duty["outcome"] in ("unknown", "unsettled") and duty["concerns_case"]:
            return True
    return False
