"""The gap: sets decided by the law, levels against measured machines, a million users, leakage and its limits."""

import json
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govern.assessment.decision import decider_for
from govern.catalog.catalog import read_catalogue
from govern.declaration.read import read_declaration_text
from govern.law.corpus import read_corpus
from govern.law.law import Law
from govern.recalibration.chip_sets import SETS, PlacedChip, members, placed_chips, shipment_of
from govern.recalibration.confirmation import differences
from govern.recalibration.experiment import gap_of
from govern.recalibration.gap import ACTORS, Gap, Result, Scenario
from govern.recalibration.leakage import actor_levels, best_leakage, capable_below, threshold_leakage
from govern.recalibration.open_models import Model, read_models
from govern.recalibration.sensitivity import shifted
from govern.recalibration.settings import settings_of
from govern.recalibration.trials import ChipTable, Layout, node_of
from govern.recalibration.trials import tried as tried_on

CORPUS = read_corpus()
CATALOGUE = read_catalogue(CORPUS.vocabulary)
DAY = "2026-11-22"
M3, GB10, STRIX = "Apple M3 Ultra", "NVIDIA GB10 (DGX Spark)", "AMD Ryzen AI Max+ 395 (Strix Halo)"
CARD, H20, H800 = "NVIDIA GeForce RTX 4090", "NVIDIA H20 SXM 96GB", "NVIDIA H800 SXM5 80GB"


@cache
def law(day: str = DAY) -> Law:
    return CORPUS.in_force(on=date.fromisoformat(day), known=date.fromisoformat(day), jurisdictions=("US",))


@cache
def placed(*names: str, to: str = "CN", on: str = DAY) -> tuple[PlacedChip, ...]:
    return placed_chips(names, shipment_of(to), CORPUS, CATALOGUE, law(on))


@cache
def models(*names: str, users: int = 1_000_000) -> tuple[Model, ...]:
    return read_models(names, CORPUS, CATALOGUE, law(), settings_of(law()), users)[0]


def tried(chosen: tuple[Model, ...], chips: tuple[PlacedChip, ...], *, users: int = 1_000_000) -> Gap:
    (reference,) = placed("NVIDIA H100 SXM5 80GB")
    scenario = Scenario(shipment=shipment_of("CN"), on=law().on, known=law().known, users=users)
    return gap_of(chosen, chips, reference, scenario, law())


@cache
def gap(names: tuple[str, ...], chips: tuple[str, ...]) -> Gap:
    return tried(models(*names), placed(*chips))


def result(model: str, chip: str) -> Result:
    (found,) = gap((model,), (chip,)).results
    return found


# --- which chips -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chip", "to", "on", "expected"),
    [
        (M3, "CN", DAY, "U0"),
        (GB10, "CN", DAY, "U0"),
        ("NVIDIA GeForce RTX 4090 D", "CN", DAY, "U0"),
        (CARD, "CN", DAY, "U1"),
        (CARD, "DE", DAY, "U0"),
        (H20, "CN", "2024-12-26", "U0"),
        (H20, "CN", "2025-06-01", "U4"),
        (H20, "CN", DAY, "U2"),
        ("NVIDIA H200 SXM 141GB", "CN", DAY, "U2"),
        ("NVIDIA H200 SXM 141GB", "CN", "2025-12-01", "U4"),
        ("NVIDIA B200", "CN", DAY, "U4"),
        ("Huawei Ascend 910C", "CN", DAY, "U3"),
        (M3, "IR", DAY, "U4"),
    ],
)
def test_the_law_places_a_chip_for_a_destination_and_a_day(chip: str, to: str, on: str, expected: str) -> None:
    (found,) = placed(chip, to=to, on=on)
    assert found.smallest == expected


def test_consumer_does_not_mean_outside() -> None:
    (card,) = placed("NVIDIA GeForce RTX 5090")
    assert (card.smallest, card.outcome, card.by_reading) == (None, "unsettled", ("U1", "U2"))


