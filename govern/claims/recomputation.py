"""Claims held against what the formulas, the law and the sourced figures of a day give.

Comes in: claims, the policy files and the catalogue. Goes out: for each claim its recomputations, with how each was
worked out, and the status that follows from them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Final

from govern import arithmetic
from govern.assessment.assess import Assessment, assess
from govern.assessment.derivation import Derivation, derive
from govern.assessment.explained import Reference, Shown
from govern.assessment.wording import enclosed
from govern.catalog.catalog import Catalogue
from govern.claims.claim import Case, Check, Claim
from govern.claims.shown import amount_of, explained, shown_amount, shown_outcome
from govern.claims.status import Agreement, Status, agreement, applying, status_of
from govern.declaration.read import read_node
from govern.law.corpus import Corpus
from govern.law.law import Law
from govern.problem import Problem, Rejected, did_you_mean, quoted
from govern.ranges import Amount, Range, span
from govern.truth import ANSWERS
from govern.units import PLAIN, Dimension, Unit, divide, unit
from govern.validation import plain
from govern.values import Value

__all__ = ["Recomputation", "Verified", "verified", "verified_through"]

_NUMBER: Final = Unit(name="", dimension=PLAIN, factor=1)


@dataclass(frozen=True, kw_only=True)
class Recomputation:
    """What one check gives: the value in base units and in words, and how it stands to the claim.

    ``value`` is the outcome of a provision where the check is of one. ``current`` says that it speaks of the day of
    the check, ``of_the_time`` that it speaks of the day of the claim. ``open_within_spread`` says that the estimates
    it rests on leave open, within 90 %, how it stands. How it came about is worked out when asked for.
    """

    check: Check
    label: str
    value: Value
    shown: Shown
    agreement: Agreement
    open_within_spread: bool
    current: bool
    of_the_time: bool
    deriving: Callable[[], Derivation] = field(repr=False, compare=False)

    @cached_property
    def derivation(self) -> Derivation:
        """Every step of it, with units and sources."""
        return self.deriving()

    @property
    def amount(self) -> Amount:
        """The value as an amount; what is none, or not known, is any number."""
        return amount_of(self.value)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The facts that are not known, if how it stands to the claim is not known either."""
        return tuple(dict.fromkeys(_missing(self.derivation))) if self.agreement == "unknown" else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A claim with its recomputations and the status that follows."""

    claim: Claim
    recomputations: tuple[Recomputation, ...]
    status: Status

    @property
    def now(self) -> tuple[Recomputation, ...]:
        """The recomputations of the claim's own quantity that speak of the day of the check."""
        return tuple(each for each in self.recomputations if each.check.fits is None and each.current)

    @property
    def then(self) -> tuple[Recomputation, ...]:
        """Those of the claim's own quantity that speak of the day of the claim."""
        return tuple(each for each in self.recomputations if each.check.fits is None and each.of_the_time)

    @property
    def other(self) -> tuple[Recomputation, ...]:
        """Those of another quantity."""
        return tuple(each for each in self.recomputations if each.check.fits is not None)


def verified(claims: Sequence[Claim], corpus: Corpus, catalogue: Catalogue, on: date) -> tuple[Verified, ...]:
    """Hold claims against what the formulas, law and figures of a day give; raise `Rejected` with all problems."""
    reckoning = _Reckoning(corpus, catalogue, corpus.in_force(on=on, known=on))
    problems: list[Problem] = []
    found = []
    for claim in claims:
        recomputed = []
        for check in claim.checks:
            try:
                recomputed.append(reckoning.recomputed(claim, check, on))
            except Rejected as rejected:
                problems += rejected.problems
        found.append(_with_status(claim, tuple(recomputed)))
    if problems:
        raise Rejected(problems)
    return tuple(found)


def verified_through(found: Sequence[Verified], corpus: Corpus) -> date | None:
    """Return the earliest day through which the policy files that claims are held against were verified."""
    checks = [each.check for claim in found for each in claim.recomputations]
    cases = [case for check in checks for case in (check.case, check.compared) if case is not None]
    files = {case.id.partition("#")[0] for case in cases}
    return min((corpus.policies[file].file.verified.through for file in files if file in corpus.policies), default=None)


def _with_status(claim: Claim, recomputed: tuple[Recomputation, ...]) -> Verified:
    held = Verified(claim=claim, recomputations=recomputed, status="not_a_quantity")
    if claim.claimed is None:
        return held
    now, then, other = ([each.agreement for each in part] for part in (held.now, held.then, held.other))
    return replace(held, status=status_of(now, then, other))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """A case worked out: its value or outcome, its unit, and how to tell how it came about."""

    label: str
    value: Value
    unit: Unit
    shown: Shown
    deriving: Callable[[], Derivation]


