"""Checks over all policy files together, made once when they are loaded."""

from collections.abc import Iterable, Mapping
from typing import Final

from govern.expression.check import Kind, check, number
from govern.expression.syntax import Expr, depth_of, names_in
from govern.law.names import FileScope, entry_symbol, resolved
from govern.law.parameter import parameter_symbol
from govern.law.plausibility import implausibilities
from govern.law.policy import Location, Policy
from govern.law.schema import Due, Parameter
from govern.problem import Problem, did_you_mean
from govern.units import describe, unit
from govern.validation import day_of
from govern.vocabulary import Vocabulary

__all__ = ["check_policies"]

MAXIMAL_HEIGHT: Final = 150
"""Engines and explanations walk the law by recursion; this many operations fit well within Python's own limit."""

_GROUPS = ("parameters", "definitions", "interpretations", "provisions")
_DATED = ("provisions", "answers", "obligations", "penalties")


def check_policies(policies: Mapping[str, Policy], vocabulary: Vocabulary) -> list[Problem]:
    """Return every problem that the files have with each other, with the facts, and with units and dates."""
    problems: list[Problem] = []
    for policy in policies.values():
        unreadable = _unit_problems(policy)
        unreadable = unreadable or _parameter_problems(policy)
        problems += unreadable
        problems += implausibilities(policy) if not unreadable else []
        problems += _uses_problems(policy, policies)
        problems += _history_problems(policy)
        problems += _name_problems(policy, vocabulary)
        problems += _expression_problems(policy, policies, vocabulary) if not unreadable else []
    return problems or _cycle_problems(policies, vocabulary)


def _problem(policy: Policy, location: Location, code: str, message: str, help: str | None = None) -> Problem:
    return Problem(code=code, message=message, place=policy.place(location), help=help)


def _unit_problems(policy: Policy) -> list[Problem]:
    problems = []
    for group in (*_GROUPS[:3], "penalties"):
        for name, entry in getattr(policy.file, group).items():
            try:
                unit(entry.unit)
            except ValueError as error:
                problems.append(_problem(policy, (group, name, "unit"), "unit", str(error)))
    return problems


def _uses_problems(policy: Policy, policies: Mapping[str, Policy]) -> list[Problem]:
    problems = []
    for alias, target in policy.file.uses.items():
        file_id, _, name = target.partition("#")
        other = policies.get(file_id)
        if other is None:
            help = did_you_mean(file_id, policies)
            problems.append(_problem(policy, ("uses", alias), "uses", f"there is no policy file `{file_id}`", help))
        elif not any(name in getattr(other.file, group) for group in _GROUPS):
            known = [each for group in _GROUPS for each in getattr(other.file, group)]
            message = f"`{file_id}` has no entry `{name}`"
            problems.append(_problem(policy, ("uses", alias), "uses", message, did_you_mean(name, known)))
    return problems


def _history_problems(policy: Policy) -> list[Problem]:
    problems = []
    if not policy.file.history and policy.file.force != "method":
        entries = [(g, n, e) for g in _DATED for n, e in getattr(policy.file, g).items()]
        for group, name, entry in entries:
            if entry.history is None:
                message = f"`{name}` has no dates, nor has its file"
                problems.append(_problem(policy, (group, name), "undated", message, "give it a `history`"))
    for name, parameter in policy.file.parameters.items():
        for i, value in enumerate(parameter.values):
            if value.until is not None and value.until <= value.from_:
                message = "the value ends before it begins"
                problems.append(_problem(policy, ("parameters", name, "values", i), "dates", message))
    return problems


def _parameter_problems(policy: Policy) -> list[Problem]:
    problems = []
    for name, parameter in policy.file.parameters.items():
        found = []
        for i, value in enumerate(parameter.values):
            alone = parameter.model_copy(update={"values": (value,)})
            found += _misread(policy, alone, ("parameters", name, "values", i, "value"))
        problems += found or _misread(policy, parameter, ("parameters", name))
    return problems


def _misread(policy: Policy, parameter: Parameter, location: Location) -> list[Problem]:
    try:
        parameter_symbol(parameter)
    except ValueError as error:
        return [_problem(policy, location, "parameter", str(error))]
    return []


