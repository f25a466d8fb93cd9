"""Cases about one chip: its figures as a case states them, what the law computes of them, and the case with others."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from govern.assessment.assess import Assessment
from govern.catalog.catalog import Catalogue
from govern.declaration.declaration import Declaration
from govern.declaration.read import read_declaration_text
from govern.law.corpus import Corpus
from govern.problem import Problem, quoted
from govern.quantity import Stated
from govern.ranges import Number
from govern.values import Value

__all__ = [
    "DENSITY",
    "DIE_AREA",
    "TPP",
    "Shipment",
    "is_number",
    "measure",
    "named_chip",
    "number_of",
    "rates_of",
    "shipped_as",
    "with_figures",
]

TPP = "us/ear/advanced_computing#total_processing_performance"
DENSITY = "us/ear/advanced_computing#performance_density"
DIE_AREA = "chip.die_area"
_RATES = ("chip.dense_tops.", "chip.sparse_tops.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """From where to where a chip goes, how, and where the end user and its ultimate parent have their headquarters."""

    kind: str | None = None
    origin: str | None = None
    destination: str | None = None
    headquarters: str | None = None
    parent: str | None = None

    def facts(self) -> dict[str, str]:
        """Return what is stated of it, by the names of the facts."""
        named = {
            "transfer.kind": self.kind,
            "transfer.origin": self.origin,
            "transfer.destination": self.destination,
            "transfer.end_user.headquarters": self.headquarters,
            "transfer.end_user.ultimate_parent_headquarters": self.parent,
        }
        return {name: value for name, value in named.items() if value is not None}


def named_chip(name: str, corpus: Corpus, catalogue: Catalogue) -> Declaration:
    """Return the case that states a chip's name alone, filled in from the catalogue."""
    text = json.dumps({"declaration": 1, "chip": {"name": name}})
    return read_declaration_text(text, corpus, catalogue, file=name)


def shipped_as(declaration: Declaration, shipment: Shipment) -> Declaration:
    """Return the case with what is asked of its shipment; what the case states itself counts."""
    asked = shipment.facts()
    if asked:
        asked["transfer.item"] = "chip"
    facts, problems = dict(declaration.facts), list(declaration.problems)
    for name, value in asked.items():
        own = facts.get(name)
        if own is None or own.value is None or not isinstance(own.value, str):
            facts[name] = Stated(value=value, text=value)
        elif own.value != value and name != "transfer.item":
            message = f"`{name}` is stated as {quoted(own.text)}, so {quoted(value)} is left aside"
            problems.append(Problem(code="stated_otherwise", message=message, place=own.place, severity="warning"))
    return replace(declaration, facts=facts, problems=tuple(problems))


def with_figures(declaration: Declaration, figures: Mapping[str, Number]) -> Declaration:
    """Return the case in which some figures are exactly these, in base units, and nothing else is changed."""
    facts = dict(declaration.facts)
    for name, number in figures.items():
        facts[name] = replace(facts[name], value=number, text=str(number), estimate=None)
    return replace(declaration, facts=facts)


def rates_of(declaration: Declaration) -> dict[str, Number]:
    """Return the rates of the chip that are stated as one number."""
    return {
        name: number
        for name, stated in declaration.facts.items()
        if name.startswith(_RATES) and (number := number_of(stated.value)) is not None
    }


def measure(assessment: Assessment, id: str) -> Value:
    """Return what a definition of the law is for a case, under the default readings; ``None`` if it has no such one."""
    node = assessment.law.definitions.get(id)
    return None if node is None else assessment.decision.values[node]


def is_number(value: Value) -> bool:
    """Return whether a value is one number."""
    return number_of(value) is not None


def number_of(value: Value) -> Number | None:
    """Return the number that a value is, or ``None``."""
    return value if isinstance(value, Number) and not isinstance(value, bool) else None
