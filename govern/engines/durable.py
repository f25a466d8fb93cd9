"""The engine "durable": three-valued formulas in, the outcome of each provision out, by chaining in durable-rules.

It knows nothing of numbers, dates or policies: comparisons are decided before, and only facts of text reach the engine.
"""

import threading
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress

from govern.engines.durable_host import DurableUnavailable, Ruleset, rule_engine
from govern.engines.durable_network import Fact, Formula, Outcome, compile_network

__all__ = ["DurableFailed", "DurableRules", "DurableUnavailable", "Formula", "available"]

# Measured: after each firing the rule engine looks through all rules of the ruleset, and it makes and deletes small
# sessions faster than large ones; with 3,000 rules a case takes twice as long.
RULES_OF_A_RULESET = 200


class DurableFailed(Exception):
    """durable-rules failed twice on a case; the message is one sentence."""


def available() -> str | None:
    """None where durable-rules can be used, else the reason why not; the first call imports it."""
    try:
        rule_engine()
    except DurableUnavailable as error:
        return str(error)
    return None


class DurableRules:
    """Provisions compiled once, decided for any number of cases, from any thread, one case at a time."""

    def __init__(self, provisions: Mapping[str, Formula]) -> None:
        self._engine = rule_engine()
        self._network = compile_network(provisions)
        self._atoms = tuple(atom for atom, _, _ in self._network.atoms)
        self._lock = threading.Lock()
        self._rulesets: list[Ruleset] = []
        self._closed = False
        self._clean = False
        weakref.finalize(self, _delete, self._rulesets).atexit = False
        try:
            self._build()
        except Exception as error:
            raise DurableFailed(f"durable-rules could not load the rules: {_text(error)}") from error

    @property
    def atoms(self) -> tuple[int, ...]:
        """The numbers of the premises that bear on any provision."""
        return self._atoms

    def decide(self, atoms: Mapping[int, bool | None] | Sequence[bool | None]) -> dict[str, bool | None]:
        """True for met, False for not met, None for unknown; an atom that is not given is unknown."""
        given = self._given(atoms)
        with self._lock:
            if self._closed:
                raise ValueError("the rules were closed")
            # The second try is on new rulesets, so nothing of the first is left in it.
            with suppress(Exception):
                return self._chain(set(given))
            try:
                return self._chain(set(given))
            except Exception as error:
                raise DurableFailed(f"durable-rules failed twice on a case: {_text(error)}") from error

    def close(self) -> None:
        """Give the memory back; closing twice does no harm."""
        with self._lock:
            self._closed = True
            _delete(self._rulesets)

    def _given(self, atoms: Mapping[int, bool | None] | Sequence[bool | None]) -> list[Fact]:
        known = atoms if isinstance(atoms, Mapping) else dict(enumerate(atoms))
        facts: list[Fact] = []
        for atom, met, not_met in self._network.atoms:
            value = known.get(atom)
            if value is True:
                facts.append(met)
            elif value is False:
                facts.append(not_met)
            elif value is not None:
                message = f"atom {atom} is `{value!r}`, neither True, False nor None"
                raise TypeError(message)
        return facts

    def _build(self) -> None:
        _delete(self._rulesets)
        rules = self._network.rules
        for start in range(0, len(rules), RULES_OF_A_RULESET):
            part = rules[start : start + RULES_OF_A_RULESET]
            self._rulesets.append(Ruleset(self._engine, f"law{start}", part))
        self._clean = True

    def _chain(self, facts: set[Fact]) -> dict[str, bool | None]:
        # INVARIANT: rulesets that a case left in the middle, even by an interrupt, are never used for another case.
        if not self._clean:
            self._build()
        self._clean = False
        for ruleset in self._rulesets:
            ruleset.extend(facts)
        self._clean = True
        return {name: _outcome(name, met, not_met, facts) for name, met, not_met in self._network.provisions}


def _text(error: Exception) -> str:
    return str(error) or type(error).__name__


def _delete(rulesets: list[Ruleset]) -> None:
    while rulesets:
        rulesets.pop().delete()


def _outcome(name: str, met: Outcome, not_met: Outcome, facts: set[Fact]) -> bool | None:
    is_met, is_not_met = _holds(met, facts), _holds(not_met, facts)
    if is_met and is_not_met:
        message = f"`{name}` is both met and not met"
        raise RuntimeError(message)
    return True if is_met else False if is_not_met else None


def _holds(outcome: Outcome, facts: set[Fact]) -> bool:
    return outcome if isinstance(outcome, bool) else outcome in facts
