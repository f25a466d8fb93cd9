"""The direct engine and the deciding: the graph in order, exact shortcuts, readings, threads, disagreement."""

import threading
from fractions import Fraction
from itertools import product
from typing import Any
from unittest.mock import patch

import pytest

from govern.assessment.decision import Decider, decider_for
from govern.engines.direct import DirectEngine
from govern.engines.durable import DurableFailed, DurableRules, available
from govern.law.graph import Graph
from govern.ranges import ANYTHING, NOT_APPLICABLE, Amount, Range, compare
from govern.values import AnyText, Value
from tests.small_law import condition, decided, law_of, outcomes

REASON = available()
needs_durable = pytest.mark.skipif(REASON is not None, reason=f"{REASON}")


def test_equal_nodes_are_one_and_stand_after_what_they_use() -> None:
    law = law_of(
        "case.any * 2 + 1 > 5",
        provisions={"again": condition("case.any * 2 + 1 > 5 and case.flag"), "other": condition("2 * case.any > 5")},
    )
    nodes = law.graph.nodes
    assert sum(node.op == "fact" and node.payload == "case.any" for node in nodes) == 1
    assert sum(node.op == "add" for node in nodes) == 1
    assert all(arg < i for i, node in enumerate(nodes) for arg in node.args)


def test_one_and_true_are_two_constants() -> None:
    graph = Graph()
    assert graph.add("constant", value=1) != graph.add("constant", value=True)
    assert graph.add("constant", value=1) != graph.add("constant", payload="date", value=1)
    assert graph.add("constant", value=2) == graph.add("constant", value=2)


def test_a_fact_that_nobody_asks_for_and_one_that_nobody_gives() -> None:
    engine = DirectEngine(law_of("case.count > 5").graph)
    assert engine.facts.keys() == {"case.count"}
    assert engine.evaluate({"case.unheard_of": 7}) == engine.evaluate({})
    assert engine.evaluate({})[engine.facts["case.count"]] == Range(0)


def test_one_case_leaves_nothing_for_the_next() -> None:
    law = law_of("case.count > 5", interpretations=QUESTION, provisions={"by_reading": condition("case.count > line")})
    decider = Decider(law, "direct")
    first = decider.decide({"case.count": 9})
    decider.decide({"case.count": 2})
    decider.decide({})
    again = decider.decide({"case.count": 9})
    assert again.values == first.values
    assert {i: v.outcome for i, v in again.verdicts.items()} == {i: v.outcome for i, v in first.verdicts.items()}


QUESTION = {
    "line": {
        "question": "Where?",
        "readings": {"low": {"is": "4"}, "middle": {"is": "6"}, "high": {"is": "8"}},
        "reference": "1",
    }
}


def test_each_reading_is_evaluated_and_the_default_first() -> None:
    law = law_of("case.count > line", interpretations=QUESTION)
    (verdict,) = decided(law, count=5).verdicts.values()
    assert verdict.interpretations == ("law#line",)
    assert verdict.by_reading == (((0,), True), ((1,), False), ((2,), False))
    assert verdict.outcome == "unsettled"
    (verdict,) = decided(law, count=9).verdicts.values()
    assert verdict.outcome == "met"


def test_shown_is_the_first_reading_that_leaves_the_outcome_open() -> None:
    law = law_of("case.count > line", interpretations=QUESTION)
    (verdict,) = decided(law, count=Range(5, 7)).verdicts.values()
    assert verdict.by_reading == (((0,), True), ((1,), None), ((2,), False))
    assert verdict.outcome == "unsettled"
    (verdict,) = decided(law, count=Range(5)).verdicts.values()
    assert verdict.outcome == "unknown"
    engine = DirectEngine(law.graph)
    assert verdict.values[engine.choices["law#line"]] == 1


def test_sixty_four_combinations_and_no_more() -> None:
    questions = {f"q{i}": {**QUESTION["line"]} for i in range(4)}
    three = {"three": condition("q0 + q1 + q2 > case.count")}
    law = law_of("q0 + q1 + q2 + q3 > case.count", interpretations=questions, provisions=three)
    decision = decided(law, count=20)
    four, fewer = (decision.verdicts[law.provisions[id].nodes[0]] for id in ("law#rule", "law#three"))
    assert (four.outcome, fewer.outcome) == ("unknown", "unsettled")
    assert (len(four.by_reading), len(fewer.by_reading)) == (1, 27)
    message = "81 combinations of readings bear on one finding, at most 64 do"
    assert [(each.code, each.message) for each in decision.problems] == [("too_many_readings", message)]


