"""Cases: what a policy file must decide, written beside it as data and run through any engine.

Comes in: `<instrument>.cases.yaml`. Goes out: one result for each case, with what differs. A case that
expects nothing, or names what does not exist, is itself a problem.
"""

from collections.abc import Mapping
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
from govern.law.corpus import Corpus
from govern.law.policy import Policy
from govern.numbers import exact
from govern.problem import Place, Problem, Rejected, did_you_mean, quoted
from govern.ranges import Number
from govern.source import Mapping as MappingNode
from govern.source import Node, Scalar, read_file
from govern.source import Sequence as SequenceNode
from govern.units import in_unit, read_quantity, unit
from govern.validation import Closed, Day, Text, validated

__all__ = ["CaseFile", "CaseResult", "PolicyCase", "case_files", "read_cases", "run_case"]


class CaseFile(Closed):
    """One case of a policy file, as it is written."""

    name: Text
    on: Day
    known: Day | None = None
    include: tuple[Text, ...] = ()
    given: Any = None
    expect: dict[str, Annotated[Text, WithJsonSchema({"type": ["string", "number"]})]]
    due: dict[str, Text] = {}
    source: Text


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
    """Read a file of cases; raise `Rejected` with all its problems."""
    node = read_file(path)
    folder = next((each for each in corpus.folders if path.is_relative_to(each)), path.parent)
    policy = path.relative_to(folder).as_posix().removesuffix(".cases.yaml")
    if not isinstance(node, SequenceNode):
        raise Rejected([Problem(code="cases", message="a file of cases is a list", place=node.place)])
    cases, problems = [], []
    if not node.items:
        problems.append(Problem(code="cases", message="the file has no case", place=node.place))
    for item in node.items:
        read, found = validated(CaseFile, item, keep_scalars=True)
        problems += found
        if read is None or not isinstance(item, MappingNode):
            continue
        if not read.expect:
            problems.append(Problem(code="cases", message="the case expects nothing", place=item.place))
        given = item.entries.get("given")
        if read.given is not None and not isinstance(given, MappingNode):
            problems.append(Problem(code="cases", message="what is given is a block of keys", place=item.place))
        cases.append(
            PolicyCase(
                policy=policy,
                name=read.name,
                on=read.on,
                known=read.known,
                include=read.include,
                expect=read.expect,
                due=read.due,
                given=_declaration(given, item),
                source=read.source,
                place=item.place,
            )
        )
    if problems:
        raise Rejected(problems)
    return cases


def _declaration(given: Node | None, case: MappingNode) -> Node:
    blocks = given if isinstance(given, MappingNode) else MappingNode(entries={}, key_places={}, place=case.place)
    version = Scalar(text="1", plain=True, place=blocks.place)
    return MappingNode(
        entries={"declaration": version, **blocks.entries},
        key_places={"declaration": blocks.place, **blocks.key_places},
        place=blocks.place,
    )


def run_case(case: PolicyCase, corpus: Corpus, catalogue: Catalogue, engine: EngineName = "direct") -> CaseResult:
    """Run one case through an engine and compare every expectation."""
    try:
        law = corpus.in_force(on=case.on, known=case.known, include=case.include)
        declaration = read_node(case.given, corpus, catalogue, file=case.place.file, file_digest="")
    except Rejected as rejected:
        return CaseResult(case=case, problems=tuple(rejected.problems))
    decision = decider_for(law, engine).decide(declaration.values())
    problems = list(decision.problems)
    for name, expected in case.expect.items():
        problems += _compared(case, _qualified(name, case.policy, corpus), expected, decision, corpus)
    for name, expected in case.due.items():
        problems += _due_compared(case, _qualified(name, case.policy, corpus), expected, decision, declaration)
    return CaseResult(case=case, problems=tuple(problems))


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
    return [*file.provisions, *file.answers, *file.obligations, *file.definitions]


def _has(policy: Policy, name: str) -> bool:
    return name in _names(policy)


def _found(id: str, policy: Policy, name: str, expected: str, decision: Decision) -> str:
    law = decision.law
    if name in policy.file.definitions:
        return _quantity(id, policy, name, expected, decision)
    if id in law.answers:
        answer = answered(law.answers[id], decision)
        return answer.outcome if answer.value is None else answer.value
    selected = law.provisions.get(id) or law.obligations.get(id)
    return "absent" if selected is None else decision.verdicts[selected.nodes[0]].outcome


def _quantity(id: str, policy: Policy, name: str, expected: str, decision: Decision) -> str:
    due = unit(policy.file.definitions[name].unit)
    if id not in decision.law.definitions:
        return "absent"
    value = decision.values[decision.law.definitions[id]]
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, Number):
        return str(getattr(value, "value", "unknown"))
    wanted = read_quantity(expected, due) if expected[:1].isdigit() else None
    if wanted == value:
        return expected
    return f"{exact(in_unit(value, due))} {due.name}"
