"""Cases: what a policy file must decide, written beside it as data and run through any engine.

Comes in: `<instrument>.cases.yaml`. Goes out: one result for each case, with what differs. A case that
expects nothing, or names what does not exist, is itself a problem.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import WithJsonSchema

from govern.assessment.answers import answered
from govern.assessment.decision import Decision, EngineName, decider_for
from govern.assessment.obligations import duty_of
from govern.catalog.catalog import Catalogue
from govern.declaration.declaration import Declaration
from govern.declaration.read import read_node
from govern.law.calendar import standing, value_on
from govern.law.corpus import Corpus
from govern.law.law import Law
from govern.law.parameter import read_value
from govern.law.policy import Policy
from govern.law.schema import Parameter
from govern.numbers import exact
from govern.problem import Place, Problem, Rejected, did_you_mean, quoted
from govern.ranges import Number
from govern.source import Mapping as MappingNode
from govern.source import Node, Scalar, read_file
from govern.source import Sequence as SequenceNode
from govern.units import in_unit, read_quantity, unit
from govern.validation import Closed, Day, Text, validated
from govern.values import Value

__all__ = [
    "CaseFile",
    "CaseResult",
    "Impossible",
    "ImpossibleFile",
    "PolicyCase",
    "by_law",
    "case_files",
    "declared",
    "law_key",
    "read_case_file",
    "read_cases",
    "run_case",
]


class CaseFile(Closed):
    """One case of a policy file, as it is written."""

    name: Text
    on: Day
    known: Day | None = None
    include: tuple[Text, ...] = ()
    given: Any = None
    expect: dict[str, Annotated[Text, WithJsonSchema({"type": ["string", "number", "boolean"]})]] = {}
    due: dict[str, Text] = {}
    standing: dict[str, Text] = {}
    source: Text


class ImpossibleFile(Closed):
    """Something that no case can cover, as it is written in place of a case: of which entry, what, and why not."""

    impossible: Text
    what: Text
    because: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Impossible:
    """Something that coverage asks for and no case can show, with the reason."""

    policy: str
    entry: str
    what: str
    because: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyCase:
    """One case: the day, what is given, what is expected, and who says so."""

    policy: str
    name: str
    on: date
    known: date | None
    include: tuple[str, ...]
    given: Node
    expect: Mapping[str, str]
    due: Mapping[str, str]
    standing: Mapping[str, str]
    source: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """What a case gave: every expectation that was not met, as problems."""

    case: PolicyCase
    problems: tuple[Problem, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.problems


def case_files(corpus: Corpus) -> list[Path]:
    """Return the case files beside the policies of a corpus."""
    return [path for folder in corpus.folders for path in sorted(folder.rglob("*.cases.yaml"))]


def read_cases(path: Path, corpus: Corpus) -> list[PolicyCase]:
    """Read the cases of a file; raise `Rejected` with all its problems."""
    return read_case_file(path, corpus)[0]


def read_case_file(path: Path, corpus: Corpus) -> tuple[list[PolicyCase], list[Impossible]]:
    """Read a file of cases, and what it says that no case can cover; raise `Rejected` with all its problems."""
    node = read_file(path)
    folder = next((each for each in corpus.folders if path.is_relative_to(each)), path.parent)
    policy = path.relative_to(folder).as_posix().removesuffix(".cases.yaml")
    if not isinstance(node, SequenceNode):
        raise Rejected([Problem(code="cases", message="a file of cases is a list", place=node.place)])
    cases: list[PolicyCase] = []
    impossible: list[Impossible] = []
    problems: list[Problem] = []
    if not node.items:
        problems.append(Problem(code="cases", message="the file has no case", place=node.place))
    for item in node.items:
        if isinstance(item, MappingNode) and "impossible" in item.entries:
            waived, found = validated(ImpossibleFile, item)
            problems += found
            if waived is not None:
                about = {"entry": waived.impossible, "what": waived.what, "because": waived.because}
                impossible.append(Impossible(policy=policy, place=item.place, **about))
            continue
        read, found = validated(CaseFile, item, keep_scalars=True)
        problems += found
        if read is not None and isinstance(item, MappingNode):
            problems += _case_problems(read, item)
            cases.append(_case(policy, read, item))
    if problems:
        raise Rejected(problems)
    return cases, impossible


def _case_problems(read: CaseFile, item: MappingNode) -> list[Problem]:
    problems = []
    if not (read.expect or read.due or read.standing):
        problems.append(Problem(code="cases", message="the case expects nothing", place=item.place))
    if read.given is not None and not isinstance(item.entries.get("given"), MappingNode):
        problems.append(Problem(code="cases", message="what is given is a block of keys", place=item.place))
    return problems


def _case(policy: str, read: CaseFile, item: MappingNode) -> PolicyCase:
    return PolicyCase(
        policy=policy,
        name=read.name,
        on=read.on,
        known=read.known,
        include=read.include,
        expect=read.expect,
        due=read.due,
        standing=read.standing,
        given=_declaration(item.entries.get("given"), item),
        source=read.source,
        place=item.place,
    )


def _declaration(given: Node | None, case: MappingNode) -> Node:
    blocks = given if isinstance(given, MappingNode) else MappingNode(entries={}, key_places={}, place=case.place)
    version = Scalar(text="1", plain=True, place=blocks.place)
    return MappingNode(
        entries={"declaration": version, **blocks.entries},
        key_places={"declaration": blocks.place, **blocks.key_places},
        place=blocks.place,
    )


def declared(case: PolicyCase, corpus: Corpus, catalogue: Catalogue) -> Declaration:
    """Return what a case gives; raise `Rejected`."""
    return read_node(case.given, corpus, catalogue, file=case.place.file, file_digest="")


def by_law(cases: Iterable[PolicyCase]) -> list[PolicyCase]:
    """Return the cases in an order in which those under the law of one day stand together, so that it is made once."""
    return sorted(cases, key=law_key)


def law_key(case: PolicyCase) -> tuple[date, date, tuple[str, ...]]:
    """Return what makes two cases be decided under one law: the days and what is included."""
    return case.on, case.known or date.max, tuple(sorted(case.include))


def run_case(
    case: PolicyCase,
    corpus: Corpus,
    catalogue: Catalogue,
    engine: EngineName = "direct",
    declaration: Declaration | None = None,
) -> CaseResult:
    """Run one case through an engine and compare every expectation; what it gives may have been read before."""
    try:
        law = corpus.in_force(on=case.on, known=case.known, include=case.include)
        declaration = declaration or declared(case, corpus, catalogue)
    except Rejected as rejected:
        return CaseResult(case=case, problems=tuple(rejected.problems))
    decision = decider_for(law, engine).decide(declaration.values())
    problems = list(decision.problems)
    for name, expected in case.standing.items():
        problems += _standing_compared(case, _qualified(name, case.policy, corpus), expected, law, corpus)
    for name, expected in case.expect.items():
        problems += _compared(case, _qualified(name, case.policy, corpus), expected, decision, corpus)
    for name, expected in case.due.items():
        problems += _due_compared(case, _qualified(name, case.policy, corpus), expected, decision, declaration)
    return CaseResult(case=case, problems=tuple(problems))


def _standing_compared(case: PolicyCase, id: str, expected: str, law: Law, corpus: Corpus) -> list[Problem]:
    """Compare how an entry stands, evaluated or not: `in_force not_enforced`, or `vetoed since 2024-09-29`."""
    file_id, _, name = id.partition("#")
    policy = corpus.policies.get(file_id)
    groups = ("provisions", "answers", "obligations", "penalties")
    entry = None if policy is None else next((e[name] for g in groups if name in (e := getattr(policy.file, g))), None)
    if policy is None or entry is None:
        message = f"the case expects a standing of `{id}`, which is no provision, answer, duty or penalty"
        return [Problem(code="case", message=message, place=case.place)]
    history = policy.file.history if entry.history is None else entry.history
    held = standing(history, law.on, law.known, always=policy.file.force == "method")
    found = held.status + {True: " enforced", False: " not_enforced", None: ""}[held.enforced]
    found += f" since {held.since}" if " since " in expected else ""
    if expected == found:
        return []
    message = f"`{case.name}`: `{id}` stands as {found}, expected {expected}"
    return [Problem(code="case", message=message, place=case.place)]


def _due_compared(
    case: PolicyCase, id: str, expected: str, decision: Decision, declaration: Declaration
) -> list[Problem]:
    """Compare when a duty is due and how it stands: `2025-08-24 done_late`, or `unknown unknown`."""
    selected = decision.law.obligations.get(id)
    if selected is None:
        message = f"the case expects a day for `{id}`, which is no duty in force"
        return [Problem(code="case", message=message, place=case.place)]
    duty = duty_of(selected, decision, declaration)
    found = f"{duty.due.on or 'unknown'} {duty.status}"
    if found == expected:
        return []
    message = f"`{case.name}`: `{id}` is due {found}, expected {expected}"
    return [Problem(code="case", message=message, place=case.place)]


def _qualified(name: str, policy: str, corpus: Corpus) -> str:
    """Return the id that an expectation means: qualified, an alias of the file, or one of its own entries."""
    if "#" in name:
        return name
    own = corpus.policies.get(policy)
    return f"{policy}#{name}" if own is None or name not in own.file.uses else own.file.uses[name]


def _compared(case: PolicyCase, id: str, expected: str, decision: Decision, corpus: Corpus) -> list[Problem]:
    file_id, _, name = id.partition("#")
    policy = corpus.policies.get(file_id)
    if policy is None or not _has(policy, name):
        known = [each.qualified(entry) for each in corpus.policies.values() for entry in _names(each)]
        message = f"the case expects something of `{id}`, which does not exist"
        return [Problem(code="case", message=message, place=case.place, help=did_you_mean(id, known))]
    try:
        found = _found(id, policy, name, expected, decision)
    except ValueError as error:
        message = f"{quoted(expected)} cannot be expected of {quoted(id)}: {error}"
        return [Problem(code="case", message=message, place=case.place, help=getattr(error, "help", None))]
    if found == expected:
        return []
    message = f"`{case.name}`: `{id}` is {found}, expected {expected}"
    return [Problem(code="case", message=message, place=case.place)]


def _names(policy: Policy) -> list[str]:
    file = policy.file
    entries = (file.provisions, file.answers, file.obligations, file.definitions, file.penalties, file.parameters)
    return [name for group in entries for name in group]


def _has(policy: Policy, name: str) -> bool:
    return name in _names(policy)


def _found(id: str, policy: Policy, name: str, expected: str, decision: Decision) -> str:
    law = decision.law
    if name in policy.file.definitions:
        if id not in law.definitions:
            return "absent"
        return _quantity(decision.values[law.definitions[id]], policy.file.definitions[name].unit, expected)
    if name in policy.file.parameters:
        return _parameter(policy.file.parameters[name], expected, law)
    if name in policy.file.penalties:
        return _penalty(id, policy.file.penalties[name].unit, expected, decision)
    if id in law.answers:
        answer = answered(law.answers[id], decision)
        return answer.outcome if answer.value is None else answer.value
    selected = law.provisions.get(id) or law.obligations.get(id)
    return "absent" if selected is None else decision.verdicts[selected.nodes[0]].outcome


def _parameter(parameter: Parameter, expected: str, law: Law) -> str:
    """Return the value that holds on the day, `absent` where none does, and of a table that there is one: `present`."""
    held = value_on(parameter.values, law.on, law.known)
    if held is None:
        return "absent"
    if parameter.key is not None or expected == "present":
        return "present"
    value = read_value(held.value, unit(parameter.unit))
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    return value if isinstance(value, str) else _quantity(value, parameter.unit, expected)


def _penalty(id: str, unit_name: str, expected: str, decision: Decision) -> str:
    """Return the cap of a penalty, `not_met` where it cannot be imposed on the case, or `unknown`."""
    selected = decision.law.penalties.get(id)
    if selected is None:
        return "absent"
    on_whom, cap = (decision.values[node] for node in selected.nodes)
    if not isinstance(on_whom, bool):
        return "unknown"
    return _quantity(cap, unit_name, expected) if on_whom else "not_met"


def _quantity(value: Value, unit_name: str, expected: str) -> str:
    due = unit(unit_name)
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, Number):
        return str(getattr(value, "value", "unknown"))
    wanted = read_quantity(expected, due) if expected[:1].isdigit() else None
    if wanted == value:
        return expected
    return f"{exact(in_unit(value, due))} {due.name}"
