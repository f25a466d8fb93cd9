"""What `govern check` and its messages look like, whole, for a few cases on fixed days; see `make golden`."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from govern.cli.app import app
from govern.shipped import shipped_folder

Golden = Callable[[str, str], None]

CHECKED = (
    ("deepseek-v3-on-h20-china", "2026-11-22"),
    ("deepseek-v3-on-h20-china", "2024-12-26"),
    ("llama-3.1-405b", "2026-11-22"),
    ("deepseek-v4-pro", "2026-11-22"),
    ("deepseek-v4-pro-components", "2026-11-22"),
    ("a10", "2024-01-15"),
    ("deepseek-v3-on-mac-studio", "2026-11-22"),
    ("eu-provider-above-threshold", "2026-11-22"),
)
WRONG = """\
declaration: 1
version: [2]
declarant: {name: "", role: boss}
modle: {name: x}
model:
  name: DeepSeek-V3
  parameters: -671e9
  active_parameters: {value: 37e9, sorce: paper, at_least: 5}
  weigths: open
  dense: NO
  output_modalities: [text, txt]
  released_on: 26.12.2024
  training:
    compute: 3.8e25 FLOP/s
    complete: {on: 2025-01-01}
    pretraining: {tokens: 14.8T, epochs: .nan, utilization: 39 %, accelerator_hours: 10^400}
chip: {memory: 80 Gb, die_area: 814 mm, dram_bandwidth: true}
deployment: {chips: {at_least: 9, at_most: 8}, quantization: q4}
events: {incident_discovered_at: 2026-05-02T14:00}
transfer: {destination: China, kind: exports}
fulfilled: {eu/ai_act#notify_comission: {on: 2025-13-01}}
"""


@pytest.mark.parametrize(("name", "on"), CHECKED)
def test_answers(golden: Golden, monkeypatch: pytest.MonkeyPatch, name: str, on: str) -> None:
    monkeypatch.chdir(shipped_folder("examples").parent)
    result = CliRunner().invoke(
        app, ["check", f"examples/{name}.yaml", "--on", on, "--known", "2026-11-22", "--engine", "direct"]
    )
    assert (result.exit_code, result.stderr) == (0, "")
    golden(f"check_{name}_{on}.txt", result.stdout)


def test_messages(golden: Golden, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    Path("case.yaml").write_text(WRONG, encoding="utf-8")
    result = CliRunner().invoke(app, ["check", "case.yaml"])
    assert (result.exit_code, result.stdout) == (2, "")
    golden("check_wrong_declaration.txt", result.stderr)


def test_an_explanation(golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shipped_folder("examples").parent)
    arguments = [
        "explain",
        "examples/h20.yaml",
        "h20_equivalent_to_destination",
        "--on",
        "2025-05-01",
        "--known",
        "2026-11-22",
    ]
    result = CliRunner().invoke(app, [*arguments, "--engine", "direct"])
    assert (result.exit_code, result.stderr) == (0, "")
    golden("explain_h20_letter.txt", result.stdout)


def test_an_explanation_with_a_chance(golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shipped_folder("examples").parent)
    arguments = ["explain", "examples/deepseek-v4-pro.yaml", "systemic_risk_presumed", "--on", "2026-11-22"]
    result = CliRunner().invoke(app, [*arguments, "--known", "2026-11-22", "--engine", "direct"])
    assert (result.exit_code, result.stderr) == (0, "")
    golden("explain_v4_pro_systemic_risk.txt", result.stdout)
