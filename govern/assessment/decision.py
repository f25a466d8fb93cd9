"""Decides every provision, answer row and duty of a day's law for one case, under every reading.

Comes in: a law and the facts of a case. Goes out: a `Decision` with the value of every node of the law's
graph. With the durable engine, its verdicts decide and the direct engine's are held against them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Literal

from govern.engines.direct import DirectEngine, TooManyReadings, Values
from govern.engines.durable import DurableFailed, DurableRules, Formula, available
from govern.engines.readings import Combination, ReadingTables
from govern.law.graph import Graph, GraphNode
from govern.law.law import Law
from govern.lineage import Lineage
from govern.problem import Problem
from govern.truth import Outcome, Truth, outcome_of, outcome_of_readings
from govern.values import Value

__all__ = ["Decider", "Decision", "EngineName", "Verdict", "decider_for"]

EngineName = Literal["direct", "durable"]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The outcome of one node over all its readings; which of them give which is worked out when asked for."""

    outcome: Outcome
    tables: ReadingTables
    node: int | None = None
    """Where readings bear on it, the node."""

    @cached_property
    def _bearing(self) -> tuple[tuple[int, ...], tuple[tuple[Combination, Truth], ...]]:
        if self.node is None:
            return (), (((), {"met": True, "not_met": False}.get(self.outcome)),)
        questions, truths = self.tables.truths(self.node)
        return questions, tuple(truths)

    @property
    def interpretations(self) -> tuple[str, ...]:
        """The open questions that bear on it in this case."""
        return tuple(str(self.tables.engine.graph.nodes[choice].payload) for choice in self._bearing[0])

    @property
    def by_reading(self) -> tuple[tuple[Combination, Truth], ...]:
        """The truth value for each combination of the readings of these questions, the default first."""
        return self._bearing[1]

    @property
    def values(self) -> Values:
        """The values of all nodes under the combination that shows best why: the default, or the first unknown."""
        opened = next((each for each, truth in self.by_reading if truth is None), None)
        return self.tables.values if opened is None else self.tables.under(self._bearing[0], opened)

    @property
    def values_by_reading(self) -> tuple[Values, ...]:
        """The values of all nodes under each combination."""
        return tuple(self.tables.under(self._bearing[0], combination) for combination, _ in self.by_reading)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """All verdicts of one case, by the number of the node; the values under the default readings; the engine."""

    law: Law
    engine: EngineName
    note: str | None
    values: Values
    verdicts: Mapping[int, Verdict]
    problems: tuple[Problem, ...] = ()
    evaluator: DirectEngine
    estimates: Mapping[str, Value | Lineage] | None = None

    @cached_property
    def conflicts(self) -> tuple[tuple[int, int, int], ...]:
        """Each `first` whose arguments exclude each other, with two of these."""
        return tuple(self.evaluator.conflicts(self.values))

    @cached_property
    def impossible(self) -> tuple[int, ...]:
        """Each definition that comes out as a number outside its domain."""
        return tuple(self.evaluator.impossible(self.values))

    @cached_property
    def spread(self) -> Values | None:
        """The values where every estimate is the range of its 90 % interval; ``None`` without estimates."""
        return None if self.estimates is None else self.widened.evaluate(self.estimates)

    @cached_property
    def spread_tables(self) -> ReadingTables | None:
        """The spread under all readings; ``None`` without estimates."""
        return None if self.spread is None else ReadingTables(self.widened, self.spread)

    @cached_property
    def widened(self) -> DirectEngine:
        """The engine in which the law's own estimates are their 90 % intervals; the same where it has none."""
        compiled = self.law.compiled
        if "widened" not in compiled:
            graph = self.law.graph
            compiled["widened"] = DirectEngine(graph.widened()) if graph.estimated else self.evaluator
        engine: DirectEngine = compiled["widened"]
        return engine

    def spread_under(self, values: Values) -> Values | None:
        """Return the spread under the readings by which some values came about."""
        if self.spread is None:
            return None
        chosen = {choice: number for choice in self.evaluator.counts if isinstance(number := values[choice], int)}
        key = tuple((choice, number) for choice, number in chosen.items() if number)
        if key not in self._spreads:
            self._spreads[key] = self.widened.under(self.spread, dict(key)) if key else self.spread
        return self._spreads[key]

    @cached_property
    def _spreads(self) -> dict[tuple[tuple[int, int], ...], Values]:
        """The spread under each combination of readings that was asked for, by those that are not the default."""
        return {}


