"""The difference between two declarations as a document of plain values, and as lines for people.

Comes in: the difference of two assessments. Goes out: what JSON output holds, and the lines of the terminal: who and
which version first, then changed facts, outcomes, answers and duties.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from govern.assessment.answers import Answered
from govern.assessment.assess import Assessment, Finding
from govern.assessment.difference import AnswerChange, AssessmentDifference, DutyChange, FactChange, OutcomeChange
from govern.assessment.obligations import Duty
from govern.quantity import Stated
from govern.reporting.document_parts import estimate_part, place_text
from govern.reporting.law_text import Line
from govern.reporting.reasons import reason
from govern.reporting.subject import standing_sentence, subject_of
from govern.reporting.words import ANSWERS, STATUSES, capital

__all__ = ["FORMAT", "difference_document", "difference_lines"]

FORMAT: Final = "govern/difference/1"

_ORIGINS: Final = {"declared": "stated", "catalogue": "from the catalogue", "assumed": "assumed"}
_KINDS: Final = {"added": "new", "removed": "gone", "changed": "changed"}


def difference_document(difference: AssessmentDifference) -> dict[str, Any]:
    """Return the document of a difference; the same two declarations under the same law always give the same."""
    old, new = difference.old, difference.new
    law = new.law
    through = new.verified_through
    return {
        "format": FORMAT,
        "on": law.on.isoformat(),
        "known": law.known.isoformat(),
        "include": sorted(law.include),
        "engine": new.decision.engine,
        "verified_through": None if through is None else through.isoformat(),
        "old": _version(old),
        "new": _version(new),
        "supersedes": _supersedes(old, new),
        "problems": [
            {"code": each.code, "message": each.message, "help": each.help, "severity": each.severity}
            for each in difference.problems
        ],
        "changes_nothing": difference.changes_nothing,
        "facts": [_fact(change, new) for change in difference.facts],
        "made_from": {"added": list(difference.made_from), "removed": list(difference.no_longer_made_from)},
        "assumptions": {"added": list(difference.assumed), "removed": list(difference.no_longer_assumed)},
        "outcomes": [_outcome(change, old, new) for change in difference.outcomes],
        "answers": [_answer(change, new) for change in difference.answers],
        "obligations": [_duty(change, old, new) for change in difference.duties],
    }


def _version(assessment: Assessment) -> dict[str, Any]:
    declaration = assessment.declaration
    return {
        "file": declaration.file,
        "subject": subject_of(assessment)["text"],
        "standing": standing_sentence(declaration),
        "version": declaration.version,
        "supersedes": declaration.supersedes,
        "digest": declaration.digest,
    }


def _supersedes(old: Assessment, new: Assessment) -> str:
    """Return what the new declaration says of the old one: confirmed, another, not_stated; or same_file."""
    said = new.declaration.supersedes
    if new.declaration.digest == old.declaration.digest:
        return "same_file"
    return "not_stated" if said is None else "confirmed" if said == old.declaration.digest else "another"


def _fact(change: FactChange, new: Assessment) -> dict[str, Any]:
    fact = new.law.vocabulary[change.name]
    return {
        "name": change.name,
        "label": fact.label,
        "model": change.model,
        "kind": change.kind,
        "aspects": list(change.aspects),
        "old": _stated(change.old, fact.unit),
        "new": _stated(change.new, fact.unit),
    }


def _stated(stated: Stated | None, unit: str) -> dict[str, Any] | None:
    if stated is None:
        return None
    bare = stated.text[-1:].isdigit()
    return {
        "text": f"{stated.text} {unit}".strip() if bare else stated.text,
        "estimate": estimate_part(stated.estimate, unit),
        "origin": stated.origin,
        "stated_by": stated.stated_by,
        "source": stated.source,
        "href": stated.href,
        "on": stated.on,
        "grade": stated.grade,
        "evidence": [{"file": each.file, "sha256": each.sha256, "page": each.page} for each in stated.evidence],
        "place": place_text(stated.place),
    }


def _outcome(change: OutcomeChange, old: Assessment, new: Assessment) -> dict[str, Any]:
    entry = change.new.entry
    return {
        "id": change.id,
        "policy": change.new.selected.policy.id,
        "label": entry.label,
        "kind": entry.kind,
        "force": change.new.selected.force,
        "old": _finding(change.old, old),
        "new": _finding(change.new, new),
        "references": [{"text": entry.reference, "href": entry.href, "grade": entry.grade}],
    }


def _finding(finding: Finding, assessment: Assessment) -> dict[str, Any]:
    explained = {id: each.explanation for id, each in assessment.findings.items()}
    return {
        "outcome": finding.outcome,
        "answer": ANSWERS[finding.outcome],
        "reason": reason(finding.explanation, explained),
        "open_within_spread": finding.open_within_spread,
        "concerns_case": assessment.concerns(finding),
    }


def _answer(change: AnswerChange, new: Assessment) -> dict[str, Any]:
    selected = new.law.answers[change.id]
    entry = selected.policy.file.answers[selected.name]
    return {
        "id": change.id,
        "policy": selected.policy.id,
        "label": entry.label,
        "old": _answered(change.old),
        "new": _answered(change.new),
        "references": [{"text": entry.reference, "href": None, "grade": None}],
    }


def _answered(answered: Answered) -> dict[str, Any]:
    open_answer = "none of the answers" if answered.outcome == "not_met" else ANSWERS[answered.outcome]
    text = open_answer if answered.value is None else answered.value.replace("_", " ")
    return {"is": answered.value, "outcome": answered.outcome, "text": text}


def _duty(change: DutyChange, old: Assessment, new: Assessment) -> dict[str, Any]:
    entry = change.new.entry
    return {
        "id": change.id,
        "policy": change.new.selected.policy.id,
        "label": entry.label,
        "who": entry.who,
        "force": change.new.selected.force,
        "kind": change.kind,
        "aspects": list(change.aspects),
        "old": _duty_side(change.old, old),
        "new": _duty_side(change.new, new),
        "references": [{"text": entry.reference, "href": entry.href, "grade": entry.grade}],
    }


def _duty_side(duty: Duty, assessment: Assessment) -> dict[str, Any]:
    node = duty.selected.nodes[0]
    explained = {id: each.explanation for id, each in assessment.findings.items()}
    explanation = assessment.explainer.explain(node, assessment.decision.verdicts[node].values)
    return {
        "outcome": duty.outcome,
        "answer": ANSWERS[duty.outcome],
        "reason": reason(explanation, explained),
        "due": None if duty.due.on is None else duty.due.on.isoformat(),
        "standing": duty.due.standing,
        "computation": duty.due.computation,
        "status": duty.status,
        "done": None if duty.fulfilment is None else duty.fulfilment.on.isoformat(),
        "concerns_case": assessment.concerns_duty(duty),
    }


# --- for people -----------------------------------------------------------------------------------


def difference_lines(document: Mapping[str, Any]) -> Iterator[Line]:
    """Yield the lines of a difference."""
    yield from _head(document)
    if document["changes_nothing"]:
        yield Line("")
        yield Line("Nothing changed: the same facts, outcomes, answers and duties.")
        return
    yield from _fact_lines(document)
    yield from _result_lines(document, "Outcomes", "outcomes", _outcome_lines)
    yield from _result_lines(document, "Answers", "answers", _answer_lines)
    yield from _result_lines(document, "Duties", "obligations", _duty_lines)


def _head(document: Mapping[str, Any]) -> Iterator[Line]:
    old, new = document["old"], document["new"]
    subject = new["subject"] if new["subject"] == old["subject"] else f"{old['subject']} -> {new['subject']}"
    yield Line(subject, style="title")
    for word, side in (("old", old), ("new", new)):
        version = f"version {side['version']}" if side["version"] else "no version stated"
        yield Line(f"{word}: {side['file']}, {version}. {side['standing']}")
    words = {
        "confirmed": "The new version supersedes the old one, as it says.",
        "another": "The new version says that it supersedes another one.",
        "same_file": "Both are the same file.",
        "not_stated": "The new version does not say which one it supersedes.",
    }
    yield Line(words[document["supersedes"]])
    through = document["verified_through"] or "no stated day"
    included = f", {' and '.join(document['include'])} texts included" if document["include"] else ""
    known = f", as known on {document['known']}" if document["known"] != document["on"] else ""
    yield Line(f"Both under the law of {document['on']}{known}{included}, verified through {through}.")


def _fact_lines(document: Mapping[str, Any]) -> Iterator[Line]:
    facts, assumed, made = document["facts"], document["assumptions"], document["made_from"]
    yield Line("")
    yield Line("Facts", style="heading")
    filled = [fact for fact in facts if {"catalogue"} == {side["origin"] for side in _sides(fact)}]
    for fact in facts:
        if fact not in filled:
            yield from _one_fact(fact)
    if filled:
        values = "; ".join(f"{fact['label']}: {_values(fact)}" for fact in filled)
        yield Line(f"filled in from the catalogue: {values}", depth=1, style="dim", bullet=True)
    for word, texts in (("made from", made["added"]), ("no longer made from", made["removed"])):
        for text in texts:
            yield Line(f"{word}: {text}", depth=1, bullet=True)
    for word, texts in (("now assumed", assumed["added"]), ("no longer assumed", assumed["removed"])):
        for text in texts:
            yield Line(f"{word}: {text}", depth=1, style="dim", bullet=True)
    if not (facts or assumed["added"] or assumed["removed"] or made["added"] or made["removed"]):
        yield Line("the same", depth=1)


def _sides(change: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [side for side in (change["old"], change["new"]) if side is not None]


def _values(fact: Mapping[str, Any]) -> str:
    """Return the value of a fact before and after."""
    return " -> ".join(str(side["text"]) if side else "none" for side in (fact["old"], fact["new"]))


def _one_fact(fact: Mapping[str, Any]) -> Iterator[Line]:
    name = f"{fact['label']} [{fact['name']}]" + (f" of {fact['model']}" if fact["model"] else "")
    if fact["kind"] != "changed":
        side = _sides(fact)[0]
        yield Line(f"{_KINDS[fact['kind']]}: {name}: {_spread(side)}{_from(side)}", depth=1, bullet=True)
        return
    old, new = fact["old"], fact["new"]
    if "value" in fact["aspects"] or "spread" in fact["aspects"]:
        yield Line(f"changed: {name}: {_spread(old)} -> {_spread(new)}", depth=1, bullet=True)
    else:
        yield Line(f"the same value, from elsewhere: {name}: {new['text']}", depth=1, bullet=True)
    if set(fact["aspects"]) & {"source", "stated by", "origin"}:
        before, after = (_from(side).removeprefix("; ") or "nothing said" for side in (old, new))
        words = "the same words, other details of the source" if before == after else f"{before} -> {after}"
        yield Line(f"{words}", depth=2, style="dim")


def _spread(side: Mapping[str, Any]) -> str:
    return f"{side['text']} ({side['estimate']['text']})" if side["estimate"] else str(side["text"])


def _from(side: Mapping[str, Any]) -> str:
    """Return who states a fact, on which day, and by which source."""
    parts = [f"stated by {side['stated_by']}" if side["stated_by"] else _ORIGINS[side["origin"]]]
    parts = [] if parts == ["stated"] else parts
    parts += [f"on {side['on']}"] if side["on"] else []
    parts += [f"source {side['source']}"] if side["source"] else []
    parts += [f"grade {side['grade']}"] if side["grade"] else []
    return f"; {', '.join(parts)}" if parts else ""


def _result_lines(document: Mapping[str, Any], title: str, key: str, lines: Any) -> Iterator[Line]:
    found = document[key]
    if not found and key == "answers":
        return
    yield Line("")
    yield Line(title, style="heading")
    if not found:
        yield Line("the same", depth=1)
    for change in found:
        yield from lines(change)


def _outcome_lines(change: Mapping[str, Any]) -> Iterator[Line]:
    old, new = change["old"], change["new"]
    yield Line(f"{change['label']}: {old['answer']} -> {new['answer']}", depth=1, style="entry", bullet=True)
    yield Line(f"{change['id']}, {change['references'][0]['text']}", depth=2, style="dim")
    yield Line(f"was: {old['reason']}", depth=2, style="dim")
    spread = "; within the stated spread it could be otherwise" if new["open_within_spread"] else ""
    yield Line(f"now: {new['reason']}{spread}", depth=2)


def _answer_lines(change: Mapping[str, Any]) -> Iterator[Line]:
    text = f"{change['label']}: {change['old']['text']} -> {change['new']['text']}"
    yield Line(text, depth=1, style="entry", bullet=True)
    yield Line(f"{change['id']}, {change['references'][0]['text']}", depth=2, style="dim")


def _duty_lines(change: Mapping[str, Any]) -> Iterator[Line]:
    old, new = change["old"], change["new"]
    said = f"{old['answer']} -> {new['answer']}" if "outcome" in change["aspects"] else "arises as before"
    yield Line(f"{_KINDS[change['kind']]}: {change['label']}: {said}", depth=1, style="entry", bullet=True)
    yield Line(f"{change['id']}, {change['references'][0]['text']}", depth=2, style="dim")
    if new["outcome"] == "met":
        arose = old["outcome"] == "met"
        before, after = _due(old), _due(new)
        yield Line(f"{before} -> {after}" if arose and before != after else capital(after), depth=2)
        yield Line(new["computation"], depth=2, style="dim")
    else:
        yield Line(f"now: {new['reason']}", depth=2)


def _due(side: Mapping[str, Any]) -> str:
    done = f", done on {side['done']}" if side["done"] else ""
    if side["standing"]:
        return f"a standing duty{done}"
    return f"due {side['due'] or 'on a day not known'}{done}, {STATUSES[side['status']]}"
