"""The words for values and nodes of a law's graph: labels, units, short and exact numbers, margins."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from govern.law.graph import GraphNode
from govern.law.law import Law
from govern.numbers import exact, short, significant
from govern.ranges import Number, Range
from govern.units import Unit, describe, unit
from govern.units import divide as divided
from govern.units import multiply as multiplied
from govern.values import AnyText, Value

__all__ = ["MONEY", "Margin", "Wording", "enclosed", "margin_of"]

_PLAIN: Final = Unit(name="", dimension=(), factor=1)
_SUMS: Final = ("add", "subtract")
_SYMBOLS: Final = {"add": "+", "subtract": "-", "multiply": "x", "divide": "/"}
MONEY: Final = ("USD", "EUR", "KRW")
_DIGITS: Final = 20
_ENCLOSED: Final = 10**40
"""By how much a range must be narrower than its numbers are large, to be an irrational number and no range."""
_BOUNDS: Final = {"at least": "at least", "more than": "more than"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """How far a value is from a line: the factor between them, the difference in base units, and both in words."""

    factor: Number | None
    difference: Number
    text: str


class Wording:
    """Puts the nodes of one law into words."""

    def __init__(self, law: Law) -> None:
        """Take the law whose graph is put into words."""
        self.law = law
        self._units: dict[int, Unit] = {}

    def node(self, index: int) -> GraphNode:
        """Return a node of the graph."""
        return self.law.graph.nodes[index]

    def entry(self, index: int) -> object:
        """Return the entry of the policy file (or the fact) that a node stands for, or ``None``."""
        node = self.node(index)
        if node.op == "fact":
            return self.law.vocabulary[str(node.payload)]
        groups = {
            "parameter": "parameters",
            "lookup": "parameters",
            "definition": "definitions",
            "provision": "provisions",
            "not_in_force": "provisions",
            "reading": "interpretations",
        }
        if node.op not in groups:
            return None
        file_id, _, name = str(node.payload).rstrip("?").partition("#")
        found: object = getattr(self.law.policies[file_id].file, groups[node.op])[name]
        return found

    def label(self, index: int) -> str:
        """Return what a node is, in words."""
        node = self.node(index)
        entry = self.entry(index)
        if entry is not None:
            label = getattr(entry, "label", None)
            if label and node.op == "lookup" and self.node(node.args[0]).op == "fact":
                return f"{label} ({self.label(node.args[0])})"
            return str(label) if label else str(node.payload).rpartition("#")[2].replace("_", " ").rstrip("?")
        if node.op == "constant":
            return "day of the decision" if node.payload == "on" else self.value(index, node.value)
        return self._operation(node)

    def _operation(self, node: GraphNode) -> str:
        labels = [self.label(arg) for arg in node.args]
        if node.op in _SYMBOLS:
            closer = _SUMS if node.op != "add" else ()
            parts = zip(node.args, labels, strict=True)
            bracketed = [f"({text})" if self.is_sum(arg, closer) else text for arg, text in parts]
            return f" {_SYMBOLS[node.op]} ".join((labels[0] if node.op == "subtract" else bracketed[0], *bracketed[1:]))
        if node.op == "first":
            return labels[0]
        if node.op in ("choose", "lineage"):
            return labels[1]
        if node.op == "power":
            return f"{labels[0]} to the power {node.payload}"
        words = {"max": "largest of ", "min": "smallest of ", "negate": "minus ", "not": "not "}
        joiner = {"and": " and ", "or": " or "}.get(node.op, ", ")
        return words.get(node.op, "" if node.op in ("and", "or") else f"{node.op} of ") + joiner.join(labels)

    def is_sum(self, index: int, operations: tuple[str, ...]) -> bool:
        """Return whether a node is written out as one of some operations, not by a label of its own."""
        return self.entry(index) is None and self.node(index).op in operations

    def unit(self, index: int) -> Unit:
        """Return the unit in which a node's number is shown."""
        if index not in self._units:
            self._units[index] = self._unit(index)
        return self._units[index]

    def _unit(self, index: int) -> Unit:
        node = self.node(index)
        entry = self.entry(index)
        if entry is not None:
            return unit(str(getattr(entry, "unit", "")))
        if node.op in ("add", "subtract", "negate", "min", "max", "first", "choose", "ceil", "floor", "lineage"):
            units = [self.unit(arg) for arg in (node.args[1:] if node.op == "choose" else node.args)]
            return next((each for each in units if each.dimension), _PLAIN)
        if node.op in ("multiply", "divide"):
            left, right = (self.unit(arg) for arg in node.args)
            if not right.dimension:
                return left
            if node.op == "multiply" and not left.dimension:
                return right
            dimension = (multiplied if node.op == "multiply" else divided)(left.dimension, right.dimension)
            return Unit(name=describe(dimension), dimension=dimension, factor=1) if dimension else _PLAIN
        return _PLAIN

    def is_date(self, index: int) -> bool:
        """Return whether a node's value is a day."""
        node = self.node(index)
        if node.op == "fact":
            return self.law.vocabulary[str(node.payload)].type == "date"
        if node.op in ("min", "max", "first", "choose", "definition", "reading"):
            return self.is_date(node.args[-1])
        return node.op == "constant" and node.payload in ("on", "date")

    def is_year(self, index: int) -> bool:
        """Return whether a node's value is the number of a year: of a day, or of a fact that is called so."""
        node = self.node(index)
        if node.op == "fact":
            return str(node.payload).endswith("_year")
        return node.op == "year" or (node.op in ("add", "subtract") and any(map(self.is_year, node.args)))

    def value(self, index: int, value: Value, *, digits: int = 3) -> str:
        """Return a value in words, a number short and with its unit."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        value = enclosed(value)
        if isinstance(value, Number):
            return (
                date.fromordinal(int(value)).isoformat() if self.is_date(index) else self.number(index, value, digits)
            )
        if isinstance(value, Range):
            return self._range(index, value, digits)
        if isinstance(value, str):
            return value
        if isinstance(value, frozenset):
            return ", ".join(sorted(value)) or "none"
        if isinstance(value, AnyText) or value is None:
            return "not known"
        return "not applicable" if value.value == "not_applicable" else "not known"

    def number(self, index: int, number: Number, digits: int = 3) -> str:
        """Return a number short, in the unit of its node."""
        shown = self.unit(index)
        amount = _in(number, shown)
        if self.is_year(index):
            return exact(amount)
        money = shown.name in MONEY and amount.denominator == 1
        text = f"{amount.numerator:,}" if money else short(amount, digits)
        return f"{text} {shown.name}" if shown.name else text

    def _range(self, index: int, value: Range, digits: int) -> str:
        low = None if value.low is None else self.value(index, value.low, digits=digits)
        high = None if value.high is None else self.value(index, value.high, digits=digits)
        if value.low is not None and value.low == value.high:
            return f"{low}, if there is one"
        if low is not None and low == high:
            return low
        if low is not None and high is not None:
            return f"between {low} and {high}"
        if low is not None and not (value.low == 0 and not self.is_date(index)):
            return f"more than {low}" if value.low_open else f"at least {low}"
        if high is not None:
            return f"less than {high}" if value.high_open else f"at most {high}"
        return "not known"

    def exact(self, index: int, number: Number | None) -> str | None:
        """Return a number exactly, in the unit of its node, or as a date."""
        if number is None:
            return None
        return (
            date.fromordinal(int(number)).isoformat() if self.is_date(index) else exact(_in(number, self.unit(index)))
        )

    def pair(self, left: int, a: Value, right: int, b: Value) -> tuple[str, str]:
        """Return two values in words that differ wherever the values do."""
        for digits in (3, 5, 8, 12):
            texts = self.value(left, a, digits=digits), self.value(right, b, digits=digits)
            if texts[0] != texts[1] or a == b:
                return texts
        return self._exactly(left, a), self._exactly(right, b)

    def _exactly(self, index: int, value: Value) -> str:
        if isinstance(value, Number) and not isinstance(value, bool):
            name = self.unit(index).name
            return f"{self.exact(index, value)} {name}".strip()
        return self.value(index, value)


def enclosed(value: Value) -> Value:
    """Return the one number that a range of 50 digits encloses, such as a root, in 20 digits; any other as it is."""
    if not isinstance(value, Range) or value.low is None or value.high is None or value.or_not_applicable:
        return value
    low, high = Fraction(value.low), Fraction(value.high)
    is_one = (high - low) * _ENCLOSED <= max(abs(low), abs(high))
    return significant((low + high) / 2, _DIGITS) if is_one else value


def _in(number: Number, shown: Unit) -> Number:
    return number if shown.factor == 1 else Fraction(number) / shown.factor


def margin_of(wording: Wording, left: int, a: Value, right: int, b: Value, operator: str) -> Margin | None:
    """Return how far the value ``a`` is from the line ``b``; of a range, how far its end on the line's side is.

    ``None`` where the line is not one number, or where the range lies on both of its sides.
    """
    if wording.is_date(left) or wording.is_date(right) or operator in ("==", "!="):
        return None
    if not isinstance(b, Number) or isinstance(b, bool) or isinstance(a, bool):
        return None
    end = _nearest_end(a, b)
    if end is None:
        return None
    x, line = Fraction(end), Fraction(b)
    difference = abs(x - line)
    name = wording.number(right, b)
    if difference == 0:
        return Margin(factor=1, difference=0, text=f"{_touching(a, line)} {name}")
    side = "below" if x < line else "above"
    amount = wording.number(right, difference)
    if x <= 0 or line <= 0:
        return Margin(factor=None, difference=difference, text=f"{amount} {side} {name}")
    factor = max(x, line) / min(x, line)
    if factor < Fraction(101, 100):
        return Margin(factor=factor, difference=difference, text=f"{side} {name} by {amount}")
    text = f"{short(factor, 2 if factor >= Fraction(11, 10) else 3)} times {side} {name}"
    return Margin(factor=factor, difference=difference, text=text)


def _touching(value: Value, line: Number) -> str:
    """Return how a value stands to a line that it is, or that its range ends at."""
    if not isinstance(value, Range):
        return "exactly at"
    if value.high == line:
        return "less than" if value.high_open else "at most"
    return "more than" if value.low_open else "at least"


def _nearest_end(value: Value, line: Number) -> Number | None:
    """Return a number itself, or the end of a range that is nearest to a line outside it."""
    if isinstance(value, Number):
        return value
    if not isinstance(value, Range):
        return None
    if value.high is not None and value.high <= line:
        return value.high
    return value.low if value.low is not None and value.low >= line else None
