"""The page of all thresholds: one table of every number that the law compares, read from the policy files.

Comes in: policy files and the two clocks. Goes out: Markdown, the same for the same files and days.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from govern.law.policy import Policy
from govern.law.schema import Event, Force, ParameterValue
from govern.reporting.law_figures import dates_text, day_text, listed, written_text
from govern.reporting.law_phrases import OPERATORS, Phrases
from govern.reporting.law_thresholds import Threshold, thresholds_of
from govern.reporting.side_by_side import jurisdiction_name
from govern.reporting.typesetting import escape_markdown, safe_link
from govern.reporting.words import FORCES, GRADES, capital
from govern.vocabulary import Vocabulary

__all__ = ["law_page", "newest_day"]

_LONGEST: Final = 140
_NAMED: Final = 3
_THRESHOLDS: Final = (
    *("Jurisdiction", "Instrument", "Provision", "Quantity", "Operator", "Line", "Other conditions"),
    *("Force", "Status and dates", "Reference", "Grade"),
)
_WITHOUT: Final = ("Jurisdiction", "Name", "Looked for through", "Finding", "Reference", "Grade")
_OVER_TIME: Final = ("Jurisdiction", "Instrument", "Figure", "Value", "Holds", "Published", "Reference", "Grade")
_OPEN: Final = ("Jurisdiction", "Instrument", "Question", "Readings, the one shown first", "Bears on", "Reference")

Row = tuple[str, ...]


def newest_day(policies: Mapping[str, Policy]) -> date:
    """Return the newest day through which a file was verified, the day of the page where none is asked for."""
    return max((policy.file.verified.through for policy in policies.values()), default=date.today())


def law_page(policies: Mapping[str, Policy], vocabulary: Vocabulary, on: date, known: date) -> str:
    """Return the page of all thresholds as Markdown, as of a day and by what was published by a day.

    ``policies`` are files by id, checked; the links to them lead from `docs/` to `policies/`.
    """
    page = _Page(policies, vocabulary, on, known)
    tables = (
        ("Thresholds", _THRESHOLDS, page.thresholds()),
        ("Jurisdictions in which none was found", _WITHOUT, page.without("jurisdiction")),
        ("Texts without a number of compute", _WITHOUT, page.without("instrument")),
        ("Figures that change over time", _OVER_TIME, page.over_time()),
        ("Open questions", _OPEN, page.open_questions()),
    )
    lines = page.head()
    for title, columns, rows in tables:
        lines += ["", f"## {title}", ""]
        lines += _table(columns, rows) if rows else ["None."]
    return "\n".join(lines) + "\n"


@dataclass(slots=True)
class _Merged:
    """A threshold with every entry that asks for it in the same way."""

    first: Threshold
    entries: dict[str, None] = field(default_factory=dict)
    around: dict[tuple[str, ...], None] = field(default_factory=dict)


class _Page:
    def __init__(self, policies: Mapping[str, Policy], vocabulary: Vocabulary, on: date, known: date) -> None:
        self.on, self.known = on, known
        self.phrases = Phrases(policies, vocabulary, on, known)
        self.policies = sorted(policies.values(), key=_order)

    def head(self) -> list[str]:
        files = [policy for policy in self.policies if policy.file.force != "method"]
        operators = "; ".join(f"`{symbol}` {words}" for symbol, words in OPERATORS.items() if symbol[0] in "<>")
        grades = "; ".join(f"*{name}*: {words}" for name, words in GRADES.items())
        days = f"as of {day_text(self.on)} and by what had been published by {day_text(self.known)}"
        return [
            "# Thresholds, by law",
            "",
            "<!-- Written by `make law` from the files under policies/. Change those, never this page. -->",
            "",
            f"Every number that a text compares with something, in {len(files)} texts under [policies](../policies),",
            f"{days}.",
            "Read from the conditions that the engine decides; nothing is typed by hand. Not legal advice.",
            "",
            f"Operators are the text's own: {operators}. What is exactly at the line meets `>=` and `<=` only.",
            "A third is a third, not 0.33.",
            "",
            f"Grades say how well a number is known: {grades}.",
        ]

    def thresholds(self) -> list[Row]:
        return [row for policy in self.policies for row in self.thresholds_of(policy)]

    def thresholds_of(self, policy: Policy) -> Iterator[Row]:
        merged: dict[tuple[object, ...], _Merged] = {}
        for each in thresholds_of(policy, self.phrases):
            history, force = self.history(each), self.force(each)
            # What a definition asks for is told once, however many duties rest on it.
            beside = each.inner if each.within else (each.entry, *each.inner)
            key = (each.within, each.quantity, each.operator, each.denied, each.line, beside, history, force)
            found = merged.setdefault(key, _Merged(each))
            found.entries[_entry_label(each)] = None
            found.around[each.outer] = None
        for found in merged.values():
            yield self.row(found)

    def row(self, found: _Merged) -> Row:
        each, policy = found.first, found.first.policy
        around = each.outer if len(found.around) == 1 else ()
        always = policy.file.force == "method"
        dates = dates_text(self.history(each), self.on, self.known, always=always)
        operator = f"not `{each.operator}`" if each.denied else f"`{each.operator}`"
        entries = _first_of(found.entries)
        provision = f"{capital(each.within)} ({entries})" if each.within else capital(entries)
        return (
            *_instrument(policy),
            _cell(provision),
            _cell(each.quantity),
            operator,
            f"**{_cell(each.line)}**",
            _cell("; ".join(_short(text) for text in dict.fromkeys((*each.inner, *around)))),
            _cell(FORCES[self.force(each)]),
            _cell(dates),
            _references(each.values),
            _cell(", ".join(dict.fromkeys(value.grade for value in each.values))),
        )

    def history(self, each: Threshold) -> tuple[Event, ...]:
        """Return the events of an entry: its own, or those of its file."""
        own = getattr(each.policy.file, each.group)[each.entry].history
        return each.policy.file.history if own is None else own

    def force(self, each: Threshold) -> Force:
        """Return the force of an entry: its own, or that of its file."""
        entry = getattr(each.policy.file, each.group)[each.entry]
        return getattr(entry, "force", None) or each.policy.file.force

    def without(self, kind: str) -> list[Row]:
        found = [each for policy in self.policies for each in policy.file.without_threshold if each.kind == kind]
        return [
            (
                _cell(jurisdiction_name(each.jurisdiction)),
                _cell(each.name),
                each.looked_on.isoformat(),
                _cell(each.finding),
                _link(each.reference, each.href),
                each.grade,
            )
            for each in sorted(found, key=lambda each: (jurisdiction_name(each.jurisdiction), each.name))
        ]

    def over_time(self) -> list[Row]:
        rows: list[Row] = []
        for policy in self.policies:
            for name, parameter in policy.file.parameters.items():
                texts = {written_text(value.value, parameter.unit) for value in parameter.values}
                if len(texts) < 2 and all(value.until is None for value in parameter.values):
                    continue
                for value in parameter.values:
                    until = f" until {value.until.isoformat()}" if value.until else ""
                    rows.append(
                        (
                            *_instrument(policy),
                            _cell(capital(parameter.label or name.replace("_", " "))),
                            f"**{_cell(_short(written_text(value.value, parameter.unit)))}**",
                            f"from {value.from_.isoformat()}{until}",
                            value.published.isoformat(),
                            _link(value.reference, value.href),
                            value.grade,
                        )
                    )
        return rows

    def open_questions(self) -> list[Row]:
        rows: list[Row] = []
        for policy in self.policies:
            for name, entry in policy.file.interpretations.items():
                readings = [reading.label or key.replace("_", " ") for key, reading in entry.readings.items()]
                bearing = [label for label, reached in self.reached if (policy.id, name) in reached]
                rows.append(
                    (
                        *_instrument(policy),
                        _cell(entry.question),
                        _cell("; or: ".join(readings)),
                        _cell(_first_of(dict.fromkeys(bearing))),
                        _link(entry.reference, entry.href),
                    )
                )
        return rows

    @cached_property
    def reached(self) -> list[tuple[str, set[tuple[str, str]]]]:
        """The label of every provision, answer and duty, with the entries that its condition leads to."""
        return [
            (str(each.label), self.phrases.reached((group, entry), policy))
            for policy in self.policies
            for group in ("provisions", "answers", "obligations")
            for entry, each in getattr(policy.file, group).items()
        ]


def _order(policy: Policy) -> tuple[bool, str, str]:
    """Law before methods, by jurisdiction, then by id."""
    return (policy.file.force == "method", jurisdiction_name(policy.file.jurisdiction), policy.id)


def _entry_label(each: Threshold) -> str:
    entry = getattr(each.policy.file, each.group)[each.entry]
    return f"duty: {entry.label}" if each.group == "obligations" else str(entry.label)


def _first_of(texts: Iterable[str]) -> str:
    """Return the first texts, and how many more there are."""
    found = list(texts)
    more = len(found) - _NAMED
    return f"{', '.join(found[:_NAMED])} and {more} more" if more > 0 else listed(found)


def _short(text: str) -> str:
    """Return a text cut at a word where it is long."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} ..."


def _instrument(policy: Policy) -> tuple[str, str]:
    """Return the jurisdiction of a file and its name, which leads to it."""
    name = escape_markdown(policy.file.short or policy.file.title)
    return _cell(jurisdiction_name(policy.file.jurisdiction)), f"[{name}](../policies/{policy.id}.yaml)"


def _references(values: Sequence[ParameterValue]) -> str:
    return "; ".join(dict.fromkeys(_link(value.reference, value.href) for value in values))


def _link(reference: str, href: str | None) -> str:
    address = safe_link(href)
    return f"[{_cell(reference)}]({address})" if address else _cell(reference)


def _cell(text: str) -> str:
    return escape_markdown(text)


def _table(columns: Sequence[str], rows: Iterable[Row]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (tuple(columns), tuple("---" for _ in columns), *rows)]
