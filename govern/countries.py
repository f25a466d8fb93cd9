"""Countries by their two letters (ISO 3166-1 alpha-2), through pycountry, which is loaded when first asked."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

__all__ = ["code_meant", "country_name", "is_country", "region_name"]

_USUAL: Final = {"UK": "GB", "EL": "GR"}
"""Codes that others use: of the United Kingdom, and of Greece in the Union's own documents."""


@cache
def _countries() -> Any:
    import pycountry

    return pycountry.countries


@cache
def is_country(code: str) -> bool:
    """Return whether two capital letters are the code of a country."""
    return len(code) == 2 and code.isupper() and _countries().get(alpha_2=code) is not None


@cache
def country_name(code: str) -> str:
    """Return the usual name of a country, or the code itself if it is none."""
    found = _countries().get(alpha_2=code) if is_country(code) else None
    return code if found is None else str(getattr(found, "common_name", found.name))


@cache
def _regions() -> dict[str, str]:
    """Return the names of all parts of countries; read as they are: 5,000 objects of them take longer."""
    import pycountry

    table = json.loads((Path(pycountry.DATABASE_DIR) / "iso3166-2.json").read_text(encoding="utf-8"))
    return {row["code"]: row["name"] for row in table["3166-2"]}


@cache
def region_name(code: str) -> str:
    """Return the usual name of a part of a country (ISO 3166-2) with its country, or the code itself if it is none."""
    name = _regions().get(code)
    return code if name is None else f"{name} ({code.partition('-')[0]})"


def code_meant(text: str) -> str | None:
    """Return the code that a name, another code or small letters mean, if it is one country's."""
    if text.upper() in _USUAL:
        return _USUAL[text.upper()]
    try:
        return str(_countries().lookup(text).alpha_2)
    except LookupError:
        return None
