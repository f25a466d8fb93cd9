"""`govern policies`: lists the files by jurisdiction, shows one in sentences, writes the table of thresholds."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from textwrap import wrap

from rich.text import Text

from govern.cli.check import read_day
from govern.cli.console import PLAIN_WIDTH, complain, console, inert, write
from govern.cli.law import read_law
from govern.law.calendar import standing
from govern.law.corpus import Corpus
from govern.law.policy import Policy
from govern.problem import Problem, Rejected, did_you_mean, quoted
from govern.reporting.law_figures import status_text
from govern.reporting.law_phrases import Phrases
from govern.reporting.law_text import GROUPS, Line, law_lines
from govern.reporting.side_by_side import jurisdiction_name

__all__ = ["list_policies", "policy_of", "print_lines", "show_policy", "table_of_policies"]

_STYLES = {"title": "bold", "heading": "bold underline", "entry": "bold", "plain": "", "dim": "dim", "open": "yellow"}
_DATED = ("provisions", "answers", "obligations")
_STEP = 2


def _clocks(on: str | None, known: str | None) -> tuple[date, date]:
    day = read_day(on, "--on") or date.today()
    return day, read_day(known, "--known") or max(day, date.today())


def list_policies(on: str | None, known: str | None, folders: Sequence[str] | None) -> int:
    """Print all policy files by jurisdiction, how each stands and whether it is enforced; return the exit code."""
    try:
        clocks = _clocks(on, known)
        corpus = read_law(folders)
    except Rejected as rejected:
        return complain(rejected.problems)
    out = console()
    rows: dict[str, list[tuple[str, str, str]]] = {}
    for policy in corpus.policies.values():
        rows.setdefault(policy.file.jurisdiction, []).append(_row(policy, *clocks))
    width = max((len(row[0]) for group in rows.values() for row in group), default=0)
    for code in sorted(rows, key=lambda each: (each == "none", each)):
        out.print(Text(inert(jurisdiction_name(code)), style="bold"))
        for id, title, how in rows[code]:
            _print_row(f"  {id:<{width}}  ", title, "")
            _print_row(" " * (width + 4), how, "dim")
    return 0


def _row(policy: Policy, on: date, known: date) -> tuple[str, str, str]:
    """Return a file's id, its short name, and how binding it is and how it stands."""
    file = policy.file
    held = standing(file.history, on, known, always=file.force == "method")
    status = status_text(held)
    if not file.history and file.force != "method":
        entries = [entry for group in _DATED for entry in getattr(file, group).values()]
        stand = sum(standing(entry.history or (), on, known).in_force for entry in entries)
        status = f"{stand} of {len(entries)} entries in force"
    enforced = "" if held.enforced is None else ", enforced" if held.enforced else ", not enforced"
    force = "" if status.startswith("proposed") else f"{file.force}, "
    how = "a method" if file.force == "method" else f"{force}{status}{enforced}"
    return (policy.id, file.short or file.title, how)


def _print_row(first: str, text: str, style: str) -> None:
    """Print a text behind what stands before it, wrapped under where it begins."""
    out = console()
    for i, part in enumerate(wrap(inert(text), max(min(out.width, PLAIN_WIDTH) - len(first), 20))):
        out.print(Text(first if i == 0 else " " * len(first)).append(part, style=style), soft_wrap=True)


def show_policy(
    id: str, on: str | None, known: str | None, folders: Sequence[str] | None, *, names: bool = False
) -> int:
    """Print one policy file, or one entry of it, in sentences; return the exit code."""
    try:
        day, known_on = _clocks(on, known)
        corpus = read_law(folders)
        policy, entry = policy_of(id, corpus)
    except Rejected as rejected:
        return complain(rejected.problems)
    phrases = Phrases(corpus.policies, corpus.vocabulary, day, known_on, names=names)
    print_lines(law_lines(policy, phrases, entry))
    return 0


def table_of_policies(on: str | None, known: str | None, output: Path | None, folders: Sequence[str] | None) -> int:
    """Write the page of all thresholds as Markdown; return the exit code.

    The day is by default the newest through which a file was verified, so that the page depends on the files alone.
    """
    from govern.reporting.law_table import law_page, newest_day

    try:
        corpus = read_law(folders)
        newest = newest_day(corpus.policies)
        day = read_day(on, "--on") or newest
        known_on = read_day(known, "--known") or max(day, newest)
    except Rejected as rejected:
        return complain(rejected.problems)
    return 0 if write(law_page(corpus.policies, corpus.vocabulary, day, known_on), output) else 2


def print_lines(lines: Iterable[Line]) -> None:
    """Print lines wrapped to the terminal, what is wrapped under where its text begins."""
    out = console()
    started = False
    for line in lines:
        text = inert(line.text)
        if not text and not started:
            continue
        started = True
        first = " " * (_STEP * line.depth) + ("- " if line.bullet else "")
        later = " " * len(first)
        # A long word such as an address is broken where the line ends, and never shortened.
        parts = wrap(
            text, min(out.width, PLAIN_WIDTH), initial_indent=first, subsequent_indent=later, break_on_hyphens=False
        ) or [""]
        for part in parts:
            out.print(Text(part, style=_STYLES[line.style]))


def policy_of(id: str, corpus: Corpus) -> tuple[Policy, str | None]:
    """Return the file of an id, and the entry that it names; raise `Rejected`."""
    file_id, _, name = id.partition("#")
    policy = corpus.policies.get(file_id)
    if policy is None:
        message, help = f"there is no policy {quoted(file_id)}", did_you_mean(file_id, corpus.policies)
        raise Rejected([Problem(code="policy", message=message, help=help)])
    names = [each for group in GROUPS for each in getattr(policy.file, group)]
    if name and name not in names:
        message, help = f"{quoted(file_id)} has no entry {quoted(name)}", did_you_mean(name, names)
        raise Rejected([Problem(code="entry", message=message, help=help)])
    return policy, name or None
