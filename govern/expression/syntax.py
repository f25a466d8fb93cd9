"""The tree of an expression, as the parser makes it, and its text."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from govern.numbers import exact
from govern.ranges import Number

__all__ = ["COMPARISONS", "FUNCTIONS", "Expr", "depth_of", "names_in", "text_of"]

FUNCTIONS: Final = ("min", "max", "ceil", "floor", "sqrt", "log10", "ln", "exp", "first", "both", "year")
COMPARISONS: Final = ("<", "<=", ">", ">=", "==", "!=")

Payload = Number | str | bool | date | None


@dataclass(frozen=True, slots=True)
class Expr:
    """One node: an operation, its operands, and what it carries.

    ``op`` is one of ``number text boolean date not_applicable list name on`` (leaves, with their payload),
    ``add subtract multiply divide power negate compare in and or not if lookup`` or a function's name; ``both`` is a
    ``first`` with that payload.
    ``column`` counts from 0 in the expression's text, and ``path`` leads to that text from the condition it is
    part of (``all``, 1); neither is part of equality.
    """

    op: str
    args: tuple["Expr", ...] = ()
    payload: Payload = None
    column: int = field(default=0, compare=False)
    path: tuple[str | int, ...] = field(default=(), compare=False)


_SYMBOLS: Final = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "power": "**", "and": "and", "or": "or"}
_STRENGTH: Final = {
    "if": 1,
    "or": 2,
    "and": 3,
    "not": 4,
    "compare": 5,
    "in": 5,
    "add": 6,
    "subtract": 6,
    "multiply": 7,
    "divide": 7,
    "negate": 8,
    "power": 9,
}


def names_in(expr: Expr) -> set[str]:
    """Return all names that an expression uses."""
    own = {str(expr.payload)} if expr.op in ("name", "lookup") else set()
    return own.union(*(names_in(arg) for arg in expr.args)) if expr.args else own


def depth_of(expr: Expr) -> int:
    """Return how many operations stand above each other."""
    return 1 + max((depth_of(arg) for arg in expr.args), default=0)


def text_of(expr: Expr) -> str:
    """Return the expression as text that parses to the same tree."""
    op = expr.op
    if op == "number" and not isinstance(expr.payload, str | date | None):
        return exact(expr.payload)
    if op == "text":
        return ascii(expr.payload)
    if op == "date":
        return f"date('{expr.payload}')"
    if op in ("name", "boolean"):
        return str(expr.payload)
    if op in ("on", "not_applicable"):
        return op
    if op == "list":
        return "[" + ", ".join(text_of(arg) for arg in expr.args) + "]"
    if op == "lookup":
        return f"{expr.payload}[{text_of(expr.args[0])}]"
    if op in FUNCTIONS:
        op = "both" if expr.payload == "both" else op
        return f"{op}({', '.join(text_of(arg) for arg in expr.args)})"
    return _operation(expr)


def _operation(expr: Expr) -> str:
    op, args = expr.op, expr.args
    if op == "not":
        return f"not {_inside(args[0], 4)}"
    if op == "negate":
        return f"-{_inside(args[0], 8)}"
    if op == "if":
        return f"{_inside(args[1], 2)} if {_inside(args[0], 2)} else {_inside(args[2], 1)}"
    if op in ("compare", "in"):
        symbol = "in" if op == "in" else str(expr.payload)
        return f"{_inside(args[0], 6)} {symbol} {_inside(args[1], 6)}"
    strength = _STRENGTH[op]
    stricter = {"add": 0, "multiply": 0, "and": 0, "or": 0}.get(op, 1)
    if op == "power":
        return f"{_inside(args[0], 10)} ** {_inside(args[1], 8)}"
    # INVARIANT: `(a and b) and c` is another tree than `a and b and c`, and stays one.
    parts = [_inside(args[0], strength + (op in ("and", "or")))] + [
        _inside(arg, strength + max(stricter, 1)) for arg in args[1:]
    ]
    return f" {_SYMBOLS[op]} ".join(parts)


def _inside(expr: Expr, least: int) -> str:
    text = text_of(expr)
    negative = expr.op == "number" and text.startswith("-")
    divided = expr.op == "number" and "/" in text
    strength = 7 if divided else 8 if negative else _STRENGTH.get(expr.op, 10)
    return text if strength >= least else f"({text})"
