"""The direct engine: evaluates the graph of the law in order, exactly. It is the meaning of the language.

Comes in: the graph of a day's law and the facts of a case. Goes out: the value of every node, for the
default reading and, on request, for any other combination of readings.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property, reduce
from itertools import combinations
from operator import or_
from typing import Final

from govern import arithmetic
from govern.engines.comparisons import compare_two, compare_with_line
from govern.engines.lineage import Contribution, LineageNode, lineage_of, summed
from govern.engines.shortcuts import TWO, both_of, clipping, first_of
from govern.expression.meaning import NUMERIC, choose, looked_up, member
from govern.law.graph import Graph, GraphNode
from govern.lineage import Ancestor, Lineage
from govern.ranges import ANYTHING, Amount, NotApplicable, Range, clip, intersection
from govern.truth import Truth
from govern.values import AnyText, Value

__all__ = ["MAXIMAL_COMBINATIONS", "DirectEngine", "Step", "TooManyReadings", "Values", "contributions"]

MAXIMAL_COMBINATIONS: Final = 64
MAXIMAL_PATTERNS: Final = 64
"""For how many sets of stated facts the steps that rest on them are kept."""

Values = list[Value]
Step = Callable[[Values], Value]


class TooManyReadings(ValueError):
    """A finding depends on more combinations of readings than are evaluated."""


class DirectEngine:
    """Evaluates one graph; safe to share between threads, since each case has its own list of values."""

    name = "direct"

    def __init__(self, graph: Graph) -> None:
        """Compile each node of the graph to a closure."""
        self.graph = graph
        self.template: Values = [node.value for node in graph.nodes]
        self.facts = {str(node.payload): i for i, node in enumerate(graph.nodes) if node.op in ("fact", "ancestors")}
        self.choices = {str(node.payload): i for i, node in enumerate(graph.nodes) if node.op == "choice"}
        self.counts = {node.args[0]: len(node.args) - 1 for node in graph.nodes if node.op == "reading"}
        figures: dict[tuple[int, int | None], _Figures] = {}
        self.program: list[tuple[int, Step]] = [
            (i, _lineage(node, graph, figures) if node.op == "lineage" else _step(node, graph))
            for i, node in enumerate(graph.nodes)
            if node.op not in _LEAVES
        ]
        self.firsts = [(i, node) for i, node in enumerate(graph.nodes) if node.op == "first"]
        self.domains = [
            (i, node.args[0], node.value)
            for i, node in enumerate(graph.nodes)
            if node.op == "definition" and isinstance(node.value, Range)
        ]
        self.depending = {
            i: (step, graph.nodes[i].args, self._ancestors_choices(i))
            for i, step in self.program
            if graph.nodes[i].readings
        }
        self.users: dict[int, list[int]] = {}
        for i, (_, args, ancestors) in self.depending.items():
            for arg in {*args, *ancestors}:
                self.users.setdefault(arg, []).append(i)
        self._affected: dict[int, list[tuple[int, Step]]] = {}
        self._stated: dict[int, list[tuple[int, Step]]] = {}

    def _ancestors_choices(self, index: int) -> tuple[int, ...]:
        """Return the choices that bear on what a sum over a lineage evaluates; none for any other node."""
        node = self.graph.nodes[index]
        if node.op != "lineage":
            return ()
        mask = self.graph.nodes[LineageNode.of(node).sum].readings
        mask |= self.graph.nodes[LineageNode.of(node).contained or 0].readings
        return tuple(sorted(i for i in self.choices.values() if self.graph.nodes[i].readings & mask))

    def evaluate(self, facts: Mapping[str, Value | Lineage]) -> Values:
        """Return the value of every node under the default readings; a fact that is not given is unknown."""
        values = self._unknown.copy()
        stated = 0
        for name, index in self.facts.items():
            if name in facts:
                # The case's lineage stands in its place like a value; only its own nodes look at it.
                values[index] = facts[name]  # type: ignore[assignment]
                stated |= self._bits[index]
        for index, step in self._resting_on(stated):
            values[index] = step(values)
        return values

    @cached_property
    def _unknown(self) -> Values:
        """The value of every node for a case that states nothing."""
        values = self.template.copy()
        for index, step in self.program:
            values[index] = step(values)
        return values

    @cached_property
    def _bits(self) -> list[int]:
        """For each node a bit for each fact under it."""
        places = {index: 1 << bit for bit, index in enumerate(self.facts.values())}
        bits: list[int] = []
        for index, node in enumerate(self.graph.nodes):
            bits.append(reduce(or_, (bits[arg] for arg in node.args), places.get(index, 0)))
        return bits

    def _resting_on(self, stated: int) -> list[tuple[int, Step]]:
        """Return the steps that rest on one of the stated facts; all others give what they give for an empty case."""
        found = self._stated.get(stated)
        if found is None:
            bits = self._bits
            found = [(index, step) for index, step in self.program if bits[index] & stated]
            if len(self._stated) >= MAXIMAL_PATTERNS:
                self._stated.clear()
            self._stated[stated] = found
        return found

    def under(self, values: Values, chosen: Mapping[int, int]) -> Values:
        """Return the values of a case under other readings: ``chosen`` has the number of a reading by its choice."""
        changed = values.copy()
        mask = 0
        for choice, number in chosen.items():
            changed[choice] = number
            mask |= self.graph.nodes[choice].readings
        affected = self._affected.get(mask)
        if affected is None:
            affected = [(i, step) for i, step in self.program if self.graph.nodes[i].readings & mask]
            self._affected[mask] = affected
        for index, step in affected:
            changed[index] = step(changed)
        return changed

    def conflicts(self, values: Values) -> list[tuple[int, int, int]]:
        """Return each `first` whose arguments exclude each other: its node and the two operands' nodes."""
        found = []
        for i, node in self.firsts:
            args, amounts = node.args, [_amount(values[arg]) for arg in node.args]
            found += [
                (i, args[a], args[b])
                for a, b in combinations(range(len(amounts)), 2)
                if arithmetic.apart(amounts[a], amounts[b], points=arithmetic.tolerance(node.payload))
            ]
        return found

    def impossible(self, values: Values) -> list[int]:
        """Return each definition whose expression gives a number outside its domain, such as a negative compute."""
        # What lies outside its domain was replaced by the domain.
        return [i for i, arg, domain in self.domains if values[i] is domain and _outside(values[arg], domain)]


