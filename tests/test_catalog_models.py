"""The catalogue of models: the seed list and the families, and figures of one model that bear each other out."""

import csv
import os
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from govern.catalog.catalog import Catalogue, CatalogueEntry
from govern.declaration.read import read_declaration_text
from govern.engines.direct import DirectEngine
from govern.law.corpus import Corpus
from govern.lineage import Lineage
from govern.numbers import read_number
from govern.ranges import Range
from govern.values import Value

DAY = date(2026, 11, 22)
SEED = (
    *("GPT-4", "GPT-4 Turbo", "GPT-4o", "Gemini 1.0 Ultra", "Gemini 1.5 Pro", "Claude 3 Opus", "Grok-2", "o1", "o3"),
    *("DeepSeek-V3", "DeepSeek-R1", "DeepSeek-V4-Pro", "DeepSeek-V4-Flash"),
)
FAMILIES = (
    *("Llama 2", "Llama 3.", "Llama 4", "Qwen2.5", "Qwen3", "Mistral", "Mixtral", "Kimi", "GLM", "MiniMax", "gpt-oss"),
    *("Nemotron", "Falcon", "BLOOM", "OLMo", "Gemma", "phi-4"),
)
WRITTEN = {
    "deepseek-r1": "DeepSeek-R1",
    "deepseek-ai/DeepSeek-V3": "DeepSeek-V3",
    "Llama-3.1-405B": "Llama 3.1 405B",
    "llama 3.1-405b": "Llama 3.1 405B",
    "meta-llama/Llama-3.1-405B": "Llama 3.1 405B",
    "Qwen3 235B A22B": "Qwen3-235B-A22B",
    "Qwen/Qwen3-235B-A22B": "Qwen3-235B-A22B",
    "GPT-4 (Mar 2023)": "GPT-4",
    "Gemini Ultra": "Gemini 1.0 Ultra",
    "bloom": "BLOOM-176B",
    "openai/gpt-oss-120b": "gpt-oss-120b",
}
# A part of the model is in the stated parameters and not in the architecture; a note says which.
LEFT_OUT = ("text part", "not in the architecture")
TOLERANCE = Fraction(2, 100)
# Bytes in 16 bit for each token of the context; what a window or a state of fixed size keeps is not in it.
CACHE = {
    "DeepSeek-V3": 70_272,
    "DeepSeek-V4-Flash": 13_764,
    "Llama 3.1 405B": 516_096,
    "Llama 3.1 8B": 131_072,
    "Qwen2.5-72B": 327_680,
    "Qwen3.5-397B-A17B": 30_720,
    "GLM-5": 89_856,
    "gpt-oss-120b": 36_864,
    "Nemotron 3 Nano 30B-A3B": 6_144,
    "Nemotron-H-56B": 40_960,
    "Kimi K3": 27_648,
    "MiniMax-Text-01": 40_960,
    "Falcon-7B": 8_192,
    "Gemma 3 27B": 81_920,
}
EXPLAINED_ABOVE = Fraction(12, 100)  # a total further from 6 x parameters x tokens has a note that says why

Facts = dict[str, Value | Lineage]


@pytest.fixture(scope="module")
def entries(catalogue: Catalogue) -> dict[str, CatalogueEntry]:
    """All models by name."""
    return {entry.name: entry for entry in catalogue.entries("model")}


@pytest.fixture(scope="module")
def values(entries: dict[str, CatalogueEntry], corpus: Corpus, catalogue: Catalogue) -> dict[str, Facts]:
    """The facts of every model with what follows from its architecture, by its name."""
    law = corpus.in_force(on=DAY, known=DAY)
    engine = DirectEngine(law.graph)
    wanted = {
        name.partition("#")[2]: law.definitions[name]
        for name in (
            "methods/architecture#parameters_from_architecture",
            "methods/architecture#active_parameters_from_architecture",
            "methods/architecture#recomputed_by_stated_parameters",
            "methods/memory#kv_cache_per_token",
        )
    }
    found = {}
    for name in entries:
        text = f'declaration: 1\nmodel: {{name: "{name}"}}\ndeployment: {{cache_quantization: fp16}}'
        facts = read_declaration_text(text, corpus, catalogue, file="case.yaml").values()
        worked_out = engine.evaluate(facts)
        found[name] = {**facts, **{quantity: worked_out[node] for quantity, node in wanted.items()}}
    return found


def point(value: object) -> Fraction | None:
    """Return an exact number, or nothing of a range or an unknown."""
    return Fraction(value) if isinstance(value, int | Fraction) and not isinstance(value, bool) else None


def test_the_catalogue_is_wide(values: dict[str, Facts]) -> None:
    assert len(values) >= 110
    assert set(SEED) <= values.keys()
    assert [family for family in FAMILIES if not any(name.startswith(family) for name in values)] == []


@pytest.mark.parametrize("written", WRITTEN)
def test_a_model_is_found_under_the_names_that_people_write(catalogue: Catalogue, written: str) -> None:
    found = catalogue.find("model", written)
    assert found is not None
    assert found.name == WRITTEN[written]


