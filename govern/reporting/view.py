"""An assessment as the templates want it: words for outcomes, findings under their group, anchors, charts and limits.

In: the document of an assessment. Out: one mapping of plain values; nothing in it is markup.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from govern.reporting.answer_part import because_of
from govern.reporting.axis import charts
from govern.reporting.chance import chance_lines, is_worth_a_line
from govern.reporting.chip_limits import chip_limits
from govern.reporting.chip_plane import plane_drawing
from govern.reporting.comparisons import OPERATORS, Document, said
from govern.reporting.document_parts import steps_of
from govern.reporting.duties import penalty_text
from govern.reporting.evidence import Evidence, evidence_of, references_of, sources_of
from govern.reporting.sides import dormant_sentences, sides_of
from govern.reporting.words import (
    ANSWERS,
    FORCES,
    PERHAPS_ANOTHER,
    PREMISES,
    capital,
    grade,
    stands,
    state_of,
    vague_day,
)

__all__ = ["view"]

_SETTLES_SHOWN = 4


def view(document: Document) -> dict[str, Any]:
    """Everything that a template names."""
    anchors = _anchors(document)
    evidence = evidence_of(document)
    findings = {f["id"]: _finding(f, anchors, evidence) for f in document["findings"]}
    penalties: dict[tuple[str, str], int] = {}
    duties = [_duty(duty, anchors, penalties) for duty in document["obligations"]]
    shown = [finding for finding in document["findings"] if finding["concerns_case"]]
    return {
        "document": document,
        "words": PREMISES,
        "kept": _names(document),
        "groups": _groups(document, findings),
        "others": _others(findings.values()),
        "not_in_force": dormant_sentences(document),
        "sides": sides_of(document),
        "tally": _tally(shown),
        "answers": [_answer(id, answer) for id, answer in document["answers"].items() if answer["concerns_case"]],
        "charts": [{"name": f"chart-{place}", "chart": chart} for place, chart in enumerate(charts(document), 1)],
        "worth": _worth(shown, anchors),
        "conditions": [_condition(each) for each in document["conditions"] if is_worth_a_line(each["probability"])],
        "drawn": document["probabilities"]["text"] if document["probabilities"] else "",
        "asks": [_ask(ask, anchors) for ask in document["ask_next"]],
        "duties": _by_law(document, [duty for duty in duties if duty["shown"]]),
        "no_duties": _by_law(document, [duty for duty in duties if not duty["shown"]]),
        "penalties": [{"number": number, "text": text, "note": note} for (text, note), number in penalties.items()],
        "measures": chip_limits(document),
        "plane": plane_drawing(document),
        "depending": [finding for finding in findings.values() if finding["readings"] and finding["concerns_case"]],
        "quantities": [_quantity(id, each, evidence) for id, each in document["quantities"].items()],
        "facts": [entry for entry in evidence.values() if entry["stated"]],
        "set_by_rules": [entry for entry in evidence.values() if not entry["stated"]],
        "untranslated": [{**gap, "bears_on": _links(gap["bears_on"], anchors)} for gap in document["untranslated"]],
        "problems": [{**problem, "place": _text(problem["place"])} for problem in document["problems"]],
        "interpretations": [_interpretation(each) for each in document["interpretations"] if each["bears"]],
        "assumptions": [
            {**each, "consequence": _text(each["consequence"])} for each in document["assumptions"] if each["bears"]
        ],
        "digests": _digests(document),
    }


def _names(document: Document) -> tuple[str, ...]:
    """Names as their owners write them: no numeral in them is set as a figure."""
    subject, declarant = document["subject"], document["declarant"] or {}
    return tuple(str(name) for name in (subject["name"], subject["chip"], declarant.get("name")) if name)


def _anchors(document: Document) -> dict[str, dict[str, str]]:
    """Where each finding and each duty stands in the report, and what it is called."""
    found = {}
    for kind, entries in (("finding", document["findings"]), ("duty", document["obligations"])):
        for place, entry in enumerate(entries, 1):
            shown = entry["concerns_case"] if kind == "finding" else _is_shown(entry)
            found[entry["id"]] = {"label": entry["label"], "anchor": f"{kind}-{place}" if shown else ""}
    return found


def _groups(document: Document, findings: Mapping[str, Any]) -> list[dict[str, Any]]:
    groups = []
    for group in document["groups"]:
        own = [findings[id] for id in group["findings"]]
        shown = [finding for finding in own if finding["concerns_case"]]
        groups.append({"title": group["title"], "short": group["short"], "findings": own, "shown": shown})
    return [group for group in groups if group["findings"]]


def _others(findings: Iterable[Document]) -> list[dict[str, Any]]:
    """The findings on what the case does not speak of, by their answer."""
    others = [finding for finding in findings if not finding["concerns_case"]]
    return [
        {"answer": answer, "findings": found}
        for outcome, answer in ANSWERS.items()
        if (found := [finding for finding in others if finding["outcome"] == outcome])
    ]


def _finding(finding: Document, anchors: Mapping[str, Any], evidence: Evidence) -> dict[str, Any]:
    explanation = finding["explanation"]
    whole = explanation["kind"] != "provision" or not explanation["children"]
    return {
        **finding,
        "anchor": anchors[finding["id"]]["anchor"],
        "answer": ANSWERS[finding["outcome"]],
        "force": FORCES.get(finding["force"], finding["force"]),
        "status": _status(finding),
        "effect": _spaced(finding["effect"]),
        "grade": grade(finding["grade"]),
        "margin": _text(finding["margin"] and finding["margin"]["text"]),
        "note": _text(finding["note"]),
        "references": references_of(finding["references"]),
        "missing": list(dict.fromkeys((each["label"], each["ask"]) for each in finding["missing"])),
        "readings": [_reading(reading) for reading in finding["readings"]],
        "chance": [capital(line) for line in chance_lines(finding)],
        "premises": [_node(node, anchors, evidence) for node in ([explanation] if whole else steps_of(explanation))],
    }


def _status(finding: Document) -> str:
    """How the rule stands; a method is no law that could be in force."""
    if finding["force"] == "method":
        return ""
    enforced = {True: ", enforced", False: ", not enforced"}.get(finding["enforced"], "")
    return _spaced(finding["status"]) + enforced


def _node(node: Document, anchors: Mapping[str, Any], evidence: Evidence) -> dict[str, Any]:
    """A premise with words for people; one that is a finding itself is explained there, not twice."""
    named = node["kind"] == "provision" and not node["children"]
    return {
        "text": node["text"],
        "anchor": anchors.get(node["id"] or "", {"anchor": ""})["anchor"] if named else "",
        "outcome": node["outcome"],
        "words": PREMISES[node["outcome"]],
        "figures": _figures(node),
        "references": references_of(node["references"]),
        "sources": sources_of(node["sources"], evidence),
        "children": [_node(child, anchors, evidence) for child in steps_of(node)],
    }


def _figures(node: Document) -> list[str]:
    """What the text of a premise does not say itself: the figures, the range of an estimate, the margin."""
    value, threshold, found = node["value"], node["threshold"], []
    if value is not None and threshold is not None:
        if said(value) not in node["text"] or said(threshold) not in node["text"]:
            operator = OPERATORS.get(node["operator"] or "", node["operator"] or "")
            found.append(f"{said(value)}; the line: {operator} {said(threshold)}")
        if value["estimate"]:
            found.append(value["estimate"]["text"])
    found += [node["margin"]["text"]] if node["margin"] else []
    return [*found, node["probability"]["text"]] if node["probability"] else found


def _reading(reading: Document) -> dict[str, Any]:
    labels = [choice["label"] for choice in reading["choices"]]
    return {
        "outcome": reading["outcome"],
        "labels": labels,
        "answer": ANSWERS[reading["outcome"]],
        "reason": reading["reason"],
    }


def _interpretation(each: Document) -> dict[str, Any]:
    default = next((r["label"] for r in each["readings"] if r["name"] == each["default"]), each["default"])
    others = [reading["label"] for reading in each["readings"] if reading["name"] != each["default"]]
    return {**each, "default": default, "others": others}


def _answer(id: str, answer: Document) -> dict[str, Any]:
    return {
        "id": id,
        "label": answer["label"] or _spaced(id.partition("#")[2]),
        "outcome": answer["outcome"],
        "words": answer["words"],
        "because": because_of(answer),
        "references": references_of(answer["references"]),
    }


def _is_shown(duty: Document) -> bool:
    return bool(duty["concerns_case"] and duty["outcome"] != "not_met")


def _by_law(document: Document, duties: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The duties of each law, in the order of the document, under the law's short name and how it stands."""
    groups = []
    for group in document["groups"]:
        own = [duty for duty in duties if duty["policy"] == group["policy"]]
        for status in dict.fromkeys(duty["law_status"] for duty in own):
            alike = [duty for duty in own if duty["law_status"] == status]
            groups.append({"short": group["short"] + stands(status, group["force"]), "duties": alike})
    return groups


