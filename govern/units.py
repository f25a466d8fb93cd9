"""Units: a text such as `3.8e25 FLOP` becomes an exact number of base units, and FLOP is not FLOP/s.

In: unit names and quantity texts. Out: units, exact numbers in base units, and messages that say what is confused
with what. Common symbols stand in a table; all others are looked up in a small pint registry, imported when needed.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from govern.numbers import NUMBER_PATTERN, Number, normal, read_number
from govern.problem import did_you_mean, quoted

if TYPE_CHECKING:
    from pint import UnitRegistry

__all__ = [
    "DEFINITIONS",
    "PLAIN",
    "SYMBOLS",
    "Dimension",
    "Unit",
    "UnitError",
    "describe",
    "divide",
    "in_unit",
    "multiply",
    "power",
    "read_quantity",
    "registry",
    "unit",
]

Dimension = tuple[tuple[str, int], ...]

PLAIN: Final[Dimension] = ()

_BASE: Final = ("FLOP", "op", "B", "W", "USD", "EUR", "KRW", "s", "mm2", "m3")

DEFINITIONS: Final = """
k- = 1000
M- = 1e6
G- = 1e9
T- = 1e12
P- = 1e15
E- = 1e18
Z- = 1e21
Y- = 1e24
Ki- = 1024
Mi- = 1048576
Gi- = 1073741824
Ti- = 1099511627776
FLOP = [computation]
op = [operation]
s = [time]
B = [data]
mm2 = [area]
W = [power]
USD = [money]
EUR = [money_eur]
KRW = [money_krw]
m3 = [volume]
ft3 = 0.028316846592 * m3
token = 1
cm2 = 100 * mm2
m2 = 1e6 * mm2
bit = 0.125 * B
min = 60 * s
h = 3600 * s = h = hour = hours
day = 86400 * s = day = days
J = W * s
Wh = W * h
TPP = 1e12 * op / s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit: `factor` base units per one of it."""

    name: str
    dimension: Dimension
    factor: Number


class UnitError(ValueError):
    """A unit or a quantity that cannot stand here; `str()` is the message, `help` says what can."""

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help


_RATE: Final[Dimension] = (("op", 1), ("s", -1))
_ENERGY: Final[Dimension] = (("W", 1), ("s", 1))

# INVARIANT: every row agrees with DEFINITIONS (held by tests/test_units.py); the table spares the import of pint.
SYMBOLS: Final[dict[str, tuple[Dimension, Number]]] = {
    "FLOP": ((("FLOP", 1),), 1),
    "GFLOP": ((("FLOP", 1),), 10**9),
    "TFLOP": ((("FLOP", 1),), 10**12),
    "PFLOP": ((("FLOP", 1),), 10**15),
    "EFLOP": ((("FLOP", 1),), 10**18),
    "op": ((("op", 1),), 1),
    "Gop": ((("op", 1),), 10**9),
    "Top": ((("op", 1),), 10**12),
    "s": ((("s", 1),), 1),
    "min": ((("s", 1),), 60),
    "h": ((("s", 1),), 3600),
    "Mh": ((("s", 1),), 3600 * 10**6),
    "day": ((("s", 1),), 86400),
    "B": ((("B", 1),), 1),
    "MB": ((("B", 1),), 10**6),
    "GB": ((("B", 1),), 10**9),
    "TB": ((("B", 1),), 10**12),
    "GiB": ((("B", 1),), 2**30),
    "bit": ((("B", 1),), Fraction(1, 8)),
    "Gbit": ((("B", 1),), 125 * 10**6),
    "Tbit": ((("B", 1),), 125 * 10**9),
    "mm2": ((("mm2", 1),), 1),
    "m3": ((("m3", 1),), 1),
    "ft3": ((("m3", 1),), Fraction(28316846592, 10**12)),
    "token": (PLAIN, 1),
    "W": ((("W", 1),), 1),
    "kW": ((("W", 1),), 1000),
    "MW": ((("W", 1),), 10**6),
    "J": (_ENERGY, 1),
    "Wh": (_ENERGY, 3600),
    "kWh": (_ENERGY, 3600 * 1000),
    "TWh": (_ENERGY, 3600 * 10**12),
    "USD": ((("USD", 1),), 1),
    "EUR": ((("EUR", 1),), 1),
    "KRW": ((("KRW", 1),), 1),
    "TPP": (_RATE, 10**12),
}

_KINDS: Final[dict[Dimension, str]] = {
    PLAIN: "a plain number",
    (("FLOP", 1),): "an amount of computation (FLOP)",
    (("FLOP", 1), ("s", -1)): "a rate (FLOP per second)",
    (("op", 1),): "a number of operations (op)",
    _RATE: "a rate of operations (op per second)",
    (("op", 1), ("s", -1), ("mm2", -1)): "a density (op per second and mm2)",
    (("s", 1),): "a time (s)",
    (("B", 1),): "an amount of data (B)",
    (("B", 1), ("s", -1)): "a rate of data (B per second)",
    (("mm2", 1),): "an area (mm2)",
    (("m3", 1),): "a volume (m3)",
    (("B", 1), ("s", -1), ("mm2", -1)): "a density (B per second and mm2)",
    (("W", 1),): "a power (W)",
    _ENERGY: "an energy (J)",
    (("USD", 1),): "an amount of money (USD)",
    (("EUR", 1),): "an amount of money (EUR)",
    (("KRW", 1),): "an amount of money (KRW)",
}

# Names that people write and that mean one of two things.
_AMBIGUOUS: Final = {
    "FLOPs": "write FLOP for an amount of computation and FLOP/s for a rate",
    "FLOPS": "write FLOP for an amount of computation and FLOP/s for a rate",
    "flops": "write FLOP for an amount of computation and FLOP/s for a rate",
    "OPS": "write op for a number of operations and op/s for a rate",
    "ops": "write op for a number of operations and op/s for a rate",
    "b": "write bit for bits and B for bytes",
    "bps": "write bit/s for bits and B/s for bytes",
}

_LONGEST_NAME = 64
_LARGEST_POWER = 9
_NAME = re.compile(r"(?P<symbol>[A-Za-z]+[23]?)(?:\^(?P<power>-?[0-9]))?")
_JOINED = re.compile(r"[ \t]*([*/])[ \t]*|[ \t]+")
_QUANTITY = re.compile(rf"(?P<number>{NUMBER_PATTERN})[ \t]*(?P<unit>[A-Za-z].*)?")


@lru_cache(maxsize=1024)
def unit(name: str) -> Unit:
    """The unit of that name: symbols joined by `/`, `*` or a space, read from left to right; `` is a plain number."""
    if len(name) > _LONGEST_NAME:
        raise UnitError(f"{quoted(name)} is not a unit")
    pieces = _JOINED.split(name.strip(" \t"))
    dimension, factor = PLAIN, Fraction(1)
    for index in range(0, len(pieces), 2):
        part, size = _factor(pieces[index], name)
        if index and pieces[index - 1] == "/":
            dimension, factor = divide(dimension, part), factor / size
        else:
            dimension, factor = multiply(dimension, part), factor * size
    return Unit(name=name.strip(" \t"), dimension=dimension, factor=normal(factor))


def _factor(piece: str, whole: str) -> tuple[Dimension, Number]:
    if not piece and not whole.strip(" \t"):
        return PLAIN, 1
    found = _NAME.fullmatch(piece)
    if found is None:
        raise UnitError(f"{quoted(whole)} is not a unit", "write units like GB/s, FLOP, TPP/mm2 or GB h")
    dimension, size = _symbol(found["symbol"], whole)
    exponent = int(found["power"] or 1)
    return power(dimension, exponent), Fraction(size) ** exponent


def _symbol(symbol: str, whole: str) -> tuple[Dimension, Number]:
    known = SYMBOLS.get(symbol)
    if known is not None:
        return known
    for ambiguous, help_text in _AMBIGUOUS.items():
        if symbol.endswith(ambiguous) and symbol.removesuffix(ambiguous) in {"", *"kMGTPEZY"}:
            raise UnitError(f"{quoted(symbol)} is not a unit here: it can be read in two ways", help_text)
    looked_up = _in_registry(symbol)
    if looked_up is None:
        raise UnitError(f"{quoted(symbol)} is not a unit", _meant(symbol, whole))
    return looked_up


def _meant(symbol: str, whole: str) -> str | None:
    by_case = {known.casefold(): known for known in SYMBOLS}
    other = {"sec": "s", "second": "s", "seconds": "s", "hr": "h", "hrs": "h", "byte": "B", "bytes": "B"}
    close = by_case.get(symbol.casefold()) or other.get(symbol.casefold())
    if close is None:
        return did_you_mean(symbol, SYMBOLS)
    return f"did you mean `{re.sub(rf'(?<![A-Za-z]){symbol}(?![A-Za-z0-9])', close, whole.strip())}`?"


@cache
def registry() -> "UnitRegistry[Any]":
    """Our pint registry: the definitions above and nothing of pint's own."""
    from pint import UnitRegistry

    ours: UnitRegistry[Any] = UnitRegistry(None, non_int_type=Fraction)
    ours.load_definitions(DEFINITIONS.strip().splitlines())
    return ours


