"""The law of one day: which provisions, answers and duties are evaluated, and their graph."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from govern.law.calendar import Standing
from govern.law.compilation import Compilation
from govern.law.graph import Graph
from govern.law.policy import Location, Policy
from govern.law.schema import Due, Force, ParameterValue
from govern.vocabulary import Vocabulary

__all__ = ["INCLUDABLE", "Law", "Selected", "categories", "law_of"]

INCLUDABLE = ("enacted", "proposal", "repealed", "voluntary")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """A provision, answer, obligation or penalty that is evaluated: its file, its name, how it stands, its nodes.

    ``nodes`` has one node for a provision or obligation, one for each row of an answer, and two for a penalty:
    on whom it can be imposed, and its cap.
    """

    policy: Policy
    group: str
    name: str
    standing: Standing
    force: Force
    nodes: tuple[int, ...]
    due: dict[Location, int] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The qualified id."""
        return self.policy.qualified(self.name)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Law:
    """The law on a day as known on a day, ready to be evaluated.

    ``evaluated`` are the files that give a finding, ``dormant`` those with provisions none of which is in force.
    """

    on: date
    known: date
    include: frozenset[str]
    policies: Mapping[str, Policy]
    vocabulary: Vocabulary
    graph: Graph
    provisions: Mapping[str, Selected]
    answers: Mapping[str, Selected]
    obligations: Mapping[str, Selected]
    penalties: Mapping[str, Selected]
    definitions: Mapping[str, int]
    parameters: Mapping[str, ParameterValue | None]
    evaluated: tuple[str, ...]
    dormant: tuple[str, ...] = ()
    compiled: dict[str, Any] = field(default_factory=dict, repr=False)
    """What engines made of this law, kept for as long as the law is."""

    @property
    def verified_through(self) -> date | None:
        """The earliest day through which the files that give a finding were verified."""
        days = [self.policies[id].file.verified.through for id in self.evaluated]
        return min(days, default=None)


def law_of(
    policies: Mapping[str, Policy],
    vocabulary: Vocabulary,
    *,
    on: date,
    known: date,
    jurisdictions: Collection[str] | None = None,
    include: Collection[str] = (),
) -> Law:
    """Return the law in force on a day, from what was published by the day ``known``.

    ``jurisdictions`` limits it (``US`` includes ``US-CA``; methods are always in). ``include`` adds texts not
    in force, evaluated as if they were: ``enacted`` (in force later), ``proposal``, ``repealed`` (also
    superseded, stayed or vetoed), ``voluntary`` (also treaties).
    """
    compilation = Compilation(policies, vocabulary, on, known)
    groups: dict[str, dict[str, Selected]] = {"provisions": {}, "answers": {}, "obligations": {}, "penalties": {}}
    definitions: dict[str, int] = {}
    evaluated: dict[str, None] = {}
    covered = [policy.id for policy in policies.values() if _covered(policy, jurisdictions)]
    for policy in policies.values():
        if not _covered(policy, jurisdictions):
            continue
        for group, chosen in groups.items():
            for name in getattr(policy.file, group):
                selected = _selected(compilation, policy, group, name, frozenset(include))
                if selected is not None:
                    chosen[selected.id] = selected
                    evaluated[policy.id] = None
    for policy in policies.values():
        needed = policy.id in evaluated or policy.file.force == "method"
        for name in policy.file.definitions if needed else ():
            definitions[policy.qualified(name)] = compilation.definition(policy, name, hypothetical=False)
    return Law(
        on=on,
        known=known,
        include=frozenset(include),
        policies=policies,
        vocabulary=vocabulary,
        graph=compilation.graph,
        provisions=groups["provisions"],
        answers=groups["answers"],
        obligations=groups["obligations"],
        penalties=groups["penalties"],
        definitions=definitions,
        parameters=compilation.parameters,
        evaluated=tuple(evaluated),
        dormant=tuple(id for id in covered if id not in evaluated and policies[id].file.provisions),
    )


def _covered(policy: Policy, jurisdictions: Collection[str] | None) -> bool:
    own = policy.file.jurisdiction
    if jurisdictions is None or policy.file.force == "method":
        return True
    return any(own == asked or own.startswith(f"{asked}-") for asked in jurisdictions)


def _selected(
    compilation: Compilation, policy: Policy, group: str, name: str, include: frozenset[str]
) -> Selected | None:
    entry = getattr(policy.file, group)[name]
    force: Force = getattr(entry, "force", None) or policy.file.force
    held = compilation.standing_of(policy, group, name)
    hypothetical = not held.in_force
    wanted = categories(held, force)
    if wanted is None or not wanted <= include:
        return None
    nodes: tuple[int, ...]
    if group == "provisions":
        nodes = (compilation.provision(policy, name, hypothetical=hypothetical),)
    elif group == "answers":
        rows = range(len(entry.rows))
        nodes = tuple(
            compilation.condition(policy, ("answers", name, "rows", i, "when"), hypothetical=hypothetical) for i in rows
        )
    elif group == "penalties":
        nodes = tuple(
            compilation.condition(policy, (group, name, part), hypothetical=hypothetical) for part in ("when", "is")
        )
    else:
        inner = compilation.condition(policy, ("obligations", name, "when"), hypothetical=hypothetical)
        nodes = (compilation.with_untranslated(policy, name, inner),)
    due = {}
    if group == "obligations":
        due = _due_nodes(compilation, policy, ("obligations", name, "due"), entry.due, hypothetical)
    return Selected(policy=policy, group=group, name=name, standing=held, force=force, nodes=nodes, due=due)


def categories(held: Standing, force: Force) -> frozenset[str] | None:
    """Return the names that ``include`` must have to add a text: none for law in force; ``None``: nothing adds it.

    A voluntary text that has ended, or not begun, needs both names; a draft treaty is always but proposed.
    """
    if held.status == "not_published":
        return None
    bound = force not in ("voluntary", "treaty")
    status = {"in_force": None, "proposed": "proposal" if bound else None, "not_yet_in_force": "enacted"}
    name = status.get(held.status, "repealed")
    return frozenset({name, None if bound else "voluntary"} - {None})  # type: ignore[arg-type]


def _due_nodes(
    compilation: Compilation, policy: Policy, location: Location, due: Due | None, hypothetical: bool
) -> dict[Location, int]:
    nodes: dict[Location, int] = {}
    if due is None:
        return nodes
    for i in range(len(due.cases or ())):
        where = (*location, "cases", i, "when")
        nodes[where] = compilation.condition(policy, where, hypothetical=hypothetical)
    for place, part in due.parts():
        nodes |= _due_nodes(compilation, policy, (*location, *place), part, hypothetical)
    return nodes
