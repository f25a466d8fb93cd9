"""Probabilities in words: how likely a figure lies above a line, and whether a rule applies."""

from dataclasses import dataclass
from typing import Final

__all__ = ["CHANCES", "PLACES", "UNKNOWN", "Probability", "word_of"]

_BOUNDS: Final = (0.05, 0.35, 0.65, 0.95)
PLACES: Final = ("below", "probably below", "indeterminate", "probably above", "above")
"""Where a figure lies against a line, by the probability that it is above: up to 0.05, 0.35, 0.65, 0.95, and more."""
CHANCES: Final = ("very unlikely", "unlikely", "indeterminate", "likely", "very likely")
"""How likely something holds, by the same bounds."""
_INDETERMINATE: Final = 2
UNKNOWN: Final = "not known"
_SAME: Final = 1e-9
_LEAST: Final = 0.01


@dataclass(frozen=True, slots=True)
class Probability:
    """A probability, as a band where something it depends on is known within bounds only, or not at all."""

    at_least: float
    at_most: float

    @property
    def point(self) -> float | None:
        """The probability where it is one number."""
        return self.at_least if self.at_most - self.at_least < _SAME else None

    @property
    def opposite(self) -> "Probability":
        """The probability that it does not hold."""
        return Probability(1 - self.at_most, 1 - self.at_least)

    @property
    def text(self) -> str:
        """The probability in two digits; never 0 or 1, since draws prove nothing."""
        never, always = self.at_most < _LEAST, self.at_least > 1 - _LEAST
        if never or always:
            return f"less than {_LEAST}" if never else f"more than {1 - _LEAST}"
        if self.at_least < _LEAST:
            return UNKNOWN if self.at_most > 1 - _LEAST else f"at most {self.at_most:.2f}"
        if self.at_most > 1 - _LEAST:
            return f"at least {self.at_least:.2f}"
        low, high = f"{self.at_least:.2f}", f"{self.at_most:.2f}"
        return low if low == high else f"{low} to {high}"

    def hull(self, other: "Probability") -> "Probability":
        """Return the band that holds both."""
        return Probability(min(self.at_least, other.at_least), max(self.at_most, other.at_most))


def word_of(probability: Probability, words: tuple[str, ...] = PLACES) -> str:
    """Return a probability in words; a band from one to the other, or indeterminate where it reaches to both sides."""
    low, high = _step(probability.at_least), _step(probability.at_most)
    if low < _INDETERMINATE < high:
        return words[_INDETERMINATE]
    return words[low] if low == high else f"{words[low]} to {words[high]}"


def _step(p: float) -> int:
    # At a bound the word above it holds, except that 0.65 is still indeterminate.
    return sum(p > bound if bound == 0.65 else p >= bound for bound in _BOUNDS)
