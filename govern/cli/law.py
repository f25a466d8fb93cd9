"""The law that `--policies` names: the shipped files, a user's own, or both."""

from collections.abc import Sequence
from pathlib import Path

from govern.law.corpus import Corpus, read_corpus
from govern.problem import Problem, Rejected, quoted

__all__ = ["SHIPPED", "read_law"]

SHIPPED = "shipped"


def read_law(folders: Sequence[str] | None) -> Corpus:
    """Read the policy files of folders, the word `shipped` among them; none named means the shipped ones.

    Raises `Rejected` for a folder that is missing or holds no policy file.
    """
    if folders is None:
        return read_corpus()
    problems = [
        Problem(
            code="folder",
            message=f"there is no folder {quoted(name)}",
            help=f"`--policies` takes folders, and `{SHIPPED}` for the law that comes with govern",
        )
        for name in folders
        if name != SHIPPED and not Path(name).is_dir()
    ]
    if problems:
        raise Rejected(problems)
    own = [Path(name) for name in dict.fromkeys(folders) if name != SHIPPED]
    corpus = read_corpus(None if SHIPPED in folders else own.pop(0), *own)
    empty = [folder for folder in corpus.folders if not any(folder.rglob("*.yaml"))]
    empty = empty if corpus.policies else list(corpus.folders)
    if empty:
        raise Rejected(
            Problem(code="folder", message=f"there is no policy file in {quoted(str(folder))}") for folder in empty
        )
    return corpus
