"""The catalogue's own figures: names, sources, facts of the vocabulary, known TPP, and the reference data where it is at hand."""

import csv
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from govern.numbers import read_number
from govern.shipped import policies_folder
from govern.source import Mapping, Node, Scalar, read_file, scalar_value

CATALOG = Path(__file__).parent.parent / "govern" / "catalog"
GRADES = {"primary", "quoted", "secondary", "inference", "unverified"}
NUMBER_KEYS = {"value", "at_least", "more_than", "at_most", "less_than"}
FIGURE_KEYS = NUMBER_KEYS | {"source", "grade", "confidence", "low", "high"}
BITS = {"fp64": 64, "fp32": 32, "tf32": 19, "bf16": 16, "fp16": 16, "fp8": 8, "int8": 8, "fp4": 4, "int4": 4}

Tree = Any


def tree(node: Node) -> Tree:
    """Return a node as plain values; a figure's number is an int or a Fraction."""
    if isinstance(node, Scalar):
        return scalar_value(node)
    if isinstance(node, Mapping):
        return {key: tree(child) for key, child in node.entries.items()}
    return [tree(child) for child in node.items]


def loaded(kind: str) -> Tree:
    """Return a catalogue file as plain values."""
    return tree(read_file(CATALOG / f"{kind}.yaml"))


def entries(kind: str) -> dict[str, Tree]:
    """Return the entries of a catalogue file by name."""
    return {entry["name"]: entry for entry in loaded(kind)["entries"]}


def figures(block: Tree, path: str) -> Iterator[tuple[str, Tree]]:
    """Yield every leaf of a block with its dotted name; a leaf is a mapping with a number key or a statement."""
    if isinstance(block, dict) and not (block.keys() & (NUMBER_KEYS | {"stated_by"})):
        for key, child in block.items():
            yield from figures(child, f"{path}.{key}")
    else:
        yield path, block


CHIPS, MODELS = entries("chips"), entries("models")
EVERY_FIGURE = [
    pytest.param(kind, entry, name, figure, id=f"{entry['name']}-{name}")
    for kind, catalogue in (("chips", CHIPS), ("models", MODELS))
    for entry in catalogue.values()
    for name, figure in figures(entry[kind.removesuffix("s")], kind.removesuffix("s"))
]


def rates(name: str) -> dict[str, Fraction]:
    """Return the dense rates of a chip by format."""
    listed = CHIPS[name]["chip"].get("dense_tops", {})
    return {form: Fraction(figure["value"]) for form, figure in listed.items() if form != "complete"}


def tpp(name: str, tf32: int = 19) -> Fraction:
    """Return the highest rate times bit length over the listed formats."""
    return max(rate * (tf32 if form == "tf32" else BITS[form]) for form, rate in rates(name).items())


def number(text: str) -> Fraction:
    """Return a number exactly as it is written."""
    return Fraction(read_number(text))


@pytest.mark.parametrize("kind", ["chips", "models"])
def test_the_file_names_its_kind_and_holds_enough_entries(kind: str) -> None:
    catalogue = loaded(kind)
    assert catalogue.keys() == {"catalogue", "sources", "entries"}
    assert catalogue["catalogue"] == kind
    assert len(catalogue["entries"]) >= 30
    allowed = {"name", "aliases", "sources", "notes", kind.removesuffix("s")}
    assert all(entry.keys() <= allowed for entry in catalogue["entries"])


@pytest.mark.parametrize("kind", ["chips", "models"])
def test_names_and_aliases_are_unique(kind: str) -> None:
    names = [name.casefold() for entry in loaded(kind)["entries"] for name in (entry["name"], *entry["aliases"])]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("kind", ["chips", "models"])
def test_every_source_has_a_title_an_address_and_a_grade_and_is_used(kind: str) -> None:
    catalogue = loaded(kind)
    used: set[str] = set()
    for entry in catalogue["entries"]:
        block = entry[kind.removesuffix("s")]
        cited = {figure["source"] for _, figure in figures(block, "")}
        assert entry.get("sources", {}).keys() <= cited, entry["name"]
        used |= cited
    assert catalogue["sources"].keys() <= used
    tables = [catalogue["sources"], *(entry.get("sources", {}) for entry in catalogue["entries"])]
    for source in (source for table in tables for source in table.values()):
        assert {"title", "href", "grade"} <= source.keys() <= {"title", "href", "grade", "retrieved"}
        assert source["href"].startswith("https://")
        assert source["grade"] in GRADES


