"""Prints assessments for people: subject, dates and warnings first, then each answer with its reason."""

import io
from collections.abc import Sequence
from datetime import date
from itertools import zip_longest
from textwrap import wrap
from typing import Any

from rich.console import Console
from rich.text import Text

from govern.cli.console import PLAIN_WIDTH, console, inert
from govern.cli.short_answers import print_short_answers
from govern.cli.sides import print_sides
from govern.reporting.chance import chance_lines, is_worth_a_line
from govern.reporting.questions import GAP
from govern.reporting.sides import dormant_sentences
from govern.reporting.words import SHORT_ANSWERS, capital, stands

__all__ = ["print_document"]

_STYLES = {"applies": "bold", "does not apply": "", "open": "yellow", "depends": "magenta"}
_ASKED = 5
_INDENT = 18
_LABEL = 40
_NAMED = 5
_UNASKED = ("contradicted: ", "band: ")


def print_document(documents: Sequence[dict[str, Any]], *, to_text: bool) -> str | None:
    """Print to the terminal, or return the text where it is to be written to a file."""
    buffer = io.StringIO()
    out = Console(file=buffer, width=PLAIN_WIDTH, highlight=False, markup=False, emoji=False) if to_text else console()
    for i, document in enumerate(documents):
        if i:
            out.print()
        _print_one(out, inert(document))
    return buffer.getvalue() if to_text else None


def _print_one(out: Console, document: dict[str, Any]) -> None:
    _head(out, document)
    print_short_answers(out, document)
    hidden = []
    for group in document["groups"]:
        if not group["concerns_case"] and not _results(document, group):
            hidden.append(group["short"])
            continue
        _group(out, document, group)
    if len(document["side_by_side"]["days"]) > 1:
        print_sides(out, document)
    if hidden:
        out.print(Text(f"Not about this case: {'; '.join(hidden)}.", style="dim"))
    _assumptions(out, document)
    _ask_next(out, document)
    for problem in document["problems"]:
        place = f"{problem['place']}: " if problem["place"] else ""
        help = f"; {problem['help']}" if problem["help"] else ""
        out.print(Text(f"{place}{problem['severity']}: {problem['message']}{help}", style="yellow"))
    engine = document["engine"]["name"]
    if document["probabilities"] and _tells_a_chance(document):
        out.print(Text(document["probabilities"]["text"], style="dim"))
    out.print(
        Text(
            f"Why: govern explain FILE [FINDING]      Report: govern report FILE -o report.html      Engine: {engine}. "
            "Not legal advice.",
            style="dim",
        )
    )