def _in_registry(symbol: str) -> tuple[Dimension, Number] | None:
    ours = registry()
    if not ours.parse_unit_name(symbol) or _plural(symbol, ours):
        return None
    root: Any = ours.Quantity(1, symbol).to_root_units()
    dimension = _ordered({name: int(exponent) for name, exponent in root.unit_items()})
    return dimension, normal(Fraction(root.magnitude))


def _plural(symbol: str, ours: "UnitRegistry[Any]") -> bool:
    # pint takes a plural s off any unit, so that `TPPs` would be a TPP; only spoken words have a plural here.
    spoken = symbol.endswith(("hours", "days"))
    return symbol.endswith("s") and not spoken and bool(ours.parse_unit_name(symbol[:-1]))


def _ordered(exponents: dict[str, int]) -> Dimension:
    return tuple((base, exponents[base]) for base in _BASE if exponents.get(base))


def multiply(a: Dimension, b: Dimension) -> Dimension:
    """The dimension of a product."""
    exponents = dict(a)
    for base, exponent in b:
        exponents[base] = exponents.get(base, 0) + exponent
    return _ordered(exponents)


def divide(a: Dimension, b: Dimension) -> Dimension:
    """The dimension of a quotient."""
    return multiply(a, power(b, -1))


def power(a: Dimension, n: int) -> Dimension:
    """The dimension of a whole power."""
    return tuple((base, exponent * n) for base, exponent in a if n)


