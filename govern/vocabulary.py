"""The facts that a declaration can state: name, type, unit, domain, and the question that asks for it.

Read from `policies/vocabulary.yaml`; a policy file declares more of the same shape under its ``facts:``.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, WithJsonSchema, model_validator

from govern.problem import Rejected
from govern.ranges import DOMAINS, Range
from govern.shipped import policies_folder
from govern.source import read_file
from govern.units import Unit, unit
from govern.validation import Closed, validated
from govern.values import UNKNOWN_LIST, AnyText, Value

__all__ = ["FactDeclaration", "Implied", "Vocabulary", "VocabularyFile", "read_vocabulary"]

FactType = Literal["number", "boolean", "text", "list", "date", "time", "chip", "model", "statement", "country"]
Domain = Literal["any", "nonnegative", "positive", "fraction", "share"]


class Implied(Closed):
    """What the absence of a fact means by the format itself; it is printed as an assumption.

    ``by`` is the fact that must be stated for it (a statement or truth value: as true), ``beside`` the blocks of which
    one must be stated, ``unless`` those that must be absent, ``catalogued`` says that ``by`` must be a name of the
    catalogue, and ``developers`` whose weights the lineage must list. The first that fits counts.
    """

    value: Annotated[str, WithJsonSchema({"type": ["number", "string", "boolean"]})]
    by: str | None = None
    beside: tuple[str, ...] = Field(default=(), description="blocks of which one must be stated, here or catalogued")
    unless: tuple[str, ...] = ()
    catalogued: bool = False
    developers: Literal["same", "other"] | None = Field(
        default=None, description="whose weights the lineage lists: all of the `same` developer, or some of an `other`"
    )
    exact: bool = Field(default=False, description="`by` must be stated as one number")
    told: bool = Field(default=True, description="whether it is printed as an assumption")
    because: str


class FactDeclaration(Closed):
    """What one fact is: its type, unit and domain, what to ask and whom."""

    type: FactType
    unit: str = ""
    domain: Domain = "any"
    allowed: tuple[str, ...] | None = None
    accepts: tuple[str, ...] = Field(default=(), description="other units it may be written in, for the same number")
    not_above: str | None = Field(default=None, description="a fact that this one cannot exceed")
    not_applicable: bool = Field(default=False, description="the fact may be stated as not_applicable")
    zero_when: str | None = Field(default=None, description="0 if its block is absent and this statement is made")
    with_sparsity: str | None = Field(
        default=None,
        description="the same rate with 2:4 sparsity; where it is stated, a complete list does not make this one 0",
    )
    zero_beside: str | None = Field(
        default=None, description="0 if its block is absent beside this total, which does not say what it counts"
    )
    implied: tuple[Implied, ...] = Field(default=(), description="what its absence means, by the format itself")
    fills: str | None = Field(default=None, description="the block that a name of the catalogue fills in")
    stated_as: tuple[str, ...] = Field(
        default=(), description="the facts by which this one is stated; under its own name it is only asked for"
    )
    hardly_below: Annotated[str, WithJsonSchema({"type": ["number", "string"]})] | None = Field(
        default=None, description="a number above 0 and below this is told as a slip: an exponent that was lost"
    )
    day_of: str | None = Field(default=None, description="the time whose day this is, unless it is stated itself")
    zone: str | None = Field(default=None, description="whose calendar counts for `day_of`; by default the time's own")
    days_between: tuple[str, str] | None = Field(
        default=None,
        description="two dates: the calendar days from the first to the second, unless stated itself",
    )
    stands_alone: bool = Field(
        default=False, description="says nothing of the figures beside it: these still come from the catalogue"
    )
    label: str
    question: str
    help: str | None = None
    ask: str = "declarant"

    @model_validator(mode="after")
    def _unit_is_known(self) -> Self:
        unit(self.unit)
        return self

    @model_validator(mode="after")
    def _only_an_amount_may_not_apply(self) -> Self:
        # INVARIANT: an unknown text or truth value never turns out to be `not_applicable`; engines rely on it.
        if self.not_applicable and self.type not in ("number", "date"):
            message = f"only a number or a date may be `not_applicable`, not a {self.type}"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _zone_exists(self) -> Self:
        if self.zone is not None:
            try:
                ZoneInfo(self.zone)
            except (ValueError, OSError):
                message = f"`{self.zone}` is no time zone, such as America/New_York"
                raise ValueError(message) from None
        return self

    @property
    def due(self) -> Unit:
        """The unit in which a plain number is read."""
        return unit(self.unit)

    @cached_property
    def unknown(self) -> Value:
        """The value of this fact when nothing is known of it."""
        if self.type == "number":
            widest = DOMAINS[self.domain]
            return Range(widest.low, widest.high, widest.low_open, widest.high_open, self.not_applicable)
        if self.type == "date":
            return Range(or_not_applicable=self.not_applicable)
        if self.type == "list":
            return UNKNOWN_LIST
        if self.type in ("boolean", "statement"):
            return None
        return AnyText(None if self.allowed is None else frozenset(self.allowed))


class VocabularyFile(Closed):
    """The file `policies/vocabulary.yaml`."""

    vocabulary: Annotated[Literal["1"], WithJsonSchema({"const": 1})]
    facts: dict[str, FactDeclaration]


class Vocabulary:
    """All facts by their dotted names."""

    def __init__(self, facts: Mapping[str, FactDeclaration]) -> None:
        """Take the facts by name."""
        self.facts = dict(facts)

    @cached_property
    def dense_blocks(self) -> dict[str, str]:
        """The block of dense rates that each rate with sparsity belongs to, by the name of the latter."""
        return {
            fact.with_sparsity: name.rpartition(".")[0]
            for name, fact in self.facts.items()
            if fact.with_sparsity is not None
        }

    def extended(self, more: Iterable[Mapping[str, FactDeclaration]]) -> "Vocabulary":
        """Return a vocabulary with the facts that policy files declare added."""
        facts = dict(self.facts)
        for declared in more:
            facts.update(declared)
        return Vocabulary(facts)

    def __getitem__(self, name: str) -> FactDeclaration:
        """Return the declaration of one fact."""
        return self.facts[name]

    def __contains__(self, name: str) -> bool:
        """Return whether the fact is declared."""
        return name in self.facts


def read_vocabulary(path: Path | None = None) -> Vocabulary:
    """Read the shipped vocabulary, or the one at a path; raise `Rejected` with all its problems."""
    node = read_file(path or policies_folder() / "vocabulary.yaml")
    file, problems = validated(VocabularyFile, node)
    if file is None:
        raise Rejected(problems)
    return Vocabulary(file.facts)
