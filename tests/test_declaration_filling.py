"""What a declaration does not write out: the catalogue's figures, what a total counts, zeros of a complete list."""

from collections.abc import Callable

import pytest

from govern.catalog.catalog import Catalogue
from govern.declaration.declaration import Assumption, Declaration
from govern.declaration.filling import Filling
from govern.law.corpus import Corpus
from govern.problem import Rejected
from govern.quantity import Stated
from govern.ranges import Range

Declare = Callable[[str], Declaration]

TRAINING = "model.training"
ASIDE = (".derived_from_published_model", ".more_is_intended", ".compute_stated")  # say nothing of compute
COMPONENTS = (
    *("pretraining.compute", "reinforcement_learning.compute", "fine_tuning.compute", "synthetic_data.compute"),
    *("merged_models.compute", "other.compute", "base_model.compute"),
)


def origins(case: Declaration, origin: str) -> dict[str, Stated]:
    return {name: fact for name, fact in case.facts.items() if fact.origin == origin}


def assumed(case: Declaration) -> dict[str, object]:
    """What is assumed of compute and of chips, by name; what a total would count left out."""
    return {
        name: fact.value
        for name, fact in origins(case, "assumed").items()
        if name.startswith((f"{TRAINING}.", "chip.")) and not name.endswith((".counts", "_stated", *ASIDE))
    }


def assumptions(case: Declaration) -> list[Assumption]:
    """What is printed of assumptions on compute and chips."""
    names = (f"{TRAINING}.", "chip.")
    return [
        each
        for each in case.assumptions
        if any(fact.startswith(names) and not fact.endswith(ASIDE) for fact in each.facts)
    ]


def rejected(declare: Declare, text: str) -> list[str]:
    with pytest.raises(Rejected) as caught:
        declare(text)
    return [problem.render() for problem in caught.value.problems if problem.severity == "error"]


# --- the catalogue --------------------------------------------------------------------------------


def test_a_name_fills_the_block_and_every_figure_says_where_it_is_from(declare: Declare, catalogue: Catalogue) -> None:
    case = declare("chip: NVIDIA H20 SXM 96GB")
    filled = origins(case, "catalogue")
    entry = catalogue.find("chip", "NVIDIA H20 SXM 96GB")
    assert entry is not None
    assert filled == dict(entry.facts)
    assert filled["chip.dense_tops.fp16"].value == 148 * 10**12
    assert all(fact.source and fact.grade and fact.place for fact in filled.values())
    assert case.problems == ()


@pytest.mark.parametrize("name", ["H20", "nvidia h20 sxm 96gb", "NVIDIA  H20 SXM 96 GB", "{name: H20}"])
def test_a_name_is_found_by_alias_whatever_its_case_and_spaces(declare: Declare, name: str) -> None:
    facts = declare(f"chip: {name}").facts
    assert facts["chip.name"].value == "NVIDIA H20 SXM 96GB"
    assert facts["chip.memory"].value == 96 * 10**9


def test_a_name_that_the_catalogue_does_not_have_is_a_warning(declare: Declare) -> None:
    case = declare("chip: NVIDIA H20 SXM 96G")
    (problem,) = case.problems
    assert problem.severity == "warning"
    assert problem.render() == (
        "case.yaml:2:7: `NVIDIA H20 SXM 96G` is not in the catalogue, so only what this file states is known of it"
        "\n  help: did you mean `NVIDIA H20 SXM 96GB`?"
    )
    assert origins(case, "catalogue") == {}


def test_what_the_declaration_states_wins(declare: Declare) -> None:
    case = declare("model: {name: DeepSeek-V3, parameters: 670e9}\nchip: {name: H20, memory: 80 GB}")
    facts = case.facts
    assert [(problem.severity, problem.message.split(",")[0]) for problem in case.problems] == [
        ("warning", "`model.parameters` is stated as `670e9`"),
        ("warning", "`chip.memory` is stated as `80 GB`"),
    ]
    assert (facts["model.parameters"].value, facts["model.parameters"].origin) == (670 * 10**9, "declared")
    assert (facts["chip.memory"].value, facts["chip.memory"].origin) == (80 * 10**9, "declared")
    assert facts["model.active_parameters"].value == 37 * 10**9
    assert facts["chip.dense_tops.fp8"].value == 296 * 10**12


