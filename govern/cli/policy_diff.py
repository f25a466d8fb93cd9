"""`govern policies diff`: what changed in meaning between the law of two days, or two versions of the policy files."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from rich.text import Text

from govern.cli.check import read_day
from govern.cli.console import complain, console, inert, write
from govern.cli.law import read_law
from govern.cli.policies import policy_of, print_lines
from govern.law.corpus import Corpus, read_corpus
from govern.law.difference import Change, changes_between
from govern.law.policy import Policy, read_policy
from govern.law.version_difference import changes_of, changes_of_vocabulary
from govern.problem import Problem, Rejected, did_you_mean, quoted
from govern.reporting.law_difference import law_difference, law_difference_lines
from govern.validation import day_of
from govern.vocabulary import FactDeclaration

__all__ = ["diff_policies"]

_HELP = "compare two days, two files (or their ids), or two folders"
_FOUND = {"day": "a day", "file": "a file", "folder": "a folder"}


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two things compared: a day, a file, or a folder with its facts."""

    kind: Literal["day", "file", "folder"]
    text: str
    day: date = date.min
    policies: Mapping[str, Policy] | None = None
    facts: Mapping[str, FactDeclaration] | None = None


def diff_policies(
    old: str, new: str, ids: tuple[str, ...], known: str | None, format: str, folders: Sequence[str] | None
) -> int:
    """Print or write what changed in meaning; return the exit code."""
    try:
        corpus = read_law(folders)
        known_on = read_day(known, "--known")
        sides = _side(old, corpus), _side(new, corpus)
        _refuse_unlike(*sides)
        found = _changes(*sides, corpus, ids, known_on)
        document = law_difference(found, {"old": old, "new": new})
    except Rejected as rejected:
        return complain(rejected.problems)
    if format == "json":
        return 0 if write(json.dumps(document, indent=2) + "\n", None) else 2
    out = console()
    out.print(Text(inert(_head(*sides, known_on)), style="bold"))
    out.print()
    print_lines(law_difference_lines(document))
    return 0


def _head(old: _Side, new: _Side, known: date | None) -> str:
    if old.kind != "day":
        return f"{old.text} -> {new.text}, what changed in meaning"
    by = f"as published by {known.isoformat()}" if known else "each day as published by then"
    return f"Law from {old.text} to {new.text}, {by}"


def _side(text: str, corpus: Corpus) -> _Side:
    """Return what a text names: a day, a folder, a file, or the id of a shipped file; raise `Rejected`."""
    day = day_of(text)
    if day is not None:
        return _Side("day", text, day=day)
    path = Path(text)
    if path.is_dir():
        other = read_corpus(path)
        declared = {name for policy in other.policies.values() for name in policy.file.facts}
        facts = {name: fact for name, fact in other.vocabulary.facts.items() if name not in declared}
        return _Side("folder", text, policies=other.policies, facts=facts)
    if text in corpus.policies:
        return _Side("file", text, policies={text: corpus.policies[text]})
    if path.is_file():
        policy, problems = read_policy(path, path.stem)
        if policy is None or any(problem.severity == "error" for problem in problems):
            raise Rejected(problems)
        return _Side("file", text, policies={policy.id: policy})
    help = did_you_mean(text, corpus.policies) or _HELP
    raise Rejected([Problem(code="compared", message=f"{quoted(text)} is no day, file, folder or id", help=help)])


def _refuse_unlike(old: _Side, new: _Side) -> None:
    if old.kind != new.kind:
        message = f"{quoted(old.text)} is {_FOUND[old.kind]} and {quoted(new.text)} is {_FOUND[new.kind]}"
        raise Rejected([Problem(code="compared", message=message, help=_HELP)])
    if old.kind == "day" and old.day > new.day:
        message = f"{quoted(old.text)} is later than {quoted(new.text)}"
        raise Rejected([Problem(code="compared", message=message, help="write the earlier day first")])


def _changes(old: _Side, new: _Side, corpus: Corpus, ids: tuple[str, ...], known: date | None) -> list[Change]:
    if old.kind == "day":
        wanted = [policy_of(id, corpus) for id in ids]
        policies = dict.fromkeys(policy.id for policy, _ in wanted) or dict.fromkeys(corpus.policies)
        found = changes_between((corpus.policies[id] for id in policies), old.day, new.day, known)
        return _of_entries(found, wanted)
    before, after = dict(old.policies or {}), dict(new.policies or {})
    if old.kind == "file":
        # Two versions of one file may have any names; both go by the id, where one of them has it.
        name = old.text if old.text in corpus.policies else next(iter(after))
        before, after = ({name: replace(next(iter(side.values())), id=name)} for side in (before, after))
    wanted = [_named(id, before, after) for id in ids]
    chosen = {policy.id for policy, _ in wanted}
    pairs = [{id: each for id, each in side.items() if not ids or id in chosen} for side in (before, after)]
    found = changes_of(*pairs)
    of_facts = [] if ids else list(changes_of_vocabulary(old.facts or {}, new.facts or {}))
    return [*of_facts, *_of_entries(found, wanted)]


def _named(id: str, old: Mapping[str, Policy], new: Mapping[str, Policy]) -> tuple[Policy, str | None]:
    """Return the file and the entry of an id in one of two versions; raise `Rejected`."""
    file_id, _, name = id.partition("#")
    policy = new.get(file_id) or old.get(file_id)
    if policy is None:
        help = did_you_mean(file_id, [*old, *new])
        raise Rejected([Problem(code="policy", message=f"there is no policy {quoted(file_id)}", help=help)])
    return policy, name or None


def _of_entries(changes: Iterable[Change], wanted: list[tuple[Policy, str | None]]) -> list[Change]:
    """Return the changes of the entries asked for; all of a file that is asked for as a whole."""
    whole = {policy.id for policy, name in wanted if name is None}
    entries = {(policy.id, name) for policy, name in wanted}
    return [
        change
        for change in changes
        if not wanted
        or change.policy is None
        or change.policy.id in whole
        or any((change.policy.id, name) in entries for name in change.names)
    ]
