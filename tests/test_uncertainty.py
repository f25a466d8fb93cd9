"""Probabilities and bands against published figures; draws that repeat; bands where nothing is known."""

import math
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.assessment.assess import assess
from govern.catalog.catalog import Catalogue
from govern.declaration.read import read_declaration_text
from govern.law.corpus import Corpus
from govern.ranges import DOMAINS
from govern.uncertainty.combination import SHARED, Estimated, Reported, combined, conflicts
from govern.uncertainty.distribution import NINETY, distribution_of, standard_normals
from govern.uncertainty.probability import CHANCES, Probability, word_of
from govern.uncertainty.simulation import Simulation

DAY = date(2026, 11, 22)
SYSTEMIC, KOREA = "eu/ai_act#systemic_risk_presumed", "kr/ai_basic_act#high_performance_article_32"
ANY, POSITIVE, SHARE = DOMAINS["any"], DOMAINS["nonnegative"], DOMAINS["share"]

WIDE = "output_modalities: [text], range_of_tasks: wide"
FIRST_DRAWS = [0.551414, 2.541114, 3.409844]

Simulated = Callable[..., Simulation]


@pytest.fixture(scope="module")
def simulated(corpus: Corpus, catalogue: Catalogue) -> Simulated:
    law = corpus.in_force(on=DAY, known=DAY)

    def run(training: str, **options: int) -> Simulation:
        text = f"declaration: 1\nmodel: {{name: X, {WIDE}, training: {training}}}"
        declaration = read_declaration_text(text, corpus, catalogue, file="case.yaml")
        assess(declaration, law, "direct")
        return Simulation(law, declaration.values(), declaration.facts, **options)

    return run


def above(simulation: Simulation, id: str = SYSTEMIC) -> Probability:
    found = simulation.probability(simulation.law.provisions[id].nodes[0])
    assert found is not None
    return found


# --- published figures ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("compute", "published"),
    [
        ("{value: 9.70e24, confidence: confident}", 0.482),
        ("{value: 1.0864e25, confidence: confident}", 0.549),
        ("{value: 9.70e24, low: 7.4615e24, high: 1.261e25}", 0.425),
        ("{value: 1.0864e25, low: 8.3569e24, high: 1.41232e25}", 0.699),
        ("{value: 3.79e25, confidence: confident}", 0.977),
        ("{value: 3.4e24, confidence: confident}", 0.053),
        ("{value: 2.1e25, confidence: likely}", 0.702),
        ("{value: 5e24, confidence: speculative}", 0.370),
    ],
)
def test_probabilities_of_one_estimate_are_those_published(
    simulated: Simulated, compute: str, published: float
) -> None:
    assert above(simulated(f"{{compute: {compute}}}")).point == pytest.approx(published, abs=1.5e-3)


def test_a_sum_of_a_tight_and_two_wide_estimates(simulated: Simulated) -> None:
    """9.70e24 within 1.3, with 1e24 and 3e23 within 10: 0.804, not the 0.626 of a log-normal fitted to the sum."""
    simulation = simulated(
        "{complete: {stated_by: X}, pretraining: {compute: {value: 9.70e24, low: 7.4615e24, high: 1.261e25}},"
        " reinforcement_learning: {compute: {value: 1e24, confidence: likely}},"
        " synthetic_data: {compute: {value: 3e23, confidence: likely}, publicly_accessible: false}}"
    )
    assert above(simulation).point == pytest.approx(0.804, abs=0.01)
    band = simulation.band(simulation.law.definitions["eu/ai_act#cumulative_training_compute"])
    assert band is not None
    assert band.low == pytest.approx(8.7e24, rel=0.02)
    assert band.high == pytest.approx(2.2e25, rel=0.06)


