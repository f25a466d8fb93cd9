"""How likely an outcome is, in words and as plain values: beside a premise, beside a finding, and what to find out.

The verdict stands without it: it is decided by the values. What rests on no estimate has no probability.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pydantic import Field

from govern.assessment.assess import Assessment
from govern.assessment.explained import Explanation
from govern.uncertainty.probability import CHANCES, UNKNOWN, Probability, word_of
from govern.validation import Closed

if TYPE_CHECKING:
    from govern.uncertainty.simulation import Worth

__all__ = [
    "DrawsPart",
    "ProbabilityPart",
    "WorthPart",
    "chance_lines",
    "chance_part",
    "draws_part",
    "draws_text",
    "is_told",
    "is_worth_a_line",
    "premise_chance",
    "worth_lines",
    "worth_part",
]

_RISING: Final = (">", ">=")
_FALLING: Final = ("<", "<=")
_CERTAIN: Final = 0.02
_TOLD: Final = 0.005
_SHOWN: Final = 3


class ProbabilityPart(Closed):
    """How likely something holds over the draws of the estimates: a band where something else is not known."""

    at_least: str
    at_most: str
    word: str = Field(
        description="of a premise where the figure lies against its line: below, probably below, indeterminate, "
        "probably above, above; of a finding very unlikely, unlikely, indeterminate, likely, very likely"
    )
    text: str


class WorthPart(Closed):
    """An estimate, and the chance of a wrong answer now and with the estimate known."""

    input: str
    label: str
    wrong_now: str
    wrong_if_known: str
    alone: bool = Field(description="the answer rests on no other estimate")


class DrawsPart(Closed):
    """How the probabilities and bands were drawn."""

    draws: int
    seed: int
    text: str


def _part(probability: Probability, word: str, text: str) -> dict[str, Any]:
    low, high = (f"{end:.4f}" for end in (probability.at_least, probability.at_most))
    return {"at_least": low, "at_most": high, "word": word, "text": text}


def _said(what: str, probability: Probability) -> str:
    text = probability.text
    return f"{what} {text}" if text.startswith(("at ", "less ", "more ", "not ")) else f"{what} = {text}"


def premise_chance(step: Explanation) -> dict[str, Any] | None:
    """Return how likely a comparison holds, with the word for where its figure lies.

    Null without an estimate, and where nothing can be said.
    """
    probability = step.probability
    if probability is None or probability.text == UNKNOWN:
        return None
    if step.operator not in (*_RISING, *_FALLING):
        return _part(probability, word_of(probability, CHANCES), _said("P", probability))
    above = probability if step.operator in _RISING else probability.opposite
    return _part(probability, word_of(above), f"{_said('P(above)', above)}, {word_of(above)}")


def is_told(probability: Probability | None) -> bool:
    """Return whether a probability is told beside an answer in one line: not where it is all but certain."""
    return probability is not None and probability.at_most > _TOLD and probability.at_least < 1 - _TOLD


def chance_part(probability: Probability | None) -> dict[str, Any] | None:
    """Return how likely a rule applies, with a word; null without an estimate, and where nothing can be said."""
    if probability is None or probability.text == UNKNOWN:
        return None
    word = word_of(probability, CHANCES)
    return _part(probability, word, f"{_said('P', probability)} ({word})")


def worth_part(probability: Probability | None, worth: Callable[[], Sequence["Worth"]]) -> list[dict[str, Any]]:
    """Return which estimates are worth knowing to answer rightly; none where the answer is all but certain."""
    if probability is None or probability.at_most <= _CERTAIN or probability.at_least >= 1 - _CERTAIN:
        return []
    return [
        {
            "input": each.input.name,
            "label": each.input.label,
            "wrong_now": f"{each.now:.4f}",
            "wrong_if_known": f"{each.known:.4f}",
            "alone": each.alone,
        }
        for each in worth()[:_SHOWN]
    ]


def draws_part(assessment: Assessment) -> dict[str, Any] | None:
    """Return how the probabilities were drawn, or null where none was."""
    chances = assessment.explainer.chances
    if chances is None or not chances.drawn:
        return None
    drawn = chances.simulation
    lineage = assessment.declaration.lineage
    kept = lineage is not None and lineage.estimated
    return {"draws": drawn.draws, "seed": drawn.seed, "text": draws_text(drawn.draws, drawn.seed, kept=kept)}


def draws_text(draws: int, seed: int, *, kept: bool) -> str:
    """Return in a sentence how the probabilities were drawn; ``kept``: estimates of other models stay as they are."""
    text = (
        f"Probabilities: {draws:,} draws of the estimates, each on its own, seed {seed}. "
        "They stand beside the answers, which the values decide."
    )
    return f"{text} Estimates of the models it was made from stay at their values." if kept else text


def chance_lines(finding: Mapping[str, Any]) -> list[str]:
    """Return the lines below an answer: how likely it is that the rule applies, by reading, and what to find out.

    A second look has none: it asks what a figure could be, and is its own answer to that.
    """
    if finding["effect"] == "second_look" and finding["outcome"] in ("met", "not_met"):
        return []
    return [*_likely(finding), *worth_lines(finding)]


def _likely(finding: Mapping[str, Any]) -> Iterable[str]:
    probability = finding["probability"]
    otherwise = "within the stated spread it could be otherwise" if finding["open_within_spread"] else ""
    if probability is None:
        lines = [otherwise] if otherwise else []
    elif not otherwise and not _says_something(finding):
        return []
    else:
        alone = next((each["label"] for each in finding["worth_knowing"] if each["alone"]), "")
        by = f", by the estimate of {alone} alone" if alone else ""
        lines = [f"{otherwise}{': ' if otherwise else ''}it applies with {probability['text']}{by}"]
    for each in finding["chances"]:
        labels = "; ".join(choice["label"] for choice in each["choices"])
        told = each["probability"]["text"] if each["probability"] else f"P {UNKNOWN}"
        lines.append(f"{told} if read so: {labels}")
    return lines


def _says_something(finding: Mapping[str, Any]) -> bool:
    """Return whether a probability is worth a line: it is not all but certain, nor open for other reasons."""
    told = finding["probability"]
    if finding["outcome"] == "unknown" and not _is_point(told) and CHANCES[2] in told["word"]:
        return any(each["probability"] and _is_point(each["probability"]) for each in finding["chances"])
    return is_worth_a_line(told)


def is_worth_a_line(probability: Mapping[str, Any]) -> bool:
    """Return whether a probability is not all but certain."""
    return float(probability["at_most"]) > _TOLD and float(probability["at_least"]) < 1 - _TOLD


def _is_point(probability: Mapping[str, Any]) -> bool:
    return bool(probability["at_least"] == probability["at_most"])


def worth_lines(step: Mapping[str, Any]) -> list[str]:
    """Return what knowing each of several estimates would do to the chance of a wrong answer."""
    return [
        f"knowing {each['label']} would reduce the chance of a wrong answer from {float(each['wrong_now']):.2f} "
        f"to {float(each['wrong_if_known']):.2f}"
        for each in step["worth_knowing"]
        if not each["alone"]
    ]
