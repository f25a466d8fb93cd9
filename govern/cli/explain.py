"""`govern explain`: one finding or duty as a tree, down to the file and line of each fact."""

from collections.abc import Mapping
from typing import Any

from rich.text import Text
from rich.tree import Tree

from govern.cli.check import Request, absent, assessed, prepared
from govern.cli.console import complain, console, inert
from govern.cli.derivation import print_derivation, quantities_called
from govern.problem import Problem, Rejected, did_you_mean, quoted
from govern.reporting.chance import chance_lines, worth_lines
from govern.reporting.document import document_of
from govern.reporting.document_parts import steps_of
from govern.reporting.duties import penalty_text
from govern.reporting.words import SHORT_ANSWERS, stands, state_of

__all__ = ["run"]

_MARKS = {"met": "holds", "not_met": "does not hold", "unknown": "open", "unsettled": "depends"}
_STYLES = {"met": "green", "not_met": "", "unknown": "yellow", "unsettled": "magenta"}


def run(request: Request, id: str | None) -> int:
    """Print the explanation of a finding or duty, or which there are; return the exit code."""
    try:
        ready = prepared(request)
        assessment = assessed(request.files[0], ready, request.engine)
        document = inert(document_of(assessment))
    except Rejected as rejected:
        return complain(rejected.problems)
    entries = {entry["id"]: entry for entry in (*document["findings"], *document["obligations"])}
    if id is None:
        _print_ids(document, list(entries.values()))
        return 0
    matches = [each for each in entries if each == id or each.partition("#")[2] == id]
    called = [] if matches else quantities_called(id, assessment)
    if len(called) == 1:
        print_derivation(called[0], assessment, document["subject"]["text"])
        return 0
    if len(matches) != 1:
        help = (
            absent(id, ready.corpus.policies)
            or did_you_mean(id, [*entries, *assessment.law.definitions])
            or "the ids are listed by `govern explain FILE`"
        )
        message = f"there is no finding, duty or quantity {quoted(id)} on this day"
        return complain([Problem(code="finding", message=message, help=help)])
    _print(document, entries[matches[0]])
    return 0


def _print_ids(document: dict[str, Any], entries: list[dict[str, Any]]) -> None:
    """Print the id of each finding and duty with its answer, those that concern the case first."""
    out = console()
    out.print(Text(f"{document['subject']['text']}; law on {document['on']}.", style="bold"))
    for concerns in (True, False):
        own = [entry for entry in entries if entry["concerns_case"] is concerns]
        if own:
            out.print(
                Text("About this case" if concerns else "Not about what this case states", style="bold underline")
            )
        for entry in own:
            status = stands(entry.get("law_status", entry["status"]), entry["force"], entry["enforced"])
            out.print(Text(f"  {SHORT_ANSWERS[entry['outcome']]:<16}{entry['id']}{status}"))


def _print(document: dict[str, Any], entry: dict[str, Any]) -> None:
    out = console()
    answer = SHORT_ANSWERS[entry["outcome"]]
    reference = entry["references"][0]
    status = stands(entry.get("law_status", entry["status"]), entry["force"], entry["enforced"])
    out.print(Text(f"{entry['label']}{status}: {answer}", style="bold"))
    out.print(Text(f"{entry['id']}   {reference['text']}   {reference['href'] or ''}".rstrip(), style="dim"))
    out.print(Text(f"{document['subject']['text']}; law on {document['on']}. {document['standing']}"))
    tree = Tree(Text("because"), guide_style="dim")
    explanation = entry["explanation"]
    declarant = document["declarant"]
    # INVARIANT: only what the provider itself says is called declared.
    stated = "declared" if declarant and declarant["role"] == "provider" else "stated"
    findings = {finding["id"]: finding for finding in document["findings"]}
    whole = explanation["kind"] != "provision" or not explanation["children"]
    for child in [explanation] if whole else steps_of(explanation):
        _grow(tree, child, findings, stated)
    out.print(tree)
    if "due" in entry:
        _print_duty(entry)
    else:
        _print_chance(entry, document["probabilities"])
    _print_open(entry)


def _print_chance(finding: dict[str, Any], drawn: Mapping[str, Any] | None) -> None:
    """Print how likely a finding applies within the spread of its estimates, and how that was drawn."""
    out = console()
    lines = chance_lines(finding)
    for line in lines:
        out.print(Text(line, style="yellow"))
    if drawn and (lines or finding["probability"]):
        out.print(Text(drawn["text"], style="dim"))


def _print_duty(duty: dict[str, Any]) -> None:
    out = console()
    out.print(Text(f"{duty['who']}: {duty['duty']}"))
    day = f"due: {duty['due'] or ('at all times' if duty['standing'] else 'no day')} ({duty['computation']})"
    out.print(Text(f"{day}; {state_of(duty)}"))
    for penalty in (each for each in duty["penalties"] if each["outcome"] != "not_met"):
        out.print(Text(f"penalty: {penalty_text(penalty)} ({penalty['references'][0]['text']})"))


def _grow(tree: Tree, step: Mapping[str, Any], findings: dict[str, Any], stated: str, depth: int = 0) -> None:
    line = Text(step["text"])
    line.append(f"  [{_MARKS[step['outcome']]}]", style=_STYLES[step["outcome"]])
    if step["margin"]:
        line.append(f"  {step['margin']['text']}", style="bold")
    if step["probability"]:
        line.append(f"  {step['probability']['text']}")
    if step["references"]:
        line.append(f"  {step['references'][0]['text']}", style="dim")
    branch = tree.add(line)
    for worth in worth_lines(step):
        branch.add(Text(worth, style="yellow"))
    for source in step["sources"]:
        branch.add(Text(_source(source, stated), style="dim"))
    children = steps_of(step)
    if not children and step["kind"] == "provision" and step["id"] in findings and depth < 8:
        children = steps_of(findings[step["id"]]["explanation"])
    for child in children:
        _grow(branch, child, findings, stated, depth + 1)


def _source(source: dict[str, Any], stated: str) -> str:
    because = source["because"]
    text = source["text"]
    shown = because if because and because.startswith(text) else f"{text}, {because}" if because else text
    parts = [f"{source['label']} = {shown}"]
    if source["stated_by"]:
        parts.append(f"stated by {source['stated_by']}")
    if source["source"]:
        parts.append(str(source["source"]))
    if source["grade"]:
        parts.append(f"grade: {source['grade']}")
    origin = stated if source["origin"] == "declared" else source["origin"]
    parts.append(f"{origin} at {source['place']}" if source["place"] else str(origin))
    return "; ".join(parts)


def _print_open(entry: dict[str, Any]) -> None:
    out = console()
    for each in entry["missing"]:
        name = each["fact"] or each["label"]
        out.print(Text(f"to settle it: {name} (ask {each['ask']}): {each['question']}", style="yellow"))
    for reading in entry.get("readings", []):
        words = "; ".join(f"{choice['question']} {choice['label']}" for choice in reading["choices"])
        answer = {"met": "applies", "not_met": "does not apply"}.get(reading["outcome"], "open")
        out.print(Text(f"if read so: {words} -> {answer}, because: {reading['reason']}", style="magenta"))
