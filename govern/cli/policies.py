"""`govern policies`: lists the policy files, and shows one with its dated parameters and sources."""

from datetime import date
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from govern.cli.check import read_day
from govern.cli.console import complain, console
from govern.law.calendar import standing
from govern.law.corpus import Corpus, read_corpus
from govern.law.policy import Policy
from govern.problem import Problem, Rejected, did_you_mean, quoted

__all__ = ["list_policies", "show_policy"]


def _clocks(on: str | None, known: str | None) -> tuple[date, date]:
    day = read_day(on, "--on") or date.today()
    return day, read_day(known, "--known") or max(day, date.today())


def _standing(policy: Policy, clocks: tuple[date, date]) -> str:
    held = standing(policy.file.history, *clocks, always=policy.file.force == "method")
    since = f" since {held.since.isoformat()}" if held.since and policy.file.history else ""
    return held.status.replace("_", " ") + since


def list_policies(on: str | None, known: str | None, folder: Path | None) -> int:
    """Print a table of all policy files and how they stand; return the exit code."""
    try:
        clocks, corpus = _clocks(on, known), read_corpus(folder)
    except Rejected as rejected:
        return complain(rejected.problems)
    table = Table(box=None, pad_edge=False)
    for name in ("id", "title", "force", "standing", "verified through", "entries"):
        table.add_column(name, header_style="bold", overflow="fold", no_wrap=name in ("id", "verified through"))
    for policy in corpus.policies.values():
        file = policy.file
        provisions, duties = len(file.provisions), len(file.obligations)
        entries = f"{provisions} provision{'s' * (provisions != 1)}, {duties} dut{'y' if duties == 1 else 'ies'}"
        table.add_row(
            policy.id,
            Text(file.title),
            file.force,
            _standing(policy, clocks),
            file.verified.through.isoformat(),
            entries,
        )
    console().print(table)
    return 0


def show_policy(id: str, on: str | None, known: str | None, folder: Path | None) -> int:
    """Print one policy file, or one entry of it; return the exit code."""
    try:
        clocks, corpus = _clocks(on, known), read_corpus(folder)
        policy, entry = _found(id, corpus)
    except Rejected as rejected:
        return complain(rejected.problems)
    out, file = console(), policy.file
    out.print(Text(file.title, style="bold"))
    out.print(Text(f"{policy.id}   {file.jurisdiction}   {file.force}   {_standing(policy, clocks)}", style="dim"))
    out.print(Text(f"verified through {file.verified.through.isoformat()} in:"))
    for source in file.verified.sources:
        out.print(Text(f"  {source.title} [{source.grade}] {source.href or ''}"))
    for event in file.history:
        out.print(Text(f"  {event.on.isoformat()} {event.event.replace('_', ' ')}: {event.reference}"))
    for group in ("parameters", "definitions", "interpretations", "provisions", "answers", "obligations"):
        for name, each in getattr(file, group).items():
            if entry in (None, name):
                _entry(group, name, each)
    if entry is None:
        for gap in file.untranslated:
            out.print(Text(f"not encoded: {gap.reason} ({gap.reference})", style="yellow"))
    return 0


def _found(id: str, corpus: Corpus) -> tuple[Policy, str | None]:
    file_id, _, name = id.partition("#")
    policy = corpus.policies.get(file_id)
    if policy is None:
        raise Rejected(
            [
                Problem(
                    code="policy",
                    message=f"there is no policy {quoted(file_id)}",
                    help=did_you_mean(file_id, corpus.policies),
                )
            ]
        )
    groups = ("parameters", "definitions", "interpretations", "provisions", "answers", "obligations")
    names = [each for group in groups for each in getattr(policy.file, group)]
    if name and name not in names:
        raise Rejected(
            [
                Problem(
                    code="entry",
                    message=f"{quoted(file_id)} has no entry {quoted(name)}",
                    help=did_you_mean(name, names),
                )
            ]
        )
    return policy, name or None


def _entry(group: str, name: str, entry: Any) -> None:
    out = console()
    line = Text(f"\n{name}", style="bold")
    line.append(f"  {group.removesuffix('s')}  {getattr(entry, 'label', None) or ''}", style="dim")
    out.print(line)
    for value in getattr(entry, "values", ()):
        quote = f' "{value.quote}"' if value.quote else ""
        text = f"  from {value.from_.isoformat()}: {_written(value.value)} {entry.unit}"
        out.print(Text(f"{text}  {value.reference} [{value.grade}, published {value.published.isoformat()}]{quote}"))
    for attribute in ("is_", "when", "question", "duty", "note"):
        written = getattr(entry, attribute, None)
        if written is not None:
            out.print(Text(f"  {attribute.rstrip('_')}: {_written(written)}"))
    for reading, each in getattr(entry, "readings", {}).items():
        out.print(Text(f"  reading {reading}: {each.is_}"))
    for row in getattr(entry, "rows", ()):
        out.print(Text(f"  {row.is_}: when {_written(row.when)}"))
    if getattr(entry, "reference", None):
        out.print(
            Text(
                f"  {entry.reference} {entry.href or ''}".rstrip()
                if hasattr(entry, "href")
                else f"  {entry.reference}",
                style="dim",
            )
        )


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_written(each) for each in value) + "]"
    return str(value)