def test_an_unknown_that_is_written_down_wins_too(declare: Declare) -> None:
    facts = declare("model: {name: DeepSeek-V3, parameters: null}").facts
    assert facts["model.parameters"].value == Range(0, None, low_open=True)
    assert facts["model.active_parameters"].value == 37 * 10**9


def test_figures_that_belong_together_come_from_one_side_only(declare: Declare) -> None:
    case = declare(
        "model: {name: DeepSeek-V3, training: {pretraining: {tokens: 1e12}}}\nchip: {name: H20, dense_tops: {fp16: 1}}"
    )
    filled = origins(case, "catalogue")
    assert [name for name in filled if name.startswith((f"{TRAINING}.", "chip.dense_tops."))] == []
    assert "model.architecture.layers" in filled
    assert "chip.memory" in filled
    # No statement of completeness is taken over for rates that the declaration replaces.
    assert "chip.dense_tops.fp8" not in case.facts


@pytest.mark.parametrize(
    "told",
    ["broad_data: true", "started_on: 2024-01-01", "cost: 1e8 USD", "intended_compute: 4e26", "broad_data: null"],
)
def test_a_fact_that_stands_alone_keeps_the_figures_of_the_catalogue(declare: Declare, told: str) -> None:
    case = declare(f"model: {{name: Grok 3, training: {{{told}}}}}")
    assert case.facts[f"{TRAINING}.compute"].value == 35 * 10**25
    assert case.facts[f"{TRAINING}.compute"].origin == "catalogue"
    both = declare(f"model: {{name: Grok 3, training: {{{told}, fine_tuning: {{compute: 1e24}}}}}}")
    assert origins(both, "catalogue").keys() & {f"{TRAINING}.compute", f"{TRAINING}.pretraining.compute"} == set()


def test_a_declared_total_keeps_the_catalogue_of_training_out(declare: Declare) -> None:
    case = declare("model: {name: DeepSeek-V3, training: {compute: 3.4e24}}")
    assert [name for name in origins(case, "catalogue") if name.startswith(f"{TRAINING}.")] == []


def test_the_training_accelerator_brings_its_rates(declare: Declare) -> None:
    facts = declare("model: {training: {pretraining: {accelerator: NVIDIA H800 SXM5 80GB}}}").facts
    rate = facts["model.training.pretraining.accelerator_tops.bf16"]
    assert (rate.value, rate.origin) == (989 * 10**12, "catalogue")
    assert "chip.name" not in facts


TWO = "`deployment.chip` is `NVIDIA H20 SXM 96GB` and the chip described is `NVIDIA H100 SXM5 80GB`"


# --- one chip in one case -------------------------------------------------------------------------


@pytest.mark.parametrize("block", ["deployment", "cluster"])
def test_the_chip_of_a_deployment_is_the_chip_of_the_case(declare: Declare, block: str) -> None:
    facts = declare(f"{block}: {{chip: NVIDIA H20 SXM 96GB, chips: 8}}").facts
    assert facts["chip.name"].value == "NVIDIA H20 SXM 96GB"
    assert facts["chip.die_area"].value == 814


