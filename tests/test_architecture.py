"""The layout holds: imports point one way, files are short, engines keep their place, nothing local is committed."""

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "govern"

# From the ground up: a module may import from its own floor's folder and from floors before it, never from a later one.
FLOORS = (
    *(
        "problem",
        "truth",
        "numbers",
        "ranges",
        "arithmetic",
        "roots",
        "values",
        "units",
        "characters",
        "source",
        "writing",
        "validation",
    ),
    *(
        "shipped",
        "countries",
        "zones",
        "quantity",
        "lineage",
        "vocabulary",
        "stated",
        "blocks",
        "expression",
        "law",
        "catalog",
        "declaration",
        "engines",
        "uncertainty",
        "assessment",
        "chips",
    ),
    *("recalibration", "claims", "proofs", "lints", "reporting", "ledger", "web", "cli", "__init__", "__main__"),
)

# Each third-party engine is known to one file or one folder.
HOMES: dict[str, str | tuple[str, ...]] = {
    "yaml": "source.py",
    "pint": "units.py",
    "pycountry": "countries.py",
    "durable": "engines/",
    "durable_rules_engine": "engines/",
    "numpy": ("engines/", "uncertainty/", "recalibration/"),
    "jinja2": "reporting/",
    "markupsafe": "reporting/",
    "typer": "cli/",
    "click": "cli/",
    "rich": "cli/",
}

# Binary floating point has no place where a number meets a legal line.
EXACT = (
    *("expression/", "law/", "assessment/", "engines/direct", "engines/durable"),
    *("numbers.py", "ranges.py", "arithmetic.py", "values.py", "quantity.py"),
)

LONGEST_FILE = 400
REGISTRY = re.compile(r"//(?:[\w-]+\.)*(?:pypi|pythonhosted|npmjs)\.")
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}
LOCAL_PATH = re.compile(r"(?<![\w.])/(?:root|work|farm|tmp|home/\w+|Users/\w+|var/tmp)/\w")


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def inside(path: Path) -> str:
    """The path in the package, as `law/policy.py`."""
    return path.relative_to(PACKAGE).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def floor_of(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imports(path: Path) -> set[str]:
    """Every module a file imports, in functions too; `from govern.law import policy` means `govern.law.policy`."""
    known = {module_name(other) for other in modules()}
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{inside(path)}:{node.lineno}: a relative import hides which floor it reaches"
            assert node.module is not None
            if (node.module, [alias.name for alias in node.names]) == ("govern", ["__version__"]):
                continue  # a constant of the root, which loads nothing
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found.update((names & known) or {node.module})
    return found


def own_imports(path: Path) -> set[str]:
    return {name for name in imports(path) if name.split(".")[0] == "govern"}


@cache
def tracked() -> list[Path]:
    """The files under version control, or what lies here where there is no git."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - the git that checked this out
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        hidden = {".git", ".venv", "build", "dist", "__pycache__", ".hypothesis", "report.html"}
        return [path for path in ROOT.rglob("*") if path.is_file() and not hidden & set(path.relative_to(ROOT).parts)]
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def matches(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT).as_posix()}:{number}: {line.strip()[:100]}"
        for path in files
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if pattern.search(line)
    ]


def every_module(check: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(check, [pytest.param(path, id=inside(path)) for path in modules()])


@every_module("path")
def test_imports_point_one_way(path: Path) -> None:
    here = floor_of(module_name(path))
    assert here in FLOORS, f"`{here}` has no floor yet: give it a place in FLOORS"
    upward = {
        name
        for name in own_imports(path)
        if floor_of(name) != here and FLOORS.index(floor_of(name)) > FLOORS.index(here)
    }
    assert not upward, f"{inside(path)} stands below what it imports: {', '.join(sorted(upward))}"


def test_no_import_cycles() -> None:
    graph = {module_name(path): own_imports(path) for path in modules()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join([*trail[trail.index(name) :], name])
        if name not in done:
            for imported in sorted(graph.get(name, ())):
                visit(imported, (*trail, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


@every_module("path")
def test_a_file_is_short_and_says_what_it_is(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_FILE, f"{inside(path)} has {lines} lines: a banner's worth of them is a second file"
    assert ast.get_docstring(tree(path)), f"{inside(path)} has no docstring"
    assert not EMPTY_NAMES & set(path.relative_to(PACKAGE).with_suffix("").parts), "a name that says nothing"


@every_module("path")
def test_public_functions_and_classes_say_what_they_do(path: Path) -> None:
    silent = [
        f"{inside(path)}:{node.lineno}: {node.name}"
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent, "\n".join(silent)


@every_module("path")
def test_third_party_engines_stay_in_their_place(path: Path) -> None:
    for name in {imported.split(".")[0] for imported in imports(path)}:
        home = HOMES.get(name)
        assert home is None or inside(path).startswith(home), f"{inside(path)} imports {name}: only {home} knows it"


def test_only_declared_dependencies_are_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=!~; \[]", text, maxsplit=1)[0] for text in project["dependencies"]}
    modules_of = {
        "pyyaml": {"yaml"},
        "durable-rules": {"durable", "durable_rules_engine"},
        "jinja2": {"jinja2", "markupsafe"},
        "pydantic": {"pydantic", "pydantic_core"},
    }
    allowed = {module for name in declared for module in modules_of.get(name, {name})} | {"govern"}
    strangers = {
        f"{inside(path)}: {name}"
        for path in modules()
        for name in {imported.split(".")[0] for imported in imports(path)}
        if name not in sys.stdlib_module_names and name not in allowed
    }
    assert not strangers, "\n".join(sorted(strangers))


@every_module("path")
def test_no_binary_floats_near_the_legal_line(path: Path) -> None:
    if not inside(path).startswith(EXACT):
        return
    found = [
        f"{inside(path)}:{node.lineno}"
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    assert not found, "\n".join(found)


def test_no_path_of_a_machine_is_committed() -> None:
    found = matches(LOCAL_PATH, tracked())
    assert not found, "\n".join(found)


def test_no_host_of_a_package_registry_is_committed() -> None:
    found = matches(REGISTRY, tracked())
    assert not found, "\n".join(found)


def test_locks_pin_versions_and_name_no_registry() -> None:
    locks = sorted(ROOT.glob("*.lock"))
    assert locks
    strange = matches(re.compile(r"^(?!\s*#|[a-z0-9-]+==[0-9a-z.]+( ; .*)?$)|://"), locks)
    assert not strange, "\n".join(strange)
