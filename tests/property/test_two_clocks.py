"""Two clocks: what is published later never changes an earlier assessment, and each day has one law (idea 5)."""

from collections.abc import Sequence
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from govern.assessment.decision import Decider
from govern.law.calendar import standing, value_on
from govern.law.law import Law
from govern.law.schema import Event, ParameterValue
from tests.property.cases import partial_cases
from tests.property.strategies import DAY, RandomLaw, Style, built, laws

KINDS = (
    "published",
    "applies",
    "in_force",
    "enforced",
    "stayed",
    "stay_ends",
    "not_enforced",
    "superseded",
    "repealed",
    "vetoed",
)
FIRST = date(2025, 5, 25)
days = st.integers(0, 14).map(lambda number: FIRST + timedelta(days=number))


@st.composite
def events(draw: st.DrawFn, earliest: date = FIRST) -> Event:
    published = max(draw(days), earliest)
    kind = draw(st.sampled_from(KINDS))
    return Event.model_validate({"event": kind, "on": draw(days), "published": published, "reference": "Art. 1"})


@st.composite
def values(draw: st.DrawFn, earliest: date = FIRST) -> ParameterValue:
    start = draw(days)
    until = draw(st.one_of(st.none(), days.filter(lambda day: day > start))) if start < FIRST + timedelta(13) else None
    published = max(draw(days), earliest)
    written = str(draw(st.integers(1, 9)))
    return ParameterValue.model_validate(
        {"from": start, "until": until, "published": published, "value": written, "reference": "Art. 2"}
    )


@given(st.lists(events(), max_size=6), st.data())
def test_a_later_event_leaves_earlier_knowledge_alone(history: list[Event], data: st.DataObject) -> None:
    known = data.draw(days)
    later = data.draw(st.lists(events(known + timedelta(days=1)), max_size=4))
    together = list(history)
    for event in later:
        together.insert(data.draw(st.integers(0, len(together))), event)
    for on in (FIRST + timedelta(days=n) for n in range(15)):
        before, after = standing(history, on, known), standing(together, on, known)
        assert (before.status, before.since, before.enforced) == (after.status, after.since, after.enforced)


@given(st.lists(values(), max_size=6), st.data())
def test_a_later_value_leaves_earlier_knowledge_alone(dated: list[ParameterValue], data: st.DataObject) -> None:
    known = data.draw(days)
    later = data.draw(st.lists(values(known + timedelta(days=1)), max_size=4))
    for on in (FIRST + timedelta(days=n) for n in range(15)):
        assert value_on([*dated, *later], on, known) == value_on(dated, on, known)


@given(st.lists(values(), max_size=6), days, days)
def test_each_day_has_at_most_one_value_and_it_holds_that_day(
    dated: list[ParameterValue], on: date, known: date
) -> None:
    found = value_on(dated, on, known)
    holding = [v for v in dated if v.published <= known and v.from_ <= on and (v.until is None or on < v.until)]
    assert (found is None) == (not holding)
    if found is not None:
        assert found in holding
        assert all((v.from_, v.published) <= (found.from_, found.published) for v in holding)


@given(st.lists(values(), min_size=1, max_size=5, unique_by=lambda value: value.from_), days)
def test_values_one_after_another_part_the_days(dated: list[ParameterValue], on: date) -> None:
    """Each without an end: from its day to the day before the next."""
    endless = [value.model_copy(update={"until": None, "published": FIRST}) for value in dated]
    started = [value for value in endless if value.from_ <= on]
    expected = max(started, key=lambda value: value.from_, default=None)
    assert value_on(endless, on, FIRST) == expected


@given(st.lists(events(), max_size=6), days, days)
def test_standing_is_one_thing_and_in_force_means_begun_and_not_ended(
    history: list[Event], on: date, known: date
) -> None:
    seen = [event for event in history if event.published <= known]
    held = standing(history, on, known)
    if held.in_force:
        assert any(event.event in ("applies", "in_force") and event.on <= on for event in seen)
        assert not any(event.event in ("superseded", "repealed") and event.on <= on for event in seen)
        assert not any(event.event == "vetoed" for event in seen)
    if not seen:
        assert held.status == "not_published"
    if held.status == "proposed":
        assert any(event.on <= on for event in seen)
    assert standing(list(reversed(history)), on, known).status == held.status or same_day(seen)


def same_day(seen: Sequence[Event]) -> bool:
    """Whether two events share their days, so that their order in the file decides."""
    marks = [(event.on, event.published) for event in seen]
    return len(set(marks)) < len(marks)


def verdicts(law: Law, told: dict[str, Any]) -> dict[str, object]:
    decision = Decider(law, "direct").decide(told)
    return {
        id: (decision.verdicts[selected.nodes[0]].outcome, decision.verdicts[selected.nodes[0]].by_reading)
        for id, selected in law.provisions.items()
    }


def with_later(law: RandomLaw, data: st.DataObject, known: date) -> RandomLaw:
    """The same files after something was published: events, values, a provision that others do not yet know."""
    documents = deepcopy(law.documents)
    published = (known + timedelta(days=data.draw(st.integers(1, 400)))).isoformat()
    for id, document in documents.items():
        kind = data.draw(
            st.sampled_from(("repealed", "applies", "stayed", "vetoed", "superseded")), label=f"event of {id}"
        )
        event = {"event": kind, "on": data.draw(days).isoformat(), "published": published, "reference": "Art. 3"}
        document["history"] = [*document["history"], event]
        for provision in document["provisions"].values():
            if "history" in provision and data.draw(st.booleans()):
                provision["history"] = [*provision["history"], event]
        for parameter in document["parameters"].values():
            if data.draw(st.booleans()):
                start = data.draw(days).isoformat()
                newest = {**parameter["values"][0], "from": start, "published": published}
                newest.pop("until", None)
                parameter["values"] = [*parameter["values"], newest]
        document["provisions"]["enacted_later"] = {
            "label": "a later rule", "kind": "duty", "reference": "Art. 4", "when": "True",
            "history": [{"event": "applies", "on": "2025-01-01", "published": published, "reference": "Art. 4"}],
        }  # fmt: skip
    return RandomLaw(documents)


@given(data=st.data())
def test_a_later_publication_never_changes_an_earlier_assessment(data: st.DataObject) -> None:
    law = data.draw(laws(Style(entries=6, depth=2)), label="law")
    known = data.draw(st.sampled_from((date(2025, 6, 1), date(2025, 7, 1), date(2025, 7, 20))), label="known")
    on = data.draw(st.sampled_from((DAY, date(2025, 4, 1), date(2026, 1, 2))), label="on")
    told = dict(data.draw(partial_cases(law.facts), label="case").told)
    before = built(law.documents).in_force(on=on, known=known)
    after = built(with_later(law, data, known).documents).in_force(on=on, known=known)
    assert verdicts(after, told) == verdicts(before, told)
    assert after.provisions.keys() == before.provisions.keys()
