"""Closed models over located text: every problem at once, each with its place and what was meant."""

import time
from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import BeforeValidator

from govern.problem import Problem
from govern.source import Scalar, read_text
from govern.validation import MOST_PROBLEMS, Closed, Day, Text, day_of, place_at, plain, validated


class Inner(Closed):
    """A block inside."""

    name: Text
    size: Text | None = None


class Outer(Closed):
    """A block with one of everything."""

    title: Text
    kind: Annotated[Literal["law", "letter"], BeforeValidator(lambda written: getattr(written, "text", written))] = (
        "law"
    )
    on: Day | None = None
    inner: Inner | None = None
    many: dict[str, Inner] = {}
    listed: tuple[Inner, ...] = ()


def problems(text: str) -> list[tuple[str, str, str | None]]:
    model, found = validated(Outer, read_text(text, "a.yaml"), keep_scalars=True)
    assert (model is None) is bool(found)
    return [(str(each.place), each.message, each.help) for each in found]


def test_what_fits_is_read() -> None:
    model, found = validated(
        Outer,
        read_text("title: NO\non: 2025-08-02\nmany: {a: {name: x}}\nlisted: [{name: y, size: 1e25}]\n", "a.yaml"),
        keep_scalars=True,
    )
    assert found == []
    assert model is not None
    assert (model.title, model.on, model.listed[0].size) == ("NO", date(2025, 8, 2), "1e25")
    with pytest.raises(ValueError, match="frozen"):
        model.title = "other"  # type: ignore[misc]


def test_all_problems_come_at_once_in_the_order_of_the_file() -> None:
    text = (
        "titel: x\nkind: lettre\non: 2025-02-30\ninner: [a]\nmany:\n  a: {nmae: x}\nlisted:\n  - {name: x, siez: 1}\n"
    )
    assert problems(text) == [
        ("a.yaml:1:1", "`title` is missing", None),
        ("a.yaml:1:1", "`titel` is not a known key", "did you mean `title`?"),
        ("a.yaml:2:7", "`lettre` is not one of `law` or `letter`", None),
        ("a.yaml:3:5", "`2025-02-30` is not a date such as 2025-08-02", None),
        ("a.yaml:4:8", "a block of keys is due here", None),
        ("a.yaml:6:6", "`name` is missing", None),
        ("a.yaml:6:7", "`nmae` is not a known key", "did you mean `name`?"),
        ("a.yaml:8:15", "`siez` is not a known key", "did you mean `size`?"),
    ]


def test_where_nothing_is_close_the_keys_are_named() -> None:
    assert problems("title: x\ninner: {name: x, colour: red}\n") == [
        ("a.yaml:2:18", "`colour` is not a known key", "the keys here are `name`, `size`")
    ]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("[]", "a.yaml:1:1", "a block of keys is due here"),
        ("5", "a.yaml:1:1", "a block of keys is due here"),
        ("title: [a]", "a.yaml:1:8", "a text is due here"),
        ("title: null", "a.yaml:1:8", "a text is due here"),
        ("title: x\nmany: []", "a.yaml:2:7", "a block of keys is due here"),
        ("title: x\nlisted: {}", "a.yaml:2:9", "a list is due here"),
        ("title: x\nlisted: [a]", "a.yaml:2:10", "a block of keys is due here"),
        ("title: x\nkind: [law]", "a.yaml:2:7", "a list is not one of `law` or `letter`"),
        ("title: x\nkind: {law: 1}", "a.yaml:2:7", "a block of keys is not one of `law` or `letter`"),
        ("title: x\nkind:", "a.yaml:2:6", "nothing is not one of `law` or `letter`"),
        ("title: x\non: [2025-08-02]", "a.yaml:2:5", "a date such as 2025-08-02 is due here"),
    ],
)
def test_a_value_of_the_wrong_shape(text: str, place: str, message: str) -> None:
    found = problems(f"{text}\n")
    assert (place, message) in [(where, said) for where, said, _ in found]


@pytest.mark.parametrize("text", ["1735689600", "2025-08-02T00:00:00", "20250802", "2025-W31-6", "٢٠٢٥-08-02", "0"])
def test_a_day_is_never_read_from_a_clock(text: str) -> None:
    assert day_of(text) is None
    assert [said for _, said, _ in problems(f"title: x\non: {text}\n")] == [
        f"`{text}` is not a date such as 2025-08-02"
    ]


def test_days() -> None:
    assert day_of("2024-02-29") == date(2024, 2, 29)
    assert [day_of(text) for text in ("2023-02-29", "0000-01-01", "2025-1-1", " 2025-01-01", "")] == [None] * 5


def test_plain_trees() -> None:
    node = read_text("a: [1, null, ~, 'null', NO]\nb: {c: }\n", "a.yaml")
    assert plain(node) == {"a": ["1", None, None, "null", "NO"], "b": {"c": None}}
    kept: Any = plain(node, keep_scalars=True)
    assert isinstance(kept["a"][0], Scalar)
    assert kept["a"][1] is None


def test_places_of_keys_and_values_and_the_nearest_above() -> None:
    node = read_text("a:\n  - b: 1\n    c: 2\n", "a.yaml")
    assert str(place_at(node, ("a", 0, "c"))) == "a.yaml:3:8"
    assert str(place_at(node, ("a", 0, "c"), key=True)) == "a.yaml:3:5"
    assert str(place_at(node, ("a", 0, "d"))) == "a.yaml:2:5"
    assert str(place_at(node, ("a", 7))) == "a.yaml:2:3"
    assert str(place_at(node, ("z", "y"))) == "a.yaml:1:1"


def test_a_hostile_key_is_quoted_in_its_message() -> None:
    found = validated(Outer, read_text('title: x\n"a\\nb\\u202e": 1\n', "a.yaml"))[1]
    assert [problem.message for problem in found] == ["`a\\nb\\u202e` is not a known key"]
    assert all(isinstance(problem, Problem) and problem.message.isprintable() for problem in found)


def test_no_file_earns_more_than_a_hundred_messages() -> None:
    text = "title: x\n" + "".join(f"key{i}: 1\n" for i in range(20_000))
    started = time.process_time()
    found = validated(Outer, read_text(text, "a.yaml"), keep_scalars=True)[1]
    assert time.process_time() - started < 1
    assert len(found) == MOST_PROBLEMS + 1
    assert str(found[0]) == "a.yaml:2:1: `key0` is not a known key"
    assert str(found[-1]) == "a.yaml:101:1: 19,900 more problems follow"
