"""Explanations: why a node of the law has its outcome, as a tree down to the file and line of each fact.

Built when asked for, from a decision; the engines keep only values.
"""

from collections.abc import Callable
from functools import partial

from govern.assessment.explained import Explanation, Reference, Shown, WhereFrom
from govern.assessment.missing import SettlingSets
from govern.assessment.wording import Wording, enclosed, margin_of
from govern.engines.direct import Values, contributions
from govern.engines.lineage import Contribution
from govern.law.law import Law
from govern.law.schema import Definition, Interpretation, ParameterValue, Provision
from govern.lineage import LINEAGE
from govern.quantity import Estimate, Stated
from govern.ranges import NOT_APPLICABLE, Number, Range
from govern.truth import Outcome, outcome_of
from govern.uncertainty.chances import Chances
from govern.values import Value

__all__ = ["Explainer"]


SpreadOf = Callable[[Values], Values | None]
"""Gives the values where each estimate is its 90 % interval, under the readings of some values; else ``None``."""


class Explainer:
    """Explains the nodes of one decision of one case."""

    def __init__(
        self,
        law: Law,
        facts: dict[str, Stated],
        spread_of: SpreadOf | None = None,
        chances: Chances | None = None,
    ) -> None:
        """Take the law, the stated facts of the case, what gives the spread of its estimates, and their chances."""
        self.law, self.facts, self.chances = law, facts, chances
        self.spread_of: SpreadOf = spread_of or (lambda _: None)
        self.wording = Wording(law)
        self.settling = SettlingSets(law.graph)
        self._found: dict[int, tuple[Values, dict[int, tuple[WhereFrom, ...]]]] = {}

    def explain(self, index: int, values: Values, *, within: bool = False, whole: bool = False) -> Explanation:
        """Return the explanation of a condition's node under one combination of readings.

        ``within`` another explanation, a provision that has its own finding is named, not explained again,
        unless the ``whole`` is asked for.
        """
        node = self.law.graph.nodes[index]
        outcome = outcome_of(_truth(values[index]))
        if node.op in ("and", "or", "not"):
            kind = {"and": "all", "or": "any", "not": "not"}[node.op]
            children = tuple(self.explain(arg, values, within=True, whole=whole) for arg in node.args)
            text = {"all": "all of these", "any": "at least one of these", "not": "not the following"}[kind]
            return Explanation(kind=kind, text=text, outcome=outcome, children=children)
        if node.op in ("provision", "not_in_force"):
            return self._provision(index, values, outcome, within=within and not whole, whole=whole)
        if node.op == "compare":
            return self._comparison(index, values, outcome)
        if node.op == "in":
            return self._membership(index, values, outcome)
        if node.op == "untranslated":
            return self._untranslated(index)
        if node.op in ("definition", "reading") and node.args:
            inner = node.args[-1] if node.op == "definition" else node.args[1 + _chosen(values[node.args[0]])]
            entry = self.wording.entry(index)
            return Explanation(
                kind="condition",
                id=str(node.payload),
                text=self.wording.label(index),
                outcome=outcome,
                references=_references(entry),
                children=(self.explain(inner, values, within=True, whole=whole),),
            )
        text = f"{self.wording.label(index)}: {self.wording.value(index, values[index])}"
        return Explanation(kind="fact", text=text, outcome=outcome, sources=self.sources(index, values))

    def _provision(self, index: int, values: Values, outcome: Outcome, *, within: bool, whole: bool) -> Explanation:
        node = self.law.graph.nodes[index]
        entry = self.wording.entry(index)
        label = self.wording.label(index)
        if node.op == "not_in_force":
            return Explanation(
                kind="provision",
                id=str(node.payload),
                text=f"{label}: not in force on this day",
                outcome=outcome,
                references=_references(entry),
            )
        return Explanation(
            kind="provision",
            id=str(node.payload).rstrip("?"),
            text=label,
            outcome=outcome,
            references=_references(entry),
            is_step=isinstance(entry, Provision) and entry.kind == "indicator",
            children=()
            if within and str(node.payload) in self.law.provisions
            else (self.explain(node.args[0], values, within=True, whole=whole),),
        )

    def _comparison(self, index: int, values: Values, outcome: Outcome) -> Explanation:
        node = self.law.graph.nodes[index]
        left, right = node.args
        operator = str(node.payload)
        if self._is_line(left) and not self._is_line(right):
            left, right = right, left
            operator = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(operator, operator)
        a, b = values[left], values[right]
        if isinstance(b, str) and operator in ("==", "!="):
            text = _of_text(self.wording.label(left), a, b)
        else:
            text = self._compared(left, a, right, b, operator, outcome)
        sources = _unique((*self.sources(left, values), *self.sources(right, values)))
        return Explanation(
            kind="comparison",
            text=text,
            outcome=outcome,
            operator=operator,
            value=self.shown(left, values),
            threshold=self.shown(right, values),
            margin=None if outcome == "unknown" else margin_of(self.wording, left, a, right, b, operator),
            sources=sources,
            references=self._line_references(right),
            chance=None if self.chances is None else partial(self.chances.of, index, values),
            knowing=None if self.chances is None else partial(self.chances.worth, index, values),
        )

    def _compared(self, left: int, a: Value, right: int, b: Value, operator: str, outcome: Outcome) -> str:
        """Return a comparison of two amounts or days in words; what has no single value is named."""
        label = self.wording.label(left)
        text_a, text_b = self.wording.pair(left, a, right, b)
        if left == right:
            what = "such a day" if self.wording.is_date(left) else "such an amount"
            return f"{label}: {text_a}" + (f"; asked is whether there is {what}" if outcome == "unknown" else "")
        line = text_b if isinstance(b, Number | str | frozenset) else f"{self.wording.label(right)} ({text_b})"
        if outcome == "unknown":
            asked = (_ASKED_OF_DAYS if self.wording.is_date(left) else _ASKED)[operator]
            return f"{label}: {text_a}; asked is whether it is {asked} {line}"
        if a is NOT_APPLICABLE or (outcome, operator) in (("met", "=="), ("not_met", "!=")):
            return f"{label}: {text_a}"
        return f"{label}: {text_a} {_OPERATORS[outcome, operator]} {line}"

    def _is_line(self, index: int) -> bool:
        """Return whether a node is made of the law's own numbers only."""
        node = self.law.graph.nodes[index]
        if node.op in ("parameter", "constant"):
            return True
        return bool(node.args) and node.op != "choice" and all(self._is_line(arg) for arg in node.args)

    def _line_references(self, index: int) -> tuple[Reference, ...]:
        node = self.law.graph.nodes[index]
        if node.op in ("parameter", "lookup"):
            value = self.law.parameters.get(str(node.payload))
            return () if value is None else _references(value)
        if node.op in ("fact", "definition"):
            return ()
        return tuple(dict.fromkeys(reference for arg in node.args for reference in self._line_references(arg)))

    def _membership(self, index: int, values: Values, outcome: Outcome) -> Explanation:
        item, collection = self.law.graph.nodes[index].args
        held = values[collection]
        sources = _unique((*self.sources(item, values), *self.sources(collection, values)))
        if self.law.graph.nodes[item].op == "constant":
            text = f"{self.wording.label(collection)}: {self.wording.value(collection, held)}"
            if outcome == "not_met":
                text += f", without {values[item]}"
            elif outcome == "unknown":
                text += f", asked is {values[item]}"
        else:
            stated = self.wording.value(item, values[item])
            named = self.wording.value(collection, held)
            word = {"met": "is one of", "not_met": "is none of"}.get(outcome, "asked is whether it is one of")
            stated += ";" if outcome == "unknown" else ""
            text = f"{self.wording.label(item)}: {stated} {word} {named if len(named) <= 80 else 'the listed'}"
        return Explanation(
            kind="membership", text=text, outcome=outcome, sources=sources, references=self._line_references(collection)
        )

    def _untranslated(self, index: int) -> Explanation:
        file_id, _, name = str(self.law.graph.nodes[index].payload).partition("#")
        gap = next(each for each in self.law.policies[file_id].file.untranslated if each.name == name)
        return Explanation(
            kind="constant",
            id=f"{file_id}#{name}",
            text=f"not encoded: {gap.reason}",
            outcome="unknown",
            references=(Reference(text=gap.reference),),
        )

    def shown(self, index: int, values: Values) -> Shown:
        """Return a node's value in words and exactly; an irrational one in 20 digits."""
        value = enclosed(values[index])
        ends = value if isinstance(value, Range) else None
        point = value if isinstance(value, Number) and not isinstance(value, bool) else None
        text = self.wording.value(index, value)
        exact = self.wording.exact(index, point)
        return Shown(
            value=text if point is None and ends is None and text != "not known" else exact,
            at_least=exact if ends is None else self.wording.exact(index, ends.low),
            at_most=exact if ends is None else self.wording.exact(index, ends.high),
            at_least_open=ends is not None and ends.low_open,
            at_most_open=ends is not None and ends.high_open,
            unit="date" if self.wording.is_date(index) else self.wording.unit(index).name,
            text=text,
            label=self.wording.label(index),
            estimate=None if point is None else self._estimate(index, values),
        )

    def _estimate(self, index: int, values: Values) -> Estimate | None:
        """Return the 90 % interval of a number that rests on estimates, with the label if they all have one.

        Of several estimates the draws give it: that all of them lie at their ends at once is less likely than 10 %.
        """
        wide = self.spread_of(values)
        spread = None if wide is None else wide[index]
        if not isinstance(spread, Range):
            return None
        if self.chances is not None and self.chances.rests_on(index, values) > 1:
            spread = self.chances.band(index, values) or spread
        stated = (self.facts.get(name) for name in self.leaves(index))
        labels = {each.estimate.confidence for each in stated if each is not None and each.estimate is not None}
        label = labels.pop() if len(labels) == 1 else None
        return Estimate(low=spread.low, high=spread.high, confidence=label)

    def leaves(self, index: int) -> tuple[str, ...]:
        """Return the names of the facts under a node, in the order of the graph."""
        return self.law.graph.facts_below(index)

    def sources(self, index: int, values: Values) -> tuple[WhereFrom, ...]:
        """Return where the values under a node came from: only what had a part in the value."""
        # INVARIANT: the values are kept beside what was found in them, so that their number stays theirs alone.
        kept, found = self._found.setdefault(id(values), (values, {}))
        return self._sources(index, kept, found)

    def _sources(self, index: int, values: Values, found: dict[int, tuple[WhereFrom, ...]]) -> tuple[WhereFrom, ...]:
        # INVARIANT: a quantity that several others use is looked into once.
        if index not in found:
            node = self.law.graph.nodes[index]
            if node.op == "lineage":
                own = tuple(self._ancestor(index, each) for each in contributions(index, self.law.graph, values))
                args: tuple[int, ...] = () if own else node.args[1:2]
            else:
                own, args = self._own_source(index, values), self._with_a_part(index, values)
            below = (each for arg in args for each in self._sources(arg, values, found))
            found[index] = _unique((*own, *below))
        return found[index]

    def _own_source(self, index: int, values: Values) -> tuple[WhereFrom, ...]:
        node = self.law.graph.nodes[index]
        if node.op == "fact":
            stated = self.facts.get(str(node.payload))
            return () if stated is None else (self.where_from(str(node.payload), stated),)
        return self._parameter(index, values) if node.op in ("parameter", "lookup") else ()

    def _with_a_part(self, index: int, values: Values) -> tuple[int, ...]:
        """Return the operands that had a part in a node's value."""
        node = self.law.graph.nodes[index]
        if node.op == "first":
            decisive = [arg for arg in node.args if values[arg] == values[index]]
            return tuple(decisive[:1]) or node.args
        if node.op == "choose" and isinstance(values[node.args[0]], bool):
            return (node.args[1] if values[node.args[0]] else node.args[2], node.args[0])
        if node.op == "reading":
            return (node.args[1 + _chosen(values[node.args[0]])],)
        return node.args

    def _ancestor(self, index: int, part: Contribution) -> WhereFrom:
        """Return what one model of the lineage adds, and where its own figure came from."""
        stated = part.ancestor.facts.get("model.training.compute") or part.ancestor.facts.get("model.name")
        return WhereFrom(
            name=f"{LINEAGE}.{part.ancestor.key}",
            label=f"{self.wording.label(self.law.graph.nodes[index].args[2])} of {part.ancestor.name}",
            text=self.wording.value(index, part.counted),
            origin="declared" if stated is None else stated.origin,
            place=None if stated is None else stated.place,
            source=None if stated is None else stated.source,
            href=None if stated is None else stated.href,
            stated_by=None if stated is None else stated.stated_by,
            grade=None if stated is None else stated.grade,
        )

    def where_from(self, name: str, stated: Stated) -> WhereFrom:
        """Return where a fact came from."""
        return WhereFrom(
            name=name,
            label=self.law.vocabulary[name].label,
            text=stated.text,
            origin=stated.origin,
            place=stated.place,
            source=stated.source,
            href=stated.href,
            stated_by=stated.stated_by,
            on=stated.on,
            grade=stated.grade,
            because=stated.because,
            told=stated.told,
        )

    def _parameter(self, index: int, values: Values) -> tuple[WhereFrom, ...]:
        node = self.law.graph.nodes[index]
        key = values[node.args[0]] if node.op == "lookup" and node.args else None
        dated = self.law.parameters.get(str(node.payload))
        if dated is None:
            return ()
        file_id, _, name = str(node.payload).partition("#")
        policy = self.law.policies[file_id]
        return (
            WhereFrom(
                name=str(node.payload),
                label=f"{self.wording.label(index)} ({key})" if isinstance(key, str) else self.wording.label(index),
                text=self.wording.value(index, values[index]),
                origin="parameter",
                place=policy.place(("parameters", name)),
                source=dated.reference,
                href=dated.href,
                on=dated.from_.isoformat(),
                grade=dated.grade,
            ),
        )


