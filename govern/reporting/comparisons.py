"""The comparisons behind an assessment's findings: which quantity was held against which line, and by which rules.

In: the document of an assessment. Out: each distinct comparison once, with the rules that make it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from govern.numbers import read_number

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
    def line(self) -> Fraction | None:
        """Where the line lies, if it is a point."""
        return bound(self.threshold, "value")


def bound(quantity: Document, side: str) -> Fraction | None:
    """The exact number at ``value``, ``at_least`` or ``at_most``; None where there is none."""
    text = quantity[side]
    return None if text is None else Fraction(read_number(text))


def said(quantity: Document) -> str:
    """The quantity for people, with its unit."""
    text, unit = str(quantity["text"]), str(quantity["unit"] or "")
    return text if not unit or text.endswith(unit) else f"{text} {unit}"


def comparisons(document: Document) -> tuple[Comparison, ...]:
    """Every comparison of two quantities of one unit, in the order of the findings."""
    found: dict[tuple[str, ...], Comparison] = {}
    for inside in (False, True):
        own = frozenset(found)
        for finding in document["findings"]:
            for node in _nodes(finding["explanation"], inside=inside):
                made = _comparison(node, finding, document)
                if made is not None and _key(made) not in own:
                    found[_key(made)] = _merged(found.get(_key(made)), made)
    return tuple(found.values())


def _nodes(root: Document, *, inside: bool) -> Iterator[Document]:
    """Walk the premises; those of a provision named by another one are that provision's own unless ``inside``."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        if inside or node is root or node["kind"] != "provision":
            waiting.extend(reversed(node["children"]))


def _comparison(node: Document, finding: Document, document: Document) -> Comparison | None:
    value, threshold = node["value"], node["threshold"]
    if node["kind"] != "comparison" or value is None or threshold is None or value["unit"] != threshold["unit"]:
        return None
    if node["operator"] not in OPERATORS:
        return None
    references = node["references"] or finding["references"]
    rule = (str(finding["label"]), str(references[0]["text"]) if references else "")
    return Comparison(
        measure=_measure(node, document),
        unit=str(value["unit"] or ""),
        operator=node["operator"],
        value=value,
        threshold=threshold,
        outcome=node["outcome"],
        margin=node["margin"]["text"] if node["margin"] else None,
        rules=(rule,),
    )


def _measure(node: Document, document: Document) -> str:
    """What is measured: the node's own label, else the quantity of the same exact value, else its first source."""
    if node.get("label"):
        return str(node["label"])
    shape = _shape(node["value"])
    for quantity in document["quantities"].values():
        if _shape(quantity) == shape and any(shape[:3]):
            return str(quantity["label"])
    return str(node["sources"][0]["label"] if node["sources"] else node["text"])


def _shape(quantity: Document) -> tuple[Any, ...]:
    return tuple(quantity[key] for key in ("value", "at_least", "at_most", "unit"))


def _key(comparison: Comparison) -> tuple[str, ...]:
    shapes = (*_shape(comparison.value), *_shape(comparison.threshold))
    return (comparison.measure, comparison.operator, *map(str, shapes))


def _merged(first: Comparison | None, made: Comparison) -> Comparison:
    if first is None:
        return made
    rules = first.rules if made.rules[0] in first.rules else first.rules + made.rules
    return Comparison(
        measure=first.measure,
        unit=first.unit,
        operator=first.operator,
        value=first.value,
        threshold=first.threshold,
        outcome=first.outcome,
        margin=first.margin,
        rules=rules,
    )
