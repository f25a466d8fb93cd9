"""The workload to compare with: every provision by a plain walk over its tree, each number a `Fraction`.

Nothing is shared, compiled or remembered, and there are no ranges: what is not known is ``None``. A machine on
which this takes twice as long will take about twice as long for the rest.
"""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from govern.expression.syntax import Expr
from govern.law.law import Law
from govern.law.names import resolved
from govern.law.policy import Location, Policy
from govern.numbers import read_number
from govern.ranges import Number
from govern.units import unit
from govern.values import Value


class NaiveWalk:
    """Evaluates all provisions of a law by walking their trees."""

    def __init__(self, law: Law) -> None:
        """Read the parameters once, as a careful author of a first version would."""
        self.law = law
        self.comparisons = 0
        self.lines = {
            (policy.id, name): Fraction(read_number(str(parameter.values[0].value))) * unit(parameter.unit).factor
            for policy in law.policies.values()
            for name, parameter in policy.file.parameters.items()
        }

    def decide(self, facts: Mapping[str, Value]) -> dict[str, bool | None]:
        """Return whether each provision is met; ``None`` where that is not known."""
        known = {name: _plain(value) for name, value in facts.items()}
        return {
            id: self.walk(selected.policy.expressions["provisions", selected.name, "when"], selected.policy, known)
            for id, selected in self.law.provisions.items()
        }

    def walk(self, expr: Expr, policy: Policy, facts: Mapping[str, Any]) -> Any:
        """Return the value of one expression."""
        op, payload = expr.op, expr.payload
        if op == "number":
            return Fraction(payload)  # type: ignore[arg-type]
        if op == "name":
            return self.named(str(payload), policy, facts)
        if op == "list":
            return [arg.payload for arg in expr.args]
        if op in ("text", "boolean"):
            return payload
        if op in ("and", "or"):
            values = [self.walk(arg, policy, facts) for arg in expr.args]
            decisive = op == "or"
            return decisive if decisive in values else None if None in values else not decisive
        values = [self.walk(arg, policy, facts) for arg in expr.args]
        if op == "first":
            return next((value for value in values if value is not None), None)
        if op == "if":
            return None if values[0] is None else values[1] if values[0] else values[2]
        if None in values:
            return None
        if op == "compare":
            self.comparisons += 1
            return _COMPARISONS[str(payload)](*values)
        return _OPERATIONS[op](*values)

    def named(self, name: str, policy: Policy, facts: Mapping[str, Any]) -> Any:
        """Return what a name stands for, walking into definitions and other provisions each time."""
        entry = resolved(policy, name, self.law.policies, self.law.vocabulary)
        if entry is None or entry.policy is None:
            return facts.get(name)
        if entry.role == "parameter":
            return self.lines[entry.policy.id, entry.name]
        if entry.role == "interpretation":
            # The first reading only; the engines evaluate all.
            reading = next(iter(entry.policy.file.interpretations[entry.name].readings))
            location: Location = ("interpretations", entry.name, "readings", reading, "is")
        else:
            location = (
                ("definitions", entry.name, "is") if entry.role == "definition" else ("provisions", entry.name, "when")
            )
        return self.walk(entry.policy.expressions[location], entry.policy, facts)


def _plain(value: Value) -> Any:
    if isinstance(value, bool | str | frozenset | date):
        return value
    return Fraction(value) if isinstance(value, Number) else None


_COMPARISONS = {
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}
_OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "not": lambda a: not a,
    "in": lambda item, collection: item in collection,
    "min": min,
    "max": max,
}
