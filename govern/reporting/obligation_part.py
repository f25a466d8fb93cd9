"""A duty in the document of an assessment: when it is due, whether it was done, what a breach can cost."""

from datetime import date
from typing import Any

from govern.assessment.assess import Assessment
from govern.assessment.obligations import Duty
from govern.assessment.penalties import Exposure, exposures_of
from govern.assessment.wording import MONEY
from govern.declaration.declaration import Fulfilment
from govern.numbers import exact, short, significant
from govern.ranges import Number
from govern.reporting.document_parts import explanation_part, shown_part
from govern.reporting.questions import questions
from govern.reporting.reasons import reason
from govern.units import in_unit, unit
from govern.values import is_known

__all__ = ["obligation_part"]


def obligation_part(assessment: Assessment, duty: Duty) -> dict[str, Any]:
    """Return a duty as plain values."""
    node = duty.selected.nodes[0]
    verdict = assessment.decision.verdicts[node]
    explained = {id: each.explanation for id, each in assessment.findings.items()}
    explanation = assessment.explainer.explain(node, verdict.values)
    done = duty.fulfilment
    return {
        "id": duty.selected.id,
        "policy": duty.selected.policy.id,
        "label": duty.entry.label,
        "who": duty.entry.who,
        "duty": duty.entry.duty,
        "force": duty.selected.force,
        "enforced": duty.selected.standing.enforced,
        "enforced_from": _day(duty.enforced_from),
        "outcome": duty.outcome,
        "concerns_case": assessment.concerns_duty(duty),
        "due": None if duty.due.on is None else duty.due.on.isoformat(),
        "due_at_the_earliest": _day(duty.due.earliest),
        "due_at_the_latest": _day(duty.due.latest),
        "every": duty.due.every,
        "status": duty.status,
        "standing": duty.due.standing,
        "computation": duty.due.computation,
        "reason": reason(explanation, explained),
        "fulfilled": None if done is None else _done(done),
        "times_fulfilled": [_done(each) for each in duty.fulfilments],
        "penalties": [_penalty(assessment, each) for each in exposures_of(duty, assessment.decision)],
        "reports": [_told(assessment, duty, name) for name in duty.entry.reports],
        "missing": questions(assessment, assessment.duty_missing(duty)),
        "references": [{"text": duty.entry.reference, "href": duty.entry.href, "grade": duty.entry.grade}],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _done(done: Fulfilment) -> dict[str, Any]:
    return {
        "on": done.on.isoformat(),
        "at": None if done.at is None else done.at.isoformat(),
        "reference": done.reference,
        "evidence": done.evidence,
    }


def _penalty(assessment: Assessment, exposure: Exposure) -> dict[str, Any]:
    """Return a penalty: on whom, its cap, and the facts that are missing for either."""
    entry, decision = exposure.entry, assessment.decision
    missing: tuple[str, ...] = ()
    cap = explanation = None
    if exposure.node is not None and exposure.condition is not None and exposure.outcome != "not_met":
        verdict = decision.verdicts[exposure.condition]
        missing = assessment.open_facts(exposure.condition) if exposure.outcome == "unknown" else ()
        if not is_known(decision.values[exposure.node]):
            stated = assessment.declaration.facts
            leaves = assessment.explainer.leaves(exposure.node)
            missing += tuple(name for name in leaves if name not in stated and name not in missing)
        shown = assessment.explainer.shown(exposure.node, decision.values[exposure.node])
        cap = shown_part(shown)
        explanation = explanation_part(assessment.explainer.explain(exposure.condition, verdict.values))
    return {
        "id": exposure.id,
        "label": entry.label,
        "outcome": exposure.outcome if exposure.node is not None else None,
        "status": exposure.standing.status,
        "enforced": exposure.standing.enforced,
        "since": _day(exposure.since),
        "cap": cap,
        "per": entry.per,
        "by": entry.by,
        "explanation": explanation,
        "missing": questions(assessment, missing),
        "references": [{"text": entry.reference, "href": entry.href, "grade": entry.grade}],
        "note": entry.note,
    }


def _told(assessment: Assessment, duty: Duty, name: str) -> dict[str, Any]:
    """Return a quantity that is to be told, rounded as the text says; it decides nothing."""
    policy = duty.selected.policy
    entry = policy.file.definitions[name]
    node = assessment.law.definitions[policy.qualified(name)]
    value = assessment.decision.values[node]
    figures = entry.significant_figures
    text, number = assessment.explainer.shown(node, value).text, None
    if isinstance(value, Number) and not isinstance(value, bool):
        number = in_unit(value if figures is None else significant(value, figures), unit(entry.unit))
        text = f"{_digits(number, entry.unit, figures)} {entry.unit}".strip()
    stated = assessment.declaration.facts
    missing = [] if number is not None else [each for each in assessment.explainer.leaves(node) if each not in stated]
    return {
        "id": policy.qualified(name),
        "label": entry.label or name.replace("_", " "),
        "value": None if number is None else exact(number),
        "unit": entry.unit,
        "text": text if number is not None else "not known",
        "significant_figures": figures,
        "missing": questions(assessment, tuple(missing)),
        "references": [{"text": entry.reference, "href": entry.href, "grade": entry.grade}],
    }


def _digits(number: Number, unit_name: str, figures: int | None) -> str:
    money = unit_name in MONEY and number.denominator == 1
    return f"{number.numerator:,}" if money else short(number, figures or 3)
