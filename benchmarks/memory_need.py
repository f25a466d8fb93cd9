"""Memory of the weights: what the policy files say, held against published files and against gguf's block sizes.

Two references: sizes that publishers of files state, and sizes counted here tensor by tensor, layer by layer, with the
block sizes of the package gguf and the rules by which llama.cpp chooses a format for each tensor.
Run: python benchmarks/memory_need.py
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from decode_speed import MODELS, written

from govern.assessment.assess import assess
from govern.catalog.catalog import Catalogue, read_catalogue
from govern.declaration.read import read_declaration_text
from govern.law.corpus import Corpus, read_corpus
from govern.law.law import Law
from govern.ranges import Range

DAY: Final = date(2026, 11, 22)
WEIGHTS: Final = "methods/memory#weights_memory"
GIB: Final = 2**30 / 1e9
BAR: Final = 0.05
INPUT_OF_70B: Final = 128256 * 8192 * 2 / 1e9
"""The input embedding in 16 bit, which is not among the 40.61 GB read for a token."""

README: Final = "llama.cpp, tools/quantize/README.md"
DRANGER: Final = "dranger003, in XiongjieDai/GPU-Benchmarks-on-LLM-Inference"
_8B: Final = {
    "q4_k_m": 4.894, "q4_k_s": 4.667, "q5_k_m": 5.704, "q6_k": 6.563, "q8_0": 8.501, "q3_k_l": 4.298, "q2_k": 3.159,
    "iq4_xs": 4.460, "iq2_m": 2.929, "iq1_s": 2.004,
}  # fmt: skip
_70B: Final = {
    "iq1_s": 14.29, "iq2_xxs": 17.79, "iq2_m": 22.46, "q2_k": 24.56, "iq3_xxs": 25.58, "q3_k_s": 28.79, "iq3_m": 29.74,
    "q3_k_m": 31.91, "q3_k_l": 34.59, "iq4_xs": 35.30, "iq4_nl": 37.30, "q4_k_s": 37.58, "q4_k_m": 39.60,
    "q5_k_s": 45.32, "q5_k_m": 46.52, "q6_k": 53.91, "q8_0": 69.83, "fp16": 131.43,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """A file as its publisher states its size, in GB."""

    model: str
    format: str
    size: float
    source: str


def published() -> Iterator[Published]:
    """Yield published sizes: bits per weight of Llama 3.1 8B, GiB of Llama 3 70B, and others in GB."""
    for number_format, bits in _8B.items():
        yield Published("Llama 3 8B", number_format, bits * 8.0303 / 8, README)
    for number_format, size in _70B.items():
        yield Published("Llama 3.1 70b", number_format, size * GIB, DRANGER)
    yield Published("Llama 3 8B", "q4_k_m", 4.9, README)
    yield Published("Llama 3.1 70b", "q4_k_m", 43.1, README)
    yield Published("Llama 3.1 405b", "q4_k_m", 249.1, README)
    yield Published("Llama 3.1 405b", "q4_k_m", 243, "Ollama, llama3.1:405b")
    yield Published("DeepSeek R1 671b", "q4_k_m", 404, "Ollama, deepseek-r1:671b")
    yield Published("Llama 3.1 70b", "nvfp4", 40.61 + INPUT_OF_70B, "NVIDIA/dgx-spark-playbooks, issue 91")


# --- tensor by tensor, with the block sizes of gguf ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor of a model: its role, its layer (-1: none) and its number of weights."""

    role: str
    layer: int
    weights: int


