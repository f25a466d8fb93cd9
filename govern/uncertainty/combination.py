"""One estimate from several of the same quantity, or a conflict where they cannot both be true.

Works in the logarithm, where estimates of compute err by sums. Estimates that share inputs (parameters, tokens, hours)
err together: their correlation is taken into the weights. Estimates that scatter more than they claim make the result
wider (the ratio of Birge); none is ever taken to be better than 5 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Final

import numpy as np

from govern.arithmetic import TOLERANCE
from govern.ranges import Number, Range, compare, integral
from govern.truth import Truth
from govern.uncertainty.distribution import NINETY

__all__ = ["SHARED", "UNSHARED", "Combination", "Conflict", "Estimated", "Reported", "combined", "conflicts"]

SHARED: Final = 0.5
"""Correlation of two estimates that share parameters, tokens or hours."""
UNSHARED: Final = 0.2
"""Correlation of two estimates that share none of them."""
_LEAST: Final = 0.05
_APART: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated:
    """One estimate of a positive quantity: what it is, its value, and the width of its logarithm (one sigma)."""

    label: str
    value: float
    sigma: float

    def above(self, line: float) -> float:
        """Return how likely the quantity lies above a line: the closed form for one log-normal."""
        return 1 - NormalDist().cdf(log(line / self.value) / self.sigma)

    @classmethod
    def within(cls, label: str, value: float, factor: float) -> "Estimated":
        """Return an estimate whose 90 % interval is a factor to either side."""
        return cls(label=label, value=value, sigma=log(factor) / NINETY)


@dataclass(frozen=True, slots=True)
class Reported:
    """A figure as a regulator accepts it: within an error margin, which is a hard bound and a 90 % interval at once.

    The Commission's Guidelines (Annex A.2) accept an estimate of training compute within 30 % of what is reported.
    """

    value: Number
    margin: Fraction = TOLERANCE

    @property
    def least(self) -> Number:
        """The least that the figure can be if it is as accurate as is asked."""
        return integral(self.value * (1 - self.margin))

    @property
    def most(self) -> Number:
        """The most that it can be."""
        return integral(self.value * (1 + self.margin))

    @property
    def estimated(self) -> Estimated:
        """The figure as an estimate, its margin taken as a 90 % interval."""
        return Estimated.within("reported", float(self.value), float(1 + self.margin))

    def compared(self, operator: str, line: Number) -> Truth:
        """Return whether a comparison with a line holds for every figure that is accurate enough, for none, or some."""
        return compare(operator, Range(self.least, self.most), line)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two estimates that lie further apart than both allow, and by which factor."""

    one: Estimated
    other: Estimated
    factor: float


@dataclass(frozen=True, slots=True)
class Combination:
    """The combined estimate: its value, the width of its logarithm, and its 90 % interval."""

    value: float
    sigma: float

    @property
    def low(self) -> float:
        """The lower end of the 90 % interval."""
        return self.value * exp(-NINETY * self.sigma)

    @property
    def high(self) -> float:
        """The upper end of the 90 % interval."""
        return self.value * exp(NINETY * self.sigma)


def conflicts(estimates: Sequence[Estimated]) -> tuple[Conflict, ...]:
    """Return each pair that lies more than three joint widths apart: such estimates must not be combined."""
    found = []
    for i, one in enumerate(estimates):
        for other in estimates[i + 1 :]:
            distance = abs(log(one.value / other.value))
            if distance > _APART * sqrt(one.sigma**2 + other.sigma**2):
                found.append(Conflict(one, other, exp(distance)))
    return tuple(found)


def combined(estimates: Sequence[Estimated], correlation: float = SHARED) -> Combination:
    """Return the estimate of least variance; raise `ValueError` where two of them are in conflict, or none is given."""
    if not estimates:
        raise ValueError("nothing to combine")
    if conflicts(estimates):
        raise ValueError("estimates that are in conflict are not combined")
    x = np.array([log(each.value) for each in estimates])
    sigma = np.array([each.sigma for each in estimates])
    covariance = np.where(np.eye(len(x), dtype=bool), 1.0, correlation) * np.outer(sigma, sigma)
    inverse = np.linalg.inv(covariance)
    total = float(inverse.sum())
    mean = float(inverse.sum(axis=0) @ x / total)
    width = sqrt(1 / total)
    if len(x) > 1:
        chi_squared = float((x - mean) @ inverse @ (x - mean)) / (len(x) - 1)
        width *= sqrt(max(1.0, chi_squared))
    return Combination(exp(mean), max(width, _LEAST))
