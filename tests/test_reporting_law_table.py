"""The page of all thresholds: every comparison with a number of the law, as the law makes it, and nothing by hand."""

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from govern.cli.app import app
from govern.law.corpus import Corpus
from govern.reporting.law_phrases import Phrases
from govern.reporting.law_table import law_page, newest_day
from govern.reporting.law_thresholds import Threshold, thresholds_of
from tests.changing_law import DAY, FACTS, act, small_corpus
from tests.small_law import corpus_of

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "law.md"

Golden = Callable[[str, str], None]


def found(when: object, **more: Any) -> list[Threshold]:
    """The thresholds of a law with one provision."""
    kept = {key: each for key, each in act().items() if key in ("parameters", "history", "verified")}
    rule = {"label": "a rule", "kind": "classification", "reference": "sec. 1", "when": when}
    file = {**kept, "title": "law", "jurisdiction": "EU", "force": "law", "provisions": {"rule": rule}, **more}
    corpus = corpus_of({"law": file}, FACTS)
    return list(thresholds_of(corpus.policies["law"], Phrases(corpus.policies, corpus.vocabulary, DAY, DAY)))


def told(thresholds: list[Threshold]) -> list[str]:
    return [
        f"{each.quantity} {'not ' if each.denied else ''}{each.operator} {each.line}"
        + "".join(f" | {condition}" for condition in (*each.inner, *each.outer))
        for each in thresholds
    ]


@pytest.mark.parametrize(
    ("when", "rows"),
    [
        ("model.compute > large_compute", ["training compute > 10^25 FLOP"]),
        ("large_compute < model.compute", ["training compute > 10^25 FLOP"]),
        ("large_compute >= model.compute", ["training compute <= 10^25 FLOP"]),
        ({"not": "model.compute < large_compute"}, ["training compute not < 10^25 FLOP"]),
        ({"not": {"not": "model.compute < large_compute"}}, ["training compute < 10^25 FLOP"]),
        ("model.compute > 3 * large_compute", ["training compute > 3 x 10^25 FLOP"]),
        ("model.compute > large_compute * share", ["training compute > 1/3 of 10^25 FLOP"]),
        ("model.compute > large_compute + large_compute", ["training compute > 2 x 10^25 FLOP"]),
        ("model.compute > model.original * share", ["training compute > 1/3 of compute of the original"]),
        ("model.compute / large_compute > 1", ["training compute / 10^25 FLOP > 1"]),
        ("model.compute > model.original or case.count > 2", []),
        ("developer.seat in member_states", []),
        (
            {"all": ["case.flag", "model.compute > large_compute", "model.weights == 'open'"]},
            ["training compute > 10^25 FLOP | a fact | weights: open"],
        ),
        (
            {"any": ["case.flag", "model.compute > large_compute"]},
            ["training compute > 10^25 FLOP | one of 2 alternatives"],
        ),
        (
            "model.compute > large_compute if case.flag else model.compute >= large_compute",
            ["training compute > 10^25 FLOP | a fact", "training compute >= 10^25 FLOP | not: a fact"],
        ),
        (
            "model.compute > (large_compute if case.flag else model.original)",
            ["training compute > 10^25 FLOP | a fact"],
        ),
        ("model.compute > large_compute and model.compute < large_compute", None),
    ],
)
def test_thresholds_are_the_comparisons_with_a_number_of_the_law(when: object, rows: list[str] | None) -> None:
    if rows is None:
        rows = [
            "training compute > 10^25 FLOP | training compute is less than 10^25 FLOP",
            "training compute < 10^25 FLOP | training compute is greater than 10^25 FLOP",
        ]
    assert told(found(when)) == rows


def test_definitions_are_followed_and_methods_are_not() -> None:
    definitions = {
        "line": {"unit": "FLOP", "is": "large_compute * share", "reference": "x"},
        "large": {"type": "boolean", "is": "model.compute > line and case.flag2", "reference": "x"},
    }
    (one,) = found({"all": ["large", "case.flag"]}, definitions=definitions)
    assert told([one]) == ["training compute > 1/3 of 10^25 FLOP | a fact | a fact"]
    assert one.within == "large"
    method = {
        "title": "method",
        "jurisdiction": "none",
        "force": "method",
        "verified": {"through": "2026-01-01"},
        "parameters": act()["parameters"],
        "definitions": {"large": {"type": "boolean", "is": "model.compute > large_compute", "reference": "x"}},
        "provisions": {"rule": {"label": "r", "kind": "indicator", "reference": "x", "when": "large"}},
    }
    corpus = corpus_of({"m": method, "law": {**act(), "uses": {"big": "m#large"}}}, FACTS)
    phrases = Phrases(corpus.policies, corpus.vocabulary, DAY, DAY)
    assert list(thresholds_of(corpus.policies["m"], phrases)) == []
    assert len(list(thresholds_of(corpus.policies["law"], phrases))) == 6