class _Reckoning:
    """Works out cases under the law of one day, each case once."""

    def __init__(self, corpus: Corpus, catalogue: Catalogue, law: Law) -> None:
        self.corpus, self.catalogue, self.law = corpus, catalogue, law
        self._assessments: dict[str, Assessment] = {}

    def recomputed(self, claim: Claim, check: Check, on: date) -> Recomputation:
        result = self._outcome(check.case) if check.of_a_provision else self._compared(check)
        if check.fits is None and result.unit.dimension != claim.unit.dimension:
            raise _unit_differs(check, claim.unit)
        return Recomputation(
            check=check,
            label=result.label,
            value=result.value,
            shown=result.shown,
            agreement=_stands(claim, result.value),
            open_within_spread=_is_open(claim, result),
            current=check.speaks_of(on),
            of_the_time=check.speaks_of(claim.as_of),
            deriving=result.deriving,
        )

    def _assessed(self, case: Case) -> Assessment:
        key = repr(plain(case.given))
        if key not in self._assessments:
            declaration = read_node(case.given, self.corpus, self.catalogue, file=case.place.file, file_digest="")
            self._assessments[key] = assess(declaration, self.law, "direct")
        return self._assessments[key]

    def _quantity(self, case: Case) -> _Result:
        node = self.law.definitions.get(case.id)
        if node is None:
            return self._not_in_force("quantity", case)
        assessment = self._assessed(case)
        values, explainer = assessment.decision.values, assessment.explainer
        return _Result(
            label=case.label,
            value=values[node],
            unit=explainer.wording.unit(node),
            shown=explainer.shown(node, values),
            deriving=lambda: derive(explainer, node, values),
        )

    def _outcome(self, case: Case) -> _Result:
        if case.id not in self.law.provisions:
            return self._not_in_force("provision", case)
        finding = self._assessed(case).findings[case.id]

        def deriving() -> Derivation:
            explanation = finding.explainer.explain(finding.node, finding.verdict.values, whole=True)
            return explained(explanation, ANSWERS[finding.outcome])

        shown = shown_outcome(finding.outcome)
        return _Result(label=case.label, value=finding.outcome, unit=_NUMBER, shown=shown, deriving=deriving)

    def _compared(self, check: Check) -> _Result:
        """Return a quantity; of two cases their quotient, or what is saved: 1 less the quotient."""
        one = self._quantity(check.case)
        if check.compared is None:
            return one
        other = self._quantity(check.compared)
        quotient = arithmetic.divide(amount_of(one.value), amount_of(other.value))
        saved = check.comparison == "saved_against"
        value = enclosed(arithmetic.subtract(1, quotient) if saved else quotient)
        measure = _of_dimension(divide(one.unit.dimension, other.unit.dimension))
        shown = shown_amount(amount_of(value), measure)
        label = f"{one.label}, {'saved against' if saved else 'by'} {other.label}"

        def deriving() -> Derivation:
            start = "1 - " if saved else ""
            return Derivation(
                id="",
                label=label,
                value=shown,
                formula=f"{start}{one.label} / {other.label}",
                numbers=f"{start}{one.shown.text} / {other.shown.text}",
                parts=(_called(one), _called(other)),
            )

        return _Result(label=label, value=value, unit=measure, shown=shown, deriving=deriving)

    def _not_in_force(self, kind: str, case: Case) -> _Result:
        """Return what law that is not in force on the day gives: it does not apply, and a quantity is not known."""
        file, _, name = case.id.partition("#")
        policy = self.corpus.policies.get(file)
        provision = None if policy is None or kind != "provision" else policy.file.provisions.get(name)
        definition = None if policy is None or kind != "quantity" else policy.file.definitions.get(name)
        entry = provision or definition
        if entry is None:
            raise self._absent(kind, case)
        measure = _NUMBER if definition is None else unit(definition.unit or "")
        shown = shown_amount(Range(), measure) if provision is None else shown_outcome("not_met")
        value: Value = Range() if provision is None else "not_met"
        reference = Reference(text=entry.reference, href=entry.href, grade=entry.grade)
        label = f"{entry.label or name}: not in force on {self.law.on.isoformat()}"
        derivation = Derivation(id=case.id, label=label, value=shown, references=(reference,))
        return _Result(label=case.label, value=value, unit=measure, shown=shown, deriving=lambda: derivation)

    def _absent(self, kind: str, case: Case) -> Rejected:
        known = (
            policy.qualified(name)
            for policy in self.corpus.policies.values()
            for name in (policy.file.provisions if kind == "provision" else policy.file.definitions)
        )
        help = did_you_mean(case.id, known) or f"a {kind} is called `file#name`"
        message = f"there is no {kind} {quoted(case.id)}"
        return Rejected([Problem(code=kind, message=message, place=case.place, help=help)])


def _stands(claim: Claim, value: Value) -> Agreement:
    if claim.claimed is None:
        return "unknown"
    if isinstance(claim.claimed, bool):
        return applying(claim.claimed, value)
    return agreement(claim.claimed, value, claim.tolerance)


def _is_open(claim: Claim, result: _Result) -> bool:
    """Return whether the 90 % interval of an estimate stands to the claim in another way than its value."""
    estimate = result.shown.estimate
    if estimate is None:
        return False
    spread = span(estimate.low, estimate.high)
    return spread is not None and _stands(claim, spread) != _stands(claim, result.value)


def _of_dimension(dimension: Dimension) -> Unit:
    """Return the base unit of a dimension."""
    if dimension == PLAIN:
        return _NUMBER
    name = " ".join(base if power == 1 else f"{base}^{power}" for base, power in dimension)
    return Unit(name=name, dimension=dimension, factor=1)


def _called(result: _Result) -> Derivation:
    """Return a derivation under the name of its case."""
    step = result.deriving()
    return replace(step, label=f"{result.label}: {step.label}")


def _missing(step: Derivation) -> Iterator[str]:
    """Yield the facts below a step that nothing is known of."""
    is_leaf = not step.parts and not step.formula and not step.sources and not step.shown_above
    if is_leaf and step.value.text == "not known":
        yield step.label
    for part in step.parts:
        yield from _missing(part)


def _unit_differs(check: Check, due: Unit) -> Rejected:
    measure = f"in {quoted(due.name)}" if due.name else "a plain number"
    message = f"{quoted(check.case.id)} is not measured as the claim is, {measure}"
    help = "say with `fits` what the claimed numbers would be, if this is another quantity on purpose"
    return Rejected([Problem(code="unit", message=message, place=check.case.place, help=help)])