def test_questions_that_make_no_difference_to_a_case_are_not_counted() -> None:
    questions = {f"q{i}": {**QUESTION["line"]} for i in range(4)}
    law = law_of("q0 + case.second * (q1 + q2 + q3) > case.count", interpretations=questions)
    (verdict,) = decided(law, second=0, count=5).verdicts.values()
    assert (verdict.outcome, verdict.interpretations) == ("unsettled", ("law#q0",))
    (verdict,) = decided(law, second=0, count=9).verdicts.values()
    assert (verdict.outcome, verdict.interpretations, verdict.by_reading) == ("not_met", (), (((), False),))


def test_what_would_settle_it_is_asked_for_under_every_reading() -> None:
    """Unknown whichever way it is read, but for another reason each time: both facts are needed."""
    readings = {"a": {"is": True}, "b": {"is": False}}
    question = {"which": {"question": "?", "type": "boolean", "readings": readings, "reference": "1"}}
    law = law_of("case.flag if which else case.flag2", interpretations=question)
    (verdict,) = decided(law).verdicts.values()
    assert verdict.by_reading == (((0,), None), ((1,), None))
    (verdict,) = decided(law, flag=True).verdicts.values()
    assert verdict.by_reading == (((0,), True), ((1,), None))


AMOUNTS: list[Amount] = [
    0, 3, 4, -7, 10**25, Fraction(10, 3), Fraction(-10, 3), Fraction(1, 10**30), ANYTHING, Range(0), Range(3, 4),
    Range(3, 4, low_open=True), Range(0, Fraction(10, 3)), Range(0, Fraction(10, 3), high_open=True), NOT_APPLICABLE,
    Range(3, 3, or_not_applicable=True), Range(0, or_not_applicable=True),
]  # fmt: skip
LINES = ["3", "4", "0", "10/3", "10^25", "-10/3", "0.5"]


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "==", "!="])
def test_a_comparison_with_a_line_of_the_law_is_the_comparison(operator: str) -> None:
    """The engine compares whole numbers with a line rounded up or down; that must change nothing."""
    values = [{"from": "2020-01-01", "published": "2020-01-01", "value": line, "reference": "1"} for line in LINES]
    parameters = {f"line{i}": {"values": [value]} for i, value in enumerate(values)}
    provisions = {f"p{i}": condition(f"case.any {operator} line{i}") for i in range(len(LINES))}
    provisions |= {f"turned{i}": condition(f"line{i} {operator} case.any") for i in range(len(LINES))}
    law = law_of(parameters=parameters, provisions=provisions)
    lines = [law.graph.nodes[i].value for i in range(len(law.graph.nodes)) if law.graph.nodes[i].op == "parameter"]
    names = {True: "met", False: "not_met", None: "unknown"}
    for amount in AMOUNTS:
        found = outcomes(law, any=amount)
        for i, written in enumerate(LINES):
            line = Fraction(10) ** 25 if written == "10^25" else Fraction(written)
            assert line in lines
            exact = int(line) if line.denominator == 1 else line
            assert found[f"p{i}"] == names[compare(operator, amount, exact)], (amount, written)
            assert found[f"turned{i}"] == names[compare(operator, exact, amount)], (amount, written)


def test_logic_is_strong_kleene_for_every_pair() -> None:
    law = law_of(
        "case.flag and case.flag2",
        provisions={
            "either": condition("case.flag or case.flag2"),
            "no": condition("not case.flag"),
            "chosen": condition("case.flag if case.flag2 else case.flag3"),
        },
    )
    order = {False: 0, None: 1, True: 2}
    names = {0: "not_met", 1: "unknown", 2: "met"}
    for flag, flag2, flag3 in product((True, False, None), repeat=3):
        x, y, z = order[flag], order[flag2], order[flag3]
        expected = {
            "rule": names[min(x, y)],
            "either": names[max(x, y)],
            "no": names[2 - x],
            "chosen": names[max(min(y, x), min(2 - y, z), min(x, z))],
        }
        for engine in ("direct", "durable"):
            assert outcomes(law, engine, flag=flag, flag2=flag2, flag3=flag3) == expected


def test_conflicting_statements_are_told_with_their_nodes() -> None:
    law = law_of("first(case.count, case.second) > 5")
    facts: dict[str, Value] = {"case.count": Range(0, 3), "case.second": 50}
    decision = Decider(law, "direct").decide(facts)
    ((node, a, b),) = decision.conflicts
    assert law.graph.nodes[node].op == "first"
    assert [law.graph.nodes[i].payload for i in (a, b)] == ["case.count", "case.second"]
    assert Decider(law, "direct").decide({"case.count": Range(0, 60), "case.second": 50}).conflicts == ()


