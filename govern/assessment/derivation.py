"""Derivations: how a quantity was worked out, each formula with its numbers, units and source.

Comes in: an assessment's law, values and facts. Goes out: a tree whose leaves are facts and parameters. Only the
branches that were taken are shown: of ``x if c else y`` the one that the case chose, of ``first(...)`` what decided.
"""

from dataclasses import dataclass
from typing import Final

from govern.assessment.explained import Reference, Shown, WhereFrom
from govern.assessment.explanation import Explainer
from govern.engines.direct import Values
from govern.expression.syntax import Expr, text_of
from govern.law.schema import Definition, Interpretation
from govern.ranges import Range

__all__ = ["Derivation", "derive"]

_NAMED: Final = ("definition", "parameter", "fact", "lookup", "reading", "lineage", "provision", "not_in_force")
_SIGNS: Final = (
    (" ** ", "^"),
    (" * ", " x "),
    ("first(", "the first known of ("),
    ("both(", "what both allow of ("),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """One quantity: its formula in words, the same with numbers, what it comes to, and what it rests on.

    ``formula`` and ``numbers`` are empty for a fact or parameter, whose origin stands in ``sources``. ``shown_above``
    says that the same quantity was derived earlier in the tree, so that its own parts are left out here.
    """

    id: str
    label: str
    value: Shown
    formula: str = ""
    numbers: str = ""
    reading: str = ""
    references: tuple[Reference, ...] = ()
    sources: tuple[WhereFrom, ...] = ()
    parts: tuple["Derivation", ...] = ()
    shown_above: bool = False


def derive(explainer: Explainer, index: int, values: Values) -> Derivation:
    """Return how the node of a definition, parameter or fact came to its value."""
    return _Deriver(explainer, values).of(index)


class _Deriver:
    """Derives the nodes of one case, each once."""

    def __init__(self, explainer: Explainer, values: Values) -> None:
        self.explainer, self.values = explainer, values
        self.wording, self.graph = explainer.wording, explainer.law.graph
        self.done: set[int] = set()

    def of(self, index: int) -> Derivation:
        node = self.graph.nodes[index]
        id = str(node.payload).rstrip("?")
        label, value = self.wording.label(index), self.explainer.shown(index, self.values)
        if node.op in ("fact", "parameter", "lookup", "lineage", "not_in_force"):
            sources = self.explainer.sources(index, self.values)
            own = sources if node.op in ("fact", "lineage") else sources[:1]
            key = node.args if node.op == "lookup" else ()
            parts = tuple(self.of(each) for each in self._named_below(key))
            return Derivation(id=id, label=label, value=value, sources=own, parts=parts)
        entry = self.wording.entry(index)
        references: tuple[Reference, ...] = ()
        if isinstance(entry, Definition | Interpretation):
            references = (Reference(text=entry.reference, href=entry.href, grade=entry.grade),)
        if index in self.done:
            return Derivation(id=id, label=label, value=value, references=references, shown_above=True)
        self.done.add(index)
        inner, reading = self._inner(index)
        formula = _said(text_of(self._expression(inner, numbers=False)))
        numbers = _said(text_of(self._expression(inner, numbers=True)))
        return Derivation(
            id=id,
            label=label,
            value=value,
            formula=formula,
            numbers="" if numbers in (formula, value.text, f"({value.text})") else numbers,
            reading=reading,
            references=references,
            parts=tuple(self.of(each) for each in self._named_below((inner,))),
        )

    def _inner(self, index: int) -> tuple[int, str]:
        """Return the expression's node of a definition, or of the reading that counts, with that reading's name."""
        node = self.graph.nodes[index]
        if node.op != "reading":
            return node.args[0], ""
        chosen = self.values[node.args[0]]
        number = chosen if isinstance(chosen, int) else 0
        entry = self.wording.entry(index)
        names = list(entry.readings.values()) if isinstance(entry, Interpretation) else []
        return node.args[1 + number], str(names[number].label or "") if names else ""

    def _taken(self, index: int) -> int:
        """Return the branch of a choice that was taken, or of a `first` what decided; else the node itself."""
        return self._way(index)[0]

    def _way(self, index: int) -> tuple[int, tuple[int, ...]]:
        """Return the branch that was taken and the conditions that led to it."""
        node = self.graph.nodes[index]
        conditions: tuple[int, ...] = ()
        branch = None
        if node.op == "choose" and isinstance(self.values[node.args[0]], bool):
            conditions, branch = (node.args[0],), node.args[1] if self.values[node.args[0]] else node.args[2]
        elif node.op == "first" and not isinstance(self.values[index], Range):
            branch = next((arg for arg in node.args if self.values[arg] == self.values[index]), None)
        if branch is None:
            return index, ()
        taken, further = self._way(branch)
        return taken, (*conditions, *further)

    def _named_below(self, indexes: tuple[int, ...]) -> tuple[int, ...]:
        """Return the named quantities that an expression uses, each once, in its order; then those of conditions."""
        found: dict[int, None] = {}
        pending: list[int] = list(indexes)
        later: list[int] = []
        while pending or later:
            index = pending.pop(0) if pending else later.pop(0)
            index, conditions = self._way(index)
            later += conditions
            node = self.graph.nodes[index]
            if node.op in _NAMED:
                found[index] = None
            else:
                pending = [*node.args, *pending]
        return tuple(found)

    def _expression(self, index: int, *, numbers: bool) -> Expr:
        index = self._taken(index)
        node = self.graph.nodes[index]
        if node.op in _NAMED:
            return Expr("name", payload=self._number(index) if numbers else self.wording.label(index))
        if node.op == "constant":
            return Expr("name", payload=self.wording.value(index, node.value))
        args = tuple(self._expression(arg, numbers=numbers) for arg in self._counting(index))
        if len(args) == 1 and node.op in ("add", "subtract"):
            return args[0]
        if node.op == "choose":
            condition, yes, no = args
            return Expr("if", (condition, yes, no))
        if node.op == "power":
            return Expr("power", (*args, Expr("name", payload=str(node.payload))))
        if node.op == "untranslated":
            return Expr("name", payload="what is not encoded")
        return Expr(node.op, args, payload=node.payload if isinstance(node.payload, str) else None)

    def _counting(self, index: int) -> tuple[int, ...]:
        """Return the operands of a node; of a sum those that are not a 0 which a branch left behind."""
        node = self.graph.nodes[index]
        if node.op not in ("add", "subtract"):
            return node.args
        first, *others = node.args
        kept = [arg for arg in others if not self._is_nothing(arg)]
        if node.op == "add" and kept and self._is_nothing(first):
            return tuple(kept)
        return (first, *kept)

    def _is_nothing(self, index: int) -> bool:
        taken = self._taken(index)
        return taken != index and self.graph.nodes[taken].op == "constant" and self.values[taken] == 0

    def _number(self, index: int) -> str:
        text = self.wording.value(index, self.values[index])
        return f"({text})" if isinstance(self.values[index], Range) else text


def _said(text: str) -> str:
    for written, sign in _SIGNS:
        text = text.replace(written, sign)
    return text
