"""YAML 1.2 with places: what a text says, where it says it, and nothing that was not said."""

import hashlib
import json
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from govern import source
from govern.problem import Place, Problem, Rejected
from govern.source import (
    Mapping,
    Node,
    Scalar,
    Sequence,
    digest,
    read_file,
    read_text,
    scalar_value,
)

CASE = """\
# a comment
model:
  name: DeepSeek-V3
  compute: {value: 3.4e24 FLOP, "on": 2024-12-26}
  modalities: [text, 'NO']
"""


def plain(node: Node) -> object:
    """A node as the values it says."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return scalar_value(node)


def problems(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(Rejected) as rejected:
        read_text(text, "case.yaml")
    return rejected.value.problems


def at(line: int, column: int) -> Place:
    return Place(file="case.yaml", line=line, column=column)


def entry(node: Node, *names: str) -> Node:
    for name in names:
        assert isinstance(node, Mapping)
        node = node.entries[name]
    return node


def test_a_text_says_what_it_says() -> None:
    assert plain(read_text(CASE, "case.yaml")) == {
        "model": {
            "name": "DeepSeek-V3",
            "compute": {"value": "3.4e24 FLOP", "on": "2024-12-26"},
            "modalities": ["text", "NO"],
        }
    }


def test_every_node_knows_its_place() -> None:
    root = read_text(CASE, "case.yaml")
    assert root.place == at(2, 1)
    assert entry(root, "model").place == at(3, 3)
    assert entry(root, "model", "compute").place == at(4, 12)
    assert entry(root, "model", "compute", "value").place == at(4, 20)
    modalities = entry(root, "model", "modalities")
    assert isinstance(modalities, Sequence)
    assert [item.place for item in modalities.items] == [at(5, 16), at(5, 22)]


def test_every_name_knows_its_place() -> None:
    model = entry(read_text(CASE, "case.yaml"), "model")
    assert isinstance(model, Mapping)
    assert model.key_places == {"name": at(3, 3), "compute": at(4, 3), "modalities": at(5, 3)}
    assert list(model.entries) == ["name", "compute", "modalities"]


def test_columns_count_characters_and_lines_end_as_they_may() -> None:
    node = read_text("é中: 1\r\nb: {é: 2, c: 3}\r\n".encode(), "case.yaml")
    assert entry(node, "b", "c").place == at(2, 14)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        ("~", None),
        ("Null", None),
        ("NULL", None),
        ("", None),
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("tRUE", "tRUE"),
        ("NO", "NO"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("010", 10),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("0b1", "0b1"),
        ("1_000", "1_000"),
        ("1e25", 10**25),
        ("1e+25", 10**25),
        ("10^25", 10**25),
        ("10^25/3", Fraction(10**25, 3)),
        ("-1.5", Fraction(-3, 2)),
        (".5", Fraction(1, 2)),
        ("+5", 5),
        (".inf", ".inf"),
        ("-.inf", "-.inf"),
        (".nan", ".nan"),
        ("10^400", "10^400"),
        ("1e999999999", "1e999999999"),
        ("\uff11\uff10", "\uff11\uff10"),
        ("2025-08-02", "2025-08-02"),
        ("2026-05-02T14:00Z", "2026-05-02T14:00Z"),
        ("12:30:45", "12:30:45"),
        ("190:20:30", "190:20:30"),
        ("3.8e25 FLOP", "3.8e25 FLOP"),
        ("=", "="),
        ("'true'", "true"),
        ('"10"', "10"),
        ("''", ""),
        ("!!str 10", "10"),
        ("|\n  10", "10\n"),
        (">-\n  10\n  11", "10 11"),
        ("a b\n c", "a b c"),
        ("a#b", "a#b"),
        ("https://example.org/a?b=c&d", "https://example.org/a?b=c&d"),
    ],
)
def test_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    node = entry(read_text(f"a: {text}\n", "case.yaml"), "a")
    assert isinstance(node, Scalar)
    said = scalar_value(node)
    assert said == value
    assert type(said) is type(value)


def test_names_are_texts() -> None:
    node = read_text("010: a\nNO: b\n2025-08-02: c\n'true': d\nnull: e\n", "case.yaml")
    assert isinstance(node, Mapping)
    assert list(node.entries) == ["010", "NO", "2025-08-02", "true", "null"]


def test_a_scalar_and_a_list_may_be_all_there_is() -> None:
    assert plain(read_text("7", "case.yaml")) == 7
    assert plain(read_text("- a\n- - b\n", "case.yaml")) == ["a", ["b"]]
    assert plain(read_text("--- {}\n...\n# end\n", "case.yaml")) == {}
    assert plain(read_text("''", "case.yaml")) == ""


def test_json_is_read_the_same_way() -> None:
    said = {"a": [1, True, None, {"b": 'x: y\n"z" / \\ \t'}], "c": {}, "d": [], "é": ""}
    for text in (json.dumps(said), json.dumps(said, indent="\t"), json.dumps(said, separators=(",", ":"))):
        assert plain(read_text(text, "case.json")) == said


seen = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=20)
trees = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**30), 10**30), seen),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(seen, inner, max_size=4)),
    max_leaves=20,
)


@given(st.dictionaries(seen, trees))
def test_any_json_reads_as_itself(tree: dict[str, object]) -> None:
    assert plain(read_text(json.dumps(tree, ensure_ascii=False), "case.json")) == tree


def test_an_alias_is_the_node_it_names() -> None:
    node = read_text("a: &x [1, 2]\nb: *x\nc: &y d\n*y : e\n", "case.yaml")
    assert plain(node) == {"a": [1, 2], "b": [1, 2], "c": "d", "d": "e"}
    assert entry(node, "b").place == at(1, 4)


def test_all_duplicate_names_are_reported_at_once() -> None:
    found = problems("a: 1\nb: {c: 1, d: 2, c: 3}\na: 2\n'a': 3\n")
    assert [str(problem) for problem in found] == [
        "case.yaml:2:17: `c` is written twice in the same mapping",
        "case.yaml:3:1: `a` is written twice in the same mapping",
        "case.yaml:4:1: `a` is written twice in the same mapping",
    ]
    assert {problem.code for problem in found} == {"duplicate_key"}
    assert found[1].help == "the first is in line 1, column 1"


def test_a_broken_end_does_not_hide_what_was_found_before() -> None:
    found = problems("a: 1\na: 2\nb: [1\n")
    assert [problem.code for problem in found] == ["duplicate_key", "syntax"]


@pytest.mark.parametrize(
    ("text", "place", "message", "help_text"),
    [
        ("a: b: c", (1, 5), "mapping values are not allowed in this context", "in quotes"),
        ("a:\n\t- b", (2, 1), "a tab cannot indent", "spaces"),
        ("a: @b", (1, 4), "a text cannot start with `@` unless it is in quotes", "in quotes"),
        ("a: [1, 2\nb: 3\n", (2, 2), "did not find expected ',' or ']' while parsing a flow sequence", "bracket"),
        ("a: {b: 1", (1, 4), "did not find expected ',' or '}' while parsing a flow mapping", "bracket"),
        ("a: 'x\nb: 1\n", (1, 4), "found unexpected end of stream while scanning a quoted scalar", "quote"),
        ("a: 1\n b: 2\n", (2, 3), "mapping values are not allowed in this context", "indentation"),
        ('a: "\\q"', (1, 5), "found unknown escape character while parsing a quoted scalar", "backslash"),
        ("a: *b", (1, 4), "the alias `*b` names nothing complete before it", None),
        ("a: &b [*b]", (1, 8), "the alias `*b` names nothing complete before it", None),
        ("a: &b 1\nc: &b [*b]", (2, 8), "the alias `*b` names nothing complete before it", None),
        ("<<: {a: 1}", (1, 1), "merge keys (`<<`) are not read here", "entries"),
        ("? [a]\n: b", (1, 3), "a name is a text, not a list", "quotes"),
        ("? {a: b}\n: b", (1, 3), "a name is a text, not a mapping", "quotes"),
        ("a: &x [1]\n*x : 2", (2, 1), "a name is a text, not an alias of a list or mapping", "quotes"),
    ],
)
def test_syntax(text: str, place: tuple[int, int], message: str, help_text: str | None) -> None:
    (found,) = problems(text)
    assert (found.code, found.place, found.message) == ("syntax", at(*place), message)
    assert (help_text is None and found.help is None) or (help_text or "") in (found.help or "")


def test_a_quoted_merge_key_is_a_name() -> None:
    assert plain(read_text("'<<': 1", "case.yaml")) == {"<<": 1}


@pytest.mark.parametrize("name", ["scalar", "sequence", "mapping"])
def test_the_tags_of_plain_yaml_change_nothing_but_quoting(name: str) -> None:
    text = {"scalar": "a: !!str 1", "sequence": "a: !!seq [1]", "mapping": "a: !!map {b: 1}"}[name]
    value = {"scalar": "1", "sequence": [1], "mapping": {"b": 1}}[name]
    assert plain(read_text(text, "case.yaml")) == {"a": value}


def test_both_parsers_of_pyyaml_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    files = sorted((Path(__file__).parent.parent / "policies").glob("*.yaml"))
    assert files
    texts = [CASE, "a: |\n  x\nb: >\n  y\n  z\nc: ''\nd:\n", *(path.read_text(encoding="utf-8") for path in files)]
    fast = [read_text(text, "case.yaml") for text in texts]
    monkeypatch.setattr(source, "_PARSER", yaml.SafeLoader)
    assert [read_text(text, "case.yaml") for text in texts] == fast


@pytest.mark.parametrize("text", ["a: b: c", "a: [1", "a: @b", "a:\n\t- b", "a: 'x", "a: 1\na: 2", "}"])
def test_the_slow_parser_gives_problems_too(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "_PARSER", yaml.SafeLoader)
    assert problems(text)[0].place is not None


def test_a_file_is_named_in_places_as_the_caller_named_it(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("a: 1\n", encoding="utf-8")
    assert read_file(path).place.file == str(path)
    assert read_file(str(path), "shown.yaml").place.file == "shown.yaml"


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "absent.yaml")


def test_digest_is_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"a: 1\r\n")
    expected = "sha256:" + hashlib.sha256(b"a: 1\r\n").hexdigest()
    assert digest(path) == digest(str(path)) == digest(b"a: 1\r\n") == expected
