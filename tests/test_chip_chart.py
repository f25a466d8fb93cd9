"""The chart of chips: areas of the day's law, every chip drawn and named, nothing that runs."""

import re
from decimal import Decimal
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from govern.chips.areas import limits_of
from govern.cli.app import app
from govern.cli.chip_classification import chips_law
from govern.cli.chips_plot import assessed
from govern.reporting.chip_areas import areas_of
from govern.reporting.chip_chart import ChipMark, chip_chart
from govern.reporting.chip_labels import LINE, spread
from govern.reporting.chip_marks import chart_of, mark_of


def texts(svg: str) -> list[str]:
    """Return the texts of a drawing."""
    return ["".join(each.itertext()) for each in ET.fromstring(svg).iter() if each.tag.endswith("text")]  # noqa: S314


def test_the_limits_are_those_of_the_law_of_the_day() -> None:
    now = limits_of(chips_law("2026-11-22", None, None).law)
    assert (now.a_1_tpp, now.a_2_tpp, now.a_2_density) == (Decimal(4800), Decimal(1600), Decimal("5.92"))
    assert (now.b_1_tpp, now.b_1_tpp_below, now.b_1_density) == (Decimal(2400), Decimal(4800), Decimal("1.6"))
    assert (now.b_2_density, now.b_density_below, now.case_by_case_tpp) == (
        Decimal("3.2"),
        Decimal("5.92"),
        Decimal(21000),
    )
    old = limits_of(chips_law("2023-01-15", None, None).law)
    assert (old.bit_tops_2022, old.a_1_tpp, old.case_by_case_tpp) == (Decimal(4800), None, None)
    assert areas_of(limits_of(chips_law("2021-01-01", None, None).law)) == []


def test_every_chip_with_a_throughput_is_drawn_and_titled() -> None:
    law = chips_law("2026-11-22", None, None)
    chips = assessed(law, list(law.catalogue.names("chip")))
    marks = [mark for chip in chips if (mark := mark_of(chip)) is not None]
    svg = chart_of(law.law, chips)
    titles = [unescape(title) for title in re.findall(r"<title>([^<]*)</title>", svg)]
    assert len(marks) > 90
    assert [mark.name for mark in marks if not any(title.startswith(f"{mark.name}: ") for title in titles)] == []
    assert not any(mark.planar or mark.density for mark in marks if mark.name == "AWS Trainium 1")
    assert any(mark.tpp_at_least for mark in marks)
    assert any(mark.estimated for mark in marks)
    shown = " ".join(texts(svg))
    assert all(f" {mark.label}" in f" {shown}" for mark in marks)
    assert all(name in shown for name in ("3A090.a.1", "3A090.b.2", "Note 2: below 4,800 TPP", "21,000", "2026-11-22"))


def labels_of(svg: str) -> list[tuple[float, float, float, float]]:
    """Return the room that each name of a drawing takes."""
    boxes = []
    for each in ET.fromstring(svg).iter():  # noqa: S314
        if each.tag.endswith("text") and each.get("stroke-width") == "2.5":
            width = len(each.text or "") * 6.5
            x, y, anchor = float(each.get("x", 0)), float(each.get("y", 0)), each.get("text-anchor")
            left = x if anchor == "start" else x - width if anchor == "end" else x - width / 2
            boxes.append((left, y - 10, left + width, y + 2))
    return boxes


def touching(boxes: list[tuple[float, float, float, float]]) -> int:
    """Return how many pairs of labels lie on each other."""
    return sum(
        a[0] + 0.2 < b[2] and b[0] + 0.2 < a[2] and a[1] + 0.2 < b[3] and b[1] + 0.2 < a[3]
        for i, a in enumerate(boxes)
        for b in boxes[:i]
    )


def test_labels_do_not_touch() -> None:
    law = chips_law("2026-11-22", None, None)
    boxes = labels_of(chart_of(law.law, assessed(law, list(law.catalogue.names("chip")))))
    assert len(boxes) > 90
    assert touching(boxes) == 0


