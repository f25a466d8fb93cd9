"""What README.md shows is what the program prints: every `<!-- run: ... -->` block, its commands and its exit codes.

`make golden` fills the blocks in.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
UPDATE = bool(os.environ.get("GOVERN_UPDATE_GOLDEN"))
BLOCK = re.compile(r"(<!-- run: (?P<command>govern [^\n]*?) -->\n```text\n)(?P<shown>.*?)(```)", re.DOTALL)


def run(command: str) -> subprocess.CompletedProcess[str]:
    arguments = shlex.split(command)[1:]
    return subprocess.run(
        [sys.executable, "-m", "govern", *arguments],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def any_engine(text: str) -> str:
    """The engine that decides differs between machines; what it decides does not."""
    without_note = re.sub(r"^Decided by the direct engine: .*\n", "", text, flags=re.MULTILINE)
    return re.sub(r"Engine:\s+\w[^.]*\.\s+", "Engine: any. ", without_note)


def commands() -> list[str]:
    return [match["command"] for match in BLOCK.finditer(README.read_text(encoding="utf-8"))]


@pytest.mark.golden
@pytest.mark.parametrize("command", commands())
def test_a_shown_output_is_what_the_program_prints(command: str) -> None:
    result = run(command)
    assert result.returncode in {0, 1, 2}, result.stderr
    assert "Traceback" not in result.stderr
    printed = result.stdout or result.stderr
    text = README.read_text(encoding="utf-8")
    (shown,) = (match for match in BLOCK.finditer(text) if match["command"] == command)
    if UPDATE:
        README.write_text(text[: shown.start("shown")] + printed + text[shown.end("shown") :], encoding="utf-8")
    else:
        assert any_engine(shown["shown"]) == any_engine(printed), (
            "README.md shows another output: `make golden`, then read the diff"
        )


def test_the_readme_gives_the_two_commands() -> None:
    text = README.read_text(encoding="utf-8")
    assert "make demo" in text
    assert "make test" in text


def test_every_link_into_the_repository_leads_somewhere() -> None:
    pages = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not broken, "\n".join(broken)


def fenced(language: str, beginning: str) -> list[str]:
    blocks = re.findall(rf"```{language}\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    return [block for block in blocks if block.startswith(beginning)]


def test_the_declaration_shown_is_accepted(tmp_path: Path) -> None:
    (shown,) = fenced("yaml", "declaration:")
    path = tmp_path / "declaration.yaml"
    path.write_text(shown, encoding="utf-8")
    result = run(f"govern check {shlex.quote(str(path))} --on 2026-08-31")
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_python_shown_runs() -> None:
    (shown,) = fenced("python", "from datetime")
    result = subprocess.run([sys.executable, "-c", shown], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "eu/ai_act#" in result.stdout
