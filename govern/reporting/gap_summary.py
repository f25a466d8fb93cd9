"""What a minister could read: five sentences with numbers, and what they do not say."""

from collections.abc import Iterator
from typing import Any, Final

from govern.recalibration.gap import ACTORS, Gap, Result
from govern.recalibration.leakage import actor_levels
from govern.recalibration.open_models import Model
from govern.reporting.gap_words import amount, count, money, power

__all__ = ["ACTOR_WORDS", "LIMITS", "summary_of"]

ACTOR_WORDS: Final = {
    "A": "one person",
    "B": "a small group",
    "C": "a company",
    "D": "a large company",
    "E": "a state",
}

LIMITS: Final = (
    "An index of benchmarks is not what can be misused: it measures tasks, and says nothing of harm.",
    "Safety filters of weights that are at hand can be taken out, and weights in fewer bits can lose them too.",
    "The index is of the model alone: agents and tools built around it can do more.",
    (
        "Prices are those told on some day, most at launch. Memory was scarce in 2026: prices rose and large memories "
        "were withdrawn from sale, which bears most on single persons and small groups."
    ),
    (
        "Cards in one service are taken to work one after the other without gaps, with hosts and networks at hand; no "
        "measured service of that kind was found. No yearly supply of a chip is known here, so level 5 stays open."
    ),
    "The energy of a token on a row of cards counts all of them as drawing while one works: it is an upper figure.",
    "A level looks at memory and speed. Formats below 4 bits are not tried: their loss of quality is not measured.",
    (
        "Weights in the main memory of a server, with or without a card beside it, are not tried: 4 to 14 tokens a "
        "second were measured so for DeepSeek-V3 and R1 in 4 bits."
    ),
    (
        "The band of a speed is that of measurements on other machines, some of which the methods were fitted to; rows "
        "of more than eight cards are extrapolated."
    ),
    (
        "Outside 3A090 and the letters does not mean that no licence is needed: other entries, uses and users, and "
        "letters that nobody disclosed, are not decided here."
    ),
)

_INTERACTIVE: Final = 3


def summary_of(gap: Gap, chosen: str, document: dict[str, Any]) -> Iterator[str]:
    """Yield the sentences: how many leak, the most capable, what does not scale, the threshold, what is open."""
    yield _leaks(gap, chosen, document)
    found = _most_capable(gap, chosen)
    if found is not None:
        yield _example(gap, *found)
        yield _scale(gap, chosen, found[0], document)
    yield _threshold(gap, chosen, document)
    yield _opened(gap, chosen, document)


def _where(gap: Gap, chosen: str, document: dict[str, Any]) -> str:
    place = document["destination_name"]
    reach = {
        "U0": "on chips outside 3A090 and the letters",
        "U1": "on chips outside 3A090 and the letters, or for which a licence exception is possible",
        "U2": "on chips that need no licence, an exception, or a licence that can be had",
        "U3": "on such chips, or on those of vendors of the destination",
        "U4": "on any chip, here or used from afar",
    }
    return f"{reach[chosen]}, for {place} on {gap.law.on.isoformat()}"


def _leaks(gap: Gap, chosen: str, document: dict[str, Any]) -> str:
    names = [model.name for model in gap.models]
    levels = {name: _level(gap, gap.best(name, chosen)) for name in names}
    interactive = [name for name in names if levels[name] >= _INTERACTIVE]
    by_actor = {name: actor_levels(gap, name, chosen) for name in interactive}
    budgets = gap.settings.table("budgets")
    small, group = (
        sum(1 for name in interactive if (by_actor[name][actor] or 0) >= _INTERACTIVE) for actor in ("A", "B")
    )
    return (
        f"Of {len(names)} open-weight models, {len(interactive)} can be used interactively "
        f"{_where(gap, chosen, document)}: {small} with machines for at most {money(float(budgets['A']))}, {group} for "
        f"at most {money(float(budgets['B']))}."
    )


