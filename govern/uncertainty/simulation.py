"""Draws of a case's estimates: the share that meets a condition, a quantity's band, and what is worth finding out.

Comes in: a law, the facts of a case and which of them are estimates; the law's own estimates are in its graph. Goes
out: probabilities and bands. The verdict stands without them: it is decided by the values. Estimates are drawn
independently of each other; one that stands in several places is one draw. Those of the models that a model was made
from stay at their values.
"""

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from typing import Any, Final, TypeGuard, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from govern.engines.column import Numbers, Truths
from govern.engines.columns import Columns, Rows, Table
from govern.law.law import Law
from govern.lineage import Lineage
from govern.quantity import Stated
from govern.ranges import DOMAINS, Number, Range
from govern.uncertainty.distribution import Distribution, distribution_of, order_of, standard_normals
from govern.uncertainty.probability import Probability
from govern.uncertainty.reach import reached
from govern.uncertainty.sampling import Sampling
from govern.units import unit
from govern.values import Value

__all__ = ["DRAWS", "SEED", "Band", "Choices", "Input", "Simulation", "Worth"]

DRAWS: Final = Sampling().draws
SEED: Final = Sampling().seed
_SLICES: Final = 40
"""Into how many slices of its values an estimate is cut to find what knowing it is worth."""
_WORTH_TELLING: Final = 0.01
_ENDS: Final = (5.0, 95.0)

Key = TypeVar("Key")
Made = TypeVar("Made")

