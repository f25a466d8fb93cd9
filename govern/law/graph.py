"""The law of a day as one graph: every subexpression once, operands before what uses them.

Comes in: expressions and resolved values. Goes out: numbered nodes that the engines evaluate in order.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import Final

from govern.ranges import ANYTHING, DOMAINS, Range
from govern.values import Value

__all__ = ["Graph", "GraphNode"]


@dataclass(frozen=True, slots=True)
class GraphNode:
    """One value of the law of a day.

    ``op`` is an operation of `govern.expression.syntax`, or one of

    - ``constant``: ``payload`` is the value;
    - ``parameter``: ``payload`` is its id, ``value`` its value on the day;
    - ``fact``: ``payload`` is the name, ``value`` its value when unknown;
    - ``definition`` (``value`` is the domain), ``provision``: ``payload`` is the id, one operand;
    - ``choice``: which reading of an interpretation counts, ``payload`` its id;
    - ``reading``: the operands are the choice and the readings in order;
    - ``choose``: a condition and two alternatives; ``lookup``: a key, ``table`` the rows and the value otherwise;
    - ``ancestors``: the models that the case's model was made from, ``None`` where it lists none;
    - ``lineage``: a sum over them by the rule in ``payload``; the operands are the ancestors, the value where none
      are listed, the definition that is summed, and the condition under which that holds their own ancestors already;
    - ``untranslated``: a condition that the file does not encode, always unknown.

    ``readings`` has a bit for each interpretation on which the value depends. ``spread`` is the 90 % interval of a
    parameter that is an estimate, ``spreads`` those of the rows of a table.
    """

    op: str
    args: tuple[int, ...] = ()
    payload: object = None
    value: Value = None
    table: tuple[tuple[tuple[str, Value], ...], Value] | None = None
    readings: int = 0
    spread: Range | None = None
    spreads: tuple[tuple[str, Range], ...] = ()


MAXIMAL_NODES: Final = 1_000_000


class Graph:
    """Nodes in an order in which every operand stands before its user; equal nodes are one."""

    def __init__(self) -> None:
        """Start empty."""
        self.nodes: list[GraphNode] = []
        self._index: dict[object, int] = {}
        self.interpretations: list[str] = []

    def add(
        self,
        op: str,
        args: tuple[int, ...] = (),
        *,
        payload: object = None,
        value: Value = None,
        table: tuple[tuple[tuple[str, Value], ...], Value] | None = None,
        spread: Range | None = None,
        spreads: tuple[tuple[str, Range], ...] = (),
    ) -> int:
        """Return the number of a node, adding it if there is none like it."""
        # INVARIANT: 1 == True in Python, so the type of a constant is part of the key.
        key = (op, args, type(payload), payload, type(value), value, table)
        found = self._index.get(key)
        if found is not None:
            return found
        readings = reduce(lambda mask, arg: mask | self.nodes[arg].readings, args, 0)
        if op == "choice":
            readings = 1 << len(self.interpretations)
            self.interpretations.append(str(payload))
        self.nodes.append(GraphNode(op, args, payload, value, table, readings, spread, spreads))
        self._index[key] = len(self.nodes) - 1
        return len(self.nodes) - 1

    @property
    def estimated(self) -> bool:
        """Whether a parameter of the law is an estimate."""
        return any(node.spread is not None or node.spreads for node in self.nodes)

    def widened(self) -> "Graph":
        """Return the same graph, node for node, where each parameter that is an estimate is its 90 % interval."""
        return self._changed(_widened)

    def without_estimates(self) -> "Graph":
        """Return the same graph, node for node, where each parameter that is an estimate is not known."""
        return self._changed(_forgotten)

    def _changed(self, change: Callable[[GraphNode], GraphNode]) -> "Graph":
        changed = Graph()
        changed.interpretations = self.interpretations
        changed.nodes = [change(node) for node in self.nodes]
        return changed

    @cached_property
    def _facts(self) -> tuple[tuple[str, ...], list[int]]:
        """The names of all facts, and for each node a bit for each fact under it; asked for once all nodes are made."""
        names: list[str] = []
        below: list[int] = []
        for node in self.nodes:
            mask = 0
            for arg in node.args:
                mask |= below[arg]
            if node.op == "fact":
                mask |= 1 << len(names)
                names.append(str(node.payload))
            below.append(mask)
        return tuple(names), below

    def facts_below(self, index: int) -> tuple[str, ...]:
        """Return the names of the facts under a node, in the order of the graph."""
        names, below = self._facts
        mask = below[index]
        if mask not in self._named:
            self._named[mask] = tuple(name for bit, name in enumerate(names) if mask >> bit & 1)
        return self._named[mask]

    @cached_property
    def _named(self) -> dict[int, tuple[str, ...]]:
        """The names of each set of facts that was asked for."""
        return {}

    def interpretations_of(self, index: int) -> tuple[str, ...]:
        """Return the ids of the interpretations on which a node depends."""
        mask = self.nodes[index].readings
        return tuple(name for bit, name in enumerate(self.interpretations) if mask >> bit & 1)


def _widened(node: GraphNode) -> GraphNode:
    return _respread(node, lambda spread: spread)


def _forgotten(node: GraphNode) -> GraphNode:
    return _respread(
        node, lambda spread: DOMAINS["nonnegative"] if spread.low is not None and spread.low >= 0 else ANYTHING
    )


def _respread(node: GraphNode, change: Callable[[Range], Range]) -> GraphNode:
    """Return a node with what an interval is changed to in the place of each estimate."""
    if node.spread is not None:
        return replace(node, value=change(node.spread))
    if node.spreads and node.table is not None:
        rows, otherwise = node.table
        spreads = {key: change(spread) for key, spread in node.spreads}
        return replace(node, table=(tuple((key, spreads.get(key, value)) for key, value in rows), otherwise))
    return node
