"""What rests on estimates: the nodes of a law that a case's estimates, or the law's own, reach."""

from collections.abc import Iterable

from govern.law.graph import Graph

__all__ = ["reached"]


def reached(graph: Graph, facts: Iterable[str], *, parameters: bool = True) -> frozenset[int]:
    """Return the nodes that rest on a fact of some names or, with ``parameters``, on one that is an estimate."""
    names = set(facts)
    found: set[int] = set()
    for index, node in enumerate(graph.nodes):
        own = parameters and (node.spread is not None or bool(node.spreads))
        if own or (node.op == "fact" and node.payload in names) or not found.isdisjoint(node.args):
            found.add(index)
    return frozenset(found)
