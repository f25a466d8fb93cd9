"""What an explanation is made of: its steps, the values in them, where each came from, and the references."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govern.assessment.wording import Margin
from govern.problem import Place
from govern.quantity import Estimate
from govern.truth import Outcome
from govern.uncertainty.probability import Probability

if TYPE_CHECKING:
    from govern.uncertainty.simulation import Worth

__all__ = ["Explanation", "Reference", "Shown", "WhereFrom"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A place in a law or document."""

    text: str
    href: str | None = None
    grade: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhereFrom:
    """Where one value came from: a fact of the declaration, the catalogue, an assumption, or the law."""

    name: str
    label: str
    text: str
    origin: str
    place: Place | None = None
    source: str | None = None
    href: str | None = None
    stated_by: str | None = None
    on: str | None = None
    grade: str | None = None
    because: str | None = None
    told: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A value in words and exactly, in its unit."""

    value: str | None
    at_least: str | None
    at_most: str | None
    at_least_open: bool
    at_most_open: bool
    unit: str
    text: str
    label: str = ""
    estimate: Estimate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One step of an explanation and the steps it rests on."""

    kind: str
    text: str
    outcome: Outcome
    id: str | None = None
    operator: str | None = None
    value: Shown | None = None
    threshold: Shown | None = None
    margin: Margin | None = None
    references: tuple[Reference, ...] = ()
    sources: tuple[WhereFrom, ...] = ()
    children: tuple["Explanation", ...] = ()
    is_step: bool = False
    """Whether it is a provision that is only a step of others (an indicator)."""
    chance: Callable[[], Probability | None] | None = field(default=None, compare=False, repr=False)
    """Gives how likely a comparison holds."""

    knowing: "Callable[[], tuple[Worth, ...]] | None" = field(default=None, compare=False, repr=False)
    """Gives which estimates are worth knowing to tell whether it holds."""

    @property
    def worth(self) -> "tuple[Worth, ...]":
        """Which estimates are worth knowing to tell whether a comparison holds, the most worthwhile first."""
        return () if self.knowing is None else self.knowing()

    @property
    def probability(self) -> Probability | None:
        """How likely a comparison holds; ``None`` where it rests on no estimate. Worked out when asked for."""
        return None if self.chance is None else self.chance()
