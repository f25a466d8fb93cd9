"""Files are written whole or not at all, keep their mode, and links and devices stay what they are."""

import os
import stat
from pathlib import Path

import pytest

from govern.writing import write_whole


def test_writing_is_exact_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_whole(path, "one\n")
    write_whole(str(path), "zwei ü\r\n")
    assert path.read_bytes() == "zwei ü\r\n".encode()
    assert os.listdir(tmp_path) == ["report.html"]  # noqa: PTH208 - names, hidden ones too


def test_a_failed_write_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.html"
    write_whole(path, "before")

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "no space left")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no space left"):
        write_whole(path, "after")
    assert path.read_text(encoding="utf-8") == "before"
    assert os.listdir(tmp_path) == ["report.html"]  # noqa: PTH208 - names, hidden ones too


@pytest.mark.skipif(os.name != "posix", reason="modes and links as POSIX has them")
def test_writing_keeps_the_mode_and_follows_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "real.html", tmp_path / "link.html"
    write_whole(path, "before")
    assert stat.S_IMODE(path.stat().st_mode) & 0o600 == 0o600
    path.chmod(0o640)
    link.symlink_to(path)
    write_whole(link, "after")
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8") == "after"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.skipif(not Path(os.devnull).is_char_device(), reason="there is no device to write to")
def test_a_device_is_written_to_not_replaced() -> None:
    write_whole(os.devnull, "gone")
    assert Path(os.devnull).is_char_device()