def _duty(duty: Document, anchors: Mapping[str, Any], penalties: dict[tuple[str, str], int]) -> dict[str, Any]:
    """A duty in words; what a breach can cost is numbered, since many duties share it."""
    costs = [(penalty_text(each), _text(each["note"])) for each in duty["penalties"] if each["outcome"] != "not_met"]
    return {
        **duty,
        "shown": _is_shown(duty),
        "anchor": anchors[duty["id"]]["anchor"],
        "answer": ANSWERS[duty["outcome"]],
        "status": "continuing" if duty["standing"] else state_of(duty),
        "due": _text(duty["due"]),
        "computation": _text(duty["computation"]),
        "reason": duty["reason"] if duty["outcome"] == "unknown" else "",
        "done": "; ".join(_done_texts(duty)),
        "penalties": [penalties.setdefault(cost, len(penalties) + 1) for cost in costs] if _is_shown(duty) else [],
        "told": [f"{each['label']}: {each['text']}" for each in duty["reports"]],
        "unenforced": _unenforced(duty),
        "references": references_of(duty["references"]),
    }


def _done_texts(duty: Document) -> list[str]:
    counted, earlier = duty["times_fulfilled"], duty["not_counted"]
    found = [_done(counted)] if counted else []
    found += [f"done {vague_day(duty['fulfilled_between'])}"] if duty["fulfilled_between"] else []
    unsure = duty["perhaps_counted"]
    found += [f"{_done(unsure)}, {PERHAPS_ANOTHER}"] if unsure else []
    return [*found, f"not counted, since it came before: {_done(earlier)}"] if earlier else found


