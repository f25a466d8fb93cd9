"""What would settle an open finding: the smallest sets of facts whose being known decides it (rule 8).

Works on the structure alone: whatever value such a fact then has, the node it stands in is decided.
"""

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations
from typing import Final

from govern.arithmetic import apart, tolerance
from govern.engines.direct import Values, contributions
from govern.law.graph import Graph, GraphNode
from govern.ranges import Range
from govern.values import Value, is_known

__all__ = ["BAND", "CONTRADICTED", "IN_LINEAGE", "NOT_ENCODED", "WHOSE_LINEAGE", "SettlingSets"]

NOT_ENCODED: Final = "not encoded: "
"""Starts the name of something that no fact can settle, since the policy file does not encode it."""

CONTRADICTED: Final = "contradicted: "
"""Starts the name of something that more facts do not settle, since two statements on it exclude each other."""

BAND: Final = "band: "
"""Starts the name of a parameter that is known only between two ends: no fact of a case narrows it."""

IN_LINEAGE: Final = "lineage: "
"""Starts the name of a model of the lineage of which too little is known."""

WHOSE_LINEAGE: Final = "developer: "
"""Starts the name of a model of the lineage of which only its developer is not known."""

_KEPT: Final = 8

Family = tuple[frozenset[str], ...]
_SETTLED: Final[Family] = (frozenset(),)


class SettlingSets:
    """Finds what would settle the nodes of one decision; what it found out about a node is kept."""

    def __init__(self, graph: Graph) -> None:
        """Take the law's graph."""
        self.graph = graph
        self.kept: dict[int, _Settling] = {}

    def of(self, values: Iterable[Values], index: int) -> Family:
        """Return sets of facts each of which decides the node, the smallest first; at most eight.

        ``values`` has the values of all nodes under each combination of readings that is open.
        """
        return _together(self._under(each).of(index) for each in values)

    def _under(self, values: Values) -> "_Settling":
        # INVARIANT: what is kept holds its values, so that no other values can come to have their id.
        return self.kept.setdefault(id(values), _Settling(self.graph, values))


class _Settling:
    def __init__(self, graph: Graph, values: Values) -> None:
        self.graph, self.values = graph, values
        self.done: dict[int, Family] = {}

    def of(self, index: int) -> Family:
        if index not in self.done:
            self.done[index] = self._of(index)
        return self.done[index]

    def _of(self, index: int) -> Family:
        node = self.graph.nodes[index]
        if is_known(self.values[index]):
            return _SETTLED
        if node.op == "fact":
            return (frozenset({str(node.payload)}),)
        if node.op in ("untranslated", "parameter") or (node.op == "lookup" and is_known(self.values[node.args[0]])):
            return (frozenset({f"{self.why_open(index)}{node.payload}"}),)
        if node.op == "first" and self.contradicted(node):
            return (frozenset({f"{CONTRADICTED}{node.args[0]}"}),)
        if node.op == "first":
            return self.first(node.args)
        if node.op == "lineage":
            return self.lineage(index)
        return self._of_operation(node, index)

    def why_open(self, index: int) -> str:
        """Return which kind of thing that no fact settles a node is: a band, or what no file has."""
        value = self.values[index]
        return BAND if isinstance(value, Range) and value.low is not None and value.high is not None else NOT_ENCODED

    def _of_operation(self, node: GraphNode, index: int) -> Family:
        if node.op == "reading":
            choice = self.values[node.args[0]]
            return self.of(node.args[1 + (choice if isinstance(choice, int) else 0)])
        if node.op == "choose" and is_known(self.values[node.args[0]]):
            return self.of(node.args[1] if self.values[node.args[0]] is True else node.args[2])
        if node.op == "or":
            selected = self.selected(node.args)
            return self.together(node.args) if selected is None else self.of(selected)
        return self.together(node.args)

    def lineage(self, index: int) -> Family:
        """Return the models whose figures are open, all together, or what settles the value without a lineage."""
        parts = contributions(index, self.graph, self.values)
        if not parts:
            return self.of(self.graph.nodes[index].args[1])
        unknown = [each for each in parts if not is_known(each.counted)]
        asked = frozenset(
            f"{WHOSE_LINEAGE if is_known(each.figure) else IN_LINEAGE}{each.ancestor.name}" for each in unknown
        )
        return (asked,) if asked else _SETTLED

    def selected(self, args: tuple[int, ...]) -> int | None:
        """Return the side that a known condition selects in (c and x) or (not c and y) or (x and y)."""
        nodes = self.graph.nodes
        parts = [nodes[arg].args for arg in args if nodes[arg].op == "and" and len(nodes[arg].args) == 2]
        if len(args) != 3 or len(parts) != 3:
            return None
        (condition, yes), (negated, no), both = parts
        choice = nodes[negated].op == "not" and nodes[negated].args == (condition,) and both == (yes, no)
        if not choice or not is_known(self.values[condition]):
            return None
        return yes if self.values[condition] is True else no

    def first(self, args: Iterable[int]) -> Family:
        """Return the sets that settle one argument that certainly applies; if none does, all of them."""
        unknown = [arg for arg in args if not is_known(self.values[arg])]
        certain = [arg for arg in unknown if not _may_not_apply(self.values[arg])]
        return _smallest(each for arg in certain for each in self.of(arg)) if certain else self.together(unknown)

    def contradicted(self, node: GraphNode) -> bool:
        """Return whether two arguments exclude each other, so that knowing more of either does not settle them."""
        amounts = [value for arg in node.args if isinstance(value := self.values[arg], int | Fraction | Range)]
        points = tolerance(node.payload)
        return any(apart(a, b, points=points) for a, b in combinations(amounts, 2))

    def together(self, args: Iterable[int]) -> Family:
        """Return the sets that settle all of several nodes."""
        return _together(self.of(arg) for arg in args)


def _may_not_apply(value: Value) -> bool:
    return isinstance(value, Range) and value.or_not_applicable


def _together(families: Iterable[Family]) -> Family:
    """Return the sets that have one set of each family in them."""
    joint = _SETTLED
    for family in families:
        if family != _SETTLED:
            joint = _smallest(a | b for a in joint for b in family)
    return joint


def _smallest(sets: Iterable[frozenset[str]]) -> Family:
    """Return the smallest sets, none of which contains another, in a fixed order."""
    kept: list[frozenset[str]] = []
    for candidate in sorted(set(sets), key=lambda each: (len(each), sorted(each))):
        if not any(other <= candidate for other in kept):
            kept.append(candidate)
    return tuple(kept[:_KEPT])
