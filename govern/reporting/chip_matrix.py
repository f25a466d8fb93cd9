"""The export classification matrix: one row a product, as CSV, XLSX or HTML.

A cell that a spreadsheet would run as a formula is written as text.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

__all__ = ["COLUMNS", "matrix_csv", "matrix_html", "matrix_xlsx"]

COLUMNS: Final = (
    "product",
    "chip",
    "TPP",
    "performance density",
    "ECCN",
    ".z",
    "exceptions",
    "requirement by text",
    "requirement as enforced",
    "basis",
    "margin to the nearest line",
    "open",
    "reviewer",
    "review trigger",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

Row = Mapping[str, str]


def matrix_csv(rows: Sequence[Row]) -> str:
    """Return the matrix as CSV."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([[_inert(row.get(column, "")) for column in COLUMNS] for row in rows])
    return buffer.getvalue()


def matrix_xlsx(rows: Sequence[Row], title: str) -> bytes:
    """Return the matrix as a workbook with one sheet."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    del book["Sheet"]
    sheet = book.create_sheet("classification")
    sheet.append([title])
    sheet.append(list(COLUMNS))
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([_inert(_printable(row.get(column, ""))) for column in COLUMNS])
    for i, column in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + i)].width = 14 if len(column) < 12 else 30
    for line in sheet.iter_rows(min_row=3):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B3"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def matrix_html(rows: Sequence[Row], title: str) -> str:
    """Return the matrix as a page."""
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in COLUMNS)
    lines = "".join(
        f'<tr><th scope="row">{escape(row.get("product", ""))}</th>'
        + "".join(f"<td>{escape(row.get(column, ''))}</td>" for column in COLUMNS[1:])
        + "</tr>"
        for row in rows
    )
    style = (
        "body{font:14px system-ui,sans-serif;margin:1.5rem;color:#111}table{border-collapse:collapse}"
        "th,td{border:1px solid #bbb;padding:.35rem .5rem;vertical-align:top;text-align:left}thead{background:#eef}"
        "@media print{body{font-size:9px}}"
    )
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style>'
    table = f"<table><caption>{escape(title)}</caption><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{table}<p>Not legal advice.</p></body></html>\n'


def _printable(text: str) -> str:
    return "".join(each for each in text if each >= " " or each == "\n")


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
