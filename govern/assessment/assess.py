"""Assesses one declaration under one law: findings, answers, duties, quantities, and what to ask next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, reduce
from typing import TYPE_CHECKING

from govern.assessment.answers import Answered, answered
from govern.assessment.bearing import taken, without_bearing
from govern.assessment.chance_by_reading import ReadingChance, chances_by_reading
from govern.assessment.decision import Decision, EngineName, Verdict, decider_for
from govern.assessment.explained import Explanation
from govern.assessment.explanation import Explainer
from govern.assessment.missing import BAND, NOT_ENCODED
from govern.assessment.obligations import Duty, duty_of
from govern.declaration.declaration import Assumption, Declaration
from govern.engines.direct import Values
from govern.law.law import Law, Selected
from govern.law.schema import Provision
from govern.numbers import short
from govern.problem import Problem
from govern.ranges import Number, Range
from govern.truth import ANSWERS, Outcome, outcome_of
from govern.uncertainty.chances import Chances
from govern.uncertainty.probability import Probability
from govern.uncertainty.sampling import Sampling
from govern.units import in_unit, unit
from govern.vocabulary import FactDeclaration

if TYPE_CHECKING:
    from govern.uncertainty.simulation import Worth

__all__ = ["Assessment", "Finding", "ReadingOutcome", "assess"]

_SUBJECTS = ("model", "chip", "cluster")
_DEPLOYMENT = "deployment"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOutcome:
    """One combination of readings, the outcome it gives, and why: interpretation id to the reading's name."""

    readings: Mapping[str, str]
    outcome: Outcome
    explanation: Explanation


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a provision gives for a case; its explanation and what is missing are built when asked for."""

    selected: Selected
    node: int
    verdict: Verdict
    explainer: Explainer

    @property
    def id(self) -> str:
        """The qualified id of the provision."""
        return self.selected.id

    @property
    def entry(self) -> Provision:
        """The provision as its file writes it."""
        return self.selected.policy.file.provisions[self.selected.name]

    @property
    def outcome(self) -> Outcome:
        """One of met, not_met, unknown, unsettled."""
        return self.verdict.outcome

    @property
    def answer(self) -> str:
        """The outcome as people read it."""
        return ANSWERS[self.outcome]

    @cached_property
    def explanation(self) -> Explanation:
        """Why, under the readings that show it best."""
        return self.explainer.explain(self.node, self.verdict.values)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The smallest set of facts that settles an unknown outcome; empty otherwise."""
        return _missing(self.explainer, self.verdict, self.node)

    @cached_property
    def readings(self) -> tuple[ReadingOutcome, ...]:
        """The outcome under each combination of readings, if they do not all agree."""
        return _readings(self.explainer, self.verdict, self.node)

    @property
    def open_within_spread(self) -> bool:
        """Whether the outcome is decided by estimates whose 90 % interval does not decide it, under some reading."""
        if self.outcome not in ("met", "not_met"):
            return False
        spreads = map(self.explainer.spread_of, self.verdict.values_by_reading or (self.verdict.values,))
        return any(spread is not None and spread[self.node] is None for spread in spreads)

    @cached_property
    def chances(self) -> tuple[ReadingChance, ...]:
        """How likely it is met under each combination of the readings on which that depends; empty if on none."""
        return chances_by_reading(self.explainer, self.verdict, self.node)

    @cached_property
    def probability(self) -> Probability | None:
        """How likely it is met, over all readings; ``None`` where it rests on no estimate."""
        if self.chances:
            return reduce(Probability.hull, [each.probability for each in self.chances])
        drawn = self.explainer.chances
        return None if drawn is None else drawn.of(self.node, self.verdict.values)

    @cached_property
    def worth(self) -> "tuple[Worth, ...]":
        """Which estimates are worth knowing to call the outcome rightly, the most worthwhile first."""
        drawn = self.explainer.chances
        return () if drawn is None else drawn.worth(self.node, self.verdict.values)

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The names of all facts that the provision looks at."""
        return self.explainer.leaves(self.node)


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """The whole result for one declaration under one law."""

    declaration: Declaration
    law: Law
    decision: Decision
    explainer: Explainer
    findings: Mapping[str, Finding]
    duties: Mapping[str, Duty]
    problems: tuple[Problem, ...] = field(default=())

    @cached_property
    def answers(self) -> Mapping[str, Answered]:
        """What the law answers to each of its questions; worked out when asked for."""
        return {id: answered(selected, self.decision) for id, selected in self.law.answers.items()}

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The kinds of thing that the case states something about: model, chip, cluster."""
        facts = self.declaration.facts
        stated = {name.split(".")[0] for name, fact in facts.items() if fact.origin != "assumed"}
        return frozenset(stated) & frozenset(_SUBJECTS)

    @cached_property
    def verified_through(self) -> date | None:
        """The earliest day through which the files that concern the case were verified."""
        concerned = {f.selected.policy.id for f in self.findings.values() if self.concerns(f)}
        concerned |= {d.selected.policy.id for d in self.duties.values() if self.concerns_duty(d)}
        days = [self.law.policies[id].file.verified.through for id in concerned]
        return min(days, default=self.law.verified_through)

    def concerns(self, finding: Finding) -> bool:
        """Return whether a finding is about something that the case states, and bears on what is not decided yet."""
        if finding.outcome in ("met", "unsettled"):
            return True
        if finding.id in self._idle:
            return False
        return self._is_about(finding.leaves, finding.entry.about)

    @cached_property
    def _idle(self) -> frozenset[str]:
        return without_bearing(self.law, self.decision.verdicts)

    def concerns_duty(self, duty: Duty) -> bool:
        """Return whether a duty is about something that the case states."""
        if duty.outcome in ("met", "unsettled"):
            return True
        return self._is_about(self.explainer.leaves(duty.selected.nodes[0]), duty.entry.about)

    def concerns_answer(self, id: str) -> bool:
        """Return whether an answer is about something that the case states."""
        selected = self.law.answers[id]
        entry = selected.policy.file.answers[selected.name]
        leaves = [name for node in selected.nodes for name in self.explainer.leaves(node)]
        return self._is_about(leaves, entry.about)

    def has_all_of(self, leaves: Iterable[str]) -> bool:
        """Return whether the case states something of every thing that some facts speak of, a deployment included."""
        blocks = {name.split(".")[0] for name in leaves} & {*_SUBJECTS, _DEPLOYMENT}
        return all(self._states((block,)) for block in blocks)

    def _is_about(self, leaves: Iterable[str], blocks: tuple[str, ...]) -> bool:
        """Return whether the case has the things that the leaves speak of, and states one of the blocks, if any."""
        needed = {name.split(".")[0] for name in leaves} & set(_SUBJECTS)
        return needed <= self.subjects and (not blocks or self._states(blocks))

    def _states(self, blocks: tuple[str, ...]) -> bool:
        """Return whether the case states a fact in one of the blocks."""
        stated = [name for name, fact in self.declaration.facts.items() if fact.origin != "assumed"]
        stated += () if self.declaration.lineage is None else self.declaration.lineage.blocks
        return any(name == block or name.startswith(f"{block}.") for name in stated for block in blocks)

    def duty_missing(self, duty: Duty) -> tuple[str, ...]:
        """Return what is missing to know whether a duty applies, and when it is due."""
        node = duty.selected.nodes[0]
        open_facts = _missing(self.explainer, self.decision.verdicts[node], node)
        if duty.outcome == "not_met":
            return open_facts
        case = duty.due.open_case
        open_case = () if case is None else _missing(self.explainer, self.decision.verdicts[case], case)
        return tuple(dict.fromkeys((*open_facts, *open_case, *duty.due.missing)))

    def open_facts(self, node: int) -> tuple[str, ...]:
        """Return the smallest set of facts that settles a condition that is open."""
        return _missing(self.explainer, self.decision.verdicts[node], node)

    def shortfall(self, assumption: Assumption) -> tuple[str, ...]:
        """Return, for each line that a sum stays below, how much more than stated would reach it."""
        return _shortfall(self, assumption)


