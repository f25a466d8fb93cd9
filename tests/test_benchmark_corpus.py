"""The invented corpus of the benchmarks is law that can be read: a benchmark that cannot run measures nothing."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from govern.catalog.catalog import read_catalogue
from govern.declaration.read import read
from govern.law.corpus import read_corpus

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"


@pytest.fixture
def synthetic() -> ModuleType:
    described = importlib.util.spec_from_file_location("synthetic_corpus", BENCHMARKS / "synthetic_corpus.py")
    assert described is not None
    assert described.loader is not None
    module = importlib.util.module_from_spec(described)
    described.loader.exec_module(module)
    return module


@pytest.mark.parametrize("questions", [0, 3])
def test_it_is_read_with_its_declaration(synthetic: ModuleType, tmp_path: Path, questions: int) -> None:
    synthetic.write_corpus(tmp_path, interpretations=questions)
    synthetic.write_declaration(tmp_path / "case.txt")
    corpus = read_corpus(tmp_path)
    assert sum(len(policy.file.provisions) for policy in corpus.policies.values()) == 300
    assert read(tmp_path / "case.txt", corpus, read_catalogue(corpus.vocabulary)).facts
