"""The numeric columns engine: a graph of the law evaluated for many rows at once, in floating point.

Comes in: facts as columns or single values, and the nodes that are asked for. Goes out: their columns. Only what the
targets need is evaluated, and what is the same in all rows is evaluated once, exactly, by the direct engine's own
steps. It gives probabilities and tables, never a verdict: ends are floats and their openness is not kept, so that a
comparison whose sides lie within a relative 10^-12 of each other may be wrong.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property, reduce
from typing import TypeGuard

import numpy as np

from govern.engines import column_arithmetic as arithmetic
from govern.engines.column import Column, Kinds, Numbers, Truths, Whole, broadcast, packed, value_at
from govern.engines.direct import DirectEngine, Step, Values
from govern.engines.lineage import lineage_of
from govern.expression.meaning import looked_up
from govern.law.graph import Graph, GraphNode
from govern.lineage import Lineage
from govern.ranges import ANYTHING, Range
from govern.values import AnyText, Value

__all__ = ["Columns", "Rows", "Table"]

Table = Mapping[str, Numbers]
"""The rows of a table of the law as columns, by key."""

_KEPT = ("fact", "parameter", "lookup", "definition", "reading", "lineage")
_LEAVES = ("constant", "parameter", "choice", "untranslated", "not_in_force")


class Columns:
    """Evaluates nodes of one graph over rows; safe to share between threads."""

    def __init__(self, graph: Graph) -> None:
        """Take the graph."""
        self.graph = graph

    @cached_property
    def steps(self) -> dict[int, Step]:
        """The direct engine's step of each node that is no leaf."""
        return dict(DirectEngine(self.graph).program)

    def needed(self, targets: Sequence[int]) -> list[int]:
        """Return the nodes that the targets rest on, in order."""
        found: set[int] = set()
        pending = list(targets)
        while pending:
            index = pending.pop()
            if index not in found:
                found.add(index)
                pending += self.graph.nodes[index].args
        return sorted(found)

    def evaluate(
        self,
        facts: Mapping[str, Column | Value | Lineage],
        targets: Sequence[int],
        rows: int,
        *,
        parameters: Mapping[int, Numbers | Table] | None = None,
        choices: Mapping[int, int] | None = None,
    ) -> dict[int, Column | Value]:
        """Return each target's column, or its one value where it is the same in all rows; see `rows`."""
        case = self.rows(facts, rows, parameters=parameters, choices=choices)
        return {index: case.value(index) for index in targets}

    def rows(
        self,
        facts: Mapping[str, Column | Value | Lineage],
        rows: int,
        *,
        parameters: Mapping[int, Numbers | Table] | None = None,
        choices: Mapping[int, int] | None = None,
    ) -> "Rows":
        """Return rows whose nodes are worked out when asked for, each once.

        ``parameters`` puts columns in the place of parameters, by node, or tables of columns in that of tables;
        ``choices`` has the number of the reading to take, by the node of an interpretation's choice.
        """
        return Rows(self, facts, rows, parameters or {}, choices or {})


