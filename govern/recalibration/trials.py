"""Trials: one model on many chips, in every format, number of chips and number of requests, by the methods' formulas.

Comes in: the law, a model's facts and placed chips. Goes out: `Trials`, arrays of outcomes, row by row. Nothing is
computed here that the method says: rows are laid out, and the numeric columns engine works out each quantity.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from govern.engines.column import Column, Floats, Kinds, Numbers, Truths, broadcast, packed
from govern.engines.columns import Columns, Rows, Table
from govern.law.law import Law
from govern.lineage import Lineage
from govern.recalibration.chip_sets import PlacedChip
from govern.recalibration.settings import GAP, Settings
from govern.values import Value

__all__ = [
    "FIRST",
    "LEVELS",
    "SERVED",
    "SPEED",
    "WAYS",
    "ChipTable",
    "Facts",
    "Layout",
    "Trials",
    "engine_of",
    "laid_out",
    "node_of",
    "tried",
]

LEVELS: Final = ("loads", "usable", "interactive", "service_grade", "parity_at_scale")
"""The conditions of levels 1 to 5, by their names in the method."""

WAYS: Final = ("none", "tensor", "pipeline", "expert")

SPEED: Final = "methods/throughput#decode_speed"
FIRST: Final = "methods/throughput#time_to_first_token"
SERVED: Final = "methods/energy_and_cost#served_speed"

Facts = Mapping[str, Value | Lineage]
Whole = np.ndarray[tuple[int], np.dtype[np.int64]]


def engine_of(law: Law) -> Columns:
    """Return the numeric columns engine of a law, made once."""
    if "columns" not in law.compiled:
        law.compiled["columns"] = Columns(law.graph)
    engine: Columns = law.compiled["columns"]
    return engine


def _widened(law: Law) -> Columns:
    """Return the engine in which the law's own estimates are their 90 % intervals."""
    if "widened_columns" not in law.compiled:
        law.compiled["widened_columns"] = Columns(law.graph.widened())
    engine: Columns = law.compiled["widened_columns"]
    return engine


