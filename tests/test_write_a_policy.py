"""docs/write-a-policy.md: a law of a country that does not exist works from its two files, with no line of Python."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from govern.cli.app import app
from govern.expression.syntax import FUNCTIONS
from govern.law.schema import Due

PAGE = Path(__file__).resolve().parent.parent / "docs" / "write-a-policy.md"
FILE = re.compile(r"<!-- file: (?P<path>\S+) -->\n```yaml\n(?P<text>.*?)```", re.DOTALL)
COMMANDS = re.compile(r"```sh\n(?P<lines>.*?)```", re.DOTALL)
ID = "xa/training_energy_act"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of the page, as a reader would save them, in a working directory of their own."""
    for found in FILE.finditer(PAGE.read_text(encoding="utf-8")):
        path = tmp_path / found["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found["text"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commands() -> list[list[str]]:
    (found,) = COMMANDS.finditer(PAGE.read_text(encoding="utf-8"))
    return [line.split()[1:] for line in found["lines"].splitlines()]


def test_the_page_has_the_law_its_cases_and_a_declaration(folder: Path) -> None:
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml"))
    assert files == ["case.yaml", f"law/{ID}.cases.yaml", f"law/{ID}.yaml"]


def test_the_cases_cover_the_law_and_notice_every_change_of_it(folder: Path) -> None:
    (tested,) = (each for each in commands() if each[0] == "test")
    result = CliRunner().invoke(app, tested)
    assert result.exit_code == 0, result.output
    assert re.search(r"direct: (\d+) of \1 cases", result.output)
    assert re.search(rf"coverage: {ID} (\d+) of \1\n", result.output)
    assert re.search(r"\d+ mutants: \d+ killed, \d+ equivalent, 0 survived", result.output)


@pytest.mark.parametrize("command", [each for each in commands() if each[0] != "test"], ids=lambda each: each[0])
def test_the_other_commands_of_the_page_work(folder: Path, command: list[str]) -> None:
    result = CliRunner().invoke(app, command)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "large training run" in result.stdout.lower()


def test_the_new_law_decides_beside_the_shipped_ones(folder: Path) -> None:
    law = ["--policies", "law", "--policies", "shipped", "--on", "2026-11-22"]
    checked = " ".join(CliRunner().invoke(app, ["check", "case.yaml", *law]).stdout.split())
    assert "Atlantis Training Energy Act applies large training run section 2 at least 2.15e7 kWh >= 2e7 kWh" in checked
    assert "California SB 53" in checked
    duties = CliRunner().invoke(app, ["obligations", "case.yaml", *law]).stdout
    assert "2026-11-19  overdue  report the training energy" in duties
    assert "fine, up to 250,000 EUR, by Ministry of Energy" in duties


def test_what_is_given_wrongly_in_a_case_is_told_with_its_place_and_nothing_runs(folder: Path) -> None:
    path = folder / "law" / f"{ID}.cases.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("cooling_energy: 0", "coling_energy: 0"), encoding="utf-8")
    result = CliRunner().invoke(app, ["test", "--policies", "law", "--policies", "shipped", ID, "--mutate"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "training_energy_act.cases.yaml:4:46: error: `coling_energy` is not a known key" in result.stderr
    assert "help: did you mean `cooling_energy`?" in result.stderr


def test_every_function_and_every_form_of_a_due_date_is_named() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in FUNCTIONS if f"`{name}`" not in page and f"`{name}(" not in page] == []
    assert [name for name in Due.model_fields if f"{name}:" not in page] == []
