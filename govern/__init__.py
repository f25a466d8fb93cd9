"""A rules engine for compute governance: exact, three-valued, explained, dated decisions.

    from govern import read_corpus, read_catalogue, read, assess, document_of

    corpus = read_corpus()
    declaration = read("declaration.yaml", corpus, read_catalogue(corpus.vocabulary))
    assessment = assess(declaration, corpus.in_force())
    document = document_of(assessment)

The names are loaded when they are first used, so that `import govern` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govern.assessment.assess import Assessment, Finding, assess
    from govern.catalog.catalog import Catalogue, read_catalogue
    from govern.declaration.declaration import Declaration
    from govern.declaration.read import read
    from govern.law.corpus import Corpus, read_corpus
    from govern.law.law import Law
    from govern.problem import Place, Problem, Rejected
    from govern.reporting.document import document_of
    from govern.reporting.render import render

__version__ = "0.1.0"

__all__ = [
    "Assessment",
    "Catalogue",
    "Corpus",
    "Declaration",
    "Finding",
    "Law",
    "Place",
    "Problem",
    "Rejected",
    "assess",
    "document_of",
    "read",
    "read_catalogue",
    "read_corpus",
    "render",
]

_HOMES = {
    "Assessment": "assessment.assess",
    "Finding": "assessment.assess",
    "assess": "assessment.assess",
    "Catalogue": "catalog.catalog",
    "read_catalogue": "catalog.catalog",
    "Declaration": "declaration.declaration",
    "read": "declaration.read",
    "Corpus": "law.corpus",
    "read_corpus": "law.corpus",
    "Law": "law.law",
    "Place": "problem",
    "Problem": "problem",
    "Rejected": "problem",
    "document_of": "reporting.document",
    "render": "reporting.render",
}


def __getattr__(name: str) -> Any:
    """Load a public name from the module it lives in."""
    if name not in _HOMES:
        message = f"module 'govern' has no attribute '{name}'"
        raise AttributeError(message)
    return getattr(import_module(f"govern.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
