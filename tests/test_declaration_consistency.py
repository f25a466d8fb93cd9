"""What facts say that cannot be meant: a part above its whole, a name that is only asked for, a lost exponent."""

from collections.abc import Callable

import pytest

from govern.declaration.declaration import Declaration
from govern.problem import Rejected

Declare = Callable[[str], Declaration]


def problems(declare: Declare, text: str) -> list[str]:
    try:
        return [f"{each.severity}: {each.message}; {each.help}" for each in declare(text).problems]
    except Rejected as rejected:
        return [f"{each.severity}: {each.message}; {each.help}" for each in rejected.problems]


def test_a_revenue_is_stated_with_its_year(declare: Declare) -> None:
    (told,) = problems(declare, "organization: {preceding_year_gross_revenue: 6e8 USD}")
    assert told.startswith("error: `organization.preceding_year_gross_revenue` is only asked for")
    assert "`organization.annual_gross_revenue` with `organization.annual_gross_revenue_year`" in told
    assert problems(declare, "organization: {preceding_year_gross_revenue: null}") == []


@pytest.mark.parametrize(
    ("text", "label", "help"),
    [
        ("training: {compute: 1025}", "training compute (total)", "write `10^25` if an exponent was lost"),
        ("training: {pretraining: {compute: 5e9}}", "pretraining compute", "look at its exponent and its unit"),
        ("parameters: 405", "parameters", "look at its exponent and its unit"),
        ("training: {pretraining: {tokens: 15.6}}", "pretraining tokens", "look at its exponent and its unit"),
    ],
)
def test_a_number_that_lost_its_exponent_is_told(declare: Declare, text: str, label: str, help: str) -> None:
    (told,) = problems(declare, f"model: {{{text}}}")
    assert told.startswith(f"warning: the {label} is stated as `")
    assert told.endswith(f"which is hardly meant; {help}")


@pytest.mark.parametrize(
    "text",
    ["training: {compute: 0}", "training: {compute: 10^12}", "training: {compute: {less_than: 5}}", "parameters: 1e5"],
)
def test_what_can_be_meant_is_not_told(declare: Declare, text: str) -> None:
    assert problems(declare, f"model: {{{text}}}") == []


def test_a_part_above_its_whole_is_refused(declare: Declare) -> None:
    (told,) = problems(declare, "model: {parameters: 5e9, active_parameters: 6e9}")
    assert "the active parameters (`6e9`) exceed the parameters (`5e9`)" in told


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-11-02", False),
        ("2026-11-03", True),  # the day of the time by the calendar of London
        ("{at_least: 2026-11-01, at_most: 2026-11-02}", False),
        ("{at_least: 2026-11-03}", True),
        ("null", False),
    ],
)
def test_a_day_is_that_of_the_time_that_is_stated_with_it(declare: Declare, day: str, told: bool) -> None:
    events = f"incident_discovered_at: 2026-11-02T20:00-08:00, incident_discovered_on_in_california: {day}"
    found = problems(declare, f"events: {{{events}}}")
    assert bool(found) is told
    assert all("is not that of `events.incident_discovered_at`" in each for each in found)
    assert all("the day of that time is 2026-11-02 in the zone America/Los_Angeles" in each for each in found)


@pytest.mark.parametrize(
    ("dense", "sparse", "told"),
    [
        ("989", "1979", False),
        ("1979", "3958", False),
        ("1000", "1979", False),  # rounded for a datasheet
        ("1050", "2000", False),
        ("1050.1", "2000", True),
        ("1979", "1979", True),
        ("{at_least: 1979}", "1979", False),
        ("1979", "null", False),
        ("0", "0", False),
    ],
)
def test_a_rate_with_sparsity_taken_as_dense_is_told(declare: Declare, dense: str, sparse: str, told: bool) -> None:
    found = problems(declare, f"chip: {{dense_tops: {{fp8: {dense}}}, sparse_tops: {{fp8: {sparse}}}}}")
    assert bool(found) is told
    assert all(each.startswith(f"warning: the rate FP8 dense (`{dense}`) is more than half of") for each in found)
