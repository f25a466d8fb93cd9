"""The JSON Schemas that editors and other programs use, one for each kind of file."""

from typing import Any, Final

from pydantic import BaseModel, TypeAdapter

from govern.assessment.cases import CaseFile, ImpossibleFile
from govern.catalog.catalog import catalogue_model
from govern.claims.file import ClaimsFile
from govern.declaration.read import declaration_model
from govern.law.schema import PolicyFile
from govern.reporting.assessment_document import AssessmentDocument
from govern.reporting.duties_document import DutiesDocument
from govern.vocabulary import Vocabulary, VocabularyFile

__all__ = ["KINDS", "schema_of"]

KINDS: Final = ("declaration", "policy", "assessment", "obligations", "cases", "catalogue", "vocabulary", "claims")
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def schema_of(kind: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the JSON Schema of one of `KINDS`; raise `KeyError` for another."""
    if kind == "declaration":
        return _with_dialect(declaration_model(vocabulary).model_json_schema(by_alias=True))
    if kind == "catalogue":
        return _with_dialect(catalogue_model(vocabulary).model_json_schema(by_alias=True))
    if kind == "cases":
        schema = TypeAdapter(list[CaseFile | ImpossibleFile]).json_schema(by_alias=True)
        blocks = declaration_model(vocabulary).model_json_schema(by_alias=True)
        schema["$defs"] |= blocks.pop("$defs") | {"Given": blocks | {"required": []}}
        schema["$defs"]["CaseFile"]["properties"]["given"] = {"$ref": "#/$defs/Given"}
        return _with_dialect(schema)
    models: dict[str, type[BaseModel]] = {
        "policy": PolicyFile,
        "assessment": AssessmentDocument,
        "obligations": DutiesDocument,
        "vocabulary": VocabularyFile,
        "claims": ClaimsFile,
    }
    return _with_dialect(models[kind].model_json_schema(by_alias=True))


def _with_dialect(schema: dict[str, Any]) -> dict[str, Any]:
    return {"$schema": _DIALECT, **schema}