# --- both engines ---------------------------------------------------------------------------------


def test_the_engine_that_decided_is_named() -> None:
    law = law_of("case.flag")
    assert decided(law, "direct", flag=True).engine == "direct"
    if REASON is None:
        assert decided(law, "durable", flag=True).engine == "durable"


def test_where_durable_rules_cannot_be_had_the_direct_engine_decides_and_says_so() -> None:
    law = law_of("case.flag")
    with patch("govern.assessment.decision.available", lambda: "no compiler was found"):
        decision = decided(law, "durable", flag=True)
    assert (decision.engine, decision.note) == ("direct", "decided by the direct engine: no compiler was found")
    assert [verdict.outcome for verdict in decision.verdicts.values()] == ["met"]


@needs_durable
def test_where_durable_rules_fail_the_direct_engine_decides_and_says_so() -> None:
    law = law_of("case.flag")
    decider = Decider(law, "durable")
    with patch.object(DurableRules, "decide", side_effect=DurableFailed("it failed twice")):
        decision = decider.decide({"case.flag": True})
    assert [verdict.outcome for verdict in decision.verdicts.values()] == ["met"]
    assert (decision.engine, decision.note) == ("direct", "decided by the direct engine: it failed twice")
    assert [problem.code for problem in decision.problems] == ["durable_failed"]


@needs_durable
@pytest.mark.parametrize("wrong", [True, None])
def test_engines_that_disagree_decide_nothing(wrong: bool | None) -> None:
    law = law_of("case.flag", provisions={"other": condition("not case.flag")})
    with patch.object(DurableRules, "decide", lambda *_: {"law#rule": wrong, "law#other": True}):
        decision = decided(law, "durable", flag=False)
    found = {selected.name: decision.verdicts[selected.nodes[0]].outcome for selected in law.provisions.values()}
    assert found == {"rule": "unknown", "other": "met"}
    assert [problem.code for problem in decision.problems] == ["engines_disagree"]


@needs_durable
def test_a_disagreement_under_another_reading_decides_nothing() -> None:
    law = law_of("case.count > line", interpretations=QUESTION)
    assert [verdict.outcome for verdict in decided(law, "durable", count=5).verdicts.values()] == ["unsettled"]
    rightly, calls = DurableRules.decide, []

    def wrong_the_second_time(rules: DurableRules, atoms: Any) -> dict[str, bool | None]:
        calls.append(atoms)
        found = rightly(rules, atoms)
        return {name: not value for name, value in found.items()} if len(calls) == 2 else found

    with patch.object(DurableRules, "decide", wrong_the_second_time):
        decision = decided(law, "durable", count=5)
    assert [verdict.outcome for verdict in decision.verdicts.values()] == ["unknown"]
    assert [problem.code for problem in decision.problems] == ["engines_disagree"]
    assert len(calls) == 2  # the default, and the one other way in which the premise comes out


def test_a_law_has_one_decider_an_engine() -> None:
    law = law_of("case.flag")
    assert decider_for(law, "direct") is decider_for(law, "direct")
    assert decider_for(law, "direct") is not decider_for(law, "durable")


@pytest.mark.parametrize("engine", ["direct", "durable"])
def test_many_threads_share_one_law(engine: str) -> None:
    """Each thread decides its own cases, with readings open, and gets what a thread alone gets."""
    provisions = {
        f"p{i}": condition({"all": [f"case.count > {i}", f"case.kind == 'open' or case.second > {i}"]})
        for i in range(40)
    }
    law = law_of("case.count > line", interpretations=QUESTION, provisions=provisions)
    decider = Decider(law, engine)  # type: ignore[arg-type]
    cases: list[dict[str, Value]] = [
        {
            "case.count": n,
            "case.kind": ("open", "closed", AnyText(frozenset({"open", "closed"})))[n % 3],
            "case.second": n % 7,
        }
        for n in range(60)
    ]
    alone = [read(Decider(law, "direct"), case) for case in cases]
    wrong: list[int] = []
    start = threading.Barrier(6)

    def work(offset: int) -> None:
        start.wait()
        for n in range(len(cases)):
            at = (n + offset * 10) % len(cases)
            if read(decider, cases[at]) != alone[at]:
                wrong.append(at)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def read(decider: Decider, case: dict[str, Value]) -> dict[int, object]:
    decision = decider.decide(case)
    assert decision.problems == ()
    return {i: (verdict.outcome, verdict.by_reading) for i, verdict in decision.verdicts.items()}
