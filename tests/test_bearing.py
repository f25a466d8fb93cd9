"""An open finding that no open rule builds on is no question to anybody; figures on which nothing rests warn nobody."""

from typing import Any

import pytest

from govern.assessment.bearing import taken, without_bearing
from govern.values import Value
from tests.small_law import DAY, condition, corpus_of, decided, file_of

PROVISIONS = {
    "step": condition("case.flag"),
    "rule": condition({"all": ["step", "case.size > 10"]}),
    "wider": condition({"any": ["rule", "case.flag3"]}),
    "alone": condition("case.flag2"),
}


def idle(facts: dict[str, Value], **groups: Any) -> set[str]:
    file = file_of(provisions=PROVISIONS, **groups)
    law = corpus_of({"law": file}).in_force(on=DAY, known=DAY)
    found = without_bearing(law, decided(law, **facts).verdicts)
    return {id.removeprefix("law#") for id in found}


def duty(**keys: Any) -> dict[str, Any]:
    about = {"label": "a duty", "who": "provider", "duty": "Do it.", "reference": "Art. 3"}
    return {"tell": {**about, **keys}}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"size": 5}, {"step"}),  # the rule is decided without the step
        ({"size": 50}, set()),  # the step decides the rule
        ({}, set()),
        ({"flag3": True}, {"rule", "step"}),  # what builds on the rule is decided, so both are idle
        ({"flag": True, "size": 5}, set()),  # nothing of them is open; what nothing builds on is always shown
    ],
)
def test_a_step_is_idle_where_all_that_builds_on_it_is_decided(facts: dict[str, Value], expected: set[str]) -> None:
    assert idle(facts) == expected


def test_a_duty_that_builds_on_the_step_keeps_it_open() -> None:
    assert idle({"size": 5}, obligations=duty(when="step")) == set()
    assert idle({"size": 5}, obligations=duty(when={"all": ["step", "rule"]})) == {"step"}


def test_a_day_that_turns_on_the_step_keeps_it_open() -> None:
    due = {"cases": [{"when": "step", "due": {"on": "2027-01-01"}}]}
    assert idle({"size": 5, "flag3": True}, obligations=duty(when="case.flag3", due=due)) == set()


@pytest.mark.parametrize(
    ("flag", "bears"),
    [({"flag": True}, True), ({"flag": False}, False), ({}, True)],  # not known: either branch may be taken
)
def test_figures_that_differ_in_a_branch_that_is_not_taken_bear_on_nothing(flag: dict[str, Value], bears: bool) -> None:
    definitions = {
        name: {"label": name, "is": text, "reference": "Art. 2"}
        for name, text in {"figure": "first(case.size, case.any)", "counted": "figure if case.flag else 1"}.items()
    }
    file = file_of(definitions=definitions, provisions={"rule": condition("counted > 10")})
    law = corpus_of({"law": file}).in_force(on=DAY, known=DAY)
    decision = decided(law, size=5, any=7, **flag)
    ((node, _, _),) = decision.conflicts
    assert (node in taken(law, decision.values)) is bears