def test_a_chip_that_the_law_leaves_open_is_in_no_set_and_says_what_is_missing() -> None:
    (chip,) = placed("NVIDIA A10G")
    assert (chip.smallest, chip.outcome) == (None, "unknown")
    assert "chip.dense_tops.fp16" in chip.missing
    assert not members([chip], "U4")


def test_a_chip_launched_later_is_in_no_set() -> None:
    (chip,) = placed("NVIDIA GeForce RTX 5090 D V2", on="2024-12-26")
    assert (chip.later, chip.smallest) == (True, None)


def test_sets_hold_the_sets_before_them() -> None:
    chips = placed(M3, CARD, H20, "Huawei Ascend 910C", "NVIDIA B200")
    sizes = [len(members(chips, name)) for name in SETS]
    assert sizes == [1, 2, 3, 4, 5]


# --- levels against what was measured ---------------------------------------------------------------------------


def test_deepseek_r1_on_one_mac_studio() -> None:
    found = result("DeepSeek-R1", M3)
    assert (found.chips, found.format, found.actor) == (1, "q4_k_m", "B")
    assert found.speed is not None
    assert found.speed.value == pytest.approx(19.89, rel=0.15)  # geerlingguy, ai-benchmarks
    assert (found.speed.low or 0) < 19.89 < (found.speed.high or 0)
    assert found.energy_per_token == pytest.approx(13.2, rel=0.3)
    assert found.level(0.8) == 2
    assert found.further(0.8, 0.2) == (3, "contested")
    assert found.reasoning is not None
    assert found.reasoning[0] < 0.8  # borderline where answers follow long reasoning
    assert found.reasoning[1] > 0.2


def test_deepseek_r1_on_h20_is_interactive_and_perhaps_a_service() -> None:
    found = result("DeepSeek-R1", H20)
    assert found.level(0.8) in (3, 4)
    assert found.chances[3][1] >= 0.2
    assert found.chip_set == "U2"


@pytest.mark.parametrize("chip", [GB10, STRIX])
def test_gpt_oss_120b_is_interactive_for_one_person(chip: str) -> None:
    found = result("gpt-oss-120b", chip)
    assert (found.level(0.8), found.actor, found.chips) == (3, "A", 1)
    assert found.speed is not None
    assert (found.speed.low or 0) < 52 < (found.speed.high or 0)


def test_a_dense_model_resists_where_a_mixture_does_not() -> None:
    dense, mixture = result("Llama 3.1 405B", M3), result("Qwen3-235B-A22B", M3)
    assert (dense.level(0.8), dense.chips) == (1, 1)
    assert mixture.level(0.8) >= 2
    assert dense.speed is not None
    assert dense.speed.value == pytest.approx(1.96, rel=0.25)


def test_levels_are_nested() -> None:
    found = gap(("DeepSeek-R1", "gpt-oss-120b"), (M3, CARD, H20))
    for each in found.results:
        for one, next_one in ((0, 1), (1, 2), (3, 4)):
            assert each.chances[one][0] >= each.chances[next_one][0]
            assert each.chances[one][1] >= each.chances[next_one][1]


@pytest.mark.parametrize(("chip", "expected"), [(H800, 125), (H20, 325), (M3, 11_600)])
def test_a_million_users_of_deepseek_r1(chip: str, expected: float) -> None:
    service = result("DeepSeek-R1", chip).service
    assert service is not None
    assert service.all_chips == pytest.approx(expected, rel=0.15)
    assert service.served is not None
    assert service.nodes is not None
    assert service.served * service.nodes >= 1e6 * 10 * 800 * 2.5 / 86_400  # 231 thousand tokens a second


def test_the_direct_engine_agrees_with_what_is_shown() -> None:
    found = gap(("DeepSeek-R1", "gpt-oss-120b"), (M3, CARD, H20))
    assert [differences(found, each) for each in found.results] == [()] * 6


