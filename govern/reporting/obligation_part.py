"""A duty in the document of an assessment: when it is due, whether it was done, what a breach can cost."""

from datetime import date
from typing import Any

from govern.assessment.assess import Assessment
from govern.assessment.fulfilments import Between
from govern.assessment.obligations import Duty
from govern.assessment.penalties import Exposure, exposures_of
from govern.assessment.wording import MONEY
from govern.declaration.declaration import Fulfilment
from govern.law.schema import Definition
from govern.numbers import exact, in_figures, short, significant
from govern.ranges import Number, Range
from govern.reporting.document_parts import explanation_part, shown_part
from govern.reporting.questions import questions
from govern.reporting.reasons import reason
from govern.units import in_unit, unit
from govern.values import Value, is_known

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
        "law_status": duty.selected.standing.status,
        "enforced": duty.selected.standing.enforced,
        "enforced_from": _day(duty.selected.standing.enforced_from),
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
        "explanation": explanation_part(explanation),
        "fulfilled": None if done is None else _done(done),
        "times_fulfilled": [_done(each) for each in duty.fulfilments],
        "not_counted": [_done(each) for each in duty.not_counted],
        "perhaps_counted": [_done(each) for each in duty.unsure],
        "fulfilled_between": None if duty.between is None else _between(assessment, duty.between),
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
        "at_latest": done.at_latest,
        "reference": done.reference,
        "evidence": done.evidence,
    }


def _between(assessment: Assessment, between: Between) -> dict[str, Any]:
    return {
        "earliest": _day(between.earliest),
        "latest": _day(between.latest),
        "fact": between.fact,
        "label": assessment.law.vocabulary[between.fact].label,
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
        shown = assessment.explainer.shown(exposure.node, decision.values)
        cap = shown_part(shown)
        explanation = explanation_part(assessment.explainer.explain(exposure.condition, verdict.values))
    return {
        "id": exposure.id,
        "label": entry.label,
        "outcome": exposure.outcome if exposure.node is not None else None,
        "status": exposure.standing.status,
        "enforced": exposure.standing.enforced,
        "enforced_from": _day(exposure.standing.enforced_from),
        "since": _day(exposure.since),
        "cap": cap,
        "fixed": entry.fixed,
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
    number = _one_figure(value, entry)
    text = "not known" if number is None else f"{_digits(number, entry.unit, figures)} {entry.unit}".strip()
    stated = assessment.declaration.facts
    missing = [] if number is not None else [each for each in assessment.explainer.leaves(node) if each not in stated]
    return {
        "id": policy.qualified(name),
        "label": entry.label or name.replace("_", " "),
        "value": None if number is None else exact(number),
        "unit": entry.unit,
        "text": text,
        "significant_figures": figures,
        "missing": questions(assessment, tuple(missing)),
        "references": [{"text": entry.reference, "href": entry.href, "grade": entry.grade}],
    }


def _one_figure(value: Value, entry: Definition) -> Number | None:
    """Return a quantity in its unit as it is told; of a range, the figure to which both of its ends round."""
    ends = (value.low, value.high) if isinstance(value, Range) else (value,)
    told = set()
    for end in ends:
        if not isinstance(end, Number) or isinstance(end, bool):
            return None
        number = in_unit(end, unit(entry.unit))
        told.add(number if entry.significant_figures is None else significant(number, entry.significant_figures))
    return told.pop() if len(told) == 1 else None


def _digits(number: Number, unit_name: str, figures: int | None) -> str:
    if unit_name in MONEY and number.denominator == 1:
        return f"{number.numerator:,}"
    return short(number) if figures is None else in_figures(number, figures)
