"""Inference by every method: fixtures that are not rational, measured rows, what stays unknown, what never turns."""

import importlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.assessment.decision import Decision, decider_for
from govern.catalog.catalog import Catalogue, read_catalogue
from govern.declaration.read import read_declaration_text
from govern.law.corpus import Corpus, read_corpus
from govern.law.law import Law
from govern.ranges import NotApplicable, Number, Range
from govern.values import Value

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
DAY = date(2026, 11, 1)
V3 = (
    "parameters: 671.03e9, active_parameters: 37.55e9, architecture: {layers: 61, hidden_size: 7168, attention: mla, "
    "heads: 128, q_lora_rank: 1536, kv_lora_rank: 512, nope_head_size: 128, rope_head_size: 64, value_head_size: 128, "
    "feed_forward_size: 18432, gated_feed_forward: true, experts: 256, experts_per_token: 8, expert_size: 2048, "
    "shared_experts: 1, dense_layers: 3, vocabulary_size: 129280, tied_embeddings: false}"
)
OSS = (
    "active_parameters: 5.13e9, architecture: {layers: 36, sliding_layers: 18, sliding_window: 128, hidden_size: 2880, "
    "attention: gqa, heads: 64, kv_heads: 8, head_size: 64, gated_feed_forward: true, experts: 128, "
    "experts_per_token: 4, expert_size: 2880, vocabulary_size: 201088, tied_embeddings: false}"
)
LLAMA_70B = (
    "parameters: 70.55e9, dense: true, architecture: {layers: 80, hidden_size: 8192, attention: gqa, heads: 64, "
    "kv_heads: 8, head_size: 128, feed_forward_size: 28672, gated_feed_forward: true, vocabulary_size: 128256, "
    "tied_embeddings: false}"
)
DENSE_8B = "parameters: 8e9, dense: true, architecture: {layers: 32, kv_cache_per_token: 131072}"
CARD = "vendor: NVIDIA, market: consumer, dram_bandwidth: 1000 GB/s"
WITH_PEAK = f"{CARD}, dense_tops: {{bf16: 400}}"


@dataclass(frozen=True, slots=True)
class Decided:
    """A declaration as the direct engine decides it."""

    law: Law
    decision: Decision

    def value(self, id: str) -> Value:
        """Return a quantity as the engine has it; what is named alone is of the file on throughput."""
        return self.decision.values[self.law.definitions[_full(id)]]

    def number(self, id: str) -> float:
        """Return a quantity that is one number, or enclosed so closely that it is one."""
        low, high = ends(self.value(id))
        assert low > 0 or high == 0
        assert high <= low * (1 + 1e-12)
        return low

    def band(self, id: str) -> tuple[float, float]:
        """Return the ends of a quantity where each estimate is its 90 % interval."""
        assert self.decision.spread is not None
        return ends(self.decision.spread[self.law.definitions[_full(id)]])


def _full(id: str) -> str:
    return id if "#" in id else f"methods/throughput#{id}"


def ends(value: Value) -> tuple[float, float]:
    """Return the ends of a number; an end that is open above is infinite."""
    if isinstance(value, Range):
        return float(value.low or 0), math.inf if value.high is None else float(value.high)
    assert isinstance(value, Number)
    return float(value), float(value)


Decide = Callable[..., Decided]
_CORPUS = read_corpus()
_CATALOGUE = read_catalogue(_CORPUS.vocabulary)


def decided(model: str, chip: str, deployment: str, *, corpus: Corpus, catalogue: Catalogue) -> Decided:
    """Return the decision on a model, a chip and a deployment."""
    law = corpus.in_force(on=DAY)
    text = f"declaration: 1\nmodel: {{{model}}}\nchip: {{{chip}}}\ndeployment: {{{deployment}}}\n"
    declaration = read_declaration_text(text, corpus, catalogue, file="case.yaml")
    return Decided(law, decider_for(law, "direct").decide(declaration.values()))


@pytest.fixture
def decide(corpus: Corpus, catalogue: Catalogue) -> Decide:
    def run(model: str = DENSE_8B, chip: str = CARD, deployment: str = "") -> Decided:
        return decided(model, chip, deployment, corpus=corpus, catalogue=catalogue)

    return run


