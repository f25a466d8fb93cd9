"""All jurisdictions side by side: what each rule says of one case on several days.

Comes in: assessments of one case under the law of several days. Goes out: rows by jurisdiction, a cell for each day,
and the jurisdictions in which no number of compute was found.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from govern.assessment.assess import Assessment
from govern.countries import country_name, region_name
from govern.law.calendar import ENFORCEMENT
from govern.law.corpus import Corpus
from govern.law.policy import Policy
from govern.law.schema import Due

__all__ = ["changes_after", "jurisdiction_name", "side_by_side"]

_KINDS = ("classification", "requirement", "relief")
_CHANGES = ("applies", "in_force", *ENFORCEMENT, "stayed", "stay_ends", "superseded", "repealed")
_NAMES = {"EU": "European Union", "none": "No jurisdiction"}


@cache
def jurisdiction_name(code: str) -> str:
    """Return the name of a jurisdiction by its code: `EU`, a country, or a part of one such as `US-CA`."""
    return _NAMES.get(code) or (region_name(code) if "-" in code else country_name(code))


def changes_after(corpus: Corpus, on: date, known: date, most: int = 2) -> tuple[date, ...]:
    """Return the next days on which a rule or duty changes how it stands, or on which a duty falls due by the text."""
    days: set[date] = set()
    for policy in corpus.policies.values():
        if policy.file.force in ("law", "guidance", "letter"):
            days |= _days(policy, known)
    return tuple(sorted(day for day in days if day > on)[:most])


def _days(policy: Policy, known: date) -> set[date]:
    file = policy.file
    histories = [file.history]
    for group in ("provisions", "answers", "obligations"):
        histories += [entry.history for entry in getattr(file, group).values() if entry.history is not None]
    days = {
        event.on for history in histories for event in history if event.event in _CHANGES and event.published <= known
    }
    return days | {day for duty in file.obligations.values() for day in _due_days(duty.due)}


def _due_days(due: Due | None) -> set[date]:
    if due is None:
        return set()
    days = {due.on} if due.on is not None else set()
    # A day beside a period that recurs only says from when it can be overdue.
    recurs = due.every is not None or any(part.every for part in (*(due.later_of or ()), *(due.earlier_of or ())))
    for _, part in () if recurs else due.parts():
        days |= _due_days(part)
    return days


def side_by_side(assessments: Sequence[Assessment]) -> dict[str, Any]:
    """Return the rows of every rule that concerns the case on one of the days, and a cell for each day.

    Raises `ValueError` without an assessment.
    """
    if not assessments:
        raise ValueError("side by side needs an assessment")
    policies = assessments[0].law.policies
    rows: dict[str, dict[str, Any]] = {}
    for assessment in assessments:
        for id, finding in assessment.findings.items():
            if finding.entry.kind in _KINDS and finding.selected.force != "method" and assessment.concerns(finding):
                policy = finding.selected.policy
                rows.setdefault(id, _row(policy, id, finding.entry.label, finding.entry.reference))
    for id, row in rows.items():
        row["cells"] = [_cell(assessment, id) for assessment in assessments]
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows.values():
        groups.setdefault(row["jurisdiction"], []).append(row)
    return {
        "days": [assessment.law.on.isoformat() for assessment in assessments],
        "jurisdictions": [
            {
                "code": code,
                "name": jurisdiction_name(code),
                "rows": groups[code],
                "duties": [_duties(assessment, policies, code) for assessment in assessments],
            }
            for code in sorted(groups)
        ],
        "without_threshold": _without(policies),
    }


def _row(policy: Policy, id: str, label: str, reference: str) -> dict[str, Any]:
    return {
        "id": id,
        "policy": policy.id,
        "short": policy.file.short or policy.file.title,
        "jurisdiction": policy.file.jurisdiction,
        "label": label,
        "reference": reference,
    }


def _cell(assessment: Assessment, id: str) -> dict[str, Any]:
    """Return what a rule says on a day; without an outcome where it is not evaluated on that day."""
    finding = assessment.findings.get(id)
    if finding is None:
        return {"outcome": None, "answer": "not in force", "status": None, "enforced": None}
    held = finding.selected.standing
    return {"outcome": finding.outcome, "answer": finding.answer, "status": held.status, "enforced": held.enforced}


def _duties(assessment: Assessment, policies: Mapping[str, Policy], code: str) -> dict[str, int]:
    """Return how many duties of a jurisdiction apply on a day, are overdue, and stay open."""
    own = [d for d in assessment.duties.values() if policies[d.selected.policy.id].file.jurisdiction == code]
    return {
        "apply": sum(duty.outcome == "met" for duty in own),
        "overdue": sum(duty.outcome == "met" and duty.status == "overdue" and duty.binds for duty in own),
        "open": sum(duty.outcome in ("unknown", "unsettled") and assessment.concerns_duty(duty) for duty in own),
    }


def _without(policies: Mapping[str, Policy]) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name,
            "jurisdiction": each.jurisdiction,
            "kind": each.kind,
            "looked_on": each.looked_on.isoformat(),
            "finding": each.finding,
            "reference": each.reference,
            "href": each.href,
            "grade": each.grade,
        }
        for policy in policies.values()
        for each in policy.file.without_threshold
    ]
