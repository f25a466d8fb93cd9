"""A list of products, one a row of a CSV or XLSX file, each as a case of its own.

In: a file whose first row names the columns: `product`, then `chip` (a name of the catalogue) or facts by their dotted
names (`chip.dense_tops.fp16`, `chip.die_area`), and `reviewer`. Out: products with their cases, and every problem with
file, line and column.
"""

import csv
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from zipfile import BadZipFile

from govern.catalog.catalog import Catalogue
from govern.declaration.declaration import Declaration
from govern.declaration.read import read_declaration_text
from govern.law.corpus import Corpus
from govern.problem import Place, Problem, Rejected, did_you_mean, quoted

__all__ = ["Product", "read_products"]

_PLAIN = re.compile(r"[\w.+\-^/%][\w.+\-^/% ]*")
_LARGEST = 20_000_000
_OWN = ("product", "chip", "reviewer")
_UNREADABLE = (
    *(OSError, EOFError, UnicodeDecodeError, csv.Error, BadZipFile, zlib.error),
    *(IndexError, KeyError, SyntaxError, TypeError, ValueError),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One row: its name, where it stands, who reviews it, and the case; ``None`` where the row cannot be read."""

    name: str
    line: int
    reviewer: str
    declaration: Declaration | None
    problems: tuple[Problem, ...] = ()


def read_products(path: Path, corpus: Corpus, catalogue: Catalogue) -> list[Product]:
    """Return the products of a file; raise `Rejected` with every problem of its columns."""
    rows = list(_rows(path))
    if not rows:
        raise Rejected([Problem(code="products", message=f"{quoted(str(path))} has no rows")])
    heads = [head.strip() for head in rows[0][1]]
    problems = list(_columns(path, heads, corpus))
    if problems:
        raise Rejected(problems)
    return [
        _product(_Row(str(path), line, heads, row), corpus, catalogue)
        for line, row in rows[1:]
        if any(cell.strip() for cell in row)
    ]


@dataclass(frozen=True, slots=True)
class _Row:
    file: str
    line: int
    heads: Sequence[str]
    cells: Sequence[str]

    def place(self, head: str | None = None) -> Place:
        """Return the place of a cell, of the row if it has no such cell."""
        return Place(file=self.file, line=self.line, column=self.heads.index(head) + 1 if head in self.heads else 1)


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Return the rows of a file, each with the line on which it begins."""
    try:
        if path.stat().st_size > _LARGEST:
            raise Rejected([Problem(code="products", message=f"{quoted(str(path))} is larger than 20 MB")])
        if path.suffix.lower() == ".csv":
            yield from _lines(path)
            return
        if path.suffix.lower() == ".xlsx":
            yield from enumerate(_sheet(path), 1)
            return
    except _UNREADABLE as error:
        told = str(error).splitlines()[0] if str(error) else "no reason given"
        raise Rejected([Problem(code="products", message=f"{quoted(str(path))} cannot be read: {told}")]) from None
    message = f"{quoted(str(path))} has an ending that no list of products has"
    raise Rejected([Problem(code="ending", message=message, help="the endings are `.csv`, `.xlsx`")])


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        reader, line = csv.reader(opened, strict=True), 1
        for row in reader:
            yield line, row
            line = reader.line_num + 1


def _sheet(path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_cell(cell) for cell in row]
    finally:
        book.close()


def _cell(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return "" if cell is None else str(cell)


def _columns(path: Path, heads: Sequence[str], corpus: Corpus) -> Iterator[Problem]:
    known = [*_OWN, *corpus.vocabulary.facts]
    if {"chip", "chip.name"} <= set(heads):
        place = Place(file=str(path), line=1, column=heads.index("chip.name") + 1)
        yield Problem(code="column", message="`chip` and `chip.name` are the same column", place=place)
    if "product" not in heads:
        message = "no column is called `product`"
        yield Problem(code="column", message=message, place=Place(file=str(path), line=1, column=1))
    for column, head in enumerate(heads, 1):
        place = Place(file=str(path), line=1, column=column)
        if head and heads.index(head) + 1 != column:
            yield Problem(code="column", message=f"two columns are called {quoted(head)}", place=place)
        elif head and head not in known:
            help = (
                did_you_mean(head, known)
                or "a column is `product`, `chip`, `reviewer` or a fact such as `chip.die_area`"
            )
            yield Problem(code="column", message=f"{quoted(head)} is not a column", place=place, help=help)


def _product(row: _Row, corpus: Corpus, catalogue: Catalogue) -> Product:
    cells = {head: cell.strip() for head, cell in zip(row.heads, row.cells, strict=False) if head and cell.strip()}
    problems = list(_loose(row))
    name, reviewer = cells.pop("product", ""), cells.pop("reviewer", "")
    if not name:
        problems.append(Problem(code="row", message="the row names no product", place=row.place("product")))
    tree: dict[str, object] = {}
    for head, cell in cells.items():
        _set(tree, ("chip.name" if head == "chip" else head).split("."), cell)
    leaves: list[str] = []
    text = f"{{declaration: 1, {_inner(tree, '', leaves)}}}\n"
    declaration = None
    try:
        declaration = read_declaration_text(text, corpus, catalogue, file=f"{Path(row.file).name} line {row.line}")
        told = declaration.problems
        declaration = replace(declaration, problems=())
    except Rejected as rejected:
        told = rejected.problems
    problems += [replace(problem, place=_place(row, problem.place, leaves)) for problem in told]
    return Product(name=name, line=row.line, reviewer=reviewer, declaration=declaration, problems=tuple(problems))


def _loose(row: _Row) -> Iterator[Problem]:
    """Yield the cells that stand under no name."""
    for column, cell in enumerate(row.cells, 1):
        if cell.strip() and (column > len(row.heads) or not row.heads[column - 1]):
            place = Place(file=row.file, line=row.line, column=column)
            yield Problem(code="row", message=f"{quoted(cell)} stands in a column without a name", place=place)


def _place(row: _Row, place: Place | None, leaves: Sequence[str]) -> Place:
    """Return the cell that a place in the text of a row's case is about: each leaf has a line of its own, from 2 on."""
    leaf = leaves[place.line - 2] if place is not None and 0 <= place.line - 2 < len(leaves) else None
    return row.place("chip" if leaf == "chip.name" and "chip" in row.heads else leaf)


def _set(tree: dict[str, object], path: Sequence[str], cell: str) -> None:
    for key in path[:-1]:
        inner = tree.setdefault(key, {})
        if not isinstance(inner, dict):
            return
        tree = inner
    tree[path[-1]] = cell


def _inner(tree: Mapping[str, object], path: str, leaves: list[str]) -> str:
    """Return the text of what a case states, each leaf on a line of its own; ``leaves`` takes their names."""
    parts = []
    for key, value in tree.items():
        if isinstance(value, dict):
            parts.append(f"{key}: {{{_inner(value, f'{path}{key}.', leaves)}}}")
        else:
            leaves.append(f"{path}{key}")
            parts.append(f"\n{key}: {_written(str(value))}")
    return ", ".join(parts)


def _written(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
