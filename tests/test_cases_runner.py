"""The runner of cases: a case that could not fail is refused, and one that does fail says what differs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from govern.assessment.cases import case_files, read_cases, run_case
from govern.catalog.catalog import read_catalogue
from govern.law.corpus import read_corpus
from govern.problem import Rejected

POLICY = """\
title: An act
jurisdiction: EU
force: law
history:
  - {event: published, on: 2020-01-01, published: 2020-01-01, reference: OJ}
  - {event: applies, on: 2025-02-01, published: 2020-01-01, reference: OJ}
verified: {through: 2030-01-01}
uses: {compute: methods/compute#compute}
parameters:
  line: {unit: FLOP, values: [{from: 2020-01-01, published: 2020-01-01, value: 10^25, reference: A}]}
definitions:
  twice: {unit: FLOP, is: compute + compute, reference: A}
  large_model: {type: boolean, is: compute > line, reference: A}
interpretations:
  reading: {type: boolean, question: "Is it?", reference: A, readings: {one: {is: true}, two: {is: false}}}
provisions:
  large: {label: large, kind: classification, reference: A, when: compute > line}
  unclear: {label: unclear, kind: classification, reference: A, when: reading}
  future:
    label: in the future
    kind: duty
    reference: A
    when: compute > line
    history:
      - {event: published, on: 2020-01-01, published: 2020-01-01, reference: OJ}
      - {event: applies, on: 2028-02-01, published: 2020-01-01, reference: OJ}
answers:
  size: {label: size, reference: A, rows: [{when: large, is: large}, {when: not large, is: small}]}
obligations:
  report: {label: report, when: large, who: provider, duty: Tell., reference: A, due: {on: 2025-08-02}}
"""
METHOD = """\
title: A method
jurisdiction: none
force: method
verified: {through: 2030-01-01}
definitions:
  compute: {unit: FLOP, is: model.training.compute, reference: A}
"""
LARGE = "given: {model: {training: {compute: 2e25}}}"

Run = Callable[..., list[str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("policies")
    (made / "methods").mkdir()
    (made / "methods" / "compute.yaml").write_text(METHOD, encoding="utf-8")
    (made / "act.yaml").write_text(POLICY, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    corpus = read_corpus(folder)
    catalogue = read_catalogue(corpus.vocabulary)

    def problems(*lines: str, on: str = "2026-01-01", policy: str = "act") -> list[str]:
        path = folder / f"{policy}.cases.yaml"
        body = "".join(f"  {line}\n" for line in lines)
        path.write_text(f"- name: a case\n  on: {on}\n  source: this test\n{body}", encoding="utf-8")
        try:
            cases = read_cases(path, corpus)
            results = [run_case(case, corpus, catalogue) for case in cases]
        except Rejected as rejected:
            return [problem.message for problem in rejected.problems]
        finally:
            path.unlink()
        assert all(result.passed is not bool(result.problems) for result in results)
        return [problem.message for result in results for problem in result.problems]

    return problems


@pytest.mark.parametrize(
    "expected",
    [
        "large: met",
        "act#large: met",
        "unclear: unsettled",
        "future: absent",
        "size: large",
        "report: met",
        "twice: 4e25 FLOP",
        "twice: 4e25",
        "twice: 40 YFLOP",
        "large_model: 'true'",
        "line: 1e25 FLOP",
        "line: present",
        "compute: 2e25",
        "methods/compute#compute: 2e25",
    ],
)
def test_what_comes_out_as_expected_passes(run: Run, expected: str) -> None:
    assert run(LARGE, f"expect: {{{expected}}}") == []


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ("large: not_met", "`a case`: `act#large` is met, expected not_met"),
        ("large: absent", "`a case`: `act#large` is met, expected absent"),
        ("large: metn", "`a case`: `act#large` is met, expected metn"),
        ("unclear: met", "`a case`: `act#unclear` is unsettled, expected met"),
        ("future: met", "`a case`: `act#future` is absent, expected met"),
        ("size: small", "`a case`: `act#size` is large, expected small"),
        ("report: unknown", "`a case`: `act#report` is met, expected unknown"),
        ("twice: 4.0001e25 FLOP", "`a case`: `act#twice` is 40000000000000000000000000 FLOP, expected 4.0001e25 FLOP"),
        ("twice: unknown", "`a case`: `act#twice` is 40000000000000000000000000 FLOP, expected unknown"),
        ("large_model: 'false'", "`a case`: `act#large_model` is true, expected false"),
        ("line: 1e26", "`a case`: `act#line` is 10000000000000000000000000 FLOP, expected 1e26"),
        ("line: absent", "`a case`: `act#line` is 10000000000000000000000000 FLOP, expected absent"),
    ],
)
def test_what_comes_out_otherwise_fails_and_says_so(run: Run, expected: str, message: str) -> None:
    assert run(LARGE, f"expect: {{{expected}}}") == [message]


def test_without_facts_all_is_unknown(run: Run) -> None:
    assert run("expect: {large: unknown, size: unknown, report: unknown, twice: unknown}") == []
    assert run("given: null", "expect: {large: unknown}") == []


@pytest.mark.parametrize("name", ["larg", "act#larg", "act#lines", "other#large", "methods/compute#large"])
def test_a_case_that_expects_something_of_what_does_not_exist_fails(run: Run, name: str) -> None:
    id = name if "#" in name else f"act#{name}"
    for outcome in ("met", "absent", "unknown"):
        assert run(LARGE, f"expect: {{{name}: {outcome}}}") == [
            f"the case expects something of `{id}`, which does not exist"
        ]


def test_a_case_beside_no_policy_fails(run: Run) -> None:
    assert run(LARGE, "expect: {large: met}", policy="acts") == [
        "the case expects something of `acts#large`, which does not exist"
    ]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("expect: {}",), "the case expects nothing"),
        ((LARGE,), "the case expects nothing"),
        (("expect: []",), "a block of keys is due here"),
        (("given: 5", "expect: {large: unknown}"), "what is given is a block of keys"),
        (("given: [a]", "expect: {large: unknown}"), "what is given is a block of keys"),
        (("given: {modle: x}", "expect: {large: unknown}"), "`modle` is not a known key"),
        (("expects: {large: unknown}", "expect: {large: unknown}"), "`expects` is not a known key"),
        (("expect: {large: [met]}",), "a text is due here"),
        (("known: 1735689600", "expect: {large: unknown}"), "`1735689600` is not a date such as 2025-08-02"),
        (("include: [everything]", "expect: {large: unknown}"), "`everything` cannot be included"),
        (
            ("expect: {twice: 4e25 FLOP/s}",),
            (
                "`4e25 FLOP/s` cannot be expected of `act#twice`: `4e25 FLOP/s` is a rate (FLOP per second) where an"
                " amount of computation (FLOP) is due"
            ),
        ),
    ],
)
def test_a_case_that_tests_nothing_or_is_wrong_is_refused(run: Run, lines: tuple[str, ...], message: str) -> None:
    given = () if any(line.startswith("given") for line in lines) or "twice" not in lines[-1] else (LARGE,)
    assert run(*given, *lines) == [message]


@pytest.mark.parametrize(("text", "message"), [("[]\n", "the file has no case"), ("{}\n", "a file of cases is a list")])
def test_a_file_without_cases_is_refused(folder: Path, text: str, message: str) -> None:
    path = folder / "act.cases.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        with pytest.raises(Rejected) as caught:
            read_cases(path, read_corpus(folder))
    finally:
        path.unlink()
    assert [problem.message for problem in caught.value.problems] == [message]


def test_two_clocks_and_texts_not_in_force(run: Run) -> None:
    assert run(LARGE, "expect: {large: absent, report: absent}", on="2024-01-01") == []
    assert run(LARGE, "known: 2019-12-31", "expect: {large: absent}") == []
    assert run(LARGE, "include: [enacted]", "expect: {future: met}") == []


def test_how_a_text_stands_can_be_expected(run: Run) -> None:
    assert run("standing: {large: in_force, future: not_yet_in_force, report: in_force, size: in_force}") == []
    assert run("known: 2019-12-31", "standing: {large: not_published}") == []
    assert run("standing: {large: in_force enforced}") == [
        "`a case`: `act#large` stands as in_force, expected in_force enforced"
    ]
    assert run("standing: {twice: in_force}") == [
        "the case expects a standing of `act#twice`, which is no provision, answer, duty or penalty"
    ]


def test_when_a_duty_is_due_can_be_expected(run: Run) -> None:
    assert run(LARGE, "expect: {large: met}", "due: {report: 2025-08-02 overdue}") == []
    assert run(LARGE, "expect: {large: met}", "due: {report: 2025-08-03 overdue}") == [
        "`a case`: `act#report` is due 2025-08-02 overdue, expected 2025-08-03 overdue"
    ]
    assert run(LARGE, "expect: {large: met}", "due: {large: 2025-08-03 overdue}") == [
        "the case expects a day for `act#large`, which is no duty in force"
    ]


def test_a_problem_in_what_is_given_has_its_place(folder: Path) -> None:
    path = folder / "act.cases.yaml"
    path.write_text(
        "- name: a\n  on: 2026-01-01\n  source: x\n  given: {model: {parameters: -1}}\n  expect: {large: met}\n",
        encoding="utf-8",
    )
    corpus = read_corpus(folder)
    try:
        assert case_files(corpus) == [path]
        (case,) = read_cases(path, corpus)
    finally:
        path.unlink()
    (problem,) = run_case(case, corpus, read_catalogue(corpus.vocabulary)).problems
    assert str(problem.place) == f"{path}:4:31"
