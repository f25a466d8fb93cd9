"""The published shape of an assessment's document, version 1: what `--format json` writes.

Numbers are exact decimal strings, or null where nothing is known. Ids are always qualified.
"""

from typing import Literal

from pydantic import Field

from govern.reporting.chance import DrawsPart, ProbabilityPart, WorthPart
from govern.reporting.conditions import ConditionPart
from govern.reporting.explanation_document import (
    EstimatePart,
    ExplanationPart,
    MarginPart,
    Outcome,
    QuantityPart,
    ReferencePart,
    SourcePart,
)
from govern.reporting.side_by_side_document import SideBySidePart
from govern.validation import Closed

__all__ = ["AssessmentDocument", "ObligationPart"]


class _Question(Closed):
    fact: str | None
    label: str
    question: str
    help: str | None
    ask: str
    id: str


class _Settling(_Question):
    settles: list[str]


class _Choice(Closed):
    interpretation: str
    question: str
    reading: str
    label: str


class _Reading(Closed):
    choices: list[_Choice]
    outcome: Outcome
    reason: str


class _Chance(Closed):
    choices: list[_Choice]
    probability: ProbabilityPart | None


class _Finding(Closed):
    id: str
    policy: str
    label: str
    kind: Literal["classification", "requirement", "relief", "duty", "indicator"]
    force: str
    status: str
    enforced: bool | None
    outcome: Outcome
    answer: Literal["applies", "does not apply", "open", "depends"]
    concerns_case: bool = Field(
        description="false: nothing of what it is about is stated, or all that builds on it is decided without it"
    )
    effect: str | None
    reason: str
    margin: MarginPart | None
    probability: ProbabilityPart | None = Field(
        description="how likely it applies, over the draws of the estimates and all readings; "
        "null without an estimate, and where it does not concern the case"
    )
    chances: list[_Chance] = Field(description="the same under each of the readings on which it depends")
    worth_knowing: list[WorthPart] = Field(description="which estimates are worth knowing, the most worthwhile first")
    open_within_spread: bool = Field(description="the 90 % interval of the estimates behind it would leave it open")
    explanation: ExplanationPart
    missing: list[_Question]
    readings: list[_Reading]
    references: list[ReferencePart]
    grade: str | None
    note: str | None


class _ChipPlane(Closed):
    limits: dict[str, str | None]
    chip: str
    market: str
    tpp: str
    tpp_at_least: bool
    density: str | None
    planar: bool
    estimated: bool


class _AnswerUnderReading(Closed):
    choices: list[_Choice]
    is_: str | None = Field(alias="is")
    words: str


class _Answer(Closed):
    policy: str
    is_: str | None = Field(alias="is")
    label: str
    outcome: Outcome
    words: str
    concerns_case: bool
    reason: str
    missing: list[_Question]
    readings: list[_AnswerUnderReading]
    explanation: ExplanationPart
    references: list[ReferencePart]


class _Done(Closed):
    on: str
    at: str | None
    at_latest: bool
    reference: str | None
    evidence: str | None


class _Penalty(Closed):
    id: str
    label: str
    outcome: Outcome | None = Field(description="whether it can be imposed on the addressee; null: not on this day")
    status: str
    enforced: bool | None
    enforced_from: str | None
    since: str | None
    cap: QuantityPart | None
    fixed: bool
    per: str | None
    by: str
    explanation: ExplanationPart | None
    missing: list[_Question]
    references: list[ReferencePart]
    note: str | None


class _Told(Closed):
    id: str
    label: str
    value: str | None
    unit: str
    text: str
    significant_figures: int | None
    missing: list[_Question]
    references: list[ReferencePart]


class _DoneBetween(Closed):
    earliest: str | None
    latest: str | None
    fact: str
    label: str


