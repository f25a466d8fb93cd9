"""One policy file: read, with its expressions parsed and every problem located."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from keyword import iskeyword
from pathlib import Path
from typing import Any

from govern.expression.parse import ExpressionError, parse
from govern.expression.syntax import Expr
from govern.law.schema import Due, PolicyFile
from govern.problem import Place, Problem
from govern.source import Node, digest, read_file
from govern.validation import place_at, validated

__all__ = ["Location", "Policy", "read_policy"]

Location = tuple[str | int, ...]

_WORDS = ("on", "not_applicable", "true", "false")
_LOCAL_GROUPS = ("parameters", "definitions", "interpretations", "provisions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy file by its id, with the tree of every expression by its location in the file."""

    id: str
    file: PolicyFile
    node: Node
    digest: str
    path: Path | None = field(default=None, compare=False)
    expressions: dict[Location, Expr] = field(default_factory=dict)

    def qualified(self, name: str) -> str:
        """Return the id of one of the file's entries."""
        return f"{self.id}#{name}"

    def place(self, location: Sequence[str | int]) -> Place:
        """Return where an entry or expression stands in the file."""
        return place_at(self.node, location)

    def problem(self, location: Sequence[str | int], error: ExpressionError) -> Problem:
        """Return an expression's error as a problem with its place."""
        place = place_at(self.node, (*location, *error.path))
        lines = [] if self.path is None else self.path.read_text(encoding="utf-8").split("\n")
        at = _at_character(lines, place, error.column)
        return Problem(code="expression", message=error.message, place=at, help=error.help)


def _at_character(lines: Sequence[str], start: Place, column: int) -> Place:
    """Return the place of a character of a text that starts at a place, also where the text runs over lines."""
    for line, first, text in _parts(lines, start):
        if column <= len(text):
            return Place(file=start.file, line=line, column=first + column)
        column -= len(text) + 1
    return start


def _parts(lines: Sequence[str], start: Place) -> Iterator[tuple[int, int, str]]:
    """Yield each line from a text's start on: its number, the column where it starts, and what it says."""
    opening = "".join(lines[start.line - 1 : start.line])[start.column - 1 :].rstrip()
    if opening[:1] not in ("|", ">"):
        quoted = opening[:1] in ("'", '"')
        yield start.line, start.column + quoted, opening[quoted:]
    below = lines[start.line :]
    # INVARIANT: a block keeps what its lines are indented beyond the first; other texts lose it.
    indented = next((_indent(line) for line in below if line.strip()), 0) if opening[:1] in ("|", ">") else None
    for number, line in enumerate(below, start.line + 1):
        before = _indent(line) if indented is None else min(indented, _indent(line))
        yield number, before + 1, line[before:].rstrip()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def read_policy(path: Path, id: str, shown: str | None = None) -> tuple[Policy | None, list[Problem]]:
    """Read one policy file; return it, or ``None``, and all problems found in it.

    ``shown`` is how the file is called in places; a shipped file is not called by where it is installed.
    """
    node = read_file(path, shown)
    file, problems = validated(PolicyFile, node)
    if file is None:
        return None, problems
    policy = Policy(id=id, file=file, node=node, digest=digest(path), path=path)
    for location, written in _conditions(file):
        problems += _parsed(policy, location, written)
    problems += _doubled_names(policy)
    return policy, problems


def _conditions(file: PolicyFile) -> list[tuple[Location, Any]]:
    """Return every expression and condition of a file with its location."""
    found: list[tuple[Location, Any]] = []
    found += [(("definitions", name, "is"), each.is_) for name, each in file.definitions.items()]
    for name, interpretation in file.interpretations.items():
        found += [
            (("interpretations", name, "readings", reading, "is"), each.is_)
            for reading, each in interpretation.readings.items()
        ]
    found += [(("provisions", name, "when"), each.when) for name, each in file.provisions.items()]
    for name, answer in file.answers.items():
        found += [(("answers", name, "rows", i, "when"), row.when) for i, row in enumerate(answer.rows)]
    for name, duty in file.obligations.items():
        found.append((("obligations", name, "when"), duty.when))
        found += _due_conditions(("obligations", name, "due"), duty.due)
    for name, penalty in file.penalties.items():
        found += [(("penalties", name, "when"), penalty.when), (("penalties", name, "is"), penalty.is_)]
    return found


def _due_conditions(location: Location, due: Due | None) -> list[tuple[Location, Any]]:
    if due is None:
        return []
    found: list[tuple[Location, Any]] = []
    for i, case in enumerate(due.cases or ()):
        found.append(((*location, "cases", i, "when"), case.when))
    for place, part in due.parts():
        found += _due_conditions((*location, *place), part)
    return found


def _parsed(policy: Policy, location: Location, written: Any) -> list[Problem]:
    try:
        policy.expressions[location] = _condition(written, ())
    except ExpressionError as error:
        return [policy.problem(location, error)]
    return []


def _condition(written: Any, path: Location) -> Expr:
    if isinstance(written, dict) and len(written) == 1:
        word, inner = next(iter(written.items()))
        if word in ("all", "any") and isinstance(inner, list) and inner:
            parts = tuple(_condition(part, (*path, word, i)) for i, part in enumerate(inner))
            return parts[0] if len(parts) == 1 else Expr("and" if word == "all" else "or", parts, path=path)
        if word == "not":
            return Expr("not", (_condition(inner, (*path, "not")),), path=path)
    if isinstance(written, bool | int | float):
        written = str(written).lower()
    if not isinstance(written, str):
        raise ExpressionError("a condition is an expression, or one of `all`, `any` and `not`", path=path)
    return parse(written, path)


def _doubled_names(policy: Policy) -> list[Problem]:
    seen: dict[str, str] = {}
    problems = []
    for group in (*_LOCAL_GROUPS, "uses", "answers", "obligations", "penalties"):
        for name in getattr(policy.file, group):
            place = place_at(policy.node, (group, name), key=True)
            if name in seen:
                message = f"`{name}` stands under `{seen[name]}` already"
                problems.append(Problem(code="doubled_name", message=message, place=place))
            elif not name.isidentifier() or not name.isascii() or iskeyword(name) or name in _WORDS:
                problems.append(
                    Problem(
                        code="name",
                        message=f"`{name}` cannot be a name",
                        place=place,
                        help="a name has letters, digits and underscores, and is no word of the language",
                    )
                )
            seen.setdefault(name, group)
    return problems
