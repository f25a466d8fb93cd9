"""Checks an expression before it is ever used: names exist, units and types fit, divisors cannot be zero.

Comes in: a tree and a scope that knows the names. Goes out: the kind of the result, or all problems found.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Protocol

from govern.expression.parse import ExpressionError
from govern.expression.syntax import Expr, text_of
from govern.units import Dimension, describe
from govern.units import divide as divided
from govern.units import multiply as multiplied
from govern.units import power as raised

__all__ = ["BOOLEAN", "DATE", "Kind", "Scope", "Symbol", "check", "number"]


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of a value: ``number`` with its dimension, ``boolean``, ``text``, ``date``, ``list`` or ``table``.

    ``allowed`` closes the set of a text or of a list's items. ``of`` is the kind of a table's values.
    """

    base: str
    dimension: Dimension = ()
    allowed: frozenset[str] | None = None
    of: "Kind | None" = None


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a name stands for: its kind, and whether its values are certainly above zero."""

    kind: Kind
    positive: bool = False


class Scope(Protocol):
    """Knows the names that an expression may use."""

    def symbol(self, name: str) -> Symbol | None:
        """Return what a name stands for."""

    def suggestion(self, name: str) -> str | None:
        """Return help for a name that is not known."""


BOOLEAN: Final = Kind("boolean")
DATE: Final = Kind("date")
TEXT: Final = Kind("text")
NOTHING: Final = Kind("not_applicable")
ZERO: Final = Kind("zero")
"""The kind of a literal 0, which is an amount of anything."""


def number(dimension: Dimension = ()) -> Kind:
    """Return the kind of a number with a dimension."""
    return Kind("number", dimension)


def check(expr: Expr, scope: Scope) -> tuple[Kind | None, list[ExpressionError]]:
    """Return the kind of the expression's value, or ``None`` and everything that is wrong with it."""
    checker = _Checker(scope)
    kind = checker.kind(expr, ())
    return (None if checker.errors else kind), checker.errors