def test_five_times_ten_to_24_speculatively_against_ten_to_26(simulated: Simulated) -> None:
    drawn = distribution_of(5 * 10**24, 5 * 10**24 // 31, 31 * 5 * 10**24, POSITIVE)
    assert drawn is not None
    normals = standard_normals(20_000, 1, "x")
    assert np.mean(drawn.at(normals).low > 1e26) == pytest.approx(0.076, abs=1e-3)


@pytest.mark.parametrize(("label", "sigma"), [(3, 0.668), (10, 1.400), (31, 2.088)])
def test_widths_of_the_labels_of_epoch(label: int, sigma: float) -> None:
    assert math.log(label) / NINETY == pytest.approx(sigma, abs=5e-4)


def test_two_methods_combined() -> None:
    both = [Estimated.within("count", 3.29e24, 1.3), Estimated.within("hours", 3.69e24, 1.3)]
    assert combined(both, 0.0).value == pytest.approx(3.484e24, rel=1e-3)
    assert combined(both, 0.0).sigma == pytest.approx(0.1128, abs=1e-4)
    assert combined(both, SHARED).sigma == pytest.approx(0.1381, abs=1e-4)


def test_a_reported_figure_within_30_percent_has_a_probability_and_hard_bounds() -> None:
    reported = Reported(6 * 49 * 10**9 * 33 * 10**12)
    assert reported.estimated.sigma == pytest.approx(0.1595, abs=5e-5)
    assert reported.estimated.above(1e25) == pytest.approx(0.425, abs=1e-3)
    assert (reported.least, reported.most) == (6791400000000000000000000, 12612600000000000000000000)
    assert reported.compared(">", 10**25) is None
    assert reported.compared(">", 10**24) is True
    assert reported.compared(">", 2 * 10**25) is False


def test_the_margin_at_the_line_is_that_of_the_statute() -> None:
    """1.3 C exactly at the line can reach "at least", and never "more than"."""
    at_most = Reported(10**25, Fraction(1, 4))
    assert at_most.compared(">", Fraction(5, 4) * 10**25) is False
    assert at_most.compared(">=", Fraction(5, 4) * 10**25) is None
    assert at_most.compared(">=", Fraction(3, 4) * 10**25) is True
    assert at_most.compared(">", Fraction(3, 4) * 10**25) is None


@pytest.mark.parametrize(
    ("value", "factor", "line", "published"),
    [(9.702e24, 3, 1e25, 0.482), (3.79e25, 3, 1e25, 0.977), (5e24, 31, 1e25, 0.370), (5e24, 31, 1e26, 0.076)],
)
def test_the_closed_form_for_one_estimate(value: float, factor: float, line: float, published: float) -> None:
    assert Estimated.within("x", value, factor).above(line) == pytest.approx(published, abs=1e-3)


def test_a_log_normal_fitted_to_a_sum_would_be_wrong() -> None:
    """The method of Fenton and Wilkinson, which is not used here, gives 0.626 where the draws give 0.804."""
    parts = [Estimated.within("", value, factor) for value, factor in ((9.70e24, 1.3), (1e24, 10), (3e23, 10))]
    mean = sum(each.value * math.exp(each.sigma**2 / 2) for each in parts)
    variance = sum(each.value**2 * math.exp(each.sigma**2) * (math.exp(each.sigma**2) - 1) for each in parts)
    sigma = math.sqrt(math.log(1 + variance / mean**2))
    fitted = Estimated(label="", value=mean * math.exp(-(sigma**2) / 2), sigma=sigma)
    assert fitted.above(1e25) == pytest.approx(0.626, abs=5e-3)


# --- combining ------------------------------------------------------------------------------------------------


def test_estimates_that_scatter_more_than_they_claim_widen_the_result() -> None:
    tight = [Estimated(label=str(i), value=value, sigma=0.1) for i, value in enumerate((1e24, 1.3e24, 1.5e24))]
    assert combined(tight, 0.0).sigma > 0.1 / math.sqrt(3)


def test_no_combination_is_better_than_five_percent() -> None:
    many = [Estimated(label=str(i), value=1e24, sigma=0.06) for i in range(100)]
    assert combined(many, 0.0).sigma == 0.05


def test_estimates_that_cannot_both_be_true_are_not_combined() -> None:
    one, other = Estimated(label="count", value=1e24, sigma=0.1), Estimated(label="hours", value=2e24, sigma=0.1)
    assert [round(each.factor, 6) for each in conflicts([one, other])] == [2.0]
    with pytest.raises(ValueError, match="not combined"):
        combined([one, other])
    with pytest.raises(ValueError, match="nothing"):
        combined([])


def test_exactly_three_widths_apart_is_no_conflict_yet() -> None:
    joint = math.sqrt(0.1**2 + 0.1**2)
    at = [Estimated(label=str(i), value=math.exp(x), sigma=0.1) for i, x in enumerate((0.0, 3 * joint * (1 - 1e-12)))]
    past = [Estimated(label=str(i), value=math.exp(x), sigma=0.1) for i, x in enumerate((0.0, 3 * joint * (1 + 1e-9)))]
    assert (len(conflicts(at)), len(conflicts(past))) == (0, 1)


# --- words ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("p", "word"),
    [
        (0.0, "below"),
        (0.0499, "below"),
        (0.05, "probably below"),
        (0.3499, "probably below"),
        (0.35, "indeterminate"),
        (0.65, "indeterminate"),
        (0.6501, "probably above"),
        (0.9499, "probably above"),
        (0.95, "above"),
        (1.0, "above"),
    ],
)
def test_words(p: float, word: str) -> None:
    assert word_of(Probability(p, p)) == word