def assess(
    declaration: Declaration, law: Law, engine: EngineName = "durable", sampling: Sampling | None = None
) -> Assessment:
    """Assess a declaration: decide every provision, answer and duty of the law.

    ``sampling`` says how the chances beside the verdicts are drawn, where one is asked for.

    ``engine`` is ``durable`` (falls back to ``direct`` where durable_rules cannot be had, and says so) or
    ``direct``.
    """
    facts = declaration.values()
    decision = decider_for(law, engine).decide(facts, declaration.spreads())
    chances = Chances(law, facts, declaration.facts, decision.spread_under, lambda: decision.spread_tables, sampling)
    explainer = Explainer(law, dict(declaration.facts), decision.spread_under, chances)
    findings = {
        id: Finding(
            selected=selected, node=selected.nodes[0], verdict=decision.verdicts[selected.nodes[0]], explainer=explainer
        )
        for id, selected in law.provisions.items()
    }
    return Assessment(
        declaration=declaration,
        law=law,
        decision=decision,
        explainer=explainer,
        findings=findings,
        duties={id: duty_of(selected, decision, declaration) for id, selected in law.obligations.items()},
        problems=(*declaration.problems, *decision.problems, *_conflict_problems(decision, explainer)),
    )


def _missing(explainer: Explainer, verdict: Verdict, node: int) -> tuple[str, ...]:
    if verdict.outcome != "unknown":
        return ()
    sets = explainer.settling.of(_open_values(verdict), node)
    if not sets:
        return ()
    # Among sets of one size the one whose facts come first in the vocabulary is asked for.
    order = {name: i for i, name in enumerate(explainer.law.vocabulary.facts)}
    facts = explainer.law.vocabulary.facts
    sets = tuple(_without_implied(each, facts) for each in sets)
    # A band that no fact narrows is told only where nothing else is missing.
    sets = tuple(frozenset(name for name in each if not name.startswith(BAND)) or each for each in sets)
    best = min(sets, key=lambda each: (len(each), sorted(order.get(name, len(order)) for name in each)))
    return tuple(sorted(best, key=lambda name: (name.startswith(NOT_ENCODED), order.get(name, len(order)), name)))