@pytest.mark.parametrize(
    "text",
    [
        "chip: NVIDIA H20 SXM 96GB\ndeployment: {chip: H20}\ncluster: {chip: nvidia h20 sxm 96gb}",
        "chip: My Own\ndeployment: {chip: my  own}",
        "chip: {memory: 5 GB}\ndeployment: {chip: My Own}",
        "chip: {name: null}\ndeployment: {chip: My Own}",
    ],
)
def test_the_same_chip_may_be_named_twice(declare: Declare, text: str) -> None:
    case = declare(text)
    assert {problem.code for problem in case.problems} <= {"not_in_catalogue"}
    assert case.facts["chip.name"].value in ("NVIDIA H20 SXM 96GB", "My Own")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "chip: NVIDIA H100 SXM5 80GB\ndeployment: {chip: NVIDIA H20 SXM 96GB}",
            f"case.yaml:3:20: {TWO}",
        ),
        (
            "deployment: {chip: NVIDIA H20 SXM 96GB}\ncluster: {chip: NVIDIA H100 SXM5 80GB}",
            f"case.yaml:2:20: {TWO}",
        ),
        (
            "chip: My Own\ndeployment: {chip: Other}",
            "case.yaml:3:20: `deployment.chip` is `Other` and the chip described is `My Own`",
        ),
    ],
)
def test_two_chips_in_one_case_are_refused(declare: Declare, text: str, problem: str) -> None:
    assert rejected(declare, text) == [f"{problem}\n  help: one file is one case: describe one chip"]


# --- what a total counts --------------------------------------------------------------------------


def test_a_total_without_counts_leaves_nothing_out_and_says_so(declare: Declare) -> None:
    case = declare("model: {training: {compute: 1e25}}")
    counts = case.facts[f"{TRAINING}.compute.counts"]
    assert counts.origin == "assumed"
    assert counts.value == frozenset(name.split(".")[0] for name in COMPONENTS)
    assert (
        counts.because
        == "the stated training compute (total) is taken to leave nothing out, since it does not say what it counts"
    )
    assumption = next(each for each in assumptions(case) if each.text == counts.because)
    assert assumption.facts == (f"{TRAINING}.compute",)
    assert str(assumption.place) == "case.yaml:2:29"


def test_a_total_that_says_what_it_counts_is_taken_at_its_word(declare: Declare) -> None:
    case = declare("model: {training: {compute: {value: 1e25, counts: [pretraining]}}}")
    assert case.facts[f"{TRAINING}.compute.counts"].value == frozenset({"pretraining"})
    assert assumed(case) == {}
    assert assumptions(case) == []


def test_what_is_not_listed_beside_a_plain_total_is_in_it(declare: Declare) -> None:
    case = declare("model: {training: {compute: 1e25, synthetic_data: {compute: 1e24}}}")
    facts = case.facts
    assert facts[f"{TRAINING}.synthetic_data.compute"].value == 10**24
    assert facts[f"{TRAINING}.base_model.compute"].value == 0
    assert facts[f"{TRAINING}.base_model.compute"].origin == "assumed"
    assert any("training compute of the base model" in each.text for each in assumptions(case))
    assert not any("compute for synthetic data" in each.text for each in assumptions(case))


@pytest.mark.parametrize(
    "total", ["", "compute: null", "compute: {value: null, source: nobody}", "compute: {at_least: 0}"]
)
def test_without_a_total_nothing_is_said_of_one(declare: Declare, total: str) -> None:
    case = declare(f"model: {{training: {{{total}}}}}")
    assert assumptions(case) == []
    assert assumed(case) == {}


# --- what the format itself implies ---------------------------------------------------------------


def test_tokens_without_epochs_are_seen_once_and_it_says_so(declare: Declare) -> None:
    case = declare("model: {training: {pretraining: {tokens: 1e12}}}")
    epochs = case.facts[f"{TRAINING}.pretraining.epochs"]
    assert (epochs.value, epochs.origin, str(epochs.place)) == (1, "assumed", "case.yaml:2:42")
    assert [each.text for each in assumptions(case)] == [
        "tokens without a number of epochs are taken to be all tokens processed"
    ]


@pytest.mark.parametrize(
    "text", ["tokens: 1e12, epochs: 4", "tokens: 1e12, epochs: null", "tokens: null", "accelerators: 5"]
)
def test_epochs_are_implied_only_by_tokens_alone(declare: Declare, text: str) -> None:
    case = declare(f"model: {{training: {{pretraining: {{{text}}}}}}}")
    assert assumptions(case) == []
    assert f"{TRAINING}.pretraining.epochs" not in assumed(case)


