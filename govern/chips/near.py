"""What stands near a line: the same chip with figures rounded, or at the ends of an estimate, decided once more.

INVARIANT: nothing here compares a figure with a line. Each trial is a case of its own, which the engine decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from govern.assessment.answers import Answered
from govern.assessment.assess import Assessment, assess
from govern.chips.case import DENSITY, DIE_AREA, TPP, measure, number_of, rates_of, with_figures
from govern.law.law import Law
from govern.numbers import Number, normal, short, significant
from govern.quantity import Stated
from govern.units import in_unit, unit

__all__ = ["ANSWERS", "DECIDED_BY_FIGURES", "SPREAD", "Change", "Trial", "estimated", "trials"]

ANSWERS = (
    "us/ear/advanced_computing#classification",
    "us/ear/licence_requirement#by_text",
    "us/ear/licence_requirement#as_enforced",
    "us/ear/licence_review#licence_review",
)
DECIDED_BY_FIGURES = (
    "us/ear/advanced_computing",
    "us/ear/letters",
    "us/ear/licence_review",
    "us/tariff/section_232_semiconductors",
)
SPREAD = Fraction(1, 10)
"""What is taken to either side of a figure that is marked as an estimate, without a spread of its own."""

_FIGURES = (2, 3)
_DIGITS = 4
_UNSURE = ("inference", "unverified")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An answer or finding that a trial changes: its id, and value and outcome before and after."""

    id: str
    before: tuple[str | None, str]
    after: tuple[str | None, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One change of figures: of which kind, in words, and what it changes.

    ``note`` says on what the change of the figures rests.
    """

    kind: str
    text: str
    note: str
    answers: tuple[Change, ...]
    findings: tuple[Change, ...]

    @property
    def changes(self) -> bool:
        """Whether the trial changes anything."""
        return bool(self.answers or self.findings)


def trials(assessment: Assessment) -> tuple[Trial, ...]:
    """Return every trial of a case, those too that change nothing."""
    return tuple(
        _decided(assessment, kind, text, note, figures) for kind, text, note, figures in _changed_figures(assessment)
    )


_Figures = dict[str, Number]
_Changed = tuple[str, str, str, _Figures]


def _changed_figures(assessment: Assessment) -> Iterator[_Changed]:
    tpp, density = number_of(measure(assessment, TPP)), number_of(measure(assessment, DENSITY))
    if tpp:
        yield from _rounded_tpp(assessment, tpp)
    if tpp and density:
        yield from _rounded_density(tpp, density)
    yield from _ends_of_area(assessment)
    yield from _ends_of_rates(assessment)


def _rounded_tpp(assessment: Assessment, tpp: Number) -> Iterator[_Changed]:
    rates = rates_of(assessment.declaration)
    area = _area(assessment)
    for figures in _FIGURES:
        rounded = significant(tpp, figures)
        if rounded == tpp:
            continue
        factor = Fraction(rounded) / Fraction(tpp)
        changed = {name: normal(rate * factor) for name, rate in rates.items()}
        # The density keeps its value, so that the trial changes one thing.
        changed |= {} if area is None else {DIE_AREA: normal(area * factor)}
        text = f"TPP rounded to {_rounding(figures, rounded, tpp, 'TPP')}"
        yield "tpp_rounded", text, "the law knows no rounding; the density is kept", changed


def _rounded_density(tpp: Number, density: Number) -> Iterator[_Changed]:
    for figures in _FIGURES:
        rounded = significant(density, figures)
        if rounded == density:
            continue
        text = f"density rounded to {_rounding(figures, rounded, density, 'TPP/mm2')}"
        yield (
            "density_rounded",
            text,
            "the law knows no rounding; TPP is kept",
            {DIE_AREA: normal(Fraction(tpp) / rounded)},
        )


def _rounding(figures: int, rounded: Number, number: Number, name: str) -> str:
    shown = [short(in_unit(each, unit(name)), _DIGITS) for each in (rounded, number)]
    if shown[0] == shown[1]:
        shown[1] = short(in_unit(number, unit(name)), 2 * _DIGITS)
    return f"{figures} figures, {shown[0]} instead of {shown[1]} {name}"


def _ends_of_area(assessment: Assessment) -> Iterator[_Changed]:
    stated = assessment.declaration.facts.get(DIE_AREA)
    found = None if stated is None else estimated(stated)
    if found is None:
        return
    low, high, note = found
    for end, area in (("smallest", low), ("largest", high)):
        if area is not None and stated is not None and area != stated.value:
            text = f"die area at its {end}, {short(area, 4)} mm2"
            yield "die_area", text, note, {DIE_AREA: area}


def _ends_of_rates(assessment: Assessment) -> Iterator[_Changed]:
    facts = assessment.declaration.facts
    found = {
        name: each
        for name in rates_of(assessment.declaration)
        if (each := facts[name].estimate) and not each.confidence
    }
    for end in ("low", "high"):
        changed = {name: number for name, each in found.items() if (number := getattr(each, end)) is not None}
        if changed:
            formats = ", ".join(name.rpartition(".")[2].upper() for name in changed)
            yield "rates", f"estimated rates ({formats}) at their {end} end", "90 % interval as stated", changed


def estimated(stated: Stated) -> tuple[Number | None, Number | None, str] | None:
    """Return the ends of a figure that is an estimate, with a note on where they are from; ``None`` if it is none.

    Ends that are stated count; a figure that is only marked as an estimate or inference is taken to be 10 % off.
    """
    number = number_of(stated.value)
    if number is None:
        return None
    if stated.estimate is not None and not stated.estimate.confidence:
        return stated.estimate.low, stated.estimate.high, "the ends of the estimate, as stated"
    if stated.estimate is None and stated.grade not in _UNSURE:
        return None
    marked = stated.estimate.confidence if stated.estimate is not None else stated.grade
    note = f"marked {_marked(marked)} without a spread: 10 % to either side is assumed here"
    return normal(number * (1 - SPREAD)), normal(number * (1 + SPREAD)), note


def _marked(marked: str | None) -> str:
    """Return how a figure is marked, in words."""
    return {"inference": "as an inference", "unverified": "as not verified"}.get(marked or "", f"as {marked}")


def _decided(assessment: Assessment, kind: str, text: str, note: str, figures: _Figures) -> Trial:
    law: Law = assessment.law
    other = assess(with_figures(assessment.declaration, figures), law, "direct")
    answers = [
        Change(id=id, before=_of(assessment.answers[id]), after=_of(other.answers[id]))
        for id in ANSWERS
        if id in assessment.answers and _whole(assessment.answers[id]) != _whole(other.answers[id])
    ]
    findings = [
        Change(id=id, before=(None, finding.outcome), after=(None, other.findings[id].outcome))
        for id, finding in assessment.findings.items()
        if finding.selected.policy.id in DECIDED_BY_FIGURES and finding.outcome != other.findings[id].outcome
    ]
    return Trial(kind=kind, text=text, note=note, answers=tuple(answers), findings=tuple(findings))


def _of(answer: Answered) -> tuple[str | None, str]:
    return answer.value, answer.outcome


def _whole(answer: Answered) -> tuple[object, ...]:
    differing = frozenset(each.value for each in answer.by_reading) if answer.outcome == "unsettled" else None
    return answer.value, answer.outcome, differing


def _area(assessment: Assessment) -> Number | None:
    stated = assessment.declaration.facts.get(DIE_AREA)
    return None if stated is None else number_of(stated.value)
