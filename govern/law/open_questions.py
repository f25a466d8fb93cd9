"""Open questions of other files on which a file's own conditions and quantities build.

Comes in: a policy file and all files by id. Goes out: the questions that it names through `uses`, however far down.
"""

from collections.abc import Iterator, Mapping

from govern.expression.syntax import Expr
from govern.law.policy import Policy

__all__ = ["questions_of_others"]

_GROUPS = ("definitions", "interpretations", "provisions", "answers")


def questions_of_others(policy: Policy, policies: Mapping[str, Policy]) -> list[tuple[Policy, str]]:
    """Return each open question of another file that bears on an expression of this one: its file and name."""
    found: dict[tuple[str, str], tuple[Policy, str]] = {}
    seen: set[tuple[str, str]] = set()
    pending = [target for expr in policy.expressions.values() for target in _others(expr, policy)]
    while pending:
        id, name = pending.pop(0)
        other = policies.get(id)
        if other is None or (id, name) in seen:
            continue
        seen.add((id, name))
        if name in other.file.interpretations and other is not policy:
            found[id, name] = (other, name)
        for location, expr in other.expressions.items():
            if location[0] in _GROUPS and location[1] == name:
                pending += [*_others(expr, other), *((id, own) for own in _names(expr))]
        definition = other.file.definitions.get(name)
        if definition is not None and definition.lineage is not None:
            pending.append((id, definition.lineage.sum))
    return list(found.values())


def _others(expr: Expr, policy: Policy) -> Iterator[tuple[str, str]]:
    """Yield the entries of other files that an expression names."""
    for name in _names(expr):
        if name in policy.file.uses:
            id, _, entry = policy.file.uses[name].partition("#")
            yield id, entry


def _names(expr: Expr) -> Iterator[str]:
    if expr.op == "name":
        yield str(expr.payload)
    for arg in expr.args:
        yield from _names(arg)
