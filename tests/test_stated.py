"""One fact as it is written: every form of number, text, list and date, and what is refused with which words."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from govern.problem import Place
from govern.quantity import CONFIDENCE_FACTORS, Evidence
from govern.ranges import NOT_APPLICABLE, Range
from govern.source import read_text
from govern.stated import Misstated, read_stated
from govern.validation import plain
from govern.values import UNKNOWN_LIST, AnyText
from govern.vocabulary import FactDeclaration


def fact(**about: Any) -> FactDeclaration:
    return FactDeclaration(**{"type": "number", "label": "compute", "question": "How much?"} | about)


COMPUTE = fact(unit="FLOP", domain="nonnegative")
BANDWIDTH = fact(unit="GB/s", domain="nonnegative", not_applicable=True, label="DRAM bandwidth")
SHARE = fact(domain="fraction", label="utilization")
COUNT = fact(domain="positive", label="parameters")


def written(text: str) -> Any:
    return plain(read_text(f"x: {text}\n", "case.yaml"), keep_scalars=True)["x"]


def refusal(text: str, what: FactDeclaration = COMPUTE) -> Misstated:
    with pytest.raises(Misstated) as caught:
        read_stated(what, written(text))
    return caught.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e25", 10**25),
        ("1e+25", 10**25),
        ("1E25", 10**25),
        ("10^25", 10**25),
        ("10000000000000000000000000", 10**25),
        ("10^25/3", Fraction(10**25, 3)),
        ("1/3", Fraction(1, 3)),
        ("0.1", Fraction(1, 10)),
        ("3.8e25 FLOP", 38 * 10**24),
        ("38 YFLOP", 38 * 10**24),
        ("'3.8e25 FLOP'", 38 * 10**24),
        ('"1e25"', 10**25),
        ("010", 10),
        ("0", 0),
        ("-0", 0),
        ("{value: 1e25}", 10**25),
        ("{value: 1e25 FLOP, source: a paper}", 10**25),
        ("{at_least: 5, at_most: 5}", 5),
        ("{at_most: 0}", 0),
    ],
)
def test_a_number_is_read_exactly_and_in_base_units(text: str, value: int | Fraction) -> None:
    stated = read_stated(COMPUTE, written(text))
    assert stated.value == value
    assert type(stated.value) is type(value)
    assert stated.origin == "declared"


def test_the_double_nearest_to_a_number_is_not_taken_for_it() -> None:
    assert read_stated(COMPUTE, written("1e25")).value != int(1e25)
    assert read_stated(COMPUTE, written("0.1")).value != 0.1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{at_least: 1e25}", Range(10**25, None)),
        ("{more_than: 1e25}", Range(10**25, None, low_open=True)),
        ("{at_most: 1e25}", Range(0, 10**25)),
        ("{less_than: 1e25}", Range(0, 10**25, high_open=True)),
        ("{at_least: 1e24 FLOP, at_most: 1e25 FLOP}", Range(10**24, 10**25)),
        ("{more_than: 1, less_than: 2}", Range(1, 2, low_open=True, high_open=True)),
        ("{at_least: -5, at_most: 5}", Range(0, 5)),
        ("{at_least: 1, at_most: null}", Range(1, None)),
        ("null", Range(0, None)),
        ("~", Range(0, None)),
        ("{}", Range(0, None)),
        ("{value: null}", Range(0, None)),
        ("{value: null, source: nobody says}", Range(0, None)),
    ],
)
def test_bounds_keep_their_ends_and_nothing_is_the_whole_domain(text: str, value: Range) -> None:
    assert read_stated(COMPUTE, written(text)).value == value


def test_bounds_of_a_positive_number_leave_zero_out() -> None:
    assert read_stated(COUNT, written("{at_most: 5}")).value == Range(0, 5, low_open=True)
    assert read_stated(SHARE, written("{at_least: 0.3}")).value == Range(Fraction(3, 10), 1)


@pytest.mark.parametrize(
    ("text", "low", "high", "label"),
    [
        ("{value: 6, low: 3, high: 9}", 3, 9, None),
        ("{value: 6, low: 3}", 3, None, None),
        ("{value: 6, high: 9 FLOP}", None, 9, None),
        ("{value: 6, low: 6, high: 6}", 6, 6, None),
        ("{value: 6, confidence: confident}", 2, 18, "confident"),
        ("{value: 1e25, confidence: confident}", Fraction(10**25, 3), 3 * 10**25, "confident"),
        ("{value: 6, confidence: likely}", Fraction(3, 5), 60, "likely"),
        ("{value: 31, confidence: speculative}", 1, 961, "speculative"),
        ("{value: 6, confidence: likely, high: 7}", Fraction(3, 5), 7, "likely"),
    ],
)
def test_an_estimate_decides_by_its_value_and_keeps_its_spread(
    text: str, low: int | Fraction | None, high: int | None, label: str | None
) -> None:
    stated = read_stated(COMPUTE, written(text))
    assert stated.estimate is not None
    assert (stated.estimate.low, stated.estimate.high, stated.estimate.confidence) == (low, high, label)
    assert stated.value == read_stated(COMPUTE, written(text)["value"]).value


def test_a_plain_number_is_no_estimate() -> None:
    assert read_stated(COMPUTE, written("{value: 6, source: a paper}")).estimate is None


@pytest.mark.parametrize(
    ("text", "what", "message", "help"),
    [
        (
            "3.8e25 FLOP/s",
            COMPUTE,
            "`3.8e25 FLOP/s` is a rate (FLOP per second) where an amount of computation (FLOP) is due",
            "write a number, alone or with its unit: 12 FLOP",
        ),
        (
            "3.8e25 op",
            COMPUTE,
            "`3.8e25 op` is a number of operations (op) where an amount of computation (FLOP) is due",
            "write a number, alone or with its unit: 12 FLOP",
        ),
        (
            "5 h",
            COMPUTE,
            "`5 h` is a time (s) where an amount of computation (FLOP) is due",
            "write a number, alone or with its unit: 12 FLOP",
        ),
        (
            "80 GB",
            BANDWIDTH,
            "`80 GB` is an amount of data (B) where a rate of data (B per second) is due",
            "write a number, alone or with its unit: 12 GB/s",
        ),
        (
            "671e9 B",
            COUNT,
            "`671e9 B` is an amount of data (B) where a plain number is due",
            "write a number without a unit",
        ),
        ("1e25 flop", COMPUTE, "`flop` is not a unit", "did you mean `FLOP`?"),
        (
            "1e25 FLOPs",
            COMPUTE,
            "`FLOPs` is not a unit here: it can be read in two ways",
            "write FLOP for an amount of computation and FLOP/s for a rate",
        ),
        ("1_000", COMPUTE, "`1_000` has separators between its digits", "write `1000`"),
        ("39 %", SHARE, "`39 %` is a percentage, not a plain number", "write 39 % as 0.39"),
        (
            ".nan",
            COMPUTE,
            "`.nan` is not a number that can be compared",
            "leave it out where it is not known",
        ),
        ("NaN", COMPUTE, "`NaN` is not a number that can be compared", "leave it out where it is not known"),
        ("-.inf", COMPUTE, "`-.inf` is not a number that can be compared", "leave it out where it is not known"),
        ("inf", COMPUTE, "`inf` is not a number that can be compared", "leave it out where it is not known"),
        ("10^400", COMPUTE, "`10^400` has more than 300 digits", None),
        ("1e400", COMPUTE, "`1e400` has more than 300 digits", None),
        ("1e-400", COMPUTE, "`1e-400` has more than 300 digits", None),
        ("true", COMPUTE, "`true` is a truth value where a number is due", None),
        ("False", COMPUTE, "`False` is a truth value where a number is due", None),
        ("-1e25", COMPUTE, "`-1e25` is out of range (compute: never negative)", None),
        ("0", COUNT, "`0` is out of range (parameters: more than 0)", None),
        ("1.01", SHARE, "`1.01` is out of range (utilization: more than 0 and at most 1)", None),
        ("1/0", COMPUTE, "`1/0` divides by zero", None),
        (
            "not_applicable",
            COMPUTE,
            "`not_applicable` cannot be said here (compute)",
            "leave it out if it is not known",
        ),
        ("[1]", COMPUTE, "a number is due here", None),
        ("[]", COMPUTE, "a number is due here", None),
        ("{value: {value: 1}}", COMPUTE, "a number is due here", None),
        ("{at_least: [1]}", COMPUTE, "a number is due here", None),
        ("{at_least: 2, at_most: 1}", COMPUTE, "no number is within these bounds", None),
        ("{more_than: 1, at_most: 1}", COMPUTE, "no number is within these bounds", None),
        ("{at_most: -1}", COMPUTE, "no number is within these bounds", None),
        ("{more_than: 1}", SHARE, "no number is within these bounds", None),
        ("{at_least: 1, more_than: 1}", COMPUTE, "`at_least` and `more_than` exclude each other", None),
        ("{at_most: 1, less_than: 1}", COMPUTE, "`at_most` and `less_than` exclude each other", None),
        (
            "{value: 1, at_least: 1}",
            COMPUTE,
            "a `value` and a hard bound (`at_least`) exclude each other",
            "an estimate has `value` with `low` and `high`, or with `confidence`",
        ),
        (
            "{low: 1, high: 2}",
            COMPUTE,
            "an estimate has a `value`",
            "hard bounds are `at_least` and `at_most`",
        ),
        (
            "{at_least: 1, confidence: likely}",
            COMPUTE,
            "an estimate has a `value`",
            "hard bounds are `at_least` and `at_most`",
        ),
        (
            "{value: 5, low: 6}",
            COMPUTE,
            "the value of an estimate lies between its `low` and its `high`",
            None,
        ),
        (
            "{value: 5, high: 4}",
            COMPUTE,
            "the value of an estimate lies between its `low` and its `high`",
            None,
        ),
        (
            "{value: 5, confidence: likly}",
            COMPUTE,
            "`likly` is not one of `confident`, `likely`, `speculative`",
            "did you mean `likely`?",
        ),
        ("{value: 5, sorce: x}", COMPUTE, "`sorce` is not a known key of a value", "did you mean `source`?"),
        ("{value: 5, on: 2025-02-29}", COMPUTE, "`2025-02-29` is not a date such as 2025-08-02", None),
        ("{value: 5, source: [a]}", COMPUTE, "a text is due here", None),
        (
            "{value: 5, evidence: [{page: 3}]}",
            COMPUTE,
            "a piece of evidence has a `file`, and may have `sha256` and `page`",
            None,
        ),
    ],
)
def test_what_is_no_number_is_refused_with_what_is_wrong(
    text: str, what: FactDeclaration, message: str, help: str | None
) -> None:
    caught = refusal(text, what)
    assert (caught.message, caught.help) == (message, help)


@pytest.mark.parametrize(
    ("text", "column"),
    [("1e25 FLOP/s", 4), ("{value: NaN}", 12), ("{value: 1, low: -1}", 20), ("{at_least: 5, at_most: x}", 27)],
)
def test_the_place_is_that_of_the_very_scalar(text: str, column: int) -> None:
    assert refusal(text).place == Place(file="case.yaml", line=1, column=column)


def test_not_applicable_is_a_word_of_its_own_where_it_may_be_said() -> None:
    for text in ("not_applicable", "{value: not_applicable, source: a datasheet}"):
        assert read_stated(BANDWIDTH, written(text)).value is NOT_APPLICABLE
    unknown = read_stated(BANDWIDTH, None).value
    assert unknown == Range(0, None, or_not_applicable=True)


def test_what_stands_beside_a_value_is_kept() -> None:
    text = (
        "{value: 5, source: a paper, stated_by: Meta, on: 2025-01-31, grade: primary,"
        " evidence: [{file: a.pdf, sha256: abc, page: 3}, b.pdf]}"
    )
    stated = read_stated(COMPUTE, written(text))
    assert (stated.source, stated.stated_by, stated.on, stated.grade) == ("a paper", "Meta", "2025-01-31", "primary")
    assert stated.evidence == (Evidence(file="a.pdf", sha256="abc", page="3"), Evidence(file="b.pdf"))
    assert stated.text == "5"


def test_an_empty_source_is_no_source() -> None:
    stated = read_stated(COMPUTE, written('{value: 5, source: "", stated_by: " ", on: null}'))
    assert (stated.source, stated.stated_by, stated.on) == (None, None, None)


def test_the_labels_of_confidence_are_those_of_the_documentation() -> None:
    assert CONFIDENCE_FACTORS == {"confident": 3, "likely": 10, "speculative": 31}


DENSE = fact(type="boolean", label="dense model")


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("False", False), ("TRUE", True), ("null", None), ("{value: true}", True)]
)
def test_truth_values(text: str, value: bool | None) -> None:
    assert read_stated(DENSE, written(text)).value is value


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        ("yes", "`yes` is neither `true` nor `false`", "did you mean `true`?"),
        ("NO", "`NO` is neither `true` nor `false`", "did you mean `false`?"),
        ("1", "`1` is neither `true` nor `false`", None),
        ("[true]", "`true` or `false` is due here", None),
        ("{value: true, at_least: 1}", "`at_least` is not a known key of a value", None),
    ],
)
def test_what_is_no_truth_value(text: str, message: str, help: str | None) -> None:
    caught = refusal(text, DENSE)
    assert caught.message == message
    assert help is None or caught.help == help


WEIGHTS = fact(type="text", allowed=("open", "closed"), label="weights")
NAME = fact(type="text", label="developer")
COUNTRY = fact(type="country", label="destination", help="two letters, ISO 3166-1: CN, MO, DE")


def test_texts() -> None:
    assert read_stated(WEIGHTS, written("open")).value == "open"
    assert read_stated(NAME, written("NO")).value == "NO"
    assert read_stated(NAME, written("010")).value == "010"
    assert read_stated(NAME, written("1e25")).value == "1e25"
    assert read_stated(COUNTRY, written("NO")).value == "NO"
    assert read_stated(WEIGHTS, None).value == AnyText(frozenset({"open", "closed"}))
    assert read_stated(NAME, None).value == AnyText(None)


@pytest.mark.parametrize(
    ("text", "what", "message", "help"),
    [
        ("Open", WEIGHTS, "`Open` is not one of `open`, `closed`", "did you mean `open`?"),
        ('""', NAME, "an empty text says nothing", "leave it out if it is not known"),
        ('"  "', NAME, "an empty text says nothing", "leave it out if it is not known"),
        ("[a]", NAME, "a text is due here", None),
        (
            "China",
            COUNTRY,
            "`China` is not the code of a country (destination)",
            "did you mean `CN`?",
        ),
        ("cn", COUNTRY, "`cn` is not the code of a country (destination)", "did you mean `CN`?"),
        (
            "CHN",
            COUNTRY,
            "`CHN` is not the code of a country (destination)",
            "did you mean `CN`?",
        ),
        ("UK", COUNTRY, "`UK` is not the code of a country (destination)", "did you mean `GB`?"),
        (
            "ZZ",
            COUNTRY,
            "`ZZ` is not the code of a country (destination)",
            "two letters, ISO 3166-1: CN, MO, DE",
        ),
    ],
)
def test_what_is_no_text_that_is_due(text: str, what: FactDeclaration, message: str, help: str | None) -> None:
    caught = refusal(text, what)
    assert (caught.message, caught.help) == (message, help)


MODALITIES = fact(type="list", allowed=("text", "audio"), label="output modalities")


def test_lists() -> None:
    assert read_stated(MODALITIES, written("[text, audio, text]")).value == frozenset({"text", "audio"})
    assert read_stated(MODALITIES, written("[]")).value == frozenset()
    assert read_stated(MODALITIES, written("{value: [text], source: x}")).value == frozenset({"text"})
    assert read_stated(MODALITIES, None).value is UNKNOWN_LIST


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        ("text", "a list is due here", "write `[one, two]`, or `[]` for none"),
        ("[txt]", "`txt` is not one of `text`, `audio`", "did you mean `text`?"),
        ("[[text]]", "a list holds texts", None),
        ("[null]", "a list holds texts", None),
    ],
)
def test_what_is_no_list_that_is_due(text: str, message: str, help: str | None) -> None:
    caught = refusal(text, MODALITIES)
    assert (caught.message, caught.help) == (message, help)


DAY = fact(type="date", label="release date")


def test_dates_are_ordinals_and_keep_their_text() -> None:
    stated = read_stated(DAY, written("2024-02-29"))
    assert (stated.value, stated.text) == (date(2024, 2, 29).toordinal(), "2024-02-29")
    assert read_stated(DAY, written("'2024-02-29'")).value == stated.value
    assert read_stated(DAY, None).value == Range()


@pytest.mark.parametrize(
    "text", ["2023-02-29", "2025-13-01", "20250802", "2025-W31-6", "2025-214", "2025-08-02T10:00", "2.8.2025", "soon"]
)
def test_a_day_is_written_in_one_way(text: str) -> None:
    assert refusal(text, DAY).message == f"`{text}` is not a date such as 2025-08-02"


def test_a_day_is_no_list() -> None:
    assert refusal("[2025-08-02]", DAY).message == "a date such as 2025-08-02 is due here"


MOMENT = fact(type="time", label="incident discovered at")


@pytest.mark.parametrize("text", ["2026-05-02T14:00Z", "2026-05-02T14:00+02:00", "2026-05-02 14:00:30-05:30"])
def test_times_have_a_zone(text: str) -> None:
    assert read_stated(MOMENT, written(text)).value == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-05-02T14:00", "`2026-05-02T14:00` has no time zone"),
        ("2026-05-02", "`2026-05-02` has no time zone"),
        ("2026-05-02T25:00Z", "`2026-05-02T25:00Z` is not a time such as 2026-05-02T14:00Z"),
        ("[a]", "a time such as 2026-05-02T14:00Z is due here"),
    ],
)
def test_what_is_no_time(text: str, message: str) -> None:
    assert refusal(text, MOMENT).message == message


COMPLETE = fact(type="statement", label="statement that the listed components are all")


@pytest.mark.parametrize(
    ("text", "value", "by"),
    [
        ("true", True, None),
        ("false", False, None),
        ("null", None, None),
        ("{stated_by: Meta, on: 2025-01-31, source: a letter}", True, "Meta"),
    ],
)
def test_statements(text: str, value: bool | None, by: str | None) -> None:
    stated = read_stated(COMPLETE, written(text))
    assert (stated.value, stated.stated_by) == (value, by)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{on: 2025-01-31}", "a statement names who makes it"),
        ("{stated_by: null}", "a statement names who makes it"),
        ('{stated_by: ""}', "a statement names who makes it"),
        ("{}", "a statement names who makes it"),
        ("{stated_by: Meta, value: true}", "`value` is not a known key of a statement"),
        ("yes", "`yes` is neither `true` nor `false`"),
    ],
)
def test_nobody_states_a_statement_without_a_name(text: str, message: str) -> None:
    assert refusal(text, COMPLETE).message == message


@pytest.mark.parametrize("text", ["x" * 3000, "9" * 3000, "1e" + "9" * 3000, "x\\ty", "{" * 3, "١٢٣"])
def test_odd_input_is_quoted_short_and_on_one_line(text: str) -> None:
    message = refusal(f'"{text}"').message
    assert len(message) < 200
    assert message.isprintable()