@pytest.mark.parametrize(("kind", "entry", "name", "figure"), EVERY_FIGURE)
def test_every_figure_has_a_source_and_is_a_fact_of_the_vocabulary(
    kind: str, entry: Tree, name: str, figure: Tree
) -> None:
    assert isinstance(figure, dict), f"{name} is stated without a source"
    assert figure["source"] in loaded_sources(kind) | entry.get("sources", {}).keys()
    assert figure.get("grade", "secondary") in GRADES
    fact = VOCABULARY[name]
    if fact["type"] == "statement":
        assert figure.keys() == {"stated_by", "source"}
        return
    assert figure.keys() <= FIGURE_KEYS
    for value in (figure[key] for key in NUMBER_KEYS & figure.keys()):
        assert fits(value, fact), f"{value!r} does not fit {name}"


def loaded_sources(kind: str) -> set[str]:
    """Return the keys of the file's own table of sources."""
    return FILE_SOURCES[kind]


def fits(value: Tree, fact: Tree) -> bool:
    """Return whether a value has the type that the vocabulary declares."""
    kind = fact["type"]
    if value == "not_applicable":
        return bool(fact.get("not_applicable"))
    if kind == "number":
        return isinstance(value, int | Fraction) and not isinstance(value, bool) and value > 0
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "list":
        return isinstance(value, list) and set(value) <= set(fact["allowed"])
    if kind == "chip":
        return value in CHIPS
    return isinstance(value, str) and value in fact.get("allowed", [value])


FILE_SOURCES = {kind: set(loaded(kind)["sources"]) for kind in ("chips", "models")}
VOCABULARY: dict[str, Tree] = tree(read_file(policies_folder() / "vocabulary.yaml"))["facts"]


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
        ("NVIDIA B300", "56000", None),
        ("AWS Trainium 1", "3610", None),
        ("AWS Trainium 3", "20136", None),
    ],
)
def test_tpp_and_density_of_known_chips(name: str, expected: str, density: str | None) -> None:
    chip = CHIPS[name]["chip"]
    assert tpp(name) == number(expected)
    assert "complete" in chip["dense_tops"]
    area = chip.get("die_area")
    if density is None:
        assert area is None
    else:
        assert round(tpp(name) / Fraction(area["value"]), 2) == number(density)
        assert chip["non_planar"]["value"] is True


def test_chips_near_a_line_fall_on_their_side_of_it() -> None:
    assert tpp("NVIDIA A40") < 2400
    assert tpp("NVIDIA A10") / number("628.4") < number("3.2")
    assert number("3.19") < tpp("NVIDIA A30") / 826 < number("3.2")
    assert tpp("NVIDIA GeForce RTX 4090 D") < 4800 < tpp("NVIDIA GeForce RTX 4090")
    assert tpp("NVIDIA H20 SXM 96GB") / 814 < number("2.91")
    assert tpp("AWS Trainium 1", tf32=32) == 6080
    assert tpp("AWS Trainium 3", tf32=32) == 21472


def test_links_that_the_rule_of_2022_asks_for() -> None:
    links = {
        name: entry["chip"]["interconnect_bandwidth"]["value"]
        for name, entry in CHIPS.items()
        if "interconnect_bandwidth" in entry["chip"]
    }
    assert [
        links[f"NVIDIA {chip}"]
        for chip in ("A100 SXM4 80GB", "A800 SXM4 80GB", "H100 SXM5 80GB", "H800 SXM5 80GB", "H20 SXM 96GB")
    ] == [600, 400, 900, 400, 900]
    assert "NVIDIA GeForce RTX 4090" not in links


@pytest.mark.parametrize(
    "name",
    ["Apple M3 Ultra", "Apple M4 Max", "AMD Ryzen AI Max+ 395 (Strix Halo)", "AMD Instinct MI308X", "Cerebras WSE-3"],
)
def test_throughput_that_nobody_published_is_absent(name: str) -> None:
    assert "dense_tops" not in CHIPS[name]["chip"]


