"""The settings of the gap: what chips are tried with, read from the parameters of the method, each with its source.

Comes in: the law of a day. Goes out: plain numbers, texts and lists; `Setting` keeps the reference beside the value.
"""

from dataclasses import dataclass
from typing import Any, Final

from govern.law.law import Law
from govern.law.parameter import read_value, table_items
from govern.ranges import Number
from govern.units import unit
from govern.values import Value

__all__ = ["GAP", "Setting", "Settings", "settings_of"]

GAP: Final = "methods/open_weight_gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One parameter of the method: its value in base units (a table as a dictionary), its unit, where it is from."""

    name: str
    label: str
    unit: str
    value: Any
    written: str
    reference: str
    grade: str
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What chips are tried with, and the cut-offs of the levels."""

    all: dict[str, Setting]

    def number(self, name: str) -> Number:
        """Return a setting that is a number, in base units."""
        found = self.all[name].value
        if not isinstance(found, int) and not hasattr(found, "numerator"):
            raise TypeError(f"`{name}` is no number")
        number: Number = found
        return number

    def table(self, name: str) -> dict[str, Any]:
        """Return a setting that is a table."""
        found: dict[str, Any] = self.all[name].value
        return found

    def list(self, name: str) -> tuple[str, ...]:
        """Return a setting that is a list, in the order in which it is written."""
        return tuple(self.all[name].value)


def settings_of(law: Law) -> Settings:
    """Return the parameters of the method under a law; a method has no history, so each has one value."""
    found: dict[str, Setting] = {}
    for name, parameter in law.policies[GAP].file.parameters.items():
        entry = parameter.values[-1]
        value: Value | dict[str, Value] | list[str]
        if parameter.key is not None:
            value = table_items(parameter, entry.value)[0]
        elif isinstance(entry.value, list):
            value = [str(each) for each in entry.value]
        else:
            value = read_value(entry.value, unit(parameter.unit))
        found[name] = Setting(
            name=name,
            label=parameter.label or name,
            unit=parameter.unit,
            value=value,
            written=str(entry.value),
            reference=entry.reference,
            grade=entry.grade,
            href=entry.href,
        )
    return Settings(all=found)