def _level(gap: Gap, result: Result | None) -> int:
    return 0 if result is None else result.level(gap.required)


def _most_capable(gap: Gap, chosen: str) -> tuple[Model, Result] | None:
    """Return the most capable model that is interactive on the set, and its best result."""
    found = []
    for model in gap.models:
        best = gap.best(model.name, chosen)
        if best is not None and _level(gap, best) >= _INTERACTIVE:
            found.append((model.number("model.capability_index") or 0.0, model, best))
    if not found:
        return None
    _, model, best = max(found, key=lambda each: each[0])
    return model, best


def _example(gap: Gap, model: Model, best: Result) -> str:
    index = model.number("model.capability_index")
    behind = (
        ""
        if index is None or gap.frontier is None
        else f", {amount(gap.frontier - index)} points of the index behind the best model"
    )
    speed = "" if best.speed is None else f" at about {amount(best.speed.value or best.speed.low)} tokens a second"
    price = "" if best.purchase is None or best.purchase.value is None else f", for {money(best.purchase.value)}"
    return f"The most capable of them is {model.name}{behind}: it runs on {best.chips} x {best.chip}{speed}{price}."


def _scale(gap: Gap, chosen: str, model: Model, document: dict[str, Any]) -> str:
    entry = next(each for each in document["models"] if each["model"] == model.name)
    served = entry["by_set"][chosen]["users_on_fewest"]
    users = count(gap.scenario.users)
    if served is None:
        return f"Scale does not leak: on these chips no arrangement tried serves {users} people with {model.name}."
    reference = gap.references[model.name]
    demand = served["tokens_per_second"] * served["deployments"]
    held = ""
    if reference.speed_per_chip:
        held = f"; {count(demand / reference.speed_per_chip)} {reference.chip} would do the same"
    return (
        f"To serve {users} people with it takes {count(served['chips'])} x {served['chip']}, "
        f"{money(served['purchase_usd'])} and {power(served['power_w'])}{held}: {_means(gap, served['purchase_usd'])}."
    )


def _means(gap: Gap, price: float | None) -> str:
    """Return in words who can pay a price."""
    if price is None:
        return "what that costs is not known"
    budgets = gap.settings.table("budgets")
    actor = next((each for each in ACTORS if price <= float(budgets[each])), "E")
    return f"within the means of {ACTOR_WORDS[actor]}" + ("" if actor == "A" else ", not of a single person")


def _threshold(gap: Gap, chosen: str, document: dict[str, Any]) -> str:
    found = document["threshold"][chosen]
    capable = [each for each in document["below_threshold_but_capable"] if each["outcome"] == "met"]
    told = [each for each in document["below_threshold_but_capable"] if each["outcome"] != "unknown"]
    if found["share_interactive"] is None or found["models_above_expected"] < 0.5:
        caught = "No open-weight model tried is likely to lie above 10^25 FLOP of training"
    else:
        caught = (
            f"Of the open-weight models above 10^25 FLOP of training ({amount(found['models_above_expected'])} "
            f"expected), {amount(found['share_interactive'] * 100)} % can be used interactively so"
        )
    points = amount(float(gap.settings.number("points_behind")))
    return (
        f"{caught}; {len(capable)} of {len(told)} models whose compute and capability are known lay below it and"
        f" within {points} points of the best closed model at their release."
    )


def _opened(gap: Gap, chosen: str, document: dict[str, Any]) -> str:
    missing = [each for each in document["open_chips"] if each["outcome"] == "unknown"]
    readings = [each for each in document["open_chips"] if each["outcome"] == "unsettled"]
    launched = [chip for chip in gap.chips if not chip.later]
    counted = sum(1 for chip in launched if chip.smallest is not None)
    return (
        f"Whether a chip belongs there is asked of the law for each of {len(launched)} chips: {counted} are answered,"
        f" {len(missing)} are open for want of facts and {len(readings)} depend on how a letter is read; these are in "
        f"no set."
    )