def node_of(law: Law, name: str) -> int:
    """Return the node of a definition or provision by its id; a name without a path is one of the gap's method."""
    id = name if "#" in name else f"{GAP}#{name}"
    found = law.definitions.get(id)
    return law.provisions[id].nodes[0] if found is None else found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """The rows of trials: which chip, format, number of chips and of requests each has.

    ``too_large`` has the chips on which no number that may be tried holds the model in any format.
    """

    chip: Whole
    format: Whole
    chips: Whole
    way: Whole
    batch: Whole
    too_large: frozenset[int] = frozenset()

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.chip)

    def at(self, places: Whole) -> "Layout":
        """Return the rows at some places, as often as each is named."""
        return Layout(
            chip=self.chip[places],
            format=self.format[places],
            chips=self.chips[places],
            way=self.way[places],
            batch=self.batch[places],
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Trials:
    """The outcomes of one model's trials; quantities are worked out when asked for, each once."""

    law: Law
    layout: Layout
    rows: Rows
    _numbers: dict[str, Numbers] = field(default_factory=dict)

    def numbers(self, name: str) -> Numbers:
        """Return a quantity of every row, in base units."""
        if not len(self.layout):
            return Numbers(np.zeros(0), np.zeros(0))
        if name not in self._numbers:
            column = _column(self.rows.value(node_of(self.law, name)), len(self.layout))
            if not isinstance(column, Numbers):
                raise TypeError(f"`{name}` is no quantity")
            self._numbers[name] = column
        return self._numbers[name]

    def middle(self, name: str) -> Floats:
        """Return a quantity of every row where it is one number, NaN where it is not."""
        column = self.numbers(name)
        known = np.isfinite(column.low) & (column.low == column.high)
        if column.absent is not None:
            known &= column.absent == 0
        return np.where(known, column.low, np.nan)

    def number(self, name: str, row: int, *, most: bool = False) -> float | None:
        """Return a quantity of one row; of one within bounds above 0 the lower end, or the upper with ``most``."""
        column = self.numbers(name)
        if column.absent is not None and column.absent[row] != 0:
            return None
        low, high = float(column.low[row]), float(column.high[row])
        if low == high:
            return low if np.isfinite(low) else None
        return None if low <= 0 or not np.isfinite(high) else high if most else low

    def answer(self, id: str, row: int) -> str | None:
        """Return the answer to a question of the method for one row; ``None`` where it is open."""
        selected = self.law.answers[id]
        listed = selected.policy.file.answers[selected.name].rows
        for node, entry in zip(selected.nodes, listed, strict=True):
            truth = _column(self.rows.value(node), len(self.layout))
            if not isinstance(truth, Truths) or truth.values[row] != 0:
                return entry.is_ if isinstance(truth, Truths) and truth.values[row] == 1 else None
        return None

    def truths(self, name: str) -> "np.ndarray[tuple[int], np.dtype[np.int8]]":
        """Return a condition of every row: 1 holds, 0 does not, -1 open."""
        if not len(self.layout):
            return np.zeros(0, dtype=np.int8)
        column = _column(self.rows.value(node_of(self.law, name)), len(self.layout))
        if not isinstance(column, Truths):
            raise TypeError(f"`{name}` is no condition")
        return column.values


class ChipTable:
    """The facts of the chips as columns, and how each is joined to others, by the method."""

    def __init__(self, chips: Sequence[PlacedChip], law: Law) -> None:
        """Take the chips and the law."""
        self.chips, self.law = tuple(chips), law
        names = sorted({name for chip in chips for name in chip.facts})
        self.columns = {name: packed([_known(chip, name, law) for chip in chips]) for name in names}
        several = {**self.columns, "deployment.chips": 2}
        rows = engine_of(law).rows(several, len(self.chips))
        each = np.arange(len(self.chips))
        layout = Layout(chip=each, format=each, chips=each, way=each, batch=each)
        links = Trials(law=law, layout=layout, rows=rows)
        ways = [links.answer(f"{GAP}#trial_division", i) for i in range(len(self.chips))]
        # Links of which nothing is known count as slow.
        self.tensor = np.array([way == "tensor" for way in ways], dtype=bool)
        self.bandwidth, self.latency = (links.numbers(f"trial_link_{name}").low for name in ("bandwidth", "latency"))

    def at(self, places: Whole) -> dict[str, Column]:
        """Return the facts of the chips at some places, one row each."""
        return {name: _taken(column, places) for name, column in self.columns.items()}


def laid_out(table: ChipTable, formats: Sequence[str], model: Facts, settings: Settings) -> Layout:
    """Return the rows that are worth trying: the fewest chips that hold the model, and more where links are fast."""
    every = np.array([(c, f) for c in range(len(table.chips)) for f in range(len(formats))], dtype=np.int64)
    batches = sorted(int(value) for value in settings.list("requests_tried"))
    few, many = _needed(table, formats, model, every, (batches[0], int(settings.number("requests_of_a_service"))))
    most = np.where(
        table.tensor[every[:, 0]], int(settings.number("most_chips_tried")), int(settings.number("most_chips_in_a_row"))
    )
    experts = has_experts(table.law, model)
    rows: list[tuple[int, ...]] = []
    for i, (chip, form) in enumerate(every):
        fast = bool(table.tensor[chip])
        for count, way in _joined(few.high[i], many.high[i], int(most[i]), fast=fast, experts=experts):
            rows += [(int(chip), int(form), count, way, batch) for batch in batches]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5)
    held = set(every[~(few.low > most), 0])
    return Layout(
        chip=columns[:, 0],
        format=columns[:, 1],
        chips=columns[:, 2],
        way=columns[:, 3],
        batch=columns[:, 4],
        too_large=frozenset(range(len(table.chips))) - {int(chip) for chip in held},
    )


