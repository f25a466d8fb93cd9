"""The answer in at most five sentences, made from the document of an assessment."""

from collections.abc import Mapping, Sequence
from typing import Any

from govern.reporting.words import binds

__all__ = ["summary_of"]

Document = Mapping[str, Any]

_SHOWN = {"met": 8, "not_met": 4, "unknown": 4, "unsettled": 4}
_FORCES = {"law": "", "method": "", "guidance": "not binding", "letter": "a letter"}


def summary_of(document: Document) -> list[str]:
    """Return the sentences a lawyer reads first: what applies, what does not, what is open, what depends, duties."""
    findings = [f for f in document["findings"] if f["concerns_case"] and f["kind"] != "indicator"]
    findings = findings or [f for f in document["findings"] if f["concerns_case"]]
    by_outcome = {
        outcome: [f for f in findings if f["outcome"] == outcome]
        for outcome in ("met", "not_met", "unknown", "unsettled")
    }
    named = {outcome: _names(own, document, outcome) for outcome, own in by_outcome.items()}
    sentences = []
    if named["met"]:
        sentences.append(f"On {document['on']} these rules apply to {document['subject']['text']}: {named['met']}.")
    else:
        sentences.append(
            f"On {document['on']} no rule examined here is found to apply to {document['subject']['text']}."
        )
    if named["not_met"]:
        sentences.append(f"These do not apply: {named['not_met']}.")
    if named["unknown"]:
        sentences.append(f"These stay open, because facts are missing or the rule is not encoded: {named['unknown']}.")
    if named["unsettled"]:
        sentences.append(f"These depend on how the text is read: {named['unsettled']}.")
    sentences.append(_duties(document))
    return sentences[:5]


def _names(findings: Sequence[Document], document: Document, outcome: str) -> str:
    """Return the labels of findings, each with its law, its reference and force or its distance from the line.

    Where the spread of the estimates would leave an answer open, how likely the rule applies stands with it.
    """
    shorts = {group["policy"]: group["short"] for group in document["groups"]}
    alike: dict[tuple[str, str, str], list[Document]] = {}
    for finding in findings:
        margin = finding["margin"]["text"] if outcome == "not_met" and finding["margin"] else ""
        alike.setdefault((finding["label"], margin, _chance(finding)), []).append(finding)
    texts = []
    for (label, margin, chance), group in list(alike.items())[: _SHOWN[outcome]]:
        laws = list(dict.fromkeys(shorts[each["policy"]] for each in group))
        parts: list[str] = [_listed(laws), margin]
        if not margin and len(group) == 1:
            force = str(group[0]["force"])
            parts += [group[0]["references"][0]["text"].split(";")[0], _FORCES.get(force, force)]
        parts.append(chance)
        texts.append(f"{label} ({', '.join(part for part in parts if part)})")
    more = len(alike) - _SHOWN[outcome]
    return "; ".join(texts) + (f"; and {more} more" if more > 0 else "")


def _chance(finding: Document) -> str:
    """Return how likely a rule applies, where the spread of its estimates would leave that open."""
    probability = finding["probability"]
    if not probability or not finding["open_within_spread"]:
        return ""
    return f"by the spread of its estimates {probability['text'].partition(' (')[0]} that it applies"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(", ".join(part) for part in (names[:-1], names[-1:]) if part)


def _duties(document: Document) -> str:
    duties = [d for d in document["obligations"] if d["concerns_case"]]
    met = [d for d in duties if d["outcome"] == "met" and binds(d)]
    late = [d for d in met if d["status"] in ("overdue", "done_late")]
    others = [d for d in duties if d["outcome"] == "met" and not binds(d)]
    undecided = [d for d in duties if d["outcome"] in ("unknown", "unsettled")]
    if met:
        text = f"{_count(len(met), 'duty', 'duties')} {'arises' if len(met) == 1 else 'arise'}"
        if late:
            text += f", of which {len(late)} were done late or are not stated to be done in time"
        text += f", and {len(undecided)} more cannot be decided yet" if undecided else ""
        return f"{text}{_not_binding(others)}."
    if undecided:
        duties_text = _count(len(undecided), "duty", "duties")
        return f"Whether {duties_text} of the rules examined here arise cannot be decided yet{_not_binding(others)}."
    return f"No duty of the rules examined here is found to arise{_not_binding(others)}."


def _not_binding(duties: Sequence[Document]) -> str:
    """Return how many duties of texts that are no law in force stand beside those of law in force."""
    return f"; {_count(len(duties), 'duty', 'duties')} more of texts that are not binding law" if duties else ""


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
