"""Two clocks: from the events of a text and two days to its standing; from dated values to the one that holds."""

from datetime import date, timedelta

import pytest

from govern.law.calendar import standing, value_on
from govern.law.schema import Event, ParameterValue
from tests.small_law import HISTORY, condition, corpus_of, file_of, law_of, outcomes


def day(text: str) -> date:
    return date.fromisoformat(text)


def event(kind: str, on: str, published: str | None = None, reference: str = "Art. 1") -> Event:
    return Event.model_validate({"event": kind, "on": on, "published": published or on, "reference": reference})


def value(written: str, start: str, published: str | None = None, until: str | None = None) -> ParameterValue:
    return ParameterValue.model_validate(
        {"from": start, "until": until, "published": published or start, "value": written, "reference": "Art. 2"}
    )


AI_ACT = [
    event("published", "2024-07-12", "2024-07-12"),
    event("in_force", "2024-08-01", "2024-07-12"),
    event("applies", "2025-08-02", "2024-07-12", "Art. 113(b)"),
    event("enforced", "2026-08-02", "2024-07-12"),
]


@pytest.mark.parametrize(
    ("on", "known", "status", "enforced"),
    [
        ("2025-08-01", "2026-01-01", "not_yet_in_force", None),
        ("2025-08-02", "2026-01-01", "in_force", False),
        ("2026-08-01", "2026-09-01", "in_force", False),
        ("2026-08-02", "2026-09-01", "in_force", True),
        ("2026-08-02", "2024-07-12", "in_force", True),
        ("2026-08-02", "2024-07-11", "not_published", None),
    ],
)
def test_a_law_published_applicable_enforced(on: str, known: str, status: str, enforced: bool | None) -> None:
    held = standing(AI_ACT, day(on), day(known))
    assert (held.status, held.enforced) == (status, enforced)
    assert held.in_force == (status == "in_force")


def test_where_nothing_is_said_of_enforcement_nothing_is_known_of_it() -> None:
    assert standing([event("applies", "2024-01-01")], day("2025-01-01"), day("2025-01-01")).enforced is None
    paused = [event("applies", "2024-01-01"), event("not_enforced", "2024-06-01")]
    assert standing(paused, day("2024-05-31"), day("2025-01-01")).enforced is False
    assert standing([*paused, event("enforced", "2024-02-01")], day("2024-05-31"), day("2025-01-01")).enforced is True
    assert standing([*paused, event("enforced", "2024-02-01")], day("2024-06-01"), day("2025-01-01")).enforced is False


def test_an_amendment_is_told_and_changes_nothing_of_how_a_text_stands() -> None:
    amended = [*AI_ACT, event("amended", "2026-07-27", "2026-07-24", "Regulation (EU) 2026/1744")]
    days = [day(text) for text in ("2024-07-11", "2024-07-12", "2025-08-02", "2026-07-24", "2026-07-27", "2026-08-02")]
    assert [standing(amended, on, on) for on in days] == [standing(AI_ACT, on, on) for on in days]
    alone = [event("amended", "2020-01-01")]
    assert standing(alone, day("2021-01-01"), day("2021-01-01")).status == "not_published"


def test_a_text_without_dates() -> None:
    assert standing([], day("2025-01-01"), day("2025-01-01")).status == "not_published"
    assert standing([], day("1900-01-01"), day("1900-01-01"), always=True).in_force
    proposed = standing([event("published", "2024-05-01")], day("2030-01-01"), day("2030-01-01"))
    assert (proposed.status, proposed.since) == ("proposed", day("2024-05-01"))


def test_a_day_of_application_goes_before_entry_into_force() -> None:
    both = [event("in_force", "2024-08-01"), event("applies", "2026-08-02", "2024-07-12")]
    assert standing(both, day("2025-01-01"), day("2025-01-01")).status == "not_yet_in_force"
    assert standing(both[:1], day("2025-01-01"), day("2025-01-01")).in_force