class ObligationPart(Closed):
    """One duty of an assessment."""

    id: str
    policy: str
    label: str
    who: str
    duty: str
    force: str
    law_status: str
    enforced: bool | None
    enforced_from: str | None
    outcome: Outcome
    concerns_case: bool
    due: str | None
    due_at_the_earliest: str | None
    due_at_the_latest: str | None
    every: str | None
    status: Literal["due", "done", "done_late", "overdue", "unknown"]
    standing: bool
    computation: str
    reason: str
    explanation: ExplanationPart
    fulfilled: _Done | None
    times_fulfilled: list[_Done]
    not_counted: list[_Done]
    perhaps_counted: list[_Done] = Field(description="done, but it is not known whether before what the duty is about")
    fulfilled_between: _DoneBetween | None
    penalties: list[_Penalty]
    reports: list[_Told]
    missing: list[_Question]
    references: list[ReferencePart]


class _Derivation(Closed):
    text: str
    reference: str
    href: str | None
    sources: list[SourcePart]


class _Derived(QuantityPart):
    low: str | None = Field(description="the lower end of the 90 % interval over all estimates it rests on")
    high: str | None = Field(description="the upper end")
    derivation: list[_Derivation]


class _Assumption(Closed):
    text: str
    facts: list[str]
    bears: bool
    place: str | None
    consequence: str | None


class _ReadingName(Closed):
    name: str
    label: str


class _Interpretation(Closed):
    id: str
    question: str
    default: str
    decides: bool
    bears: bool
    readings: list[_ReadingName]
    reference: str
    href: str | None


class _Evidence(Closed):
    file: str
    sha256: str | None
    page: str | None


class _Fact(SourcePart):
    unit: str
    estimate: EstimatePart | None
    evidence: list[_Evidence]


class _Group(Closed):
    policy: str
    title: str
    short: str
    force: str
    jurisdiction: str
    verified_through: str
    concerns_case: bool
    findings: list[str]
    obligations: list[str]
    sources: list[ReferencePart]


class _Dormant(Closed):
    policy: str
    short: str
    force: str
    jurisdiction: str
    status: str
    since: str | None
    reference: str | None


class _Later(Closed):
    policy: str
    short: str
    label: str
    since: str


class _Subject(Closed):
    name: str | None
    model: str | None
    chip: str | None
    chips: str | None
    destination: str | None
    country: str | None
    text: str


class _Declarant(Closed):
    name: str
    role: Literal["provider", "analyst", "authority", "auditor"]


class _Engine(Closed):
    name: Literal["direct", "durable"]
    note: str | None


class _Untranslated(Closed):
    policy: str
    name: str
    reference: str
    reason: str
    bears_on: list[str]


class _Problem(Closed):
    code: str
    message: str
    place: str | None
    help: str | None
    severity: Literal["error", "warning"]


class _Digests(Closed):
    declaration: str
    policies: dict[str, str]


class AssessmentDocument(Closed):
    """The assessment of one declaration under the law of one day."""

    format: Literal["govern/assessment/1"]
    file: str
    title: str
    version: str | None
    supersedes: str | None
    subject: _Subject
    declarant: _Declarant | None
    standing: str
    on: str
    known: str
    include: list[str]
    engine: _Engine
    verified_through: str | None
    warnings: list[str]
    summary: list[str]
    groups: list[_Group]
    findings: list[_Finding]
    not_in_force: list[_Dormant]
    begins_later: list[_Later]
    side_by_side: SideBySidePart
    answers: dict[str, _Answer]
    obligations: list[ObligationPart]
    chip_plane: _ChipPlane | None
    quantities: dict[str, _Derived]
    conditions: list[ConditionPart] = Field(description="results of methods that hold or not, with their chances")
    assumptions: list[_Assumption]
    interpretations: list[_Interpretation]
    facts: list[_Fact]
    ask_next: list[_Settling]
    untranslated: list[_Untranslated]
    problems: list[_Problem]
    digests: _Digests
    probabilities: DrawsPart | None = Field(description="how probabilities and bands were drawn; null where none was")
    versions: dict[str, str]
