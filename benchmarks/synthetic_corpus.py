"""Writes a corpus of the size that the promises speak of: 12 files, 300 provisions, 69 facts, 15 definitions.

The law is invented; its shape is that of the shipped files: comparisons of quantities with cited parameters,
truth values, texts of a closed set, lists, provisions that rest on others, across files too. The same seed
writes the same corpus on every machine.

    python benchmarks/synthetic_corpus.py [FOLDER]      writes the corpus and one declaration, `case.yaml`, beside it
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

FILES = 12
PROVISIONS = 300
DEFINITIONS = 15
PARAMETERS_OF_A_FILE = 28
MISSING = 0.15
BOUNDED = 0.1

_UNITS = {"compute": "FLOP", "rate": "GB/s", "money": "USD", "speed": "TPP", "count": ""}
_NUMBERS = {"compute": 12, "rate": 4, "money": 3, "speed": 3, "count": 18}
_EXPONENTS = {"compute": (20, 27), "rate": (1, 4), "money": (5, 9), "speed": (1, 4), "count": (0, 13)}
_COUNTRIES = ("BR", "FR", "IN", "JP")
_BLOCKS = {"compute": "model", "count": "model", "rate": "chip", "speed": "chip", "money": "organization"}
_TEXTS, _LISTS, _FLAGS = 9, 6, 14
_WORDS = ("amber", "birch", "cedar", "dune", "ember", "fjord")


@dataclass
class Written:
    """One file while it is written: its lines by section, and the names that others may use."""

    id: str
    uses: dict[str, str] = field(default_factory=dict)
    sections: dict[str, list[str]] = field(default_factory=dict)
    thresholds: dict[str, list[str]] = field(default_factory=dict)
    quantities: dict[str, list[str]] = field(default_factory=dict)
    provisions: list[str] = field(default_factory=list)


def facts() -> Iterator[tuple[str, str, str]]:
    """Yield each fact: its name, what it is, and its entry in the vocabulary."""
    for kind, how_many in _NUMBERS.items():
        for i in range(how_many):
            unit = f", unit: {_UNITS[kind]}" if _UNITS[kind] else ""
            # A divisor must be positive, so every other count is.
            domain = "positive" if kind == "count" and i % 2 else "nonnegative"
            yield f"{_BLOCKS[kind]}.{kind}_{i:02}", kind, f"type: number{unit}, domain: {domain}"
    for i in range(_TEXTS):
        yield f"transfer.text_{i:02}", "text", f"type: text, allowed: [{', '.join(_WORDS)}]"
    for i in range(_LISTS):
        yield f"model.list_{i:02}", "list", f"type: list, allowed: [{', '.join(_WORDS)}]"
    for i in range(_FLAGS):
        yield f"deployment.flag_{i:02}", "flag", "type: boolean"


def write_corpus(folder: Path, *, interpretations: int = 0, seed: int = 1) -> None:
    """Write the vocabulary and the policy files; ``interpretations`` open questions stand in the last files."""
    draw = Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    entries = [
        f'  {name}: {{{entry}, label: {name.replace(".", " ").replace("_", " ")}, question: "What is `{name}`?"}}'
        for name, _, entry in facts()
    ]
    (folder / "vocabulary.yaml").write_text("vocabulary: 1\nfacts:\n" + "\n".join(entries) + "\n")
    by_kind: dict[str, list[str]] = {}
    for name, kind, _ in facts():
        by_kind.setdefault(kind, []).append(name)
    files: list[Written] = []
    for number in range(FILES):
        files.append(_file(number, files, by_kind, interpretations, draw))
    for file in files:
        path = folder / f"{file.id}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(_text(file))


def write_declaration(path: Path, seed: int = 2) -> None:
    """Write one case: most facts known, some within bounds, some missing."""
    draw = Random(seed)
    blocks: dict[str, list[str]] = {}
    for name, kind, _ in facts():
        value = _stated(kind, draw)
        if draw.random() >= MISSING:
            block, key = name.split(".")
            blocks.setdefault(block, []).append(f"  {key}: {value}")
    lines = ["declaration: 1"]
    for block, stated in blocks.items():
        lines += [f"{block}:", *stated]
    path.write_text("\n".join(lines) + "\n")


def _stated(kind: str, draw: Random) -> str:
    if kind == "flag":
        return draw.choice(("true", "false"))
    if kind == "text":
        return draw.choice(_WORDS)
    if kind == "list":
        return f"[{', '.join(draw.sample(_WORDS, 2))}]"
    number = _number(kind, draw)
    return f"{{at_least: {number}}}" if draw.random() < BOUNDED else number


def _number(kind: str, draw: Random) -> str:
    low, high = _EXPONENTS[kind]
    digits = f"{draw.randint(1, 9)}.{draw.randint(0, 99):02}"
    # A tenth of all numbers have a fraction, as prices, densities and measured figures do; no amount of compute is one.
    exponent = -1 if draw.random() < 0.1 and kind != "compute" else draw.randint(low, high)
    return f"{digits}e{exponent}"


def _file(number: int, before: list[Written], by_kind: dict[str, list[str]], questions: int, draw: Random) -> Written:
    file = Written(id=f"country_{number % 4}/instrument_{number:02}")
    file.quantities = {kind: list(by_kind[kind]) for kind in _NUMBERS}
    for i in range(PARAMETERS_OF_A_FILE):
        kind = draw.choice([kind for kind in _UNITS if _UNITS[kind]])
        _add_parameter(file, f"line_{i:02}", kind, draw)
    for i in range(number, DEFINITIONS, FILES):
        _add_definition(file, f"quantity_{i:02}", i, draw)
    if number >= FILES - questions:
        _add_interpretation(file, draw)
    for _ in range(PROVISIONS // FILES):
        _add_provision(file, before, by_kind, draw)
    return file


def _add_parameter(file: Written, name: str, kind: str, draw: Random) -> None:
    file.thresholds.setdefault(kind, []).append(name)
    file.sections.setdefault("parameters", []).append(
        f"  {name}:\n    unit: {_UNITS[kind]}\n    values:\n"
        f"      - {{from: 2025-01-01, published: 2024-06-01, value: {_number(kind, draw)}, "
        f'reference: "Art. {draw.randint(1, 99)}({draw.randint(1, 9)})", grade: primary}}'
    )


def _add_definition(file: Written, name: str, number: int, draw: Random) -> None:
    compute, counts = draw.sample(file.quantities["compute"][:12], 4), file.quantities["count"]
    positive = [count for count in counts[:18] if int(count[-2:]) % 2]
    forms = (
        f"{compute[0]} + {compute[1]} + {compute[2]}",
        f"first({compute[0]}, {compute[1]} + {compute[2]}, {compute[3]})",
        f"max({compute[0]}, {compute[1]}) * {draw.choice(counts[:18])} / {draw.choice(positive)}",
        f"{compute[0]} * 3 / 4 + {compute[1]} if deployment.flag_00 else {compute[2]}",
        f"min({compute[0]}, {compute[1]}) + {compute[2]} / {draw.choice(positive)}",
    )
    file.quantities["compute"].append(name)
    file.sections.setdefault("definitions", []).append(
        f'  {name}: {{unit: FLOP, domain: nonnegative, is: "{forms[number % len(forms)]}", reference: "Art. 2"}}'
    )


def _add_interpretation(file: Written, draw: Random) -> None:
    one, other = draw.sample(file.quantities["compute"], 2)
    file.quantities["compute"] += ["open_question"] * 6
    file.sections.setdefault("interpretations", []).append(
        f"  open_question:\n    unit: FLOP\n    domain: nonnegative\n    question: What counts?\n    readings:\n"
        f'      narrow: {{is: "{one}"}}\n      wide: {{is: "{one} + {other}"}}\n    reference: "Recital 1"'
    )


def _add_provision(file: Written, before: list[Written], by_kind: dict[str, list[str]], draw: Random) -> None:
    name = f"provision_{len(file.provisions):02}"
    premises = [_premise(file, by_kind, draw) for _ in range(draw.choice((2, 3, 4, 4, 5, 6)))]
    if file.provisions and draw.random() < 0.25:
        premises.append(draw.choice(file.provisions))
    if before and draw.random() < 0.1:
        premises.append(_used(file, draw.choice(before), draw))
    draw.shuffle(premises)
    cut = draw.randint(1, len(premises))
    parts = [f'        - "{premise}"' for premise in premises[:cut]]
    if len(premises) - cut == 1:
        parts.append(f'        - {{not: "{premises[cut]}"}}')
    elif len(premises) > cut:
        parts.append("        - any:")
        parts += [f'            - "{premise}"' for premise in premises[cut:]]
    file.provisions.append(name)
    file.sections.setdefault("provisions", []).append(
        f"  {name}:\n    label: {name.replace('_', ' ')} of {file.id[-2:]}\n    kind: requirement\n"
        f'    reference: "Art. {draw.randint(1, 99)}"\n    when:\n      {draw.choice(("all", "any"))}:\n'
        + "\n".join(parts)
    )


def _used(file: Written, other: Written, draw: Random) -> str:
    target = draw.choice(other.provisions)
    alias = f"other_{other.id[-2:]}_{target[-2:]}"
    file.uses[alias] = f"{other.id}#{target}"
    return alias


def _premise(file: Written, by_kind: dict[str, list[str]], draw: Random) -> str:
    kind = draw.choices(("number", "flag", "text", "list"), (78, 8, 9, 5))[0]
    if kind == "flag":
        return draw.choice(by_kind["flag"])
    if kind == "text":
        name = draw.choice(by_kind["text"])
        return f"{name} == '{draw.choice(_WORDS)}'" if draw.random() < 0.5 else f"{name} in {_few(draw)}"
    if kind == "list":
        return f"'{draw.choice(_WORDS)}' in {draw.choice(by_kind['list'])}"
    quantity = draw.choices(list(_NUMBERS), (40, 10, 7, 8, 35))[0]
    line = _number(quantity, draw) if quantity == "count" else draw.choice(file.thresholds.get(quantity, ["0"]))
    operator = draw.choices((">", ">=", "<", "<="), (5, 3, 1, 1))[0]
    return f"{draw.choice(file.quantities[quantity])} {operator} {line}"


def _few(draw: Random) -> str:
    return "[" + ", ".join(f"'{word}'" for word in sorted(draw.sample(_WORDS, 3))) + "]"


def _text(file: Written) -> str:
    lines = [
        f"title: Instrument {file.id[-2:]}",
        f"jurisdiction: {_COUNTRIES[int(file.id[8])]}",
        "force: law",
        "history:",
        '  - {event: published, on: 2024-06-01, published: 2024-06-01, reference: "Official Journal"}',
        '  - {event: applies, on: 2025-01-01, published: 2024-06-01, reference: "Art. 99"}',
        'verified: {through: 2026-01-01, sources: [{title: "Official Journal", grade: primary}]}',
    ]
    if file.uses:
        lines += ["uses:", *(f'  {alias}: "{target}"' for alias, target in file.uses.items())]
    for section, entries in file.sections.items():
        lines += [f"{section}:", *entries]
    return "\n".join(lines) + "\n"


def _write(folder: Path) -> None:
    write_corpus(folder / "policies")
    write_declaration(folder / "case.yaml")
    files = sorted((folder / "policies").rglob("*.yaml"))
    size = sum(file.stat().st_size for file in files)
    print(f"{len(files)} files, {size / 1000:.0f} kB, and a declaration")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _write(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            _write(Path(temporary))
