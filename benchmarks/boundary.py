"""The boundary kit: every decade of training compute, just below, exactly at and just above its line.

Each case is a declaration as somebody would write it, read and decided as any other. What is right is known from
whole numbers alone. Beside the engines stands the same comparison in binary floating point.

    python benchmarks/boundary.py
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from operator import ge, gt, le, lt
from pathlib import Path

from measuring import table

from govern.assessment.decision import Decider
from govern.catalog.catalog import read_catalogue
from govern.declaration.read import read_declaration_text
from govern.engines.durable import available
from govern.law.corpus import Corpus, read_corpus
from govern.problem import Rejected

DECADES = range(22, 30)
OPERATORS = {"above": (">", gt), "at_least": (">=", ge), "below": ("<", lt), "at_most": ("<=", le)}
POSITIONS = {"just below": -1, "exactly at": 0, "just above": 1}
DAY = date(2026, 1, 1)

_VOCABULARY = """\
vocabulary: 1
facts:
  model.compute: {type: number, unit: FLOP, domain: nonnegative, label: compute, question: "How much compute?"}
"""
_HEAD = """\
title: Lines
jurisdiction: none
force: law
history:
  - {event: published, on: 2024-01-01, published: 2024-01-01, reference: "Journal"}
  - {event: applies, on: 2024-01-01, published: 2024-01-01, reference: "Art. 1"}
verified: {through: 2026-01-01}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """How a number is written, beside which line; ``number`` is ``None`` where nothing is known of it."""

    decade: int
    form: str
    written: str | None
    number: int | None
    is_refused: bool = False


def cases() -> Iterator[Case]:
    """Yield all declarations of the kit."""
    for decade in DECADES:
        for step in POSITIONS.values():
            number = 10**decade + step
            digits = str(number)
            for form, written, known, refused in (
                ("whole number", digits, number, False),
                ("float text", f"{digits[0]}.{digits[1:]}e{len(digits) - 1}", number, False),
                ("with a unit", f"{digits[:-12]}.{digits[-12:]} TFLOP", number, False),
                ("null", "null", None, False),
                ("absent", None, None, False),
                ("NaN", ".nan", None, True),
                ("text", f"about {digits}", None, True),
            ):
                yield Case(decade=decade, form=form, written=written, number=known, is_refused=refused)


def write_law(folder: Path) -> Corpus:
    """Write a law with one provision for each line and operator, and read it."""
    lines = [_HEAD + "parameters:"]
    for decade in DECADES:
        value = f'{{from: 2024-01-01, published: 2024-01-01, value: 10^{decade}, reference: "Art. 1"}}'
        lines.append(f"  line_{decade}: {{unit: FLOP, values: [{value}]}}")
    lines.append("provisions:")
    for decade in DECADES:
        for name, (symbol, _) in OPERATORS.items():
            when = f'"model.compute {symbol} line_{decade}"'
            label = f"{name.replace('_', ' ')} 10^{decade}"
            lines.append(f'  {name}_{decade}: {{label: {label}, kind: indicator, reference: "Art. 1", when: {when}}}')
    (folder / "vocabulary.yaml").write_text(_VOCABULARY)
    (folder / "lines.yaml").write_text("\n".join(lines) + "\n")
    return read_corpus(folder)


def outcomes(case: Case, corpus: Corpus, decider: Decider) -> dict[str, str]:
    """Return what the engine says of each operator at the case's line, or that the file was refused with a place."""
    text = "declaration: 1\n" + ("" if case.written is None else f"model: {{compute: {case.written}}}\n")
    try:
        declaration = read_declaration_text(text.encode(), corpus, read_catalogue(corpus.vocabulary), file="case.yaml")
    except Rejected as rejected:
        placed = all(problem.place is not None and problem.place.line == 2 for problem in rejected.problems)
        return dict.fromkeys(OPERATORS, "refused" if placed else "refused without a place")
    decision = decider.decide(declaration.values())
    if decision.engine != decider.engine or decision.problems:
        return dict.fromkeys(OPERATORS, "decided by another engine")
    return {name: decision.verdicts[decider.targets[f"lines#{name}_{case.decade}"]].outcome for name in OPERATORS}


def in_floating_point(case: Case) -> dict[str, str]:
    """Return what binary floating point says: every form as it comes from a usual reader of YAML."""
    if case.is_refused and case.form == "text":
        return dict.fromkeys(OPERATORS, "refused")
    if case.written is None or case.written == "null":
        return dict.fromkeys(OPERATORS, "unknown")
    number, *unit = case.written.split()
    value = float(number.lstrip(".")) * (1e12 if unit else 1)
    line = float(f"1e{case.decade}")
    held = {name: holds(value, line) for name, (_, holds) in OPERATORS.items()}
    return {name: "met" if each else "not_met" for name, each in held.items()}


def due(case: Case) -> dict[str, str]:
    """Return what is right."""
    if case.is_refused or case.number is None:
        return dict.fromkeys(OPERATORS, "refused" if case.is_refused else "unknown")
    held = {name: holds(case.number, 10**case.decade) for name, (_, holds) in OPERATORS.items()}
    return {name: "met" if each else "not_met" for name, each in held.items()}


def main() -> bool:
    """Count right and wrong for each engine and form; return whether no engine was wrong."""
    right: Counter[tuple[str, str]] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as name:
        corpus = write_law(Path(name))
        law = corpus.in_force(on=DAY)
        deciders = {"direct": Decider(law, "direct")}
        if available() is None:
            deciders["durable"] = Decider(law, "durable")
        for case in cases():
            said = {engine: outcomes(case, corpus, decider) for engine, decider in deciders.items()}
            said["floating point"] = in_floating_point(case)
            expected = due(case)
            for engine, found in said.items():
                for operator in OPERATORS:
                    (right if found[operator] == expected[operator] else wrong)[engine, case.form] += 1
    forms = list(dict.fromkeys(case.form for case in cases()))
    engines = [*deciders, "floating point"]
    rows = [(form, *(f"{right[engine, form]} / {wrong[engine, form]}" for engine in engines)) for form in (*forms,)]
    totals = {
        engine: (sum(right[engine, f] for f in forms), sum(wrong[engine, f] for f in forms)) for engine in engines
    }
    rows.append(("all", *(f"{good} / {bad}" for good, bad in totals.values())))
    table(("right / wrong", *engines), rows)
    return all(totals[engine][1] == 0 for engine in deciders)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
