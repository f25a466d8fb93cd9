"""The numeric columns hold what the direct engine says, row by row, for random laws and cases with missing facts."""

import math
import os
from fractions import Fraction
from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govern.engines.column import Kinds, Numbers, Truths, packed, value_at
from govern.engines.columns import Columns
from govern.engines.direct import DirectEngine
from govern.law.law import Law
from govern.ranges import NotApplicable, Range, ends
from govern.values import Value
from tests.property.cases import partial_cases
from tests.property.strategies import laws

EXAMPLES = int(os.environ.get("GOVERN_PROPERTY_EXAMPLES", "25"))
RELATIVE = 1e-9
"""What a float may be off after a few dozen operations."""


def holds(column: Value, exact: Value) -> bool:
    """Return whether what a column says of a row is what the direct engine says, or less."""
    if column is None or column == exact:
        return True
    if isinstance(exact, bool) or exact is None:
        return False
    if isinstance(exact, NotApplicable) or isinstance(column, NotApplicable):
        return isinstance(column, Range) and column.or_not_applicable
    if isinstance(column, int | Fraction | Range) and isinstance(exact, int | Fraction | Range):
        wide, narrow = ends(column), ends(exact)
        return _not_above(wide.low, narrow.low, -math.inf) and _not_above(narrow.high, wide.high, math.inf)
    return not isinstance(column, int | Fraction | str | frozenset)


def _not_above(a: int | Fraction | None, b: int | Fraction | None, unbounded: float) -> bool:
    x, y = (unbounded if end is None else float(end) for end in (a, b))
    return x <= y or math.isclose(x, y, rel_tol=RELATIVE, abs_tol=RELATIVE)


def near_a_line(law: Law, values: list[Value]) -> bool:
    """Return whether two sides of a comparison differ by so little that a float may not tell them apart."""
    for node in law.graph.nodes:
        if node.op == "compare":
            sides = [ends(value) for arg in node.args if isinstance(value := values[arg], int | Fraction | Range)]
            numbers = [[end for end in (side.low, side.high) if end is not None] for side in sides]
            pairs = product(*numbers) if len(numbers) == 2 else ()
            if any(a != b and math.isclose(float(a), float(b), rel_tol=1e-12) for a, b in pairs):
                return True
    return False


def at_an_open_end(law: Law, values: list[Value]) -> bool:
    """Return whether statements of one number meet at an open end, which columns take to be closed."""
    for node in law.graph.nodes:
        if node.op in ("first", "definition", "reading"):
            stated = [*(values[arg] for arg in node.args), *([] if node.op == "first" else [node.value])]
            amounts = [ends(value) for value in stated if isinstance(value, int | Fraction | Range)]
            limits = [(each.low, each.low_open) for each in amounts] + [(each.high, each.high_open) for each in amounts]
            numbers = [number for number, _ in limits if number is not None]
            if any(is_open and numbers.count(number) > 1 for number, is_open in limits if number is not None):
                return True
    return False


@given(data=st.data())
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_columns_hold_what_the_direct_engine_says(data: st.DataObject) -> None:
    law = data.draw(laws(), label="law").law
    names = [str(node.payload) for node in law.graph.nodes if node.op == "fact"]
    unknown = {str(node.payload): node.value for node in law.graph.nodes if node.op == "fact"}
    cases = [data.draw(partial_cases(names), label="case").told for _ in range(4)]
    facts = {name: packed([case.get(name, unknown[name]) for case in cases]) for name in names}
    targets = [*law.definitions.values(), *(found.nodes[0] for found in law.provisions.values())]
    columns = Columns(law.graph).evaluate(facts, targets, len(cases))
    engine = DirectEngine(law.graph)
    for row, case in enumerate(cases):
        exact = engine.evaluate(case)
        if near_a_line(law, exact) or at_an_open_end(law, exact):
            continue
        for index in targets:
            column = columns[index]
            said = value_at(column, row) if isinstance(column, Numbers | Truths | Kinds) else column
            assert holds(said, exact[index]), (law.graph.nodes[index].payload, said, exact[index])


@given(data=st.data())
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_columns_are_as_sharp_where_every_fact_is_known(data: st.DataObject) -> None:
    law = data.draw(laws(), label="law").law
    names = [str(node.payload) for node in law.graph.nodes if node.op == "fact"]
    unknown = {str(node.payload): node.value for node in law.graph.nodes if node.op == "fact"}
    case = data.draw(partial_cases(names, 0), label="case").told
    exact = DirectEngine(law.graph).evaluate(case)
    if near_a_line(law, exact):
        return
    facts = {name: packed([case.get(name, unknown[name])] * 2) for name in names}
    targets = [found.nodes[0] for found in law.provisions.values()]
    columns = Columns(law.graph).evaluate(facts, targets, 2)
    for index in targets:
        column = columns[index]
        said = value_at(column, 1) if isinstance(column, Numbers | Truths | Kinds) else column
        assert said == exact[index]
