"""Where the files that ship with govern lie: policies, reports, schemas and examples.

In an installed wheel they are inside the package; in a checkout they are beside it.
"""

from pathlib import Path

__all__ = ["policies_folder", "reports_folder", "shipped_folder"]

_PACKAGE = Path(__file__).resolve().parent


def shipped_folder(name: str) -> Path:
    """Return the folder ``policies``, ``reports``, ``schemas`` or ``examples``, whatever the working directory."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def policies_folder() -> Path:
    """Return the folder of the policy files."""
    return shipped_folder("policies")


def reports_folder() -> Path:
    """Return the folder of the report templates."""
    return shipped_folder("reports")
