"""What does not fit together in the figures of a chip: each a reason to read its source again, none a verdict.

In: the facts of one chip, and its density with those of others on the same node. Out: doubts, each with figure and why.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from govern.chips.case import number_of
from govern.numbers import Number, exact, in_figures, short
from govern.quantity import Stated
from govern.units import in_unit, unit

__all__ = ["Doubt", "Peer", "doubts"]

TOLERANCE = Fraction(2, 100)
"""How far a ratio of rates may be off by rounding."""

# By how much a rate is usually a multiple of another: half the bits give twice the rate.
_USUAL: tuple[tuple[str, str, Fraction], ...] = (
    ("bf16", "fp16", Fraction(1)),
    ("tf32", "fp16", Fraction(1, 2)),
    ("fp8", "fp16", Fraction(2)),
    ("int8", "fp16", Fraction(2)),
    ("fp6", "fp8", Fraction(1)),
    ("fp4", "fp8", Fraction(2)),
    ("int4", "int8", Fraction(2)),
)
_SPARSITY = 2
_FAR = 4
_FEWEST_PEERS = 4
# Bandwidth for each GB of memory, in 1/s: ordinary memory of any kind lies between these.
_LEAST_PER_GB, _MOST_PER_GB = Fraction(1, 2), Fraction(120)
_MOST_OF_GRAPHICS_MEMORY = 2000
_GRAPHICS = ("consumer", "workstation")
_LEAST_OF_STACKS, _LARGE = 1000, 80
_PLAIN_FACTS = ("chip.vendor", "chip.name", "chip.market", "chip.dense_tops.complete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One doubt: of which kind, about which facts, why, and the sources of the figures."""

    code: str
    facts: tuple[str, ...]
    why: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A chip as another is compared with it: its name, node and density, both in base units."""

    name: str
    node: Number
    density: Number


def doubts(facts: Mapping[str, Stated], density: Number | None, peers: Sequence[Peer]) -> tuple[Doubt, ...]:
    """Return every doubt about the figures of one chip; ``peers`` are other chips."""
    return (
        *_ratios(facts),
        *_sparse_as_dense(facts),
        *_density_for_node(facts, density, peers),
        *_bandwidth_for_memory(facts),
        *_without_source(facts),
    )


def _of(facts: Mapping[str, Stated], name: str) -> Number | None:
    stated = facts.get(name)
    # What is taken as 0 from a complete list is no figure of a datasheet.
    return None if stated is None or stated.origin == "assumed" else number_of(stated.value)


def _in(facts: Mapping[str, Stated], name: str, unit_name: str) -> Number | None:
    number = _of(facts, name)
    return None if number is None else in_unit(number, unit(unit_name))


def _doubt(code: str, facts: Mapping[str, Stated], names: Sequence[str], why: str) -> Doubt:
    sources = (facts[name].href or facts[name].source for name in names if name in facts)
    return Doubt(code=code, facts=tuple(names), why=why, sources=tuple(dict.fromkeys(each for each in sources if each)))


def _ratios(facts: Mapping[str, Stated]) -> Iterator[Doubt]:
    for one, other, usual in _USUAL:
        names = (f"chip.dense_tops.{one}", f"chip.dense_tops.{other}")
        a, b = (_of(facts, name) for name in names)
        if not a or not b:
            continue
        ratio = Fraction(a) / Fraction(b)
        if abs(ratio / usual - 1) <= TOLERANCE:
            continue
        figures = [in_unit(each, unit("Top/s")) for each in (a, b)]
        why = (
            f"{one.upper()} {short(figures[0], 4)} is {in_figures(ratio, 3)} times {other.upper()} "
            f"{short(figures[1], 4)}, usual is {_times(usual)}"
        )
        if abs(ratio / usual / _SPARSITY - 1) <= TOLERANCE:
            why += f"; {one.upper()} may be a figure with sparsity"
        elif abs(ratio / usual * _SPARSITY - 1) <= TOLERANCE:
            why += f"; {other.upper()} may be a figure with sparsity"
        yield _doubt("ratio", facts, names, why)


def _times(usual: Fraction) -> str:
    return "the same" if usual == 1 else "half" if usual < 1 else f"{exact(usual)} times"


def _sparse_as_dense(facts: Mapping[str, Stated]) -> Iterator[Doubt]:
    for name in facts:
        if not name.startswith("chip.sparse_tops."):
            continue
        dense = name.replace("sparse", "dense")
        rate, other = _of(facts, name), _of(facts, dense)
        if rate and rate == other:
            why = f"the rate without sparsity is the one that is quoted with sparsity ({facts[name].text})"
            yield _doubt("sparse_as_dense", facts, (dense, name), why)


def _density_for_node(facts: Mapping[str, Stated], density: Number | None, peers: Sequence[Peer]) -> Iterator[Doubt]:
    node = _of(facts, "chip.process_node")
    alike = [Fraction(peer.density) for peer in peers if peer.node == node and peer.density > 0]
    if node is None or not density or len(alike) < _FEWEST_PEERS:
        return
    middle = median(alike)
    factor = Fraction(density) / middle
    if not Fraction(1, _FAR) <= factor <= _FAR:
        shown = [short(in_unit(each, unit("TPP/mm2")), 3) for each in (density, middle)]
        why = (
            f"a density of {shown[0]} TPP/mm2 is far from {shown[1]}, the middle of {len(alike)} other chips "
            f"of {exact(node)} nm: the die area may be that of one die or of the package, or a rate is missing"
        )
        yield _doubt("density_for_node", facts, ("chip.die_area", "chip.process_node"), why)


def _bandwidth_for_memory(facts: Mapping[str, Stated]) -> Iterator[Doubt]:
    names = ("chip.dram_bandwidth", "chip.memory")
    bandwidth, memory = _in(facts, names[0], "GB/s"), _in(facts, names[1], "GB")
    if not bandwidth:
        return
    market = facts.get("chip.market")
    if memory and not _LEAST_PER_GB <= Fraction(bandwidth) / Fraction(memory) <= _MOST_PER_GB:
        why = f"{short(bandwidth)} GB/s for {short(memory)} GB is unlike any kind of memory: a unit may be mistaken"
        yield _doubt("bandwidth_for_memory", facts, names, why)
    elif market is not None and market.value in _GRAPHICS and bandwidth > _MOST_OF_GRAPHICS_MEMORY:
        why = f"{short(bandwidth)} GB/s is more than graphics memory of a {market.text} product gives"
        yield _doubt("bandwidth_for_memory", facts, names, why)
    elif market is not None and market.value == "datacenter" and _too_slow(bandwidth, memory):
        why = f"{short(bandwidth)} GB/s is little for {short(memory or 0)} GB in a datacenter: is it stacked memory?"
        yield _doubt("bandwidth_for_memory", facts, names, why)


def _too_slow(bandwidth: Number, memory: Number | None) -> bool:
    return memory is not None and memory >= _LARGE and bandwidth < _LEAST_OF_STACKS


def _without_source(facts: Mapping[str, Stated]) -> Iterator[Doubt]:
    stated = {name: each for name, each in facts.items() if name.startswith("chip.") and each.origin != "assumed"}
    stated = {name: each for name, each in stated.items() if name not in _PLAIN_FACTS}
    bare = [name for name, each in stated.items() if each.source is None]
    if bare:
        yield _doubt("no_source", facts, bare, "no source is stated")
    nowhere = [name for name, each in stated.items() if each.source is not None and each.href is None]
    if nowhere:
        yield _doubt("no_address", facts, nowhere, "the source has no address at which it can be read")
    unread = [name for name, each in stated.items() if each.grade == "unverified"]
    if unread:
        yield _doubt("not_verified", facts, unread, "the figure is marked as not verified")
