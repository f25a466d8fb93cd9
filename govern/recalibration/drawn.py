"""The picked configurations of one model under draws of the estimates: probabilities of levels, and bands.

Comes in: a model, the chips, and the rows that were picked. Goes out: shares of draws and 90 % intervals by row.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import numpy as np

from govern.engines.column import Numbers
from govern.recalibration.chances import DRAWS, bands, drawn_fact, drawn_parameters, shares
from govern.recalibration.gap import Band
from govern.recalibration.open_models import Model
from govern.recalibration.trials import FIRST, LEVELS, SPEED, ChipTable, Layout, Trials, engine_of, node_of, tried

__all__ = ["Drawn"]

_FACTS: Final = ("chip.price", "chip.memory", "chip.dram_bandwidth", "chip.power")


class Drawn:
    """Configurations, each repeated for every draw; a quantity is worked out when first asked for."""

    def __init__(self, model: Model, table: ChipTable, layout: Layout, stated: Mapping[str, Any]) -> None:
        """Take the model, the chips, the picked rows and further facts."""
        self.model, self.table, self.layout, self.stated = model, table, layout, dict(stated)

    @cached_property
    def trials(self) -> Trials:
        """The draws of all configurations."""
        return self._tried()

    def chance(self, name: str, row: int) -> tuple[float, float]:
        """Return the least and the largest probability of a condition."""
        least, most = self._shares(name)
        return float(least[row]), float(most[row])

    def reasoning(self, row: int) -> tuple[float, float]:
        """Return the probability that it is interactive where answers follow long reasoning."""
        return self.chance("interactive_for_reasoning", row)

    def band(self, central: Trials, name: str, at: int, row: int) -> Band:
        """Return a quantity at the central values and its 90 % interval over the draws."""
        value = float(central.middle(name)[at])
        lows, highs = self._bands(name)
        low, high = float(lows[row]), float(highs[row])
        return Band(
            value=value if np.isfinite(value) else None,
            low=low if np.isfinite(low) else None,
            high=high if np.isfinite(high) else None,
        )

    def _shares(self, name: str) -> Any:
        key = ("share", name)
        if key not in self._kept:
            self._kept[key] = shares(self.trials.truths(name))
        return self._kept[key]

    def _bands(self, name: str) -> Any:
        if name not in self._kept:
            self._kept[name] = bands(self.trials.numbers(name))
        return self._kept[name]

    @cached_property
    def _kept(self) -> dict[Any, Any]:
        return {}

    def _tried(self) -> Trials:
        law, layout = self.table.law, self.layout
        names = (*LEVELS, "interactive_for_reasoning", "purchase", SPEED, FIRST)
        nodes = [node_of(law, name) for name in names]
        parameters = drawn_parameters(law, engine_of(law), nodes, len(layout))
        extra = {**self.stated, **self._chips()}
        return tried(
            self.table,
            self.model.formats,
            self.model.facts,
            layout.at(np.repeat(np.arange(len(layout)), DRAWS)),
            extra,
            parameters,
        )

    def _chips(self) -> dict[str, Numbers]:
        """Return the facts of the chips that are estimates, drawn; those that are not stay as they are."""
        found = {}
        for name in _FACTS:
            stated = [self.table.chips[int(chip)].declaration.facts.get(name) for chip in self.layout.chip]
            drawn = drawn_fact(name, stated)
            if drawn is None:
                continue
            plain = self.table.at(np.repeat(self.layout.chip, DRAWS))[name]
            if isinstance(plain, Numbers):
                low, high = drawn.low, drawn.high
                found[name] = Numbers(
                    np.where(np.isnan(low), plain.low, low), np.where(np.isnan(high), plain.high, high), plain.absent
                )
        return found
