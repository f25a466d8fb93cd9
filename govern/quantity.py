"""A value as somebody stated it: with unit, source, place, and its spread where it is an estimate."""

from dataclasses import dataclass
from typing import Final, Literal

from govern.problem import Place
from govern.ranges import Number
from govern.values import Value

__all__ = ["CONFIDENCE_FACTORS", "Estimate", "Evidence", "Origin", "Stated"]

Origin = Literal["declared", "catalogue", "assumed"]

CONFIDENCE_FACTORS: Final[dict[str, int]] = {"confident": 3, "likely": 10, "speculative": 31}
"""Epoch AI's labels as factors of a 90 % interval around the value (epoch.ai/data, documentation of estimates)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The spread of an estimated number: its 90 % interval in base units, and the label it came from."""

    low: Number | None
    high: Number | None
    confidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A document behind a value: its file, the digest of its bytes, and the page."""

    file: str
    sha256: str | None = None
    page: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One fact of a case: its value (numbers in base units) and everything known about where it came from.

    ``origin`` is ``declared`` (this file), ``catalogue`` (filled in by name) or ``assumed`` (this format's own
    meaning of an absence, or a statement of completeness); ``because`` says why for an assumed one, and ``told``
    whether it is told as an assumption: what only follows from the rest of the file is not.
    """

    value: Value
    text: str
    origin: Origin = "declared"
    place: Place | None = None
    estimate: Estimate | None = None
    source: str | None = None
    href: str | None = None
    stated_by: str | None = None
    on: str | None = None
    grade: str | None = None
    because: str | None = None
    told: bool = True
    evidence: tuple[Evidence, ...] = ()