class Rows:
    """The values of all nodes so far: columns, and single values in a list as the direct engine has it."""

    def __init__(
        self,
        engine: Columns,
        facts: Mapping[str, Column | Value | Lineage],
        rows: int,
        parameters: Mapping[int, Numbers | Table],
        choices: Mapping[int, int],
    ) -> None:
        """Take the engine, the facts of all rows and their number, and what stands for parameters and choices."""
        self.engine, self.facts, self.rows = engine, facts, rows
        self.parameters, self.choices = parameters, choices
        self.steps = engine.steps
        self.values: Values = [node.value for node in engine.graph.nodes]
        self.columns: dict[int, Column] = {}
        self.done: set[int] = set()
        self.not_numbers: dict[str, int] = {}
        """In how many rows a fact that was asked for was NaN, by its name; it is not known there."""

    def value(self, index: int) -> Column | Value:
        """Return the column of a node, or its one value where it is the same in all rows."""
        if index not in self.done:
            order = self._still_needed(index)
            for below in order:
                self.put(below, self._worked_out(below))
                self.done.add(below)
            self._forget([below for below in order if below != index])
        return self.get(index)

    def _still_needed(self, index: int) -> list[int]:
        """Return the nodes that a node rests on and that are not worked out, itself included, in order."""
        found: set[int] = set()
        pending = [index]
        while pending:
            below = pending.pop()
            if below not in found and below not in self.done:
                found.add(below)
                pending += self.engine.graph.nodes[below].args
        return sorted(found)

    def _forget(self, indexes: Sequence[int]) -> None:
        """Let go of numbers within expressions: what has no name is seldom asked for twice, and is large."""
        for index in indexes:
            if isinstance(self.columns.get(index), Numbers) and self.engine.graph.nodes[index].op not in _KEPT:
                del self.columns[index]
                self.done.discard(index)

    def _worked_out(self, index: int) -> Column | Value | Lineage:
        node = self.engine.graph.nodes[index]
        if node.op in ("fact", "ancestors"):
            name = str(node.payload)
            stated = self.facts.get(name, node.value)
            return self._without_nan(name, stated) if isinstance(stated, Numbers) else stated
        if node.op == "choice":
            return self.choices.get(index, node.value)
        if node.op in _LEAVES:
            own = self.parameters.get(index)
            return own if isinstance(own, Numbers) else node.value
        return self.result(index, node)

    def _without_nan(self, name: str, stated: Numbers) -> Numbers:
        """Return a fact's column with what is no number as not known, and count such rows."""
        missing = np.isnan(stated.low)
        if stated.high is not stated.low:
            missing |= np.isnan(stated.high)
        count = int(np.count_nonzero(missing))
        if not count:
            return stated
        self.not_numbers[name] = count
        return Numbers(np.where(missing, -np.inf, stated.low), np.where(missing, np.inf, stated.high), stated.absent)

    def put(self, index: int, value: Column | Value | Lineage) -> None:
        """Keep the value of a node."""
        if isinstance(value, Numbers | Truths | Kinds):
            self.columns[index] = value
        else:
            # The case's lineage stands in its place like a value; only its own nodes look at it.
            self.values[index] = value  # type: ignore[assignment]

    def get(self, index: int) -> Column | Value:
        """Return the value of a node that was worked out."""
        return self.columns.get(index, self.values[index])

    def result(self, index: int, node: GraphNode) -> Column | Value:
        """Return the value of a node that is no leaf from those of its operands."""
        if index in self.parameters:
            return self._sampled_row(index, node)
        if not any(arg in self.columns for arg in node.args):
            return self.steps[index](self.values)
        if node.op in ("definition", "provision", "reading"):
            return self._passed_on(index, node)
        if node.op == "lineage":
            return self._over_lineage(index, node)
        if node.op == "choose":
            return self._chosen(index, node)
        return self._logic(node) if node.op in ("and", "or", "not") else self._operation(index, node)

    def _operation(self, index: int, node: GraphNode) -> Column | Value:
        args = [self._column(self.get(arg)) for arg in node.args]
        if _all_numbers(args):
            found = self._numeric(index, node, args)
            if found is not None:
                return found
        if len(node.args) == 1 and isinstance(args[0], Kinds):
            return self._by_kind(index, node)
        return self._row_by_row(index, node)

    def _numeric(self, index: int, node: GraphNode, args: list[Numbers]) -> Column | None:
        with np.errstate(all="ignore"):
            if node.op in arithmetic.OPERATIONS:
                return arithmetic.OPERATIONS[node.op](*args)
            if node.op == "compare":
                return arithmetic.compared(str(node.payload), *args)
            if node.op == "power":
                return arithmetic.power(args[0], node.payload if isinstance(node.payload, int) else 1)
            if node.op == "first":
                return self._first(index, node, args)
        return None

    def _first(self, index: int, node: GraphNode, args: list[Numbers]) -> Numbers:
        found, hard = arithmetic.first(args, both=node.payload == "both")
        places = np.flatnonzero(hard)
        if not len(places):
            return found
        exact = packed([self._at(index, node, int(row)) for row in places])
        low, high = found.low.copy(), found.high.copy()
        absent = np.zeros(self.rows, dtype=np.int8) if found.absent is None else found.absent.copy()
        if isinstance(exact, Numbers):
            low[places], high[places] = exact.low, exact.high
            absent[places] = 0 if exact.absent is None else exact.absent
        return Numbers(low, high, absent if absent.any() else None)

    def _passed_on(self, index: int, node: GraphNode) -> Column | Value:
        """Return what a definition, a provision or the reading that counts takes over, clipped to its domain."""
        chosen = self.values[node.args[0]] if node.op == "reading" else None
        place = 0 if node.op != "reading" else 1 + (chosen if isinstance(chosen, int) else 0)
        value, domain = self.get(node.args[place]), node.value
        if not isinstance(value, Numbers | Truths | Kinds):
            # Another reading differs between the rows, but not the one that counts.
            return self.steps[index](self.values)
        if isinstance(value, Numbers) and isinstance(domain, Range) and domain is not ANYTHING:
            return arithmetic.clipped(value, domain)
        return value

    def _over_lineage(self, index: int, node: GraphNode) -> Column | Value:
        """Return a sum over the models that are listed, which are the same in all rows, or what stands without any."""
        listed, otherwise = node.args[:2]
        return self.get(otherwise) if lineage_of(self.values[listed]) is None else self.steps[index](self.values)

    def _column(self, value: Column | Value) -> Column:
        return value if isinstance(value, Numbers | Truths | Kinds) else broadcast(value, self.rows)

    def _truths(self, index: int) -> Whole:
        value = self.get(index)
        if isinstance(value, Truths):
            return value.values
        truth = -1 if not isinstance(value, bool) else int(value)
        return np.full(self.rows, truth, dtype=np.int8)

    def _logic(self, node: GraphNode) -> Truths:
        args = [self._truths(arg) for arg in node.args]
        if node.op == "not":
            return Truths(np.where(args[0] < 0, -1, 1 - args[0]).astype(np.int8))
        decides = 0 if node.op == "and" else 1
        decided = reduce(np.logical_or, [arg == decides for arg in args])
        unknown = reduce(np.logical_or, [arg < 0 for arg in args])
        return Truths(np.where(decided, decides, np.where(unknown, -1, 1 - decides)).astype(np.int8))

    def _chosen(self, index: int, node: GraphNode) -> Column | Value:
        condition, yes, no = node.args
        truth = self.get(condition)
        if isinstance(truth, bool):
            return self.get(yes if truth else no)
        a, b = (self._column(self.get(arg)) for arg in (yes, no))
        if isinstance(a, Numbers) and isinstance(b, Numbers):
            return arithmetic.chosen(self._truths(condition), a, b)
        return self._row_by_row(index, node)

    def _sampled_row(self, index: int, node: GraphNode) -> Column | Value:
        """Return the value of a table whose rows are columns, for the key of each row."""
        table, key = self.parameters[index], self.get(node.args[0])
        if isinstance(table, Numbers):
            return table
        if not isinstance(key, Kinds):
            return self._of_key(node, table, key)
        parts = [self._of_key(node, table, kind) for kind in key.kinds]
        columns = [self._column(part) for part in parts]
        if not _all_numbers(columns):
            return self._by_kind(index, node)
        low = np.select([key.codes == i for i in range(len(columns))], [each.low for each in columns])
        high = np.select([key.codes == i for i in range(len(columns))], [each.high for each in columns])
        return Numbers(low, high)

    def _of_key(self, node: GraphNode, table: Table, key: Column | Value) -> Column | Value:
        rows, otherwise = node.table if node.table is not None else ((), None)
        if isinstance(key, str) and key in table:
            return table[key]
        plain = looked_up(key if isinstance(key, str | AnyText) else None, dict(rows), otherwise, node.value)
        if not isinstance(key, AnyText):
            return plain
        possible = [table[each] for each in (key.allowed or table) if each in table]
        one = self._column(plain)
        return reduce(arithmetic.hull, possible, one) if isinstance(one, Numbers) else plain

    def _by_kind(self, index: int, node: GraphNode) -> Column:
        """Return what each kind of a column gives, worked out once for each."""
        (arg,) = node.args
        column = self.columns[arg]
        if not isinstance(column, Kinds):
            return self._row_by_row(index, node)
        step, values = self.steps[index], self.values.copy()
        results = []
        for kind in column.kinds:
            values[arg] = kind
            results.append(step(values))
        return _taken(packed(results), column.codes)

    def _row_by_row(self, index: int, node: GraphNode) -> Column:
        """Return what the direct engine gives for each row, worked out once for each combination of its operands."""
        kinds = [self.columns[arg] for arg in node.args if arg in self.columns]
        if all(isinstance(column, Kinds | Truths) for column in kinds):
            firsts, places = _combinations([_codes(column) for column in kinds])
            return _taken(packed([self._at(index, node, row) for row in firsts]), places)
        return packed([self._at(index, node, row) for row in range(self.rows)])

    def _at(self, index: int, node: GraphNode, row: int) -> Value:
        values = dict.fromkeys(node.args)
        for arg in node.args:
            values[arg] = value_at(self.columns[arg], row) if arg in self.columns else self.values[arg]
        return self.steps[index](values)  # type: ignore[arg-type]


