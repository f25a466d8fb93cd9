"""What a breach of a duty can cost a case's addressee, by whom and since when it can be imposed.

Comes in: a duty and the decision. Goes out: each penalty of the duty with its cap, or what is missing for it.
"""

from dataclasses import dataclass
from datetime import date

from govern.assessment.decision import Decision
from govern.assessment.obligations import Duty
from govern.law.calendar import Standing, standing
from govern.law.policy import Policy
from govern.law.schema import Penalty
from govern.ranges import Number, Range
from govern.truth import Outcome
from govern.values import Value

__all__ = ["Exposure", "exposures_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """One penalty of a duty: whether it can be imposed on the addressee, and its cap in base units.

    ``cap`` is a number, a range where a fact is missing for it, or ``None``; ``node`` and ``condition`` are its nodes
    in the law's graph, ``None`` while it cannot be imposed. ``since`` is the day from which it can.
    """

    id: str
    entry: Penalty
    policy: Policy
    standing: Standing
    outcome: Outcome
    cap: Number | Range | None
    since: date | None
    condition: int | None = None
    node: int | None = None


def exposures_of(duty: Duty, decision: Decision) -> tuple[Exposure, ...]:
    """Return the penalties that a breach of a duty can bring."""
    return tuple(_exposure(duty.selected.policy, name, decision) for name in duty.entry.penalties)


def _exposure(policy: Policy, name: str, decision: Decision) -> Exposure:
    entry, law = policy.file.penalties[name], decision.law
    history = policy.file.history if entry.history is None else entry.history
    held = standing(history, law.on, law.known, always=policy.file.force == "method")
    selected = law.penalties.get(policy.qualified(name))
    condition, node = (None, None) if selected is None else selected.nodes
    return Exposure(
        id=policy.qualified(name),
        entry=entry,
        policy=policy,
        standing=held,
        outcome="unknown" if condition is None else decision.verdicts[condition].outcome,
        cap=None if node is None else _amount(decision.values[node]),
        since=held.since,
        condition=condition,
        node=node,
    )


def _amount(value: Value) -> Number | Range | None:
    return value if isinstance(value, Number | Range) and not isinstance(value, bool) else None
