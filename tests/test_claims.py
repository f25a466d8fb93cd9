"""Claims: the status follows from the recomputation by rule, and each shipped claim comes out as the figures say."""

import csv
import json
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner

from govern.catalog.catalog import Catalogue
from govern.claims.claim import read_claims
from govern.claims.recomputation import Recomputation, Verified, verified
from govern.claims.shown import amount_text
from govern.claims.status import Agreement, Status, agreement, applying, status_of
from govern.cli.app import app
from govern.law.corpus import Corpus
from govern.problem import Rejected
from govern.ranges import NOT_APPLICABLE, Amount, Range
from govern.reporting.claims_document import claims_document
from govern.shipped import shipped_folder
from govern.units import unit
from govern.values import Value

DAY = date(2026, 11, 22)
STATUSES: dict[str, Status] = {
    "training_compute": "out_of_date",
    "operations_of_a_query": "unit_error",
    "inference_passes_training": "disputed",
    "seven_hundred_thousand_a_day": "out_of_date",
    "r1_for_six_million": "supported",
    "r1_fifty_times_less": "disputed",
    "latent_attention_saves": "disputed",
    "experts_save": "disputed",
    "four_bits_save": "disputed",
    "tpu_for_a_watt": "disputed",
    "accelerators_of_one_class": "disputed",
    "electricity_doubles_by_2030": "supported",
    "electricity_doubles_by_2026": "disputed",
    "eighty_billion": "disputed",
    "h20_a_fifth_faster": "disputed",
    "consumer_cards": "disputed",
    "structural_gap": "disputed",
    "operations_a_second": "unit_error",
    "thresholds_need_recalibration": "not_a_quantity",
}
HEAD = """claims: 1
sources: {me: {title: a primer}}
entries:
"""
TRAINING = "methods/training_compute#training_compute"
MEMORY = "methods/memory#kv_cache_per_token"

Own = Callable[..., Verified]
Golden = Callable[[str, str], None]


@pytest.fixture(scope="module")
def shipped(corpus: Corpus, catalogue: Catalogue) -> dict[str, Verified]:
    return {each.claim.name: each for each in verified(read_claims(), corpus, catalogue, DAY)}


@pytest.fixture
def own(tmp_path: Path, corpus: Corpus, catalogue: Catalogue) -> Own:
    def run(entry: str, on: date = DAY) -> Verified:
        path = tmp_path / "claims.yaml"
        path.write_text(HEAD + entry, encoding="utf-8")
        (found,) = verified(read_claims(path), corpus, catalogue, on)
        return found

    return run


def entry(
    claimed: str,
    *checks: str,
    unit: str = "FLOP",
    as_of: str = "2026-01-01",
    more: str = "",
    name: str = "mine",
) -> str:
    lines = "".join(f"      c{number}: {{{check}}}\n" for number, check in enumerate(checks or (trained("3e24"),)))
    return (
        f"  {name}:\n    says: It is so.\n    quantity: what it is\n    unit: {unit or repr('')}\n    as_of: {as_of}\n"
        f"    sources: [me]\n    claimed: {claimed}\n{more}    checks:\n{lines}"
    )


def trained(compute: str, more: str = "") -> str:
    given = f"given: {{model: {{training: {{compute: {compute}}}}}}}, " if compute else ""
    return f"label: a model, {given}quantity: {TRAINING}{more}"


def check_of(found: Verified, name: str) -> Recomputation:
    (check,) = [each for each in found.recomputations if each.check.name == name]
    return check


def ends_of(amount: Amount) -> tuple[float, float]:
    if isinstance(amount, Range):
        assert amount.low is not None
        assert amount.high is not None
        return float(amount.low), float(amount.high)
    assert isinstance(amount, int | Fraction)
    return float(amount), float(amount)


# --- the shipped claims -----------------------------------------------------------------------------------------


def test_every_shipped_claim_has_the_status_that_its_figures_give(shipped: dict[str, Verified]) -> None:
    assert {name: each.status for name, each in shipped.items()} == STATUSES


def test_the_issue_names_each_claim_and_each_has_its_source() -> None:
    claims = read_claims()
    assert [claim.name for claim in claims] == list(STATUSES)
    assert all(claim.sources and claim.sources[0].title for claim in claims)
    assert all(claim.note for claim in claims if STATUSES[claim.name] == "disputed")