def has_experts(law: Law, model: Facts) -> bool:
    """Return whether the model is known to be a mixture of experts."""
    node = node_of(law, "methods/architecture#has_experts")
    return engine_of(law).evaluate(model, [node], 1)[node] is True


def _joined(fewest: float, more: float, most: int, *, fast: bool, experts: bool) -> list[tuple[int, int]]:
    """Return numbers of chips and how they share the work, as places in `WAYS`."""
    wanted = sorted({int(count) for count in (fewest, more) if np.isfinite(count) and 1 <= count <= most})
    if not wanted or not fast:
        return [(count, WAYS.index("pipeline" if count > 1 else "none")) for count in wanted]
    doubled = 1
    while doubled < wanted[0]:
        doubled *= 2
    counts = [doubled * factor for factor in (1, 2, 4) if doubled * factor <= most]
    tensor = [(count, WAYS.index("tensor" if count > 1 else "none")) for count in counts]
    return tensor + [(count, WAYS.index("expert")) for count in counts if experts and count > 1]


def _needed(
    table: ChipTable, formats: Sequence[str], model: Facts, pairs: Whole, batches: Sequence[int]
) -> list[Numbers]:
    """Return the chips that each pair of a chip and a format needs, for each number of requests."""
    one = np.ones(len(pairs) * len(batches), np.int64)
    chips, forms = (np.tile(pairs[:, i], len(batches)) for i in (0, 1))
    requests = np.repeat(np.array(batches, dtype=np.int64), len(pairs))
    layout = Layout(chip=chips, format=forms, chips=one, way=0 * one, batch=requests)
    # The upper end of the methods' intervals: a number of chips that only fits by luck is none.
    trials = tried(table, formats, model, layout, engine=_widened(table.law))
    found = trials.numbers("methods/memory#chips_needed")
    lows, highs = (np.split(end, len(batches)) for end in (found.low, found.high))
    return [Numbers(low, high) for low, high in zip(lows, highs, strict=True)]


def tried(
    table: ChipTable,
    formats: Sequence[str],
    model: Facts,
    layout: Layout,
    extra: Mapping[str, Any] | None = None,
    parameters: Mapping[int, Numbers | Table] | None = None,
    engine: Columns | None = None,
    budget: Floats | None = None,
) -> Trials:
    """Return the trials of one model; ``extra`` has further facts, ``parameters`` columns in place of the law's own."""
    facts: dict[str, Any] = {
        **model,
        **table.at(layout.chip),
        "deployment.quantization": Kinds(layout.format, tuple(formats)),
        "deployment.chips": _points(layout.chips),
        "deployment.batch": _points(layout.batch),
        "deployment.parallelism": Kinds(layout.way.astype(np.intp), WAYS),
        "deployment.link_bandwidth": _points(table.bandwidth[layout.chip]),
        "deployment.link_latency": _points(table.latency[layout.chip]),
        **(extra or {}),
        **({} if budget is None else {"comparison.budget": _points(budget)}),
    }
    law = table.law
    return Trials(
        law=law, layout=layout, rows=(engine or engine_of(law)).rows(facts, len(layout), parameters=parameters)
    )


def _points(values: Any) -> Numbers:
    array = np.asarray(values, dtype=np.float64)
    return Numbers(array, array)


def _known(chip: PlacedChip, name: str, law: Law) -> Value:
    value = chip.facts.get(name)
    return law.vocabulary[name].unknown if value is None else value


def _column(value: Column | Value, rows: int) -> Column:
    return value if isinstance(value, Numbers | Truths | Kinds) else broadcast(value, rows)


def _taken(column: Column, places: Whole) -> Column:
    if isinstance(column, Truths):
        return Truths(column.values[places])
    if isinstance(column, Kinds):
        return Kinds(column.codes[places], column.kinds)
    absent = None if column.absent is None else column.absent[places]
    return Numbers(column.low[places], column.high[places], absent)
