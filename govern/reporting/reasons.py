"""The one line that says why: the decisive premises of a finding, in words."""

from collections.abc import Mapping

from govern.assessment.explanation import Explanation

__all__ = ["reason"]

_KEPT = 3
_DEEPEST = 6
_ANSWERS = {"met": "applies", "not_met": "does not apply", "unknown": "open", "unsettled": "depends"}


def reason(explanation: Explanation, explained: Mapping[str, Explanation]) -> str:
    """Return the decisive premises of a finding, at most three.

    ``explained`` has the explanations of the other findings, which a premise may only name.
    """
    found = list(dict.fromkeys(_Decisive(explained).of(explanation, 0, inverted=False)))
    kept = found[:_KEPT]
    return "; ".join(kept) + (f"; and {len(found) - _KEPT} more" if len(found) > _KEPT else "")


class _Decisive:
    def __init__(self, explained: Mapping[str, Explanation]) -> None:
        self.explained = explained

    def of(self, step: Explanation, depth: int, *, inverted: bool) -> list[str]:
        """Return the premises that decide a step; ``inverted`` under an odd number of negations."""
        if step.kind == "provision" and not step.children:
            return self.of_named(step, depth, inverted=inverted)
        if not step.children:
            return [_leaf(step)]
        if step.kind == "not":
            return self.of(step.children[0], depth + 1, inverted=not inverted)
        decisive = [child for child in step.children if child.outcome == step.outcome] or list(step.children)
        if (step.kind == "all" and step.outcome == "not_met") or (step.kind == "any" and step.outcome == "met"):
            # One premise is enough to decide: the plainest is named.
            decisive = [min(decisive, key=_length)]
        return [text for child in decisive for text in self.of(child, depth + 1, inverted=inverted)]

    def of_named(self, step: Explanation, depth: int, *, inverted: bool) -> list[str]:
        """Return the premises of a provision that is only named, or its name where that says enough."""
        inner = self.explained.get(step.id or "")
        if step.outcome == "met" or inner is None or not inner.children or depth > _DEEPEST:
            expected = (step.outcome == "met") is not inverted
            return [step.text if expected else f"{step.text}: {_ANSWERS[step.outcome]}"]
        return [text for child in inner.children for text in self.of(child, depth + 1, inverted=inverted)]


def _length(step: Explanation) -> tuple[bool, int]:
    """Order premises by how plainly they decide: a fact or comparison before a provision, then the shorter."""
    return step.kind == "provision", sum(1 + _length(child)[1] for child in step.children)


def _leaf(step: Explanation) -> str:
    value, line, margin = step.value, step.threshold, step.margin
    if step.kind != "comparison" or value is None or line is None or margin is None:
        return step.text
    if step.outcome == "met":
        return f"{value.text} {step.operator} {line.text}"
    if not margin.difference:
        return f"{margin.text}, and the text asks for {_ASKED.get(step.operator or '', step.operator)} that"
    return f"{value.text}, {margin.text}"


_ASKED = {">": "more than", "<": "less than", ">=": "at least", "<=": "at most"}
