"""Mutation testing of law: each mutant of a policy file must make one of its cases fail.

Comes in: a corpus and the cases beside its files. Goes out: for each mutant whether a case noticed it. One that none
noticed survives, unless it is shown to be the same law: on every day and by every knowledge that could tell.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Literal

from govern.assessment.cases import PolicyCase, declared, run_case
from govern.assessment.mutants import Mutant, mutants_of
from govern.catalog.catalog import Catalogue
from govern.declaration.declaration import Declaration
from govern.law.corpus import Corpus
from govern.law.law import Law
from govern.law.policy import Policy
from govern.problem import Place

__all__ = ["MutantResult", "mutated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MutantResult:
    """What became of a mutant: ``killed`` by a case, ``equivalent`` (the same law), or ``survived``."""

    policy: str
    kind: str
    change: str
    place: Place
    fate: Literal["killed", "equivalent", "survived"]


def mutated(
    policy: Policy, cases: Iterable[PolicyCase], corpus: Corpus, catalogue: Catalogue, share: tuple[int, int] = (0, 1)
) -> Iterator[MutantResult]:
    """Yield the fate of every mutant of a policy file under its own cases, in the order of the file.

    ``share`` is for several processes that each take a part: (1, 4) takes every fourth mutant from the second on.
    """
    own = [(case, declared(case, corpus, catalogue)) for case in cases if case.policy == policy.id]
    part = _part(policy, [case for case, _ in own], corpus)
    own = [(case, given) for case, given in own if run_case(case, part, catalogue, "direct", given).passed]
    for mutant in islice(mutants_of(policy), share[0], None, share[1]):
        changed = Corpus({**part.policies, policy.id: mutant.policy}, corpus.vocabulary)
        killer = _killer(mutant, own, changed, catalogue)
        if killer is not None:
            # What noticed one change notices the next one nearby, so it goes first.
            own.insert(0, own.pop(killer))
        same = killer is None and _is_the_same_law(mutant, part, changed)
        yield MutantResult(
            policy=policy.id,
            kind=mutant.kind,
            change=mutant.change,
            place=mutant.place,
            fate="killed" if killer is not None else "equivalent" if same else "survived",
        )


def _part(policy: Policy, cases: Iterable[PolicyCase], corpus: Corpus) -> Corpus:
    """Return the files that a file and its cases name, and those that these use; the rest decides nothing of them."""
    needed: dict[str, Policy] = {}
    named = {name.partition("#")[0] for case in cases for name in (*case.expect, *case.due, *case.standing)}
    ahead = [policy.id, *sorted(named & corpus.policies.keys())]
    while ahead:
        id = ahead.pop()
        if id not in needed:
            needed[id] = corpus.policies[id]
            ahead += [used.partition("#")[0] for used in corpus.policies[id].file.uses.values()]
    return Corpus({id: each for id, each in corpus.policies.items() if id in needed}, corpus.vocabulary)


def _killer(
    mutant: Mutant, cases: list[tuple[PolicyCase, Declaration]], corpus: Corpus, catalogue: Catalogue
) -> int | None:
    """Return which case fails under a mutant."""
    order: Iterable[int] = range(len(cases))
    if mutant.days is not None:
        day = mutant.days[0]
        clocks = [(case.known or case.on) if mutant.clock == "known" else case.on for case, _ in cases]
        order = sorted(order, key=lambda i: abs((clocks[i] - day).days))
    for i in order:
        case, given = cases[i]
        if not run_case(case, corpus, catalogue, "direct", given).passed:
            return i
    return None


def _is_the_same_law(mutant: Mutant, before: Corpus, after: Corpus) -> bool:
    """Return whether a moved date changes the law on no day, by no knowledge: it is compared on all that could tell.

    Between two dates that occur in the files nothing changes, so one day from each stretch is enough on the other
    clock, and on the clock of the date itself only the day that it was moved over can differ.
    """
    if mutant.days is None:
        return False
    over = {min(mutant.days), max(mutant.days), min(mutant.days) - timedelta(days=1)}
    stretches = {day for policy in before.policies.values() for day in _days(policy)}
    stretches |= {day - timedelta(days=1) for day in stretches} | over
    ons, knowns = (over, stretches) if mutant.clock == "on" else (stretches, over)
    return all(_alike(before, after, on, known) for on in sorted(ons) for known in sorted(knowns))


def _days(policy: Policy) -> Iterator[date]:
    file = policy.file
    histories = [file.history]
    for group in ("provisions", "answers", "obligations", "penalties"):
        histories += [entry.history or () for entry in getattr(file, group).values()]
    for history in histories:
        for event in history:
            yield from (event.on, event.published)
    for parameter in file.parameters.values():
        for value in parameter.values:
            yield from (value.from_, value.published, *(() if value.until is None else (value.until,)))


_ALL = ("enacted", "proposal", "repealed", "voluntary")


def _alike(before: Corpus, after: Corpus, on: date, known: date) -> bool:
    for include in ((), _ALL):
        laws = [corpus.in_force(on=on, known=known, include=include) for corpus in (before, after)]
        if _seen(laws[0]) != _seen(laws[1]):
            return False
    return True


def _seen(law: Law) -> tuple[object, ...]:
    """Return all that a law of a day can show: its conditions, what is evaluated, how it stands, and its days."""
    groups = [
        {id: (each.standing, each.nodes, each.due) for id, each in group.items()}
        for group in (law.provisions, law.answers, law.obligations, law.penalties)
    ]
    told = {
        id: None if found is None else (found.value, found.reference, found.href, found.quote, found.grade)
        for id, found in law.parameters.items()
    }
    return (law.graph.nodes, groups, law.definitions, told, law.evaluated, law.dormant)