@dataclass(slots=True)
class Decider:
    """Decides cases under one law; compiled once, safe to share between threads."""

    law: Law
    engine: EngineName = "durable"
    direct: DirectEngine = field(init=False)
    targets: dict[str, int] = field(init=False)
    note: str | None = field(init=False, default=None)
    _by_mask: dict[int, dict[str, int]] = field(init=False, default_factory=dict)
    _rules: dict[int, DurableRules] = field(init=False, default_factory=dict)
    _lock: Lock = field(init=False, default_factory=Lock)

    def __post_init__(self) -> None:
        """Compile the law for the engine; where durable_rules cannot be had, the direct engine decides."""
        self.direct = DirectEngine(self.law.graph)
        self.targets = _targets(self.law)
        for name, index in self.targets.items():
            mask = self.law.graph.nodes[index].readings
            if mask:
                self._by_mask.setdefault(mask, {})[name] = index
        reason = available() if self.engine == "durable" else None
        if reason is not None:
            self.engine, self.note = "direct", f"decided by the direct engine: {reason}"

    def decide(
        self, facts: Mapping[str, Value | Lineage], spreads: Mapping[str, Value | Lineage] | None = None
    ) -> Decision:
        """Return the decision on one case; a fact that is not given is unknown.

        ``spreads`` has the range of each fact that is an estimate; it decides nothing, and says beside each
        verdict what the spread would leave open.
        """
        values = self.direct.evaluate(facts)
        nodes = self.law.graph.nodes
        problems: dict[str, Problem] = {}
        verdicts: dict[int, Verdict] = {}
        tables = ReadingTables(self.direct, values)
        # Where no reading is open there are three verdicts, which all such targets share.
        plain = {truth: _plain_verdict(truth, tables) for truth in (True, False, None)}
        chain = self.engine == "durable" and self.targets
        chained = self._chained([_truth(value) for value in values], problems) if chain else None
        for name, index in self.targets.items():
            truth = _truth(values[index])
            if chained is not None and chained[name] is not truth:
                verdicts[index] = _disagreeing(name, tables, problems)
            elif nodes[index].readings and not tables.decided(index):
                verdicts[index] = self._by_reading(index, tables, problems)
            else:
                verdicts[index] = plain[truth]
        if chained is not None:
            self._chain_readings(tables, verdicts, problems)
        return Decision(
            law=self.law,
            engine=self.engine,
            note=self.note,
            values=values,
            verdicts=verdicts,
            problems=tuple(problems.values()),
            evaluator=self.direct,
            estimates={**facts, **(spreads or {})} if spreads or self.law.graph.estimated else None,
        )

    def _by_reading(self, index: int, tables: ReadingTables, problems: dict[str, Problem]) -> Verdict:
        try:
            return Verdict(outcome=outcome_of_readings(tables.seen(index)), tables=tables, node=index)
        except TooManyReadings as error:
            problems[str(error)] = Problem(code="too_many_readings", message=str(error))
            return Verdict(outcome="unknown", tables=tables)

    def _chain_readings(
        self, tables: ReadingTables, verdicts: dict[int, Verdict], problems: dict[str, Problem]
    ) -> None:
        """Hold durable's verdicts under the other readings against the direct engine's.

        It chains again for each combination under which a premise has another truth value, and only for the targets
        of just these readings; what has the same premises in every reading has its verdict already.
        """
        base = [_truth(value) for value in tables.values]
        for mask, targets in self._by_mask.items():
            rules = self._rules_of(mask, problems)
            if rules is None:
                return
            try:
                questions = tables.questions(rules.atoms)
            except TooManyReadings:
                # Such a target is left open, or its premises do not depend on readings beyond the most.
                continue
            seen: set[tuple[Truth, ...]] = {tuple(base[atom] for atom in rules.atoms)}
            for combination in tables.combinations(questions):
                truths = tuple(_truth(tables.value(atom, questions, combination)) for atom in rules.atoms)
                if truths in seen:
                    continue
                seen.add(truths)
                chained = self._chained(dict(zip(rules.atoms, truths, strict=True)), problems, mask)
                if chained is None:
                    return
                for name, index in targets.items():
                    if chained[name] is not _truth(tables.value(index, questions, combination)):
                        verdicts[index] = _disagreeing(name, tables, problems)

    def _rules_of(self, mask: int, problems: dict[str, Problem]) -> DurableRules | None:
        try:
            with self._lock:
                if mask not in self._rules:
                    self._rules[mask] = DurableRules(_formulas(self.law.graph, self.targets, mask))
            return self._rules[mask]
        except DurableFailed as error:
            self._without_durable(error, problems)
            return None

    def _chained(
        self, truths: Sequence[Truth] | Mapping[int, Truth], problems: dict[str, Problem], mask: int = 0
    ) -> Mapping[str, Truth] | None:
        """Return durable's verdict on every target, or ``None`` where the direct engine decides.

        With a mask it chains only for the targets that depend on these readings; the others keep their verdicts.
        """
        rules = self._rules_of(mask, problems) if self.engine == "durable" else None
        if rules is None:
            return None
        try:
            return rules.decide(truths)
        except DurableFailed as error:
            self._without_durable(error, problems)
            return None

    def _without_durable(self, error: DurableFailed, problems: dict[str, Problem]) -> None:
        self.engine, self.note = "direct", f"decided by the direct engine: {error}"
        problems[str(error)] = Problem(code="durable_failed", message=str(error), severity="warning")


