"""A small act that changes: with every kind of entry, for tests of what is shown of a law and of what changed in it."""

from copy import deepcopy
from datetime import date
from typing import Any, Final

from govern.law.corpus import Corpus
from tests.small_law import VOCABULARY, corpus_of

__all__ = ["ACT", "BILL", "DAY", "FACTS", "act", "small_corpus"]

DAY: Final = date(2026, 6, 1)

FACTS: Final[dict[str, dict[str, Any]]] = {
    **VOCABULARY,
    "model.compute": {"type": "number", "unit": "FLOP", "domain": "nonnegative", "label": "training compute"},
    "model.original": {"type": "number", "unit": "FLOP", "domain": "nonnegative", "label": "compute of the original"},
    "model.released_on": {"type": "date", "label": "released on"},
    "model.weights": {"type": "text", "allowed": ["open", "closed"], "label": "weights"},
    "model.modalities": {"type": "list", "allowed": ["text", "audio", "video"], "label": "output modalities"},
    "model.for_research_only": {"type": "boolean", "label": "for research only"},
    "developer.revenue": {"type": "number", "unit": "USD", "domain": "nonnegative", "label": "gross revenue"},
    "developer.seat": {"type": "text", "label": "headquarters"},
    "events.foreseen_on": {"type": "date", "label": "foreseen on"},
    "events.reviewed_on": {"type": "date", "label": "last reviewed on"},
    "events.notified_on": {"type": "date", "label": "notified on"},
    "events.discovered_at": {"type": "time", "label": "incident discovered at"},
}
for _fact in FACTS.values():
    _fact.setdefault("question", "Which?")

