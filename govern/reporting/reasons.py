"""The one line that says why: the decisive premises of a finding, in words."""

from collections.abc import Mapping

from govern.assessment.explanation import Explanation

__all__ = ["reason"]

_KEPT = 3


def reason(explanation: Explanation, explained: Mapping[str, Explanation]) -> str:
    """Return the decisive premises of a finding, at most three.

    ``explained`` has the explanations of the other findings, which a premise may only name.
    """
    found = list(dict.fromkeys(_decisive(explanation, explained, 0)))
    kept = found[:_KEPT]
    return "; ".join(kept) + (f"; and {len(found) - _KEPT} more" if len(found) > _KEPT else "")


def _decisive(step: Explanation, explained: Mapping[str, Explanation], depth: int) -> list[str]:
    if step.kind == "provision" and not step.children and depth and step.id in explained:
        inner = explained[step.id].children
        if step.outcome == "met" or not inner or depth > 4:
            return [step.text]
        return [text for child in inner for text in _decisive(child, explained, depth + 1)]
    if not step.children:
        return [_leaf(step)]
    if step.kind == "not":
        return [
            f"not so: {text}"
            if step.outcome == "met"
            and len(_decisive(step.children[0], explained, depth + 1)) == 1
            and step.children[0].kind == "fact"
            else text
            for text in _decisive(step.children[0], explained, depth + 1)
        ]
    decisive = [child for child in step.children if child.outcome == step.outcome] or list(step.children)
    one_is_enough = (step.kind == "all" and step.outcome == "not_met") or (step.kind == "any" and step.outcome == "met")
    if one_is_enough:
        decisive = [min(decisive, key=_length)]
    return [text for child in decisive for text in _decisive(child, explained, depth + 1)]


def _length(step: Explanation) -> tuple[bool, int]:
    """Order premises by how plainly they decide: a comparison with a margin first, then the shorter."""
    return step.kind == "provision", sum(1 + _length(child)[1] for child in step.children)


def _leaf(step: Explanation) -> str:
    if step.kind != "comparison" or step.value is None or step.threshold is None:
        return step.text
    if step.margin is not None and step.outcome == "not_met":
        return (
            f"{step.value.text}, {step.margin.text}"
            if step.margin.difference
            else f"{step.margin.text}, not {_over(step)}"
        )
    if step.margin is not None:
        return f"{step.value.text} {step.operator} {step.threshold.text}"
    return step.text


def _over(step: Explanation) -> str:
    return "above it" if step.operator == ">" else "below it"
