"""Checked when a policy is loaded: names, units, types, divisors; every error at once, each in its place."""

from collections.abc import Mapping

import pytest

from govern.expression.check import BOOLEAN, DATE, Kind, Symbol, check, number
from govern.expression.parse import ExpressionError, parse
from govern.problem import did_you_mean
from govern.units import unit

FLOP, RATE, SECONDS, AREA = (unit(name).dimension for name in ("FLOP", "FLOP/s", "s", "mm2"))
OPEN = frozenset({"open", "closed"})


class Names:
    """A scope of a few names."""

    symbols: Mapping[str, Symbol] = {
        "count": Symbol(number()),
        "size": Symbol(number(), positive=True),
        "compute": Symbol(number(FLOP)),
        "limit": Symbol(number(FLOP), positive=True),
        "rate": Symbol(number(RATE), positive=True),
        "time": Symbol(number(SECONDS)),
        "area": Symbol(number(AREA), positive=True),
        "flag": Symbol(BOOLEAN),
        "day": Symbol(DATE),
        "kind": Symbol(Kind("text", allowed=OPEN)),
        "place": Symbol(Kind("text")),
        "forms": Symbol(Kind("list", allowed=frozenset({"text", "audio"}))),
        "tags": Symbol(Kind("list")),
        "table": Symbol(Kind("table", of=number(FLOP)), positive=True),
        "groups": Symbol(Kind("table", of=Kind("list", allowed=frozenset({"D1", "D5"})))),
        "moment": Symbol(Kind("time")),
    }

    def symbol(self, name: str) -> Symbol | None:
        return self.symbols.get(name)

    def suggestion(self, name: str) -> str | None:
        return did_you_mean(name, self.symbols)


def checked(text: str) -> tuple[Kind | None, list[ExpressionError]]:
    return check(parse(text), Names())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("compute", number(FLOP)),
        ("rate * time", number(FLOP)),
        ("compute / limit", number()),
        ("compute + rate * time", number(FLOP)),
        ("compute > limit", BOOLEAN),
        ("0 < compute <= limit", BOOLEAN),
        ("compute > 0", BOOLEAN),
        ("0 if flag else compute", number(FLOP)),
        ("max(compute, 0)", number(FLOP)),
        ("compute - 0", number(FLOP)),
        ("size ** 2 + 1", number()),
        ("sqrt(area * area)", number(AREA)),
        ("log10(compute / limit)", number()),
        ("min(day, on)", DATE),
        ("day >= date('2025-01-01')", BOOLEAN),
        ("first(compute, limit if flag else not_applicable)", number(FLOP)),
        ("table[place]", number(FLOP)),
        ("table['CN'] * 2 > compute", BOOLEAN),
        ("'D5' in groups[place]", BOOLEAN),
        ("kind == 'open' or kind != 'closed'", BOOLEAN),
        ("place in ['CN', 'MO']", BOOLEAN),
        ("'text' not in forms", BOOLEAN),
        ("not flag and (flag or compute < limit)", BOOLEAN),
        ("flag if kind == 'open' else not flag", BOOLEAN),
        ("ceil(compute / limit) * limit", number(FLOP)),
        ("count / size", number()),
        ("count / (size + 1)", number()),
        ("compute / area ** 2 if area > 0 else not_applicable", number((("FLOP", 1), ("mm2", -2)))),
        ("compute / time if time > 0 else 0", number(RATE)),
        ("compute / time if 0 < time else not_applicable", number(RATE)),
        ("time > 0 and compute / time > rate", BOOLEAN),
        ("compute / exp(count)", number(FLOP)),
        ("size ** -1", number()),
    ],
)
def test_kinds(text: str, kind: Kind) -> None:
    found, errors = checked(text)
    assert [error.message for error in errors] == []
    assert found is not None
    assert (found.base, found.dimension) == (kind.base, kind.dimension if kind.base == "number" else found.dimension)


