"""The conditions and formulas of the law in English, built from their trees.

Comes in: an expression of a policy file. Goes out: a `Phrase`, with the labels of facts instead of their dotted
names, the value of each parameter on the day, and where it stands in the law.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from govern.expression.syntax import Expr, names_in
from govern.law.names import Entry, resolved
from govern.law.parameter import read_value
from govern.law.policy import Policy
from govern.law.schema import Parameter, ParameterValue
from govern.numbers import Number
from govern.reporting.law_figures import best_value, day_text, figure, listed, written_text
from govern.units import unit
from govern.vocabulary import Vocabulary

__all__ = ["OPERATORS", "Phrase", "Phrases"]

OPERATORS: Final = {
    ">": "greater than",
    ">=": "at least",
    "<": "less than",
    "<=": "at most",
    "==": "equal to",
    "!=": "other than",
}
_OF_DAYS: Final = {">": "after", ">=": "on or after", "<": "before", "<=": "on or before", "==": "on", "!=": "not on"}
_FUNCTIONS: Final = {
    "sqrt": "the square root of {}",
    "log10": "the decimal logarithm of {}",
    "ln": "the natural logarithm of {}",
    "exp": "e to the power of {}",
    "ceil": "{}, rounded up",
    "floor": "{}, rounded down",
    "year": "the year of {}",
    "min": "the smallest of {}",
    "max": "the largest of {}",
}
_JOINED: Final = {"add": " + ", "subtract": " - ", "divide": " / "}
_LONGEST_LIST: Final = 6
_LIST_BEGINS: Final = 3
_SUMS: Final = ("add", "subtract")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A phrase, or a heading over the phrases in ``parts``; ``values`` are the parameters it names."""

    text: str
    parts: tuple["Phrase", ...] = ()
    values: tuple[ParameterValue, ...] = ()


