"""Training compute by the policy files held against published figures, run by run.

python benchmarks/training_compute.py [FOLDER]

FOLDER, or else the variable GOVERN_REFERENCE_DATA, has `training_runs.csv`. A row has inputs if it has parameters and
tokens, or hours with a peak and a utilization; its published figure is never one of them. Figures that a developer
published are told apart from those that Epoch AI estimated. Last come the worked examples of the Commission's
Guidelines and published runs, held against what is calculated by hand from the same inputs.
"""

import csv
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from measuring import table

from govern.assessment.answers import answered
from govern.assessment.decision import Decision, decider_for
from govern.catalog.catalog import read_catalogue
from govern.declaration.read import read_declaration_text
from govern.law.corpus import read_corpus
from govern.ranges import Number

DAY = date(2026, 11, 1)
BAR, SHARE = 0.05, 0.85
FIXTURE_BAR = 0.015
V3 = (
    "architecture: {layers: 61, hidden_size: 7168, attention: mla, heads: 128, q_lora_rank: 1536, kv_lora_rank: 512, "
    "nope_head_size: 128, rope_head_size: 64, value_head_size: 128, feed_forward_size: 18432, "
    "gated_feed_forward: true, experts: 256, experts_per_token: 8, expert_size: 2048, shared_experts: 1, "
    "dense_layers: 3, vocabulary_size: 129280, tied_embeddings: false}"
)


def dense(parameters: str, pretraining: str) -> str:
    """Return a dense model with its tokens as a declaration's block."""
    return f"parameters: {parameters}, dense: true, training: {{pretraining: {{{pretraining}}}}}"


def hours(hours: str, peak: str, utilization: str) -> str:
    """Return a run known by its hours as a declaration's block."""
    rates = f"precision: bf16, accelerator_tops: {{bf16: {peak}}}"
    return f"training: {{pretraining: {{accelerator_hours: {hours}, {rates}, utilization: {utilization}}}}}"


FIXTURES = (
    ("EU Guidelines, Model A", dense("3.8e9", "tokens: 3.3e12"), 6 * 3.8e9 * 3.3e12, 7.5e22),
    ("EU Guidelines, Model B", hours("200000", "300", "0.5"), 200000 * 3600 * 300e12 * 0.5, 1e23),
    ("EU Guidelines, Model C", dense("0.6e9", "tokens: 36e12"), 6 * 0.6e9 * 36e12, 1.3e23),
    ("EU Guidelines, Model D", dense("1.54e9", "tokens: 18e12"), 6 * 1.54e9 * 18e12, 1.6e23),
    ("EU Guidelines, Model E", dense("1.7e9", "tokens: 36e12"), 6 * 1.7e9 * 36e12, 3.7e23),
    ("EU Guidelines, Model F", dense("2.5e9", "tokens: 12e12"), 6 * 2.5e9 * 12e12, 1.8e23),
    ("EU Guidelines, Model G", dense("2.6e9", "tokens: 61e9, epochs: 164"), 6 * 2.6e9 * 61e9 * 164, 1.5e23),
    ("EU Guidelines, Model H", hours("370000", "989", "0.5"), 370000 * 3600 * 989e12 * 0.5, 6.5e23),
    ("GPT-3", dense("174.6e9", "tokens: 300e9"), 6 * 174.6e9 * 300e9, 3.14e23),
    ("PaLM 540B", dense("540.35e9", "tokens: 780e9"), 6 * 540.35e9 * 780e9, 2.5272e24),
    ("Chinchilla", dense("70e9", "tokens: 1.4e12"), 6 * 70e9 * 1.4e12, 5.76e23),
    ("Llama 3.1 405B", dense("405e9", "tokens: 15.6e12"), 6 * 405e9 * 15.6e12, 3.8e25),
    (
        "DeepSeek-V3, 6 N D",
        "parameters: 671e9, active_parameters: 37e9, training: {pretraining: {tokens: 14.8e12}}",
        6 * 37e9 * 14.8e12,
        3.4e24,
    ),
    (
        "DeepSeek-V3, each token",
        f"active_parameters: 37e9, {V3}, training: {{pretraining: {{tokens: 14.8e12, context: 4096}}}}",
        250.4e9 * 14.8e12,
        250e9 * 14.8e12,
    ),
    ("DeepSeek-V3, hours", hours("2.664e6", "989", "385/989"), 2.664e6 * 3600 * 385e12, 250e9 * 14.8e12),
    (
        "DeepSeek-V4-Pro",
        "parameters: 1.6e12, active_parameters: 49e9, training: {pretraining: {tokens: 33e12}}",
        6 * 49e9 * 33e12,
        None,
    ),
    (
        "DeepSeek-V4-Flash",
        "parameters: 284e9, active_parameters: 13e9, training: {pretraining: {tokens: 32e12}}",
        6 * 13e9 * 32e12,
        None,
    ),
)
"""A model, what is declared of it, what that gives by hand, and what is published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A training run: what a declaration of its inputs gives, and by which method."""

    name: str
    published: float | None
    epoch: float | None
    computed: float
    method: str
    utilization: float | None
    cause: str


