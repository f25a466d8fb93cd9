"""Draws of the estimates that a method and its chips hold, for many configurations at once.

Comes in: a law, nodes of its graph, and facts that are estimates. Goes out: columns in the place of parameters, one
row for each configuration and draw. The same seed gives the same numbers anywhere; one draw is shared by all
configurations, so that what is compared is compared under the same circumstances.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

import numpy as np

from govern.engines.column import Floats, Numbers, Whole
from govern.engines.columns import Columns, Table
from govern.law.law import Law
from govern.quantity import Stated
from govern.ranges import DOMAINS
from govern.uncertainty.distribution import Distribution, distribution_of, standard_normals
from govern.uncertainty.simulation import SEED, Input, Simulation

__all__ = ["DRAWS", "bands", "drawn_fact", "drawn_parameters", "shares"]

DRAWS: Final = 100
"""Draws of a configuration: where one estimate decides alone, the probability is right to one part in 100."""

_ENDS: Final = (5.0, 95.0)


def drawn_parameters(
    law: Law, engine: Columns, targets: Sequence[int], configurations: int, draws: int = DRAWS
) -> dict[int, Numbers | Table]:
    """Return the columns of each estimate of the law that the targets rest on, by its node."""
    needed = set(engine.needed(targets))
    found: dict[int, Numbers | Table] = {}
    for each in _estimates(law):
        if each.node not in needed:
            continue
        column = _tiled(each.distribution, each.name, configurations, draws)
        held = found.get(each.node)
        found[each.node] = (
            column if each.key is None else {**(held if isinstance(held, dict) else {}), each.key: column}
        )
    return found


def _estimates(law: Law) -> tuple[Input, ...]:
    if "estimates" not in law.compiled:
        law.compiled["estimates"] = Simulation(law, {}, {}).inputs
    estimates: tuple[Input, ...] = law.compiled["estimates"]
    return estimates


def drawn_fact(name: str, facts: Iterable[Stated | None], draws: int = DRAWS) -> Numbers | None:
    """Return the draws of one fact of several configurations, NaN where it is no estimate; ``None`` if none is."""
    parts = [None if stated is None else _drawn(name, stated, draws) for stated in facts]
    if all(part is None for part in parts):
        return None
    absent = np.full(draws, np.nan)
    low = np.concatenate([absent if part is None else part.low for part in parts])
    high = np.concatenate([absent if part is None else part.high for part in parts])
    return Numbers(low, high)


def _drawn(name: str, stated: Stated, draws: int) -> Numbers | None:
    value, spread = stated.value, stated.estimate
    if spread is None or isinstance(value, bool) or not hasattr(value, "numerator"):
        return None
    distribution = distribution_of(value, spread.low, spread.high, DOMAINS["nonnegative"])  # type: ignore[arg-type]
    return None if distribution is None else _tiled(distribution, name, 1, draws)


def _tiled(distribution: Distribution, name: str, configurations: int, draws: int) -> Numbers:
    column = distribution.at(_normals(draws, name))
    return Numbers(np.tile(column.low, configurations), np.tile(column.high, configurations))


@cache
def _normals(draws: int, name: str) -> Floats:
    return standard_normals(draws, SEED, name)


def shares(truths: Whole, draws: int = DRAWS) -> tuple[Floats, Floats]:
    """Return for each configuration the least and the largest share of draws in which a condition holds."""
    rows = truths.reshape(-1, draws)
    return (rows == 1).mean(axis=1), (rows != 0).mean(axis=1)


def bands(column: Numbers, draws: int = DRAWS) -> tuple[Floats, Floats]:
    """Return for each configuration the 90 % interval of a quantity."""
    low = np.percentile(column.low.reshape(-1, draws), _ENDS[0], axis=1, method="inverted_cdf")
    high = np.percentile(column.high.reshape(-1, draws), _ENDS[1], axis=1, method="inverted_cdf")
    return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
