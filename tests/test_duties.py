"""`govern obligations`: all duties of a case by date, as text, as JSON, and as a calendar that other programs read."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from govern.cli.app import app

LAW = """\
title: An act on large models
short: Large Models Act
jurisdiction: US-CA
force: law
history:
  - {event: published, on: 2025-01-01, published: 2025-01-01, reference: Ch. 1}
  - {event: in_force, on: 2026-01-01, published: 2025-01-01, reference: Ch. 1}
  - {event: enforced, on: 2027-01-01, published: 2025-01-01, reference: Ch. 1}
verified: {through: 2026-10-01, sources: [{title: Ch. 1, grade: primary}]}
facts:
  events.reviewed_on: {type: date, label: framework reviewed, question: "When?"}
parameters:
  cap: {unit: USD, values: [{from: 2026-01-01, published: 2025-01-01, value: 1000000, reference: sec. 9}]}
definitions:
  told: {label: compute as reported, unit: FLOP, is: model.training.compute, significant_figures: 2, reference: sec. 2}
penalties:
  civil:
    label: civil penalty
    when: organization.annual_gross_revenue > 5 * cap
    unit: USD
    is: cap
    per: violation
    by: Attorney General
    reference: sec. 9
obligations:
  tell:
    label: tell the agency, in writing; all of it
    when: model.dense
    who: developer
    duty: "Tell, without delay: the compute."
    reference: sec. 2
    href: "https://example.org/act"
    due: {within: 14 days, after: events.threshold_foreseen_on}
    penalties: [civil]
    reports: [told]
  incident:
    label: report the incident
    when: model.dense
    who: developer
    duty: Report it.
    reference: sec. 3
    due: {within: 72 hours, after: events.incident_discovered_at}
  review: {label: review the framework, when: model.dense, who: developer, duty: Review it., reference: sec. 4,
     due: {every: 12 months, after: events.reviewed_on}}
  always: {label: keep records, when: model.dense, who: developer, duty: Keep them., reference: sec. 5}
  later: {label: publish, when: model.dense, who: developer, duty: Publish., reference: sec. 6,
     due: {at: events.notified_on}}
  never: {label: never, when: not model.dense, who: developer, duty: Nothing., reference: sec. 7}
  open: {label: for open weights, when: model.weights == 'open', who: developer, duty: Mark them., reference: sec. 8}
"""
CASE = """\
declaration: 1
version: 3
declarant: {name: Example Ltd, role: provider}
model: {name: Giant, dense: true, training: {compute: 2.349e25}}
organization: {annual_gross_revenue: 6e6 USD}
events:
  threshold_foreseen_on: 2026-10-01
  incident_discovered_at: 2026-11-20T22:30-08:00
  reviewed_on: 2025-03-31
fulfilled:
  act#review: [2025-11-30, {on: 2026-03-02, reference: review of 2026, evidence: minutes.pdf}]
"""

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "act.yaml").write_text(LAW, encoding="utf-8")
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")

    def command(*options: str, on: str = "2026-11-22") -> str:
        arguments = ["obligations", str(tmp_path / "case.yaml"), "--policies", str(tmp_path / "law"), "--on", on]
        result = CliRunner().invoke(app, [*arguments, "--known", "2026-11-22", *options])
        assert result.exit_code == 0, result.output
        return result.stdout.replace(f"{tmp_path}/", "")

    return command


def test_as_text(run: Run, golden: Callable[[str, str], None]) -> None:
    golden("obligations_small.txt", run())


def test_as_json_in_the_order_of_the_days(run: Run) -> None:
    document = json.loads(run("--format", "json"))
    schema = json.loads((Path(__file__).parent.parent / "schemas" / "obligations.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(document)
    assert [(each["id"], each["due"], each["status"]) for each in document["obligations"]] == [
        ("act#tell", "2026-10-15", "overdue"),
        ("act#incident", "2026-11-23T22:30:00-08:00", "due"),
        ("act#review", "2027-03-02", "due"),
        ("act#always", None, "due"),
        ("act#later", None, "unknown"),
        ("act#open", None, "unknown"),
    ]
    assert document["overdue"] == 1
    tell = document["obligations"][0]
    assert (tell["enforced"], tell["enforced_from"]) == (False, "2027-01-01")
    assert [each["on"] for each in document["obligations"][2]["times_fulfilled"]] == ["2025-11-30", "2026-03-02"]


def test_what_is_done_after_the_day_of_the_decision_is_not_done_on_it(run: Run) -> None:
    document = json.loads(run("--format", "json", on="2026-01-15"))
    review = next(each for each in document["obligations"] if each["id"] == "act#review")
    assert (review["due"], review["status"]) == ("2026-11-30", "due")


def entries(text: str, kind: str) -> dict[str, Any]:
    """The entries of a calendar by what they are called; icalendar's own types are unions of all it knows."""
    calendar: Any = Calendar.from_ical(text)
    names = {str(each["summary"]).partition(" (")[0].removeprefix("Overdue: "): each for each in calendar.walk(kind)}
    return {name.partition(":")[0]: each for name, each in names.items()}


