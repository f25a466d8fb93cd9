"""What is different between the assessments of two declarations under one law: facts, outcomes, answers, duties.

Comes in: two assessments. Goes out: what was added, is gone or changed, in the order of the vocabulary and of the law.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from govern.assessment.answers import Answered
from govern.assessment.assess import Assessment, Finding
from govern.assessment.obligations import Duty
from govern.declaration.declaration import Declaration
from govern.lineage import Lineage
from govern.problem import Problem, quoted
from govern.quantity import Stated

__all__ = [
    "AnswerChange",
    "AssessmentDifference",
    "DutyChange",
    "FactChange",
    "OutcomeChange",
    "difference_of",
]

Kind = Literal["added", "removed", "changed"]

_SOURCES: Final = ("source", "href", "grade", "evidence", "on")


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """One fact, of the case or of a model in its lineage, that is not as it was.

    ``aspects`` are what changed of a fact that both state: value, spread, source, stated by, origin.
    """

    name: str
    kind: Kind
    old: Stated | None
    new: Stated | None
    aspects: tuple[str, ...] = ()
    model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeChange:
    """A finding with another outcome."""

    id: str
    old: Finding
    new: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerChange:
    """An answer that is another one."""

    id: str
    old: Answered
    new: Answered


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyChange:
    """A duty that now arises (``added``), does not arise any more (``removed``), or is open, due or done otherwise.

    ``aspects`` are what changed of it: outcome, due, status.
    """

    id: str
    kind: Kind
    old: Duty
    new: Duty
    aspects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentDifference:
    """All that is different; ``problems`` warn where the two are not two versions of one declaration."""

    old: Assessment
    new: Assessment
    facts: tuple[FactChange, ...]
    made_from: tuple[str, ...]
    no_longer_made_from: tuple[str, ...]
    assumed: tuple[str, ...]
    no_longer_assumed: tuple[str, ...]
    outcomes: tuple[OutcomeChange, ...]
    answers: tuple[AnswerChange, ...]
    duties: tuple[DutyChange, ...]
    problems: tuple[Problem, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether facts, assumptions, outcomes, answers and duties are all as they were."""
        return not (
            self.facts or self.assumed or self.no_longer_assumed or self.outcomes or self.answers or self.duties
        )


def difference_of(old: Assessment, new: Assessment) -> AssessmentDifference:
    """Return what is different; both must be assessed under the same law (raises `ValueError`)."""
    if old.law is not new.law:
        raise ValueError("two declarations are compared under one law")
    before, after = ([each.text for each in side.declaration.assumptions] for side in (old, new))
    parents, later_parents = (_made_from(each.declaration.lineage) for each in (old, new))
    outcomes = (
        OutcomeChange(id=id, old=found, new=new.findings[id])
        for id, found in old.findings.items()
        if found.outcome != new.findings[id].outcome
    )
    answers = (
        AnswerChange(id=id, old=found, new=new.answers[id])
        for id, found in old.answers.items()
        if (found.value, found.outcome) != (new.answers[id].value, new.answers[id].outcome)
    )
    return AssessmentDifference(
        old=old,
        new=new,
        facts=tuple(_fact_changes(old, new)),
        made_from=tuple(text for text in later_parents if text not in parents),
        no_longer_made_from=tuple(text for text in parents if text not in later_parents),
        assumed=tuple(text for text in after if text not in before),
        no_longer_assumed=tuple(text for text in before if text not in after),
        outcomes=tuple(outcomes),
        answers=tuple(answers),
        duties=tuple(_duty_changes(old, new)),
        problems=tuple(_version_problems(old.declaration, new.declaration)),
    )


def _fact_changes(old: Assessment, new: Assessment) -> Iterator[FactChange]:
    names = old.law.vocabulary.facts
    yield from _changed(old.declaration.facts, new.declaration.facts, names)
    before, after = (_models(each.declaration) for each in (old, new))
    for model in dict.fromkeys((*after, *before)):
        yield from _changed(before.get(model, {}), after.get(model, {}), names, model)


