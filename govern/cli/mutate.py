"""`govern test --mutate`: changes each threshold, operator, date and period, and looks for a case that fails."""

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from typing import Any

from govern.assessment.cases import PolicyCase, case_files, read_cases
from govern.assessment.coverage import is_law_in_force
from govern.assessment.mutation import MutantResult, mutated
from govern.catalog.catalog import Catalogue, read_catalogue
from govern.cli.law import read_law
from govern.law.corpus import Corpus

__all__ = ["run_mutants"]

_SHARES = 4
_Loaded = tuple[Corpus, Catalogue, list[PolicyCase]]
_loaded: dict[tuple[str, ...] | None, _Loaded] = {}


def run_mutants(ids: Sequence[str], folders: Sequence[str] | None, document: dict[str, Any]) -> int:
    """Add the fate of all mutants of some files; return how many of law in force survived."""
    named = None if folders is None else tuple(folders)
    _loaded.clear()
    tasks = [(named, id, share) for id in ids for share in range(_SHARES)]
    corpus = _read(named)[0]
    workers = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, len(tasks))
    if workers <= 1:
        results = [each for task in tasks for each in _mutate(task)]
    else:
        with ProcessPoolExecutor(workers) as pool:
            results = [each for found in pool.map(_mutate, tasks) for each in found]
    results.sort(key=lambda each: (each.policy, each.place.line, each.place.column, each.change))
    survived = [each for each in results if each.fate == "survived"]
    in_force = {id: is_law_in_force(corpus.policies[id], date.today()) for id in ids}
    document["mutants"] = {
        "of": len(results),
        "killed": sum(each.fate == "killed" for each in results),
        "equivalent": sum(each.fate == "equivalent" for each in results),
        "survived": [
            {
                "policy": each.policy,
                "law_in_force": in_force[each.policy],
                "kind": each.kind,
                "change": each.change,
                "place": str(each.place),
            }
            for each in survived
        ],
    }
    return sum(in_force[each.policy] for each in survived)


def _read(folders: tuple[str, ...] | None) -> _Loaded:
    """Return the law and its cases, read once in each process."""
    if folders not in _loaded:
        corpus = read_law(folders)
        cases = [case for path in case_files(corpus) for case in read_cases(path, corpus)]
        _loaded[folders] = (corpus, read_catalogue(corpus.vocabulary), cases)
    return _loaded[folders]


def _mutate(task: tuple[tuple[str, ...] | None, str, int]) -> list[MutantResult]:
    folders, id, share = task
    corpus, catalogue, cases = _read(folders)
    return list(mutated(corpus.policies[id], cases, corpus, catalogue, (share, _SHARES)))
