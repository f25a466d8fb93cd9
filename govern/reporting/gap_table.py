"""The gap as a table for spreadsheets: one line for each model and chip."""

import csv
import io
from typing import Any, Final

__all__ = ["COLUMNS", "gap_csv"]

COLUMNS: Final = (
    *(
        "model",
        "chip",
        "set",
        "on",
        "destination",
        "end_user",
        "fits",
        "level",
        "level_text",
        "format",
        "chips",
        "division",
    ),
    *("tokens_per_second", "tokens_per_second_low", "tokens_per_second_high", "seconds_to_first_token"),
    *("probability_L1", "probability_L2", "probability_L3", "probability_L4", "probability_L5"),
    *("purchase_usd", "actor", "joules_per_token", "requests", "service_tokens_per_second", "chips_for_the_users"),
    *("purchase_for_the_users_usd", "power_for_the_users_w", "cost_ratio", "usd_per_million_tokens"),
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def gap_csv(document: dict[str, Any]) -> str:
    """Return the table; a probability that is known within bounds only is written as both, and a cell is no formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for model in document["models"]:
        for row in model["chips"]:
            cells = _cells(document, model, row)
            writer.writerow([_inert(cells.get(column)) for column in COLUMNS])
    return buffer.getvalue()


def _cells(document: dict[str, Any], model: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    speed, first = row["tokens_per_second"] or {}, row["seconds_to_first_token"] or {}
    price, service = row["purchase_usd"] or {}, row["service"] or {}
    chances = {f"probability_{level}": _chance(ends) for level, ends in row["probabilities"].items()}
    return {
        **{name: row[name] for name in ("chip", "set", "level", "level_text", "format", "chips", "division", "actor")},
        "model": model["model"],
        "on": document["on"],
        "destination": document["destination"],
        "end_user": document["end_user"],
        "fits": {True: "yes", False: "no", None: "open"}[row["fits"]],
        "tokens_per_second": speed.get("value"),
        "tokens_per_second_low": speed.get("low"),
        "tokens_per_second_high": speed.get("high"),
        "seconds_to_first_token": first.get("value"),
        **chances,
        "purchase_usd": price.get("value"),
        "joules_per_token": row["joules_per_token"],
        "requests": service.get("requests"),
        "service_tokens_per_second": service.get("tokens_per_second"),
        "chips_for_the_users": service.get("chips"),
        "purchase_for_the_users_usd": service.get("purchase_usd"),
        "power_for_the_users_w": service.get("power_w"),
        "cost_ratio": service.get("cost_ratio"),
        "usd_per_million_tokens": service.get("usd_per_million_tokens"),
    }


def _chance(ends: list[float]) -> str:
    return f"{ends[0]:g}" if ends[0] == ends[1] else f"{ends[0]:g} to {ends[1]:g}"


def _inert(value: Any) -> Any:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) and value != "-" else value