def _all_numbers(columns: Sequence[Column]) -> TypeGuard[list[Numbers]]:
    return all(isinstance(column, Numbers) for column in columns)


def _codes(column: Column) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    codes = column.codes if isinstance(column, Kinds) else column.values if isinstance(column, Truths) else ()
    return np.asarray(codes, dtype=np.intp)


def _combinations(
    codes: Sequence[np.ndarray[tuple[int], np.dtype[np.intp]]],
) -> tuple[list[int], np.ndarray[tuple[int], np.dtype[np.intp]]]:
    """Return the first row of each combination of small codes, and for each row the place of its combination."""
    keys = np.zeros(len(codes[0]), dtype=np.intp)
    for each in codes:
        # A truth value that is not known has the code -1.
        keys = keys * (int(each.max(initial=0)) + 2) + each + 1
    firsts = np.full(int(keys.max(initial=0)) + 1, -1, dtype=np.intp)
    firsts[keys[::-1]] = np.arange(len(keys))[::-1]
    present = np.flatnonzero(firsts >= 0)
    places = np.zeros(len(firsts), dtype=np.intp)
    places[present] = np.arange(len(present))
    return [int(row) for row in firsts[present]], places[keys]


def _taken(column: Column, codes: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Column:
    """Return the rows of a column by their numbers."""
    if isinstance(column, Truths):
        return Truths(column.values[codes])
    if isinstance(column, Kinds):
        return Kinds(column.codes[codes], column.kinds)
    absent = None if column.absent is None else column.absent[codes]
    return Numbers(column.low[codes], column.high[codes], absent)
