"""The catalogue's figures: names, sources, facts of the vocabulary, known TPP; and the reference data, if at hand."""

import csv
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from govern.catalog.catalog import Catalogue, CatalogueKind
from govern.numbers import read_number
from govern.shipped import policies_folder
from govern.source import Mapping, Node, Scalar, read_file, scalar_value

CATALOG = Path(__file__).parent.parent / "govern" / "catalog"
GRADES = {"primary", "quoted", "secondary", "inference", "unverified"}
NUMBER_KEYS = {"value", "at_least", "more_than", "at_most", "less_than"}
FIGURE_KEYS = NUMBER_KEYS | {"source", "grade", "confidence", "low", "high"}
BITS = {"fp64": 64, "fp32": 32, "tf32": 19, "bf16": 16, "fp16": 16, "int16": 16, "fp8": 8, "int8": 8}
BITS |= {"fp6": 6, "fp4": 4, "int4": 4}

Tree = Any
Rows = list[dict[str, str]]


def tree(node: Node) -> Tree:
    """Return a node as plain values; a number is an int or a Fraction."""
    if isinstance(node, Scalar):
        return scalar_value(node)
    if isinstance(node, Mapping):
        return {key: tree(child) for key, child in node.entries.items()}
    return [tree(child) for child in node.items]


FILES = {kind: tree(read_file(CATALOG / f"{kind}s.yaml")) for kind in ("chip", "model")}
ENTRIES = {kind: {entry["name"]: entry for entry in FILES[kind]["entries"]} for kind in FILES}
CHIPS, MODELS = ENTRIES["chip"], ENTRIES["model"]
VOCABULARY: dict[str, Tree] = tree(read_file(policies_folder() / "vocabulary.yaml"))["facts"]
for method in ("memory", "architecture"):
    VOCABULARY |= tree(read_file(policies_folder() / "methods" / f"{method}.yaml"))["facts"]


def figures(block: Tree, path: str) -> Iterator[tuple[str, Tree]]:
    """Yield every leaf of a block with its dotted name; a leaf is a figure or a statement."""
    if isinstance(block, dict) and not (block.keys() & (NUMBER_KEYS | {"stated_by"})):
        for key, child in block.items():
            yield from figures(child, f"{path}.{key}" if path else key)
    else:
        yield path, block


def fits(value: Tree, fact: Tree) -> bool:
    """Return whether a value has the type that the vocabulary declares."""
    kind = fact["type"]
    if value == "not_applicable":
        return bool(fact.get("not_applicable"))
    if kind == "number":
        least = value >= 0 if fact.get("domain") == "nonnegative" else value > 0
        return isinstance(value, int | Fraction) and not isinstance(value, bool) and least
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "list":
        return isinstance(value, list) and set(value) <= set(fact["allowed"])
    if kind == "chip":
        return value in CHIPS
    return isinstance(value, str) and value in fact.get("allowed", [value])


def number(text: str) -> Fraction:
    """Return a number exactly as it is written."""
    return Fraction(read_number(text))


def rates(name: str) -> dict[str, Fraction]:
    """Return the dense rates of a chip by format; a rate with sparsity alone counts half."""
    chip = CHIPS[name]["chip"]
    halved = {form: Fraction(stated(figure)) / 2 for form, figure in chip.get("sparse_tops", {}).items()}
    listed = chip.get("dense_tops", {})
    return halved | {form: Fraction(stated(figure)) for form, figure in listed.items() if form != "complete"}


def tpp(name: str, tf32: int = 19) -> Fraction:
    """Return the highest rate times bit length over the listed formats."""
    return max(rate * (tf32 if form == "tf32" else BITS[form]) for form, rate in rates(name).items())


@pytest.mark.parametrize("kind", ["chip", "model"])
def test_the_file_names_its_kind_and_holds_enough_entries(kind: str) -> None:
    assert FILES[kind].keys() == {"catalogue", "sources", "entries"}
    assert FILES[kind]["catalogue"] == f"{kind}s"
    assert len(FILES[kind]["entries"]) >= 30
    for entry in FILES[kind]["entries"]:
        assert entry.keys() <= {"name", "aliases", "sources", "notes", kind}, entry["name"]


@pytest.mark.parametrize("kind", ["chip", "model"])
def test_names_and_aliases_are_unique(kind: str) -> None:
    listed = [name for entry in FILES[kind]["entries"] for name in (entry["name"], *entry["aliases"])]
    names = ["".join(name.casefold().split()) for name in listed]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("kind", ["chip", "model"])