def test_a_chip_whose_memory_is_not_known_leaves_it_open() -> None:
    found = result("gpt-oss-20b", "NVIDIA Jetson AGX Thor") if placed("NVIDIA Jetson AGX Thor") else None
    assert found is not None
    assert (found.fits, found.chances) == (None, ())


def test_a_model_too_large_for_a_row_of_small_cards_does_not_fit() -> None:
    assert result("DeepSeek-R1", "NVIDIA GeForce RTX 3060 12GB").fits is False


def test_closed_or_later_weights_are_left_out() -> None:
    found, skipped = read_models(("GPT-4", "DeepSeek-R1"), CORPUS, CATALOGUE, law("2024-12-31"), settings_of(law()), 1)
    assert not found
    assert set(skipped) == {"GPT-4", "DeepSeek-R1"}


# --- leakage -----------------------------------------------------------------------------------------------------


def test_leakage_is_a_share_that_grows_with_the_budget_and_the_set() -> None:
    found = gap(("DeepSeek-R1", "gpt-oss-120b"), (M3, CARD, H20))
    for model in found.by_model:
        previous = dict.fromkeys(ACTORS, (0.0, 0.0))
        for name in ("U0", "U1", "U2"):
            leaked = best_leakage(found, model, name)
            amounts = [leaked[actor][1] or 0.0 for actor in ACTORS]
            assert amounts == sorted(amounts)
            assert all(0 <= each <= 1 for each in amounts)
            assert all((leaked[actor][1] or 0.0) >= previous[actor][1] for actor in ACTORS)
            previous = {actor: (leaked[actor][0] or 0.0, leaked[actor][1] or 0.0) for actor in ACTORS}


def test_who_reaches_which_level() -> None:
    found = gap(("gpt-oss-120b",), (M3, CARD, H20, GB10))
    assert actor_levels(found, "gpt-oss-120b", "U0")["A"] == 3
    by_actor = [level or 0 for level in actor_levels(found, "gpt-oss-120b", "U2").values()]
    assert by_actor == sorted(by_actor)


def test_a_budget_that_buys_no_machine_leaks_nothing() -> None:
    found = gap(("DeepSeek-R1",), (M3, CARD, H20))
    assert best_leakage(found, "DeepSeek-R1", "U2")["A"] == (0.0, 0.0)


