"""The meaning of the language, written again from section 5 of the design and from nothing else.

It knows only cases in which every fact is known, so it needs neither ranges nor a third truth value. It is slow and
short, and shares no code with `govern`: what both say alike, neither got from the other.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import ceil, floor
from typing import Any, Final

__all__ = ["NA", "Inconsistent", "NaiveLaw", "Point", "Undefined", "read"]


class Undefined(Exception):
    """The language gives this no value: a division by zero."""


class Inconsistent(Exception):
    """No case is like this: a quantity outside its domain, or two estimates of one thing that differ."""


class _NotApplicable(Enum):
    NA = "not_applicable"


NA: Final = _NotApplicable.NA

Point = int | Fraction | str | bool | frozenset[str] | _NotApplicable
Document = Mapping[str, Any]

FACTORS: Final = {"": 1, "FLOP": 1, "FLOP/s": 1, "h": 3600}


@lru_cache(maxsize=10_000)
def _tree(text: str) -> ast.expr:
    return ast.parse(text.strip(), mode="eval").body


def read(text: str) -> Fraction:
    """The number that a text such as `10^25`, `1/3` or `2.5` means."""
    over, _, under = text.partition("/")
    base, caret, exponent = over.partition("^")
    value = Fraction(base) ** int(exponent) if caret else Fraction(base)
    return value / Fraction(under) if under else value


def written(value: Any, unit: str) -> Point:
    """A parameter's value as it is written; text that is no number is text."""
    if isinstance(value, list):
        return frozenset(value)
    if value in ("true", "false"):
        return bool(value == "true")
    try:
        return read(str(value)) * FACTORS[unit]
    except ValueError:
        return str(value)


@dataclass(frozen=True)
class NaiveLaw:
    """Policy documents by id, on a day, as known on a day."""

    files: Mapping[str, Document]
    on: date
    known: date
    strict: bool = field(default=True, kw_only=True)  # whether estimates that differ make a case inconsistent

    def outcome(self, file: str, provision: str, facts: Mapping[str, Point]) -> str:
        """Met, not_met or unsettled, over every combination of readings (rule 7)."""
        truths = {_Case(self, facts, chosen).provision(file, provision) for chosen in self.combinations()}
        if len(truths) == 2:
            return "unsettled"
        return "met" if truths == {True} else "not_met"

    def truth(self, file: str, provision: str, facts: Mapping[str, Point], chosen: Mapping[str, int]) -> bool:
        return _Case(self, facts, chosen).provision(file, provision)

    def combinations(self) -> Iterator[dict[str, int]]:
        counts = {
            f"{id}#{name}": len(entry["readings"])
            for id, document in self.files.items()
            for name, entry in document.get("interpretations", {}).items()
        }
        for combination in product(*(range(count) for count in counts.values())):
            yield dict(zip(counts, combination, strict=True))

    def in_force(self, file: str, entry: Mapping[str, Any]) -> bool:
        history: Sequence[Mapping[str, str]] = entry.get("history", self.files[file].get("history", []))
        day = self.on.isoformat()
        seen = [event for event in history if event["published"] <= self.known.isoformat()]
        if any(event["event"] == "vetoed" for event in seen):
            return False
        starts = [event for event in seen if event["event"] == "applies"]
        starts = starts or [event for event in seen if event["event"] == "in_force"]
        if not starts or max(starts, key=lambda event: (event["published"], event["on"]))["on"] > day:
            return False
        if any(event["event"] in ("superseded", "repealed") and event["on"] <= day for event in seen):
            return False
        stays = [event for event in seen if event["event"] in ("stayed", "stay_ends") and event["on"] <= day]
        return not stays or max(stays, key=lambda e: (e["on"], e["published"]))["event"] == "stay_ends"

    def parameter(self, file: str, name: str) -> Any:
        """What is written on the day: the newest value that has begun, has not ended and was published."""
        day, known = self.on.isoformat(), self.known.isoformat()
        holding = [
            value
            for value in self.files[file]["parameters"][name]["values"]
            if value["from"] <= day < value.get("until", "9999-12-31") and value["published"] <= known
        ]
        if not holding:
            raise Undefined(name)
        return max(holding, key=lambda value: (value["from"], value["published"]))["value"]


_GROUPS = ("parameters", "definitions", "interpretations", "provisions")