def test_a_band_over_several_words() -> None:
    assert word_of(Probability(0.01, 0.99)) == "indeterminate"
    assert word_of(Probability(0.01, 0.48)) == "below to indeterminate"
    assert word_of(Probability(0.62, 0.72), CHANCES) == "indeterminate to likely"
    assert word_of(Probability(0.96, 1.0)) == "above"
    assert word_of(Probability(0.0, 0.2)) == "below to probably below"
    assert word_of(Probability(0.7, 1.0), CHANCES) == "likely to very likely"


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.482, "0.48"),
        (0.0004, "less than 0.01"),
        (0.9996, "more than 0.99"),
        (0.0, "less than 0.01"),
        (1.0, "more than 0.99"),
    ],
)
def test_probabilities_are_never_rounded_to_certainty(p: float, text: str) -> None:
    assert Probability(p, p).text == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.0, 1.0, "not known"),
        (0.0, 0.48, "at most 0.48"),
        (0.48, 1.0, "at least 0.48"),
        (0.2, 0.4, "0.20 to 0.40"),
        (0.0, 0.004, "less than 0.01"),
        (0.996, 1.0, "more than 0.99"),
        (0.001, 0.3, "at most 0.30"),
        (0.00005, 1.0, "not known"),
    ],
)
def test_bands_in_words(low: float, high: float, text: str) -> None:
    assert Probability(low, high).text == text


# --- unknowns and bounds --------------------------------------------------------------------------------------


def test_without_an_estimate_there_is_no_probability(simulated: Simulated) -> None:
    for training in ("{compute: 9.7e24}", "{compute: {at_least: 9e24}}", "{}"):
        simulation = simulated(training)
        assert simulation.probability(simulation.law.provisions[SYSTEMIC].nodes[0]) is None


def test_what_is_not_known_gives_a_band_and_no_distribution(simulated: Simulated) -> None:
    """Beside an estimate of pretraining, undeclared reinforcement learning can only add."""
    simulation = simulated("{pretraining: {compute: {value: 9.70e24, confidence: confident}}}")
    found = above(simulation)
    assert found.at_least == pytest.approx(0.482, abs=1.5e-3)
    assert found.at_most == 1.0
    assert found.point is None
    assert simulation.worth(simulation.law.provisions[SYSTEMIC].nodes[0]) == ()


def test_without_a_width_there_is_no_distribution() -> None:
    assert distribution_of(10, 10, 10, ANY) is None
    assert distribution_of(10, None, None, ANY) is None
    assert distribution_of(10, 11, 20, ANY) is None


def test_of_a_half_whose_end_is_not_stated_nothing_is_invented() -> None:
    drawn = distribution_of(10, None, 20, POSITIVE)
    assert drawn is not None
    numbers = drawn.at(standard_normals(20_000, 1, "x"))
    low, high = np.sort(numbers.low), np.sort(numbers.high)
    assert np.mean(low == 0) == 0.5
    assert np.mean(high == 10) == 0.5
    assert np.mean(numbers.low > 20) == np.mean(numbers.high > 20) == pytest.approx(0.05, abs=1e-3)


