"""A claim in numbers: what it says, of which quantity, and the checks that it is held against. Read from a file.

Comes in: a file of claims, shipped or a user's own. Goes out: claims with every text located, or all problems at once.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Literal

from govern.claims.file import CaseFile, CheckFile, ClaimedFile, ClaimFile, ClaimsFile, SourceOfClaims
from govern.numbers import Number, read_number
from govern.problem import Place, Problem, Rejected, did_you_mean, quoted
from govern.ranges import Amount, span
from govern.source import Mapping as MappingNode
from govern.source import Node, Scalar, read_file
from govern.units import Unit, unit
from govern.validation import place_at, validated

__all__ = ["Case", "Check", "Claim", "Comparison", "claims_file", "read_claims"]

Comparison = Literal["divided_by", "saved_against"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A quantity or provision of the policy files, by its id, and the facts that it is looked at with."""

    label: str
    given: Node
    id: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One recomputation: its case, another case that it is compared with, and the time that it speaks of.

    ``fits`` is told of another quantity than the claim's: what the claimed numbers would be if they fit it.
    """

    name: str
    case: Case
    of_a_provision: bool
    compared: Case | None
    comparison: Comparison | None
    since: date | None
    until: date | None
    fits: str | None

    @property
    def label(self) -> str:
        """What the recomputation is called."""
        return self.case.label

    def speaks_of(self, day: date) -> bool:
        """Return whether a day lies in the time that the recomputation speaks of."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim: what it says, the range claimed in base units (or that a provision applies), and its checks."""

    name: str
    says: str
    quantity: str
    unit: Unit
    claimed: Amount | bool | None
    tolerance: Fraction
    as_of: date
    sources: tuple[SourceOfClaims, ...]
    checks: tuple[Check, ...]
    note: str | None
    place: Place


def claims_file() -> Path:
    """Return the claims that are shipped."""
    return Path(__file__).parent / "claims.yaml"


def read_claims(path: Path | None = None) -> tuple[Claim, ...]:
    """Read a file of claims, the shipped one by default; raise `Rejected` with all its problems."""
    node = _read(path)
    file, problems = validated(ClaimsFile, node)
    if file is None:
        raise Rejected(problems)
    found = []
    for name, entry in file.entries.items():
        try:
            found.append(_claim(name, entry, file, node))
        except _Misstated as wrong:
            place = place_at(node, ("entries", name, *wrong.location))
            problems.append(Problem(code="claim", message=wrong.message, place=place, help=wrong.help))
    if problems:
        raise Rejected(problems)
    return tuple(found)


def _read(path: Path | None) -> Node:
    if path is None:
        return read_file(claims_file(), "claims/claims.yaml")
    try:
        return read_file(path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"{quoted(str(path))} cannot be read: {reason.lower()}"
        raise Rejected([Problem(code="file", message=message)]) from None


class _Misstated(ValueError):
    def __init__(self, message: str, *location: str | int, help: str | None = None) -> None:
        super().__init__(message)
        self.message, self.location, self.help = message, location, help


def _claim(name: str, entry: ClaimFile, file: ClaimsFile, node: Node) -> Claim:
    for number, source in enumerate(entry.sources):
        if source not in file.sources:
            known = did_you_mean(source, file.sources)
            raise _Misstated(f"there is no source {quoted(source)}", "sources", number, help=known)
    try:
        due = unit(entry.unit)
    except ValueError as error:
        raise _Misstated(str(error), "unit", help=getattr(error, "help", None)) from None
    return Claim(
        name=name,
        says=entry.says,
        quantity=entry.quantity,
        unit=due,
        claimed=None if entry.claimed is None else _claimed(entry.claimed, due),
        tolerance=_share(entry.tolerance),
        as_of=entry.as_of,
        sources=tuple(file.sources[source] for source in entry.sources),
        checks=tuple(_check(key, check, node, ("entries", name, "checks", key)) for key, check in entry.checks.items()),
        note=entry.note,
        place=place_at(node, ("entries", name), key=True),
    )


def _check(name: str, check: CheckFile, node: Node, location: tuple[str, ...]) -> Check:
    comparison: Comparison | None = (
        "divided_by" if check.divided_by else "saved_against" if check.saved_against else None
    )
    compared = check.divided_by or check.saved_against
    own = str(check.quantity or check.provision)
    return Check(
        name=name,
        case=_case(check, own, node, location),
        of_a_provision=check.provision is not None,
        compared=None
        if comparison is None or compared is None
        else _case(compared, own, node, (*location, comparison)),
        comparison=comparison,
        since=check.since,
        until=check.until,
        fits=check.fits,
    )


def _case(case: CheckFile | CaseFile, own: str, node: Node, location: tuple[str, ...]) -> Case:
    key = "provision" if isinstance(case, CheckFile) and case.provision else "quantity"
    return Case(
        label=case.label,
        given=_declaration(_at(node, (*location, "given")), place_at(node, location)),
        id=case.quantity or own,
        place=place_at(node, (*location, key)),
    )


def _at(node: Node, location: tuple[str, ...]) -> Node | None:
    found: Node | None = node
    for step in location:
        found = found.entries.get(step) if isinstance(found, MappingNode) else None
    return found


def _declaration(given: Node | None, place: Place) -> Node:
    """Return what a check gives as a declaration; without anything given, an empty one."""
    if given is not None and not isinstance(given, MappingNode):
        return given
    entries = {} if given is None else given.entries
    places = {} if given is None else given.key_places
    version = Scalar(text="1", plain=True, place=place)
    return MappingNode(
        entries={"declaration": version, **entries}, key_places={"declaration": place, **places}, place=place
    )


def _claimed(claimed: ClaimedFile, due: Unit) -> Amount | bool:
    if claimed.applies is not None:
        return claimed.applies
    if claimed.value is not None:
        return _number(claimed.value, due, "value")
    low, high = (
        None if text is None else _number(text, due, key)
        for text, key in (
            (claimed.at_least or claimed.more_than, "at_least" if claimed.at_least else "more_than"),
            (claimed.at_most or claimed.less_than, "at_most" if claimed.at_most else "less_than"),
        )
    )
    found = span(low, high, low_open=claimed.more_than is not None, high_open=claimed.less_than is not None)
    if found is None:
        raise _Misstated("the range that is claimed is empty", "claimed")
    return found


def _number(text: str, due: Unit, key: str) -> Number:
    try:
        return read_number(text) * due.factor
    except ValueError as error:
        raise _Misstated(str(error), "claimed", key, help=getattr(error, "help", None)) from None


def _share(text: str | None) -> Fraction:
    try:
        share = Fraction(0) if text is None else Fraction(read_number(text))
    except ValueError as error:
        raise _Misstated(str(error), "tolerance", help=getattr(error, "help", None)) from None
    if not 0 <= share < 1:
        raise _Misstated("a tolerance is a share from 0 to below 1", "tolerance")
    return share