def test_a_date_that_is_moved_is_moved_only_for_who_knows() -> None:
    moved = [event("applies", "2026-08-02", "2024-07-12"), event("applies", "2027-12-02", "2026-07-24")]
    assert standing(moved, day("2026-09-01"), day("2026-07-23")).in_force
    assert standing(moved, day("2026-09-01"), day("2026-07-24")).status == "not_yet_in_force"
    assert standing(moved, day("2027-12-02"), day("2028-01-01")).in_force


@pytest.mark.parametrize(("kind", "status"), [("repealed", "repealed"), ("superseded", "superseded")])
def test_what_ended_ended_on_its_day(kind: str, status: str) -> None:
    ended = [event("applies", "2023-01-01"), event(kind, "2024-01-01", "2023-10-25", "88 FR 73458")]
    assert standing(ended, day("2023-12-31"), day("2025-01-01")).in_force
    after = standing(ended, day("2024-01-01"), day("2025-01-01"))
    assert (after.status, after.since, after.reference) == (status, day("2024-01-01"), "88 FR 73458")
    assert standing(ended, day("2024-01-01"), day("2023-10-24")).in_force


def test_what_ends_before_it_begins_never_begins() -> None:
    rescinded = [event("applies", "2025-05-15", "2025-01-15"), event("repealed", "2025-05-13")]
    assert standing(rescinded, day("2025-05-14"), day("2025-06-01")).status == "not_yet_in_force"
    assert standing(rescinded, day("2025-05-15"), day("2025-06-01")).status == "repealed"


def test_a_veto_is_for_good() -> None:
    bill = [
        event("published", "2024-02-07"),
        event("applies", "2025-01-01", "2024-08-28"),
        event("vetoed", "2024-09-29"),
    ]
    assert standing(bill, day("2025-06-01"), day("2024-09-28")).in_force
    assert standing(bill, day("2025-06-01"), day("2024-09-29")).status == "vetoed"


def test_a_stay_begins_and_ends() -> None:
    stayed = [
        event("applies", "2024-01-01"),
        event("stayed", "2024-03-01"),
        event("stay_ends", "2024-05-01"),
        event("stayed", "2024-07-01"),
    ]
    status = {month: standing(stayed, date(2024, month, 1), day("2025-01-01")).status for month in range(1, 9)}
    assert [month for month, each in status.items() if each == "stayed"] == [3, 4, 7, 8]
    assert standing(stayed, day("2024-04-30"), day("2025-01-01")).status == "stayed"
    assert standing(stayed, day("2024-06-01"), day("2024-04-30")).status == "stayed"


def test_the_value_of_the_day() -> None:
    dated = [
        value("1", "2024-01-01"),
        value("2", "2025-01-01", "2024-06-01"),
        value("3", "2026-01-01", "2025-09-01"),
    ]

    def held(on: str, known: str) -> str | None:
        found = value_on(dated, day(on), day(known))
        return None if found is None else str(found.value)

    assert held("2023-12-31", "2030-01-01") is None
    assert held("2024-01-01", "2030-01-01") == "1"
    assert held("2024-12-31", "2030-01-01") == "1"
    assert held("2025-01-01", "2030-01-01") == "2"
    assert held("2025-01-01", "2024-05-31") == "1"
    assert held("2026-01-01", "2025-08-31") == "2"
    assert held("2026-01-01", "2025-09-01") == "3"


def test_a_value_with_an_end_leaves_the_day_after_it_free() -> None:
    ended = [value("1", "2024-01-01", until="2025-01-01")]
    assert value_on(ended, day("2024-12-31"), day("2030-01-01")) == ended[0]
    assert value_on(ended, day("2025-01-01"), day("2030-01-01")) is None


def test_a_correction_of_the_same_day_counts_from_its_publication() -> None:
    corrected = [value("1", "2024-01-01"), value("2", "2024-01-01", "2024-03-01")]
    assert value_on(corrected, day("2024-02-01"), day("2024-02-29")) == corrected[0]
    assert value_on(corrected, day("2024-02-01"), day("2024-03-01")) == corrected[1]


