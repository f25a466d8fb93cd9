"""All duties of a case by date: what a compliance calendar holds.

Comes in: the document of an assessment. Goes out: a document of the duties alone, and lines for the terminal.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from govern.reporting.sides import dormant_sentences
from govern.reporting.words import PERHAPS_ANOTHER, binds, stands, state_of, vague_day

__all__ = ["DUTIES_FORMAT", "cap_text", "duties_document", "duty_lines", "penalty_text"]

DUTIES_FORMAT: Final = "govern/obligations/1"
Document = Mapping[str, Any]
_ORDER: Final = ("overdue", "due", "unknown", "done_late", "done")


def duties_document(document: Document) -> dict[str, Any]:
    """Return the duties that arise, or may arise, in the order of their days."""
    shorts = {group["policy"]: group["short"] for group in document["groups"]}
    duties = [
        {**duty, "law": shorts[duty["policy"]] + stands(duty["law_status"], duty["force"]), "binds": binds(duty)}
        for duty in document["obligations"]
        if duty["outcome"] == "met" or (duty["concerns_case"] and duty["outcome"] != "not_met")
    ]
    return {
        "format": DUTIES_FORMAT,
        "file": document["file"],
        "title": document["title"],
        "named": document["subject"]["name"] is not None,
        "declarant": None if document["declarant"] is None else document["declarant"]["name"],
        "standing": document["standing"],
        "on": document["on"],
        "known": document["known"],
        "verified_through": document["verified_through"],
        "warnings": document["warnings"],
        "coming": [each for each in dormant_sentences(document, named=False) if each.startswith("In force from")],
        "open_rules": _open_rules(document, {duty["policy"] for duty in duties}),
        "overdue": sum(duty["outcome"] == "met" and duty["status"] == "overdue" and duty["binds"] for duty in duties),
        "obligations": sorted(duties, key=_place_in_time),
    }


def _open_rules(document: Document, shown: set[str]) -> list[str]:
    """Return the rules that are open for the case in files of which no duty is shown."""
    shorts = {group["policy"]: group["short"] for group in document["groups"]}
    return [
        f"{finding['label']} ({shorts[finding['policy']]}, {finding['references'][0]['text']})"
        for finding in document["findings"]
        if finding["concerns_case"]
        and finding["outcome"] in ("unknown", "unsettled")
        and finding["policy"] not in shown
        if finding["kind"] not in ("indicator", "relief") and finding["force"] != "method"
    ]


def _place_in_time(duty: Document) -> tuple[Any, ...]:
    """Law in force first; of it, what is dated, what holds at all times, what has no known day, what may not arise."""
    group = 3 if duty["outcome"] != "met" else 0 if duty["due"] else 1 if duty["standing"] else 2
    return (
        duty["outcome"] != "met",
        not duty["binds"],
        group,
        (duty["due"] or "")[:10],
        _ORDER.index(duty["status"]),
        duty["law"],
        duty["label"],
    )


def duty_lines(document: Document) -> Iterator[tuple[str, int, str]]:
    """Yield lines: the text, how deep it stands, and how it is set (`title`, `head`, `plain`, `dim`, `open`)."""
    yield from _head(document)
    heading = ""
    penalties: dict[str, int] = {}
    notes: dict[int, str] = {}
    arising = [duty for duty in document["obligations"] if duty["outcome"] == "met"]
    for duty in arising:
        own = _heading(duty)
        if own != heading:
            heading = own
            yield "", 0, "plain"
            yield heading, 0, "head"
        yield from _lines(duty, penalties, notes)
    yield from _open_lines([duty for duty in document["obligations"] if duty["outcome"] != "met"])
    if penalties:
        yield "", 0, "plain"
        yield "What a breach can cost", 0, "head"
        for text, number in penalties.items():
            yield f"[{number}] {text}", 1, "plain"
            if number in notes:
                yield notes[number], 2, "dim"
    yield "", 0, "plain"
    yield "Not legal advice.", 0, "dim"


def _head(document: Document) -> Iterator[tuple[str, int, str]]:
    yield document["title"], 0, "title"
    if document["standing"]:
        yield document["standing"], 0, "dim"
    verified = f", verified through {document['verified_through']}" if document["verified_through"] else ""
    yield f"Duties on {document['on']}{verified}.", 0, "dim"
    if document["overdue"]:
        yield f"{document['overdue']} overdue, as far as it is stated what was done.", 0, "open"
    for warning in document["warnings"]:
        if not warning.startswith("The law was verified through"):
            yield warning, 0, "open"
    if not document["obligations"]:
        yield "No duty of the rules examined here is found to arise.", 0, "plain"
    for coming in document["coming"]:
        yield f"{coming} Not decided here without --include enacted.", 0, "dim"
    if document["open_rules"]:
        rules = "; ".join(document["open_rules"])
        yield f"Open, in texts of which no duty is shown: {rules}. `govern check` says what is missing.", 0, "open"


def _heading(duty: Document) -> str:
    day = "with a day" if duty["due"] else "at all times" if duty["standing"] else "the day is not known"
    return day.capitalize() if duty["binds"] else f"Under texts that are not binding law on this day, {day}"


def _lines(duty: Document, penalties: dict[str, int], notes: dict[int, str]) -> Iterator[tuple[str, int, str]]:
    status = state_of(duty) if not duty["standing"] or duty["status"] == "done" else ""
    day = _moment(duty["due"]) if duty["due"] else ""
    head = "  ".join(part for part in (day, status, duty["label"]) if part)
    yield f"{head}  ({duty['law']}, {duty['references'][0]['text']})", 1, "open" if status == "overdue" else "plain"
    yield f"{duty['who']}: {duty['duty']}", 2, "dim"
    yield f"{'time' if duty['standing'] else 'day'}: {duty['computation']}", 2, "dim"
    if duty["every"]:
        yield f"recurs: every {duty['every']}, counted again from the day it was done", 2, "dim"
    yield from ((line, 2, "dim") for line in _done_lines(duty))
    for told in duty["reports"]:
        yield f"to be told: {told['label']}: {told['text']}", 2, "dim"
    if duty["enforced"] is False:
        since = f", but from {duty['enforced_from']}" if duty["enforced_from"] else ""
        yield f"not enforced on this day{since}", 2, "dim"
    numbers = []
    for penalty in (each for each in duty["penalties"] if each["outcome"] != "not_met"):
        number = penalties.setdefault(f"{penalty_text(penalty)} ({duty['law']})", len(penalties) + 1)
        notes |= {number: str(penalty["note"])} if penalty["note"] else {}
        numbers.append(number)
    if numbers:
        yield f"penalty: {' '.join(f'[{number}]' for number in numbers)}", 2, "dim"
    missing = ", ".join(each["label"] for each in duty["missing"])
    if missing:
        yield f"missing: {missing}", 2, "open"


def _done_lines(duty: Document) -> Iterator[str]:
    for done in duty["times_fulfilled"]:
        proof = ", ".join(part for part in (done["reference"], done["evidence"]) if part)
        when = f"{'by ' if done['at_latest'] else ''}{_moment(done['at'] or done['on'])}"
        yield f"done: {when}{f' ({proof})' if proof else ''}"
    if duty["fulfilled_between"]:
        yield f"done: {vague_day(duty['fulfilled_between'])}"
    for done in duty["perhaps_counted"]:
        yield f"done: {_moment(done['at'] or done['on'])}, {PERHAPS_ANOTHER}"
    for done in duty["not_counted"]:
        yield f"not counted, since it came before: done {_moment(done['at'] or done['on'])}"


def _open_lines(duties: Sequence[Document]) -> Iterator[tuple[str, int, str]]:
    """Yield the duties that may arise, by law and by what would tell."""
    groups: dict[tuple[str, str], list[Document]] = {}
    for duty in duties:
        labels = ", ".join(each["label"] for each in duty["missing"])
        would_tell = f"missing: {labels}" if labels else "depends on how the text is read"
        groups.setdefault((duty["law"], would_tell), []).append(duty)
    law = None
    for (own, would_tell), group in sorted(groups.items(), key=lambda each: each[0][0]):
        if law is None:
            yield "", 0, "plain"
            yield "It is open whether these arise", 0, "head"
        if own != law:
            yield own, 1, "plain"
        law = own
        yield "; ".join(f"{duty['label']} ({duty['references'][0]['text']})" for duty in group), 2, "dim"
        yield would_tell, 3, "open"


def penalty_text(penalty: Document) -> str:
    """Return a penalty in words: how much, for what, by whom, since when, and on whom it may not fall."""
    per = f" for each {penalty['per']}" if penalty["per"] else ""
    text = f"{penalty['label']}, {cap_text(penalty)}{per}, by {penalty['by']}"
    if penalty["status"] != "in_force":
        state = str(penalty["status"]).replace("_", " ")
        text = f"{penalty['label']}, by {penalty['by']}; {state}"
        return text + (f", from {penalty['since']}" if penalty["since"] else "")
    if penalty["enforced"] is False:
        text += "; not enforced" + (f" before {penalty['enforced_from']}" if penalty["enforced_from"] else "")
    missing = ", ".join(each["label"] for each in penalty["missing"])
    if penalty["outcome"] == "unknown":
        return f"{text}; whether it can fall on this addressee is open" + (f", missing: {missing}" if missing else "")
    return text + (f"; missing: {missing}" if missing else "")


def cap_text(penalty: Document) -> str:
    """Return the cap of a penalty in words."""
    cap = penalty["cap"]
    if cap is None or cap["text"] == "not known":
        return "up to an amount that is not known"
    if cap["value"] is None and cap["at_least"] is not None:
        return f"up to {cap['text'].removeprefix('at least ')} or more"
    return cap["text"] if penalty["fixed"] else f"up to {cap['text']}"


def _moment(text: str) -> str:
    """Return a day as it is, and a time with its zone in words."""
    if len(text) <= len("2026-01-01"):
        return date.fromisoformat(text).isoformat()
    moment = datetime.fromisoformat(text)
    offset = moment.strftime("%z")
    zone = "UTC" if moment.utcoffset() is None or not moment.utcoffset() else f"UTC{offset[:3]}:{offset[3:]}"
    return f"{moment:%Y-%m-%d %H:%M} {zone}"
