"""`govern chips matrix`: each row decided, none dropped, problems with their places, nothing that a sheet would run."""

import csv
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from govern.cli.app import app
from govern.reporting.chip_matrix import COLUMNS

HEAD = "product,chip,chip.dense_tops.fp16,chip.dense_tops.complete,chip.designed_or_marketed_for_datacenter,reviewer\n"
ON = ("--on", "2026-11-22")


def run(folder: Path, text: str, *options: str, output: str = "out.csv") -> tuple[int, str, Path]:
    """Run the command on a list of products."""
    source, target = folder / "products.csv", folder / output
    source.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["chips", "matrix", str(source), "-o", str(target), *ON, *options])
    return result.exit_code, result.output + (result.stderr or ""), target


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a matrix."""
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_each_product_is_classified(tmp_path: Path) -> None:
    text = HEAD + "Server,NVIDIA H100 SXM5 80GB,,,,Ann\nOwn,,300 TFLOP/s,,true,\nGame,NVIDIA GeForce RTX 4090,,,,\n"
    code, told, target = run(tmp_path, text, "--to", "CN")
    assert (code, "3 products" in told) == (0, True)
    server, own, game = rows_of(target)
    assert tuple(server) == COLUMNS
    assert (server["ECCN"], server["TPP"], server["reviewer"]) == ("3A090.a", "15,832 TPP", "Ann")
    assert (server["requirement by text"], server["requirement as enforced"]) == ("required", "required")
    assert own["ECCN"] == "3A090.a"  # 300 x 16 is exactly 4800, and the other formats can only add
    assert (game["ECCN"], game["exceptions"]) == ("3A090.a", "NAC or ACA possible; open: NAC available")


def test_a_row_that_cannot_be_read_stays_with_its_place(tmp_path: Path) -> None:
    code, told, target = run(tmp_path, HEAD + "Good,NVIDIA L4,,,,\nBad,,abc,,,\n")
    assert code == 1
    assert "products.csv:3:3: error: `abc` is not a number" in told
    good, bad = rows_of(target)
    assert good["ECCN"] == "3A090.a"
    assert (bad["ECCN"], bad["review trigger"]) == ("open: the row cannot be read", "correct the row")


def test_every_problem_is_told_with_its_line_and_column(tmp_path: Path) -> None:
    rows = 'A,NVIDIA L4,,,,"two\nlines"\nB,,x,,maybe,\nC,Quux 9000,,,,\nD,NVIDIA L4,,,,Ann,extra\n,NVIDIA L4,,,,\n'
    code, told, target = run(tmp_path, HEAD + rows)
    assert code == 1
    assert "products.csv:4:3: error: `x` is not a number" in told
    assert "products.csv:4:5: error: `maybe` is neither `true` nor `false`" in told
    assert "products.csv:5:2: warning: `Quux 9000` is not in the catalogue" in told
    assert "products.csv:6:7: error: `extra` stands in a column without a name" in told
    assert "products.csv:7:1: error: the row names no product" in told
    out = rows_of(target)
    assert [row["product"] for row in out] == ["A", "B", "C", "D", ""]
    assert "is not in the catalogue" in out[2]["review trigger"]
    assert "without a name" in out[3]["review trigger"]


def test_a_warning_alone_is_no_failure(tmp_path: Path) -> None:
    code, told, _ = run(tmp_path, HEAD + "C,Quux 9000,,,,\n")
    assert (code, "warning: `Quux 9000`" in told) == (0, True)


def test_unknown_is_open_for_exceptions_too(tmp_path: Path) -> None:
    _, _, target = run(tmp_path, HEAD + "C,Quux 9000,,,,\n", "--to", "CN")
    (row,) = rows_of(target)
    assert "open: NAC or ACA possible" in row["exceptions"]
    assert row["ECCN"] == "open: facts missing"


def test_the_margin_is_to_a_line_of_the_classification(tmp_path: Path) -> None:
    _, _, target = run(tmp_path, HEAD + "A,NVIDIA A30,,,,\nM,AMD Instinct MI325X,,,,\n", "--to", "CN")
    near, review = rows_of(target)
    assert near["margin to the nearest line"] == "0.061 % from 3.2 TPP/mm2 (3A090.b.2)"
    assert review["margin to the nearest line"].endswith("from 4,800 TPP (3A090.a.1)")
    assert "within 5 % of a line (21,000 TPP)" in review["review trigger"]


@pytest.mark.parametrize("head", ["chip,reviewer\n", "product,product\n", "product,chip,chip.name\n", ""])
def test_columns_that_do_not_fit_are_refused(tmp_path: Path, head: str) -> None:
    code, told, target = run(tmp_path, f"{head}a,b,c\n" if head else "")
    assert (code, "error: " in told, target.exists()) == (2, True, False)


def test_the_list_itself_is_not_written_over(tmp_path: Path) -> None:
    code, told, _ = run(tmp_path, HEAD, output="products.csv")
    assert (code, "is the list of products itself" in told) == (2, True)
    assert (tmp_path / "products.csv").read_text(encoding="utf-8") == HEAD


@pytest.mark.parametrize("options", [("--to", "XX"), ("-o", "matrix.pdf"), ("-o", "no/such/folder/m.xlsx")])
def test_what_cannot_be_done_is_told(tmp_path: Path, options: tuple[str, str]) -> None:
    source = tmp_path / "products.csv"
    source.write_text(HEAD, encoding="utf-8")
    given = [each.replace("no/", f"{tmp_path}/no/") for each in options]
    result = CliRunner().invoke(app, ["chips", "matrix", str(source), *ON, *given])
    assert (result.exit_code, "error: " in result.stderr) == (2, True)


def test_unknown_columns_are_all_told_at_once(tmp_path: Path) -> None:
    code, told, target = run(tmp_path, "product,chip.die_aera,colour\nA,1,red\n")
    assert code == 2
    assert "products.csv:1:2: error: `chip.die_aera` is not a column" in told
    assert "did you mean `chip.die_area`?" in told
    assert "products.csv:1:3: error: `colour` is not a column" in told
    assert not target.exists()


def test_what_is_missing_is_open_and_a_trigger(tmp_path: Path) -> None:
    _, _, target = run(tmp_path, HEAD + "Half,,150 TFLOP/s,,true,\n")
    (row,) = rows_of(target)
    assert row["ECCN"] == "open: facts missing"
    assert row["review trigger"].startswith("figures missing: ")


def test_readings_that_flip_the_answer_are_a_trigger(tmp_path: Path) -> None:
    _, _, target = run(tmp_path, HEAD + "Trn,AWS Trainium 1,,,,\n")
    (row,) = rows_of(target)
    assert "TF32" in row["review trigger"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "=cmd|' /C calc'!A0"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_no_cell_runs_as_a_formula(tmp_path: Path, cell: str, ending: str) -> None:
    quoted_cell = '"' + cell.replace('"', '""') + '"'
    _, _, target = run(tmp_path, HEAD + f"{quoted_cell},NVIDIA L4,,,,\n", output=f"out.{ending}")
    if ending == "csv":
        assert rows_of(target)[0]["product"] == f"'{cell}"
    else:
        assert load_workbook(target).worksheets[0]["A3"].value == f"'{cell}"


def test_a_workbook_is_read_like_the_same_csv(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["product", "chip", "chip.designed_or_marketed_for_datacenter", "chip.die_area", "reviewer"])
    sheet.append(["Server", "NVIDIA H100 SXM5 80GB", True, 814, "Ann"])
    sheet.append(["Day", "NVIDIA L4", None, datetime(2026, 1, 1), None])  # noqa: DTZ001
    source, target = tmp_path / "products.xlsx", tmp_path / "out.csv"
    book.save(source)
    result = CliRunner().invoke(app, ["chips", "matrix", str(source), "-o", str(target), *ON])
    assert result.exit_code == 1
    assert "products.xlsx:3:4: error: `2026-01-01` is not a number" in result.stderr
    assert rows_of(target)[0]["ECCN"] == "3A090.a"
    assert rows_of(target)[0]["reviewer"] == "Ann"


@pytest.mark.parametrize(
    ("name", "content"), [("a.xlsx", b"no zip"), ("a.csv", b"\xff\xfe\x00"), ("a.txt", b"product")]
)
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    result = CliRunner().invoke(app, ["chips", "matrix", str(tmp_path / name), *ON])
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.parametrize("part", ["", "[Content_Types].xml"])
def test_a_damaged_workbook_is_refused(tmp_path: Path, part: str) -> None:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        if part:
            archive.writestr(part, "<broken")
    (tmp_path / "a.xlsx").write_bytes(buffer.getvalue())
    result = CliRunner().invoke(app, ["chips", "matrix", str(tmp_path / "a.xlsx"), *ON])
    assert (result.exit_code, "cannot be read" in result.stderr) == (2, True)


def test_html_escapes_what_strangers_wrote(tmp_path: Path) -> None:
    _, _, target = run(tmp_path, HEAD + "<script>x</script>,NVIDIA L4,,,,\n", output="out.html")
    text = target.read_text(encoding="utf-8")
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