def describe(dimension: Dimension) -> str:
    """The dimension in base units: `FLOP/s`; without dimension, `a plain number`."""
    if not dimension:
        return _KINDS[PLAIN]
    above = " ".join(_raised(base, n) for base, n in dimension if n > 0)
    below = "".join(f"/{_raised(base, -n)}" for base, n in dimension if n < 0)
    return f"{above or '1'}{below}"


def _raised(base: str, exponent: int) -> str:
    return base if exponent == 1 else f"{base}^{exponent}"


def _kind(dimension: Dimension) -> str:
    return _KINDS.get(dimension) or f"a quantity in {describe(dimension)}"


def read_quantity(text: str, due: Unit) -> Number:
    """The value in base units of a number with a unit, or of a bare number, which is in the unit that is due."""
    text = text.strip(" \t")
    found = _QUANTITY.fullmatch(text)
    if found is None:
        read_number(text.split(maxsplit=1)[0] if re.match(r"\S+\s+[A-Za-z]", text) else text)
        raise UnitError(f"{quoted(text)} is not a number with a unit", _example(due))
    number = read_number(found["number"])
    if found["unit"] is None:
        return normal(number * due.factor)
    stated = unit(found["unit"])
    if stated.dimension != due.dimension:
        message = f"{quoted(text)} is {_kind(stated.dimension)} where {_kind(due.dimension)} is due"
        raise UnitError(message, _example(due))
    return normal(number * stated.factor)


def _example(due: Unit) -> str:
    return f"write a number, alone or with its unit: 12 {due.name}" if due.name else "write a number without a unit"


def in_unit(base_value: Number, unit: Unit) -> Number:
    """A value in base units, expressed in `unit`."""
    return normal(Fraction(base_value) / unit.factor)