@pytest.mark.parametrize(
    ("claim", "check", "published"),
    [
        ("training_compute", "of_2022", (2.5272e24, 2.7415e24)),
        ("training_compute", "gpt_4_5", 3.8e26),
        ("operations_of_a_query", "usual", 1e14),
        ("operations_of_a_query", "gpt_3", 1.75e14),
        ("operations_of_a_query", "token", (1e8, 1e10)),
        ("inference_passes_training", "v3_without_cache", 44.4e12 / 434e9),
        ("inference_passes_training", "v3", 44.4e12 / 776e9),
        ("inference_passes_training", "v3_in_money", 64.04),
        ("seven_hundred_thousand_a_day", "estimate_2023", 694_444),
        ("r1_for_six_million", "final_runs", 5.576e6 + 294_672),
        ("r1_fifty_times_less", "operations", 11.6),
        ("latent_attention_saves", "separate_heads", 1 - 1 / 57),
        ("latent_attention_saves", "llama_405b", 1 - 1 / 7.3),
        ("latent_attention_saves", "deepseek_67b_in_six_bits", 0.933),
        ("experts_save", "operations", 36.62 / 671),
        ("tpu_for_a_watt", "v4", (1.2 * 1.3, 1.7 * 1.9)),
        ("electricity_doubles_by_2030", "iea", 2.28),
        ("h20_a_fifth_faster", "measured_few", 1.1),
        ("h20_a_fifth_faster", "measured_h800", 0.385),
        ("h20_a_fifth_faster", "measured_h100", 0.256),
    ],
)
def test_recomputations_are_the_published_figures(
    shipped: dict[str, Verified], claim: str, check: str, published: float | tuple[float, float]
) -> None:
    expected = published if isinstance(published, tuple) else (published, published)
    assert ends_of(check_of(shipped[claim], check).amount) == pytest.approx(expected, rel=0.015)


def test_a_full_batch_reads_nearly_all_experts(shipped: dict[str, Verified]) -> None:
    one, full = (ends_of(check_of(shipped["experts_save"], name).amount)[0] for name in ("one_request", "full_batch"))
    coverage = 1 - (1 - 8 / 256) ** 64  # 222 of 256 experts
    assert one == pytest.approx(37.4 / 671, rel=0.015)
    assert full == pytest.approx((17 + 654 * coverage) / 671, rel=0.015)


def test_an_sram_chip_needs_hundreds_where_others_need_a_handful(shipped: dict[str, Verified]) -> None:
    found = shipped["accelerators_of_one_class"]
    assert ends_of(check_of(found, "h100").amount) == (3, 3)
    assert ends_of(check_of(found, "groq").amount)[0] > 600


@pytest.mark.parametrize(
    ("quantity", "published"), [("years_to_double", 5.05), ("electricity_growth", 2.28), ("later_growth_to_2026", 1.19)]
)
def test_growth_of_electricity(own: Own, quantity: str, published: float) -> None:
    found = own(entry("{at_least: 0}", f"label: it, quantity: methods/claims#{quantity}", unit=""))
    assert ends_of(found.recomputations[0].amount)[0] == pytest.approx(published, rel=0.015)