class Phrases:
    """Puts the expressions of policy files into English, with the parameters of one day."""

    def __init__(
        self,
        policies: Mapping[str, Policy],
        vocabulary: Vocabulary,
        on: date,
        known: date,
        *,
        names: bool = False,
    ) -> None:
        """Take all files, the facts and the two clocks; ``names`` adds the name of each fact and entry."""
        self.policies, self.vocabulary, self.on, self.known, self.names = policies, vocabulary, on, known, names
        self._used: list[ParameterValue] = []

    def condition(self, expr: Expr, policy: Policy) -> Phrase:
        """Return a condition as a tree of phrases."""
        if expr.op in ("and", "or"):
            parts = tuple(self.condition(part, policy) for part in _gathered(expr))
            if len(parts) == 1:
                return parts[0]
            return Phrase(text="all of these hold" if expr.op == "and" else "at least one of these holds", parts=parts)
        if expr.op == "not":
            return self._negation(expr.args[0], policy)
        if expr.op == "if":
            yes, no = (self.condition(arg, policy) for arg in expr.args[1:])
            return self._distinction(expr.args[0], yes, no, policy)
        return self.plain(expr, policy)

    def plain(self, expr: Expr, policy: Policy) -> Phrase:
        """Return an expression as one phrase, with the parameters that it names."""
        self._used = []
        text = self.inline(expr, policy)
        return Phrase(text=text, values=tuple({id(each): each for each in self._used}.values()))

    def _distinction(self, condition: Expr, yes: Phrase, no: Phrase, policy: Policy) -> Phrase:
        head = self.plain(condition, policy)
        where = replace(_under(f"where {head.text},", yes), values=(*head.values, *yes.values))
        return Phrase(text="one of these", parts=(where, _under("otherwise", no)))

    def _negation(self, inner: Expr, policy: Policy) -> Phrase:
        if inner.op in ("compare", "in"):
            return self.plain(Expr("not", (inner,)), policy)
        phrase = self.condition(inner, policy)
        if not phrase.parts:
            return replace(phrase, text=f"not: {phrase.text}")
        if inner.op in ("and", "or"):
            return replace(phrase, text="not all of these hold" if inner.op == "and" else "none of these holds")
        return Phrase(text="the following does not hold", parts=(phrase,))

    def reached(self, entry: tuple[str, str], policy: Policy) -> set[tuple[str, str]]:
        """Return every entry that the conditions of one entry of a file lead to: the id of its file, and its name."""
        exprs = [(expr, policy) for where, expr in policy.expressions.items() if where[:2] == entry]
        found: set[tuple[str, str]] = set()
        while exprs:
            expr, file = exprs.pop()
            for name in names_in(expr):
                meant = resolved(file, name, self.policies, self.vocabulary)
                if meant is None or meant.policy is None or (meant.policy.id, meant.name) in found:
                    continue
                found.add((meant.policy.id, meant.name))
                place = (f"{meant.role}s", meant.name)
                inner = meant.policy.expressions.items()
                exprs += [(each, meant.policy) for where, each in inner if where[:2] == place]
        return found

    def formula(self, expr: Expr, policy: Policy) -> Phrase:
        """Return a quantity as a phrase; a sum of several, or a choice, as a list."""
        if expr.op in _SUMS and _is_long(terms := list(_terms(expr))):
            parts = tuple(_under(sign, self.formula(term, policy)) for sign, term in terms)
            return Phrase(text="the sum of", parts=parts)
        if expr.op == "first":
            parts = tuple(self.formula(arg, policy) for arg in expr.args)
            text = "what these agree on" if expr.payload == "both" else "the first of these that is known"
            return Phrase(text=text, parts=parts)
        if expr.op in ("min", "max") and len(expr.args) > 2:
            parts = tuple(self.formula(arg, policy) for arg in expr.args)
            return Phrase(text=_FUNCTIONS[expr.op].format("these"), parts=parts)
        if expr.op == "if" and any(arg.op in (*_SUMS, "first", "if") for arg in expr.args[1:]):
            yes, no = (self.formula(arg, policy) for arg in expr.args[1:])
            return self._distinction(expr.args[0], yes, no, policy)
        return self.plain(expr, policy)

    def label(self, name: str, policy: Policy) -> str:
        """Return what a name of a file means: the label of the fact or entry, of another file with its id."""
        entry = resolved(policy, name, self.policies, self.vocabulary)
        if entry is None:
            return name
        label = self.entry_label(entry)
        other = "" if entry.policy in (None, policy) or self._is_method(entry) else f" ({entry.policy.id})"
        return f"{label}{other}{f' [{name}]' if self.names else ''}"

    def entry_label(self, entry: Entry) -> str:
        """Return the label of a fact or entry, or its name with spaces."""
        if entry.policy is None:
            return self.vocabulary[entry.name].label
        group = getattr(entry.policy.file, f"{entry.role}s")
        return str(getattr(group[entry.name], "label", None) or entry.name.replace("_", " "))

    def _is_method(self, entry: Entry) -> bool:
        return entry.policy is not None and entry.policy.file.force == "method"

    def inline(self, expr: Expr, policy: Policy, *, within: bool = False) -> str:
        """Return an expression within one sentence; ``within`` another operation it stands in brackets."""
        op, args = expr.op, expr.args
        if op == "compare":
            return self._comparison(expr, policy)
        if op == "in":
            return self._membership(expr, policy)
        if op in ("and", "or"):
            parts = [self.inline(part, policy, within=True) for part in _gathered(expr)]
            # What is joined inside a part already is set apart from what joins the parts.
            comma = "," if any(f" {op} " in part for part in parts) else ""
            return _bracketed(f"{comma} {op} ".join(parts), within and len(parts) > 1)
        if op == "not":
            return self._denied(args[0], policy)
        if op == "if":
            return _bracketed(self._choice(expr, policy), within)
        if op == "first":
            first, *others = (self.inline(arg, policy, within=True) for arg in args)
            joiner = ", as far as it agrees with " if expr.payload == "both" else ", or where that is not known "
            return _bracketed(first + "".join(f"{joiner}{each}" for each in others), within)
        if op in _FUNCTIONS:
            inner = [self.inline(arg, policy, within=True) for arg in args]
            inner = [text.removesuffix(" on") for text in inner] if op == "year" else inner
            return _bracketed(_FUNCTIONS[op].format(listed(inner)), within and len(args) > 1)
        return self._arithmetic(expr, policy, within=within)

    def _denied(self, inner: Expr, policy: Policy) -> str:
        """Return that a condition does not hold; an operator keeps its own word, it is never turned round."""
        if inner.op == "compare":
            return self._comparison(inner, policy, no="not ")
        if inner.op == "in":
            return self._membership(inner, policy, denied=True)
        return f"not {self.inline(inner, policy, within=True)}"

    def _choice(self, expr: Expr, policy: Policy) -> str:
        """Return which of two quantities counts; nothing is said of one that is 0."""
        condition, yes, no = (self.inline(arg, policy, within=i > 0) for i, arg in enumerate(expr.args))
        first, second = (arg.op == "number" and arg.payload == 0 for arg in expr.args[1:])
        if first and not second:
            return f"{no} unless {condition}"
        return f"{yes} where {condition}" + ("" if second else f", otherwise {no}")

    def _arithmetic(self, expr: Expr, policy: Policy, *, within: bool) -> str:
        op, args = expr.op, expr.args
        if op == "multiply":
            return _bracketed(self._product(args[0], args[1], policy), within)
        if op in _JOINED:
            # A sum goes on from left to right; whatever else stands in it is set apart.
            inside = [op == "divide" or i > 0 or arg.op not in _SUMS for i, arg in enumerate(args)]
            texts = [self.inline(arg, policy, within=each) for arg, each in zip(args, inside, strict=True)]
            return _bracketed(_JOINED[op].join(texts), within)
        if op == "power":
            return " ^ ".join(self.inline(arg, policy, within=True) for arg in args)
        if op == "negate":
            return f"-{self.inline(args[0], policy, within=True)}"
        if op == "lookup":
            return self._looked_up(expr, policy)
        return self._leaf(expr, policy)

    def _product(self, a: Expr, b: Expr, policy: Policy) -> str:
        """Return a product; a share of something is told as a share."""
        for share, whole in ((a, b), (b, a)):
            number = self._number(share, policy)
            if number is not None and 0 < number < 1:
                return f"{self.inline(share, policy)} of {self.inline(whole, policy, within=True)}"
        return f"{self.inline(a, policy, within=True)} x {self.inline(b, policy, within=True)}"

    def _number(self, expr: Expr, policy: Policy) -> Number | None:
        """Return the plain number that an expression is on the day, if it is one."""
        if expr.op == "number" and isinstance(expr.payload, int | Fraction):
            return expr.payload
        found = self._parameter(expr, policy)
        if found is None or found[0].unit:
            return None
        try:
            value = read_value(found[1].value, unit(""))
        except ValueError:
            return None
        return value if isinstance(value, int | Fraction) and not isinstance(value, bool) else None

    def _parameter(self, expr: Expr, policy: Policy) -> tuple[Parameter, ParameterValue] | None:
        """Return the parameter that an expression names, and its value on the day."""
        if expr.op != "name":
            return None
        entry = resolved(policy, str(expr.payload), self.policies, self.vocabulary)
        if entry is None or entry.policy is None or entry.role != "parameter":
            return None
        parameter = entry.policy.file.parameters[entry.name]
        value, _ = best_value(parameter, self.on, self.known)
        return None if value is None else (parameter, value)

    def _leaf(self, expr: Expr, policy: Policy) -> str:
        payload = expr.payload
        if expr.op == "name":
            return self._named(str(payload), policy)
        if expr.op == "number" and isinstance(payload, int | Fraction):
            return figure(payload)
        if expr.op == "date" and isinstance(payload, date):
            return day_text(payload)
        if expr.op == "on":
            return "the day of the decision"
        if expr.op == "boolean":
            return "yes" if payload else "no"
        if expr.op == "list":
            return listed((self._word(arg) for arg in expr.args), str(payload or "or"))
        return "not applicable" if expr.op == "not_applicable" else self._word(expr)

    def _word(self, expr: Expr) -> str:
        """Return a text that a fact can have; its underscores are spaces unless names are asked for."""
        return str(expr.payload) if self.names else str(expr.payload).replace("_", " ")

    def _named(self, name: str, policy: Policy) -> str:
        """Return the label of a name; of a parameter its value."""
        entry = resolved(policy, name, self.policies, self.vocabulary)
        if entry is None or entry.policy is None or entry.role != "parameter":
            return self.label(name, policy)
        parameter = entry.policy.file.parameters[entry.name]
        value, when = best_value(parameter, self.on, self.known)
        if value is None:
            return f"{self.label(name, policy)} ({when})"
        self._used.append(value)
        text = self._value_text(value, parameter)
        return f"{text}{f' ({when})' if when else ''}{f' [{name}]' if self.names else ''}"

    def _value_text(self, value: ParameterValue, parameter: Parameter) -> str:
        """Return a value of a parameter; of a long list what it is called and how it begins."""
        if isinstance(value.value, list) and len(value.value) > _LONGEST_LIST and parameter.label:
            begins = ", ".join(map(str, value.value[:_LIST_BEGINS]))
            return f"the {parameter.label} ({begins} and {len(value.value) - _LIST_BEGINS} more)"
        return written_text(value.value, parameter.unit)

    def _looked_up(self, expr: Expr, policy: Policy) -> str:
        name, key = str(expr.payload), expr.args[0]
        entry = resolved(policy, name, self.policies, self.vocabulary)
        if entry is not None and entry.policy is not None and entry.role == "parameter":
            parameter = entry.policy.file.parameters[entry.name]
            value, when = best_value(parameter, self.on, self.known)
            if value is not None:
                self._used.append(value)
                rows = value.value if isinstance(value.value, Mapping) else {}
                row = rows.get(str(key.payload), parameter.otherwise) if key.op == "text" else None
                if row is not None:
                    return f"{written_text(row, parameter.unit)}{f' ({when})' if when else ''}"
        return f"{self.label(name, policy)} of {self.inline(key, policy)}"

    def _comparison(self, expr: Expr, policy: Policy, no: str = "") -> str:
        left, right = expr.args
        operator = str(expr.payload)
        if left.op in ("text", "boolean", "number", "date", "on") and right.op == "name":
            left, right = right, left
            operator = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(operator, operator)
        if self._is_day(left, policy) or self._is_day(right, policy):
            label = self.inline(left, policy).removesuffix(" on")
            return f"{label} {no}{_OF_DAYS[operator]} {self.inline(right, policy)}"
        if operator in ("==", "!=") and (self._is_text(left, policy) or right.op in ("text", "boolean")):
            other = no or ("other than " if operator == "!=" else "")
            return f"{self.inline(left, policy)}: {other}{self.inline(right, policy)}"
        a, b = (self.inline(side, policy, within=side.op in ("if", "first")) for side in (left, right))
        return f"{a} is {no}{OPERATORS[operator]} {b}"

    def _membership(self, expr: Expr, policy: Policy, *, denied: bool = False) -> str:
        item, collection = expr.args
        if item.op in ("text", "list"):
            verb = "do not include" if denied else "include"
            return f"{self._list_label(collection, policy)} {verb} {self.inline(item, policy)}"
        listed_in_law = collection.op in ("list", "lookup") or self._parameter(collection, policy) is not None
        words = "of" if listed_in_law else "of the"
        return f"{self.inline(item, policy)} is {'none' if denied else 'one'} {words} {self.inline(collection, policy)}"

    def _list_label(self, collection: Expr, policy: Policy) -> str:
        """Return what a list is called that is asked for one of its members."""
        return (
            self.label(str(collection.payload), policy) if collection.op == "name" else self.inline(collection, policy)
        )

    def _type(self, expr: Expr, policy: Policy) -> str | None:
        """Return the type of what a name means."""
        entry = resolved(policy, str(expr.payload), self.policies, self.vocabulary) if expr.op == "name" else None
        if entry is None:
            return None
        if entry.policy is None:
            return self.vocabulary[entry.name].type
        if entry.role in ("definition", "interpretation"):
            return str(getattr(entry.policy.file, f"{entry.role}s")[entry.name].type)
        return None

    def _is_day(self, expr: Expr, policy: Policy) -> bool:
        return expr.op in ("date", "on") or self._type(expr, policy) in ("date", "time")

    def _is_text(self, expr: Expr, policy: Policy) -> bool:
        return self._type(expr, policy) in ("text", "country", "chip", "model", "boolean")


