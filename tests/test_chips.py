"""Chips decided once more: rounded figures, ends of an estimate, lines, and figures that do not fit together."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from govern.assessment.assess import Assessment, assess
from govern.catalog.catalog import Catalogue
from govern.chips.case import DENSITY, DIE_AREA, TPP, Shipment, measure, named_chip, rates_of, shipped_as, with_figures
from govern.chips.inconsistencies import Peer, doubts
from govern.chips.lines import lines_of
from govern.chips.near import Trial, estimated, trials
from govern.declaration.declaration import Declaration
from govern.law.corpus import Corpus
from govern.law.law import Law
from govern.quantity import Estimate, Stated
from govern.reporting.chip_document import chip_document
from govern.units import unit

Declare = Callable[[str], Declaration]

CLASSIFICATION = "us/ear/advanced_computing#classification"
TO_CHINA = Shipment(kind="export", origin="US", destination="CN")
CHIP = """chip:
  name: {name}
  vendor: Maker
  designed_or_marketed_for_datacenter: {datacenter}
  die_area: {area}
  non_planar: true
  dense_tops: {{complete: true, fp16: {fp16}}}
  dram_bandwidth: 600
  interconnect_bandwidth: 64"""


@pytest.fixture(scope="module")
def law(corpus: Corpus) -> Law:
    return corpus.in_force(on=date(2026, 11, 22), known=date(2026, 11, 22), jurisdictions=("US",))


@pytest.fixture
def decide(declare: Declare, law: Law) -> Callable[..., Assessment]:
    def decided(fp16: str, area: str, *, datacenter: bool = True) -> Assessment:
        text = CHIP.format(name="Chip One", fp16=fp16, area=area, datacenter=str(datacenter).lower())
        return assess(shipped_as(declare(text), TO_CHINA), law, "direct")

    return decided


def of_kind(found: tuple[Trial, ...], kind: str) -> list[Trial]:
    return [each for each in found if each.kind == kind]


def classified(trial: Trial) -> list[tuple[object, object]]:
    return [(each.before[0], each.after[0]) for each in trial.answers if each.id == CLASSIFICATION]


def test_a_case_with_other_figures_has_exactly_these_and_nothing_else(decide: Callable[..., Assessment]) -> None:
    case = decide("125", "628.4").declaration
    changed = with_figures(case, {DIE_AREA: Fraction(1, 3)})
    assert changed.facts[DIE_AREA].value == Fraction(1, 3)
    assert {name for name in case.facts if case.facts[name] != changed.facts[name]} == {DIE_AREA}
    assert rates_of(case)["chip.dense_tops.fp16"] == 125 * unit("Top/s").factor


def test_a_rounded_density_flips_the_entry_and_the_exact_one_does_not(decide: Callable[..., Assessment]) -> None:
    """2000 / 628.4 = 3.183 is below 3.2, in two figures it would be 3.2."""
    found = of_kind(trials(decide("125", "628.4")), "density_rounded")
    two, three = found
    assert classified(two) == [("3A991.p", "3A090.b")]
    assert not three.changes


def test_rounding_keeps_the_other_figure(decide: Callable[..., Assessment], law: Law) -> None:
    """TPP of 2395.2 in two figures reaches 2400 (.b.1); the entry is .b either way, by .b.2."""
    assessment = decide("149.7", "628")
    found = of_kind(trials(assessment), "tpp_rounded")
    assert [classified(each) for each in found] == [[], []]
    assert all("us/ear/advanced_computing#b_1" in {each.id for each in trial.findings} for trial in found)
    density = measure(assessment, DENSITY)
    rates = {name: rate * Fraction(24000, 23952) for name, rate in rates_of(assessment.declaration).items()}
    changed = with_figures(assessment.declaration, {**rates, DIE_AREA: 628 * Fraction(24000, 23952)})
    again = assess(changed, law, "direct")
    assert measure(again, DENSITY) == density
    assert measure(again, TPP) == 2400 * unit("TPP").factor


def test_a_chip_below_note_2_is_reached_by_a_rounded_tpp(decide: Callable[..., Assessment]) -> None:
    """4750 in two figures is 4800, where Note 2 ends."""
    two = of_kind(trials(decide("296.875", "750", datacenter=False)), "tpp_rounded")[0]
    assert classified(two) == [("3A991.p", "3A090.a")]


def test_the_ends_of_an_estimated_area_are_decided(decide: Callable[..., Assessment]) -> None:
    found = of_kind(trials(decide("125", "{value: 628.4, low: 600, high: 640}")), "die_area")
    assert [classified(each) for each in found] == [[("3A991.p", "3A090.b")], []]
    assert {each.note for each in found} == {"the ends of the estimate, as stated"}


def test_an_area_that_is_only_marked_as_an_estimate_is_taken_to_be_ten_percent_off() -> None:
    marked = estimated(Stated(value=826, text="826", grade="inference"))
    assert marked is not None
    assert (marked[0], marked[1]) == (Fraction(7434, 10), Fraction(9086, 10))
    assert "10 % to either side is assumed" in marked[2]
    likely = estimated(Stated(value=100, text="100", estimate=Estimate(low=10, high=1000, confidence="likely")))
    assert likely is not None
    assert likely[:2] == (90, 110)
    assert estimated(Stated(value=826, text="826", grade="secondary")) is None
    assert estimated(Stated(value=None, text="unknown", grade="inference")) is None


def test_an_unknown_area_is_no_line_and_no_trial(declare: Declare, law: Law) -> None:
    text = "chip:\n  name: Chip Two\n  non_planar: true\n  dense_tops: {complete: true, fp16: 125}"
    assessment = assess(shipped_as(declare(text), TO_CHINA), law, "direct")
    assert {each.kind for each in trials(assessment)} <= {"tpp_rounded"}
    assert not [line for line in lines_of(assessment) if line.unit == "TPP/mm2"]
    answer = chip_document(assessment)["answers"]["classification"]
    assert answer["words"] == "open: facts missing"


def test_lines_are_ordered_by_how_near_they_are(decide: Callable[..., Assessment]) -> None:
    first, *others = lines_of(decide("125", "628.4"))
    assert (first.threshold, first.holds, first.near) == ("3.2 TPP/mm2", False, True)
    assert [line.share for line in others] == sorted(line.share for line in others)
    on_it = lines_of(decide("100", "500"))[0]
    assert on_it.share == 0
    assert on_it.holds


def test_tf32_at_32_bits_is_told_where_it_flips_the_entry(corpus: Corpus, catalogue: Catalogue, law: Law) -> None:
    case = shipped_as(named_chip("AWS Trainium 1", corpus, catalogue), TO_CHINA)
    document = chip_document(assess(case, law, "direct"))
    told = [each for each in document["readings"] if each["answer"] == CLASSIFICATION]
    assert [each["interpretation"] for each in told] == ["us/ear/advanced_computing#tf32_bit_length"]
    assert [way["words"] for way in told[0]["given"]][-1] == "3A090.a"
    assert document["near"]


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("A10", "3A991.p"),
        ("A30", "3A090.b"),
        ("A40", "3A090.b"),
        ("RTX 4090 D", "3A991.p"),
        ("RTX PRO 5000", "3A991.p"),
        ("L20", "3A991.p"),
        ("MI250X", "3A090.a"),
        ("MI325X", "3A090.a"),
        ("H200 NVL", "3A090.a"),
        ("AWS Trainium 3", "3A090.a"),
    ],
)
def test_chips_near_the_lines(corpus: Corpus, catalogue: Catalogue, law: Law, name: str, entry: str) -> None:
    found = catalogue.find("chip", name)
    if found is None:
        options = [each for each in catalogue.names("chip") if set(name.split()) <= set(each.split())]
        found = catalogue.find("chip", options[0])
    assert found is not None
    assessment = assess(shipped_as(named_chip(found.name, corpus, catalogue), TO_CHINA), law, "direct")
    assert assessment.answers[CLASSIFICATION].value == entry


def test_what_a_case_states_of_its_shipment_counts(declare: Declare) -> None:
    case = shipped_as(declare("chip: {memory: 1}\ntransfer: {destination: MO}"), TO_CHINA)
    assert case.facts["transfer.destination"].value == "MO"
    assert case.facts["transfer.origin"].value == "US"
    assert [each.message for each in case.problems] == [
        "`transfer.destination` is stated as `MO`, so `CN` is left aside"
    ]


def test_no_words_of_clearance(decide: Callable[..., Assessment]) -> None:
    text = str(chip_document(decide("1", "500"))).casefold()
    for word in ("no licence required", "uncontrolled", "compliant", "nlr"):
        assert word not in text


def stated(number: object, **about: str) -> Stated:
    value = Fraction(str(number))
    return Stated(value=value, text=str(number), source="a table", href="https://example.org", **about)  # type: ignore[arg-type]


def rates(**tops: object) -> dict[str, Stated]:
    return {
        f"chip.dense_tops.{name}": stated(Fraction(str(rate)) * unit("Top/s").factor) for name, rate in tops.items()
    }


@pytest.mark.parametrize(
    ("tops", "why"),
    [
        ({"fp16": 125, "int8": 250, "bf16": 125, "tf32": 62.5, "fp8": 250, "int4": 500, "fp4": 500}, ""),
        ({"fp16": 125, "int8": 254}, ""),
        ({"fp16": 125, "int8": 500}, "INT8 may be a figure with sparsity"),
        ({"fp16": 250, "int8": 250}, "FP16 may be a figure with sparsity"),
        ({"fp16": 990, "tf32": 454.5}, "usual is half"),
        ({"int8": 100, "int4": 300}, "3.00 times INT8"),
    ],
)
def test_ratios_of_rates(tops: dict[str, object], why: str) -> None:
    found = doubts(rates(**tops), None, ())
    assert [each.code for each in found] == (["ratio"] if why else [])
    assert not why or why in found[0].why


def test_sparse_rates_taken_as_dense() -> None:
    facts = rates(fp8=100) | {"chip.sparse_tops.fp8": stated(100 * unit("Top/s").factor)}
    assert [each.code for each in doubts(facts, None, ())] == ["sparse_as_dense"]


def test_density_that_is_unlike_others_of_the_node() -> None:
    density = unit("TPP/mm2").factor
    peers = [Peer(name=f"peer {i}", node=7, density=5 * density) for i in range(4)]
    facts = {"chip.process_node": stated(7), "chip.die_area": stated(100)}
    assert not doubts(facts, 20 * density, peers)
    assert [each.code for each in doubts(facts, 21 * density, peers)] == ["density_for_node"]
    assert not doubts(facts, 21 * density, peers[:3])


def test_bandwidth_that_is_unlike_the_memory() -> None:
    def of(bandwidth: int, memory: int, market: str) -> list[str]:
        facts = {
            "chip.market": Stated(value=market, text=market, source="a table", href="https://example.org"),
            "chip.dram_bandwidth": stated(bandwidth * unit("GB/s").factor),
            "chip.memory": stated(memory * unit("GB").factor),
        }
        return [each.code for each in doubts(facts, None, ())]

    assert of(2000, 80, "datacenter") == []
    assert of(900, 96, "datacenter") == ["bandwidth_for_memory"]
    assert of(2500, 32, "consumer") == ["bandwidth_for_memory"]
    assert of(2500, 16, "datacenter") == ["bandwidth_for_memory"]


def test_what_has_no_source_or_was_not_verified_is_told() -> None:
    facts = {
        "chip.memory": Stated(value=1, text="1"),
        "chip.power": Stated(value=1, text="1", source="a table"),
        "chip.die_area": stated(1, grade="unverified"),
    }
    found = {each.code: each.facts for each in doubts(facts, None, ())}
    assert found == {
        "no_source": ("chip.memory",),
        "no_address": ("chip.power",),
        "not_verified": ("chip.die_area",),
    }
