"""Reads a declaration file: the case, and every problem found in it, each with its place.

Raises `Rejected` with all problems if any of them is an error; warnings stay with the declaration.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema, create_model

from govern.blocks import block_models, stated_facts
from govern.catalog.catalog import Catalogue
from govern.declaration.consistency import inconsistencies
from govern.declaration.declaration import Declarant, Declaration, Role
from govern.declaration.filling import Filling, filled_facts
from govern.declaration.fulfilled import FulfilledBlock, fulfilments
from govern.declaration.lineage import LineageBlock, Reading, read_lineage
from govern.law.corpus import Corpus
from govern.problem import Problem, Rejected, did_you_mean, quoted
from govern.quantity import Stated
from govern.source import MOST_BYTES, Node, Scalar, digest, read_text
from govern.source import Mapping as MappingNode
from govern.validation import Closed, Text, place_at, validated
from govern.vocabulary import Vocabulary

__all__ = ["declaration_model", "read", "read_declaration_text", "read_node"]


def _text(written: Any) -> Any:
    return written.text if isinstance(written, Scalar) else written


def _some_text(written: Any) -> Any:
    text = _text(written)
    if isinstance(text, str) and not text.strip():
        raise ValueError("an empty text says nothing")
    return text


Whole = Annotated[str, BeforeValidator(_text), WithJsonSchema({"type": ["integer", "string"]})]


class _Declarant(Closed):
    """Who makes the declaration, in which role."""

    name: Annotated[str, BeforeValidator(_some_text)]
    role: Annotated[Role, BeforeValidator(_text)]


class _DeclarationFile(Closed):
    """A declaration: one file is one case."""

    declaration: Annotated[Literal["1"], BeforeValidator(_text), WithJsonSchema({"const": 1})]
    version: Whole | None = Field(default=None, description="the version of this declaration")
    supersedes: Text | None = Field(default=None, description="the digest of the version before")
    declarant: _Declarant | None = None
    fulfilled: FulfilledBlock | None = None
    note: Text | None = None
    lineage: LineageBlock | None = None


@lru_cache(maxsize=8)
def declaration_model(vocabulary: Vocabulary) -> type[BaseModel]:
    """Return the closed, frozen model of a declaration that has the facts of a vocabulary."""
    fields: dict[str, Any] = {name: (model, None) for name, model in block_models(vocabulary).items()}
    return create_model("Declaration", __base__=_DeclarationFile, __doc__=_DeclarationFile.__doc__, **fields)


def read(path: Path | str, corpus: Corpus, catalogue: Catalogue, reading: Reading | None = None) -> Declaration:
    """Read a declaration from a file, with the files of its lineage; raise `Rejected` with all errors."""
    try:
        # INVARIANT: read once, so that the digest is that of what was read, and never more than may be read.
        with Path(path).open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Rejected(
            [Problem(code="file", message=f"{quoted(str(path))} cannot be read: {reason.lower()}")]
        ) from None
    shown = os.fsencode(path).decode(errors="replace")
    if reading is None:
        real = Path(path).resolve()
        reading = _first_reading(corpus, catalogue, real.parent, str(real))
    node, file_digest = read_text(data, shown), digest(data)
    return read_node(node, corpus, catalogue, file=shown, file_digest=file_digest, reading=reading)


def _first_reading(corpus: Corpus, catalogue: Catalogue, folder: Path, *way: str) -> Reading:
    return Reading(read=lambda path, within: read(path, corpus, catalogue, within), folder=folder, way=way)


def read_declaration_text(text: str | bytes, corpus: Corpus, catalogue: Catalogue, *, file: str) -> Declaration:
    """Read a declaration from text, for example from standard input."""
    raw = text.encode() if isinstance(text, str) else text
    return read_node(read_text(text, file), corpus, catalogue, file=file, file_digest=digest(raw))


def read_node(
    node: Node,
    corpus: Corpus,
    catalogue: Catalogue,
    *,
    file: str,
    file_digest: str,
    reading: Reading | None = None,
) -> Declaration:
    """Read a declaration from its tree; raise `Rejected` with all its errors.

    Files of its lineage are looked for where ``reading`` says, or else in the working directory.
    """
    model, problems = validated(declaration_model(corpus.vocabulary), node, keep_scalars=True)
    wrong_ids = _wrong_ids(node, corpus)
    if model is None:
        raise Rejected(sorted([*problems, *wrong_ids], key=lambda problem: problem.place or node.place))
    read_model: Any = model
    facts = _facts(read_model, node, corpus.vocabulary)
    lineage, of_lineage, assumed = read_lineage(
        read_model.lineage,
        node,
        facts,
        catalogue=catalogue,
        filled=lambda stated: filled_facts(stated, corpus.vocabulary, catalogue),
        reading=reading or _first_reading(corpus, catalogue, Path.cwd()),
    )
    filling = Filling(facts, _paths(node), corpus.vocabulary, catalogue, lineage)
    filling.fill()
    found = [*of_lineage, *filling.problems, *wrong_ids, *inconsistencies(filling.facts, corpus.vocabulary)]
    if any(problem.severity == "error" for problem in found):
        raise Rejected(found)
    declarant = read_model.declarant
    return Declaration(
        file=file,
        version=read_model.version,
        supersedes=read_model.supersedes,
        digest=file_digest,
        declarant=None if declarant is None else Declarant(name=declarant.name, role=declarant.role),
        facts=filling.facts,
        lineage=lineage,
        fulfilled=fulfilments(read_model.fulfilled, node),
        assumptions=(*filling.assumptions, *assumed),
        problems=tuple(found),
    )


def _facts(model: Any, node: Node, vocabulary: Vocabulary) -> dict[str, Stated]:
    facts = {}
    for block in model.__class__.model_fields:
        value = getattr(model, block)
        if isinstance(value, BaseModel) and block not in _DeclarationFile.model_fields:
            for name, stated, path in stated_facts(block, value):
                facts[name] = replace(stated, place=place_at(node, (block, *path)))
    return {name: facts[name] for name in vocabulary.facts if name in facts}


def _paths(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of every key in the file."""
    if isinstance(node, MappingNode):
        for key, child in node.entries.items():
            yield (*path, key)
            yield from _paths(child, (*path, key))


def _wrong_ids(node: Node, corpus: Corpus) -> list[Problem]:
    """Return a problem for each duty done that no policy has."""
    done = node.entries.get("fulfilled") if isinstance(node, MappingNode) else None
    if not isinstance(done, MappingNode):
        return []
    known = [policy.qualified(name) for policy in corpus.policies.values() for name in policy.file.obligations]
    return [
        Problem(code="no_duty", message=f"there is no duty {quoted(id)}", place=place, help=did_you_mean(id, known))
        for id, place in done.key_places.items()
        if id not in known
    ]
