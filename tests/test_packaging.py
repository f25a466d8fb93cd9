"""What is built and pinned: policies ship in the wheel, found from anywhere; the locks fit the declared ranges."""

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import govern

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("policies", "reports", "schemas", "examples")


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def files_of(folder: str) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}


def test_the_wheel_holds_every_shipped_file(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    missing = {name for folder in SHIPPED for name in files_of(folder) if f"govern/{name}" not in names}
    assert not missing
    assert not {name for name in names if name.startswith(("tests/", "policies/"))}


def test_the_source_archive_can_be_tested(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    wanted = {"Makefile", "requirements.lock", "scripts/install.sh", "tests/conftest.py", "policies/vocabulary.yaml"}
    assert wanted <= names


def test_an_installed_wheel_finds_its_policies_from_any_folder(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)  # noqa: S202 - built a moment ago, from this checkout
    program = "from govern.shipped import policies_folder; print(policies_folder() / 'vocabulary.yaml')"
    told = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    assert Path(told).is_file()
    assert Path(told).is_relative_to(site)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements.lowest.lock"])
def test_the_lock_fits_the_declared_ranges(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if re.match(r"[a-z0-9]", line)]
    pinned = {pin.name.lower(): Version(next(iter(pin.specifier)).version) for pin in pins}
    declared = project()
    table, groups = declared["project"], declared["dependency-groups"]
    assert isinstance(table, dict)
    assert isinstance(groups, dict)
    for text in (*table["dependencies"], *groups["dev"]):
        wanted = Requirement(text)
        version = pinned[wanted.name.lower()]
        assert version in wanted.specifier, f"{lock} pins {wanted.name} {version}: run `make lock`"
        if lock == "requirements.lowest.lock" and text in table["dependencies"]:
            lower = min(Version(part.version) for part in wanted.specifier if part.operator == ">=")
            assert version.release[:2] == lower.release[:2], f"the lower bound of {wanted.name} is not what is tested"


def test_the_version_is_the_same_everywhere() -> None:
    table = project()["project"]
    assert isinstance(table, dict)
    assert table["version"] == govern.__version__
    assert f"## {table['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