def test_every_source_is_complete_and_used(kind: str) -> None:
    used: set[str] = set()
    for entry in FILES[kind]["entries"]:
        cited = {figure["source"] for _, figure in figures(entry[kind], "")}
        assert entry.get("sources", {}).keys() <= cited, entry["name"]
        used |= cited
    assert FILES[kind]["sources"].keys() <= used
    tables = [FILES[kind]["sources"], *(entry.get("sources", {}) for entry in FILES[kind]["entries"])]
    for source in (source for table in tables for source in table.values()):
        assert {"title", "href", "grade"} <= source.keys() <= {"title", "href", "grade", "retrieved"}
        assert source["href"].startswith("https://")
        assert source["grade"] in GRADES


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in ENTRIES for name in ENTRIES[kind]])
def test_every_figure_has_a_source_and_fits_the_vocabulary(kind: str, name: str) -> None:
    entry = ENTRIES[kind][name]
    sources = FILES[kind]["sources"].keys() | entry.get("sources", {}).keys()
    for fact, figure in figures(entry[kind], kind):
        assert isinstance(figure, dict), f"{fact} is stated without a source"
        assert figure["source"] in sources, fact
        assert figure.get("grade", "secondary") in GRADES, fact
        if VOCABULARY[fact]["type"] == "statement":
            assert figure.keys() == {"stated_by", "source"}, fact
        else:
            assert figure.keys() <= FIGURE_KEYS, fact
            assert all(fits(figure[key], VOCABULARY[fact]) for key in NUMBER_KEYS & figure.keys()), fact


@pytest.mark.parametrize(
    ("name", "expected", "density"),
    [
        ("NVIDIA A100 SXM4 80GB", "4992", "6.04"),
        ("NVIDIA A800 SXM4 80GB", "4992", "6.04"),
        ("NVIDIA GeForce RTX 4090 D", "4704", "7.73"),
        ("NVIDIA RTX PRO 5000 Blackwell", "4720", "6.29"),
        ("NVIDIA GeForce RTX 4090", "5284.8", "8.69"),
        ("NVIDIA A30", "2641.6", "3.20"),
        ("NVIDIA A40", "2395.2", "3.81"),
        ("NVIDIA A10", "2000", "3.18"),
        ("NVIDIA L20", "1912", "3.14"),
        ("NVIDIA L2", "1544", None),
        ("NVIDIA H20 SXM 96GB", "2368", "2.91"),
        ("NVIDIA L4", "1936", "6.59"),
        ("NVIDIA L40", "2896.8", "4.76"),
        ("NVIDIA L40S", "5864", "9.64"),
        ("AMD Instinct MI210", "2896", "3.76"),
        ("AMD Instinct MI250X", "6128", "3.98"),
        ("AMD Instinct MI325X", "20919.2", None),
        ("NVIDIA H100 SXM5 80GB", "15832", "19.45"),
        ("NVIDIA H800 SXM5 80GB", "15832", "19.45"),
        ("NVIDIA H200 SXM 141GB", "15832", "19.45"),
        ("NVIDIA H200 NVL", "13368", "16.42"),
        ("NVIDIA B300", "56000", "34.40"),
        ("NVIDIA GB300 (per GPU)", "60000", None),
        ("NVIDIA GeForce RTX 5090", "6704", "8.94"),
        ("NVIDIA GeForce RTX 5090 D", "4750", "6.33"),
        ("NVIDIA GeForce RTX 5080", "3600", "9.52"),
        ("NVIDIA RTX PRO 6000 Blackwell Server Edition", "8000", "10.67"),
        ("NVIDIA RTX 6000 Ada", "5832", "9.59"),
        ("NVIDIA GeForce RTX 4070", "1864", "6.32"),
        ("NVIDIA GeForce RTX 3080", "1905.12", "3.03"),
        ("NVIDIA P100 SXM2/PCIe 16GB", "300.8", "0.49"),
        ("NVIDIA GB10 (DGX Spark)", "2000", None),
        ("AMD Instinct MI100", "2953.6", "3.94"),
        ("AMD Instinct MI250", "5793.6", "3.76"),
        ("AMD Instinct MI355X", "60397.8", None),
        ("Intel Arc B580", "1749.8", "6.43"),
        ("Microsoft Maia 100", "18000", "21.95"),
        ("Meta MTIA 300", "9600", None),
        ("Biren BR100", "16384", "15.26"),
        ("Moore Threads MTT S4000", "1600", None),
        ("MetaX MXC500 (OAM)", "4480", None),
        ("Cambricon MLU290-M5", "4096", "7.31"),
        ("AWS Trainium 1", "3610", None),
        ("AWS Trainium 3", "20136", None),
    ],
)
def test_tpp_and_density_of_known_chips(name: str, expected: str, density: str | None) -> None:
    chip = CHIPS[name]["chip"]
    assert tpp(name) == number(expected)
    assert "complete" in chip["dense_tops"]
    if density is None:
        assert "die_area" not in chip
    else:
        assert round(tpp(name) / Fraction(chip["die_area"]["value"]), 2) == number(density)
        assert chip["non_planar"]["value"] is True


