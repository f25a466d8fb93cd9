"""Mutants of a policy file: the file with one threshold, operator, date or period changed by as little as can matter.

Comes in: a checked policy. Goes out: changed policies, each with what was changed and where.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final, Literal

from govern.expression.syntax import Expr, text_of
from govern.law.parameter import is_estimate
from govern.law.policy import Location, Policy
from govern.law.schema import Due, Event
from govern.numbers import exact, read_number
from govern.problem import Place
from govern.ranges import Number, integral

__all__ = ["HAIR", "Mutant", "mutants_of"]

HAIR: Final = Fraction(1, 10**12)
"""By how much of itself a threshold is moved."""

_OPERATORS: Final = {">": ">=", ">=": ">", "<": "<=", "<=": "<", "==": "!=", "!=": "=="}
_DATED: Final = ("provisions", "answers", "obligations", "penalties")
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A policy with one change: of which kind, in which words, at which place; for a date, from which day to which.

    ``clock`` says which clock a changed date is read by: the day of the law or the day of knowledge.
    """

    policy: Policy
    kind: Literal["threshold", "operator", "date", "period"]
    change: str
    place: Place
    days: tuple[date, date] | None = None
    clock: Literal["on", "known"] | None = None


def mutants_of(policy: Policy) -> Iterator[Mutant]:
    """Yield every mutant of a policy file, in the order of the file's groups."""
    yield from _histories(policy)
    yield from _parameters(policy)
    yield from _expressions(policy)
    for name, duty in policy.file.obligations.items():
        if duty.due is not None:
            for changed, location, what, kind in _dues(duty.due, ("obligations", name, "due")):
                copy = duty.model_copy(update={"due": changed})
                yield _mutant(policy, _with(policy, "obligations", name, copy), kind, what, location)


def _mutant(original: Policy, changed: Policy, kind: Any, change: str, location: Location, **more: Any) -> Mutant:
    return Mutant(policy=changed, kind=kind, change=change, place=original.place(location), **more)


def _with(policy: Policy, group: str, name: str, entry: object) -> Policy:
    """Return a policy with another entry in one of its groups."""
    entries = {**getattr(policy.file, group), name: entry}
    return replace(policy, file=policy.file.model_copy(update={group: entries}))


def _histories(policy: Policy) -> Iterator[Mutant]:
    """Yield a mutant for each date of an event; what stands once in the file changes for all that name it."""
    owners: dict[tuple[Place, str], list[_Owner]] = {}
    for owner in _owners(policy):
        for i in range(len(owner.events)):
            for field in ("on", "published"):
                owners.setdefault((policy.place((*owner.location, i, field)), field), []).append(
                    replace(owner, index=i)
                )
    for (_, field), alike in owners.items():
        first = alike[0]
        day = getattr(first.events[first.index], field)
        for other in (day + _DAY, day - _DAY):
            changed = policy
            for owner in alike:
                changed = owner.moved(changed, field, other)
            yield _dated(policy, changed, (*first.location, first.index, field), (day, other))


@dataclass(frozen=True, slots=True)
class _Owner:
    """A history: the file's own, or that of an entry; and one event in it."""

    group: str | None
    name: str
    events: tuple[Event, ...]
    index: int = 0

    @property
    def location(self) -> Location:
        return ("history",) if self.group is None else (self.group, self.name, "history")

    def moved(self, policy: Policy, field: str, day: date) -> Policy:
        """Return the policy with a date of the event moved."""
        event = self.events[self.index].model_copy(update={field: day})
        events = (*self.events[: self.index], event, *self.events[self.index + 1 :])
        if self.group is None:
            return replace(policy, file=policy.file.model_copy(update={"history": events}))
        entry = getattr(policy.file, self.group)[self.name]
        return _with(policy, self.group, self.name, entry.model_copy(update={"history": events}))


def _owners(policy: Policy) -> Iterator[_Owner]:
    yield _Owner(None, "", policy.file.history)
    for group in _DATED:
        for name, entry in getattr(policy.file, group).items():
            if entry.history:
                yield _Owner(group, name, entry.history)


def _dated(policy: Policy, changed: Policy, location: Location, days: tuple[date, date]) -> Mutant:
    clock: Any = "known" if location[-1] == "published" else "on"
    what = f"{location[-1]}: {days[0]} -> {days[1]}"
    return _mutant(policy, changed, "date", what, location, days=days, clock=clock)


