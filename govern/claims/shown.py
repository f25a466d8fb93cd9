"""Amounts and explanations of a claim in the form that all derivations have, so that one tree shows them all."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from govern.assessment.derivation import Derivation
from govern.assessment.explained import Explanation, Shown
from govern.assessment.wording import MONEY
from govern.numbers import Number, exact, short
from govern.ranges import Amount, NotApplicable, Range, ends
from govern.truth import ANSWERS, Outcome
from govern.units import Unit, in_unit
from govern.values import Value

__all__ = ["amount_of", "amount_text", "explained", "shown_amount", "shown_outcome", "shown_text"]

_HOLDS = {"met": "holds", "not_met": "does not hold", "unknown": "open", "unsettled": "depends on the reading"}


def amount_of(value: Value) -> Amount:
    """Return a value as an amount; what is none, or not known, is any number."""
    if isinstance(value, bool):
        return Range()
    return value if isinstance(value, int | Fraction | Range | NotApplicable) else Range()


def shown_amount(amount: Amount, unit: Unit) -> Shown:
    """Return an amount in words and exactly, in a unit."""
    if isinstance(amount, NotApplicable):
        return _shown(None, None, amount, unit)
    span = ends(amount)
    low, high = (None if end is None else in_unit(end, unit) for end in (span.low, span.high))
    return _shown(low, high, amount, unit)


def _shown(low: Number | None, high: Number | None, amount: Amount, unit: Unit) -> Shown:
    span = amount if isinstance(amount, Range) else None
    at_least, at_most = (None if end is None else exact(end) for end in (low, high))
    return Shown(
        value=at_least if isinstance(amount, int | Fraction) else None,
        at_least=at_least,
        at_most=at_most,
        at_least_open=span is not None and span.low_open,
        at_most_open=span is not None and span.high_open,
        unit=unit.name,
        text=amount_text(amount, unit),
    )


def amount_text(amount: Amount, unit: Unit) -> str:
    """Return an amount in words: `93`, `between 1 and 7`, `at most 183`, `not known`."""
    if isinstance(amount, NotApplicable):
        return "not applicable"
    span = ends(amount)
    low, high = (None if end is None else _text(end, unit) for end in (span.low, span.high))
    if low is not None and low == high:
        return low
    if low is not None and high is not None:
        return f"between {low} and {high}"
    if low is not None:
        return f"more than {low}" if span.low_open else f"at least {low}"
    if high is not None:
        return f"less than {high}" if span.high_open else f"at most {high}"
    return "not known"


def _text(number: Number, unit: Unit) -> str:
    amount = in_unit(number, unit)
    money = unit.name in MONEY and amount.denominator == 1
    return f"{f'{amount.numerator:,}' if money else short(amount)} {unit.name}".rstrip()


def shown_outcome(outcome: Outcome, text: str | None = None) -> Shown:
    """Return an outcome in words, by default in those that people read."""
    return replace(shown_text(text or ANSWERS[outcome]), value=outcome)


def shown_text(text: str) -> Shown:
    """Return a value that stands in words only."""
    return Shown(value=None, at_least=None, at_most=None, at_least_open=False, at_most_open=False, unit="", text=text)


def explained(step: Explanation, answer: str) -> Derivation:
    """Return the explanation of a provision as a derivation: what decides it, each step and each fact once."""
    return _explained(step, answer, set())


def _explained(step: Explanation, answer: str, told: set[str]) -> Derivation:
    again = step.id is not None and step.id in told
    told |= {step.id} if step.id else set()
    facts = () if again else tuple(_facts(step, told))
    steps = () if again else tuple(_explained(each, _HOLDS[each.outcome], told) for each in _deciding(step))
    return Derivation(
        id=step.id or "",
        label=step.text,
        value=shown_outcome(step.outcome, answer),
        references=step.references,
        parts=(*facts, *steps),
        shown_above=again,
    )


def _facts(step: Explanation, told: set[str]) -> Iterator[Derivation]:
    """Yield the facts that a step rests on, each once; of those that are assumed for one reason, the first."""
    for source in step.sources:
        key = source.because if source.origin == "assumed" and source.because else source.name
        if source.told and source.origin != "parameter" and key not in told:
            told.add(key)
            yield Derivation(id=source.name, label=source.label, value=shown_text(source.text), sources=(source,))


def _deciding(step: Explanation) -> tuple[Explanation, ...]:
    """Return the steps that a step rests on: of several of which one suffices, those that do."""
    alone = (step.kind, step.outcome) in (("all", "not_met"), ("any", "met"))
    children = tuple(each for each in step.children if each.outcome == step.outcome) if alone else step.children
    opened = (_deciding(each) if each.kind in ("all", "any") else (each,) for each in children)
    return tuple(each for steps in opened for each in steps)
