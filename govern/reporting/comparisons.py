"""The comparisons behind an assessment's findings: which quantity was held against which line, and by which rules.

In: the document of an assessment. Out: each distinct comparison once, with the rules that make it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

__all__ = ["OPERATORS", "Comparison", "Document", "bound", "comparisons", "said"]


Document = Mapping[str, Any]

OPERATORS: Final = {">": "above", ">=": "from", "<": "below", "<=": "up to", "==": "exactly", "!=": "other than"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One quantity against one line; ``rules`` are (label, reference) of the findings that ask for it."""

    measure: str
    unit: str
    operator: str
    value: Document
    threshold: Document
    outcome: str
    margin: str | None
    rules: tuple[tuple[str, str], ...]

    @property
    def quantity(self) -> tuple[str, ...]:
        """What is compared, whatever it is compared with: comparisons that agree on it share a chart."""
        return (self.unit, self.measure, *map(str, _shape(self.value)))

    @property
    def line(self) -> Fraction | None:
        """Where the line lies, if it is a point."""
        return bound(self.threshold, "value")


def bound(quantity: Document, side: str) -> Fraction | None:
    """The exact number at ``value``, ``at_least`` or ``at_most``; None where there is none."""
    text = quantity[side]
    return None if text is None else Fraction(text)


def said(quantity: Document) -> str:
    """The quantity for people, with its unit."""
    text, unit = str(quantity["text"]), str(quantity["unit"] or "")
    bare = any(map(str.isdigit, text)) and unit not in {"", "date"} and not text.endswith(unit)
    return f"{text} {unit}" if bare else text


def comparisons(document: Document, *, bearing: bool = False) -> tuple[Comparison, ...]:
    """Every comparison of two quantities of one unit that bears on the case, in the order of the findings.

    ``bearing`` leaves out what is open in a rule that is decided whatever it turns out to be.
    """
    found: dict[tuple[str, ...], Comparison] = {}
    for finding in document["findings"]:
        # A second look compares what a figure could be at most or at least, not the figure.
        shown = finding["concerns_case"] and finding["effect"] != "second_look"
        nodes = _nodes(finding["explanation"]) if shown else ()
        decided = finding["outcome"] in ("met", "not_met")
        for made in filter(None, (_comparison(node, finding) for node in nodes)):
            if bearing and decided and made.outcome == "unknown":
                continue
            found[_key(made)] = _merged(found.get(_key(made)), made)
    return tuple(found.values())


def _nodes(root: Document) -> Iterator[Document]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node["children"]))


def _comparison(node: Document, finding: Document) -> Comparison | None:
    value, threshold = node["value"], node["threshold"]
    if node["kind"] != "comparison" or value is None or threshold is None or value["unit"] != threshold["unit"]:
        return None
    if node["operator"] not in OPERATORS:
        return None
    references = node["references"] or finding["references"]
    rule = (str(finding["label"]), str(references[0]["text"]) if references else "")
    return Comparison(
        measure=str(value["label"]) or str(node["text"]),
        unit=str(value["unit"] or ""),
        operator=node["operator"],
        value=value,
        threshold=threshold,
        outcome=node["outcome"],
        margin=node["margin"]["text"] if node["margin"] else None,
        rules=(rule,),
    )


def _shape(quantity: Document) -> tuple[Any, ...]:
    return tuple(quantity[key] for key in ("value", "at_least", "at_most", "unit"))


def _key(comparison: Comparison) -> tuple[str, ...]:
    return (*comparison.quantity, comparison.operator, *map(str, _shape(comparison.threshold)))


def _merged(first: Comparison | None, made: Comparison) -> Comparison:
    if first is None:
        return made
    return first if made.rules[0] in first.rules else replace(first, rules=first.rules + made.rules)
