"""What each operation of the language means on known and unknown values (design rules 1 to 6).

Amounts are handled by `govern.arithmetic` and `govern.ranges`; here are texts, lists, choices and tables.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from govern import arithmetic, roots
from govern.ranges import NOT_APPLICABLE, Amount, NotApplicable, Range, compare, hull
from govern.truth import Truth
from govern.values import UNKNOWN_LIST, AnyText, UnknownList, Value

__all__ = ["NUMERIC", "choose", "compared", "joined", "looked_up", "member"]

NUMERIC: Final[Mapping[str, Callable[..., Amount]]] = {
    "add": arithmetic.add,
    "subtract": arithmetic.subtract,
    "multiply": arithmetic.multiply,
    "divide": arithmetic.divide,
    "negate": arithmetic.negate,
    "min": arithmetic.minimum,
    "max": arithmetic.maximum,
    "ceil": arithmetic.ceil,
    "floor": arithmetic.floor,
    "sqrt": roots.sqrt,
    "log10": roots.log10,
    "ln": roots.ln,
    "exp": roots.exp,
    "year": arithmetic.year,
}


def compared(operator: str, left: Value, right: Value) -> Truth:
    """Return whether a comparison holds: always, never (``False``), or neither."""
    if isinstance(left, NotApplicable) or isinstance(right, NotApplicable):
        return False
    if isinstance(left, str | AnyText) and isinstance(right, str | AnyText):
        same = _same_text(left, right)
        return same if operator == "==" or same is None else not same
    if isinstance(left, _AMOUNTS) and isinstance(right, _AMOUNTS):
        return compare(operator, left, right)
    return None


_AMOUNTS: Final = (int, Fraction, Range)


def _same_text(left: str | AnyText, right: str | AnyText) -> Truth:
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    a, b = _allowed(left), _allowed(right)
    if a is not None and b is not None and not a & b:
        return False
    return True if a is not None and len(a) == 1 and a == b else None


def _allowed(text: str | AnyText) -> frozenset[str] | None:
    return frozenset({text}) if isinstance(text, str) else text.allowed


def member(item: Value, collection: Value) -> Truth:
    """Return whether a text is in a list; a list that covers all that an unknown text can be contains it."""
    if isinstance(item, NotApplicable) or isinstance(collection, NotApplicable):
        return False
    if not isinstance(collection, frozenset) or not isinstance(item, str | AnyText):
        return None
    possible = _allowed(item)
    if possible is None:
        return None if collection else False
    if possible <= collection:
        return True
    return None if possible & collection else False


def choose(condition: Truth, yes: Value, no: Value) -> Value:
    """Return the alternative that the condition selects; while it is unknown, whatever both allow together."""
    if condition is None:
        return joined(yes, no)
    return yes if condition else no


def joined(a: Value, b: Value) -> Value:
    """Return the smallest value that holds both."""
    if a == b and type(a) is type(b):
        return a
    if isinstance(a, str | AnyText) and isinstance(b, str | AnyText):
        x, y = _allowed(a), _allowed(b)
        return AnyText(None if x is None or y is None else x | y)
    if isinstance(a, frozenset | UnknownList) or isinstance(b, frozenset | UnknownList):
        return UNKNOWN_LIST
    if isinstance(a, bool) or isinstance(b, bool) or a is None or b is None:
        return None
    if isinstance(a, str | AnyText) or isinstance(b, str | AnyText):
        return AnyText() if NOT_APPLICABLE in (a, b) else None
    return hull(a, b)


def looked_up(key: Value, rows: Mapping[str, Value], otherwise: Value, unknown: Value) -> Value:
    """Return the value of a table for a key; for an unknown key the hull of the rows it can be (rule 5)."""
    missing = unknown if otherwise is None else otherwise
    if isinstance(key, str):
        return rows.get(key, missing)
    if not isinstance(key, AnyText):
        return unknown
    possible = [rows.get(each, missing) for each in sorted(key.allowed)] if key.allowed else [*rows.values(), missing]
    result = possible[0]
    for value in possible[1:]:
        result = joined(result, value)
    return result
