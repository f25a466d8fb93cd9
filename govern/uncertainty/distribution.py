"""Distributions of estimates: what a value with its 90 % interval says of the numbers around it.

Compute, tokens, prices and speeds are positive and err by factors: log-normal. Shares stay between 0 and 1: normal in
the logit. What may be negative is normal. The value is the median, and each half has its own width, so that an interval
that is not symmetrical around the value keeps both its ends. Of a half whose end is not stated nothing is invented: its
draws are the whole range from the value to the end of the domain.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import inf, log
from statistics import NormalDist
from typing import Final, Literal

import numpy as np

from govern.engines.column import Floats, Numbers
from govern.ranges import Number, Range

__all__ = ["NINETY", "Distribution", "Half", "distribution_of", "order_of", "standard_normals"]

NINETY: Final = NormalDist().inv_cdf(0.95)
"""How many standard deviations from the median the ends of a 90 % interval lie: 1.645."""

Scale = Literal["logarithm", "logit", "plain"]


@dataclass(frozen=True, slots=True)
class Half:
    """One half of a distribution: the scale on which the estimate errs by sums, and the width on it (one sigma)."""

    scale: Scale
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """A median, a half to either side (``None`` where its end is not stated), and the ends of the domain."""

    median: float
    below: Half | None
    above: Half | None
    least: float
    most: float

    def at(self, normals: Floats) -> Numbers:
        """Return the numbers at so many standard deviations from the median, as a column."""
        under = normals < 0
        down, up = (self._half(half, normals) for half in (self.below, self.above))
        low = np.where(under, self.least if down is None else down, self.median if up is None else up)
        if down is not None and up is not None:
            return Numbers(low, low)
        return Numbers(low, np.where(under, self.median if down is None else down, self.most if up is None else up))

    def _half(self, half: Half | None, normals: Floats) -> Floats | None:
        if half is None:
            return None
        there, back = _SCALES[half.scale]
        most = min(self.most, float(np.finfo(np.float64).max))
        with np.errstate(over="ignore"):
            drawn: Floats = np.clip(back(there(self.median) + normals * half.width), self.least, most)
        return drawn


def _logit(x: float) -> float:
    return log(x / (1 - x))


def _logistic(x: Floats) -> Floats:
    share: Floats = 1.0 / (1.0 + np.exp(-x))
    return share


def _same(x: Floats) -> Floats:
    return x


_SCALES: Final[dict[Scale, tuple[Callable[[float], float], Callable[[Floats], Floats]]]] = {
    "logarithm": (log, np.exp),
    "logit": (_logit, _logistic),
    "plain": (float, _same),
}


def distribution_of(value: Number, low: Number | None, high: Number | None, domain: Range) -> Distribution | None:
    """Return the distribution of an estimate in a domain; ``None`` where no interval is stated or it has no width.

    ``None`` also beyond what a float can hold: such an estimate stays at its value.
    """
    try:
        middle, *ends = (float(number) for number in (value, low, high) if number is not None)
    except OverflowError:
        return None
    if all(end == middle for end in ends) or (low is not None and low > value) or (high is not None and high < value):
        return None
    least = -inf if domain.low is None else float(domain.low)
    most = inf if domain.high is None else float(domain.high)
    positive = least >= 0 or (low is not None and low > 0)
    share = least >= 0 and most == 1
    return Distribution(
        median=middle,
        below=None if low is None else _half(middle, float(low), positive=positive, share=share),
        above=None if high is None else _half(middle, float(high), positive=positive, share=share),
        least=least,
        most=most,
    )


def _half(value: float, end: float, *, positive: bool, share: bool) -> Half:
    """Return the half whose 5 % lie beyond an end: on the widest scale on which both are finite."""
    scale: Scale = "plain"
    if share and 0 < value < 1 and 0 < end < 1:
        scale = "logit"
    elif not share and positive and value > 0 and end > 0:
        scale = "logarithm"
    there = _SCALES[scale][0]
    return Half(scale, abs(there(end) - there(value)) / NINETY)


def standard_normals(count: int, seed: int, name: str) -> Floats:
    """Return so many standard normal numbers in an order of the name's own: one from each of as many equal slices.

    Slices (a Latin hypercube) make what rests on one estimate exact to one part in ``count``. The order depends on
    the seed and the name alone, so that another estimate beside this one changes nothing of it.
    """
    return _slices(count)[order_of(count, seed, name)]


def order_of(count: int, seed: int, name: str) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return the slice of each draw of a name: the same on every machine and with every version of NumPy.

    INVARIANT: only the raw stream of the generator is used, which alone NumPy promises not to change.
    """
    generator = np.random.PCG64(np.random.SeedSequence([seed, *name.encode()]))
    return np.argsort(generator.random_raw(count), kind="stable")


@cache
def _slices(count: int) -> Floats:
    inverse, half = NormalDist().inv_cdf, count // 2
    lower = np.array([inverse((i + 0.5) / count) for i in range(half)])
    return np.concatenate([lower, np.zeros(count % 2), -lower[::-1]])
