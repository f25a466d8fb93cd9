"""The JSON Schemas that editors and other programs use."""

from typing import Any

from pydantic import BaseModel

from govern.declaration.read import declaration_model
from govern.law.schema import PolicyFile
from govern.reporting.assessment_document import AssessmentDocument
from govern.vocabulary import Vocabulary

__all__ = ["schema_of"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(kind: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the JSON Schema of a ``declaration``, a ``policy`` file or an ``assessment``."""
    models: dict[str, type[BaseModel]] = {"policy": PolicyFile, "assessment": AssessmentDocument}
    model = models.get(kind) or declaration_model(vocabulary)
    return {"$schema": _DIALECT, **model.model_json_schema(by_alias=True)}