# --- through a law --------------------------------------------------------------------------------


def with_dates(**history: list[dict[str, str]]) -> dict[str, object]:
    return {name: condition("True", history=events) for name, events in history.items()}


LATER = [{"event": "applies", "on": "2026-01-01", "published": "2025-01-01", "reference": "Art. 3"}]
PROPOSED = [{"event": "published", "on": "2025-01-01", "published": "2025-01-01", "reference": "COM"}]
GONE = [*HISTORY, {"event": "repealed", "on": "2025-01-01", "published": "2024-12-01", "reference": "Art. 4"}]
UNKNOWN_YET = [{"event": "applies", "on": "2024-01-01", "published": "2025-09-01", "reference": "Art. 5"}]


def test_outside_its_dates_a_provision_gives_no_finding_and_a_reference_to_it_is_not_met() -> None:
    law = law_of(
        "later or proposed or gone or unseen",
        provisions={
            **with_dates(later=LATER, proposed=PROPOSED, gone=GONE, unseen=UNKNOWN_YET),
            "without": condition("not later and not gone"),
        },
    )
    assert outcomes(law) == {"rule": "not_met", "without": "met"}


@pytest.mark.parametrize(
    ("include", "more"),
    [
        ((), set()),
        (("proposal",), {"proposed"}),
        (("enacted",), {"later"}),
        (("repealed",), {"gone"}),
        (("voluntary",), set()),
    ],
)
def test_what_is_not_in_force_can_be_included_and_changes_nothing_else(
    include: tuple[str, ...], more: set[str]
) -> None:
    corpus = corpus_of(
        {
            "law": file_of(
                provisions={
                    "rule": condition("later or proposed or gone or unseen"),
                    **with_dates(later=LATER, proposed=PROPOSED, gone=GONE, unseen=UNKNOWN_YET),
                }
            )
        }
    )
    law = corpus.in_force(on=day("2025-06-01"), known=day("2025-06-01"), include=include)
    found = outcomes(law)
    assert set(found) == {"rule"} | more
    assert found["rule"] == "not_met"
    assert all(found[name] == "met" for name in more)


def test_a_parameter_without_a_value_on_the_day_is_unknown() -> None:
    values = [{"from": "2025-06-02", "published": "2025-01-01", "value": "3", "reference": "1"}]
    parameters = {"limit": {"values": values}, "rows": {"key": "text", "values": [{**values[0], "value": {"a": "1"}}]}}
    provisions = {"row": condition("rows['a'] > 0")}
    law = law_of("case.count > limit", parameters=parameters, provisions=provisions)
    assert outcomes(law, count=5) == {"rule": "unknown", "row": "unknown"}
    law = law_of("case.count > limit", parameters=parameters, provisions=provisions, on=day("2025-06-02"))
    assert outcomes(law, count=5) == {"rule": "met", "row": "met"}


def test_every_day_has_one_law() -> None:
    """Day by day over the days around each date: what holds changes on that day and on no other."""
    start, dates = day("2024-12-30"), ("2025-01-01", "2025-01-04", "2025-01-06")
    rising = [
        {"from": text, "published": "2024-01-01", "value": str(i), "reference": "1"} for i, text in enumerate(dates)
    ]
    corpus = corpus_of(
        {
            "law": file_of(
                parameters={"step": {"values": rising}},
                provisions={f"is_{i}": condition(f"step == {i}") for i in range(3)},
            )
        }
    )
    seen = []
    for n in range(10):
        on = start + timedelta(days=n)
        found = outcomes(corpus.in_force(on=on, known=day("2025-02-01")))
        seen.append(
            "".join(
                "x" if found[f"is_{i}"] == "met" else "?" if found[f"is_{i}"] == "unknown" else "." for i in range(3)
            )
        )
    assert seen == ["???", "???", "x..", "x..", "x..", ".x.", ".x.", "..x", "..x", "..x"]