@pytest.mark.parametrize(
    "name", ["NVIDIA GeForce RTX 5090", "NVIDIA GeForce RTX 3090", "NVIDIA RTX PRO 6000 Blackwell Workstation"]
)
def test_a_table_without_dense_tensor_rates_is_not_called_complete(name: str) -> None:
    tops = CHIPS[name]["chip"]["dense_tops"] if "dense_tops" in CHIPS[name]["chip"] else {}
    assert "complete" not in tops
    assert not tops.keys() & {"fp16", "bf16", "fp4"}


def test_chips_without_dram_say_so() -> None:
    without = {
        name
        for name, entry in CHIPS.items()
        if entry["chip"].get("dram_bandwidth", {}).get("value") == "not_applicable"
    }
    assert without == {"Groq LPU v1 (GroqChip)", "Cerebras WSE-3"}


def test_the_market_is_stated_for_every_chip() -> None:
    market = {name: entry["chip"]["designed_or_marketed_for_datacenter"] for name, entry in CHIPS.items()}
    assert all(figure["grade"] == "secondary" for figure in market.values())
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


@pytest.mark.parametrize("name", ["GPT-4o", "o1", "Claude 3 Opus", "Claude Opus 4.5", "Kimi K3"])
def test_undisclosed_compute_is_absent(name: str) -> None:
    assert "training" not in MODELS[name]["model"]


def test_counts_of_the_govern_project_follow_from_parameters_and_tokens() -> None:
    pro, flash = MODELS["DeepSeek-V4-Pro"]["model"], MODELS["DeepSeek-V4-Flash"]["model"]
    counted = 6 * pro["active_parameters"]["value"] * 33 * 10**12
    assert round(Fraction(counted, 10**23)) == pro["training"]["compute"]["value"] // 10**23 == 97
    assert pro["training"]["pretraining"]["tokens"]["more_than"] == 32 * 10**12
    counted = 6 * flash["active_parameters"]["value"] * flash["training"]["pretraining"]["tokens"]["value"]
    assert round(Fraction(counted, 10**23)) == flash["training"]["compute"]["value"] // 10**23 == 25


# --- against the reference data -------------------------------------------------------------------

