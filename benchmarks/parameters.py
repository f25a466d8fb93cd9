"""Parameters recomputed from the architecture by the policy files, held against published ones.

python benchmarks/parameters.py [FOLDER]

FOLDER, or else the variable GOVERN_REFERENCE_DATA, has `open_models.csv`. A row is complete if its columns describe
the whole model: rows of which only the text part is described, or whose layers have several geometries, say so in
their notes. An empty cell of experts, shared experts, dense, sliding or linear layers says that there are none.
Published numbers are often names (`8B` for 8.19), so the data set's own recomputation stands beside them.
"""

import csv
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from measuring import table

from govern.assessment.decision import decider_for
from govern.catalog.catalog import read_catalogue
from govern.declaration.read import read_declaration_text
from govern.law.corpus import read_corpus
from govern.ranges import Number

DAY = date(2026, 11, 1)
BAR = 0.02
WITHOUT_GATE = ("falcon", "pythia")
TWICE_AS_DENSE = {"Llama-4-Maverick-17B-128E-Instruct": (24, 16384)}
"""Layers without experts and their width, where the row says nothing of them: every second layer has experts."""
QUANTITIES = ("parameters_from_architecture", "active_parameters_from_architecture", "matmul_parameters")
COLUMNS = {
    "layers": "layers",
    "hidden": "hidden_size",
    "heads": "heads",
    "kv_heads": "kv_heads",
    "head_dim": "head_size",
    "v_head_dim": "value_head_size",
    "mla_kv_lora_rank": "kv_lora_rank",
    "mla_q_lora_rank": "q_lora_rank",
    "mla_qk_rope_head_dim": "rope_head_size",
    "mla_qk_nope_head_dim": "nope_head_size",
    "ffn": "feed_forward_size",
    "experts": "experts",
    "experts_per_tok": "experts_per_token",
    "moe_ffn": "expert_size",
    "shared_experts": "shared_experts",
    "first_k_dense": "dense_layers",
    "vocab": "vocabulary_size",
    "sliding_window": "sliding_window",
    "n_sliding_layers": "sliding_layers",
    "n_linear_layers": "linear_layers",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """A row: what was published, what the data set recomputed, and what the policy files make of its architecture."""

    model: str
    published: float
    in_data: float | None
    published_active: float | None
    parameters: float
    active: float
    matmul: float

    @property
    def ratio(self) -> float:
        """Recomputed by published parameters."""
        return self.parameters / self.published


def complete(row: Mapping[str, str]) -> bool:
    """Return whether the columns describe the whole model."""
    partial = ("text tower", "geometry differs", "not computed for this architecture")
    return bool(row["layers"]) and not any(words in row["notes"] for words in partial)


def declaration_of(row: Mapping[str, str]) -> str:
    """Return a row of `open_models.csv` as a declaration."""
    kind = row["attention"].split()[0].lower()
    facts = {name: row[column] for column, name in COLUMNS.items() if row.get(column)}
    if row["experts"]:
        facts.setdefault("expert_size", row["ffn"])
    if row["model"] in TWICE_AS_DENSE:
        facts["dense_layers"], facts["feed_forward_size"] = map(str, TWICE_AS_DENSE[row["model"]])
    facts["attention"] = kind
    facts["gated_feed_forward"] = str(not row["model"].startswith(WITHOUT_GATE)).lower()
    facts["tied_embeddings"] = (row["tied_embeddings"] or "False").lower()
    if kind == "mla":
        facts.setdefault("q_lora_rank", "not_applicable")
    if "sliding_window" in facts:
        facts.setdefault("sliding_layers", facts["layers"])
    lines = [f"    {name}: {value}" for name, value in facts.items()]
    dense = "" if row["experts"] else "  dense: true\n"
    return "declaration: 1\nmodel:\n" + dense + "  architecture:\n" + "\n".join(lines) + "\n"


def recomputed(folder: Path) -> Iterator[Recomputed]:
    """Yield each row whose architecture is complete, recomputed by the engine from the shipped policies."""
    corpus = read_corpus()
    catalogue = read_catalogue(corpus.vocabulary)
    law = corpus.in_force(on=DAY)
    nodes = [law.definitions[f"methods/architecture#{name}"] for name in QUANTITIES]
    with (folder / "open_models.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            published = row["params_total_b_nominal"] or row["params_total_b_computed"]
            if not published or not complete(row):
                continue
            text = declaration_of(row)
            declaration = read_declaration_text(text, corpus, catalogue, file=row["model"])
            values = decider_for(law, "direct").decide(declaration.values()).values
            found = [values[node] for node in nodes]
            if all(isinstance(value, Number) for value in found):
                parameters, active, matmul = (float(value) for value in found if isinstance(value, Number))
                yield Recomputed(
                    model=row["model"],
                    published=float(published) * 1e9,
                    in_data=float(row["params_total_b_computed"] or 0) * 1e9 or None,
                    published_active=float(row["params_active_b_nominal"] or 0) * 1e9 or None,
                    parameters=parameters,
                    active=active,
                    matmul=matmul,
                )


def main(folder: Path) -> bool:
    """Print every complete row with its error; return whether those within the bar are at least 85 in 100."""
    rows = list(recomputed(folder))
    cells = [
        (
            row.model,
            f"{row.published / 1e9:.2f}",
            f"{row.parameters / 1e9:.2f}",
            f"{100 * (row.ratio - 1):+.1f} %",
            "" if row.in_data is None else f"{100 * (row.parameters / row.in_data - 1):+.1f} %",
            "" if row.published_active is None else f"{row.published_active / 1e9:.2f}",
            f"{row.active / 1e9:.2f}",
            f"{row.matmul / 1e9:.2f}",
        )
        for row in rows
    ]
    heads = (
        "model",
        "published (10^9)",
        "recomputed",
        "error",
        "to data",
        "active, published",
        "recomputed",
        "multiplied",
    )
    table(heads, cells)
    within = sum(abs(row.ratio - 1) <= BAR for row in rows)
    print(f"{within} of {len(rows)} complete rows within {BAR:.0%} of the published number")
    beside = [row.parameters / row.in_data for row in rows if row.in_data]
    print(f"{sum(abs(ratio - 1) <= BAR for ratio in beside)} of {len(beside)} within {BAR:.0%} of the data set's own")
    return within >= 0.85 * len(rows)


if __name__ == "__main__":
    named = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("GOVERN_REFERENCE_DATA")
    if named is None:
        print("nothing to compare: name the folder of the reference data, or set GOVERN_REFERENCE_DATA")
    sys.exit(0 if named is None or main(Path(named)) else 1)
