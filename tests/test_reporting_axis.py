"""Charts and bars say what the assessment says: places from exact numbers, labels that never overlap."""

import json
import math
from copy import deepcopy
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govern.reporting.axis import Chart, Estimate, Line, charts, decades
from govern.reporting.axis_drawing import NARROW, WIDE, Flag, draw, flags, note
from govern.reporting.chip_limits import chip_limits
from govern.reporting.comparisons import comparisons

SAMPLE = Path(__file__).parent / "golden" / "document_sample.json"


@pytest.fixture
def sample() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"))
    return document


def xml(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own drawing


def compute_comparisons(node: dict[str, Any]) -> list[dict[str, Any]]:
    own = [node] if node["kind"] == "comparison" and node["value"] and node["value"]["unit"] == "FLOP" else []
    return own + [found for child in node["children"] for found in compute_comparisons(child)]


def with_compute(document: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The sample with another training compute, wherever it is compared and listed."""
    changed = deepcopy(document)
    for finding in changed["findings"]:
        for node in compute_comparisons(finding["explanation"]):
            node["value"] |= changes
    changed["quantities"]["eu/ai_act#cumulative_training_compute"] |= changes
    return changed


def test_the_sample_has_one_chart_with_both_lines_of_the_act(sample: dict[str, Any]) -> None:
    (chart,) = charts(sample)
    assert chart.title == "training compute as the AI Act counts it"
    assert [(line.condition, line.outcome) for line in chart.lines] == [
        ("above 10^23 FLOP", "met"),
        ("above 10^25 FLOP", "not_met"),
    ]
    estimate = chart.estimate
    places = (chart.lines[0].at, estimate.low, estimate.at, estimate.high, chart.lines[1].at)
    known = [place for place in places if place is not None]
    assert len(known) == len(places)
    assert known == sorted(set(known))


def test_a_line_names_the_rules_that_draw_it_and_not_those_that_build_on_them(sample: dict[str, Any]) -> None:
    (chart,) = charts(sample)
    labels = [label for label, _ in chart.lines[0].rules]
    assert labels == ["general-purpose model", "open weights, run on chips outside 3A090 and the letter"]


def test_a_finding_that_is_not_about_the_case_draws_no_line(sample: dict[str, Any]) -> None:
    sample["findings"][1]["concerns_case"] = False
    (chart,) = charts(sample)
    assert [line.text for line in chart.lines] == ["10^23 FLOP"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [(Fraction(10**25), "25.0000"), (Fraction(10**25, 3), "24.5229"), (Fraction(34 * 10**23), "24.5315")],
)
def test_decades_are_exact_to_four_places(number: Fraction, expected: str) -> None:
    assert str(decades(number)) == expected


@given(st.integers(1, 10**40), st.integers(1, 10**12))
def test_decades_follow_the_logarithm(over: int, under: int) -> None:
    assert float(decades(Fraction(over, under))) == pytest.approx(math.log10(over) - math.log10(under), abs=1e-4)


def test_an_unknown_quantity_is_a_band_over_the_whole_axis(sample: dict[str, Any]) -> None:
    changes = {"value": None, "at_least": "0", "at_most": None, "estimate": None, "text": "not known"}
    (chart,) = charts(with_compute(sample, **changes))
    assert (chart.estimate.at, chart.estimate.low, chart.estimate.high) == (None, None, None)
    drawing = draw(chart, width=WIDE, name="c")
    assert 'class="band open" x="12"' in drawing
    assert "circle" not in drawing


def test_a_lower_bound_is_open_to_the_right(sample: dict[str, Any]) -> None:
    changes = {"value": None, "at_least": "1" + "0" * 24, "at_most": None, "estimate": None, "text": "at least 10^24"}
    (chart,) = charts(with_compute(sample, **changes))
    assert (str(chart.estimate.low), chart.estimate.high) == ("24.0000", None)
    assert chart.estimate.text == "at least 10^24 FLOP"


@pytest.mark.parametrize("value", ["0", "-1"])
def test_what_has_no_logarithm_has_no_chart(sample: dict[str, Any], value: str) -> None:
    assert charts(with_compute(sample, value=value, estimate=None)) == ()


def test_what_a_logarithm_cannot_show_has_no_chart(sample: dict[str, Any]) -> None:
    assert {c.unit for c in comparisons(sample)} >= {"B", "FLOP"}
    assert [chart.unit for chart in charts(sample)] == ["FLOP"]


LINES = st.builds(
    lambda exponent, label: Line(
        at=decades(Fraction(10) ** (exponent // 10) * (1 + exponent % 10)),
        text=f"{1 + exponent % 10}e{exponent // 10} FLOP",
        measure="training compute",
        condition="above",
        outcome="met",
        margin="",
        rules=((label, ""),),
    ),
    st.integers(200, 280),
    st.text("abcdefgh mW", min_size=1, max_size=70),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=7), st.integers(200, 280), st.sampled_from([WIDE, NARROW]))
def test_labels_never_overlap_and_stay_on_the_page(lines: list[Line], at: int, width: int) -> None:
    place = decades(Fraction(10) ** (at // 10))
    estimate = Estimate(text="3.4e24 FLOP", spread="2.3e24 to 5.1e24 (90 %)", at=place, low=place, high=place)
    ordered = tuple(sorted(lines, key=lambda line: line.at))
    chart = Chart(names=("training compute",), unit="FLOP", estimate=estimate, lines=ordered)
    placed = flags(chart, width)
    assert len(placed) == len(lines)
    for flag in (*placed, note(chart, width)):
        assert 0 <= flag.left <= flag.left + flag.width <= width
    for one, other in combinations(placed, 2):
        assert not overlap(one, other)
    xml(draw(chart, width=width, name="c"))


def overlap(one: Flag, other: Flag) -> bool:
    beside = one.left + one.width <= other.left or other.left + other.width <= one.left
    return not (beside or one.base >= other.top or other.base >= one.top)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_drawing_is_an_image_with_a_name_and_a_description(sample: dict[str, Any], width: int) -> None:
    (chart,) = charts(sample)
    drawing = draw(chart, width=width, name="c")
    root = xml(drawing)
    assert root.attrib["role"] == "img"
    named = {child.attrib["id"]: child.text for child in root if "id" in child.attrib}
    assert root.attrib["aria-labelledby"].split() == list(named)
    assert "2.9 times below" in (named["c-description"] or "")
    assert drawing == draw(chart, width=width, name="c")


def test_the_chip_lies_between_its_limits(sample: dict[str, Any]) -> None:
    measures = {measure.label: measure for measure in chip_limits(sample)}
    throughput = measures["total processing performance"]
    assert [(limit.condition, limit.outcome) for limit in throughput.limits] == [
        ("from 1,600 TPP", "met"),
        ("from 2,400 TPP", "not_met"),
        ("below 4,800 TPP", "met"),
        ("from 4,800 TPP", "not_met"),
    ]
    assert list(measures) == [
        "total processing performance",
        "performance density",
        "DRAM bandwidth",
        "interconnect bandwidth",
    ]


def test_bars_are_to_scale(sample: dict[str, Any]) -> None:
    bar = xml(chip_limits(sample)[0].bar)
    known = next(part for part in bar if part.get("class") == "known")
    limits = [part.attrib["x1"] for part in bar if part.get("class") == "limit"]
    full = 4800 * Fraction(108, 100)
    assert known.attrib["width"] == f"{float(100 * 2368 / full):.2f}%"
    assert limits == [f"{float(100 * limit / full):.2f}%" for limit in (1600, 2400, 4800)]
    assert [part.text for part in bar if part.tag == "text"] == ["1,600", "2,400", "4,800"]


def test_a_throughput_known_only_from_below_shows_what_may_be(sample: dict[str, Any]) -> None:
    node = sample["findings"][4]["explanation"]["children"][0]
    node["value"] |= {"value": None, "at_least": "2368", "text": "at least 2,368 TPP"}
    node["outcome"] = "unknown"
    sample["findings"] = sample["findings"][4:5]
    measure = next(m for m in chip_limits(sample) if m.value.startswith("at least"))
    assert measure.limits[0].outcome == "unknown"
    assert 'class="maybe"' in measure.bar
