"""The direct engine's word on what is shown: the same case, exactly, held against the columns.

Comes in: a `Gap` and one of its results. Goes out: the names of what the two engines differ on, and the outcomes of the
method's provisions. The columns are for many; a figure that is shown in detail is the direct engine's too, or it is
told that it is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from govern.assessment.decision import decider_for
from govern.engines.direct import Values
from govern.lineage import Lineage
from govern.ranges import Number
from govern.recalibration.chip_sets import CIVIL_END_USER, PlacedChip
from govern.recalibration.gap import Band, Gap, Result
from govern.recalibration.settings import GAP
from govern.recalibration.trials import FIRST, LEVELS, SPEED, engine_of, node_of
from govern.truth import Outcome, outcome_of
from govern.values import Value

__all__ = ["PROVISIONS", "differences", "provisions_of"]

PROVISIONS: Final = (
    "runs_on_uncontrolled_chips",
    "usable_on_uncontrolled_chips",
    "interactive_on_uncontrolled_chips",
    "serves_at_scale_on_uncontrolled_chips",
)

_CLOSE: Final = 1e-9
_SINGLE: Final = LEVELS[:3]


def differences(gap: Gap, result: Result) -> tuple[str, ...]:
    """Return what the direct engine finds otherwise of a result: quantities by more than 10^-9, or its level."""
    chip = next(each for each in gap.chips if each.name == result.chip)
    values = _directly(gap, chip, result)
    law = gap.law
    found = [
        name
        for name, band in ((SPEED, result.speed), (FIRST, result.first), ("purchase", result.purchase))
        if not _same(values[node_of(law, name)], band)
    ]
    held = max((i + 1 for i, name in enumerate(_SINGLE) if values[node_of(law, name)] is True), default=0)
    return tuple(found) if held == result.central else (*found, "level")


def provisions_of(gap: Gap, result: Result) -> dict[str, Outcome]:
    """Return the outcome of each provision for the destination; the last for the service, the others for one reader."""
    chip = next(each for each in gap.chips if each.name == result.chip)
    shipped: dict[str, Value] = {**CIVIL_END_USER, **gap.scenario.shipment.facts(), "transfer.item": "chip"}
    nodes = [node_of(gap.law, f"{GAP}#{name}") for name in PROVISIONS]
    one = _found(gap, _facts(gap, chip, result, shipped), nodes[:-1])
    service = result.service
    served = result
    if service is not None:
        served = replace(result, format=service.format, chips=service.chips, way=service.way)
        shipped["deployment.batch"] = service.batch
    many = _found(gap, _facts(gap, chip, served, shipped), nodes[-1:])
    return dict(zip((f"{GAP}#{name}" for name in PROVISIONS), [*one, *many], strict=True))


def _found(gap: Gap, facts: Mapping[str, Value | Lineage], nodes: Sequence[int]) -> list[Outcome]:
    found = engine_of(gap.law).evaluate(facts, nodes, 1)
    values = [found[node] for node in nodes]
    return [outcome_of(value if isinstance(value, bool) else None) for value in values]


def _directly(gap: Gap, chip: PlacedChip, result: Result) -> Values:
    return decider_for(gap.law, "direct").direct.evaluate(_facts(gap, chip, result, {}))


def _facts(gap: Gap, chip: PlacedChip, result: Result, further: Mapping[str, Value]) -> dict[str, Value | Lineage]:
    """Return the case of one configuration; how chips are joined is worked out for two of them, as the trials do."""
    model = next(each for each in gap.models if each.name == result.model)
    facts: dict[str, Value | Lineage] = {**_without_chip(model.facts), **chip.facts}
    facts |= {
        "deployment.quantization": result.format or "",
        "deployment.chips": result.chips or 1,
        "deployment.batch": 1,
        "deployment.parallelism": result.way or "none",
        **further,
    }
    names = ("bandwidth", "latency")
    nodes = [node_of(gap.law, f"trial_link_{name}") for name in names]
    links = engine_of(gap.law).evaluate({**chip.facts, "deployment.chips": 2}, nodes, 1)
    for name, node in zip(names, nodes, strict=True):
        found = links[node]
        if isinstance(found, Number):
            facts[f"deployment.link_{name}"] = found
    return facts


def _without_chip(facts: Mapping[str, Value | Lineage]) -> dict[str, Value | Lineage]:
    return {name: value for name, value in facts.items() if not name.startswith("chip.")}


def _same(exact: Value, band: Band | None) -> bool:
    """Return whether two are one number, or neither is one."""
    shown = None if band is None else band.value
    if not isinstance(exact, Number) or isinstance(exact, bool):
        return shown is None
    return shown is not None and abs(shown - float(exact)) <= _CLOSE * max(abs(float(exact)), 1.0)
