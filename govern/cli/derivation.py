"""`govern explain FILE QUANTITY`: how a quantity was worked out: formulas, numbers, units and sources."""

from collections.abc import Iterator

from rich.text import Text
from rich.tree import Tree

from govern.assessment.assess import Assessment
from govern.assessment.derivation import Derivation, derive
from govern.assessment.explained import WhereFrom
from govern.cli.console import console
from govern.reporting.chance import chance_part
from govern.reporting.document_parts import spread_text
from govern.reporting.typesetting import visible

__all__ = ["grow", "print_derivation", "quantities_called"]

_ORIGINS = {"declared": "stated", "assumed": "assumed", "catalogue": "catalogue", "parameter": "parameter"}


def quantities_called(id: str, assessment: Assessment) -> list[str]:
    """Return the qualified ids of the quantities that a text names, with its file or without."""
    definitions = assessment.law.definitions
    return [id] if id in definitions else [each for each in definitions if each.partition("#")[2] == id]


def print_derivation(id: str, assessment: Assessment, subject: str) -> None:
    """Print how one quantity was worked out."""
    index = assessment.law.definitions[id]
    derivation = derive(assessment.explainer, index, assessment.decision.values)
    out = console()
    out.print(Text(visible(f"{derivation.label}: {_valued(derivation)}"), style="bold"))
    out.print(Text(id, style="dim"))
    out.print(Text(visible(f"{subject}; law on {assessment.law.on}.")))
    tree = Tree(Text("worked out"), guide_style="dim")
    grow(tree, derivation)
    out.print(tree)
    chances = assessment.explainer.chances
    told = None if chances is None else chance_part(chances.of(index, assessment.decision.values))
    if told is not None:
        out.print(Text(f"it holds with {told['text']}", style="yellow"))


def grow(tree: Tree, step: Derivation) -> None:
    """Add a quantity, and below it what it was worked out from, to a tree."""
    line = Text(visible(f"{step.label} = {_valued(step)}"))
    if step.shown_above:
        tree.add(line.append("  (worked out above)", style="dim"))
        return
    for text, style in _below(step):
        line.append("\n").append(visible(text), style=style)
    branch = tree.add(line)
    for part in step.parts:
        grow(branch, part)


def _valued(step: Derivation) -> str:
    """Return a value in words, with the 90 % interval where it rests on estimates."""
    estimate = step.value.estimate
    return step.value.text if estimate is None else f"{step.value.text} ({spread_text(estimate, step.value.unit)})"


def _below(step: Derivation) -> Iterator[tuple[str, str]]:
    """Yield the lines that stand below a quantity: formula, numbers, reading, references, where it came from."""
    if step.formula:
        yield f"= {step.formula}", "cyan"
    if step.numbers:
        yield f"= {step.numbers}", ""
    if step.reading:
        yield f"read so: {step.reading}", "magenta"
    for reference in step.references:
        yield reference.text + (f" (grade: {reference.grade})" if reference.grade else ""), "dim"
    for source in step.sources:
        yield _origin(source), "dim"


def _origin(source: WhereFrom) -> str:
    parts = [source.because or "", f"stated by {source.stated_by}" if source.stated_by else "", source.source or ""]
    parts.append(f"grade: {source.grade}" if source.grade else "")
    origin = _ORIGINS.get(source.origin, source.origin)
    parts.append(f"{origin} at {source.place}" if source.place else origin)
    return "; ".join(part for part in parts if part)
