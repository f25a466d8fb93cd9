"""Chances beside verdicts: only where something rests on an estimate, by reading, with what is worth knowing."""

import json
import subprocess
import sys
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from govern.assessment.assess import Assessment, Finding, assess
from govern.catalog.catalog import read_catalogue
from govern.cli.app import app
from govern.declaration.read import read_declaration_text
from govern.law.law import Law
from govern.reporting.chance import draws_text
from govern.reporting.document import document_of
from govern.shipped import shipped_folder
from govern.uncertainty.probability import Probability
from govern.uncertainty.sampling import Sampling
from govern.uncertainty.simulation import Simulation
from tests.small_law import DAY, condition, corpus_of, file_of, law_of

TEN = "{value: 10, low: 5, high: 20}"
"""Ten as the median, and 5 % beyond either end."""


def assessed(stated: str, when: Any = "case.count > 10", **groups: Any) -> Assessment:
    provisions = {"rule": condition(when), **groups.pop("provisions", {})}
    corpus = corpus_of({"law": file_of(provisions=provisions, **groups)})
    text, catalogue = f"declaration: 1\ncase: {{{stated}}}", read_catalogue(corpus.vocabulary)
    declaration = read_declaration_text(text, corpus, catalogue, file="case.yaml")
    return assess(declaration, corpus.in_force(on=DAY, known=DAY), "direct")


def rule(stated: str, when: Any = "case.count > 10", **groups: Any) -> Finding:
    return assessed(stated, when, **groups).findings["law#rule"]


def chance(stated: str, when: Any = "case.count > 10", **groups: Any) -> Probability:
    found = rule(stated, when, **groups).probability
    assert found is not None
    return found


# --- where there is a chance ----------------------------------------------------------------------------------


def test_the_verdict_stands_and_the_chance_beside_it() -> None:
    finding = rule(f"count: {TEN}", "case.count > 9")
    assert finding.outcome == "met"
    assert finding.probability is not None
    assert finding.probability.point == pytest.approx(0.5995, abs=1e-3)
    assert finding.explanation.children[0].probability == finding.probability


@pytest.mark.parametrize("stated", ["count: 11", "count: {at_least: 5}", "count: {at_least: 5, at_most: 20}", ""])
def test_what_rests_on_no_estimate_has_none(stated: str) -> None:
    assessment = assessed(stated)
    finding = assessment.findings["law#rule"]
    assert finding.probability is None
    assert finding.worth == ()
    assert document_of(assessment)["probabilities"] is None


def test_what_is_decided_without_the_estimate_has_none() -> None:
    assert rule(f"count: {TEN}, flag: false", {"all": ["case.flag", "case.count > 10"]}).probability is None
    assert rule(f"count: {TEN}, flag: true", {"any": ["case.flag", "case.count > 10"]}).probability is None


def test_what_the_estimate_all_but_decides_has_one() -> None:
    found = chance(f"count: {TEN}", "case.count > 1000")
    assert (found.at_least, found.at_most) == (0, 0)


def test_beside_an_interval_the_chance_is_a_band() -> None:
    """Half the draws of ten lie above it; added to nothing or to ten, all between may hold."""
    found = chance(f"count: {TEN}, second: {{at_least: 0, at_most: 10}}", "case.count + case.second > 15")
    assert found.at_least == pytest.approx(0.168, abs=2e-3)
    assert found.at_most == pytest.approx(0.95, abs=1e-3)


def test_beside_what_is_not_known_the_chance_is_open_on_one_side() -> None:
    found = chance(f"count: {TEN}", "case.count + case.second > 10")
    assert (round(found.at_least, 3), found.at_most) == (0.5, 1)
    found = chance(f"count: {TEN}", {"all": ["case.flag", "case.count > 10"]})
    assert (found.at_least, round(found.at_most, 3)) == (0, 0.5)


def test_a_half_without_an_end_is_a_band() -> None:
    """Nothing is invented above the value: all of it may lie above any line, or none."""
    found = chance("count: {value: 10, low: 5}", "case.count > 12")
    assert (found.at_least, found.at_most) == (0, 0.5)
    found = chance("count: {value: 10, low: 5}", "case.count > 5")
    assert found.point == pytest.approx(0.95, abs=1e-3)


def test_numbers_beyond_all_floats_are_no_error() -> None:
    huge = "count: {value: 1e299, low: 1e298, high: 1e300}, second: 1e300"
    found = rule(huge, "case.count * case.second * case.second > 10")
    assert found.outcome == "met"
    assert found.probability is None or found.probability.at_least == 1


def test_a_contradiction_within_the_spread_is_no_certainty() -> None:
    found = chance(f"count: {TEN}, second: {{at_least: 8}}", "first(case.count, case.second) > 7")
    assert 0 < found.at_least <= found.at_most <= 1


# --- at the line ----------------------------------------------------------------------------------------------


