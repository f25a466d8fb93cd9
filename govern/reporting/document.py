"""An assessment as a document of plain values: what every report, the JSON output and the terminal render.

Numbers are exact decimal strings (`"10/3"` where they have none) beside the words for people.
"""

from collections.abc import Sequence
from typing import Any

from govern import __version__
from govern.assessment.assess import Assessment, Finding
from govern.assessment.explained import Explanation
from govern.law.calendar import standing
from govern.law.schema import Obligation, Provision
from govern.problem import Problem
from govern.quantity import Stated
from govern.ranges import Range
from govern.reporting.answer_part import answer_part
from govern.reporting.chance import chance_part, draws_part, worth_part
from govern.reporting.chip_plane import chip_plane
from govern.reporting.conditions import conditions
from govern.reporting.document_parts import (
    choices_part,
    estimate_part,
    explanation_part,
    margin_part,
    place_text,
    shown_part,
    source_part,
)
from govern.reporting.obligation_part import obligation_part
from govern.reporting.questions import ask_next, questions
from govern.reporting.reasons import closest, decisive_facts, reason
from govern.reporting.side_by_side import side_by_side
from govern.reporting.subject import standing_sentence, subject_of, warnings_of
from govern.reporting.summary import summary_of
from govern.values import Value, is_known

__all__ = ["FORMAT", "document_of"]

FORMAT = "govern/assessment/1"


def document_of(assessment: Assessment, later: Sequence[Assessment] = ()) -> dict[str, Any]:
    """Return the document of an assessment; the same assessment always gives the same document.

    ``later`` are assessments of the same case under the law of other days, to be shown side by side.
    """
    law, declaration = assessment.law, assessment.declaration
    findings = [_finding(assessment, finding) for finding in assessment.findings.values()]
    through = assessment.verified_through
    document: dict[str, Any] = {
        "format": FORMAT,
        "file": declaration.file,
        "version": declaration.version,
        "supersedes": declaration.supersedes,
        "subject": subject_of(assessment),
        "declarant": None
        if declaration.declarant is None
        else {
            "name": declaration.declarant.name,
            "role": declaration.declarant.role,
        },
        "standing": standing_sentence(declaration),
        "on": law.on.isoformat(),
        "known": law.known.isoformat(),
        "include": sorted(law.include),
        "engine": {"name": assessment.decision.engine, "note": assessment.decision.note},
        "verified_through": None if through is None else through.isoformat(),
        "warnings": warnings_of(assessment),
        "groups": _groups(assessment),
        "findings": findings,
        "not_in_force": _not_in_force(assessment),
        "begins_later": _begins_later(assessment),
        "side_by_side": side_by_side([assessment, *later]),
        "answers": {id: answer_part(assessment, id) for id in law.answers},
        "obligations": [obligation_part(assessment, duty) for duty in assessment.duties.values()],
        "chip_plane": chip_plane(assessment),
        "quantities": _quantities(assessment),
        "conditions": conditions(assessment),
        "assumptions": _assumptions(assessment),
        "interpretations": _interpretations(assessment),
        "facts": _facts(assessment),
        "ask_next": ask_next(assessment),
        "untranslated": _untranslated(assessment),
        "problems": [_problem(problem) for problem in assessment.problems],
        "digests": _digests(assessment),
        "probabilities": None,
        "versions": {"govern": __version__},
    }
    document["probabilities"] = draws_part(assessment)
    document["title"] = document["subject"]["text"]
    document["summary"] = summary_of(document)
    return document


def _finding(assessment: Assessment, finding: Finding) -> dict[str, Any]:
    entry = finding.entry
    explained = {id: each.explanation for id, each in assessment.findings.items()}
    # A second look compares what a figure could be: its distance from a line is not the figure's.
    margin = None if entry.effect == "second_look" else _closest(finding.explanation, explained)
    concerned = assessment.concerns(finding)
    probability = finding.probability if concerned else None
    return {
        "id": finding.id,
        "policy": finding.selected.policy.id,
        "label": entry.label,
        "kind": entry.kind,
        "force": finding.selected.force,
        "status": finding.selected.standing.status,
        "enforced": finding.selected.standing.enforced,
        "outcome": finding.outcome,
        "answer": finding.answer,
        "concerns_case": concerned,
        "effect": entry.effect,
        "reason": reason(finding.explanation, explained, probability),
        "margin": margin,
        "probability": chance_part(probability),
        "chances": _chances(assessment, finding) if concerned else [],
        "worth_knowing": worth_part(probability, lambda: finding.worth),
        "open_within_spread": finding.open_within_spread,
        "explanation": explanation_part(finding.explanation),
        "missing": questions(assessment, finding.missing),
        "readings": _readings(assessment, finding),
        "references": [{"text": entry.reference, "href": entry.href, "grade": entry.grade}],
        "grade": entry.grade,
        "note": entry.note,
    }


