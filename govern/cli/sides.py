"""Prints all jurisdictions side by side: a row for each rule, a column for each day."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from govern.cli.console import STYLES
from govern.reporting.sides import sides_of

__all__ = ["print_sides"]


def print_sides(out: Console, document: dict[str, Any]) -> None:
    """Print the table of a document."""
    sides = sides_of(document)
    out.print(Text("Side by side", style="bold underline"))
    table = Table(box=None, pad_edge=False, show_edge=False)
    table.add_column("", overflow="fold", ratio=2)
    for day in sides["days"]:
        table.add_column(day, header_style="bold", overflow="fold", ratio=1)
    for jurisdiction in sides["jurisdictions"]:
        table.add_row(Text(jurisdiction["name"], style="italic"), *("" for _ in sides["days"]))
        for row in jurisdiction["rows"]:
            table.add_row(Text(f"  {row['label']}"), *(_cell(cell) for cell in row["cells"]))
        if jurisdiction["duties"]:
            table.add_row(Text("  duties that apply"), *jurisdiction["duties"])
    out.print(table)
    for sentence in sides["without"]:
        out.print(Text(sentence, style="dim"))
    out.print()


def _cell(cell: dict[str, Any]) -> Text:
    text = Text(cell["answer"], style=STYLES.get(cell["outcome"], "dim"))
    return text.append(f", {cell['remark']}", style="dim") if cell["remark"] else text
