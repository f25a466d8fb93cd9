"""The law's numbers for people are exact; standing and dates are told as they are on a day."""

from datetime import date
from fractions import Fraction

import pytest

from govern.law.schema import Event, Parameter
from govern.numbers import Number, read_number
from govern.reporting.law_figures import best_value, dates_text, figure, period_text, place_text, written_text

EVENTS = tuple(
    Event.model_validate({"event": event, "on": on, "published": published, "reference": "x"})
    for event, on, published in (
        ("published", "2025-03-01", "2025-03-01"),
        ("applies", "2026-01-01", "2025-03-01"),
        ("enforced", "2026-07-01", "2025-03-01"),
        ("repealed", "2027-01-01", "2026-06-01"),
    )
)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (10**26, "10^26"),
        (10**12, "10^12"),
        (10**11, "100,000,000,000"),
        (3 * 10**25, "3 x 10^25"),
        (15 * 10**24, "1.5 x 10^25"),
        (143 * 10**23, "1.43 x 10^25"),
        (10**25 + 1, "10,000,000,000,000,000,000,000,001"),
        (500_000_000, "500,000,000"),
        (4800, "4,800"),
        (0, "0"),
        (-7, "-7"),
        (Fraction(1, 3), "1/3"),
        (Fraction(10**25, 3), "1/3 of 10^25"),
        (Fraction(-2 * 10**25, 3), "-2/3 of 10^25"),
        (Fraction(592, 100), "5.92"),
        (Fraction(1, 10**6), "0.000001"),
        (Fraction(10, 3), "10/3"),
    ],
)
def test_figures_are_exact(number: Number, text: str) -> None:
    assert figure(number) == text


@pytest.mark.parametrize("text", ["10^26", "500,000,000", "5.92", "1/3", "4,800"])
def test_a_figure_reads_back_as_itself(text: str) -> None:
    assert figure(read_number(text.replace(",", ""))) == text


@pytest.mark.parametrize(
    ("written", "unit", "text"),
    [
        ("1e25", "FLOP", "10^25 FLOP"),
        ("0.4", "TB/s", "0.4 TB/s"),
        ({"at_least": "1", "at_most": "2"}, "GB", "from 1 GB to 2 GB"),
        ({"at_least": "1"}, "GB", "at least 1 GB"),
        ({"at_most": "2"}, "", "at most 2"),
        (["DE", "AT"], "", "DE, AT"),
        ([], "", "none"),
        ("true", "", "yes"),
        ("open", "", "open"),
        ({"open": "10", "closed": "20"}, "USD", "open: 10 USD; closed: 20 USD"),
        ("ten", "FLOP", "ten"),
    ],
)
def test_values_are_told_as_the_file_has_them(written: object, unit: str, text: str) -> None:
    assert written_text(written, unit) == text


@pytest.mark.parametrize(
    ("on", "known", "text"),
    [
        ("2025-02-01", "2025-02-28", "not published"),
        ("2025-06-01", "2025-06-01", "in force from 2026-01-01; enforced from 2026-07-01"),
        ("2026-03-01", "2026-03-01", "in force since 2026-01-01; enforced from 2026-07-01"),
        (
            "2026-08-01",
            "2026-08-01",
            "in force since 2026-01-01; enforced since 2026-07-01; repealed on 2027-01-01",
        ),
        (
            "2027-01-01",
            "2027-01-01",
            "repealed on 2027-01-01; applied from 2026-01-01; enforced since 2026-07-01",
        ),
    ],
)
def test_dates_stand_as_known_on_the_day(on: str, known: str, text: str) -> None:
    assert dates_text(EVENTS, date.fromisoformat(on), date.fromisoformat(known)) == text


def test_a_value_that_does_not_hold_says_when_it_does() -> None:
    value = {"from": "2026-01-01", "published": "2025-03-01", "value": 1, "reference": "x"}
    parameter = Parameter.model_validate({"values": [{**value, "until": "2027-01-01"}]})
    days = [date(2025, 1, 1), date(2025, 6, 1), date(2026, 6, 1), date(2027, 1, 1)]
    assert [best_value(parameter, day, day)[1] for day in days] == [
        "no value had been published by 1 January 2025",
        "from 1 January 2026",
        "",
        "until 1 January 2027",
    ]


def test_small_words() -> None:
    assert [period_text(each) for each in ("1 years", "14 day", "72 hours")] == ["1 year", "14 days", "72 hours"]
    assert place_text("Art. 1; and much more") == "Art. 1; and much more"
    assert place_text("NVIDIA 8-K of 15 April 2025: China (including Hong Kong)") == "NVIDIA 8-K of 15 April 2025"