def _closest(step: Explanation, explained: dict[str, Explanation]) -> dict[str, Any] | None:
    """Return the margin of the decisive comparison that is closest to its line."""
    found = closest(step, explained)
    return None if found is None or found.threshold is None else margin_part(found.margin, found.threshold.unit)


def _readings(assessment: Assessment, finding: Finding) -> list[dict[str, Any]]:
    shown = []
    for each in finding.readings:
        choices = choices_part(assessment.law, each.readings.items())
        explained = {id: other.explanation for id, other in assessment.findings.items() if id != finding.id}
        shown.append({"choices": choices, "outcome": each.outcome, "reason": reason(each.explanation, explained)})
    return shown


def _chances(assessment: Assessment, finding: Finding) -> list[dict[str, Any]]:
    """Return how likely a finding is met under each of the readings on which that depends."""
    return [
        {
            "choices": choices_part(assessment.law, each.readings.items()),
            "probability": chance_part(each.probability),
        }
        for each in finding.chances
    ]


def _not_in_force(assessment: Assessment) -> list[dict[str, Any]]:
    """Return the files that are known but give no finding on this day, with how they stand."""
    law = assessment.law
    shown = []
    for id in law.dormant:
        file = law.policies[id].file
        held = standing(file.history, law.on, law.known)
        if held.status != "not_published":
            since = None if held.since is None else held.since.isoformat()
            short = file.short or file.title
            shown.append(
                {
                    "policy": id,
                    "short": short,
                    "force": file.force,
                    "jurisdiction": file.jurisdiction,
                    "status": held.status,
                    "since": since,
                    "reference": held.reference,
                }
            )
    return shown


def _begins_later(assessment: Assessment) -> list[dict[str, Any]]:
    """Return what comes into force later in texts that are in force and bear on the case, and is not decided."""
    law, shown = assessment.law, []
    decided = {*law.provisions, *law.obligations}
    for id in law.evaluated:
        policy = law.policies[id]
        duties = (duty for duty in assessment.duties.values() if duty.selected.policy is policy)
        if not (_concerned(assessment, id) or any(assessment.concerns_duty(duty) for duty in duties)):
            continue
        entries: dict[str, Provision | Obligation] = {**policy.file.provisions, **policy.file.obligations}
        for name, entry in entries.items():
            if entry.history is None or policy.qualified(name) in decided:
                continue
            held = standing(entry.history, law.on, law.known)
            if held.status == "not_yet_in_force" and held.since is not None:
                short = policy.file.short or policy.file.title
                since = held.since.isoformat()
                shown.append({"policy": id, "short": short, "label": entry.label, "since": since})
    return shown


def _concerned(assessment: Assessment, policy: str) -> bool:
    """Return whether any rule of a policy bears on the case."""
    found = (f for f in assessment.findings.values() if f.selected.policy.id == policy)
    return any(assessment.concerns(finding) for finding in found)


def _groups(assessment: Assessment) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = []
    for id in assessment.law.evaluated:
        policy = assessment.law.policies[id]
        own = [f.id for f in assessment.findings.values() if f.selected.policy is policy]
        duties = [d.selected.id for d in assessment.duties.values() if d.selected.policy is policy]
        groups.append(
            {
                "policy": id,
                "title": policy.file.title,
                "short": policy.file.short or policy.file.title,
                "force": policy.file.force,
                "jurisdiction": policy.file.jurisdiction,
                "verified_through": policy.file.verified.through.isoformat(),
                "concerns_case": _concerned(assessment, id),
                "findings": own,
                "obligations": duties,
                "sources": [{"text": s.title, "href": s.href, "grade": s.grade} for s in policy.file.verified.sources],
            }
        )
    return groups


