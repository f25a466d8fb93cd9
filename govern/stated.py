"""Reads one stated fact: a number with its unit or bounds, a text, a list, a date, with where it came from.

Comes in: what stands in the file for one fact (a scalar, a list, or a block of keys). Goes out: `Stated`.
Everything that is wrong is a `Misstated` with a sentence, help, and the place of the very scalar.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final

from govern.countries import code_meant, is_country
from govern.problem import Place, did_you_mean, quoted
from govern.quantity import CONFIDENCE_FACTORS, Estimate, Evidence, Stated
from govern.ranges import DOMAINS, NOT_APPLICABLE, Number, integral, intersection, span
from govern.source import Scalar
from govern.units import UnitError, in_unit, read_quantity, unit
from govern.validation import day_of
from govern.values import Value
from govern.vocabulary import FactDeclaration

__all__ = ["ABOUT", "BOUNDS", "Misstated", "read_stated"]

ABOUT: Final = ("source", "stated_by", "on", "grade", "evidence")
BOUNDS: Final = ("at_least", "more_than", "at_most", "less_than")
_ESTIMATE: Final = ("low", "high", "confidence")


class Misstated(ValueError):
    """A fact that cannot be read: one sentence, help, and the place or key if more exact than the fact's own place."""

    def __init__(
        self, message: str, *, help: str | None = None, place: Place | None = None, key: str | None = None
    ) -> None:
        """Keep the sentence, the help, the place, and the name of a key that is wrong itself."""
        super().__init__(message)
        self.message, self.help, self.place, self.key = message, help, place, key


def read_stated(fact: FactDeclaration, written: Any) -> Stated:
    """Return one fact as stated; ``None`` (a null) is an unknown that somebody wrote down."""
    if fact.type == "statement":
        return _statement(written)
    about: Mapping[str, Any] = {}
    if isinstance(written, dict):
        about = written
        _refuse_unknown_keys(fact, written)
        bounds = {key: written[key] for key in BOUNDS if written.get(key) is not None}
        if fact.type == "date" and bounds:
            return Stated(value=_days(bounds, written), text=_bounds_text(bounds)[0], **_about(about))
        written = written.get("value") if fact.type != "number" else written
    value, text, estimate = _number(fact, written) if fact.type == "number" else (*_other(fact, written), None)
    return Stated(value=value, text=text, estimate=estimate, **_about(about))


def _refuse_unknown_keys(fact: FactDeclaration, written: Mapping[str, Any]) -> None:
    known = ("value", *ABOUT) + ((*BOUNDS, *_ESTIMATE, "counts") if fact.type == "number" else ())
    known += BOUNDS if fact.type == "date" else ()
    for key in written:
        if key not in known:
            help = did_you_mean(key, known) or "the keys here are " + ", ".join(f"`{name}`" for name in known)
            raise Misstated(f"{quoted(key)} is not a known key of a value", help=help, key=key)


def _place(written: Any) -> Place | None:
    return written.place if isinstance(written, Scalar) else None