def test_readings_are_told_and_a_threshold_within_a_quantity_is_found() -> None:
    interpretation = {
        "type": "boolean",
        "question": "Which?",
        "readings": {
            "wide": {"label": "the wide one", "is": "model.compute > large_compute"},
            "narrow": {"is": False},
        },
        "reference": "x",
    }
    assert told(found("either", interpretations={"either": interpretation})) == [
        "training compute > 10^25 FLOP | if read so: the wide one"
    ]
    definitions = {
        "counted": {
            "unit": "FLOP",
            "domain": "nonnegative",
            "is": "model.compute if developer.revenue > large_revenue else 0",
            "reference": "x",
        }
    }
    rows = told(found("counted > large_compute", definitions=definitions))
    assert rows == ["counted > 10^25 FLOP", "gross revenue > 500,000,000 USD"]


def test_the_page(golden: Golden) -> None:
    corpus = small_corpus()
    golden("law_small.md", law_page(corpus.policies, corpus.vocabulary, DAY, DAY))


def test_every_row_has_a_cell_for_each_column_whatever_a_file_says() -> None:
    file = act()
    file["short"] = "a | b\n`c` [d](javascript:alert(1)) <script>"
    file["parameters"]["large_compute"]["values"][0]["href"] = "javascript:alert(1)"
    corpus = corpus_of({"law": file}, FACTS)
    page = law_page(corpus.policies, corpus.vocabulary, DAY, DAY)
    tables = re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE)
    for table in tables:
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(widths) == 1
    assert "javascript" not in re.sub(r"\[[^\]]*\\\]\(javascript[^|]*", "", page)
    assert "<script>" not in page


# --- the shipped law ------------------------------------------------------------------------------


def shipped_page(corpus: Corpus) -> str:
    day = newest_day(corpus.policies)
    return law_page(corpus.policies, corpus.vocabulary, day, day)


@pytest.mark.golden
def test_the_shipped_page_is_not_stale(corpus: Corpus) -> None:
    if os.environ.get("GOVERN_UPDATE_GOLDEN"):
        PAGE.write_text(shipped_page(corpus), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == shipped_page(corpus), "docs/law.md is stale: run `make law`"


def test_the_page_does_not_depend_on_today(corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "law.md"
    result = CliRunner().invoke(app, ["policies", "table", "-o", str(path)])
    assert result.exit_code == 0
    assert path.read_text(encoding="utf-8") == shipped_page(corpus)
    again = CliRunner().invoke(app, ["policies", "table"])
    assert again.stdout == shipped_page(corpus)


def test_the_lines_of_the_ai_act_are_there(corpus: Corpus) -> None:
    rows = [line for line in shipped_page(corpus).splitlines() if line.startswith("| European Union")]
    for line in ("10^23 FLOP", "10^25 FLOP", "1/3 of 10^25 FLOP", "1/3 of 10^23 FLOP"):
        assert any(f"| `>` | **{line}** |" in row for row in rows), line
    assert any("**1/3 of training compute of the original model**" in row for row in rows)
    of_the_act = [row for row in rows if "**10^25 FLOP**" in row and "[EU AI Act]" in row]
    assert of_the_act
    assert all("enforced since 2026-08-02" in row for row in of_the_act)


def test_every_numeric_parameter_of_a_condition_is_in_the_table(corpus: Corpus) -> None:
    """Whatever a provision compares directly with a figure stands in the table with that figure's reference."""
    day = newest_day(corpus.policies)
    phrases = Phrases(corpus.policies, corpus.vocabulary, day, day)
    for policy in corpus.policies.values():
        if policy.file.force == "method":
            continue
        references = {value.reference for each in thresholds_of(policy, phrases) for value in each.values}
        for location, expr in policy.expressions.items():
            if location[0] != "provisions":
                continue
            for name in _compared(expr):
                parameter = policy.file.parameters.get(name)
                if parameter is not None and not isinstance(parameter.values[0].value, list):
                    assert references & {value.reference for value in parameter.values}, f"{policy.id}#{name}"


def _compared(expr: Any) -> set[str]:
    own = {str(arg.payload) for arg in expr.args if arg.op == "name"} if expr.op == "compare" else set()
    return own.union(*(_compared(arg) for arg in expr.args)) if expr.args else own


def test_a_day_can_be_asked_for() -> None:
    result = CliRunner().invoke(app, ["policies", "table", "--on", "2025-01-01", "--known", "2025-01-01"])
    assert "as of 1 January 2025 and by what had been published by 1 January 2025." in result.stdout
    assert newest_day({}) == date.today()