def test_the_largest_runs_of_each_year_are_those_of_the_data(
    shipped: dict[str, Verified], reference_data: Path
) -> None:
    with (reference_data / "epoch" / "all_ai_models.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    for year in range(2021, 2026):
        # One model of several dates counts once.
        computes = {
            row["Model"].partition(" (")[0]: float(row["Training compute (FLOP)"])
            for row in rows
            if row["Publication date"].startswith(str(year)) and row["Training compute (FLOP)"]
        }
        largest = sorted(computes.values(), reverse=True)[:5]
        found = ends_of(check_of(shipped["training_compute"], f"of_{year}").amount)
        assert found == pytest.approx((largest[-1], largest[0]), rel=1e-6), year


@pytest.mark.parametrize(
    ("claim", "day", "status"),
    [
        ("training_compute", date(2022, 12, 31), "supported"),
        ("training_compute", date(2023, 1, 1), "disputed"),
        ("training_compute", date(2024, 1, 1), "out_of_date"),
        ("seven_hundred_thousand_a_day", date(2023, 12, 31), "supported"),
        ("seven_hundred_thousand_a_day", date(2024, 1, 1), "out_of_date"),
        ("inference_passes_training", date(2024, 12, 30), "supported"),
        ("inference_passes_training", date(2024, 12, 31), "disputed"),
        ("eighty_billion", date(2025, 7, 29), "supported"),
        ("eighty_billion", date(2025, 7, 30), "disputed"),
        ("consumer_cards", date(2023, 10, 25), "supported"),
        ("consumer_cards", date(2023, 11, 17), "disputed"),
    ],
)
def test_a_status_is_that_of_the_day(
    corpus: Corpus, catalogue: Catalogue, claim: str, day: date, status: Status
) -> None:
    (found,) = verified([each for each in read_claims() if each.name == claim], corpus, catalogue, day)
    assert found.status == status


# --- how a value stands to what is claimed ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claimed", "value", "stands"),
    [
        (Range(10, 20), 10, "within"),
        (Range(10, 20), 20, "within"),
        (Range(10, 20), Fraction(2001, 100), "outside"),
        (Range(10, 20), Fraction(999, 100), "outside"),
        (Range(10, 20, high_open=True), 20, "outside"),
        (Range(10, 20, low_open=True), 10, "outside"),
        (Range(10, 20), Range(10, 20), "within"),
        (Range(10, 20), Range(12, 15), "within"),
        (Range(10, 20), Range(15, 25), "touches"),
        (Range(10, 20), Range(5, 25), "touches"),
        (Range(10, 20), Range(20, 25), "touches"),
        (Range(10, 20), Range(20, 25, low_open=True), "outside"),
        (Range(10, 20), Range(15, None), "unknown"),
        (Range(10, 20), Range(25, None), "outside"),
        (Range(10, 20), Range(None, 5), "outside"),
        (Range(10, None), Range(15, None), "within"),
        (Range(None, 20), Range(None, 5), "within"),
        (7, 7, "within"),
        (7, 8, "outside"),
        (7, Range(6, 8), "touches"),
        (Range(None, 183), NOT_APPLICABLE, "outside"),
        (Range(10, 20), None, "unknown"),
        (Range(10, 20), True, "unknown"),
        (Range(10, 20), Range(), "unknown"),
    ],
)
def test_agreement(claimed: Amount, value: Value, stands: Agreement) -> None:
    assert agreement(claimed, value) == stands


def test_a_tolerance_widens_to_both_sides_and_ends_exactly() -> None:
    share = Fraction(5, 100)
    assert agreement(100, 105, share) == agreement(100, 95, share) == "within"
    assert agreement(100, Fraction(10501, 100), share) == "outside"
    assert agreement(100, Fraction(9499, 100), share) == "outside"
    assert agreement(-100, -105, share) == "within"
    assert agreement(0, 0, share) == "within"


@pytest.mark.parametrize(
    ("claimed", "outcome", "stands"),
    [
        (True, "met", "within"),
        (True, "not_met", "outside"),
        (False, "met", "outside"),
        (False, "not_met", "within"),
        (True, "unsettled", "touches"),
        (False, "unsettled", "touches"),
        (True, "unknown", "unknown"),
        (False, 7, "unknown"),
    ],
)
def test_a_provision_stands_to_a_claim(claimed: bool, outcome: Value, stands: Agreement) -> None:
    assert applying(claimed, outcome) == stands


