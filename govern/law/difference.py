"""What changed in the law from one day to another, and when two ways to write a condition mean the same.

Comes in: policy files and two days. Goes out: changes, each with what it was, what it is, and its place in the law.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from govern.expression.syntax import Expr, text_of
from govern.law.calendar import ENFORCEMENT, Standing, standing, value_on
from govern.law.parameter import read_spread, read_value, table_items, table_spreads
from govern.law.policy import Policy
from govern.law.schema import Event, Parameter, ParameterValue
from govern.units import unit

__all__ = ["Change", "Dated", "Side", "canonical", "changes_between", "meaning_of", "value_change"]

_DATED: Final = ("provisions", "answers", "obligations", "penalties")
_EITHER_WAY: Final = ("and", "or", "add", "multiply", "min", "max")
_FLIPPED: Final = {"<": ">", "<=": ">="}


@dataclass(frozen=True, slots=True)
class Dated:
    """A value of a parameter and the name of its unit."""

    value: ParameterValue
    unit: str


Side = str | Expr | Dated | Standing | Event | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change: in which file, of which entries, in which respect, and from what to what.

    ``policy`` is ``None`` for the vocabulary that all files share.
    ``group`` is that of the entries (``file`` for the file itself), ``on`` the day on which it changes where two days
    are compared; ``old`` or ``new`` is ``None`` where there was nothing before or is nothing any more.
    """

    policy: Policy | None
    group: str
    names: tuple[str, ...]
    aspect: str
    kind: Literal["added", "removed", "changed"]
    old: Side
    new: Side
    on: date | None = None
    reference: str | None = None
    href: str | None = None
    grade: str | None = None


def changes_between(policies: Iterable[Policy], first: date, last: date, known: date | None = None) -> Iterator[Change]:
    """Yield what changed in the files from one day to a later one, in the order of files and days.

    Each day sees what was published by it, or by the day ``known`` where that is given.
    """
    for policy in policies:
        found = [
            *_standing_changes(policy, first, last, known),
            *_amendments(policy, first, last, known),
            *_value_changes(policy, first, last, known),
        ]
        yield from sorted(found, key=lambda change: change.on or last)


