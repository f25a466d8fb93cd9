"""What the names of one policy file stand for: facts, its own entries, and entries of other files.

`FileScope` answers the checker of expressions; `resolved` follows an alias to the entry it means.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from govern.expression.check import BOOLEAN, DATE, Kind, Symbol, number
from govern.law.parameter import parameter_symbol
from govern.law.policy import Policy
from govern.law.schema import Definition, Interpretation
from govern.problem import did_you_mean
from govern.units import unit
from govern.vocabulary import FactDeclaration, Vocabulary

__all__ = ["Entry", "FileScope", "Role", "resolved"]

Role = Literal["fact", "parameter", "definition", "interpretation", "provision"]

_ROLES: dict[Role, str] = {
    "parameter": "parameters",
    "definition": "definitions",
    "interpretation": "interpretations",
    "provision": "provisions",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name means: its role, the file it stands in (``None`` for a fact) and its name there."""

    role: Role
    policy: Policy | None
    name: str


def resolved(policy: Policy, name: str, policies: Mapping[str, Policy], vocabulary: Vocabulary) -> Entry | None:
    """Return what a name means in a file, or ``None``."""
    if "." in name:
        return Entry("fact", None, name) if name in vocabulary else None
    for role, group in _ROLES.items():
        if name in getattr(policy.file, group):
            return Entry(role, policy, name)
    target = policy.file.uses.get(name)
    if target is None:
        return None
    file_id, _, entry = target.partition("#")
    other = policies.get(file_id)
    if other is None or entry in other.file.uses:
        return None
    return resolved(other, entry, policies, vocabulary) if "." not in entry else None


class FileScope:
    """The names that the expressions of one file may use."""

    def __init__(self, policy: Policy, policies: Mapping[str, Policy], vocabulary: Vocabulary) -> None:
        """Take the file, all files by id, and the facts."""
        self.policy, self.policies, self.vocabulary = policy, policies, vocabulary
        self._symbols: dict[str, Symbol | None] = {}

    def symbol(self, name: str) -> Symbol | None:
        """Return what a name stands for."""
        if name not in self._symbols:
            self._symbols[name] = self._symbol(name)
        return self._symbols[name]

    def _symbol(self, name: str) -> Symbol | None:
        entry = resolved(self.policy, name, self.policies, self.vocabulary)
        if entry is None:
            return None
        if entry.policy is None:
            return _fact_symbol(self.vocabulary[entry.name])
        if entry.role == "parameter":
            try:
                return parameter_symbol(entry.policy.file.parameters[entry.name])
            except ValueError:
                return None
        if entry.role == "provision":
            return Symbol(BOOLEAN)
        group = entry.policy.file.definitions if entry.role == "definition" else entry.policy.file.interpretations
        return entry_symbol(group[entry.name])

    def suggestion(self, name: str) -> str | None:
        """Return a name that may be meant, or what to do."""
        file = self.policy.file
        known = [*self.vocabulary.facts, *file.uses]
        for group in _ROLES.values():
            known += getattr(file, group)
        return (
            did_you_mean(name, known) or "declare the fact under `facts:`, or name another file's entry under `uses:`"
        )


def entry_symbol(entry: Definition | Interpretation) -> Symbol:
    """Return what a definition or an interpretation stands for."""
    if entry.type == "boolean":
        return Symbol(BOOLEAN)
    if entry.type == "text":
        return Symbol(Kind("text"))
    if entry.type == "date":
        return Symbol(DATE)
    return Symbol(number(unit(entry.unit).dimension), entry.domain in ("positive", "fraction"))


def _fact_symbol(fact: FactDeclaration) -> Symbol:
    allowed = None if fact.allowed is None else frozenset(fact.allowed)
    if fact.type == "number":
        return Symbol(number(fact.due.dimension), fact.domain in ("positive", "fraction"))
    if fact.type in ("boolean", "statement"):
        return Symbol(BOOLEAN)
    if fact.type == "date":
        return Symbol(DATE)
    if fact.type == "list":
        return Symbol(Kind("list", allowed=allowed))
    return Symbol(Kind("time" if fact.type == "time" else "text", allowed=allowed))
