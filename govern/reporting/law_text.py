"""One policy file as a lawyer would read it: how it stands, then each provision, duty and penalty in sentences.

Comes in: a policy file and the two clocks. Goes out: lines with their depth and style, to be wrapped where they are
shown.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from govern.law.calendar import standing, value_on
from govern.law.open_questions import questions_of_others
from govern.law.policy import Location, Policy
from govern.law.schema import Due, Event, Obligation, ParameterValue, Penalty, Provision
from govern.reporting.law_figures import (
    dates_text,
    day_text,
    listed,
    period_text,
    place_text,
    standing_text,
    written_text,
)
from govern.reporting.law_phrases import Phrase, Phrases
from govern.reporting.side_by_side import jurisdiction_name
from govern.reporting.words import FORCES, capital, grade
from govern.validation import day_of

__all__ = ["GROUPS", "Line", "Style", "law_lines"]

Style = Literal["title", "heading", "entry", "plain", "dim", "open"]

_DAY = re.compile(r"(\d{4})_(\d{2})_(\d{2})")
_COULD_MAKE = {"met": "could make it apply", "not_met": "could make it not apply", "either": "could decide it"}
GROUPS = ("provisions", "answers", "obligations", "penalties", "interpretations", "definitions", "parameters")
_HEADINGS = {
    "provisions": "Provisions",
    "answers": "Answers",
    "obligations": "Duties",
    "penalties": "Penalties",
    "interpretations": "Open questions",
    "definitions": "How quantities are counted",
    "parameters": "Figures and lists",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, how deep it stands, in which style; a ``bullet`` hangs before its text."""

    text: str
    depth: int = 0
    style: Style = "plain"
    bullet: bool = False


def law_lines(policy: Policy, phrases: Phrases, entry: str | None = None) -> Iterator[Line]:
    """Yield the lines of a file, or of one entry of it with the figures that it names."""
    reader = _Reader(policy, phrases)
    if entry is None:
        yield from reader.head()
    for group in GROUPS:
        entries = getattr(policy.file, group)
        shown = [name for name in entries if entry in (None, name)]
        asked = group == "interpretations" and entry is None and questions_of_others(policy, phrases.policies)
        if (shown or asked) and entry is None:
            yield Line("")
            yield Line(_HEADINGS[group], style="heading")
        for name in shown:
            yield Line("")
            yield from reader.entry(group, name)
        if group == "interpretations" and entry is None:
            yield from reader.questions_of_others()
    if entry is None:
        yield from reader.rest()
    elif entry not in policy.file.parameters:
        yield from reader.named_figures()
    yield from reader.listed_addresses()


