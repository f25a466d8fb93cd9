"""`govern gap`: what it prints for a few models and chips, its files, and its messages."""

import csv
import io
import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from govern.cli.app import app
from govern.reporting.gap_table import COLUMNS

Golden = Callable[[str, str], None]

DAY = ("--on", "2026-11-22", "--known", "2026-11-22")
FEW = ("--models", "DeepSeek-R1,gpt-oss-120b", "--chips", "Apple M3 Ultra,NVIDIA RTX 4090,NVIDIA H20")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["gap", *arguments])


def test_text_of_two_models_on_three_chips(golden: Golden) -> None:
    result = run(*FEW, *DAY)
    assert (result.exit_code, result.stderr) == (0, "")
    assert all(len(line) <= 100 for line in result.stdout.splitlines())
    golden("gap/r1_and_gpt_oss.txt", result.stdout)


def test_table_of_many_models(golden: Golden) -> None:
    names = "DeepSeek-R1,DeepSeek-V3,gpt-oss-120b,gpt-oss-20b,Llama 3.1 8B,Llama 3.1 405B"
    result = run("--models", names, *FEW[2:], *DAY)
    assert result.exit_code == 0
    assert all(len(line) <= 100 for line in result.stdout.splitlines())
    golden("gap/table.txt", result.stdout)


def test_json_has_every_pair_and_says_for_whom_and_when() -> None:
    document = json.loads(run(*FEW, *DAY, "-f", "json").stdout)
    assert (document["format"], document["destination"], document["on"]) == ("govern gap 1", "CN", "2026-11-22")
    assert document["set"]["id"] == "U1"
    assert "assumed" in document["end_user"]
    assert {model["model"]: len(model["chips"]) for model in document["models"]} == {
        "gpt-oss-120b": 3,
        "DeepSeek-R1": 3,
    }
    assert document["engines_differ"] == []
    assert len(document["sensitivity"]) == 9
    assert len(document["summary"]) == 5


def test_table_for_spreadsheets() -> None:
    rows = list(csv.DictReader(io.StringIO(run(*FEW, *DAY, "-f", "csv").stdout)))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 6
    assert {row["set"] for row in rows} == {"U0", "U1", "U2"}


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag not in ("meta", "rect", "br"):
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("meta", "rect", "br"):
            assert self.stack.pop() == tag


def test_page_stands_alone_and_is_well_formed(tmp_path: Path) -> None:
    target = tmp_path / "gap.html"
    assert run(*FEW, *DAY, "-o", str(target)).exit_code == 0
    text = target.read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    assert not page.stack
    assert "script" not in page.seen
    assert "link" not in page.seen
    assert '<desc id="heat-text-1">' in text
    assert "Not legal advice" in text
    for word in ("compliant", "uncontrolled", "no licence required"):
        assert word not in text.casefold()


def test_the_same_bytes_every_time() -> None:
    first, second = (run(*FEW, *DAY, "-f", "json").stdout for _ in range(2))
    assert first == second


def test_another_destination_moves_the_line() -> None:
    document = json.loads(run(*FEW, *DAY, "--to", "DE", "-f", "json").stdout)
    assert [len(each["further_chips"]) for each in document["sets"]] == [3, 0, 0, 0]


def test_a_budget_leaves_out_what_costs_more() -> None:
    document = json.loads(run(*FEW, *DAY, "--budget", "A", "-f", "json").stdout)
    for model in document["models"]:
        for row in model["chips"]:
            assert row["fits"] in (False, None) or row["purchase_usd"]["value"] <= 5000


def test_reasoning_asks_for_more() -> None:
    chat, slow = (
        json.loads(run(*FEW, *DAY, "--use", use, "-f", "json").stdout)["models"][1]["chips"]
        for use in ("chat", "reasoning")
    )
    chances = [{row["chip"]: row["probabilities"]["L3"][1] for row in rows} for rows in (chat, slow)]
    assert all(chances[1][chip] <= chances[0][chip] for chip in chances[0])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--chips", "RTX 9999"), "the catalogue has no chip `RTX 9999`"),
        (("--models", "DeepSeek-R9"), "the catalogue has no model `DeepSeek-R9`"),
        (("--to", "China"), "`China` is not a country for `--to`"),
        (("--to", "US"), "`US` is no destination for `--to`"),
        (("--set", "U9"), "`U9` is not a set for `--set`"),
        (("--budget", "much"), "`much` is not a budget for `--budget`"),
        (("--budget", "-5"), "`-5` is not a budget for `--budget`"),
        (("--users", "0"), "`0` is no number of users for `--users`"),
        (("--models", "GPT-4"), "none of 1 models has open weights that were published by 2026-11-22"),
        (("--on", "someday"), "`someday` is not a day for `--on`"),
    ],
)
def test_messages(arguments: tuple[str, ...], message: str) -> None:
    given = (*DAY, *arguments) if "--on" not in arguments else arguments
    result = run(*given)
    assert result.exit_code == 2
    assert message in result.stderr


def test_use_from_afar_adds_what_cannot_be_shipped() -> None:
    document = json.loads(
        run("--models", "gpt-oss-120b", "--chips", "B200,H20", "--set", "U4", *DAY, "-f", "json").stdout
    )
    assert [each["id"] for each in document["sets"]] == ["U0", "U1", "U2", "U3", "U4"]
    assert document["sets"][4]["further_chips"][0]["chip"] == "NVIDIA B200"
