"""Conditions that methods work out as results, such as a line that each counting is held against, with their chances.

Comes in: an assessment. Goes out: each condition that no rule asks for and that rests on an estimate of the case.
"""

from typing import Any

from govern.assessment.assess import Assessment
from govern.law.law import Law
from govern.reporting.chance import ProbabilityPart, chance_part
from govern.validation import Closed

__all__ = ["ConditionPart", "conditions"]


class ConditionPart(Closed):
    """A condition that a method works out, whether it holds by the values, and how likely by the estimates."""

    id: str
    policy: str
    label: str
    holds: bool | None
    probability: ProbabilityPart
    reference: str
    href: str | None


def conditions(assessment: Assessment) -> list[dict[str, Any]]:
    """Return the conditions that methods give as results and that rest on an estimate of the case."""
    law, chances, values = assessment.law, assessment.explainer.chances, assessment.decision.values
    shown = []
    for id, node in _results(law).items():
        probability = chances.of(node, values) if chances is not None and chances.rests_on_a_fact(node) else None
        part = chance_part(probability)
        if part is None:
            continue
        file, _, name = id.partition("#")
        entry = law.policies[file].file.definitions[name]
        holds = values[node]
        shown.append(
            {
                "id": id,
                "policy": file,
                "label": entry.label or name.replace("_", " "),
                "holds": holds if isinstance(holds, bool) else None,
                "probability": part,
                "reference": entry.reference,
                "href": entry.href,
            }
        )
    return shown


def _results(law: Law) -> dict[str, int]:
    """Return the conditions of methods that nothing else uses, by their ids; found once for each law."""
    if "results" not in law.compiled:
        used = {arg for node in law.graph.nodes for arg in node.args}
        law.compiled["results"] = {
            id: node for id, node in law.definitions.items() if node not in used and _is_condition(law, id)
        }
    results: dict[str, int] = law.compiled["results"]
    return results


def _is_condition(law: Law, id: str) -> bool:
    file, _, name = id.partition("#")
    policy = law.policies[file].file
    return policy.force == "method" and policy.definitions[name].type == "boolean"
