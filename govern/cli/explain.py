"""`govern explain`: one finding or duty as a tree, down to the file and line of each fact."""

from typing import Any

from rich.text import Text
from rich.tree import Tree

from govern.cli.check import Request, absent, assessed, prepared
from govern.cli.console import complain, console, inert
from govern.problem import Problem, Rejected, did_you_mean, quoted
from govern.reporting.document import document_of

__all__ = ["run"]

_MARKS = {"met": "holds", "not_met": "does not hold", "unknown": "open", "unsettled": "depends"}
_STYLES = {"met": "green", "not_met": "", "unknown": "yellow", "unsettled": "magenta"}


def run(request: Request, id: str) -> int:
    """Print the explanation of a finding or duty; return the exit code."""
    try:
        ready = prepared(request)
        document = inert(document_of(assessed(request.files[0], ready, request.engine)))
    except Rejected as rejected:
        return complain(rejected.problems)
    entries = {entry["id"]: entry for entry in (*document["findings"], *document["obligations"])}
    matches = [each for each in entries if each == id or each.partition("#")[2] == id]
    if len(matches) != 1:
        help = (
            absent(id, ready.corpus.policies)
            or did_you_mean(id, entries)
            or "the ids are listed by `govern check FILE --format json`"
        )
        return complain(
            [Problem(code="finding", message=f"there is no finding or duty {quoted(id)} on this day", help=help)]
        )
    _print(document, entries[matches[0]])
    return 0


def _print(document: dict[str, Any], entry: dict[str, Any]) -> None:
    out = console()
    answer = {"met": "applies", "not_met": "does not apply", "unknown": "open", "unsettled": "depends"}[
        entry["outcome"]
    ]
    reference = entry["references"][0]
    out.print(Text(f"{entry['label']}: {answer}", style="bold"))
    out.print(Text(f"{entry['id']}   {reference['text']}   {reference['href'] or ''}".rstrip(), style="dim"))
    out.print(Text(f"{document['subject']['text']}; law on {document['on']}. {document['standing']}"))
    tree = Tree(Text("because"), guide_style="dim")
    explanation = entry.get("explanation")
    if explanation is None:
        out.print(Text(f"because: {entry['reason']}"))
    else:
        declarant = document["declarant"]
        # INVARIANT: only what the provider itself says is called declared.
        stated = "declared" if declarant and declarant["role"] == "provider" else "stated"
        findings = {finding["id"]: finding for finding in document["findings"]}
        for child in explanation["children"] or [explanation]:
            _grow(tree, child, findings, stated)
        out.print(tree)
    if "due" in entry:
        out.print(
            Text(
                f"due: {entry['due'] or 'no day'} ({entry['computation']}); status: {entry['status'].replace('_', ' ')}"
            )
        )
    _print_open(entry)


def _grow(tree: Tree, step: dict[str, Any], findings: dict[str, Any], stated: str, depth: int = 0) -> None:
    line = Text(step["text"])
    line.append(f"  [{_MARKS[step['outcome']]}]", style=_STYLES[step["outcome"]])
    if step["margin"]:
        line.append(f"  {step['margin']['text']}", style="bold")
    if step["references"]:
        line.append(f"  {step['references'][0]['text']}", style="dim")
    branch = tree.add(line)
    for source in step["sources"]:
        branch.add(Text(_source(source, stated), style="dim"))
    children = step["children"]
    if not children and step["kind"] == "provision" and step["id"] in findings and depth < 8:
        children = findings[step["id"]]["explanation"]["children"]
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
