"""The blocks of a declaration made from a vocabulary: what they take, what they refuse, their JSON Schema."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError, create_model

from govern.blocks import block_models, stated_facts
from govern.law.corpus import Corpus
from govern.source import read_text
from govern.validation import Closed, plain
from govern.vocabulary import FactDeclaration, Vocabulary


def fact(**about: Any) -> FactDeclaration:
    return FactDeclaration(**{"label": "x", "question": "What?"} | about)


VOCABULARY = Vocabulary(
    {
        "model.name": fact(type="model", fills="model"),
        "model.weights": fact(type="text", allowed=("open", "closed")),
        "model.modalities": fact(type="list", allowed=("text", "audio")),
        "model.training.compute": fact(type="number", unit="FLOP", domain="nonnegative"),
        "model.training.compute.counts": fact(type="list", allowed=("pretraining", "other")),
        "model.training.complete": fact(type="statement"),
        "model.dense": fact(type="boolean"),
        "transfer.destination": fact(type="country"),
        "transfer.on": fact(type="date"),
    }
)


def model() -> type[BaseModel]:
    fields: dict[str, Any] = {name: (block, None) for name, block in block_models(VOCABULARY).items()}
    return create_model("Case", __base__=Closed, **fields)


def read(text: str) -> dict[str, Any]:
    case: Any = model().model_validate(plain(read_text(text, "a.yaml"), keep_scalars=True))
    found = {}
    for block in model().model_fields:
        for name, stated, path in stated_facts(block, getattr(case, block)):
            assert name == ".".join((block, *path))
            found[name] = stated.value
    return found


def test_blocks_are_flattened_to_dotted_names() -> None:
    text = "model: {name: x, weights: open, training: {compute: 1e25, complete: true}}\ntransfer: {destination: NO}"
    assert read(text) == {
        "model.name": "x",
        "model.weights": "open",
        "model.training.compute": 10**25,
        "model.training.complete": True,
        "transfer.destination": "NO",
    }


def test_only_what_is_written_is_stated() -> None:
    assert read("model:\ntransfer: null\n") == {}
    assert read("model: {}\n") == {}
    assert list(read("model: {weights: null}\n")) == ["model.weights"]


def test_a_block_that_has_a_name_may_be_the_name_alone() -> None:
    assert read("model: DeepSeek-V3\n") == {"model.name": "DeepSeek-V3"}
    with pytest.raises(ValidationError):
        read("transfer: CN\n")


def test_counts_stand_under_their_number() -> None:
    assert read("model: {training: {compute: {value: 5, counts: [pretraining]}}}\n") == {
        "model.training.compute": 5,
        "model.training.compute.counts": frozenset({"pretraining"}),
    }
    assert read("model: {training: {compute: {value: 5, counts: null}}}\n") == {"model.training.compute": 5}
    assert (
        read("model: {training: {compute: {value: 5, counts: []}}}\n")["model.training.compute.counts"] == frozenset()
    )


def test_counts_of_another_number_are_refused() -> None:
    with pytest.raises(ValidationError, match="known key"):
        read("model: {weights: {value: open, counts: [pretraining]}}\n")


@pytest.mark.parametrize(
    "text", ["model: {size: 1}\n", "model: {training: {computes: 1}}\n", "modle: {}\n", "model: [x]\n"]
)
def test_blocks_are_closed(text: str) -> None:
    with pytest.raises(ValidationError):
        read(text)


def test_blocks_are_frozen() -> None:
    case: Any = model().model_validate(plain(read_text("model: x\n", "a.yaml"), keep_scalars=True))
    with pytest.raises(ValidationError, match="frozen"):
        case.model.name = "y"


VALID: tuple[dict[str, Any], ...] = (
    {},
    {"model": None},
    {"model": "DeepSeek-V3"},
    {"model": {"name": "x", "weights": "open", "modalities": ["text"], "dense": True}},
    {"model": {"training": {"compute": 1e25}}},
    {"model": {"training": {"compute": "3.8e25 FLOP"}}},
    {"model": {"training": {"compute": {"value": "1e25", "confidence": "likely", "counts": ["other"], "source": "x"}}}},
    {"model": {"training": {"compute": {"at_least": 1, "at_most": "2 FLOP"}, "complete": {"stated_by": "x"}}}},
    {"model": {"training": {"complete": True}}},
    {"transfer": {"destination": "CN", "on": "2025-08-02"}},
    {"transfer": {"destination": {"value": "CN", "source": "x"}}},
    {"transfer": {"destination": None}},
)
INVALID: tuple[dict[str, Any], ...] = (
    {"modle": {}},
    {"model": {"size": 1}},
    {"model": {"weights": "Open"}},
    {"model": {"modalities": "text"}},
    {"model": {"modalities": ["txt"]}},
    {"model": {"dense": "yes"}},
    {"model": {"training": {"compute": [1]}}},
    {"model": {"training": {"compute": {"valeu": 1}}}},
    {"model": {"training": {"compute": {"value": 1, "confidence": "sure"}}}},
    {"model": {"training": {"compute": {"value": 1, "counts": ["everything"]}}}},
    {"model": {"training": {"complete": "yes"}}},
    {"transfer": "CN"},
    {"transfer": {"destination": "China"}},
)


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = model().model_json_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("case", VALID, ids=str)
def test_the_schema_takes_what_is_read(validator: Draft202012Validator, case: dict[str, Any]) -> None:
    assert [error.message for error in validator.iter_errors(case)] == []


@pytest.mark.parametrize("case", INVALID, ids=str)
def test_the_schema_refuses_what_is_refused(validator: Draft202012Validator, case: dict[str, Any]) -> None:
    assert not validator.is_valid(case)


def test_the_schema_tells_an_editor_what_is_asked(corpus: Corpus) -> None:
    fields: dict[str, Any] = {name: (block, None) for name, block in block_models(corpus.vocabulary).items()}
    made = json.dumps(create_model("Case", __base__=Closed, **fields).model_json_schema())
    assert "How much compute was used to train the model in all? In FLOP." in made
    for name, declared in corpus.vocabulary.facts.items():
        assert json.dumps(declared.question)[1:-1] in made, name