def test_chips_near_a_line_fall_on_their_side_of_it() -> None:
    assert tpp("NVIDIA A40") < 2400
    assert tpp("NVIDIA A10") / number("628.4") < number("3.2")
    assert number("3.19") < tpp("NVIDIA A30") / 826 < number("3.2")
    assert tpp("NVIDIA GeForce RTX 4090 D") < 4800 < tpp("NVIDIA GeForce RTX 4090")
    assert tpp("NVIDIA H20 SXM 96GB") / 814 < number("2.91")
    assert tpp("NVIDIA GeForce RTX 5090 D V2") < 4800
    assert tpp("Moore Threads MTT S4000") == 1600
    assert tpp("AWS Trainium 1", tf32=32) == tpp("AWS Inferentia 2", tf32=32) == 6080
    assert tpp("AWS Trainium 3", tf32=32) == 21472


def test_transfer_rates_that_the_rule_of_2022_asks_for() -> None:
    named = ("A100 SXM4 80GB", "A800 SXM4 80GB", "H100 SXM5 80GB", "H800 SXM5 80GB", "H20 SXM 96GB")
    links = [CHIPS[f"NVIDIA {chip}"]["chip"]["interconnect_bandwidth"]["value"] for chip in named]
    assert links == [600, 400, 900, 400, 900]
    unlike = ("AWS Inferentia 2", "NVIDIA Groq LP30 (Groq 3 LPX)", "AMD Instinct MI210")
    assert all("interconnect_bandwidth" not in CHIPS[name]["chip"] for name in unlike)


@pytest.mark.parametrize("alias", ["MI308X", "WSE-2", "WSE-3", "RTX 6000D", "Arc A770"])
def test_throughput_that_nobody_published_is_absent(alias: str) -> None:
    (entry,) = [entry for entry in CHIPS.values() if alias in entry["aliases"]]
    assert not entry["chip"].keys() & {"dense_tops", "sparse_tops"}


@pytest.mark.parametrize("alias", ["M3 Ultra", "M3 Max", "M4 Max", "Strix Halo"])
def test_a_personal_computer_whose_rates_are_bounded_stays_below_every_line_of_3a090(alias: str) -> None:
    (entry,) = [entry for entry in CHIPS.values() if alias in entry["aliases"]]
    rates = {name: rate for name, rate in entry["chip"]["dense_tops"].items() if name != "complete"}
    highest = {name: rate.get("at_most", rate.get("value")) for name, rate in rates.items()}
    assert max(rate * int(name[-2:].lstrip("fpint")) for name, rate in highest.items()) < 1600


@pytest.mark.parametrize("alias", ["A10G", "RTX A6000"])
def test_a_table_without_dense_tensor_rates_is_not_called_complete(alias: str) -> None:
    (entry,) = [entry for entry in CHIPS.values() if alias in entry["aliases"]]
    assert not entry["chip"].get("dense_tops", {}).keys() & {"complete", "fp16", "bf16", "fp4"}


@pytest.mark.parametrize(
    ("alias", "format", "counted"),
    [
        ("RTX 5090", "fp4", "6704"),
        ("RTX 5090 D", "fp4", "4750"),
        ("RTX PRO 6000 Blackwell Workstation", "fp4", "8000"),
        ("GB10", "fp4", "2000"),
        ("RTX 3090", "fp16", "2280"),
        ("RTX 3080", "fp16", "1905.12"),
        ("RTX 3060 12GB", "fp16", "815.2"),
        ("Jetson AGX Thor", "fp4", "4000"),
        ("Rubin CPX", "fp4", "60000"),
    ],
)
def test_a_rate_with_sparsity_stands_apart_and_counts_half(alias: str, format: str, counted: str) -> None:
    (entry,) = [entry for entry in CHIPS.values() if alias in entry["aliases"]]
    # A dense rate beside it is the half of it, and says so.
    assert entry["chip"].get("dense_tops", {}).get(format, {"source": "halved"})["source"] == "halved"
    assert Fraction(stated(entry["chip"]["sparse_tops"][format])) / 2 * BITS[format] == number(counted)