def test_where_there_is_no_room_a_number_stands_and_a_key_below() -> None:
    crowd = [
        ChipMark(name=f"a chip of a long name {i}", market="consumer", tpp=Decimal(3000), density=Decimal(4))
        for i in range(80)
    ]
    svg = chip_chart("title", "note", [], [], crowd)
    assert touching(labels_of(svg)) == 0
    assert any(text.startswith("1 a chip of a long name") for text in texts(svg))


def test_marks_without_density_keep_their_order_and_say_how_many_more() -> None:
    crowd = [ChipMark(name=f"c{i}", market="other", tpp=Decimal(1000 + i), density=None) for i in range(90)]
    svg = chip_chart("title", "note", [], [], crowd)
    shown = [text for text in texts(svg) if re.fullmatch(r"c\d+", text)]
    assert shown == [f"c{i}" for i in range(89, 89 - len(shown), -1)]
    assert f"and {90 - len(shown)} more, each named where it stands" in texts(svg)
    assert touching(labels_of(svg)) == 0


def test_spread_names_are_a_line_apart_and_inside() -> None:
    assert spread([Decimal(50), Decimal(100)], 0, 200) == [50, 100]
    assert spread([Decimal(50), Decimal(50)], 0, 200) == [44, 44 + LINE]
    assert spread([Decimal(0), Decimal(0)], 0, 200) == [0, LINE]
    assert spread([Decimal(200), Decimal(200)], 0, 200) == [200 - LINE, 200]


def test_a_highlighted_chip_has_a_ring_and_stands_once() -> None:
    law = chips_law("2026-11-22", None, None)
    chips = assessed(law, ["NVIDIA L4", "NVIDIA A10"])
    svg = chart_of(law.law, chips, highlight=chips[:1])
    assert svg.count('r="10"') == 1
    assert texts(svg).count("L4") == 1


def test_a_planar_chip_stands_on_the_edge_and_a_lower_bound_has_an_arrow() -> None:
    planar = ChipMark(name="old", market="consumer", tpp=Decimal(300), density=None, planar=True)
    bound = ChipMark(name="new", market="edge", tpp=Decimal(300), density=Decimal(2), tpp_at_least=True)
    svg = chip_chart("title", "note", [], [], [planar, bound])
    assert "old: 300 TPP, no density (planar)" in svg
    assert "new: at least 300 TPP, 2.00 TPP/mm²" in svg
    assert svg.count("h12 m-4 -3") == 1


def test_what_a_name_holds_stays_text() -> None:
    mark = ChipMark(name="<script>&", market="consumer", tpp=Decimal(3000), density=Decimal(4))
    svg = chip_chart("<b>", "&", [], [], [mark])
    ET.fromstring(svg)  # noqa: S314
    assert "<script>" not in svg


@pytest.mark.parametrize("ending", ["svg", "html"])
def test_the_command_writes_the_chart(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"chips.{ending}"
    result = CliRunner().invoke(app, ["chips", "plot", "A100 SXM4 80GB", "L4", "--on", "2026-11-22", "-o", str(target)])
    assert result.exit_code == 0
    assert "A100" in target.read_text(encoding="utf-8")


def test_another_ending_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["chips", "plot", "-o", str(tmp_path / "chips.png")])
    assert result.exit_code == 2
    assert not (tmp_path / "chips.png").exists()


def test_what_is_not_drawn_is_named_and_an_unknown_vendor_is_refused(tmp_path: Path) -> None:
    asked = ["chips", "plot", "--on", "2026-11-22", "-o", str(tmp_path / "chips.svg")]
    result = CliRunner().invoke(app, [*asked, "NVIDIA L4", "Cerebras WSE-3"])
    told = " ".join(result.output.split())
    assert "1 chip by throughput" in told
    assert "no throughput is known: Cerebras WSE-3" in told
    result = CliRunner().invoke(app, [*asked, "--vendor", "Nvidea"])
    assert (result.exit_code, "did you mean `NVIDIA`?" in result.stderr) == (2, True)
