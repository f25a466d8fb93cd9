"""From three-valued formulas to rules for forward chaining: formulas go in, premises and conclusions come out.

Each provision gets rules that derive "met" and rules that derive "not met"; what neither derives is unknown. That is
strong Kleene logic without dependency reasoning. `not` swaps the two, so it is gone before the rules are written.
"""

import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import product
from math import prod
from typing import Literal, TypeAlias, Union

__all__ = ["Fact", "Formula", "Network", "Outcome", "Rule", "compile_network"]

Formula: TypeAlias = Union[  # noqa: UP007 - a forward reference cannot stand beside `|`
    tuple[Literal["atom"], int],
    tuple[Literal["not"], "Formula"],
    tuple[Literal["all"], tuple["Formula", ...]],
    tuple[Literal["any"], tuple["Formula", ...]],
    tuple[Literal["provision"], str],
    tuple[Literal["const"], bool | None],
]

Fact: TypeAlias = int
Outcome: TypeAlias = Fact | bool
Body: TypeAlias = frozenset[Fact]
Ways: TypeAlias = frozenset[Body]

NEVER: Ways = frozenset()
ALWAYS: Ways = frozenset({frozenset()})

MOST_ALTERNATIVES = 8
MOST_PREMISES = 16
MOST_TO_COMPARE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """All premises together derive all conclusions."""

    premises: tuple[Fact, ...]
    conclusions: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The rules, and the two facts of each atom and provision: met, and not met. Some outcomes hold or fail always.

    INVARIANT: a rule stands after every rule that concludes one of its premises, so the rules can be cut at any place.
    """

    rules: tuple[Rule, ...]
    atoms: tuple[tuple[int, Fact, Fact], ...]
    provisions: tuple[tuple[str, Outcome, Outcome], ...]


def compile_network(provisions: Mapping[str, Formula]) -> Network:
    """Rules for all provisions together; a circle, an unknown name or a malformed formula is a `ValueError`."""
    builder = _Builder()
    for name in _in_order(provisions):
        builder.add_provision(name, provisions[name])
    return builder.network(provisions)


def _children(formula: object) -> tuple[Formula, ...]:
    match formula:
        case ("all" | "any", tuple(children)):
            return children
        case ("not", tuple() as child):
            return (child,)
        case ("atom", int()) | ("provision", str()) | ("const", True | False | None):
            return ()
    message = f"`{reprlib.repr(formula)}` is not a formula"
    raise ValueError(message)


def _named(formula: Formula) -> set[str]:
    names: set[str] = set()
    seen: set[int] = set()
    waiting = [formula]
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        waiting.extend(_children(current))
        if current[0] == "provision":
            names.add(current[1])
    return names


def _in_order(provisions: Mapping[str, Formula]) -> tuple[str, ...]:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name, formula in provisions.items():
        named = _named(formula)
        for missing in sorted(named - provisions.keys()):
            message = f"`{name}` refers to `{missing}`, which is not a provision"
            raise ValueError(message)
        sorter.add(name, *sorted(named))
    try:
        return tuple(sorter.static_order())
    except CycleError as error:
        circle = " needs ".join(f"`{name}`" for name in reversed(error.args[1]))
        message = f"provisions need each other in a circle: {circle}"
        raise ValueError(message) from None


def _of(fact: Fact) -> Ways:
    return frozenset({frozenset({fact})})


def _ways(outcome: Outcome) -> Ways:
    if isinstance(outcome, bool):
        return ALWAYS if outcome else NEVER
    return _of(outcome)


def _minimal(bodies: set[Body]) -> Ways:
    """Without the bodies that contain another one, unless there are too many to compare."""
    if len(bodies) > MOST_TO_COMPARE:
        return frozenset(bodies)
    kept: list[Body] = []
    for body in sorted(bodies, key=len):
        if not any(other <= body for other in kept):
            kept.append(body)
    return frozenset(kept)


class _Builder:
    """INVARIANT: a formula is the set of ways to derive it, and no way needs more than 16 facts.

    durable-rules refuses a body of 17 patterns, and never fires one that names a fact twice: a way is a set.
    """

    def __init__(self) -> None:
        self._facts = 0
        self._rules: dict[Body, list[Fact]] = {}
        self._gates: dict[Ways, Fact] = {}
        self._atoms: dict[int, tuple[Fact, Fact]] = {}
        self._provisions: dict[str, tuple[Outcome, Outcome]] = {}

    def add_provision(self, name: str, formula: Formula) -> None:
        met, not_met = self._translate(formula)
        self._provisions[name] = (self._outcome(met), self._outcome(not_met))

    def network(self, names: Mapping[str, Formula]) -> Network:
        """`names` gives the order of the provisions."""
        return Network(
            rules=tuple(
                Rule(premises=tuple(sorted(body)), conclusions=tuple(facts)) for body, facts in self._rules.items()
            ),
            atoms=tuple((atom, *facts) for atom, facts in self._atoms.items()),
            provisions=tuple((name, *self._provisions[name]) for name in names),
        )

    def _translate(self, formula: Formula) -> tuple[Ways, Ways]:
        # INVARIANT: no recursion, so that only memory limits the depth of a formula.
        done: dict[int, tuple[Ways, Ways]] = {}
        waiting = [(formula, False)]
        while waiting:
            current, ready = waiting.pop()
            if id(current) in done:
                continue
            children = _children(current)
            if children and not ready:
                waiting.append((current, True))
                waiting.extend((child, False) for child in children)
            else:
                done[id(current)] = self._pair(current, [done[id(child)] for child in children])
        return done[id(formula)]

    def _pair(self, formula: Formula, children: Sequence[tuple[Ways, Ways]]) -> tuple[Ways, Ways]:
        """The ways to be met and the ways to be not met."""
        met, not_met = [pair[0] for pair in children], [pair[1] for pair in children]
        match formula:
            case ("all", _):
                return self._all(met), self._any(not_met)
            case ("any", _):
                return self._any(met), self._all(not_met)
            case ("not", _):
                return not_met[0], met[0]
            case ("provision", name):
                return self._provision(name)
            case ("atom", atom):
                return self._atom(atom)
            case ("const", value):
                return (ALWAYS if value is True else NEVER), (ALWAYS if value is False else NEVER)

    def _atom(self, atom: int) -> tuple[Ways, Ways]:
        if atom not in self._atoms:
            self._atoms[atom] = (self._new_fact(), self._new_fact())
        met, not_met = self._atoms[atom]
        return _of(met), _of(not_met)

    def _provision(self, name: str) -> tuple[Ways, Ways]:
        met, not_met = self._provisions[name]
        return _ways(met), _ways(not_met)

    def _any(self, parts: Sequence[Ways]) -> Ways:
        if ALWAYS in parts:
            return ALWAYS
        different = set(parts)
        if len(different) == 1:
            return parts[0]
        return _minimal({body for part in parts for body in self._few(part)})

    def _all(self, parts: Sequence[Ways]) -> Ways:
        if NEVER in parts:
            return NEVER
        factors = sorted(dict.fromkeys(parts), key=len)
        while prod(map(len, factors)) > MOST_ALTERNATIVES and len(factors) > 1:
            factors.insert(0, _of(self._gate(factors.pop())))
        if len(factors) == 1:
            return factors[0]
        return _minimal({self._narrow(frozenset().union(*bodies)) for bodies in product(*factors)})

    def _few(self, ways: Ways) -> Ways:
        return ways if len(ways) <= MOST_ALTERNATIVES else _of(self._gate(ways))

    def _narrow(self, body: Body) -> Body:
        while len(body) > MOST_PREMISES:
            facts = sorted(body)
            cuts = range(0, len(facts), MOST_PREMISES)
            parts = (frozenset(facts[cut : cut + MOST_PREMISES]) for cut in cuts)
            body = frozenset(self._gate(frozenset({part})) for part in parts)
        return body

    def _gate(self, ways: Ways) -> Fact:
        """One fact for several ways; a way of one fact alone is that fact."""
        if len(ways) == 1:
            (body,) = ways
            if len(body) == 1:
                (fact,) = body
                return fact
        if ways not in self._gates:
            self._gates[ways] = self._conclusion(ways)
        return self._gates[ways]

    def _outcome(self, ways: Ways) -> Outcome:
        if ways in (NEVER, ALWAYS):
            return ways == ALWAYS
        return self._conclusion(ways)

    def _conclusion(self, ways: Ways) -> Fact:
        fact = self._new_fact()
        for body in sorted(ways, key=sorted):
            self._rules.setdefault(body, []).append(fact)
        return fact

    def _new_fact(self) -> Fact:
        self._facts += 1
        return self._facts
