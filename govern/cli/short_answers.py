"""Prints the questions that the law answers in one word, apart from each other, before the rules they rest on."""

from textwrap import wrap
from typing import Any

from rich.console import Console
from rich.text import Text

__all__ = ["print_short_answers"]

_STYLES = {"met": "bold", "not_met": "", "unknown": "yellow", "unsettled": "magenta"}
_INDENT = 4
_NAMED = 5


def print_short_answers(out: Console, document: dict[str, Any]) -> None:
    """Print each answer that is about the case, with its reference and why it is so."""
    answers = [each for each in document["answers"].values() if each["concerns_case"]]
    if not answers:
        return
    out.print(Text("In short", style="bold underline"))
    for each in answers:
        line = Text(f"  {_capital(each['label'])}: ")
        line.append(each["words"], style=_STYLES[each["outcome"]])
        out.print(line)
        because = " ".join(part for part in (_because(each), f"[{each['references'][0]['text']}]") if part)
        for text in wrap(because, out.width - _INDENT):
            out.print(Text(" " * _INDENT + text, style="dim"))
    out.print()


def _because(answer: dict[str, Any]) -> str:
    if answer["outcome"] == "unsettled":
        return "; ".join(
            f"{each['words']} if read so: {', '.join(choice['label'] for choice in each['choices'])}"
            for each in answer["readings"]
        )
    if answer["outcome"] == "unknown" and answer["missing"]:
        labels = [each["label"] for each in answer["missing"] if each["label"] != "not encoded"]
        more = len(labels) - _NAMED
        told = "missing: " + ", ".join(labels[:_NAMED]) + (f" and {more} more" if more > 0 else "")
        gaps = [each["question"] for each in answer["missing"] if each["label"] == "not encoded"]
        return "; ".join([*([told] if labels else []), *gaps])
    return str(answer["reason"])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
