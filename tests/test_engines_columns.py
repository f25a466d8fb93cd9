"""The numeric columns engine: its parts one by one, and the shipped methods on the whole catalogue."""

import math
import random
import time
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from govern.catalog.catalog import Catalogue
from govern.engines.column import Column, Kinds, Numbers, Truths, numbers_from, packed, value_at
from govern.engines.columns import Columns
from govern.engines.direct import DirectEngine
from govern.law.corpus import Corpus
from govern.law.law import Law
from govern.ranges import NOT_APPLICABLE, Range, ends
from govern.values import AnyText, Value
from tests.small_law import law_of

RELATIVE = 1e-9
DECLARATIONS = 200


def said(column: Column | Value, row: int) -> Value:
    return value_at(column, row) if isinstance(column, Numbers | Truths | Kinds) else column


def agree(found: Value, exact: Value) -> bool:
    """Return whether a row says what the direct engine says, numbers to a relative 10^-9 and whatever end is open."""
    if isinstance(found, bool) or isinstance(exact, bool):
        return found is exact
    if isinstance(found, int | Fraction | Range) and isinstance(exact, int | Fraction | Range):
        a, b = ends(found), ends(exact)
        if _beyond_all_floats(b):
            return True
        return _close(a.low, b.low) and _close(a.high, b.high) and a.or_not_applicable == b.or_not_applicable
    return type(found) is type(exact) and found == exact


def _close(a: int | Fraction | None, b: int | Fraction | None) -> bool:
    if a is None or b is None:
        return a is b
    return math.isclose(float(a), float(b), rel_tol=RELATIVE, abs_tol=1e-300)


def _beyond_all_floats(amount: Range) -> bool:
    return any(end is not None and not -(10**300) < end < 10**300 for end in (amount.low, amount.high))


def rows_of(law: Law, cases: Sequence[Mapping[str, Value]], targets: Sequence[int]) -> dict[int, Column | Value]:
    unknown = {str(node.payload): node.value for node in law.graph.nodes if node.op == "fact"}
    facts: dict[str, Any] = {name: packed([case.get(name, value) for case in cases]) for name, value in unknown.items()}
    return Columns(law.graph).evaluate(facts, targets, len(cases))


def defined(is_: str, **more: Any) -> dict[str, Any]:
    return {"is": is_, "reference": "1", "label": "a quantity", **more}


CASES: list[dict[str, Value]] = [
    {"case.any": value, "case.other": other, "case.density": density}
    for value in (0, 3, -3, Fraction(7, 3), Range(1, 5), Range(-2, 2), Range(0, None), Range())
    for other in (0, 2, Range(-1, 4), Range(0, 3), Range(2, None))
    for density in (5, NOT_APPLICABLE, Range(0), Range(0, None, or_not_applicable=True))
]


@pytest.mark.parametrize(
    "written",
    [
        "case.any + case.other",
        "case.any - case.other * 2",
        "case.any * case.other",
        "case.any ** 2",
        "case.any ** 3 / 7",
        "-case.any",
        "case.any / 3 if case.other > 1 else case.other",
        "min(case.any, case.other, 2)",
        "max(case.any, case.other)",
        "ceil(case.any / 2)",
        "floor(case.any / 2)",
        "exp(min(case.any, 5))",
        "sqrt(max(case.any, 1))",
        "ln(max(case.any, 1))",
        "log10(max(case.any, 1))",
        "case.density * 2 + case.any",
        "case.density if case.any > 1 else case.other",
        "max(case.density, case.other)",
        "first(case.density, case.other)",
    ],
)
def test_an_operation_gives_what_the_direct_engine_gives(written: str) -> None:
    law = law_of("case.any > 1", definitions={"found": defined(written)})
    (target,) = law.definitions.values()
    column = rows_of(law, CASES, [target])[target]
    engine = DirectEngine(law.graph)
    for row, case in enumerate(CASES):
        exact = engine.evaluate(case)[target]
        assert agree(said(column, row), exact), (case, said(column, row), exact)