def test_a_list_of_rates_that_may_miss_the_deciding_one_is_not_called_complete() -> None:
    complete = {name for name, entry in CHIPS.items() if "complete" in entry["chip"].get("dense_tops", {})}
    assert "fp6" in CHIPS["AMD Instinct MI350X"]["chip"]["dense_tops"]
    assert "fp6" in CHIPS["Microsoft Maia 100"]["chip"]["dense_tops"]
    ascend = {name for name in CHIPS if name.startswith("Huawei Ascend")}
    assert complete & ascend == {"Huawei Ascend 910 (2019)", "Huawei Ascend 310"}
    assert not complete & {name for name in CHIPS if "Rubin" in name or "rumoured" in name or "LP30" in name}
    assert not complete & {"Microsoft Maia 200", "Intel Gaudi 3", "AWS Trainium 2", "Alibaba T-Head Hanguang 800"}


def test_rumoured_and_preliminary_figures_say_so() -> None:
    names = ("B30A (rumoured)", "Rubin / VR200 (per GPU package)", "Groq LP30 (Groq 3 LPX)")
    for entry in (CHIPS[f"NVIDIA {name}"] for name in names):
        assert all(figure["grade"] == "unverified" for figure in entry["chip"]["dense_tops"].values())
        assert entry["notes"][0].startswith(("A rumour", "Preliminary"))


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("NVIDIA Rubin / VR200 (per GPU package)", "fp4"),
        ("NVIDIA Groq LP30 (Groq 3 LPX)", "fp8"),
        ("Microsoft Maia 200", "fp4"),
    ],
)
def test_a_rate_that_may_be_dense_or_not_lies_between_half_of_it_and_all_of_it(name: str, format: str) -> None:
    figure = CHIPS[name]["chip"]["dense_tops"][format]
    assert figure["at_most"] == 2 * figure["at_least"]


def test_areas_that_are_estimates_or_differ_in_print_have_a_span() -> None:
    spans = {name: dict(entry["chip"]["die_area"]) for name, entry in CHIPS.items() if "die_area" in entry["chip"]}
    spans = {name: area for name, area in spans.items() if area.keys() & {"low", "high", "confidence"}}
    assert {name: area.get("high") for name, area in spans.items()} == {
        "NVIDIA B100": 1716,
        "NVIDIA B200": 1716,
        "NVIDIA B300": 1716,
        "NVIDIA B30A (rumoured)": 858,
        "NVIDIA Rubin / VR200 (per GPU package)": 1716,
        "AMD Instinct MI210": 790,
        "AMD Instinct MI250": 1580,
        "AMD Instinct MI250X": 1580,
        "Intel Data Center GPU Max 1550": 2330,
    }
    assert all(area.get("low", 0) <= area["value"] <= area["high"] for area in spans.values())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("NVIDIA L40", "724 for dense INT8"),
        ("Intel Gaudi 3", "1,835"),
        ("Meta MTIA 300", "2,832"),
        ("Huawei Ascend 910 (2019)", "1,228 mm2"),
        ("AWS Inferentia 2", "1,000 GB/s"),
        ("NVIDIA B300", "INT4"),
        ("MetaX MXC500 (OAM)", "18,000 GB/s"),
    ],
)
def test_doubtful_figures_of_the_tables_are_explained(name: str, said: str) -> None:
    assert any(said in note for note in CHIPS[name]["notes"])


def test_every_chip_of_the_reference_table_is_there() -> None:
    table = reference("chips.csv")
    names = {name.casefold() for entry in CHIPS.values() for name in (entry["name"], *entry["aliases"])}
    assert [row["name"] for row in table if row["name"].casefold() not in names] == []
    assert len(CHIPS) == len(table) == 114


def test_chips_without_dram_say_so() -> None:
    bandwidth = {name: entry["chip"].get("dram_bandwidth", {}).get("value") for name, entry in CHIPS.items()}
    without = {name for name, value in bandwidth.items() if value == "not_applicable"}
    assert without == {
        "Groq LPU v1 (GroqChip)",
        "NVIDIA Groq LP30 (Groq 3 LPX)",
        "Cerebras WSE-2",
        "Cerebras WSE-3",
    }


