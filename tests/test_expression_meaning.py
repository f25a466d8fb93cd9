"""The rules of meaning one by one, through a policy file and a case (design, section 5), in both engines."""

from fractions import Fraction

import pytest

from govern.assessment.decision import EngineName
from govern.engines.durable import available
from govern.expression.meaning import choose, compared, joined, looked_up, member
from govern.ranges import ANYTHING, NOT_APPLICABLE, Range
from govern.values import UNKNOWN_LIST, AnyText, Value
from tests.small_law import condition, decided, law_of, outcomes

NA = NOT_APPLICABLE
ENGINES: list[EngineName] = ["direct"] if available() else ["direct", "durable"]

E24, E25 = 10**24, 10**25


def table(value: object, **more: object) -> dict[str, object]:
    return {
        "key": "text",
        "values": [{"from": "2020-01-01", "published": "2020-01-01", "value": value, "reference": "1"}],
        **more,
    }


LIMIT = {
    "limit": {
        "unit": "FLOP",
        "values": [{"from": "2020-01-01", "published": "2020-01-01", "value": "10^25", "reference": "1"}],
    }
}

CASES: list[tuple[str, dict[str, Value], str]] = [
    # 1: known numbers are points, missing ones the widest range of their domain
    ("case.compute + case.hours * case.rate > limit", {"compute": 12 * E24}, "met"),
    ("case.compute + case.hours * case.rate > limit", {"compute": 9 * E24}, "unknown"),
    ("case.compute >= 0", {}, "met"),
    ("case.size > 0", {}, "met"),
    ("case.size < 0", {}, "not_met"),
    ("case.share <= 1", {}, "met"),
    ("case.share > 1", {}, "not_met"),
    ("case.any >= 0", {}, "unknown"),
    ("0 * case.any == 0", {}, "met"),
    ("case.count * case.any >= 0", {"count": 0}, "met"),
    # 2: a comparison holds for all pairs, for none, or is unknown
    ("case.compute > limit", {"compute": E25}, "not_met"),
    ("case.compute >= limit", {"compute": E25}, "met"),
    ("case.compute > limit", {"compute": Range(E25, low_open=True)}, "met"),
    ("case.compute > limit", {"compute": Range(E25)}, "unknown"),
    ("case.compute > limit", {"compute": Range(0, E25)}, "not_met"),
    ("case.compute == limit", {"compute": Range(0, E25, high_open=True)}, "not_met"),
    ("case.compute == limit", {"compute": Range(0, E25)}, "unknown"),
    ("case.compute != limit", {"compute": E25}, "not_met"),
    ("case.kind == 'open'", {}, "unknown"),
    ("case.kind in ['open', 'closed']", {}, "met"),
    ("case.kind == case.kind2", {"kind": "open"}, "not_met"),
    ("case.kind == case.kind2", {}, "unknown"),
    ("case.place == 'CN'", {}, "unknown"),
    ("case.place in ['CN', 'MO']", {"place": "US"}, "not_met"),
    ("case.place != 'CN'", {"place": "CN"}, "not_met"),
    ("'text' in case.forms", {"forms": frozenset({"text"})}, "met"),
    ("'text' in case.forms", {"forms": frozenset[str]()}, "not_met"),
    ("'text' in case.forms", {}, "unknown"),
    ("'text' not in case.forms", {}, "unknown"),
    ("case.place in case.tags", {"tags": frozenset[str]()}, "not_met"),
    ("case.place in case.tags", {"tags": frozenset({"CN"})}, "unknown"),
    # 3: strong Kleene logic, no reasoning about dependencies
    ("case.flag or not case.flag", {}, "unknown"),
    ("case.any >= 5 or case.any < 5", {}, "unknown"),
    ("case.flag and case.flag2", {"flag": False}, "not_met"),
    ("case.flag and case.flag2", {"flag": True}, "unknown"),
    ("case.flag or case.flag2", {"flag": True}, "met"),
    ("case.flag or case.flag2", {"flag": False}, "unknown"),
    ("not case.flag", {"flag": False}, "met"),
    ("not case.flag", {}, "unknown"),
    ("case.complete", {"complete": True}, "met"),
    # 4: divisors and what does not apply
    ("case.count / case.size > 2", {"count": 6}, "unknown"),
    (
        "case.compute / case.hours > case.rate if case.hours > 0 else case.flag",
        {"compute": 0, "hours": 0, "flag": True},
        "met",
    ),
    ("case.density > 5", {"density": NA}, "not_met"),
    ("case.density < 5", {"density": NA}, "not_met"),
    ("case.density != 5", {"density": NA}, "not_met"),
    ("not case.density > 5", {"density": NA}, "met"),
    ("case.density >= 0", {}, "unknown"),
    ("case.density >= 0", {"density": 0}, "met"),
    ("case.density + 1 > 0", {"density": NA}, "not_met"),
    ("case.noted <= on", {"noted": NA}, "not_met"),
    ("case.noted < on or case.noted >= on", {}, "unknown"),
    ("max(case.density, 7) >= 7", {"density": NA}, "not_met"),
    # 5: choices and tables
    ("(1 if case.flag else 3) > 0", {}, "met"),
    ("(1 if case.flag else 3) > 2", {}, "unknown"),
    ("(1 if case.flag else 3) > 2", {"flag": False}, "met"),
    ("(case.flag2 if case.flag else case.flag3)", {"flag2": True, "flag3": True}, "met"),
    ("(case.flag2 if case.flag else case.flag3)", {"flag2": False, "flag3": False}, "not_met"),
    ("(case.flag2 if case.flag else case.flag3)", {"flag": True, "flag2": True}, "met"),
    ("(case.flag2 if case.flag else case.flag3)", {"flag2": True}, "unknown"),
    ("(1 if case.flag else not_applicable) >= 0", {}, "unknown"),
    ("(1 if case.flag else not_applicable) < 0", {}, "not_met"),
    ("weights[case.place] > 1", {"place": "CN"}, "met"),
    ("weights[case.place] > 1", {"place": "XX"}, "not_met"),
    ("weights[case.place] > 0", {}, "met"),
    ("weights[case.place] > 1", {}, "unknown"),
    ("weights[case.place] > 7", {}, "not_met"),
    ("narrow[case.kind] > 4", {}, "met"),
    ("narrow['closed'] == 6", {}, "met"),
    ("'D5' in groups[case.place]", {"place": "CN"}, "met"),
    ("'D5' in groups[case.place]", {"place": "US"}, "not_met"),
    ("'D5' in groups[case.place]", {}, "unknown"),
    # 6: first
    ("first(case.compute, case.hours * case.rate) > limit", {"hours": 2, "rate": E25}, "met"),
    ("first(case.compute, case.hours * case.rate) > limit", {"compute": 3, "hours": 2, "rate": E25}, "not_met"),
    ("first(case.count, case.second) > 4", {"count": Range(3), "second": Range(5)}, "met"),
    ("first(case.count, case.second) > 4", {"count": Range(3), "second": Range(1)}, "unknown"),
    ("first(case.count, case.second) > 4", {"count": Range(0, 3), "second": 50}, "unknown"),
    ("first(case.count, case.second) > 4", {"count": Range(5, 9), "second": 50}, "met"),
    ("first(case.density, case.count) > 4", {"density": NA, "count": 5}, "met"),
    (
        "first(case.density if case.flag else not_applicable, case.count) > 4",
        {"density": 5, "count": Range(0, 9)},
        "unknown",
    ),
    # 9: exact, roots enclosed
    ("case.any * 3 == 1", {"any": Fraction(1, 3)}, "met"),
    ("0.1 + 0.2 == 0.3", {}, "met"),
    ("10 ** 25 + 1 > 10 ** 25", {}, "met"),
    ("sqrt(case.count) == 5", {"count": 25}, "met"),
    ("sqrt(case.count) ** 2 == 2", {"count": 2}, "unknown"),
    ("sqrt(case.count) < 1.42", {"count": 2}, "met"),
    ("log10(case.size) == 25", {"size": E25}, "met"),
    ("log10(case.size) > 25", {"size": E25 + 1}, "met"),
    ("exp(ln(case.size)) > 2", {"size": 3}, "met"),
    ("ceil(case.count) == 3", {"count": Range(2, 3, low_open=True)}, "met"),
    ("floor(case.count) == 2", {"count": Range(2, 3, high_open=True)}, "met"),
    # dates
    ("case.day <= on", {"day": 739403}, "met"),
    ("case.day < on", {"day": 739403}, "not_met"),
    ("case.day > date('2025-05-31')", {"day": 739403}, "met"),
    ("on == date('2025-06-01')", {}, "met"),
    ("min(case.day, on) <= on", {}, "met"),
]


