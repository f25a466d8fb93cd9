"""One case: warm against 300 provisions, and cold as whole processes, beside workloads to compare with.

python benchmarks/one_case.py [ROUNDS]
"""

import sys
import tempfile
from datetime import date
from functools import partial
from pathlib import Path

from measuring import ROOT, Timing, processes, side_by_side, table
from naive_walk import NaiveWalk
from synthetic_corpus import write_corpus, write_declaration

from govern.assessment.assess import assess
from govern.assessment.decision import Decider
from govern.catalog.catalog import read_catalogue
from govern.declaration.read import read
from govern.engines.durable import available
from govern.law.corpus import read_corpus
from govern.law.law import INCLUDABLE

DAY = date(2026, 1, 1)
EXAMPLE = ("examples/deepseek-v3-on-h20-china.yaml", "--on", "2026-11-22")
SHIPPED = ("examples/deepseek-v3-on-h20-china.yaml", "examples/california-large-developer.yaml")
LIBRARIES = "import pydantic, rich.console, typer, yaml"


def warm(folder: Path, case: Path, rounds: int) -> None:
    """Measure one case against a law that is loaded, each engine in turn."""
    corpus = read_corpus(folder)
    law = corpus.in_force(on=DAY)
    declaration = read(case, corpus, read_catalogue(corpus.vocabulary))
    facts = declaration.values()
    naive, direct, durable = NaiveWalk(law), Decider(law, "direct"), Decider(law, "durable")
    naive.decide(facts)
    comparisons = sum(node.op == "compare" for node in law.graph.nodes)
    print(
        f"{len(law.provisions)} provisions in {len(law.policies)} files, {comparisons} different comparisons, "
        f"{len(law.graph.interpretations)} open questions, {len(law.vocabulary.facts)} facts ({len(facts)} stated); "
        f"the naive walk compares {naive.comparisons} times"
    )

    def explained() -> None:
        for finding in assess(declaration, law, "direct").findings.values():
            assert finding.explanation.text

    work = {
        "naive walk with fractions": lambda: naive.decide(facts),
        "decided, direct": lambda: direct.decide(facts),
        "decided, 300 explanations on demand": lambda: assess(declaration, law, "direct"),
        "decided, durable": lambda: durable.decide(facts),
        "decided, all 300 explanations made": explained,
    }
    if available() is not None:
        del work["decided, durable"]
    timings = side_by_side(work, rounds)
    bars = {"decided, direct": 1.5, "decided, 300 explanations on demand": 3.0, "decided, durable": 15.0}
    _print(timings, bars, 1000, "ms", "naive walk with fractions")


def shipped(rounds: int) -> None:
    """Measure one case against the shipped law: what is in force, and all that there is."""
    corpus = read_corpus()
    catalogue = read_catalogue(corpus.vocabulary)
    on = date.fromisoformat(EXAMPLE[2])
    for example in SHIPPED:
        declaration = read(ROOT / example, corpus, catalogue)
        for include in ((), INCLUDABLE):
            law = corpus.in_force(on=on, known=on, include=include)
            direct, durable = Decider(law, "direct"), Decider(law, "durable")
            rules = len(law.provisions) + len(law.answers) + len(law.obligations)
            what = "with all that is not in force" if include else "in force"
            print(
                f"shipped law {what}, {example}: {len(law.provisions)} provisions and {rules - len(law.provisions)} "
                f"answers and duties, {len(law.graph.interpretations)} open questions"
            )
            work = {
                "decided, direct": partial(direct.decide, declaration.values()),
                "decided, explanations on demand": partial(assess, declaration, law, "direct"),
                "decided, durable": partial(durable.decide, declaration.values()),
            }
            if available() is not None:
                del work["decided, durable"]
            bars = {"decided, direct": 1.5, "decided, explanations on demand": 3.0, "decided, durable": 15.0}
            _print(side_by_side(work, rounds), bars, 1000, "ms", "decided, direct")


def cold(folder: Path, case: Path, rounds: int) -> None:
    """Measure whole processes, from the start of Python to its end."""
    synthetic = (str(case), "--policies", str(folder), "--on", DAY.isoformat())
    commands = {
        "python -c pass": ("-c", "pass"),
        f'python -c "{LIBRARIES}"': ("-c", LIBRARIES),
        "govern --help": ("-m", "govern", "--help"),
        "govern check, an example, durable": ("-m", "govern", "check", *EXAMPLE),
        "govern check, an example, direct": ("-m", "govern", "check", *EXAMPLE, "--engine", "direct"),
        "govern check, 300 provisions, durable": ("-m", "govern", "check", *synthetic),
    }
    bars = {"govern --help": 0.2, "govern check, an example, durable": 0.8, "govern check, an example, direct": 0.8}
    _print(processes(commands, rounds), bars, 1, "s", f'python -c "{LIBRARIES}"')


def _print(timings: dict[str, Timing], bars: dict[str, float], scale: int, unit: str, reference: str) -> None:
    rows = []
    for name, timing in timings.items():
        ratio = timing.processor / timings[reference].processor
        numbers = [f"{seconds * scale:.2f}" for seconds in (timing.wall, timing.least, timing.processor)]
        rows.append((name, f"{bars[name]:g}" if name in bars else "", *numbers, f"{ratio:.3f}"))
    table((unit, "bar", "wall, median", "wall, least", "processor, median", "of the reference"), rows)
    print()


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as name:
        for questions in (0, 3):
            write_corpus(Path(name) / str(questions), interpretations=questions)
        write_declaration(Path(name) / "case.yaml")
        warm(Path(name) / "0", Path(name) / "case.yaml", rounds * 8)
        warm(Path(name) / "3", Path(name) / "case.yaml", rounds * 2)
        shipped(rounds * 4)
        cold(Path(name) / "0", Path(name) / "case.yaml", rounds)