def tensors(model: Mapping[str, Any]) -> Iterator[Tensor]:
    """Yield the tensors of a model with two dimensions; norms and routers, which are not quantized, are left out."""
    a = model["architecture"]
    hidden, heads = a["hidden_size"], a["heads"]
    embedding = a["vocabulary_size"] * hidden
    yield Tensor("output", -1, embedding)
    if not a["tied_embeddings"]:
        yield Tensor("token_embd", -1, embedding)
    for layer in range(a["layers"]):
        if a["attention"] == "mla":
            query = a["nope_head_size"] + a["rope_head_size"]
            yield Tensor("attn", layer, hidden * a["q_lora_rank"] + a["q_lora_rank"] * heads * query)
            yield Tensor("attn", layer, hidden * (a["kv_lora_rank"] + a["rope_head_size"]))
            yield Tensor("attn", layer, a["kv_lora_rank"] * heads * (a["nope_head_size"] + a["value_head_size"]))
            yield Tensor("attn_output", layer, heads * a["value_head_size"] * hidden)
        else:
            values = a.get("kv_heads", heads) * a["head_size"] * hidden
            yield Tensor("attn", layer, heads * a["head_size"] * hidden + values)
            yield Tensor("attn_v", layer, values)
            yield Tensor("attn_output", layer, heads * a["head_size"] * hidden)
        dense = layer < a.get("dense_layers", 0) if "experts" in a else True
        width, copies = (a["feed_forward_size"], 1) if dense else (a["expert_size"], a["experts"])
        yield Tensor("ffn" if dense else "ffn_exps", layer, 2 * hidden * width * copies)
        yield Tensor("ffn_down" if dense else "ffn_down_exps", layer, hidden * width * copies)
        if not dense and a.get("shared_experts"):
            yield Tensor("ffn", layer, 2 * hidden * a["expert_size"] * a["shared_experts"])
            yield Tensor("ffn_down", layer, hidden * a["expert_size"] * a["shared_experts"])


_BASE: Final = {
    "fp32": "F32", "bf16": "BF16", "fp16": "F16", "q8_0": "Q8_0", "q6_k": "Q6_K", "q5_k_m": "Q5_K", "q5_k_s": "Q5_K",
    "q5_0": "Q5_0", "q4_k_m": "Q4_K", "q4_k_s": "Q4_K", "q4_0": "Q4_0", "iq4_nl": "IQ4_NL", "iq4_xs": "IQ4_XS",
    "q3_k_l": "Q3_K", "q3_k_m": "Q3_K", "q3_k_s": "Q3_K", "iq3_m": "IQ3_S", "iq3_xxs": "IQ3_XXS", "q2_k": "Q2_K",
    "iq2_m": "IQ2_S", "iq2_xxs": "IQ2_XXS", "iq1_s": "IQ1_S", "mxfp4": "Q8_0", "mxfp4_bf16": "BF16",
}  # fmt: skip
GGUF_FORMATS: Final = tuple(_BASE)
_PLAIN: Final = ("fp32", "bf16", "fp16", "q8_0", "q6_k", "mxfp4", "mxfp4_bf16")
_SMALL: Final = ("iq3_xxs", "iq2_m", "iq2_xxs", "iq1_s")
_EMBEDDING: Final = {"iq3_xxs": "IQ3_S", "iq2_m": "IQ3_S", "iq2_xxs": "Q2_K", "iq1_s": "Q2_K"}
_ATTENTION_OUTPUT: Final = {
    "q2_k": "Q3_K", "q3_k_m": "Q4_K", "q3_k_l": "Q5_K", "iq3_m": "Q4_K", "iq3_xxs": "IQ3_S", "iq2_m": "IQ3_S",
    "iq1_s": "IQ2_XXS",
}  # fmt: skip
_VALUES: Final = {
    "q2_k": "Q4_K", "q3_k_l": "Q5_K", "iq3_m": "Q4_K", "iq3_xxs": "Q4_K", "iq4_xs": "Q5_K", "iq4_nl": "Q5_K",
    "iq2_m": "Q4_K", "iq2_xxs": "Q4_K", "iq1_s": "Q4_K",
}  # fmt: skip


def _more_bits(layer: int, layers: int) -> bool:
    """Return whether llama.cpp gives a layer more bits: the first and last eighth, and every third in between."""
    return layer < layers // 8 or layer >= 7 * layers // 8 or (layer - layers // 8) % 3 == 2


def type_of(tensor: Tensor, number_format: str, layers: int) -> str:
    """Return the format that llama.cpp gives to a tensor of a model in which four heads or more share a value."""
    base = _BASE[number_format]
    if tensor.role.endswith("_exps") and number_format.startswith("mxfp4"):
        return "MXFP4"
    if number_format in _PLAIN:
        return base
    if tensor.role == "output":
        return "Q5_K" if number_format in _SMALL else "Q6_K"
    if tensor.role == "token_embd":
        return _EMBEDDING.get(number_format, base)
    if tensor.role == "attn_output":
        return _ATTENTION_OUTPUT.get(number_format, base)
    if tensor.role == "attn_v":
        return _values(number_format, tensor.layer, layers, base)
    return _down(number_format, tensor.layer, layers, base) if tensor.role.startswith("ffn_down") else base