def _done(times: Sequence[Document]) -> str:
    """Return when a duty was done, with what shows it."""
    texts = []
    for each in times:
        proof = ", ".join(part for part in (each["reference"], each["evidence"]) if part)
        texts.append(f"{'by ' if each['at_latest'] else 'on '}{each['on']}" + (f" ({proof})" if proof else ""))
    return f"done {', '.join(texts)}"


def _unenforced(duty: Document) -> str:
    if duty["enforced"] is not False:
        return ""
    return "not enforced" + (f" before {duty['enforced_from']}" if duty["enforced_from"] else "")


def _ask(ask: Document, anchors: Mapping[str, Any]) -> dict[str, Any]:
    settles = _links(ask["settles"], anchors)
    return {
        **ask,
        "fact": _text(ask["fact"]),
        "help": _text(ask["help"]),
        "settles": settles[:_SETTLES_SHOWN],
        "more": max(0, len(settles) - _SETTLES_SHOWN),
    }


def _quantity(id: str, quantity: Document, evidence: Evidence) -> dict[str, Any]:
    steps = [
        {**step, "reference": _text(step["reference"]), "sources": sources_of(step["sources"], evidence)}
        for step in quantity["derivation"]
    ]
    return {
        "id": id,
        "label": quantity["label"],
        "text": said(quantity),
        "spread": quantity["estimate"]["text"] if quantity["estimate"] else "",
        "steps": steps,
    }


def _condition(each: Document) -> dict[str, Any]:
    outcome = {True: "met", False: "not_met"}.get(each["holds"], "unknown")
    return {**each, "href": _text(each["href"]), "outcome": outcome, "words": PREMISES[outcome]}


def _worth(findings: Iterable[Document], anchors: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The estimates that are worth knowing, each with the answers that it would make surer."""
    found: dict[str, dict[str, Any]] = {}
    for finding in (each for each in findings if each["effect"] != "second_look"):
        for worth in finding["worth_knowing"]:
            entry = found.setdefault(worth["input"], {"label": worth["label"], "input": worth["input"], "answers": []})
            now, known = (f"{float(worth[key]):.2f}" for key in ("wrong_now", "wrong_if_known"))
            entry["answers"].append({**anchors[finding["id"]], "text": f"from {now} to {known}"})
    return list(found.values())


def _links(ids: Iterable[str], anchors: Mapping[str, dict[str, str]]) -> list[dict[str, str]]:
    return [anchors.get(id, {"label": id, "anchor": ""}) for id in ids]


def _tally(findings: Iterable[Document]) -> list[dict[str, Any]]:
    outcomes = [finding["outcome"] for finding in findings]
    return [
        {"outcome": outcome, "words": words, "count": outcomes.count(outcome)}
        for outcome, words in ANSWERS.items()
        if outcome in outcomes
    ]


def _digests(document: Document) -> list[tuple[str, str]]:
    """Every digest with its name, those of the policies by their ids."""
    found: list[tuple[str, str]] = []
    for name, digest in document["digests"].items():
        found += digest.items() if isinstance(digest, Mapping) else [(name, digest)]
    return [(name, digest) for name, digest in found if digest]


def _spaced(name: str | None) -> str:
    return (name or "").replace("_", " ")


def _text(value: object) -> str:
    return "" if value is None else str(value)