_LEAVES: Final = {"constant", "parameter", "fact", "ancestors", "choice", "untranslated", "not_in_force"}


def _amount(value: Value) -> Amount:
    return value if isinstance(value, int | Fraction | Range | NotApplicable) else ANYTHING


def _step(node: GraphNode, graph: Graph) -> Step:
    """Return the closure that computes one node from the list of values."""
    maker = _MAKERS.get(node.op)
    return _numeric(node) if maker is None else maker(node, graph)


def _numeric(node: GraphNode) -> Step:
    function = NUMERIC[node.op]
    args = node.args
    if len(args) == 2 and node.op in TWO:
        (a, b), two = args, TWO[node.op]
        return lambda v: two(v[a], v[b])
    if len(args) == 1:
        (only,) = args
        return lambda v: function(v[only])
    return lambda v: function(*[v[arg] for arg in args])


def _first(node: GraphNode, graph: Graph) -> Step:
    args, of = node.args, both_of if node.payload == "both" else first_of
    return lambda v: of([v[arg] for arg in args])


def _power(node: GraphNode, graph: Graph) -> Step:
    (base,) = node.args
    exponent = node.payload if isinstance(node.payload, int) else 1
    return lambda v: arithmetic.power(_amount(v[base]), exponent)


def _compare(node: GraphNode, graph: Graph) -> Step:
    a, b = node.args
    line = graph.nodes[b].value
    if graph.nodes[b].op in ("constant", "parameter") and type(line) in (int, Fraction):
        return compare_with_line(a, str(node.payload), line, graph.nodes[a].value)  # type: ignore[arg-type]
    return compare_two(a, str(node.payload), b)


def _truth(value: Value) -> Truth:
    return value if isinstance(value, bool) else None


def _and(node: GraphNode, graph: Graph) -> Step:
    args = node.args

    def step(v: Values) -> Value:
        result: Truth = True
        for arg in args:
            value = v[arg]
            if value is False:
                return False
            if value is None:
                result = None
        return result

    return step


def _or(node: GraphNode, graph: Graph) -> Step:
    args = node.args

    def step(v: Values) -> Value:
        result: Truth = False
        for arg in args:
            value = v[arg]
            if value is True:
                return True
            if value is None:
                result = None
        return result

    return step


def _not(node: GraphNode, graph: Graph) -> Step:
    (arg,) = node.args
    return lambda v: None if v[arg] is None else not v[arg]


def _in(node: GraphNode, graph: Graph) -> Step:
    a, b = node.args
    return lambda v: member(v[a], v[b])


def _definition(node: GraphNode, graph: Graph) -> Step:
    (arg,) = node.args
    domain = node.value if isinstance(node.value, Range) else ANYTHING
    if domain is ANYTHING:
        return lambda v: v[arg]
    clipped = clipping(domain, _within)
    return lambda v: clipped(v[arg])


def _within(value: Value, domain: Range) -> Value:
    """Return the value clipped to its domain; one that lies outside it contradicts itself and decides nothing."""
    if not isinstance(value, int | Fraction | Range) or isinstance(value, bool):
        return value
    if intersection(value, domain) is None:
        return domain
    return clip(value, domain)


def _outside(value: Value, domain: Range) -> bool:
    number = isinstance(value, int | Fraction | Range) and not isinstance(value, bool)
    return number and intersection(value, domain) is None  # type: ignore[arg-type]


