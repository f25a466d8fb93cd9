"""What to ask and whom: the question behind each fact that would settle something, in the order that settles most."""

from typing import Any, Final

from govern.assessment.assess import Assessment
from govern.assessment.missing import BAND, CONTRADICTED, IN_LINEAGE, NOT_ENCODED, WHOSE_LINEAGE

__all__ = ["GAP", "ask_next", "questions"]

GAP: Final = "not encoded"
"""The label of a question of law that a file leaves open."""


def questions(assessment: Assessment, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the question behind each name of what is missing."""
    return [_question(assessment, name) for name in names]


def _question(assessment: Assessment, name: str) -> dict[str, Any]:
    if name.startswith(NOT_ENCODED):
        id = name.removeprefix(NOT_ENCODED)
        policy = assessment.law.policies[id.partition("#")[0]]
        gap = next((each for each in policy.file.untranslated if each.name == id.partition("#")[2]), None)
        on, known = assessment.law.on.isoformat(), assessment.law.known.isoformat()
        reason_text = f"no value for {on} had been published by {known}" if gap is None else gap.reason
        reference = id if gap is None else gap.reference
        return {
            "fact": None,
            "label": GAP if gap else "not yet published",
            "question": reason_text,
            "help": reference,
            "ask": "counsel",
            "id": id,
        }
    if name.startswith(BAND):
        id = name.removeprefix(BAND)
        file_id, _, parameter = id.partition("#")
        entry = assessment.law.policies[file_id].file.parameters[parameter]
        return {
            "fact": None,
            "label": f"{entry.label or parameter.replace('_', ' ')}, which is known only as a band",
            "question": "Which value between the ends of the band holds here?",
            "help": id,
            "ask": "engineer",
            "id": name,
        }
    if name.startswith(CONTRADICTED):
        label = assessment.explainer.wording.label(int(name.removeprefix(CONTRADICTED)))
        return {
            "fact": None,
            "label": "which of two statements is right",
            "question": f"Which of the statements that exclude each other is right ({label})?",
            "help": None,
            "ask": "declarant",
            "id": name,
        }
    if name.startswith((IN_LINEAGE, WHOSE_LINEAGE)):
        return _question_of_lineage(name)
    fact = assessment.law.vocabulary[name]
    return {
        "fact": name,
        "label": fact.label,
        "question": fact.question,
        "help": fact.help,
        "ask": fact.ask,
        "id": name,
    }


def _question_of_lineage(name: str) -> dict[str, Any]:
    _, _, model = name.partition(": ")
    compute = f"How much compute was used to train {model}, from which this model was made?"
    whose = f"Is {model}, from which this model was made, of the same developer?"
    of_compute = name.startswith(IN_LINEAGE)
    return {
        "fact": None,
        "label": f"training compute of {model}" if of_compute else f"developer of {model}",
        "question": compute if of_compute else whose,
        "help": "describe it in a file of its own" if of_compute else "state it as `same_developer`",
        "ask": f"developer of {model}" if of_compute else "declarant",
        "id": name,
    }


def ask_next(assessment: Assessment) -> list[dict[str, Any]]:
    """Return the questions whose answers settle most, facts before what is not encoded."""
    settles: dict[str, list[str]] = {}
    for finding in assessment.findings.values():
        if assessment.concerns(finding):
            for name in finding.missing:
                settles.setdefault(name, []).append(finding.id)
    for duty in assessment.duties.values():
        if duty.outcome in ("met", "unknown") and assessment.concerns_duty(duty):
            for name in assessment.duty_missing(duty):
                settles.setdefault(name, []).append(duty.selected.id)
    ranked = sorted(settles, key=lambda name: (name.startswith((NOT_ENCODED, CONTRADICTED)), -len(settles[name])))
    return [_question(assessment, name) | {"settles": settles[name]} for name in ranked]