WRONG = {
    "compute > rate": ("compares FLOP with FLOP/s", 0),
    "compute + rate": ("joins FLOP and FLOP/s", 0),
    "flag and compute": ("`compute` is not a condition", 9),
    "compute > 1e25": ("compares FLOP with a plain number", 0),
    "compute if flag else time": ("joins FLOP and s", 0),
    "max(compute, rate)": ("joins FLOP and FLOP/s", 0),
    "first(compute, 1)": ("joins FLOP and a plain number", 0),
    "log10(compute)": ("takes a plain number, not FLOP", 0),
    "exp(time)": ("takes a plain number, not s", 0),
    "sqrt(compute)": ("has no unit", 0),
    "size ** count": ("an exponent is a whole number", 8),
    "size ** 0.5": ("an exponent is a whole number", 8),
    "size ** 65": ("between -64 and 64", 8),
    "count ** -1": ("may be zero as a divisor", 0),
    "count / count": ("`count` may be zero as a divisor", 8),
    "compute / time": ("`time` may be zero as a divisor", 10),
    "compute / (limit - limit)": ("may be zero as a divisor", 11),
    "compute / time if flag else 0": ("`time` may be zero", 10),
    "compute / time if time >= 0 else 0": ("`time` may be zero", 10),
    "time > 0 or compute / time > rate": ("`time` may be zero", 22),
    "1 / 0": ("`0` may be zero", 4),
    "flag > flag": ("compares what cannot be compared", 0),
    "flag == True": ("compares what cannot be compared", 0),
    "forms == tags": ("compares what cannot be compared", 0),
    "moment > moment": ("compares what cannot be compared", 0),
    "day > compute": ("compares a date with a number", 0),
    "day > 0": ("compares a date with a number", 0),
    "place == 0": ("compares a text with a number", 0),
    "compute == 'a'": ("compares a number with a text", 0),
    "place > 'a'": ("texts are compared with `==`", 0),
    "kind == 'opened'": ("can never hold", 0),
    "'video' in forms": ("can never hold", 0),
    "kind in ['shut', 'ajar']": ("can never hold", 0),
    "'D9' in groups[place]": ("can never hold", 0),
    "compute in forms": ("`compute` is not a text", 0),
    "'a' in place": ("`place` is not a list", 7),
    "'a' in compute": ("`compute` is not a list", 7),
    "day + 1": ("`day` is not a number", 0),
    "day - day": ("`day` is not a number", 0),
    "flag + 1": ("`flag` is not a number", 0),
    "-place": ("`place` is not a number", 1),
    "ceil(day)": ("`day` is not a number", 5),
    "table > compute": ("`table` is a table", 0),
    "table[count]": ("key of `table` must be a text", 6),
    "place['CN']": ("`place` is not a table", 0),
    "compute if count else limit": ("`count` is not a condition", 11),
    "flag if flag else 0": ("joins a boolean and a plain number", 0),
    "flag if flag else not_applicable": ("never `not_applicable`", 0),
    "place if flag else not_applicable": ("never `not_applicable`", 0),
    "min(day, 0)": ("joins a date and a plain number", 0),
    "flag or kind": ("`kind` is not a condition", 8),
    "not compute": ("`compute` is not a condition", 4),
    "conpute > limit": ("`conpute` is not known here", 0),
    "compute > limits": ("`limits` is not known here", 10),
    "[compute]": ("a list holds texts only", 0),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_does_not_fit_is_refused_in_its_place(text: str) -> None:
    message, column = WRONG[text]
    kind, errors = checked(text)
    assert kind is None
    assert any(message in error.message and error.column == column for error in errors), [
        (error.message, error.column) for error in errors
    ]


def test_an_unknown_name_is_guessed() -> None:
    (error,) = checked("conpute > limit")[1]
    assert error.help == "did you mean `compute`?"


def test_every_error_is_told_at_once() -> None:
    _, errors = checked("conpute > 0 and compute > rate and day + 1 > 0 and place > 'a'")
    assert len(errors) == 4
    assert [error.column for error in errors] == sorted(error.column for error in errors)


@pytest.mark.parametrize(
    "divisor",
    [
        "size",
        "size * size",
        "size + 1",
        "max(count, size)",
        "table['a']",
        "2",
        "size ** 3",
        "min(size, 3)",
        "size if flag else 2",
        "first(size, limit / limit)",
        "ceil(size)",
    ],
)
def test_what_is_surely_positive_may_divide(divisor: str) -> None:
    assert [error.message for error in checked(f"count / ({divisor})")[1]] == []


@pytest.mark.parametrize(
    "divisor",
    [
        "count",
        "size - 1",
        "min(count, size)",
        "-size",
        "size if flag else count",
        "first(size, count)",
        "floor(size)",
        "max(count, count + 1)",
        "0 * size",
    ],
)
def test_what_may_be_zero_may_not(divisor: str) -> None:
    assert any("as a divisor" in error.message for error in checked(f"count / ({divisor})")[1])