def test_more_than_and_at_least_differ_by_the_mass_at_the_line() -> None:
    """Five percent of the draws of an interval from 0 are 0."""
    zero = "count: {value: 10, low: 0, high: 20}"
    assert chance(zero, "case.count > 0").point == pytest.approx(0.95, abs=1e-3)
    assert chance(zero, "case.count >= 0.000001 or case.count < 1").at_least == 1
    assert rule(zero, "case.count >= 0").probability is None
    assert chance(zero, "case.count <= 0").point == pytest.approx(0.05, abs=1e-3)


@given(line=st.integers(1, 60), more=st.integers(0, 30), factor=st.sampled_from([2, 3, 10]))
@settings(max_examples=25)
def test_the_chance_falls_as_the_line_rises(line: int, more: int, factor: int) -> None:
    stated = f"count: {{value: 10, low: {10 / factor}, high: {10 * factor}}}"
    both = assessed(
        stated, f"case.count > {line}", provisions={"higher": condition(f"case.count > {line + more}")}, force="method"
    )
    low, high = (both.findings[id].probability for id in ("law#rule", "law#higher"))
    assert low is not None
    assert high is not None
    assert 0 <= high.at_least <= low.at_least <= 1
    assert low.at_least == low.at_most


@given(hidden=st.integers(0, 40))
@settings(max_examples=25)
def test_a_band_holds_the_chance_of_every_completion(hidden: int) -> None:
    when = "case.count + case.second > 15"
    band = chance(f"count: {TEN}, second: {{at_least: 0, at_most: 40}}", when)
    # From 16 on the sum lies above the line whatever is drawn, and no chance is told.
    known = rule(f"count: {TEN}, second: {hidden}", when).probability or Probability(1, 1)
    assert band.at_least <= known.at_least <= known.at_most <= band.at_most


def test_a_product_is_narrower_than_all_ends_at_once() -> None:
    when = "case.count * case.second > 100"
    shown = rule(f"count: {TEN}, second: {TEN}", when).explanation.children[0].value
    assert shown is not None
    assert shown.estimate is not None
    assert shown.estimate.low is not None
    assert shown.estimate.high is not None
    assert float(shown.estimate.low) == pytest.approx(100 / 2**2**0.5, rel=0.02)
    assert float(shown.estimate.high) == pytest.approx(100 * 2**2**0.5, rel=0.02)


def test_what_is_divided_by_itself_has_no_spread() -> None:
    finding = rule(f"count: {TEN}, size: {TEN}", "case.size / case.size * case.count > 10")
    assert finding.probability is not None
    assert finding.probability.point == pytest.approx(0.5, abs=1e-3)


# --- readings -------------------------------------------------------------------------------------------------

READ = {
    "question": "Does the second count?",
    "reference": "Art. 3",
    "readings": {"counted": {"is": "case.count + case.second"}, "not_counted": {"is": "case.count"}},
}


def test_each_reading_has_its_own_chance() -> None:
    finding = rule(f"count: {TEN}, second: 2", "what > 14", interpretations={"what": READ})
    assert finding.outcome == "not_met"
    found = {each.readings["law#what"]: each.probability.point for each in finding.chances}
    assert found == {"counted": pytest.approx(0.333, abs=2e-3), "not_counted": pytest.approx(0.212, abs=2e-3)}
    assert finding.probability == Probability(*sorted(value for value in found.values() if value is not None))


def test_readings_that_make_no_difference_are_not_told() -> None:
    assert rule(f"count: {TEN}, second: 0", "what > 14", interpretations={"what": READ}).chances == ()


def test_an_unsettled_answer_has_a_chance_under_each_reading() -> None:
    finding = rule(f"count: {TEN}, second: 5", "what > 14", interpretations={"what": READ})
    assert finding.outcome == "unsettled"
    assert len(finding.chances) == 2
    part = document_of(assessed(f"count: {TEN}, second: 5", "what > 14", interpretations={"what": READ}))
    (shown,) = part["findings"]
    assert [each["choices"][0]["reading"] for each in shown["chances"]] == ["counted", "not_counted"]


# --- what is worth knowing ------------------------------------------------------------------------------------


def test_one_estimate_alone_settles_it() -> None:
    (only,) = rule(f"count: {TEN}", "case.count > 9").worth
    assert (only.input.name, only.alone, only.known) == ("case.count", True, 0)
    assert only.now == pytest.approx(0.4, abs=2e-3)


def test_the_estimate_that_decides_is_worth_more() -> None:
    wide, narrow = "{value: 10, low: 2, high: 50}", "{value: 10, low: 9, high: 11}"
    worth = rule(f"count: {wide}, second: {narrow}", "case.count + case.second > 20").worth
    assert worth[0].input.name == "case.count"
    assert worth[0].known < 0.03 < worth[0].now
    assert all(each.input.name != "case.second" or each.known > 0.4 for each in worth)


