"""The written value of a parameter: an exact number, a text, a list, a truth value, a range, an estimate or a table."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from govern.expression.check import BOOLEAN, Kind, Symbol
from govern.law.schema import Parameter
from govern.numbers import read_number
from govern.problem import quoted
from govern.quantity import CONFIDENCE_FACTORS
from govern.ranges import ANYTHING, Amount, Number, Range, integral, span
from govern.units import Unit, unit
from govern.values import Value

__all__ = ["is_estimate", "parameter_symbol", "read_spread", "read_value", "table_items", "table_spreads"]

_INTERVAL: Final = {"value", "low", "high"}
_LABELLED: Final = {"value", "confidence"}


def read_value(written: Any, due: Unit) -> Value:
    """Return one value of a parameter, numbers in base units; raise `ValueError` with a sentence.

    An estimate, ``{value, low, high}`` or ``{value, confidence}``, is its value here: `read_spread` has its interval.
    """
    if is_estimate(written):
        return _estimate(written, due)[0]
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


def read_spread(written: Any, due: Unit) -> Range | None:
    """Return the 90 % interval of a value that is an estimate; ``None`` of any other."""
    if not is_estimate(written):
        return None
    _, low, high = _estimate(written, due)
    spread = span(low, high)
    return spread if isinstance(spread, Range) else None


def is_estimate(written: Any) -> bool:
    """Return whether a written value is an estimate: a value with its 90 % interval, or with Epoch's label for it."""
    return isinstance(written, Mapping) and "value" in written


def _estimate(written: Mapping[str, Any], due: Unit) -> tuple[Number, Number, Number]:
    if set(written) == _LABELLED:
        return _labelled(_amount(str(written["value"]), due), str(written["confidence"]))
    if set(written) != _INTERVAL:
        raise ValueError(
            "an estimate has the keys `value`, `low` and `high`, the ends of its 90 % interval, or `value` and"
            " `confidence`"
        )
    value, low, high = (_amount(str(written[key]), due) for key in ("value", "low", "high"))
    if not low <= value <= high:
        raise ValueError("the value of an estimate lies within its interval")
    return value, low, high


def _labelled(value: Number, label: str) -> tuple[Number, Number, Number]:
    """Return an estimate whose interval a label gives as a factor to either side."""
    if label not in CONFIDENCE_FACTORS:
        names = ", ".join(f"`{name}`" for name in CONFIDENCE_FACTORS)
        raise ValueError(f"{quoted(label)} is not one of {names}")
    if value <= 0:
        raise ValueError("a label of confidence is a factor around a positive value")
    factor = CONFIDENCE_FACTORS[label]
    return value, integral(Fraction(value) / factor), value * factor


def table_spreads(parameter: Parameter, written: Any) -> dict[str, Range]:
    """Return the 90 % intervals of the rows of a table that are estimates."""
    due = unit(parameter.unit)
    found = {str(key): read_spread(value, due) for key, value in written.items()}
    return {key: spread for key, spread in found.items() if spread is not None}


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
