"""A chip of the catalogue as plain values: its figures with their sources, its measures by the law, what is missing."""

from typing import Any, Final

from govern.assessment.assess import Assessment
from govern.catalog.catalog import CatalogueEntry
from govern.chips.case import DENSITY, TPP, measure, number_of
from govern.chips.near import ANSWERS
from govern.numbers import Number, short
from govern.quantity import Stated
from govern.ranges import NOT_APPLICABLE, Range
from govern.reporting.answer_part import answer_words
from govern.reporting.document_parts import estimate_part, shown_part
from govern.units import in_unit, unit
from govern.values import Value
from govern.vocabulary import Vocabulary

__all__ = ["amount", "chip_entry", "compared", "missing_of", "stated_amount"]

# Asked only where the item is a stack of memory, or where nothing else is quoted.
_NOT_MISSED: Final = (
    "chip.package_area",
    "chip.copackaged_with_dominant_processor",
    "chip.processor",
    "chip.memory_technology",
    "chip.on_chip_bandwidth",
    "chip.annual_supply",
)
_SPARSE: Final = "chip.sparse_tops."
_ASKED: Final = "manufacturer"
_DENSE: Final = "chip.dense_tops."
_COMPLETE: Final = "chip.dense_tops.complete"
_DIGITS: Final = 4


def chip_entry(entry: CatalogueEntry, assessment: Assessment) -> dict[str, Any]:
    """Return the document of one chip of the catalogue; ``assessment`` is that of its name alone."""
    law = assessment.law
    explainer, values = assessment.explainer, assessment.decision.values
    facts = {name: stated for name, stated in entry.facts.items() if name != "chip.name"}
    measures = {}
    for id in (TPP, DENSITY):
        node = law.definitions.get(id)
        measures[id.rpartition("#")[2]] = None if node is None else shown_part(explainer.shown(node, values))
    answer = assessment.answers.get(ANSWERS[0])
    market = facts.get("chip.market")
    vendor = facts.get("chip.vendor")
    return {
        "name": entry.name,
        "on": law.on.isoformat(),
        "vendor": None if vendor is None else vendor.text,
        "market": None if market is None else market.text,
        "measures": measures,
        "short": {
            "tpp": amount(measure(assessment, TPP), "TPP"),
            "density": amount(measure(assessment, DENSITY), "TPP/mm2"),
            "dram_bandwidth": stated_amount(facts.get("chip.dram_bandwidth"), "GB/s"),
        },
        "entry": None if answer is None else {"is": answer.value, "words": answer_words(answer.value, answer.outcome)},
        "figures": [_figure(name, stated, law.vocabulary) for name, stated in facts.items()],
        "missing": missing_of(assessment),
        "notes": list(entry.notes),
    }


def _figure(name: str, stated: Stated, vocabulary: Vocabulary) -> dict[str, Any]:
    fact = vocabulary[name]
    return {
        "fact": name,
        "label": fact.label,
        "text": _said(stated, fact.unit),
        "unit": fact.unit,
        "estimate": estimate_part(stated.estimate, fact.unit),
        "source": stated.source,
        "href": stated.href,
        "grade": stated.grade,
        "stated_by": stated.stated_by,
    }


def _said(stated: Stated, name: str) -> str:
    number = number_of(stated.value)
    if number is None or not name:
        return stated.text
    return f"{short(in_unit(number, unit(name)), _DIGITS)} {name}"


def missing_of(assessment: Assessment) -> list[dict[str, str]]:
    """Return what a manufacturer could say of the chip and the catalogue does not have."""
    facts, vocabulary = assessment.declaration.facts, assessment.law.vocabulary
    return [
        {"fact": name, "label": fact.label}
        for name, fact in vocabulary.facts.items()
        if name.startswith("chip.") and fact.ask == _ASKED and not name.startswith(_SPARSE)
        if name not in _NOT_MISSED and (name not in facts or facts[name].value == fact.unknown)
    ]


def stated_amount(stated: Stated | None, name: str) -> str:
    """Return a stated figure for a column; a question mark where there is none."""
    return "?" if stated is None else amount(stated.value, name) + ("~" if stated.estimate is not None else "")


def amount(value: Value, name: str) -> str:
    """Return an amount for a column: a number, a bound, `n/a` where there is none such, `?` where it is not known."""
    number = number_of(value)
    if number is not None:
        return _short(number, name)
    if value is NOT_APPLICABLE:
        return "n/a"
    if isinstance(value, Range):
        if value.low and value.high is None:
            return f">= {_short(value.low, name)}"
        if value.low and value.high is not None:
            return f"{_short(value.low, name)} to {_short(value.high, name)}"
    return "?"


def _short(number: Number, name: str) -> str:
    return short(in_unit(number, unit(name)), _DIGITS)


def compared(documents: list[dict[str, Any]], vocabulary: Vocabulary) -> list[tuple[str, list[str]]]:
    """Return the rows of chips side by side: a label, and what each chip has there, `?` where it is not known."""
    rows: list[tuple[str, list[str]]] = [
        ("TPP", [each["short"]["tpp"] for each in documents]),
        ("performance density (TPP/mm2)", [each["short"]["density"] for each in documents]),
        ("entry of the list", [each["entry"]["words"] if each["entry"] else "?" for each in documents]),
    ]
    stated = [{figure["fact"]: figure for figure in document["figures"]} for document in documents]
    named = {name for figures in stated for name in figures} - {_COMPLETE}
    for name, fact in vocabulary.facts.items():
        if name in named:
            rows.append((fact.label, [_cell(figures, name) for figures in stated]))
    return rows


def _cell(figures: dict[str, dict[str, Any]], name: str) -> str:
    figure = figures.get(name)
    if figure is None:
        return "not listed" if name.startswith(_DENSE) and _COMPLETE in figures else "?"
    mark = {"inference": " (inference)", "unverified": " (not verified)"}.get(figure["grade"] or "", "")
    return str(figure["text"]) + (" (estimate)" if figure["estimate"] is not None else mark)
