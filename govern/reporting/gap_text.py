"""The gap for the terminal: within a hundred columns, the best per model first, and why.

Comes in: the document of a gap. Goes out: lines of plain text.
"""

from collections.abc import Iterator
from textwrap import wrap
from typing import Any, Final

from govern.reporting.gap_words import amount, chance, chip_short, count, money, money_short, power

__all__ = ["DETAILED", "gap_text"]

DETAILED: Final = 4
"""Up to so many models every chip is told."""

_WIDTH: Final = 100
_MODEL: Final = 25
_NAMED: Final = 3
_WAYS: Final = {
    "none": "alone",
    "tensor": "each layer over all",
    "pipeline": "layer after layer",
    "expert": "by experts",
}


def gap_text(document: dict[str, Any], *, details: bool) -> str:
    """Return the whole text."""
    lines = [*_head(document), ""]
    if details or len(document["models"]) <= DETAILED:
        lines += [*_placed(document), ""]
        for model in document["models"]:
            lines += [*_one(document, model), ""]
    else:
        lines += [*_table(document), ""]
    for each in document["engines_differ"]:
        what = ", ".join(each["what"])
        lines += _wrapped(f"the engines differ on {each['model']} on {each['chip']}: {what}; do not rely on it")
    lines += [*_threshold(document), "", *_notes(document), ""]
    return "\n".join(line.rstrip() for line in lines)


def _head(document: dict[str, Any]) -> Iterator[str]:
    chosen = document["set"]
    yield "Open-weight models on chips outside 3A090 and the letters"
    yield from _wrapped(
        f"set {chosen['id']} ({chosen['label']}); destination {document['destination_name']}; law of the United States "
        f"on {document['on']}, as published by {document['known']}, verified through {document['verified_through']}; "
        f"{document['end_user']}; each set holds the sets before it"
    )
    parts = [f"{each['id']} {len(each['further_chips'])}" for each in document["sets"]]
    yield from _wrapped(
        f"chips that each set adds: {', '.join(parts)}; {len(document['open_chips'])} are open and in none"
    )
    use = "20 tokens a second, as answers follow reasoning" if document["use"] == "reasoning" else "10 tokens a second"
    limit = "" if document["budget_usd"] is None else f"; budget {money(document['budget_usd'])}"
    yield from _wrapped(
        f"level L3 asks for {use}, and counts at a probability of {document['required_probability']:g}; contested from "
        f"{document['contested_from']:g} (with ?){limit}"
    )


def _placed(document: dict[str, Any]) -> Iterator[str]:
    """Yield where each chip belongs and why, and what is missing for those on which the law is open."""
    for each in document["sets"]:
        reasons = dict.fromkeys(chip["why"] for chip in each["further_chips"])
        for why in reasons:
            names = [chip["chip"] for chip in each["further_chips"] if chip["why"] == why]
            yield from _wrapped(f"{each['id']:<5}{'; '.join(names)}: {why}", 2, hang=5)
    for chip in document["open_chips"]:
        why = "depends on how a letter is read: " + " or ".join(chip["by_reading"])
        if not chip["by_reading"]:
            why = f"open, missing {', '.join(chip['missing'][:_NAMED]) or 'what the law asks for'}"
            why += f" and {len(chip['missing']) - _NAMED} more" if len(chip["missing"]) > _NAMED else ""
        yield from _wrapped(f"open {chip['chip']}: {why}", 2, hang=5)
    for head, key in (("launched later", "chips_launched_later"), ("beyond the sets shown", "chips_denied")):
        if document[key]:
            yield from _wrapped(f"none {'; '.join(document[key])}: {head}", 2, hang=5)


def _table(document: dict[str, Any]) -> Iterator[str]:
    shown = [each["id"] for each in document["sets"]]
    levels = "".join(f"{name:<5}" for name in shown)
    head = f"{'model':<{_MODEL}}{levels}{'best in ' + document['set']['id']:<27}{'tok/s':<15}{'USD':<7}"
    yield from _wrapped(
        "USD with the class of actor (A one person to E a state) is for one deployment; users is what serves "
        f"{document['users']:,} people, at the least price found; the most capable models stand first"
    )
    yield ""
    yield f"{head}{'users':>{_WIDTH - len(head)}}"
    yield "-" * _WIDTH
    fitting = [each for each in document["models"] if each["by_set"][shown[-1]]["best"] is not None]
    for model in fitting:
        yield _line(document, model, shown)
    others = [each["model"] for each in document["models"] if each["by_set"][shown[-1]]["best"] is None]
    if others:
        yield from _wrapped(
            f"not sized, as their architecture was not read, or too large: {', '.join(others)}", 0, hang=2
        )


