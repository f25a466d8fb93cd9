"""Random cases: known, hidden or bounded facts, and the full cases that agree with what is told of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Final

from hypothesis import strategies as st

from govern.ranges import DOMAINS, NOT_APPLICABLE, Amount, Number, Range, integral, intersection, span
from govern.values import AnyText, Value
from govern.vocabulary import FactDeclaration
from tests.property.naive import NA, Point, read
from tests.property.strategies import DAYS, FACTS, WORDS, WRITTEN, Chooser, Drawn

__all__ = [
    "PartialCase",
    "as_value",
    "completion",
    "completions",
    "corners",
    "partial_case",
    "partial_cases",
    "point",
    "sweep",
    "unknown_of",
]


def _in_domain(fact: FactDeclaration, number: Number) -> bool:
    return intersection(number, DOMAINS[fact.domain]) is not None


def _candidates(fact: FactDeclaration) -> tuple[Number, ...]:
    texts = {
        "": ("1", "2", "0", "3", "5", "0.5", "1/3", "7", "10", "-1", "-2.5", "100"),
        "FLOP": (*WRITTEN["FLOP"], "3", "1e26"),
        "FLOP/s": (*WRITTEN["FLOP/s"], "1e15"),
        "h": ("1", "0", "100", "3600", "9000", "7.5"),
    }[fact.unit]
    numbers = [read(text) for text in texts]
    return tuple(integral(number) for number in numbers if _in_domain(fact, number))


def point(chooser: Chooser, fact: FactDeclaration) -> Point:
    """Any known value of a fact."""
    if fact.not_applicable and chooser.whole(1, 4) == 4:
        return NA
    if fact.type == "number":
        return chooser.pick(_candidates(fact))
    if fact.type == "date":
        return chooser.pick(_ordinals())
    if fact.type in ("boolean", "statement"):
        return chooser.pick((False, True))
    words = fact.allowed or (*WORDS, "other")
    if fact.type == "list":
        return frozenset(chooser.pick(words) for _ in range(chooser.whole(0, 3)))
    return chooser.pick(words)


def as_value(point: Point) -> Value:
    """A point as the engines take it."""
    if point is NA:
        return NOT_APPLICABLE
    if isinstance(point, Fraction):
        return integral(point)
    assert isinstance(point, int | str | frozenset)
    return point


@dataclass(frozen=True)
class PartialCase:
    """What is hidden of a case: the true value of every fact, and what the engine is told of it."""

    truth: dict[str, Point]
    told: dict[str, Value]

    @property
    def open(self) -> list[str]:
        return [name for name in self.truth if name not in self.told or isinstance(self.told[name], Range)]


def partial_case(chooser: Chooser, names: Iterable[str], most_open: int | None = None) -> PartialCase:
    """A full case of which some facts are hidden, and some numbers known within bounds only."""
    truth = {name: point(chooser, FACTS[name]) for name in names}
    told: dict[str, Value] = {}
    still_open = 0
    for name, known in truth.items():
        state = chooser.pick(("known", "hidden", "bounded"))
        if most_open is not None and still_open >= most_open:
            state = "known"
        value = as_value(known)
        if state == "bounded" and FACTS[name].type == "number" and known is not NA:
            assert isinstance(value, int | Fraction)
            told[name] = _bounds(chooser, FACTS[name], value)
        elif state == "known":
            told[name] = value
        still_open += name not in told or isinstance(told[name], Range)
    return PartialCase(truth, told)


@st.composite
def partial_cases(draw: st.DrawFn, names: Iterable[str], most_open: int | None = None) -> PartialCase:
    """A partial case that shrinks."""
    return partial_case(Drawn(draw), names, most_open)


def _bounds(chooser: Chooser, fact: FactDeclaration, value: Number) -> Amount:
    step = {"FLOP": 10**25, "FLOP/s": 10**12, "h": 3600}.get(fact.unit, 1)
    below, above = (chooser.pick((None, 0, 1, Fraction(1, 2), 5)) for _ in range(2))
    low = None if below is None else value - integral(Fraction(below) * step)
    high = None if above is None else value + integral(Fraction(above) * step)
    stated = span(
        low,
        high,
        low_open=bool(below) and chooser.pick((False, True)),
        high_open=bool(above) and chooser.pick((False, True)),
    )
    inside = None if stated is None else intersection(stated, DOMAINS[fact.domain])
    assert inside is not None
    return inside


_TINY: Final = Fraction(1, 10**60)
_HUGE: Final = 10**60


def corners(fact: FactDeclaration, told: Value) -> list[Point]:
    """The values that matter of a fact that is not known: its ends, just inside an open one, far out on a free side."""
    if isinstance(told, AnyText):
        return list(sorted(told.allowed) if told.allowed is not None else (*WORDS, "other"))
    if fact.type == "list":
        allowed = fact.allowed or WORDS
        return [frozenset[str](), frozenset(allowed), *(frozenset({word}) for word in allowed)]
    if not isinstance(told, Range):
        return [True, False]
    tiny, huge = (1, date.max.toordinal()) if fact.type == "date" else (_TINY, _HUGE)
    low = (1 if fact.type == "date" else -huge) if told.low is None else told.low + tiny if told.low_open else told.low
    high = huge if told.high is None else told.high - tiny if told.high_open else told.high
    return [low, high, *([NA] if told.or_not_applicable else [])]


def unknown_of(name: str, told: Mapping[str, Value]) -> Value:
    return told.get(name, FACTS[name].unknown)


def completions(case: PartialCase, names: Iterable[str]) -> Iterable[dict[str, Point]]:
    """Every case that agrees with what is told and has a corner for each of the named facts."""
    free = list(names)
    for combination in product(*(corners(FACTS[name], unknown_of(name, case.told)) for name in free)):
        yield {**case.truth, **dict(zip(free, combination, strict=True))}


def completion(chooser: Chooser, case: PartialCase) -> dict[str, Point]:
    """One full case that agrees with what is told; near its corners as often as not."""
    completed = dict(case.truth)
    for name in case.open:
        fact, told = FACTS[name], unknown_of(name, case.told)
        near = chooser.whole(0, 1)
        completed[name] = chooser.pick(corners(fact, told)) if near else _inside(chooser, fact, told)
    return completed


def _inside(chooser: Chooser, fact: FactDeclaration, told: Value) -> Point:
    if not isinstance(told, Range):
        return point(chooser, fact)
    numbers: tuple[Number, ...] = _candidates(fact) if fact.type == "number" else _ordinals()
    fitting = [number for number in numbers if intersection(number, told) is not None]
    return chooser.pick(fitting or [_middle(told)])


def _ordinals() -> tuple[int, ...]:
    return tuple(date.fromisoformat(day).toordinal() for day in DAYS)


def _middle(told: Range) -> Number:
    if told.low is None:
        return 0 if told.high is None else told.high - 1
    return told.low + 1 if told.high is None else integral(Fraction(told.low + told.high) / 2)


_MANTISSAS: Final = (1, 2, 3, 5, 7)


def sweep(fact: FactDeclaration, told: Value) -> list[Point]:
    """Values of a fact over all sizes, small and large, of either sign."""
    if not isinstance(told, Range) or fact.type == "date":
        return [] if isinstance(told, Range) else corners(fact, told)
    sizes = (-3, 30) if fact.unit else (-3, 4)
    numbers = [Fraction(10) ** size * mantissa for size in range(*sizes) for mantissa in _MANTISSAS]
    inside: list[Number] = [*numbers, *(-number for number in numbers)]
    inside += [number + step for number in _candidates(fact) for step in (0, _TINY, -_TINY)]
    if told.low is not None and told.high is not None:
        inside += [told.low + (told.high - told.low) * Fraction(step, 12) for step in range(1, 12)]
    return [
        integral(Fraction(number)) for number in inside if intersection(integral(Fraction(number)), told) is not None
    ]
