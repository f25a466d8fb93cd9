"""What all tests share: the reference data, expected texts in `tests/golden`, the number of random cases."""

import difflib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from govern.catalog.catalog import Catalogue, read_catalogue
from govern.declaration.declaration import Declaration
from govern.declaration.read import read_declaration_text
from govern.law.corpus import Corpus, read_corpus

GOLDEN = Path(__file__).parent / "golden"
UPDATE_GOLDEN = bool(os.environ.get("GOVERN_UPDATE_GOLDEN"))

# Without the variable a run is the same every time; with it (`make verify`) the cases are many and new each time.
_EXAMPLES = os.environ.get("GOVERN_PROPERTY_EXAMPLES")
settings.register_profile(
    "govern",
    max_examples=int(_EXAMPLES or 20),
    derandomize=_EXAMPLES is None,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("govern")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what compares with a golden file, and what stands under `tests/property`."""
    for item in items:
        if "golden" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.golden)
        if "property" in item.path.relative_to(Path(__file__).parent).parts:
            item.add_marker(pytest.mark.property)


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder with measured chips, models and training runs that GOVERN_REFERENCE_DATA names."""
    folder = os.environ.get("GOVERN_REFERENCE_DATA")
    if not folder:
        pytest.skip("needs the reference data: set GOVERN_REFERENCE_DATA to its folder")
    path = Path(folder)
    assert path.is_dir(), f"GOVERN_REFERENCE_DATA names `{folder}`, which is not a folder"
    return path


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The shipped policies, read once."""
    return read_corpus()


@pytest.fixture(scope="session")
def catalogue(corpus: Corpus) -> Catalogue:
    """The shipped chips and models."""
    return read_catalogue(corpus.vocabulary)


@pytest.fixture(scope="session")
def declare(corpus: Corpus, catalogue: Catalogue) -> Callable[[str], Declaration]:
    """Read a declaration from the lines that follow `declaration: 1`; its file is called case.yaml."""

    def read(text: str) -> Declaration:
        return read_declaration_text(f"declaration: 1\n{text}\n", corpus, catalogue, file="case.yaml")

    return read


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare a text with `tests/golden/<name>`; with GOVERN_UPDATE_GOLDEN set, write it instead (`make golden`)."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if UPDATE_GOLDEN:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
            return
        assert path.is_file(), f"there is no tests/golden/{name}: `make golden` writes it, for you to read"
        expected = path.read_bytes().decode()
        if text != expected:
            lines = difflib.unified_diff(
                expected.splitlines(), text.splitlines(), f"tests/golden/{name}", "now", lineterm=""
            )
            pytest.fail("\n".join(lines) or "the texts differ in their line ends", pytrace=False)

    return compare
