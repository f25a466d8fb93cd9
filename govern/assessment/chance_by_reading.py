"""How likely a finding is met under each way to read what its text leaves open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final

from govern.assessment.decision import Verdict
from govern.assessment.explanation import Explainer
from govern.uncertainty.probability import Probability

__all__ = ["ReadingChance", "chances_by_reading"]

_MOST: Final = 16
"""So many combinations of readings are drawn at most; beyond them only the default readings are."""

Combination = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingChance:
    """One combination of readings, by the id of each interpretation, and how likely the finding is met under it."""

    readings: Mapping[str, str]
    probability: Probability


def chances_by_reading(explainer: Explainer, verdict: Verdict, node: int) -> tuple[ReadingChance, ...]:
    """Return the chance under each combination of the readings on which it depends; none where it is one for all."""
    chances = explainer.chances
    if chances is None or not chances.reaches(node):
        return ()
    engine = verdict.tables.engine
    asked = {engine.choices[id] for id in verdict.interpretations}
    questions = tuple(sorted({*asked, *chances.questions(node)}))
    counts = [engine.counts[choice] for choice in questions]
    if not questions or prod(counts) > _MOST:
        return ()
    found: dict[Combination, Probability] = {}
    for combination in product(*map(range, counts)):
        values = verdict.tables.under(questions, combination)
        chance = chances.of(node, values)
        # What rests on no estimate under some reading is so or not so under it.
        truth = values[node]
        found[combination] = chance or (
            Probability(0, 1) if truth is None else Probability(int(truth is True), int(truth is True))
        )
    if all(chances.of(node, verdict.tables.under(questions, each)) is None for each in found):
        return ()
    return _named(explainer, questions, found)


def _named(
    explainer: Explainer, questions: Sequence[int], found: Mapping[Combination, Probability]
) -> tuple[ReadingChance, ...]:
    """Return the chances by the readings that make a difference in them."""
    bearing = [place for place in range(len(questions)) if _matters(place, found)]
    if not bearing:
        return ()
    graph, policies = explainer.law.graph, explainer.law.policies
    shown: dict[Combination, ReadingChance] = {}
    for combination, probability in found.items():
        key = tuple(combination[place] for place in bearing)
        if key in shown:
            continue
        readings = {}
        for place in bearing:
            id = str(graph.nodes[questions[place]].payload)
            file, _, name = id.partition("#")
            readings[id] = list(policies[file].file.interpretations[name].readings)[combination[place]]
        shown[key] = ReadingChance(readings=readings, probability=probability)
    return tuple(shown.values())


def _matters(place: int, found: Mapping[Combination, Probability]) -> bool:
    """Return whether a chance changes, in the digits in which it is told, with one reading, the others held."""
    told: dict[Combination, set[str]] = {}
    for combination, probability in found.items():
        others = combination[:place] + combination[place + 1 :]
        told.setdefault(others, set()).add(probability.text)
    return any(len(texts) > 1 for texts in told.values())
