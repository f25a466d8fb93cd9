"""The table of all jurisdictions side by side in words, and one sentence on texts that are not in force.

Comes in: the document of an assessment. Goes out: plain texts for the terminal and for templates.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from govern.reporting.words import SHORT_ANSWERS

__all__ = ["dormant_sentences", "sides_of"]

Document = Mapping[str, Any]

_CATEGORIES: Final = {
    "proposal": ("bill or proposed rule", "bills and proposed rules", "Bills and proposed rules, not decided here"),
    "repealed": (
        "text that ended or was vetoed",
        "texts that ended or were vetoed",
        "Ended or vetoed, not decided here",
    ),
    "voluntary": (
        *("voluntary commitment or draft treaty", "voluntary commitments and draft treaties"),
        "Voluntary commitments and draft treaties, not decided here",
    ),
}
"""What `--include` adds: one, several, and as the head of a list."""

_NAMED: Final = 4


def sides_of(document: Document) -> dict[str, Any]:
    """Return the side-by-side table with words in its cells."""
    sides = document["side_by_side"]
    return {
        "days": sides["days"],
        "jurisdictions": [_jurisdiction(each) for each in sides["jurisdictions"]],
        "without": _without(sides["without_threshold"]),
    }


def _jurisdiction(each: Document) -> dict[str, Any]:
    rows = [{**row, "cells": [_cell(cell) for cell in row["cells"]]} for row in each["rows"]]
    counted = any(count["apply"] or count["open"] for count in each["duties"])
    duties = [_count(count) for count in each["duties"]] if counted else []
    return {"name": each["name"], "rows": rows, "duties": duties}


def _cell(cell: Document) -> dict[str, Any]:
    answer = cell["answer"] if cell["outcome"] is None else SHORT_ANSWERS[cell["outcome"]]
    status = cell["status"]
    remark = "not enforced" if cell["enforced"] is False and cell["outcome"] not in (None, "not_met") else ""
    if status not in (None, "in_force"):
        remark = str(status).replace("_", " ")
    return {"outcome": cell["outcome"], "answer": answer, "remark": remark}


def _count(count: Document) -> str:
    parts = [str(count["apply"])]
    parts += [f"{count['overdue']} overdue"] if count["overdue"] else []
    parts += [f"{count['open']} open"] if count["open"] else []
    return ", ".join(parts)


def _without(found: Sequence[Document]) -> list[str]:
    """Return a sentence on the jurisdictions, and one on the texts, in which no number of compute was found."""
    sentences = []
    for kind, words in (
        ("jurisdiction", "No threshold of compute was found in"),
        ("instrument", "Nor was one found in these texts:"),
    ):
        own = [each for each in found if each["kind"] == kind]
        days = sorted({each["looked_on"] for each in own})
        if own:
            until = f" (looked for through {days[0]}; absence of evidence, not proof)" if kind == "jurisdiction" else ""
            sentences.append(f"{words} {', '.join(each['name'] for each in own)}{until}.")
    return sentences


def _begins_later(document: Document) -> list[str]:
    """Return, for each day, what of texts in force comes into force on it."""
    found: dict[tuple[str, str], list[str]] = {}
    for each in document["begins_later"]:
        found.setdefault((each["since"], each["short"]), []).append(each["label"])
    return [
        f"In force from {day}, under {short}: {', '.join(labels[:_NAMED])}"
        + (f" and {len(labels) - _NAMED} more." if len(labels) > _NAMED else ".")
        for (day, short), labels in sorted(found.items())
    ]


def dormant_sentences(document: Document, *, named: bool = True) -> list[str]:
    """Return what is enacted but not yet in force by its day, and then the other texts that are not evaluated.

    ``named`` says each of these by its name; otherwise they are only counted, with the option that adds them.
    """
    coming: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {category: [] for category in _CATEGORIES}
    for held in document["not_in_force"]:
        if held["status"] == "not_yet_in_force" and held["since"]:
            coming.setdefault(held["since"], []).append(held["short"])
        elif held["status"] not in ("in_force", "proposed"):
            others["repealed"].append(f"{held['short']} ({held['status'].replace('_', ' ')})")
        elif held["force"] in ("voluntary", "treaty"):
            others["voluntary"].append(held["short"])
        else:
            others["proposal"].append(held["short"])
    sentences = [f"In force from {day}: {', '.join(names)}." for day, names in sorted(coming.items())]
    sentences += _begins_later(document)
    left = {category: names for category, names in others.items() if names}
    if named:
        return sentences + [f"{_CATEGORIES[category][2]}: {', '.join(names)}." for category, names in left.items()]
    if left:
        counts = (f"{len(names)} {_CATEGORIES[category][len(names) != 1]}" for category, names in left.items())
        sentences.append(f"Left out: {', '.join(counts)} (--include {','.join(left)}).")
    return sentences