def _steps(days: Iterable[date], first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield each day after the first, up to the last, on which something may change, with the day looked at before."""
    before = first
    for day in sorted({day for day in days if first < day <= last}):
        yield before, day
        before = day


def _standing_changes(policy: Policy, first: date, last: date, known: date | None) -> Iterator[Change]:
    always = policy.file.force == "method"
    for history, (group, names) in _histories(policy).items():
        days = [day for event in history for day in (event.on, event.published)]
        for before, day in _steps(days, first, last):
            old = standing(history, before, known or before, always=always)
            new = standing(history, day, known or day, always=always)
            told = (policy, group, names, day)
            if (old.status, old.since) != (new.status, new.since):
                yield _stood(*told, "standing", old, new, new.reference)
            elif old.enforced != new.enforced:
                yield _stood(*told, "enforcement", old, new, _enforcing(history, day, known or day))


def _amendments(policy: Policy, first: date, last: date, known: date | None) -> Iterator[Change]:
    """Yield each day on which another text changed this one, as far as that was known."""
    for history, (group, names) in _histories(policy).items():
        for event in history:
            day = max(event.on, event.published) if known is None else event.on
            if event.event == "amended" and first < day <= last and (known is None or event.published <= known):
                yield Change(
                    policy=policy,
                    group=group,
                    names=names,
                    aspect="amendment",
                    kind="changed",
                    old=None,
                    new=event,
                    on=day,
                    reference=event.reference,
                    href=event.href,
                )


def _stood(
    policy: Policy,
    group: str,
    names: tuple[str, ...],
    day: date,
    aspect: str,
    old: Standing,
    new: Standing,
    reference: str | None,
) -> Change:
    return Change(
        policy=policy,
        group=group,
        names=names,
        aspect=aspect,
        kind="changed",
        old=old,
        new=new,
        on=day,
        reference=reference,
    )


def _histories(policy: Policy) -> dict[tuple[Event, ...], tuple[str, tuple[str, ...]]]:
    """Return each history of a file with the entries that have it; the file's own stands for all that have no other."""
    found: dict[tuple[Event, ...], tuple[str, list[str]]] = {}
    if policy.file.history:
        found[policy.file.history] = ("file", [])
    for group in _DATED:
        for name, entry in getattr(policy.file, group).items():
            own = policy.file.history if entry.history is None else entry.history
            if own:
                found.setdefault(own, (group, []))[1].append(name)
    # INVARIANT: a file has no standing of its own where each of its entries has its own dates.
    dated = any(getattr(policy.file, group) for group in _DATED)
    shown = {history: each for history, each in found.items() if each[1] or not dated}
    return {history: (group, tuple(names)) for history, (group, names) in shown.items()}


def _enforcing(history: Sequence[Event], on: date, known: date) -> str | None:
    """Return where it stands that a text is enforced or is not, on a day."""
    told = [event for event in history if event.event in ENFORCEMENT and event.published <= known]
    begun = [event for event in told if event.on <= on]
    latest = max(begun, key=lambda event: (event.on, event.published), default=None)
    coming = min(told, key=lambda event: event.on, default=None)
    event = latest or coming
    return None if event is None else event.reference


def _value_changes(policy: Policy, first: date, last: date, known: date | None) -> Iterator[Change]:
    for name, parameter in policy.file.parameters.items():
        days = [day for value in parameter.values for day in (value.from_, value.published, value.until) if day]
        for before, day in _steps(days, first, last):
            old = value_on(parameter.values, before, known or before)
            new = value_on(parameter.values, day, known or day)
            if meaning_of(old, parameter) != meaning_of(new, parameter):
                yield value_change(policy, name, old, new, parameter, parameter, day)


def value_change(
    policy: Policy,
    name: str,
    old: ParameterValue | None,
    new: ParameterValue | None,
    before: Parameter,
    after: Parameter,
    day: date | None = None,
) -> Change:
    """Return that a parameter has another value; ``before`` and ``after`` say in which unit each is written."""
    shown = new or old
    return Change(
        policy=policy,
        group="parameters",
        names=(name,),
        aspect="value",
        kind="added" if old is None else "removed" if new is None else "changed",
        old=None if old is None else Dated(old, before.unit),
        new=None if new is None else Dated(new, after.unit),
        on=day,
        reference=None if shown is None else shown.reference,
        href=None if shown is None else shown.href,
        grade=None if shown is None else shown.grade,
    )


def meaning_of(value: ParameterValue | None, parameter: Parameter) -> object:
    """Return what a value of a parameter means, whatever it is written as."""
    if value is None:
        return None
    try:
        if parameter.key is not None:
            rows, _ = table_items(parameter, value.value)
            spreads = table_spreads(parameter, value.value)
            return tuple((key, rows[key], spreads.get(key)) for key in sorted(rows))
        due = unit(parameter.unit)
        return read_value(value.value, due), read_spread(value.value, due), due.dimension
    except ValueError:
        return str(value.value), parameter.unit


# --- the same condition ---------------------------------------------------------------------------


def canonical(expr: Expr) -> Expr:
    """Return the one tree of all ways to write an expression: nested joins flat, what can be swapped in order."""
    args = tuple(canonical(arg) for arg in expr.args)
    if expr.op == "compare" and expr.payload in _FLIPPED:
        return Expr("compare", args[::-1], _FLIPPED[str(expr.payload)])
    if expr.op == "not" and args[0].op == "not":
        return args[0].args[0]
    if expr.op in _EITHER_WAY:
        args = tuple(inner for arg in args for inner in (arg.args if arg.op == expr.op else (arg,)))
    if expr.op in _EITHER_WAY or expr.op == "list" or (expr.op == "compare" and expr.payload in ("==", "!=")):
        args = tuple(sorted(args, key=text_of))
    if expr.op in ("and", "or"):
        args = tuple(dict.fromkeys(args))
        if len(args) == 1:
            return args[0]
    return Expr(expr.op, args, expr.payload)