def test_as_a_calendar(run: Run) -> None:
    text = run("--format", "ics")
    events, tasks = entries(text, "VEVENT"), entries(text, "VTODO")
    assert sorted(events) == ["report the incident", "review the framework", "tell the agency, in writing; all of it"]
    # What has no day is not dropped; what may arise is one task, to find that out.
    assert sorted(tasks) == ["Find out whether 1 duty arises", "keep records", "publish"]
    tell = events["tell the agency, in writing; all of it"]
    assert (tell["dtstart"].dt, tell["dtend"].dt) == (date(2026, 10, 15), date(2026, 10, 16))
    assert "Tell, without delay: the compute." in tell["description"]
    assert "2.3e25 FLOP" in tell["description"]
    assert "up to 1,000,000 USD for each violation" in tell["description"]
    # A time is written in UTC, so that no program takes it for a time of its own zone.
    assert events["report the incident"]["dtstart"].dt == datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
    assert len({str(each["uid"]) for each in (*events.values(), *tasks.values())}) == 6


def test_a_calendar_reminds_in_time_and_says_what_is_overdue(run: Run) -> None:
    events = entries(run("--format", "ics"), "VEVENT")
    overdue = events["tell the agency, in writing; all of it"]
    assert str(overdue["summary"]).startswith("Overdue: ")
    assert str(overdue["summary"]).endswith(": Giant")
    assert overdue.walk("VALARM") == []
    hours = events["report the incident"].walk("VALARM")
    assert [each["trigger"].dt for each in hours] == [timedelta(hours=-12), timedelta(hours=-2)]
    days = events["review the framework"].walk("VALARM")
    assert [each["trigger"].dt for each in days] == [timedelta(days=-7), timedelta(days=-1)]


