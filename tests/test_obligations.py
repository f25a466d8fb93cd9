"""Duties: when they are due, how the day is computed, and how they stand on the day of the decision."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from govern.assessment.assess import Assessment, assess
from govern.assessment.decision import EngineName
from govern.assessment.obligations import Duty
from govern.catalog.catalog import read_catalogue
from govern.declaration.read import read_declaration_text
from govern.engines.durable import available
from govern.law.corpus import read_corpus
from govern.reporting.document import document_of

POLICY = """\
title: An act
jurisdiction: EU
force: law
history:
  - {event: published, on: 2020-01-01, published: 2020-01-01, reference: OJ}
  - {event: applies, on: 2020-02-01, published: 2020-01-01, reference: OJ}
verified: {through: 2030-01-01}
facts:
  events.asked_at: {type: time, label: asked at, question: "When?"}
  events.asked_on_here:
    {type: date, day_of: events.asked_at, zone: America/Los_Angeles, label: asked on, question: "When?"}
definitions:
  told: {label: told, unit: FLOP, is: model.training.compute, significant_figures: 2, reference: A}
penalties:
  fine:
    {label: fine, unit: EUR, is: "max(0.03 * organization.annual_worldwide_turnover, 15000000 * one_euro)",
     by: authority, reference: A}
  daily:
    label: daily
    when: organization.annual_gross_revenue > 500000000 * one_dollar
    unit: USD
    is: 1000 * one_dollar
    per: day
    by: authority
    reference: A
    history: [{event: in_force, on: 2027-01-01, published: 2020-01-01, reference: A}]
parameters:
  one_euro: {unit: EUR, values: [{from: 2020-01-01, published: 2020-01-01, value: 1, reference: A}]}
  one_dollar: {unit: USD, values: [{from: 2020-01-01, published: 2020-01-01, value: 1, reference: A}]}
obligations:
  fixed: {label: fixed, when: model.dense, who: provider, duty: Do it., reference: A, due: {on: 2027-08-02}}
  two_weeks:
    {label: two weeks, when: model.dense, who: provider, duty: Do it., reference: A,
     due: {within: 14 days, after: events.threshold_foreseen_on}}
  one_day:
    {label: one day, when: model.dense, who: provider, duty: Do it., reference: A,
     due: {within: 1 day, after: events.threshold_foreseen_on}}
  that_day:
    {label: that day, when: model.dense, who: provider, duty: Do it., reference: A,
     due: {at: events.threshold_foreseen_on}}
  hours:
    {label: hours, when: model.dense, who: provider, duty: Do it., reference: A,
     due: {within: 72 hours, after: events.incident_discovered_at}}
  days_after_a_time:
    {label: days after a time, when: model.dense, who: provider, duty: Do it., reference: A,
     due: {within: 15 days, after: events.incident_discovered_at}}
  later:
    {label: later, when: model.dense, who: provider, duty: Do it., reference: A,
     due: {later_of: [{on: 2025-08-16}, {within: 14 days, after: events.threshold_foreseen_on}]}}
  earlier:
    {label: earlier, when: model.dense, who: provider, duty: Do it., reference: A,
     due: {earlier_of: [{on: 2025-08-16}, {within: 14 days, after: events.threshold_foreseen_on}]}}
  by_case:
    label: by case
    when: model.dense
    who: provider
    duty: Do it.
    reference: A
    due:
      cases:
        - {when: model.weights == 'open', due: {on: 2027-08-02}}
        - {when: model.weights == 'closed', due: {within: 14 days, after: events.threshold_foreseen_on}}
  in_no_case:
    label: in no case
    when: model.dense
    who: provider
    duty: Do it.
    reference: A
    due: {cases: [{when: "model.parameters > 5", due: {on: 2027-08-02}}]}
  always: {label: always, when: model.dense, who: provider, duty: Do it., reference: A, due: {standing: all the time},
     penalties: [fine, daily], reports: [told]}
  each_year:
    {label: each year, when: model.dense, who: provider, duty: Do it., reference: A,
     due: {every: 1 year, after: events.threshold_foreseen_on}}
  each_month:
    {label: each month, when: model.dense, who: provider, duty: Do it., reference: A,
     due: {every: 1 month, after: events.threshold_foreseen_on}}
  no_day: {label: no day, when: model.dense, who: provider, duty: Do it., reference: A}
  before:
    {label: before, when: model.dense, who: provider, duty: Do it., reference: A,
     due: {before: events.threshold_foreseen_on}}
  ahead:
    {label: ahead, when: model.dense, who: provider, duty: Do it., reference: A,
     due: {ahead: 25 days, before: events.threshold_foreseen_on}}
  each_quarter:
    {label: each quarter, when: model.dense, who: provider, duty: Do it., reference: A,
     due: {every: 3 months, first: {on: 2026-04-01}}}
  each_year_from:
    {label: each year from, when: model.dense, who: provider, duty: Do it., reference: A,
     due: {every: 12 months, after: events.notified_on, first: {on: 2026-04-01}}}
  each_quarter_of_a_large_one:
    {label: each quarter of a large one, when: model.dense, who: provider, duty: Do it., reference: A,
     due: {every: 3 months, first: {within: 3 months, after: organization.became_large_on}}}
  filed:
    {label: filed, when: model.dense, who: provider, duty: Do it., reference: A, due: {on: 2025-06-30},
     fulfilled_by: events.framework_published_on, proved_by: events.framework_reviewed_on}
  audited:
    {label: audited, when: model.dense, who: provider, duty: Do it., reference: A, due: {on: 2025-06-30},
     not_before: 2025-02-01, fulfilled_by: events.framework_published_on, proved_by: events.framework_reviewed_on}
  each_review:
    {label: each review, when: model.dense, who: provider, duty: Do it., reference: A,
     due: {every: 3 months, first: {on: 2025-04-01}}, fulfilled_by: events.framework_reviewed_on}
  later_before:
    {label: later before, when: model.dense, who: provider, duty: Do it., reference: A,
     due: {later_of: [{on: 2025-06-30}, {before: events.threshold_foreseen_on}, {at: organization.became_large_on}]}}
  earlier_before:
    {label: earlier before, when: model.dense, who: provider, duty: Do it., reference: A,
     due: {earlier_of: [{on: 2025-06-30}, {before: events.threshold_foreseen_on}]}}
  report_here:
    {label: report here, when: model.dense, who: provider, duty: Do it., reference: A, not_before: events.asked_on_here,
     due: {within: 15 days, after: events.asked_on_here}}
  report:
    {label: report, when: model.dense, who: provider, duty: Do it., reference: A, not_before: events.asked_at,
     due: {within: 15 days, after: events.asked_at}}
