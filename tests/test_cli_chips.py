"""`govern chips`: what its commands print, whole for some chips on fixed days, and its messages."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from govern.cli.app import app
from govern.shipped import shipped_folder

Golden = Callable[[str, str], None]

DAY = ("--on", "2026-11-22", "--known", "2026-11-22")
FILE = """\
declaration: 1
chip:
  name: Chip One
  vendor: Maker
  designed_or_marketed_for_datacenter: true
  die_area: {value: 628.4, low: 600, high: 640}
  non_planar: true
  dense_tops: {complete: true, fp16: 125}
  dram_bandwidth: 600
  interconnect_bandwidth: 64
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["chips", *arguments])


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("show_l20", ("show", "L20", *DAY)),
        ("compare", ("compare", "A10", "A30", "L20", *DAY)),
        ("list_huawei", ("list", "--vendor", "huawei", *DAY)),
        ("classify_a10", ("classify", "A10", "--to", "CN", "--engine", "direct", *DAY)),
        ("classify_trainium_1", ("classify", "AWS Trainium 1", "--to", "CN", "--engine", "direct", *DAY)),
        ("classify_mi325x", ("classify", "MI325X", "--to", "CN", "--headquarters", "CN", "--engine", "direct", *DAY)),
    ],
)
def test_texts(golden: Golden, name: str, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    golden(f"chips/{name}.txt", result.stdout)


def test_an_estimate_of_a_file(golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("chip.yaml").write_text(FILE, encoding="utf-8")
    result = run("classify", "chip.yaml", "--to", "CN", "--engine", "direct", *DAY)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "die area at its smallest, 600 mm2" in " ".join(result.stdout.split())
    golden("chips/classify_file.txt", result.stdout)


def test_the_whole_catalogue_in_a_table() -> None:
    result = run("classify", "--all", "--to", "CN", "--engine", "direct", *DAY)
    assert result.exit_code == 0
    assert "by the text" in result.stdout
    assert all(len(line) <= 101 for line in result.stdout.splitlines())
    table = result.stdout.split("\n\n")[1]
    rows = {line[:32].strip(): line[32:].split() for line in table.splitlines()}
    assert rows["NVIDIA A10"][0] == "3A991.p"
    assert rows["NVIDIA A10"][-1] == "yes"
    for word in ("no licence required", "uncontrolled", "compliant"):
        assert word not in result.stdout.casefold()


def test_json_has_the_four_answers_apart() -> None:
    result = run("classify", "A10", "H200 NVL", "--to", "CN", "--json", "--engine", "direct", *DAY)
    first, second = json.loads(result.stdout)
    assert list(first["answers"]) == ["classification", "by_text", "as_enforced", "licence_review"]
    assert first["answers"]["classification"]["is"] == "3A991.p"
    assert second["answers"]["as_enforced"]["is"] == "required"
    assert first["kind"] == "export"
    assert {each["kind"] for each in first["trials"]} >= {"density_rounded"}


def test_without_a_destination_the_requirement_is_open() -> None:
    found = json.loads(run("classify", "A10", "--json", "--engine", "direct", *DAY).stdout)[0]
    assert found["answers"]["classification"]["is"] == "3A991.p"
    assert found["answers"]["by_text"]["words"] == "open: facts missing"


def test_both_engines_say_the_same() -> None:
    told = [
        json.loads(run("classify", "A10", "MI250X", "--to", "AE", "--json", "--engine", engine, *DAY).stdout)
        for engine in ("direct", "durable")
    ]
    for document in (each for documents in told for each in documents):
        del document["engine"]
    assert told[0] == told[1]


def test_listing_as_json_and_by_market() -> None:
    found = json.loads(run("list", "--vendor", "NVIDIA", "--json", *DAY).stdout)
    assert found
    assert {each["vendor"] for each in found} == {"NVIDIA"}
    assert run("list", "--market", "datacentre").exit_code == 2


def test_comparing_many_breaks_into_rows() -> None:
    result = run("compare", "A10", "A30", "A40", "L20", "L4", "L40", *DAY)
    assert result.exit_code == 0
    assert all(len(line) <= 100 for line in result.stdout.splitlines())
    assert result.stdout.count("performance density (TPP/mm2)") == 2
    table = json.loads(run("compare", "A10", "A30", "--json", *DAY).stdout)
    assert table["chips"] == ["NVIDIA A10", "NVIDIA A30"]
    assert table["rows"][0] == {"label": "TPP", "values": ["2,000", "2,642"]}


def test_checking_a_file_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "chip.yaml"
    file.write_text(FILE.replace("fp16: 125", "fp16: 125, int8: 500"), encoding="utf-8")
    result = run("check", "--file", str(file))
    assert result.exit_code == 0
    assert "INT8 may be a figure with sparsity" in " ".join(result.stdout.split())
    assert "no source is stated" in result.stdout
    assert run("check", "--file", str(file), "--strict").exit_code == 1
    found = json.loads(run("check", "--file", str(file), "--json").stdout)
    assert {each["code"] for each in found} == {"ratio", "no_source"}


def test_checking_the_catalogue_and_one_of_ones_own() -> None:
    assert run("check").exit_code == 0
    own = shipped_folder("examples").parent / "govern" / "catalog" / "chips.yaml"
    if own.is_file():
        assert run("check", "--file", str(own)).stdout == run("check").stdout
    result = run("check", "T4")
    assert (result.exit_code, "of 1 chips" in result.stdout) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("classify",), "no chip is named"),
        (("classify", "--all", "A10"), "exclude each other"),
        (("classify", "A1O"), "is not a chip of the catalogue and no file"),
        (("classify", "A10", "--to", "China"), "did you mean `CN`?"),
        (("classify", "A10", "--headquarters", "ZZ"), "for `--headquarters`"),
        (("classify", "A10", "--on", "yesterday"), "is not a day for `--on`"),
        (("show", "H100"), "did you mean `NVIDIA H100"),
        (("list", "--vendor", "NVIDA"), "did you mean `NVIDIA`?"),
        (("check", "--file", "nowhere.yaml"), "there is no file `nowhere.yaml`"),
        (("show", "A10", "--policies", "nowhere"), "there is no folder"),
    ],
)
def test_messages(arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_a_catalogue_under_another_name_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("catalogue: chips\nentries: []\n", encoding="utf-8")
    result = run("check", "--file", str(file))
    assert (result.exit_code, "call it `chips.yaml`" in result.stderr) == (2, True)


def test_the_commands_are_listed() -> None:
    result = CliRunner().invoke(app, ["chips", "--help"])
    for name in ("list", "show", "compare", "classify", "check", "plot", "matrix"):
        assert f"  {name} " in result.stdout