def _terms(expr: Expr, sign: str = "plus") -> Iterator[tuple[str, Expr]]:
    """Yield the terms of a sum, each with `plus` or `minus`."""
    if expr.op not in _SUMS:
        yield sign, expr
        return
    other = {"plus": "minus", "minus": "plus"}[sign] if expr.op == "subtract" else sign
    yield from _terms(expr.args[0], sign)
    yield from _terms(expr.args[1], other)


def _is_long(terms: list[tuple[str, Expr]]) -> bool:
    """Return whether a sum is easier to read as a list."""
    return len(terms) > 2 or any(term.op in ("if", "first") for _, term in terms)


def _gathered(expr: Expr) -> list[Expr]:
    """Return the parts of a condition; several texts sought in one list are one part."""
    parts: list[Expr] = []
    for part in expr.args:
        last = parts[-1] if parts else None
        if last is not None and _same_list(last, part):
            texts = (*(last.args[0].args or (last.args[0],)), part.args[0])
            word = "or" if expr.op == "or" else "and"
            parts[-1] = Expr("in", (Expr("list", texts, payload=word), last.args[1]))
        else:
            parts.append(part)
    return parts


def _same_list(a: Expr, b: Expr) -> bool:
    return (
        a.op == b.op == "in" and a.args[1] == b.args[1] and a.args[0].op in ("text", "list") and b.args[0].op == "text"
    )


def _under(head: str, phrase: Phrase) -> Phrase:
    """Return a phrase behind words that say which one it is."""
    return replace(phrase, text=f"{head} {phrase.text}")


def _bracketed(text: str, needed: bool) -> str:
    return f"({text})" if needed else text
