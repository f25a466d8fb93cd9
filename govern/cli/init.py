"""`govern init`: writes a commented declaration to fill in."""

from collections.abc import Sequence
from pathlib import Path

from govern.cli.console import complain, write
from govern.cli.law import read_law
from govern.declaration.form import form_of
from govern.problem import Problem, Rejected, did_you_mean, quoted

__all__ = ["run"]


def run(output: Path, blocks: tuple[str, ...] | None, *, force: bool, folders: Sequence[str] | None) -> int:
    """Write the form; an existing file is kept unless forced; return the exit code."""
    try:
        corpus = read_law(folders)
    except Rejected as rejected:
        return complain(rejected.problems)
    known = list(dict.fromkeys(name.split(".")[0] for name in corpus.vocabulary.facts))
    problems = [
        Problem(
            code="block",
            message=f"there is no block {quoted(name)}",
            help=did_you_mean(name, known) or "the blocks are " + ", ".join(f"`{each}`" for each in known),
        )
        for name in blocks or ()
        if name not in known
    ]
    if problems:
        return complain(problems)
    if output.exists() and not force:
        help = "add `--force` to overwrite it"
        return complain([Problem(code="exists", message=f"{quoted(str(output))} exists already", help=help)])
    return 0 if write(form_of(corpus.vocabulary, blocks), output) else 2
