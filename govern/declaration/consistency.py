"""What facts say that cannot be meant: a part above its whole, another day than that of its time, a lost exponent.

Comes in: the facts of a case. Goes out: problems with their places.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Final

from govern.expression.meaning import compared
from govern.numbers import read_number
from govern.problem import Problem, quoted
from govern.quantity import Stated
from govern.ranges import Number
from govern.vocabulary import Vocabulary
from govern.zones import day_in

__all__ = ["inconsistencies"]

_SPARSE_TO_DENSE: Final = 2
"""2:4 sparsity doubles a rate."""

_ROUNDING: Final = Fraction(105, 100)
"""By how much more than half of the rate with sparsity a dense rate may be, for datasheets that round."""


def inconsistencies(facts: Mapping[str, Stated], vocabulary: Vocabulary) -> list[Problem]:
    """Return a problem for each fact of a case that cannot be meant as it is stated."""
    return [
        *_too_large(facts, vocabulary),
        *_another_day(facts, vocabulary),
        *_only_asked_for(facts, vocabulary),
        *_hardly_meant(facts, vocabulary),
        *_sparse_as_dense(facts, vocabulary),
    ]


def _too_large(facts: Mapping[str, Stated], vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yield a problem for each fact that exceeds the fact it is a part of."""
    for name, stated in facts.items():
        whole = facts.get(vocabulary[name].not_above or "")
        if whole is not None and stated.origin == whole.origin and compared(">", stated.value, whole.value) is True:
            label, larger = vocabulary[name].label, vocabulary[str(vocabulary[name].not_above)].label
            above = "lies after" if vocabulary[name].type == "date" else "exceed"
            message = f"the {label} ({quoted(stated.text)}) {above} the {larger} ({quoted(whole.text)})"
            yield Problem(code="too_large", message=message, place=stated.place)


def _another_day(facts: Mapping[str, Stated], vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yield a problem for each day that is stated and is not the day of the time that is stated with it."""
    for name, stated in facts.items():
        fact = vocabulary[name]
        time = facts.get(fact.day_of or "")
        if time is None or not isinstance(time.value, str) or stated.origin != "declared":
            continue
        moment = datetime.fromisoformat(time.value)
        day = day_in(moment, fact.zone)
        if compared("==", stated.value, day.toordinal()) is False:
            message = (
                f"the day {quoted(stated.text)} ({fact.label}) is not that of `{fact.day_of}` ({quoted(time.text)})"
            )
            where = "" if fact.zone is None else f" in the zone {fact.zone}"
            help = f"the day of that time is {day.isoformat()}{where}; leave the day out, or correct one of them"
            yield Problem(code="another_day", message=message, place=stated.place, help=help)


def _only_asked_for(facts: Mapping[str, Stated], vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yield a problem for each fact that is stated under a name under which it is only asked for."""
    for name, stated in facts.items():
        names = vocabulary[name].stated_as
        if names and stated.origin == "declared" and stated.value != vocabulary[name].unknown:
            message = f"`{name}` is only asked for, and stated under another name"
            help = f"state {' with '.join(f'`{each}`' for each in names)}"
            yield Problem(code="only_asked_for", message=message, place=stated.place, help=help)


def _hardly_meant(facts: Mapping[str, Stated], vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yield a warning for each number so small that an exponent may have been lost: 1025 for 10^25."""
    for name, stated in facts.items():
        least, value = vocabulary[name].hardly_below, stated.value
        if least is None or stated.origin != "declared" or not isinstance(value, Number) or isinstance(value, bool):
            continue
        if 0 < value < read_number(least) * vocabulary[name].due.factor:
            message = f"the {vocabulary[name].label} is stated as {quoted(stated.text)}, which is hardly meant"
            digits = stated.text.split()[0]
            lost = digits.isdigit() and digits.startswith("10") and len(digits) > len("10")
            help = f"write `10^{digits[2:]}` if an exponent was lost" if lost else "look at its exponent and its unit"
            yield Problem(code="hardly_meant", message=message, place=stated.place, help=help, severity="warning")


def _sparse_as_dense(facts: Mapping[str, Stated], vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yield a warning for each dense rate that is more than half of the rate with sparsity stated beside it."""
    for name, stated in facts.items():
        sparse = facts.get(vocabulary[name].with_sparsity or "")
        if sparse is None or "declared" not in (stated.origin, sparse.origin):
            continue
        rate, with_sparsity = stated.value, sparse.value
        if not isinstance(rate, Number) or not isinstance(with_sparsity, Number):
            continue
        if rate * _SPARSE_TO_DENSE > with_sparsity * _ROUNDING:
            dense_label, sparse_label = vocabulary[name].label, vocabulary[str(vocabulary[name].with_sparsity)].label
            message = (
                f"the rate {dense_label} ({quoted(stated.text)}) is more than half of {sparse_label} "
                f"({quoted(sparse.text)}): a rate with sparsity seems to be taken as the dense one"
            )
            help = "2:4 sparsity doubles a rate; the total processing performance counts dense rates"
            yield Problem(code="sparse_as_dense", message=message, place=stated.place, help=help, severity="warning")
