"""An assessment as the templates want it: words for outcomes, findings under their group, anchors, charts and limits.

In: the document of an assessment. Out: one mapping of plain values; nothing in it is markup.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from govern.reporting.axis import charts
from govern.reporting.chip_limits import chip_limits
from govern.reporting.comparisons import OPERATORS, Document, said

__all__ = ["ANSWERS", "view"]

ANSWERS: Final = {
    "met": "applies",
    "not_met": "does not apply",
    "unknown": "open: facts missing",
    "unsettled": "depends on the reading",
}
_PREMISES: Final = {"met": "holds", "not_met": "does not hold", "unknown": "open", "unsettled": "depends on the reading"}
_FORCES: Final = {
    "law": "law",
    "guidance": "guidance, not binding",
    "letter": "letter",
    "proposal": "proposal, not law",
    "voluntary": "voluntary",
    "treaty": "treaty",
    "method": "method, not law",
}
_GRADES: Final = {
    "primary": "primary text",
    "quoted": "quoted text",
    "secondary": "secondary source",
    "inference": "inference",
    "unverified": "not verified",
}
_STATUSES: Final = {
    "due": "due",
    "done": "done",
    "done_late": "done, but late",
    "overdue": "overdue",
    "unknown": "day not known",
}
_IN_FORCE: Final = {"applies": "in force", "in_force": "in force", "enforced": "in force, enforced"}
_ORIGINS: Final = {"catalogue": "from the catalogue", "assumed": "assumed", "derived": "derived", "parameter": "set by the rule"}
_DECLARED_BY: Final = {
    "provider": "declared by the provider",
    "analyst": "stated by the analyst, not declared",
    "authority": "stated by the authority",
    "auditor": "stated by the auditor",
}


def view(document: Document) -> dict[str, Any]:
    """Everything that a template names."""
    anchors = {finding["id"]: f"finding-{place}" for place, finding in enumerate(document["findings"], 1)}
    labels = {finding["id"]: finding["label"] for finding in document["findings"]}
    links = {id: {"label": labels[id], "anchor": anchors[id]} for id in anchors}
    declared = _declared(document)
    findings = {f["id"]: _finding(f, anchors, declared) for f in document["findings"]}
    duties = [_duty(duty) for duty in document["obligations"]]
    return {
        "document": document,
        "kept": _names(document),
        "words": _PREMISES,
        "groups": _groups(document, findings),
        "findings": list(findings.values()),
        "tally": _tally(document["findings"]),
        "answers": [_answer(id, answer) for id, answer in document["answers"].items()],
        "charts": [{"name": f"chart-{place}", "chart": chart} for place, chart in enumerate(charts(document), 1)],
        "asks": [{**ask, "settles": _links(ask["settles"], links)} for ask in document["ask_next"]],
        "duties": [duty for duty in duties if duty["outcome"] != "not_met"],
        "no_duties": [duty for duty in duties if duty["outcome"] == "not_met"],
        "measures": chip_limits(document),
        "depending": [finding for finding in findings.values() if finding["readings"]],
        "quantities": [_quantity(id, each, declared) for id, each in document["quantities"].items()],
        "facts": [_sourced(fact, declared) for fact in document["facts"]],
        "untranslated": [{**gap, "bears_on": _links(gap["bears_on"], links)} for gap in document["untranslated"]],
        "problems": [{**problem, "place": _text(problem["place"])} for problem in document["problems"]],
        "interpretations": [_interpretation(each) for each in document["interpretations"]],
    }


def _names(document: Document) -> tuple[str, ...]:
    """Names as their owners write them: no numeral in them is set as a figure."""
    subject, declarant = document["subject"], document["declarant"] or {}
    return tuple(str(name) for name in (subject["name"], subject["chip"], declarant.get("name")) if name)


def _declared(document: Document) -> str:
    """INVARIANT: what a third party estimates is never shown as the developer's declaration."""
    role = (document["declarant"] or {}).get("role")
    return _DECLARED_BY.get(role or "", "stated in the file")


def _groups(document: Document, findings: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {**group, "force": _FORCES.get(group["force"], group["force"]), "findings": [findings[id] for id in group["findings"]]}
        for group in document["groups"]
        if group["findings"]
    ]


def _finding(finding: Document, anchors: Mapping[str, str], declared: str) -> dict[str, Any]:
    return {
        **finding,
        "anchor": anchors[finding["id"]],
        "answer": ANSWERS[finding["outcome"]],
        "force": _FORCES.get(finding["force"], finding["force"]),
        "status": _IN_FORCE.get(finding["status"] or "", _spaced(finding["status"])),
        "effect": _spaced(finding["effect"]),
        "grade": _grade(finding["grade"]),
        "margin": _text(finding["margin"] and finding["margin"]["text"]),
        "references": _references(finding["references"]),
        "readings": [_reading(reading) for reading in finding["readings"]],
        "explanation": _node(finding["explanation"], declared, anchors, top=True),
    }


