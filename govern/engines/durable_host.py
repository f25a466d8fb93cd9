"""One ruleset inside durable-rules: facts go in, everything that follows from them comes out.

durable-rules 2.0.28 crashes, hangs or loses facts outside narrow limits. They are kept here, and nowhere else is it
imported. Only its compiled module is used: the Python layer above it starts two polling threads, encodes each fact
again for each case and wants a callback for each rule.
"""

import importlib
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from math import isqrt
from typing import Protocol, cast

from govern.engines.durable_network import Fact, Rule

__all__ = ["DurableUnavailable", "RuleEngine", "Ruleset", "rule_engine"]

READY: Fact = 0
MOST_RULES_OF_A_FACT = 200
DEFAULT_SESSION_ID = "sid-0"


class DurableUnavailable(Exception):
    """Why durable-rules cannot be used here, as one sentence."""


class RuleEngine(Protocol):
    """What is used of the compiled module `durable_rules_engine`."""

    def create_ruleset(self, name: str, rules: str, /) -> int: ...
    def delete_ruleset(self, ruleset: int, /) -> None: ...
    def assert_facts(self, ruleset: int, facts: str, /) -> tuple[int, int]: ...
    def retract_facts(self, ruleset: int, facts: str, /) -> tuple[int, int]: ...
    def get_facts(self, ruleset: int, session: str | None, /) -> str: ...
    def start_action_for_state(self, ruleset: int, session: int, /) -> tuple[str, str] | None: ...
    def complete_and_start_action(self, ruleset: int, session: int, /) -> str | None: ...
    def delete_state(self, ruleset: int, session: str | None, /) -> None: ...


@cache
def rule_engine() -> RuleEngine:
    """The compiled module, or `DurableUnavailable`."""
    try:
        return cast("RuleEngine", importlib.import_module("durable_rules_engine"))
    except ModuleNotFoundError:
        reason = "is not installed"
    except ImportError:
        reason = f"cannot be imported on Python {sys.version_info.major}.{sys.version_info.minor}"
    raise DurableUnavailable(f"durable-rules {reason}")


class Ruleset:
    """A part of a network, loaded into the rule engine, with one session that is filled and emptied for each case.

    INVARIANT: in every case the fact READY is asserted and a rule fires on it. A session that never fired cannot be
    deleted (segmentation fault), and a case in which the rule engine stopped firing must not look like one in which
    nothing follows.
    """

    def __init__(self, engine: RuleEngine, name: str, rules: Sequence[Rule]) -> None:
        ready = Rule(premises=(READY,), conclusions=(READY,))
        self._engine = engine
        self._fired = False
        self._conclusions = {f"r{number}": rule.conclusions for number, rule in enumerate((ready, *rules))}
        names = _Names((ready, *rules))
        self._asserted, self._retracted = names.asserted, names.retracted
        self._handle = engine.create_ruleset(name, json.dumps(names.definition()))

    def extend(self, facts: set[Fact]) -> None:
        """Add to the facts whatever follows from them."""
        batch = [READY, *(self._asserted.keys() & facts)]
        asserted = list(batch)
        while batch:
            batch = [fact for fact in self._fire(batch, facts) if fact in self._asserted and fact != READY]
            asserted += batch
        if READY not in facts:
            raise RuntimeError("no rule fired")
        facts.remove(READY)
        self._retract(asserted)

    def delete(self) -> None:
        """Give the memory back; a session that has not fired is left behind."""
        if self._fired:
            self._engine.delete_state(self._handle, None)
        self._engine.delete_ruleset(self._handle)

    def _fire(self, batch: Iterable[Fact], facts: set[Fact]) -> list[Fact]:
        """Assert a batch, fire until nothing is left, and return what is new."""
        engine, handle = self._engine, self._handle
        result, session = engine.assert_facts(handle, f"[{','.join(self._asserted[fact] for fact in batch)}]")
        if result != 0:
            raise RuntimeError("a fact was refused")
        new: list[Fact] = []
        started = engine.start_action_for_state(handle, session)
        fired = started[1] if started else None
        while fired is not None:
            self._fired = True
            for fact in self._conclusions[fired[2 : fired.index('"', 2)]]:
                if fact not in facts:
                    facts.add(fact)
                    new.append(fact)
            fired = engine.complete_and_start_action(handle, session)
        return new

    def _retract(self, asserted: Iterable[Fact]) -> None:
        # Emptying the session is faster than deleting it; a case must never see a fact of the case before.
        self._engine.retract_facts(self._handle, f"[{','.join(self._retracted[fact] for fact in asserted)}]")
        if self._engine.get_facts(self._handle, None) != "[]":
            raise RuntimeError("a fact could not be retracted")


