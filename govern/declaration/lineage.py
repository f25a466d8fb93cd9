"""Reads the `lineage` block of a declaration: the models that its own was made from, and theirs in turn.

A parent is a name of the catalogue, or a declaration of its own in another file. A lineage that runs in a circle is
refused with its path; of a parent that nothing describes nothing is known, so a sum over it is known from below only.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, GetJsonSchemaHandler, WithJsonSchema, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from govern.catalog.catalog import Catalogue
from govern.declaration.declaration import Assumption, Declaration
from govern.lineage import RELATIONS, Ancestor, Lineage, Parent
from govern.problem import Place, Problem, Rejected, quoted
from govern.quantity import Stated
from govern.source import Node, Scalar
from govern.truth import Truth
from govern.validation import Closed, Text, place_at

__all__ = ["LineageBlock", "Reading", "read_lineage"]

MOST_MODELS: Final = 200
MOST_GENERATIONS: Final = 40

_DEVELOPERS = ("model.developer", "organization.name")


def _truth(written: Any) -> Any:
    text = written.text if isinstance(written, Scalar) and written.plain else written
    if text in ("true", "false"):
        return text == "true"
    if not isinstance(written, bool):
        raise ValueError("`same_developer` is `true` or `false`")
    return written


class _Parent(Closed):
    """A model that this one was made from: its name, or a file that describes it."""

    name: Text | None = None
    file: Text | None = None
    same_developer: Annotated[bool, BeforeValidator(_truth), WithJsonSchema({"type": "boolean"})] | None = None

    @model_validator(mode="before")
    @classmethod
    def _name_alone(cls, written: Any) -> Any:
        return {"name": written} if isinstance(written, Scalar) else written

    @model_validator(mode="after")
    def _name_or_file(self) -> "_Parent":
        if (self.name or "").strip() == "" and (self.file or "").strip() == "":
            raise ValueError("a model of the lineage has a `name` or a `file`")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Allow the name alone."""
        return {"anyOf": [handler(core), {"type": "string", "description": "the name alone"}]}