@pytest.mark.parametrize("engine", ENGINES)
def test_rules(engine: EngineName) -> None:
    """One law with every rule: a wrong node cannot hide behind a small graph."""
    provisions = {f"r{i}": condition(text) for i, (text, _, _) in enumerate(CASES)}
    parameters = {
        **LIMIT,
        "weights": table({"CN": "3", "RU": "5"}, otherwise="1"),
        "narrow": table({"open": "5", "closed": "6", "other": "1"}),
        "groups": table({"CN": ["D1", "D5"], "RU": ["D1"]}, otherwise=[]),
    }
    law = law_of(provisions=provisions, parameters=parameters)
    for i, (text, facts, expected) in enumerate(CASES):
        assert outcomes(law, engine, **facts)[f"r{i}"] == expected, (text, facts)


def test_a_case_can_be_met_and_not_met_by_the_reading() -> None:
    """Rule 7: every combination; all equal, both, or open."""
    readings = {
        "counted": {"is": "case.second"},
        "not_counted": {"is": "0"},
    }
    law = law_of(
        "case.count + extra > 10",
        interpretations={"extra": {"question": "Counted?", "readings": readings, "reference": "1"}},
        provisions={"opposite": condition("not rule"), "either": condition("rule or not rule")},
    )
    assert outcomes(law, count=11) == {"rule": "met", "opposite": "not_met", "either": "met"}
    assert outcomes(law, count=5, second=1) == {"rule": "not_met", "opposite": "met", "either": "met"}
    assert outcomes(law, count=5, second=9) == {"rule": "unsettled", "opposite": "unsettled", "either": "met"}
    assert outcomes(law, count=5) == {"rule": "unknown", "opposite": "unknown", "either": "unknown"}
    assert outcomes(law, second=0) == {"rule": "unknown", "opposite": "unknown", "either": "unknown"}


