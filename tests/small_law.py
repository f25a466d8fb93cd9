"""Small law for tests: policy files written as text or as their keys, read the way shipped ones are."""

import json
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from govern.assessment.decision import Decider, Decision, EngineName
from govern.law.corpus import Corpus, read_corpus
from govern.law.law import Law
from govern.problem import Problem, Rejected
from govern.truth import Outcome
from govern.values import Value

__all__ = [
    "DAY",
    "HISTORY",
    "VOCABULARY",
    "condition",
    "corpus_of",
    "decided",
    "file_of",
    "law_of",
    "outcomes",
    "refused",
]

DAY: Final = date(2025, 6, 1)
HISTORY: Final = [{"event": "applies", "on": "2024-01-01", "published": "2023-01-01", "reference": "Art. 1"}]


def _fact(type: str, **more: Any) -> dict[str, Any]:
    return {"type": type, "label": "a fact", "question": "Which?", **more}


VOCABULARY: Final[dict[str, dict[str, Any]]] = {
    "case.any": _fact("number"),
    "case.other": _fact("number"),
    "case.count": _fact("number", domain="nonnegative"),
    "case.second": _fact("number", domain="nonnegative"),
    "case.size": _fact("number", domain="positive"),
    "case.share": _fact("number", domain="fraction"),
    "case.density": _fact("number", domain="nonnegative", not_applicable=True),
    "case.compute": _fact("number", unit="FLOP", domain="nonnegative"),
    "case.rate": _fact("number", unit="FLOP/s", domain="nonnegative"),
    "case.hours": _fact("number", unit="h", domain="nonnegative"),
    "case.area": _fact("number", unit="mm2", domain="positive"),
    "case.flag": _fact("boolean"),
    "case.flag2": _fact("boolean"),
    "case.flag3": _fact("boolean"),
    "case.complete": _fact("statement"),
    "case.kind": _fact("text", allowed=["open", "closed"]),
    "case.kind2": _fact("text", allowed=["closed", "other"]),
    "case.place": _fact("text"),
    "case.forms": _fact("list", allowed=["text", "audio"]),
    "case.tags": _fact("list"),
    "case.day": _fact("date"),
    "case.noted": _fact("date", not_applicable=True),
    "case.at": _fact("time"),
    "case.chip": _fact("chip"),
}


def file_of(**groups: Any) -> dict[str, Any]:
    """A policy file with what a test is about, and the keys that every file has."""
    return {
        "title": "a law",
        "jurisdiction": "EU",
        "force": "law",
        "history": HISTORY,
        "verified": {"through": "2025-05-31"},
        **groups,
    }


def condition(when: Any, **more: Any) -> dict[str, Any]:
    """A provision with a condition."""
    return {"label": "a rule", "kind": "classification", "reference": "Art. 2", "when": when, **more}


def corpus_of(
    files: Mapping[str, str | Mapping[str, Any]], vocabulary: Mapping[str, Mapping[str, Any]] = VOCABULARY
) -> Corpus:
    """The corpus of files by id; a text stands in the file as it is."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "vocabulary.yaml").write_text(json.dumps({"vocabulary": 1, "facts": vocabulary}))
        for id, file in files.items():
            path = folder / f"{id}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file if isinstance(file, str) else json.dumps(file))
        try:
            return read_corpus(folder)
        except Rejected as rejected:
            problems = [_without_folder(problem, f"{folder}/") for problem in rejected.problems]
            raise Rejected(problems) from None


def _without_folder(problem: Problem, folder: str) -> Problem:
    if problem.place is None:
        return problem
    place = type(problem.place)(
        file=problem.place.file.removeprefix(folder), line=problem.place.line, column=problem.place.column
    )
    return Problem(code=problem.code, message=problem.message, place=place, help=problem.help)


def refused(file: str | Mapping[str, Any], **others: str | Mapping[str, Any]) -> tuple[Problem, ...]:
    """The problems of a file `law` that cannot be used, beside other files."""
    try:
        corpus_of({"law": file, **others})
    except Rejected as rejected:
        return rejected.problems
    raise AssertionError("the file was accepted")


def law_of(when: Any = True, *, on: date = DAY, known: date | None = None, **groups: Any) -> Law:
    """The law of a file `law` with one provision `rule` and whatever else is given."""
    provisions = {"rule": condition(when), **groups.pop("provisions", {})}
    return corpus_of({"law": file_of(provisions=provisions, **groups)}).in_force(on=on, known=known or on)


def decided(law: Law, engine: EngineName = "direct", /, **facts: Value) -> Decision:
    """The decision on a case; a fact is named without its block."""
    return Decider(law, engine).decide({f"case.{name}": value for name, value in facts.items()})


def outcomes(law: Law, engine: EngineName = "direct", /, **facts: Value) -> dict[str, Outcome]:
    """The outcome of each provision by its name in its file."""
    verdicts = decided(law, engine, **facts).verdicts
    return {selected.name: verdicts[selected.nodes[0]].outcome for selected in law.provisions.values()}
