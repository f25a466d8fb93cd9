"""Sums over the models that a case's model was made from, each evaluated by the law's own definition.

Comes in: a `lineage` node of the graph and the values of a case. Goes out: what each model adds, and the sum.
INVARIANT: a model counts once, and a figure that holds a model's own ancestors already does not count them again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern import arithmetic
from govern.law.schema import LineageSum
from govern.lineage import Ancestor, Lineage
from govern.ranges import ANYTHING, Amount, NotApplicable, Number, Range, hull, intersection, span
from govern.truth import Truth
from govern.values import Value

if TYPE_CHECKING:
    from govern.law.graph import GraphNode

__all__ = ["Contribution", "LineageNode", "lineage_of", "summed"]


@dataclass(frozen=True, slots=True)
class LineageNode:
    """The operands of a `lineage` node by what they are; ``contained`` is ``None`` where no condition is written."""

    lineage: int
    otherwise: int
    sum: int
    contained: int | None
    rule: LineageSum

    @classmethod
    def of(cls, node: "GraphNode") -> "LineageNode":
        """Return the operands of a node."""
        lineage, otherwise, sum_, *rest = node.args
        if not isinstance(node.payload, LineageSum):
            raise TypeError("a lineage node carries its rule")
        return cls(lineage, otherwise, sum_, rest[0] if rest else None, node.payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one model adds to a sum: its figure by the law's definition, and the part of it that counts."""

    ancestor: Ancestor
    figure: Amount
    counted: Amount
    same_developer: Truth


def lineage_of(value: object) -> Lineage | None:
    """Return the lineage that a case states, or ``None``."""
    return value if isinstance(value, Lineage) else None


Evaluated = Callable[[Ancestor], tuple[Value, Truth]]
"""Gives a model's figure, and whether it holds the model's own ancestors already."""


def summed(lineage: Lineage, rule: LineageSum, evaluated: Evaluated) -> tuple[Amount, tuple[Contribution, ...]]:
    """Return the sum over a lineage, and what each model adds to it."""
    reached = lineage.reached(rule.from_, rule.through)
    beyond = lineage.reached(rule.beyond, rule.through) if rule.beyond else {}
    counted = {key: same for key, same in reached.items() if key not in beyond}
    figures = {key: _figure(evaluated(lineage.models[key])) for key in _with_ancestors(lineage, counted, rule)}
    covered = _covered(lineage, counted, figures, rule) if rule.developer == "any" else set()
    own = _OwnParts(lineage, figures, rule)
    total: Amount = 0
    parts = []
    for key, same in counted.items():
        figure, held = figures[key]
        if key in covered:
            share: Amount = 0
        elif rule.developer == "any" and held is True and _ancestors(lineage, key, rule) <= covered:
            share = figure
        else:
            share = own.of(key)
        if rule.developer == "same":
            share = share if same is True else 0 if same is False else hull(0, share)
        total = arithmetic.add(total, share)
        ancestor = lineage.models[key]
        parts.append(Contribution(ancestor=ancestor, figure=figure, counted=share, same_developer=same))
    if rule.developer == "any":
        total = _at_least_the_largest(total, [figures[key][0] for key in counted])
    return total, tuple(parts)


Figures = Mapping[str, tuple[Amount, Truth]]


def _figure(found: tuple[Value, Truth]) -> tuple[Amount, Truth]:
    value, held = found
    amount = value if isinstance(value, Number | Range) and not isinstance(value, bool) else ANYTHING
    return arithmetic.maximum(0, amount), held


def _ancestors(lineage: Lineage, key: str, rule: LineageSum) -> set[str]:
    return set(lineage.reached(rule.through, rule.through, of=lineage.models[key].parents))


def _with_ancestors(lineage: Lineage, counted: Mapping[str, Truth], rule: LineageSum) -> list[str]:
    found = dict.fromkeys(counted)
    for key in counted:
        found |= dict.fromkeys(sorted(_ancestors(lineage, key, rule)))
    return list(found)


def _covered(lineage: Lineage, counted: Mapping[str, Truth], figures: Figures, rule: LineageSum) -> set[str]:
    """Return the models that are reached only through models whose figure holds them already."""
    covered: set[str] = set()
    for key in counted:
        ancestors = _ancestors(lineage, key, rule)
        otherwise = set(lineage.reached(rule.from_, rule.through, without=key))
        if figures[key][1] is True and ancestors and not ancestors & otherwise:
            covered |= ancestors
    return covered


class _OwnParts:
    """A model's own part of its figure: all of it, or what is left without its ancestors' own parts."""

    def __init__(self, lineage: Lineage, figures: Figures, rule: LineageSum) -> None:
        self.lineage, self.figures, self.rule = lineage, figures, rule
        self.done: dict[str, Amount] = {}

    def of(self, key: str) -> Amount:
        if key not in self.done:
            self.done[key] = self._of(key)
        return self.done[key]

    def _of(self, key: str) -> Amount:
        figure, held = self.figures[key]
        ancestors = sorted(_ancestors(self.lineage, key, self.rule))
        if held is False or not ancestors:
            return figure
        others: Amount = 0
        for other in ancestors:
            others = arithmetic.add(others, self.of(other))
        left = arithmetic.maximum(0, arithmetic.subtract(figure, others))
        return left if held is True else hull(left, figure)


def _at_least_the_largest(total: Amount, figures: list[Amount]) -> Amount:
    """Return the sum, which is no less than any figure in it: what a model's figure holds is counted somewhere."""
    for figure in figures:
        low = figure.low if isinstance(figure, Range) else figure
        least = None if low is None or isinstance(low, NotApplicable) else span(low, None)
        within = None if least is None else intersection(total, least)
        total = total if within is None else within
    return total