@pytest.mark.parametrize(
    "written",
    [
        "case.any > case.other",
        "case.any >= 3",
        "case.any == case.other",
        "case.any != 3",
        "not case.any < case.other",
        "case.density > 4",
        "not case.density > 4",
        "case.any > 0 and case.other > 0 or case.flag",
        "case.kind == 'open'",
        "case.kind != case.kind2",
        "case.kind in ['open', 'other']",
        "'text' in case.forms",
        "case.flag if case.any > 1 else case.flag2",
        "case.day >= date('2025-01-01')",
        "year(case.day) == 2025",
    ],
)
def test_a_condition_is_what_the_direct_engine_says(written: str) -> None:
    law = law_of(written)
    choose = random.Random(written)  # noqa: S311 -- the same cases in every run
    values: dict[str, list[Value]] = {
        "case.flag": [True, False, None],
        "case.flag2": [True, False, None],
        "case.kind": ["open", "closed", AnyText(frozenset({"open", "closed"}))],
        "case.kind2": ["closed", "other", AnyText(frozenset({"closed", "other"}))],
        "case.forms": [frozenset(), frozenset({"text"}), frozenset({"text", "audio"})],
        "case.day": [date(2024, 12, 31).toordinal(), date(2025, 1, 1).toordinal(), Range()],
    }
    names = {str(node.payload) for node in law.graph.nodes if node.op == "fact"}
    cases = [
        {name: choose.choice(values[name]) for name in values if name in names} | case for case in CASES for _ in (0, 1)
    ]
    target = _only(law)
    column = rows_of(law, cases, [target])[target]
    engine = DirectEngine(law.graph)
    for row, case in enumerate(cases):
        exact = engine.evaluate({name: value for name, value in case.items() if name in names})[target]
        assert said(column, row) is exact, (case, said(column, row), exact)


def _only(law: Law) -> int:
    (provision,) = law.provisions.values()
    return provision.nodes[0]


def test_a_number_that_is_none_is_unknown_and_counted() -> None:
    law = law_of("case.count > 5")
    target = _only(law)
    bad = np.array([9.0, np.nan, 2.0])
    rows = Columns(law.graph).rows({"case.count": Numbers(bad, bad)}, 3)
    found = rows.value(target)
    assert isinstance(found, Truths)
    assert found.values.tolist() == [1, -1, 0]
    assert rows.not_numbers == {"case.count": 1}
    assert numbers_from([np.nan, 1.0]).low.tolist() == [-np.inf, 1.0]


def test_a_reading_that_is_the_same_in_all_rows_is_clipped_to_its_domain() -> None:
    readings = {"less": {"is": "case.other"}, "own": {"is": "case.any"}}
    asked = {"question": "Which?", "readings": readings, "reference": "1", "domain": "nonnegative"}
    law = law_of("line > 1", interpretations={"line": asked})
    reading = next(i for i, node in enumerate(law.graph.nodes) if node.op == "reading")
    facts: dict[str, Any] = {"case.other": Range(-5, 5), "case.any": numbers_from([1.0, 2.0])}
    assert Columns(law.graph).evaluate(facts, [reading], 2)[reading] == Range(0, 5)


def test_what_is_the_same_in_all_rows_stays_exact() -> None:
    law = law_of("case.any > 1", definitions={"found": defined("case.other / 3")})
    (target,) = law.definitions.values()
    facts: dict[str, Any] = {"case.any": numbers_from([1.0, 2.0]), "case.other": 1}
    assert Columns(law.graph).evaluate(facts, [target], 2)[target] == Fraction(1, 3)


def test_only_what_is_asked_for_is_worked_out() -> None:
    law = law_of(
        "case.any > 1", definitions={"one": defined("case.any + 1"), "two": defined("exp(case.other) * case.any")}
    )
    engine = Columns(law.graph)
    one, two = law.definitions.values()
    assert two not in engine.needed([one])
    rows = engine.rows({"case.any": numbers_from([1.0]), "case.other": numbers_from([2.0])}, 1)
    rows.value(one)
    assert two not in rows.done


def declarations(catalogue: Catalogue, law: Law) -> list[dict[str, Value]]:
    """Return models of the catalogue on chips of the catalogue, each with some facts hidden and a deployment."""
    choose = random.Random("columns")  # noqa: S311 -- the same cases in every run
    models, chips = catalogue.entries("model"), catalogue.entries("chip")
    names = [str(node.payload) for node in law.graph.nodes if node.op == "fact"]
    deployed = [name for name in names if name.startswith("deployment.")]
    made = []
    for _ in range(DECLARATIONS):
        hidden = choose.choice((0.0, 0.0, 0.1, 0.4))
        entries = (choose.choice(models), choose.choice(chips))
        case = {name: fact.value for entry in entries for name, fact in entry.facts.items() if name in names}
        case |= {name: _drawn(choose, law, name) for name in deployed}
        made.append({name: value for name, value in case.items() if choose.random() >= hidden})
    return made