_ASKED = {"<": "below", "<=": "at most", ">": "above", ">=": "at least", "==": "exactly", "!=": "other than"}
_ASKED_OF_DAYS = _ASKED | {"<": "before", "<=": "on or before", ">": "after", ">=": "on or after"}
_OPERATORS = {("met", operator): operator for operator in _ASKED}
_OPERATORS |= {("not_met", operator): f"is not {operator}" for operator in _ASKED}
_OPERATORS |= {("met", "=="): "is", ("met", "!="): "is not", ("not_met", "=="): "is not", ("not_met", "!="): "is"}


def _of_text(label: str, stated: Value, due: str) -> str:
    if not isinstance(stated, str):
        return f"{label}: not known" + (f", asked is {due}" if due else "")
    return f"{label}: {stated}" + (f", not {due}" if due and stated != due else "")


def _truth(value: Value) -> bool | None:
    return value if isinstance(value, bool) else None


def _chosen(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _unique(found: tuple[WhereFrom, ...]) -> tuple[WhereFrom, ...]:
    return tuple({(each.name, each.label): each for each in found}.values())


def _references(entry: object) -> tuple[Reference, ...]:
    if isinstance(entry, Provision | Definition | Interpretation | ParameterValue):
        return (Reference(text=entry.reference, href=entry.href, grade=entry.grade),)
    return ()