class _Names:
    """The names of each fact that a rule asks for: two properties and an identifier, all of them text.

    Two properties, `"g12": "1", "f3": "1"`, because the rule engine hangs on 512 facts on one level. They differ in
    name and not in value, because it compares names by their hash and values in full: a case takes half the time.

    INVARIANT: 4,096 rules (the most it takes) of 16 premises have fewer than 258 names on a level. At most 200 rules
    ask for one name (it overruns its list at 256), so a fact that more rules ask for has several. No two identifiers
    have the same hash (it compares hashes of 32 bits only). A fact that no rule asks for has no name (it would fail
    the batch).
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        uses: dict[Fact, int] = {}
        for rule in rules:
            for fact in rule.premises:
                uses[fact] = uses.get(fact, 0) + 1
        names = [(fact, alias) for fact, count in uses.items() for alias in range(-(-count // MOST_RULES_OF_A_FACT))]
        self._group = isqrt(len(names)) + 1
        self._numbers = {name: number for number, name in enumerate(names)}
        self._ids = _distinct_ids(len(names))
        self.asserted = self._texts(names, self._assertion)
        self.retracted = self._texts(names, lambda number: f'{{"id":"{self._ids[number]}"}}')

    def definition(self) -> dict[str, object]:
        """The rules as durable-rules reads them."""
        uses: dict[Fact, int] = {}
        rules: dict[str, object] = {}
        for number, rule in enumerate(self._rules):
            patterns = []
            for place, fact in enumerate(rule.premises):
                alias, uses[fact] = uses.get(fact, 0) // MOST_RULES_OF_A_FACT, uses.get(fact, 0) + 1
                group, member = self._place(self._numbers[fact, alias])
                patterns.append({f"m_{place}": {"$and": [{group: "1"}, {member: "1"}]}})
            rules[f"r{number}"] = {"all": patterns}
        return rules

    def _place(self, number: int) -> tuple[str, str]:
        group, member = divmod(number, self._group)
        return f"g{group}", f"f{member}"

    def _assertion(self, number: int) -> str:
        group, member = self._place(number)
        return f'{{"id":"{self._ids[number]}","{group}":"1","{member}":"1"}}'

    def _texts(self, names: Sequence[tuple[Fact, int]], text: Callable[[int], str]) -> dict[Fact, str]:
        texts: dict[Fact, list[str]] = {}
        for number, (fact, _) in enumerate(names):
            texts.setdefault(fact, []).append(text(number))
        return {fact: ",".join(parts) for fact, parts in texts.items()}


def _distinct_ids(count: int) -> list[str]:
    taken = {_hash(DEFAULT_SESSION_ID)}
    ids: list[str] = []
    number = 0
    while len(ids) < count:
        candidate = f"f{number}"
        number += 1
        if (hashed := _hash(candidate)) not in taken:
            taken.add(hashed)
            ids.append(candidate)
    return ids


def _hash(text: str) -> int:
    """FNV-1a of 32 bits, by which the rule engine tells facts apart."""
    value = 2166136261
    for byte in text.encode("ascii"):
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value
