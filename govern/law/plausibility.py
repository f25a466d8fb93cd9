"""What a policy file says that can be read but cannot be meant: a lost exponent, two values of one day, a bare number.

Comes in: one policy file. Goes out: problems with their places.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from govern.expression.syntax import Expr
from govern.law.parameter import read_value
from govern.law.policy import Location, Policy
from govern.law.schema import Parameter
from govern.numbers import exact
from govern.problem import Problem, quoted
from govern.ranges import Number
from govern.units import unit

__all__ = ["bare_numbers", "implausibilities"]

LEAST_THRESHOLD: Final = 10**18
MOST_THRESHOLD: Final = 10**30
"""No text puts a line of training compute outside of these: what lies there has lost or gained digits."""

_CODE: Final = re.compile("[A-Z]{2}(-[A-Z0-9]{1,3})?")
_BARE: Final = (0, 1)


def implausibilities(policy: Policy) -> list[Problem]:
    """Return a problem for each thing of a policy file that cannot be meant as it is written."""
    found = [*_jurisdiction(policy), *_same_days(policy)]
    if policy.file.force != "method":
        found += _thresholds(policy)
    return found


def _problem(policy: Policy, location: Location, message: str, help: str | None = None) -> Problem:
    return Problem(code="implausible", message=message, place=policy.place(location), help=help)


def _jurisdiction(policy: Policy) -> Iterator[Problem]:
    """Yield a problem for a jurisdiction that is neither a country, a part of one, `EU` nor `none`."""
    own = policy.file.jurisdiction
    if own == "none" or _CODE.fullmatch(own):
        return
    help = "write `EU`, `none`, a country such as `KR`, or a part of one such as `US-CA` (ISO 3166)"
    yield _problem(policy, ("jurisdiction",), f"{quoted(own)} is no jurisdiction", help)


def _same_days(policy: Policy) -> Iterator[Problem]:
    """Yield a problem for each value of a parameter that another one of the same days would silently replace."""
    for name, parameter in policy.file.parameters.items():
        seen = set()
        for i, value in enumerate(parameter.values):
            days = (value.from_, value.published)
            if days in seen:
                message = f"`{name}` has two values from {value.from_.isoformat()} that were published on one day"
                yield _problem(policy, ("parameters", name, "values", i), message, "which of them holds cannot be told")
            seen.add(days)


def _thresholds(policy: Policy) -> Iterator[Problem]:
    """Yield a problem for each number of operations in law that no text could mean as a line."""
    for name, parameter in policy.file.parameters.items():
        due = unit(parameter.unit)
        if due.dimension != unit("FLOP").dimension:
            continue
        for i, value in enumerate(parameter.values):
            for number in _numbers(parameter, value.value):
                if number and not LEAST_THRESHOLD <= number <= MOST_THRESHOLD:
                    message = f"`{name}` is {exact(number)} FLOP, which is no line of training compute"
                    help = "a line lies between 10^18 and 10^30 FLOP; write 10^25, not 1025"
                    yield _problem(policy, ("parameters", name, "values", i, "value"), message, help)


def _numbers(parameter: Parameter, written: Any) -> Iterator[Number]:
    """Yield the plain numbers of a value, a table's included; what is wrong with the others is told elsewhere."""
    rows = (
        written.values() if isinstance(written, Mapping) and not {"at_least", "at_most"} & set(written) else (written,)
    )
    for row in rows:
        try:
            value = read_value(row, unit(parameter.unit))
        except ValueError:
            continue
        if isinstance(value, Number) and not isinstance(value, bool):
            yield value


def bare_numbers(policy: Policy) -> Iterator[Problem]:
    """Yield a problem for each number of a law that stands in an expression, where it has no source."""
    for location, expr in policy.expressions.items():
        for number in dict.fromkeys(_constants(expr) if policy.file.force != "method" else ()):
            message = f"the number `{exact(number)}` stands in an expression, where nothing says what it rests on"
            help = "make it a parameter with its day, reference and grade"
            yield _problem(policy, location, message, help)


def _constants(expr: Expr) -> Iterator[Number]:
    pending = [expr]
    while pending:
        each = pending.pop()
        pending += each.args
        if each.op == "number" and isinstance(each.payload, Number) and each.payload not in _BARE:
            yield each.payload