def test_a_calendar_is_never_empty_and_a_name_may_have_line_ends(run: Run, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("declaration: 1\nmodel:\n  name: >\n    Long\n    name\n", "utf-8")
    assert "Find out whether" in next(iter(entries(run("--format", "ics"), "VTODO")))
    (tmp_path / "case.yaml").write_text("declaration: 1\n", "utf-8")
    (entry,) = entries(run("--format", "ics"), "VJOURNAL").values()
    assert "this clears nobody" in str(entry["description"])


def test_a_file_s_ending_says_the_format(run: Run, tmp_path: Path) -> None:
    run("-o", str(tmp_path / "duties.ics"))
    assert (tmp_path / "duties.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_a_calendar_keeps_the_rules_of_its_format(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "duties.ics"
    run("--format", "ics", "-o", str(target))
    raw = target.read_bytes()
    lines = raw.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert all(len(line) <= 75 for line in lines)
    run("--format", "ics", "-o", str(target))
    assert target.read_bytes() == raw


def test_an_event_keeps_its_name_when_the_case_changes(run: Run, tmp_path: Path) -> None:
    def names() -> dict[str, str]:
        found = entries(run("--format", "ics"), "VEVENT") | entries(run("--format", "ics"), "VTODO")
        return {name: str(each["uid"]) for name, each in found.items()}

    before = names()
    changed = CASE.replace("threshold_foreseen_on: 2026-10-01", "threshold_foreseen_on: 2026-10-09")
    (tmp_path / "case.yaml").write_text(changed, encoding="utf-8")
    assert names() == before
    # Another model has entries of its own, though its file is called the same.
    (tmp_path / "case.yaml").write_text(changed.replace("name: Giant", "name: Giant 2"), encoding="utf-8")
    assert not set(names().values()) & set(before.values())


@pytest.mark.parametrize("format", ["text", "json", "ics"])
def test_to_a_file(run: Run, tmp_path: Path, format: str) -> None:
    target = tmp_path / f"duties.{format}"
    run("--format", format, "-o", str(target))
    written = target.read_bytes().decode()
    assert written.replace(f"{tmp_path}/", "").split() == run("--format", format).split()


def test_a_case_without_duties_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("declaration: 1\nmodel: {dense: null}\nchip: NVIDIA H20 SXM 96GB\n", "utf-8")
    assert "It is open whether these arise" in run()
    assert "VEVENT" not in run("--format", "ics")
    (tmp_path / "case.yaml").write_text("declaration: 1\nchip: NVIDIA H20 SXM 96GB\n", "utf-8")
    assert "No duty of the rules examined here is found to arise." in run()


def test_nothing_is_overdue_under_a_text_that_is_not_law(run: Run, tmp_path: Path) -> None:
    bill = LAW.split("  - {event: in_force", maxsplit=1)[0].replace("force: law", "force: proposal")
    (tmp_path / "law" / "act.yaml").write_text(bill + LAW[LAW.index("verified:") :], encoding="utf-8")
    text = run("--include", "proposal")
    assert "2026-10-15  past its day  tell the agency" in text
    assert "overdue" not in text
    assert "Overdue" not in run("--include", "proposal", "--format", "ics")
    assert json.loads(run("--include", "proposal", "--format", "json"))["overdue"] == 0


def test_a_day_of_doing_that_is_not_known_is_told_as_it_is_stated(run: Run, tmp_path: Path) -> None:
    law = LAW.replace("    reports: [told]\n", "    reports: [told]\n    fulfilled_by: events.notified_on\n")
    (tmp_path / "law" / "act.yaml").write_text(law, encoding="utf-8")

    def told(notified: str) -> list[str]:
        case = CASE.replace("events:\n", f"events:\n  notified_on: {notified}\n")
        (tmp_path / "case.yaml").write_text(case, encoding="utf-8")
        lines = " ".join(run().split())
        return lines[lines.index("With a day") :].split("penalty:")[0].split(" done: ")

    open_, when = told("{at_least: 2026-10-10, at_most: 2026-10-20}")
    assert "2026-10-15 whether done in time is not known tell the agency" in open_
    assert when.startswith("between 2026-10-10 and 2026-10-20, the day is not known")
    assert told("{at_most: 2026-10-15}")[1].startswith("on 2026-10-15 or before")
    assert "2026-10-15 done tell the agency" in told("{at_most: 2026-10-15}")[0]
    assert told("{at_least: 2026-10-16}")[1].startswith("on 2026-10-16 or later")


def test_what_begins_later_in_a_text_in_force_is_told(run: Run, tmp_path: Path) -> None:
    begins = "history: [{event: in_force, on: 2027-06-01, published: 2025-01-01, reference: sec. 9}]"
    later = f"  audit: {{label: audit, when: model.dense, who: developer, duty: Do it., reference: sec. 9, {begins}}}\n"
    (tmp_path / "law" / "act.yaml").write_text(LAW + later, encoding="utf-8")
    told = "In force from 2027-06-01, under Large Models Act: audit."
    assert told in " ".join(run().split())
    assert told in json.loads(run("--format", "json"))["coming"]
    assert told not in run(on="2027-06-01")
    (tmp_path / "case.yaml").write_text("declaration: 1\nchip: NVIDIA H20 SXM 96GB\n", "utf-8")
    assert told not in " ".join(run().split())
