"""What bears on an answer: which open findings do not, since all that build on them is decided, and which figures do.

Comes in: the law of a day and what was decided of a case. Goes out: ids of provisions, and nodes.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from govern.assessment.decision import Verdict
from govern.engines.direct import Values
from govern.law.law import Law

__all__ = ["taken", "without_bearing"]

_DECIDED = ("met", "not_met")


def without_bearing(law: Law, verdicts: Mapping[int, Verdict]) -> frozenset[str]:
    """Return the open provisions that other rules build on, all of which are decided whatever they turn out to be."""
    builders = _builders(law)
    idle: set[str] = set()
    ahead = [id for id, selected in law.provisions.items() if verdicts[selected.nodes[0]].outcome == "unknown"]
    while True:
        # A rule that is open itself may bear on nothing either, so this goes on until no more are found.
        found = {
            id
            for id in ahead
            if id in builders
            and all(
                user in idle or (node is not None and verdicts[node].outcome in _DECIDED) for user, node in builders[id]
            )
        }
        if found <= idle:
            return frozenset(idle)
        idle |= found


@lru_cache(maxsize=16)
def _builders(law: Law) -> dict[str, tuple[tuple[str, int | None], ...]]:
    """Return for each provision the entries that name it, each with the node that decides it, if one does."""
    found: dict[str, list[tuple[str, int | None]]] = {}
    for user, node, roots in _entries(law):
        for id in _named(law, roots):
            if id != user:
                found.setdefault(id, []).append((user, node))
    return {id: tuple(users) for id, users in found.items()}


def _entries(law: Law) -> Iterator[tuple[str, int | None, tuple[int, ...]]]:
    for id, selected in law.provisions.items():
        yield id, selected.nodes[0], law.graph.nodes[selected.nodes[0]].args
    for id, selected in law.obligations.items():
        yield id, selected.nodes[0], selected.nodes
        # A day that turns on a provision is not known by knowing that the duty applies.
        yield f"{id} due", None, tuple(selected.due.values())
    for id, selected in law.answers.items():
        # What a method answers from rules of law gives these no bearing that they do not have as law.
        if selected.force != "method":
            yield id, None, selected.nodes


def _named(law: Law, roots: Iterable[int]) -> set[str]:
    """Return the provisions nearest below some nodes."""
    named: set[str] = set()
    seen = set(roots)
    ahead = list(seen)
    while ahead:
        node = law.graph.nodes[ahead.pop()]
        if node.op == "provision":
            named.add(str(node.payload))
            continue
        below = set(node.args) - seen
        seen |= below
        ahead += below
    return named


def taken(law: Law, values: Values) -> frozenset[int]:
    """Return the nodes that some answer rests on: all but those in branches that a known condition does not take."""
    entries = (*law.provisions.values(), *law.answers.values(), *law.obligations.values(), *law.penalties.values())
    seen = {node for entry in entries for node in (*entry.nodes, *entry.due.values())}
    seen |= {
        law.definitions[entry.policy.qualified(name)]
        for entry in law.obligations.values()
        for name in entry.policy.file.obligations[entry.name].reports
    }
    ahead = list(seen)
    while ahead:
        node = law.graph.nodes[ahead.pop()]
        args = node.args
        if node.op == "choose" and isinstance(values[args[0]], bool):
            args = (args[0], args[1] if values[args[0]] else args[2])
        elif node.op == "lineage":
            # What is summed is summed of the models that this one was made from, never of itself.
            args = args[:2]
        below = set(args) - seen
        seen |= below
        ahead += below
    return frozenset(seen)