def _drawn(choose: random.Random, law: Law, name: str) -> Value:
    fact = law.vocabulary[name]
    unknown = fact.unknown
    if isinstance(unknown, AnyText):
        return choose.choice(sorted(unknown.allowed)) if unknown.allowed else unknown
    if not isinstance(unknown, Range):
        return choose.choice((True, False)) if fact.type == "boolean" else unknown
    if fact.type == "date":
        return choose.randrange(737000, 740000)
    if unknown.high == 1:
        return Fraction(choose.randrange(1, 100), 100)
    return choose.choice((1, 2, 8, 64, 1024, 8192))


def near_a_line(law: Law, values: Sequence[Value], below: Sequence[int]) -> bool:
    """Return whether the sides of a comparison differ by so little that a float may not tell them apart."""
    for index in below:
        node = law.graph.nodes[index]
        if node.op == "compare":
            sides = [ends(value) for arg in node.args if isinstance(value := values[arg], int | Fraction | Range)]
            pairs = [
                (a, b)
                for a in ((sides[0].low, sides[0].high) if len(sides) == 2 else ())
                for b in (sides[1].low, sides[1].high)
            ]
            if any(
                a is not None and b is not None and math.isclose(float(a), float(b), rel_tol=1e-12) for a, b in pairs
            ):
                return True
    return False


def beyond_the_exponents(law: Law, values: Sequence[Value], below: Sequence[int]) -> bool:
    """Return whether a power of e is so small or large that the direct engine says only that it is positive."""
    operands = [values[law.graph.nodes[index].args[0]] for index in below if law.graph.nodes[index].op == "exp"]
    limits = [ends(value) for value in operands if isinstance(value, int | Fraction | Range)]
    return any(end is not None and not -(10**5) < end < 10**5 for each in limits for end in (each.low, each.high))


def test_the_shipped_methods_are_what_the_direct_engine_gives(corpus: Corpus, catalogue: Catalogue) -> None:
    day = date(2026, 11, 1)
    law = corpus.in_force(on=day, known=day)
    cases = declarations(catalogue, law)
    targets = {id: node for id, node in law.definitions.items() if id.startswith("methods/")}
    engine, columns = DirectEngine(law.graph), Columns(law.graph)
    found = rows_of(law, cases, list(targets.values()))
    below = {node: columns.needed([node]) for node in targets.values()}
    apart, known = [], 0
    for row, case in enumerate(cases):
        exact = engine.evaluate(case)
        for id, node in targets.items():
            own = said(found[node], row)
            excused = near_a_line(law, exact, below[node]) or beyond_the_exponents(law, exact, below[node])
            if not agree(own, exact[node]) and not excused:
                apart.append((id, row, own, exact[node]))
            known += isinstance(exact[node], int | Fraction)
    assert not apart, (len(apart), sorted({id for id, *_ in apart}), apart[:3])
    assert known > 20 * DECLARATIONS


@pytest.mark.measured
def test_many_rows_take_little_time(corpus: Corpus) -> None:
    day, rows = date(2026, 11, 1), 200_000
    law = corpus.in_force(on=day, known=day)
    target = law.definitions["methods/throughput#decode_speed"]
    engine = Columns(law.graph)
    names = {law.graph.nodes[i].payload for i in engine.needed([target]) if law.graph.nodes[i].op == "fact"}
    assert "model.active_parameters" in names
    drawn = np.random.default_rng(7).lognormal(0.0, 0.3, rows)
    facts: dict[str, Any] = {
        "model.parameters": numbers_from(drawn * 70e9),
        "model.active_parameters": numbers_from(drawn * 37e9),
        "chip.dram_bandwidth": numbers_from(drawn * 3.35e12),
    }
    assert engine.steps
    started = time.process_time()
    found = engine.evaluate(facts, [target], rows)[target]
    assert isinstance(found, Numbers)
    assert time.process_time() - started < 5