def _name_problems(policy: Policy, vocabulary: Vocabulary) -> list[Problem]:
    problems = []
    entries = {*policy.file.provisions, *policy.file.answers, *policy.file.obligations}
    for i, gap in enumerate(policy.file.untranslated):
        for j, name in enumerate(gap.bears_on):
            if name not in entries:
                location: Location = ("untranslated", i, "bears_on", j)
                message = f"`{name}` is not an entry of this file"
                problems.append(_problem(policy, location, "untranslated", message, did_you_mean(name, entries)))
    for name, duty in policy.file.obligations.items():
        problems += _due_problems(policy, ("obligations", name, "due"), duty.due, vocabulary)
        for key in ("fulfilled_by", "proved_by"):
            done = getattr(duty, key)
            if done is not None and (done not in vocabulary or vocabulary[done].type != "date"):
                help = did_you_mean(done, vocabulary.facts)
                message = f"`{done}` is not a date that can be declared"
                problems.append(_problem(policy, ("obligations", name, key), "due", message, help))
        begins = duty.not_before
        fact = None if begins is None else vocabulary.facts.get(begins)
        if begins and day_of(begins) is None and (fact is None or fact.type not in ("date", "time")):
            message = f"`{begins}` is neither a date nor a time that can be declared"
            help = did_you_mean(begins, vocabulary.facts)
            problems.append(_problem(policy, ("obligations", name, "not_before"), "due", message, help))
        problems += _named(policy, ("obligations", name, "penalties"), duty.penalties, policy.file.penalties)
        problems += _named(policy, ("obligations", name, "reports"), duty.reports, policy.file.definitions)
    return problems + _lineage_problems(policy)


def _named(policy: Policy, location: Location, names: Iterable[str], entries: Mapping[str, object]) -> list[Problem]:
    """Return a problem for each name that is no entry of the group that it should be one of."""
    return [
        _problem(policy, (*location, i), "name", f"`{name}` is not an entry of this file", did_you_mean(name, entries))
        for i, name in enumerate(names)
        if name not in entries
    ]


def _lineage_problems(policy: Policy) -> list[Problem]:
    """Return what is wrong with the sums over models that a model was made from."""
    definitions = policy.file.definitions
    problems = []
    for name, entry in definitions.items():
        if entry.lineage is None:
            continue
        for part in ("sum", "contained"):
            target = getattr(entry.lineage, part)
            location: Location = ("definitions", name, "lineage", part)
            if target is None:
                continue
            found = _named(policy, location, [target], definitions)
            if not found and (definitions[target].type == "number") != (part == "sum"):
                message = f"`{target}` is a {definitions[target].type}"
                found = [_problem(policy, location, "kind", message, "a `sum` is a number, `contained` a boolean")]
            if not found and part == "sum" and definitions[target].unit != entry.unit:
                message = f"`{target}` is in `{definitions[target].unit}`, and `{name}` in `{entry.unit}`"
                found = [_problem(policy, location, "unit", message)]
            problems += found
    return problems


def _due_problems(policy: Policy, location: Location, due: Due | None, vocabulary: Vocabulary) -> list[Problem]:
    if due is None:
        return []
    problems = []
    fact = due.after or due.at or due.before
    hours = due.within is not None and "hour" in due.within
    if fact is not None and (fact not in vocabulary or vocabulary[fact].type not in ("date", "time")):
        help = did_you_mean(fact, vocabulary.facts) if fact not in vocabulary else f"it is a {vocabulary[fact].type}"
        problems.append(_problem(policy, location, "due", f"`{fact}` is not a date that can be declared", help))
    elif fact is not None and hours and vocabulary[fact].type != "time":
        problems.append(_problem(policy, location, "due", f"hours are counted from a time, and `{fact}` is a date"))
    for place, part in due.parts():
        problems += _due_problems(policy, (*location, *place), part, vocabulary)
    return problems


def _expression_problems(policy: Policy, policies: Mapping[str, Policy], vocabulary: Vocabulary) -> list[Problem]:
    scope = FileScope(policy, policies, vocabulary)
    problems = []
    for location, expr in policy.expressions.items():
        problems += _rounded(policy, location, expr, policies, vocabulary)
        kind, errors = check(expr, scope)
        problems += [policy.problem(location, error) for error in errors]
        message = None if kind is None else _misfit(policy, location, kind)
        if message is not None:
            problems.append(_problem(policy, location, "kind", message))
    return problems


def _rounded(
    policy: Policy, location: Location, expr: Expr, policies: Mapping[str, Policy], vocabulary: Vocabulary
) -> list[Problem]:
    """Return a problem for each rounded quantity that an expression uses: it is there to be told, not to decide."""
    problems = []
    for name in sorted(names_in(expr)):
        entry = resolved(policy, name, policies, vocabulary)
        if entry is None or entry.policy is None or entry.role != "definition":
            continue
        if entry.policy.file.definitions[entry.name].significant_figures is not None:
            message = f"`{name}` is rounded for reporting, so nothing may be decided by it"
            problems.append(_problem(policy, location, "rounded", message))
    return problems


