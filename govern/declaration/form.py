"""The commented declaration that a user fills in: every fact with its question, unit and allowed values.

Everything that is left as it is stays unknown: the form itself states nothing but its format.
"""

from collections.abc import Collection
from typing import Any

from govern.vocabulary import FactDeclaration, Vocabulary

__all__ = ["form_of"]

_HEAD = """\
# yaml-language-server: $schema={schema}
# A declaration: one file is one case. Delete what does not concern it; what is left out is unknown, never "no".
# A number is written plainly (1e25, 3.8e25 FLOP, 80 GB), as a hard bound {{at_least: 32e12}} (also more_than, at_most,
# less_than), or as an estimate {{value: 3.4e24, low: 2e24, high: 6e24}} or {{value: 3.4e24, confidence: likely}}.
# Any value may carry its source: {{value: 3.4e24, source: "where it was read", stated_by: "who", on: 2025-01-31}}.
# A chip or model of the catalogue is filled in by its name. To state a fact, remove the `# ` (sign and space) before
# its line and before the lines that it stands under; a line without a value says that the fact is not known.
# `govern schema declaration -o {schema}` writes the schema by which an editor checks this file.
declaration: 1
version: 1
# declarant:                       # who makes this declaration
#   name: NAME
#   role: provider                 # provider, analyst, authority or auditor; an analyst's estimate is no declaration
"""

_SCHEMA = "declaration.schema.json"


def form_of(vocabulary: Vocabulary, blocks: Collection[str] | None = None, schema: str = _SCHEMA) -> str:
    """Return the form with the named blocks, or with all."""
    tree: dict[str, Any] = {}
    for name, fact in vocabulary.facts.items():
        if fact.stated_as:
            continue
        branch = tree
        for step in name.split("."):
            branch = branch.setdefault(step, {})
    lines = [_HEAD.format(schema=schema)]
    for block, children in tree.items():
        if blocks is None or block in blocks:
            lines += _lines(block, children, vocabulary, 0)
            lines.append("")
    lines += [
        "# fulfilled:                       # duties that were done",
        "#   eu/ai_act#notify_commission: {on: 2025-08-10, reference: where to find it}",
        "",
    ]
    return "\n".join(lines)


def _lines(name: str, children: dict[str, Any], vocabulary: Vocabulary, depth: int) -> list[str]:
    indent = "  " * depth
    key = name.rsplit(".", 1)[-1]
    if name in vocabulary:
        counts = vocabulary[f"{name}.counts"] if "counts" in children else None
        return _fact_lines(key, vocabulary[name], counts, f"# {indent}")
    lines = [f"# {indent}{key}:"]
    for child, inner in children.items():
        lines += _lines(f"{name}.{child}", inner, vocabulary, depth + 1)
    return lines


def _fact_lines(key: str, fact: FactDeclaration, counts: FactDeclaration | None, indent: str) -> list[str]:
    about = [fact.question]
    if fact.unit:
        about.append(f"In {fact.unit}.")
    if fact.allowed:
        about.append(f"One{' or more' if fact.type == 'list' else ''} of: {', '.join(fact.allowed)}.")
    if fact.help:
        about.append(f"{fact.help[0].upper()}{fact.help[1:]}.")
    if fact.not_applicable:
        about.append("May be not_applicable.")
    if fact.type == "list":
        about.append("Write [one, two], or [] for none.")
    if fact.type == "statement":
        about.append("Write {stated_by: who, on: 2025-01-31}.")
    if counts is not None:
        about.append(f"If it leaves some out: {{value: ..., counts: [{', '.join((counts.allowed or ())[:2])}]}}.")
    return [f"{indent}# {' '.join(about)}", f"{indent}{key}:"]