def _node(node: Document, declared: str, anchors: Mapping[str, str], *, top: bool = False) -> dict[str, Any]:
    """A premise with words for people; one that is a finding itself is explained there, not twice."""
    anchor = "" if top else anchors.get(node.get("finding") or "", "")
    children = [] if anchor else node["children"]
    return {
        "text": node["text"],
        "anchor": anchor,
        "outcome": node["outcome"],
        "words": _PREMISES[node["outcome"]],
        "figures": _figures(node),
        "margin": _text(node["margin"] and node["margin"]["text"]),
        "references": _references(node["references"]),
        "sources": [_sourced(source, declared) for source in node["sources"]],
        "children": [_node(child, declared, anchors) for child in children],
    }


def _figures(node: Document) -> str:
    value, threshold = node["value"], node["threshold"]
    if value is None or threshold is None:
        return said(value) if value is not None and said(value) not in node["text"] else ""
    operator = OPERATORS.get(node["operator"] or "", node["operator"] or "")
    spread = f" ({value['estimate']['text']})" if value["estimate"] else ""
    return f"{said(value)}{spread}; the line: {operator} {said(threshold)}"


def _reading(reading: Document) -> dict[str, Any]:
    choices = [{**choice, "answer": ANSWERS[choice["outcome"]]} for choice in reading["choices"]]
    return {**reading, "choices": choices}


def _interpretation(each: Document) -> dict[str, Any]:
    default = next((r["label"] for r in each["readings"] if r["name"] == each["default"]), each["default"])
    others = [reading["label"] for reading in each["readings"] if reading["name"] != each["default"]]
    return {**each, "default": default, "others": others}


def _answer(id: str, answer: Document) -> dict[str, Any]:
    return {
        "id": id,
        "label": answer.get("label") or _spaced(id.partition("#")[2]),
        "outcome": answer["outcome"],
        "words": _spaced(answer["is"]) or ANSWERS[answer["outcome"]],
        "missing": answer["missing"],
        "references": _references(answer["references"]),
    }


def _duty(duty: Document) -> dict[str, Any]:
    return {
        **duty,
        "answer": ANSWERS[duty["outcome"]],
        "status": _STATUSES.get(duty["status"], duty["status"]),
        "standing": duty["status"],
        "due": _text(duty["due"]),
        "computation": _text(duty["computation"]),
        "references": _references(duty["references"]),
    }


def _quantity(id: str, quantity: Document, declared: str) -> dict[str, Any]:
    steps = [
        {**step, "reference": _text(step["reference"]), "sources": [_sourced(s, declared) for s in step["sources"]]}
        for step in quantity["derivation"]
    ]
    spread = quantity["estimate"]["text"] if quantity["estimate"] else ""
    chance = _text(quantity["probability"])
    return {"id": id, "label": quantity["label"], "text": said(quantity), "spread": spread, "chance": chance, "steps": steps}


def _sourced(source: Document, declared: str) -> dict[str, Any]:
    origin = declared if source["origin"] == "declared" else _ORIGINS.get(source["origin"], source["origin"])
    return {
        **source,
        "origin": origin,
        "place": _text(source["place"]),
        "source": _text(source["source"]),
        "stated_by": _text(source["stated_by"]),
        "on": _text(source.get("on")),
        "grade": _grade(source["grade"]),
    }


def _references(references: Iterable[Document]) -> list[dict[str, Any]]:
    return [{**each, "href": _text(each["href"]), "grade": _grade(each["grade"])} for each in references]


def _links(ids: Sequence[str], links: Mapping[str, dict[str, str]]) -> list[dict[str, str]]:
    return [links.get(id, {"label": id, "anchor": ""}) for id in ids]


def _tally(findings: Iterable[Document]) -> list[dict[str, Any]]:
    outcomes = [finding["outcome"] for finding in findings]
    return [
        {"outcome": outcome, "words": words, "count": outcomes.count(outcome)}
        for outcome, words in ANSWERS.items()
        if outcome in outcomes
    ]


def _grade(grade: str | None) -> str:
    return _GRADES.get(grade or "", grade or "")


def _spaced(name: str | None) -> str:
    return (name or "").replace("_", " ")


def _text(value: object) -> str:
    return "" if value is None else str(value)
