"""Decides every provision, answer row and duty of a day's law for one case, under every reading.

Comes in: a law and the facts of a case. Goes out: a `Decision` with the value of every node of the law's
graph. With the durable engine, its verdicts decide and the direct engine's are held against them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Literal

from govern.engines.direct import DirectEngine, TooManyReadings, Values
from govern.engines.durable import DurableFailed, DurableRules, Formula, available
from govern.law.graph import Graph, GraphNode
from govern.law.law import Law
from govern.lineage import Lineage
from govern.problem import Problem
from govern.truth import Outcome, Truth, outcome_of, outcome_of_readings
from govern.values import Value

__all__ = ["Decider", "Decision", "EngineName", "Verdict", "decider_for"]

EngineName = Literal["direct", "durable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome of one node over all its readings.

    ``by_reading`` has the truth value for each combination of readings, the default first; ``values`` the
    values of all nodes under the combination that shows best why: the default, or the first that is unknown.
    """

    outcome: Outcome
    interpretations: tuple[str, ...]
    by_reading: tuple[tuple[tuple[int, ...], Truth], ...]
    values: Values
    values_by_reading: tuple[Values, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """All verdicts of one case, by the number of the node; the values under the default readings; the engine.

    ``spread`` has the values where every estimate is the range of its 90 % interval, ``None`` without estimates.
    """

    law: Law
    engine: EngineName
    note: str | None
    values: Values
    verdicts: Mapping[int, Verdict]
    problems: tuple[Problem, ...] = ()
    conflicts: tuple[tuple[int, int, int], ...] = ()
    impossible: tuple[int, ...] = ()
    spread: Values | None = None


@dataclass(slots=True)
class Decider:
    """Decides cases under one law; compiled once, safe to share between threads."""

    law: Law
    engine: EngineName = "durable"
    direct: DirectEngine = field(init=False)
    targets: dict[str, int] = field(init=False)
    note: str | None = field(init=False, default=None)
    _rules: dict[int, DurableRules] = field(init=False, default_factory=dict)
    _lock: Lock = field(init=False, default_factory=Lock)

    def __post_init__(self) -> None:
        """Compile the law for the engine; where durable_rules cannot be had, the direct engine decides."""
        self.direct = DirectEngine(self.law.graph)
        self.targets = _targets(self.law)
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
        by_mask: dict[int, list[tuple[tuple[int, ...], Values, Mapping[str, Truth] | None]]] = {}
        verdicts: dict[int, Verdict] = {}
        # Where no reading is open there are three verdicts, which all such targets share.
        plain = {truth: _plain_verdict(truth, values) for truth in (True, False, None)}
        chained = self._chained(values, problems) if self.targets else None
        for name, index in self.targets.items():
            mask = nodes[index].readings
            truth = _truth(values[index])
            if not mask and (chained is None or chained[name] is truth):
                verdicts[index] = plain[truth]
                continue
            if mask not in by_mask:
                try:
                    by_mask[mask] = [
                        (combination, each, chained if each is values else self._chained(each, problems, mask))
                        for combination, each in self.direct.readings(values, mask)
                    ]
                except TooManyReadings as error:
                    problems[str(error)] = Problem(code="too_many_readings", message=str(error))
                    by_mask[mask] = []
            verdicts[index] = self._verdict(name, index, by_mask[mask], values, problems)
        return Decision(
            law=self.law,
            engine=self.engine,
            note=self.note,
            values=values,
            verdicts=verdicts,
            problems=tuple(problems.values()),
            conflicts=tuple(self.direct.conflicts(values)),
            impossible=tuple(self.direct.impossible(values)),
            spread=self.direct.evaluate({**facts, **spreads}) if spreads else None,
        )

    def _verdict(
        self,
        name: str,
        index: int,
        combinations: list[tuple[tuple[int, ...], Values, Mapping[str, Truth] | None]],
        values: Values,
        problems: dict[str, Problem],
    ) -> Verdict:
        by_reading: list[tuple[tuple[int, ...], Truth]] = []
        all_values: list[Values] = []
        shown = values
        for combination, each, chained in combinations:
            truth = _truth(each[index])
            if chained is not None and chained[name] is not truth:
                # INVARIANT: engines that disagree decide nothing; a wrong verdict is worse than none.
                message = f"the engines disagree on `{name}`, so it is left open"
                problems[message] = Problem(code="engines_disagree", message=message)
                truth = None
            if truth is None and all(earlier is not None for _, earlier in by_reading):
                shown = each
            by_reading.append((combination, truth))
            all_values.append(each)
        outcome: Outcome = outcome_of_readings(truth for _, truth in by_reading) if by_reading else "unknown"
        return Verdict(
            outcome=outcome,
            interpretations=self.law.graph.interpretations_of(index),
            by_reading=tuple(by_reading),
            values=shown,
            values_by_reading=tuple(all_values),
        )

    def _chained(self, values: Values, problems: dict[str, Problem], mask: int = 0) -> Mapping[str, Truth] | None:
        """Return durable's verdict on every target, or ``None`` where the direct engine decides.

        With a mask it chains only for the targets that depend on these readings; the others keep their verdicts.
        """
        if self.engine != "durable":
            return None
        try:
            with self._lock:
                if mask not in self._rules:
                    self._rules[mask] = DurableRules(_formulas(self.law.graph, self.targets, mask))
            return self._rules[mask].decide([_truth(value) for value in values])
        except DurableFailed as error:
            self.engine, self.note = "direct", f"decided by the direct engine: {error}"
            problems[str(error)] = Problem(code="durable_failed", message=str(error), severity="warning")
            return None


_compiling = Lock()


def decider_for(law: Law, engine: EngineName = "durable") -> Decider:
    """Return the decider of a law, compiled once for as long as the law is in use."""
    with _compiling:
        decider = law.compiled.get(engine)
        if not isinstance(decider, Decider):
            decider = law.compiled[engine] = Decider(law, engine)
        return decider


def _plain_verdict(truth: Truth, values: Values) -> Verdict:
    """Return the verdict on a target on which no reading bears."""
    return Verdict(outcome=outcome_of(truth), interpretations=(), by_reading=(((), truth),), values=values)


def _truth(value: Value) -> Truth:
    return value if isinstance(value, bool) else None


def _targets(law: Law) -> dict[str, int]:
    """Return the node of every provision, duty, answer row and due condition by name."""
    targets = {}
    for selected in (*law.provisions.values(), *law.obligations.values(), *law.answers.values()):
        for i, node in enumerate(selected.nodes):
            targets[selected.id if len(selected.nodes) == 1 else f"{selected.id}@{i}"] = node
        for location, node in selected.due.items():
            targets[f"{selected.id}@{'.'.join(map(str, location))}"] = node
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
