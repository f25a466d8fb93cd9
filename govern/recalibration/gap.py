"""The gap: what open-weight models are good for on chips that the law of a day does not reach, as results.

Comes in: what `govern.recalibration.experiment` found. Goes out: `Gap`, with one `Result` for each model and chip, its
levels with their probabilities, and what it takes to serve the users of the scenario. Money in USD, speeds in tokens a
second, power in W, energy in J.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np

from govern.chips.case import Shipment
from govern.law.law import Law
from govern.recalibration.chip_sets import SETS, PlacedChip
from govern.recalibration.open_models import Model
from govern.recalibration.settings import Settings

__all__ = ["ACTORS", "Band", "Gap", "Reference", "Result", "Scenario", "Service"]

ACTORS: Final = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """For whom and when: destination and end user, the day, the users, and the budget if there is a limit (USD).

    ``reasoning`` says that answers follow long reasoning, so that a higher speed is asked for.
    """

    shipment: Shipment
    on: date
    known: date
    users: int = 1_000_000
    budget: float | None = None
    reasoning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A quantity at the methods' central values, ``None`` where it is not known, and its 90 % interval."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What the chip that others are held against does with the same model; ``None`` where it cannot be worked out."""

    chip: str
    speed_per_price: float | None = None
    speed_per_chip: float | None = None
    decode_speed: float | None = None
    format: str | None = None
    chips: int | None = None
    batch: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How the users of the scenario are served: one deployment, how many of it, and what they take.

    ``one`` is the price of one deployment, ``purchase`` of all. ``scale_share`` and ``leakage`` are those of each class
    of actor, for its whole budget; 0 for one that cannot buy a single deployment.
    """

    format: str
    chips: int
    way: str
    batch: int
    interactive: bool
    speed: float | None
    served: float | None
    nodes: float | None
    all_chips: float | None
    one: float | None
    purchase: float | None
    power: float | None
    cost_per_token: float | None
    energy_per_token: float | None
    speed_per_price: float | None
    cost_ratio: float | None
    throughput_equivalence: float | None
    scale_share: Mapping[str, float | None]
    leakage: Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One model on one chip. ``chances`` has the least and largest probability of each level from 1 to 5.

    ``fits`` is ``None`` where the memory is not known; without a configuration there is nothing else.
    """

    model: str
    chip: str
    chip_set: str
    fits: bool | None
    format: str | None = None
    chips: int | None = None
    way: str | None = None
    speed: Band | None = None
    first: Band | None = None
    purchase: Band | None = None
    actor: str | None = None
    energy_per_token: float | None = None
    latency_equivalence: float | None = None
    central: int = 0
    chances: tuple[tuple[float, float], ...] = ()
    reasoning: tuple[float, float] | None = None
    service: Service | None = None

    def level(self, required: float) -> int:
        """Return the highest level whose probability is at least what is required."""
        held = [i + 1 for i, (least, _) in enumerate(self.chances) if least >= required]
        return max(held, default=0)

    def further(self, required: float, refused: float) -> tuple[int, str] | None:
        """Return the next level that is not refused, and whether it is contested or open; ``None`` if all are refused.

        It is open where its least probability would refuse it: something else than an estimate decides it.
        """
        level = self.level(required)
        for i, (least, most) in enumerate(self.chances):
            if i + 1 > level and most >= refused:
                return i + 1, "open" if least < refused else "contested"
        return None

    def rank(self, required: float) -> tuple[float, ...]:
        """Return what to sort by, the best first: level, then price (unknown ones last), then speed."""
        price = self.purchase.value if self.purchase is not None and self.purchase.value is not None else np.inf
        speed = self.speed.value if self.speed is not None and self.speed.value is not None else 0.0
        return (-self.level(required), float(price), -speed)


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Everything that was tried, for one scenario."""

    scenario: Scenario
    law: Law
    settings: Settings
    chips: tuple[PlacedChip, ...]
    models: tuple[Model, ...]
    references: Mapping[str, Reference]
    results: tuple[Result, ...]
    frontier: float | None
    required: float = 0.8
    refused: float = 0.2
    skipped: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def kept(self) -> dict[tuple[str, ...], tuple[float, float] | None]:
        """What measures of leakage worked out, so that it is worked out once."""
        return {}

    @cached_property
    def by_model(self) -> Mapping[str, tuple[Result, ...]]:
        """The results of each model, the best first."""
        found: dict[str, list[Result]] = {model.name: [] for model in self.models}
        for result in self.results:
            found[result.model].append(result)
        return {name: tuple(sorted(each, key=lambda r: r.rank(self.required))) for name, each in found.items()}

    def within(self, model: str, chip_set: str) -> tuple[Result, ...]:
        """Return the results of a model on the chips of a set, with those of the sets within it, the best first."""
        names = list(SETS)[: list(SETS).index(chip_set) + 1]
        return tuple(each for each in self.by_model[model] if each.chip_set in names)

    def best(self, model: str, chip_set: str) -> Result | None:
        """Return the best result of a model on the chips of a set, with those of the sets within it."""
        return next((each for each in self.within(model, chip_set) if each.chances), None)
