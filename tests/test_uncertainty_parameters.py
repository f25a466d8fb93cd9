"""Estimates in the law's own parameters: decided by the value, spread by the 90 % interval, drawn row by row."""

from fractions import Fraction
from typing import Any

import pytest

from govern.assessment.mutants import mutants_of
from govern.law.law import Law
from govern.law.parameter import is_estimate, read_spread, read_value
from govern.quantity import Stated
from govern.ranges import Range
from govern.reporting.law_figures import written_text
from govern.uncertainty.simulation import Simulation
from govern.units import unit
from tests.small_law import condition, corpus_of, file_of, law_of, refused

PLAIN = unit("")


def parameter(written: Any, unit_name: str = "", **more: Any) -> dict[str, Any]:
    dated = {"from": "2024-01-01", "published": "2024-01-01", "value": written, "reference": "Art. 4"}
    return {"unit": unit_name, "values": [dated], **more}


def simulated(law: Law, **facts: Any) -> Simulation:
    named = {f"case.{name}": value for name, value in facts.items()}
    stated = {name: Stated(value=value, text=str(value)) for name, value in named.items()}
    return Simulation(law, named, stated)


# --- reading --------------------------------------------------------------------------------------------------


def test_an_estimate_is_its_value_and_has_a_spread() -> None:
    written = {"value": "0.58", "low": "0.38", "high": "0.89"}
    assert read_value(written, PLAIN) == Fraction(29, 50)
    assert read_spread(written, PLAIN) == Range(Fraction(19, 50), Fraction(89, 100))


@pytest.mark.parametrize(("label", "factor"), [("confident", 3), ("likely", 10), ("speculative", 31)])
def test_a_label_of_epoch_is_a_factor_to_either_side(label: str, factor: int) -> None:
    written = {"value": "10^25", "confidence": label}
    assert read_value(written, unit("FLOP")) == 10**25
    assert read_spread(written, unit("FLOP")) == Range(Fraction(10**25, factor), 10**25 * factor)


def test_the_ends_are_in_the_unit_of_the_parameter() -> None:
    assert read_spread({"value": 2, "low": 1, "high": 4}, unit("GB")) == Range(10**9, 4 * 10**9)


def test_what_is_no_estimate_has_no_spread() -> None:
    for written in ("0.58", {"at_least": 1, "at_most": 2}, ["a"], {"value": 3, "low": 3, "high": 3}):
        assert read_spread(written, PLAIN) is None
    assert not is_estimate({"at_least": 1})


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"value": 1, "low": 2, "high": 3}, "lies within its interval"),
        ({"value": 1, "low": 0}, "`value`, `low` and `high`"),
        ({"value": 1, "confidence": "certain"}, "`certain` is not one of `confident`, `likely`, `speculative`"),
        ({"value": 0, "confidence": "likely"}, "a factor around a positive value"),
        ({"value": 1, "low": 0, "high": 2, "confidence": "likely"}, "`value` and `confidence`"),
        ({"value": "x", "confidence": "likely"}, "`x` is not a number"),
    ],
)
def test_an_estimate_that_cannot_be_meant_is_refused_with_its_place(written: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_value(written, PLAIN)
    problems = refused(file_of(parameters={"p": parameter(written)}, provisions={"rule": condition("p > 1")}))
    assert any(message in problem.message and problem.place is not None for problem in problems)


def test_an_estimate_is_told_with_its_interval_and_its_label() -> None:
    assert written_text({"value": "0.58", "low": "0.38", "high": "0.89"}, "") == "0.58 (90 %: 0.38 to 0.89)"
    assert written_text({"value": 300, "confidence": "likely"}, "GB/s").endswith("3,000 GB/s, likely)")
    assert written_text({"a": {"value": 2, "low": 1, "high": 3}, "b": 4}, "") == "a: 2 (90 %: 1 to 3); b: 4"


def test_a_changed_interval_is_a_changed_parameter() -> None:
    from govern.law.difference import meaning_of
    from govern.law.schema import Parameter

    def meaning(written: Any, **more: Any) -> object:
        read = Parameter.model_validate(parameter(written, **more))
        return meaning_of(read.values[0], read)

    wide, narrow = ({"value": 2, "low": 1, "high": high} for high in (4, 3))
    assert meaning(wide) != meaning(narrow)
    assert meaning({"a": wide}, key="text") != meaning({"a": narrow}, key="text")
    assert meaning(wide) == meaning({"value": "2.0", "low": "1.0", "high": "4.0"})


def test_only_the_value_of_an_estimate_is_mutated() -> None:
    corpus = corpus_of(
        {
            "law": file_of(
                parameters={"p": parameter({"value": 2, "low": 1, "high": 4})},
                provisions={"rule": condition("case.count > p")},
            )
        }
    )
    moved = [each.change for each in mutants_of(corpus.policies["law"]) if each.kind == "threshold"]
    assert moved
    assert all("value: 2" in what for what in moved)


# --- deciding and drawing -------------------------------------------------------------------------------------

EFFICIENCY = {"value": "0.6", "low": "0.4", "high": "0.9"}


def test_the_value_decides_and_the_interval_gives_the_probability() -> None:
    law = law_of("case.count * p > 10", parameters={"p": parameter({"value": 2, "low": 1, "high": 4})})
    node = law.provisions["law#rule"].nodes[0]
    found = simulated(law, count=5).probability(node)
    assert found is not None
    assert found.point == pytest.approx(0.5, abs=1e-3)
    above = simulated(law, count=10).probability(node)
    assert above is not None
    assert above.point == pytest.approx(0.95, abs=1e-3)


def test_one_parameter_in_two_places_is_one_draw() -> None:
    law = law_of("case.count * p / p == case.count", parameters={"p": parameter({"value": 2, "low": 1, "high": 4})})
    ratio = law_of(
        "p / p > 1.000001 or p / p < 0.999999", parameters={"p": parameter({"value": 2, "low": 1, "high": 4})}
    )
    found = simulated(ratio).probability(ratio.provisions["law#rule"].nodes[0])
    assert found is not None
    assert found.at_most == 0
    assert law.graph.estimated


def test_a_row_of_a_table_is_drawn_and_its_neighbour_is_another_draw() -> None:
    table = {"open": EFFICIENCY, "closed": EFFICIENCY}
    law = law_of("table['open'] > table['closed']", parameters={"table": parameter(table, key="text")})
    found = simulated(law).probability(law.provisions["law#rule"].nodes[0])
    assert found is not None
    assert found.point == pytest.approx(0.5, abs=0.02)


def test_a_row_is_chosen_by_a_fact() -> None:
    law = law_of(
        "table[case.kind] > 1/2",
        parameters={
            "table": parameter({"open": {"value": "0.5", "low": "0.4", "high": "0.7"}, "closed": "0.9"}, key="text")
        },
    )
    node = law.provisions["law#rule"].nodes[0]
    drawn = simulated(law, kind="open").probability(node)
    assert drawn is not None
    assert drawn.point == pytest.approx(0.5, abs=1e-3)
    assert simulated(law, kind="closed").probability(node) is None


def test_a_share_of_the_law_stays_below_one() -> None:
    law = law_of("p > 0.999999", parameters={"p": parameter({"value": "0.9", "low": "0.6", "high": "0.99"})})
    found = simulated(law).probability(law.provisions["law#rule"].nodes[0])
    assert found is not None
    assert found.at_most < 1e-3
