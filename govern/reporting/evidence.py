"""Where every figure of an assessment came from: one entry each, which premises and derivations then only name.

In: the document of an assessment. Out: its sources by name, those that the case states first.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from govern.reporting.comparisons import Document
from govern.reporting.words import DECLARED_BY, ORIGINS, grade

__all__ = ["Evidence", "evidence_of", "references_of", "sources_of"]

Evidence = dict[tuple[str, str], dict[str, Any]]


def evidence_of(document: Document) -> Evidence:
    """Every source that the document names, in the order in which it names them, the facts of the case first."""
    declared = _declared(document)
    found: Evidence = {}
    for fact in document["facts"]:
        found.setdefault(_key(fact), _fact(fact, declared))
    for source in _sources(document):
        found.setdefault(_key(source), {**_sourced(source, declared), "stated": source["origin"] != "parameter"})
    for place, entry in enumerate(found.values(), 1):
        entry["anchor"] = f"source-{place}"
    return found


def sources_of(sources: Iterable[Document], evidence: Evidence) -> list[dict[str, Any]]:
    """The entries of some sources, each once."""
    return [evidence[key] for key in dict.fromkeys(map(_key, sources))]


def references_of(references: Iterable[Document]) -> list[dict[str, Any]]:
    """Places in the law, with the grade in words."""
    return [{**each, "href": each["href"] or "", "grade": grade(each["grade"])} for each in references]


def _key(source: Document) -> tuple[str, str]:
    return source["name"], source["text"]


def _sources(document: Document) -> Iterator[Document]:
    waiting = [finding["explanation"] for finding in reversed(document["findings"])]
    while waiting:
        node = waiting.pop()
        yield from node["sources"]
        waiting.extend(reversed(node["children"]))
    for quantity in document["quantities"].values():
        for step in quantity["derivation"]:
            yield from step["sources"]


def _declared(document: Document) -> str:
    """INVARIANT: what a third party estimates is never shown as the developer's declaration."""
    role = (document["declarant"] or {}).get("role")
    return DECLARED_BY.get(role or "", "stated in the file")


def _fact(fact: Document, declared: str) -> dict[str, Any]:
    evidence = [
        " ".join(filter(None, (each["file"], each["page"] and f"({each['page']})", each["sha256"])))
        for each in fact["evidence"]
    ]
    spread = fact["estimate"]["text"] if fact["estimate"] else ""
    return _sourced(fact, declared) | {"spread": spread, "evidence": evidence, "stated": True}


def _sourced(source: Document, declared: str) -> dict[str, Any]:
    origin = declared if source["origin"] == "declared" else ORIGINS.get(source["origin"], source["origin"])
    return {
        "name": source["name"],
        "label": source["label"],
        "text": source["text"],
        "spread": "",
        "evidence": [],
        "origin": f"{origin} ({source['stated_by']})" if source["stated_by"] else origin,
        "place": source["place"] or "",
        "source": source["source"] or "",
        "because": source["because"] or "",
        "href": source["href"] or source["source"] or "",
        "on": source["on"] or "",
        "grade": grade(source["grade"]),
    }
