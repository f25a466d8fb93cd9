"""Changes of the law as a document of plain values, and as lines for people, ordered by instrument.

Comes in: changes. Goes out: what JSON output holds, and lines each with its place in the law.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from govern.expression.syntax import Expr, text_of
from govern.law.calendar import Standing
from govern.law.difference import Change, Dated, Side
from govern.law.policy import Policy
from govern.law.schema import Event
from govern.reporting.law_figures import enforcement, listed, standing_text, written_text
from govern.reporting.law_text import Line
from govern.reporting.side_by_side import jurisdiction_name
from govern.reporting.words import capital

__all__ = ["FORMAT", "law_difference", "law_difference_lines"]

FORMAT: Final = "govern/law-difference/1"

_SHORT: Final = 60
_NAMED: Final = 3
_ONE: Final = {
    "parameters": "figure",
    "definitions": "definition",
    "interpretations": "open question",
    "provisions": "provision",
    "answers": "answer",
    "obligations": "duty",
    "penalties": "penalty",
    "facts": "fact",
    "without_threshold": "without a number",
    "untranslated": "not encoded",
}
_MANY: Final = {"provisions": "provisions", "answers": "answers", "obligations": "duties", "penalties": "penalties"}


def law_difference(changes: Iterable[Change], compared: Mapping[str, str]) -> dict[str, Any]:
    """Return the document of changes; ``compared`` says what was held against what (``old``, ``new``, and the like)."""
    parts = [_part(change) for change in changes]
    parts.sort(key=lambda part: (part["jurisdiction"] or "", part["policy"] or ""))
    return {"format": FORMAT, **compared, "changes": parts}


def _part(change: Change) -> dict[str, Any]:
    policy = change.policy
    return {
        "policy": None if policy is None else policy.id,
        "short": "Vocabulary of facts" if policy is None else policy.file.short or policy.file.title,
        "jurisdiction": None if policy is None else policy.file.jurisdiction,
        "group": change.group,
        "entries": [_entry(change.group, name, policy) for name in change.names],
        "aspect": change.aspect,
        "kind": change.kind,
        "on": None if change.on is None else change.on.isoformat(),
        "old": _text(change.old),
        "new": _text(change.new),
        "text": _sentence(change),
        "reference": change.reference,
        "href": change.href,
        "grade": change.grade,
    }


def _entry(group: str, name: str, policy: Policy | None) -> dict[str, Any]:
    """Return the id and label of an entry; where a whole file changes, of whichever group the entry is."""
    found: Any = None
    for each in (_MANY if group in ("file", *_MANY) else (group,)) if policy else ():
        entries = getattr(policy.file, each) if policy else {}
        if isinstance(entries, Mapping) and name in entries:
            group, found = each, entries[name]
    label = getattr(found, "label", None) or name.replace("_", " ")
    return {"id": name if policy is None else f"{policy.id}#{name}", "label": label, "group": group}


def _text(side: Side) -> str | None:
    """Return what there was or is, in one text."""
    if isinstance(side, Expr):
        return text_of(side) if side.op != "boolean" else str(side.payload).lower()
    if isinstance(side, Dated):
        until = f" until {side.value.until.isoformat()}" if side.value.until else ""
        return f"{written_text(side.value.value, side.unit)} from {side.value.from_.isoformat()}{until}"
    if isinstance(side, Standing):
        return standing_text(side)
    if isinstance(side, Event):
        return f"{side.event.replace('_', ' ')} {side.on.isoformat()}, published {side.published.isoformat()}"
    return side


def _sentence(change: Change) -> str:
    """Return a change in a few words."""
    old, new = change.old, change.new
    if isinstance(old, Standing) and isinstance(new, Standing):
        return _enforced(new) if change.aspect == "enforcement" else _stood(old, new, change.on)
    if change.on is not None and (isinstance(old, Dated) or isinstance(new, Dated)):
        return _valued(old, new, change.on)
    if isinstance(old, Event) and isinstance(new, Event) and old.published == new.published:
        return f"{new.event.replace('_', ' ')}: {old.on.isoformat()} -> {new.on.isoformat()}"
    if change.aspect == "amendment":
        return "changed by another text"
    before, after = _text(old), _text(new)
    if change.aspect in ("entry", "file"):
        return change.kind
    said = change.aspect.partition(": ")[0] if change.kind != "changed" else change.aspect
    if before is None or after is None:
        return f"{said} {change.kind}: {before if after is None else after}"
    return f"{said}: {before} -> {after}"


def _stood(old: Standing, new: Standing, on: date | None) -> str:
    """Return how a text came to stand as it does, on a day."""
    since = "" if new.since is None else new.since.isoformat()
    was = "" if old.since is None else old.since.isoformat()
    then = "" if new.since == on else f" on {since}"
    if new.status == "in_force":
        words = {"stayed": "the stay ended, in force again", "in_force": f"in force since {since} instead of {was}"}
        return words.get(old.status, f"came into force{then}") + enforcement(new)
    if new.status == "not_yet_in_force":
        again = old.status == "not_yet_in_force"
        return f"now in force from {since} instead of {was}" if again else f"adopted, in force from {since}"
    return "no longer published" if new.status == "not_published" else f"{new.status}{then}"


def _valued(old: Side, new: Side, on: date) -> str:
    """Return the value that a figure came to have on a day."""
    texts = [written_text(each.value.value, each.unit) if isinstance(each, Dated) else "" for each in (old, new)]
    then = f" from {new.value.from_.isoformat()}" if isinstance(new, Dated) and new.value.from_ != on else ""
    if not texts[0]:
        return f"set at {texts[1]}{then}"
    return f"{texts[0]} -> {texts[1]}{then}" if texts[1] else f"no longer {texts[0]}"


def _enforced(new: Standing) -> str:
    if new.enforced is None:
        return "its enforcement is no longer spoken of"
    return "enforced" if new.enforced else "not enforced"


def law_difference_lines(document: Mapping[str, Any]) -> Iterator[Line]:
    """Yield the changes of a document as lines, under the instrument that they are of."""
    last = None
    if not document["changes"]:
        yield Line("Nothing changed in meaning.")
    for change in document["changes"]:
        if change["policy"] != last or last is None:
            last = change["policy"]
            place = "" if last is None else f"   {jurisdiction_name(change['jurisdiction'])}   {last}"
            yield Line("")
            yield Line(f"{change['short']}{place}", style="entry")
        yield from _change_lines(change)


def _change_lines(change: Mapping[str, Any]) -> Iterator[Line]:
    on = f"{change['on']}  " if change["on"] else ""
    grade = f", {change['grade']}" if change["grade"] else ""
    place = f" ({change['reference']}{grade})" if change["reference"] else ""
    what = _what(change)
    sides = [text for text in (change["old"], change["new"]) if text]
    if change["on"] is None and change["aspect"] != "dates" and any(len(text) > _SHORT for text in sides):
        said = change["kind"] if change["aspect"] in ("entry", "file") else f"{change['aspect']} {change['kind']}"
        yield Line(f"{on}{what}: {said}{place}", depth=1, bullet=True)
        for sign, text in (("was", change["old"]), ("is", change["new"])):
            if text:
                yield Line(f"{sign}: {text}", depth=3, style="dim" if sign == "was" else "plain")
    else:
        yield Line(f"{on}{what}: {change['text']}{place}", depth=1, bullet=True)


def _what(change: Mapping[str, Any]) -> str:
    """Return what a change is about: the entry, or how many of each kind."""
    entries = change["entries"]
    if not entries:
        return "the file" if change["group"] == "file" else _ONE.get(change["group"], change["group"])
    if len(entries) > _NAMED or change["group"] == "file":
        counts = {group: sum(entry["group"] == group for entry in entries) for group in _MANY}
        return listed(f"{n} {_MANY[group] if n > 1 else _ONE[group]}" for group, n in counts.items() if n)
    kinds = dict.fromkeys(entry["group"] for entry in entries)
    kind = next(iter(kinds)) if len(kinds) == 1 else ""
    return f"{_ONE.get(kind, 'entries')} {listed(_named(entry) for entry in entries)}"


def _named(entry: Mapping[str, Any]) -> str:
    """Return an entry by its label, and by its name where that says more."""
    name = str(entry["id"]).rpartition("#")[2]
    plain = str(entry["label"]).casefold().replace("_", " ") == name.casefold().replace("_", " ")
    return str(entry["label"]) if plain else f'"{capital(str(entry["label"]))}" ({name})'