def _quantities(assessment: Assessment) -> dict[str, Any]:
    """Return the quantities that a finding of this case compares, and the results of methods that are known."""
    shown = {}
    explainer, values = assessment.explainer, assessment.decision.values
    used = {leaf for finding in assessment.findings.values() if assessment.concerns(finding) for leaf in finding.leaves}
    compared = {arg for node in assessment.law.graph.nodes if node.op == "compare" for arg in node.args}
    for id, node in assessment.law.definitions.items():
        file_id, _, name = id.partition("#")
        policy = assessment.law.policies[file_id].file
        entry = policy.definitions[name]
        known = policy.force == "method" and _is_bounded(values[node]) and assessment.has_all_of(explainer.leaves(node))
        if entry.type != "number" or not used & set(explainer.leaves(node)) or not (node in compared or known):
            continue
        sources = [source_part(where) for where in explainer.sources(node, values)]
        part = shown_part(explainer.shown(node, values)) or {}
        spread = part["estimate"] or {"low": None, "high": None}
        shown[id] = part | {
            "low": spread["low"],
            "high": spread["high"],
            "derivation": [{"text": entry.is_, "reference": entry.reference, "href": entry.href, "sources": sources}],
        }
    return shown


def _is_bounded(value: Value) -> bool:
    """Return whether a value is known, or lies between two ends."""
    return is_known(value) or (isinstance(value, Range) and value.low is not None and value.high is not None)


def _assumptions(assessment: Assessment) -> list[dict[str, Any]]:
    """Return what was assumed; it bears on the case if a finding or duty that is shown is decided by it."""
    explained = {id: each.explanation for id, each in assessment.findings.items()}
    used: set[str] = set()
    for finding in filter(assessment.concerns, assessment.findings.values()):
        for shown in (finding.explanation, *(reading.explanation for reading in finding.readings)):
            used |= decisive_facts(shown, explained)
    for duty in assessment.duties.values():
        if assessment.concerns_duty(duty) and duty.outcome != "not_met":
            node = duty.selected.nodes[0]
            values = assessment.decision.verdicts[node].values
            used |= decisive_facts(assessment.explainer.explain(node, values), explained)
    return [
        {
            "text": each.text,
            "facts": list(each.facts),
            "bears": not used.isdisjoint(each.facts),
            "place": place_text(each.place),
            "consequence": "; ".join(assessment.shortfall(each)) or None,
        }
        for each in assessment.declaration.assumptions
    ]


def _interpretations(assessment: Assessment) -> list[dict[str, Any]]:
    concerned = [finding for finding in assessment.findings.values() if assessment.concerns(finding)]
    bearing = {id for finding in concerned for id in finding.verdict.interpretations}
    shown = []
    for id in assessment.law.graph.interpretations:
        file_id, _, name = id.partition("#")
        entry = assessment.law.policies[file_id].file.interpretations[name]
        decides = any(id in each.readings for finding in concerned for each in finding.readings)
        shown.append(
            {
                "id": id,
                "question": entry.question,
                "default": next(iter(entry.readings)),
                "decides": decides,
                "bears": id in bearing,
                "readings": [
                    {"name": key, "label": r.label or key.replace("_", " ")} for key, r in entry.readings.items()
                ],
                "reference": entry.reference,
                "href": entry.href,
            }
        )
    return shown


def _facts(assessment: Assessment) -> list[dict[str, Any]]:
    return [_fact(assessment, name, stated) for name, stated in assessment.declaration.facts.items()]


def _fact(assessment: Assessment, name: str, stated: Stated) -> dict[str, Any]:
    fact = assessment.law.vocabulary[name]
    shown = source_part(assessment.explainer.where_from(name, stated))
    return shown | {
        "unit": fact.unit,
        "estimate": estimate_part(stated.estimate, fact.unit),
        "evidence": [{"file": each.file, "sha256": each.sha256, "page": each.page} for each in stated.evidence],
    }


def _untranslated(assessment: Assessment) -> list[dict[str, Any]]:
    return [
        {
            "policy": id,
            "name": gap.name,
            "reference": gap.reference,
            "reason": gap.reason,
            "bears_on": [f"{id}#{name}" for name in gap.bears_on],
        }
        for id in assessment.law.evaluated
        for gap in assessment.law.policies[id].file.untranslated
    ]


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "message": problem.message,
        "place": place_text(problem.place),
        "help": problem.help,
        "severity": problem.severity,
    }


def _digests(assessment: Assessment) -> dict[str, Any]:
    policies = assessment.law.policies
    return {
        "declaration": assessment.declaration.digest,
        "policies": {id: policies[id].digest for id in sorted(policies)},
    }
