"""Models whose weights are open and published on a day, as the trials take them.

Comes in: names of the catalogue. Goes out: `Model` with its facts and the formats that its weights are tried in. Which
weights are open and published is a condition of the method, not of this module.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from govern.catalog.catalog import Catalogue
from govern.declaration.declaration import Declaration
from govern.declaration.read import read_declaration_text
from govern.law.corpus import Corpus
from govern.law.law import Law
from govern.ranges import Number
from govern.recalibration.settings import Settings
from govern.recalibration.trials import Facts, engine_of, node_of

__all__ = ["Model", "read_models"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One open-weight model: its facts, as the engines take them, and the formats its weights are tried in."""

    name: str
    declaration: Declaration
    facts: Facts
    formats: tuple[str, ...]

    def number(self, fact: str) -> float | None:
        """Return a fact that is one number."""
        value = self.facts.get(fact)
        return float(value) if isinstance(value, Number) and not isinstance(value, bool) else None


def read_models(
    names: Sequence[str],
    corpus: Corpus,
    catalogue: Catalogue,
    law: Law,
    settings: Settings,
    users: int,
    *,
    reasoning: bool = False,
) -> tuple[tuple[Model, ...], dict[str, str]]:
    """Return the models whose weights are open and published on the day, and why others were left out."""
    formats, published = settings.list("formats_tried"), settings.table("published_format")
    condition = node_of(law, "open_weights_published")
    models, skipped = [], {}
    for name in names:
        declaration = read_declaration_text(
            _asked(name, settings, users, reasoning=reasoning), corpus, catalogue, file=name
        )
        facts = {fact: value for fact, value in declaration.values().items() if not fact.startswith("chip.")}
        found = engine_of(law).evaluate(facts, [condition], 1)[condition]
        if found is not True:
            skipped[name] = (
                "weights not open, or not yet published" if found is False else "access or release not known"
            )
            continue
        tried = formats if name not in published else (str(published[name]),)
        models.append(Model(name=name, declaration=declaration, facts=facts, formats=tried))
    return tuple(models), skipped


def _asked(name: str, settings: Settings, users: int, *, reasoning: bool) -> str:
    """Return the case of a model on some chip: with all blocks there, nothing is taken from the absence of one."""
    tokens = {
        "prompt_tokens": int(settings.number("prompt_of_the_test")),
        "output_tokens": int(settings.number("answer_of_the_test")),
        "context": int(settings.number("context_of_the_test")),
    }
    deployment: dict[str, object] = {
        "chips": 1,
        "batch": 1,
        "quantization": "bf16",
        "parallelism": "none",
        "users": users,
        **tokens,
    }
    deployment |= {"link_bandwidth": 1, "link_latency": 1, "reasoning": reasoning}
    chip = {"name": settings.table("reference_chip")["chip"]}
    return json.dumps({"declaration": 1, "model": {"name": name}, "chip": chip, "deployment": deployment})