def _disagreeing(name: str, tables: ReadingTables, problems: dict[str, Problem]) -> Verdict:
    # INVARIANT: engines that disagree decide nothing; a wrong verdict is worse than none.
    message = f"the engines disagree on `{name}`, so it is left open"
    problems[message] = Problem(code="engines_disagree", message=message)
    return Verdict(outcome="unknown", tables=tables)


_compiling = Lock()


def decider_for(law: Law, engine: EngineName = "durable") -> Decider:
    """Return the decider of a law, compiled once for as long as the law is in use."""
    with _compiling:
        decider = law.compiled.get(engine)
        if not isinstance(decider, Decider):
            decider = law.compiled[engine] = Decider(law, engine)
        return decider


def _plain_verdict(truth: Truth, tables: ReadingTables) -> Verdict:
    """Return the verdict on a target on which no reading bears."""
    return Verdict(outcome=outcome_of(truth), tables=tables)


def _truth(value: Value) -> Truth:
    return value if isinstance(value, bool) else None


def _targets(law: Law) -> dict[str, int]:
    """Return the node of every provision, duty, answer row, due condition and penalty by name."""
    targets = {}
    for selected in (*law.provisions.values(), *law.obligations.values(), *law.answers.values()):
        for i, node in enumerate(selected.nodes):
            targets[selected.id if len(selected.nodes) == 1 else f"{selected.id}@{i}"] = node
        for location, node in selected.due.items():
            targets[f"{selected.id}@{'.'.join(map(str, location))}"] = node
    for selected in law.penalties.values():
        targets[f"{selected.id}@when"] = selected.nodes[0]
    return targets


def _formulas(graph: Graph, targets: Mapping[str, int], mask: int) -> dict[str, Formula]:
    """Return each target's condition over decided premises; provisions chain by their ids.

    With a mask, only the targets of just these readings; what does not depend on any of them is decided already.
    """
    formulas: dict[str, Formula] = {}
    made: dict[int, Formula] = {}
    targets = {name: i for name, i in targets.items() if not mask or graph.nodes[i].readings == mask}
    pending, seen = list(targets.values()), set[int]()
    while pending:
        index = pending.pop()
        node = graph.nodes[index]
        if index in seen or _is_decided(node, mask):
            continue
        seen.add(index)
        if node.op == "provision":
            formulas[str(node.payload)] = _formula(graph, node.args[0], mask, made)
        pending += [arg for arg in node.args if graph.nodes[arg].op in _CONNECTIVES]
    for name, index in targets.items():
        if name not in formulas:
            formulas[name] = _formula(graph, index, mask, made)
    return formulas


_CONNECTIVES = {"and", "or", "not", "provision", "definition"}


def _is_decided(node: GraphNode, mask: int) -> bool:
    """Return whether a node has one value under all readings of a mask."""
    return mask != 0 and not node.readings & mask


def _formula(graph: Graph, index: int, mask: int, made: dict[int, Formula]) -> Formula:
    # INVARIANT: a node that many use is one formula, so that a law costs what its graph costs.
    if index not in made:
        made[index] = _new_formula(graph, index, mask, made)
    return made[index]


def _new_formula(graph: Graph, index: int, mask: int, made: dict[int, Formula]) -> Formula:
    node = graph.nodes[index]
    if _is_decided(node, mask):
        return ("atom", index)
    if node.op == "provision":
        return ("provision", str(node.payload))
    if node.op == "not":
        return ("not", _formula(graph, node.args[0], mask, made))
    if node.op in ("and", "or"):
        parts = tuple(_formula(graph, arg, mask, made) for arg in node.args)
        return ("all", parts) if node.op == "and" else ("any", parts)
    if node.op == "definition" and graph.nodes[node.args[0]].op in _CONNECTIVES:
        return _formula(graph, node.args[0], mask, made)
    return ("atom", index)
