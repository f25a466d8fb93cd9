"""Direct and durable held against each other: random laws of 300 provisions, random cases near their lines.

python benchmarks/agreement.py [LAWS]
"""

import sys
import tempfile
from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

from synthetic_corpus import write_corpus

from govern.assessment.decision import Decider
from govern.engines.durable import available
from govern.law.corpus import read_corpus
from govern.law.law import Law
from govern.ranges import Number, Range, integral
from govern.values import Value
from govern.vocabulary import FactDeclaration

DAY = date(2026, 1, 1)
CASES_OF_A_LAW = 25
QUESTIONS = 5


def random_facts(law: Law, draw: Random) -> dict[str, Value]:
    """Return facts of which some are missing, some known within bounds, and many stand exactly at a line."""
    lines = [
        node.value for node in law.graph.nodes if isinstance(node.value, Number) and not isinstance(node.value, bool)
    ]
    facts = law.vocabulary.facts.items()
    return {name: _value(fact, lines, draw) for name, fact in facts if draw.random() < 0.85}


def _value(fact: FactDeclaration, lines: list[Number], draw: Random) -> Value:
    if fact.type == "boolean":
        return draw.choice((True, False))
    if fact.type == "list":
        return frozenset(draw.sample(fact.allowed or (), 2))
    if fact.type == "text":
        return draw.choice(fact.allowed or ("",))
    number = integral(Fraction(draw.choice(lines)) + draw.choice((0, 0, 1, Fraction(1, 3))))
    if draw.random() < 0.8:
        return number
    return Range(number, None, low_open=draw.random() < 0.5) if draw.random() < 0.5 else Range(0, number)


def main(laws: int) -> bool:
    """Count verdicts on which the engines agree, by outcome; return whether none was apart."""
    reason = available()
    if reason is not None:
        print(f"nothing to compare: {reason}")
        return True
    draw, same, apart = Random(7), Counter[str](), 0
    with tempfile.TemporaryDirectory() as name:
        for seed in range(laws):
            folder = Path(name) / str(seed)
            write_corpus(folder, interpretations=QUESTIONS, seed=seed)
            law = read_corpus(folder).in_force(on=DAY)
            direct, durable = Decider(law, "direct"), Decider(law, "durable")
            for _ in range(CASES_OF_A_LAW):
                facts = random_facts(law, draw)
                one, other = direct.decide(facts), durable.decide(facts)
                failed = other.engine != "durable"
                for index, verdict in one.verdicts.items():
                    if failed or verdict.by_reading != other.verdicts[index].by_reading:
                        apart += 1
                    else:
                        same[verdict.outcome] += 1
    told = ", ".join(f"{count:,} {outcome}" for outcome, count in same.most_common())
    print(f"{laws} laws, {laws * CASES_OF_A_LAW} cases: {same.total():,} verdicts the same ({told}), {apart} apart")
    return apart == 0


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 20) else 1)