def quick(model: str, chip: str, deployment: str) -> Decided:
    """Return a decision without fixtures, for properties."""
    return decided(model, chip, deployment, corpus=_CORPUS, catalogue=_CATALOGUE)


def single(number_format: str = "bf16", context: int = 0, **more: object) -> str:
    """Return a deployment of one request on one chip."""
    written = "".join(f", {name}: {value}" for name, value in more.items())
    return f"chips: 1, batch: 1, quantization: {number_format}, context: {context}{written}"


# --- fixtures that are not rational ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "read"),
    [
        (V3, {1: 8, 4: 30.5, 16: 102, 32: 163, 64: 222, 256: 255.9}),
        (OSS, {1: 4, 4: 15.3, 16: 51, 32: 82, 64: 111}),
    ],
)
def test_experts_read_by_several_requests(decide: Decide, model: str, read: dict[int, float]) -> None:
    for batch, expected in read.items():
        found = decide(model=model, deployment=f"chips: 1, batch: {batch}, context: 0, quantization: q4_k_m")
        assert found.number("experts_read") == pytest.approx(expected, rel=0.006)


@pytest.mark.parametrize(
    ("acceptance", "tokens", "cost", "gain"), [(0.8, 5, 0.05, 2.951), (0.85, 1, 0.03, 1.796), (0.5, 3, 0, 1.875)]
)
def test_gain_by_guessing_ahead(decide: Decide, acceptance: float, tokens: int, cost: float, gain: float) -> None:
    guesses = single(draft_tokens=tokens, draft_acceptance=acceptance, draft_cost=cost)
    found = decide(chip=WITH_PEAK, deployment=guesses)
    assert found.number("speculative_gain") == pytest.approx(gain, abs=0.0006)
    plain = decide(chip=WITH_PEAK, deployment=single())
    assert found.number("decode_speed") / plain.number("decode_speed") == pytest.approx(gain, abs=0.001)


def test_guessed_tokens_read_further_experts(decide: Decide) -> None:
    guesses = single("q4_k_m", draft_tokens=3, draft_acceptance=0.9, draft_cost=0)
    dense, mixture = decide(deployment=guesses), decide(model=V3, deployment=guesses)
    gains = []
    for found, model in ((dense, DENSE_8B), (mixture, V3)):
        plain = decide(model=model, deployment=single("q4_k_m"))
        step = found.number("memory_time") / plain.number("memory_time")
        gains.append(found.number("tokens_accepted") / step)
    assert gains[0] == pytest.approx(3.439, abs=0.001)
    assert gains[1] < 0.6 * gains[0]


def test_growth_brings_the_day_forward(decide: Decide) -> None:
    model = "parameters: 671e9, active_parameters: 37e9, training: {compute: 3.2856e24}"
    month = 30.4375
    for rate, months in ((0.1, 2.9), (0.3, 2.3)):
        service = f"tokens_per_day: 434e9, growth_per_day: {rate / month}"
        days = decide(model=model, deployment=service).number("methods/crossover#days_to_pass_training_flop")
        assert days / month == pytest.approx(months, abs=0.05)


def test_the_band_of_the_day_is_that_of_the_training_compute(decide: Decide) -> None:
    model = "parameters: 8e9, dense: true, training: {compute: {value: 7.2e23, low: 5e23, high: 1e24}}"
    found = decide(model=model, deployment="tokens_per_day: 1e12")
    assert found.number("methods/crossover#days_to_pass_training_flop") == 45
    assert found.value("methods/crossover#tokens_to_pass_training") == 45 * 10**12


@pytest.mark.parametrize(("latency", "at_most"), [("300e-6 s", 20.84), ("50e-6 s", 125.1), ("6e-6 s", 1042)])
def test_a_slow_link_caps_the_speed(decide: Decide, latency: str, at_most: float) -> None:
    deployment = (
        f"chips: 4, parallelism: tensor, batch: 1, context: 0, quantization: q4_k_m, link_latency: {latency}, "
        "link_bandwidth: 900 GB/s"
    )
    found = decide(model=LLAMA_70B, deployment=deployment)
    assert found.number("link_time") == pytest.approx(1 / at_most, rel=0.02)
    assert found.number("decode_speed") < at_most


