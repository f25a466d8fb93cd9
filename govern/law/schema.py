"""The shape of a policy file, closed at every level.

One file is one instrument. What each key means stands in its description; the JSON Schema for editors and
the documentation come from here.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from govern.validation import Closed, Day
from govern.vocabulary import FactDeclaration

__all__ = [
    "Answer",
    "Definition",
    "Event",
    "Force",
    "Grade",
    "Interpretation",
    "LineageSum",
    "Obligation",
    "Parameter",
    "ParameterValue",
    "Penalty",
    "PolicyFile",
    "Provision",
    "Reading",
    "Row",
    "Untranslated",
    "Verified",
    "WithoutThreshold",
]

Force = Literal["law", "guidance", "letter", "proposal", "voluntary", "treaty", "method"]
Grade = Literal["primary", "quoted", "secondary", "inference", "unverified"]
Kind = Literal["classification", "requirement", "relief", "duty", "indicator"]


def _written(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int | float) else value


Expression = Annotated[
    str,
    BeforeValidator(_written),
    WithJsonSchema({"type": ["string", "number", "boolean"], "description": "an expression of the policy language"}),
]
"""An expression as it is written; a bare number or truth value is one too."""

Condition = Annotated[
    Any,
    WithJsonSchema(
        {
            "description": "an expression, or all / any / not over conditions",
            "anyOf": [
                {"type": ["string", "boolean"]},
                {
                    "type": "object",
                    "additionalProperties": False,
                    "minProperties": 1,
                    "maxProperties": 1,
                    "properties": {
                        "all": {"type": "array", "minItems": 1},
                        "any": {"type": "array", "minItems": 1},
                        "not": {},
                    },
                },
            ],
        }
    ),
]

Written = Annotated[
    Any,
    WithJsonSchema(
        {
            "description": "an exact number such as 10^25 or 1/3, a text, a list, true or false, a range"
            " {at_least, at_most}, an estimate with its 90 % interval {value, low, high} or Epoch's label for it"
            " {value, confidence: confident|likely|speculative}, or a table of these by key",
            "type": ["string", "number", "boolean", "array", "object"],
        }
    ),
]


class Event(Closed):
    """One event in the life of a text: what happened, on which day, and when that was published.

    `amended` only tells that another text changed this one, and what; what it changed has its own dated values.
    """

    event: Literal[
        "published",
        "applies",
        "in_force",
        "enforced",
        "stayed",
        "stay_ends",
        "not_enforced",
        "enforcement_not_known",
        "superseded",
        "repealed",
        "vetoed",
        "amended",
    ]
    on: Day
    published: Day
    reference: str
    href: str | None = None


class Source(Closed):
    """A source that was read, with how well it is known."""

    title: str
    href: str | None = None
    grade: Grade


class Verified(Closed):
    """Through which date somebody looked for changes, and in which sources."""

    through: Day
    sources: tuple[Source, ...] = ()


class ParameterValue(Closed):
    """One value of a parameter, from a day on, as published on a day."""

    from_: Day = Field(alias="from")
    until: Day | None = Field(default=None, description="the first day on which it no longer holds")
    published: Day
    value: Written
    reference: str
    quote: str | None = None
    href: str | None = None
    grade: Grade = "unverified"


class Parameter(Closed):
    """A number, text, list or table that the law sets, with its dated values."""

    label: str | None = None
    unit: str = ""
    key: Literal["text"] | None = Field(default=None, description="makes the parameter a table with text keys")
    otherwise: Written = Field(default=None, description="the table's value for any other key")
    values: tuple[ParameterValue, ...] = Field(min_length=1)


Relation = Literal["base_models", "merged_models", "teachers"]


class LineageSum(Closed):
    """A sum over the models that a model was made from, where its declaration lists them under `lineage`.

    Each model counts once, however many ways lead to it. ``from`` are the relations that start at the model itself,
    ``through`` those that are followed from there on; models that are also reached by ``beyond`` are left out.
    """

    sum: str = Field(description="the definition of this file that is evaluated for each of them")
    contained: str | None = Field(
        default=None, description="the condition of this file under which that figure holds their own ancestors already"
    )
    from_: tuple[Relation, ...] = Field(alias="from", min_length=1)
    through: tuple[Relation, ...] = ("base_models", "merged_models")
    beyond: tuple[Relation, ...] = ()
    developer: Literal["any", "same"] = Field(default="any", description="`same`: only models of the same developer")


class Definition(Closed):
    """A quantity or condition that this text defines, as an expression."""

    label: str | None = None
    unit: str = ""
    type: Literal["number", "boolean", "text", "date"] = "number"
    domain: Literal["any", "nonnegative", "positive", "fraction", "share"] = "any"
    is_: Expression = Field(alias="is")
    lineage: LineageSum | None = Field(
        default=None,
        description="what replaces `is` where the declaration lists the models that this one was made from",
    )
    significant_figures: int | None = Field(
        default=None, ge=1, le=9, description="to how many figures it is reported; it is never compared so"
    )
    reference: str
    href: str | None = None
    grade: Grade = "unverified"
    note: str | None = None


class Reading(Closed):
    """One way to read an open question."""

    label: str | None = None
    is_: Expression = Field(alias="is")
    reference: str | None = None


class Interpretation(Closed):
    """A question that the text leaves open; all readings are evaluated, the first is shown by default."""

    label: str | None = None
    unit: str = ""
    type: Literal["number", "boolean", "text", "date"] = "number"
    domain: Literal["any", "nonnegative", "positive", "fraction", "share"] = "any"
    question: str
    readings: dict[str, Reading] = Field(min_length=2)
    reference: str
    href: str | None = None
    grade: Grade = "unverified"


class Provision(Closed):
    """A condition that the law sets, and what follows if it is met."""

    label: str
    kind: Kind
    reference: str
    href: str | None = None
    when: Condition
    about: tuple[str, ...] = Field(
        default=(), description="blocks of facts; left open, it is shown only if the case states one of them"
    )
    effect: str | None = None
    force: Force | None = None
    history: tuple[Event, ...] | None = None
    grade: Grade | None = None
    note: str | None = None


class Row(Closed):
    """One row of an answer: the first whose condition holds gives it."""

    when: Condition
    is_: str = Field(alias="is")
    reference: str | None = None


class Answer(Closed):
    """A question with one of several answers."""

    label: str
    reference: str
    about: tuple[str, ...] = Field(default=(), description="as for a provision")
    rows: tuple[Row, ...] = Field(min_length=1)
    force: Force | None = None
    history: tuple[Event, ...] | None = None


class Penalty(Closed):
    """What a breach can cost: the cap, who imposes it, on whom, and since when (its own ``history``)."""

    label: str
    when: Condition = Field(default="true", description="on whom it can be imposed, where not on everybody")
    unit: str = ""
    is_: Expression = Field(alias="is", description="the cap, or the amount where the text fixes it")
    fixed: bool = Field(default=False, description="the amount itself, not a cap")
    per: str | None = Field(default=None, description="what it is counted by: violation, day")
    by: str = Field(description="who imposes it")
    reference: str
    href: str | None = None
    history: tuple[Event, ...] | None = None
    grade: Grade = "unverified"
    note: str | None = None


PERIOD = r"^\d{1,4} (hours?|days?|months?|years?)$"


class Due(Closed):
    """When a duty is due: exactly one form.

    ``at`` an event is on its day, ``before`` an event is earlier than that, at least ``ahead`` where that is given.
    ``every`` starts again whenever the duty was done, and with a later ``after``; ``first`` is when it is due the first
    time, and the earliest that it is due again.
    """

    on: Day | None = None
    within: str | None = Field(default=None, pattern=PERIOD)
    every: str | None = Field(default=None, pattern=PERIOD)
    after: str | None = None
    at: str | None = None
    before: str | None = None
    ahead: str | None = Field(default=None, pattern=r"^\d{1,4} days?$")
    later_of: tuple["Due", ...] | None = None
    earlier_of: tuple["Due", ...] | None = None
    cases: tuple["DueCase", ...] | None = None
    first: "Due | None" = None
    standing: str | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        forms: list[object] = [self.on, self.within, self.every, self.at, self.before, self.standing]
        forms += [self.later_of, self.earlier_of, self.cases]
        counted = self.within is not None or self.every is not None
        begins = self.after is not None or self.first is not None
        stray = (self.first and not self.every) or (self.ahead and not self.before)
        if sum(form is not None for form in forms) != 1 or counted != begins or stray:
            raise ValueError(
                "a due date has exactly one form; `within` goes with `after`, and `every` with `after` or `first`"
            )
        return self

    def parts(self) -> Iterator[tuple[tuple[str | int, ...], "Due"]]:
        """Yield the due dates of which this one is made, each with its place below this one."""
        for form in ("later_of", "earlier_of"):
            for i, part in enumerate(getattr(self, form) or ()):
                yield (form, i), part
        if self.first is not None:
            yield ("first",), self.first
        for i, case in enumerate(self.cases or ()):
            yield ("cases", i, "due"), case.due


class DueCase(Closed):
    """A due date that holds under a condition."""

    when: Condition
    due: Due


class Obligation(Closed):
    """A duty: whose, what, when it arises and when it is due."""

    label: str
    when: Condition
    who: str
    duty: str
    about: tuple[str, ...] = Field(default=(), description="as for a provision")
    due: Due | None = None
    fulfilled_by: str | None = Field(default=None, description="the date fact that says on which day it was done")
    proved_by: str | None = Field(
        default=None, description="a date fact by whose day it had been done, where `fulfilled_by` is not stated"
    )
    not_before: str | None = Field(
        default=None, description="a day, or a date or time fact: what was done before it is not this duty"
    )
    penalties: tuple[str, ...] = Field(default=(), description="penalties of this file that a breach can bring")
    reports: tuple[str, ...] = Field(default=(), description="quantities of this file that are to be told")
    reference: str
    href: str | None = None
    force: Force | None = None
    history: tuple[Event, ...] | None = None
    grade: Grade | None = None


class Untranslated(Closed):
    """What the text says and this file does not encode; ``could_make`` says which verdicts it could turn."""

    name: str
    reference: str
    reason: str
    bears_on: tuple[str, ...] = ()
    could_make: Literal["met", "not_met", "either"] | None = None


class WithoutThreshold(Closed):
    """A text, or the whole law of a jurisdiction, in which no number of compute was found, and when it was looked for.

    Absence of evidence: it says that none was found through that day, not that there is none.
    """

    name: str
    jurisdiction: str
    looked_on: Day
    finding: str
    kind: Literal["jurisdiction", "instrument"] = "jurisdiction"
    reference: str
    href: str | None = None
    grade: Grade


class PolicyFile(Closed):
    """One instrument: a law, guidance, letter, proposal, voluntary commitment, treaty or method."""

    title: str
    short: str | None = None
    jurisdiction: str
    force: Force
    history: tuple[Event, ...] = ()
    verified: Verified
    uses: dict[str, str] = {}
    facts: dict[str, FactDeclaration] = {}
    parameters: dict[str, Parameter] = {}
    definitions: dict[str, Definition] = {}
    interpretations: dict[str, Interpretation] = {}
    provisions: dict[str, Provision] = {}
    answers: dict[str, Answer] = {}
    obligations: dict[str, Obligation] = {}
    penalties: dict[str, Penalty] = {}
    without_threshold: tuple[WithoutThreshold, ...] = ()
    untranslated: tuple[Untranslated, ...] = ()


Due.model_rebuild()
