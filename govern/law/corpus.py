"""All policy files together: read, checked, and asked for the law of a day."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path

from govern.law.checks import check_policies
from govern.law.law import INCLUDABLE, Law, law_of
from govern.law.policy import Policy, read_policy
from govern.problem import Problem, Rejected, did_you_mean, quoted
from govern.shipped import policies_folder
from govern.vocabulary import FactDeclaration, Vocabulary, read_vocabulary

__all__ = ["Corpus", "read_corpus"]

MAXIMAL_READINGS = 64


class Corpus:
    """The policy files by id and the facts they use. A reform is a new corpus; nothing here changes."""

    def __init__(
        self, policies: Mapping[str, Policy], vocabulary: Vocabulary, folder: Path | None = None, *beside: Path
    ) -> None:
        """Take checked files, the vocabulary with their facts in it, and the folders that they come from."""
        self.policies, self.vocabulary, self.folder = dict(policies), vocabulary, folder
        self.folders = (*(() if folder is None else (folder,)), *beside)
        self._laws: dict[tuple[object, ...], Law] = {}

    def in_force(
        self,
        *,
        on: date | None = None,
        known: date | None = None,
        jurisdictions: Collection[str] | None = None,
        include: Collection[str] = (),
    ) -> Law:
        """Return the law in force on a day (default: today) as published by a day (default: today, or ``on``).

        Raises `ValueError` for a jurisdiction or a kind of text that no file has.
        """
        day = on or date.today()
        known_on = known or max(day, date.today())
        self._refuse_unknown(jurisdictions, include)
        key = (day, known_on, None if jurisdictions is None else frozenset(jurisdictions), frozenset(include))
        if key not in self._laws:
            if len(self._laws) > 64:
                self._laws.clear()
            self._laws[key] = law_of(
                self.policies, self.vocabulary, on=day, known=known_on, jurisdictions=jurisdictions, include=include
            )
        return self._laws[key]

    def _refuse_unknown(self, jurisdictions: Collection[str] | None, include: Collection[str]) -> None:
        known = {policy.file.jurisdiction for policy in self.policies.values()}
        known |= {name.split("-")[0] for name in known}
        for name in jurisdictions or ():
            if name not in known:
                help = did_you_mean(name, known) or "there are " + ", ".join(f"`{each}`" for each in sorted(known))
                raise Rejected([Problem(code="jurisdiction", message=f"no policy is of {quoted(name)}", help=help)])
        for name in include:
            if name not in INCLUDABLE:
                help = did_you_mean(name, INCLUDABLE) or "there are " + ", ".join(f"`{each}`" for each in INCLUDABLE)
                raise Rejected([Problem(code="include", message=f"{quoted(name)} cannot be included", help=help)])


def read_corpus(folder: Path | None = None, *beside: Path) -> Corpus:
    """Read and check all policy files of a folder (default: the shipped ones) and of those ``beside`` it.

    Raises `Rejected` with all problems; two folders cannot have the same file.
    """
    first = folder or policies_folder()
    own = first / "vocabulary.yaml"
    vocabulary = read_vocabulary(own if own.is_file() else None)
    policies: dict[str, Policy] = {}
    problems = [_second_vocabulary(folder) for folder in beside if (folder / "vocabulary.yaml").is_file()]
    for path, id, shown in _files(first, folder is None, beside):
        try:
            policy, found = read_policy(path, id, shown)
        except Rejected as rejected:
            problems += rejected.problems
            continue
        problems += found
        if policy is not None and policy.id in policies:
            message = f"there is a policy {quoted(policy.id)} already"
            help = "a file beside the shipped ones has a path of its own"
            problems.append(Problem(code="doubled_policy", message=message, place=policy.node.place, help=help))
        elif policy is not None:
            policies[policy.id] = policy
    facts, doubled = _all_facts(policies, vocabulary)
    problems += doubled
    extended = vocabulary.extended([facts])
    problems = problems or check_policies(policies, extended)
    if problems:
        raise Rejected(problems)
    return Corpus(policies, extended, first, *beside)


def _second_vocabulary(folder: Path) -> Problem:
    message = f"the facts of {quoted(str(folder / 'vocabulary.yaml'))} are not read beside those of the first folder"
    return Problem(code="vocabulary", message=message, help="declare them under `facts:` of the policy file")


def _files(first: Path, shipped: bool, beside: Collection[Path]) -> Iterator[tuple[Path, str, str | None]]:
    """Yield each policy file with its id, and the name that stands in places if it is not its path."""
    for folder in (first, *beside):
        for path in sorted(folder.rglob("*.yaml")):
            if path.name != "vocabulary.yaml" and not path.name.endswith(".cases.yaml"):
                id = path.relative_to(folder).with_suffix("").as_posix()
                yield path, id, f"policies/{id}.yaml" if shipped and folder == first else None


def _all_facts(
    policies: Mapping[str, Policy], vocabulary: Vocabulary
) -> tuple[dict[str, FactDeclaration], list[Problem]]:
    facts: dict[str, FactDeclaration] = {}
    problems = []
    for policy in policies.values():
        for name, fact in policy.file.facts.items():
            place = policy.place(("facts", name))
            if name in vocabulary or (name in facts and facts[name] != fact):
                message = f"the fact {quoted(name)} is declared already"
                problems.append(Problem(code="doubled_fact", message=message, place=place))
            elif "." not in name or not all(part.isidentifier() and part.isascii() for part in name.split(".")):
                message = f"{quoted(name)} is not a dotted name such as `model.parameters`"
                problems.append(Problem(code="name", message=message, place=place))
            facts[name] = fact
    known = {*vocabulary.facts, *facts}
    for policy in policies.values():
        for name in policy.file.facts:
            problems += _nested(name, known, policy)
    return facts, problems


def _nested(name: str, known: Collection[str], policy: Policy) -> list[Problem]:
    """Return a problem if a fact stands in the place of a block of facts, where it could not be stated."""
    above = next((other for other in known if name.startswith(f"{other}.") and name != f"{other}.counts"), None)
    below = next((other for other in known if other.startswith(f"{name}.") and other != f"{name}.counts"), None)
    if above is None and below is None:
        return []
    message = (
        f"{quoted(name if below else above or name)} is a fact and a block of facts: {quoted(below or name)} is in it"
    )
    return [Problem(code="nested_fact", message=message, place=policy.place(("facts", name)))]