def _about(written: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a block says about its value: who stated it, on which day, and the evidence."""
    found: dict[str, Any] = {}
    for key in ("source", "stated_by", "grade"):
        if written.get(key) is not None and _text(written[key]).strip():
            found[key] = _text(written[key])
    if written.get("on") is not None:
        found["on"] = str(date.fromordinal(_date(written["on"])))
    evidence = written.get("evidence")
    if evidence is not None:
        found["evidence"] = tuple(_evidence(each) for each in (evidence if isinstance(evidence, list) else [evidence]))
    return found


def _evidence(written: Any) -> Evidence:
    if isinstance(written, Scalar):
        return Evidence(file=written.text)
    if not isinstance(written, dict) or "file" not in written or not set(written) <= {"file", "sha256", "page"}:
        raise Misstated("a piece of evidence has a `file`, and may have `sha256` and `page`")
    return Evidence(**{key: _text(value) for key, value in written.items()})


def _text(written: Any) -> str:
    if not isinstance(written, Scalar):
        raise Misstated("a text is due here")
    return written.text


def _statement(written: Any) -> Stated:
    if isinstance(written, dict):
        unknown = set(written) - set(ABOUT)
        if unknown:
            name = min(unknown)
            raise Misstated(
                f"{quoted(name)} is not a known key of a statement",
                help=did_you_mean(name, ABOUT),
                key=name,
            )
        if "stated_by" not in _about(written):
            raise Misstated("a statement names who makes it", help="write `{stated_by: ..., on: ...}`")
        return Stated(value=True, text="stated", **_about(written))
    value, text = _boolean(written)
    return Stated(value=value, text=text)


def _number(fact: FactDeclaration, written: Any) -> tuple[Value, str, Estimate | None]:
    if written is None:
        return fact.unknown, "unknown", None
    if isinstance(written, Scalar):
        if written.text == "not_applicable":
            return _not_applicable(fact, written)
        return _point(fact, written), written.text, None
    if not isinstance(written, dict):
        raise Misstated("a number is due here")
    bounds = {key: written[key] for key in BOUNDS if written.get(key) is not None}
    if written.get("value") is None:
        if any(written.get(key) is not None for key in _ESTIMATE):
            raise Misstated("an estimate has a `value`", help="hard bounds are `at_least` and `at_most`")
        return (_bounded(fact, bounds), *_bounds_text(bounds), None) if bounds else (fact.unknown, "unknown", None)
    if bounds:
        name = next(iter(bounds))
        raise Misstated(
            f"a `value` and a hard bound ({quoted(name)}) exclude each other",
            place=_place(bounds[name]),
            help="an estimate has `value` with `low` and `high`, or with `confidence`",
        )
    scalar = written["value"]
    if isinstance(scalar, Scalar) and scalar.text == "not_applicable":
        return _not_applicable(fact, scalar)
    point = _point(fact, scalar)
    return point, scalar.text, _estimate(fact, written, point)


def _not_applicable(fact: FactDeclaration, scalar: Scalar) -> tuple[Value, str, None]:
    if not fact.not_applicable:
        message = f"`not_applicable` cannot be said here ({fact.label})"
        raise Misstated(message, help="leave it out if it is not known", place=scalar.place)
    return NOT_APPLICABLE, "not applicable", None


_ALLOWED: Final = {
    "any": "any number",
    "nonnegative": "never negative",
    "positive": "more than 0",
    "fraction": "more than 0 and at most 1",
    "share": "0 to 1",
}


def _point(fact: FactDeclaration, written: Any) -> Number:
    if not isinstance(written, Scalar):
        raise Misstated("a number is due here")
    number = _amount(written, fact)
    domain = DOMAINS[fact.domain]
    if intersection(number, domain) is None:
        message = f"{quoted(written.text)} is out of range ({fact.label}: {_ALLOWED[fact.domain]})"
        raise Misstated(message, place=written.place)
    return number


def _amount(scalar: Scalar, fact: FactDeclaration) -> Number:
    if scalar.plain and scalar.text.lower() in ("true", "false"):
        raise Misstated(f"{quoted(scalar.text)} is a truth value where a number is due", place=scalar.place)
    # A floating-point operation is an operation: a rate quoted in TFLOP/s is the same number of Top/s.
    for name in fact.accepts:
        with suppress(ValueError):
            return integral(in_unit(read_quantity(scalar.text, unit(name)), unit(name)) * fact.due.factor)
    try:
        return integral(read_quantity(scalar.text, fact.due))
    except UnitError as error:
        help = _in_figures(scalar.text) if not fact.due.dimension else None
        raise Misstated(error.message, help=help or error.help, place=scalar.place) from None
    except ValueError as error:
        raise Misstated(str(error), help=getattr(error, "help", None), place=scalar.place) from None


def _in_figures(text: str) -> str | None:
    """Return how a count such as `7B` is written, if it is one."""
    found = re.fullmatch(r"([\d.]+)\s*([kKMBT])n?", text.strip())
    power = {"k": 3, "K": 3, "M": 6, "B": 9, "T": 12}
    return None if found is None else f"write `{found[1]}e{power[found[2]]}`"


def _bounded(fact: FactDeclaration, bounds: Mapping[str, Any]) -> Value:
    _refuse_pairs(bounds)
    ends = {}
    for name, scalar in bounds.items():
        if not isinstance(scalar, Scalar):
            raise Misstated("a number is due here")
        ends[name] = _amount(scalar, fact)
    stated = span(
        ends.get("at_least", ends.get("more_than")),
        ends.get("at_most", ends.get("less_than")),
        low_open="more_than" in ends,
        high_open="less_than" in ends,
    )
    inside = None if stated is None else intersection(stated, DOMAINS[fact.domain])
    if inside is None:
        raise Misstated("no number is within these bounds", place=_place(next(iter(bounds.values()))))
    return inside


def _refuse_pairs(bounds: Mapping[str, Any]) -> None:
    for pair in (("at_least", "more_than"), ("at_most", "less_than")):
        if all(name in bounds for name in pair):
            raise Misstated(f"`{pair[0]}` and `{pair[1]}` exclude each other", place=_place(bounds[pair[1]]))


def _days(bounds: Mapping[str, Any], written: Mapping[str, Any]) -> Value:
    """Return the days between bounds; there is a next day, so an open end is a closed one beside it."""
    if written.get("value") is not None:
        name = next(iter(bounds))
        message = f"a `value` and a hard bound ({quoted(name)}) exclude each other"
        raise Misstated(message, place=_place(bounds[name]))
    _refuse_pairs(bounds)
    ends = {name: _date(scalar) for name, scalar in bounds.items()}
    low = ends.get("at_least", ends["more_than"] + 1 if "more_than" in ends else None)
    high = ends.get("at_most", ends["less_than"] - 1 if "less_than" in ends else None)
    days = span(low, high)
    if days is None:
        raise Misstated("no day is within these bounds", place=_place(next(iter(bounds.values()))))
    return days


def _bounds_text(bounds: Mapping[str, Any]) -> tuple[str]:
    return (" and ".join(f"{name.replace('_', ' ')} {scalar.text}" for name, scalar in bounds.items()),)


def _estimate(fact: FactDeclaration, written: Mapping[str, Any], value: Number) -> Estimate | None:
    label = None if written.get("confidence") is None else _text(written["confidence"])
    low, high = (None if written.get(key) is None else _point(fact, written[key]) for key in ("low", "high"))
    if label is None and low is None and high is None:
        return None
    if label is not None:
        if label not in CONFIDENCE_FACTORS:
            names = ", ".join(f"`{name}`" for name in CONFIDENCE_FACTORS)
            raise Misstated(
                f"{quoted(label)} is not one of {names}",
                place=_place(written["confidence"]),
                help=did_you_mean(label, CONFIDENCE_FACTORS),
            )
        factor = CONFIDENCE_FACTORS[label]
        low = integral(Fraction(value) / factor) if low is None else low
        high = value * factor if high is None else high
    if (low is not None and low > value) or (high is not None and high < value):
        raise Misstated(
            "the value of an estimate lies between its `low` and its `high`", place=_place(written["value"])
        )
    return Estimate(low=low, high=high, confidence=label)


def _other(fact: FactDeclaration, written: Any) -> tuple[Value, str]:
    if written is None:
        return fact.unknown, "unknown"
    if isinstance(written, Scalar) and written.text == "not_applicable":
        return _not_applicable(fact, written)[:2]
    if fact.type == "boolean":
        return _boolean(written)
    if fact.type == "date":
        ordinal = _date(written)
        return ordinal, date.fromordinal(ordinal).isoformat()
    if fact.type == "time":
        return _time(written)
    if fact.type == "list":
        return _list(fact, written)
    if not isinstance(written, Scalar):
        raise Misstated("a text is due here")
    if not written.text.strip():
        raise Misstated("an empty text says nothing", help="leave it out if it is not known", place=written.place)
    _refuse_unknown_text(fact, written)
    _refuse_no_country(fact, written)
    return written.text, written.text


def _refuse_unknown_text(fact: FactDeclaration, written: Scalar) -> None:
    if fact.allowed is not None and written.text not in fact.allowed:
        names = ", ".join(f"`{name}`" for name in fact.allowed)
        help = did_you_mean(written.text, fact.allowed)
        raise Misstated(f"{quoted(written.text)} is not one of {names}", help=help, place=written.place)


def _refuse_no_country(fact: FactDeclaration, written: Scalar) -> None:
    # INVARIANT: `China` is no member of a list of codes, and must not be read as a country that the list leaves out.
    if fact.type == "country" and not is_country(written.text):
        code = code_meant(written.text)
        help = fact.help if code is None else f"did you mean `{code}`?"
        message = f"{quoted(written.text)} is not the code of a country ({fact.label})"
        raise Misstated(message, help=help, place=written.place)


def _boolean(written: Any) -> tuple[Value, str]:
    if written is None:
        return None, "unknown"
    if not isinstance(written, Scalar):
        raise Misstated("`true` or `false` is due here")
    text = written.text
    if text.lower() not in ("true", "false"):
        guess = {"yes": "true", "no": "false", "y": "true", "n": "false", "on": "true", "off": "false"}.get(
            text.lower()
        )
        raise Misstated(
            f"{quoted(text)} is neither `true` nor `false`",
            place=_place(written),
            help=None if guess is None else f"did you mean `{guess}`?",
        )
    return text.lower() == "true", text.lower()


def _date(written: Any) -> int:
    if not isinstance(written, Scalar):
        raise Misstated("a date such as 2025-08-02 is due here")
    day = day_of(written.text)
    if day is None:
        raise Misstated(f"{quoted(written.text)} is not a date such as 2025-08-02", place=written.place)
    return day.toordinal()


def _time(written: Any) -> tuple[Value, str]:
    if not isinstance(written, Scalar):
        raise Misstated("a time such as 2026-05-02T14:00Z is due here")
    text = written.text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Misstated(f"{quoted(text)} is not a time such as 2026-05-02T14:00Z", place=_place(written)) from None
    if moment.tzinfo is None:
        raise Misstated(
            f"{quoted(text)} has no time zone",
            help="write `Z` or an offset such as `+02:00` after it",
            place=_place(written),
        )
    return text, text


def _list(fact: FactDeclaration, written: Any) -> tuple[Value, str]:
    if not isinstance(written, list):
        raise Misstated("a list is due here", help="write `[one, two]`, or `[]` for none", place=_place(written))
    for item in written:
        if not isinstance(item, Scalar):
            raise Misstated("a list holds texts")
        _refuse_unknown_text(fact, item)
    names = [item.text for item in written]
    return frozenset(names), ", ".join(names) or "none"