def _misfit(policy: Policy, location: Location, kind: Kind) -> str | None:
    """Return what is wrong with the kind of an expression at its place, if anything."""
    group, name = str(location[0]), str(location[1])
    if group not in ("definitions", "interpretations") and (group, location[-1]) != ("penalties", "is"):
        return None if kind.base == "boolean" else "this is not a condition"
    entry = getattr(policy.file, group)[name]
    due = number(unit(entry.unit).dimension) if group == "penalties" else entry_symbol(entry).kind
    if (
        kind.base == "not_applicable"
        or (kind.base == "zero" and due.base == "number")
        or (kind.base, kind.dimension) == (due.base, due.dimension)
    ):
        return None
    said, found = (describe(each.dimension) if each.base == "number" else f"a {each.base}" for each in (due, kind))
    return f"`{name}` is {said} by its unit and {found} by its expression"


def _cycle_problems(policies: Mapping[str, Policy], vocabulary: Vocabulary) -> list[Problem]:
    walk = _Walk(policies, vocabulary)
    for policy in policies.values():
        for group in ("definitions", "interpretations", "provisions"):
            for name in getattr(policy.file, group):
                walk.height(policy, group, name, ())
    return walk.problems or _sums_of_sums(policies, vocabulary)


def _sums_of_sums(policies: Mapping[str, Policy], vocabulary: Vocabulary) -> list[Problem]:
    """Return a problem for each sum over a lineage of what is such a sum itself: it would count ancestors twice."""
    problems = []
    for policy in policies.values():
        for name in policy.file.definitions:
            seen = {(policy.id, each) for each in _summed(policy, "definitions", name)}
            ahead = list(seen)
            while ahead:
                file, entry = ahead.pop()
                if policies[file].file.definitions[entry].lineage is not None:
                    message = f"`{name}` sums over a lineage what is such a sum itself: `{file}#{entry}`"
                    problems.append(_problem(policy, ("definitions", name, "lineage"), "lineage", message))
                    break
                found = _definitions_under(policies[file], entry, policies, vocabulary) - seen
                seen |= found
                ahead += found
    return problems


def _definitions_under(
    policy: Policy, name: str, policies: Mapping[str, Policy], vocabulary: Vocabulary
) -> set[tuple[str, str]]:
    """Return the file and name of each definition that the expression of a definition names."""
    named = {each for location, expr in policy.expressions.items() if location[1] == name for each in names_in(expr)}
    entries = [resolved(policy, each, policies, vocabulary) for each in named]
    return {(e.policy.id, e.name) for e in entries if e is not None and e.policy is not None and e.role == "definition"}


def _summed(policy: Policy, group: str, name: str) -> set[str]:
    """Return the definitions that a sum over a lineage evaluates."""
    lineage = policy.file.definitions[name].lineage if group == "definitions" else None
    return set() if lineage is None else {lineage.sum, lineage.contained or lineage.sum}


class _Walk:
    """Follows names from entry to entry: in no circle, and no deeper than the engines go."""

    def __init__(self, policies: Mapping[str, Policy], vocabulary: Vocabulary) -> None:
        self.policies, self.vocabulary = policies, vocabulary
        self.problems: list[Problem] = []
        self.done: dict[tuple[str, str], int] = {}

    def height(self, policy: Policy, group: str, name: str, path: tuple[tuple[str, str], ...]) -> int:
        """Return how many operations stand above each other in an entry and in what it builds on."""
        key = (policy.id, name)
        if key in path:
            circle = " -> ".join(f"{file}#{entry}" for file, entry in (*path[path.index(key) :], key))
            message = f"the definitions run in a circle: {circle}"
            self.problems.append(_problem(policy, (group, name), "cycle", message))
            self.done[key] = 0
        if key in self.done:
            return self.done[key]
        height = 0
        for location, expr in policy.expressions.items():
            if location[:2] == (group, name):
                used = sorted({*names_in(expr), *_summed(policy, group, name)})
                below = (self.below(policy, each, (*path, key)) for each in used)
                height = max(height, 1 + depth_of(expr) + max(below, default=0))
        if height > MAXIMAL_HEIGHT or len(path) >= MAXIMAL_HEIGHT:
            message = f"`{name}` builds on definitions that stand more than {MAXIMAL_HEIGHT} operations deep"
            self.problems.append(_problem(policy, (group, name), "too_deep", message))
            height = 0
        self.done[key] = height
        return height

    def below(self, policy: Policy, name: str, path: tuple[tuple[str, str], ...]) -> int:
        entry = resolved(policy, name, self.policies, self.vocabulary)
        if entry is None or entry.policy is None or entry.role == "parameter" or len(path) > MAXIMAL_HEIGHT:
            return 0
        return self.height(entry.policy, f"{entry.role}s", entry.name, path)
