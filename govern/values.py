"""What a fact can be: an amount, a text, a list of texts, a truth value; each also unknown.

An unknown number is the widest range of its domain, an unknown text the set of its allowed values, an
unknown truth value is ``None``, and a list is known whole or not at all.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from govern.ranges import Amount, Range

__all__ = ["UNKNOWN_LIST", "AnyText", "UnknownList", "Value", "is_known"]


@dataclass(frozen=True, slots=True)
class AnyText:
    """A text that is not known: one of the allowed ones, or any at all if ``allowed`` is ``None``."""

    allowed: frozenset[str] | None = None


class UnknownList(Enum):
    """The type of the one value `UNKNOWN_LIST`."""

    UNKNOWN_LIST = "unknown"


UNKNOWN_LIST: Final = UnknownList.UNKNOWN_LIST

Value = Amount | str | AnyText | frozenset[str] | UnknownList | bool | None


def is_known(value: Value) -> bool:
    """Return whether the value is one known value; `NOT_APPLICABLE` is known."""
    return value is not None and not isinstance(value, Range | AnyText | UnknownList)
