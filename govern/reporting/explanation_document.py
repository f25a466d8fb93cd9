"""The published shape of an explanation: its steps, their values, margins, chances, sources and references."""

from typing import Literal

from pydantic import Field

from govern.reporting.chance import ProbabilityPart, WorthPart
from govern.validation import Closed

__all__ = [
    "EstimatePart",
    "ExplanationPart",
    "MarginPart",
    "Outcome",
    "QuantityPart",
    "ReferencePart",
    "SourcePart",
]

Outcome = Literal["met", "not_met", "unknown", "unsettled"]


class ReferencePart(Closed):
    """A place in a law or document, with the grade of the evidence for it."""

    text: str
    href: str | None
    grade: str | None


class MarginPart(Closed):
    """How far a value is from a line."""

    factor: str | None = Field(description="how many times the larger is of the smaller, exactly")
    difference: str
    unit: str
    text: str


class EstimatePart(Closed):
    """The 90 % interval of a number that rests on estimates."""

    low: str | None
    high: str | None
    confidence: str | None
    text: str


class QuantityPart(Closed):
    """A value in words and exactly, in its unit."""

    label: str
    value: str | None
    at_least: str | None
    at_most: str | None
    at_least_open: bool
    at_most_open: bool
    unit: str
    text: str
    estimate: EstimatePart | None


class SourcePart(Closed):
    """Where one value came from."""

    name: str
    label: str
    text: str
    origin: Literal["declared", "catalogue", "assumed", "parameter"]
    place: str | None
    source: str | None
    href: str | None
    stated_by: str | None
    on: str | None
    grade: str | None
    because: str | None


class ExplanationPart(Closed):
    """One step of an explanation and the steps it rests on."""

    kind: Literal["all", "any", "not", "comparison", "fact", "provision", "membership", "constant", "condition"]
    id: str | None
    text: str
    outcome: Outcome
    operator: str | None
    value: QuantityPart | None
    threshold: QuantityPart | None
    margin: MarginPart | None
    probability: ProbabilityPart | None = Field(description="how likely a comparison holds; null without an estimate")
    worth_knowing: list[WorthPart] = Field(description="which estimates are worth knowing to tell whether it holds")
    references: list[ReferencePart]
    sources: list[SourcePart]
    incidental: bool = Field(description="it only says that nothing else is stated, and decides nothing by itself")
    children: list["ExplanationPart"]
