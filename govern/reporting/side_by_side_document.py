"""The shape of the part of an assessment that has all jurisdictions side by side."""

from typing import Literal

from pydantic import Field

from govern.validation import Closed

__all__ = ["SideBySidePart"]

Outcome = Literal["met", "not_met", "unknown", "unsettled"]


class _Cell(Closed):
    outcome: Outcome | None = Field(description="null where the rule is not evaluated on that day")
    answer: str
    status: str | None
    enforced: bool | None


class _Row(Closed):
    id: str
    policy: str
    short: str
    jurisdiction: str
    label: str
    reference: str
    cells: list[_Cell] = Field(description="one for each day")


class _DutyCount(Closed):
    apply: int
    overdue: int
    open: int


class _Jurisdiction(Closed):
    code: str
    name: str
    rows: list[_Row]
    duties: list[_DutyCount] = Field(description="one for each day")


class _WithoutThreshold(Closed):
    name: str
    jurisdiction: str
    kind: Literal["jurisdiction", "instrument"]
    looked_on: str
    finding: str
    reference: str
    href: str | None
    grade: str


class SideBySidePart(Closed):
    """All jurisdictions side by side on some days."""

    days: list[str]
    jurisdictions: list[_Jurisdiction]
    without_threshold: list[_WithoutThreshold]
