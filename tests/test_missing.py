"""What is missing (rule 8): facts that decide the finding whatever they turn out to be, and no fewer would."""

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from govern.assessment.assess import Finding
from govern.assessment.decision import Decider
from govern.assessment.explanation import Explainer
from govern.assessment.missing import NOT_ENCODED
from govern.law.law import Law
from govern.ranges import NOT_APPLICABLE, Range
from govern.values import Value
from tests.property.cases import as_value, completion, partial_cases
from tests.property.naive import Inconsistent, Undefined
from tests.property.strategies import Drawn, Style, laws
from tests.small_law import law_of

# Each case tries many assignments, so a long run has fewer of them.
EXAMPLES = min(int(os.environ.get("GOVERN_PROPERTY_EXAMPLES", "100")), 1000)
slow = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def finding(law: Law, facts: Mapping[str, Value], id: str = "law#rule") -> Finding:
    selected = law.provisions[id]
    verdict = Decider(law, "direct").decide(facts).verdicts[selected.nodes[0]]
    return Finding(selected=selected, node=selected.nodes[0], verdict=verdict, explainer=Explainer(law, {}))


GROUPS = ("definitions", "interpretations", "parameters", "provisions", "untranslated")


def missing(when: object, /, **given: Any) -> tuple[str, ...]:
    """What is missing for a condition; facts are named without their block, groups of the file as they are."""
    law = law_of(when, **{name: value for name, value in given.items() if name in GROUPS})
    facts = {f"case.{name}": value for name, value in given.items() if name not in GROUPS}
    return tuple(name.removeprefix("case.") for name in finding(law, facts).missing)


def table(value: object, **more: object) -> dict[str, Any]:
    return {"values": [{"from": "2020-01-01", "published": "2020-01-01", "value": value, "reference": "1"}], **more}


def test_what_is_decided_misses_nothing() -> None:
    assert missing("case.flag", flag=True) == ()
    assert missing("case.flag and case.flag2", flag=False) == ()
    assert missing("case.count >= 0") == ()


def test_all_that_is_open_is_asked_for_and_what_is_known_is_not() -> None:
    assert missing("case.flag") == ("flag",)
    assert missing("case.flag and case.flag2") == ("flag", "flag2")
    assert missing("case.flag and case.flag2", flag=True) == ("flag2",)
    assert missing("case.count + case.second > 5") == ("count", "second")
    assert missing("case.count + case.second > 5", count=Range(0, 4)) == ("count", "second")
    assert missing("case.count + case.second > 5", count=3) == ("second",)
    assert missing("case.count > 5 or case.flag", count=2) == ("flag",)
    assert missing("0 * case.any > case.count") == ()
    assert missing("case.any * case.count > 5", count=0) == ()


def test_of_several_figures_one_is_enough_and_the_fewest_facts_win() -> None:
    assert missing("first(case.count * case.second, case.size) > 5") == ("size",)
    assert missing("first(case.count, case.size) > 5") == ("count",)
    assert missing("first(case.count * case.second, case.size) > 5", count=3) == ("second",)


def test_a_figure_that_may_not_apply_may_leave_it_open() -> None:
    """If the density turns out not to apply, the count is still needed; the count alone is enough."""
    assert missing("first(case.density, case.count) > 5") == ("count",)
    assert missing("first(case.density, case.count) > 5", density=NOT_APPLICABLE) == ("count",)
    assert missing("first(case.density, case.density * 2) > 5") == ("density",)


def test_the_alternative_that_is_chosen_is_asked_for() -> None:
    choice = "(case.count if case.flag else case.second) > 5"
    assert missing(choice, flag=True) == ("count",)
    assert missing(choice, flag=False) == ("second",)
    assert missing(choice) == ("count", "second", "flag")


def test_what_no_fact_can_settle_is_named() -> None:
    gap = {"name": "gap", "reference": "1", "reason": "r", "bears_on": ["rule"], "could_make": "not_met"}
    assert missing("case.flag", untranslated=[gap]) == ("flag", f"{NOT_ENCODED}law#gap")
    assert missing("case.flag", flag=True, untranslated=[gap]) == (f"{NOT_ENCODED}law#gap",)
    later = table("5")
    later["values"] = [{**later["values"][0], "from": "2030-01-01"}]
    assert missing("case.count > line", count=3, parameters={"line": later}) == (f"{NOT_ENCODED}law#line",)


def test_a_table_without_the_row_is_not_settled_by_its_key() -> None:
    rows = table({"CN": "5"}, key="text")
    assert missing("rows[case.place] > 3", parameters={"rows": rows}) == ("place",)
    assert missing("rows[case.place] > 3", place="US", parameters={"rows": rows}) == (f"{NOT_ENCODED}law#rows",)


def test_every_open_reading_must_be_settled() -> None:
    """The default reading needs one fact, the other reading another: both are asked for."""
    readings = {"one": {"is": "case.count"}, "two": {"is": "case.second"}}
    question = {"amount": {"question": "?", "readings": readings, "reference": "1"}}
    assert missing("amount > 5", interpretations=question) == ("count", "second")
    assert missing("amount > 5", count=9, interpretations=question) == ("second",)
    assert missing("amount > 5", second=9, interpretations=question) == ("count",)


# --- by brute force -------------------------------------------------------------------------------

