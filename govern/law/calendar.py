"""Two clocks: what is in force on a day, and what had been published by a day.

Comes in: the events of a text. Goes out: its status and whether it is enforced. An event counts only if it
was published by the day of knowledge, so a later publication never changes an earlier assessment.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from govern.law.schema import Event, ParameterValue

__all__ = ["ENFORCEMENT", "Standing", "Status", "standing", "value_on"]

Status = Literal[
    "not_published", "proposed", "not_yet_in_force", "in_force", "stayed", "superseded", "repealed", "vetoed"
]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a text stands on a day: its status, since when, and whether it is enforced (``None``: not said).

    ``enforced_from`` is the coming day on which it no longer stands that it is not enforced.
    """

    status: Status
    since: date | None = None
    enforced: bool | None = None
    reference: str | None = None
    enforced_from: date | None = None

    @property
    def in_force(self) -> bool:
        """Whether the text holds on that day."""
        return self.status == "in_force"


def standing(history: Sequence[Event], on: date, known: date, *, always: bool = False) -> Standing:
    """Return the standing of a text on a day, from the events published by the day ``known``.

    A text without events holds always if ``always`` (a method), and never otherwise.
    """
    if not history:
        return Standing("in_force" if always else "not_published")
    events = [event for event in history if event.published <= known and event.event != "amended"]
    if not events:
        return Standing("not_published")
    vetoed = _latest(event for event in events if event.event == "vetoed")
    if vetoed is not None:
        return Standing("vetoed", vetoed.on, None, vetoed.reference)
    start = _start(events)
    if start is None:
        # A bill is none before the day on which it was introduced, whatever became known later.
        first = min(events, key=lambda event: event.on)
        return Standing("proposed", first.on, None, first.reference) if on >= first.on else Standing("not_published")
    if on < start.on:
        return Standing("not_yet_in_force", start.on, None, start.reference)
    ended = [event for event in events if event.event in ("superseded", "repealed") and event.on <= on]
    if ended:
        # Of two that end it on one day, what was published later says how.
        end = min(ended, key=lambda event: (event.on, -event.published.toordinal()))
        return Standing("repealed" if end.event == "repealed" else "superseded", end.on, None, end.reference)
    stay = _latest(event for event in events if event.event in ("stayed", "stay_ends") and event.on <= on)
    if stay is not None and stay.event == "stayed":
        return Standing("stayed", stay.on, None, stay.reference)
    enforced = _enforced(events, on)
    begins = None if enforced is not False else _next_enforcement(events, on)
    return Standing("in_force", start.on, enforced, start.reference, begins)


def _start(events: Sequence[Event]) -> Event | None:
    """Return the event that starts the text: a day of application goes before a day of entry into force.

    Where a later publication moved the day, the later publication counts.
    """
    for kind in ("applies", "in_force"):
        starts = [event for event in events if event.event == kind]
        if starts:
            return max(starts, key=lambda event: (event.published, event.on))
    return None


def _enforced(events: Sequence[Event], on: date) -> bool | None:
    relevant = [event for event in events if event.event in ENFORCEMENT]
    if not relevant:
        return None
    begun = _latest(event for event in relevant if event.on <= on)
    return False if begun is None else ENFORCEMENT[begun.event]


def _next_enforcement(events: Sequence[Event], on: date) -> date | None:
    coming = (event.on for event in events if event.on > on and ENFORCEMENT.get(event.event, False) is not False)
    return min(coming, default=None)


ENFORCEMENT: Final[dict[str, bool | None]] = {"enforced": True, "not_enforced": False, "enforcement_not_known": None}


def _latest(events: Iterable[Event]) -> Event | None:
    return max(events, key=lambda event: (event.on, event.published), default=None)


def value_on(values: Sequence[ParameterValue], on: date, known: date) -> ParameterValue | None:
    """Return the value that holds on a day among those published by the day ``known``, or ``None``."""
    holding = [
        value
        for value in values
        if value.published <= known and value.from_ <= on and (value.until is None or on < value.until)
    ]
    return max(holding, key=lambda value: (value.from_, value.published), default=None)
