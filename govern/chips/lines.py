"""The lines that a chip's figures are held against, and how far from each of them they are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from govern.assessment.assess import Assessment
from govern.assessment.explained import Explanation
from govern.chips.near import DECIDED_BY_FIGURES
from govern.numbers import Number

__all__ = ["NEAR", "Line", "lines_of"]

NEAR = Fraction(1, 20)
"""How far from a line, as a share of it, still counts as near."""

_UNITS = ("TPP", "TPP/mm2", "GB/s", "GB/s/mm2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: what is compared, on which side the chip is, by how much, and the rules that draw it.

    ``share`` is the distance as a share of the line.
    """

    quantity: str
    unit: str
    value: str
    operator: str
    threshold: str
    holds: bool
    difference: Number
    share: Fraction
    text: str
    rules: dict[str, str] = field(default_factory=dict)

    @property
    def near(self) -> bool:
        """Whether the figure is near the line."""
        return self.share <= NEAR


def lines_of(assessment: Assessment) -> tuple[Line, ...]:
    """Return the lines by how near they are; none for a figure that is not known."""
    found: dict[tuple[str, str], Line] = {}
    for id, finding in assessment.findings.items():
        if finding.selected.policy.id not in DECIDED_BY_FIGURES:
            continue
        told = assessment.explainer.explain(finding.node, assessment.decision.values)
        for step in _comparisons([told]):
            line = _line(step)
            if line is not None:
                key = (line.quantity, line.threshold)
                found.setdefault(key, line).rules[id] = finding.entry.reference
    return tuple(sorted(found.values(), key=lambda line: (line.share, line.quantity)))


def _comparisons(steps: Iterable[Explanation]) -> Iterator[Explanation]:
    for step in steps:
        if step.kind == "comparison":
            yield step
        yield from _comparisons(step.children)


def _line(step: Explanation) -> Line | None:
    value, threshold, margin = step.value, step.threshold, step.margin
    if value is None or threshold is None or margin is None or threshold.unit not in _UNITS or not step.operator:
        return None
    if value.value is None or threshold.value is None:
        return None
    line = Fraction(threshold.value)
    if line <= 0:
        return None
    share = abs(Fraction(value.value) - line) / line
    return Line(
        quantity=value.label,
        unit=threshold.unit,
        value=value.text,
        operator=step.operator,
        threshold=threshold.text,
        holds=step.outcome == "met",
        difference=margin.difference,
        share=share,
        text=margin.text,
    )
