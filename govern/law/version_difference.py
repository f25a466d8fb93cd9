"""What changed in meaning from one version of the policy files to another, whatever their layout and wording.

Comes in: two sets of policy files by id. Goes out: changes, each with what it was, what it is, and where it stands in
the law. Conditions are compared as trees: neither layout nor the order of what is joined by `and` or `or` counts.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal

from govern.expression.syntax import Expr, text_of
from govern.law.difference import Change, Side, canonical, meaning_of, value_change
from govern.law.policy import Location, Policy
from govern.law.schema import Due, Event, ParameterValue
from govern.vocabulary import FactDeclaration, Implied

__all__ = ["changes_of", "changes_of_vocabulary"]

_WORDING: Final = frozenset({"label", "question", "help", "ask"})

Facets = dict[str, Side]


def changes_of(old: Mapping[str, Policy], new: Mapping[str, Policy]) -> Iterator[Change]:
    """Yield what changed in meaning from one set of files by id to another."""
    for id in sorted({**old, **new}):
        before, after = old.get(id), new.get(id)
        shown = after or before
        if before is not None and after is not None:
            yield from _changes_of_file(before, after)
        elif shown is not None:
            title = shown.file.title
            yield Change(
                policy=shown,
                group="file",
                names=(),
                aspect="file",
                kind="removed" if after is None else "added",
                old=None if before is None else title,
                new=None if after is None else title,
            )


def changes_of_vocabulary(old: Mapping[str, FactDeclaration], new: Mapping[str, FactDeclaration]) -> Iterator[Change]:
    """Yield what changed in meaning in the facts that all files share."""
    for name in dict.fromkeys((*new, *old)):
        sides: list[Facets] = [_fact_facets(facts[name]) if name in facts else {} for facts in (old, new)]
        if not (sides[0] and sides[1]):
            kind: Literal["added", "removed"] = "removed" if sides[0] else "added"
            before, after = (side.get("type") for side in sides)
            yield Change(policy=None, group="facts", names=(name,), aspect="entry", kind=kind, old=before, new=after)
        else:
            yield from _compared(sides[0], sides[1], None, "facts", (name,))


def _changes_of_file(before: Policy, after: Policy) -> Iterator[Change]:
    yield from _compared(_file_facets(before), _file_facets(after), after, "file", ())
    yield from _event_changes(before.file.history, after.file.history, after, "file", ())
    yield from _parameter_changes(before, after)
    for group, facets in _FACETS.items():
        old, new = _entries(before, group), _entries(after, group)
        for name in dict.fromkeys((*new, *old)):
            sides = [
                facets(policy, name, own[name]) if name in own else {} for policy, own in ((before, old), (after, new))
            ]
            yield from _entry_changes(group, name, (before, after), (old.get(name), new.get(name)), sides)


def _entry_changes(
    group: str, name: str, policies: tuple[Policy, Policy], entries: tuple[Any, Any], sides: list[Facets]
) -> Iterator[Change]:
    shown = entries[1] or entries[0]
    said = (policies[1], group, (name,))
    if None in entries:
        first = next(iter((sides[0] or sides[1]).values()), None)
        yield Change(
            policy=said[0],
            group=group,
            names=said[2],
            aspect="entry",
            kind="added" if entries[0] is None else "removed",
            old=first if entries[1] is None else None,
            new=first if entries[0] is None else None,
            reference=getattr(shown, "reference", None),
            href=getattr(shown, "href", None),
            grade=getattr(shown, "grade", None),
        )
        return
    yield from _compared(sides[0], sides[1], *said, entry=shown)
    own = [getattr(entry, "history", None) for entry in entries]
    if own != [None, None]:
        histories = [policy.file.history if each is None else each for policy, each in zip(policies, own, strict=True)]
        yield from _event_changes(histories[0], histories[1], *said)


def _compared(
    old: Facets, new: Facets, policy: Policy | None, group: str, names: tuple[str, ...], entry: Any = None
) -> Iterator[Change]:
    """Yield a change for each respect in which an entry is another."""
    for aspect in dict.fromkeys((*new, *old)):
        before, after = old.get(aspect), new.get(aspect)
        if _same(before, after):
            continue
        yield Change(
            policy=policy,
            group=group,
            names=names,
            aspect=aspect,
            kind="added" if before is None else "removed" if after is None else "changed",
            old=before,
            new=after,
            reference=getattr(entry, "reference", None),
            href=getattr(entry, "href", None),
            grade=getattr(entry, "grade", None),
        )


def _same(old: Side, new: Side) -> bool:
    if isinstance(old, Expr) and isinstance(new, Expr):
        return canonical(old) == canonical(new)
    return old == new


def _event_changes(
    old: Sequence[Event], new: Sequence[Event], policy: Policy, group: str, names: tuple[str, ...]
) -> Iterator[Change]:
    """Yield the events that were added, removed or moved to another day."""
    gone = [event for event in old if _key(event) not in set(map(_key, new))]
    come = [event for event in new if _key(event) not in set(map(_key, old))]
    for event in come:
        moved = next((each for each in gone if each.event == event.event), None)
        if moved is not None:
            gone.remove(moved)
        yield _event_change(moved, event, policy, group, names)
    for event in gone:
        yield _event_change(event, None, policy, group, names)


def _key(event: Event) -> tuple[str, date, date]:
    return event.event, event.on, event.published


def _event_change(old: Event | None, new: Event | None, policy: Policy, group: str, names: tuple[str, ...]) -> Change:
    shown = new or old
    return Change(
        policy=policy,
        group=group,
        names=names,
        aspect="dates",
        kind="added" if old is None else "removed" if new is None else "changed",
        old=old,
        new=new,
        reference=None if shown is None else shown.reference,
        href=None if shown is None else shown.href,
    )


def _parameter_changes(before: Policy, after: Policy) -> Iterator[Change]:
    old, new = before.file.parameters, after.file.parameters
    for name in dict.fromkeys((*new, *old)):
        a, b = old.get(name), new.get(name)
        pairs = _paired(a.values if a else (), b.values if b else ())
        for x, y in pairs:
            shown_a, shown_b = a or b, b or a
            if shown_a is None or shown_b is None:
                continue
            times = [None if each is None else (each.from_, each.until, each.published) for each in (x, y)]
            if times[0] != times[1] or meaning_of(x, shown_a) != meaning_of(y, shown_b):
                yield value_change(after, name, x, y, shown_a, shown_b)
            elif x is not None and y is not None:
                yield from _compared(_source_facets(x), _source_facets(y), after, "parameters", (name,), y)
        if a is not None and b is not None:
            left: list[Facets] = [{"otherwise": _text(each.otherwise)} for each in (a, b)]
            yield from _compared(left[0], left[1], after, "parameters", (name,), b.values[-1])


def _paired(
    old: Sequence[ParameterValue], new: Sequence[ParameterValue]
) -> list[tuple[ParameterValue | None, ParameterValue | None]]:
    """Return the values of two versions, each with the one it replaces: of the same days, or else in their order."""
    left = list(old)
    pairs: list[tuple[ParameterValue | None, ParameterValue | None]] = []
    rest = []
    for value in new:
        same = next((each for each in left if (each.from_, each.published) == (value.from_, value.published)), None)
        if same is None:
            rest.append(value)
        else:
            left.remove(same)
            pairs.append((same, value))
    pairs += [(left.pop(0) if left else None, value) for value in rest]
    return [*pairs, *((value, None) for value in left)]


# --- in which respects an entry can be another ----------------------------------------------------


def _entries(policy: Policy, group: str) -> dict[str, Any]:
    """Return the entries of a group by name, of a list by the name that each has."""
    found = getattr(policy.file, group)
    return dict(found) if isinstance(found, Mapping) else {each.name: each for each in found}


def _text(written: Any) -> str | None:
    """Return what a key says, ``None`` where it says nothing."""
    if written is None or written in ((), ""):
        return None
    if isinstance(written, tuple | list):
        return ", ".join(map(str, written))
    return str(written)


def _texts(entry: Any, *names: str) -> Facets:
    return {name.rstrip("_").replace("_", " "): _text(getattr(entry, name)) for name in names}


def _sources(entry: Any) -> Facets:
    return _texts(entry, "reference", "href", "grade")


def _file_facets(policy: Policy) -> Facets:
    file = policy.file
    facets = _texts(file, "jurisdiction", "force")
    facets["verified through"] = file.verified.through.isoformat()
    facets |= {f"source: {each.title}": f"{each.title} [{each.grade}]" for each in file.verified.sources}
    return facets | {f"use: {alias}": target for alias, target in file.uses.items()}


def _source_facets(value: ParameterValue) -> Facets:
    return {**_sources(value), "quote": value.quote}


def _fact(policy: Policy, name: str, entry: Any) -> Facets:
    return _fact_facets(entry)


def _fact_facets(entry: FactDeclaration) -> Facets:
    written = entry.model_dump(exclude={*_WORDING, "implied"})
    facets: Facets = {key.replace("_", " "): _text(each) for key, each in written.items()}
    return {**facets, "what its absence means": "; ".join(map(_implied_text, entry.implied)) or None}


def _implied_text(implied: Implied) -> str:
    by = f" where {implied.by} is stated" if implied.by else ""
    unless = f", unless {' or '.join(implied.unless)} is" if implied.unless else ""
    others = f" ({implied.developers} developer)" if implied.developers else ""
    return f"{implied.value}{by}{others}{unless}"


def _definition(policy: Policy, name: str, entry: Any) -> Facets:
    rule = {} if entry.lineage is None else entry.lineage.model_dump(by_alias=True)
    lineage = "; ".join(f"{key} {_text(each)}" for key, each in rule.items() if _text(each)) or None
    expr = policy.expressions["definitions", name, "is"]
    about = _texts(entry, "unit", "type", "domain", "significant_figures")
    return {"formula": expr, **about, "lineage": lineage, **_sources(entry)}


def _interpretation(policy: Policy, name: str, entry: Any) -> Facets:
    readings: Facets = {
        f"reading {key}": policy.expressions["interpretations", name, "readings", key, "is"] for key in entry.readings
    }
    first = next(iter(entry.readings))
    return {
        "question": entry.question,
        **readings,
        "reading shown first": first,
        **_texts(entry, "unit", "type", "domain"),
        **_sources(entry),
    }


def _provision(policy: Policy, name: str, entry: Any) -> Facets:
    condition = policy.expressions["provisions", name, "when"]
    return {"condition": condition, **_texts(entry, "kind", "effect", "force", "about"), **_sources(entry)}


def _answer(policy: Policy, name: str, entry: Any) -> Facets:
    rows = [
        f"{row.is_} when {text_of(canonical(policy.expressions['answers', name, 'rows', i, 'when']))}"
        + (f" ({row.reference})" if row.reference else "")
        for i, row in enumerate(entry.rows)
    ]
    return {"rows": "; ".join(rows), **_texts(entry, "force", "reference")}


def _obligation(policy: Policy, name: str, entry: Any) -> Facets:
    condition = policy.expressions["obligations", name, "when"]
    due = _due(entry.due, policy, ("obligations", name, "due"))
    about = _texts(entry, "fulfilled_by", "proved_by", "not_before", "penalties", "reports", "force", "about")
    return {
        "condition": condition,
        "who": entry.who,
        "what is to be done": entry.duty,
        "due": due,
        **about,
        **_sources(entry),
    }


def _penalty(policy: Policy, name: str, entry: Any) -> Facets:
    condition, cap = (policy.expressions["penalties", name, part] for part in ("when", "is"))
    return {"cap": cap, "on whom": condition, **_texts(entry, "unit", "per", "by"), **_sources(entry)}


def _gap(policy: Policy, name: str, entry: Any) -> Facets:
    return _texts(entry, "reason", "bears_on", "could_make", "reference")


def _absence(policy: Policy, name: str, entry: Any) -> Facets:
    return {**_texts(entry, "finding", "jurisdiction", "looked_on", "kind"), **_sources(entry)}


_FACETS: Final[dict[str, Callable[[Policy, str, Any], Facets]]] = {
    "provisions": _provision,
    "answers": _answer,
    "obligations": _obligation,
    "penalties": _penalty,
    "definitions": _definition,
    "interpretations": _interpretation,
    "facts": _fact,
    "without_threshold": _absence,
    "untranslated": _gap,
}


def _due(due: Due | None, policy: Policy, location: Location) -> str | None:
    """Return the rule of a due date as text, its conditions as trees."""
    if due is None:
        return None
    for form in ("later_of", "earlier_of"):
        parts = getattr(due, form)
        if parts is not None:
            texts = [str(_due(part, policy, (*location, form, i))) for i, part in enumerate(parts)]
            return f"the {form.removesuffix('_of')} of ({'; '.join(sorted(texts))})"
    if due.cases is not None:
        texts = []
        for i, case in enumerate(due.cases):
            when = text_of(canonical(policy.expressions[(*location, "cases", i, "when")]))
            texts.append(f"if {when}: {_due(case.due, policy, (*location, 'cases', i, 'due'))}")
        return "; ".join(texts)
    if due.every is not None:
        first = "" if due.first is None else f", first {_due(due.first, policy, (*location, 'first'))}"
        return f"every {due.every}{f' after {due.after}' if due.after else ''}{first}"
    return _simple_due(due)


def _simple_due(due: Due) -> str | None:
    if due.on is not None:
        return f"on {due.on.isoformat()}"
    if due.at is not None:
        return f"at {due.at}"
    if due.before is not None:
        return f"at least {due.ahead} before {due.before}" if due.ahead else f"before {due.before}"
    return due.standing if due.within is None else f"within {due.within} after {due.after}"
