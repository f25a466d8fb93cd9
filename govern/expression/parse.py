"""From an expression's text to its tree.

The text is a subset of Python's expression syntax, parsed by the standard library's `ast` and never run.
Numbers are read exactly from the text. Whatever is outside the subset is refused with help.
"""

import ast
from datetime import date
from typing import Final

from govern.expression.syntax import FUNCTIONS, Expr
from govern.numbers import read_number

__all__ = ["MAXIMAL_DEPTH", "MAXIMAL_LENGTH", "ExpressionError", "parse"]

MAXIMAL_LENGTH: Final = 10_000
MAXIMAL_DEPTH: Final = 60

_ARITHMETIC: Final = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
}
_COMPARISONS: Final = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_HINTS: Final = {
    ast.FloorDiv: "whole division is not part of the language; use `floor(a / b)`",
    ast.Mod: "a remainder is not part of the language",
    ast.BitXor: "`^` binds looser than `*` in an expression; write `10 ** 25`, or better a parameter with its source",
    ast.BitAnd: "use `and`",
    ast.BitOr: "use `or`",
    ast.Invert: "use `not`",
    ast.Is: "use `==`",
    ast.IsNot: "use `!=`",
}


class ExpressionError(ValueError):
    """An expression that cannot be used: a sentence, help, the column (from 0) and which text of a condition."""

    def __init__(
        self, message: str, *, column: int = 0, help: str | None = None, path: tuple[str | int, ...] = ()
    ) -> None:
        """Keep the sentence, the column in the expression's text, the help, and the path to that text."""
        super().__init__(message)
        self.message, self.column, self.help, self.path = message, column, help, path


