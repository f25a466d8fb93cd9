"""The written value of a parameter: an exact number, a text, a list, a truth value, a range or a table."""

from collections.abc import Mapping
from typing import Any

from govern.expression.check import BOOLEAN, Kind, Symbol
from govern.law.schema import Parameter
from govern.numbers import read_number
from govern.ranges import ANYTHING, Amount, Number, Range, integral, span
from govern.units import Unit, unit
from govern.values import Value

__all__ = ["parameter_symbol", "read_value", "table_items"]


def read_value(written: Any, due: Unit) -> Value:
    """Return one value of a parameter, numbers in base units; raise `ValueError` with a sentence."""
    if isinstance(written, Mapping):
        return _range(written, due)
    if isinstance(written, list):
        if not all(isinstance(item, str) for item in written):
            raise ValueError("a list holds texts")
        return frozenset(written)
    if written is None:
        raise ValueError("a value is due here")
    text = str(written)
    if text in ("true", "false"):
        return text == "true"
    if text == "not_applicable":
        raise ValueError("a parameter is never `not_applicable`")
    try:
        return _amount(text, due)
    except ValueError:
        if due.dimension or text[:1].isdigit():
            raise
        return text


def _amount(text: str, due: Unit) -> Number:
    return integral(read_number(text) * due.factor)


def _range(written: Mapping[str, Any], due: Unit) -> Amount:
    if not written or not set(written) <= {"at_least", "at_most"}:
        raise ValueError("a range has the keys `at_least` and `at_most`")
    low = _amount(str(written["at_least"]), due) if "at_least" in written else None
    high = _amount(str(written["at_most"]), due) if "at_most" in written else None
    amount = span(low, high)
    if amount is None:
        raise ValueError("the range is empty")
    return amount


def table_items(parameter: Parameter, written: Any) -> tuple[dict[str, Value], Value]:
    """Return the rows of a table and its value for any other key (``None``: no value)."""
    due = unit(parameter.unit)
    if not isinstance(written, Mapping):
        raise ValueError("a table has keys and values")
    rows = {str(key): read_value(value, due) for key, value in written.items()}
    otherwise = None if parameter.otherwise is None else read_value(parameter.otherwise, due)
    return rows, otherwise


def parameter_symbol(parameter: Parameter) -> Symbol:
    """Return what a parameter stands for in an expression; raise `ValueError` if its values differ in kind."""
    due = unit(parameter.unit)
    values: list[Value] = []
    for value in parameter.values:
        if parameter.key is None:
            values.append(read_value(value.value, due))
        else:
            rows, otherwise = table_items(parameter, value.value)
            values.extend(rows.values())
            values.extend([] if otherwise is None else [otherwise])
    kinds = {_kind(value, due) for value in values}
    if len({kind.base for kind in kinds}) != 1:
        raise ValueError("the values of a parameter are all of one kind")
    kind = _joined(kinds)
    positive = kind.base == "number" and all(_is_positive(value) for value in values)
    return Symbol(Kind("table", of=kind) if parameter.key else kind, positive)


def _joined(kinds: set[Kind]) -> Kind:
    first = next(iter(kinds))
    closed = [kind.allowed for kind in kinds if kind.allowed is not None]
    return Kind(first.base, first.dimension, frozenset().union(*closed) if closed else None)


def _kind(value: Value, due: Unit) -> Kind:
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, str):
        return Kind("text", allowed=frozenset({value}))
    if isinstance(value, frozenset):
        return Kind("list", allowed=value)
    return Kind("number", due.dimension)


def _is_positive(value: Value) -> bool:
    if isinstance(value, Range):
        return value is not ANYTHING and value.low is not None and value.low > 0
    return not isinstance(value, bool | str | frozenset) and isinstance(value, Number) and value > 0
