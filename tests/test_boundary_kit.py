"""Exact at the line: numbers of every size, on and next to it, in every form of a file, in each engine (promise 1).

From the text of a declaration to the outcome. What is expected is plain integer arithmetic on the numbers themselves.
"""

import threading
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from govern.assessment.decision import Decider, EngineName
from govern.catalog.catalog import Catalogue
from govern.declaration.read import read_declaration_text
from govern.engines.durable import available
from govern.law.corpus import Corpus
from govern.law.law import Law
from govern.problem import Rejected
from tests.small_law import DAY, condition, corpus_of, file_of

REASON = available()
ENGINES = [
    "direct",
    pytest.param("durable", marks=pytest.mark.skipif(REASON is not None, reason=f"{REASON}")),
]
SIZES = range(22, 30)
OPERATORS = {">": "over", ">=": "at_least", "<": "under", "<=": "at_most"}
VOCABULARY = {
    "case.compute": {"type": "number", "unit": "FLOP", "domain": "nonnegative", "label": "l", "question": "q"},
    "case.count": {"type": "number", "label": "l", "question": "q"},
}


@cache
def the_corpus() -> Corpus:
    """For each size four provisions on the amount and four on a plain count."""
    parameters: dict[str, Any] = {}
    provisions: dict[str, Any] = {}
    for size in SIZES:
        value = {"from": "2020-01-01", "published": "2020-01-01", "value": f"10^{size}", "reference": "1"}
        parameters[f"line{size}"] = {"unit": "FLOP", "values": [value]}
        parameters[f"plain{size}"] = {"values": [value]}
        for operator, word in OPERATORS.items():
            provisions[f"{word}{size}"] = condition(f"case.compute {operator} line{size}")
            provisions[f"{word}{size}_count"] = condition(f"case.count {operator} plain{size}")
    return corpus_of({"law": file_of(parameters=parameters, provisions=provisions)}, VOCABULARY)


@cache
def the_law() -> Law:
    return the_corpus().in_force(on=DAY, known=DAY)


@cache
def decider(engine: EngineName) -> Decider:
    return Decider(the_law(), engine)


def outcomes(body: str, engine: EngineName) -> dict[str, str]:
    """The outcome of each provision for the text of a case."""
    corpus = the_corpus()
    catalogue = Catalogue(Path("no catalogue"), corpus.vocabulary)
    declaration = read_declaration_text(f"declaration: 1\ncase:\n{body}", corpus, catalogue, file="case.yaml")
    decision = decider(engine).decide(declaration.values())
    assert decision.engine == engine
    assert decision.problems == ()
    return {each.name: decision.verdicts[each.nodes[0]].outcome for each in the_law().provisions.values()}


def expected(number: Fraction | int, size: int) -> dict[str, str]:
    line = 10**size
    holds = {">": number > line, ">=": number >= line, "<": number < line, "<=": number <= line}
    return {f"{word}{size}": "met" if holds[operator] else "not_met" for operator, word in OPERATORS.items()}


def near(size: int) -> Iterator[tuple[int, int]]:
    for offset in (-1, 0, 1):
        yield offset, 10**size + offset


def scientific(number: int, size: int) -> str:
    """As `9.999e24`, `1e25` or `1.0001e25`, with every digit."""
    digits = str(number)
    return f"{digits[0]}.{digits[1:]}e{len(digits) - 1}".replace("." + "0" * (len(digits) - 1), "")


def forms(number: int, size: int) -> dict[str, str]:
    decimal = scientific(number, size)
    head, _, exponent = decimal.partition("e")
    written = {
        "int": str(number),
        "signed": f"+{number}",
        "float text": decimal,
        "float text +": f"{head}e+{exponent}",
        "float text E": f"{head}E{exponent}",
        "decimal point": f"{number}.000",
        "shifted": f"{number}000e-3",
        "quoted": f'"{number}"',
        "value": f"{{value: {number}}}",
        "fraction": f"{number * 3}/3",
    }
    if number == 10**size:
        written |= {"power": f"10^{size}", "split power": f"1000000^{size}/10^{size * 5}", "zeros": f"0{number}"}
    return written


def with_units(number: int, size: int) -> dict[str, str]:
    decimal = scientific(number, size)
    head, _, exponent = decimal.partition("e")
    return {
        "unit": f"{number} FLOP",
        "unit after a float": f"{decimal} FLOP",
        "kilo": f"{head}e{int(exponent) - 3} kFLOP",
        "tera": f"{head}e{int(exponent) - 12} TFLOP",
        "yotta": f"{head}e{int(exponent) - 24} YFLOP",
        "yotta, whole": f"{Fraction(number, 10**24)} YFLOP",
    }


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("size", SIZES)
def test_on_and_next_to_the_line(size: int, engine: EngineName) -> None:
    for _, number in near(size):
        for form, text in (forms(number, size) | with_units(number, size)).items():
            found = outcomes(f"  compute: {text}", engine)
            assert {name: found[name] for name in expected(number, size)} == expected(number, size), (form, text)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("size", SIZES)