@pytest.mark.parametrize(
    ("now", "then", "other", "status"),
    [
        (["within", "within"], [], [], "supported"),
        (["within"], [], ["within"], "supported"),
        (["within", "touches"], [], [], "disputed"),
        (["touches"], [], [], "disputed"),
        (["within", "outside"], ["within"], ["within"], "disputed"),
        (["outside"], [], [], "disputed"),
        (["outside"], [], ["within"], "unit_error"),
        (["outside"], ["within"], ["within"], "unit_error"),
        (["outside"], [], ["touches"], "disputed"),
        (["outside"], ["within"], [], "out_of_date"),
        (["outside"], ["within", "outside"], [], "disputed"),
        (["outside"], ["outside"], ["outside"], "disputed"),
        (["touches"], ["within"], ["within"], "disputed"),
        (["unknown"], [], [], "open"),
        (["unknown", "within"], [], [], "open"),
        (["unknown", "outside"], [], [], "disputed"),
        (["unknown", "outside"], [], ["within"], "open"),
        (["unknown", "outside"], ["within"], [], "open"),
        (["unknown", "touches"], ["within"], ["within"], "disputed"),
        (["unknown", "outside", "within"], [], [], "disputed"),
        (["unknown"] * 5, [], [], "open"),
        ([], ["within"], ["within"], "open"),
    ],
)
def test_status(now: list[Agreement], then: list[Agreement], other: list[Agreement], status: Status) -> None:
    assert status_of(now, then, other) == status


@pytest.mark.parametrize(
    ("amount", "name", "text"),
    [
        (5_870_672, "USD", "5,870,672 USD"),
        (Range(0, 7), "", "between 0 and 7"),
        (Range(17, None), "", "at least 17"),
        (Range(17, None, low_open=True), "", "more than 17"),
        (Range(None, 183), "", "at most 183"),
        (Range(None, 4800, high_open=True), "", "less than 4,800"),
        (Range(), "FLOP", "not known"),
        (NOT_APPLICABLE, "FLOP", "not applicable"),
        (415 * 3600 * 10**12, "TWh", "415 TWh"),
    ],
)
def test_amounts_in_words(amount: Amount, name: str, text: str) -> None:
    assert amount_text(amount, unit(name)) == text


# --- a user's own claims --------------------------------------------------------------------------------------------


def test_a_changed_figure_changes_the_status(own: Own) -> None:
    assert own(entry("{at_least: 1e24, at_most: 1e25}")).status == "supported"
    assert own(entry("{at_least: 1e25}")).status == "disputed"
    assert own(entry("{at_least: 1e25}", trained("2e25"))).status == "supported"
    assert own(entry("{at_least: 1e25}", trained("2e25"), trained("3e24"))).status == "disputed"


@pytest.mark.parametrize(("compute", "status"), [("1e25", "supported"), ("10000000000000000000000001", "disputed")])
def test_the_end_of_a_claimed_range_belongs_to_it(own: Own, compute: str, status: Status) -> None:
    assert own(entry("{at_least: 1e24, at_most: 1e25}", trained(compute))).status == status


@pytest.mark.parametrize(("claimed", "status"), [("{less_than: 3e24}", "disputed"), ("{at_most: 3e24}", "supported")])
def test_an_open_end_does_not(own: Own, claimed: str, status: Status) -> None:
    assert own(entry(claimed)).status == status


@pytest.mark.parametrize(("rate", "status"), [("3e24", "unit_error"), ("4e24", "disputed")])
def test_numbers_that_fit_another_quantity_are_a_unit_error(own: Own, rate: str, status: Status) -> None:
    checks = (
        "label: the largest cluster, quantity: methods/claims#largest_known_rate",
        trained(rate, ", fits: operations in all"),
    )
    assert own(entry("{value: 3e24}", *checks, unit="FLOP/s")).status == status


def test_numbers_that_are_right_as_claimed_are_no_unit_error(own: Own) -> None:
    checks = (trained("3e24"), trained("3e24", ", fits: something else"))
    assert own(entry("{value: 3e24}", *checks)).status == "supported"


def test_out_of_date_turns_on_the_day(own: Own) -> None:
    last, first = date(2025, 12, 31), date(2026, 1, 1)
    checks = (trained("3e24", f", until: {last}"), trained("9e25", f", since: {first}"))
    said = entry("{at_most: 1e25}", *checks, as_of="2025-06-01")
    assert [own(said, day).status for day in (last, first)] == ["supported", "out_of_date"]
    never_right = entry("{at_most: 1e24}", *checks, as_of="2025-06-01")
    assert own(never_right, first).status == "disputed"


def test_without_a_figure_of_the_day_a_claim_is_open(own: Own, corpus: Corpus) -> None:
    found = own(entry("{at_most: 1e25}", trained("3e24", ", until: 2025-12-31"), as_of="2025-06-01"))
    assert found.status == "open"
    (claim,) = claims_document([found], DAY)["claims"]
    assert claim["comes_out_as"] is None
    assert claim["because"] == "nothing that it is held against speaks of this day"


