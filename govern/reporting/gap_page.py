"""The gap as a page: a summary on its first sheet, then the heat map, the table, the method and the limits.

Comes in: the document of a gap. Goes out: one HTML file that stands alone.
"""

from collections.abc import Sequence
from typing import Any, Final

from govern.reporting.gap_heat_map import heat_maps
from govern.reporting.gap_summary import ACTOR_WORDS
from govern.reporting.gap_words import amount, chance, chip_short, count, money, power
from govern.reporting.render import render_page

__all__ = ["gap_page"]

_TOP: Final = 12
_LEVELS: Final = ("L5", "L4", "L3", "L2", "L1", "L0")


def gap_page(document: dict[str, Any]) -> str:
    """Return the page."""
    from govern import __version__

    chosen = document["set"]["id"]
    return render_page(
        "gap",
        {
            "document": document,
            "version": __version__,
            "heat": heat_maps(document),
            "tally": _tally(document),
            "rows": [_row(model, chosen) for model in document["models"]],
            "top": [_row(model, chosen) for model in document["models"] if model["by_set"][chosen]["best"]][:_TOP],
            "actors": [{"id": actor, "words": words} for actor, words in ACTOR_WORDS.items()],
            "leaks": _leaks(document, chosen),
            "shifts": _shifts(document),
            "capable": [
                f"{each['model']} ({chance(tuple(each['probability']))})"
                for each in document["below_threshold_but_capable"]
                if each["outcome"] == "met" and each["probability"] is not None
            ],
        },
    )


def _tally(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return how many models are at each level by set; what is at none is told apart."""
    found = []
    for each in document["sets"]:
        levels = [model["by_set"][each["id"]]["level"].rstrip("?") for model in document["models"]]
        counted = {level: levels.count(level) for level in _LEVELS}
        found.append({**each, "counts": counted, "open": levels.count("open"), "no": levels.count("-")})
    return found


def _row(model: dict[str, Any], chosen: str) -> dict[str, Any]:
    found = model["by_set"][chosen]
    best, users = found["best"], found["users_on_fewest"]
    row = {"model": model["model"], "index": amount(model["capability_index"], 3), "level": found["level"]}
    levels = {name: each["level"] for name, each in model["by_set"].items()}
    row |= {"levels": levels, "known": best is not None, "users": "none tried" if users is None else ""}
    if users is not None:
        row["users"] = f"{count(users['chips'])} x {chip_short(users['chip'])}, {money(users['purchase_usd'])}"
        row["users"] += f", {power(users['power_w'])}"
    if best is None:
        return row
    price = (best["purchase_usd"] or {}).get("value")
    return row | {
        "chips": f"{best['chips']} x {chip_short(best['chip'])}, {best['format']}",
        "speed": _band(best["tokens_per_second"]),
        "first": _band(best["seconds_to_first_token"]),
        "level_text": best["level_text"],
        "price": money(price) + ("" if best["actor"] is None else f" ({best['actor']})"),
        "energy": "not known" if best["joules_per_token"] is None else f"{amount(best['joules_per_token'])} J",
    }


def _band(found: dict[str, float | None] | None) -> str:
    if found is None:
        return "not known"
    low, high = found["low"], found["high"]
    ends = f"{amount(low or 0)} to {'open' if high is None else amount(high)}"
    return ends if found["value"] is None else f"{amount(found['value'])} ({ends})"


def _leaks(document: dict[str, Any], chosen: str) -> Sequence[dict[str, Any]]:
    """Return the leakage by actor of the models that are interactive on the set."""
    found = []
    for model in document["models"]:
        by_set = model["by_set"][chosen]
        if by_set["level"] in ("L3", "L3?", "L4", "L4?", "L5"):
            shares = {actor: _share(value) for actor, value in by_set["leakage"].items()}
            best = by_set["best"]
            found.append(
                {
                    "model": model["model"],
                    "behind": amount(model["points_behind"]),
                    "shares": shares,
                    "levels": {
                        actor: "open" if level is None else f"L{level}"
                        for actor, level in by_set["level_by_actor"].items()
                    },
                    "latency": amount(best["latency_equivalence"]),
                    "throughput": "not known"
                    if best["service"] is None
                    else amount(best["service"]["throughput_equivalence"]),
                }
            )
    return found[:_TOP]


def _share(value: float | None) -> str:
    return "open" if value is None else f"{amount(value * 100)} %"


def _shifts(document: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for shift in document["sensitivity"]:
        factor = {0.5: "halved", 1.0: "as it is", 2.0: "doubled"}[shift["factor"]]
        label = f"{shift['label']}, {factor}" if shift["setting"] else "every cut-off as it is"
        found.append({**shift, "words": label})
    return found
