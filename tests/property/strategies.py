"""Random law: policies that use every form of the language and each other, across files and dates.

A `RandomLaw` is the documents as they are written to files, so that `naive.NaiveLaw` reads the same text as `govern`.
"""

import json
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any, Final, Literal, Protocol, TypeVar

from hypothesis import strategies as st

from govern.expression.syntax import COMPARISONS
from govern.law.checks import check_policies
from govern.law.corpus import Corpus
from govern.law.law import Law
from govern.law.policy import Policy, read_policy
from govern.vocabulary import FactDeclaration, Vocabulary
from tests.property.naive import NaiveLaw, read

__all__ = [
    "DAY",
    "DAYS",
    "FACTS",
    "KNOWN",
    "VOCABULARY",
    "WORDS",
    "WRITTEN",
    "Chooser",
    "Drawn",
    "RandomLaw",
    "Seeded",
    "Style",
    "built",
    "laws",
    "written_law",
]

T = TypeVar("T")


class Chooser(Protocol):
    """Where the choices come from: hypothesis, which shrinks what fails, or a seed, which spreads evenly."""

    def whole(self, low: int, high: int) -> int: ...

    def pick(self, options: Sequence[T]) -> T: ...


class Drawn:
    """Choices that hypothesis makes."""

    def __init__(self, draw: Callable[[st.SearchStrategy[int]], int]) -> None:
        self.draw = draw

    def whole(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def pick(self, options: Sequence[T]) -> T:
        return options[self.whole(0, len(options) - 1)]


class Seeded:
    """Choices of a random generator."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - cases, not secrets

    def whole(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def pick(self, options: Sequence[T]) -> T:
        return self.random.choice(options)


DAY: Final = date(2025, 6, 1)
KNOWN: Final = date(2025, 7, 1)

_Form = Literal["number", "boolean", "text", "list", "date", "statement", "chip"]


def _fact(type: _Form, **more: Any) -> FactDeclaration:
    return FactDeclaration.model_validate({"type": type, "label": "a fact", "question": "Which?", **more})


def _numbers(prefix: str, count: int, **more: Any) -> dict[str, FactDeclaration]:
    return {f"case.{prefix}{i}": _fact("number", **more) for i in range(1, count + 1)}


FACTS: Final[dict[str, FactDeclaration]] = {
    **_numbers("any", 4),
    **_numbers("count", 6, domain="nonnegative"),
    **_numbers("size", 6, domain="positive"),
    **_numbers("share", 3, domain="fraction"),
    **_numbers("density", 2, domain="nonnegative", not_applicable=True),
    **_numbers("offset", 1, not_applicable=True),
    **_numbers("compute", 9, unit="FLOP", domain="nonnegative"),
    **_numbers("estimate", 2, unit="FLOP", domain="nonnegative"),
    **_numbers("peak", 1, unit="FLOP/s", domain="nonnegative", not_applicable=True),
    **_numbers("rate", 1, unit="FLOP/s", domain="positive"),
    **_numbers("time", 4, unit="h", domain="nonnegative"),
    **{f"case.flag{i}": _fact("boolean") for i in range(1, 13)},
    "case.complete": _fact("statement"),
    "case.kind1": _fact("text", allowed=["a", "b", "c"]),
    "case.kind2": _fact("text", allowed=["a", "b"]),
    "case.kind3": _fact("text", allowed=["b", "c", "d"]),
    **{f"case.place{i}": _fact("text") for i in range(1, 5)},
    "case.chip": _fact("chip"),
    "case.forms1": _fact("list", allowed=["a", "b", "c", "d"]),
    "case.forms2": _fact("list"),
    **{f"case.day{i}": _fact("date", not_applicable=i == 3) for i in range(1, 7)},
}
VOCABULARY: Final = Vocabulary(FACTS)

WORDS: Final = ("a", "b", "c", "d")
_PLAIN: Final = ("0", "1", "2", "3", "5", "7", "0.5", "1/3", "10", "2.5", "12")
_COMPUTE: Final = (
    "10^25",
    "0",
    "10^23",
    "9999999999999999999999999",
    "10000000000000000000000001",
    "5e25",
    "1e22",
    "10^25/3",
)
_RATE: Final = ("1e12", "0", "3e14", "1/3")
_HOURS: Final = ("1", "0", "2.5", "100")
WRITTEN: Final = {"": _PLAIN, "FLOP": _COMPUTE, "FLOP/s": _RATE, "h": _HOURS}
_ORDER: Final = COMPARISONS[:4]
DAYS: Final = ("2025-05-31", "2025-06-01", "2025-06-02", "2024-02-29")
_HISTORY: Final = [{"event": "applies", "on": "2024-01-01", "published": "2023-01-01", "reference": "Art. 1"}]
_LATER: Final = [{"event": "applies", "on": "2026-01-01", "published": "2025-01-01", "reference": "Art. 2"}]
_UNSEEN: Final = [{"event": "applies", "on": "2025-01-01", "published": "2025-08-01", "reference": "Art. 3"}]
_STAYED: Final = [
    *_HISTORY,
    {"event": "stayed", "on": "2025-05-01", "published": "2025-04-01", "reference": "Art. 4"},
    {"event": "stay_ends", "on": "2025-06-01", "published": "2025-07-15", "reference": "Art. 5"},
]


@dataclass(frozen=True, kw_only=True)
class Style:
    """What the random law may contain; `once` uses each fact and each entry at most once, in forms without gaps."""

    once: bool = False
    loose_estimates: bool = True  # `first` over any two quantities, not only over two estimates of one thing
    open_ends: bool = True  # parameters without a value on the day
    gaps: bool = True  # what the file does not encode
    plain: bool = (
        False  # only what laws write: order comparisons with the law's numbers, guards on what is never negative
    )
    entries: int = 9
    depth: int = 3


@dataclass(frozen=True)
class RandomLaw:
    """Policy documents by id."""

    documents: dict[str, dict[str, Any]]

    @cached_property
    def corpus(self) -> Corpus:
        return built(self.documents)

    @property
    def naive(self) -> NaiveLaw:
        return NaiveLaw(self.documents, DAY, KNOWN)

    @cached_property
    def law(self) -> Law:
        """The law of the day."""
        return self.corpus.in_force(on=DAY, known=KNOWN)

    @property
    def facts(self) -> list[str]:
        """The names of the facts that the law looks at."""
        return sorted(str(node.payload) for node in self.law.graph.nodes if node.op == "fact")

    @property
    def gaps(self) -> list[str]:
        return [f"{id}#{gap['name']}" for id, document in self.documents.items() for gap in document["untranslated"]]

    def __repr__(self) -> str:
        return "\n".join(f"--- {id}\n{json.dumps(document, indent=1)}" for id, document in self.documents.items())


def built(documents: Mapping[str, Mapping[str, Any]], vocabulary: Vocabulary = VOCABULARY) -> Corpus:
    """The corpus of the documents, read from files as shipped policies are."""
    policies: dict[str, Policy] = {}
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        for id, document in documents.items():
            path = Path(folder) / f"{id.replace('/', '_')}.yaml"
            path.write_text(json.dumps(document))
            policy, found = read_policy(path, id)
            problems += found
            if policy is not None:
                policies[id] = policy
    problems += [] if problems else check_policies(policies, vocabulary)
    assert not problems, "\n".join(map(str, problems))
    return Corpus(policies, vocabulary)


@dataclass
class _Names:
    """What can be named, by what it is."""

    numbers: dict[str, list[tuple[str, str, bool]]] = field(default_factory=dict)  # dimension -> file, name, positive
    conditions: list[tuple[str, str]] = field(default_factory=list)
    tables: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    words: list[tuple[str, str]] = field(default_factory=list)
    lists: list[tuple[str, str]] = field(default_factory=list)


class _Writer:
    def __init__(self, chooser: Chooser, style: Style) -> None:
        self.chooser, self.style = chooser, style
        self.documents = {id: _empty(id) for id in ("eu/act", "us/rule")}
        self.names = _Names()
        self.pool = list(FACTS)
        self.file = "eu/act"
        self.made = 0

    # --- choosing -------------------------------------------------------------------------------

    def pick(self, options: Iterable[T]) -> T:
        return self.chooser.pick(list(options))

    def chance(self, one_in: int) -> bool:
        return self.chooser.whole(1, one_in) == one_in

    def one_of(self, *makers: Callable[[], str | None]) -> str | None:
        """What one of the makers makes; one that has nothing left to use makes nothing."""
        start = self.chooser.whole(0, len(makers) - 1)
        for maker in (*makers[start:], *makers[:start]):
            made = maker()
            if made is not None:
                return made
        return None

    def fact(self, fits: Callable[[str, FactDeclaration], bool]) -> str | None:
        names = [name for name in self.pool if fits(name, FACTS[name])]
        if not names:
            return None
        name = self.pick(names)
        if self.style.once:
            self.pool.remove(name)
        return name

    def name(self, known: list[Any], fits: Callable[[Any], bool] = lambda _: True) -> str | None:
        """The name of an entry in this file, or an alias for one in another."""
        names = [each for each in known if fits(each)]
        if not names:
            return None
        chosen = self.pick(names)
        if self.style.once and chosen in known:
            known.remove(chosen)
        file, name = chosen[:2]
        if file == self.file:
            return str(name)
        alias = f"x_{name}"
        self.documents[self.file]["uses"][alias] = f"{file}#{name}"
        return alias

    def fresh(self, letter: str) -> str:
        self.made += 1
        return f"{letter}{self.made}"

    # --- parameters -----------------------------------------------------------------------------

    def values(self, value: Any) -> list[dict[str, Any]]:
        """A value that holds on the day, among others that do not."""
        held = {"from": "2025-01-01", "published": "2024-06-01", "value": value, "reference": "Annex"}
        dated = [held]
        if self.chance(4):
            dated.append({**held, "from": "2024-01-01", "until": "2025-01-01", "published": "2023-06-01"})
        if self.chance(4):
            dated.append({**held, "from": "2025-03-01", "published": "2025-09-01"})
        if self.style.open_ends and self.chance(8):
            dated[0] = {**held, "until": "2025-06-01"}
        return dated

    def parameter(self) -> None:
        document = self.documents[self.file]
        name = self.fresh("p")
        unit = self.pick(WRITTEN)
        form = self.pick(("number", "number", "word", "list", "flag"))
        written: dict[str, Any] = {}
        if form == "number":
            value = self.pick(WRITTEN[unit])
            written = {"unit": unit, "values": self.values(value)}
            self.names.numbers.setdefault(unit, []).append((self.file, name, value != "0"))
        elif form == "word":
            written = {"values": self.values(self.pick(WORDS))}
            self.names.words.append((self.file, name))
        elif form == "list":
            written = {"values": self.values(sorted({self.pick(WORDS), self.pick(WORDS)}))}
            self.names.lists.append((self.file, name))
        else:
            written = {"values": self.values(self.pick(("true", "false")))}
            self.names.conditions.append((self.file, name))
        document["parameters"][name] = written

    # --- expressions ----------------------------------------------------------------------------

    def number(self, unit: str, depth: int) -> str:
        """A quantity; what is not a leaf stands in parentheses only where Python needs them."""
        if depth <= 0 or self.chance(3):
            return self.leaf(unit)
        inner = depth - 1
        forms: list[Callable[[], str | None]] = [
            lambda: f"{self.number(unit, inner)} + {self.number(unit, inner)}",
            lambda: "{} - ({})".format(*self.two(unit, inner)),
            lambda: "min({}, {})".format(*self.two(unit, inner)),
            lambda: "max({}, {})".format(*self.two(unit, inner)),
            lambda: f"({self.number(unit, inner)}) * ({self.number('', inner)})",
            lambda: f"-({self.number(unit, inner)})",
            lambda: self.looked_up(unit),
            lambda: "({1} if {0} else {2})".format(self.condition(inner), *self.two(unit, inner)),
            lambda: f"({self.number(unit, inner)}) / {self.positive()}",
            lambda: self.product(unit, inner),
        ]
        if not self.style.once:
            forms += [
                lambda: f"ceil({self.number(unit, inner)})",
                lambda: f"floor({self.number(unit, inner)})",
                lambda: f"({self.number(unit, inner)} if {self.condition(inner)} else not_applicable)",
                lambda: self.guarded(unit, inner),
                lambda: self.powered(unit, inner),
            ]
        forms.append(lambda: self.estimated(unit, inner))
        return self.one_of(*forms) or self.leaf(unit)

    def two(self, unit: str, depth: int) -> tuple[str, str]:
        """Two quantities that are not written alike."""
        first, second = self.number(unit, depth), self.number(unit, depth)
        return first, second if second != first else self.constant(unit)

    def leaf(self, unit: str) -> str:
        found = self.one_of(
            lambda: self.fact(lambda _, fact: fact.type == "number" and fact.unit == unit),
            lambda: self.name(self.names.numbers.get(unit, [])),
            lambda: self.pick(_PLAIN) if unit == "" and self.chance(2) else None,
        )
        return found or self.constant(unit)

    def constant(self, unit: str) -> str:
        """A literal, or the parameter that a unit needs."""
        if unit == "":
            return self.pick(_PLAIN)
        return self.held(unit, self.pick(WRITTEN[unit]))

    def held(self, unit: str, value: str) -> str:
        """A parameter that has always had a value."""
        name = self.fresh("k")
        always = {"from": "2020-01-01", "published": "2020-01-01", "value": value, "reference": "1"}
        self.documents[self.file]["parameters"][name] = {"unit": unit, "values": [always]}
        return name

    def positive(self) -> str:
        found = self.one_of(
            lambda: self.fact(lambda _, fact: fact.domain in ("positive", "fraction") and fact.unit == ""),
            lambda: self.name(self.names.numbers.get("", []), lambda each: each[2]),
        )
        return found or self.pick(("2", "0.5", "3"))

    def product(self, unit: str, depth: int) -> str | None:
        """Computation as rate times time."""
        if unit == "FLOP":
            return f"({self.number('FLOP/s', depth)}) * ({self.number('h', depth)})"
        return None

    def guarded(self, unit: str, depth: int) -> str:
        over, under = self.number(unit, depth), self.divisor(depth)
        return f"(({over}) / ({under}) if {under} > 0 else {self.number(unit, depth)})"

    def divisor(self, depth: int) -> str:
        """What a guard must keep from zero: three times in four a quantity that is never negative."""
        if not self.style.plain and self.chance(4):
            return f"({self.pick(('case.any1', 'case.any2'))} + {self.number('', depth - 1)})"
        return self.fact(lambda name, _: name.startswith(("case.count", "case.density"))) or "case.count1"

    def powered(self, unit: str, depth: int) -> str | None:
        return f"({self.number('', depth)}) ** {self.pick('0123')}" if unit == "" else None

    def estimated(self, unit: str, depth: int) -> str | None:
        if self.style.loose_estimates:
            return f"first({self.number(unit, depth)}, {self.number(unit, depth)})"
        if unit != "FLOP" or self.style.once:
            return None
        return self.pick(
            (
                "first(case.estimate1, case.estimate2)",
                "first(case.estimate2, case.compute1)",
                f"first(case.estimate1 if {self.condition(depth)} else not_applicable, case.estimate2)",
            )
        )

    def looked_up(self, unit: str) -> str | None:
        key = self.word()
        if not self.names.tables.get(unit):
            self.table(unit)
        table = self.name(list(self.names.tables[unit]))
        return None if key is None else f"{table}[{key}]"

    def table(self, unit: str) -> None:
        name = self.fresh("t")
        rows = {word: self.pick(WRITTEN[unit]) for word in WORDS[: self.chooser.whole(1, 4)]}
        written = {"unit": unit, "key": "text", "values": self.values(rows)}
        if not self.style.open_ends or self.chance(2):
            written["otherwise"] = self.pick(WRITTEN[unit])
        self.documents[self.file]["parameters"][name] = written
        self.names.tables.setdefault(unit, []).append((self.file, name))

    def in_table(self) -> str | None:
        """Whether a text is in the list that a table has for another."""
        key = self.word()
        if key is None:
            return None
        name = self.fresh("g")
        rows = {word: sorted({"bcd"[i % 3], "ab"[i % 2]}) for i, word in enumerate(WORDS[: self.chooser.whole(3, 4)])}
        written = {"key": "text", "values": self.values(rows), "otherwise": []}
        self.documents[self.file]["parameters"][name] = written
        return f"('a' in {name}[{key}])"

    def word(self) -> str | None:
        return self.one_of(
            lambda: self.fact(lambda _, fact: fact.type in ("text", "chip")),
            lambda: self.name(list(self.names.words)),
        )

    def condition(self, depth: int) -> str:
        """A condition in parentheses, unless it is a name."""
        if depth <= 0 or self.chance(3):
            return self.atom()
        inner = depth - 1
        forms: list[Callable[[], str | None]] = [
            lambda: f"({self.condition(inner)} and {self.condition(inner)})",
            lambda: f"({self.condition(inner)} or {self.condition(inner)})",
            lambda: f"(not {self.condition(inner)})",
            lambda: self.compared(inner),
            lambda: f"({self.condition(inner)} if {self.condition(inner)} else {self.condition(inner)})",
            self.about_words,
            self.about_days,
        ]
        if not self.style.once:
            forms.append(lambda: self.between(inner))
            forms.append(lambda: self.divided(inner))
            forms.append(self.in_table)
        return self.one_of(*forms) or self.atom()

    def atom(self) -> str:
        found = self.one_of(
            lambda: self.fact(lambda _, fact: fact.type in ("boolean", "statement")),
            lambda: self.name(self.names.conditions),
            lambda: self.compared(0),
        )
        return found or self.pick(("True", "False"))

    def compared(self, depth: int) -> str:
        """A comparison, two times in three with a number that the law sets."""
        unit = self.pick(("", "FLOP", "h"))
        operator = self.pick(_ORDER if self.style.once or self.style.plain or self.chance(2) else COMPARISONS)
        left = self.number(unit, depth)
        left = self.fact(lambda name, _: name.startswith("case.count")) or left if left in _PLAIN else left
        right = self.constant(unit) if self.style.plain or not self.chance(3) else self.number(unit, depth)
        return f"({left} {operator} {right if right != left else self.constant(unit)})"

    def between(self, depth: int) -> str:
        """A chained comparison with a lower and a higher line."""
        unit = self.pick(("", "FLOP"))
        low, high = sorted((self.pick(WRITTEN[unit]), self.pick(WRITTEN[unit])), key=read)
        if read(low) * 2 >= read(high):  # a window that a sampled case can hit
            low, high = ("1/3", "12") if unit == "" else ("1e22", "5e25")
        first, last = (low, high) if unit == "" else (self.held(unit, low), self.held(unit, high))
        middle = self.number(unit, depth)
        return f"({first} {self.pick(('<', '<='))} {middle} {self.pick(('<', '<='))} {last})"

    def divided(self, depth: int) -> str:
        """A quotient under its guard."""
        over, under = self.number("", depth), self.divisor(depth)
        line = self.pick(("1", "2", "0.5", "1/3", "10"))
        return f"({under} > 0 and ({over if over != under else '3'}) / {under} >= {line})"

    def about_words(self) -> str | None:
        name = self.fact(lambda _, fact: fact.type in ("text", "chip", "list"))
        if name is None:
            return None
        fact = FACTS[name]
        allowed = fact.allowed or WORDS
        if fact.type == "list":
            return f"('{self.pick(allowed)}' {self.pick(('in', 'not in'))} {name})"
        forms: list[Callable[[], str | None]] = [
            lambda: f"({name} {self.pick(('==', '!='))} '{self.pick(allowed)}')",
            lambda: f"({name} in ['{self.pick(allowed)}', '{self.pick(WORDS)}'])",
        ]
        if fact.allowed is None:
            forms.append(lambda: self.joined_word(name, " == "))
            forms.append(lambda: self.listed(name))
        if not self.style.once:
            forms.append(lambda: f"({name} == {'case.place2' if name == 'case.place1' else 'case.place1'})")
        return self.one_of(*forms)

    def joined_word(self, name: str, operator: str) -> str | None:
        other = self.name(list(self.names.words))
        return None if other is None else f"({name}{operator}{other})"

    def listed(self, name: str) -> str | None:
        other = self.name(list(self.names.lists))
        return None if other is None else f"({name} in {other})"

    def about_days(self) -> str | None:
        name = self.fact(lambda _, fact: fact.type == "date")
        if name is None:
            return None
        operators = _ORDER if self.style.once else COMPARISONS
        others = ["on", *(f"date('{day}')" for day in DAYS)]
        if not self.style.once:
            others += [day for day in ("case.day1", "case.day2") if day != name]
            others += [
                f"{bound}({day}, on)" for bound, day in (("min", "case.day3"), ("max", "case.day1")) if day != name
            ]
            others += ["first(case.day2, on)"] if self.style.loose_estimates else []
        return f"({name} {self.pick(operators)} {self.pick(others)})"

    # --- entries --------------------------------------------------------------------------------

    def entry(self, number: int) -> None:
        self.file = self.pick(self.documents)
        form = self.pick(("provision", "definition", "interpretation", "provision", "condition"))
        document, depth = self.documents[self.file], self.style.depth
        if form == "provision":
            document["provisions"][f"v{number}"] = self.provision()
            self.names.conditions.append((self.file, f"v{number}"))
        elif form == "condition":
            document["definitions"][f"d{number}"] = {
                "type": "boolean",
                "is": self.condition(depth),
                "reference": "Art. 6",
            }
            self.names.conditions.append((self.file, f"d{number}"))
        elif form == "definition":
            unit, domain = self.pick(WRITTEN), self.pick(("any", "any", "nonnegative", "positive"))
            domain = "any" if self.style.once else domain
            document["definitions"][f"d{number}"] = {
                "unit": unit, "domain": domain, "is": self.number(unit, depth), "reference": "Art. 7",
            }  # fmt: skip
            self.names.numbers.setdefault(unit, []).append((self.file, f"d{number}", domain == "positive"))
        elif len(document["interpretations"]) < 2:
            self.interpretation(number)

    def interpretation(self, number: int) -> None:
        document, depth = self.documents[self.file], self.style.depth - 1
        readings = [f"r{i}" for i in range(self.chooser.whole(2, 3))]
        entry: dict[str, Any] = {"question": "Which?", "reference": "Art. 8"}
        if self.chance(2):
            entry |= {"type": "boolean", "readings": {name: {"is": self.condition(depth)} for name in readings}}
            self.names.conditions.append((self.file, f"i{number}"))
        else:
            unit = self.pick(WRITTEN)
            entry |= {"unit": unit, "readings": {name: {"is": self.number(unit, depth)} for name in readings}}
            self.names.numbers.setdefault(unit, []).append((self.file, f"i{number}", False))
        document["interpretations"][f"i{number}"] = entry

    def provision(self) -> dict[str, Any]:
        provision: dict[str, Any] = {
            "label": "a rule", "kind": "classification", "reference": "Art. 9", "when": self.when(2),
        }  # fmt: skip
        history = self.pick((None, None, None, None, _LATER, _UNSEEN, _STAYED))
        if history is not None and not self.style.once:
            provision["history"] = history
        return provision

    def when(self, depth: int) -> Any:
        form = self.pick(("expression", "all", "any", "not")) if depth else "expression"
        if form == "expression":
            return self.condition(self.style.depth)
        if form == "not":
            return {"not": self.when(depth - 1)}
        return {form: [self.when(depth - 1) for _ in range(self.chooser.whole(1, 3))]}

    def answer(self, number: int) -> None:
        """An answer and a duty with cases of when it is due."""
        self.file = self.pick(self.documents)
        rows = [{"when": self.condition(1), "is": f"answer {i}"} for i in range(self.chooser.whole(1, 3))]
        self.documents[self.file]["answers"][f"a{number}"] = {"label": "?", "reference": "Art. 11", "rows": rows}
        cases = [{"when": self.when(1), "due": {"standing": "always"}} for _ in range(self.chooser.whole(0, 2))]
        duty = {"label": "!", "reference": "Art. 12", "who": "provider", "duty": "report", "when": self.when(1)}
        self.documents[self.file]["obligations"][f"o{number}"] = duty | ({"due": {"cases": cases}} if cases else {})

    def gap(self) -> None:
        for document in self.documents.values():
            if document["provisions"] and self.chance(3):
                bears_on = [self.pick(document["provisions"])]
                could = self.pick(("met", "not_met", "either"))
                gap = {"name": "gap", "reference": "Art. 10", "reason": "r", "bears_on": bears_on, "could_make": could}
                document["untranslated"].append(gap)


def _empty(id: str) -> dict[str, Any]:
    groups = ("parameters", "definitions", "interpretations", "provisions", "uses", "answers", "obligations")
    return {
        "title": id,
        "jurisdiction": id[:2].upper(),
        "force": "law",
        "history": _HISTORY,
        "verified": {"through": "2025-06-30"},
        **{group: {} for group in groups},
        "untranslated": [],
    }


def written_law(chooser: Chooser, style: Style) -> RandomLaw:
    """Two files of random law."""
    writer = _Writer(chooser, style)
    for _ in range(chooser.whole(1, 4)):
        writer.file = writer.pick(writer.documents)
        writer.parameter()
    for number in range(chooser.whole(2, style.entries)):
        writer.entry(number)
    writer.file = "eu/act"
    writer.documents["eu/act"]["provisions"]["last"] = writer.provision()
    if style.gaps:
        writer.answer(style.entries)
        writer.gap()
    return RandomLaw(writer.documents)


@st.composite
def laws(draw: st.DrawFn, style: Style = Style()) -> RandomLaw:
    """Random law that shrinks."""
    return written_law(Drawn(draw), style)
