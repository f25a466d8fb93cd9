"""The one line that says why: the decisive premises of a finding, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from govern.assessment.explained import Explanation
from govern.reporting.chance import is_told, premise_chance
from govern.reporting.document_parts import spread_text
from govern.uncertainty.probability import Probability

__all__ = ["closest", "decisive_facts", "reason"]

_KEPT = 3
_DEEPEST = 6
_ANSWERS = {"met": "applies", "not_met": "does not apply", "unknown": "open", "unsettled": "depends"}


def reason(explanation: Explanation, explained: Mapping[str, Explanation], chance: Probability | None = None) -> str:
    """Return the decisive premises of a finding, at most three.

    ``explained`` has the explanations of the other findings, which a premise may only name. What merely follows from
    the rest of the file is named only where nothing else decides. How likely a premise is stands beside it, unless it
    is the ``chance`` of the finding, which stands below it.
    """
    premises = _Decisive(explained).of(explanation, 0, inverted=False)
    stated = [premise for premise in premises if not premise.step.sources or any(s.told for s in premise.step.sources)]
    found = list(dict.fromkeys(_words(premise, chance) for premise in stated or premises))
    kept = found[:_KEPT]
    return "; ".join(kept) + (f"; and {len(found) - _KEPT} more" if len(found) > _KEPT else "")


def decisive_facts(explanation: Explanation, explained: Mapping[str, Explanation]) -> set[str]:
    """Return the names of the facts on which the decisive premises of a finding rest."""
    premises = _Decisive(explained).of(explanation, 0, inverted=False)
    return {source.name for premise in premises for source in premise.step.sources}


def closest(explanation: Explanation, explained: Mapping[str, Explanation]) -> Explanation | None:
    """Return the decisive comparison that is closest to its line, if the finding is decided by comparisons."""
    found = [
        (premise.step.margin.factor, i, premise.step)
        for i, premise in enumerate(_Decisive(explained).of(explanation, 0, inverted=False))
        if premise.step.margin is not None and premise.step.margin.factor is not None and not premise.inverted
    ]
    return min(found)[2] if found and explanation.outcome in ("met", "not_met") else None


@dataclass(frozen=True, slots=True)
class _Premise:
    """A decisive step, and whether it stands under an odd number of negations."""

    step: Explanation
    inverted: bool


class _Decisive:
    def __init__(self, explained: Mapping[str, Explanation]) -> None:
        self.explained = explained

    def of(self, step: Explanation, depth: int, *, inverted: bool) -> list[_Premise]:
        """Return the premises that decide a step."""
        if step.kind == "provision" and (depth or not step.children):
            return self.of_named(step, depth, inverted=inverted)
        if not step.children:
            return [_Premise(step, inverted)]
        if step.kind == "not":
            return self.of(step.children[0], depth + 1, inverted=not inverted)
        decisive = [child for child in step.children if child.outcome == step.outcome] or list(step.children)
        if (step.kind == "all" and step.outcome == "not_met") or (step.kind == "any" and step.outcome == "met"):
            # One premise is enough to decide: the plainest is named.
            decisive = [min(decisive, key=_length)]
        return [premise for child in decisive for premise in self.of(child, depth + 1, inverted=inverted)]

    def of_named(self, step: Explanation, depth: int, *, inverted: bool) -> list[_Premise]:
        """Return the premises of a provision that is only named, or its name where that says enough."""
        inner = step if step.children else self.explained.get(step.id or "")
        # A step of others is opened; a finding that stands for itself is named where it holds or is negated.
        named = (step.outcome == "met" and not step.is_step) or inverted
        if named or inner is None or not inner.children or depth > _DEEPEST:
            return [_Premise(step, inverted)]
        return [premise for child in inner.children for premise in self.of(child, depth + 1, inverted=inverted)]


def _words(premise: _Premise, chance: Probability | None) -> str:
    step = premise.step
    if step.kind != "provision":
        return _leaf(step, chance)
    return step.text if step.outcome == "met" and not premise.inverted else f"{step.text}: {_ANSWERS[step.outcome]}"


def _length(step: Explanation) -> tuple[bool, int]:
    """Order premises by how plainly they decide: a fact or comparison before a provision, then the shorter."""
    return step.kind == "provision", sum(1 + _length(child)[1] for child in step.children)


def _leaf(step: Explanation, told: Probability | None) -> str:
    value, line, margin = step.value, step.threshold, step.margin
    if step.kind != "comparison" or value is None or line is None or margin is None:
        return step.text
    spread = "" if value.estimate is None else f" ({spread_text(value.estimate, value.unit)})"
    chance = _chance(step, told)
    if step.outcome == "met":
        return f"{value.text}{spread} {step.operator} {line.text}{chance}"
    if not margin.difference:
        return f"{margin.text}, and the text asks for {_ASKED.get(step.operator or '', step.operator)} that"
    return f"{value.text}{spread}, {margin.text}{chance}"


def _chance(step: Explanation, told: Probability | None) -> str:
    """Return how likely a premise is where that is no matter of course and is not told already."""
    own = step.probability
    if own is None or not is_told(own) or (told is not None and own in (told, told.opposite)):
        return ""
    part = premise_chance(step)
    return "" if part is None else f"; {part['text']}"


_ASKED = {">": "more than", "<": "less than", ">=": "at least", "<=": "at most"}
