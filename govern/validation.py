"""From a located tree of text to a closed model: every problem at once, each with its place.

Comes in: a node of `govern.source` and a pydantic model. Goes out: the model, or the list of problems.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from govern.problem import Place, Problem, did_you_mean, quoted
from govern.source import Mapping as MappingNode
from govern.source import Node, Scalar
from govern.source import Sequence as SequenceNode

__all__ = ["MOST_PROBLEMS", "Closed", "Day", "Text", "day_of", "place_at", "plain", "validated"]

Model = TypeVar("Model", bound=BaseModel)

MOST_PROBLEMS = 100

_MESSAGES = {
    "missing": "`{key}` is missing",
    "extra_forbidden": "{quoted_key} is not a known key",
    "dict_type": "a block of keys is due here",
    "model_type": "a block of keys is due here",
    "list_type": "a list is due here",
    "tuple_type": "a list is due here",
    "string_type": "a text is due here",
    "date_from_datetime_parsing": "{input} is not a date such as 2025-08-02",
    "date_parsing": "{input} is not a date such as 2025-08-02",
    "date_type": "a date such as 2025-08-02 is due here",
    "bool_parsing": "{input} is neither `true` nor `false`",
    "bool_type": "`true` or `false` is due here",
    "int_parsing": "{input} is not a whole number",
    "literal_error": "{input} is not one of {expected}",
    "too_short": "this list is too short: {least} or more are due here",
    "string_pattern_mismatch": "{input} is not written like `14 days` or `72 hours`",
}


def _text(written: Any) -> Any:
    return written.text if isinstance(written, Scalar) else written


Text = Annotated[str, BeforeValidator(_text)]
"""A text that may come as a located scalar."""


def day_of(text: str) -> date | None:
    """Return the day that is written as 2025-08-02 and in no other way; ``None`` if the text is none."""
    try:
        return date.fromisoformat(text) if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None


def _day(written: Any) -> Any:
    text = _text(written)
    if not isinstance(text, str):
        return text
    day = day_of(text)
    if day is None:
        raise ValueError(f"{quoted(text)} is not a date such as 2025-08-02")
    return day


Day = Annotated[date, BeforeValidator(_day)]
"""A day that may come as a located scalar; a number is never taken for the seconds of a clock."""


class Closed(BaseModel):
    """A frozen model that refuses unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, arbitrary_types_allowed=True)


def plain(node: Node, *, keep_scalars: bool = False) -> Any:
    """Return the tree as dictionaries, lists and texts; a plain null is ``None``.

    With ``keep_scalars`` the leaves stay `Scalar`, so that a validator sees how a value was written.
    """
    if isinstance(node, MappingNode):
        return {key: plain(child, keep_scalars=keep_scalars) for key, child in node.entries.items()}
    if isinstance(node, SequenceNode):
        return [plain(child, keep_scalars=keep_scalars) for child in node.items]
    if node.plain and node.text in ("", "~", "null", "Null", "NULL"):
        return None
    return node if keep_scalars else node.text


def place_at(node: Node, location: Sequence[str | int], *, key: bool = False) -> Place:
    """Return the place of the value (or of the key) that a location leads to, or the nearest one above it."""
    place = node.place
    for step in location:
        if isinstance(node, MappingNode) and isinstance(step, str) and step in node.entries:
            place = node.key_places[step] if key else node.entries[step].place
            node = node.entries[step]
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            place = node.place
    return place


def validated(model: type[Model], node: Node, *, keep_scalars: bool = False) -> tuple[Model | None, list[Problem]]:
    """Return the model read from a node, or ``None`` and all problems."""
    try:
        return model.model_validate(plain(node, keep_scalars=keep_scalars)), []
    except ValidationError as error:
        return None, _problems(error, model, node)


def _problems(error: ValidationError, model: type[BaseModel], node: Node) -> list[Problem]:
    items = error.errors(include_url=False)
    # INVARIANT: words are found for a bounded number of problems, so that no file costs more than it is worth.
    placed = sorted(((_place_of(item, node), i) for i, item in enumerate(items)))[:MOST_PROBLEMS]
    problems: dict[tuple[Place, str], Problem] = {}
    for place, i in placed:
        problem = _problem(items[i], model, place)
        problems.setdefault((place, problem.message), problem)
    if len(items) > MOST_PROBLEMS:
        message = f"{len(items) - MOST_PROBLEMS:,} more problems follow"
        problems[placed[-1][0], message] = Problem(code="too_many_problems", message=message, place=placed[-1][0])
    return list(problems.values())


def _location(item: ErrorDetails) -> list[str | int]:
    return [step for step in item["loc"] if isinstance(step, str | int)]


def _place_of(item: ErrorDetails, node: Node) -> Place:
    """Return the place of a value that is wrong, or of a key where the key itself is."""
    context, location = item.get("ctx") or {}, _location(item)
    place = context.get("place")
    if isinstance(place, Place):
        return place
    if context.get("key") is not None:
        return place_at(node, [*location, str(context["key"])], key=True)
    if item["type"] == "missing":
        return place_at(node, location[:-1])
    return place_at(node, location, key=item["type"] == "extra_forbidden")


def _problem(item: ErrorDetails, model: type[BaseModel], place: Place) -> Problem:
    kind, location = item["type"], _location(item)
    context = {key: str(value) for key, value in (item.get("ctx") or {}).items() if value is not None}
    message = context["error"] if kind == "value_error" else context.get("text", item["msg"])
    if kind in _MESSAGES:
        message = _MESSAGES[kind].format(
            key=location[-1] if location else "",
            quoted_key=quoted(str(location[-1])) if location else "",
            expected=context.get("expected", "").replace("'", "`"),
            least=context.get("min_length", "1"),
            input=_shown(item.get("input")),
        )
    help = context.get("help")
    if kind == "extra_forbidden":
        known = _keys_at(model, location[:-1])
        help = did_you_mean(str(location[-1]), known)
        if help is None and known:
            help = "the keys here are " + ", ".join(f"`{name}`" for name in sorted(known)[:24])
    code = kind if kind in _MESSAGES else context.get("code", kind)
    return Problem(code=code, message=message, place=place, help=help)


def _shown(written: Any) -> str:
    """Return what was written as it stands in a message."""
    if isinstance(written, Scalar | str):
        return quoted(written if isinstance(written, str) else written.text)
    return "a list" if isinstance(written, list) else "a block of keys" if isinstance(written, dict) else "nothing"


def _keys_at(model: Any, location: Sequence[str | int]) -> list[str]:
    """Return the keys that a model allows at a location, aliases as they are written."""
    for candidate in _models_in(model):
        if not location:
            return [field.alias or name for name, field in candidate.model_fields.items()]
        for name, field in candidate.model_fields.items():
            if location[0] in (name, field.alias):
                return _keys_within(field.annotation, location[1:])
    return []


def _keys_within(annotation: Any, location: Sequence[str | int]) -> list[str]:
    origin = get_origin(annotation)
    arguments = get_args(annotation)
    if origin is Annotated:
        return _keys_within(arguments[0], location)
    if origin in (dict, Mapping) and location:
        return _keys_within(arguments[1], location[1:])
    if origin in (list, tuple, Sequence) and location:
        return _keys_within(arguments[0], location[1:])
    if origin in (Union, UnionType):
        found = [_keys_within(argument, location) for argument in arguments]
        return max(found, key=len, default=[])
    return _keys_at(annotation, location)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    return [annotation] if isinstance(annotation, type) and issubclass(annotation, BaseModel) else []