DOMAINS: dict[str, list[Value]] = {
    "case.flag": [True, False],
    "case.flag2": [True, False],
    "case.flag3": [True, False],
    "case.complete": [True, False],
    "case.kind": ["open", "closed"],
    "case.place": ["CN", "US"],
    "case.count": [0, 5, 6, 20],
    "case.second": [0, 5, 6, 20, 10**6],
    "case.any": [-20, 0, 5, 6, 10**6, -(10**6)],
}
# What a fact may be known as; the values beyond turn every atom either way, whatever else is known.
KNOWN = {name: values[:4] for name, values in DOMAINS.items()}
ATOMS = {
    "case.flag": "case.flag",
    "case.flag2": "case.flag2",
    "case.flag3": "case.flag3",
    "case.complete": "case.complete",
    "case.kind": "case.kind == 'open'",
    "case.place": "case.place in ['CN']",
    "case.count": "case.count > 5",
    "case.second case.any": "case.second - case.any >= 5",
}


@st.composite
def conditions(draw: st.DrawFn, once: bool) -> str:
    """A condition over a few atoms, each at most once or as often as it comes."""
    pool = list(ATOMS.values())

    def make(depth: int) -> str:
        form = draw(st.sampled_from(("atom", "and", "or", "not", "if"))) if depth else "atom"
        if form == "atom" or (once and len(pool) < 3):
            if not pool:
                return "True"
            atom = draw(st.sampled_from(pool))
            if once:
                pool.remove(atom)
            return f"({atom})"
        if form == "not":
            return f"(not {make(depth - 1)})"
        if form == "if":
            test, yes, no = make(depth - 1), make(depth - 1), make(depth - 1)
            return f"({yes} if {test} else {no})"
        return f"({make(depth - 1)} {form} {make(depth - 1)})"

    return make(draw(st.integers(1, 3)))


def assignments(names: Iterable[str]) -> Iterator[dict[str, Value]]:
    free = list(names)
    for values in product(*(DOMAINS[name] for name in free)):
        yield dict(zip(free, values, strict=True))


def settles(decider: Decider, node: int, known: Mapping[str, Value], names: Iterable[str]) -> bool:
    """Whether the finding is decided whatever values the named facts get."""
    return all(decider.decide({**known, **more}).verdicts[node].outcome != "unknown" for more in assignments(names))


@given(conditions(once=True), st.fixed_dictionaries({name: st.booleans() for name in DOMAINS}), st.data())
@slow
def test_it_settles_the_finding_and_no_fewer_facts_do(text: str, hidden: dict[str, bool], data: st.DataObject) -> None:
    law = law_of(text)
    known = {name: data.draw(st.sampled_from(KNOWN[name])) for name in DOMAINS if not hidden[name]}
    found = finding(law, known)
    assume(found.outcome == "unknown")
    decider, node = Decider(law, "direct"), found.node
    assert settles(decider, node, known, found.missing)
    used = [name for name in found.leaves if hidden[name]]
    for fewer in combinations(used, len(found.missing) - 1):
        assert not settles(decider, node, known, fewer), fewer


@given(conditions(once=False), st.fixed_dictionaries({name: st.booleans() for name in DOMAINS}), st.data())
@slow
def test_it_settles_the_finding_also_where_facts_repeat(
    text: str, hidden: dict[str, bool], data: st.DataObject
) -> None:
    law = law_of(text)
    known = {name: data.draw(st.sampled_from(KNOWN[name])) for name in DOMAINS if not hidden[name]}
    found = finding(law, known)
    assume(found.outcome == "unknown")
    assert set(found.missing) <= {name for name in found.leaves if hidden[name]}
    assert settles(Decider(law, "direct"), found.node, known, found.missing)


@given(data=st.data())
@slow
def test_it_settles_findings_of_random_law(data: st.DataObject) -> None:
    """With definitions, tables, readings and estimates across files. A case that cannot be, or a value that the law
    does not give, may stay open.
    """
    law = data.draw(laws(Style(loose_estimates=False, open_ends=False, gaps=False)), label="law")
    case = data.draw(partial_cases(law.facts), label="case")
    for id in law.law.provisions:
        found = finding(law.law, case.told, id)
        if found.outcome != "unknown":
            continue
        full = completion(Drawn(data.draw), case)
        file, _, name = id.partition("#")
        try:
            law.naive.outcome(file, name, full)
        except (Inconsistent, Undefined):
            continue
        assert found.missing, id
        learnt = {each: as_value(full[each]) for each in found.missing if not each.startswith(NOT_ENCODED)}
        after = finding(law.law, {**case.told, **learnt}, id)
        if not any(each.startswith(NOT_ENCODED) for each in found.missing):
            assert after.outcome != "unknown", (id, found.missing, learnt)


@pytest.mark.parametrize(
    ("text", "reported", "enough"),
    [
        ("case.flag or (case.flag and case.flag2)", {"case.flag", "case.flag2"}, {"case.flag"}),
        ("case.count * case.size > 0", {"case.count", "case.size"}, {"case.count"}),
    ],
)
def test_where_facts_repeat_or_do_not_matter_it_may_ask_for_more(
    text: str, reported: set[str], enough: set[str]
) -> None:
    """A known limit: what settles is read from the structure, without trying values."""
    law = law_of(text)
    found = finding(law, {})
    assert set(found.missing) == reported
    values: list[Value] = [True, False] if "case.flag" in enough else [0, 7]
    for value in values:
        assert finding(law, dict.fromkeys(enough, value)).outcome != "unknown"