# --- completeness ---------------------------------------------------------------------------------


def test_what_is_not_listed_is_zero_once_the_list_is_stated_to_be_complete(declare: Declare) -> None:
    case = declare(
        "model: {training: {pretraining: {compute: 1e25},"
        " complete: {stated_by: Meta, on: 2025-01-31, source: a letter}}}"
    )
    zeros = assumed(case)
    assert set(zeros) == {f"{TRAINING}.{name}" for name in COMPONENTS[1:]} | {
        f"{TRAINING}.reinforcement_learning.rollouts",
        f"{TRAINING}.data_generator.share",
    }
    assert set(zeros.values()) == {0}
    zero = case.facts[f"{TRAINING}.fine_tuning.compute"]
    assert zero.stated_by == "Meta"
    assert zero.because == "0, since it is not listed and the list is stated to be complete by Meta on 2025-01-31"
    generator, assumption = assumptions(case)
    assert generator.facts == (f"{TRAINING}.data_generator.share",)
    assert "no model is taken to have generated training data" in generator.text
    assert (
        assumption.text
        == "what is not listed under `model.training` is taken to be 0: stated complete by Meta on 2025-01-31"
    )
    assert {*assumption.facts, *generator.facts} == set(zeros)


@pytest.mark.parametrize("listed", ["synthetic_data: {compute: 1e24}", "data_generator: {published: true}"])
def test_who_generated_data_is_open_where_data_or_a_generator_is_listed(declare: Declare, listed: str) -> None:
    case = declare(f"model: {{training: {{pretraining: {{compute: 1e25}}, complete: true, {listed}}}}}")
    assert f"{TRAINING}.data_generator.share" not in case.facts


def test_a_component_that_a_total_names_is_not_nothing_by_completeness(declare: Declare) -> None:
    total = "compute: {value: 1e25, counts: [pretraining, synthetic_data]}"
    case = declare(f"model: {{training: {{complete: true, {total}}}}}")
    assert f"{TRAINING}.synthetic_data.compute" not in assumed(case)
    assert assumed(case)[f"{TRAINING}.fine_tuning.compute"] == 0


@pytest.mark.parametrize("statement", ["false", "null", ""])
def test_without_the_statement_nothing_is_zero(declare: Declare, statement: str) -> None:
    case = declare(f"model: {{training: {{pretraining: {{compute: 1e25}}, complete: {statement}}}}}")
    assert assumed(case) == {}
    assert assumptions(case) == []


@pytest.mark.parametrize(
    "block", ["reinforcement_learning: null", "reinforcement_learning: {}", "reinforcement_learning: {compute: null}"]
)
def test_a_block_that_is_written_down_is_unknown_not_zero(declare: Declare, block: str) -> None:
    case = declare(f"model: {{training: {{complete: true, pretraining: {{compute: 1e25}}, {block}}}}}")
    stated = case.facts.get(f"{TRAINING}.reinforcement_learning.compute")
    assert stated is None or stated.value == Range(0, None)
    assert f"{TRAINING}.reinforcement_learning.compute" not in assumed(case)
    assert f"{TRAINING}.fine_tuning.compute" in assumed(case)


def test_a_block_of_which_something_else_is_said_is_unknown_not_zero(declare: Declare) -> None:
    case = declare("model: {training: {complete: true, synthetic_data: {publicly_accessible: true}}}")
    assert f"{TRAINING}.synthetic_data.compute" not in case.facts


FORMATS = frozenset(
    f"chip.dense_tops.{name}" for name in ("fp64", "fp32", "tf32", "bf16", "int16", "fp8", "int8", "fp6", "fp4", "int4")
)
PROCESSOR = {"chip.high_bandwidth_memory": False}


