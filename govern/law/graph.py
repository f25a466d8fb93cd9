"""The law of a day as one graph: every subexpression once, operands before what uses them.

Comes in: expressions and resolved values. Goes out: numbered nodes that the engines evaluate in order.
"""

from dataclasses import dataclass
from functools import reduce
from typing import Final

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

    ``readings`` has a bit for each interpretation on which the value depends.
    """

    op: str
    args: tuple[int, ...] = ()
    payload: object = None
    value: Value = None
    table: tuple[tuple[tuple[str, Value], ...], Value] | None = None
    readings: int = 0


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
        self.nodes.append(GraphNode(op, args, payload, value, table, readings))
        self._index[key] = len(self.nodes) - 1
        return len(self.nodes) - 1

    def interpretations_of(self, index: int) -> tuple[str, ...]:
        """Return the ids of the interpretations on which a node depends."""
        mask = self.nodes[index].readings
        return tuple(name for bit, name in enumerate(self.interpretations) if mask >> bit & 1)