def _provision(node: GraphNode, graph: Graph) -> Step:
    (arg,) = node.args
    return lambda v: v[arg]


def _reading(node: GraphNode, graph: Graph) -> Step:
    choice, *readings = node.args
    domain = node.value if isinstance(node.value, Range) else ANYTHING

    def step(v: Values) -> Value:
        chosen = v[choice]
        return _within(v[readings[chosen if isinstance(chosen, int) else 0]], domain)

    return step


def contributions(index: int, graph: Graph, values: Values) -> tuple[Contribution, ...]:
    """Return what each model of a case's lineage adds to a sum; none where the case lists no lineage."""
    node = LineageNode.of(graph.nodes[index])
    lineage = lineage_of(values[node.lineage])
    return () if lineage is None else summed(lineage, node.rule, _Figures(node, graph).of_models(lineage, values))[1]


def _lineage(node: GraphNode, graph: Graph, figures: dict[tuple[int, int | None], "_Figures"]) -> Step:
    """Return the step of a sum over a lineage; sums of one definition share the figures of each model."""
    parts = LineageNode.of(node)
    slot, otherwise = parts.lineage, parts.otherwise

    def step(v: Values) -> Value:
        lineage = lineage_of(v[slot])
        if lineage is None:
            return v[otherwise]
        key = (parts.sum, parts.contained)
        if key not in figures:
            figures[key] = _Figures(parts, graph)
        return summed(lineage, parts.rule, figures[key].of_models(lineage, v))[0]

    return step


class _Figures:
    """Evaluates a lineage's definition on each model of a lineage, under the readings that the case's values have."""

    def __init__(self, parts: LineageNode, graph: Graph) -> None:
        targets = [parts.sum] if parts.contained is None else [parts.sum, parts.contained]
        below: set[int] = set()
        pending = [*targets]
        while pending:
            index = pending.pop()
            if index not in below:
                below.add(index)
                pending += graph.nodes[index].args
        nodes = [(i, graph.nodes[i]) for i in sorted(below)]
        self.parts, self.size = parts, len(graph.nodes)
        self.program = [(i, _step(node, graph)) for i, node in nodes if node.op not in _LEAVES]
        self.facts = [(i, str(node.payload), node.value) for i, node in nodes if node.op == "fact"]
        self.choices = [i for i, node in nodes if node.op == "choice"]
        self.kept = [i for i, node in nodes if node.op in ("constant", "parameter", "untranslated", "not_in_force")]
        # The figures of the lineage asked for last, by the readings; replaced as a whole, so that threads may share it.
        self.made: tuple[Lineage | None, dict[tuple[Value, ...], dict[str, tuple[Value, Truth]]]] = (None, {})

    def of_models(self, lineage: Lineage, v: Values) -> Callable[[Ancestor], tuple[Value, Truth]]:
        """Return what gives the figure of a model, and whether it holds the model's own ancestors already."""
        made = self.made
        if made[0] is not lineage:
            made = self.made = (lineage, {})
        found = made[1].setdefault(tuple(v[i] for i in self.choices), {})

        def of_model(ancestor: Ancestor) -> tuple[Value, Truth]:
            if ancestor.key not in found:
                found[ancestor.key] = self.of_model(ancestor, v)
            return found[ancestor.key]

        return of_model

    def of_model(self, ancestor: Ancestor, v: Values) -> tuple[Value, Truth]:
        """Return the figure of a model, evaluated on its own facts."""
        values: Values = [None] * self.size
        for i in (*self.kept, *self.choices):
            values[i] = v[i]
        for i, name, unknown in self.facts:
            values[i] = ancestor.values.get(name, unknown)
        for i, each in self.program:
            values[i] = each(values)
        contained = self.parts.contained
        return values[self.parts.sum], False if contained is None else _truth(values[contained])


def _choose(node: GraphNode, graph: Graph) -> Step:
    condition, yes, no = node.args
    return lambda v: choose(_truth(v[condition]), v[yes], v[no])


def _lookup(node: GraphNode, graph: Graph) -> Step:
    (key,) = node.args
    rows, otherwise = node.table if node.table is not None else ((), None)
    table, unknown = dict(rows), node.value
    open_keys: dict[AnyText, Value] = {}

    def step(v: Values) -> Value:
        given = v[key]
        if not isinstance(given, AnyText):
            return looked_up(given, table, otherwise, unknown)
        # INVARIANT: what a key that is not known can give depends on the table alone, so it is joined once.
        if given not in open_keys:
            open_keys[given] = looked_up(given, table, otherwise, unknown)
        return open_keys[given]

    return step


_MAKERS: Final[dict[str, Callable[[GraphNode, Graph], Step]]] = {
    "first": _first,
    "power": _power,
    "compare": _compare,
    "and": _and,
    "or": _or,
    "not": _not,
    "in": _in,
    "definition": _definition,
    "provision": _provision,
    "reading": _reading,
    "choose": _choose,
    "lookup": _lookup,
}