def test_the_market_is_stated_for_every_chip() -> None:
    stated = "designed_or_marketed_for_datacenter"
    market = {name: entry["chip"][stated] for name, entry in CHIPS.items() if stated in entry["chip"]}
    assert CHIPS.keys() - market.keys() == {"NVIDIA RTX 6000D (RTX PRO 6000D, China)"}
    for name, figure in market.items():
        sold = CHIPS[name]["chip"]["market"]
        assert figure["value"] is (sold["value"] == "datacenter"), name
        assert figure["grade"] == sold["grade"] in {"secondary", "unverified"}, name
    assert market["NVIDIA L4"]["value"] is True
    assert market["NVIDIA GeForce RTX 4090 D"]["value"] is False
    assert market["Apple M3 Ultra"]["value"] is False


@pytest.mark.parametrize("name", list(MODELS))
def test_a_model_is_dense_or_says_how_many_parameters_are_active(name: str) -> None:
    model = MODELS[name]["model"]
    dense, active = "dense" in model, "active_parameters" in model
    assert not (dense and active)
    if model["weights"]["value"] == "open":
        assert dense or active
        assert "parameters" in model
    if active:
        assert model["active_parameters"]["value"] < model["parameters"]["value"]
    compute = model.get("training", {}).get("compute")
    assert compute is None or compute["confidence"] in {"confident", "likely", "speculative"}


@pytest.mark.parametrize("name", ["GPT-4o", "o1", "Claude 3 Opus", "Claude Opus 4.5", "Kimi K3", "GPT-5.4"])
def test_undisclosed_compute_is_absent(name: str) -> None:
    assert "training" not in MODELS[name]["model"]


def test_counts_of_the_govern_project_follow_from_parameters_and_tokens() -> None:
    pro, flash = MODELS["DeepSeek-V4-Pro"]["model"], MODELS["DeepSeek-V4-Flash"]["model"]
    counted = 6 * pro["active_parameters"]["value"] * 33 * 10**12
    assert abs(Fraction(pro["training"]["compute"]["value"], counted) - 1) < Fraction(1, 1000)
    assert pro["training"]["pretraining"]["tokens"]["more_than"] == 32 * 10**12
    counted = 6 * flash["active_parameters"]["value"] * flash["training"]["pretraining"]["tokens"]["value"]
    assert abs(Fraction(flash["training"]["compute"]["value"], counted) - 1) < Fraction(1, 500)


# --- against the reference data -------------------------------------------------------------------

