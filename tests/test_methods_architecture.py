"""Parameters and operations from the architecture: published models, and ranges that hold every completion."""

import importlib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.assessment.decision import decider_for
from govern.catalog.catalog import Catalogue, read_catalogue
from govern.declaration.read import read_declaration_text
from govern.law.corpus import Corpus, read_corpus
from govern.ranges import Number, Range
from govern.values import Value

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
DAY = date(2026, 11, 1)

Quantities = Callable[[str], Mapping[str, Value]]


def _facts(text: str) -> dict[str, str]:
    return dict(part.split(": ") for part in text.split(", "))


DEEPSEEK_V3 = _facts(
    "layers: 61, hidden_size: 7168, attention: mla, heads: 128, q_lora_rank: 1536, kv_lora_rank: 512, "
    "nope_head_size: 128, rope_head_size: 64, value_head_size: 128, feed_forward_size: 18432, "
    "gated_feed_forward: true, experts: 256, experts_per_token: 8, expert_size: 2048, shared_experts: 1, "
    "dense_layers: 3, vocabulary_size: 129280, tied_embeddings: false"
)
LLAMA_405B = _facts(
    "layers: 126, hidden_size: 16384, attention: gqa, heads: 128, kv_heads: 8, head_size: 128, "
    "feed_forward_size: 53248, gated_feed_forward: true, vocabulary_size: 128256, tied_embeddings: false"
)


def _quantities(corpus: Corpus, catalogue: Catalogue, text: str) -> Mapping[str, Value]:
    law = corpus.in_force(on=DAY)
    declaration = read_declaration_text(f"declaration: 1\n{text}\n", corpus, catalogue, file="case.yaml")
    values = decider_for(law, "direct").decide(declaration.values()).values
    return {id.removeprefix("methods/"): values[node] for id, node in law.definitions.items()}


@pytest.fixture
def quantities(corpus: Corpus, catalogue: Catalogue) -> Quantities:
    return lambda text: _quantities(corpus, catalogue, text)


def _model(architecture: Mapping[str, str], more: str = "") -> str:
    facts = ", ".join(f"{name}: {value}" for name, value in architecture.items())
    return f"model: {{{more}architecture: {{{facts}}}}}"


def _low(value: Value) -> Number | None:
    return value.low if isinstance(value, Range) else value if isinstance(value, Number) else None


def _holds(wide: Value, narrow: Value) -> bool:
    """Return whether everything that the narrow value allows is within the wide one."""
    if not isinstance(wide, Range) or not isinstance(narrow, Number | Range):
        return wide == narrow
    low, high = _low(narrow), narrow.high if isinstance(narrow, Range) else narrow
    below = wide.low is None or (low is not None and wide.low <= low)
    return below and (wide.high is None or (high is not None and high <= wide.high))


def test_an_unknown_gate_gives_two_to_three_matrices(quantities: Quantities) -> None:
    open_gate = {name: value for name, value in LLAMA_405B.items() if name != "gated_feed_forward"}
    found = quantities(_model(open_gate, "dense: true, "))["architecture#parameters_from_architecture"]
    third = 126 * 16384 * 53248
    assert found == Range(405853388800 - third, 405853388800)


def test_what_is_missing_of_an_architecture_is_never_nothing(quantities: Quantities) -> None:
    whole = quantities(_model(DEEPSEEK_V3))
    for left_out in DEEPSEEK_V3:
        # What a mixture of experts has besides routed experts is told as an assumption where it is not stated.
        if left_out in ("shared_experts", "dense_layers"):
            continue
        part = quantities(_model({name: value for name, value in DEEPSEEK_V3.items() if name != left_out}))
        for name in ("parameters_from_architecture", "matmul_parameters_from_architecture", "attention_operations"):
            id = f"architecture#{name}"
            assert part[id] == whole[id] or _holds(part[id], whole[id]), (left_out, name)
            assert part[id] == whole[id] or isinstance(part[id], Range), (left_out, name)


def test_an_assumption_is_told_where_shared_experts_are_not_stated(corpus: Corpus, catalogue: Catalogue) -> None:
    left_out = {name: value for name, value in DEEPSEEK_V3.items() if name not in ("shared_experts", "dense_layers")}
    text = f"declaration: 1\n{_model(left_out)}\n"
    told = [each.text for each in read_declaration_text(text, corpus, catalogue, file="case.yaml").assumptions]
    assert any("no shared experts" in each for each in told)
    assert any("every layer is taken to have experts" in each for each in told)


_CORPUS = read_corpus()
_CATALOGUE = read_catalogue(_CORPUS.vocabulary)


@given(
    hidden=st.sets(st.sampled_from(sorted(set(DEEPSEEK_V3) - {"shared_experts", "dense_layers", "experts"}))),
    model=st.sampled_from(["parameters: 671e9, active_parameters: 37e9, ", "parameters: 671e9, ", ""]),
)
def test_a_range_holds_what_the_whole_architecture_gives(hidden: set[str], model: str) -> None:
    names = ("parameters_from_architecture", "active_parameters_from_architecture", "attention_operations")
    part = {name: value for name, value in DEEPSEEK_V3.items() if name not in hidden}
    found = _quantities(_CORPUS, _CATALOGUE, _model(part, model))
    whole = _quantities(_CORPUS, _CATALOGUE, _model(DEEPSEEK_V3, model))
    for name in names:
        assert _holds(found[f"architecture#{name}"], whole[f"architecture#{name}"]), name


@given(layers=st.integers(1, 200), heads=st.integers(1, 128), shared=st.integers(1, 128), size=st.integers(1, 512))
def test_fewer_key_value_heads_never_make_a_model_larger(layers: int, heads: int, shared: int, size: int) -> None:
    base = {**LLAMA_405B, "layers": str(layers), "heads": str(heads), "head_size": str(size)}
    sizes = []
    for kind in ("mha", "gqa", "mqa"):
        facts = {**base, "attention": kind, "kv_heads": str(min(shared, heads))}
        found = _quantities(_CORPUS, _CATALOGUE, _model(facts, "dense: true, "))
        sizes.append(found["architecture#parameters_from_architecture"])
    numbers = [each for each in sizes if isinstance(each, Number)]
    assert len(numbers) == 3
    assert numbers == sorted(numbers, reverse=True)


def test_published_models_are_recomputed(reference_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    rows = list(importlib.import_module("parameters").recomputed(reference_data))
    assert len(rows) >= 50
    assert [row.model for row in rows if row.in_data and abs(row.parameters / row.in_data - 1) > 0.02] == []
    near = [row for row in rows if abs(row.ratio - 1) <= 0.02]
    assert len(near) >= 0.85 * len(rows)
