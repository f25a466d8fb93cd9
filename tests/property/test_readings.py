"""The tables of readings say what evaluating the whole law again under each combination says."""

import os
from itertools import product
from math import prod

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from govern.assessment.decision import Decider
from govern.engines.direct import MAXIMAL_COMBINATIONS
from govern.engines.readings import ReadingTables
from govern.truth import outcome_of_readings
from tests.property.cases import partial_cases
from tests.property.strategies import laws

EXAMPLES = int(os.environ.get("GOVERN_PROPERTY_EXAMPLES", "25"))


@given(data=st.data())
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_table_has_the_value_of_each_combination(data: st.DataObject) -> None:
    drawn = data.draw(laws(), label="law")
    law = drawn.law
    assume(law.graph.interpretations)
    decider = Decider(law, "direct")
    engine = decider.direct
    facts = data.draw(partial_cases(drawn.facts), label="case").told
    values = engine.evaluate(facts)
    tables = ReadingTables(engine, values)
    decision = decider.decide(facts)
    choices = tuple(sorted(engine.choices.values()))
    combinations = list(product(*(range(engine.counts[choice]) for choice in choices)))
    assume(len(combinations) <= 4 * MAXIMAL_COMBINATIONS)
    under = {each: engine.under(values, dict(zip(choices, each, strict=True))) for each in combinations}
    for index in range(len(values)):
        for combination in combinations:
            assert tables.value(index, choices, combination) == under[combination][index]
    for index, verdict in decision.verdicts.items():
        truths = [value if isinstance(value, bool) else None for value in (each[index] for each in under.values())]
        assert verdict.outcome == outcome_of_readings(truths)
        own = [engine.choices[name] for name in verdict.interpretations]
        assert len(verdict.by_reading) == prod(engine.counts[choice] for choice in own)
        for combination, truth in verdict.by_reading:
            chosen = dict(zip(own, combination, strict=True))
            for each, values_there in under.items():
                if all(each[choices.index(choice)] == number for choice, number in chosen.items()):
                    found = values_there[index]
                    assert (found if isinstance(found, bool) else None) is truth
