"""Policy files that cannot be used: every problem at once, with its file, line and column, and what to do."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from govern.law.checks import MAXIMAL_HEIGHT
from govern.law.corpus import read_corpus
from govern.problem import Problem, Rejected
from tests.small_law import HISTORY, condition, corpus_of, decided, file_of, law_of, outcomes, refused

GOOD = """\
title: a law
jurisdiction: EU
force: law
history:
  - {event: applies, on: 2024-01-01, published: 2023-01-01, reference: Art. 1}
verified: {through: 2025-05-31}
uses: {}
parameters:
  limit:
    unit: FLOP
    values:
      - {from: 2024-01-01, published: 2023-01-01, value: 10^25, reference: Art. 2}
definitions:
  total: {unit: FLOP, is: case.compute + case.rate * case.hours, reference: Art. 3}
provisions:
  large: {label: large, kind: classification, reference: Art. 4, when: total > limit}
"""


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def place_of(problem: Problem) -> str:
    return "" if problem.place is None else f"{problem.place.line}:{problem.place.column}"


def test_the_file_itself_is_good() -> None:
    assert set(corpus_of({"law": GOOD}).policies) == {"law"}


# A file with a mark `@@` where it is bad: part of the message, part of the help, the code.
BAD: dict[str, tuple[str, str, str | None]] = {
    # keys
    changed("title: a law", "@@titel: a law"): ("`titel` is not a known key", "did you mean `title`?", None),
    changed("    unit: FLOP\n    values", "    @@units: FLOP\n    values"): (
        "`units` is not a known key",
        "`unit`",
        None,
    ),
    changed("reference: Art. 4, when", "@@refernce: Art. 4, when"): ("`refernce` is not", "`reference`", None),
    changed("published: 2023-01-01, value", "@@publishd: 2023-01-01, value"): (
        "`publishd` is not",
        "`published`",
        None,
    ),
    changed("classification", "@@clasification"): ("`clasification` is not one of", "", None),
    changed("force: law", "force: @@statute"): ("`statute` is not one of", "", None),
    changed("uses: {}", "uses: {}\n@@uses: {}"): ("uses", "", "duplicate_key"),
    # dates
    changed("{from: 2024-01-01, ", "@@{"): ("`from` is missing", "", None),
    changed("{from: 2024-01-01, published: 2023-01-01, value", "@@{from: 2024-01-01, value"): (
        "`published` is missing",
        "",
        None,
    ),
    changed("from: 2024-01-01", "from: @@2024-13-01"): ("`2024-13-01` is not a date", "", None),
    changed("from: 2024-01-01", "from: @@soon"): ("`soon` is not a date", "", None),
    changed("{from: 2024-01-01", "@@{until: 2024-01-01, from: 2024-01-01"): ("ends before it begins", "", None),
    changed("history:\n  - {event: applies, on: 2024-01-01, published: 2023-01-01, reference: Art. 1}\n", "").replace(
        "large: {", "large: @@{"
    ): ("`large` has no dates", "`history`", "undated"),
    # citations
    changed(
        "{from: 2024-01-01, published: 2023-01-01, value: 10^25, reference: Art. 2}",
        "@@{from: 2024-01-01, published: 2023-01-01, value: 10^25}",
    ): ("`reference` is missing", "", None),
    changed("total: {", "total: @@{").replace(", reference: Art. 3}", "}"): ("`reference` is missing", "", None),
    changed("large: {", "large: @@{").replace("reference: Art. 4, when", "when"): ("`reference` is missing", "", None),
    # values
    changed("10^25", "@@10^^25"): ("`10^^25` is not a number", "", None),
    changed("10^25", "@@NaN"): ("NaN", "", None),
    changed("10^25", "@@a lot"): ("`a lot` is not a number", "", None),
    changed("10^25", "@@"): ("a value is due here", "", None),
    changed("10^25", "@@{at_least: 5, at_most: 3}"): ("the range is empty", "", None),
    changed("10^25", "@@{from: 5}"): ("`at_least` and `at_most`", "", None),
    changed("10^25", "@@10^25 FLOP/s"): ("`10^25 FLOP/s` is not a number", "", None),
    changed("unit: FLOP\n    values", "unit: @@FLOPS\n    values"): ("FLOPS", "", "unit"),
    # what cannot be meant
    changed("10^25", "@@1025"): ("`limit` is 1025 FLOP, which is no line of training", "write 10^25", "implausible"),
    changed("10^25", "@@10^31"): ("which is no line of training compute", "10^18 and 10^30", "implausible"),
    changed(
        "    values:\n", "    values:\n      - {from: 2024-01-01, published: 2023-01-01, value: 10^26, reference: A}\n"
    ).replace(
        "- {from: 2024-01-01, published: 2023-01-01, value: 10^25",
        "- @@{from: 2024-01-01, published: 2023-01-01, value: 10^25",
    ): (
        "two values from 2024-01-01",
        "cannot be told",
        "implausible",
    ),
    changed("jurisdiction: EU", "jurisdiction: @@USA-CA"): ("`USA-CA` is no jurisdiction", "`US-CA`", "implausible"),
    # expressions
    changed("total > limit", "total > @@limits"): ("`limits` is not known here", "did you mean `limit`?", None),
    changed("total > limit", "@@totals > limit"): ("`totals` is not known here", "did you mean `total`?", None),
    changed("case.rate *", "@@case.rates *"): ("`case.rates` is not known here", "did you mean `case.rate`?", None),
    changed("total > limit", '"total > @@limits"'): ("`limits` is not known here", "", None),
    changed("total > limit", "total > @@limit ^ 2"): ("`limit ^ 2` uses an operator", "binds looser", None),
    changed("total > limit", "total @@≥ limit"): ("`≥` is not an ASCII character", "`>=`", None),
    changed("total > limit", '"total @@# limit"'): ("`#` has no place", "`uses:`", None),
    changed("total > limit", "@@total"): ("this is not a condition", "", None),
    changed("total > limit", "@@total > 5"): ("compares FLOP with a plain number", "", None),
    changed("case.compute + case.rate * case.hours", "@@case.compute + case.rate"): ("joins FLOP and FLOP/s", "", None),
    changed("is: case.compute + case.rate * case.hours", "is: @@case.rate"): ("by its unit", "", "kind"),
    changed("total > limit", "total / @@case.compute > 1"): ("may be zero as a divisor", "positive domain", None),
    changed("total > limit", "@@"): ("a condition is an expression", "", None),
    changed("total > limit", "@@{all: []}"): ("a condition is an expression", "", None),
    changed("total > limit", "@@{all: [total > limit], any: [total > limit]}"): ("a condition is", "", None),
    changed("total > limit", "@@{every: [total > limit]}"): ("a condition is an expression", "", None),
    changed("total > limit", "{all: [total > limit, @@[total > limit]]}"): ("a condition is an expression", "", None),
    changed("total > limit", "{all: [total > limit, {not: total > @@limitt}]}"): ("`limitt`", "`limit`", None),
    changed("total > limit", "{any: [{all: [total > 5 @@FLOP]}]}"): ("is not an expression", "", None),
    changed("total > limit", "{any: [total > limit, @@total]}"): ("`total` is not a condition", "", None),
    # names
    changed("  total:", "  @@to-tal:"): ("`to-tal` cannot be a name", "letters, digits", None),
    changed("  total:", "  @@on:"): ("`on` cannot be a name", "", None),
    changed("  total:", "  @@tötal:"): ("cannot be a name", "", None),
    changed("  total:", "  @@limit:"): ("`limit` stands under `parameters` already", "", None),
    changed("  total:", "  @@true:"): ("`true` cannot be a name", "", None),
    changed("  total:", "  @@class:"): ("`class` cannot be a name", "", None),
    changed("uses: {}", "uses: {other: @@nowhere#large}"): ("there is no policy file `nowhere`", "", None),
    changed("uses: {}", "uses: {other: @@law#larg}"): ("`law` has no entry `larg`", "did you mean `large`?", None),
    # the file
    changed("title: a law", "title: a law\n@@\t- x"): ("tab", "", "syntax"),
    "@@": ("", "", "empty"),
    "@@[]": ("a block of keys is due here", "", None),
}


@pytest.mark.parametrize("marked", BAD, ids=[f"{i}-{message[:28]}" for i, (message, _, _) in enumerate(BAD.values())])
def test_a_bad_file_is_refused_where_it_is_bad(marked: str) -> None:
    message, help, code = BAD[marked]
    place, text = marked_place(marked)
    problems = refused(text)
    fitting = [problem for problem in problems if message in problem.message and place_of(problem) == place]
    assert fitting, (place, [problem.render() for problem in problems])
    assert help in (fitting[0].help or "")
    assert code in (None, fitting[0].code)
    for problem in problems:
        assert problem.place is not None
        assert problem.place.file == "law.yaml"
        assert not problem.message.endswith(".")


def marked_place(marked: str) -> tuple[str, str]:
    """The line and column of the mark, and the text without it."""
    before, _, after = marked.partition("@@")
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}", before + after


def test_every_problem_is_told_at_once() -> None:
    text = (
        changed("total > limit", "totl > limit").replace("case.hours", "case.houres").replace("case.rate ", "case.rat ")
    )
    assert [place_of(problem) for problem in refused(text)] == ["14:42", "14:53", "16:72"]


FOLDED = """\
provisions:
  large:
    label: large
    kind: classification
    reference: Art. 4
    when: {word}