def _values(number_format: str, layer: int, layers: int, base: str) -> str:
    if number_format in ("q4_k_m", "q5_k_m"):
        return "Q6_K" if _more_bits(layer, layers) else base
    if number_format == "q4_k_s":
        return "Q5_K" if layer < 4 else base
    if number_format == "q3_k_m":
        return "Q5_K" if layer < 2 else "Q4_K"
    return _VALUES.get(number_format, base)


def _down(number_format: str, layer: int, layers: int, base: str) -> str:
    if number_format in ("q4_k_m", "q5_k_m"):
        return "Q6_K" if _more_bits(layer, layers) else base
    if number_format == "q3_k_m":
        return "Q5_K" if layer < layers // 16 else "Q4_K"
    first = {"q4_k_s": "Q5_K", "iq4_xs": "Q5_K", "iq3_m": "Q4_K", "iq2_m": "IQ3_S", "iq2_xxs": "Q2_K", "iq1_s": "Q2_K"}
    if number_format in first:
        return first[number_format] if layer < layers // 8 else base
    return {"q3_k_l": "Q5_K", "q2_k": "Q3_K"}.get(number_format, base)


def counted(model: str, number_format: str) -> float:
    """Return the size of a file in GB with the block sizes of gguf; raise `ImportError` where gguf is absent."""
    from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType

    described = MODELS[model]
    layers = described["architecture"]["layers"]
    size = Fraction(0)
    for tensor in tensors(described):
        weights, block = GGML_QUANT_SIZES[GGMLQuantizationType[type_of(tensor, number_format, layers)]]
        size += Fraction(tensor.weights * block, weights)
    return float(size) / 1e9


# --- what the policy files say ----------------------------------------------------------------------------------------


class Weigher:
    """Evaluates the memory of the weights with the shipped policy files."""

    def __init__(self) -> None:
        self.corpus: Corpus = read_corpus()
        self.catalogue: Catalogue = read_catalogue(self.corpus.vocabulary)
        self.law: Law = self.corpus.in_force(on=DAY, known=DAY)

    def weights(self, model: str, number_format: str, *, architecture: bool = True) -> float:
        """Return the memory of the weights in GB, by the architecture or by the parameters alone."""
        described = MODELS[model] if architecture else {"parameters": MODELS[model]["parameters"]}
        text = written({"declaration": 1, "model": described, "deployment": {"quantization": number_format}})
        declaration = read_declaration_text(text, self.corpus, self.catalogue, file="file.yaml")
        value = assess(declaration, self.law, "direct").decision.values[self.law.definitions[WEIGHTS]]
        if isinstance(value, Range):
            raise TypeError(f"the weights of `{model}` in `{number_format}` are not one number")
        return float(value) / 1e9  # type: ignore[arg-type]


def main() -> int:
    """Print the deviations; return 1 where one is above the bar."""
    weigher, worst = Weigher(), 0.0
    print("published file: size in GB, with the architecture, with the parameters alone")
    for each in published():
        said = weigher.weights(each.model, each.format)
        alone = weigher.weights(each.model, each.format, architecture=False)
        off, off_alone = said / each.size - 1, alone / each.size - 1
        worst = max(worst, abs(off))
        shown = f"{each.size:.2f}, {said:.2f} ({off:+.1%}), {alone:.2f} ({off_alone:+.1%})"
        print(f"  {each.model} {each.format}: {shown}; {each.source}")
    try:
        for model in MODELS:
            deviations = []
            for number_format in GGUF_FORMATS:
                off = weigher.weights(model, number_format) / counted(model, number_format) - 1
                worst = max(worst, abs(off))
                deviations.append(f"{number_format} {off:+.1%}")
            print(f"counted with gguf, {model}: {', '.join(deviations)}")
    except ImportError:
        print("not counted tensor by tensor: the package gguf is not installed", file=sys.stderr)
    print(f"largest deviation with the architecture: {worst:.1%}")
    return 0 if worst <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