# --- services -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chip", "chips", "context", "batch", "link", "measured"),
    [
        ("name: NVIDIA H800 SXM5 80GB", 144, 4989, 88 * 144, 50, 14_800 / 8 * 144),
        ("name: NVIDIA H100 SXM5 80GB", 72, 2000, 256 * 72, 50, 22_300 / 8 * 72),
        ("name: NVIDIA H20 SXM 96GB", 16, 4096, 48 * 16, 50, 5_700 / 8 * 16),
    ],
)
def test_services_of_deepseek_r1_within_a_factor_of_two(
    decide: Decide, chip: str, chips: int, context: int, batch: int, link: int, measured: float
) -> None:
    deployment = (
        f"chips: {chips}, parallelism: expert, batch: {batch}, context: {context}, quantization: fp8, "
        f"link_latency: 2e-5 s, link_bandwidth: {link} GB/s"
    )
    found = decide(model=V3, chip=chip, deployment=deployment)
    assert measured / 2 <= found.number("aggregate_speed") <= measured * 2


def test_a_link_that_is_not_known_gives_a_range_that_holds_the_measured_speed(decide: Decide) -> None:
    model = LLAMA_70B.replace("70.55e9", "31e9").replace("layers: 80", "layers: 60").replace("8192", "5376")
    chip = "vendor: NVIDIA, market: consumer, dram_bandwidth: 936 GB/s"
    found = decide(
        model=model, chip=chip, deployment="chips: 4, parallelism: tensor, batch: 1, context: 512, quantization: awq"
    )
    low, high = ends(found.value("decode_speed"))
    assert low < 76.9 < high
    assert not isinstance(found.value("link_latency"), Number)


# --- the same by different words ------------------------------------------------------------------------------------


def test_one_chip_is_the_same_however_it_is_divided(decide: Decide) -> None:
    speeds = {
        decide(deployment=f"{single()}, parallelism: {way}").number("decode_speed")
        for way in ("none", "tensor", "pipeline")
    }
    assert speeds == {decide(deployment=single()).number("decode_speed")}


def test_a_pipeline_gives_a_single_stream_the_bandwidth_of_one_chip(decide: Decide) -> None:
    links = "link_latency: 1e-6 s, link_bandwidth: 100 GB/s"
    model = DENSE_8B.replace("kv_cache", "hidden_size: 4096, kv_cache")
    one = decide(model=model, deployment=single()).number("decode_speed")
    for chips in (2, 4, 8):
        many = f"{single()}, parallelism: pipeline, {links}".replace("chips: 1", f"chips: {chips}")
        assert decide(model=model, deployment=many).number("decode_speed") == pytest.approx(one, rel=0.01)


def test_kinds_of_processor(decide: Decide) -> None:
    expected = {
        "vendor: NVIDIA, market: consumer, dram_bandwidth: 1792 GB/s": "nvidia",
        "vendor: NVIDIA, market: datacenter, dram_bandwidth: 2039 GB/s": "hbm",
        "vendor: AMD, market: workstation, dram_bandwidth: 640 GB/s": "other_gpu",
        "vendor: Apple, market: system_on_chip, dram_bandwidth: 819 GB/s": "system_on_chip",
        "vendor: Intel, processor: cpu, dram_bandwidth: 307 GB/s": "cpu",
        "vendor: Huawei, processor: accelerator, memory_technology: hbm, dram_bandwidth: 3200 GB/s": "hbm",
        "vendor: Groq, dram_bandwidth: not_applicable": "sram",
    }
    for chip, kind in expected.items():
        assert decide(chip=chip).value("processor_class") == kind


def test_catalogued_chips_without_dram_are_asked_for_the_bandwidth_of_their_sram(
    decide: Decide, catalogue: Catalogue
) -> None:
    for name in ("Groq LPU v1 (GroqChip)", "Cerebras WSE-3", "Cerebras WSE-2"):
        found = decide(chip=f"name: {name}", deployment=single("fp16"))
        assert found.value("methods/memory#without_dram") is True
        assert found.value("methods/memory#overhead_per_chip") == 0
        low, high = ends(found.value("decode_speed"))
        stated = isinstance(found.value("bandwidth"), Number)
        assert stated or (low, high) == (0, math.inf)
        needed = found.value("methods/memory#chips_needed")
        assert isinstance(needed, Number | Range)


