"""`govern test`: runs every case beside the policy files through each engine, and says what the cases do not show."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from rich.text import Text

from govern.assessment.cases import Impossible, PolicyCase, by_law, case_files, declared, read_case_file, run_case
from govern.assessment.coverage import Item, coverage_of, is_law_in_force
from govern.assessment.decision import EngineName
from govern.catalog.catalog import Catalogue, read_catalogue
from govern.cli.console import complain, console, write
from govern.cli.law import read_law
from govern.engines.durable import available
from govern.law.corpus import Corpus
from govern.law.plausibility import bare_numbers
from govern.problem import Problem, Rejected, did_you_mean, quoted

__all__ = ["run"]


def run(
    ids: tuple[str, ...],
    engine: str | None,
    folders: Sequence[str] | None,
    *,
    require_coverage: bool = False,
    mutate: bool = False,
    format: str = "text",
) -> int:
    """Run the cases; return 0 if all came out, 1 if one did not or something is not covered, 2 for bad files."""
    try:
        corpus = read_law(folders)
        catalogue = read_catalogue(corpus.vocabulary)
        _refuse_unknown(ids, corpus)
        files = [read_case_file(path, corpus) for path in case_files(corpus)]
        cases = [case for own, _ in files for case in own if not ids or case.policy in ids]
        _refuse_unreadable(cases, corpus, catalogue)
    except Rejected as rejected:
        return complain(rejected.problems)
    waived = [each for _, own in files for each in own]
    document: dict[str, Any] = {"engines": {}, "coverage": {}, "no_cases": []}
    failed = _run_cases(cases, corpus, catalogue, _engines(engine), document)
    failed += _cover(ids, cases, waived, corpus, catalogue, document, require=require_coverage)
    document["no_cases"] = sorted(_chosen(ids, corpus) - {case.policy for case in cases})
    if mutate:
        from govern.cli.mutate import run_mutants

        failed += run_mutants(sorted(_chosen(ids, corpus)), folders, document)
    if format == "json":
        write(json.dumps(document, indent=2, ensure_ascii=False) + "\n", None)
    else:
        _print(document)
    return 1 if failed else 0


def _refuse_unknown(ids: tuple[str, ...], corpus: Corpus) -> None:
    unknown = [id for id in ids if id not in corpus.policies]
    if unknown:
        raise Rejected(
            Problem(code="policy", message=f"there is no policy {quoted(id)}", help=did_you_mean(id, corpus.policies))
            for id in unknown
        )


def _refuse_unreadable(cases: Sequence[PolicyCase], corpus: Corpus, catalogue: Catalogue) -> None:
    """Refuse cases of which what is given cannot be read, with all problems."""
    problems: list[Problem] = []
    for case in cases:
        try:
            declared(case, corpus, catalogue)
        except Rejected as rejected:
            problems += rejected.problems
    if problems:
        raise Rejected(problems)


def _chosen(ids: tuple[str, ...], corpus: Corpus) -> set[str]:
    """Return the files asked for; those that only list where nothing was found have nothing to test."""
    chosen = set(ids) or set(corpus.policies)
    return {id for id in chosen if corpus.policies[id].expressions}


def _engines(engine: str | None) -> list[EngineName]:
    if engine is not None:
        return ["direct"] if engine == "direct" else ["durable"]
    return ["direct"] if available() is not None else ["direct", "durable"]


def _run_cases(
    cases: Sequence[PolicyCase],
    corpus: Corpus,
    catalogue: Catalogue,
    engines: Sequence[EngineName],
    document: dict[str, Any],
) -> int:
    failed = 0
    told: set[str] = set()
    for i, name in enumerate(engines):
        results = [run_case(case, corpus, catalogue, name) for case in by_law(cases)]
        wrong = [result for result in results if not result.passed]
        problems = {str(problem): problem for result in wrong for problem in result.problems}
        # What both engines say is told once; what only the second says is told as its own.
        new = [problem for text, problem in problems.items() if text not in told]
        complain([replace(each, message=f"{each.message} (by the {name} engine)") if i else each for each in new])
        told |= set(problems)
        failed += len(wrong)
        document["engines"][name] = {"cases": len(results), "as_expected": len(results) - len(wrong)}
    return failed


def _cover(
    ids: tuple[str, ...],
    cases: Sequence[PolicyCase],
    waived: Sequence[Impossible],
    corpus: Corpus,
    catalogue: Catalogue,
    document: dict[str, Any],
    *,
    require: bool,
) -> int:
    """Add what the cases of each file cover; return how much of the law in force they do not, if that is required."""
    holes = 0
    for id in sorted(_chosen(ids, corpus)):
        policy = corpus.policies[id]
        impossible = [each for each in waived if each.policy == id]
        items = coverage_of(policy, cases, corpus, catalogue)
        left = [item for item in items if not _is_waived(item, impossible)]
        wrong = _wrongly_waived(items, impossible)
        wrong += bare_numbers(policy)
        complain(wrong)
        holes += len(wrong)
        in_force = is_law_in_force(policy, date.today())
        missing = [item for item in left if not item.covered]
        holes += len(missing) if in_force and require else 0
        document["coverage"][id] = {
            "law_in_force": in_force,
            "covered": len(left) - len(missing),
            "of": len(left),
            "impossible": len(items) - len(left),
            "missing": [{"entry": i.entry, "what": i.what, "place": str(i.place)} for i in missing],
        }
    return holes


def _is_waived(item: Item, impossible: Sequence[Impossible]) -> bool:
    return any((each.entry, each.what) == (item.entry, item.what) for each in impossible)


def _wrongly_waived(items: Sequence[Item], impossible: Sequence[Impossible]) -> list[Problem]:
    """Return a problem for each thing that is said to be impossible and is not, or that nothing asks for."""
    problems = []
    for each in impossible:
        alike = [item for item in items if (item.entry, item.what) == (each.entry, each.what)]
        if not alike:
            help = did_you_mean(each.what, {item.what for item in items if item.entry == each.entry})
            message = f"nothing of {quoted(each.entry)} that cases should cover is called {quoted(each.what)}"
            problems.append(Problem(code="impossible", message=message, place=each.place, help=help))
        elif alike[0].covered:
            message = f"{quoted(each.what)} of {quoted(each.entry)} is said to be impossible, and a case shows it"
            problems.append(Problem(code="impossible", message=message, place=each.place))
    return problems


_SHOWN = 200


def _print(document: dict[str, Any]) -> None:
    out = console()
    for name, result in document["engines"].items():
        out.print(Text(f"{name}: {result['as_expected']} of {result['cases']} cases came out as expected"))
    if document["no_cases"]:
        out.print(Text(f"no cases: {', '.join(document['no_cases'])}", style="yellow"))
    for id, found in document["coverage"].items():
        whole = found["covered"] == found["of"]
        impossible = f", {found['impossible']} impossible" if found["impossible"] else ""
        kind = "" if found["law_in_force"] else ", no law in force"
        text = f"coverage: {id} {found['covered']} of {found['of']}{impossible}{kind}"
        out.print(Text(text, style="" if whole else "yellow"))
        for item in found["missing"][:_SHOWN]:
            out.print(Text(f"  {item['place']}: {item['entry']}: {item['what']}"), soft_wrap=True)
    if "mutants" in document:
        for mutant in document["mutants"]["survived"]:
            out.print(Text(f"  {mutant['place']}: survived: {mutant['change']}"), soft_wrap=True)
        counts = document["mutants"]
        out.print(
            Text(
                f"{counts['of']} mutants: {counts['killed']} killed, {counts['equivalent']} equivalent, "
                f"{len(counts['survived'])} survived"
            )
        )
