"""YAML and JSON texts as nodes that know their place, read by the rules of YAML 1.2.

In: text, bytes or a file. Out: scalars, sequences and mappings, or Rejected with every problem found. Nothing is
guessed: `NO` is text, numbers stay text until asked for, and every limit holds before memory is spent.
"""

import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

import yaml

from govern.characters import decoded, holds_control, place_at, refuse_unseen
from govern.numbers import Number, read_number
from govern.problem import Place, Problem, Rejected, quoted

__all__ = [
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "digest",
    "read_file",
    "read_text",
    "scalar_value",
]

MOST_BYTES: Final = 5_000_000
DEEPEST: Final = 64
_TOO_DEEP = f"more than {DEEPEST} levels stand inside each other"
MOST_NODES: Final = 200_000
MOST_ALIASES: Final = 100
_MOST_PROBLEMS = 100

# The C parser where PyYAML was built with it; both give the same events.
_PARSER: Callable[[bytes], Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_DIRECTIVE = re.compile("^%", re.MULTILINE)
_CONTENT = re.compile("^[ \t]*[^# \t\r\n]", re.MULTILINE)

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTH: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_STARTS_A_NUMBER = frozenset("+-.0123456789")

_TAGS: Final = {
    "scalar": "tag:yaml.org,2002:str",
    "sequence": "tag:yaml.org,2002:seq",
    "mapping": "tag:yaml.org,2002:map",
}
_SPOKEN: Final = {"sequence": "list", "mapping": "mapping"}
_UNREADABLE = "the file cannot be read as YAML"
_COMPLEX_KEY = "put a text that contains brackets in quotes"
_SEVERAL, _ONE = "a second document starts here", "write one document a file"

_HELP: Final = (
    ("mapping values are not allowed", "put a text that contains `: ` in quotes, or check the indentation"),
    ("could not find expected ':'", "write `name: value`, with a space after the colon"),
    ("did not find expected key", "check the indentation, and put a text that starts with a quote wholly in quotes"),
    ("expected ',' or", "close the bracket, and put a text that contains a comma, colon or bracket in quotes"),
    ("did not find expected '-' indicator", "check the indentation"),
    ("Unicode character escape", "write the character itself"),
    ("unknown escape character", "write \\\\ for a backslash, or use single quotes"),
    ("unexpected end of stream", "close the quote that starts here"),
)


@dataclass(frozen=True, slots=True, init=False)
class Scalar:
    """A text; `plain` if it stood without quotes, so that it may mean a number, a truth value or nothing."""

    text: str
    plain: bool
    place: Place

    def __init__(self, text: str, plain: bool, place: Place) -> None:
        _set_text(self, text)
        _set_plain(self, plain)
        _set_place(self, place)


# As for Place: there are as many scalars.
_set_text, _set_plain, _set_place = (vars(Scalar)[name].__set__ for name in ("text", "plain", "place"))


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: "tuple[Node, ...]"
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Named nodes, in the order of the file."""

    entries: "dict[str, Node]"
    key_places: dict[str, Place]
    place: Place


Node = Scalar | Sequence | Mapping


def read_file(path: str | Path, file: str | None = None) -> Node:
    """The node a file holds; `file` is the name that stands in places, the path unless told."""
    name = str(path) if file is None else file
    with Path(path).open("rb") as opened:
        # INVARIANT: the size is known, or bounded, before anything is read.
        if os.fstat(opened.fileno()).st_size > MOST_BYTES:
            raise Rejected([_too_large(name)])
        return read_text(opened.read(MOST_BYTES + 1), name)


def read_text(text: str | bytes, file: str) -> Node:
    """The node a YAML or JSON text holds; Rejected with all problems if it holds none."""
    if len(text) > MOST_BYTES:
        raise Rejected([_too_large(file)])
    characters = decoded(text, file) if isinstance(text, bytes) else text
    refuse_unseen(characters, file)
    _refuse_directive(characters, file)
    encoded = text if isinstance(text, bytes) else characters.encode()
    if len(encoded) > MOST_BYTES:
        raise Rejected([_too_large(file)])
    return _Reading(characters, file).node(encoded)


def _too_large(file: str) -> Problem:
    message = f"the file is larger than {MOST_BYTES // 10**6} MB"
    return Problem(code="too_large", message=message, place=Place(file=file, line=1, column=1))


def _refuse_directive(text: str, file: str) -> None:
    # INVARIANT: directives never reach the parser, which takes quadratic time over many of them.
    found = _DIRECTIVE.search(text)
    if found is not None and _CONTENT.search(text, 0, found.start()) is None:
        place = place_at(text, found.start(), file)
        message = "a line that starts with `%` is a directive, which is not read here"
        raise Rejected([Problem(code="syntax", message=message, place=place, help="remove it")])


@dataclass(slots=True)
class _Open:
    """A list (with `items`) or mapping whose end has not been read."""

    place: Place
    anchor: str | None
    nodes_before: int
    items: list[Node] | None
    wants_key: bool
    key: str = ""
    height: int = 1
    entries: dict[str, Node] = field(default_factory=dict)
    key_places: dict[str, Place] = field(default_factory=dict)


class _Reading:
    """One pass over the events of a parser with a stack of its own: no recursion, so no depth can exhaust it."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.problems: list[Problem] = []
        self.open: list[_Open] = []
        self.root: Node | None = None
        self.nodes = 0
        self.aliases = 0
        # What an anchor names: the node, how many nodes it is once aliases are expanded, and how deep.
        self.anchors: dict[str, tuple[Node, int, int]] = {}

    def node(self, encoded: bytes) -> Node:
        next_event, steps, end = _PARSER(encoded).get_event, _STEPS, yaml.StreamEndEvent
        try:
            next_event()
            while type(event := next_event()) is not end:
                steps[type(event)](self, event)
        except yaml.YAMLError as error:
            self.problems.append(self.syntax(error))
        root = self.root
        if not self.problems and (root is None or (isinstance(root, Scalar) and root.plain and not root.text)):
            self.report("empty", "the file is empty", Place(file=self.file, line=1, column=1))
        if self.problems or root is None:
            raise Rejected(self.problems)
        return root

    def scalar(self, event: Any) -> None:
        mark = event.start_mark
        place = Place(file=self.file, line=mark.line + 1, column=mark.column + 1)
        text, style, tag, anchor = event.value, event.style, event.tag, event.anchor
        if style == '"' and not text.isprintable() and holds_control(text):
            self.report("encoding", "this text holds a control character", place, "remove the escape that makes it")
        if tag is not None:
            self.check_tag("scalar", tag, place)
        plain = not style and tag is None
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.count(0, place)
        if self.open and self.open[-1].wants_key:
            self.key(text, plain, place)
            if anchor is not None:
                self.anchors[anchor] = (Scalar(text, plain, place), 1, 0)
            return
        node = Scalar(text, plain, place)
        if anchor is not None:
            self.anchors[anchor] = (node, 1, 0)
        self.add(node, 0)

    def mapping(self, event: Any) -> None:
        self.begin("mapping", event)

    def sequence(self, event: Any) -> None:
        self.begin("sequence", event)

    def begin(self, kind: str, event: Any) -> None:
        place = self.place(event.start_mark)
        if self.open and self.open[-1].wants_key:
            self.stop("syntax", f"a name is a text, not a {_SPOKEN[kind]}", place, _COMPLEX_KEY)
        if event.tag is not None:
            self.check_tag(kind, event.tag, place)
        if len(self.open) >= DEEPEST:
            self.stop("too_deep", _TOO_DEEP, place)
        self.count(1, place)
        if event.anchor is not None:
            self.anchors.pop(event.anchor, None)
        is_mapping = kind == "mapping"
        self.open.append(_Open(place, event.anchor, self.nodes - 1, None if is_mapping else [], wants_key=is_mapping))

    def end(self, _event: Any) -> None:
        closed = self.open.pop()
        node: Node
        if closed.items is None:
            node = Mapping(closed.entries, closed.key_places, closed.place)
        else:
            node = Sequence(tuple(closed.items), closed.place)
        if closed.anchor is not None:
            self.anchors[closed.anchor] = (node, self.nodes - closed.nodes_before, closed.height)
        self.add(node, closed.height)

    def alias(self, event: Any) -> None:
        place = self.place(event.start_mark)
        self.aliases += 1
        if self.aliases > MOST_ALIASES:
            self.stop("too_many_aliases", f"more than {MOST_ALIASES} aliases stand in the file", place)
        named = self.anchors.get(event.anchor)
        if named is None:
            self.stop("syntax", f"the alias {quoted('*' + event.anchor)} names nothing complete before it", place)
        node, nodes, height = named
        # INVARIANT: the limits hold for the file as its readers walk it, with every alias written out.
        self.count(nodes, place)
        if len(self.open) + height > DEEPEST:
            self.stop("too_deep", _TOO_DEEP, place)
        if not (self.open and self.open[-1].wants_key):
            self.add(node, height)
        elif isinstance(node, Scalar):
            self.key(node.text, node.plain, place)
        else:
            self.stop("syntax", "a name is a text, not an alias of a list or mapping", place, _COMPLEX_KEY)

    def key(self, key: str, plain: bool, place: Place) -> None:
        mapping = self.open[-1]
        mapping.key, mapping.wants_key = key, False
        if plain and key == "<<":
            self.report("syntax", "merge keys (`<<`) are not read here", place, "write the entries out")
        first = mapping.key_places.get(key)
        if first is None:
            mapping.key_places[key] = place
        else:
            said = f"{quoted(key)} is written twice in the same mapping"
            self.report("duplicate_key", said, place, f"the first is in line {first.line}, column {first.column}")

    def add(self, node: Node, height: int) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        parent.height = max(parent.height, height + 1)
        if parent.items is None:
            parent.entries[parent.key] = node
            parent.wants_key = True
        else:
            parent.items.append(node)

    def document(self, event: Any) -> None:
        if self.root is not None:
            self.stop("several_documents", _SEVERAL, self.place(event.start_mark), _ONE)

    def after_document(self, event: Any) -> None:
        found = _DIRECTIVE.search(self.text, event.end_mark.index)
        if found is not None:
            self.stop("several_documents", _SEVERAL, place_at(self.text, found.start(), self.file), _ONE)

    def count(self, nodes: int, place: Place) -> None:
        self.nodes += nodes
        if self.nodes > MOST_NODES:
            self.stop("too_many_nodes", f"the file holds more than {MOST_NODES:,} names and values", place)

    def check_tag(self, kind: str, tag: str, place: Place) -> None:
        if tag != _TAGS[kind]:
            said = quoted(tag.replace("tag:yaml.org,2002:", "!!"))
            self.report(
                "tag", f"the tag {said} is not read here", place, "remove it; what a value means follows from its place"
            )

    def place(self, mark: Any) -> Place:
        return Place(file=self.file, line=mark.line + 1, column=mark.column + 1)

    def report(self, code: str, message: str, place: Place, help: str | None = None) -> None:
        self.problems.append(Problem(code=code, message=message, place=place, help=help))
        if len(self.problems) >= _MOST_PROBLEMS:
            raise Rejected(self.problems)

    def stop(self, code: str, message: str, place: Place, help: str | None = None) -> NoReturn:
        raise Rejected([*self.problems, Problem(code=code, message=message, place=place, help=help)])

    def syntax(self, error: yaml.YAMLError) -> Problem:
        if not isinstance(error, yaml.MarkedYAMLError):
            return Problem(code="syntax", message=_UNREADABLE, place=Place(file=self.file, line=1, column=1))
        said, context = error.problem or _UNREADABLE, error.context
        mark: Any = error.problem_mark or error.context_mark
        if mark.index >= len(self.text) and error.context_mark is not None:
            mark = error.context_mark
        character = self.text[mark.index : mark.index + 1]
        if "<document start>" in said and self.root is not None:
            place = self.place(mark)
            return Problem(code="several_documents", message="this stands after the end", place=place, help=_ONE)
        if "cannot start any token" in said:
            return self.unstarted(character, self.place(mark))
        deep = "maximum nesting depth" in said
        message = _TOO_DEEP if deep else f"{said} {context}" if context else said
        help = next((text for part, text in _HELP if part in said), None)
        return Problem(code="too_deep" if deep else "syntax", message=message, place=self.place(mark), help=help)

    def unstarted(self, character: str, place: Place) -> Problem:
        if character == "\t":
            return Problem(code="syntax", message="a tab cannot indent", place=place, help="indent with spaces")
        message = f"a text cannot start with {quoted(character)} unless it is in quotes"
        return Problem(code="syntax", message=message, place=place, help="put the text in quotes")


_STEPS: Final[dict[type[yaml.Event], Callable[[_Reading, Any], None]]] = {
    yaml.ScalarEvent: _Reading.scalar,
    yaml.MappingStartEvent: _Reading.mapping,
    yaml.MappingEndEvent: _Reading.end,
    yaml.SequenceStartEvent: _Reading.sequence,
    yaml.SequenceEndEvent: _Reading.end,
    yaml.AliasEvent: _Reading.alias,
    yaml.DocumentStartEvent: _Reading.document,
    yaml.DocumentEndEvent: _Reading.after_document,
}


def scalar_value(scalar: Scalar) -> bool | Number | str | None:
    """What a scalar says: in quotes a text; plain, as in YAML 1.2, nothing, a truth value, a number or else a text."""
    text = scalar.text
    if not scalar.plain:
        return text
    if text[:1] in _STARTS_A_NUMBER:
        try:
            return read_number(text)
        except ValueError:
            return text
    if text in _NOTHING:
        return None
    return _TRUTH.get(text, text)


def digest(source: str | Path | bytes) -> str:
    """The SHA-256 of a file's bytes, or of the bytes given, as `sha256:...`."""
    if isinstance(source, bytes):
        return f"sha256:{hashlib.sha256(source).hexdigest()}"
    with Path(source).open("rb") as opened:
        return f"sha256:{hashlib.file_digest(opened, 'sha256').hexdigest()}"