# --- nothing is guessed ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fact", ["dram_bandwidth: 1000 GB/s", "vendor: NVIDIA", "market: consumer"])
def test_a_fact_that_is_not_known_leaves_the_speed_open(decide: Decide, fact: str) -> None:
    chip = ", ".join(part for part in CARD.split(", ") if part != fact)
    low, high = ends(decide(chip=chip, deployment=single()).value("decode_speed"))
    assert low < high
    full = decide(deployment=single()).number("decode_speed")
    assert low <= full <= high


@pytest.mark.parametrize("name", ["chips: 1", "batch: 1", "quantization: bf16", "context: 1000"])
def test_a_fact_of_the_deployment_that_is_not_known_leaves_the_speed_open(decide: Decide, name: str) -> None:
    deployment = single(context=1000)
    left = ", ".join(part for part in deployment.split(", ") if part != name)
    low, high = ends(decide(deployment=left).value("decode_speed"))
    full = decide(deployment=deployment).number("decode_speed")
    assert low <= full <= high
    assert low < high or name == "chips: 1"


def test_a_model_not_known_to_be_dense_may_read_less(decide: Decide) -> None:
    low, high = ends(decide(model="parameters: 70e9", deployment=single("q4_k_m")).value("decode_speed"))
    dense = decide(model="parameters: 70e9, dense: true", deployment=single("q4_k_m")).number("decode_speed")
    assert low < dense < high


# --- what never turns -----------------------------------------------------------------------------------------------

_BANDWIDTHS = st.integers(50, 20_000)
_CLASSES = st.sampled_from(
    [
        "vendor: NVIDIA, processor: gpu, memory_technology: gddr",
        "vendor: NVIDIA, processor: gpu, memory_technology: hbm",
        "vendor: AMD, processor: gpu, memory_technology: gddr",
        "vendor: Apple, processor: system_on_chip",
        "vendor: Intel, processor: cpu",
    ]
)


@given(kind=_CLASSES, bandwidth=_BANDWIDTHS, more=st.integers(1, 5000), context=st.integers(0, 10**6))
def test_more_bandwidth_is_never_slower_and_more_context_never_faster(
    kind: str, bandwidth: int, more: int, context: int
) -> None:
    def speed(rate: int, tokens: int) -> float:
        return quick(DENSE_8B, f"{kind}, dram_bandwidth: {rate} GB/s", single("q4_0", tokens)).number("decode_speed")

    base = speed(bandwidth, context)
    assert speed(bandwidth + more, context) > base
    assert speed(bandwidth, context + more) < base


@given(kind=_CLASSES, bandwidth=_BANDWIDTHS, number_format=st.sampled_from(["bf16", "q8_0", "q4_k_m", "iq1_s", "fp8"]))
def test_no_speed_in_the_band_is_above_the_roof(kind: str, bandwidth: int, number_format: str) -> None:
    found = quick(DENSE_8B, f"{kind}, dram_bandwidth: {bandwidth} GB/s", single(number_format, 1000))
    low, high = found.band("decode_speed")
    middle = found.number("decode_speed")
    least_bytes, _ = found.band("bytes_of_a_chip")
    assert 0 < low <= middle <= high
    assert high <= bandwidth * 1e9 / least_bytes


@given(batch=st.integers(1, 512), more=st.integers(1, 512))
def test_more_requests_never_read_less_and_never_more_than_everything(batch: int, more: int) -> None:
    def weights(requests: int) -> float:
        deployment = f"chips: 1, batch: {requests}, context: 0, quantization: q4_k_m"
        found = quick(V3, CARD, deployment)
        assert found.number("weights_read") <= found.number("methods/memory#weights_memory")
        return found.number("weights_read")

    assert weights(batch) <= weights(batch + more)


@given(share=st.integers(0, 100), bandwidth=st.integers(20, 900))
def test_weights_in_slower_memory_are_never_faster(share: int, bandwidth: int) -> None:
    def speed(percent: int) -> float:
        host = {"offloaded_share": percent / 100, "host_memory_bandwidth": f"{bandwidth} GB/s"}
        chip = "vendor: NVIDIA, processor: gpu, memory_technology: hbm, dram_bandwidth: 4000 GB/s"
        return quick(DENSE_8B, chip, single("q4_0", 0, **host)).number("decode_speed")

    assert speed(share) <= speed(0) * (1 + 1e-12)