def test_so_for_counts_and_beyond_whole_numbers(size: int, engine: EngineName) -> None:
    line = 10**size
    close = [line + Fraction(sign, 10**places) for sign in (-1, 1) for places in (1, 6, 30)]
    for number in [*(number for _, number in near(size)), *close]:
        whole, rest = divmod(number, 1)
        places = len(str(Fraction(rest).denominator)) - 1
        text = f"{whole}.{str(rest * 10**places).zfill(places)}" if rest else str(whole)
        found = outcomes(f"  count: {text}", engine)
        wanted = {f"{name}_count": outcome for name, outcome in expected(number, size).items()}
        assert {name: found[name] for name in wanted} == wanted, text


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "body", ["  compute: null", "  compute: ~", "  compute:", "  compute: {value: null}", "  count: 5"]
)
def test_null_and_absence_are_unknown(body: str, engine: EngineName) -> None:
    found = outcomes(body, engine)
    assert {found[f"{word}{size}"] for word in OPERATORS.values() for size in SIZES} == {"unknown"}


REFUSED = [
    *("NaN", ".nan", ".NaN", "nan", ".inf", "-.inf", "inf", "1e999", "10^400"),
    *("a lot", "high", "true", "yes", "[1e25]", "{low: 3}", "1e25 FLOP/s", "1e25 h", "1e25 tokens", "-1", "-1e25"),
    *("0x10", "1_000", "1,000", "10e25e3", "1e25 FLOP FLOP", "'10^25 or so'", "2025-01-01", "1e", "e25", "10^^25"),
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_amount_is_refused_in_its_place(text: str) -> None:
    with pytest.raises(Rejected) as rejected:
        outcomes(f"  compute: {text}", "direct")
    for problem in rejected.value.problems:
        assert problem.place is not None
        assert (problem.place.file, problem.place.line) == ("case.yaml", 3)
        assert problem.place.column >= 3


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("size", SIZES)
def test_bounds_on_and_next_to_the_line(size: int, engine: EngineName) -> None:
    """A bound decides what holds for every number that it allows, and nothing else."""
    line = 10**size
    for (_, number), bound in product(near(size), ("at_least", "more_than", "at_most", "less_than")):
        found = outcomes(f"  compute: {{{bound}: {number}}}", engine)
        up, strict = bound in ("at_least", "more_than"), bound in ("more_than", "less_than")
        above = up and (number > line or (strict and number == line))
        reached = up and number >= line
        below = not up and (number < line or (strict and number == line))
        within = not up and number <= line
        wanted = {
            f"over{size}": "met" if above else "not_met" if within else "unknown",
            f"at_least{size}": "met" if reached else "not_met" if below else "unknown",
            f"under{size}": "met" if below else "not_met" if reached else "unknown",
            f"at_most{size}": "met" if within else "not_met" if above else "unknown",
        }
        assert {name: found[name] for name in wanted} == wanted, (bound, number)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_estimate_decides_by_its_value(engine: EngineName) -> None:
    text = f"{{value: {10**25 + 1}, low: 1, high: 1e30}}"
    assert outcomes(f"  compute: {text}", engine)["over25"] == "met"
    text = f"{{value: {10**25}, confidence: speculative}}"
    assert outcomes(f"  compute: {text}", engine)["over25"] == "not_met"


# --- many rules, many threads ---------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("many", [65, 300])
def test_many_provisions_on_one_premise(many: int, engine: EngineName) -> None:
    """More than 64 rules matching one message is where durable_rules fails when left alone."""
    value = {"from": "2020-01-01", "published": "2020-01-01", "value": "10^25", "reference": "1"}
    premise = "case.compute > line"
    whens = {f"p{i}": premise for i in range(many)} | {f"n{i}": f"not {premise}" for i in range(many)}
    whens |= {f"b{i}": f"{premise} and case.count > {i}" for i in range(many)}
    corpus = corpus_of(
        {
            "law": file_of(
                parameters={"line": {"unit": "FLOP", "values": [value]}},
                provisions={name: condition(when) for name, when in whens.items()},
            )
        },
        VOCABULARY,
    )
    law = corpus.in_force(on=DAY, known=DAY)
    made = Decider(law, engine)
    for compute, p, n in ((10**25 + 1, "met", "not_met"), (10**25, "not_met", "met"), (None, "unknown", "unknown")):
        facts = {"case.count": 10**29} | ({} if compute is None else {"case.compute": compute})
        decision = made.decide(facts)
        assert (decision.engine, decision.problems) == (engine, ())
        found = {each.name: decision.verdicts[each.nodes[0]].outcome for each in law.provisions.values()}
        assert found == {name: n if name.startswith("n") else p for name in whens}


@pytest.mark.parametrize("engine", ENGINES)
def test_threads_at_the_line(engine: EngineName) -> None:
    """Each thread reads and decides its own cases; no case sees the number of another."""
    wrong: list[str] = []
    start = threading.Barrier(4)

    def work(size: int) -> None:
        start.wait()
        for offset, number in list(near(size)) * 4:
            found = outcomes(f"  compute: {number}", engine)
            if {name: found[name] for name in expected(number, size)} != expected(number, size):
                wrong.append(f"10^{size} {offset:+}")

    threads = [threading.Thread(target=work, args=(size,)) for size in (22, 24, 25, 29)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
