"""Both engines say the same, for random policies and random declarations, with open readings and missing facts."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govern.assessment.decision import Decider, Decision
from govern.engines.durable import available
from govern.values import Value
from tests.property.cases import as_value, partial_cases
from tests.property.naive import Inconsistent, NaiveLaw, Undefined
from tests.property.strategies import DAY, KNOWN, RandomLaw, Style, laws

REASON = available()
pytestmark = pytest.mark.skipif(REASON is not None, reason=f"{REASON}")

EXAMPLES = int(os.environ.get("GOVERN_PROPERTY_EXAMPLES", "25"))


@contextmanager
def deciders(law: RandomLaw) -> Iterator[tuple[Decider, Decider]]:
    """One of each engine; the rules of the second are given back, since thousands of laws are made."""
    durable = Decider(law.law, "durable")
    try:
        yield Decider(law.law, "direct"), durable
    finally:
        for rules in durable._rules.values():
            rules.close()


def told_apart(direct: Decision, durable: Decision) -> Mapping[str, object]:
    """What the engines say differently; a disagreement that the assessment found itself counts too."""
    assert (direct.engine, durable.engine) == ("direct", "durable"), durable.note
    assert [problem for problem in durable.problems if problem.code in ("engines_disagree", "durable_failed")] == []
    return {
        f"node {index}": (verdict, durable.verdicts[index])
        for index, verdict in direct.verdicts.items()
        if (verdict.outcome, verdict.by_reading)
        != (durable.verdicts[index].outcome, durable.verdicts[index].by_reading)
    }


@given(data=st.data())
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_direct_and_durable_agree(data: st.DataObject) -> None:
    law = data.draw(laws(), label="law")
    with deciders(law) as (direct, durable):
        for _ in range(3):
            told: Mapping[str, Value] = data.draw(partial_cases(law.facts), label="case").told
            assert told_apart(direct.decide(told), durable.decide(told)) == {}


@given(data=st.data())
@settings(max_examples=max(EXAMPLES // 4, 1), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_durable_agrees_with_the_design(data: st.DataObject) -> None:
    """Against a third reading of the language, for cases known in full."""
    law = data.draw(laws(Style(gaps=False)), label="law")
    truth = data.draw(partial_cases(law.facts), label="case").truth
    naive = NaiveLaw(law.documents, DAY, KNOWN, strict=False)
    with deciders(law) as (_, durable):
        decision = durable.decide({name: as_value(known) for name, known in truth.items()})
    for id, selected in law.law.provisions.items():
        file, _, name = id.partition("#")
        try:
            expected = naive.outcome(file, name, truth)
        except (Inconsistent, Undefined):
            continue
        assert decision.verdicts[selected.nodes[0]].outcome == expected, id