def test_every_figure_has_a_source_with_an_address_and_a_grade(entries: dict[str, CatalogueEntry]) -> None:
    for name, entry in entries.items():
        for fact, figure in entry.facts.items():
            assert figure.source, f"{name} {fact}"
            assert (figure.href or "").startswith("https://"), f"{name} {fact}"
            assert figure.grade in {"primary", "secondary", "quoted", "inference", "unverified"}, f"{name} {fact}"


def test_open_weights_have_their_parameters(values: dict[str, Facts]) -> None:
    opened = {name: facts for name, facts in values.items() if facts.get("model.weights") == "open"}
    assert len(opened) >= 100
    assert [name for name, facts in opened.items() if "model.parameters" not in facts] == []
    assert values["Grok-2"]["model.weights_published_on"] == date(2025, 8, 23).toordinal()


def test_parameters_follow_from_a_complete_architecture(
    values: dict[str, Facts], entries: dict[str, CatalogueEntry]
) -> None:
    errors = {}
    for name, facts in values.items():
        ratio = point(facts["recomputed_by_stated_parameters"])
        if ratio is not None and not any(words in note for note in entries[name].notes for words in LEFT_OUT):
            errors[name] = abs(ratio - 1)
    assert len(errors) >= 100
    assert {name: float(error) for name, error in errors.items() if error > TOLERANCE} == {}


def test_active_parameters_follow_from_the_architecture_as_near_as_publishers_round_them(
    values: dict[str, Facts],
) -> None:
    ratios = {}
    for name, facts in values.items():
        counted, stated = (
            point(facts["active_parameters_from_architecture"]),
            point(facts.get("model.active_parameters")),
        )
        if counted is not None and stated is not None:
            ratios[name] = counted / stated
    assert len(ratios) >= 40
    assert {name: float(ratio) for name, ratio in ratios.items() if not 0.95 < ratio < 1.3} == {}


@pytest.mark.parametrize(
    "name",
    ["Kimi K3", "Nemotron 3 Ultra 550B-A55B", "Nemotron 3 Super 120B-A12B", "Nemotron-H-56B", "LongCat-Flash"],
)
def test_what_is_known_of_other_layers_does_not_pretend_to_be_the_whole(values: dict[str, Facts], name: str) -> None:
    ratio = values[name]["recomputed_by_stated_parameters"]
    assert isinstance(ratio, Range)
    assert ratio.low is None or ratio.low < 1


@pytest.mark.parametrize("name", CACHE)
def test_the_cache_of_a_token_follows_from_the_layers_that_keep_one(values: dict[str, Facts], name: str) -> None:
    assert values[name]["kv_cache_per_token"] == CACHE[name]


def test_training_compute_is_what_parameters_and_tokens_give_within_its_confidence(
    values: dict[str, Facts], entries: dict[str, CatalogueEntry]
) -> None:
    compared = 0
    for name, facts in values.items():
        stated = entries[name].facts.get("model.training.compute")
        tokens = point(facts.get("model.training.pretraining.tokens"))
        active = point(facts.get("model.active_parameters")) or point(facts.get("model.parameters"))
        if stated is None or stated.estimate is None or tokens is None or active is None:
            continue
        compared += 1
        counted = 6 * active * tokens * (point(facts.get("model.training.pretraining.epochs")) or 1)
        low, high = point(stated.estimate.low), point(stated.estimate.high)
        assert low is not None, name
        assert high is not None, name
        assert low <= counted <= high, name
        total = point(stated.value)
        assert total is not None
        if abs(counted / total - 1) > EXPLAINED_ABOVE:
            assert any("6 x" in note for note in entries[name].notes), name
    assert compared >= 70


def test_the_parameters_of_the_reference_table_are_those_of_the_catalogue(
    values: dict[str, Facts], entries: dict[str, CatalogueEntry], catalogue: Catalogue
) -> None:
    folder = os.environ.get("GOVERN_REFERENCE_DATA")
    if not folder:
        pytest.skip("GOVERN_REFERENCE_DATA does not name the folder of the reference data")
    with (Path(folder) / "open_models.csv").open(encoding="utf-8", newline="") as opened:
        table = list(csv.DictReader(opened))
    carried = 0
    for row in table:
        entry = catalogue.find("model", row["model"])
        if entry is None or not row["params_total_b_nominal"]:
            continue
        carried += 1
        nominal = Fraction(read_number(row["params_total_b_nominal"])) * 10**9
        stated = point(values[entry.name]["model.parameters"])
        assert stated is not None
        assert abs(stated / nominal - 1) < Fraction(6, 100), entry.name
    assert carried >= 75


def test_the_capability_index_stands_beside_open_and_closed_models(values: dict[str, Facts]) -> None:
    known = {
        name: facts["model.capability_index"] for name, facts in values.items() if "model.capability_index" in facts
    }
    assert len(known) >= 75
    assert all(50 < (point(index) or 0) < 200 for index in known.values())
    assert {values[name]["model.weights"] for name in known} == {"open", "closed"}
    assert known["Claude 3 Opus"] == Fraction(127)
