"""Reads the `fulfilled` block of a declaration: which duties were done, when, and what shows it."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, GetJsonSchemaHandler, WithJsonSchema, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from govern.declaration.declaration import Fulfilment
from govern.problem import quoted
from govern.source import Node, Scalar
from govern.validation import Closed, Day, Text, place_at

__all__ = ["FulfilledBlock", "fulfilments"]

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*")


def _moment(written: Any) -> Any:
    text = written.text if isinstance(written, Scalar) else written
    try:
        moment = datetime.fromisoformat(str(text)) if _TIME.fullmatch(str(text)) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        message = f"{quoted(str(text))} is not a time with its zone, such as 2026-05-02T14:00Z"
        raise ValueError(message)
    return moment


class Fulfilled(Closed):
    """A duty that was done: on a day, or at a time, with what shows it."""

    on: Day | None = None
    at: Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string"})] | None = None
    reference: Text | None = None
    evidence: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _day_alone(cls, written: Any) -> Any:
        if not isinstance(written, Scalar):
            return written
        return {"at" if _TIME.fullmatch(written.text) else "on": written}

    @model_validator(mode="after")
    def _one_moment(self) -> "Fulfilled":
        if (self.on is None) == (self.at is None):
            raise ValueError("a duty was done `on` a day or `at` a time")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Allow the day alone."""
        return {"anyOf": [handler(core), {"type": "string", "description": "the day alone"}]}

    @property
    def day(self) -> date:
        """The day on which it was done, in the time's own zone."""
        return self.at.date() if self.at is not None else self.on or date.min


def _several(written: Any) -> Any:
    return written if isinstance(written, list | tuple) else [written]


class _Schema:
    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Allow one instead of a list of one."""
        several = handler(core)
        return {"anyOf": [several["items"], several]}


FulfilledBlock = dict[str, Annotated[tuple[Fulfilled, ...], BeforeValidator(_several), _Schema]]
"""Duties by id, each done once, or several times where it recurs."""


def fulfilments(block: Mapping[str, tuple[Fulfilled, ...]] | None, node: Node) -> dict[str, tuple[Fulfilment, ...]]:
    """Return when each duty was done."""
    return {
        id: tuple(
            Fulfilment(
                on=each.day,
                at=each.at,
                reference=each.reference,
                evidence=each.evidence,
                place=place_at(node, ("fulfilled", id), key=True),
            )
            for each in done
        )
        for id, done in (block or {}).items()
    }
