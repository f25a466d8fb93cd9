"""How much leaks: what each class of actor attains outside the controls, and what a training threshold misses.

Comes in: the picked services of a model, or a whole `Gap`. Goes out: scale shares and leakage by actor, the levels that
each actor reaches, and the share of models above the threshold that run outside the controls all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from govern.recalibration.gap import ACTORS, Gap
from govern.recalibration.open_models import Model
from govern.recalibration.settings import GAP, Settings
from govern.recalibration.trials import ChipTable, Layout, Trials, engine_of, node_of, tried
from govern.truth import Outcome
from govern.uncertainty.probability import Probability
from govern.uncertainty.simulation import Simulation

__all__ = [
    "Capable",
    "Leaked",
    "ThresholdLeakage",
    "actor_levels",
    "best_leakage",
    "capable_below",
    "threshold_leakage",
]

_INTERACTIVE: Final = 3
_DRAWS: Final = 2_000
_NARROW: Final = 0.5
_BELOW: Final = f"{GAP}#below_training_threshold_but_frontier_capable"


class Leaked:
    """The scale share and the leakage of picked services, for the whole budget of each class of actor."""

    def __init__(
        self, model: Model, table: ChipTable, layout: Layout, stated: Mapping[str, Any], settings: Settings
    ) -> None:
        """Take the model, the chips, the picked rows and what they are held against."""
        budgets = np.array([float(settings.table("budgets")[actor]) for actor in ACTORS])
        many = layout.at(np.repeat(np.arange(len(layout)), len(ACTORS)))
        column = np.tile(budgets, len(layout))
        self.trials: Trials = tried(table, model.formats, model.facts, many, dict(stated), budget=column)
        self.budgets = column

    def of(self, row: int) -> dict[str, dict[str, float | None]]:
        """Return both measures of one service by actor; 0 where the budget does not buy one deployment."""
        found: dict[str, dict[str, float | None]] = {}
        for measure in ("scale_share", "leakage"):
            found[measure] = {}
            for i, actor in enumerate(ACTORS):
                at = row * len(ACTORS) + i
                price = self.trials.number("purchase", at)
                short = price is not None and price > self.budgets[at]
                found[measure][actor] = 0.0 if short else self.trials.number(measure, at)
        return found


def actor_levels(gap: Gap, model: str, chip_set: str) -> dict[str, int | None]:
    """Return the highest level that each class of actor reaches; ``None`` where no price is known that tells."""
    results = [each for each in gap.within(model, chip_set) if each.chances]
    budgets = gap.settings.table("budgets")
    found: dict[str, int | None] = {}
    for actor in ACTORS:
        prices = [(each, None if each.purchase is None else each.purchase.value) for each in results]
        within = [each for each, price in prices if price is not None and price <= float(budgets[actor])]
        told = bool(within) or any(price is not None for _, price in prices) or not results
        found[actor] = max((each.level(gap.required) for each in within), default=0) if told else None
    return found


def best_leakage(gap: Gap, model: str, chip_set: str) -> dict[str, tuple[float | None, float | None]]:
    """Return the largest scale share and leakage of each class of actor over the chips of a set."""
    services = [each.service for each in gap.within(model, chip_set) if each.service is not None]
    found = {}
    for actor in ACTORS:
        shares = [share for each in services if (share := each.scale_share[actor]) is not None]
        leaked = [share for each in services if (share := each.leakage[actor]) is not None]
        found[actor] = (max(shares, default=None), max(leaked, default=None))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdLeakage:
    """Of the models above the threshold, each by its probability, the share that is interactive outside the controls.

    ``weight`` is the expected number of models above, ``unknown`` how many have no estimate of their compute.
    """

    share: float | None
    weight: float
    unknown: int


def threshold_leakage(gap: Gap, chip_set: str) -> ThresholdLeakage:
    """Return how much of what a training threshold catches runs on the chips of a set at level 3 or more."""
    above = reached = 0.0
    unknown = 0
    for model in gap.models:
        ends = _chance(gap, model, "above_counted_threshold")
        if ends is None or ends[1] - ends[0] > _NARROW:
            unknown += 1
            continue
        # Where something undisclosed could only add, the least it can be.
        chance = ends[0]
        best = gap.best(model.name, chip_set)
        above += chance
        reached += chance if best is not None and best.level(gap.required) >= _INTERACTIVE else 0.0
    return ThresholdLeakage(share=reached / above if above > 0 else None, weight=above, unknown=unknown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capable:
    """Whether a model is below the threshold of training compute and was as capable as the frontier at its release."""

    model: str
    outcome: Outcome
    chance: tuple[float, float] | None


def capable_below(gap: Gap) -> tuple[Capable, ...]:
    """Return the answer for each model, those of which it is known first."""
    node = node_of(gap.law, _BELOW)
    found = []
    for model in gap.models:
        value = engine_of(gap.law).evaluate(model.facts, [node], 1)[node]
        outcome: Outcome = "unknown" if not isinstance(value, bool) else "met" if value else "not_met"
        found.append(Capable(model=model.name, outcome=outcome, chance=_chance(gap, model, _BELOW)))
    return tuple(found)


def _chance(gap: Gap, model: Model, name: str) -> tuple[float, float] | None:
    """Return the least and the largest probability of a condition; ``None`` where it is open for want of facts."""
    key = (model.name, name)
    if key not in gap.kept:
        gap.kept[key] = _drawn_chance(gap, model, name)
    return gap.kept[key]


def _drawn_chance(gap: Gap, model: Model, name: str) -> tuple[float, float] | None:
    node = node_of(gap.law, name)
    simulation = Simulation(gap.law, model.facts, model.declaration.facts, draws=_DRAWS)
    drawn = simulation.probability(node)
    if isinstance(drawn, Probability):
        return drawn.at_least, drawn.at_most
    value = engine_of(gap.law).evaluate(model.facts, [node], 1)[node]
    return (float(value), float(value)) if isinstance(value, bool) else None
