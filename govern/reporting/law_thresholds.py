"""Every threshold of the law, read from its conditions: the comparisons with a parameter, wherever they stand.

Comes in: policy files. Goes out: for each comparison the quantity, the law's own operator, the line it is held
against, and what else the condition asks for. Definitions are followed to the parameters that stand in them; what
stands in a file of methods is no threshold of a law.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from govern.expression.syntax import Expr
from govern.law.names import Entry, resolved
from govern.law.parameter import parameter_symbol, read_value
from govern.law.policy import Policy
from govern.law.schema import ParameterValue
from govern.numbers import Number, normal
from govern.reporting.law_figures import best_value, value_text, written_text
from govern.reporting.law_phrases import Phrases
from govern.units import unit

__all__ = ["Threshold", "thresholds_of"]

_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_GROUPS: Final = ("provisions", "answers", "obligations", "penalties")
_MOST_CASES: Final = 12
_LEAVES: Final = ("number", "text", "boolean", "date", "on", "not_applicable", "list")


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """One comparison with the law's own number: where it stands, what it compares, and what goes with it.

    ``denied`` says that the condition asks for the comparison not to hold; ``inner`` are the conditions beside it in
    the definition ``within`` which it stands, if any, ``outer`` those around that definition.
    """

    policy: Policy
    group: str
    entry: str
    within: str | None
    quantity: str
    operator: str
    line: str
    denied: bool
    inner: tuple[str, ...]
    outer: tuple[str, ...]
    values: tuple[ParameterValue, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """How a walk came to an expression: the entry it began at, the definition it is in, the conditions beside it."""

    policy: Policy
    group: str
    entry: str
    within: str | None = None
    denied: bool = False
    inner: tuple[str, ...] = ()
    outer: tuple[str, ...] = ()

    def beside(self, *conditions: str) -> "_Place":
        return replace(self, inner=(*self.inner, *conditions))

    def inside(self, label: str) -> "_Place":
        """Return the place within a definition: what stood beside it stands around it now."""
        return replace(self, within=self.within or label, outer=(*self.outer, *self.inner), inner=())


@dataclass(frozen=True, slots=True)
class _Line:
    """One value that a line can have, where it has it, its number in base units if it is one, and its parameters."""

    text: str
    conditions: tuple[str, ...] = ()
    number: Number | None = None
    unit: str = ""
    values: tuple[ParameterValue, ...] = ()


def thresholds_of(policy: Policy, phrases: Phrases) -> Iterator[Threshold]:
    """Yield the thresholds of a file in the order of its entries; none for a method."""
    if policy.file.force == "method":
        return
    walk = _Walk(phrases)
    for location, expr in policy.expressions.items():
        group, name = str(location[0]), str(location[1])
        if group in _GROUPS and location[-1] != "is":
            walk.entered.clear()
            yield from walk.of(expr, policy, _Place(policy, group, name))


class _Walk:
    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        self.entered: set[tuple[str, str, bool]] = set()
        self.counted: dict[tuple[str, str], bool] = {}

    def of(self, expr: Expr, policy: Policy, place: _Place) -> Iterator[Threshold]:
        """Yield the thresholds of an expression of a file."""
        op, args = expr.op, expr.args
        if op == "not":
            yield from self.of(args[0], policy, replace(place, denied=not place.denied))
        elif op == "name":
            yield from self.named(str(expr.payload), policy, place)
        elif op == "compare":
            yield from self.comparison(expr, policy, place)
            for arg in args:
                yield from self.of(arg, policy, replace(place, inner=(), outer=(), denied=False))
        else:
            for arg, beside in zip(args, self.beside(expr, policy), strict=True):
                yield from self.of(arg, policy, place.beside(*beside))

    def beside(self, expr: Expr, policy: Policy) -> list[tuple[str, ...]]:
        """Return, for each operand of an operation, the conditions that stand beside it."""
        args = expr.args
        if expr.op == "and":
            texts = [self.phrases.inline(arg, policy) for arg in args]
            return [tuple(text for j, text in enumerate(texts) if j != i) for i in range(len(args))]
        if expr.op == "or":
            return [(f"one of {len(args)} alternatives",)] * len(args)
        if expr.op == "if":
            condition = self.phrases.inline(args[0], policy)
            return [(), (condition,), (f"not: {condition}",)]
        return [()] * len(args)

    def named(self, name: str, policy: Policy, place: _Place) -> Iterator[Threshold]:
        """Yield the thresholds in a definition or in the readings of an open question; a provision has its own."""
        entry = resolved(policy, name, self.phrases.policies, self.phrases.vocabulary)
        if entry is None or entry.policy is None or entry.policy.file.force == "method":
            return
        key = (entry.policy.id, entry.name, place.denied)
        if key in self.entered or entry.role not in ("definition", "interpretation"):
            return
        self.entered.add(key)
        inside = place.inside(self.phrases.entry_label(entry))
        if entry.role == "definition":
            yield from self.of(_definition(entry), entry.policy, inside)
            return
        for reading, each in entry.policy.file.interpretations[entry.name].readings.items():
            expr = entry.policy.expressions["interpretations", entry.name, "readings", reading, "is"]
            yield from self.of(expr, entry.policy, inside.beside(f"if read so: {each.label or reading}"))

    def comparison(self, expr: Expr, policy: Policy, place: _Place) -> Iterator[Threshold]:
        """Yield a threshold for each value that the line of a comparison can have."""
        left, right = expr.args
        operator = str(expr.payload)
        turned = self.line_is_left(left, right, policy)
        if turned is None:
            return
        if turned:
            left, right, operator = right, left, _FLIPPED.get(operator, operator)
        told: set[str] = set()
        lines = self.lines(right, policy)
        if len(lines) > _MOST_CASES:
            lines = [_Line(self.phrases.inline(right, policy), values=self.values_in(right, policy))]
        # A figure that stands on the side of the quantity is held against a plain number.
        beside = () if self.counts(right, policy) else self.values_in(Expr("list", (left,)), policy)
        for line in lines:
            values = line.values or beside
            if not values or line.text in told:
                continue
            told.add(line.text)
            yield Threshold(
                policy=place.policy,
                group=place.group,
                entry=place.entry,
                within=place.within,
                quantity=self.phrases.inline(left, policy),
                operator=operator,
                line=line.text,
                denied=place.denied,
                inner=(*place.inner, *line.conditions),
                outer=place.outer,
                values=values,
            )

    def line_is_left(self, left: Expr, right: Expr, policy: Policy) -> bool | None:
        """Return whether the law's number stands on the left of a comparison, ``None`` where there is none."""
        counts = self.counts(left, policy), self.counts(right, policy)
        if counts == (False, False):
            return None
        if self.is_number_of_law(right, policy):
            return False
        if self.is_number_of_law(left, policy):
            return True
        # Parameters on both sides: what is held against the line is written first.
        return not counts[1]

    def counts(self, expr: Expr, policy: Policy) -> bool:
        """Return whether a number set by the law stands in an expression or in the definitions that it names."""
        if expr.op in ("name", "lookup"):
            entry = resolved(policy, str(expr.payload), self.phrases.policies, self.phrases.vocabulary)
            if entry is None or entry.policy is None or entry.policy.file.force == "method":
                return False
            if entry.role == "parameter":
                kind = parameter_symbol(entry.policy.file.parameters[entry.name]).kind
                return (kind.of or kind).base == "number"
            key = (entry.policy.id, entry.name)
            if key not in self.counted:
                self.counted[key] = entry.role == "definition" and self.counts(_definition(entry), entry.policy)
            return self.counted[key]
        # A condition inside a quantity has thresholds of its own.
        args = expr.args[1:] if expr.op == "if" else () if expr.op in ("compare", "in") else expr.args
        return any(self.counts(arg, policy) for arg in args)

    def is_number_of_law(self, expr: Expr, policy: Policy) -> bool:
        """Return whether an expression is made of the law's own numbers only."""
        if expr.op == "name":
            entry = resolved(policy, str(expr.payload), self.phrases.policies, self.phrases.vocabulary)
            if entry is None or entry.policy is None:
                return False
            if entry.role == "definition":
                return self.is_number_of_law(_definition(entry), entry.policy)
            return entry.role == "parameter"
        return expr.op in _LEAVES or (bool(expr.args) and all(self.is_number_of_law(a, policy) for a in expr.args))

    def lines(self, expr: Expr, policy: Policy) -> list[_Line]:
        """Return the values that a line can have: one, or one for each case of its definition."""
        if expr.op == "name":
            return self.named_lines(expr, policy)
        if expr.op == "number" and isinstance(expr.payload, int | Fraction):
            return [_Line(self.phrases.inline(expr, policy), number=expr.payload)]
        if not self.counts(expr, policy):
            return [_Line(self.phrases.inline(expr, policy))]
        if expr.op == "if":
            condition = self.phrases.inline(expr.args[0], policy)
            return [
                replace(line, conditions=(said, *line.conditions))
                for arg, said in ((expr.args[1], condition), (expr.args[2], f"not: {condition}"))
                for line in self.lines(arg, policy)
            ]
        if expr.op == "first":
            return self.first_lines(expr, policy)
        if expr.op in ("multiply", "divide"):
            return [
                self.product(a, b, expr.op)
                for a in self.lines(expr.args[0], policy)
                for b in self.lines(expr.args[1], policy)
            ]
        if expr.op in ("add", "subtract"):
            return [
                self.total(a, b, expr.op)
                for a in self.lines(expr.args[0], policy)
                for b in self.lines(expr.args[1], policy)
            ]
        phrase = self.phrases.plain(expr, policy)
        return [_Line(phrase.text, values=phrase.values or self.values_in(expr, policy))]

    def named_lines(self, expr: Expr, policy: Policy) -> list[_Line]:
        """Return the values of a parameter or definition."""
        entry = resolved(policy, str(expr.payload), self.phrases.policies, self.phrases.vocabulary)
        if entry is not None and entry.policy is not None and entry.role == "definition" and self.counts(expr, policy):
            return self.lines(_definition(entry), entry.policy)
        if entry is None or entry.policy is None or entry.role != "parameter":
            return [_Line(self.phrases.inline(expr, policy))]
        parameter = entry.policy.file.parameters[entry.name]
        value, _ = best_value(parameter, self.phrases.on, self.phrases.known)
        if value is None:
            return [_Line(self.phrases.inline(expr, policy))]
        read = read_value(value.value, unit(parameter.unit))
        number = read if isinstance(read, int | Fraction) and not isinstance(read, bool) else None
        return [_Line(written_text(value.value, parameter.unit), number=number, unit=parameter.unit, values=(value,))]

    def first_lines(self, expr: Expr, policy: Policy) -> list[_Line]:
        """Return the values of a `first`: each holds where those before it are not known."""
        found: list[_Line] = []
        unknown: tuple[str, ...] = ()
        for arg in expr.args:
            found += [replace(line, conditions=(*unknown, *line.conditions)) for line in self.lines(arg, policy)]
            unknown = (*unknown, f"{self.phrases.inline(arg, policy)} is not known")
        return found

    def product(self, a: _Line, b: _Line, op: str) -> _Line:
        """Return two factors as one line, multiplied exactly where both are numbers."""
        conditions, values = (*a.conditions, *b.conditions), (*a.values, *b.values)
        if a.number is not None and b.number is not None and not (a.unit and b.unit) and (op == "multiply" or b.number):
            x, y = Fraction(a.number), Fraction(b.number)
            number = normal(x * y if op == "multiply" else x / y)
            name = a.unit or b.unit
            return _Line(value_text(number, name), conditions, number, name, values)
        for share, whole in ((a, b), (b, a)) if op == "multiply" else ():
            if share.number is not None and not share.unit and 0 < share.number < 1:
                return _Line(f"{share.text} of {whole.text}", conditions, values=values)
        return _Line(f"{a.text} {'x' if op == 'multiply' else '/'} {b.text}", conditions, values=values)

    def total(self, a: _Line, b: _Line, op: str) -> _Line:
        """Return two terms as one line, added exactly where both are numbers."""
        conditions, values = (*a.conditions, *b.conditions), (*a.values, *b.values)
        if a.number is None or b.number is None:
            return _Line(f"{a.text} {'+' if op == 'add' else '-'} {b.text}", conditions, values=values)
        number = normal(Fraction(a.number) + (b.number if op == "add" else -b.number))
        name = a.unit or b.unit
        return _Line(value_text(number, name), conditions, number, name, values)

    def values_in(self, expr: Expr, policy: Policy) -> tuple[ParameterValue, ...]:
        """Return the parameters that stand in an expression and in the definitions that it names."""
        found: dict[int, ParameterValue] = {}
        for arg in expr.args:
            lines = self.lines(arg, policy) if arg.op == "name" else ()
            for value in (*(v for line in lines for v in line.values), *self.values_in(arg, policy)):
                found[id(value)] = value
        return tuple(found.values())


def _definition(entry: Entry) -> Expr:
    """Return the expression of a definition."""
    if entry.policy is None:
        message = f"`{entry.name}` is a fact"
        raise KeyError(message)
    return entry.policy.expressions["definitions", entry.name, "is"]
