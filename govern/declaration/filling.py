"""What a declaration does not write out: the catalogue's figures, and zeros that a statement of completeness makes.

What the declaration states wins. A group of facts that belong together (``model.training``,
``chip.dense_tops``) is filled from the catalogue only if the declaration says nothing of it, but for facts that stand
alone (what data a model was trained on says nothing of its compute).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from govern.catalog.catalog import Catalogue
from govern.declaration.declaration import Assumption
from govern.lineage import BLOCKS, Lineage
from govern.numbers import read_number
from govern.problem import Problem, quoted
from govern.quantity import Stated
from govern.ranges import Number, integral
from govern.values import Value
from govern.vocabulary import FactDeclaration, Implied, Vocabulary
from govern.zones import day_in

__all__ = ["Filling", "filled_facts"]

Paths = Iterable[tuple[str, ...]]


class Filling:
    """Fills the facts of one case; keeps what it assumed and which names it did not find."""

    def __init__(
        self,
        facts: Mapping[str, Stated],
        paths: Paths,
        vocabulary: Vocabulary,
        catalogue: Catalogue,
        lineage: Lineage | None = None,
    ) -> None:
        """Take the stated facts, every path of keys that the file has, the vocabulary, the catalogue, the lineage."""
        self.facts = dict(facts)
        self.stated = frozenset(facts)
        self.lineage = lineage
        self.paths = {".".join(path) for path in paths} | set(() if lineage is None else lineage.blocks)
        self.vocabulary, self.catalogue = vocabulary, catalogue
        self.assumptions: list[Assumption] = []
        self.problems: list[Problem] = []

    def fill(self) -> None:
        """Fill from the catalogue, then add what the format itself means by an absence."""
        for name, fact in self.vocabulary.facts.items():
            if fact.fills is not None and name in self.facts:
                self.fill_from_catalogue(name, fact.fills)
        self.days()
        self.days_between()
        plain_totals = self.count_everything()
        self.zeros_beside(plain_totals)
        self.implied()
        self.zeros()

    def fill_from_catalogue(self, name: str, target: str) -> None:
        """Fill the block ``target`` by the catalogue name that a fact states."""
        stated = self.facts[name]
        kind = self.vocabulary[name].type
        if not isinstance(stated.value, str) or kind not in ("chip", "model"):
            return
        own = f"{target}.name"
        if self.says(own) and own != name:
            self.same_thing(stated, self.facts[own], name)
            return
        entry = self.catalogue.find("chip" if kind == "chip" else "model", stated.value)
        if entry is None:
            help = self.catalogue.suggestion("chip" if kind == "chip" else "model", stated.value)
            message = (
                f"{quoted(str(stated.value))} is not in the catalogue, so only what this file states is known of it"
            )
            self.problems.append(
                Problem(code="not_in_catalogue", message=message, place=stated.place, help=help, severity="warning")
            )
        if target in ("chip", "model"):
            if not self.says(own):
                self.facts[own] = stated
            if entry is not None:
                self.facts[own] = replace(self.facts[own], value=entry.name, text=entry.name)
                self.take(entry.facts, kind, target)
        elif entry is not None:
            prefix = "chip.dense_tops."
            rates = {name: fact for name, fact in entry.facts.items() if name.startswith(prefix)}
            self.take(rates, "chip.dense_tops", target)

    def days(self) -> None:
        """Fill each day that is the day of a time, in the calendar that counts for it."""
        for name, fact in self.vocabulary.facts.items():
            time = self.facts.get(fact.day_of or "")
            if time is None or name in self.facts or not isinstance(time.value, str):
                continue
            moment = datetime.fromisoformat(time.value)
            day = day_in(moment, fact.zone)
            where = "" if fact.zone is None else f", in the zone {fact.zone}"
            because = f"the day of `{fact.day_of}`{where}"
            self.facts[name] = Stated(
                value=day.toordinal(), text=day.isoformat(), origin="assumed", place=time.place, because=because
            )

    def days_between(self) -> None:
        """Fill each number of calendar days from one stated day to another; 0 where the second is not later."""
        for name, fact in self.vocabulary.facts.items():
            if fact.days_between is None or name in self.facts:
                continue
            first, last = (self.facts.get(each) for each in fact.days_between)
            if first is None or last is None:
                continue
            if not isinstance(first.value, int) or not isinstance(last.value, int):
                continue
            days = max(last.value - first.value, 0)
            because = f"the calendar days from {first.text} to {last.text}"
            self.facts[name] = Stated(value=days, text=str(days), origin="assumed", place=first.place, because=because)

    def same_thing(self, stated: Stated, own: Stated, name: str) -> None:
        """Refuse two different chips in one case."""
        entry = self.catalogue.find("chip", str(stated.value))
        canonical = stated.value if entry is None else entry.name
        named = {_key(str(canonical)), _key(stated.text)}
        if not named & {_key(str(own.value)), _key(own.text)}:
            message = f"{quoted(name)} is {quoted(stated.text)} and the chip described is {quoted(own.text)}"
            help = "one file is one case: describe one chip"
            self.problems.append(Problem(code="two_chips", message=message, place=stated.place, help=help))

    def take(self, facts: Mapping[str, Stated], prefix: str, target: str) -> None:
        """Take the catalogue's facts whose group the declaration does not state."""
        for full, fact in facts.items():
            name = f"{target}{full.removeprefix(prefix)}"
            group = ".".join(name.split(".")[:2])
            nested = name.count(".") > 1 and name != f"{group}.name"
            if name in self.stated:
                self.tell_difference(name, fact)
            if name in self.stated or name not in self.vocabulary:
                continue
            dense = self.vocabulary.dense_blocks.get(name)
            told = self.states(group) or (dense is not None and self.states(dense))
            if nested and target in ("chip", "model") and told:
                continue
            self.facts.setdefault(name, fact)

    def tell_difference(self, name: str, fact: Stated) -> None:
        """Warn where the declaration states another value than the catalogue; estimates of training may differ."""
        own = self.facts[name]
        if own.value == fact.value or own.estimate is not None or fact.estimate is not None:
            return
        message = f"`{name}` is stated as {quoted(own.text)}, and the catalogue has {quoted(fact.text)} ({fact.source})"
        help = "what this file states counts"
        self.problems.append(
            Problem(code="not_as_catalogued", message=message, place=own.place, help=help, severity="warning")
        )

    def states(self, group: str) -> bool:
        """Return whether the file itself says anything of the figures of a group of facts."""
        own = (name for name in self.stated if name == group or name.startswith(f"{group}."))
        return any(not self.vocabulary[name].stands_alone for name in own)

    def says(self, name: str) -> bool:
        """Return whether anything at all is known of a fact; a null that somebody wrote down says nothing."""
        return name in self.facts and self.facts[name].value != self.vocabulary[name].unknown

    def count_everything(self) -> set[str]:
        """A total without ``counts`` counts every component: the format's meaning, printed as an assumption.

        Where no total is stated either, nothing is assumed of one; that a total would count everything only
        says what to ask for. Returns the totals that are stated so.
        """
        plain_totals = set()
        for name, fact in self.vocabulary.facts.items():
            total = name.removesuffix(".counts")
            if total == name or name in self.facts or fact.allowed is None:
                continue
            if not self.says(total):
                because = "a total that would be stated without `counts` leaves nothing out"
                self.facts[name] = Stated(
                    value=frozenset(fact.allowed), text="everything", origin="assumed", because=because
                )
                continue
            label = self.vocabulary[total].label
            because = f"the stated {label} is taken to leave nothing out, since it does not say what it counts"
            self.facts[name] = Stated(
                value=frozenset(fact.allowed),
                text="everything",
                origin="assumed",
                place=self.facts[total].place,
                because=because,
            )
            self.assumptions.append(Assumption(text=because, facts=(total,), place=self.facts[total].place))
            plain_totals.add(total)
        return plain_totals

    def zeros_beside(self, totals: set[str]) -> None:
        """A total that does not say what it counts is taken to hold nothing of a component that is not listed."""
        for total in sorted(totals):
            stated = self.facts[total]
            present = self.not_assumed()
            absent = [
                name
                for name, fact in self.vocabulary.facts.items()
                if fact.zero_beside == total and name not in self.facts and not self.listed(name, total, present)
            ]
            because = f"0, since it is not listed beside the {self.vocabulary[total].label}"
            for name in absent:
                self.facts[name] = Stated(value=0, text="0", origin="assumed", place=stated.place, because=because)
            if absent:
                labels = ", ".join(self.vocabulary[name].label for name in absent)
                text = (
                    f"the stated {self.vocabulary[total].label} is taken to hold none of what is not listed: {labels}"
                )
                self.assumptions.append(Assumption(text=text, facts=tuple(absent), place=stated.place))

    def not_assumed(self) -> tuple[str, ...]:
        """Return the names of the facts that somebody stated, in this file or in the catalogue."""
        return tuple(name for name, stated in self.facts.items() if stated.origin != "assumed")

    def listed(self, name: str, anchor: str, present: tuple[str, ...]) -> bool:
        """Return whether the file or the catalogue has the block of a fact, beside the fact ``anchor``."""
        block = ".".join(name.split(".")[: anchor.count(".") + 1])
        return block in self.paths or any(other.startswith(f"{block}.") for other in present)

    def implied(self) -> None:
        """Add what the absence of a fact means by the format itself."""
        for name, fact in self.vocabulary.facts.items():
            if not fact.implied or name in self.facts or name in self.paths:
                continue
            spoken_of = self.speaks_of(name.split(".", 1)[0])
            implied = next((e for e in fact.implied if (spoken_of or e.beside) and self.implies(e)), None)
            if implied is None:
                continue
            place = None if implied.by is None else self.facts[implied.by].place
            self.facts[name] = Stated(
                value=_implied_value(implied, fact),
                text=implied.value,
                origin="assumed",
                place=place,
                because=implied.because,
                told=implied.told,
            )
            if implied.told:
                self.assumptions.append(Assumption(text=implied.because, facts=(name,), place=place))

    def speaks_of(self, block: str) -> bool:
        """Return whether anything of a block is stated, in this file or in the catalogue."""
        return any(name.startswith(f"{block}.") for name in self.not_assumed())

    def implies(self, implied: Implied) -> bool:
        """Return whether what the format takes from an absence holds for this case."""
        if implied.beside and not any(self.speaks_of(block) for block in implied.beside):
            return False
        if implied.by is not None and (not self.says(implied.by) or self.facts[implied.by].value is False):
            return False
        if implied.exact and not isinstance(self.facts[str(implied.by)].value, Number):
            return False
        if implied.developers is not None and implied.developers != self.developers():
            return False
        if implied.catalogued and self.catalogue.find("chip", str(self.facts[str(implied.by)].value)) is None:
            return False
        return not any(block in self.paths or self.states(block) for block in implied.unless)

    def developers(self) -> str | None:
        """Return whether the weights that were taken over are all of the `same` developer or some of an `other`."""
        parents = (
            [] if self.lineage is None else [each for name in BLOCKS for each in self.lineage.parents.get(name, ())]
        )
        found = {parent.same_developer for parent in parents}
        return "other" if False in found else "same" if found == {True} else None

    def counted(self) -> set[str]:
        """Return the components that a stated total says it counts: they are listed there, if not by themselves."""
        return {
            f"{name.removesuffix('.compute.counts')}.{component}.compute"
            for name, stated in self.facts.items()
            if name.endswith(".compute.counts") and stated.origin != "assumed" and isinstance(stated.value, frozenset)
            for component in stated.value
        }

    def zeros(self) -> None:
        """A component whose block is absent is 0 where somebody states that the listed ones are all."""
        zeroed: dict[str, list[str]] = {}
        present, counted = self.not_assumed(), self.counted()
        for name, fact in self.vocabulary.facts.items():
            statement = self.facts.get(fact.zero_when or "")
            if statement is None or statement.value is not True or name in self.facts:
                continue
            if self.listed(name, str(fact.zero_when), present) or name in counted:
                continue
            if fact.with_sparsity is not None and self.says(fact.with_sparsity):
                continue
            because = f"0, since it is not listed and the list is stated to be complete{_by(statement)}"
            self.facts[name] = Stated(
                value=0,
                text="0",
                origin="assumed",
                place=statement.place,
                source=statement.source,
                href=statement.href,
                grade=statement.grade,
                stated_by=statement.stated_by,
                because=because,
            )
            zeroed.setdefault(str(fact.zero_when), []).append(name)
        for name, facts in zeroed.items():
            statement = self.facts[name]
            text = (
                f"what is not listed under `{name.rsplit('.', 1)[0]}` is taken to be 0: stated complete{_by(statement)}"
            )
            self.assumptions.append(Assumption(text=text, facts=tuple(facts), place=statement.place))


def filled_facts(facts: Mapping[str, Stated], vocabulary: Vocabulary, catalogue: Catalogue) -> Mapping[str, Stated]:
    """Return the facts of a model that is known by name only, as a declaration of its name alone would have them."""
    filling = Filling(facts, [tuple(name.split(".")) for name in facts], vocabulary, catalogue)
    filling.fill()
    return filling.facts


def _key(name: str) -> str:
    return "".join(name.casefold().split())


def _by(statement: Stated) -> str:
    who = statement.stated_by or statement.source
    return (f" by {who}" if who else "") + (f" on {statement.on}" if statement.on else "")


def _implied_value(implied: Implied, fact: FactDeclaration) -> Value:
    if fact.type == "boolean":
        return implied.value == "true"
    if fact.type == "text":
        return implied.value
    return integral(read_number(implied.value) * fact.due.factor)