def parse(text: str, path: tuple[str | int, ...] = ()) -> Expr:
    """Return the tree of an expression; raise `ExpressionError` with the column where it goes wrong.

    ``path`` is where the text stands in a condition made of several.
    """
    if len(text) > MAXIMAL_LENGTH:
        raise ExpressionError(f"the expression is longer than {MAXIMAL_LENGTH} characters", path=path)
    if not text.isascii():
        column = next(i for i, character in enumerate(text) if not character.isascii())
        raise ExpressionError(
            f"`{text[column]}` is not an ASCII character",
            column=column,
            path=path,
            help="names and operators are written with plain letters: `>=`, not its typographic form",
        )
    if "#" in text:
        raise ExpressionError(
            "`#` has no place in an expression",
            column=text.index("#"),
            path=path,
            help="name the other file's entry under `uses:` and write its alias here",
        )
    if "\\" in text:
        raise ExpressionError("`\\` has no place in an expression", column=text.index("\\"), path=path)
    # INVARIANT: one logical line, so that columns count in the text as it is written.
    flat = text.replace("\n", " ").replace("\t", " ")
    lead = len(flat) - len(flat.lstrip())
    try:
        tree = ast.parse(flat.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        column = lead + max((getattr(error, "offset", 1) or 1) - 1, 0)
        raise ExpressionError(f"`{_shortened(text)}` is not an expression", column=column, path=path) from None
    return _Parser(flat.strip(), lead, path).read(tree.body, 0)


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


class _Parser:
    def __init__(self, text: str, lead: int, path: tuple[str | int, ...]) -> None:
        self.text, self.lead, self.path = text, lead, path

    def read(self, node: ast.expr, depth: int) -> Expr:
        if depth > MAXIMAL_DEPTH:
            raise self.error(node, f"the expression is nested deeper than {MAXIMAL_DEPTH} levels")
        reader = getattr(self, f"read_{type(node).__name__.lower()}", None)
        if reader is None:
            raise self.error(node, f"`{self.source(node)}` is not part of the expression language")
        expr: Expr = reader(node, depth + 1)
        return expr

    def error(self, node: ast.expr, message: str, help: str | None = None) -> ExpressionError:
        return ExpressionError(message, column=self.lead + node.col_offset, help=help, path=self.path)

    def source(self, node: ast.expr) -> str:
        return _shortened(self.text[node.col_offset : node.end_col_offset])

    def make(self, node: ast.expr, op: str, *args: Expr, payload: object = None) -> Expr:
        return Expr(op, args, payload, self.lead + node.col_offset, self.path)  # type: ignore[arg-type]

    def read_constant(self, node: ast.Constant, depth: int) -> Expr:
        if isinstance(node.value, bool):
            return self.make(node, "boolean", payload=node.value)
        if isinstance(node.value, int | float):
            try:
                return self.make(node, "number", payload=read_number(self.text[node.col_offset : node.end_col_offset]))
            except ValueError as error:
                raise self.error(node, str(error)) from None
        if isinstance(node.value, str):
            return self.make(node, "text", payload=node.value)
        raise self.error(node, f"`{self.source(node)}` is not part of the expression language")

    def read_name(self, node: ast.Name, depth: int) -> Expr:
        if node.id in ("on", "not_applicable"):
            return self.make(node, node.id)
        if node.id in ("true", "false"):
            return self.make(node, "boolean", payload=node.id == "true")
        return self.make(node, "name", payload=node.id)

    def read_attribute(self, node: ast.Attribute, depth: int) -> Expr:
        return self.make(node, "name", payload=self.dotted(node))

    def dotted(self, node: ast.expr) -> str:
        parts: list[str] = []
        inner = node
        while isinstance(inner, ast.Attribute):
            parts.append(inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name):
            raise self.error(node, f"`{self.source(node)}` is not a name")
        return ".".join([inner.id, *reversed(parts)])

    def read_unaryop(self, node: ast.UnaryOp, depth: int) -> Expr:
        operand = self.read(node.operand, depth)
        if isinstance(node.op, ast.Not):
            return self.make(node, "not", operand)
        if isinstance(node.op, ast.USub):
            if operand.op == "number" and isinstance(operand.payload, int):
                return self.make(node, "number", payload=-operand.payload)
            return self.make(node, "negate", operand)
        if isinstance(node.op, ast.UAdd):
            return operand
        raise self.error(
            node, f"`{self.source(node)}` is not part of the expression language", _HINTS.get(type(node.op))
        )

    def read_binop(self, node: ast.BinOp, depth: int) -> Expr:
        op = _ARITHMETIC.get(type(node.op))
        if op is None:
            raise self.error(
                node,
                f"`{self.source(node)}` uses an operator that is not part of the language",
                _HINTS.get(type(node.op)),
            )
        return self.make(node, op, self.read(node.left, depth), self.read(node.right, depth))

    def read_boolop(self, node: ast.BoolOp, depth: int) -> Expr:
        op = "and" if isinstance(node.op, ast.And) else "or"
        return self.make(node, op, *(self.read(value, depth) for value in node.values))

    def read_compare(self, node: ast.Compare, depth: int) -> Expr:
        operands = [self.read(operand, depth) for operand in (node.left, *node.comparators)]
        links = [self.link(node, op, operands[i], operands[i + 1]) for i, op in enumerate(node.ops)]
        return links[0] if len(links) == 1 else self.make(node, "and", *links)

    def link(self, node: ast.Compare, op: ast.cmpop, left: Expr, right: Expr) -> Expr:
        if isinstance(op, ast.In | ast.NotIn):
            membership = self.make(node, "in", left, right)
            return membership if isinstance(op, ast.In) else self.make(node, "not", membership)
        symbol = _COMPARISONS.get(type(op))
        if symbol is None:
            raise self.error(node, f"`{self.source(node)}` uses an unknown comparison", _HINTS.get(type(op)))
        return self.make(node, "compare", left, right, payload=symbol)

    def read_ifexp(self, node: ast.IfExp, depth: int) -> Expr:
        return self.make(node, "if", *(self.read(part, depth) for part in (node.test, node.body, node.orelse)))

    def read_list(self, node: ast.List, depth: int) -> Expr:
        return self.make(node, "list", *(self.read(item, depth) for item in node.elts))

    def read_subscript(self, node: ast.Subscript, depth: int) -> Expr:
        return self.make(node, "lookup", self.read(node.slice, depth), payload=self.dotted(node.value))

    def read_call(self, node: ast.Call, depth: int) -> Expr:
        name = self.dotted(node.func)
        if node.keywords or any(isinstance(arg, ast.Starred) for arg in node.args):
            raise self.error(node, f"`{name}` takes its arguments by place")
        if name == "date":
            return self.make(node, "date", payload=self.date_of(node))
        if name not in FUNCTIONS:
            raise self.error(
                node, f"`{name}` is not a function of the language", "the functions are " + ", ".join(FUNCTIONS)
            )
        several = name in ("min", "max", "first", "both")
        if not node.args or (not several and len(node.args) != 1):
            raise self.error(node, f"`{name}` takes {'at least ' if several else ''}one argument")
        args = [self.read(arg, depth) for arg in node.args]
        return self.make(node, "first", *args, payload="both") if name == "both" else self.make(node, name, *args)

    def date_of(self, node: ast.Call) -> date:
        written = node.args[0].value if len(node.args) == 1 and isinstance(node.args[0], ast.Constant) else None
        try:
            day = date.fromisoformat(str(written))
        except ValueError:
            day = None
        if day is None or day.isoformat() != written:
            raise self.error(node, f"`{self.source(node)}` is not a date", "write `date('2025-08-02')`")
        return day
