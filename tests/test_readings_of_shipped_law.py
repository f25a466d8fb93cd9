"""On the shipped law and examples, the tables of readings hold what evaluating the whole law again gives."""

import random
from datetime import date
from pathlib import Path

import pytest

from govern.assessment.decision import decider_for
from govern.catalog.catalog import Catalogue
from govern.declaration.read import read
from govern.engines.readings import ReadingTables
from govern.law.corpus import Corpus
from govern.law.law import INCLUDABLE
from govern.shipped import shipped_folder

EXAMPLES = sorted(shipped_folder("examples").glob("*.yaml"))
DAY = date(2027, 3, 1)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_table_has_the_value_under_any_readings(path: Path, corpus: Corpus, catalogue: Catalogue) -> None:
    law = corpus.in_force(on=DAY, known=DAY, include=INCLUDABLE)
    engine = decider_for(law, "direct").direct
    values = engine.evaluate(read(path, corpus, catalogue).values())
    tables = ReadingTables(engine, values)
    choices = tuple(sorted(engine.choices.values()))
    chance = random.Random(path.stem)  # noqa: S311 -- the same readings in every run
    drawn = [tuple(chance.randrange(engine.counts[choice]) for choice in choices) for _ in range(12)]
    alone = [tuple(int(each == choice) for each in choices) for choice in choices]
    for combination in (*drawn, *alone):
        again = engine.under(values, dict(zip(choices, combination, strict=True)))
        for index, value in enumerate(again):
            if index not in tables._too_many:
                found = tables.value(index, choices, combination)
                assert (type(found), found) == (type(value), value), engine.graph.nodes[index]
