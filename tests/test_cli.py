"""The command line: exit codes, options, where output goes, and that nothing in a file ends it with a traceback."""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from govern import __version__
from govern.cli import law
from govern.cli.app import app
from govern.law.corpus import Corpus, read_corpus
from govern.reporting.assessment_document import AssessmentDocument
from govern.reporting.schemas import KINDS
from govern.shipped import shipped_folder
from govern.source import MOST_BYTES

EXAMPLES = shipped_folder("examples")
V3, H100, H20, L4, A10 = (
    str(EXAMPLES / f"{name}.yaml") for name in ("deepseek-v3-on-h20-china", "h100", "h20", "l4", "a10")
)
TODAY = ("--on", "2026-11-22", "--known", "2026-11-22")
ECCN_A = "us/ear/advanced_computing#eccn_3a090_a"

Govern = Callable[..., Result]


@pytest.fixture(scope="module")
def govern(corpus: Corpus) -> Iterator[Govern]:
    """Run a command in this process, with the shipped policies read once for all of them."""

    def shipped(folder: Path | None = None, *beside: Path) -> Corpus:
        return corpus if folder is None and not beside else read_corpus(folder, *beside)

    def run(*arguments: str, input: bytes | None = None) -> Result:
        result = CliRunner().invoke(app, [str(each) for each in arguments], input=input)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        return result

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(law, "read_corpus", shipped)
        yield run


def started(*arguments: str, **about: Any) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "govern", *arguments], capture_output=True, check=False, timeout=60, **about
    )


@pytest.fixture
def case(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str, name: str = "case.yaml") -> str:
        (tmp_path / name).write_text(f"declaration: 1\n{text}\n", encoding="utf-8")
        return str(tmp_path / name)

    return write


Case = Callable[..., str]


# --- exit codes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [path.stem for path in sorted(EXAMPLES.glob("*.yaml"))])
def test_every_example_is_assessed(govern: Govern, name: str) -> None:
    result = govern("check", str(EXAMPLES / f"{name}.yaml"), *TODAY)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.count("Not legal advice.") == 1


BAD: tuple[tuple[tuple[str, ...], str], ...] = (
    (("check", "nosuch.yaml"), "error: `nosuch.yaml` cannot be read: no such file or directory"),
    (("check", str(EXAMPLES)), "cannot be read: is a directory"),
    (("check", ""), "error: `` cannot be read: is a directory"),
    (("check", "a" * 5000), "cannot be read: file name too long"),
    (("check", L4, "--on", "tomorrow"), "error: `tomorrow` is not a day for `--on`"),
    (("check", L4, "--on", "20250802"), "error: `20250802` is not a day for `--on`"),
    (("check", L4, "--on", "2026-W01-1"), "error: `2026-W01-1` is not a day for `--on`"),
    (("check", L4, "--known", "2025-02-30"), "error: `2025-02-30` is not a day for `--known`"),
    (("check", L4, "--known", ""), "error: `` is not a day for `--known`"),
    (("check", L4, "--jurisdiction", "eu"), "no policy is of `eu`\n  help: did you mean `EU`?"),
    (("check", L4, "--include", "proposals"), "`proposals` cannot be included\n  help: did you mean `proposal`?"),
    (("check", L4, "--fail-on", "every"), "`every` is neither `met`, `unknown` nor the id of a finding or duty"),
    (("check", L4, "--fail-on", "us/ear/letters#h20_equivalnt"), "help: did you mean `us/ear/letters#h20_equivalent`?"),
    (("check", L4, "--fail-on", ECCN_A, "--on", "2020-01-01"), "help: it exists, but is not in force on this day"),
    (("check", L4, "--fail-on", ""), "`` is neither `met`, `unknown` nor the id of a finding or duty"),
    (("check", L4, "--jurisdiction", " , "), "no policy is of ``"),
    (("check", L4, "--include", ","), "`` cannot be included"),
    (("check", L4, "--policies", "nosuch"), "error: there is no folder `nosuch`"),
    (("check", L4, "--format", "pdf"), "pdf"),
    (("check", L4, "--engine", "best"), "best"),
    (("check",), "Missing argument"),
    (("check", L4, "--nosuch"), "nosuch"),
    (("check", L4, H20, "--format", "html"), "an HTML report is about one declaration"),
    (("explain", L4, "nosuch"), "there is no finding, duty or quantity `nosuch` on this day"),
    (("explain", L4, "eccn_3a090"), "there is no finding, duty or quantity `eccn_3a090` on this day"),
    (("explain", L4, ECCN_A, "--on", "2020-01-01"), "it exists, but is not in force on this day"),
    (("explain", "nosuch.yaml", ECCN_A), "`nosuch.yaml` cannot be read"),
    (("report", L4, "-o", "report.pdf"), "`report.pdf` has an ending that no report has"),
    (("report", "nosuch.yaml"), "`nosuch.yaml` cannot be read"),
    (("policies", "show", "eu/ai_atc"), "there is no policy `eu/ai_atc`\n  help: did you mean `eu/ai_act`?"),
    (("policies", "show", "eu/ai_act#larg"), "`eu/ai_act` has no entry `larg`"),
    (("policies", "list", "--on", "x"), "`x` is not a day for `--on`"),
    (("schema", "nosuch"), "nosuch"),
    (("init", "form.yaml", "--about", "modle"), "there is no block `modle`\n  help: did you mean `model`?"),
    (("init", "nosuch/form.yaml"), "`nosuch/form.yaml` cannot be written: no such file or directory"),
    (("test", "eu/ai_atc"), "there is no policy `eu/ai_atc`"),
    (("nosuch",), "nosuch"),
)