def test_readings_are_combined_up_to_sixty_four() -> None:
    def law(interpretations: int) -> tuple[dict[str, str], list[str]]:
        readings = {"yes": {"is": "True"}, "no": {"is": "False"}}
        questions = {
            f"q{i}": {"type": "boolean", "question": "?", "readings": readings, "reference": "1"}
            for i in range(interpretations)
        }
        compiled = law_of(
            " and ".join(questions),
            interpretations=questions,
            provisions={"half": condition("q0 or q1")},
        )
        return dict(outcomes(compiled)), [problem.code for problem in decided(compiled).problems]

    assert law(6) == ({"rule": "unsettled", "half": "unsettled"}, [])
    assert law(7) == ({"rule": "unknown", "half": "unsettled"}, ["too_many_readings"])


def test_a_gap_in_the_file_opens_only_the_verdict_it_could_turn() -> None:
    def law(could_make: str) -> dict[str, str]:
        gap = {"name": "gap", "reference": "1", "reason": "r", "bears_on": ["yes", "no"], "could_make": could_make}
        found = outcomes(law_of(provisions={"yes": condition("True"), "no": condition("False")}, untranslated=[gap]))
        return {name: found[name] for name in ("yes", "no")}

    assert law("met") == {"yes": "met", "no": "unknown"}
    assert law("not_met") == {"yes": "unknown", "no": "not_met"}
    assert law("either") == {"yes": "unknown", "no": "unknown"}


# --- the operations themselves --------------------------------------------------------------------


def test_texts() -> None:
    one, two, free = AnyText(frozenset({"a"})), AnyText(frozenset({"a", "b"})), AnyText()
    assert compared("==", "a", "a") is True
    assert compared("!=", "a", "b") is True
    assert compared("==", two, "c") is False
    assert compared("!=", two, "c") is True
    assert compared("==", two, "a") is None
    assert compared("==", one, "a") is True
    assert compared("==", two, two) is None
    assert compared("==", free, "a") is None
    assert compared("==", NA, "a") is False
    assert compared("!=", NA, "a") is False


def test_lists() -> None:
    two, free = AnyText(frozenset({"a", "b"})), AnyText()
    assert member(two, frozenset({"a", "b", "c"})) is True
    assert member(two, frozenset({"a"})) is None
    assert member(two, frozenset({"c"})) is False
    assert member(free, frozenset({"a"})) is None
    assert member(free, frozenset()) is False
    assert member("a", UNKNOWN_LIST) is None
    assert member("a", NA) is False
    assert member(NA, frozenset({"a"})) is False


def test_choices() -> None:
    assert choose(True, 1, 2) == 1
    assert choose(False, 1, 2) == 2
    assert choose(None, 1, 2) == Range(1, 2)
    assert choose(None, 2, 2) == 2
    assert choose(None, "a", "b") == AnyText(frozenset({"a", "b"}))
    assert choose(None, "a", AnyText()) == AnyText()
    assert choose(None, True, True) is True
    assert choose(None, True, False) is None
    assert choose(None, True, None) is None
    assert choose(None, frozenset({"a"}), frozenset({"a"})) == frozenset({"a"})
    assert choose(None, frozenset({"a"}), frozenset({"b"})) is UNKNOWN_LIST
    assert choose(None, 3, NA) == Range(3, 3, or_not_applicable=True)
    assert joined(1, Fraction(1, 2)) == Range(Fraction(1, 2), 1)
    assert joined(1, True) is None  # never equal, whatever Python says


def test_tables() -> None:
    rows: dict[str, Value] = {"a": 1, "b": 5}
    assert looked_up("a", rows, 9, ANYTHING) == 1
    assert looked_up("c", rows, 9, ANYTHING) == 9
    assert looked_up("c", rows, None, ANYTHING) == ANYTHING
    assert looked_up(AnyText(frozenset({"a", "b"})), rows, 9, ANYTHING) == Range(1, 5)
    assert looked_up(AnyText(frozenset({"a", "c"})), rows, 9, ANYTHING) == Range(1, 9)
    assert looked_up(AnyText(), rows, 9, ANYTHING) == Range(1, 9)
    assert looked_up(AnyText(), rows, None, ANYTHING) == ANYTHING