def test_chance_alone_is_no_knowledge() -> None:
    """Of two alike, each is worth something; of one that hardly bears, nothing is told."""
    worth = rule(f"count: {TEN}, second: {{value: 1, low: 0.999, high: 1.001}}", "case.count + case.second > 11").worth
    assert [each.input.name for each in worth] == ["case.count"]


def test_where_something_else_is_open_nothing_is_worth_telling() -> None:
    assert rule(f"count: {TEN}", "case.count + case.second > 10").worth == ()


# --- repeating ------------------------------------------------------------------------------------------------


def test_the_same_case_gives_the_same_bytes() -> None:
    texts = {
        json.dumps(document_of(assessed(f"count: {TEN}, second: {TEN}", "case.count * case.second > 90"))) for _ in "ab"
    }
    assert len(texts) == 1


def test_another_seed_gives_other_draws_and_nearly_the_same_chance() -> None:
    law: Law = law_of("case.count * case.second > 90")
    stated = assessed(f"count: {TEN}, second: {TEN}").declaration
    node = law.provisions["law#rule"].nodes[0]
    found = [Simulation(law, stated.values(), stated.facts, seed=seed).probability(node) for seed in (1, 2)]
    assert found[0] != found[1]
    assert found[0] is not None
    assert found[1] is not None
    assert found[0].at_least == pytest.approx(found[1].at_least, abs=0.02)


def test_the_draws_can_be_chosen() -> None:
    base = assessed(f"count: {TEN}", "case.count > 9")
    chosen = assess(base.declaration, base.law, "direct", Sampling(draws=500, seed=3))
    document = document_of(chosen)
    assert (document["probabilities"]["draws"], document["probabilities"]["seed"]) == (500, 3)
    assert "500 draws" in document["probabilities"]["text"]


def test_numpy_is_not_loaded_without_an_estimate() -> None:
    program = (
        "import sys\n"
        "from govern.cli.app import app\n"
        "from typer.testing import CliRunner\n"
        "result = CliRunner().invoke(app, ['check', '-', '--format', 'json', '--engine', 'direct'],"
        " input='declaration: 1\\nmodel: {name: X, training: {compute: 2e25 FLOP}}')\n"
        "assert result.exit_code == 0, result.output\n"
        "assert 'numpy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


# --- what is printed ------------------------------------------------------------------------------------------


def test_the_document_tells_chance_word_draws_and_seed() -> None:
    document = document_of(assessed(f"count: {TEN}", "case.count > 9"))
    (finding,) = document["findings"]
    assert finding["outcome"] == "met"
    assert finding["probability"]["word"] == "indeterminate"
    assert finding["probability"]["text"] == "P = 0.60 (indeterminate)"
    assert finding["explanation"]["children"][0]["probability"]["text"] == "P(above) = 0.60, indeterminate"
    assert (document["probabilities"]["draws"], document["probabilities"]["seed"]) == (20_000, 20260701)
    assert "20,000 draws" in document["probabilities"]["text"]


def test_below_a_line_the_word_tells_where_the_figure_lies() -> None:
    (finding,) = document_of(assessed(f"count: {TEN}", "case.count < 19"))["findings"]
    assert finding["explanation"]["children"][0]["probability"]["text"] == "P(above) = 0.06, probably below"
    assert finding["probability"]["text"] == "P = 0.94 (likely)"


def test_a_quantity_has_the_ends_of_its_interval() -> None:
    doubled = {"total": {"is": "2 * case.count", "reference": "Art. 1"}}
    document = document_of(assessed(f"count: {TEN}", "total > 10", definitions=doubled, force="method"))
    quantity = document["quantities"]["law#total"]
    assert (quantity["value"], quantity["low"], quantity["high"]) == ("20", "10", "40")


def test_an_irrational_quantity_is_one_number() -> None:
    root = {"root": {"is": "sqrt(2 * case.count * case.count)", "reference": "Art. 1"}}
    document = document_of(assessed("count: 10", "root > 10", definitions=root, force="method"))
    quantity = document["quantities"]["law#root"]
    assert quantity["text"] == "14.1"
    assert quantity["value"] == "14.142135623730950488"
    assert quantity["at_least"] == quantity["at_most"] == quantity["value"]
    assert Fraction(quantity["value"]) ** 2 < 200 + Fraction(1, 10**15)


def test_draws_and_seed_can_be_chosen_on_the_command_line() -> None:
    arguments = ["check", str(shipped_folder("examples") / "deepseek-v4-pro.yaml"), "--engine", "direct"]
    run = CliRunner().invoke(app, [*arguments, "--draws", "500", "--seed", "7"])
    assert run.exit_code == 0
    assert "500 draws of the estimates, each on its own, seed 7" in " ".join(run.stdout.split())
    assert CliRunner().invoke(app, [*arguments, "--draws", "5"]).exit_code == 2


def test_estimates_of_other_models_that_are_not_drawn_are_told() -> None:
    assert "stay at their values" in draws_text(20_000, 1, kept=True)
    assert "stay at their values" not in draws_text(20_000, 1, kept=False)
