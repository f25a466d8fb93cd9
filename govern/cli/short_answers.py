"""Prints the questions that the law answers in one word, apart from each other, before the rules they rest on."""

from textwrap import wrap
from typing import Any

from rich.console import Console
from rich.text import Text

from govern.cli.console import STYLES
from govern.reporting.answer_part import because_of
from govern.reporting.words import capital

__all__ = ["print_short_answers"]

_INDENT = 4
_NAMED = 5


def print_short_answers(out: Console, document: dict[str, Any]) -> None:
    """Print each answer that is about the case, with its reference and why it is so."""
    answers = [each for each in document["answers"].values() if each["concerns_case"]]
    if not answers:
        return
    out.print(Text("In short", style="bold underline"))
    for each in answers:
        line = Text(f"  {capital(each['label'])}: ")
        line.append(each["words"], style=STYLES[each["outcome"]])
        out.print(line)
        because = " ".join(part for part in (because_of(each, _NAMED), f"[{each['references'][0]['text']}]") if part)
        for text in wrap(because, out.width - _INDENT):
            out.print(Text(" " * _INDENT + text, style="dim"))
    out.print()