def test_a_missing_fact_leaves_a_claim_open_and_is_named(own: Own) -> None:
    found = own(entry("{at_most: 1e6}", f"label: a model, quantity: {MEMORY}", unit="B"))
    assert found.status == "open"
    (claim,) = claims_document([found], DAY)["claims"]
    assert claim["words"] == "open: facts missing"
    assert "layers" in claim["because"]


def test_a_missing_fact_that_decides_nothing_leaves_nothing_open(own: Own) -> None:
    checks = (trained("3e24"), trained("3e26"), trained("", ", since: 2020-01-01"))
    assert own(entry("{at_most: 1e25}", *checks)).status == "disputed"


def test_an_estimate_decides_by_its_value_and_says_what_its_spread_leaves_open(own: Own) -> None:
    wide = own(entry("{at_most: 1e25}", trained("{value: 9e24, low: 3e24, high: 2.7e25}")))
    narrow = own(entry("{at_most: 1e25}", trained("{value: 9e24, low: 8e24, high: 9.9e24}")))
    assert (wide.status, narrow.status) == ("supported", "supported")
    assert [each.recomputations[0].open_within_spread for each in (wide, narrow)] == [True, False]
    (claim,) = claims_document([wide], DAY)["claims"]
    assert "its 90 % interval leaves that open" in claim["recomputed"][0]["words"]


CACHE = "given: {model: {architecture: {attention: mha, layers: 10, heads: 8, head_size: 64}}}"
SMALLER = (
    "{label: b, given: {model: {architecture: {attention: gqa, layers: 10, heads: 8, kv_heads: 2, head_size: 64}}}}"
)


@pytest.mark.parametrize(("comparison", "claimed", "text"), [("divided_by", "4", "4"), ("saved_against", "-3", "-3")])
def test_two_cases_are_compared(own: Own, comparison: str, claimed: str, text: str) -> None:
    check = f"label: a, {CACHE}, quantity: {MEMORY}, {comparison}: {SMALLER}"
    found = own(entry(f"{{value: {claimed}}}", check, unit=""))
    assert found.status == "supported"
    assert found.recomputations[0].shown.text == text
    derivation = found.recomputations[0].derivation
    assert [part.label.partition(":")[0] for part in derivation.parts] == ["a", "b"]
    assert derivation.numbers.endswith("20,480 B / 5,120 B")


def test_a_quotient_of_unlike_quantities_has_their_unit(own: Own) -> None:
    check = f"label: a, {CACHE}, quantity: {MEMORY}, divided_by: {{label: b, quantity: {TRAINING}}}"
    with pytest.raises(Rejected, match="not measured as the claim is, a plain number"):
        own(entry("{value: 4}", check, unit=""))
    assert own(entry("{value: 4}", check, unit="B/FLOP")).status == "open"


def test_a_quotient_by_nothing_is_not_known(own: Own) -> None:
    check = trained("3e24", ", divided_by: {label: none, given: {model: {training: {compute: 0}}}}")
    assert own(entry("{value: 4}", check, unit="")).status == "open"


CARD = (
    "label: card, given: {chip: {name: NVIDIA GeForce RTX 4090}, transfer: {item: chip, origin: US, destination: CN}}, "
    "provision: us/ear/advanced_computing#eccn_3a090_a"
)


@pytest.mark.parametrize(
    ("applies", "day", "status"),
    [
        ("true", DAY, "supported"),
        ("false", DAY, "disputed"),
        ("true", date(2023, 11, 16), "disputed"),
        ("false", date(2023, 11, 16), "supported"),
    ],
)
def test_the_law_of_the_day_decides_a_claim_about_law(own: Own, applies: str, day: date, status: Status) -> None:
    found = own(entry(f"{{applies: {applies}}}", CARD, unit="", as_of="2023-01-01"), day)
    assert found.status == status
    if day < date(2023, 11, 17):
        assert "not in force on 2023-11-16" in found.recomputations[0].derivation.label