def _parameters(policy: Policy) -> Iterator[Mutant]:
    for name, parameter in policy.file.parameters.items():
        for i, value in enumerate(parameter.values):
            location: Location = ("parameters", name, "values", i)

            def changed(update: Mapping[str, Any], i: int = i, name: str = name, parameter: Any = parameter) -> Policy:
                values = list(parameter.values)
                values[i] = values[i].model_copy(update=dict(update))
                return _with(policy, "parameters", name, parameter.model_copy(update={"values": tuple(values)}))

            for written, what in _written(value.value):
                yield _mutant(policy, changed({"value": written}), "threshold", what, (*location, "value"))
            for field, key in (("from_", "from"), ("until", "until"), ("published", "published")):
                day = getattr(value, field)
                for other in (day + _DAY, day - _DAY) if day is not None else ():
                    yield _dated(policy, changed({field: other}), (*location, key), (day, other))


def _written(value: Any) -> Iterator[tuple[Any, str]]:
    """Yield a written value with one number in it moved by a hair, and what was moved."""
    if isinstance(value, Mapping):
        # An estimate decides by its value: the ends of its interval are no line that a verdict could tell apart.
        for key, inner in value.items() if not is_estimate(value) else (("value", value["value"]),):
            for other, what in _written(inner):
                yield {**value, key: other}, f"{key}: {what}"
        return
    number = None if isinstance(value, bool | list) or value is None else _number(str(value))
    for other, direction in () if number is None else _hairs(number):
        yield exact(other), f"{value} -> {direction}"


def _number(text: str) -> Number | None:
    try:
        return read_number(text)
    except ValueError:
        return None


def _hairs(number: Number) -> Iterator[tuple[Number, str]]:
    # A literal 0 is where nothing is, and no line that a law draws.
    if number:
        yield integral(number * (1 + HAIR)), "a hair more"
        yield integral(number * (1 - HAIR)), "a hair less"


def _expressions(policy: Policy) -> Iterator[Mutant]:
    for location, expr in policy.expressions.items():
        for changed, what, kind in _changed(expr, compared=False):
            copy = replace(policy, expressions={**policy.expressions, location: changed})
            where = ".".join(map(str, location[:2]))
            yield _mutant(policy, copy, kind, f"{where}: {what}", location)


def _changed(expr: Expr, *, compared: bool) -> Iterator[tuple[Expr, str, Any]]:
    """Yield an expression with one comparison, one number that is compared, or one date changed."""
    if expr.op == "compare":
        other = _OPERATORS[str(expr.payload)]
        yield replace(expr, payload=other), f"`{text_of(expr)}` with {other}", "operator"
    if expr.op == "number" and compared and isinstance(expr.payload, int | Fraction):
        for number, direction in _hairs(expr.payload):
            yield replace(expr, payload=number), f"{text_of(expr)} -> {direction}", "threshold"
    if expr.op == "date" and isinstance(expr.payload, date):
        for day in (expr.payload + _DAY, expr.payload - _DAY):
            yield replace(expr, payload=day), f"{expr.payload} -> {day}", "date"
    operands = expr.args[:1] if expr.op == "power" else expr.args
    for i, arg in enumerate(operands):
        inside = (compared or expr.op == "compare") and expr.op != "if"
        for changed, what, kind in _changed(arg, compared=inside):
            yield replace(expr, args=(*expr.args[:i], changed, *expr.args[i + 1 :])), what, kind


_Due = tuple[Due, Location, str, Literal["date", "period"]]


def _dues(due: Due, location: Location) -> Iterator[_Due]:
    """Yield a due date with one day or period changed."""
    if due.on is not None:
        for day in (due.on + _DAY, due.on - _DAY):
            yield due.model_copy(update={"on": day}), (*location, "on"), f"{due.on} -> {day}", "date"
    for field in ("within", "every"):
        period = getattr(due, field)
        if period is not None:
            count, _, rest = period.partition(" ")
            for other in (int(count) + 1, int(count) - 1):
                changed = f"{other} {rest}"
                yield due.model_copy(update={field: changed}), (*location, field), f"{period} -> {changed}", "period"
    yield from _parts_of(due, location)


def _parts_of(due: Due, location: Location) -> Iterator[_Due]:
    for form in ("later_of", "earlier_of"):
        parts = getattr(due, form) or ()
        for i, part in enumerate(parts):
            for inner, where, what, kind in _dues(part, (*location, form, i)):
                yield due.model_copy(update={form: (*parts[:i], inner, *parts[i + 1 :])}), where, what, kind
    if due.first is not None:
        for inner, where, what, kind in _dues(due.first, (*location, "first")):
            yield due.model_copy(update={"first": inner}), where, what, kind
    cases = due.cases or ()
    for i, case in enumerate(cases):
        for inner, where, what, kind in _dues(case.due, (*location, "cases", i, "due")):
            copy = case.model_copy(update={"due": inner})
            yield due.model_copy(update={"cases": (*cases[:i], copy, *cases[i + 1 :])}), where, what, kind