"""


@pytest.mark.parametrize(
    "when",
    [
        ">-\n      case.flag and\n      case.flagg",
        "|\n      case.flag and\n        case.flagg or\n      case.flag2",
        ">\n      case.flag and\n      case.flag2 and\n      case.flag3 or case.flagg\n",
        "case.flag and\n      case.flagg",
        "'case.flag and\n      case.flagg'",
        "\n      all:\n        - case.flag\n        - not case.flagg",
        "\n      any:\n        - >-\n          case.flag and\n          case.flag2 and case.flagg",
        "{not: {any: [case.flag2, case.flagg]}}",
        '"case.flag  and  case.flagg"',
    ],
)
def test_the_place_is_right_in_texts_over_several_lines(when: str) -> None:
    text = GOOD[: GOOD.index("provisions:")] + FOLDED.format(word=when)
    problems = refused(text)
    assert [problem.message for problem in problems] == ["`case.flagg` is not known here"]
    place, _ = marked_place(text.replace("case.flagg", "@@case.flagg"))
    assert place_of(problems[0]) == place


# --- circles, depth, length -----------------------------------------------------------------------


def definitions(**texts: str) -> dict[str, Any]:
    return {name: {"is": text, "reference": "1"} for name, text in texts.items()}


@pytest.mark.parametrize(
    "file",
    [
        file_of(definitions=definitions(a="a + 1"), provisions={"rule": condition("a > 0")}),
        file_of(definitions=definitions(a="b", b="c", c="a")),
        file_of(provisions={"a": condition("not b"), "b": condition({"any": ["case.flag", "a"]})}),
        file_of(definitions=definitions(a="1 if rule else 2"), provisions={"rule": condition("a > 1")}),
    ],
)
def test_a_circle_is_shown(file: Mapping[str, Any]) -> None:
    problems = refused(file)
    assert {problem.code for problem in problems} == {"cycle"}
    assert "law#a -> " in problems[0].message or "law#rule -> " in problems[0].message


def test_a_circle_through_two_files_is_shown() -> None:
    here = file_of(uses={"there": "other#b"}, provisions={"a": condition("there")})
    other = file_of(uses={"back": "law#a"}, provisions={"b": condition("not back")})
    (problem,) = refused(here, other=other)
    assert problem.message == "the definitions run in a circle: law#a -> other#b -> law#a"


def test_an_alias_leads_to_an_entry_and_not_to_another_alias() -> None:
    far = file_of(provisions={"c": condition("True")})
    middle = file_of(uses={"hop": "far#c"}, provisions={"b": condition("hop")})
    assert outcomes(corpus_of({"far": far, "middle": middle}).in_force(on=date(2025, 1, 1))) == {"c": "met", "b": "met"}
    (problem, *_) = refused(
        file_of(uses={"hops": "middle#hop"}, provisions={"a": condition("hops")}), far=far, middle=middle
    )
    assert problem.message == "`middle` has no entry `hop`"


def chain(length: int) -> dict[str, Any]:
    return definitions(d0="case.any", **{f"d{i}": f"d{i - 1} + 1" for i in range(1, length)})


def test_definitions_may_build_on_each_other_this_far() -> None:
    """Each of these is two operations and its own name: what walks the law by recursion still can."""
    longest = (MAXIMAL_HEIGHT - 2) // 3
    law = law_of(f"d{longest - 1} > 100", definitions=chain(longest))
    assert outcomes(law, any=100) == {"rule": "met"}
    assert outcomes(law) == {"rule": "unknown"}


@pytest.mark.parametrize("length", [60, 300, 2000])
@pytest.mark.parametrize("turned", [False, True])
def test_definitions_that_build_on_each_other_too_far_are_refused(length: int, turned: bool) -> None:
    made = chain(length)
    if turned:
        made = dict(reversed(list(made.items())))
    problems = refused(file_of(definitions=made, provisions={"rule": condition(f"d{length - 1} > 0")}))
    assert {problem.code for problem in problems} == {"too_deep"}
    assert all(problem.place is not None for problem in problems)


def test_a_law_costs_what_its_graph_costs() -> None:
    """A boolean choice uses each side twice; nested, the tree would have a billion branches and the graph has not."""
    nested = "case.flag"
    for i in range(29):
        nested = f"(case.flag2 if case.any > {i} else {nested})"
    doubled = definitions(d0="case.flag")
    for i in range(1, 29):
        doubled |= definitions(**{f"d{i}": f"(d{i - 1} or case.any > {i}) and (d{i - 1} or case.other > {i})"})
    law = law_of(
        nested,
        definitions={k: {**v, "type": "boolean"} for k, v in doubled.items()},
        provisions={"two": condition("d28")},
    )
    for engine in ("direct", "durable"):
        assert outcomes(law, engine, any=0, flag=True, other=0, flag2=False) == {"rule": "met", "two": "met"}
        assert len(decided(law, engine).verdicts) == 2


# --- facts ----------------------------------------------------------------------------------------


def fact(**more: Any) -> dict[str, Any]:
    return {"type": "number", "label": "l", "question": "q", **more}


def test_a_file_may_declare_facts() -> None:
    law = law_of("case.new > 5", facts={"case.new": fact()})
    assert outcomes(law, new=6) == {"rule": "met"}


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"case.any": fact()}, "is declared already"),
        ({"new": fact()}, "is not a dotted name"),
        ({"case.any.more": fact()}, "`case.any` is a fact and a block of facts: `case.any.more` is in it"),
        ({"case.new": fact(), "case.new.more": fact()}, "`case.new` is a fact and a block of facts"),
        ({"case": fact()}, "`case` is a fact and a block of facts"),
        ({"case.né": fact()}, "is not a dotted name"),
        ({"case.new": fact(type="integer")}, "`integer` is not one of"),
        ({"case.new": fact(unit="FLOPS")}, "FLOPS"),
        ({"case.new": fact(domain="natural")}, "`natural` is not one of"),
        ({"case.new": fact(type="boolean", not_applicable=True)}, "only a number or a date may be `not_applicable`"),
        ({"case.new": fact(type="text", not_applicable=True)}, "only a number or a date may be `not_applicable`"),
    ],
)
def test_a_fact_that_cannot_be_declared(facts: dict[str, Any], message: str) -> None:
    assert any(message in problem.message for problem in refused(file_of(facts=facts)))


def test_what_a_total_counts_stands_below_the_total() -> None:
    counts = {"case.total": fact(), "case.total.counts": fact(type="list", allowed=["a", "b"])}
    assert "case.total.counts" in corpus_of({"law": file_of(facts=counts)}).vocabulary


def test_two_files_may_declare_the_same_fact_alike_and_not_differently() -> None:
    one, same = file_of(facts={"case.new": fact()}), file_of(facts={"case.new": fact()})
    assert "case.new" in corpus_of({"law": one, "other": same}).vocabulary
    assert any(
        "declared already" in problem.message
        for problem in refused(file_of(facts={"case.new": fact(unit="h")}), other=one)
    )


# --- duties, answers, gaps ------------------------------------------------------------------------


def duty(**due: Any) -> dict[str, Any]:
    return {"label": "l", "when": "case.flag", "who": "provider", "duty": "tell", "reference": "1", "due": due}


@pytest.mark.parametrize(
    ("due", "message"),
    [
        ({}, "exactly one form"),
        ({"on": "2025-01-01", "standing": "always"}, "exactly one form"),
        ({"within": "14 days"}, "exactly one form"),
        ({"within": "two weeks", "after": "case.day"}, "`two weeks` is not written like `14 days`"),
        ({"within": "14 days", "after": "case.dya"}, "`case.dya` is not a date that can be declared"),
        ({"within": "14 days", "after": "case.any"}, "`case.any` is not a date that can be declared"),
        ({"before": "case.dya"}, "`case.dya` is not a date that can be declared"),
        ({"ahead": "25 days", "at": "case.day"}, "exactly one form"),
        ({"ahead": "3 weeks", "before": "case.day"}, "is not written like"),
        ({"every": "1 year"}, "`every` with `after` or `first`"),
        ({"within": "1 year", "first": {"on": "2025-01-01"}}, "`within` goes with `after`"),
        ({"every": "1 year", "first": {"within": "9 days", "after": "case.dya"}}, "`case.dya`"),
        ({"within": "72 hours", "after": "case.day"}, "hours are counted from a time"),
        ({"later_of": [{"on": "2025-01-01"}, {"within": "9 days", "after": "case.dya"}]}, "`case.dya`"),
        ({"cases": [{"when": "case.flagg", "due": {"on": "2025-01-01"}}]}, "`case.flagg` is not known here"),
        ({"cases": [{"when": "case.any", "due": {"on": "2025-01-01"}}]}, "this is not a condition"),
    ],
)
def test_a_due_date_that_cannot_be(due: dict[str, Any], message: str) -> None:
    problems = refused(file_of(obligations={"tell": duty(**due)}))
    assert any(message in problem.message for problem in problems), [problem.render() for problem in problems]


def test_an_answer_needs_rows_and_a_gap_needs_what_it_bears_on() -> None:
    answer = {"label": "l", "reference": "1", "rows": []}
    assert any("1 or more are due" in problem.message for problem in refused(file_of(answers={"which": answer})))
    gap = {"name": "g", "reference": "1", "reason": "r", "bears_on": ["rulle"]}
    problems = refused(file_of(untranslated=[gap], provisions={"rule": condition("True")}))
    assert [(problem.message, problem.help) for problem in problems] == [
        ("`rulle` is not an entry of this file", "did you mean `rule`?")
    ]


def test_readings_are_two_or_more_and_of_one_kind() -> None:
    def asked(**readings: str) -> dict[str, Any]:
        return {"question": "?", "reference": "1", "readings": {name: {"is": text} for name, text in readings.items()}}

    assert refused(file_of(interpretations={"q": asked(only="1")}))
    (problem,) = refused(file_of(interpretations={"q": asked(one="1", two="case.compute")}))
    assert problem.message == "`q` is a plain number by its unit and FLOP by its expression"


# --- the corpus -----------------------------------------------------------------------------------


def test_the_values_of_a_parameter_are_of_one_kind() -> None:
    values = [
        {"from": f"202{i}-01-01", "published": "2020-01-01", "value": value, "reference": "1"}
        for i, value in enumerate(["5", ["a"]])
    ]
    (problem, *_) = refused(file_of(parameters={"p": {"values": values}}))
    assert "all of one kind" in problem.message


def test_jurisdictions_limit_the_law_and_methods_stay() -> None:
    corpus = corpus_of(
        {
            "eu": file_of(provisions={"e": condition("True")}),
            "us": file_of(jurisdiction="US", provisions={"u": condition("True")}),
            "us-ca": file_of(jurisdiction="US-CA", provisions={"c": condition("True")}),
            "how": file_of(force="method", history=[], provisions={"m": condition("True")}),
        }
    )

    def found(*jurisdictions: str) -> set[str]:
        return set(outcomes(corpus.in_force(on=date(2025, 1, 1), jurisdictions=jurisdictions)))

    assert found("US") == {"u", "c", "m"}
    assert found("US-CA") == {"c", "m"}
    assert found("EU", "US-CA") == {"e", "c", "m"}
    with pytest.raises(Rejected) as rejected:
        found("UE")
    assert rejected.value.problems[0].message == "no policy is of `UE`"
    with pytest.raises(Rejected) as rejected:
        corpus.in_force(include=("proposals",))
    assert rejected.value.problems[0].help == "did you mean `proposal`?"


def test_the_shipped_files_are_good_and_named_without_their_folder() -> None:
    corpus = read_corpus()
    assert len(corpus.policies) >= 5
    for policy in corpus.policies.values():
        assert str(policy.place(())).startswith("policies/")
    assert HISTORY