"""

Assess = Callable[..., Assessment]


@pytest.fixture(scope="module", params=["direct", "durable"])
def assessed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Assess:
    engine: EngineName = request.param
    if engine == "durable" and (reason := available()) is not None:
        pytest.skip(reason)
    folder: Path = tmp_path_factory.mktemp("policies")
    (folder / "act.yaml").write_text(POLICY, encoding="utf-8")
    corpus = read_corpus(folder)
    catalogue = read_catalogue(corpus.vocabulary)

    def run(
        text: str = "", *, on: str = "2026-01-15", dense: str = "true", weights: str = "closed", training: str = "null"
    ) -> Assessment:
        model = f"dense: {dense}, weights: {weights}, parameters: 5, training: {{compute: {training}}}"
        written = f"declaration: 1\nmodel: {{{model}}}\n{text}\n"
        law = corpus.in_force(on=date.fromisoformat(on), known=date(2026, 11, 22))
        return assess(read_declaration_text(written, corpus, catalogue, file="case.yaml"), law, engine)

    return run


def duty(assessment: Assessment, name: str) -> Duty:
    return assessment.duties[f"act#{name}"]


def events(day: str) -> str:
    return f"events: {{threshold_foreseen_on: {day}}}"


@pytest.mark.parametrize(
    ("event", "due"),
    [
        ("2025-12-01", "2025-12-15"),
        ("2025-12-18", "2026-01-01"),  # the end of a year
        ("2026-01-31", "2026-02-14"),  # the end of a month
        ("2024-02-15", "2024-02-29"),  # a leap day
        ("2024-02-16", "2024-03-01"),
        ("2023-02-15", "2023-03-01"),
        ("2000-02-15", "2000-02-29"),  # a century that leaps
        ("2100-02-15", "2100-03-01"),  # and one that does not
    ],
)
def test_days_are_counted_from_the_day_after_the_event(assessed: Assess, event: str, due: str) -> None:
    found = duty(assessed(events(event)), "two_weeks").due
    assert found.on == date.fromisoformat(due)
    assert found.computation == f"14 days after: the threshold was foreseen to be met on ({event})"
    assert found.missing == ()


def test_one_day_and_the_day_itself(assessed: Assess) -> None:
    assessment = assessed(events("2024-02-29"))
    assert duty(assessment, "one_day").due.on == date(2024, 3, 1)
    assert duty(assessment, "that_day").due.on == date(2024, 2, 29)
    assert duty(assessment, "that_day").due.computation.startswith("on the day: ")


def test_a_fixed_day(assessed: Assess) -> None:
    found = duty(assessed(), "fixed").due
    assert (found.on, found.computation) == (date(2027, 8, 2), "2027-08-02 by the text")


@pytest.mark.parametrize(
    ("event", "hours", "days"),
    [
        ("2026-05-02T14:00Z", "2026-05-05T14:00:00+00:00", "2026-05-17"),
        ("2026-02-27T23:30+02:00", "2026-03-02T23:30:00+02:00", "2026-03-14"),
        ("2024-02-27T23:30-05:30", "2024-03-01T23:30:00-05:30", "2024-03-13"),
        ("2025-12-30T00:00Z", "2026-01-02T00:00:00+00:00", "2026-01-14"),
    ],
)
def test_hours_are_counted_from_the_minute_in_its_zone(assessed: Assess, event: str, hours: str, days: str) -> None:
    assessment = assessed(f"events: {{incident_discovered_at: {event}}}")
    assert duty(assessment, "hours").due.on == datetime.fromisoformat(hours)
    assert duty(assessment, "days_after_a_time").due.on == date.fromisoformat(days)


@pytest.mark.parametrize(
    ("event", "later", "earlier"),
    [
        ("2025-08-01", "2025-08-16", "2025-08-15"),
        ("2025-08-02", "2025-08-16", "2025-08-16"),
        ("2025-08-03", "2025-08-17", "2025-08-16"),
    ],
)
def test_the_later_and_the_earlier_of_two_days(assessed: Assess, event: str, later: str, earlier: str) -> None:
    assessment = assessed(events(event))
    assert duty(assessment, "later").due.on == date.fromisoformat(later)
    assert duty(assessment, "earlier").due.on == date.fromisoformat(earlier)
    assert duty(assessment, "later").due.computation.startswith("the later of: 2025-08-16 by the text; 14 days after: ")


def test_one_day_that_is_not_known_leaves_the_later_and_the_earlier_open(assessed: Assess) -> None:
    for name in ("two_weeks", "later", "earlier", "that_day", "by_case"):
        found = duty(assessed(), name)
        assert found.due.on is None
        assert found.due.missing == ("events.threshold_foreseen_on",)
        # The earlier of two days is no later than the one that is known.
        assert (found.outcome, found.status) == ("met", "overdue" if name == "earlier" else "unknown")
    assert "which is not known" in duty(assessed(), "two_weeks").due.computation


def test_the_first_case_that_holds_gives_the_day(assessed: Assess) -> None:
    assert duty(assessed(events("2025-12-01")), "by_case").due.on == date(2025, 12, 15)


def test_a_case_that_is_open_leaves_the_day_open_and_is_asked_for(assessed: Assess) -> None:
    assessment = assessed(events("2025-12-01"), weights="null")
    found = duty(assessment, "by_case")
    assert (found.outcome, found.due.on, found.status) == ("met", None, "unknown")
    assert assessment.duty_missing(found) == ("model.weights",)


def test_no_case_that_holds_gives_no_day(assessed: Assess) -> None:
    found = duty(assessed(), "in_no_case")
    assert (found.due.on, found.due.computation, found.status) == (None, "no case of the text holds", "unknown")


@pytest.mark.parametrize(("name", "status"), [("always", "due"), ("no_day", "done")])
def test_a_duty_without_a_day_is_over_once_done_but_not_what_holds_at_all_times(
    assessed: Assess, name: str, status: str
) -> None:
    found = duty(assessed(), name)
    assert (found.due.on, found.due.standing, found.status) == (None, True, "due")
    done = duty(assessed(f"fulfilled: {{act#{name}: {{on: 2026-01-10}}}}"), name)
    assert done.status == status
    assert [each.on for each in done.fulfilments] == [date(2026, 1, 10)]


@pytest.mark.parametrize(
    ("done", "status"),
    [("2025-11-30", "done"), ("2025-12-01", "unknown"), ("2025-12-02", "done_late"), ("[]", "overdue")],
)
def test_before_an_event_is_earlier_than_its_day(assessed: Assess, done: str, status: str) -> None:
    found = duty(assessed(f"{events('2025-12-01')}\nfulfilled: {{act#before: {done}}}"), "before")
    assert (found.due.on, found.status) == (date(2025, 11, 30), status)


@pytest.mark.parametrize(
    ("event", "due"),
    [
        ("2026-02-01", "2026-01-07"),
        ("2026-01-10", "2025-12-16"),  # the end of a year
        ("2024-03-25", "2024-02-29"),  # a leap day
        ("2025-03-25", "2025-02-28"),
    ],
)
def test_days_ahead_are_counted_back_from_the_event(assessed: Assess, event: str, due: str) -> None:
    found = duty(assessed(events(event)), "ahead").due
    assert (found.on, found.before) == (date.fromisoformat(due), None)
    assert found.computation == f"at least 25 days before: the threshold was foreseen to be met on ({event})"


@pytest.mark.parametrize(
    ("done", "on", "status"),
    [
        ("2026-01-06", "2026-01-20", "done"),
        ("2026-01-07", "2026-01-20", "done"),  # the last day
        ("2026-01-08", "2026-01-20", "done_late"),
        ("[]", "2026-01-07", "due"),
        ("[]", "2026-01-08", "overdue"),  # though the event is still to come
    ],
)
def test_what_is_done_fewer_days_ahead_is_done_late(assessed: Assess, done: str, on: str, status: str) -> None:
    found = duty(assessed(f"{events('2026-02-01')}\nfulfilled: {{act#ahead: {done}}}", on=on), "ahead")
    assert (found.due.on, found.status) == (date(2026, 1, 7), status)


def test_days_ahead_of_an_event_within_bounds_are_within_bounds(assessed: Assess) -> None:
    found = duty(assessed(events("{at_least: 2026-02-01, at_most: 2026-02-09}")), "ahead").due
    assert (found.on, found.earliest, found.latest) == (None, date(2026, 1, 7), date(2026, 1, 15))


def test_before_an_event_within_bounds_is_within_bounds(assessed: Assess) -> None:
    found = duty(assessed(events("{at_least: 2025-12-01, at_most: 2025-12-09}")), "before")
    assert (found.due.on, found.due.earliest, found.due.latest) == (None, date(2025, 11, 30), date(2025, 12, 8))


@pytest.mark.parametrize(
    ("done", "on", "due", "status"),
    [
        ("[]", "2026-04-01", "2026-04-01", "due"),
        ("[]", "2026-04-02", "2026-04-01", "overdue"),
        ("2026-03-01", "2026-05-31", "2026-06-01", "due"),
        ("2026-03-01", "2026-06-02", "2026-06-01", "overdue"),
        ("2025-11-01", "2026-04-01", "2026-04-01", "due"),  # never before it is due the first time
        ("2026-12-30", "2026-04-02", "2026-04-01", "overdue"),  # what is to be done does not put it off
    ],
)
def test_a_duty_that_recurs_has_a_first_time(assessed: Assess, done: str, on: str, due: str, status: str) -> None:
    found = duty(assessed(f"fulfilled: {{act#each_quarter: {done}}}", on=on), "each_quarter")
    assert (str(found.due.on), found.status, found.due.every) == (due, status, "3 months")


@pytest.mark.parametrize(
    ("notified", "done", "due"),
    [
        ("null", "[]", "2026-04-01"),
        ("2025-08-01", "[]", "2026-08-01"),
        ("2025-01-01", "[]", "2026-04-01"),
        ("2025-08-01", "2025-09-01", "2026-09-01"),
        ("2025-10-01", "2025-09-01", "2026-10-01"),  # an event after it was done starts it anew
        ("2026-03-01", "2025-09-01", "2026-09-01"),  # an event that is still to come does not
    ],
)
def test_a_duty_that_recurs_counts_from_the_later_of_event_and_doing(
    assessed: Assess, notified: str, done: str, due: str
) -> None:
    text = f"events: {{notified_on: {notified}}}\nfulfilled: {{act#each_year_from: {done}}}"
    assert str(duty(assessed(text, on="2026-01-15"), "each_year_from").due.on) == due


@pytest.mark.parametrize(
    ("large", "done", "due", "earliest", "status"),
    [
        ("null", "2025-09-01", "None", "2025-12-01", "unknown"),
        ("{at_most: 2025-01-01}", "2025-09-01", "None", "2025-12-01", "overdue"),
        ("null", "[]", "None", "None", "unknown"),
        ("{at_least: 2025-10-20}", "2025-09-01", "None", "2026-01-20", "due"),
        ("2025-09-15", "2025-09-01", "2025-12-15", "None", "overdue"),
    ],
)
def test_a_first_time_that_is_not_known_leaves_the_next_open(
    assessed: Assess, large: str, done: str, due: str, earliest: str, status: str
) -> None:
    text = f"organization: {{became_large_on: {large}}}\nfulfilled: {{act#each_quarter_of_a_large_one: {done}}}"
    found = duty(assessed(text, on="2026-01-15"), "each_quarter_of_a_large_one")
    assert (str(found.due.on), str(found.due.earliest), found.status) == (due, earliest, status)


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ("framework_published_on: 2025-06-30", "done"),
        ("framework_published_on: 2025-07-01", "done_late"),
        ("framework_reviewed_on: 2025-06-30", "done"),
        ("framework_reviewed_on: 2025-07-01", "unknown"),  # it may have been published in time
        ("framework_published_on: 2025-07-01, framework_reviewed_on: 2025-08-01", "done_late"),
        ("framework_reviewed_on: 2026-08-01", "overdue"),  # to come
    ],
)
def test_what_cannot_be_without_a_doing_proves_it(assessed: Assess, facts: str, status: str) -> None:
    assert duty(assessed(f"events: {{{facts}}}"), "filed").status == status


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ("framework_published_on: 2025-01-31", "overdue"),  # too early to count
        ("framework_published_on: 2025-02-01", "done"),
        ("framework_published_on: 2025-01-31, framework_reviewed_on: 2025-06-30", "done"),
        ("framework_published_on: 2025-01-31, framework_reviewed_on: 2025-07-01", "unknown"),
        ("framework_published_on: {at_least: 2025-02-01, at_most: 2025-06-30}", "done"),
        ("framework_published_on: {at_least: 2025-01-31, at_most: 2025-06-30}", "unknown"),
        ("framework_published_on: {at_most: 2025-01-31}", "overdue"),
        ("framework_published_on: {at_least: 2025-07-01, at_most: 2025-12-01}", "done_late"),
        ("framework_published_on: {at_least: 2025-06-30, at_most: 2025-12-01}", "unknown"),
        ("framework_published_on: {at_least: 2025-07-01}", "unknown"),  # late, or not yet
        ("framework_published_on: {more_than: 2026-01-15}", "overdue"),  # to come
        ("framework_published_on: {at_least: 2025-01-01}", "unknown"),  # too early, in time, late or to come
        ("framework_published_on: {at_least: 2025-02-01}, framework_reviewed_on: 2025-06-30", "done"),
        ("framework_published_on: 2025-01-31, framework_reviewed_on: {at_most: 2025-12-01}", "unknown"),
        ("framework_published_on: null", "overdue"),
    ],
)
def test_a_doing_within_bounds_is_no_more_than_that(assessed: Assess, facts: str, status: str) -> None:
    assert duty(assessed(f"events: {{{facts}}}"), "audited").status == status


@pytest.mark.parametrize(
    ("reviewed", "due", "bounds", "status"),
    [
        ("2025-11-01", "2026-02-01", (None, None), "due"),
        ("{at_least: 2025-11-01, at_most: 2025-12-01}", "None", ("2026-02-01", "2026-03-01"), "due"),
        ("{at_least: 2025-09-01, at_most: 2025-12-01}", "None", ("2025-12-01", "2026-03-01"), "unknown"),
        ("{at_least: 2025-08-01, at_most: 2025-10-01}", "None", ("2025-11-01", "2026-01-01"), "overdue"),
        ("{at_most: 2024-12-01}", "2025-04-01", (None, None), "overdue"),
        ("{at_least: 2025-12-01}", "None", ("2025-04-01", "2026-04-15"), "unknown"),
        ("{at_least: 2025-09-01}", "None", ("2025-04-01", "2026-04-15"), "unknown"),  # perhaps done today
        ("{at_least: 2025-09-01, at_most: 2026-01-15}", "None", ("2025-12-01", "2026-04-15"), "unknown"),
        ("{at_least: 2025-09-01, at_most: 2025-10-14}", "None", ("2025-12-01", "2026-01-14"), "overdue"),
        ("{at_least: 2025-10-15, at_most: 2025-12-14}", "None", ("2026-01-15", "2026-03-14"), "due"),
    ],
)
def test_a_last_time_within_bounds_leaves_the_next_within_bounds(
    assessed: Assess, reviewed: str, due: str, bounds: tuple[str | None, str | None], status: str
) -> None:
    assessment = assessed(f"events: {{framework_reviewed_on: {reviewed}}}")
    found = duty(assessment, "each_review")
    ends = tuple(None if each is None else str(each) for each in (found.due.earliest, found.due.latest))
    assert (str(found.due.on), ends, found.status) == (due, bounds, status)
    asked = "events.framework_reviewed_on" in assessment.duty_missing(found)
    assert asked == (due == "None")


@pytest.mark.parametrize(
    ("notified", "done", "due", "bounds", "status"),
    [
        # A year after its event, and first on 2026-04-01; decided on 2027-01-15.
        ("2026-06-01", "[]", "2027-06-01", (None, None), "due"),
        ("{at_least: 2026-06-01, at_most: 2026-09-01}", "[]", "None", ("2027-06-01", "2027-09-01"), "due"),
        ("{at_least: 2025-06-01, at_most: 2026-09-01}", "[]", "None", ("2026-06-01", "2027-09-01"), "unknown"),
        ("{at_least: 2026-06-01, at_most: 2027-09-01}", "[]", "None", ("2026-04-01", "2028-01-15"), "unknown"),
        ("{at_least: 2027-02-01, at_most: 2027-09-01}", "[]", "2026-04-01", (None, None), "overdue"),  # to come
        ("{at_least: 2026-06-01, at_most: 2026-09-01}", "2026-07-01", "None", ("2027-07-01", "2027-09-01"), "due"),
        ("{at_least: 2026-06-01, at_most: 2026-09-01}", "2026-10-01", "2027-10-01", (None, None), "due"),
        ("{at_least: 2024-06-01, at_most: 2024-09-01}", "[]", "2026-04-01", (None, None), "overdue"),
    ],
)
def test_an_event_within_bounds_starts_the_period_anew_within_bounds(
    assessed: Assess, notified: str, done: str, due: str, bounds: tuple[str | None, str | None], status: str
) -> None:
    text = f"events: {{notified_on: {notified}}}\nfulfilled: {{act#each_year_from: {done}}}"
    found = duty(assessed(text, on="2027-01-15"), "each_year_from")
    ends = tuple(None if each is None else str(each) for each in (found.due.earliest, found.due.latest))
    assert (str(found.due.on), ends, found.status) == (due, bounds, status)


@pytest.mark.parametrize(
    ("asked", "done", "status", "shown"),
    [
        ("2025-06-01T12:00-08:00", "2025-06-01", "done", ["counted"]),
        ("{at_least: 2025-06-01, at_most: 2025-06-10}", "2025-05-31", "overdue", ["not counted"]),
        ("{at_least: 2025-06-01, at_most: 2025-06-10}", "2025-06-01", "unknown", ["unsure"]),  # perhaps about another
        ("{at_least: 2025-06-01, at_most: 2025-06-10}", "2025-06-09", "unknown", ["unsure"]),
        ("{at_least: 2025-06-01, at_most: 2025-06-10}", "2025-06-10", "done", ["counted"]),
        ("{at_least: 2025-06-01}", "2025-06-10", "unknown", ["unsure"]),
        ("{at_most: 2025-06-10}", "2025-06-10", "unknown", ["counted"]),
        ("{at_most: 2025-06-10}", "2025-06-09", "unknown", ["unsure"]),
    ],
)
def test_what_may_have_been_done_before_an_event_is_not_sure_to_be_about_it(
    assessed: Assess, asked: str, done: str, status: str, shown: list[str]
) -> None:
    fact = "asked_at" if "T" in asked else "asked_on_here"
    found = duty(assessed(f"events: {{{fact}: {asked}}}\nfulfilled: {{act#report_here: {done}}}"), "report_here")
    parts = {"counted": found.fulfilments, "not counted": found.not_counted, "unsure": found.unsure}
    assert (found.status, [name for name, times in parts.items() if times]) == (status, shown)


@pytest.mark.parametrize(
    ("foreseen", "name", "done", "status"),
    [
        ("2025-09-01", "later_before", "2025-08-31", "done"),
        ("2025-09-01", "later_before", "2025-09-01", "unknown"),  # before it by the hour, or not
        ("2025-09-01", "later_before", "2025-09-02", "done_late"),
        ("2025-06-30", "later_before", "2025-06-30", "done"),
        ("2025-07-01", "later_before", "2025-07-01", "unknown"),
        ("2025-06-30", "earlier_before", "2025-06-30", "unknown"),
        ("2025-07-01", "earlier_before", "2025-07-01", "done_late"),
        ("{at_least: 2025-08-01, at_most: 2025-09-01}", "before", "2025-09-01", "unknown"),
        ("{at_least: 2025-08-01, at_most: 2025-09-01}", "before", "2025-09-02", "done_late"),
        ("{at_least: 2025-08-01, at_most: 2025-09-01}", "later_before", "2025-09-01", "unknown"),
        ("{at_least: 2025-08-01, at_most: 2025-09-01}", "later_before", "2025-09-02", "done_late"),
        ("{at_least: 2025-08-01, at_most: 2025-09-01}", "later_before", "2025-07-31", "done"),
    ],
)
def test_before_an_event_stays_so_among_several_days(
    assessed: Assess, foreseen: str, name: str, done: str, status: str
) -> None:
    text = f"{events(foreseen)}\norganization: {{became_large_on: 2025-01-01}}\nfulfilled: {{act#{name}: {done}}}"
    assert duty(assessed(text), name).status == status


@pytest.mark.parametrize("asked", ["2026-01-01T23:30-08:00", "2026-01-02T07:30Z", "2026-01-02T16:30+09:00"])
@pytest.mark.parametrize(
    ("done", "status"),
    [
        ("{at: 2026-01-02T06:00Z}", "done"),  # the evening before by that calendar, so it can be about it
        ("2025-12-31", "overdue"),
        ("{at: 2026-01-17T07:59Z}", "done"),
        ("{at: 2026-01-17T08:00Z}", "done_late"),
        ("2026-01-16", "done"),
        ("2026-01-17", "done_late"),
    ],
)
def test_days_are_counted_by_the_calendar_of_the_text_s_place(
    assessed: Assess, asked: str, done: str, status: str
) -> None:
    text = f"events: {{asked_at: {asked}}}\nfulfilled: {{act#report_here: {done}}}"
    found = duty(assessed(text, on="2026-02-01"), "report_here")
    assert (str(found.due.on), found.status) == ("2026-01-16", status)


@pytest.mark.parametrize(
    ("done", "status"),
    [
        ("2025-12-31", "overdue"),  # a report on something else
        ("2026-01-01", "done"),
        ("{at: 2026-01-01T22:59Z}", "overdue"),
        ("{at: 2026-01-01T23:00Z}", "done"),
        ("[2025-12-31, 2026-01-18]", "done_late"),
    ],
)
def test_what_was_done_before_an_event_is_not_done_about_it(assessed: Assess, done: str, status: str) -> None:
    text = f"events: {{asked_at: 2026-01-01T23:00Z}}\nfulfilled: {{act#report: {done}}}"
    found = duty(assessed(text, on="2026-02-01"), "report")
    assert found.status == status
    assert len(found.fulfilments) + len(found.not_counted) == (2 if done.startswith("[") else 1)


@pytest.mark.parametrize(
    ("on", "fulfilled", "status"),
    [
        ("2025-12-14", None, "due"),
        ("2025-12-15", None, "due"),
        ("2025-12-16", None, "overdue"),
        ("2026-01-15", "2025-12-14", "done"),
        ("2026-01-15", "2025-12-15", "done"),
        ("2026-01-15", "2025-12-16", "done_late"),
        ("2025-12-20", "2025-12-29", "overdue"),  # what is done later is not done on the day of the decision
        ("2025-12-10", "2025-12-14", "due"),
        ("2025-12-29", "2025-12-29", "done_late"),
    ],
)
def test_how_a_duty_stands(assessed: Assess, on: str, fulfilled: str | None, status: str) -> None:
    done = f"fulfilled: {{act#two_weeks: {{on: {fulfilled}, reference: a letter}}}}" if fulfilled else ""
    found = duty(assessed(f"{events('2025-12-01')}\n{done}", on=on), "two_weeks")
    assert found.status == status
    assert (found.fulfilment is not None) is (status in ("done", "done_late"))


@pytest.mark.parametrize(
    ("done", "status"),
    [
        ("on: 2026-01-03", "done"),
        ("on: 2026-01-04", "unknown"),  # the hour decides
        ("on: 2026-01-05", "unknown"),  # already that day where days begin first
        ("on: 2026-01-06", "done_late"),
        ("at: 2026-01-04T23:00Z", "done"),
        ("at: 2026-01-04T23:01Z", "done_late"),
        ("at: 2026-01-05T00:59+02:00", "done"),
        ("at: 2026-01-04T18:01-05:00", "done_late"),
    ],
)
def test_hours_are_held_against_the_time_where_it_is_stated(assessed: Assess, done: str, status: str) -> None:
    text = f"events: {{incident_discovered_at: 2026-01-01T23:00Z}}\nfulfilled: {{act#hours: {{{done}}}}}"
    assert duty(assessed(text), "hours").status == status


def recurring(assessed: Assess, done: str, on: str, name: str = "each_year") -> tuple[str, str]:
    found = duty(assessed(f"{events('2024-02-29')}\nfulfilled: {{act#{name}: {done}}}", on=on), name)
    return str(found.due.on), found.status


def test_a_duty_that_recurs_is_due_again_a_period_after_it_was_done(assessed: Assess) -> None:
    never = duty(assessed(events("2024-02-29"), on="2025-02-28"), "each_year")
    assert (never.due.on, never.status, never.due.every) == (date(2025, 2, 28), "due", "1 year")
    assert recurring(assessed, "[]", "2025-03-01") == ("2025-02-28", "overdue")
    assert recurring(assessed, "2025-02-01", "2026-02-01") == ("2026-02-01", "due")
    assert recurring(assessed, "[2025-02-01, 2026-03-31]", "2026-11-22", "each_month") == ("2026-04-30", "overdue")
    assert recurring(assessed, "[2025-02-01, 2026-12-31]", "2026-11-22", "each_month") == ("2025-03-01", "overdue")


@pytest.mark.parametrize(
    ("event", "month", "year"),
    [
        ("2026-01-31", "2026-02-28", "2027-01-31"),
        ("2024-01-31", "2024-02-29", "2025-01-31"),
        ("2024-02-29", "2024-03-29", "2025-02-28"),
        ("2025-12-15", "2026-01-15", "2026-12-15"),
    ],
)
def test_months_and_years_are_those_of_the_calendar(assessed: Assess, event: str, month: str, year: str) -> None:
    assessment = assessed(events(event))
    assert duty(assessment, "each_month").due.on == date.fromisoformat(month)
    assert duty(assessment, "each_year").due.on == date.fromisoformat(year)


@pytest.mark.parametrize(
    ("bound", "on", "status"),
    [
        ("{at_least: 2026-01-01}", "2026-01-15", "due"),
        ("{at_least: 2026-01-01}", "2026-01-16", "unknown"),
        ("{more_than: 2026-01-01}", "2026-01-16", "due"),
        ("{at_most: 2026-01-01}", "2026-01-15", "unknown"),
        ("{at_most: 2026-01-01}", "2026-01-16", "overdue"),
        ("{less_than: 2026-01-01}", "2026-01-15", "overdue"),
        ("{at_least: 2026-01-01, at_most: 2026-01-03}", "2026-01-15", "due"),
        ("{at_least: 2026-01-01, at_most: 2026-01-03}", "2026-01-16", "unknown"),
        ("{at_least: 2026-01-01, at_most: 2026-01-03}", "2026-01-18", "overdue"),
    ],
)
def test_an_event_within_bounds_bounds_the_day(assessed: Assess, bound: str, on: str, status: str) -> None:
    found = duty(assessed(f"events: {{threshold_foreseen_on: {bound}}}", on=on), "two_weeks")
    assert (found.due.on, found.status) == (None, status)
    assert found.due.missing == ("events.threshold_foreseen_on",)


def test_penalties_and_what_is_to_be_told_stand_with_the_duty(assessed: Assess) -> None:
    def shown(text: str, on: str = "2026-01-15") -> dict[str, Any]:
        document = document_of(assessed(text, on=on))
        return next(each for each in document["obligations"] if each["id"] == "act#always")

    (fine, daily), (told,) = (
        shown("organization: {annual_worldwide_turnover: 1e9 EUR}")["penalties"],
        shown("")["reports"],
    )
    assert (fine["outcome"], fine["cap"]["text"], fine["since"]) == ("met", "30,000,000 EUR", "2020-02-01")
    assert (daily["outcome"], daily["status"], daily["since"]) == (None, "not_yet_in_force", "2027-01-01")
    (unknown, _) = shown("")["penalties"]
    assert unknown["cap"]["text"] == "at least 15,000,000 EUR"
    assert [each["fact"] for each in unknown["missing"]] == ["organization.annual_worldwide_turnover"]
    assert (told["text"], told["value"]) == ("not known", None)
    large = "organization: {annual_gross_revenue: 5e8 USD}"
    assert shown(f"{large}", on="2027-01-01")["penalties"][1]["outcome"] == "not_met"
    more = "organization: {annual_gross_revenue: {more_than: 5e8}}"
    assert shown(more, on="2027-01-01")["penalties"][1]["cap"]["text"] == "1,000 USD"


@pytest.mark.parametrize(
    ("compute", "text", "value"),
    [
        ("2.349e25", "2.3e25 FLOP", "23" + "0" * 24),
        ("2.351e25", "2.4e25 FLOP", "24" + "0" * 24),
        ("2.35e25", "2.4e25 FLOP", "24" + "0" * 24),
        ("2.45e25", "2.5e25 FLOP", "25" + "0" * 24),
        ("9.96e25", "1.0e26 FLOP", "1" + "0" * 26),
        ("10^25", "1.0e25 FLOP", "1" + "0" * 25),
        ("{at_least: 2.31e25, at_most: 2.34e25}", "2.3e25 FLOP", "23" + "0" * 24),
        ("{at_least: 2.31e25, at_most: 2.36e25}", "not known", None),
    ],
)
def test_a_quantity_is_told_with_the_figures_of_the_text(
    assessed: Assess, compute: str, text: str, value: str | None
) -> None:
    document = document_of(assessed(training=compute))
    (told,) = next(each for each in document["obligations"] if each["id"] == "act#always")["reports"]
    assert (told["text"], told["value"], told["significant_figures"]) == (text, value, 2)


@pytest.mark.parametrize(("dense", "outcome"), [("false", "not_met"), ("null", "unknown")])
def test_a_duty_that_does_not_arise_for_certain_has_no_standing(assessed: Assess, dense: str, outcome: str) -> None:
    found = duty(assessed(events("2025-12-01"), dense=dense), "two_weeks")
    assert (found.outcome, found.status) == (outcome, "unknown")


def test_what_is_missing_for_a_duty_is_asked_for(assessed: Assess) -> None:
    assessment = assessed(dense="null")
    assert assessment.duty_missing(duty(assessment, "two_weeks")) == ("model.dense", "events.threshold_foreseen_on")
    assert assessment.duty_missing(duty(assessment, "fixed")) == ("model.dense",)
    arisen = assessed()
    assert arisen.duty_missing(duty(arisen, "two_weeks")) == ("events.threshold_foreseen_on",)
    never = assessed(dense="false")
    assert never.duty_missing(duty(never, "two_weeks")) == ()


@pytest.mark.parametrize(
    "text",
    [
        "events: {threshold_foreseen_on: 9999-12-31}",
        "events: {incident_discovered_at: '9999-12-31T23:00Z'}",
        "events: {threshold_foreseen_on: 0001-01-01}",
        "events: {incident_discovered_at: '0001-01-01T00:00+14:00'}",
    ],
)
def test_the_ends_of_the_calendar_end_nothing(assessed: Assess, text: str) -> None:
    assessment = assessed(text)
    for found in assessment.duties.values():
        if "9999" in text and "beyond" in found.due.computation:
            bounded = found.selected.name == "earlier"
            assert (found.due.on, found.status) == (None, "overdue" if bounded else "unknown")
    assert ("9999" in text) is any(
        "lies beyond the calendar" in each.due.computation for each in assessment.duties.values()
    )
