"""The answer in at most five sentences, made from the document of an assessment."""

from collections.abc import Sequence
from typing import Any

__all__ = ["summary_of"]

_SHOWN = 4
_FORCES = {"law": "", "method": "", "guidance": "not binding", "letter": "a letter"}


def summary_of(document: dict[str, Any]) -> list[str]:
    """Return the sentences a lawyer reads first: what applies, what does not, what is open, what depends, duties."""
    findings = [f for f in document["findings"] if f["concerns_case"] and f["kind"] != "indicator"]
    findings = findings or [f for f in document["findings"] if f["concerns_case"]]
    by_outcome = {
        outcome: [f for f in findings if f["outcome"] == outcome]
        for outcome in ("met", "not_met", "unknown", "unsettled")
    }
    sentences = []
    if by_outcome["met"]:
        sentences.append(
            f"On {document['on']} these rules apply to {document['subject']['text']}: {_names(by_outcome['met'])}."
        )
    else:
        sentences.append(
            f"On {document['on']} no rule examined here is found to apply to {document['subject']['text']}."
        )
    if by_outcome["not_met"]:
        sentences.append(f"These do not apply: {_names(by_outcome['not_met'], margins=True)}.")
    if by_outcome["unknown"]:
        sentences.append(
            f"These stay open, because facts are missing or the rule is not encoded: {_names(by_outcome['unknown'])}."
        )
    if by_outcome["unsettled"]:
        sentences.append(f"These depend on how the text is read: {_names(by_outcome['unsettled'])}.")
    sentences.append(_duties(document))
    return sentences[:5]


def _names(findings: Sequence[dict[str, Any]], *, margins: bool = False) -> str:
    """Return the labels of findings, each with its reference and force, or with its distance from the line."""
    texts = []
    for finding in findings[:_SHOWN]:
        reference = finding["references"][0]["text"].split(";")[0]
        about = [reference, _FORCES.get(finding["force"], finding["force"])]
        if margins and finding["margin"]:
            about = [finding["margin"]["text"]]
        texts.append(f"{finding['label']} ({', '.join(part for part in about if part)})")
    more = len(findings) - _SHOWN
    return "; ".join(texts) + (f"; and {more} more" if more > 0 else "")


def _duties(document: dict[str, Any]) -> str:
    duties = [d for d in document["obligations"] if d["concerns_case"]]
    met = [d for d in duties if d["outcome"] == "met"]
    late = [d for d in met if d["status"] in ("overdue", "done_late")]
    undecided = [d for d in duties if d["outcome"] in ("unknown", "unsettled")]
    if met:
        text = f"{_count(len(met), 'duty', 'duties')} {'arises' if len(met) == 1 else 'arise'}"
        if late:
            text += f", of which {len(late)} were done late or are not stated to be done in time"
        return text + (f", and {len(undecided)} more cannot be decided yet." if undecided else ".")
    if undecided:
        duties_text = _count(len(undecided), "duty", "duties")
        return f"Whether {duties_text} of the rules examined here arise cannot be decided yet."
    return "No duty of the rules examined here is found to arise."


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