MARKETS = {
    "datacenter": "datacenter",
    "workstation": "workstation",
    "consumer": "consumer",
    "soc": "system_on_chip",
    "edge": "edge",
    "workstation/soc": "workstation",
    "workstation/datacenter (disputed)": "disputed",
}
CHIP_COLUMNS = {
    "vendor": "vendor",
    "released_on": "launch_date",
    "die_area": "die_area_mm2",
    "memory": "mem_gb",
    "dram_bandwidth": "mem_bw_gbps",
    "interconnect_bandwidth": "interconnect_gbps",
    "power": "tdp_w",
    "process_node": "process_nm",
    "dense_tops.fp64": "fp64_tflops",
    "dense_tops.fp32": "fp32_tflops",
    "dense_tops.tf32": "tf32_tflops",
    "dense_tops.bf16": "fp16_bf16_dense_tflops",
    "dense_tops.fp16": "fp16_bf16_dense_tflops",
    "dense_tops.fp8": "fp8_dense_tflops",
    "dense_tops.int8": "int8_dense_tops",
    "dense_tops.fp4": "fp4_dense_tflops",
    "dense_tops.int4": "int4_dense_tops",
}
# Facts that the reference table has no column for: the column of Epoch AI's table, and its factor.
EPOCH_COLUMNS = {
    "transistors": ("Transistors (millions)", Fraction(10**6)),
    "dense_tops.int16": ("INT16 performance (OP/s)", Fraction(1, 10**12)),
}
ARCHITECTURE_COLUMNS = {
    "layers": "layers",
    "hidden_size": "hidden",
    "heads": "heads",
    "kv_heads": "kv_heads",
    "head_size": "head_dim",
    "kv_lora_rank": "mla_kv_lora_rank",
    "rope_head_size": "mla_qk_rope_head_dim",
    "q_lora_rank": "mla_q_lora_rank",
    "nope_head_size": "mla_qk_nope_head_dim",
    "value_head_size": "v_head_dim",
    "feed_forward_size": "ffn",
    "experts": "experts",
    "experts_per_token": "experts_per_tok",
    "expert_size": "moe_ffn",
    "shared_experts": "shared_experts",
    "dense_layers": "first_k_dense",
    "vocabulary_size": "vocab",
    "sliding_window": "sliding_window",
    "sliding_layers": "n_sliding_layers",
    "linear_layers": "n_linear_layers",
    "longest_context": "context",
}
# Configurations: what the table has of them is held against it; what other sources say is not.
CONFIGURATIONS = {"aiconfigurator", "litgpt"}
LAYER_KINDS = {"layers", "linear_layers", "dense_layers", "shared_experts"}
# The table counts Mamba layers alone as linear, and has no count of layers, experts or widths where it is blank.
BESIDE_THE_CONFIGURATIONS = (
    {(name, fact) for name in ("Nemotron 3 Nano 30B-A3B", "Nemotron 3 Super 120B-A12B") for fact in LAYER_KINDS}
    | {(name, fact) for name in ("Nemotron 3 Ultra 550B-A55B", "Nemotron-H-56B") for fact in LAYER_KINDS}
    | {(name, "shared_experts") for name in ("Qwen3.5-397B-A17B", "Qwen3.5-122B-A10B", "Qwen3.5-35B-A3B")}
    | {("Qwen3.6-35B-A3B", "shared_experts"), ("Kimi K3", "linear_layers"), ("MiMo-7B", "attention")}
    | {("MiMo-V2-Flash", "dense_layers"), ("MiMo-V2-Flash", "sliding_layers")}
)
BESIDE_THE_TABLE = {
    ("Apple M3 Ultra", "memory"),
    ("Apple M3 Ultra", "dram_bandwidth"),
    ("AMD Ryzen AI Max+ 395 (Strix Halo)", "dram_bandwidth"),
    # Named in the note on another row: the rate with sparsity of a Wikipedia table.
    ("NVIDIA GeForce RTX 3090", "sparse_tops.fp16"),
    # The table has one column for FP16 and BF16; the source has half the rate for BF16.
    ("NVIDIA GeForce RTX 4090", "dense_tops.bf16"),
    ("NVIDIA RTX PRO 5000 Blackwell", "dense_tops.bf16"),
    # Read from a page of the vendor, or quoted from it: the table has other memory, or none.
    ("Meta MTIA v1", "memory"),
    ("Meta MTIA v1", "dram_bandwidth"),
    ("Meta MTIA v2", "memory"),
    ("Meta MTIA v2", "dram_bandwidth"),
    ("Microsoft Maia 100", "memory"),
    ("Microsoft Maia 100", "dram_bandwidth"),
    ("AWS Inferentia 1", "memory"),
    ("AWS Inferentia 1", "dram_bandwidth"),
    ("AWS Inferentia 1", "dense_tops.bf16"),
    ("AWS Inferentia 1", "dense_tops.fp16"),
    ("AWS Inferentia 1", "dense_tops.int8"),
}
PADDING = 512  # an embedding may have some rows more than the vocabulary of the table
# A count of ours, or a report or a model that the tables do not have under this name.
OWN_SOURCES = {"count", "report", "quarter", "config31", "layers", "base", "card"}
OWN_SOURCES |= {"llama2_card", "llama3_card", "llama32_card", "llama4_card"}
EPOCH_FILES = ("notable_ai_models", "all_ai_models", "large_scale_ai_models")