@dataclass
class _Case:
    """One case under one choice of readings."""

    law: NaiveLaw
    facts: Mapping[str, Point]
    chosen: Mapping[str, int]
    done: dict[tuple[str, str], Point] = field(default_factory=dict)

    def provision(self, file: str, name: str) -> bool:
        document = self.law.files[file]
        entry = document["provisions"][name]
        if not self.law.in_force(file, entry):
            return False
        result = self.condition(entry["when"], file)
        for gap in document.get("untranslated", ()):
            if name in gap["bears_on"] and gap.get("could_make") in ("met", "either"):
                result = result or bool(self.facts[f"{file}#{gap['name']}"])
        for gap in document.get("untranslated", ()):
            if name in gap["bears_on"] and gap.get("could_make") in ("not_met", "either"):
                result = result and bool(self.facts[f"{file}#{gap['name']}"])
        return result

    def condition(self, when: Any, file: str) -> bool:
        if isinstance(when, dict):
            ((word, inner),) = when.items()
            if word == "not":
                return not self.condition(inner, file)
            parts = (self.condition(part, file) for part in inner)
            return all(parts) if word == "all" else any(parts)
        result = self.value(_tree(when), file, when.strip())
        assert isinstance(result, bool), when
        return result

    def named(self, name: str, file: str) -> Point:
        if "." in name:
            return self.facts[name]
        key = (file, name)
        if key not in self.done:
            self.done[key] = self.entry(name, file)
        return self.done[key]

    def entry(self, name: str, file: str) -> Point:
        document = self.law.files[file]
        if name in document.get("parameters", {}):
            return written(self.law.parameter(file, name), document["parameters"][name].get("unit", ""))
        for group in ("definitions", "interpretations"):
            entry = document.get(group, {}).get(name)
            if entry is not None:
                return self.quantity(entry, name, file)
        if name in document.get("provisions", {}):
            return self.provision(file, name)
        other, _, target = document["uses"][name].partition("#")
        return self.named(target, other)

    def quantity(self, entry: Mapping[str, Any], name: str, file: str) -> Point:
        text = entry["is"] if "is" in entry else list(entry["readings"].values())[self.chosen[f"{file}#{name}"]]["is"]
        value = self.value(_tree(text), file, text.strip())
        if isinstance(value, int | Fraction) and not isinstance(value, bool):
            inside = {"nonnegative": value >= 0, "positive": value > 0, "fraction": 0 < value <= 1}
            if not inside.get(entry.get("domain", "any"), True):
                raise Inconsistent(name)
        return value

    def value(self, node: ast.expr, file: str, text: str) -> Point:  # noqa: C901, PLR0912 - one case a rule
        """Rules 1 to 6, for known facts."""
        match node:
            case ast.Constant(value=bool() as value) | ast.Constant(value=str() as value):
                return value
            case ast.Constant():
                return read(text[node.col_offset : node.end_col_offset])
            case ast.Name(id="on"):
                return self.law.on.toordinal()
            case ast.Name(id="not_applicable"):
                return NA
            case ast.Name(id=name):
                return self.named(name, file)
            case ast.Attribute():
                return self.named(ast.unparse(node), file)
            case ast.List(elts=items):
                return frozenset(str(self.value(item, file, text)) for item in items)
            case ast.BoolOp(op=op, values=parts):
                truths = (self.value(part, file, text) is True for part in parts)
                return all(truths) if isinstance(op, ast.And) else any(truths)
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                return self.value(inner, file, text) is not True
            case ast.UnaryOp(operand=inner):
                amount = self.value(inner, file, text)
                return NA if amount is NA else -_amount(amount)
            case ast.BinOp(left=left, op=op, right=right):
                return _computed(op, self.value(left, file, text), self.value(right, file, text))
            case ast.Compare(left=left, ops=ops, comparators=rest):
                sides = [self.value(side, file, text) for side in (left, *rest)]
                return all(_holds(op, sides[i], sides[i + 1]) for i, op in enumerate(ops))
            case ast.IfExp(test=test, body=yes, orelse=no):
                return self.value(yes if self.value(test, file, text) is True else no, file, text)
            case ast.Subscript(value=ast.Name(id=table), slice=key):
                return self.row(table, self.value(key, file, text), file)
            case ast.Call(func=ast.Name(id="date"), args=[ast.Constant(value=str() as day)]):
                return date.fromisoformat(day).toordinal()
            case ast.Call(func=ast.Name(id=function), args=args):
                return self.called(function, [self.value(arg, file, text) for arg in args])
        raise AssertionError(text)

    def row(self, table: str, key: Point, file: str) -> Point:
        while table in self.law.files[file].get("uses", {}):
            file, _, table = self.law.files[file]["uses"][table].partition("#")
        parameter = self.law.files[file]["parameters"][table]
        rows = self.law.parameter(file, table)
        found = rows.get(key, parameter.get("otherwise")) if isinstance(key, str) else None
        if found is None:
            raise Undefined(table)
        return written(found, parameter.get("unit", ""))

    def called(self, function: str, args: list[Point]) -> Point:
        if function == "first":
            applicable = [arg for arg in args if arg is not NA]
            if self.law.strict and len(set(applicable)) > 1:
                raise Inconsistent(function)
            return applicable[0] if applicable else NA
        if NA in args:
            return NA
        amounts = [_amount(arg) for arg in args]
        whole = {"ceil": ceil, "floor": floor}
        if function in whole:
            return whole[function](amounts[0])
        return max(amounts) if function == "max" else min(amounts)


def _amount(value: Point) -> int | Fraction:
    assert isinstance(value, int | Fraction), value
    assert not isinstance(value, bool), value
    return value


def _computed(op: ast.operator, a: Point, b: Point) -> Point:
    if a is NA or b is NA:
        return NA
    x, y = Fraction(_amount(a)), Fraction(_amount(b))
    if isinstance(op, ast.Div):
        if y == 0:
            raise Undefined("/")
        return x / y
    if isinstance(op, ast.Pow):
        if x == 0 and y < 0:
            raise Undefined("**")
        return x ** int(y)
    return x + y if isinstance(op, ast.Add) else x - y if isinstance(op, ast.Sub) else x * y


def _holds(op: ast.cmpop, a: Any, b: Any) -> bool:
    if isinstance(op, ast.In | ast.NotIn):
        inside = a is not NA and b is not NA and a in b
        return inside if isinstance(op, ast.In) else not inside
    if a is NA or b is NA:
        return False
    if isinstance(op, ast.Eq | ast.NotEq):
        return bool((a == b) is isinstance(op, ast.Eq))
    if isinstance(op, ast.Lt | ast.Gt):
        return bool(a < b if isinstance(op, ast.Lt) else a > b)
    return bool(a <= b if isinstance(op, ast.LtE) else a >= b)