def test_law_that_asks_for_more_leaves_a_claim_about_it_open(own: Own) -> None:
    found = own(entry("{applies: true}", CARD.replace("NVIDIA GeForce RTX 4090", "nothing known"), unit=""))
    assert found.status == "open"


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (entry("{at_least: 2, at_most: 1}"), "the range that is claimed is empty"),
        (entry("{more_than: 1, at_most: 1}"), "the range that is claimed is empty"),
        (entry("{at_least: many}"), "`many` is not a number"),
        (entry("{value: 1, at_least: 1}"), "a claim has a `value`, or one end or two of a range, or `applies`"),
        (entry("{at_least: 1, more_than: 1}"), "a claim has a `value`, or one end or two of a range, or `applies`"),
        (entry("{value: 1, applies: true}"), "a claim has a `value`, or one end or two of a range, or `applies`"),
        (entry("{}"), "a claim has a `value`, or one end or two of a range, or `applies`"),
        (entry("{applies: true}"), "a claim of `applies` is checked by provisions, one of numbers by quantities"),
        (entry("{value: 1}", CARD), "a claim of `applies` is checked by provisions, one of numbers by quantities"),
        (entry("{at_least: 1}", more="    tolerance: 1\n"), "a tolerance is a share from 0 to below 1"),
        (entry("{at_least: 1}", more="    tolerance: 5 %\n"), "`5 %` is a percentage, not a plain number"),
        (entry("{at_least: 1}").replace("[me]", "[mee]"), "there is no source `mee`"),
        (entry("{at_least: 1}").replace("[me]", "[]"), "this list is too short"),
        (entry("{at_least: 1}").replace("#training_compute", "#training_computed"), "did you mean"),
        (entry("{at_least: 1}").replace(TRAINING, "nothing"), "there is no quantity `nothing`"),
        (entry("{applies: true}", CARD.replace("3a090_a", "3a090_x"), unit=""), "there is no provision"),
        (entry("{at_least: 1}", unit="FLOP/s"), "is not measured as the claim is, in `FLOP/s`"),
        (entry("{at_least: 1}", unit="FLOPS"), "write FLOP for an amount of computation"),
        (entry("{at_least: 1}").replace("says:", "say:"), "did you mean `says`?"),
        (entry("{at_least: 1}", trained("3e24").replace("model:", "modle:")), "did you mean `model`?"),
        (entry("{at_least: 1}", f"label: it, given: many, quantity: {TRAINING}"), "a block of keys is due here"),
        (entry("{at_least: 1}", "label: it"), "a check has a `quantity` or a `provision`"),
        (entry("{at_least: 1}", f"{trained('1')}, provision: x"), "a check has a `quantity` or a `provision`"),
        (
            entry("{at_least: 1}", trained("1", ", divided_by: {label: a}, saved_against: {label: b}")),
            "`divided_by` or `saved_against` or neither",
        ),
        (entry("{at_least: 1}", trained("1", ", since: 2026-01-02, until: 2026-01-01")), "`until` lies before `since`"),
        (entry("{at_least: 1}", as_of="soon"), "`soon` is not a date such as 2025-08-02"),
        (entry("{at_least: 1}").partition("    checks:")[0], "a claim in numbers has `claimed` and `checks`"),
    ],
)
def test_a_users_mistakes_are_told_with_their_place(own: Own, entries: str, message: str) -> None:
    with pytest.raises(Rejected) as refused:
        own(entries)
    problems = refused.value.problems
    assert any(message in f"{problem.message}; {problem.help}" for problem in problems), problems
    assert all(problem.place is not None and problem.place.line > 1 for problem in problems)


def test_all_mistakes_of_a_file_are_told_at_once(own: Own) -> None:
    two = entry("{at_least: many}") + entry("{at_least: 2, at_most: 1}", name="other")
    with pytest.raises(Rejected) as refused:
        own(two)
    assert len(refused.value.problems) == 2