def test_an_interval_that_reaches_the_end_of_its_domain_stays_in_it() -> None:
    for value, low, high, domain in ((10, 0, 40, POSITIVE), (Fraction(9, 10), Fraction(1, 2), 1, SHARE)):
        drawn = distribution_of(value, low, high, domain)
        assert drawn is not None
        numbers = drawn.at(standard_normals(20_000, 1, "x")).low
        assert np.mean(numbers < float(low)) <= 0.05
        assert np.mean(numbers <= float(low)) == pytest.approx(0.05, abs=1e-3)
        assert np.mean(numbers <= float(value)) == pytest.approx(0.5, abs=1e-3)
        assert np.mean(numbers > float(high)) <= 0.0501
        assert numbers.min() >= 0
        assert domain is POSITIVE or numbers.max() <= 1


def test_each_half_has_its_own_width_and_the_value_is_the_median() -> None:
    drawn = distribution_of(Fraction(10), Fraction(5), Fraction(80), POSITIVE)
    assert drawn is not None
    numbers = np.sort(drawn.at(standard_normals(20_000, 1, "x")).low)
    assert np.mean(numbers < 10) == pytest.approx(0.5, abs=1e-3)
    assert np.mean(numbers < 5) == pytest.approx(0.05, abs=1e-3)
    assert np.mean(numbers < 80) == pytest.approx(0.95, abs=1e-3)


def test_shares_stay_shares() -> None:
    drawn = distribution_of(Fraction(9, 10), Fraction(1, 2), Fraction(99, 100), SHARE)
    assert drawn is not None
    numbers = drawn.at(standard_normals(20_000, 1, "x")).low
    assert 0 < numbers.min() < numbers.max() < 1


# --- draws ----------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_numbers_and_another_input_changes_nothing() -> None:
    assert np.array_equal(standard_normals(1000, 7, "a"), standard_normals(1000, 7, "a"))
    assert not np.array_equal(standard_normals(1000, 7, "a"), standard_normals(1000, 8, "a"))
    assert not np.array_equal(standard_normals(1000, 7, "a"), standard_normals(1000, 7, "b"))


def test_draws_are_standard_normal_and_two_inputs_are_independent() -> None:
    a, b = standard_normals(20_000, 3, "a"), standard_normals(20_000, 3, "b")
    assert np.mean(a) == pytest.approx(0, abs=1e-9)
    assert np.std(a) == pytest.approx(1, abs=1e-3)
    assert np.corrcoef(a, b)[0, 1] == pytest.approx(0, abs=0.03)
    assert np.sort(a)[19_000] == pytest.approx(NormalDist().inv_cdf(0.95), abs=1e-3)


def test_the_order_of_draws_is_that_of_every_machine() -> None:
    first = standard_normals(20_000, 20260701, "model.training.compute")[:3]
    assert [round(float(each), 6) for each in first] == FIRST_DRAWS


@given(st.floats(1e20, 1e30), st.sampled_from([3, 10, 31]), st.floats(1e20, 1e30), st.floats(1e20, 1e30))
def test_the_probability_falls_as_the_line_rises(value: float, factor: int, a: float, b: float) -> None:
    exact = Fraction(value)
    drawn = distribution_of(exact, exact / factor, exact * factor, POSITIVE)
    assert drawn is not None
    numbers = drawn.at(standard_normals(2000, 1, "x")).low
    low, high = sorted((a, b))
    assert 0 <= np.mean(numbers > high) <= np.mean(numbers > low) <= 1


# --- what is worth finding out --------------------------------------------------------------------------------


def test_the_widest_of_two_estimates_is_worth_most(simulated: Simulated) -> None:
    simulation = simulated(
        "{complete: {stated_by: X}, pretraining: {compute: {value: 8e24, low: 7.5e24, high: 8.5e24}},"
        " reinforcement_learning: {compute: {value: 1.5e24, confidence: likely}}}"
    )
    worth = simulation.worth(simulation.law.provisions[SYSTEMIC].nodes[0])
    assert worth[0].input.name == "model.training.reinforcement_learning.compute"
    assert worth[0].known < 0.1 < worth[0].now
    assert all(each.known >= worth[0].known for each in worth)


def test_knowing_the_only_estimate_settles_the_outcome(simulated: Simulated) -> None:
    simulation = simulated("{compute: {value: 9.70e24, confidence: confident}}")
    (only,) = simulation.worth(simulation.law.provisions[SYSTEMIC].nodes[0])
    assert only.now == pytest.approx(0.482, abs=2e-3)
    assert only.known == pytest.approx(0, abs=0.011)
