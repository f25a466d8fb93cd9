"""The table of all jurisdictions side by side in words, and one sentence on texts that are not in force.

Comes in: the document of an assessment. Goes out: plain texts for the terminal and for templates.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from govern.reporting.words import ANSWERS

__all__ = ["dormant_sentences", "sides_of"]

Document = Mapping[str, Any]

_SHOWN = 6


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
    answer = cell["answer"] if cell["outcome"] is None else ANSWERS[cell["outcome"]]
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
    for kind, words in (("jurisdiction", "No threshold of compute was found in"), ("instrument", "None stands in")):
        own = [each for each in found if each["kind"] == kind]
        days = sorted({each["looked_on"] for each in own})
        if own:
            until = f" (looked for through {days[0]}; absence of evidence, not proof)" if kind == "jurisdiction" else ""
            sentences.append(f"{words} {', '.join(each['name'] for each in own)}{until}.")
    return sentences


def dormant_sentences(document: Document) -> list[str]:
    """Return what is enacted but not yet in force by its day, and then the other texts that are not evaluated."""
    dormant = document["not_in_force"]
    coming: dict[str, list[str]] = {}
    others = []
    for held in dormant:
        if held["status"] == "not_yet_in_force" and held["since"]:
            coming.setdefault(held["since"], []).append(held["short"])
        else:
            others.append(_other(held))
    sentences = [f"In force from {day}: {', '.join(names)}." for day, names in sorted(coming.items())]
    if others:
        more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
        sentences.append(f"Not in force: {', '.join(others[:_SHOWN])}{more}.")
    return sentences


def _other(held: Document) -> str:
    if held["force"] in ("voluntary", "treaty"):
        return f"{held['short']} ({'a draft treaty' if held['force'] == 'treaty' else 'voluntary'})"
    return f"{held['short']} ({held['status'].replace('_', ' ')})"
