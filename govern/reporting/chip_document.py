"""A chip's classification as plain values: the four answers apart, letters and relief, lines, and what stands near one.

In: the assessment of one chip. Out: a document for people and programs, in which nothing unknown is below a line.
"""

from collections.abc import Sequence
from typing import Any, Final

from govern.assessment.answers import Answered
from govern.assessment.assess import Assessment, Finding
from govern.assessment.explanation import Explainer
from govern.chips.case import DENSITY, TPP
from govern.chips.lines import lines_of
from govern.chips.near import ANSWERS, Change, Trial, trials
from govern.numbers import in_figures
from govern.reporting.answer_part import answer_part, answer_words
from govern.reporting.document_parts import place_text, shown_part
from govern.reporting.questions import questions
from govern.reporting.words import ANSWERS as WORDS

__all__ = ["BESIDE", "chip_document"]

# The files whose findings are told beside the four answers.
BESIDE: Final = (
    "us/ear/letters",
    "us/ear/general_prohibition_10",
    "us/ear/licence_review",
    "us/tariff/section_232_semiconductors",
)
_REACHES: Final = "us/ear/licence_requirement#controlled_as_enforced"
_REVIEW: Final = "us/ear/licence_review#licence_review"
_FIGURES: Final = ("chip.die_area", "chip.dram_bandwidth", "chip.interconnect_bandwidth")


def chip_document(assessment: Assessment, notes: Sequence[str] = ()) -> dict[str, Any]:
    """Return the document of one chip's classification; ``notes`` are those of the catalogue."""
    law, case = assessment.law, assessment.declaration
    tried = trials(assessment)
    lines = lines_of(assessment)
    flipping = _readings(assessment)
    return {
        "chip": case.text_of("chip.name") or case.file,
        "on": law.on.isoformat(),
        "known": law.known.isoformat(),
        "verified_through": assessment.verified_through.isoformat() if assessment.verified_through else None,
        "engine": assessment.decision.engine,
        "kind": case.text_of("transfer.kind"),
        "origin": case.text_of("transfer.origin"),
        "destination": case.text_of("transfer.destination"),
        "headquarters": case.text_of("transfer.end_user.headquarters"),
        "parent": case.text_of("transfer.end_user.ultimate_parent_headquarters"),
        "figures": _figures(assessment),
        "answers": {id.rpartition("#")[2]: _answer(assessment, id) for id in ANSWERS if id in assessment.answers},
        "reached_by_the_chip": _reached(assessment),
        "beside": [_finding(each) for each in assessment.findings.values() if _told(assessment, each)],
        "lines": [
            {
                "quantity": line.quantity,
                "value": line.value,
                "line": line.threshold,
                "operator": line.operator,
                "holds": line.holds,
                "percent": in_figures(line.share * 100, 2),
                "exactly_on_it": not line.share,
                "near": line.near,
                "text": line.text,
                "rules": [{"id": id, "reference": reference} for id, reference in line.rules.items()],
            }
            for line in lines
        ],
        "trials": [_trial(assessment, each) for each in tried],
        "readings": flipping,
        "near": any(line.near for line in lines) or any(each.changes for each in tried) or bool(flipping),
        "notes": list(notes),
        "problems": [
            {"message": each.message, "place": place_text(each.place), "help": each.help, "severity": each.severity}
            for each in assessment.problems
        ],
    }


def _figures(assessment: Assessment) -> dict[str, Any]:
    """Return the figures that the lines are about, each with its source."""
    explainer, values = assessment.explainer, assessment.decision.values
    found: dict[str, Any] = {}
    for id in (TPP, DENSITY):
        node = assessment.law.definitions.get(id)
        if node is not None:
            found[id.rpartition("#")[2]] = shown_part(explainer.shown(node, values))
    for name in _FIGURES:
        found[name.rpartition(".")[2]] = _fact(assessment, explainer, name)
    return found