class _Checker:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.errors: list[ExpressionError] = []

    def wrong(self, expr: Expr, message: str, help: str | None = None) -> None:
        self.errors.append(ExpressionError(message, column=expr.column, help=help, path=expr.path))

    def kind(self, expr: Expr, guards: tuple[Expr, ...]) -> Kind | None:
        """Return the kind of a node; ``guards`` are the conditions under which it is selected."""
        result: Kind | None = getattr(self, f"kind_of_{_FAMILY.get(expr.op, expr.op)}")(expr, guards)
        return result

    def kinds(self, exprs: Iterable[Expr], guards: tuple[Expr, ...]) -> list[Kind | None]:
        return [self.kind(expr, guards) for expr in exprs]

    def kind_of_leaf(self, expr: Expr, guards: tuple[Expr, ...]) -> Kind | None:
        return _LEAVES[expr.op]

    def kind_of_number(self, expr: Expr, guards: tuple[Expr, ...]) -> Kind | None:
        return ZERO if expr.payload == 0 else number()

    def kind_of_text(self, expr: Expr, guards: tuple[Expr, ...]) -> Kind | None:
        return Kind("text", allowed=frozenset({str(expr.payload)}))

    def kind_of_list(self, expr: Expr, guards: tuple[Expr, ...]) -> Kind | None:
        if any(arg.op != "text" for arg in expr.args):
            self.wrong(expr, "a list holds texts only")
        return Kind("list", allowed=frozenset(str(arg.payload) for arg in expr.args))

    def kind_of_name(self, expr: Expr, guards: tuple[Expr, ...]) -> Kind | None:
        symbol = self.scope.symbol(str(expr.payload))
        if symbol is None:
            self.wrong(expr, f"`{expr.payload}` is not known here", self.scope.suggestion(str(expr.payload)))
            return None
        if symbol.kind.base == "table":
            self.wrong(expr, f"`{expr.payload}` is a table", f"write `{expr.payload}[key]`")
            return None
        return symbol.kind

    def kind_of_lookup(self, expr: Expr, guards: tuple[Expr, ...]) -> Kind | None:
        key = self.kind(expr.args[0], guards)
        if key is not None and key.base != "text":
            self.wrong(expr.args[0], f"the key of `{expr.payload}` must be a text")
        symbol = self.scope.symbol(str(expr.payload))
        if symbol is None or symbol.kind.base != "table":
            self.wrong(expr, f"`{expr.payload}` is not a table", self.scope.suggestion(str(expr.payload)))
            return None
        return symbol.kind.of

    def kind_of_logic(self, expr: Expr, guards: tuple[Expr, ...]) -> Kind | None:
        so_far = guards
        for arg in expr.args:
            kind = self.kind(arg, so_far)
            if kind is not None and kind.base != "boolean":
                self.wrong(
                    arg, f"`{text_of(arg)}` is not a condition", "compare it, or name a fact that is true or false"
                )
            if expr.op == "and":
                so_far = (*so_far, *_conjuncts(arg))
        return BOOLEAN

    def kind_of_compare(self, expr: Expr, guards: tuple[Expr, ...]) -> Kind | None:
        left, right = self.kinds(expr.args, guards)
        if left is None or right is None:
            return BOOLEAN
        left, right = _beside(left, right), _beside(right, left)
        if not {left.base, right.base} <= {"number", "zero", "date", "text", "not_applicable"}:
            self.wrong(expr, f"`{text_of(expr)}` compares what cannot be compared", "a condition stands alone")
        elif NOTHING not in (left, right) and left.base != right.base:
            self.wrong(expr, f"`{text_of(expr)}` compares a {left.base} with a {right.base}")
        elif left.base == "text" and expr.payload not in ("==", "!="):
            self.wrong(expr, "texts are compared with `==`, `!=` or `in`")
        elif left.base == "text":
            self.closed_set(expr, left, right)
        elif left.base == "number" and NOTHING not in (left, right) and left.dimension != right.dimension:
            self.wrong(expr, f"`{text_of(expr)}` compares {describe(left.dimension)} with {describe(right.dimension)}")
        return BOOLEAN

    def closed_set(self, expr: Expr, left: Kind, right: Kind) -> None:
        """Refuse a text that a closed set of values cannot hold: it would never be true."""
        if left.allowed is not None and right.allowed is not None and not left.allowed & right.allowed:
            self.wrong(
                expr,
                f"`{text_of(expr)}` can never hold",
                "the allowed values are " + ", ".join(f"`{value}`" for value in sorted(left.allowed | right.allowed)),
            )

    def kind_of_in(self, expr: Expr, guards: tuple[Expr, ...]) -> Kind | None:
        item, collection = self.kinds(expr.args, guards)
        if item is not None and item.base != "text":
            self.wrong(expr.args[0], f"`{text_of(expr.args[0])}` is not a text")
        if collection is not None and collection.base != "list":
            self.wrong(expr.args[1], f"`{text_of(expr.args[1])}` is not a list")
        elif item is not None and collection is not None:
            self.closed_set(expr, item, collection)
        return BOOLEAN

    def kind_of_if(self, expr: Expr, guards: tuple[Expr, ...]) -> Kind | None:
        condition, yes, no = expr.args
        kind = self.kind(condition, guards)
        if kind is not None and kind.base != "boolean":
            self.wrong(condition, f"`{text_of(condition)}` is not a condition")
        selected = self.kind(yes, (*guards, *_conjuncts(condition)))
        return self.joined(expr, [selected, self.kind(no, guards)])

    def joined(self, expr: Expr, kinds: list[Kind | None]) -> Kind | None:
        """Return the kind that all alternatives share."""
        present = [kind for kind in kinds if kind is not None and kind not in (NOTHING, ZERO)]
        if not present and ZERO in kinds:
            return ZERO
        if not present or None in kinds:
            return None if None in kinds else NOTHING
        base = present[0].base
        if ZERO in kinds and base != "number":
            present.append(number())
        if NOTHING in kinds and base not in ("number", "date"):
            self.wrong(expr, f"`{text_of(expr)}` is a {base}, which is never `not_applicable`")
            return None
        if len({(kind.base, kind.dimension) for kind in present}) > 1:
            texts = " and ".join(dict.fromkeys(_words(kind) for kind in present))
            self.wrong(expr, f"`{text_of(expr)}` joins {texts}")
            return None
        sets = [kind.allowed for kind in present]
        closed = [each for each in sets if each is not None]
        allowed = frozenset().union(*closed) if len(closed) == len(sets) else None
        return Kind(present[0].base, present[0].dimension, allowed, present[0].of)

    def kind_of_year(self, expr: Expr, guards: tuple[Expr, ...]) -> Kind | None:
        kind = self.kind(expr.args[0], guards)
        if kind is not None and kind != DATE:
            self.wrong(expr.args[0], f"`{text_of(expr.args[0])}` is not a date")
        return number()

    def kind_of_numeric(self, expr: Expr, guards: tuple[Expr, ...]) -> Kind | None:
        kinds = self.kinds(expr.args, guards)
        for arg, kind in zip(expr.args, kinds, strict=True):
            if kind is not None and kind.base != "number" and kind not in (NOTHING, ZERO):
                allows_dates = expr.op in ("min", "max", "first") and kind.base == "date"
                if not allows_dates:
                    self.wrong(arg, f"`{text_of(arg)}` is not a number")
                    return None
        if None in kinds:
            return None
        present = [kind for kind in kinds if kind is not None]
        return self.dimension_of(expr, present, guards)

    def dimension_of(self, expr: Expr, kinds: list[Kind], guards: tuple[Expr, ...]) -> Kind | None:
        op = expr.op
        if op in ("add", "subtract", "min", "max", "first", "negate", "ceil", "floor"):
            return self.joined(expr, list(kinds))
        if op == "multiply":
            return number(multiplied(kinds[0].dimension, kinds[1].dimension))
        if op == "divide":
            if not _positive(expr.args[1], self.scope, guards):
                self.wrong(
                    expr.args[1],
                    f"`{text_of(expr.args[1])}` may be zero as a divisor",
                    "give it a positive domain, or guard it: `a / b if b > 0 else not_applicable`",
                )
            return number(divided(kinds[0].dimension, kinds[1].dimension))
        if op == "power":
            return self.power_of(expr, kinds[0])
        if kinds[0].dimension and op != "sqrt":
            self.wrong(expr, f"`{op}` takes a plain number, not {describe(kinds[0].dimension)}")
        if op == "sqrt" and any(exponent % 2 for _, exponent in kinds[0].dimension):
            self.wrong(expr, f"`sqrt` of {describe(kinds[0].dimension)} has no unit")
            return None
        return number(tuple((unit, exponent // 2) for unit, exponent in kinds[0].dimension) if op == "sqrt" else ())

    def power_of(self, expr: Expr, kind: Kind) -> Kind | None:
        exponent = expr.args[1].payload if expr.args[1].op == "number" else None
        if not isinstance(exponent, int) or abs(exponent) > 64:
            self.wrong(expr.args[1], "an exponent is a whole number between -64 and 64, written out")
            return None
        if exponent < 0 and not _positive(expr.args[0], self.scope, ()):
            self.wrong(expr.args[0], f"`{text_of(expr.args[0])}` may be zero as a divisor")
        return number(raised(kind.dimension, exponent))


def _beside(kind: Kind, other: Kind) -> Kind:
    """Return the kind of a side of a comparison: a literal 0 is whatever number stands beside it."""
    if kind != ZERO or other in (ZERO, NOTHING):
        return kind
    return other if other.base == "number" else number()


def _words(kind: Kind) -> str:
    return describe(kind.dimension) if kind.base == "number" else f"a {kind.base}"


def _conjuncts(expr: Expr) -> tuple[Expr, ...]:
    return tuple(part for arg in expr.args for part in _conjuncts(arg)) if expr.op == "and" else (expr,)


def _positive(expr: Expr, scope: Scope, guards: tuple[Expr, ...]) -> bool:
    """Return whether the value is certainly above zero, by its domain or by a guard."""
    if any(_guards(guard, expr) for guard in guards):
        return True
    op, args = expr.op, expr.args
    if op == "number":
        return isinstance(expr.payload, int | Fraction) and expr.payload > 0
    if op in ("name", "lookup"):
        symbol = scope.symbol(str(expr.payload))
        return symbol is not None and symbol.positive
    if op in ("add", "multiply", "divide", "min", "first"):
        return all(_positive(arg, scope, guards) for arg in args)
    if op == "max":
        return any(_positive(arg, scope, guards) for arg in args)
    if op in ("power", "ceil", "sqrt"):
        return _positive(args[0], scope, guards)
    if op == "if":
        return all(_positive(arg, scope, guards) for arg in args[1:])
    return op == "exp"


def _guards(guard: Expr, divisor: Expr) -> bool:
    if guard.op != "compare":
        return False
    left, right = guard.args
    above = guard.payload in (">", "!=") and left == divisor and right.op == "number" and right.payload == 0
    below = guard.payload == "<" and right == divisor and left.op == "number" and left.payload == 0
    return above or below


_LEAVES: Final = {"boolean": BOOLEAN, "date": DATE, "on": DATE, "not_applicable": NOTHING}
_FAMILY: Final = (
    dict.fromkeys(_LEAVES, "leaf")
    | dict.fromkeys(("and", "or", "not"), "logic")
    | dict.fromkeys(
        (
            "add",
            "subtract",
            "multiply",
            "divide",
            "power",
            "negate",
            "min",
            "max",
            "ceil",
            "floor",
            "sqrt",
            "log10",
            "ln",
            "exp",
            "first",
        ),
        "numeric",
    )
)