def _made_from(lineage: Lineage | None) -> list[str]:
    """Return in words which model of a lineage was made from which, and whether they are of one developer."""
    if lineage is None:
        return []
    developers = {True: ", of the same developer", False: ", of another developer", None: ""}
    models = [("the model", lineage.parents), *((model.name, model.parents) for model in lineage.models.values())]
    return [
        f"{name}: {relation.replace('_', ' ').removesuffix('s')} {lineage.models[parent.key].name}"
        + developers[parent.same_developer]
        for name, parents in models
        for relation, found in parents.items()
        for parent in found
    ]


def _models(declaration: Declaration) -> dict[str, Mapping[str, Stated]]:
    """Return the facts of each model of the lineage by its name."""
    lineage = declaration.lineage
    return {} if lineage is None else {model.name: model.facts for model in lineage.models.values()}


def _changed(
    old: Mapping[str, Stated], new: Mapping[str, Stated], names: Mapping[str, object], model: str | None = None
) -> Iterator[FactChange]:
    """Yield the facts that changed, in the order of the vocabulary; what the format assumes is told elsewhere."""
    for name in names:
        before, after = (_told(facts.get(name)) for facts in (old, new))
        if before is None or after is None:
            if before is not after:
                kind: Kind = "added" if before is None else "removed"
                yield FactChange(name=name, kind=kind, old=before, new=after, model=model)
            continue
        aspects = tuple(_aspects(before, after))
        if aspects:
            yield FactChange(name=name, kind="changed", old=before, new=after, aspects=aspects, model=model)


def _told(stated: Stated | None) -> Stated | None:
    """Return a fact that somebody stated, in the file or in the catalogue."""
    return None if stated is None or stated.origin == "assumed" else stated


def _aspects(old: Stated, new: Stated) -> Iterator[str]:
    if (old.value, type(old.value)) != (new.value, type(new.value)):
        yield "value"
    if old.estimate != new.estimate:
        yield "spread"
    if any(getattr(old, name) != getattr(new, name) for name in _SOURCES):
        yield "source"
    if old.stated_by != new.stated_by:
        yield "stated by"
    if old.origin != new.origin:
        yield "origin"


def _duty_changes(old: Assessment, new: Assessment) -> Iterator[DutyChange]:
    for id, before in old.duties.items():
        after = new.duties[id]
        aspects = tuple(_duty_aspects(before, after))
        if not aspects:
            continue
        kind: Kind = "changed"
        if before.outcome != after.outcome:
            kind = "added" if after.outcome == "met" else "removed" if after.outcome == "not_met" else "changed"
        yield DutyChange(id=id, kind=kind, old=before, new=after, aspects=aspects)


def _duty_aspects(old: Duty, new: Duty) -> Iterator[str]:
    if old.outcome != new.outcome:
        yield "outcome"
    # INVARIANT: the day of a duty that arises in neither case says nothing.
    if "met" not in (old.outcome, new.outcome):
        return
    if old.due.on != new.due.on:
        yield "due"
    if old.status != new.status or _done(old) != _done(new):
        yield "status"


def _done(duty: Duty) -> object:
    return None if duty.fulfilment is None else duty.fulfilment.on


def _version_problems(old: Declaration, new: Declaration) -> Iterator[Problem]:
    """Yield a warning where the new declaration supersedes another one, or where both count as one version."""
    if new.supersedes is not None and new.supersedes != old.digest:
        swapped = old.supersedes is not None and old.supersedes == new.digest
        help = "the two are in the wrong order" if swapped else f"the digest of {quoted(old.file)} is {old.digest}"
        message = f"{quoted(new.file)} supersedes {quoted(new.supersedes)}, which is not {quoted(old.file)}"
        yield _warning("supersedes_another", message, help)
    elif new.supersedes is None and old.supersedes is not None and old.supersedes == new.digest:
        message = f"{quoted(old.file)} supersedes {quoted(new.file)}"
        yield _warning("supersedes_another", message, "the two are in the wrong order")
    if old.version is not None and old.version == new.version and old.digest != new.digest:
        message = f"both say that they are version {quoted(new.version or '')}"
        yield _warning("same_version", message, "count the version up with each change")


def _warning(code: str, message: str, help: str) -> Problem:
    return Problem(code=code, message=message, help=help, severity="warning")
