"""The chances of a decided case: how likely each of its conditions holds, worked out only where one is asked for.

Comes in: a law, a case's facts, and its decided values. Goes out: probabilities, bands, and what is worth knowing.
Only what rests on an estimate has a chance: what would be decided the same way without any estimate has none. The draws
are made, and NumPy is loaded, when the first such chance is asked for.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final

from govern.engines.direct import DirectEngine, TooManyReadings, Values
from govern.engines.readings import ReadingTables
from govern.law.graph import GraphNode
from govern.law.law import Law
from govern.lineage import Lineage
from govern.numbers import significant
from govern.quantity import Stated
from govern.ranges import Range
from govern.uncertainty.probability import Probability
from govern.uncertainty.reach import reached
from govern.uncertainty.sampling import Sampling
from govern.values import Value

if TYPE_CHECKING:
    from govern.uncertainty.simulation import Choices, Simulation, Worth

__all__ = ["Chances"]

_DIGITS: Final = 3

Spread = Callable[[Values], Values | None]
"""Gives the values where each estimate is its 90 % interval, under the readings of some values; else ``None``."""


class Chances:
    """The chances of one case under one law; what was found is kept."""

    def __init__(
        self,
        law: Law,
        facts: Mapping[str, Value | Lineage],
        stated: Mapping[str, Stated],
        spread_of: Spread,
        spread_tables: Callable[[], ReadingTables | None] = lambda: None,
        sampling: Sampling | None = None,
    ) -> None:
        """Take the law, the case's values, what was stated of each, and what gives the spread, also by its readings."""
        self.sampling = sampling or Sampling()
        self.law, self.facts, self.stated = law, facts, stated
        self.spread_of, self.spread_tables = spread_of, spread_tables
        self._worth: dict[tuple[int, Choices], tuple[Worth, ...]] = {}
        self._found: dict[tuple[int, Choices], Probability | None] = {}

    @cached_property
    def simulation(self) -> "Simulation":
        """The draws of the case's estimates and the law's own."""
        from govern.uncertainty.simulation import Simulation

        return Simulation(self.law, self.facts, self.stated, draws=self.sampling.draws, seed=self.sampling.seed)

    @property
    def drawn(self) -> bool:
        """Whether anything was drawn."""
        return "simulation" in vars(self)

    @cached_property
    def estimates(self) -> frozenset[str]:
        """The names of the facts that are estimates."""
        return frozenset(name for name, fact in self.stated.items() if fact.estimate is not None)

    @cached_property
    def _on_facts(self) -> frozenset[int]:
        return reached(self.law.graph, self.estimates, parameters=False)

    @cached_property
    def _on_any(self) -> frozenset[int]:
        return reached(self.law.graph, self.estimates)

    def of(self, index: int, values: Values) -> Probability | None:
        """Return how likely a condition holds under the readings of some values; ``None`` without estimates in it."""
        if not self._rests(index, values):
            return None
        key = index, self.choices(index, values)
        if key not in self._found:
            self._found[key] = self.simulation.probability(*key)
        found = self._found[key]
        return None if found is None or self._is_no_news(found, index, values) else found

    def band(self, index: int, values: Values) -> Range | None:
        """Return the 90 % interval of a quantity under the readings of some values, in three digits."""
        if not self._rests(index, values) or values[index] == self._without(values)[index]:
            return None
        found = self.simulation.band(index, self.choices(index, values))
        if found is None or found.low == found.high:
            return None
        low, high = (None if end is None else significant(Fraction(end), _DIGITS) for end in (found.low, found.high))
        return Range(low, high)

    def worth(self, index: int, values: Values) -> "tuple[Worth, ...]":
        """Return which estimates are worth knowing to call a condition rightly, the most worthwhile first."""
        if self.of(index, values) is None:
            return ()
        key = index, self.choices(index, values)
        if key not in self._worth:
            self._worth[key] = self.simulation.worth(*key)
        return self._worth[key]

    def reaches(self, index: int) -> bool:
        """Return whether any estimate, of the case or of the law, stands under a node."""
        return index in self._on_any

    def rests_on_a_fact(self, index: int) -> bool:
        """Return whether a node rests on an estimate of the case, not only on one of the law's own."""
        return index in self._on_facts

    def rests_on(self, index: int, values: Values) -> int:
        """Return on how many estimates a number rests, by the branches that were taken; nothing is drawn for it."""
        nodes = self.law.graph.nodes
        seen: set[int] = set()
        pending = [index]
        found = 0
        while pending:
            current = pending.pop()
            if current in seen or current not in self._on_any:
                continue
            seen.add(current)
            node = nodes[current]
            found += node.op == "fact" or node.spread is not None or _is_estimated_row(node, values)
            pending += _taken(node, values)
        return found

    def questions(self, index: int) -> tuple[int, ...]:
        """Return the choices of readings on which a condition depends somewhere within the spread of the estimates."""
        tables = self.spread_tables() if index in self._on_any else None
        if tables is None:
            return ()
        try:
            return tables.truths(index)[0]
        except TooManyReadings:
            return ()

    def choices(self, index: int, values: Values) -> "Choices":
        """Return the readings other than the default under which some values came about and that bear on a node."""
        mask = self.law.graph.nodes[index].readings
        taken = ((choice, values[choice]) for choice, bit in self._questions if mask & bit)
        return tuple((choice, number) for choice, number in taken if isinstance(number, int) and number)

    @cached_property
    def _questions(self) -> tuple[tuple[int, int], ...]:
        return tuple((i, node.readings) for i, node in enumerate(self.law.graph.nodes) if node.op == "choice")

    def _rests(self, index: int, values: Values) -> bool:
        """Return whether a node rests on a stated estimate, or changes with one of the law's own."""
        if index not in self._on_any:
            return False
        if index in self._on_facts:
            return True
        spread = self.spread_of(values)
        return values[index] != self._without(values)[index] or (spread is not None and spread[index] != values[index])

    def _is_no_news(self, found: Probability, index: int, values: Values) -> bool:
        """Return whether a probability says nothing beside what is so without any estimate: open, or decided."""
        if (found.at_least, found.at_most) not in ((0, 0), (1, 1), (0, 1)):
            return False
        return self._without(values)[index] is values[index]

    def _without(self, values: Values) -> Values:
        """Return the values where every estimate is not known, under the readings of some values."""
        engine = self._bare_engine
        chosen = {
            choice: number for choice, _ in self._questions if isinstance(number := values[choice], int) and number
        }
        return engine.under(self._bare, chosen) if chosen else self._bare

    @cached_property
    def _bare(self) -> Values:
        return self._bare_engine.evaluate({k: v for k, v in self.facts.items() if k not in self.estimates})

    @cached_property
    def _bare_engine(self) -> DirectEngine:
        compiled = self.law.compiled
        if "without estimates" not in compiled:
            compiled["without estimates"] = DirectEngine(self.law.graph.without_estimates())
        engine: DirectEngine = compiled["without estimates"]
        return engine


def _taken(node: GraphNode, values: Values) -> tuple[int, ...]:
    """Return the operands that had a part in a value: of a choice its condition and the branch that was taken."""
    if node.op == "choose" and isinstance(values[node.args[0]], bool):
        return node.args[0], node.args[1] if values[node.args[0]] else node.args[2]
    if node.op == "reading":
        chosen = values[node.args[0]]
        return (node.args[1 + (chosen if isinstance(chosen, int) else 0)],)
    return node.args


def _is_estimated_row(node: GraphNode, values: Values) -> bool:
    """Return whether a table's value is that of a row which is an estimate, or may be."""
    if not node.spreads:
        return False
    key = values[node.args[0]]
    return key in dict(node.spreads) if isinstance(key, str) else True