def test_every_estimate_spans_its_value(corpus: Corpus) -> None:
    for name in ("memory", "throughput", "energy_and_cost"):
        for parameter in corpus.policies[f"methods/{name}"].file.parameters.values():
            for held in parameter.values:
                rows = held.value.values() if parameter.key and isinstance(held.value, dict) else [held.value]
                for row in rows:
                    if isinstance(row, dict) and "value" in row:
                        low, value, high = (float(str(row[key])) for key in ("low", "value", "high"))
                        assert 0 <= low <= value <= high
                        assert "efficiency" not in str(parameter.label) or high <= 1


def test_each_format_has_a_row_in_every_table_of_bits(corpus: Corpus) -> None:
    formats = set(corpus.vocabulary["deployment.quantization"].allowed or ())
    parameters = corpus.policies["methods/memory"].file.parameters
    for name in ("bits_per_weight", "bits_of_layers", "bits_of_experts", "bits_of_output", "bits_of_input"):
        (held,) = parameters[name].values
        assert isinstance(held.value, dict)
        assert set(held.value) == formats


# --- held against what was measured and published -------------------------------------------------------------------


@pytest.fixture
def speeds(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("decode_speed")


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("memory_need")


@pytest.mark.measured
def test_single_stream_speeds_lie_within_the_band(speeds: ModuleType, reference_data: Path) -> None:
    rows, left = speeds.measured_rows(reference_data)
    predictor = speeds.Predictor()
    results = [predictor.result(row) for row in rows]
    assert len(rows) >= 230
    assert len(left) <= 6
    for part in (results, speeds.half(results, 0), speeds.half(results, 1)):
        assert sum(result.within for result in part) >= 0.9 * len(part)
        assert sorted(result.error for result in part)[len(part) // 2] <= 0.25
    assert max(result.of_roof for result in results) <= 1


def test_other_models_formats_and_chips_lie_within_the_band(speeds: ModuleType) -> None:
    predictor = speeds.Predictor()
    results = [predictor.result(row) for row in speeds.other_rows()]
    assert sum(result.within for result in results) >= 0.9 * len(results)
    assert max(result.of_roof for result in results) <= 1
    found = list(predictor.elsewhere())
    assert sum(low <= speed <= high for _, speed, (_, low, high) in found) >= 0.9 * len(found)
    assert sorted(abs(math.log(each[0] / speed)) for _, speed, each in found)[len(found) // 2] <= 0.25


def test_weights_are_within_five_percent_of_published_files(sizes: ModuleType) -> None:
    weigher = sizes.Weigher()
    for file in sizes.published():
        for known in (True, False):
            said = weigher.weights(file.model, file.format, architecture=known)
            assert said == pytest.approx(file.size, rel=0.05), (file, known)


def test_weights_are_within_five_percent_of_tensors_counted_with_gguf(sizes: ModuleType) -> None:
    pytest.importorskip("gguf", reason="gguf, an oracle of block sizes, is not installed")
    weigher = sizes.Weigher()
    for model in ("Llama 3.2 3b", "Llama 3 8B", "Llama 3.1 405b", "DeepSeek R1 671b", "gpt-oss 120b"):
        for number_format in sizes.GGUF_FORMATS:
            said = weigher.weights(model, number_format)
            assert said == pytest.approx(sizes.counted(model, number_format), rel=0.02), (model, number_format)


def test_block_sizes_are_those_of_gguf(corpus: Corpus, sizes: ModuleType) -> None:
    constants = pytest.importorskip("gguf.constants", reason="gguf, an oracle of block sizes, is not installed")
    (held,) = corpus.policies["methods/memory"].file.parameters["bits_of_layers"].values
    assert isinstance(held.value, dict)
    for number_format in set(sizes.GGUF_FORMATS) - {"mxfp4_bf16"}:
        kind = constants.GGMLQuantizationType[sizes.type_of(sizes.Tensor("ffn", 10, 1), number_format, 32)]
        weights, block = constants.GGML_QUANT_SIZES[kind]
        assert float(str(held.value[number_format])) == block * 8 / weights


def test_a_fact_that_does_not_apply_is_no_number(decide: Decide) -> None:
    found = decide(
        chip="vendor: NVIDIA, processor: gpu, memory_technology: gddr, dram_bandwidth: 0 GB/s", deployment=single()
    )
    assert isinstance(found.value("decode_speed"), NotApplicable)