def _results(document: dict[str, Any], group: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the results of a method that rest on the estimates and are not all but certain."""
    own = [each for each in document["conditions"] if each["policy"] == group["policy"]]
    return [each for each in own if is_worth_a_line(each["probability"])]


def _tells_a_chance(document: dict[str, Any]) -> bool:
    """Return whether a probability is printed with an answer of the case."""
    shown = [finding for finding in document["findings"] if finding["concerns_case"]]
    return bool(document["conditions"]) or any(
        finding["probability"] and ("P(" in finding["reason"] or chance_lines(finding)) for finding in shown
    )


def _head(out: Console, document: dict[str, Any]) -> None:
    line = Text(document["subject"]["text"], style="bold")
    if document["version"]:
        line.append(f"   version {document['version']}", style="dim")
    out.print(line)
    out.print(Text(document["standing"]))
    through = document["verified_through"]
    later = ": later changes unseen" if through and document["on"] > through else ""
    given = document["known"] not in (document["on"], date.today().isoformat())
    known = f", as known on {document['known']}" if given else ""
    out.print(Text(f"Law on {document['on']}{known}, verified through {through or 'no stated day'}{later}."))
    for sentence in dormant_sentences(document, named=False):
        out.print(Text(sentence))
    for warning in document["warnings"]:
        if later and warning.startswith("The law was verified through"):
            continue
        out.print(Text(warning, style="yellow"))
    out.print()


def _group(out: Console, document: dict[str, Any], group: dict[str, Any]) -> None:
    findings = [
        finding
        for finding in document["findings"]
        if finding["policy"] == group["policy"] and finding["concerns_case"] and not _is_step(document, finding)
    ]
    duties = [
        duty
        for duty in document["obligations"]
        if duty["policy"] == group["policy"] and duty["concerns_case"] and duty["outcome"] != "not_met"
    ]
    results = _results(document, group)
    if not findings and not duties and not results:
        return
    out.print(Text(group["short"], style="bold underline"))
    for finding in findings:
        binding = ", not binding" if finding["force"] == "guidance" else ""
        reference = finding["references"][0]["text"] + binding
        enforced = finding["enforced"] if finding["outcome"] != "not_met" else None
        status = stands(finding["status"], finding["force"], enforced)
        kind = "relief: " if finding["kind"] == "relief" else ""
        _entry(out, finding["answer"], kind + finding["label"] + status, reference, _because(finding))
    for label, answer, due, because in _duty_lines(duties):
        _entry(out, answer, label, due, because)
    for each in results:
        holds = {True: "holds", False: "does not hold"}.get(each["holds"], "open")
        _entry(out, holds, each["label"], each["reference"], f"it holds with {each['probability']['text']}")
    out.print()


def _entry(out: Console, answer: str, label: str, reference: str, because: str) -> None:
    """Print one answer: the word, what it is about, the reference, and below them the reason."""
    style = _STYLES.get(answer, "")
    room = out.width - _INDENT
    names = wrap(label, _LABEL) or [""]
    places = wrap(reference, max(room - _LABEL - 2, 20)) or [""]
    for i, (name, place) in enumerate(zip_longest(names, places, fillvalue="")):
        line = Text(f"  {answer if i == 0 else '':<{_INDENT - 4}}  ", style=style)
        line.append(f"{name:<{_LABEL}}  " if place else name, style=style)
        line.append(place, style="dim")
        out.print(line)
    for text in [line for part in because.split("\n") for line in wrap(part, room)]:
        out.print(Text(" " * _INDENT + text, style="dim"))


def _is_step(document: dict[str, Any], finding: dict[str, Any]) -> bool:
    """Return whether a finding is only a step of another of its file, and so is left to the report."""
    mates = [f for f in document["findings"] if f["policy"] == finding["policy"]]
    told = finding["effect"] == "second_look" and finding["outcome"] in ("met", "unsettled")
    return finding["kind"] == "indicator" and not told and any(mate["kind"] != "indicator" for mate in mates)


def _because(finding: dict[str, Any]) -> str:
    """Return why, and below it how likely the rule applies within the spread of the estimates."""
    return "\n".join([_why(finding), *chance_lines(finding)])


def _why(finding: dict[str, Any]) -> str:
    if finding["outcome"] == "unsettled":
        return "\n".join(_reading(reading) for reading in finding["readings"])
    if finding["outcome"] == "unknown":
        missing = [each for each in finding["missing"] if _can_be_asked(each)]
        gaps = sum(1 for each in finding["missing"] if each["label"] == GAP)
        late = [each["question"] for each in finding["missing"] if each["label"] == "not yet published"]
        parts = [f"missing: {_listed([each['label'] for each in missing])}"] if missing else []
        parts += [each["label"] for each in finding["missing"] if each["id"].startswith(_UNASKED)][:1]
        parts += [f"{gaps} {'question' if gaps == 1 else 'questions'} of law not encoded"] if gaps else []
        parts += late[:1]
        return "; ".join(parts) or finding["reason"]
    if finding["effect"] == "second_look" and finding["note"]:
        return str(finding["note"])
    return str(finding["reason"])


def _can_be_asked(missing: dict[str, Any]) -> bool:
    """Return whether somebody can answer what is missing: a fact, or the compute or developer of a model."""
    return bool(missing["fact"]) or missing["id"].startswith(("lineage: ", "developer: "))


def _reading(reading: dict[str, Any]) -> str:
    """Return one reading with the answer it gives and why."""
    labels = "; ".join(choice["label"] for choice in reading["choices"])
    return f"{SHORT_ANSWERS[reading['outcome']]} if read so: {labels} ({reading['reason']})"


def _listed(labels: Sequence[str]) -> str:
    """Return the first labels, and how many more there are."""
    more = len(labels) - _NAMED
    return ", ".join(labels[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _duty_lines(duties: Sequence[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    """Return a line for each duty that arises, and one for all that are open for the same reason."""
    lines = []
    waiting: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for duty in duties:
        if duty["outcome"] == "met":
            label = f"duty: {duty['label']}{_duty_stands(duty)}"
            lines.append((label, "applies", duty["references"][0]["text"], _due(duty)))
        else:
            missing = _listed([each["label"] for each in duty["missing"]]) or "how the text is read"
            waiting.setdefault((SHORT_ANSWERS[duty["outcome"]], missing, _duty_stands(duty)), []).append(duty)
    for (answer, missing, status), group in waiting.items():
        articles = sorted({duty["references"][0]["text"].split("(")[0].split(",")[0].strip() for duty in group})
        label = f"duty: {group[0]['label']}" if len(group) == 1 else f"{len(group)} duties{_of_whom(group)}"
        label += status
        because = f"missing: {missing}" if answer == "open" else f"depends on: {missing}"
        lines.append((label, answer, ", ".join(articles), because))
    return lines


def _of_whom(duties: Sequence[dict[str, Any]]) -> str:
    """Return whose several duties are, if they are all of one addressee."""
    whose = {duty["who"] for duty in duties}
    who = whose.pop()
    if whose:
        return ""
    named = who[:1].isupper() or who.startswith(("each ", "any ", "every ", "whoever "))
    return f" of {who}" if named else f" of the {who}"


def _duty_stands(duty: dict[str, Any]) -> str:
    return stands(duty["law_status"], duty["force"], duty["enforced"])


def _due(duty: dict[str, Any]) -> str:
    words = {
        "due": "due",
        "done": "done, was due",
        "done_late": "done late, was due",
        "overdue": "not stated to be done; was due",
        "unknown": "the day it is due is not known",
    }[duty["status"]]
    told = any(duty[key] for key in ("fulfilled", "fulfilled_between", "perhaps_counted"))
    if duty["status"] == "unknown" and duty["due"] and told:
        words = "whether it was done in time is not known; was due"
    if duty["standing"]:
        words = "a standing duty" if duty["status"] == "due" else "done; a standing duty"
    done = f", done on {duty['fulfilled']['on']}" if duty["fulfilled"] else ""
    return f"{words} {duty['due'] or ''}".strip() + done + f" ({duty['computation']})"


def _assumptions(out: Console, document: dict[str, Any]) -> None:
    """Print each assumption that bears on what is shown; the same consequence is told once."""
    told = set()
    for assumption in document["assumptions"]:
        if not assumption["bears"]:
            continue
        consequence = assumption["consequence"]
        text = f"Assumed: {assumption['text']}."
        if consequence and consequence not in told:
            told.add(consequence)
            text += f" {capital(consequence)}."
        out.print(Text(text, style="dim"))


def _ask_next(out: Console, document: dict[str, Any]) -> None:
    asked = [each for each in document["ask_next"] if _can_be_asked(each)][:_ASKED]
    depends = [f for f in document["findings"] if f["outcome"] == "unsettled" and f["concerns_case"]]
    texts = [f"{i} {each['fact'] or each['label']} ({each['ask']})" for i, each in enumerate(asked, 1)]
    if depends:
        texts.append(f"{len(texts) + 1} the reading of {depends[0]['references'][0]['text']} (counsel)")
    if texts:
        out.print(Text("Ask next: " + "   ".join(texts)))
