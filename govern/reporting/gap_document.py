"""The document of a gap: what programs read, and what the text, the page and the table are made of.

Comes in: a `Gap`. Goes out: dictionaries of plain values; numbers to four figures, `None` where they are not known.
"""

from collections.abc import Mapping
from typing import Any, Final

from govern.countries import country_name
from govern.recalibration.chip_sets import CIVIL_END_USER, SETS, PlacedChip
from govern.recalibration.confirmation import differences, provisions_of
from govern.recalibration.gap import ACTORS, Band, Gap, Result, Service
from govern.recalibration.leakage import actor_levels, best_leakage, capable_below, threshold_leakage
from govern.recalibration.open_models import Model
from govern.recalibration.sensitivity import Shift
from govern.reporting.gap_summary import LIMITS, summary_of
from govern.reporting.gap_words import LEVEL_WORDS, level_of, level_short, rounded

__all__ = ["FORMAT", "end_user_text", "gap_document", "law_files"]

FORMAT: Final = "govern gap 1"
_LEVELS: Final = ("L1", "L2", "L3", "L4", "L5")


def gap_document(gap: Gap, chosen: str, sets: tuple[str, ...], shifts: tuple[Shift, ...] = ()) -> dict[str, Any]:
    """Return the document of a gap; ``chosen`` is the set that is spoken of, ``sets`` those that were tried."""
    scenario = gap.scenario
    verified = [gap.law.policies[id].file.verified.through for id in law_files(gap)]
    document: dict[str, Any] = {
        "format": FORMAT,
        "on": gap.law.on.isoformat(),
        "known": gap.law.known.isoformat(),
        "verified_through": min(verified).isoformat(),
        "destination": scenario.shipment.destination,
        "destination_name": country_name(scenario.shipment.destination or ""),
        "end_user": end_user_text(gap),
        "assumed": sorted(CIVIL_END_USER),
        "use": "reasoning" if scenario.reasoning else "chat",
        "users": scenario.users,
        "budget_usd": scenario.budget,
        "set": {"id": chosen, "label": SETS[chosen]},
        "sets": [_set(gap, name) for name in sets],
        "open_chips": [_open(chip) for chip in gap.chips if chip.smallest is None and not chip.later],
        "chips_launched_later": [chip.name for chip in gap.chips if chip.later],
        "chips_denied": [chip.name for chip in gap.chips if chip.smallest is not None and chip.smallest not in sets],
        "frontier_index": rounded(gap.frontier),
        "required_probability": gap.required,
        "contested_from": gap.refused,
        "levels": {f"L{level}": words for level, words in LEVEL_WORDS.items()},
        "models": [_model(gap, model, sets, chosen) for model in _ordered(gap)],
        "engines_differ": _differing(gap, chosen),
        "skipped": [{"model": name, "why": why} for name, why in sorted(gap.skipped.items())],
        "threshold": {name: _threshold(gap, name) for name in sets},
        "below_threshold_but_capable": [
            {
                "model": each.model,
                "outcome": each.outcome,
                "probability": None if each.chance is None else _ends(each.chance),
            }
            for each in capable_below(gap)
        ],
        "sensitivity": [_shift(shift) for shift in shifts],
        "settings": [
            {
                "name": each.name,
                "label": each.label,
                "value": each.written,
                "unit": each.unit,
                "reference": each.reference,
                "grade": each.grade,
                "href": each.href,
            }
            for each in gap.settings.all.values()
        ],
        "limits": list(LIMITS),
    }
    return document | {"summary": list(summary_of(gap, chosen, document))}


def law_files(gap: Gap) -> tuple[str, ...]:
    """Return the files of law that decide the sets."""
    return tuple(id for id in gap.law.policies if id.startswith("us/ear/"))


def end_user_text(gap: Gap) -> str:
    """Return in words what is assumed of the end user."""
    shipment = gap.scenario.shipment
    home = country_name(shipment.headquarters or "")
    return f"civil end user with headquarters in {home}, on no restricted list (assumed)"


def _differing(gap: Gap, chosen: str) -> list[dict[str, Any]]:
    """Return where the direct engine, asked for each model's best on the set, finds something else."""
    best = [each for model in gap.models if (each := gap.best(model.name, chosen)) is not None]
    found = ((each, differences(gap, each)) for each in best)
    return [{"model": each.model, "chip": each.chip, "what": list(what)} for each, what in found if what]


def _ordered(gap: Gap) -> list[Model]:
    """Return the most capable models first, those of which that is not known last, the larger first."""

    def key(model: Model) -> tuple[float, ...]:
        index = model.number("model.capability_index")
        return (0.0 if index is not None else 1.0, -(index or 0.0), -(model.number("model.parameters") or 0.0))

    return sorted(gap.models, key=key)


def _set(gap: Gap, name: str) -> dict[str, Any]:
    own = [{"chip": chip.name, "why": chip.reason} for chip in gap.chips if chip.smallest == name]
    return {"id": name, "label": SETS[name], "further_chips": own}


def _open(chip: PlacedChip) -> dict[str, Any]:
    return {
        "chip": chip.name,
        "outcome": chip.outcome,
        "missing": list(chip.missing),
        "by_reading": list(chip.by_reading),
    }