def _fact(assessment: Assessment, explainer: Explainer, name: str) -> dict[str, Any] | None:
    stated = assessment.declaration.facts.get(name)
    if stated is None:
        return None
    where = explainer.where_from(name, stated)
    unit = assessment.law.vocabulary[name].unit
    text = f"{stated.text} {unit}" if stated.text.replace(".", "", 1).isdigit() else stated.text
    return {"label": where.label, "text": text, "source": where.source, "href": where.href, "grade": where.grade}


def _answer(assessment: Assessment, id: str) -> dict[str, Any]:
    part = answer_part(assessment, id)
    return {name: part[name] for name in ("is", "label", "outcome", "words", "reason", "missing", "readings")} | {
        "reference": part["references"][0]["text"]
    }


def _reached(assessment: Assessment) -> dict[str, Any] | None:
    """Return whether the requirement because of the chip alone, end uses left out, reaches the destination."""
    finding = assessment.findings.get(_REACHES)
    if finding is None:
        return None
    missing = questions(assessment, finding.missing)
    return _finding(finding) | {"missing": [each["label"] for each in missing]}


def _told(assessment: Assessment, finding: Finding) -> bool:
    """Return whether a finding is told beside the answers: what applies, or depends; of relief also what is open.

    Relief of the review is not told where no review arises.
    """
    file = finding.selected.policy.id
    if file not in BESIDE or finding.entry.kind == "indicator":
        return False
    review = assessment.answers.get(_REVIEW)
    if file == _REVIEW.partition("#")[0] and review is not None and review.outcome == "not_met":
        return False
    return finding.outcome in ("met", "unsettled") or (finding.outcome == "unknown" and finding.entry.kind == "relief")


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "label": finding.entry.label or finding.selected.name.replace("_", " "),
        "kind": finding.entry.kind,
        "outcome": finding.outcome,
        "words": WORDS[finding.outcome],
        "reference": finding.entry.reference,
    }


def _trial(assessment: Assessment, trial: Trial) -> dict[str, Any]:
    return {
        "kind": trial.kind,
        "text": trial.text,
        "note": trial.note,
        "changes": trial.changes,
        "answers": [_change(assessment, each, answer=True) for each in trial.answers],
        "findings": [_change(assessment, each, answer=False) for each in trial.findings],
    }


def _change(assessment: Assessment, change: Change, *, answer: bool) -> dict[str, Any]:
    law = assessment.law
    selected = (law.answers if answer else law.provisions)[change.id]
    entry = getattr(selected.policy.file, selected.group)[selected.name]
    before, after = (
        answer_words(value, outcome) if answer else WORDS[outcome] for value, outcome in (change.before, change.after)
    )
    label = entry.label or selected.name.replace("_", " ")
    return {"id": change.id, "label": label, "reference": entry.reference, "before": before, "after": after}


def _readings(assessment: Assessment) -> list[dict[str, Any]]:
    """Return each open question of the law that changes an answer, the other questions read by their default."""
    found = []
    for id in ANSWERS:
        answer = assessment.answers.get(id)
        for question in _questions(answer):
            given = _given(answer, question)
            words = {name: answer_words(value, outcome) for name, (value, outcome) in given.items()}
            if len(set(words.values())) < 2:
                continue
            file, _, name = question.partition("#")
            entry = assessment.law.policies[file].file.interpretations[name]
            selected = assessment.law.answers[id]
            found.append(
                {
                    "interpretation": question,
                    "question": entry.question,
                    "answer": id,
                    "label": selected.policy.file.answers[selected.name].label,
                    "given": [
                        {"reading": each, "label": entry.readings[each].label or each, "words": said}
                        for each, said in words.items()
                    ],
                }
            )
    return found


def _questions(answer: Answered | None) -> list[str]:
    return [question for question, _ in answer.by_reading[0].readings] if answer and answer.by_reading else []


def _given(answer: Answered | None, question: str) -> dict[str, tuple[str | None, str]]:
    """Return what each reading of one question gives, the others as in the first combination."""
    if answer is None:
        return {}
    default = dict(answer.by_reading[0].readings)
    found: dict[str, tuple[str | None, str]] = {}
    for each in answer.by_reading:
        taken = dict(each.readings)
        if all(taken[other] == default[other] for other in taken if other != question):
            found[taken[question]] = (each.value, each.outcome)
    return found
