"""What the commands say and must not say: how a text stands, what was not stated, distances, days and years."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from govern.cli import law
from govern.cli.app import app
from govern.law.corpus import Corpus
from govern.shipped import shipped_folder

EXAMPLES = shipped_folder("examples")
DAY = ("--on", "2026-11-22", "--known", "2026-11-22")
LARGE = "output_modalities: [text], range_of_tasks: wide"

Say = Callable[..., str]


@pytest.fixture
def say(tmp_path: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Write a declaration, run a command on it, and return what it says in one line."""

    monkeypatch.setattr(law, "read_corpus", lambda *_: corpus)  # read once for all tests

    def run(command: str, declaration: str, *options: str, code: int = 0) -> str:
        path = tmp_path / "case.yaml"
        path.write_text(f"declaration: 1\n{declaration}\n", encoding="utf-8")
        on = () if "--on" in options else DAY
        name, *rest = command.split()
        result = CliRunner().invoke(app, [name, str(path), *rest, *on, *options])
        assert (result.exit_code, result.exception and not isinstance(result.exception, SystemExit)) in (
            (code, None),
            (code, False),
        ), result.output
        return " ".join(result.output.split())

    return run


def example(name: str) -> str:
    return (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8").partition("declaration: 1\n")[2]


@pytest.mark.parametrize("declaration", ["", "model:", "model: {}", "organization: {headquarters: DE}"])
def test_a_declaration_that_states_nothing_clears_nobody(say: Say, declaration: str) -> None:
    assert "this clears nobody" in say("check", declaration)
    assert "this clears nobody" in say("obligations", declaration)
    say("check", declaration, "--fail-on", "unknown", code=1)


def test_open_rules_without_a_duty_are_named_beside_the_duties(say: Say) -> None:
    text = say("obligations", example("l4"))
    assert "Open, in texts of which no duty is shown: end use in a supercomputer" in text


@pytest.mark.parametrize(
    ("finding", "options", "mark"),
    [
        ("us/federal/eo_14110#reportable_model", ("--include", "repealed"), "[repealed]"),
        ("us/california/sb_1047#covered_model", ("--include", "repealed"), "[vetoed]"),
        ("us/new_york/raise_act#frontier_model", ("--include", "enacted"), "[not yet in force]"),
        ("us/ear/model_weights#eccn_4e091", (), "[not enforced]"),
    ],
)
def test_how_a_text_stands_is_said_wherever_it_is_applied(
    say: Say, finding: str, options: tuple[str, ...], mark: str
) -> None:
    case = f"model: {{name: Giant, {LARGE}, weights: closed, training: {{compute: 2e26}}}}"
    head = say(f"explain {finding}", case, *options).partition(finding)[0]
    assert mark in head
    assert mark in say("check", case, *options)


def test_explain_without_a_finding_lists_the_ids(say: Say) -> None:
    text = say("explain", f"model: {{name: Giant, {LARGE}, training: {{compute: 2e25}}}}")
    assert "applies eu/ai_act#systemic_risk_presumed" in text
    assert "[not enforced]" in text
    assert "open eu/ai_act#notify_commission" in text


def test_what_binds_nobody_is_not_counted_as_overdue(say: Say) -> None:
    signatory = "organization: {code_of_practice_chapters: [safety_and_security]}"
    training = "training: {compute: 2e25, completed_on: 2025-12-01}"
    model = f"model: {{name: Giant, {LARGE}, {training}, placed_on_market: {{EU: 2026-01-01}}}}"
    case = f"{model}\n{signatory}"
    alone = say("obligations", case, "--jurisdiction", "EU")
    beside = say("obligations", case, "--jurisdiction", "EU", "--include", "voluntary")
    assert alone.partition(" overdue")[0].rpartition(" ")[2] == beside.partition(" overdue")[0].rpartition(" ")[2]
    assert "Under texts that are not binding law on this day, with a day" in beside
    assert "[voluntary]" in beside
    assert "[voluntary]" not in alone


def test_a_fine_that_cannot_be_imposed_yet_says_so(say: Say) -> None:
    text = say("obligations", example("korea-operator"))
    assert "not enforced before 2027-01-22" in text
    assert "A breach of the duties brings no fine by itself" in text
    assert "not enforced" not in say("obligations", example("korea-operator"), "--on", "2027-02-01", "-j", "KR")


def test_the_distance_to_a_line_is_that_of_the_figure_itself(say: Say) -> None:
    text = say("check", example("deepseek-v3-on-h20-china"))
    assert "6.6e24 FLOP more would reach 10^25 FLOP (Art. 51(2))" in text
    assert "5.58e24" not in text
    assert "2,432 TPP more would reach 4,800 TPP" in text


def test_a_figure_within_the_accuracy_margin_is_told(say: Say) -> None:
    text = say("check", f"model: {{name: Near, {LARGE}, training: {{compute: 9e24}}}}")
    assert "applies within the accuracy margin of the" in text
    assert "the point estimate decides; a figure between 7.7e24 and 1.43e25 FLOP could lie on the other side" in text
    far = say("check", f"model: {{name: Far, {LARGE}, training: {{compute: 2e24}}}}")
    assert "accuracy margin" not in far


@pytest.mark.parametrize(
    ("compute", "words"),
    [
        ("10^25", "exactly at 10^25 FLOP, and the text asks for more than that"),
        ("{at_most: 10^25}", "at most 10^25 FLOP, and the text asks for more than that"),
        ("{less_than: 10^25}", "less than 10^25 FLOP, and the text asks for more than that"),
        ("{more_than: 10^24, at_most: 10^25}", "at most 10^25 FLOP, and the text asks for more than that"),
    ],
)
def test_a_range_that_ends_at_a_line_is_not_exactly_at_it(say: Say, compute: str, words: str) -> None:
    assert words in say("check", f"model: {{name: M, {LARGE}, training: {{compute: {compute}}}}}", "-j", "EU")


def test_what_is_open_says_what_is_asked_of_what(say: Say) -> None:
    base = "lineage: {base_models: [Llama 3.1-405B]}"
    case = f"model: {{name: Tune, {LARGE}, training: {{complete: true, fine_tuning: {{compute: 1e23}}}}}}\n{base}"
    text = say("check", case, "-j", "EU")
    assert "missing: developer of Llama 3.1 405B" in text
    assert "developer of Llama 3.1 405B (declarant)" in text
    assert "text asks for more" not in text
    report = say("explain eu/ai_act#systemic_risk_presumed", case)
    assert "asked is whether it is above 10^23 FLOP" in report
    for words in ("exactly not known", "above not known", "at most not known", "not known is it"):
        assert words not in report


def test_a_band_of_a_method_is_not_called_unpublished_law(say: Say) -> None:
    text = say("check", "model: DeepSeek-V3\ndeployment: {chip: NVIDIA H20 SXM 96GB, chips: 8}")
    assert "had been published by" not in text
    assert "not yet published" not in text


def test_a_year_is_written_as_one(say: Say) -> None:
    revenue = "organization: {annual_gross_revenue: 6e8 USD, annual_gross_revenue_year: 2024, trains_the_model: true}"
    model = "model: {generality_of_output: true, range_of_tasks: wide, training: {compute: 2e26, broad_data: true}}"
    text = say("explain us/california/sb_53#large_frontier_developer", f"{model}\n{revenue}")
    assert "2024" in text
    assert "2,024" not in text
    assert "2,025" not in text


def test_a_modifier_s_own_share_is_shown_for_a_lineage(say: Say) -> None:
    text = say("check", example("fine-tune-of-grok-3"), "-j", "EU")
    assert "modifier is provider of the modified" in text
    assert "583 times below" in text


def test_part_of_a_name_is_answered_with_the_names_that_have_it(say: Say) -> None:
    text = say("check", "chip: H100")
    assert "did you mean `NVIDIA H100 SXM5 80GB`, `NVIDIA H100 PCIe 80GB` or `NVIDIA H100 NVL (per GPU)`?" in text


def test_an_id_that_another_option_leaves_out_is_said_to_exist(say: Say) -> None:
    text = say("check", "chip: NVIDIA L4", "-j", "EU", "--fail-on", "us/california/sb_53#frontier_model", code=2)
    assert "it exists, but is law of US-CA, which `--jurisdiction` leaves out" in text


@pytest.mark.parametrize("ending", ["html", "md", "json"])
def test_amounts_beyond_all_measure_end_in_no_traceback(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "case.yaml"
    model = (
        f"model: {{name: B, {LARGE}, parameters: 1e300, training: {{pretraining: {{tokens: 1e300}}, complete: true}}}}"
    )
    path.write_text(f"declaration: 1\n{model}\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["report", str(path), "-o", str(tmp_path / f"r.{ending}"), *DAY])
    assert (result.exit_code, result.exception) == (0, None) or isinstance(result.exception, SystemExit)
    assert (tmp_path / f"r.{ending}").stat().st_size > 1000
