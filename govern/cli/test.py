"""`govern test`: runs every case beside the policy files, through each engine."""

from collections.abc import Sequence

from rich.text import Text

from govern.assessment.cases import case_files, read_cases, run_case
from govern.assessment.decision import EngineName
from govern.catalog.catalog import read_catalogue
from govern.cli.console import complain, console
from govern.cli.law import read_law
from govern.engines.durable import available
from govern.problem import Problem, Rejected, did_you_mean, quoted

__all__ = ["run"]


def run(ids: tuple[str, ...], engine: str | None, folders: Sequence[str] | None) -> int:
    """Run the cases; return 0 if all came out, 1 if one did not, 2 for bad files."""
    try:
        corpus = read_law(folders)
        catalogue = read_catalogue(corpus.vocabulary)
        unknown = [id for id in ids if id not in corpus.policies]
        if unknown:
            raise Rejected(
                [
                    Problem(
                        code="policy",
                        message=f"there is no policy {quoted(id)}",
                        help=did_you_mean(id, corpus.policies),
                    )
                    for id in unknown
                ]
            )
        cases = [
            case for path in case_files(corpus) for case in read_cases(path, corpus) if not ids or case.policy in ids
        ]
    except Rejected as rejected:
        return complain(rejected.problems)
    out = console()
    failed = 0
    for name in _engines(engine):
        results = [run_case(case, corpus, catalogue, name) for case in cases]
        wrong = [result for result in results if not result.passed]
        for result in wrong:
            complain(result.problems)
        failed += len(wrong)
        out.print(Text(f"{name}: {len(results) - len(wrong)} of {len(results)} cases came out as expected"))
    untested = sorted(set(corpus.policies) - {case.policy for case in cases}) if not ids else []
    if untested:
        out.print(Text(f"no cases: {', '.join(untested)}", style="yellow"))
    return 1 if failed else 0


def _engines(engine: str | None) -> list[EngineName]:
    if engine is not None:
        return ["direct"] if engine == "direct" else ["durable"]
    return ["direct"] if available() is not None else ["direct", "durable"]
