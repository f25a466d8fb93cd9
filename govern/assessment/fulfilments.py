"""When a duty was done: the days that a case states for it, and the days between which one lies that it does not know.

INVARIANT: a day known only within bounds is never taken for one on which nothing was done, nor for any one day of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from govern.assessment.decision import Decision
from govern.assessment.stated_days import day_stated, days_between
from govern.declaration.declaration import Declaration, Fulfilment
from govern.law.law import Selected
from govern.law.schema import Obligation
from govern.quantity import Stated
from govern.ranges import Range
from govern.validation import day_of
from govern.zones import LAST_TO_BEGIN, day_in

__all__ = ["Between", "Doings", "Record", "doings_of"]


@dataclass(frozen=True, slots=True)
class Record:
    """The times that a duty was done by the day of the decision, and those that came before what it is about."""

    counted: tuple[Fulfilment, ...] = ()
    not_counted: tuple[Fulfilment, ...] = ()


@dataclass(frozen=True, slots=True)
class Between:
    """A day on which a duty was done that is known within bounds (``None``: not bounded), and the fact that says so."""

    earliest: date | None
    latest: date | None
    fact: str


@dataclass(frozen=True, slots=True)
class Doings:
    """What was done: the one record of it, or each that is possible, and the facts that would tell which it is."""

    records: tuple[Record, ...]
    between: Between | None = None
    missing: tuple[str, ...] = ()


def doings_of(selected: Selected, decision: Decision, declaration: Declaration) -> Doings:
    """Return what was done about a duty by the day of the decision."""
    entry = selected.policy.file.obligations[selected.name]
    today = decision.law.on
    done = declaration.fulfilled.get(selected.id)
    name, range_ = (None, None) if done else _vague(entry, decision, declaration)
    if name is None or range_ is None:
        records = _records(done or _by_event(entry, decision, declaration), entry, decision, declaration)
        return Doings(records, missing=(str(entry.not_before),) if len(records) > 1 else ())
    low, high, or_never = _bounds(range_, declaration.facts.get(entry.proved_by or ""))
    if low is not None and low > today:
        return Doings((Record(),))
    place = declaration.facts[name].place
    found: dict[Record, None] = {}
    for day in (low or date.min, min(high or today, today)):
        doing = Fulfilment(on=day, at_latest=name == entry.proved_by, place=place)
        found |= dict.fromkeys(_records([doing], entry, decision, declaration))
    if or_never or high is None or high > today:
        found[Record()] = None
    return Doings(tuple(found), Between(low, high, name), (name,))


def _records(
    done: Sequence[Fulfilment], entry: Obligation, decision: Decision, declaration: Declaration
) -> tuple[Record, ...]:
    """Return what counts of what was done; where it is not known whether something came too early, with and without."""
    # What is done later is not done on the day of the decision.
    past = sorted((each for each in done if each.on <= decision.law.on), key=lambda each: each.on)
    early = {each: _too_early(each, entry.not_before, declaration, decision) for each in past}
    ways = (False,) if None not in early.values() else (False, True)
    return tuple(
        Record(
            tuple(each for each in past if not (way if early[each] is None else early[each])),
            tuple(each for each in past if (way if early[each] is None else early[each])),
        )
        for way in ways
    )


def _vague(entry: Obligation, decision: Decision, declaration: Declaration) -> tuple[str, Range] | tuple[None, None]:
    """Return the fact that tells when the duty was done, if it is known within bounds only."""
    for name in (entry.fulfilled_by, entry.proved_by):
        stated = None if name is None else declaration.facts.get(name)
        value = None if stated is None else stated.value
        # A day that is not known at all is as one that is not stated: nothing says that it was done.
        if name is not None and isinstance(value, Range) and days_between(value) != (None, None):
            return name, value
        day = day_stated(value)
        if day is not None and _too_early(Fulfilment(on=day), entry.not_before, declaration, decision) is not True:
            break
    return None, None


def _bounds(range_: Range, proof: Stated | None) -> tuple[date | None, date | None, bool]:
    """Return between which days it was done, and whether it may not have been done at all."""
    low, high = days_between(range_)
    proved = None if proof is None else day_stated(proof.value)
    if proved is not None:
        high = proved if high is None else min(high, proved)
    return low, high, range_.or_not_applicable and proved is None


def _by_event(entry: Obligation, decision: Decision, declaration: Declaration) -> list[Fulfilment]:
    """Return the fulfilment that an event of the case tells of; beside one that came too early, the next."""
    found: list[Fulfilment] = []
    for name in (entry.fulfilled_by, entry.proved_by):
        stated = declaration.facts.get(name or "")
        day = None if stated is None else day_stated(stated.value)
        if stated is not None and day is not None:
            found.append(Fulfilment(on=day, at_latest=name == entry.proved_by, place=stated.place))
            if _too_early(found[-1], entry.not_before, declaration, decision) is not True:
                break
    return found


def _too_early(done: Fulfilment, begins: str | None, declaration: Declaration, decision: Decision) -> bool | None:
    """Return whether something was done before the day, or the event, from which it counts; ``None``: not known."""
    if begins is None:
        return False
    day = day_of(begins)
    if day is not None:
        return done.on < day
    return _precedes(done, declaration.facts.get(begins), decision.law.vocabulary[begins].zone)


def _precedes(done: Fulfilment, event: Stated | None, zone: str | None) -> bool | None:
    """Return whether something was done before an event, as far as both are stated; days are those of a zone."""
    value = None if event is None else event.value
    if done.at is not None and zone is not None:
        done = replace(done, on=day_in(done.at, zone))
    if isinstance(value, str):
        moment = datetime.fromisoformat(value)
        return done.at < moment if done.at is not None else done.on < day_in(moment, LAST_TO_BEGIN)
    day = day_stated(value)
    if day is not None:
        return done.on < day
    earliest, latest = days_between(value)
    if (earliest, latest) == (None, None):
        return False
    if earliest is not None and done.on < earliest:
        return True
    return False if latest is not None and done.on >= latest else None
