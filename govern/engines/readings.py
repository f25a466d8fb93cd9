"""What each node of the law is under every combination of readings, evaluated only where a reading makes a difference.

Comes in: an engine and the values of a case under the default readings. Goes out: for each node the open questions on
which its value depends in this case, and its value under each combination of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import prod

from govern.engines.direct import MAXIMAL_COMBINATIONS, DirectEngine, Step, TooManyReadings, Values
from govern.lineage import Lineage
from govern.truth import Truth
from govern.values import Value

__all__ = ["Combination", "ReadingTables"]

Combination = tuple[int, ...]
"""The number of a reading for each of some questions, in the order of their nodes; 0 is the default."""


class ReadingTables:
    """A table for each node whose value depends on a reading in one case; all others have their value of the default.

    INVARIANT: a node's value under a combination is the one that evaluating the whole law under it gives.
    """

    def __init__(self, engine: DirectEngine, values: Values) -> None:
        """Evaluate what depends on readings; ``values`` are those under the default readings."""
        self.engine, self.values = engine, values
        self._axes: dict[int, tuple[int, ...]] = {}
        self._rows: dict[int, list[Value]] = {}
        self._too_many: dict[int, int] = {}
        self._under: dict[tuple[tuple[int, int], ...], Values] = {}
        self._reached: dict[int, frozenset[int]] = {}
        self._placed: dict[tuple[tuple[int, ...], tuple[int, ...]], list[int]] = {}
        for choice, count in engine.counts.items():
            self._axes[choice] = (choice,)
            self._rows[choice] = list(range(count))
        # INVARIANT: list n has, of every node made so far that depends on one question alone, its value under reading
        # n + 1 of that question. One list serves all questions: what such a node is made of depends on no other.
        self._other = [values.copy() for _ in range(max(engine.counts.values(), default=1) - 1)]
        for choice, count in engine.counts.items():
            for number in range(1, count):
                self._other[number - 1][choice] = number
        self._evaluate()

    def _evaluate(self) -> None:
        axes, users, scratch = self._axes, self.engine.users, self.values.copy()
        reached = {user for choice in axes for user in users.get(choice, ())}
        # INVARIANT: a node stands behind what it uses, so in their order each has all that it needs.
        for index, (step, args, ancestors) in self.engine.depending.items():
            if index not in reached:
                continue
            choice = None if ancestors or self._too_many else self._only_question(args)
            made = self._tabulated(index, scratch) if choice is None else self._answered(index, choice, step)
            if made and index in users:
                reached.update(users[index])

    def _only_question(self, args: tuple[int, ...]) -> int | None:
        """Return the one question on which all that a node is made of depends; ``None`` if there are several."""
        axes, only = self._axes, None
        for arg in args:
            if arg in axes:
                own = axes[arg]
                if only is None:
                    only = own
                elif own is not only and own != only:
                    return None
        return only[0] if only is not None and len(only) == 1 else None

    def _answered(self, index: int, choice: int, step: Step) -> bool:
        """Make the table of a node that depends on one question; return whether its reading makes a difference."""
        value, count = self.values[index], self.engine.counts[choice]
        if count == 2:
            other = self._other[0]
            found = step(other)
            if found is value or (type(found) is type(value) and found == value):
                return False
            other[index] = found
            self._axes[index], self._rows[index] = self._axes[choice], [value, found]
            return True
        rows = [value, *(step(other) for other in self._other[: count - 1])]
        if all(_same(row, value) for row in rows):
            return False
        self._axes[index], self._rows[index] = self._axes[choice], rows
        self._tell_others(index)
        return True

    def _tell_others(self, index: int) -> None:
        for other, value in zip(self._other, self._rows[index][1:], strict=False):
            other[index] = value

    def _tabulated(self, index: int, scratch: Values) -> bool:
        """Make the table of a node, if readings change it; return whether what uses it must be looked at."""
        axes, counts = self._axes, self.engine.counts
        step, args, ancestors = self.engine.depending[index]
        changing = [arg for arg in args if arg in axes]
        # A sum over a lineage evaluates other models' facts, on which readings may bear though not on the case's.
        below = ancestors if ancestors and isinstance(scratch[args[0]], Lineage) else ()
        union = _union([*(axes[arg] for arg in changing), below])
        size = max(prod(counts[choice] for choice in union), *(self._too_many.get(arg, 0) for arg in args))
        if size > MAXIMAL_COMBINATIONS:
            self._too_many[index] = size
            return True
        if not union:
            return False
        varied = [(arg, self._rows[arg], self._places(axes[arg], union)) for arg in {*changing, *below}]
        rows = [self.values[index]]
        for number in range(1, size):
            for arg, own, places in varied:
                scratch[arg] = own[places[number]]
            rows.append(step(scratch))
        for arg, _, _ in varied:
            scratch[arg] = self.values[arg]
        return self._keep(index, union, rows)

    def _places(self, axes: tuple[int, ...], union: tuple[int, ...]) -> list[int]:
        """Return the row of a table for each combination of more questions than it has, the default first."""
        found = self._placed.get((axes, union))
        if found is None:
            found = self._placed[axes, union] = [
                self._row(axes, union, combination) for combination in self.combinations(union)
            ]
        return found

    def _keep(self, index: int, union: tuple[int, ...], rows: list[Value]) -> bool:
        """Keep a table by the questions that make a difference in it; return whether there are any."""
        first = rows[0]
        if all(_same(row, first) for row in rows):
            return False
        for choice in union:
            found = self._without(choice, union, rows)
            if found is not None:
                rows = found
                union = tuple(each for each in union if each != choice)
        self._axes[index], self._rows[index] = union, rows
        if len(union) == 1:
            self._tell_others(index)
        return True

    def _without(self, choice: int, union: tuple[int, ...], rows: list[Value]) -> list[Value] | None:
        """Return the rows without a question, or ``None`` if it makes a difference."""
        place = union.index(choice)
        stride = prod(self.engine.counts[each] for each in union[place + 1 :])
        count = self.engine.counts[choice]
        kept = []
        for block in range(0, len(rows), stride * count):
            for at in range(block, block + stride):
                if not all(_same(rows[at + n * stride], rows[at]) for n in range(1, count)):
                    return None
                kept.append(rows[at])
        return kept

    def _row(self, axes: Iterable[int], union: tuple[int, ...], combination: Combination) -> int:
        """Return the row of a table for a combination of more questions than it has."""
        row = 0
        for choice in axes:
            row = row * self.engine.counts[choice] + combination[union.index(choice)]
        return row

    def questions(self, nodes: Iterable[int]) -> tuple[int, ...]:
        """Return the choices on which the value of any of some nodes depends; raise `TooManyReadings`."""
        nodes = list(nodes)
        self._refuse(nodes)
        union = _union(self._axes.get(node, ()) for node in nodes)
        _refuse_more_than_the_most(prod(self.engine.counts[choice] for choice in union))
        return union

    def combinations(self, questions: Sequence[int]) -> Iterator[Combination]:
        """Yield every combination of readings of some questions, the default first."""
        return product(*(range(self.engine.counts[choice]) for choice in questions))

    def value(self, node: int, questions: tuple[int, ...], combination: Combination) -> Value:
        """Return the value of a node under a combination of questions among which are all that it depends on."""
        axes = self._axes.get(node)
        return self.values[node] if axes is None else self._rows[node][self._row(axes, questions, combination)]

    def decided(self, node: int) -> bool:
        """Return whether a node is true or false, and so under every reading."""
        value = self.values[node]
        return (value is True or value is False) and node not in self._rows and node not in self._too_many

    def seen(self, node: int) -> set[Truth]:
        """Return the truth values that a node has under some reading; raise `TooManyReadings` (rule 7)."""
        if self._too_many:
            self._refuse([node])
        rows = self._rows.get(node) or (self.values[node],)
        return {row if row is True or row is False else None for row in rows}

    def truths(self, node: int) -> tuple[tuple[int, ...], list[tuple[Combination, Truth]]]:
        """Return the questions that bear on a node, and its truth under each combination of them, the default first.

        Where it is unknown under one, the questions are those that bear on what it is made of, since what would settle
        it may be another thing under each; unless these are too many.
        """
        questions = self._axes.get(node, ())
        if None in self.seen(node):
            below = tuple(sorted(self._below(node)))
            if prod(self.engine.counts[choice] for choice in below) <= MAXIMAL_COMBINATIONS:
                questions = below
        found = []
        for combination in self.combinations(questions):
            value = self.value(node, questions, combination)
            found.append((combination, value if isinstance(value, bool) else None))
        return questions, found

    def _refuse(self, nodes: Iterable[int]) -> None:
        _refuse_more_than_the_most(max((self._too_many.get(node, 0) for node in nodes), default=0))

    def _below(self, node: int) -> frozenset[int]:
        """Return the questions that bear on any node that a node is made of and that is not known in every reading."""
        pending, nodes = [node], self.engine.graph.nodes
        while pending:
            index = pending[-1]
            if index in self._reached:
                pending.pop()
                continue
            if not nodes[index].readings or self._is_known(index):
                self._reached[index] = frozenset()
                continue
            missing = [arg for arg in nodes[index].args if arg not in self._reached]
            if missing:
                pending += missing
                continue
            own = frozenset(self._axes.get(index, ()))
            self._reached[index] = own.union(*(self._reached[arg] for arg in nodes[index].args))
        return self._reached[node]

    def _is_known(self, index: int) -> bool:
        """Return whether a node has one known value under all readings."""
        return index not in self._axes and index not in self._too_many and _is_point(self.values[index])

    def under(self, questions: tuple[int, ...], combination: Combination) -> Values:
        """Return the values of all nodes under a combination of readings, the other questions read by default."""
        chosen = tuple((choice, number) for choice, number in zip(questions, combination, strict=True) if number)
        if not chosen:
            return self.values
        if chosen not in self._under:
            self._under[chosen] = self.engine.under(self.values, dict(chosen))
        return self._under[chosen]


def _refuse_more_than_the_most(combinations: int) -> None:
    if combinations > MAXIMAL_COMBINATIONS:
        message = f"{combinations} combinations of readings bear on one finding, at most {MAXIMAL_COMBINATIONS} do"
        raise TooManyReadings(message)


def _union(axes: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    found = list(axes)
    if len(found) == 1:
        return found[0]
    return tuple(sorted({choice for each in found for choice in each}))


def _same(a: Value, b: Value) -> bool:
    # INVARIANT: 1 == True in Python, and they are two values of the law.
    return a is b or (type(a) is type(b) and a == b)


def _is_point(value: Value) -> bool:
    return isinstance(value, bool | int | Fraction | str)
