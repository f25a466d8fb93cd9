"""The models that a model was made from: a graph without circles, by relation, with what is stated of each.

Read by `govern.declaration.lineage`; summed over by the engines, by each law's own rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from govern.quantity import Stated
from govern.ranges import span
from govern.truth import Truth
from govern.values import Value

__all__ = ["BLOCKS", "LINEAGE", "RELATIONS", "Ancestor", "Lineage", "Parent"]

RELATIONS: Final = ("base_models", "merged_models", "teachers")
"""How one model is made from another: its weights are taken over or merged in, or it teaches by what it generates."""

BLOCKS: Final = {"base_models": "model.training.base_model", "merged_models": "model.training.merged_models"}
"""The blocks of facts that say of these relations what a lineage says in full."""

LINEAGE: Final = "lineage"
"""The name under which a case's lineage stands among its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """One model that another was made from, and whether both are of the same developer (``None``: not known)."""

    key: str
    same_developer: Truth = None


@dataclass(frozen=True, kw_only=True)
class Ancestor:
    """A model of a lineage: its name, what is stated of it, and what it was made from itself."""

    key: str
    name: str
    facts: Mapping[str, Stated] = field(default_factory=dict)
    parents: Mapping[str, tuple[Parent, ...]] = field(default_factory=dict)
    widened: bool = False

    @cached_property
    def values(self) -> dict[str, Value]:
        """The value of each fact; of an estimate its 90 % interval where the lineage is ``widened``."""
        found: dict[str, Value] = {}
        for name, stated in self.facts.items():
            estimate = stated.estimate if self.widened else None
            spread = None if estimate is None else span(estimate.low, estimate.high)
            found[name] = stated.value if spread is None else spread
        return found


@dataclass(frozen=True, kw_only=True)
class Lineage:
    """What a case's model was made from: its own parents by relation, and every model of the graph by key."""

    parents: Mapping[str, tuple[Parent, ...]]
    models: Mapping[str, Ancestor]

    @property
    def blocks(self) -> tuple[str, ...]:
        """The blocks of facts in whose place it stands: what it lists is not absent from them."""
        return tuple(BLOCKS[relation] for relation in self.parents if relation in BLOCKS)

    def widened(self) -> "Lineage":
        """Return the lineage with every estimate as the range of its 90 % interval."""
        models = {key: replace(model, widened=True) for key, model in self.models.items()}
        return replace(self, models=models)

    @property
    def estimated(self) -> bool:
        """Whether a figure in it is an estimate."""
        return any(stated.estimate is not None for model in self.models.values() for stated in model.facts.values())

    def reached(
        self,
        start: Iterable[str],
        through: Iterable[str],
        *,
        of: Mapping[str, tuple[Parent, ...]] | None = None,
        without: str | None = None,
    ) -> dict[str, Truth]:
        """Return the keys of all models reached, each with whether it is of the same developer as the first.

        ``of`` are the parents to start from (default: the case's own); no way leads through the model ``without``.
        """
        parents = self.parents if of is None else of
        pending = [(parent, parent.same_developer) for relation in start for parent in parents.get(relation, ())]
        found: dict[str, set[Truth]] = {}
        while pending:
            parent, same = pending.pop(0)
            if parent.key == without or same in found.get(parent.key, ()):
                continue
            found.setdefault(parent.key, set()).add(same)
            above = self.models[parent.key].parents
            pending += [
                (each, _composed(same, each.same_developer)) for relation in through for each in above.get(relation, ())
            ]
        return {key: _agreed(ways) for key, ways in found.items()}


def _composed(first: Truth, second: Truth) -> Truth:
    """Return whether a is of c's developer, from whether a and b are and whether b and c are."""
    if first is True:
        return second
    # Two other developers may be one and the same, or the first again.
    return False if first is False and second is True else None


def _agreed(ways: set[Truth]) -> Truth:
    known = ways - {None}
    return known.pop() if len(known) == 1 else None