class _Reader:
    def __init__(self, policy: Policy, phrases: Phrases) -> None:
        self.policy, self.phrases, self.file = policy, phrases, policy.file
        self.on, self.known = phrases.on, phrases.known
        self.named: dict[int, ParameterValue] = {}
        self.addresses: dict[str, int] = {}

    def head(self) -> Iterator[Line]:
        file = self.file
        yield Line(file.title, style="title")
        yield Line(f"{self.policy.id}   {jurisdiction_name(file.jurisdiction)}   {FORCES[file.force]}", style="dim")
        always = file.force == "method"
        if file.history:
            held = standing(file.history, self.on, self.known, always=always)
            reference = f" ({held.reference})" if held.reference else ""
            yield Line(f"On {day_text(self.on)}: {standing_text(held)}{reference}.")
        else:
            text = "in force on every day" if always else "each entry below has its own dates"
            yield Line(f"On {day_text(self.on)}: {text}.")
        for event in file.history:
            yield Line(_event(event), depth=1, style="dim", bullet=True)
        yield Line(f"Verified through {day_text(file.verified.through)}" + (" in:" if file.verified.sources else "."))
        for source in file.verified.sources:
            yield Line(self.cited(source.title, source.grade, source.href), depth=1, style="dim", bullet=True)

    def entry(self, group: str, name: str) -> Iterator[Line]:
        each = getattr(self.file, group)[name]
        title = capital(getattr(each, "label", None) or name.replace("_", " "))
        yield Line(f"{title}   #{name}", style="entry")
        if getattr(each, "history", None) is not None:
            always = self.file.force == "method"
            yield Line(f"{capital(dates_text(each.history, self.on, self.known, always=always))}.", depth=1)
        sentences: dict[str, Callable[[str], Iterator[Line]]] = {
            "provisions": self.provision,
            "answers": self.answer,
            "obligations": self.obligation,
            "penalties": self.penalty,
            "interpretations": self.interpretation,
            "definitions": self.definition,
            "parameters": self.parameter,
        }
        yield from sentences[group](name)
        note = getattr(each, "note", None)
        if note:
            yield Line(f"Note: {note}", depth=1, style="dim")
        yield from self.gaps(name)
        if group != "parameters":
            own = None if group == "answers" else getattr(each, "grade", None)
            yield Line(self.cited(each.reference, own, getattr(each, "href", None)), depth=1, style="dim")

    def provision(self, name: str) -> Iterator[Line]:
        entry = self.file.provisions[name]
        yield Line(f"{capital(entry.kind)}{_force(entry, self.policy)}.", depth=1, style="dim")
        yield from self.condition("Applies if", ("provisions", name, "when"))
        if entry.effect:
            effect = _DAY.sub(r"\1-\2-\3", entry.effect).replace("_", " ")
            yield Line(f"Effect: {effect}.", depth=1)

    def answer(self, name: str) -> Iterator[Line]:
        yield Line("The first of these that holds gives the answer:", depth=1)
        for i, row in enumerate(self.file.answers[name].rows):
            reference = f" ({row.reference})" if row.reference else ""
            head = f"{row.is_.replace('_', ' ')}{reference}, if"
            yield from self.condition(head, ("answers", name, "rows", i, "when"), depth=2, bullet=True)

    def obligation(self, name: str) -> Iterator[Line]:
        entry = self.file.obligations[name]
        yield Line(f"Who: {entry.who}{_force(entry, self.policy)}.", depth=1)
        yield Line(f"What: {entry.duty}", depth=1)
        yield from self.condition("Arises if", ("obligations", name, "when"))
        yield from self.deadline("Due: ", entry.due, ("obligations", name, "due"), depth=1)
        if entry.fulfilled_by:
            yield Line(f"Done on the day stated as: {self.event(entry.fulfilled_by)}.", depth=1)
        if entry.proved_by:
            yield Line(f"Done by that day at the latest, where it is stated: {self.event(entry.proved_by)}.", depth=1)
        if entry.not_before:
            day = day_of(entry.not_before)
            event = self.event(entry.not_before) if day is None else day_text(day)
            yield Line(f"What was done before does not count: {event}.", depth=1)
        for quantity in entry.reports:
            figures = self.file.definitions[quantity].significant_figures
            rounded = f", to {figures} significant figures" if figures else ""
            yield Line(f"To be told: {self.phrases.label(quantity, self.policy)}{rounded}.", depth=1)
        for penalty in entry.penalties:
            each = self.file.penalties[penalty]
            whom = ("penalties", penalty, "when")
            only = "" if self.literal(whom) else f"; only if {self.leaf(whom).text}"
            yield Line(f"Penalty: {each.label}, {self.cap(penalty, each)}{only}.", depth=1)

    def cap(self, name: str, entry: Penalty) -> str:
        """Return the cap of a penalty and who imposes it, in words."""
        phrase = self.leaf(("penalties", name, "is"))
        per = f" for each {entry.per}" if entry.per else ""
        return f"{'' if entry.fixed else 'up to '}{phrase.text}{per}, imposed by {entry.by}{self.where(phrase.values)}"

    def penalty(self, name: str) -> Iterator[Line]:
        yield Line(f"{capital(self.cap(name, self.file.penalties[name]))}.", depth=1)
        if self.policy.expressions["penalties", name, "when"].op != "boolean":
            yield from self.condition("On whom: if", ("penalties", name, "when"))

    def interpretation(self, name: str) -> Iterator[Line]:
        entry = self.file.interpretations[name]
        yield Line(entry.question, depth=1)
        for i, (key, reading) in enumerate(entry.readings.items()):
            phrase = self.leaf(("interpretations", name, "readings", key, "is"))
            label = reading.label or key.replace("_", " ")
            means = "" if phrase.text in ("yes", "no") and reading.label else f": {phrase.text}"
            reference = f" ({reading.reference})" if reading.reference else ""
            default = ", the reading shown first" if i == 0 else ""
            yield Line(f"read so: {label}{means}{reference}{default}", depth=1, bullet=True)

    def questions_of_others(self) -> Iterator[Line]:
        """Yield the open questions of other files on which this one builds, each with its readings."""
        for other, name in questions_of_others(self.policy, self.phrases.policies):
            entry = other.file.interpretations[name]
            yield Line("")
            yield Line(f"{capital(entry.label or name.replace('_', ' '))}   {other.qualified(name)}", style="entry")
            yield Line(entry.question, depth=1)
            for i, (key, reading) in enumerate(entry.readings.items()):
                reference = f" ({reading.reference})" if reading.reference else ""
                default = ", the reading shown first" if i == 0 else ""
                label = reading.label or key.replace("_", " ")
                yield Line(f"read so: {label}{reference}{default}", depth=1, bullet=True)
            yield Line(self.cited(entry.reference, entry.grade, entry.href), depth=1, style="dim")

    def definition(self, name: str) -> Iterator[Line]:
        entry = self.file.definitions[name]
        expr = self.policy.expressions["definitions", name, "is"]
        if entry.type == "boolean":
            yield from self.condition("Holds if", ("definitions", name, "is"))
        else:
            unit = f" in {entry.unit}" if entry.unit else ""
            other = self.file.uses.get(str(expr.payload), "") if expr.op == "name" else ""
            head = f"Counted{unit} as by {other.partition('#')[0]}:" if other else f"Counted{unit} as"
            yield from self.tree(self.phrases.formula(expr, self.policy), depth=1, head=head)
        if entry.lineage is not None:
            rule = entry.lineage
            models = " and ".join(relation.replace("_", " ") for relation in rule.from_)
            whose = " of the same developer" if rule.developer == "same" else ""
            summed = self.phrases.label(rule.sum, self.policy)
            text = (
                f"Where the declaration lists its {models}: the sum of `{summed}` over those{whose}, each counted once."
            )
            yield Line(text.replace("`", '"'), depth=1)

    def parameter(self, name: str) -> Iterator[Line]:
        entry = self.file.parameters[name]
        held = value_on(entry.values, self.on, self.known)
        for value in entry.values:
            until = f" until {day_text(value.until)}" if value.until else ""
            holds = f", holds on {day_text(self.on)}" if value is held and len(entry.values) > 1 else ""
            text = f"{written_text(value.value, entry.unit)}, from {day_text(value.from_)}{until}{holds}"
            yield Line(text, depth=1, bullet=len(entry.values) > 1)
            if value.quote:
                yield Line(f'"{value.quote}"', depth=2)
            cited = self.cited(f"{value.reference}; published {value.published.isoformat()}", value.grade, value.href)
            yield Line(cited, depth=2, style="dim")

    def named_figures(self) -> Iterator[Line]:
        """Yield the quotes of the figures that the entry names."""
        for value in self.named.values():
            if value.quote:
                yield Line(f'"{value.quote}"', depth=1)
                yield Line(self.cited(value.reference, value.grade, value.href), depth=1, style="dim")

    def condition(self, head: str, location: Location, depth: int = 1, *, bullet: bool = False) -> Iterator[Line]:
        """Yield a condition as a sentence, or as a sentence with a list."""
        literal = self.literal(location)
        if literal is not None:
            end = "" if bullet else "."
            yield Line(f"{head.removesuffix(' if')} {literal}{end}", depth=depth, bullet=bullet)
            return
        phrase = self.phrases.condition(self.policy.expressions[location], self.policy)
        yield from self.tree(phrase, depth, head=head, bullet=bullet)

    def literal(self, location: Location) -> str | None:
        """Return what a condition says that is no question at all: true or false as it stands."""
        expr = self.policy.expressions[location]
        if expr.op != "boolean":
            return None
        # Of several cases the first that holds counts: a later one is for what is left.
        left = any(isinstance(part, int) and part > 0 for part in location)
        return ("in every other case" if left else "in every case") if expr.payload else "in no case"

    def tree(self, phrase: Phrase, depth: int, head: str = "", *, bullet: bool = False) -> Iterator[Line]:
        """Yield a phrase and below it its parts."""
        self.named.update((id(value), value) for value in phrase.values)
        text = f"{head} {phrase.text}".strip() + self.where(phrase.values)
        end = ":" if phrase.parts else "." if head and not bullet else ""
        yield Line(f"{text}{end}", depth=depth, bullet=bullet)
        for part in phrase.parts:
            yield from self.tree(part, depth + 1, bullet=True)

    def leaf(self, location: Location) -> Phrase:
        """Return a condition or quantity as one phrase."""
        phrase = self.phrases.plain(self.policy.expressions[location], self.policy)
        self.named.update((id(value), value) for value in phrase.values)
        return phrase

    def where(self, values: Iterable[ParameterValue]) -> str:
        """Return where in the law the figures of a phrase stand, with the grade."""
        places = dict.fromkeys(f"{place_text(value.reference)}, {value.grade}" for value in values)
        return f" ({'; '.join(places)})" if places else ""

    def deadline(
        self, head: str, due: Due | None, location: Location, depth: int, *, bullet: bool = False
    ) -> Iterator[Line]:
        """Yield the rule of a due date."""
        end = "" if bullet else "."
        if due is not None and due.cases is not None:
            yield Line(f"{head}by the first of these cases that holds:", depth=depth, bullet=bullet)
            for i, case in enumerate(due.cases):
                when = (*location, "cases", i, "when")
                where = f"{self.literal(when) or f'if {self.leaf(when).text}'}: "
                yield from self.deadline(where, case.due, (*location, "cases", i, "due"), depth + 1, bullet=True)
        elif due is not None and (due.later_of or due.earlier_of):
            form = "later_of" if due.later_of else "earlier_of"
            yield Line(f"{head}the {form.removesuffix('_of')} of these days:", depth=depth, bullet=bullet)
            for i, part in enumerate(due.later_of or due.earlier_of or ()):
                yield from self.deadline("", part, (*location, form, i), depth + 1, bullet=True)
        elif due is not None and due.first is not None:
            yield Line(f"{head}{self.day_of(due)}", depth=depth, bullet=bullet)
            yield from self.deadline("the first time: ", due.first, (*location, "first"), depth + 1, bullet=True)
        else:
            yield Line(f"{head}{self.day_of(due)}{end}", depth=depth, bullet=bullet)

    def day_of(self, due: Due | None) -> str:
        """Return a due date of one form in words."""
        if due is None:
            return "the text sets no day"
        if due.standing is not None:
            return due.standing
        if due.on is not None:
            return f"by {day_text(due.on)}"
        if due.every is not None and due.after is None:
            return f"every {period_text(due.every)} after it was last done"
        event = self.event(str(due.after or due.at or due.before))
        if due.before is not None:
            return f"at least {due.ahead} before: {event}" if due.ahead else f"before: {event}"
        if due.at is not None:
            return f"on the day: {event}"
        if due.every is not None:
            return f"every {period_text(due.every)} after it was last done, or after: {event}"
        return f"within {period_text(str(due.within))} after: {event}"

    def event(self, name: str) -> str:
        """Return the label of a date, which often ends in `on` or `at`, as the name of an event."""
        return self.phrases.label(name, self.policy).removesuffix(" on").removesuffix(" at")

    def gaps(self, name: str) -> Iterator[Line]:
        """Yield what the file does not encode and what could turn this entry."""
        for gap in self.file.untranslated:
            if name in gap.bears_on and gap.could_make is not None:
                text = f"Not encoded, and {_COULD_MAKE[gap.could_make]}: {gap.reason} ({gap.reference})"
                yield Line(text, depth=1, style="open")

    def rest(self) -> Iterator[Line]:
        """Yield what is not encoded, and where no number was found."""
        if self.file.without_threshold:
            yield Line("")
            yield Line("Where no number of compute was found", style="heading")
            for each in self.file.without_threshold:
                text = f"{each.name}, looked for through {each.looked_on.isoformat()}: {each.finding}"
                yield Line(text, depth=1, bullet=True)
                yield Line(self.cited(each.reference, each.grade, each.href), depth=2, style="dim")
        if self.file.untranslated:
            yield Line("")
            yield Line("Not encoded", style="heading")
        for gap in self.file.untranslated:
            bears = listed(self.label(name) for name in gap.bears_on)
            on = f"; bears on: {bears}" if bears else ""
            could = f"; {_COULD_MAKE[gap.could_make]}" if gap.could_make else ""
            yield Line(f"{gap.reason} ({gap.reference}){on}{could}", depth=1, style="open", bullet=True)

    def cited(self, reference: str, name: str | None, href: str | None) -> str:
        """Return a reference with its grade, and the number of its address."""
        number = f" [{self.addresses.setdefault(href, len(self.addresses) + 1)}]" if href else ""
        return f"{reference}{f', {grade(name)}' if name else ''}{number}"

    def listed_addresses(self) -> Iterator[Line]:
        """Yield the addresses that references have numbers of."""
        if self.addresses:
            yield Line("")
        for href, number in self.addresses.items():
            yield Line(f"[{number}] {href}", style="dim")

    def label(self, name: str) -> str:
        """Return the label of a provision, answer or duty of the file."""
        entries: dict[str, Any] = {**self.file.provisions, **self.file.answers, **self.file.obligations}
        return str(entries[name].label) if name in entries else name


def _event(event: Event) -> str:
    return f"{event.on.isoformat()} {event.event.replace('_', ' ')}: {event.reference}"


def _force(entry: Provision | Obligation, policy: Policy) -> str:
    """Return the force of an entry where it is another than that of its file."""
    return "" if entry.force in (None, policy.file.force) else f" ({FORCES[entry.force]})"