# --- the command ----------------------------------------------------------------------------------------------------


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["claims", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_list(golden: Golden) -> None:
    golden("claims_2026-11-22.txt", run("--on", "2026-11-22"))


def test_one_claim_with_every_step(golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shipped_folder("examples").parent)
    golden("claims_show_r1_for_six_million.txt", run("show", "r1_for_six_million", "--on", "2026-11-22"))


def test_claims_made_after_the_day_are_left_out_and_named() -> None:
    day = date(2023, 12, 31)
    text = " ".join(run("--on", day.isoformat()).split())
    assert "out of date" not in text.partition("seven_hundred_thousand_a_day")[0].partition("training_compute")[0]
    assert "Left out, since made after this day: operations_of_a_query" in text
    assert "verified through" not in text
    later = [claim.name for claim in read_claims() if claim.as_of > day]
    assert all(name in text for name in later)


def test_the_law_of_a_claim_is_shown_with_its_figures() -> None:
    text = " ".join(run("show", "consumer_cards", "--on", "2026-11-22").split())
    assert "5,285 TPP >= 4,800 TPP = holds" in text
    assert "4,704 TPP < 4,800 TPP = holds" in text


def test_what_does_not_speak_of_the_day_is_told() -> None:
    text = " ".join(run("show", "training_compute", "--on", "2026-11-22").split())
    assert "not of 2026-11-22, but since 2022-01-01 until 2022-12-31" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "r1_for_six_milion"), "did you mean `r1_for_six_million`?"),
        (("--on", "soon"), "`soon` is not a day for `--on`"),
        (("check", "nowhere.yaml"), "nowhere.yaml"),
    ],
)
def test_mistakes_in_a_command(arguments: tuple[str, ...], message: str) -> None:
    result = CliRunner().invoke(app, ["claims", *arguments])
    assert result.exit_code == 2
    assert message in result.output


def test_json_holds_every_recomputation(tmp_path: Path) -> None:
    target = tmp_path / "claims.json"
    run("-o", str(target), "--on", "2026-11-22")
    document = json.loads(target.read_text(encoding="utf-8"))
    assert {claim["id"]: claim["status"] for claim in document["claims"]} == STATUSES
    assert document["made_later"] == []
    for claim in document["claims"]:
        assert claim["because"]
        assert all(each["derivation"]["value"]["text"] and each["looked_at"] for each in claim["recomputed"])


def test_json_of_one_claim_holds_every_step() -> None:
    claim = json.loads(run("show", "r1_for_six_million", "--json", "--on", "2026-11-22"))
    (check,) = claim["recomputed"]
    stage = check["derivation"]["parts"][0]
    assert stage["numbers"] == "2,788,000 h x 2 USD/h"
    assert [part["sources"][0]["grade"] for part in stage["parts"]] == ["secondary", "secondary"]


@pytest.mark.parametrize(("format", "sign"), [("html", "<table"), ("markdown", "## "), ("md", "| claim |")])
def test_reports(format: str, sign: str) -> None:
    text = run("--format", format, "--on", "2026-11-22")
    assert text.count(sign) >= 1
    assert all(word in text for word in ("unit error", "out of date", "disputed", "supported", "not a quantity"))
    assert "2,788,000 h x 2 USD/h" in text


def test_a_users_own_file_is_checked_alike(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(HEAD + entry("{at_most: 1e25}"), encoding="utf-8")
    text = run("check", str(path), "--on", "2026-11-22")
    assert ["supported", "It", "is", "so."] in [line.split() for line in text.splitlines()]
    assert "3e24 FLOP, within what is claimed" in run("show", "mine", "--file", str(path), "--on", "2026-11-22")
    target = tmp_path / "own.txt"
    run("check", str(path), "--on", "2026-11-22", "-o", str(target))
    assert target.read_text(encoding="utf-8") == text


def test_what_a_claim_says_is_inert(tmp_path: Path) -> None:
    text = HEAD + entry("{at_least: 1}").replace("It is so.", '"<script>alert(1)</script>{{ 7*7 }}[bold]| a"')
    path = tmp_path / "hostile.yaml"
    path.write_text(text, encoding="utf-8")
    page = run("check", str(path), "--format", "html", "--on", str(DAY + timedelta(days=1)))
    assert "<script>alert" not in page
    assert "49" not in page.partition("<tbody>")[2].partition("</th>")[0]
    assert "[bold]" in run("check", str(path), "--on", "2026-11-22")
    assert "<script>" not in run("check", str(path), "--format", "md", "--on", "2026-11-22")