def reference(file: str) -> Rows:
    """Return the rows of a reference table, or skip the test with a message where the data is not at hand."""
    folder = os.environ.get("GOVERN_REFERENCE_DATA")
    if not folder:
        pytest.skip("GOVERN_REFERENCE_DATA does not name the folder of the reference data")
    with (Path(folder) / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def rows_of(entry: Tree, rows: Rows, key: str) -> Rows:
    """Return the rows whose name is the entry's name or one of its aliases."""
    names = {name.casefold() for name in (entry["name"], *entry["aliases"])}
    return [row for row in rows if row[key].strip().casefold() in names]


def stated(figure: Tree) -> Tree:
    """Return the number, text or date of a figure; of a bound, its end, of two the lower one."""
    return next(figure[key] for key in sorted(NUMBER_KEYS & figure.keys()))


def same(figure: Tree, cell: str) -> bool:
    """Return whether a figure, or an end of it, is the cell of a table; numbers to four digits."""
    values = [figure[key] for key in NUMBER_KEYS & figure.keys()]
    if isinstance(values[0], str):
        return cell in values
    return bool(cell) and any(format(float(value), ".3e") == format(float(cell), ".3e") for value in values)


def written(figure: Tree, notes: str) -> bool:
    """Return whether a note writes the number in one of the usual ways."""
    trillions, billions = f"{float(stated(figure)) / 1e12:g}", f"{float(stated(figure)) / 1e9:g}"
    ways = [f"{trillions}{unit}" for unit in ("T", "e12", " trillion")]
    ways += [f"{billions}{unit}" for unit in ("B", "e9", " billion", " * 10^9", "*10^9")]
    return any(way in notes for way in (*ways, f"{float(stated(figure)):g}"))


def cells(rows: Rows, *names: str) -> list[str]:
    """Return the cells of some columns, where the table has them and they are filled."""
    return [row[name] for row in rows for name in names if row.get(name)]


def cells_in_billions(rows: Rows, *names: str) -> list[str]:
    """Return the cells of some columns that count in billions as plain numbers."""
    return [str(float(cell) * 1e9) for cell in cells(rows, *names)]


def test_every_chip_figure_stands_in_the_reference_table() -> None:
    table, epoch = reference("chips.csv"), reference("epoch/ml_hardware.csv")
    for name, entry in CHIPS.items():
        (row,) = rows_of(entry, table, "name")
        for fact, figure in figures(entry["chip"], ""):
            elsewhere = fact in NOT_IN_THE_TABLE or name in PERSONAL_COMPUTERS or figure.get("source") in BOUNDS
            if not elsewhere and (name, fact) not in BESIDE_THE_TABLE:
                assert stands_in(row, epoch, entry, fact, figure), f"{name} {fact}"


def stands_in(row: dict[str, str], epoch: Rows, entry: Tree, fact: str, figure: Tree) -> bool:
    """Return whether a figure of a chip is what its row says, or what Epoch AI's table says of some chip."""
    node = row["process_nm"]
    if fact == "dense_tops.complete":
        return row["data_complete"] == "yes"
    if fact == "market":
        return bool(figure["value"] == MARKETS[row["market"]])
    if fact == "designed_or_marketed_for_datacenter":
        return figure["value"] is (row["market"] == "datacenter")
    if fact == "non_planar":
        return figure["value"] is True and (not node or float(node) <= 16)
    if fact.startswith("sparse_tops."):
        return row["quoted_sparse_format"] == fact.rpartition(".")[2] and same(figure, row["quoted_sparse_ai_tops"])
    if fact in EPOCH_COLUMNS:
        column, factor = EPOCH_COLUMNS[fact]
        listed = {Fraction(each[column]) * factor for each in epoch if each[column]}
        return figure["value"] in listed
    if fact == "dense_tops.fp6":
        fp4 = entry["chip"]["dense_tops"].get("fp4")
        return fp4 is None or bool(figure["value"] == fp4["value"])
    return stated(figure) == "not_applicable" or same(figure, row[CHIP_COLUMNS[fact]])


# Facts that the table has no column for, and chips of which it says next to nothing: their sources are others.
NOT_IN_THE_TABLE = {"processor", "memory_technology", "on_chip_bandwidth", "annual_supply", "price"}
BOUNDS = {"slot3", "slot4", "slot5", "bridge", "pascal", "ports", "halving", "halved"}  # inferences of ours
PERSONAL_COMPUTERS = {
    "Apple M3 Ultra",
    "Apple M3 Max (40-core GPU)",
    "Apple M4 Max",
    "AMD Ryzen AI Max+ 395 (Strix Halo)",
}
# What the table has and the catalogue leaves out, each with a note that says why.
LEFT_OUT = {
    "A800 SXM4 80GB": {"released_on"},
    "GeForce RTX 5090": {"dense_tops.fp4"},
    "B200": {"dense_tops.int4"},
    "Groq LP30 (Groq 3 LPX)": {"interconnect_bandwidth", "dram_bandwidth"},
    "AMD Instinct MI210": {"interconnect_bandwidth"},
    "AMD Instinct MI308X": {"dense_tops.fp32", "dense_tops.fp16", "dense_tops.bf16"},
    "AWS Inferentia 2": {"interconnect_bandwidth"},
    "Tesla D1": {"dram_bandwidth"},
    "Groq LPU v1 (GroqChip)": {"dram_bandwidth"},
    "Cerebras WSE-2": {"dram_bandwidth"},
    "Cerebras WSE-3": {"dram_bandwidth", "sparse_tops.fp16"},
    "Huawei Ascend 910B": {"released_on"},
}
VECTOR_FP16 = {"A10G", "RTX A6000"}


def test_what_the_reference_table_has_is_in_the_catalogue() -> None:
    for name, entry in CHIPS.items():
        (row,) = rows_of(entry, reference("chips.csv"), "name")
        short = name.removeprefix("NVIDIA ")
        left_out = LEFT_OUT.get(short, set()) | ({"dense_tops.fp16"} if short in VECTOR_FP16 else set())
        here = {fact for fact, _ in figures(entry["chip"], "")}
        here |= {fact.replace("bf16", "fp16") for fact in here}
        there = {fact for fact, column in CHIP_COLUMNS.items() if row[column] and fact != "dense_tops.bf16"}
        there |= {f"sparse_tops.{row['quoted_sparse_format']}"} if row["quoted_sparse_ai_tops"] else set()
        if "released_on" in there and len(row["launch_date"]) < len("2024-01-01"):
            there -= {"released_on"}
        if entry["chip"].get("dram_bandwidth", {}).get("value") == "not_applicable":
            left_out -= {"dram_bandwidth"}
        assert there - here == left_out & there, name
        assert not left_out or entry["notes"], name


def test_no_chip_figure_is_a_sparse_one() -> None:
    table = reference("chips.csv")
    for name, entry in CHIPS.items():
        (row,) = rows_of(entry, table, "name")
        quoted = row["quoted_sparse_ai_tops"]
        assert not quoted or number(quoted) not in rates(name).values(), name


def test_every_figure_of_a_configuration_stands_in_the_reference_table() -> None:
    table = reference("open_models.csv")
    for name, entry in MODELS.items():
        architecture = entry["model"].get("architecture", {})
        for row in rows_of(entry, table, "model") if architecture else []:
            for fact, figure in architecture.items():
                if figure["source"] in CONFIGURATIONS and (name, fact) not in BESIDE_THE_CONFIGURATIONS:
                    assert as_configured(row, fact, figure), f"{name} {fact}"


def as_configured(row: dict[str, str], fact: str, figure: Tree) -> bool:
    """Return whether a figure is what the row of a configuration says."""
    if fact == "attention":
        kind = row["attention"].split()[0].lower()
        return bool(figure["value"] == ("sliding" if row["sliding_window"] and kind != "hybrid" else kind))
    if fact == "tied_embeddings":
        return row["tied_embeddings"] in ("", str(figure["value"]))
    if fact == "vocabulary_size" and figure["source"] == "litgpt":
        return bool(0 <= figure["value"] - int(row["vocab"]) < PADDING)
    if fact == "expert_size" and not row["moe_ffn"]:
        return same(figure, row["ffn"])
    if figure["value"] == 0:
        return not row[ARCHITECTURE_COLUMNS[fact]]
    return same(figure, row[ARCHITECTURE_COLUMNS[fact]])


def test_every_training_figure_stands_in_the_reference_tables() -> None:
    runs, sizes = reference("training_runs.csv"), reference("open_models.csv")
    index = reference("epoch/capabilities_index.csv")
    epoch = [row for file in EPOCH_FILES for row in reference(f"epoch/{file}.csv")]
    for name, entry in MODELS.items():
        of_epoch, of_runs = rows_of(entry, epoch, "Model"), rows_of(entry, runs, "run")
        of_sizes = rows_of(entry, sizes, "model")
        assert of_epoch or of_sizes or rows_of(entry, index, "Model name"), name
        known = {
            "training.compute": cells(of_epoch, "Training compute (FLOP)"),
            "parameters": cells(of_epoch, "Parameters")
            + cells_in_billions(of_sizes, "params_total_b_nominal", "params_total_b_computed")
            + cells_in_billions(of_runs, "params_total_b"),
            "active_parameters": cells_in_billions(of_sizes, "params_active_b_nominal"),
            "training.pretraining.tokens": cells(of_epoch, "Training dataset size (total)", "Training dataset size")
            + cells_in_billions(of_runs, "tokens_b"),
        }
        notes = " ".join(cells(of_epoch, "Training compute notes", "Dataset size notes", "Parameters notes"))
        found = dict(figures(entry["model"], ""))
        for fact in known.keys() & found.keys():
            figure = found[fact]
            if figure["source"] not in OWN_SOURCES:
                assert any(same(figure, cell) for cell in known[fact]) or written(figure, notes), f"{name} {fact}"


@pytest.mark.parametrize("kind", ["chip", "model"])
def test_an_entry_read_alone_is_the_entry_of_the_whole_file(catalogue: Catalogue, kind: CatalogueKind) -> None:
    alone = Catalogue(catalogue.folder, catalogue.vocabulary)
    for entry in catalogue.entries(kind):
        assert alone.find(kind, entry.name.upper()) == entry
    assert alone.names(kind) == [entry.name for entry in catalogue.entries(kind)]
    assert alone.find(kind, "no such thing") is None