Choices = tuple[tuple[int, int], ...]
"""The number of the reading that is taken, by the node of an interpretation's choice; the default where absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One estimate: a fact by its name, or a parameter (with the key of a table's row) by its id; and its node."""

    name: str
    label: str
    node: int
    distribution: Distribution
    key: str | None = None
    of_law: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """The 90 % interval of a quantity over the draws; ``None`` as an end is unbounded or not known."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Worth:
    """What it is worth to know one estimate: the chance of calling an outcome wrongly, now and with it known."""

    input: Input
    now: float
    known: float
    alone: bool = False
    """Whether no other estimate bears on it."""


class WhenAsked(Mapping[Key, Made]):
    """A mapping whose values are made when they are asked for, each once."""

    def __init__(self, makers: Mapping[Key, Callable[[], Made]]) -> None:
        """Take what makes each value."""
        self.makers = makers
        self.made: dict[Key, Made] = {}

    def __getitem__(self, key: Key) -> Made:
        """Return a value, making it the first time."""
        if key not in self.made:
            self.made[key] = self.makers[key]()
        return self.made[key]

    def __iter__(self) -> Iterator[Key]:
        """Yield the keys; nothing is made for it."""
        return iter(self.makers)

    def __len__(self) -> int:
        """Return how many keys there are."""
        return len(self.makers)

    def __contains__(self, key: object) -> bool:
        """Return whether there is such a key; nothing is made for it."""
        return key in self.makers


class Simulation:
    """The draws of one case under one law, worked out when asked for; the same seed gives the same numbers anywhere."""

    def __init__(
        self,
        law: Law,
        facts: Mapping[str, Value | Lineage],
        stated: Mapping[str, Stated],
        *,
        draws: int = DRAWS,
        seed: int = SEED,
    ) -> None:
        """Take the law, the values of the case, and what was stated of each."""
        self.law, self.facts, self.stated, self.draws, self.seed = law, facts, stated, draws, seed
        self._rows: dict[Choices, Rows] = {}

    @cached_property
    def inputs(self) -> tuple[Input, ...]:
        """The estimates of the case and of the law that have a distribution."""
        return (*_stated_inputs(self.law, self.stated), *_law_inputs(self.law))

    @cached_property
    def touched(self) -> frozenset[int]:
        """The nodes that rest on an estimate."""
        return reached(self.law.graph, (each.name for each in self.inputs if not each.of_law))

    def _sampled(self, input: Input) -> Numbers:
        return input.distribution.at(standard_normals(self.draws, self.seed, input.name))

    @cached_property
    def _columns(self) -> tuple[Mapping[str, Numbers], Mapping[int, Numbers | Table]]:
        """Return the draws of facts by name, and of parameters by node, each drawn when it is asked for."""
        facts = {each.name: partial(self._sampled, each) for each in self.inputs if not each.of_law}
        rows: dict[int, list[Input]] = {}
        for each in self.inputs:
            if each.of_law:
                rows.setdefault(each.node, []).append(each)
        return WhenAsked(facts), WhenAsked({node: partial(self._parameter, own) for node, own in rows.items()})

    def _parameter(self, rows: Sequence[Input]) -> Numbers | Table:
        """Return the draws of a parameter, or of the rows of a table, each drawn when it is asked for."""
        if rows[0].key is None:
            return self._sampled(rows[0])
        return WhenAsked({each.key or "": partial(self._sampled, each) for each in rows})

    def rows(self, choices: Choices = ()) -> Rows:
        """Return the values of the draws under some readings; each node is worked out once."""
        if choices not in self._rows:
            facts, parameters = self._columns
            known: Mapping[str, Any] = ChainMap(cast("Any", facts), cast("Any", self.facts))
            made = self._engine.rows(known, self.draws, parameters=parameters, choices=dict(choices))
            if choices:
                self._take_over(self.rows(), made, choices)
            self._rows[choices] = made
        return self._rows[choices]

    def _take_over(self, default: Rows, other: Rows, choices: Choices) -> None:
        """Take over what was worked out under the default readings and does not depend on those that differ."""
        nodes = self.law.graph.nodes
        mask = 0
        for choice, _ in choices:
            mask |= nodes[choice].readings
        for index in default.done:
            if not nodes[index].readings & mask:
                other.put(index, default.get(index))
                other.done.add(index)

    @cached_property
    def _engine(self) -> Columns:
        compiled = self.law.compiled
        if "columns" not in compiled:
            compiled["columns"] = Columns(self.law.graph)
        engine: Columns = compiled["columns"]
        return engine

    def _truths(self, node: int, choices: Choices) -> NDArray[np.int8] | None:
        """Return the truth of a condition in each draw; ``None`` where it is the same in all of them by itself."""
        truth = self.rows(choices).value(node) if node in self.touched else None
        return truth.values if isinstance(truth, Truths) else None

    def probability(self, node: int, choices: Choices = ()) -> Probability | None:
        """Return how likely a condition holds; ``None`` where it rests on no estimate."""
        truths = self._truths(node, choices)
        if truths is None:
            return None
        return Probability(float(np.mean(truths == 1)), float(np.mean(truths != 0)))

    def band(self, node: int, choices: Choices = ()) -> Band | None:
        """Return the 90 % interval of a quantity, in base units; ``None`` where it rests on no estimate."""
        drawn = self.rows(choices).value(node) if node in self.touched else None
        if not isinstance(drawn, Numbers):
            return None
        low = float(np.percentile(drawn.low, _ENDS[0], method="inverted_cdf"))
        high = float(np.percentile(drawn.high, _ENDS[1], method="inverted_cdf"))
        return Band(None if np.isinf(low) else low, None if np.isinf(high) else high)

    def worth(self, node: int, choices: Choices = ()) -> tuple[Worth, ...]:
        """Return what each estimate is worth knowing for a condition, the most worthwhile first.

        The chance of a wrong call is that of the less likely outcome. With one estimate known, the outcome is called
        anew in each slice of its values: from one half of the slice's draws, and held against the other half, so that
        chance alone never looks like knowledge. Nothing is returned where the condition is open for other reasons.
        """
        truths = self._truths(node, choices)
        if truths is None or bool(np.any(truths < 0)):
            return ()
        meets = truths == 1
        share = float(np.mean(meets))
        now = min(share, 1 - share)
        below = self.below(node)
        if len(below) == 1:
            return (Worth(below[0], now, 0.0, alone=True),)
        found = [Worth(each, now, self._known(meets, each)) for each in below]
        telling = [each for each in found if each.known < now - _WORTH_TELLING]
        return tuple(sorted(telling, key=lambda each: (each.known, each.input.name)))

    def _known(self, meets: NDArray[np.bool_], input: Input) -> float:
        by_value = np.argsort(order_of(self.draws, self.seed, input.name), kind="stable")
        ordered = meets[by_value]
        wrong = 0
        for part in np.array_split(ordered, _SLICES):
            for seen, held in ((part[::2], part[1::2]), (part[1::2], part[::2])):
                called = float(np.mean(seen)) > 0.5
                wrong += int(np.count_nonzero(held != called))
        return wrong / self.draws

    def below(self, node: int) -> tuple[Input, ...]:
        """Return the estimates on which a node rests."""
        needed = set(self._engine.needed([node]))
        return tuple(each for each in self.inputs if each.node in needed)


def _stated_inputs(law: Law, stated: Mapping[str, Stated]) -> list[Input]:
    nodes = {str(node.payload): i for i, node in enumerate(law.graph.nodes) if node.op == "fact"}
    found = []
    for name, fact in stated.items():
        estimate, value = fact.estimate, fact.value
        if estimate is None or not _is_number(value) or name not in nodes:
            continue
        unknown = law.vocabulary[name].unknown
        domain = unknown if isinstance(unknown, Range) else Range()
        distribution = distribution_of(value, estimate.low, estimate.high, domain)
        if distribution is not None:
            label = law.vocabulary[name].label
            found.append(Input(name=name, label=label, node=nodes[name], distribution=distribution))
    return found


def _law_inputs(law: Law) -> list[Input]:
    found = []
    for index, node in enumerate(law.graph.nodes):
        spreads = {None: node.spread} if node.spread is not None else dict(node.spreads)
        rows = dict(node.table[0]) if node.table is not None else {}
        for key, spread in spreads.items():
            id = str(node.payload)
            value = node.value if key is None else rows[key]
            drawn = _of_parameter(law, id, value, spread)
            name = id if key is None else f"{id}[{key}]"
            if drawn is not None:
                label = _parameter_label(law, id, key)
                found.append(Input(name=name, label=label, node=index, distribution=drawn, key=key, of_law=True))
    return found


def _parameter_label(law: Law, id: str, key: str | None) -> str:
    file, _, name = id.partition("#")
    label = law.policies[file].file.parameters[name].label or name.replace("_", " ")
    return label if key is None else f"{label} ({key.replace('_', ' ')})"


def _of_parameter(law: Law, id: str, value: Value, spread: Range) -> Distribution | None:
    """Return the distribution of a parameter: a plain number whose interval ends at 1 or below is taken for a share."""
    if not _is_number(value) or spread.low is None or spread.high is None:
        return None
    file, _, name = id.partition("#")
    plain = not unit(law.policies[file].file.parameters[name].unit).dimension
    domain = DOMAINS["any"]
    if spread.low >= 0:
        domain = DOMAINS["share"] if plain and spread.high <= 1 else DOMAINS["nonnegative"]
    return distribution_of(value, spread.low, spread.high, domain)


def _is_number(value: Value) -> TypeGuard[Number]:
    return isinstance(value, int | Fraction) and not isinstance(value, bool)
