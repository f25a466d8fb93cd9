"""The shape of the document that `govern obligations --format json` writes."""

from typing import Literal

from govern.reporting.assessment_document import ObligationPart
from govern.validation import Closed

__all__ = ["DutiesDocument"]


class DatedDuty(ObligationPart):
    """One duty, with the short name of its law, and whether it is one of law in force."""

    law: str
    binds: bool


class DutiesDocument(Closed):
    """The duties of one declaration that arise or may arise, in the order of their days."""

    format: Literal["govern/obligations/1"]
    file: str
    title: str
    named: bool
    declarant: str | None
    standing: str
    on: str
    known: str
    verified_through: str | None
    warnings: list[str]
    coming: list[str]
    open_rules: list[str]
    overdue: int
    obligations: list[DatedDuty]
