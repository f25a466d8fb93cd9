"""One ruleset inside durable-rules: facts go in, everything that follows from them comes out.

durable-rules 2.0.28 crashes, hangs or loses facts outside narrow limits. They are kept here, and nowhere else is it
imported. Only its compiled module is used: the Python layer above it starts two polling threads, encodes each fact
again for each case and wants a callback for each rule.
"""

import importlib
import json
import sys
from collections.abc import Iterable, Sequence
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
    def start_action_for_state(self, ruleset: int, session: int, /) -> tuple[str, str] | None: ...
    def complete_and_start_action(self, ruleset: int, session: int, /) -> str | None: ...
    def delete_state(self, ruleset: int, session: str | None, /) -> None: ...


def rule_engine() -> RuleEngine:
    """The compiled module, or `DurableUnavailable`."""
    engine = _imported()
    if isinstance(engine, str):
        raise DurableUnavailable(engine)
    return engine


@cache
def _imported() -> RuleEngine | str:
    try:
        return cast("RuleEngine", importlib.import_module("durable_rules_engine"))
    except ModuleNotFoundError:
        return "durable-rules is not installed"
    except ImportError:
        return f"durable-rules cannot be imported on Python {sys.version_info.major}.{sys.version_info.minor}"


class Ruleset:
    """A part of a network, loaded into the rule engine, with a session that is made and deleted for each case.

    INVARIANT: in every case the fact READY is asserted, and the last rule fires on it after all others. A session that
    never fired cannot be deleted (segmentation fault), and a case in which the rule engine stopped firing must not look
    like one in which nothing follows.

    INVARIANT: a session is never emptied by retracting facts. Retracting two premises of a rule that has fired
    overwrites foreign memory (`deleteMessageFromFrame` runs beyond its list).
    """

    def __init__(self, engine: RuleEngine, name: str, rules: Sequence[Rule]) -> None:
        loaded = (*rules, Rule(premises=(READY,), conclusions=(READY,)))
        names = _Names(loaded)
        self._engine = engine
        self._conclusions = {f"r{number}": rule.conclusions for number, rule in enumerate(loaded)}
        self._texts = names.texts()
        self._has_session = False
        self._handle = engine.create_ruleset(name, json.dumps(names.definition()))

    def extend(self, facts: set[Fact]) -> None:
        """Add to the facts whatever follows from them."""
        concluded = self._fire(self._texts.keys() & facts | {READY})
        if READY not in concluded:
            raise RuntimeError("not every rule fired")
        while new := concluded - facts - {READY}:
            facts |= new
            asked_for = self._texts.keys() & new
            concluded = self._fire(asked_for) if asked_for else set()
        self._delete_session()

    def delete(self) -> None:
        """Give the memory back; a session that has not fired is left behind."""
        if self._has_session:
            self._delete_session()
        self._engine.delete_ruleset(self._handle)

    def _fire(self, batch: Iterable[Fact]) -> set[Fact]:
        """Assert a batch, fire until nothing is left, and return what the rules concluded."""
        engine, handle = self._engine, self._handle
        result, session = engine.assert_facts(handle, f"[{','.join(self._texts[fact] for fact in batch)}]")
        if result != 0:
            raise RuntimeError("a fact was refused")
        concluded: set[Fact] = set()
        started = engine.start_action_for_state(handle, session)
        fired = started[1] if started else None
        while fired is not None:
            self._has_session = True
            concluded.update(self._conclusions[fired[2 : fired.index('"', 2)]])
            fired = engine.complete_and_start_action(handle, session)
        return concluded

    def _delete_session(self) -> None:
        self._has_session = False
        self._engine.delete_state(self._handle, None)


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

    def texts(self) -> dict[Fact, str]:
        """For each fact, all its names as they are asserted."""
        texts: dict[Fact, list[str]] = {}
        for (fact, _), number in self._numbers.items():
            group, member = self._place(number)
            text = f'{{"id":"{self._ids[number]}","{group}":"1","{member}":"1"}}'
            texts.setdefault(fact, []).append(text)
        return {fact: ",".join(parts) for fact, parts in texts.items()}

    def _place(self, number: int) -> tuple[str, str]:
        group, member = divmod(number, self._group)
        return f"g{group}", f"f{member}"


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
