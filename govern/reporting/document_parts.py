"""The parts of an assessment's document: places, references, margins, values and explanations as plain values."""

from collections.abc import Iterable, Mapping
from typing import Any

from govern.assessment.explained import Explanation, Reference, Shown, WhereFrom
from govern.assessment.wording import Margin
from govern.law.law import Law
from govern.numbers import exact, short
from govern.problem import Place
from govern.quantity import Estimate
from govern.ranges import Number
from govern.reporting.chance import premise_chance, worth_part
from govern.units import in_unit, unit

__all__ = [
    "choices_part",
    "estimate_part",
    "explanation_part",
    "margin_part",
    "place_text",
    "reference_of",
    "shown_part",
    "source_part",
    "spread_text",
    "steps_of",
]


def choices_part(law: Law, readings: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return the readings taken of open questions, each with its question and what the reading is called."""
    choices = []
    for id, name in readings:
        file, _, entry = id.partition("#")
        interpretation = law.policies[file].file.interpretations[entry]
        label = interpretation.readings[name].label or name.replace("_", " ")
        choices.append({"interpretation": id, "question": interpretation.question, "reading": name, "label": label})
    return choices


def place_text(place: Place | None) -> str | None:
    """Return a place as text, or null."""
    return None if place is None else str(place)


def reference_of(reference: Reference) -> dict[str, Any]:
    """Return a reference."""
    return {"text": reference.text, "href": reference.href, "grade": reference.grade}


def margin_part(margin: Margin | None, unit_name: str) -> dict[str, Any] | None:
    """Return a margin, its difference in the unit of the line."""
    if margin is None:
        return None
    difference = in_unit(margin.difference, unit(unit_name))
    factor = None if margin.factor is None else exact(margin.factor)
    return {"factor": factor, "difference": exact(difference), "unit": unit_name, "text": margin.text}


def spread_text(estimate: Estimate, unit_name: str) -> str:
    """Return the 90 % interval of an estimate in words, with its label."""
    ends = " to ".join(
        "?" if number is None else short(in_unit(number, unit(unit_name))) for number in (estimate.low, estimate.high)
    )
    label = f", {estimate.confidence}" if estimate.confidence else ""
    return f"90 %: {ends} {unit_name}".strip() + label


def estimate_part(estimate: Estimate | None, unit_name: str) -> dict[str, Any] | None:
    """Return the spread of an estimate."""
    if estimate is None:
        return None
    low, high = (_exact_in(number, unit_name) for number in (estimate.low, estimate.high))
    return {
        "low": low,
        "high": high,
        "confidence": estimate.confidence,
        "text": spread_text(estimate, unit_name),
    }


def _exact_in(number: Number | None, unit_name: str) -> str | None:
    return None if number is None else exact(in_unit(number, unit(unit_name)))


def shown_part(shown: Shown | None) -> dict[str, Any] | None:
    """Return a value in words and exactly."""
    if shown is None:
        return None
    return {
        "label": shown.label,
        "value": shown.value,
        "at_least": shown.at_least,
        "at_most": shown.at_most,
        "at_least_open": shown.at_least_open,
        "at_most_open": shown.at_most_open,
        "unit": shown.unit,
        "text": shown.text,
        "estimate": estimate_part(shown.estimate, shown.unit),
    }


def source_part(where: WhereFrom) -> dict[str, Any]:
    """Return where a value came from."""
    return {
        "name": where.name,
        "label": where.label,
        "text": where.text,
        "origin": where.origin,
        "place": place_text(where.place),
        "source": where.source,
        "href": where.href,
        "stated_by": where.stated_by,
        "on": where.on,
        "grade": where.grade,
        "because": where.because,
    }


def explanation_part(step: Explanation, *, incidental: bool = False) -> dict[str, Any]:
    """Return an explanation and all its steps."""
    unit_name = step.threshold.unit if step.threshold else ""
    return {
        "kind": step.kind,
        "id": step.id,
        "text": step.text,
        "outcome": step.outcome,
        "operator": step.operator,
        "value": shown_part(step.value),
        "threshold": shown_part(step.threshold),
        "margin": margin_part(step.margin, unit_name),
        "probability": premise_chance(step),
        "worth_knowing": worth_part(step.probability, lambda: step.worth),
        "references": [reference_of(reference) for reference in step.references],
        "sources": [source_part(where) for where in step.sources],
        "incidental": incidental,
        "children": [explanation_part(child, incidental=_is_incidental(child, step)) for child in step.children],
    }


def _is_incidental(step: Explanation, parent: Explanation) -> bool:
    """Return whether a step only says that nothing else is stated, and what it belongs to is decided without it."""
    alone_decides = (parent.kind, parent.outcome) in (("all", "not_met"), ("any", "met"))
    spare = parent.kind in ("all", "any") and not (alone_decides and step.outcome == parent.outcome)
    return spare and _follows_from_silence(step)


def _follows_from_silence(step: Explanation) -> bool:
    if not step.children:
        return bool(step.sources) and not any(source.told for source in step.sources)
    decisive = [child for child in step.children if child.outcome == step.outcome] or step.children
    return all(_follows_from_silence(child) for child in decisive)


def steps_of(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the steps of an explanation that are shown: what is incidental is not, beside what is not."""
    kept = [_opened(child) for child in node["children"] if not child["incidental"]]
    return kept or list(node["children"])


def _opened(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the one step that is shown of several, or the node itself."""
    if node["kind"] in ("any", "all") and len(node["children"]) > 1:
        steps = steps_of(node)
        if len(steps) == 1:
            return steps[0]
    return node