def _open_values(verdict: Verdict) -> list[Values]:
    """Return the values under each combination of readings that leaves the outcome open: all must be settled."""
    values = verdict.values_by_reading or (verdict.values,)
    found = [each for (_, truth), each in zip(verdict.by_reading, values, strict=False) if truth is None]
    return found or [verdict.values]


def _without_implied(names: frozenset[str], facts: Mapping[str, FactDeclaration]) -> frozenset[str]:
    """Leave out the blocks that a total of the same set makes 0 once it is stated, since they are not listed."""
    implied = {
        name.rpartition(".")[0]
        for name, fact in facts.items()
        if fact.zero_beside is not None and fact.zero_beside in names
    }
    return frozenset(name for name in names if name.rpartition(".")[0] not in implied)


def _readings(explainer: Explainer, verdict: Verdict, node: int) -> tuple[ReadingOutcome, ...]:
    law = explainer.law
    if len({truth for _, truth in verdict.by_reading}) <= 1:
        return ()
    names = [
        list(law.policies[id.partition("#")[0]].file.interpretations[id.partition("#")[2]].readings)
        for id in verdict.interpretations
    ]
    deciding = _deciding(verdict)
    shown: dict[tuple[tuple[str, str], ...], ReadingOutcome] = {}
    for (combination, truth), values in zip(verdict.by_reading, verdict.values_by_reading, strict=True):
        chosen = {id: names[i][combination[i]] for i, id in enumerate(verdict.interpretations) if i in deciding}
        key = tuple(chosen.items())
        if key not in shown:
            explanation = explainer.explain(node, values, whole=True)
            shown[key] = ReadingOutcome(readings=chosen, outcome=outcome_of(truth), explanation=explanation)
    return tuple(shown.values())