CHIP_COLUMNS = {
    "released_on": "launch_date",
    "die_area": "die_area_mm2",
    "memory": "mem_gb",
    "dram_bandwidth": "mem_bw_gbps",
    "interconnect_bandwidth": "interconnect_gbps",
    "power": "tdp_w",
    "vendor": "vendor",
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
ARCHITECTURE_COLUMNS = {
    "layers": "layers",
    "hidden_size": "hidden",
    "heads": "heads",
    "kv_heads": "kv_heads",
    "head_size": "head_dim",
    "kv_lora_rank": "mla_kv_lora_rank",
    "rope_head_size": "mla_qk_rope_head_dim",
}
BESIDE_THE_TABLE = {
    ("Apple M3 Ultra", "memory"),
    ("Apple M3 Ultra", "dram_bandwidth"),
    ("AMD Ryzen AI Max+ 395 (Strix Halo)", "dram_bandwidth"),
}
EPOCH_FILES = ("notable_ai_models", "all_ai_models", "large_scale_ai_models")


def reference(file: str) -> list[dict[str, str]]:
    """Return the rows of a reference table, or skip the test with a message where the data is not at hand."""
    folder = os.environ.get("GOVERN_REFERENCE_DATA")
    if not folder:
        pytest.skip("GOVERN_REFERENCE_DATA does not name the folder of the reference data")
    with (Path(folder) / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def rows_of(entry: Tree, rows: list[dict[str, str]], column: str) -> list[dict[str, str]]:
    """Return the rows whose name is the entry's name or one of its aliases."""
    names = {name.casefold() for name in (entry["name"], *entry["aliases"])}
    return [row for row in rows if row[column].casefold() in names]


def same(figure: Tree, cell: str) -> bool:
    """Return whether a figure is the cell of a table; numbers to four digits, since some cells carry stray ones."""
    value = next(figure[key] for key in NUMBER_KEYS & figure.keys())
    if isinstance(value, str):
        return value == cell
    return bool(cell) and format(float(value), ".3e") == format(float(cell), ".3e")


def test_every_chip_figure_stands_in_the_reference_table() -> None:
    table = reference("chips.csv")
    for name, entry in CHIPS.items():
        (row,) = rows_of(entry, table, "name")
        for path, figure in figures(entry["chip"], ""):
            fact = path.removeprefix(".")
            if fact == "dense_tops.complete":
                assert row["data_complete"] == "yes", name
            elif fact == "designed_or_marketed_for_datacenter":
                assert figure["value"] is (row["market"] == "datacenter"), name
            elif fact == "non_planar":
                assert not row["process_nm"] or float(row["process_nm"]) <= 16, name
            elif figure["value"] != "not_applicable" and (name, fact) not in BESIDE_THE_TABLE:
                assert same(figure, row[CHIP_COLUMNS[fact]]), f"{name} {fact}"
        assert "die_area" not in entry["chip"] or "estimate" not in row["die_area_note"], name


def test_no_chip_figure_is_a_sparse_one() -> None:
    table = reference("chips.csv")
    for name, entry in CHIPS.items():
        (row,) = rows_of(entry, table, "name")
        assert not row["quoted_sparse_ai_tops"] or number(row["quoted_sparse_ai_tops"]) not in rates(name).values(), (
            name
        )


def test_every_architecture_figure_stands_in_the_reference_table() -> None:
    table = reference("open_models.csv")
    for name, entry in MODELS.items():
        architecture = entry["model"].get("architecture")
        if architecture:
            (row,) = rows_of(entry, table, "model")
            for fact, figure in architecture.items():
                if fact == "attention":
                    assert figure["value"] == (
                        "sliding"
                        if "," not in row["attention"] and row["sliding_window"] and "hybrid" not in row["attention"]
                        else row["attention"].split()[0].lower()
                    ), name
                else:
                    assert same(figure, row[ARCHITECTURE_COLUMNS[fact]]), f"{name} {fact}"


def test_every_training_figure_stands_in_the_reference_tables() -> None:
    runs, sizes = reference("training_runs.csv"), reference("open_models.csv")
    epoch = [row for file in EPOCH_FILES for row in reference(f"epoch/{file}.csv")]
    for name, entry in MODELS.items():
        model, training = entry["model"], entry["model"].get("training", {})
        of_epoch, of_runs, of_sizes = (
            rows_of(entry, epoch, "Model"),
            rows_of(entry, runs, "run"),
            rows_of(entry, sizes, "model"),
        )
        assert of_epoch or of_sizes, name
        cells = {
            "compute": [row["Training compute (FLOP)"] for row in of_epoch],
            "parameters": [row["Parameters"] for row in of_epoch]
            + [
                billions(row[column])
                for row in of_sizes
                for column in ("params_total_b_nominal", "params_total_b_computed")
            ]
            + [billions(row["params_total_b"]) for row in of_runs],
            "active_parameters": [billions(row["params_active_b_nominal"]) for row in of_sizes],
            "tokens": [row["Training dataset size (total)"] for row in of_epoch]
            + [billions(row["tokens_b"]) for row in of_runs],
        }
        notes = " ".join(
            row[column]
            for row in of_epoch
            for column in ("Training compute notes", "Dataset size notes", "Parameters notes")
        )
        found = {
            "compute": training.get("compute"),
            "parameters": model.get("parameters"),
            "active_parameters": model.get("active_parameters"),
            "tokens": training.get("pretraining", {}).get("tokens"),
        }
        for fact, figure in found.items():
            if figure and figure["source"] not in {"count", "report", "quarter", "config31"}:
                assert any(same(figure, cell) for cell in cells[fact]) or written(figure, notes), f"{name} {fact}"


def billions(cell: str) -> str:
    """Return a cell in billions as a plain number."""
    return str(float(cell) * 1e9) if cell else ""


def written(figure: Tree, notes: str) -> bool:
    """Return whether a note writes the number in one of the usual ways."""
    value = next(figure[key] for key in NUMBER_KEYS & figure.keys())
    short = (
        f"{value / 10**12:g}T",
        f"{value / 10**12:g}e12",
        f"{value / 10**12:g} trillion",
        f"{value / 10**9:g}B",
        f"{value / 10**9:g} billion",
        f"{value / 10**9:g}e9",
        f"{value / 10**9:g} * 10^9",
    )
    return any(text in notes for text in short)
