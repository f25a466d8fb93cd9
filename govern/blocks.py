"""The blocks of a declaration (``model:``, ``chip:`` ...) as closed, frozen models made from the vocabulary.

`block_model` makes the model of one block; `stated_facts` flattens what was read to dotted names.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, GetJsonSchemaHandler, PlainValidator, WithJsonSchema, create_model
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from govern.quantity import Stated
from govern.source import Scalar
from govern.stated import ABOUT, BOUNDS, Misstated, read_stated
from govern.validation import Closed
from govern.vocabulary import FactDeclaration, Vocabulary

__all__ = ["Block", "block_model", "block_models", "stated_facts"]


class Block(Closed):
    """A block of facts; one that has a name may be written as the name alone."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Allow the name alone, and nothing at all."""
        schema = handler(core)
        alternatives: list[JsonSchemaValue] = [schema, {"type": "null"}]
        if "name" in cls.model_fields:
            alternatives.append({"type": "string", "description": "the name alone"})
        return {"anyOf": alternatives}


@lru_cache(maxsize=8)
def block_models(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the model of every top-level block by its name."""
    tree: dict[str, Any] = {}
    for name in vocabulary.facts:
        branch = tree
        *path, leaf = name.split(".")
        for step in path:
            branch = branch.setdefault(step, {})
        branch.setdefault(leaf, {})
    return {name: block_model(name, children, vocabulary) for name, children in tree.items()}


def block_model(prefix: str, children: Mapping[str, Any], vocabulary: Vocabulary) -> Any:
    """Return the type of a block: its model, or a name alone, or nothing."""
    fields: dict[str, Any] = {}
    for name, inner in children.items():
        full = f"{prefix}.{name}"
        if full in vocabulary:
            # `counts` belongs to the number it stands under (`model.training.compute.counts`).
            counts = vocabulary[f"{full}.counts"] if "counts" in inner else None
            fields[name] = (_fact_type(vocabulary[full], counts), None)
        else:
            fields[name] = (block_model(full, inner, vocabulary), None)
    title = "".join(part.title() for part in prefix.replace("_", ".").split("."))
    model = create_model(title, __base__=Block, **fields)
    return Annotated[model | None, BeforeValidator(_name_alone if "name" in fields else _as_it_is)]


def _as_it_is(written: Any) -> Any:
    return written


def _name_alone(written: Any) -> Any:
    return {"name": written} if isinstance(written, Scalar) else written


def _fact_type(fact: FactDeclaration, counts: FactDeclaration | None) -> Any:
    def read(written: Any) -> tuple[Stated, Stated | None]:
        try:
            counted = written.get("counts") if isinstance(written, dict) and counts is not None else None
            return read_stated(fact, written), None if counted is None or counts is None else read_stated(
                counts, counted
            )
        except Misstated as error:
            about = {"help": error.help, "place": error.place, "key": error.key}
            context = {"text": error.message, "code": "value"} | about
            raise PydanticCustomError("value", "{text}", context) from None

    return Annotated[Any, PlainValidator(read), WithJsonSchema(_fact_schema(fact, counts))]


def _fact_schema(fact: FactDeclaration, counts: FactDeclaration | None) -> dict[str, Any]:
    """Return the JSON Schema of one fact, with its question as description."""
    kinds: dict[str, dict[str, Any]] = {
        "number": {"type": ["number", "string"]},
        "boolean": {"type": "boolean"},
        "statement": {"type": "boolean"},
        "list": {"type": "array", "items": {"type": "string"}},
    }
    plain = kinds.get(fact.type, {"type": "string"})
    if fact.type == "country":
        plain = {**plain, "pattern": "^[A-Z]{2}$"}
    if fact.allowed is not None:
        closed = {"type": "string", "enum": list(fact.allowed)}
        plain = {"type": "array", "items": closed} if fact.type == "list" else closed
    about: dict[str, Any] = {name: {"type": "string"} for name in ABOUT if name != "evidence"}
    about["evidence"] = {"type": ["array", "string", "object"]}
    properties = about if fact.type == "statement" else {"value": {"anyOf": [plain, {"type": "null"}]}, **about}
    if fact.type == "number":
        properties |= {name: {"type": ["number", "string"]} for name in (*BOUNDS, "low", "high")}
        properties["confidence"] = {"enum": ["confident", "likely", "speculative"]}
    if fact.type == "date":
        properties |= {name: {"type": "string"} for name in BOUNDS}
    if counts is not None:
        properties["counts"] = _fact_schema(counts, None)
    description = fact.question + (f" In {fact.unit}." if fact.unit else "") + (f" {fact.help}" if fact.help else "")
    return {
        "title": fact.label,
        "description": description,
        "anyOf": [plain, {"type": "object", "properties": properties, "additionalProperties": False}, {"type": "null"}],
    }


def stated_facts(prefix: str, block: BaseModel | None) -> Iterator[tuple[str, Stated, tuple[str, ...]]]:
    """Yield each fact that a block states: its dotted name, the fact, and the path to it below the block."""
    if block is None:
        return
    for name in block.__class__.model_fields:
        if name not in block.model_fields_set:
            continue
        value = getattr(block, name)
        if isinstance(value, tuple):
            stated, counts = value
            yield f"{prefix}.{name}", stated, (name,)
            if counts is not None:
                yield f"{prefix}.{name}.counts", counts, (name, "counts")
        elif isinstance(value, BaseModel):
            for full, stated, path in stated_facts(f"{prefix}.{name}", value):
                yield full, stated, (name, *path)