class LineageBlock(Closed):
    """The models that this one was made from; a relation that is not listed has none."""

    base_models: tuple[_Parent, ...] | None = None
    merged_models: tuple[_Parent, ...] | None = None
    teachers: tuple[_Parent, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What reading one file needs to read those that it names: how, the way that led here, and what was read."""

    read: Callable[[Path, "Reading"], Declaration]
    folder: Path | None = None
    way: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    done: dict[Path, Declaration] = field(default_factory=dict)

    def at(self, path: Path, shown: str) -> "Reading":
        """Return the reading of a file that this one leads to."""
        done = self.done
        return Reading(read=self.read, folder=path.parent, way=(*self.way, shown), names=self.names, done=done)

    def of(self, name: str) -> "Reading":
        """Return the reading of the parents of a model."""
        return Reading(read=self.read, folder=self.folder, way=self.way, names=(*self.names, name), done=self.done)

    @property
    def keys(self) -> frozenset[str]:
        """The models whose parents are being read, by their keys."""
        return frozenset(_key(name) for name in self.names)


@dataclass
class _Found:
    """What was found of a lineage so far."""

    models: dict[str, Ancestor] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


Filled = Callable[[Mapping[str, Stated]], Mapping[str, Stated]]
"""Fills the facts of a model from the catalogue and by the meaning of the format."""


def read_lineage(
    block: LineageBlock | None,
    node: Node,
    facts: Mapping[str, Stated],
    *,
    catalogue: Catalogue,
    filled: Filled,
    reading: Reading,
) -> tuple[Lineage | None, list[Problem], list[Assumption]]:
    """Return the lineage that a declaration states, with all problems of it and of the files it names."""
    listed = {
        name: getattr(block, name) for name in RELATIONS if block is not None and getattr(block, name) is not None
    }
    if not listed:
        return None, [], []
    found = _Found()
    own = facts.get("model.name")
    within = reading if own is None else reading.of(own.text)
    parents: dict[str, tuple[Parent, ...]] = {}
    for relation, entries in listed.items():
        each = []
        for i, entry in enumerate(entries):
            place = place_at(node, ("lineage", relation, i))
            key = _ancestor(entry, place, found, catalogue, filled, within)
            if key is not None:
                same = entry.same_developer
                each.append(Parent(key=key, same_developer=_same(same, facts, found.models[key].facts)))
        parents[relation] = tuple({parent.key: parent for parent in each}.values())
    if len(found.models) > MOST_MODELS:
        message = f"the lineage has {len(found.models):,} models; at most {MOST_MODELS} are read"
        found.problems.append(Problem(code="lineage", message=message, place=place_at(node, ("lineage",), key=True)))
    place = place_at(node, ("lineage",), key=True)
    text = "the lineage is taken to list every model that this one was made from"
    assumed = Assumption(text=text, facts=("model.training.base_model.compute",), place=place)
    return Lineage(parents=parents, models=found.models), found.problems, [assumed]


def _ancestor(
    entry: _Parent, place: Place, found: _Found, catalogue: Catalogue, filled: Filled, reading: Reading
) -> str | None:
    """Take in one parent with its own ancestors; return its key, or ``None`` if it cannot be had."""
    if entry.file is None:
        return _named(str(entry.name), place, found, catalogue, filled, reading)
    path = PurePath(entry.file)
    if path.is_absolute() or reading.folder is None:
        message = f"{quoted(entry.file)} is not named from where the declaration lies"
        found.problems.append(Problem(code="lineage", message=message, place=place, help="write a relative path"))
        return None
    return _described(reading.folder / path, entry, place, found, reading)


def _named(
    name: str, place: Place, found: _Found, catalogue: Catalogue, filled: Filled, reading: Reading
) -> str | None:
    catalogued = catalogue.find("model", name)
    shown = name if catalogued is None else catalogued.name
    key = _key(shown)
    if {key, _key(name)} & reading.keys:
        found.problems.append(_circle([*reading.names, name], place))
        return None
    if key in found.models:
        return key
    if catalogued is None:
        message = (
            f"{quoted(name)} is not in the catalogue and no file describes it, so nothing is known of its training"
        )
        help = catalogue.suggestion("model", name) or "describe it in a file of its own: `{file: base.yaml}`"
        found.problems.append(
            Problem(code="not_in_catalogue", message=message, place=place, help=help, severity="warning")
        )
        facts: Mapping[str, Stated] = {}
    else:
        facts = filled({"model.name": Stated(value=shown, text=name, place=place)})
    found.models[key] = Ancestor(key=key, name=shown, facts=facts)
    return key


def _described(path: Path, entry: _Parent, place: Place, found: _Found, reading: Reading) -> str | None:
    shown, real = str(entry.file), path.resolve()
    if str(real) in reading.way:
        start = reading.way.index(str(real))
        found.problems.append(_circle([Path(each).name for each in (*reading.way[start:], str(real))], place))
        return None
    if len(reading.way) >= MOST_GENERATIONS:
        message = f"the lineage goes back more than {MOST_GENERATIONS} files"
        found.problems.append(Problem(code="lineage", message=message, place=place))
        return None
    try:
        declaration = reading.done.get(real)
        if declaration is None:
            declaration = reading.done[real] = reading.read(path, reading.at(real, str(real)))
    except Rejected as rejected:
        found.problems += [each if each.place else replace(each, place=place) for each in rejected.problems]
        return None
    stated = declaration.facts.get("model.name")
    name = str(stated.value) if stated is not None else entry.name or shown
    key = _key(name)
    theirs = declaration.lineage
    if entry.name is not None and stated is not None and _key(entry.name) not in (key, _key(stated.text)):
        message = f"{quoted(entry.name)} is named here, and {quoted(shown)} describes {quoted(name)}"
        help = "leave the name out, or name the file that describes it"
        found.problems.append(Problem(code="lineage", message=message, place=place, help=help))
        return None
    again = {key, *(theirs.models if theirs is not None else ())} & reading.keys
    if again:
        back = next(each for each in reading.names if _key(each) in again)
        found.problems.append(_circle(dict.fromkeys([*reading.names, name]), place, back))
        return None
    known = found.models.get(key)
    if known is not None and known.facts is not declaration.facts and known.facts:
        message = f"{quoted(name)} is described twice in the lineage"
        help = "the file counts, not the catalogue"
        found.problems.append(Problem(code="lineage", message=message, place=place, help=help, severity="warning"))
    if theirs is not None:
        found.models = {**theirs.models, **found.models}
    parents = {} if theirs is None else theirs.parents
    found.models[key] = Ancestor(key=key, name=name, facts=declaration.facts, parents=parents)
    found.problems += [problem for problem in declaration.problems if problem not in found.problems]
    return key


def _same(stated: bool | None, facts: Mapping[str, Stated], parent: Mapping[str, Stated]) -> Truth:
    """Return whether a parent is of the same developer: as stated, or by the same name; another name says nothing."""
    if stated is not None:
        return stated
    own = {_key(facts[name].text) for name in _DEVELOPERS if name in facts}
    theirs = parent.get("model.developer")
    return True if theirs is not None and _key(theirs.text) in own else None


def _circle(way: Iterable[str], place: Place, back: str | None = None) -> Problem:
    """Return the problem of a way that comes back to where it was, or to one of its models."""
    names = [*way, *([] if back is None else [back])]
    start = next(i for i, name in enumerate(names) if _key(name) == _key(names[-1]))
    names = names[start:]
    message = f"the lineage runs in a circle: {' -> '.join(quoted(name) for name in names)}"
    return Problem(code="lineage_circle", message=message, place=place, help="a model is not made from itself")


def _key(name: str) -> str:
    return "".join(name.casefold().split())