@pytest.mark.parametrize(("arguments", "message"), BAD, ids=[" ".join(each)[-60:] for each, _ in BAD])
def test_bad_input_is_exit_code_2_and_says_why(govern: Govern, arguments: tuple[str, ...], message: str) -> None:
    result = govern(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_a_folder_without_policies_decides_nothing(govern: Govern, tmp_path: Path) -> None:
    result = govern("check", L4, "--policies", str(tmp_path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no policy file in" in result.stderr


OWN_LAW = """\
title: An act of Atlantis
short: Atlantis
jurisdiction: none
force: method
verified:
  through: 2026-08-31
  sources: [{title: The act, grade: primary}]
facts:
  model.pearls: {type: number, label: pearls, question: How many pearls?}
provisions:
  pearly: {label: pearly model, kind: classification, about: [model], when: model.pearls > 0, reference: section 1}
"""


def test_a_users_law_stands_beside_the_shipped(govern: Govern, tmp_path: Path) -> None:
    (tmp_path / "atlantis.yaml").write_text(OWN_LAW, encoding="utf-8")
    alone = govern("policies", "list", "--policies", str(tmp_path)).stdout
    both = govern("policies", "list", "--policies", str(tmp_path), "--policies", "shipped").stdout
    assert "atlantis" in alone
    assert "eu/ai_act" not in alone
    assert "atlantis" in both
    assert "eu/ai_act" in both
    assert govern("policies", "list", "--policies", f"shipped,{tmp_path}").stdout == both


def test_two_folders_cannot_have_one_file_nor_a_vocabulary_beside(govern: Govern, tmp_path: Path) -> None:
    (tmp_path / "eu").mkdir()
    (tmp_path / "eu" / "ai_act.yaml").write_text(OWN_LAW, encoding="utf-8")
    (tmp_path / "vocabulary.yaml").write_text("", encoding="utf-8")
    result = govern("policies", "list", "--policies", "shipped", "--policies", str(tmp_path))
    assert result.exit_code == 2
    assert "there is a policy `eu/ai_act` already" in result.stderr
    assert "declare them under `facts:` of the policy file" in result.stderr


def test_a_policy_folder_that_is_wrong_is_refused_with_places(govern: Govern, tmp_path: Path) -> None:
    (tmp_path / "act.yaml").write_text("titel: An act\n", encoding="utf-8")
    for command in (
        ("check", L4),
        ("init", str(tmp_path / "x.yaml")),
        ("schema", "policy"),
        ("policies", "list"),
        ("test",),
    ):
        result = govern(*command, "--policies", str(tmp_path))
        assert result.exit_code == 2
        assert "act.yaml:1:1: error: `titel` is not a known key" in result.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything can be read by this user")
def test_a_file_that_may_not_be_read(govern: Govern, case: Case) -> None:
    path = Path(case("chip: x"))
    path.chmod(0)
    result = govern("check", str(path))
    assert result.exit_code == 2
    assert "cannot be read: permission denied" in result.stderr


def test_all_problems_of_a_declaration_go_to_standard_error(govern: Govern, case: Case) -> None:
    path = case("modle: {}\nmodel: {parameters: -5}\ntransfer: {destination: China}")
    result = govern("check", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        f"{path}:2:1: error: `modle` is not a known key",
        "  help: did you mean `model`?",
        f"{path}:3:21: error: `-5` is out of range (parameters: more than 0)",
        f"{path}:4:25: error: `China` is not the code of a country (destination)",
        "  help: did you mean `CN`?",
    ]


@pytest.mark.parametrize(
    ("file", "on", "fail_on", "code"),
    [
        (H100, "2026-01-01", (), 0),
        (H100, "2026-01-01", ("met",), 1),  # the letter of April 2025 is a requirement
        (H100, "2024-01-15", ("met",), 1),  # a licence is required
        (A10, "2024-01-15", ("met",), 0),  # an entry below 3A090 is no requirement
        (H100, "2024-01-15", (ECCN_A,), 1),
        (L4, "2024-01-15", ("us/ear/advanced_computing#eccn_3a090_b",), 0),
        (L4, "2024-01-15", ("unknown",), 1),  # whether a licence is required is always open
        (
            L4,
            "2024-01-15",
            ("us/ear/licence_requirement#licence_required_as_enforced",),
            1,
        ),  # what is open does not pass
        (L4, "2024-01-15", ("met", ECCN_A), 1),
        (L4, "2024-01-15", (f"met,{ECCN_A}",), 1),
        (str(EXAMPLES / "eu-provider-above-threshold.yaml"), "2026-11-22", ("met",), 1),  # duties arise
        (str(EXAMPLES / "eu-provider-above-threshold.yaml"), "2026-11-22", ("eu/ai_act#notify_commission",), 1),
        (str(EXAMPLES / "eu-provider-above-threshold.yaml"), "2026-11-22", ("eu/ai_act#authorised_representative",), 0),
        (V3, "2026-11-22", ("eu/ai_act#open_source_relief",), 1),  # nor does what depends on the reading
    ],
)
def test_fail_on(govern: Govern, file: str, on: str, fail_on: tuple[str, ...], code: int) -> None:
    options = [part for each in fail_on for part in ("--fail-on", each)]
    for format in ("text", "json"):
        result = govern("check", file, "--on", on, "--format", format, *options)
        assert (result.exit_code, result.stderr) == (code, "")
        assert result.stdout


def test_fail_on_unknown_only_looks_at_the_law_asked_for(govern: Govern) -> None:
    file = str(EXAMPLES / "llama-3.1-405b.yaml")
    asked = ("check", file, "--on", "2026-11-22", "--fail-on", "unknown")
    assert govern(*asked, "--jurisdiction", "US-CA").exit_code == 0
    assert govern(*asked).exit_code == 1  # other laws ask for more than this declaration says


def test_fail_on_unknown_does_not_count_what_the_case_is_not_about(govern: Govern) -> None:
    result = govern("check", H20, "--jurisdiction", "EU", "--on", "2026-11-22", "--fail-on", "unknown")
    assert result.exit_code == 0


def test_one_bad_file_among_several_is_exit_code_2_and_the_others_are_assessed(govern: Govern) -> None:
    result = govern("check", H20, "nosuch.yaml", L4, *TODAY, "--format", "json", "--fail-on", "unknown")
    assert result.exit_code == 2
    assert "nosuch.yaml" in result.stderr
    assert [Path(each["file"]).name for each in json.loads(result.stdout)] == ["h20.yaml", "l4.yaml"]


# --- what is read ---------------------------------------------------------------------------------


def test_standard_input(govern: Govern) -> None:
    result = govern("check", "-", "--format", "json", *TODAY, input=Path(H20).read_bytes())
    document = json.loads(result.stdout)
    assert (result.exit_code, document["file"]) == (0, "<standard input>")
    by_name = json.loads(govern("check", H20, "--format", "json", *TODAY).stdout)
    assert document["digests"] == by_name["digests"]
    assert [f["outcome"] for f in document["findings"]] == [f["outcome"] for f in by_name["findings"]]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (b"", "<standard input>:1:1: error: the file is empty"),
        (b"\xff\xfe\x00", "<standard input>:1:1: error: the file is UTF-16, not UTF-8"),
        (b"\x89PNG\r\n\x1a\n", "<standard input>:1:1: error: this byte is not UTF-8"),
        (b"declaration: 1\nchip: [", "<standard input>:3:1: error: "),
        (b"#" * (MOST_BYTES + 1), "<standard input>:1:1: error: the file is larger than 5 MB"),
    ],
    ids=["empty", "utf-16", "png", "cut off", "large"],
)
def test_standard_input_that_is_no_declaration(govern: Govern, written: bytes, message: str) -> None:
    for command in (("check", "-"), ("explain", "-", ECCN_A), ("report", "-")):
        result = govern(*command, input=written)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(message)


def test_one_file_gives_an_object_and_several_an_array(govern: Govern) -> None:
    assert isinstance(json.loads(govern("check", H20, "--format", "json").stdout), dict)
    several = json.loads(govern("check", H20, L4, "--format", "json").stdout)
    assert [each["file"] for each in several] == [H20, L4]


# --- which law ------------------------------------------------------------------------------------


def policies_of(result: Result) -> set[str]:
    return {finding["policy"] for finding in json.loads(result.stdout)["findings"]}


def test_jurisdictions(govern: Govern) -> None:
    everything = policies_of(govern("check", V3, *TODAY, "--format", "json"))
    european = policies_of(govern("check", V3, *TODAY, "--format", "json", "--jurisdiction", "EU"))
    american = policies_of(govern("check", V3, *TODAY, "--format", "json", "-j", "US"))
    assert {each for each in european if not each.startswith("methods/")} == {"eu/ai_act"}
    assert {"methods/memory", "methods/open_weight_gap"} <= european
    assert american == everything - {"eu/ai_act", "kr/ai_basic_act"}
    assert policies_of(govern("check", V3, *TODAY, "--format", "json", "-j", "US,EU,KR")) == everything
    assert policies_of(govern("check", V3, *TODAY, "--format", "json", "-j", "US", "-j", "EU,KR")) == everything


def test_texts_not_in_force_are_included_on_demand_and_said_to_be(govern: Govern) -> None:
    before = ("--on", "2025-07-20", "--known", "2025-07-20", "--format", "json")
    assert "eu/ai_act" not in policies_of(govern("check", V3, *before))
    result = govern("check", V3, *before, "--include", "enacted")
    document = json.loads(result.stdout)
    statuses = {finding["status"] for finding in document["findings"] if finding["policy"] == "eu/ai_act"}
    assert statuses == {"not_yet_in_force"}
    assert "Texts that are not in force are included: enacted." in document["warnings"]
    repealed = json.loads(govern("check", H100, *TODAY, "--format", "json", "--include", "repealed").stdout)
    found = {f["id"]: f for f in repealed["findings"]}["us/ear/advanced_computing#eccn_3a090_2022"]
    assert (found["status"], found["outcome"]) == ("superseded", "met")


def test_two_clocks(govern: Govern) -> None:
    on = ("--on", "2025-04-10", "--format", "json")
    known = {
        day: [f["id"] for f in json.loads(govern("check", H20, *on, "--known", day).stdout)["findings"]]
        for day in ("2025-04-14", "2025-04-15")
    }
    assert "us/ear/letters#h20_equivalent" not in known["2025-04-14"]
    assert "us/ear/letters#h20_equivalent" in known["2025-04-15"]


def test_the_first_lines_say_through_which_day_the_law_was_verified(govern: Govern) -> None:
    third = govern("check", H20, *TODAY).stdout.splitlines()[2]
    assert re.fullmatch(r"Law on 2026-11-22, verified through \d{4}-\d\d-\d\d: later changes unseen\.", third)
    assert "later changes" not in govern("check", H20, "--on", "2026-01-01").stdout


@pytest.mark.parametrize("engine", ["direct", "durable"])
def test_the_engine_that_decided_is_named(govern: Govern, engine: str) -> None:
    document = json.loads(govern("check", H20, *TODAY, "--engine", engine, "--format", "json").stdout)
    assert document["engine"]["name"] == engine or document["engine"]["note"]


# --- where output goes ----------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["text", "json", "html", "md"])
def test_output_to_a_file_is_what_is_printed(govern: Govern, tmp_path: Path, format: str) -> None:
    path = tmp_path / "out"
    result = govern("check", V3, *TODAY, "--format", format, "-o", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("wrote ")
    printed = govern("check", V3, *TODAY, "--format", format).stdout
    assert path.read_text(encoding="utf-8") == printed
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("format", ["text", "json", "html", "md"])
def test_the_same_question_gives_the_same_bytes(govern: Govern, format: str) -> None:
    ask = ("check", V3, *TODAY, "--format", format)
    assert govern(*ask).stdout_bytes == govern(*ask).stdout_bytes


def test_output_that_cannot_be_written_leaves_what_was_there(
    govern: Govern, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.json"
    path.write_text("before", encoding="utf-8")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fails)
    result = govern("check", H20, "--format", "json", "-o", str(path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot be written: no space left on device" in result.stderr
    assert path.read_text(encoding="utf-8") == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["out.json"]


def test_a_file_that_is_replaced_keeps_its_permissions(govern: Govern, tmp_path: Path) -> None:
    path = tmp_path / "out.md"
    path.touch()
    path.chmod(0o640)
    assert govern("check", H20, "--format", "md", "-o", str(path)).exit_code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("path", ["", "nosuch/out.txt"])
def test_output_where_nothing_can_be(govern: Govern, tmp_path: Path, path: str) -> None:
    result = govern("check", H20, "-o", str(tmp_path / path))
    assert result.exit_code == 2
    assert "cannot be written: " in result.stderr


def test_piped_output_is_plain_and_narrow(govern: Govern) -> None:
    for command in (("check", V3), ("explain", V3, ECCN_A), ("policies", "list"), ("policies", "show", "eu/ai_act")):
        result = govern(*command, *TODAY[:2])
        assert "\x1b" not in result.stdout
        assert max(map(len, result.stdout.splitlines())) <= 100


def test_reports_in_every_kind(govern: Govern, tmp_path: Path) -> None:
    for ending, start in ((".html", "<!doctype html>"), (".HTM", "<!doctype html>"), (".md", "# "), (".json", "{")):
        path = tmp_path / f"report{ending}"
        assert govern("report", V3, *TODAY, "-o", str(path)).exit_code == 0
        assert path.read_text(encoding="utf-8").startswith(start)
    assert govern("report", V3, *TODAY).stdout == (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_closed_pipe_ends_it_quietly() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "govern", "check", V3, "--format", "json"],
            stdout=write_end,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    finally:
        os.close(write_end)
    assert done.stderr == b""
    assert done.returncode in (0, 1)


@pytest.mark.parametrize("encoding", ["utf-8:strict", "ascii:strict"])
def test_a_terminal_that_lacks_characters_ends_nothing(case: Case, encoding: str) -> None:
    path = case("model: {name: Modèle 中文}\nchip: x")
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    explained = started("explain", path, ECCN_A, env=environment)
    checked = started("check", path, "--format", "json", env=environment)
    assert (explained.returncode, explained.stderr, checked.returncode, checked.stderr) == (0, b"", 0, b"")
    assert json.loads(checked.stdout)["subject"]["model"] == "Modèle 中文"


def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff.yaml")
    try:
        (tmp_path / name).write_text("declaration: 1\nchip: x\n", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    for format in ("text", "json"):
        done = started(
            "check", name, "--format", format, cwd=tmp_path, env={**os.environ, "PYTHONIOENCODING": "utf-8:strict"}
        )
        assert (done.returncode, done.stderr) == (0, b"")


# --- explain, policies, schema, init, test --------------------------------------------------------


def test_an_explanation_goes_down_to_file_and_line(govern: Govern) -> None:
    text = govern("explain", V3, "eu/ai_act#systemic_risk_presumed", *TODAY).stdout
    joined, unbroken = " ".join(text.split()), "".join(text.split())
    assert text.startswith("systemic risk presumed: does not apply\n")
    assert "2.94 times below 10^25 FLOP" in joined
    assert "stated by govern project" in joined
    line = next(i for i, line in enumerate(Path(V3).read_text(encoding="utf-8").splitlines(), 1) if "3.4e24" in line)
    assert f"deepseek-v3-on-h20-china.yaml:{line - 1}:" in unbroken or f"china.yaml:{line}:" in unbroken
    assert "policies/eu/ai_act.yaml:" in unbroken


def test_a_bare_name_is_enough_and_duties_are_explained_too(govern: Govern) -> None:
    assert govern("explain", L4, "eccn_3a090_a", *TODAY).stdout.startswith("ECCN 3A090.a: applies\n")
    text = govern("explain", str(EXAMPLES / "eu-provider-above-threshold.yaml"), "notify_commission", *TODAY).stdout
    joined = " ".join(text.split())
    assert "due: 2025-12-15" in joined
    assert "; done, but late" in joined
    assert "penalty: " in joined


def test_an_open_finding_says_what_settles_it_and_an_unsettled_one_how_it_may_be_read(
    govern: Govern, tmp_path: Path
) -> None:
    unknown = tmp_path / "mi308x.yaml"
    unknown.write_text("declaration: 1\nchip: {name: AMD Instinct MI308X}\n", encoding="utf-8")
    explained = " ".join(govern("explain", str(unknown), ECCN_A, *TODAY).stdout.split())
    assert "chip.dense_tops.fp16 (ask manufacturer)" in explained
    unsettled = govern("explain", V3, "open_source_relief", *TODAY).stdout
    assert unsettled.count(" -> ") == 2


def test_policies_are_listed_and_shown(govern: Govern, corpus: Corpus) -> None:
    listed = govern("policies", "list", *TODAY).stdout
    for id in corpus.policies:
        assert id in listed
    shown = govern("policies", "show", "eu/ai_act", *TODAY).stdout
    assert "systemic_risk_compute" in shown
    assert "10^25" in shown
    entry = govern("policies", "show", "us/ear/advanced_computing#b_2_density").stdout
    assert "3.2" in entry
    assert "a_2_density" not in entry


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_printed_and_written(govern: Govern, tmp_path: Path, kind: str) -> None:
    printed = json.loads(govern("schema", kind).stdout)
    Draft202012Validator.check_schema(printed)
    path = tmp_path / "schema.json"
    assert govern("schema", kind, "-o", str(path)).exit_code == 0
    assert json.loads(path.read_text(encoding="utf-8")) == printed


def test_the_documents_of_examples_keep_their_published_shape(govern: Govern) -> None:
    files = [str(path) for path in sorted(EXAMPLES.glob("*.yaml"))]
    validator = Draft202012Validator(json.loads(govern("schema", "assessment").stdout))
    for on, chosen in (("2022-12-01", files[::4]), ("2026-11-22", files[::2])):
        documents = json.loads(govern("check", *chosen, "--on", on, "--format", "json").stdout)
        for document in documents:
            AssessmentDocument.model_validate(document)
        for document in documents[::6]:
            assert [error.message for error in validator.iter_errors(document)] == []


def test_a_form_is_written_once_and_checks(govern: Govern, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    assert govern("init", str(path)).exit_code == 0
    assert govern("check", str(path)).exit_code == 0
    path.write_text("mine", encoding="utf-8")
    refused = govern("init", str(path))
    assert refused.exit_code == 2
    assert "exists already\n  help: add `--force` to overwrite it" in refused.stderr
    assert path.read_text(encoding="utf-8") == "mine"
    assert govern("init", str(path), "--force", "--about", "chip,transfer").exit_code == 0
    form = path.read_text(encoding="utf-8")
    assert "# chip:" in form
    assert "# model:" not in form


POLICY = """\
title: An act
jurisdiction: EU
force: law
history: [{event: applies, on: 2020-01-01, published: 2020-01-01, reference: OJ}]
verified: {through: 2030-01-01}
provisions: {dense: {label: dense, kind: classification, reference: A, when: model.dense}}
"""
CASE = "- {name: a case, on: 2026-01-01, source: x, given: {model: {dense: true}}, expect: {dense: %s}}\n"


@pytest.mark.parametrize(
    ("cases", "code", "message"),
    [
        (CASE % "met", 0, ""),
        (CASE % "not_met", 1, "`a case`: `act#dense` is met, expected not_met"),
        (CASE.replace("expect: {dense", "expect: {dens") % "met", 1, "`act#dens`, which does not exist"),
        (CASE.replace("{dense: %s}", "{}"), 2, "the case expects nothing"),
        ("[]\n", 2, "the file has no case"),
    ],
)
def test_cases_are_run(govern: Govern, tmp_path: Path, cases: str, code: int, message: str) -> None:
    (tmp_path / "act.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "act.cases.yaml").write_text(cases, encoding="utf-8")
    result = govern("test", "--policies", str(tmp_path), "--engine", "direct")
    assert result.exit_code == code
    assert message in result.stderr


def test_policies_without_cases_are_named(govern: Govern, tmp_path: Path) -> None:
    (tmp_path / "act.yaml").write_text(POLICY, encoding="utf-8")
    assert "no cases: act" in govern("test", "--policies", str(tmp_path)).stdout


def test_the_cases_of_one_policy(govern: Govern) -> None:
    result = govern("test", "methods/memory", "--engine", "direct")
    assert result.exit_code == 0
    assert re.match(
        r"direct: (\d+) of \1 cases came out as expected\ncoverage: methods/memory (\d+) of \2,", result.stdout
    )


@pytest.mark.parametrize(
    "command",
    [
        *((), ("check",), ("explain",), ("report",), ("test",), ("policies",), ("policies", "list")),
        *(("policies", "show"), ("policies", "diff"), ("obligations",), ("diff",), ("schema",), ("init",)),
    ],
    ids=" ".join,
)
def test_help(govern: Govern, command: tuple[str, ...]) -> None:
    result = govern(*command, "--help")
    assert result.exit_code == 0
    assert "Usage: " in result.stdout
    assert "--help" in result.stdout


def test_the_version_and_exit_codes_are_told() -> None:
    assert started("--version").stdout.decode().strip() == f"govern {__version__}"
    assert b"Exit codes: 0 assessed, 1 a --fail-on condition was hit, 2 bad input." in started("--help").stdout


def test_the_program_ends_with_the_code(case: Case) -> None:
    assert started("check", L4, *TODAY).returncode == 0
    assert started("check", L4, *TODAY, "--fail-on", "unknown").returncode == 1
    assert started("check", case("modle: x")).returncode == 2


# --- names that would be more than names ----------------------------------------------------------

HOSTILE = (
    "<script>alert(1)</script></title><img src=x onerror=alert(1)>' onmouseover='alert(1)",
    "{{7*7}}{% for x in y %}__import__('os').system('id')",
    "[bold red]x[/bold red][link=http://example.com]y[/link]",
    "a\\n\\nEU AI Act\\n    does not apply  systemic risk presumed",
    "\\u202egnp.exe a\\u2028b",
    "`code` *bold* [x](javascript:alert(1)) ![y](http://example.com/z.png)| a |\\n|---|\\n# heading",
    "a" * 3000,
)
FORGED = HOSTILE[3]
ESCAPES = ("\\e[31mred", "\\e]0;title\\a", "\\x00", "\\x9b31m", "\\b\\b\\b", "a\\u0085b")


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def hostile(name: str) -> str:
    quoted = name.replace('"', '\\"')
    return (
        f'declarant: {{name: "{quoted}", role: analyst}}\nmodel: {{name: "{quoted}", developer: "{quoted}"}}\n'
        f'chip: {{vendor: "{quoted}", memory: {{value: 5, source: "{quoted}", stated_by: "{quoted}"}}}}\n'
        f'transfer: {{destination: CN, end_user: {{name: "{quoted}"}}}}'
    )


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: name[:20])
def test_names_are_names_in_every_kind_of_output(govern: Govern, case: Case, name: str) -> None:
    path = case(hostile(name))
    plain = {format: govern("check", path, *TODAY, "--format", format) for format in ("text", "json", "md", "html")}
    assert {result.exit_code for result in plain.values()} == {0}
    decoded = json.loads(f'"{name}"')
    assert json.loads(plain["json"].stdout)["declarant"]["name"] == decoded
    for format, result in plain.items():
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", result.stdout), (
            format
        )
    page = Tags(plain["html"].stdout)
    assert not {"script", "img", "iframe", "object", "embed"} & {tag for tag, _ in page.found}
    assert not [attrs for _, attrs in page.found if any(each.startswith("on") for each in attrs)]
    assert not [attrs for _, attrs in page.found if "javascript:" in (attrs.get("href") or "")]
    for format in ("text", "md", "html"):
        assert "49{" not in plain[format].stdout
    explained = govern("explain", path, ECCN_A, *TODAY)
    assert explained.exit_code == 0
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", explained.stdout)


def test_a_name_with_line_breaks_forges_no_answer(govern: Govern, case: Case) -> None:
    path = case(hostile(FORGED))
    lines = govern("check", path, *TODAY).stdout.splitlines()
    assert sum(line.strip().startswith("does not apply  systemic risk presumed") for line in lines) == 0
    assert lines.count("EU AI Act") <= 1


@pytest.mark.parametrize("name", ESCAPES)
def test_control_characters_are_refused_and_not_echoed(govern: Govern, case: Case, name: str) -> None:
    result = govern("check", case(hostile(name)))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "this text holds a control character" in result.stderr
    assert result.stderr.replace("\n", "").isprintable()


@pytest.mark.parametrize("name", HOSTILE)
def test_messages_show_a_name_short_and_on_one_line(govern: Govern, case: Case, name: str) -> None:
    result = govern(
        "check", case(f'"{name}": 1\nmodel: {{weights: "{name}", "{name}": 2}}\nfulfilled: {{"{name}": {{on: 1}}}}')
    )
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert all(line.isprintable() for line in lines)
    assert all("error: " in line or line.startswith("  help: ") for line in lines)
    assert max(len(line) for line in lines if "help: " not in line) < 400