class Engine:
    """Decides declarations by the shipped policies."""

    def __init__(self) -> None:
        """Read the policies and the catalogue."""
        self.corpus = read_corpus()
        self.catalogue = read_catalogue(self.corpus.vocabulary)
        self.law = self.corpus.in_force(on=DAY)

    def decide(self, model: str) -> Decision:
        """Decide a declaration that consists of one block of a model, in flow style."""
        text = f"declaration: 1\nmodel: {{{model}}}\n"
        declaration = read_declaration_text(text, self.corpus, self.catalogue, file="run")
        return decider_for(self.law, "direct").decide(declaration.values())

    def quantity(self, decision: Decision, id: str) -> float | None:
        """Return a quantity of a method, or None where it is not known."""
        value = decision.values[self.law.definitions[f"methods/{id}"]]
        return float(value) if isinstance(value, Number) else None

    def answer(self, decision: Decision, id: str) -> str:
        """Return what a method answers."""
        found = answered(self.law.answers[f"methods/{id}"], decision)
        return found.outcome if found.value is None else found.value


def declared(row: Mapping[str, str], *, with_published: bool = False) -> str:
    """Return a row of `training_runs.csv` as a declaration's block, its published figure only on request."""
    total, active = float(row["params_total_b"] or 0), float(row["params_active_b"] or 0)
    facts = [f"parameters: {total}e9"] if total else []
    facts += ["dense: true"] if total == active else [f"active_parameters: {active}e9"]
    run = [f"tokens: {row['tokens_b']}e9"] if row["tokens_b"] else []
    if row["chip_hours"] and row["chip_peak_dense_flops"]:
        precision = "fp8" if row["peak_precision"] == "FP8" else "bf16"
        peak = float(row["chip_peak_dense_flops"]) / 1e12
        run += [f"accelerator_hours: {row['chip_hours']}", f"precision: {precision}"]
        run += [f"accelerator_tops: {{{precision}: {peak}}}"]
    run += [f"utilization: {row['mfu_published']}"] if row["mfu_published"] else []
    run += [f"hardware_utilization: {row['hfu_published']}"] if row["hfu_published"] else []
    run += [f"compute: {row['flop_published']}"] if with_published and row["flop_published"] else []
    return ", ".join([*facts, f"training: {{pretraining: {{{', '.join(run)}}}}}"])


def runs(folder: Path, engine: Engine) -> Iterator[Run]:
    """Yield each run that has inputs, computed from them."""
    with (folder / "training_runs.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            decision = engine.decide(declared(row))
            computed = engine.quantity(decision, "training_compute#pretraining_compute")
            if computed is None:
                continue
            exact = engine.quantity(decision, "training_per_token#exact_count")
            counted = engine.quantity(decision, "training_compute#best_count")
            beside = engine.decide(declared(row, with_published=True))
            yield Run(
                name=row["run"],
                published=float(row["flop_published"]) if row["flop_published"] else None,
                epoch=float(row["epoch_flop_2026_03"]) if row["epoch_flop_2026_03"] else None,
                computed=computed,
                method="hours" if counted is None else "6 N D" if exact is None else "each token",
                utilization=engine.quantity(decision, "training_estimates#implied_utilization"),
                cause=engine.answer(beside, "training_estimates#likely_cause"),
            )


def compared(title: str, rows: Sequence[tuple[Run, float]]) -> float:
    """Print runs beside published figures, and return the share within the bar."""
    print(f"\n{title}")
    heads = ("run", "published", "computed", "ratio", "method", "implied MFU", "likely cause")
    cells = [
        (
            run.name,
            f"{published:.3g}",
            f"{run.computed:.4g}",
            f"{run.computed / published:.3f}",
            run.method,
            "" if run.utilization is None else f"{run.utilization:.3f}",
            "" if run.cause.startswith("they_do_not") else run.cause,
        )
        for run, published in rows
    ]
    table(heads, cells)
    within = sum(abs(run.computed / published - 1) <= BAR for run, published in rows)
    print(f"{within} of {len(rows)} ({within / max(len(rows), 1):.0%}) within {BAR:.0%}")
    return within / max(len(rows), 1)


def fixtures(engine: Engine) -> bool:
    """Print the worked examples; return whether each is within its bar of what is calculated by hand."""
    print("\nworked examples")
    cells, good = [], True
    for name, model, calculated, published in FIXTURES:
        found = engine.quantity(engine.decide(model), "training_compute#pretraining_compute") or 0.0
        good = good and abs(found / calculated - 1) <= FIXTURE_BAR
        against = "" if published is None else f"{100 * (found / published - 1):+.1f} %"
        cells.append((name, f"{calculated:.4g}", f"{found:.4g}", f"{100 * (found / calculated - 1):+.2f} %", against))
    table(("model", "by hand", "computed", "error", "to published"), cells)
    return good


def main(folder: Path) -> bool:
    """Print all runs and examples; return whether the bars are met and no utilization is above 1."""
    engine = Engine()
    rows = list(runs(folder, engine))
    share = compared("published by the developer", [(row, row.published) for row in rows if row.published])
    compared(
        "estimated by Epoch AI, nothing published",
        [(row, row.epoch) for row in rows if not row.published and row.epoch],
    )
    highest = max(row.utilization or 0 for row in rows)
    print(f"\nhighest implied utilization: {highest:.3f}")
    return fixtures(engine) and share >= SHARE and highest <= 1


if __name__ == "__main__":
    named = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("GOVERN_REFERENCE_DATA")
    if named is None:
        print("nothing to compare: name the folder of the reference data, or set GOVERN_REFERENCE_DATA")
    sys.exit(0 if named is None or main(Path(named)) else 1)
