"""A declaration: the facts that one file states of one case, by whom, and in which version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from govern.lineage import LINEAGE, Lineage
from govern.problem import Place, Problem
from govern.quantity import Stated
from govern.ranges import span
from govern.values import Value

__all__ = ["Assumption", "Declarant", "Declaration", "Fulfilment", "Role"]

Role = Literal["provider", "analyst", "authority", "auditor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declarant:
    """Who makes the declaration; an analyst's estimate is not the developer's declaration."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfilment:
    """A duty that was done: on which day, at which time where that is stated, and what shows it.

    ``at_latest`` says that it may have been done before that day.
    """

    on: date
    at: datetime | None = None
    at_latest: bool = False
    reference: str | None = None
    evidence: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """Something that the file does not say and that is taken so, with what it bears on."""

    text: str
    facts: tuple[str, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """One case. ``facts`` has every fact that is stated, filled in or assumed; all others are unknown."""

    file: str
    version: str | None = None
    supersedes: str | None = None
    declarant: Declarant | None = None
    facts: Mapping[str, Stated] = field(default_factory=dict)
    lineage: Lineage | None = None
    fulfilled: Mapping[str, tuple[Fulfilment, ...]] = field(default_factory=dict)
    assumptions: tuple[Assumption, ...] = ()
    problems: tuple[Problem, ...] = ()
    digest: str = ""

    def text_of(self, name: str) -> str | None:
        """Return the text that a fact is stated as, ``None`` where it is no text or not known."""
        stated = self.facts.get(name)
        return stated.value if stated is not None and isinstance(stated.value, str) else None

    def values(self) -> dict[str, Value | Lineage]:
        """Return the value of each fact by name, as the engines take them, and the lineage."""
        values: dict[str, Value | Lineage] = {name: stated.value for name, stated in self.facts.items()}
        return values if self.lineage is None else values | {LINEAGE: self.lineage}

    def spreads(self) -> dict[str, Value | Lineage]:
        """Return the 90 % interval of each fact that is an estimate, as a range."""
        spreads: dict[str, Value | Lineage] = {
            name: spread
            for name, stated in self.facts.items()
            if stated.estimate is not None and (spread := span(stated.estimate.low, stated.estimate.high)) is not None
        }
        estimated = self.lineage is not None and self.lineage.estimated
        return spreads | {LINEAGE: self.lineage.widened()} if self.lineage is not None and estimated else spreads