def test_formats_of_a_chip_that_are_not_listed_are_zero_only_if_the_list_is_complete(declare: Declare) -> None:
    assert assumed(declare("chip: {dense_tops: {fp16: 100}}")) == PROCESSOR
    complete = assumed(declare("chip: {dense_tops: {fp16: 100, complete: {stated_by: NVIDIA}}}"))
    assert complete == dict.fromkeys(FORMATS, 0) | PROCESSOR
    null = assumed(declare("chip: {dense_tops: {fp16: 100, fp8: null, complete: {stated_by: NVIDIA}}}"))
    assert null == dict.fromkeys(FORMATS - {"chip.dense_tops.fp8"}, 0) | PROCESSOR


def test_a_complete_list_does_not_make_zero_what_is_stated_with_sparsity(declare: Declare) -> None:
    case = declare("chip: {dense_tops: {fp16: 100, complete: true}, sparse_tops: {fp8: 400, fp4: null}}")
    assert assumed(case) == dict.fromkeys(FORMATS - {"chip.dense_tops.fp8"}, 0) | PROCESSOR


def test_rates_with_sparsity_of_the_catalogue_do_not_come_beside_stated_dense_ones(
    declare: Declare, corpus: Corpus, catalogue: Catalogue
) -> None:
    entry = catalogue.find("chip", "NVIDIA H20 SXM 96GB")
    assert entry is not None
    sparse = {"chip.sparse_tops.fp4": entry.facts["chip.memory"], "chip.memory": entry.facts["chip.memory"]}
    for text, taken in (
        ("chip: {dense_tops: {fp16: 100}}", {"chip.memory"}),
        ("chip: {power: 100}", set(sparse)),
    ):
        stated = declare(text).facts
        filling = Filling({n: f for n, f in stated.items() if f.origin == "declared"}, [], corpus.vocabulary, catalogue)
        filling.take(sparse, "chip", "chip")
        assert set(filling.facts) - set(filling.stated) == taken


@pytest.mark.parametrize(
    ("text", "is_memory"),
    [
        ("{dense_tops: {fp16: 100}}", False),
        ("{sparse_tops: {fp16: 100}}", False),
        ("H20", False),
        ("{name: a chip of another name}", None),
        ("{dram_bandwidth: 819}", None),
        ("{high_bandwidth_memory: true, dense_tops: {fp16: 100}}", True),
    ],
)
def test_what_has_rates_or_stands_in_the_catalogue_is_no_stack_of_memory(
    declare: Declare, text: str, is_memory: bool | None
) -> None:
    fact = declare(f"chip: {text}").facts.get("chip.high_bandwidth_memory")
    assert (None if fact is None else fact.value) is is_memory


def test_a_stack_of_memory_has_no_rates(declare: Declare) -> None:
    case = declare("chip: {high_bandwidth_memory: true, dense_tops: {fp16: 100}}")
    assert assumed(case) == dict.fromkeys(FORMATS, 0)


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("chip: H20", "chip"),
        ("chip: {memory: 80}\ntransfer: {destination: CN}", "chip"),
        ("chip: H20\ntransfer: {item: computer}", "computer"),
        ("chip: H20\nmodel: {parameters: 7e9}", None),
        ("transfer: {destination: CN}", None),
        ("chip: H20\ntransfer: {item: null}", None),
    ],
)
def test_a_chip_without_a_stated_item_is_the_item_unless_a_model_is_described(
    declare: Declare, text: str, item: str | None
) -> None:
    fact = declare(text).facts.get("transfer.item")
    assert (fact.value if fact is not None and isinstance(fact.value, str) else None) == item


def test_a_zero_of_the_catalogue_says_by_whom_the_list_is_complete(declare: Declare) -> None:
    case = declare("chip: H20")
    zero = case.facts["chip.dense_tops.fp4"]
    assert (zero.value, zero.origin, zero.stated_by) == (0, "assumed", "govern project")
    assert any(each.text.endswith("stated complete by govern project") for each in assumptions(case))