@settings(max_examples=8)
@given(more=st.sampled_from((1.25, 1.5, 2.0, 4.0)), what=st.sampled_from(("chip.memory", "chip.dram_bandwidth")))
def test_a_better_chip_leaks_no_less(more: float, what: str) -> None:
    (chip,) = placed(M3)
    better = replace(chip, facts={**chip.facts, what: chip.facts[what] * int(more * 4) // 4})  # type: ignore[operator]
    plain, improved = (tried(models("DeepSeek-R1"), (each,)) for each in (chip, better))
    (one,), (other,) = plain.results, improved.results
    for before, after in zip(one.chances[:3], other.chances[:3], strict=True):
        assert after[0] >= before[0] - 0.021  # other draws decide once the number of chips differs
    assert (best_leakage(improved, "DeepSeek-R1", "U0")["D"][1] or 0) >= (
        best_leakage(plain, "DeepSeek-R1", "U0")["D"][1] or 0
    )


@settings(max_examples=5)
@given(factor=st.integers(2, 50))
def test_more_users_lower_the_share(factor: int) -> None:
    few, many = (
        tried(models("gpt-oss-120b", users=users), placed(M3), users=users) for users in (100_000, 100_000 * factor)
    )
    for actor in ACTORS:
        less = best_leakage(many, "gpt-oss-120b", "U0")[actor][1] or 0.0
        assert less <= (best_leakage(few, "gpt-oss-120b", "U0")[actor][1] or 0.0)


def test_what_a_training_threshold_misses() -> None:
    found = gap(("DeepSeek-R1", "Llama 3.1 405B"), (M3, CARD, H20))
    outside, licensed = (threshold_leakage(found, name) for name in ("U0", "U2"))
    assert outside.weight == licensed.weight > 0.9  # the 405B alone is surely above
    assert 0 <= (outside.share or 0) <= (licensed.share or 0) <= 1
    capable = {each.model: each.outcome for each in capable_below(found)}
    assert capable == {"DeepSeek-R1": "met", "Llama 3.1 405B": "not_met"}


def test_looser_cut_offs_never_lower_a_count() -> None:
    found = gap(("DeepSeek-R1", "gpt-oss-120b", "Llama 3.1 405B"), (M3, CARD, H20))
    plain, *moved = shifted(found, ("U0", "U1", "U2"))
    for shift in moved:
        looser = (shift.factor < 1) == ("speed" in shift.name)
        for name in ("U0", "U1", "U2"):
            for counts, others in ((plain.interactive, shift.interactive), (plain.usable, shift.usable)):
                for actor, before in counts[name].items():
                    after = others[name][actor]
                    assert after >= before if looser else after <= before


@settings(max_examples=40)
@given(
    budget=st.integers(0, 10**9),
    more=st.integers(0, 10**9),
    speed=st.integers(1, 10**6),
    price=st.integers(1, 10**6),
    queries=st.integers(1, 10**9),
    index=st.integers(1, 200),
)
def test_measures_of_leakage_are_shares_that_grow_with_the_budget(
    budget: int, more: int, speed: int, price: int, queries: int, index: int
) -> None:
    def leaked(budget: int, queries: int) -> tuple[float, float]:
        comparison = {"budget": budget, "frontier_index": 160}
        deployment = {"chips": 1, "measured_aggregate_speed": speed, "queries_per_day": queries, "output_tokens": 800}
        case = {
            "declaration": 1,
            "comparison": comparison,
            "model": {"name": "Model", "capability_index": index},
            "chip": {"name": "Chip", "price": price},
            "deployment": {**deployment, "peak_factor": 2.5, "host_price": 0},
        }
        facts = read_declaration_text(json.dumps(case), CORPUS, CATALOGUE, file="case").values()
        values = decider_for(law(), "direct").direct.evaluate(facts)
        share, leakage = (values[node_of(law(), name)] for name in ("scale_share", "leakage"))
        return float(share), float(leakage)  # type: ignore[arg-type]

    share, leakage = leaked(budget, queries)
    assert 0 <= leakage <= share <= 1
    assert leaked(budget + more, queries)[1] >= leakage
    assert leaked(budget, queries * 2)[1] <= leakage


@pytest.mark.parametrize("name", ["DeepSeek-R1", "Llama 3.1 8B", "gpt-oss-120b"])
def test_more_bits_and_a_longer_context_need_no_fewer_chips(name: str) -> None:
    (model,) = models(name)
    table = ChipTable(placed(CARD), law())
    formats = ("q4_k_m", "q8_0", "bf16")
    contexts = (512, 4096, 32_768)
    needed = []
    for context in contexts:
        ones = np.ones(3, dtype=np.int64)
        layout = Layout(chip=0 * ones, format=np.arange(3), chips=ones, way=0 * ones, batch=ones)
        found = tried_on(table, formats, {**model.facts, "deployment.context": context}, layout)
        needed.append(list(found.middle("methods/memory#chips_needed")))
    assert all(row == sorted(row) for row in needed)
    assert all(list(column) == sorted(column) for column in zip(*needed, strict=True))


def test_rows_can_be_named_again() -> None:
    ones = np.ones(3, dtype=np.int64)
    layout = Layout(chip=np.arange(3), format=ones, chips=ones, way=ones, batch=ones)
    assert list(layout.at(np.array([2, 2, 0])).chip) == [2, 2, 0]


def test_every_setting_has_a_source() -> None:
    for setting in settings_of(law()).all.values():
        assert setting.reference
        assert setting.grade in ("primary", "secondary", "quoted", "inference", "unverified")
