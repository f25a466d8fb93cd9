"""Training compute by every method: published runs, the exact count, slips that are named, and what regimes count."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from govern.assessment.answers import answered
from govern.assessment.decision import Decision, decider_for
from govern.catalog.catalog import Catalogue, read_catalogue
from govern.cli.app import app
from govern.declaration.read import read_declaration_text
from govern.law.corpus import Corpus, read_corpus
from govern.law.law import Law
from govern.ranges import Number, Range
from govern.values import Value

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
DAY = date(2026, 11, 1)
REGIMES = ("eu_cumulative", "eu_parameter_updates", "epoch", "us_texts", "frontier_model_forum")
V3 = (
    "architecture: {layers: 61, hidden_size: 7168, attention: mla, heads: 128, q_lora_rank: 1536, kv_lora_rank: 512, "
    "nope_head_size: 128, rope_head_size: 64, value_head_size: 128, feed_forward_size: 18432, "
    "gated_feed_forward: true, experts: 256, experts_per_token: 8, expert_size: 2048, shared_experts: 1, "
    "dense_layers: 3, vocabulary_size: 129280, tied_embeddings: false}"
)

SPARSE = (
    "parameters: 405e9, dense: true, training: {pretraining: {tokens: 15.6e12, accelerator_hours: 30.84e6, "
    "precision: bf16, accelerator_tops: {bf16: 1979}, utilization: 0.4}}"
)
FOR_A_TRILLION = (
    "parameters: 236e9, active_parameters: 21e9, training: {pretraining: {tokens: 8.1e12, "
    "accelerator_hours: 172800, precision: bf16, accelerator_tops: {bf16: 989}}}"
)
V4_PRO = "parameters: 1.6e12, active_parameters: 49e9, training: {complete: true, pretraining: {tokens: 33e12}"
V4_PRO_LEARNING = "reinforcement_learning: {compute: 1e24, rollouts: 6e23}"
V4_PRO_DATA = "synthetic_data: {compute: 3e23, publicly_accessible: false}"


@dataclass(frozen=True, slots=True)
class Decided:
    """A declaration as the direct engine decides it."""

    law: Law
    decision: Decision

    def quantity(self, id: str) -> Value:
        """Return the value of a definition."""
        return self.decision.values[self.law.definitions[id]]

    def outcome(self, id: str) -> str:
        """Return the outcome of a provision."""
        return self.decision.verdicts[self.law.provisions[id].nodes[0]].outcome

    def answer(self, id: str) -> str | None:
        """Return what an answer is, or None while it is open."""
        return answered(self.law.answers[id], self.decision).value


Decide = Callable[[str], Decided]


def _decided(corpus: Corpus, catalogue: Catalogue, model: str) -> Decided:
    law = corpus.in_force(on=DAY)
    text = f"declaration: 1\nmodel: {{{model}}}\n"
    declaration = read_declaration_text(text, corpus, catalogue, file="case.yaml")
    return Decided(law, decider_for(law, "direct").decide(declaration.values()))


@pytest.fixture
def decide(corpus: Corpus, catalogue: Catalogue) -> Decide:
    return lambda model: _decided(corpus, catalogue, model)


@pytest.fixture
def benchmark_of_runs(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("training_compute")


def test_published_runs_are_within_five_percent(reference_data: Path, benchmark_of_runs: ModuleType) -> None:
    engine = benchmark_of_runs.Engine()
    rows = list(benchmark_of_runs.runs(reference_data, engine))
    published = [row for row in rows if row.published]
    near = [row for row in published if abs(row.computed / row.published - 1) <= 0.05]
    assert len(published) >= 20
    assert len(near) >= 0.85 * len(published)
    assert [row.name for row in rows if row.utilization and row.utilization > 1] == []


def test_worked_examples_come_out_as_by_hand(benchmark_of_runs: ModuleType) -> None:
    assert benchmark_of_runs.fixtures(benchmark_of_runs.Engine())


def test_deepseek_v3_takes_250_gflop_a_token(decide: Decide) -> None:
    found = decide(f"{V3}, training: {{pretraining: {{tokens: 14.8e12, context: 4096}}}}")
    per_token = found.quantity("methods/training_per_token#operations_per_token")
    assert isinstance(per_token, Number)
    assert abs(per_token / Fraction(2504, 10) / 10**9 - 1) < Fraction(1, 1000)
    exact = found.quantity("methods/training_per_token#exact_count")
    assert exact == per_token * 148 * 10**11
    assert found.quantity("methods/training_compute#pretraining_compute") == exact


_CORPUS = read_corpus()
_CATALOGUE = read_catalogue(_CORPUS.vocabulary)


@given(context=st.integers(1, 10**6), more=st.integers(1, 10**6), window=st.integers(1, 10**6))
def test_a_longer_context_never_takes_less(context: int, more: int, window: int) -> None:
    def per_token(tokens: int) -> Value:
        sliding = V3.replace("layers: 61", f"layers: 61, sliding_layers: 30, sliding_window: {window}")
        return _decided(
            _CORPUS, _CATALOGUE, f"{sliding}, training: {{pretraining: {{tokens: 1e12, context: {tokens}}}}}"
        ).quantity("methods/training_per_token#operations_per_token")

    shorter, longer = per_token(context), per_token(context + more)
    assert isinstance(shorter, Number)
    assert isinstance(longer, Number)
    assert longer > shorter


def test_an_incomplete_architecture_leaves_six_n_d(decide: Decide) -> None:
    facts = "parameters: 671e9, active_parameters: 37e9"
    for architecture in ("layers: 61", "layers: 61, heads: 128, attention: mla, hidden_size: 7168"):
        found = decide(
            f"{facts}, architecture: {{{architecture}}}, training: {{pretraining: {{tokens: 14.8e12, context: 4096}}}}"
        )
        assert found.quantity("methods/training_compute#pretraining_compute") == 6 * 37 * 10**9 * 148 * 10**11
        assert not found.decision.conflicts


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (
            SPARSE,
            "the peak with sparsity was taken",
        ),
        (
            "parameters: 671e9, active_parameters: 37e9, training: {pretraining: {tokens: 14.8e12, compute: 5.96e25}}",
            "all parameters were taken for the active",
        ),
        (
            "parameters: 2.6e9, dense: true, training: {pretraining: {tokens: 61e9, epochs: 164, compute: 9.5e20}}",
            "epochs were forgotten",
        ),
        (
            "parameters: 174.6e9, dense: true, training: {pretraining: {tokens: 300e9, compute: 5.24e22}}",
            "the factor 6 was dropped",
        ),
        (
            FOR_A_TRILLION,
            "the hours are those of a part of the tokens",
        ),
    ],
)
def test_a_check_names_the_likely_slip(tmp_path: Path, model: str, words: str) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(f"declaration: 1\nmodel: {{{model}}}\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(case), "--on", "2026-11-01"])
    told = " ".join(result.stdout.split())
    assert "Estimates of training compute" in told
    for part in words.split():
        assert part in told
    assert "cannot all" in told


def test_estimates_that_agree_are_not_spoken_of(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    model = "parameters: 70e9, dense: true, training: {pretraining: {tokens: 1.4e12, compute: 5.8e23}}"
    case.write_text(f"declaration: 1\nmodel: {{{model}}}\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(case), "--on", "2026-11-01"])
    assert "cannot all" not in " ".join(result.stdout.split())


def _bounds(value: Value) -> tuple[Number | None, Number | None]:
    if isinstance(value, Range):
        return value.low, value.high
    assert isinstance(value, Number)
    return value, value


@pytest.mark.parametrize(
    "more",
    [
        "",
        ", synthetic_data: {compute: 3e23, publicly_accessible: false}",
        ", synthetic_data: {compute: 3e23, publicly_accessible: true}",
        ", reinforcement_learning: {compute: 1e24, rollouts: 6e23}, fine_tuning: {compute: 2e22}",
        ", reinforcement_learning: {compute: 1e24, rollouts: 6e23}, merged_models: {compute: 1e24}",
        ", reinforcement_learning: {compute: 1e24, rollouts: 6e23}, base_model: {compute: 1e24}",
    ],
)
def test_what_is_counted_for_the_eu_is_what_its_own_file_counts(decide: Decide, more: str) -> None:
    found = decide(f"{V4_PRO}{more}}}")
    cumulative = found.quantity("methods/countings#counted_for_eu_cumulative")
    assert cumulative == found.quantity("eu/ai_act#cumulative_training_compute")
    theirs = _bounds(found.quantity("eu/ai_act#parameter_update_compute"))
    low, high = _bounds(found.quantity("methods/countings#counted_for_eu_parameter_updates"))
    assert low is not None
    assert high is not None
    assert all(each is not None and low <= each <= high for each in theirs)


def test_deepseek_v4_pro_has_another_total_in_each_counting(decide: Decide) -> None:
    found = decide(f"{V4_PRO}, {V4_PRO_LEARNING}, {V4_PRO_DATA}}}")
    bounds = {name: _bounds(found.quantity(f"methods/countings#counted_for_{name}")) for name in REGIMES}
    e21 = 10**21
    assert bounds == {
        "eu_cumulative": (11002 * e21, 11002 * e21),
        "eu_parameter_updates": (10102 * e21, 10702 * e21),
        "epoch": (9702 * e21, 10702 * e21),
        "us_texts": (10102 * e21, 11002 * e21),
        "frontier_model_forum": (10102 * e21, 11002 * e21),
    }
    assert found.outcome("methods/countings#counting_decides") == "met"


def test_what_is_not_disclosed_is_at_least_pretraining(decide: Decide) -> None:
    found = decide(V4_PRO.replace("complete: true, ", "") + "}")
    for name in REGIMES:
        assert found.quantity(f"methods/countings#counted_for_{name}") == Range(9702 * 10**21, None)


AMOUNTS = ("reinforcement_learning", "fine_tuning", "synthetic_data", "base_model", "other")


@given(
    pretraining=st.integers(10**20, 10**25),
    amounts=st.fixed_dictionaries({name: st.integers(10**12, 10**25) for name in AMOUNTS}),
    rollouts=st.integers(0, 10**25),
    public=st.sampled_from(["true", "false"]),
)
def test_a_counting_lies_between_pretraining_and_everything(
    pretraining: int, amounts: Mapping[str, int], rollouts: int, public: str
) -> None:
    more = {
        "reinforcement_learning": f", rollouts: {min(rollouts, amounts['reinforcement_learning'])}",
        "synthetic_data": f", publicly_accessible: {public}",
    }
    parts = [f"{name}: {{compute: {amount}{more.get(name, '')}}}" for name, amount in amounts.items()]
    training = f"complete: true, pretraining: {{compute: {pretraining}}}, {', '.join(parts)}"
    found = _decided(_CORPUS, _CATALOGUE, f"training: {{{training}}}")
    everything = pretraining + sum(amounts.values())
    for name in REGIMES:
        low, high = _bounds(found.quantity(f"methods/countings#counted_for_{name}"))
        assert low is not None
        assert high is not None
        assert pretraining <= low <= high <= everything


def test_half_known_reinforcement_learning_lies_between_rollouts_and_updates_of_all(decide: Decide) -> None:
    run = "reinforcement_learning: {samples: 1000, prompt_tokens: 100, generated_tokens: 900}"
    found = decide(f"parameters: 1e9, dense: true, training: {{{run}}}")
    rollouts = 2 * 10**9 * 10**6
    assert found.quantity("methods/training_components#reinforcement_learning_count") == Range(rollouts, 4 * rollouts)
    found = decide("parameters: 1e9, dense: true, training: {fine_tuning: {tokens: 1000}}")
    assert found.quantity("methods/training_components#fine_tuning_count") == Range(4 * 10**12, 6 * 10**12)


def test_hours_of_reinforcement_learning_are_a_bound_without_their_utilization(decide: Decide) -> None:
    run = "reinforcement_learning: {accelerator_hours: 147336, accelerator_peak: 989}"
    found = decide(f"training: {{{run}}}")
    cap = 147336 * 3600 * 989 * 10**12
    most = Range(0, cap, low_open=True)
    assert found.quantity("methods/training_components#reinforcement_learning_compute") == most
    assert cap < 5.3e23


def test_open_questions_leave_the_likely_cause_open(decide: Decide) -> None:
    found = decide("training: {pretraining: {tokens: 1e12, compute: 1e23}}")
    assert found.answer("methods/training_estimates#likely_cause") is None
