"""The durable engine says what strong Kleene logic says, for random provisions that build on each other."""

import os
from collections.abc import Mapping
from contextlib import ExitStack, closing
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govern.engines.durable import DurableRules, Formula, available

REASON = available()
pytestmark = [
    pytest.mark.property,
    pytest.mark.skipif(REASON is not None, reason=f"{REASON}"),
]

EXAMPLES = int(os.environ.get("GOVERN_PROPERTY_EXAMPLES", "25"))
ATOMS = 9

# The limits of durable-rules, made so small that a small formula meets them: splitting, gates, parts and aliases.
LIMITS = {
    "govern.engines.durable.RULES_OF_A_RULESET": st.sampled_from((1, 2, 5, 400)),
    "govern.engines.durable_host.MOST_RULES_OF_A_FACT": st.sampled_from((1, 2, 200)),
    "govern.engines.durable_network.MOST_ALTERNATIVES": st.sampled_from((1, 2, 8)),
    "govern.engines.durable_network.MOST_PREMISES": st.sampled_from((2, 3, 16)),
    "govern.engines.durable_network.MOST_TO_COMPARE": st.sampled_from((0, 64)),
}


def formulas(names: list[str]) -> st.SearchStrategy[Formula]:
    leaves: list[st.SearchStrategy[Formula]] = [
        st.integers(0, ATOMS - 1).map(lambda number: ("atom", number)),
        st.sampled_from((True, False, None)).map(lambda value: ("const", value)),
    ]
    if names:
        leaves.append(st.sampled_from(names).map(lambda name: ("provision", name)))

    def larger(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
        parts = st.lists(inner, max_size=5).map(tuple)
        return st.one_of(
            parts.map(lambda formulas: ("all", formulas)),
            parts.map(lambda formulas: ("any", formulas)),
            inner.map(lambda formula: ("not", formula)),
        )

    return st.recursive(st.one_of(leaves), larger, max_leaves=12)


@st.composite
def corpora(draw: st.DrawFn) -> dict[str, Formula]:
    made: dict[str, Formula] = {}
    for number in range(draw(st.integers(1, 7))):
        made[f"p{number}"] = draw(formulas(list(made)))
    return {name: made[name] for name in draw(st.permutations(list(made)))}


def kleene(formula: Formula, corpus: Mapping[str, Formula], atoms: Mapping[int, bool | None]) -> bool | None:
    match formula:
        case ("atom", number):
            return atoms[number]
        case ("provision", name):
            return kleene(corpus[name], corpus, atoms)
        case ("not", inner):
            value = kleene(inner, corpus, atoms)
            return None if value is None else not value
        case ("const", constant):
            return constant
        case (kind, parts):
            values = [kleene(part, corpus, atoms) for part in parts]
            strong = kind == "any"
            return strong if strong in values else None if None in values else not strong


@given(
    corpus=corpora(),
    cases=st.lists(
        st.fixed_dictionaries({n: st.sampled_from((True, False, None)) for n in range(ATOMS)}), min_size=1, max_size=6
    ),
    limits=st.fixed_dictionaries(LIMITS),
)
@settings(max_examples=EXAMPLES, deadline=None)
def test_durable_decides_as_kleene(
    corpus: dict[str, Formula], cases: list[dict[int, bool | None]], limits: dict[str, int]
) -> None:
    with ExitStack() as stack:
        for limit, value in limits.items():
            stack.enter_context(patch(limit, value))
        rules = stack.enter_context(closing(DurableRules(corpus)))
        for atoms in cases:
            assert rules.decide(atoms) == {name: kleene(corpus[name], corpus, atoms) for name in corpus}
