"""Tries every model on every chip, and says what each pair is good for, with its probability.

Comes in: models, chips that the law placed, and a scenario. Goes out: a `Gap`. What is worked out is what the methods
define; this module lays out the trials, picks from them and collects.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from govern.law.law import Law
from govern.recalibration.chip_sets import PlacedChip
from govern.recalibration.drawn import Drawn
from govern.recalibration.gap import Gap, Reference, Result, Scenario, Service
from govern.recalibration.leakage import Leaked
from govern.recalibration.open_models import Model
from govern.recalibration.selection import Pick, chosen
from govern.recalibration.settings import GAP, Settings, settings_of
from govern.recalibration.trials import (
    FIRST,
    LEVELS,
    SERVED,
    SPEED,
    WAYS,
    ChipTable,
    Trials,
    engine_of,
    laid_out,
    node_of,
    tried,
)

__all__ = ["gap_of"]

_ENERGY: Final = "methods/energy_and_cost"


def gap_of(
    models: Sequence[Model],
    chips: Sequence[PlacedChip],
    reference: PlacedChip,
    scenario: Scenario,
    law: Law,
    *,
    told: Callable[[int, int], None] | None = None,
    skipped: Mapping[str, str] | None = None,
) -> Gap:
    """Try each model on each chip; ``told`` hears how many models are done."""
    settings = settings_of(law)
    table, alone = ChipTable(chips, law), ChipTable([reference], law)
    frontier = frontier_index(models, law, scenario)
    references: dict[str, Reference] = {}
    results: list[Result] = []
    for i, model in enumerate(models):
        references[model.name] = reference_of(model, alone, settings)
        results += _results(model, table, references[model.name], settings, scenario, frontier)
        if told is not None:
            told(i + 1, len(models))
    return Gap(
        scenario=scenario,
        law=law,
        settings=settings,
        chips=tuple(chips),
        models=tuple(models),
        references=references,
        results=tuple(results),
        frontier=frontier,
        skipped=skipped or {},
    )


def frontier_index(models: Sequence[Model], law: Law, scenario: Scenario) -> float | None:
    """Return the index of the best model on the day: of the closed ones that the method lists, and of those tried."""
    node = node_of(law, "closed_index_then")
    closed = engine_of(law).evaluate({"model.released_on": scenario.on.toordinal()}, [node], 1)[node]
    known = [model.number("model.capability_index") for model in models]
    found = [each for each in known if each is not None]
    if isinstance(closed, int | Fraction):
        found.append(float(closed))
    return max(found, default=None)


def reference_of(model: Model, alone: ChipTable, settings: Settings) -> Reference:
    """Return what the reference chip does with a model: the service with the most tokens a second for the money."""
    trials = tried(alone, model.formats, model.facts, laid_out(alone, model.formats, model.facts, settings))
    layout = trials.layout
    good = (trials.truths("interactive") == 1) & (layout.batch >= int(settings.number("requests_of_a_service")))
    per_price = np.where(good, trials.middle("speed_per_price"), np.nan)
    single = np.where(layout.batch == 1, trials.middle(SPEED), np.nan)
    speed = float(np.nanmax(single)) if np.isfinite(single).any() else None
    if not np.isfinite(per_price).any():
        return Reference(chip=alone.chips[0].name, decode_speed=speed)
    at = int(np.nanargmax(per_price))
    return Reference(
        chip=alone.chips[0].name,
        speed_per_price=float(per_price[at]),
        speed_per_chip=float(trials.middle(SERVED)[at] / layout.chips[at]),
        decode_speed=speed,
        format=model.formats[int(layout.format[at])],
        chips=int(layout.chips[at]),
        batch=int(layout.batch[at]),
    )


def _results(
    model: Model,
    table: ChipTable,
    reference: Reference,
    settings: Settings,
    scenario: Scenario,
    frontier: float | None,
) -> list[Result]:
    layout = laid_out(table, model.formats, model.facts, settings)
    compared = _compared(reference, frontier)
    trials = tried(table, model.formats, model.facts, layout, compared)
    picks = chosen(trials, len(table.chips), scenario.budget, int(settings.number("requests_of_a_service")))
    singles = _places(pick.single for pick in picks)
    services = _places(pick.service for pick in picks)
    served = layout.at(np.array(list(services), dtype=np.int64))
    one = Drawn(model, table, layout.at(np.array(list(singles), dtype=np.int64)), compared)
    many = Drawn(model, table, served, compared)
    leaked = Leaked(model, table, served, compared, settings)
    found = []
    for chip, pick in zip(table.chips, picks, strict=True):
        if pick.single is None:
            found.append(Result(model=model.name, chip=chip.name, chip_set=chip.smallest or "open", fits=pick.fits))
            continue
        own = singles[pick.single]
        chances = [one.chance(name, own) for name in LEVELS[:3]]
        chances += [
            (0.0, 0.0) if pick.service is None else many.chance(name, services[pick.service]) for name in LEVELS[3:]
        ]
        shares = None if pick.service is None else leaked.of(services[pick.service])
        service = None if shares is None else _service(model, trials, pick.service or 0, shares)
        found.append(_result(model, chip, trials, pick, own, one, tuple(chances), service))
    return found


def _result(
    model: Model,
    chip: PlacedChip,
    trials: Trials,
    pick: Pick,
    own: int,
    one: Drawn,
    chances: tuple[tuple[float, float], ...],
    service: Service | None,
) -> Result:
    at, layout = pick.single or 0, trials.layout
    return Result(
        model=model.name,
        chip=chip.name,
        chip_set=chip.smallest or "open",
        fits=True,
        format=model.formats[int(layout.format[at])],
        chips=int(layout.chips[at]),
        way=WAYS[int(layout.way[at])],
        speed=one.band(trials, SPEED, at, own),
        first=one.band(trials, FIRST, at, own),
        purchase=one.band(trials, "purchase", at, own),
        actor=trials.answer(f"{GAP}#actor", at),
        energy_per_token=trials.number(f"{_ENERGY}#energy_per_token", at, most=True),
        latency_equivalence=trials.number("latency_equivalence", at),
        central=pick.level,
        chances=chances,
        reasoning=one.reasoning(own),
        service=service,
    )


def _service(model: Model, trials: Trials, at: int, leaked: Mapping[str, Mapping[str, float | None]]) -> Service:
    layout = trials.layout
    return Service(
        format=model.formats[int(layout.format[at])],
        chips=int(layout.chips[at]),
        way=WAYS[int(layout.way[at])],
        batch=int(layout.batch[at]),
        interactive=bool(trials.truths("interactive")[at] == 1),
        speed=trials.number(SPEED, at),
        served=trials.number(SERVED, at),
        nodes=trials.number(f"{_ENERGY}#nodes_needed", at, most=True),
        all_chips=trials.number(f"{_ENERGY}#chips_for_the_users", at, most=True),
        one=trials.number("purchase", at),
        purchase=trials.number("purchase_for_the_users", at, most=True),
        power=trials.number("power_for_the_users", at, most=True),
        cost_per_token=trials.number(f"{_ENERGY}#cost_per_token", at, most=True),
        energy_per_token=trials.number(f"{_ENERGY}#energy_per_token", at, most=True),
        speed_per_price=trials.number("speed_per_price", at),
        cost_ratio=trials.number("cost_ratio", at),
        throughput_equivalence=trials.number("throughput_equivalence", at),
        scale_share=leaked["scale_share"],
        leakage=leaked["leakage"],
    )


def _compared(reference: Reference, frontier: float | None) -> dict[str, Fraction]:
    stated = {
        "comparison.frontier_index": frontier,
        "comparison.reference_speed_per_price": reference.speed_per_price,
        "comparison.reference_speed_per_chip": reference.speed_per_chip,
        "comparison.reference_decode_speed": reference.decode_speed,
    }
    return {name: Fraction(value) for name, value in stated.items() if value is not None}


def _places(rows: Iterable[int | None]) -> dict[int, int]:
    """Return the picked rows in order, each with its place among them."""
    listed = [row for row in rows if row is not None]
    return {row: i for i, row in enumerate(dict.fromkeys(listed))}