def _deciding(verdict: Verdict) -> set[int]:
    """Return the interpretations whose reading changes the outcome, the others held as they are."""
    truths = dict(verdict.by_reading)
    deciding = set()
    for combination, truth in truths.items():
        for i in range(len(combination)):
            others = [c for c in truths if c[:i] == combination[:i] and c[i + 1 :] == combination[i + 1 :]]
            if any(truths[other] is not truth for other in others):
                deciding.add(i)
    return deciding


def _conflict_problems(decision: Decision, explainer: Explainer) -> list[Problem]:
    """Return a problem for statements that exclude each other, each pair of figures once."""
    found: dict[tuple[str, ...], Problem] = {}
    wording = explainer.wording
    if not decision.conflicts and not decision.impossible:
        return []
    bearing = taken(decision.law, decision.values)
    for node, a, b in (each for each in decision.conflicts if each[0] in bearing):
        figures = tuple(wording.value(i, decision.values[i]) for i in (a, b))
        texts = [f"{wording.label(i)} ({figure})" for i, figure in zip((a, b), figures, strict=True)]
        result = decision.values[node]
        if isinstance(result, Range) and (result.low is None or result.high is None):
            message = f"two statements exclude each other: {texts[0]} and {texts[1]}"
            problem = _contradiction(message, "what depends on which of them is right is left open", explainer, (a, b))
        else:
            message = f"two figures of one quantity differ: {texts[0]} and {texts[1]}"
            help = "both are kept" if isinstance(result, Range) else "the first of them decides"
            problem = replace(_contradiction(message, help, explainer, (a, b)), code="figures_differ")
        found.setdefault(figures, problem)
    for node in (each for each in decision.impossible if each in bearing):
        inner = decision.law.graph.nodes[node].args[0]
        value = wording.value(node, decision.values[inner])
        message = (
            f"the {wording.label(node)} comes out as {value}, which cannot be: the statements contradict each other"
        )
        found.setdefault((value,), _contradiction(message, "what rests on it is left open", explainer, (inner,)))
    return list(found.values())


def _contradiction(message: str, help: str, explainer: Explainer, nodes: tuple[int, ...]) -> Problem:
    stated = (explainer.facts.get(name) for node in nodes for name in explainer.leaves(node))
    places = [each.place for each in stated if each is not None and each.place is not None and each.origin != "assumed"]
    return Problem(
        code="conflicting_estimates",
        message=message,
        place=places[0] if places else None,
        help=help,
        severity="warning",
    )


def _shortfall(assessment: Assessment, assumption: Assumption) -> tuple[str, ...]:
    lines: dict[str, None] = {}
    for finding in assessment.findings.values():
        # A second look compares what a figure could be, so its distances are not those of the figure.
        if finding.entry.effect == "second_look" or not set(assumption.facts) & set(finding.leaves):
            continue
        pending = [finding.explanation]
        while pending:
            step = pending.pop(0)
            pending += step.children
            used = {source.name for source in step.sources}
            below = step.margin is not None and step.outcome == "not_met" and step.operator in (">", ">=")
            if below and step.margin is not None and step.threshold is not None and used & set(assumption.facts):
                lines[_more(finding, step, step.margin.difference)] = None
    return tuple(lines)


def _more(finding: Finding, step: Explanation, difference: Number) -> str:
    """Return in words how much more reaches the line of a comparison that does not hold."""
    line = step.threshold
    if line is None:
        return ""
    reference = step.references[0].text if step.references else finding.entry.reference
    if difference == 0:
        return f"anything more would exceed {line.text} ({reference})"
    amount = f"{short(in_unit(difference, unit(line.unit)))} {line.unit}".strip()
    return f"{amount} more would reach {line.text} ({reference})"