ACT: Final[dict[str, Any]] = {
    "title": "Small Act on large models",
    "short": "Small Act",
    "jurisdiction": "US-CA",
    "force": "law",
    "history": [
        {"event": "published", "on": "2025-03-01", "published": "2025-03-01", "reference": "OJ 1"},
        {"event": "applies", "on": "2026-01-01", "published": "2025-03-01", "reference": "sec. 9(1)"},
        {"event": "enforced", "on": "2026-07-01", "published": "2025-03-01", "reference": "sec. 9(2)"},
    ],
    "verified": {
        "through": "2026-05-31",
        "sources": [{"title": "Small Act, official text", "href": "https://example.org/act", "grade": "primary"}],
    },
    "parameters": {
        "large_compute": {
            "label": "compute of a large model",
            "unit": "FLOP",
            "values": [
                {
                    "from": "2026-01-01",
                    "published": "2025-03-01",
                    "value": "10^25",
                    "reference": "sec. 2(a)",
                    "quote": "more than 10^25 operations",
                    "href": "https://example.org/act",
                    "grade": "primary",
                },
                {
                    "from": "2026-09-01",
                    "published": "2026-04-01",
                    "value": "3e25",
                    "reference": "Order 7",
                    "grade": "secondary",
                },
            ],
        },
        "share": {
            "label": "share of the original",
            "values": [
                {"from": "2026-01-01", "published": "2025-03-01", "value": "1/3", "reference": "sec. 2(b)"},
            ],
        },
        "large_revenue": {
            "label": "revenue of a large developer",
            "unit": "USD",
            "values": [
                {
                    "from": "2026-01-01",
                    "published": "2025-03-01",
                    "value": 500000000,
                    "reference": "sec. 3",
                    "grade": "quoted",
                },
            ],
        },
        "member_states": {
            "label": "member states",
            "values": [
                {
                    "from": "2026-01-01",
                    "published": "2025-03-01",
                    "value": ["AT", "BE", "DE", "ES", "FR", "IT", "NL"],
                    "reference": "Annex 1",
                },
            ],
        },
        "fees": {
            "label": "fee",
            "unit": "USD",
            "key": "text",
            "otherwise": 100,
            "values": [
                {
                    "from": "2026-01-01",
                    "published": "2025-03-01",
                    "value": {"open": 10, "closed": 1000},
                    "reference": "Annex 2",
                },
            ],
        },
        "largest_fine": {
            "label": "largest fine",
            "unit": "USD",
            "values": [{"from": "2026-01-01", "published": "2025-03-01", "value": "10^6", "reference": "sec. 8"}],
        },
    },
    "definitions": {
        "counted_compute": {
            "label": "counted compute",
            "unit": "FLOP",
            "domain": "nonnegative",
            "is": "first(model.compute, case.compute) + (model.original if original_counts else 0)",
            "reference": "sec. 2(c)",
        },
        "compute_of_parts": {
            "label": "compute of the parts",
            "unit": "FLOP",
            "domain": "nonnegative",
            "is": "case.compute",
            "lineage": {"sum": "own_compute", "from": ["base_models"], "developer": "same"},
            "reference": "sec. 2(d)",
        },
        "own_compute": {
            "label": "own compute",
            "unit": "FLOP",
            "domain": "nonnegative",
            "is": "model.compute",
            "reference": "sec. 2(d)",
        },
        "reported_compute": {
            "label": "compute as reported",
            "unit": "FLOP",
            "domain": "nonnegative",
            "is": "counted_compute",
            "significant_figures": 2,
            "reference": "sec. 4(2)",
        },
        "share_line": {
            "label": "a third of the original",
            "unit": "FLOP",
            "domain": "nonnegative",
            "is": "(first(model.original, large_compute)) * share",
            "reference": "sec. 2(b)",
        },
        "large_developer": {
            "label": "large developer",
            "type": "boolean",
            "is": "developer.revenue > large_revenue and year(model.released_on) >= year(on) - 1",
            "reference": "sec. 3",
        },
    },
    "interpretations": {
        "original_counts": {
            "label": "the original counts",
            "type": "boolean",
            "question": "Does the compute of the original count?",
            "readings": {
                "counts": {"label": "yes, it is part of the model", "is": True},
                "does_not_count": {"label": "no, only what was added", "is": False},
            },
            "reference": "sec. 2(c) is silent",
            "grade": "inference",
        }
    },
    "provisions": {
        "large_model": {
            "label": "large model",
            "kind": "classification",
            "reference": "sec. 2",
            "href": "https://example.org/act#2",
            "grade": "primary",
            "when": {
                "all": [
                    "counted_compute > large_compute",
                    {"any": ["'text' in model.modalities", "'audio' in model.modalities", "model.weights == 'open'"]},
                    {"not": "model.for_research_only"},
                ]
            },
            "effect": "large_until_2027_01_01",
            "note": "exactly at the line is not large",
        },
        "modified_model": {
            "label": "modified model",
            "kind": "classification",
            "force": "guidance",
            "reference": "sec. 2(b)",
            "when": "case.compute > share_line",
        },
        "exempt": {
            "label": "exempt model",
            "kind": "relief",
            "reference": "sec. 5",
            "when": {"not": "model.released_on >= date('2025-01-01') or developer.seat in member_states"},
            "history": [
                {"event": "published", "on": "2025-03-01", "published": "2025-03-01", "reference": "OJ 1"},
                {"event": "applies", "on": "2026-01-01", "published": "2025-03-01", "reference": "sec. 9(1)"},
                {"event": "repealed", "on": "2026-05-01", "published": "2026-04-01", "reference": "Order 7"},
            ],
        },
    },
    "answers": {
        "fee": {
            "label": "fee to be paid",
            "reference": "sec. 7",
            "rows": [
                {"when": "fees[model.weights] > fees['open']", "is": "full_fee", "reference": "sec. 7(1)"},
                {"when": "true", "is": "no_fee"},
            ],
        }
    },
    "penalties": {
        "fine": {
            "label": "civil fine",
            "when": "large_developer",
            "unit": "USD",
            "is": "largest_fine",
            "per": "violation",
            "by": "the Attorney General",
            "reference": "sec. 8",
            "grade": "primary",
        }
    },
    "obligations": {
        "notify": {
            "label": "notify the Office",
            "when": {"all": ["large_model", "large_developer"]},
            "who": "developer",
            "duty": "Tell the Office that a large model is trained.",
            "due": {
                "cases": [
                    {"when": "model.released_on < date('2026-01-01')", "due": {"on": "2027-01-01"}},
                    {
                        "when": "true",
                        "due": {
                            "later_of": [{"on": "2026-02-01"}, {"within": "14 days", "after": "events.foreseen_on"}]
                        },
                    },
                ]
            },
            "fulfilled_by": "events.notified_on",
            "penalties": ["fine"],
            "reports": ["reported_compute"],
            "reference": "sec. 4",
            "grade": "primary",
        },
        "review": {
            "label": "review the framework",
            "when": "large_model",
            "who": "developer",
            "duty": "Review the framework.",
            "due": {"every": "12 months", "after": "events.reviewed_on"},
            "reference": "sec. 6(1)",
        },
        "report_incident": {
            "label": "report an incident",
            "when": "large_model",
            "who": "developer",
            "duty": "Report each incident.",
            "due": {"within": "72 hours", "after": "events.discovered_at"},
            "reference": "sec. 6(2)",
        },
        "keep_records": {
            "label": "keep records",
            "when": "large_model",
            "who": "developer",
            "duty": "Keep records.",
            "due": {"standing": "as long as the model is offered"},
            "reference": "sec. 6(3)",
        },
    },
    "without_threshold": [
        {
            "name": "Ruritania",
            "jurisdiction": "XR",
            "looked_on": "2026-05-31",
            "finding": "no number of compute was found",
            "reference": "official gazette",
            "href": "https://example.org/gazette",
            "grade": "secondary",
        },
        {
            "name": "Small Code",
            "jurisdiction": "US-CA",
            "kind": "instrument",
            "looked_on": "2026-05-31",
            "finding": "speaks of size, names no number",
            "reference": "Code",
            "grade": "unverified",
        },
    ],
    "untranslated": [
        {
            "name": "designation",
            "reference": "sec. 2(e)",
            "reason": "the Office may name a model large",
            "bears_on": ["large_model"],
            "could_make": "met",
        },
        {"name": "courts", "reference": "sec. 10", "reason": "which court is competent"},
    ],
}

BILL: Final[dict[str, Any]] = {
    "title": "Larger Bill",
    "jurisdiction": "US",
    "force": "proposal",
    "history": [{"event": "published", "on": "2026-03-01", "published": "2026-03-01", "reference": "H.R. 1"}],
    "verified": {"through": "2026-05-30"},
    "uses": {"counted_compute": "us/small#counted_compute"},
    "parameters": {
        "line": {
            "unit": "FLOP",
            "values": [{"from": "2026-03-01", "published": "2026-03-01", "value": "10^26", "reference": "sec. 1"}],
        }
    },
    "provisions": {
        "larger_model": {
            "label": "larger model",
            "kind": "classification",
            "reference": "sec. 1",
            "when": {"not": "counted_compute < line"},
        }
    },
}


def act() -> dict[str, Any]:
    """A copy of the act, to be changed."""
    return deepcopy(ACT)


def small_corpus(**more: dict[str, Any]) -> Corpus:
    """The act, the bill, and other files by name."""
    return corpus_of({"us/small": ACT, "us/bill": BILL, **more}, FACTS)
