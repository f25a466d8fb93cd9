"""The shipped JSON Schemas are those of the code, and every shipped file is valid by the schema it names."""

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from govern.law.corpus import read_corpus
from govern.reporting.schemas import KINDS, schema_of
from govern.source import Mapping, Node, Sequence, read_file, scalar_value

ROOT = Path(__file__).resolve().parent.parent
MODELINE = re.compile(r"^# yaml-language-server: \$schema=(\S+)$", re.MULTILINE)
SHIPPED = sorted(
    path for folder in ("policies", "examples", "govern/catalog") for path in (ROOT / folder).rglob("*.yaml")
)


def plain(node: Node) -> Any:
    """Return a file's tree as an editor sees it."""
    if isinstance(node, Mapping):
        return {key: plain(child) for key, child in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(child) for child in node.items]
    value = scalar_value(node)
    return float(value) if isinstance(value, Fraction) else value


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schema_is_the_one_the_code_gives(kind: str) -> None:
    committed = json.loads((ROOT / "schemas" / f"{kind}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(committed)
    assert committed == json.loads(json.dumps(schema_of(kind, read_corpus().vocabulary))), "run `make schemas`"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_shipped_file_names_its_schema_and_is_valid_by_it(path: Path) -> None:
    named = MODELINE.search(path.read_text(encoding="utf-8"))
    assert named is not None, "the file has no modeline for editors"
    schema = json.loads((path.parent / named[1]).resolve().read_text(encoding="utf-8"))
    errors = [
        f"{list(error.absolute_path)}: {error.message}"
        for error in Draft202012Validator(schema).iter_errors(plain(read_file(path)))
    ]
    assert not errors, "\n".join(errors)


def test_a_misspelt_key_is_not_valid() -> None:
    schema = schema_of("declaration", read_corpus().vocabulary)
    valid = Draft202012Validator(schema).is_valid
    assert valid({"declaration": 1, "transfer": {"destination": "CN"}})
    assert not valid({"declaration": 1, "transfer": {"destinatoin": "CN"}})
    assert not valid({"declaration": 1, "model": {"weights": "ajar"}})
