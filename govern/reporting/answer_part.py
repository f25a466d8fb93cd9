"""The answer to a question of the law as plain values: what it is, why, what is missing, what each reading gives."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from govern.assessment.answers import Answered, AnswerUnderReadings
from govern.assessment.assess import Assessment
from govern.assessment.explained import Explanation
from govern.law.law import Selected
from govern.reporting.document_parts import choices_part, explanation_part
from govern.reporting.questions import GAP, questions
from govern.reporting.reasons import reason
from govern.reporting.words import ANSWERS

__all__ = ["answer_part", "answer_words", "because_of"]


def answer_part(assessment: Assessment, id: str) -> dict[str, Any]:
    """Return one answer of an assessment."""
    selected: Selected = assessment.law.answers[id]
    found = assessment.answers[id]
    entry = selected.policy.file.answers[selected.name]
    row = found.row if found.row is not None else len(selected.nodes) - 1
    explanation = _explained(assessment, selected, row)
    explained = {name: each.explanation for name, each in assessment.findings.items()}
    missing = assessment.open_facts(selected.nodes[row]) if found.outcome == "unknown" else ()
    reference = entry.rows[row].reference if found.outcome == "met" else None
    return {
        "policy": selected.policy.id,
        "is": found.value,
        "label": entry.label,
        "outcome": found.outcome,
        "words": answer_words(found.value, found.outcome),
        "concerns_case": assessment.concerns_answer(id),
        "reason": _why(assessment, selected, found, explanation, explained),
        "missing": questions(assessment, missing),
        "readings": [_reading(assessment, each) for each in _distinct(found)],
        "explanation": explanation_part(explanation),
        "references": [{"text": reference or entry.reference, "href": None, "grade": None}],
    }


def answer_words(value: str | None, outcome: str) -> str:
    """Return an answer in words: its value, or why there is none."""
    if value is not None:
        return value.replace("_", " ")
    return "does not arise" if outcome == "not_met" else ANSWERS[outcome]


def because_of(answer: Mapping[str, Any], named: int | None = None, *, gaps_apart: bool = True) -> str:
    """Return why an answer of a document is what it is: what each reading gives, what is missing, or the premises.

    ``named`` is how many of the missing facts are named; ``gaps_apart`` tells what no file encodes in its own words.
    """
    if answer["outcome"] == "unsettled":
        return "; ".join(
            f"{each['words']} if read so: {', '.join(choice['label'] for choice in each['choices'])}"
            for each in answer["readings"]
        )
    if answer["outcome"] == "unknown" and answer["missing"]:
        gaps = [each["question"] for each in answer["missing"] if gaps_apart and each["label"] == GAP]
        labels = [each["label"] for each in answer["missing"] if not (gaps_apart and each["label"] == GAP)]
        more = len(labels) - len(labels[:named])
        told = f"missing: {', '.join(labels[:named])}" + (f" and {more} more" if more else "")
        return "; ".join([*([told] if labels else []), *gaps])
    return str(answer["reason"])


def _explained(assessment: Assessment, selected: Selected, row: int) -> Explanation:
    node = selected.nodes[row]
    return assessment.explainer.explain(node, assessment.decision.verdicts[node].values)


def _why(
    assessment: Assessment, selected: Selected, found: Answered, told: Explanation, explained: dict[str, Explanation]
) -> str:
    """Return why: the row that holds, or where it is the last resort, why the rows before it do not.

    ``told`` explains the row that decides, or the last one.
    """
    if found.outcome == "unsettled":
        return ""
    said = reason(told, explained)
    limb = _limb(told, explained) if found.outcome == "met" else None
    if limb is not None:
        why = reason(explained[limb.id or ""], explained)
        return f"{limb.text} ({why})" if why else limb.text
    if said and said != "true":
        return said
    before = len(selected.nodes) - 1 if found.row is None else found.row
    others = [reason(_explained(assessment, selected, row), explained) for row in range(before)]
    return "; ".join(dict.fromkeys(each for each in others if each))


def _limb(told: Explanation, explained: dict[str, Explanation]) -> Explanation | None:
    """Return the rule that makes a row hold through one of its alternatives, if it holds so."""
    pending = [told]
    while pending:
        step = pending.pop(0)
        if step.outcome != "met":
            continue
        if step.kind == "any":
            held = (each for each in _within(step) if each.kind == "provision" and each.id in explained)
            limb = next(held, None)
            inner = None if limb is None or not limb.is_step else _limb(explained[limb.id or ""], explained)
            return inner or limb
        if step.kind == "provision" and not step.children and step.id in explained:
            step = explained[step.id]
        pending += step.children
    return None


def _within(step: Explanation) -> Iterator[Explanation]:
    """Yield the steps of the alternatives that hold, in the order in which the law names them."""
    for child in step.children:
        if child.outcome == "met":
            yield child
            yield from _within(child)


def _distinct(found: Answered) -> Sequence[AnswerUnderReadings]:
    """Return one combination of readings for each different answer, without the questions that change nothing."""
    deciding = [
        j
        for j in range(len(found.by_reading[0].readings) if found.by_reading else 0)
        if any(
            (a.value, a.outcome) != (b.value, b.outcome)
            for a in found.by_reading
            for b in found.by_reading
            if [x for k, x in enumerate(a.readings) if k != j] == [x for k, x in enumerate(b.readings) if k != j]
        )
    ]
    kept: dict[tuple[tuple[str, str], ...], AnswerUnderReadings] = {}
    for each in found.by_reading:
        readings = tuple(each.readings[j] for j in deciding)
        kept.setdefault(readings, replace(each, readings=readings))
    return list(kept.values())


def _reading(assessment: Assessment, each: AnswerUnderReadings) -> dict[str, Any]:
    choices = choices_part(assessment.law, each.readings)
    return {"choices": choices, "is": each.value, "words": answer_words(each.value, each.outcome)}
