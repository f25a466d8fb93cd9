"""Which of a model's trials stands for each chip: one for a single reader, and one for a service.

Comes in: the trials, at the methods' central values. Goes out: a `Pick` for each chip. For a reader the highest level
counts, then the fewest chips, then the speed; for a service the most tokens a second for the money.
"""

from dataclasses import dataclass

import numpy as np

from govern.engines.column import Floats
from govern.recalibration.trials import LEVELS, SERVED, SPEED, Trials

__all__ = ["Pick", "chosen"]

Places = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """The rows that stand for a chip, its central level for one reader, and whether the model fits at all.

    ``fits`` is ``None`` where it is not known, for want of the chip's memory or bandwidth.
    """

    single: int | None
    service: int | None
    level: int
    fits: bool | None


def chosen(trials: Trials, chips: int, budget: float | None, requests: int) -> list[Pick]:
    """Return the pick of each chip; a budget in USD leaves out what is known to cost more."""
    layout = trials.layout
    levels, sure = np.zeros(len(layout)), np.zeros(len(layout), dtype=np.int64)
    for i, name in enumerate(LEVELS[:3]):
        truth = trials.truths(name)
        sure = np.where(truth == 1, i + 1, sure)
        # What is open counts by half: better than what is not met, worse than what is.
        levels = np.where(truth == 1, i + 1.0, np.where(truth == -1, np.maximum(levels, i + 0.5), levels))
    price = trials.middle("purchase")
    fits = trials.truths("methods/memory#fits")
    allowed = fits == 1
    if budget is not None:
        allowed &= ~(price > budget)
    speed, served = trials.numbers(SPEED).low, trials.numbers(SERVED).low
    good = trials.truths("interactive") != 0
    found = []
    for chip in range(chips):
        own = layout.chip == chip
        rows = np.flatnonzero(own & allowed & (layout.batch == 1))
        if not len(rows):
            known = chip in layout.too_large or bool(own.any() and (fits[own] != -1).all())
            found.append(Pick(single=None, service=None, level=0, fits=False if known else None))
            continue
        single = int(rows[np.lexsort((-_finite(speed[rows]), layout.chips[rows], -levels[rows]))[0]])
        service = _service(np.flatnonzero(own & allowed & good), served, trials, requests)
        found.append(Pick(single=single, service=service, level=int(sure[single]), fits=True))
    return found


def _service(rows: Places, served: Floats, trials: Trials, requests: int) -> int | None:
    """Return the row that serves most for each chip, among those for a service's requests if there are any."""
    many = rows[trials.layout.batch[rows] >= requests]
    rows = many if len(many) else rows
    if not len(rows):
        return None
    surely = trials.truths("interactive")[rows] == 1
    rate = _finite(served[rows]) / trials.layout.chips[rows]
    return int(rows[np.lexsort((-rate, ~surely))[0]])


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, 0.0)
