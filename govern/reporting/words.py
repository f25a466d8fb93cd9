"""The words of reports: what outcomes, forces, grades, origins and states of a duty are called.

No report says `compliant`, `pass`, `uncontrolled` or `no licence required`: an answer is about one rule.
"""

from typing import Final

__all__ = ["ANSWERS", "DECLARED_BY", "FORCES", "GRADES", "ORIGINS", "PREMISES", "STATUSES", "grade"]

ANSWERS: Final = {
    "met": "applies",
    "not_met": "does not apply",
    "unknown": "open: facts missing",
    "unsettled": "depends on the reading",
}
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


def grade(name: str | None) -> str:
    """What a grade of evidence is called; nothing where none is stated."""
    return GRADES.get(name or "", name or "")
