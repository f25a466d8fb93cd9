"""Condition coverage of law by its cases: which premise, which side of a line, which outcome and date none covers.

Comes in: a corpus and the cases beside its files. Goes out: items, each covered or not. A premise is covered, in the
sense of masking MC/DC, by a case in which it holds and one in which it fails, each of which turns the condition: with
the other premises as they are, the opposite would give the opposite.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from govern.assessment.cases import PolicyCase, declared
from govern.catalog.catalog import Catalogue
from govern.engines.direct import DirectEngine, TooManyReadings
from govern.engines.readings import ReadingTables
from govern.expression.syntax import Expr, text_of
from govern.law.calendar import standing
from govern.law.compilation import Compilation
from govern.law.corpus import Corpus
from govern.law.law import categories
from govern.law.policy import Location, Policy
from govern.law.schema import Event
from govern.lineage import Lineage
from govern.problem import Place
from govern.ranges import Number, Range, compare
from govern.truth import Truth, all_of, any_of, negation
from govern.validation import place_at
from govern.values import Value

__all__ = ["Item", "coverage_of", "is_law_in_force"]

_DATED: Final = ("provisions", "answers", "obligations", "penalties")
_OUTCOMES: Final = {True: "met", False: "not met", None: "unknown"}
_SIDES: Final = ("below the line", "at the line", "above the line")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that a case should cover: of which entry, what, and where it stands in the file."""

    policy: str
    entry: str
    what: str
    place: Place
    covered: bool


def is_law_in_force(policy: Policy, on: date) -> bool:
    """Return whether any entry of a file is law, guidance or a letter in force on a day, as known on it."""
    if policy.file.force not in ("law", "guidance", "letter"):
        return False
    histories = [policy.file.history, *(e.history for g in _DATED for e in getattr(policy.file, g).values())]
    return any(standing(history or (), on, on).in_force for history in histories)


