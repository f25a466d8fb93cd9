"""`govern gap`: open-weight models on chips that the law of a day does not reach, as text, JSON, CSV or a page."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from govern.catalog.catalog import CatalogueKind
from govern.cli.check import Prepared, Request, prepared
from govern.cli.console import complain, inert, write
from govern.countries import code_meant, is_country
from govern.problem import Problem, Rejected, quoted
from govern.recalibration.chip_sets import SETS, PlacedChip, placed_chips, shipment_of
from govern.recalibration.experiment import gap_of
from govern.recalibration.gap import Gap, Scenario
from govern.recalibration.open_models import read_models
from govern.recalibration.sensitivity import shifted
from govern.recalibration.settings import Settings, settings_of
from govern.reporting.gap_document import gap_document

__all__ = ["Asked", "run"]

_HOME: Final = "US"
_SHOWN: Final = ("U0", "U1", "U2", "U3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a user asks; ``None`` where nothing is said."""

    models: tuple[str, ...] | None
    chips: tuple[str, ...] | None
    chosen: str
    to: str
    headquarters: str | None
    budget: str | None
    users: int
    reasoning: bool
    on: str | None
    known: str | None
    policies: tuple[str, ...] | None


def run(asked: Asked, *, format: str, output: Path | None, details: bool) -> int:
    """Work the gap out and write it; return 0, or 2 for bad input."""
    try:
        document = gap_asked(asked, format)
    except Rejected as rejected:
        return complain(rejected.problems)
    return 0 if write(_written(document, format, details=details), output) else 2


def gap_asked(asked: Asked, format: str = "json") -> dict[str, Any]:
    """Return the document of the gap that is asked for; raise `Rejected`."""
    ready = _prepared(asked)
    settings = settings_of(ready.law)
    sets = tuple(SETS) if asked.chosen == "U4" else _SHOWN
    scenario = Scenario(
        shipment=shipment_of(asked.to, asked.headquarters),
        on=ready.law.on,
        known=ready.law.known,
        users=asked.users,
        budget=_budget(asked.budget, settings),
        reasoning=asked.reasoning,
    )
    placed = _placed(asked, ready, scenario)
    reference = str(settings.table("reference_chip")["chip"])
    alone = placed_chips([reference], scenario.shipment, ready.corpus, ready.catalogue, ready.law)[0]
    names = _names("model", asked.models, ready)
    models, skipped = read_models(
        names, ready.corpus, ready.catalogue, ready.law, settings, asked.users, reasoning=asked.reasoning
    )
    if not models:
        message = f"none of {len(names)} models has open weights that were published by {ready.law.on.isoformat()}"
        raise Rejected([Problem(code="no_models", message=message)])
    tried = tuple(chip for chip in placed if chip.smallest in sets)
    told = _progress("models")
    gap = gap_of(models, tried, alone, scenario, ready.law, told=told, skipped=skipped)
    shifts = shifted(gap, sets) if format in ("html", "json") else ()
    whole = Gap(
        scenario=scenario,
        law=gap.law,
        settings=gap.settings,
        chips=placed,
        models=gap.models,
        references=gap.references,
        results=gap.results,
        frontier=gap.frontier,
        skipped=skipped,
    )
    return gap_document(whole, asked.chosen, sets, shifts)


def _prepared(asked: Asked) -> Prepared:
    for option, code in (("--to", asked.to), ("--headquarters", asked.headquarters)):
        if code is not None and not is_country(code):
            meant = code_meant(code)
            help = "two capital letters, such as CN or AE" if meant is None else f"did you mean `{meant}`?"
            raise Rejected(
                [Problem(code="country", message=f"{quoted(code)} is not a country for `{option}`", help=help)]
            )
    if asked.to == _HOME:
        message = "`US` is no destination for `--to`: the rules are on exports from the United States"
        raise Rejected([Problem(code="country", message=message, help="name the country to which chips would go")])
    if asked.chosen not in SETS:
        message = f"{quoted(asked.chosen)} is not a set for `--set`"
        raise Rejected([Problem(code="set", message=message, help=f"the sets are {', '.join(SETS)}")])
    if asked.users <= 0:
        raise Rejected([Problem(code="users", message=f"`{asked.users}` is no number of users for `--users`")])
    return prepared(
        Request(
            files=(),
            on=asked.on,
            known=asked.known,
            jurisdictions=("US",),
            include=(),
            engine="direct",
            policies=asked.policies,
        )
    )


def _placed(asked: Asked, ready: Prepared, scenario: Scenario) -> tuple[PlacedChip, ...]:
    names = _names("chip", asked.chips, ready)
    told = _progress("chips")
    return placed_chips(names, scenario.shipment, ready.corpus, ready.catalogue, ready.law, told=told)


def _names(kind: CatalogueKind, asked: Sequence[str] | None, ready: Prepared) -> list[str]:
    """Return the names of the catalogue that are asked for, all if none are; raise `Rejected` for one it has not."""
    if asked is None:
        return ready.catalogue.names(kind)
    found, problems = [], []
    for name in asked:
        entry = ready.catalogue.find(kind, name)
        if entry is None:
            message = f"the catalogue has no {kind} {quoted(name)}"
            problems.append(Problem(code=f"no_{kind}", message=message, help=ready.catalogue.suggestion(kind, name)))
        else:
            found.append(entry.name)
    if problems:
        raise Rejected(problems)
    return list(dict.fromkeys(found))


def _budget(text: str | None, settings: Settings) -> float | None:
    """Return a budget in USD: a number, or the class of an actor."""
    if text is None:
        return None
    budgets = settings.table("budgets")
    if text.upper() in budgets:
        return float(budgets[text.upper()])
    try:
        found = float(text.replace(",", "").replace("_", ""))
    except ValueError:
        found = -1.0
    if not 0 <= found < float("inf"):
        message = f"{quoted(text)} is not a budget for `--budget`"
        help = f"an amount in USD such as 50000, or a class: {', '.join(budgets)}"
        raise Rejected([Problem(code="budget", message=message, help=help)])
    return found


def _progress(what: str) -> Callable[[int, int], None] | None:
    """Return what writes a line of progress, in a terminal alone."""
    if not sys.stderr.isatty():
        return None

    def told(done: int, all: int) -> None:
        end = "\n" if done == all else ""
        sys.stderr.write(f"\r{what}: {done} of {all}{end}")
        sys.stderr.flush()

    return told


def _written(document: dict[str, Any], format: str, *, details: bool) -> str:
    if format == "json":
        return json.dumps(document, indent=2, allow_nan=False) + "\n"
    if format == "csv":
        from govern.reporting.gap_table import gap_csv

        return gap_csv(document)
    if format == "html":
        from govern.reporting.gap_page import gap_page

        return gap_page(document)
    from govern.reporting.gap_text import gap_text

    shown: dict[str, Any] = inert(document)
    return gap_text(shown, details=details)
