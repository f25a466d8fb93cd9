"""The words of reports: what outcomes, forces, grades, origins and states of a duty are called.

No report says `compliant`, `pass`, `uncontrolled` or `no licence required`: an answer is about one rule.
"""

from collections.abc import Mapping
from typing import Any, Final

__all__ = [
    "ANSWERS",
    "DECLARED_BY",
    "FORCES",
    "GRADES",
    "ORIGINS",
    "PERHAPS_ANOTHER",
    "PREMISES",
    "SHORT_ANSWERS",
    "STATUSES",
    "binds",
    "capital",
    "grade",
    "stands",
    "state_of",
    "vague_day",
]

ANSWERS: Final = {
    "met": "applies",
    "not_met": "does not apply",
    "unknown": "open: facts missing",
    "unsettled": "depends on the reading",
}
SHORT_ANSWERS: Final = {"met": "applies", "not_met": "does not apply", "unknown": "open", "unsettled": "depends"}
PREMISES: Final = {
    "met": "holds",
    "not_met": "does not hold",
    "unknown": "open",
    "unsettled": "depends on the reading",
}
FORCES: Final = {
    "law": "law",
    "guidance": "guidance, not binding",
    "letter": "letter",
    "proposal": "proposal, not law",
    "voluntary": "voluntary",
    "treaty": "treaty",
    "method": "method, not law",
}
GRADES: Final = {
    "primary": "primary text",
    "quoted": "quoted text",
    "secondary": "secondary source",
    "inference": "inference",
    "unverified": "not verified",
}
STATUSES: Final = {
    "due": "due",
    "done": "done",
    "done_late": "done, but late",
    "overdue": "overdue",
    "unknown": "day not known",
}
PERHAPS_ANOTHER: Final = "but it is not known whether that is about this"
ORIGINS: Final = {
    "catalogue": "catalogue",
    "assumed": "assumed",
    "derived": "derived",
    "parameter": "set by the rule",
}
DECLARED_BY: Final = {
    "provider": "declared",
    "analyst": "analyst's statement",
    "authority": "authority's statement",
    "auditor": "auditor's statement",
}


def stands(status: str, force: str = "law", enforced: bool | None = None) -> str:
    """How a text stands that is no law in force, or is not enforced, to be put behind what it says; else nothing."""
    parts = {"voluntary": ["voluntary"], "treaty": ["draft treaty"]}.get(force, [])
    parts += [] if status == "in_force" else [status.replace("_", " ")]
    parts += ["not enforced"] if enforced is False and status == "in_force" else []
    return f" [{', '.join(parts)}]" if parts else ""


def binds(duty: Mapping[str, Any]) -> bool:
    """Whether a duty, or what stands like one in a document, is one of law in force."""
    return duty["law_status"] == "in_force" and duty["force"] not in ("voluntary", "treaty")


def state_of(duty: Mapping[str, Any]) -> str:
    """Return in words how a duty stands."""
    if duty["outcome"] != "met":
        return "if it arises"
    if duty["status"] == "unknown" and duty["due"] and duty["fulfilled"]:
        return "done, whether in time is not known"
    if duty["status"] == "unknown" and duty["due"] and (duty["fulfilled_between"] or duty["perhaps_counted"]):
        return "whether done in time is not known"
    if duty["status"] == "overdue" and not binds(duty):
        return "past its day"
    return STATUSES[duty["status"]]


def vague_day(between: Mapping[str, Any]) -> str:
    """Return in words a day on which a duty was done that is known within bounds only."""
    earliest, latest = between["earliest"], between["latest"]
    if earliest and latest:
        return f"between {earliest} and {latest}, the day is not known"
    return f"on {earliest} or later" if earliest else f"on {latest} or before"


def capital(text: str) -> str:
    """Return a text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def grade(name: str | None) -> str:
    """What a grade of evidence is called; nothing where none is stated."""
    return GRADES.get(name or "", name or "")
