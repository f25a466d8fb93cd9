"""A calendar file (iCalendar, RFC 5545) of all duties: an event for each due date, a task where none is known.

Comes in: the document of the duties. Goes out: text with the line ends and folds of the standard. Nothing in it depends
on when it is written: the same duties give the same bytes, and a later file on the same subject replaces the entries
of an earlier one, whatever the file of the declaration is called.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, Final

from icalendar import Alarm, Calendar, Event, Journal, Todo

from govern import __version__
from govern.reporting.duties import penalty_text
from govern.reporting.words import state_of

__all__ = ["calendar_of"]

Document = Mapping[str, Any]
BEFORE_A_DAY: Final = (timedelta(days=-7), timedelta(days=-1))
BEFORE_AN_HOUR: Final = (timedelta(hours=-12), timedelta(hours=-2))
"""When a reminder comes: a term counted in hours is shorter than a week."""


def calendar_of(document: Document) -> bytes:
    """Return the calendar of the duties that arise, with a task for those that may; never without an entry."""
    calendar = Calendar()
    calendar.add("prodid", f"-//govern//obligations {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _line(f"Duties: {document['title']}"))
    stamp = datetime.combine(date.fromisoformat(document["on"]), time(), UTC)
    entries: list[Event | Todo | Journal] = [
        _duty(duty, document) for duty in document["obligations"] if duty["outcome"] == "met"
    ]
    undecided = [duty for duty in document["obligations"] if duty["outcome"] != "met"]
    if undecided:
        entries.append(_undecided(undecided, document))
    for entry in entries or [_nothing(document)]:
        entry.add("dtstamp", stamp)
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def _uid(document: Document, id: str) -> str:
    """Return a name for an entry that is the same for the same declarant, subject and duty."""
    named = f"{document['declarant'] or ''}\n{document['title'] if document['named'] else document['file']}\n{id}"
    return f"{sha256(named.encode()).hexdigest()[:32]}@govern"


def _duty(duty: Document, document: Document) -> Event | Todo:
    due = duty["due"]
    entry: Event | Todo = Event() if due else Todo()
    overdue = "Overdue: " if duty["status"] == "overdue" and duty["binds"] else ""
    entry.add("uid", _uid(document, duty["id"]))
    entry.add("summary", _line(f"{overdue}{duty['label']} ({duty['law']}): {document['title']}"))
    entry.add("description", "\n".join(_description(duty)))
    state = "at all times" if duty["standing"] and not due else state_of(duty)
    entry.add("categories", [_line(duty["law"]), state])
    href = duty["references"][0]["href"]
    if href:
        entry.add("url", href)
    if isinstance(entry, Event):
        _at(entry, due)
        if duty["status"] == "due":
            for trigger in BEFORE_AN_HOUR if _is_time(due) else BEFORE_A_DAY:
                entry.add_component(_reminder(duty, trigger))
    else:
        entry.add("status", "COMPLETED" if duty["status"] == "done" else "NEEDS-ACTION")
    return entry


def _is_time(due: str) -> bool:
    return len(due) > len("2026-01-01")


def _at(entry: Event, due: str) -> None:
    if _is_time(due):
        entry.add("dtstart", datetime.fromisoformat(due).astimezone(UTC))
        return
    day = date.fromisoformat(due)
    entry.add("dtstart", day)
    if day < date.max:
        entry.add("dtend", day + timedelta(days=1))
    entry.add("transp", "TRANSPARENT")


def _reminder(duty: Document, trigger: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _line(duty["label"]))
    alarm.add("trigger", trigger)
    return alarm


def _undecided(duties: Sequence[Document], document: Document) -> Todo:
    """Return one task for all duties of which it is open whether they arise."""
    entry = Todo()
    entry.add("uid", _uid(document, "undecided"))
    count = "1 duty arises" if len(duties) == 1 else f"{len(duties)} duties arise"
    entry.add("summary", _line(f"Find out whether {count}: {document['title']}"))
    lines = [f"{duty['label']} ({duty['law']}, {duty['references'][0]['text']})" for duty in duties]
    missing = dict.fromkeys(each["label"] for duty in duties for each in duty["missing"])
    lines += [f"Missing: {', '.join(missing)}."] if missing else []
    entry.add("description", "\n".join([*lines, "Not legal advice."]))
    entry.add("status", "NEEDS-ACTION")
    return entry


def _nothing(document: Document) -> Journal:
    entry = Journal()
    entry.add("uid", _uid(document, "nothing"))
    entry.add("dtstart", date.fromisoformat(document["on"]))
    entry.add("summary", _line(f"No duty of the rules examined is found to arise: {document['title']}"))
    entry.add(
        "description",
        "\n".join([*document["warnings"], *document["coming"], *document["open_rules"], "Not legal advice."]),
    )
    return entry


def _description(duty: Document) -> list[str]:
    lines = [
        duty["duty"],
        f"Who: {duty['who']}.",
        f"Day: {duty['computation']}.",
        f"State: {state_of(duty)}.",
        f"Text: {duty['references'][0]['text']}.",
    ]
    lines += [] if duty["binds"] else ["Not binding law on the day of the decision."]
    lines += [f"Recurs: every {duty['every']}."] if duty["every"] else []
    lines += [f"To be told: {told['label']}: {told['text']}." for told in duty["reports"]]
    lines += [f"Penalty: {penalty_text(each)}." for each in duty["penalties"] if each["outcome"] != "not_met"]
    lines += [f"Missing: {each['label']}." for each in duty["missing"]]
    return [*lines, "Not legal advice."]