def coverage_of(policy: Policy, cases: Iterable[PolicyCase], corpus: Corpus, catalogue: Catalogue) -> list[Item]:
    """Return everything of a policy file that cases should cover, in the order of the file."""
    points = list(_points(policy))
    seen: dict[str, set[str]] = {point.key: set() for point in points}
    laws: dict[tuple[object, ...], _Law] = {}
    for case in (case for case in cases if case.policy == policy.id):
        key = (case.on, case.known, case.include)
        if key not in laws:
            laws[key] = _Law(policy, points, corpus, case)
        for point, what in laws[key].covered(declared(case, corpus, catalogue).values(), case):
            seen[point].add(what)
    return [
        Item(policy=policy.id, entry=point.entry, what=what, place=place, covered=what in seen[point.key])
        for point in points
        for what, place in point.due()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Point:
    """One condition of a file, its premises, and what cases should show of it."""

    policy: Policy
    group: str
    entry: str
    location: Location
    expr: Expr
    premises: Mapping[str, Expr] = field(default_factory=dict)
    history: tuple[Event, ...] = ()

    @property
    def key(self) -> str:
        return ".".join(map(str, self.location))

    def due(self) -> Iterator[tuple[str, Place]]:
        """Yield what cases should show, and where it stands."""
        start = self.policy.place(self.location)
        for outcome in self.outcomes():
            yield outcome, start
        if self.history and self.location[-1] == "when" and len(self.location) == 3:
            yield "before its date", start
        for text, premise in self.premises.items():
            place = place_at(self.policy.node, (*self.location, *premise.path))
            if premise.op == "name" and premise.payload in self.policy.file.interpretations:
                continue
            yield f"`{text}` holds and decides", place
            yield f"`{text}` fails and decides", place
            if _has_line(premise):
                for side in _SIDES:
                    yield f"`{text}`: {side}", place

    def outcomes(self) -> list[str]:
        """Return the outcomes that the condition can have, with what the file leaves unencoded."""
        if not self.premises or self.group in ("definitions", "penalties") or len(self.location) != 3:
            return []
        gaps = {gap.could_make for gap in self.policy.file.untranslated if self.entry in gap.bears_on}
        met = [] if gaps & {"not_met", "either"} else ["met"]
        return [*met, *([] if gaps & {"met", "either"} else ["not met"]), "unknown"]


def _points(policy: Policy) -> Iterator[_Point]:
    for location, expr in policy.expressions.items():
        group, name = str(location[0]), str(location[1])
        if group == "interpretations" or (group == "penalties" and location[-1] == "is"):
            continue
        entry = getattr(policy.file, group)[name]
        if group == "definitions" and entry.type != "boolean":
            continue
        history = () if group == "definitions" else policy.file.history if entry.history is None else entry.history
        premises = {text_of(each): each for each in _premises(expr)}
        yield _Point(
            policy=policy, group=group, entry=name, location=location, expr=expr, premises=premises, history=history
        )


def _premises(expr: Expr) -> Iterator[Expr]:
    if expr.op in ("and", "or", "not", "if"):
        for arg in expr.args:
            yield from _premises(arg)
    elif expr.op != "boolean":
        yield expr


def _has_line(premise: Expr) -> bool:
    """Return whether a premise compares something with a line; 0 is where nothing is, and no line."""
    if premise.op != "compare" or premise.payload not in ("<", "<=", ">", ">="):
        return False
    return not any(arg.op == "number" and arg.payload == 0 for arg in premise.args)


def _truth_of(expr: Expr, truths: Mapping[str, Truth]) -> Truth:
    if expr.op == "boolean":
        return expr.payload is True
    if expr.op not in ("and", "or", "not", "if"):
        return truths[text_of(expr)]
    parts = [_truth_of(arg, truths) for arg in expr.args]
    if expr.op == "if":
        condition, yes, no = parts
        return any_of([all_of([condition, yes]), all_of([negation(condition), no]), all_of([yes, no])])
    return negation(parts[0]) if expr.op == "not" else all_of(parts) if expr.op == "and" else any_of(parts)


class _Law:
    """The conditions of one file under the law of a case's clocks, compiled with their premises."""

    def __init__(self, policy: Policy, points: Iterable[_Point], corpus: Corpus, case: PolicyCase) -> None:
        law = corpus.in_force(on=case.on, known=case.known, include=case.include)
        compilation = Compilation(corpus.policies, corpus.vocabulary, law.on, law.known)
        self.points: list[tuple[_Point, int, dict[str, int], dict[str, tuple[int, int]]]] = []
        self.before: list[_Point] = []
        for point in points:
            how = _how(policy, point, compilation, case.include)
            if how is None:
                self.before += [point] if _is_before(point, law.on, law.known) else []
                continue
            node = _whole(compilation, point, hypothetical=how)
            premises = {text: compilation.node(each, policy, how) for text, each in point.premises.items()}
            lines = {
                text: (compilation.node(each.args[0], policy, how), compilation.node(each.args[1], policy, how))
                for text, each in point.premises.items()
                if _has_line(each)
            }
            self.points.append((point, node, premises, lines))
        self.engine = DirectEngine(compilation.graph)

    def covered(self, facts: Mapping[str, Value | Lineage], case: PolicyCase) -> Iterator[tuple[str, str]]:
        """Yield what a case shows: the condition and what of it."""
        told = {*case.expect, *case.standing}
        for point in self.before:
            if point.entry in told:
                yield point.key, "before its date"
        tables = ReadingTables(self.engine, self.engine.evaluate(facts))
        for point, node, premises, lines in self.points:
            if point.entry in told or point.group in ("definitions", "penalties"):
                for truth in tables.seen(node):
                    yield point.key, _OUTCOMES[truth]
            for text, (left, right) in lines.items():
                side = _side(tables.values[left], tables.values[right])
                if side is not None:
                    yield point.key, f"`{text}`: {side}"
            for truths in _under_each_reading(tables, premises):
                for text, truth in _deciding(point.expr, truths):
                    yield point.key, f"`{text}` {'holds' if truth else 'fails'} and decides"


def _whole(compilation: Compilation, point: _Point, *, hypothetical: bool) -> int:
    """Return the node of a condition with what the file leaves unencoded."""
    node = compilation.condition(point.policy, point.location, hypothetical=hypothetical)
    if point.group in ("provisions", "obligations") and len(point.location) == 3:
        return compilation.with_untranslated(point.policy, point.entry, node)
    return node


def _how(policy: Policy, point: _Point, compilation: Compilation, include: tuple[str, ...]) -> bool | None:
    """Return whether a condition is evaluated as if in force; ``None`` if it is not evaluated."""
    always = policy.file.force == "method"
    history = policy.file.history if point.group == "definitions" else point.history
    if not history:
        return False
    held = standing(history, compilation.on, compilation.known, always=always)
    force = policy.file.force
    if point.group != "definitions":
        force = getattr(getattr(policy.file, point.group)[point.entry], "force", None) or force
    wanted = categories(held, force)
    return (not held.in_force) if wanted is not None and wanted <= set(include) else None


def _is_before(point: _Point, on: date, known: date) -> bool:
    return standing(point.history, on, known).status in ("not_published", "proposed", "not_yet_in_force")


def _under_each_reading(tables: ReadingTables, premises: Mapping[str, int]) -> Iterator[dict[str, Truth]]:
    try:
        questions = tables.questions(premises.values())
    except TooManyReadings:
        questions = ()
    for combination in tables.combinations(questions):
        found = {
            text: tables.value(node, questions, combination) if questions else tables.values[node]
            for text, node in premises.items()
        }
        yield {text: value if isinstance(value, bool) else None for text, value in found.items()}


def _deciding(expr: Expr, truths: dict[str, Truth]) -> Iterator[tuple[str, bool]]:
    """Yield each premise that is known and whose opposite would give the opposite, with its truth."""
    outcome = _truth_of(expr, truths)
    for text, truth in truths.items():
        if outcome is not None and truth is not None:
            other = _truth_of(expr, {**truths, text: not truth})
            if other is (not outcome):
                yield text, truth


def _side(left: Value, right: Value) -> str | None:
    """Return on which side of a line a case certainly is."""
    if not isinstance(left, Number | Range) or not isinstance(right, Number | Range):
        return None
    if isinstance(left, bool) or isinstance(right, bool):
        return None
    for operator, side in zip(("<", "==", ">"), _SIDES, strict=True):
        if compare(operator, left, right) is True:
            return side
    return None
