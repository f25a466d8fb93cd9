"""The catalogue: chips and models by name, read from `chips.yaml` and `models.yaml` beside this module.

An entry is written like the block of a declaration; ``source:`` of a figure is a key of the entry's or the
file's table of sources.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import GenericAlias
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, create_model

from govern.blocks import block_models, stated_facts
from govern.catalog.pages import Pages
from govern.law.schema import Grade
from govern.problem import Problem, Rejected, did_you_mean, quoted
from govern.quantity import Stated
from govern.source import Mapping as MappingNode
from govern.source import Node, digest
from govern.validation import Closed, Text, place_at, validated
from govern.vocabulary import Vocabulary

__all__ = ["Catalogue", "CatalogueEntry", "CatalogueKind", "catalogue_model", "read_catalogue"]

CatalogueKind = Literal["chip", "model"]
_SUGGESTED = 3
_FILES: dict[CatalogueKind, str] = {"chip": "chips.yaml", "model": "models.yaml"}


def _written(value: Any) -> Any:
    return getattr(value, "text", value)


class CataloguedSource(Closed):
    """Where a figure was read."""

    title: Text
    href: Text | None = None
    grade: Annotated[Grade, BeforeValidator(_written)] = "unverified"
    retrieved: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """One chip or model: its name and what is published of it, by dotted fact name."""

    kind: CatalogueKind
    name: str
    facts: Mapping[str, Stated]
    notes: tuple[str, ...] = ()


class Catalogue:
    """Chips and models by name or alias; a file is read when its kind is first asked for."""

    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        """Take the folder of the two files and the facts that their blocks state."""
        self.folder, self.vocabulary = folder, vocabulary

    def find(self, kind: CatalogueKind, name: str) -> CatalogueEntry | None:
        """Return the entry with this name or alias; letter case and spaces do not count."""
        found = self._node(kind, _key(name))
        return None if found is None else self._entry(kind, found)

    def suggestion(self, kind: CatalogueKind, name: str) -> str | None:
        """Return names of the catalogue that may be meant: those with all its words, or the closest."""
        words = set(name.casefold().split())
        whole = [each for each in self.names(kind) if words and words <= set(each.casefold().split())]
        if not whole:
            return did_you_mean(name, self.names(kind))
        quoted_names = [quoted(each) for each in whole[:_SUGGESTED]]
        *others, last = quoted_names
        listed = f"{', '.join(others)} or {last}" if others else last
        return f"did you mean {listed}?" + (f" ({len(whole)} have these words)" if len(whole) > _SUGGESTED else "")

    def names(self, kind: CatalogueKind) -> list[str]:
        """Return the names of all entries."""
        pages = self._pages(kind)
        if pages is None:
            return []
        return [name for name, _ in pages.labels] or [_text(node, "name") for node in pages.whole]

    def entries(self, kind: CatalogueKind) -> list[CatalogueEntry]:
        """Return all entries, read and checked; raise `Rejected` with every problem of the file."""
        found: list[CatalogueEntry] = []
        problems: list[Problem] = []
        pages = self._pages(kind)
        for node in () if pages is None else pages.whole:
            try:
                found.append(self._entry(kind, node))
            except Rejected as rejected:
                problems += rejected.problems
        if problems:
            raise Rejected(problems)
        return found

    def digests(self) -> dict[str, str]:
        """Return the digest of each file."""
        return {name: digest(self.folder / name) for name in _FILES.values() if (self.folder / name).is_file()}

    @cached_property
    def _files(self) -> dict[CatalogueKind, Pages | None]:
        return {}

    def _pages(self, kind: CatalogueKind) -> Pages | None:
        if kind not in self._files:
            path = self.folder / _FILES[kind]
            self._files[kind] = Pages(path, f"catalog/{path.name}") if path.is_file() else None
        return self._files[kind]

    def _node(self, kind: CatalogueKind, key: str) -> Node | None:
        """Return the entry that has a name or alias with this key; only entries whose text has it are read."""
        pages = self._pages(kind)
        if pages is None:
            return None
        if not pages.labels:
            return next((node for node in pages.whole if key in _keys(node)), None)
        for i, (name, aliases) in enumerate(pages.labels):
            if (key == _key(name) or key in _key(aliases)) and key in _keys(pages.entry(i)):
                return pages.entry(i)
        return None

    @cached_property
    def _models(self) -> dict[CatalogueKind, Any]:
        return entry_models(self.vocabulary)

    def _entry(self, kind: CatalogueKind, node: Node) -> CatalogueEntry:
        pages = self._pages(kind)
        file = None if pages is None else pages.head
        model = self._models[kind]
        plain, problems = validated(_Sources, _only(file, "sources"))
        read, found = validated(model, node, keep_scalars=True)
        problems += found
        if read is None or plain is None:
            raise Rejected(problems)
        entry: Any = read
        sources = plain.sources | entry.sources
        facts = {}
        for name, stated, path in stated_facts(kind, getattr(entry, kind)):
            place = place_at(node, (kind, *path))
            source = sources.get(stated.source or "")
            if source is None:
                message = f"`{name}` of `{entry.name}` has no source in the catalogue"
                problems.append(Problem(code="no_source", message=message, place=place))
                continue
            facts[name] = replace(
                stated,
                origin="catalogue",
                place=place,
                source=source.title,
                href=source.href,
                grade=stated.grade or source.grade,
            )
        if problems:
            raise Rejected(problems)
        return CatalogueEntry(kind=kind, name=entry.name, facts=facts, notes=entry.notes)


def entry_models(vocabulary: Vocabulary) -> dict[CatalogueKind, Any]:
    """Return the model of an entry for each kind."""
    blocks = block_models(vocabulary)
    about: dict[str, Any] = {
        "name": (Text, ...),
        "aliases": (tuple[Text, ...], ()),
        "notes": (tuple[Text, ...], ()),
        "sources": (dict[str, CataloguedSource], {}),
    }
    models: dict[CatalogueKind, Any] = {}
    for kind in _FILES:
        fields: dict[str, Any] = {**about, kind: (blocks[kind], ...)}
        models[kind] = create_model(f"{kind.title()}Entry", __base__=Closed, **fields)
    return models


def catalogue_model(vocabulary: Vocabulary) -> type[BaseModel]:
    """Return the model of a whole file of the catalogue."""
    chip, model = entry_models(vocabulary).values()
    fields: dict[str, Any] = {
        "catalogue": (Literal["chips", "models"], ...),
        "sources": (dict[str, CataloguedSource], {}),
        "entries": (GenericAlias(list, chip | model), ...),
    }
    return create_model("CatalogueFile", __base__=Closed, **fields)


class _Sources(Closed):
    sources: dict[str, CataloguedSource] = {}


def _only(node: Node | None, key: str) -> Node:
    if not isinstance(node, MappingNode):
        raise Rejected([Problem(code="catalogue", message="the catalogue is not a block of keys")])
    kept = {key: node.entries[key]} if key in node.entries else {}
    return MappingNode(entries=kept, key_places={key: node.key_places[key]} if kept else {}, place=node.place)


def _keys(node: Node) -> set[str]:
    """Return the keys of an entry's name and aliases."""
    aliases = node.entries.get("aliases") if isinstance(node, MappingNode) else None
    return {_key(_text(node, "name")), *(_key(each.text) for each in getattr(aliases, "items", ()))}


def _key(name: str) -> str:
    return "".join(name.casefold().split())


def _text(node: Any, key: str) -> str:
    found = node.entries.get(key)
    return str(getattr(found, "text", ""))


def read_catalogue(vocabulary: Vocabulary, folder: Path | None = None) -> Catalogue:
    """Return the shipped catalogue, or the one in a folder."""
    return Catalogue(folder or Path(__file__).resolve().parent, vocabulary)
