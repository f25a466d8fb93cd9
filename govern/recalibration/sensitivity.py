"""How the count of models at a level changes as one cut-off is halved or doubled, everything else left as it is.

Comes in: a `Gap` and its chips. Goes out: a `Shift` for each cut-off and factor, at the methods' central values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from govern.engines.column import Numbers
from govern.law.law import Law
from govern.recalibration.chip_sets import SETS, PlacedChip
from govern.recalibration.gap import Gap, Result
from govern.recalibration.open_models import Model
from govern.recalibration.settings import GAP
from govern.recalibration.trials import WAYS, ChipTable, Layout, tried

__all__ = ["CLASSES", "CUT_OFFS", "Shift", "shifted"]

CUT_OFFS: Final = ("interactive_first_token", "usable_speed", "usable_first_token")
"""The cut-offs besides the speed of an interactive answer, which is another with long reasoning."""
CLASSES: Final = ("A", "B", "any")
FACTORS: Final = (0.5, 2.0)

Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A cut-off times a factor, and how many models are then interactive, and usable.

    Counts are by set, and by the most that the machines cost: a class of actor, or ``any`` price.
    """

    name: str
    label: str
    factor: float
    interactive: Mapping[str, Mapping[str, int]]
    usable: Mapping[str, Mapping[str, int]]


class _Counts:
    """How many models hold a condition, by trial, set and class of actor."""

    def __init__(self, sets: Sequence[str]) -> None:
        self.sets, self.found = sets, dict[tuple[int, str, str], int]()

    def add(self, place: int, held: Truths, within: Mapping[str, Truths], affordable: Mapping[str, Truths]) -> None:
        for chosen in self.sets:
            for actor, can in affordable.items():
                key = place, chosen, actor
                self.found[key] = self.found.get(key, 0) + int((held & within[chosen] & can).any())

    def of(self, place: int) -> dict[str, dict[str, int]]:
        return {chosen: {actor: self.found.get((place, chosen, actor), 0) for actor in CLASSES} for chosen in self.sets}


def shifted(gap: Gap, sets: Sequence[str]) -> tuple[Shift, ...]:
    """Return the counts with every cut-off as it is (the first), halved and doubled."""
    speed = "reasoning_speed" if gap.scenario.reasoning else "interactive_speed"
    trials = [("", 1.0), *((name, factor) for name in (speed, *CUT_OFFS) for factor in FACTORS)]
    chips = {chip.name: chip for chip in gap.chips}
    budgets = gap.settings.table("budgets")
    usable, interactive = _Counts(sets), _Counts(sets)
    for model in gap.models:
        results = [each for each in gap.by_model[model.name] if each.chances]
        if not results:
            continue
        table = ChipTable([chips[each.chip] for each in results], gap.law)
        layout = _rows_of(results, model).at(np.tile(np.arange(len(results)), len(trials)))
        found = tried(table, model.formats, model.facts, layout, parameters=_moved(gap.law, trials, len(results)))
        within = {chosen: np.array([_within(chips[each.chip], chosen) for each in results]) for chosen in sets}
        prices = np.array([_price(each) for each in results])
        affordable = {actor: prices <= float(budgets.get(actor, np.inf)) for actor in CLASSES}
        for name, counts in (("usable", usable), ("interactive", interactive)):
            held = found.truths(name).reshape(len(trials), -1) == 1
            for place in range(len(trials)):
                counts.add(place, held[place], within, affordable)
    settings = gap.settings.all
    return tuple(
        Shift(
            name=name,
            label=settings[name].label if name else "as it is",
            factor=factor,
            interactive=interactive.of(place),
            usable=usable.of(place),
        )
        for place, (name, factor) in enumerate(trials)
    )


def _rows_of(results: Sequence[Result], model: Model) -> Layout:
    return Layout(
        chip=np.arange(len(results)),
        format=np.array([model.formats.index(each.format or "") for each in results]),
        chips=np.array([each.chips for each in results]),
        way=np.array([WAYS.index(each.way or "none") for each in results]),
        batch=np.ones(len(results), dtype=np.int64),
    )


def _price(result: Result) -> float:
    """Return the price of a deployment, infinite where it is not known."""
    price = None if result.purchase is None else result.purchase.value
    return np.inf if price is None else price


def _within(chip: PlacedChip, chosen: str) -> bool:
    return chip.smallest in list(SETS)[: list(SETS).index(chosen) + 1]


def _moved(law: Law, trials: Sequence[tuple[str, float]], rows: int) -> dict[int, Numbers]:
    """Return the columns that stand for the cut-offs: each moved in its own rows alone."""
    found, moved = {}, {name for name, _ in trials}
    for index, node in enumerate(law.graph.nodes):
        id = str(node.payload)
        if node.op != "parameter" or not id.startswith(f"{GAP}#") or id.partition("#")[2] not in moved:
            continue
        value = float(node.value)  # type: ignore[arg-type]
        factors = [factor if name == id.partition("#")[2] else 1.0 for name, factor in trials]
        column = np.repeat(np.array(factors) * value, rows)
        found[index] = Numbers(column, column)
    return found