def _line(document: dict[str, Any], model: dict[str, Any], shown: list[str]) -> str:
    found = model["by_set"][document["set"]["id"]]
    best, users = found["best"], found["users_on_fewest"]
    cells = "".join(f"{model['by_set'][name]['level']:<5}" for name in shown)
    start = f"{_cut(model['model'], _MODEL - 1):<{_MODEL}}{cells}"
    if best is None:
        return f"{start}no number of chips tried"
    speed = best["tokens_per_second"] or {}
    rate = f"{amount(speed.get('value'))} ({amount(speed.get('low'))}-{amount(speed.get('high'))})"
    price = money_short((best["purchase_usd"] or {}).get("value"))
    chip = _cut(f"{best['chips']} x {chip_short(best['chip'])}", 26)
    line = f"{start}{chip:<27}{_cut(rate, 14):<15}{price + ' ' + (best['actor'] or ''):<7}"
    cost = "none" if users is None else money_short(users["purchase_usd"])
    return f"{line}{cost:>{_WIDTH - len(line)}}"


def _speed(row: dict[str, Any]) -> str:
    speed = row["tokens_per_second"] or {}
    value, low, high = speed.get("value"), speed.get("low"), speed.get("high")
    if value is None:
        return "speed not known" if low is None else f"{amount(low)}-{amount(high)} tok/s"
    return f"{amount(value)} tok/s ({amount(low)}-{amount(high)})"


def _one(document: dict[str, Any], model: dict[str, Any]) -> Iterator[str]:
    index, behind = model["capability_index"], model["points_behind"]
    size = (
        f"{amount((model['parameters'] or 0) / 1e9, 3)} thousand million parameters"
        if model["parameters"]
        else "size not known"
    )
    capability = "index not known" if index is None else f"index {amount(index, 4)}, {amount(behind)} behind the best"
    yield f"{model['model']}  ({size}; {capability})"
    for row in model["chips"]:
        yield from _chip(row)
    for each in document["sets"]:
        if each["further_chips"]:
            yield from _wrapped(f"{each['id']:<4} {_actors(model['by_set'][each['id']])}", 2, hang=5)


def _chip(row: dict[str, Any]) -> Iterator[str]:
    head = f"  {row['set']:<5}{row['chip']}"
    if not row["probabilities"]:
        yield f"{head}: {row['level_text']}"
        return
    yield f"{head}: {row['level_text']}"
    first = row["seconds_to_first_token"] or {}
    start = "not known" if first.get("high") is None else f"{amount(first['low'])}-{amount(first['high'])} s"
    price = (row["purchase_usd"] or {}).get("value")
    told = [
        f"{row['chips']} chip{'' if row['chips'] == 1 else 's'}, {_WAYS[row['division']]}, {row['format']}",
        _speed(row),
        f"first token {start}",
        money(price) + ("" if row["actor"] is None else f" (class {row['actor']})"),
        "energy not known" if row["joules_per_token"] is None else f"{amount(row['joules_per_token'])} J a token",
        f"20 tokens a second with probability {chance(tuple(row['interactive_for_reasoning']))}",
    ]
    yield from _wrapped("; ".join(told), 7)
    service = row["service"]
    if service is None:
        yield "       the users of the scenario: no arrangement tried is fast enough for each of them"
        return
    ratio = service["cost_ratio"]
    held = "" if ratio is None else f"; for the money {amount(ratio)} times the speed of the reference chip"
    yield from _wrapped(
        f"the users: {count(service['chips'])} chips ({service['chips_of_one']} in one, {service['requests']} at "
        f"once), {money(service['purchase_usd'])}, {power(service['power_w'])}{held}",
        7,
    )


def _actors(found: dict[str, Any]) -> str:
    levels = found["level_by_actor"]
    told = ", ".join(f"{actor} {'open' if level is None else f'L{level}'}" for actor, level in levels.items())
    leaked = found["leakage"]
    shares = ", ".join(f"{actor} {_share(value)}" for actor, value in leaked.items())
    return f"level by class of actor {told}; leakage at scale {shares}"


def _share(value: float | None) -> str:
    return "open" if value is None else f"{amount(value * 100)} %"


def _threshold(document: dict[str, Any]) -> Iterator[str]:
    for sentence in document["summary"]:
        yield from _wrapped(f"- {sentence}", 0, hang=2)


def _notes(document: dict[str, Any]) -> Iterator[str]:
    yield "What this does not say"
    for limit in document["limits"]:
        yield from _wrapped(f"- {limit}", 0, hang=2)
    yield from _wrapped(
        "Classes of actor: A up to 5,000 USD, B 50,000, C 1 million, D 50 million, E above. Not legal advice."
    )


def _wrapped(text: str, indent: int = 0, hang: int = 0) -> list[str]:
    first, later = " " * indent, " " * (indent + hang)
    return wrap(text, _WIDTH, initial_indent=first, subsequent_indent=later, break_on_hyphens=False)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
