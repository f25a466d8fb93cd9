"""How a file of claims is written: its keys, closed at every level, and what must go together."""

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema, model_validator

from govern.law.schema import Grade
from govern.validation import Closed, Day, Text

__all__ = ["ENDS", "CaseFile", "CheckFile", "ClaimFile", "ClaimedFile", "ClaimsFile", "SourceOfClaims"]

ENDS = ("value", "at_least", "more_than", "at_most", "less_than")
"""The keys of a claimed number or range."""
Figure = Annotated[Text, WithJsonSchema({"type": ["string", "number"]})]


class SourceOfClaims(Closed):
    """Where claims are made."""

    title: Text
    href: Text | None = None
    on: Day | None = None
    grade: Grade = "unverified"


class ClaimedFile(Closed):
    """The number or range that is claimed, or that a provision applies or does not."""

    value: Figure | None = None
    at_least: Figure | None = None
    more_than: Figure | None = None
    at_most: Figure | None = None
    less_than: Figure | None = None
    applies: bool | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> "ClaimedFile":
        stated = [name for name in ENDS if getattr(self, name) is not None]
        alone = ("value" in stated or self.applies is not None) and len(stated) + (self.applies is not None) > 1
        doubled = {"at_least", "more_than"} <= set(stated) or {"at_most", "less_than"} <= set(stated)
        if alone or doubled or not (stated or self.applies is not None):
            raise ValueError("a claim has a `value`, or one end or two of a range, or `applies`")
        return self


class CaseFile(Closed):
    """What a check divides by, or against which it counts what is saved: a quantity on a case."""

    label: Text
    given: Any = Field(default=None, description="facts, as in a declaration")
    quantity: Text | None = Field(default=None, description="`file#name`; by default that of the check")


class CheckFile(Closed):
    """One recomputation: a quantity or a provision of the policy files, on a case that is given, or on none."""

    label: Text
    given: Any = Field(default=None, description="facts, as in a declaration")
    quantity: Text | None = Field(default=None, description="`file#name` of a quantity")
    provision: Text | None = Field(default=None, description="`file#name` of a provision")
    divided_by: CaseFile | None = Field(default=None, description="the check gives the quotient of the two")
    saved_against: CaseFile | None = Field(default=None, description="the check gives 1 less the quotient of the two")
    since: Day | None = Field(default=None, description="first day of the time that the recomputation speaks of")
    until: Day | None = Field(default=None, description="its last day")
    fits: Text | None = Field(
        default=None, description="this is another quantity than the claim's: what the claimed numbers would be"
    )

    @model_validator(mode="after")
    def _looks_at_one_thing(self) -> "CheckFile":
        if (self.quantity is None) is (self.provision is None):
            raise ValueError("a check has a `quantity` or a `provision`")
        compared = [each for each in (self.divided_by, self.saved_against) if each is not None]
        if len(compared) > 1 or (compared and self.quantity is None):
            raise ValueError("a check with a `quantity` has `divided_by` or `saved_against` or neither")
        if self.since is not None and self.until is not None and self.until < self.since:
            raise ValueError("`until` lies before `since`")
        return self


class ClaimFile(Closed):
    """One claim as its file writes it."""

    says: Text
    quantity: Text
    unit: str = ""
    claimed: ClaimedFile | None = None
    tolerance: Figure | None = Field(default=None, description="how far apart still agrees, as a share; default 0")
    as_of: Day
    sources: list[Text] = Field(min_length=1, description="where it is made: names of `sources`")
    checks: dict[str, CheckFile] = {}
    note: Text | None = None

    @model_validator(mode="after")
    def _is_checked_if_it_is_a_number(self) -> "ClaimFile":
        if (self.claimed is None) is not (not self.checks):
            raise ValueError("a claim in numbers has `claimed` and `checks`; one that is no quantity has neither")
        by_law = self.claimed is not None and self.claimed.applies is not None
        if any((check.provision is not None) is not by_law for check in self.checks.values() if check.fits is None):
            raise ValueError("a claim of `applies` is checked by provisions, one of numbers by quantities")
        return self


class ClaimsFile(Closed):
    """A file of claims."""

    claims: Annotated[Literal["1"], WithJsonSchema({"const": 1})]
    sources: dict[str, SourceOfClaims]
    entries: dict[str, ClaimFile]