def _model(gap: Gap, model: Model, sets: tuple[str, ...], chosen: str) -> dict[str, Any]:
    index = model.number("model.capability_index")
    reference = gap.references[model.name]
    return {
        "model": model.name,
        "developer": model.declaration.text_of("model.developer"),
        "parameters": rounded(model.number("model.parameters")),
        "active_parameters": rounded(model.number("model.active_parameters")),
        "capability_index": rounded(index),
        "points_behind": None if index is None or gap.frontier is None else rounded(gap.frontier - index),
        "by_set": {name: _best(gap, model.name, name, told=name == chosen) for name in sets},
        "reference": {
            "chip": reference.chip,
            "format": reference.format,
            "chips": reference.chips,
            "requests": reference.batch,
            "tokens_per_second_of_one": rounded(reference.decode_speed),
            "tokens_per_second_of_a_chip": rounded(reference.speed_per_chip),
            "tokens_per_second_per_usd": rounded(reference.speed_per_price),
        },
        "chips": [row_of(gap, result) for result in gap.by_model[model.name]],
    }


def _best(gap: Gap, model: str, name: str, *, told: bool) -> dict[str, Any]:
    best = gap.best(model, name)
    leaked = best_leakage(gap, model, name)
    return {
        "best": None if best is None else row_of(gap, best),
        "provisions": provisions_of(gap, best) if told and best is not None else None,
        "level": level_short(best or _unplaced(gap, model, name), gap.required, gap.refused),
        "level_by_actor": actor_levels(gap, model, name),
        "scale_share": {actor: rounded(leaked[actor][0]) for actor in ACTORS},
        "leakage": {actor: rounded(leaked[actor][1]) for actor in ACTORS},
        "users_on_fewest": _fewest(gap, model, name),
    }


def _unplaced(gap: Gap, model: str, name: str) -> Result | None:
    """Return a result that says why no chip of a set holds the model: surely not on each, or not known on one."""
    results = gap.within(model, name)
    return next((each for each in results if each.fits is None), next(iter(results), None))


def _fewest(gap: Gap, model: str, name: str) -> dict[str, Any] | None:
    """Return the chip of a set on which the users cost least, or, where no price is known, take the fewest chips."""
    served = [(each, each.service) for each in gap.within(model, name) if each.service is not None]
    known = [(each, service) for each, service in served if service.purchase is not None]
    if known:
        each, service = min(known, key=lambda pair: pair[1].purchase or 0.0)
    else:
        counted = [(each, service) for each, service in served if service.all_chips is not None]
        if not counted:
            return None
        each, service = min(counted, key=lambda pair: pair[1].all_chips or 0.0)
    return {"chip": each.chip, **_service(service)}


def row_of(gap: Gap, result: Result) -> dict[str, Any]:
    """Return one model on one chip."""
    return {
        "chip": result.chip,
        "set": result.chip_set,
        "fits": result.fits,
        "format": result.format,
        "chips": result.chips,
        "division": result.way,
        "tokens_per_second": _band(result.speed),
        "seconds_to_first_token": _band(result.first),
        "level": level_short(result, gap.required, gap.refused),
        "level_text": level_of(result, gap.required, gap.refused),
        "probabilities": dict(zip(_LEVELS, map(_ends, result.chances), strict=False)),
        "interactive_for_reasoning": None if result.reasoning is None else _ends(result.reasoning),
        "purchase_usd": _band(result.purchase),
        "actor": result.actor,
        "joules_per_token": rounded(result.energy_per_token),
        "latency_equivalence": rounded(result.latency_equivalence),
        "service": None if result.service is None else _service(result.service),
    }


def _service(service: Service) -> dict[str, Any]:
    return {
        "format": service.format,
        "chips_of_one": service.chips,
        "division": service.way,
        "requests": service.batch,
        "interactive": service.interactive,
        "tokens_per_second_of_one": rounded(service.speed),
        "tokens_per_second": rounded(service.served),
        "deployments": rounded(service.nodes),
        "chips": rounded(service.all_chips),
        "purchase_usd": rounded(service.purchase),
        "power_w": rounded(service.power),
        "usd_per_million_tokens": rounded(None if service.cost_per_token is None else service.cost_per_token * 1e6),
        "joules_per_token": rounded(service.energy_per_token),
        "cost_ratio": rounded(service.cost_ratio),
        "throughput_equivalence": rounded(service.throughput_equivalence),
    }


def _threshold(gap: Gap, name: str) -> dict[str, Any]:
    found = threshold_leakage(gap, name)
    return {
        "models_above_expected": rounded(found.weight),
        "share_interactive": rounded(found.share),
        "models_without_estimate": found.unknown,
    }


def _shift(shift: Shift) -> dict[str, Any]:
    return {
        "setting": shift.name,
        "label": shift.label,
        "factor": shift.factor,
        "models_interactive": {name: dict(each) for name, each in shift.interactive.items()},
        "models_usable": {name: dict(each) for name, each in shift.usable.items()},
    }


def _band(found: Band | None) -> Mapping[str, float | None] | None:
    if found is None:
        return None
    return {"value": rounded(found.value), "low": rounded(found.low), "high": rounded(found.high)}


def _ends(chance: tuple[float, float]) -> list[float]:
    return [round(end, 3) for end in chance]
