"""How the estimates of a case are drawn: how often, and from which seed."""

from dataclasses import dataclass

__all__ = ["Sampling"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How many draws are made, and from which seed; the same two give the same numbers anywhere."""

    draws: int = 20_000
    seed: int = 20260701
