"""Units: exact factors, no unit taken for another, and messages that say what was confused."""

import re
import subprocess
import sys
from fractions import Fraction

import pytest

from govern.numbers import Number
from govern.units import (
    SYMBOLS,
    Dimension,
    UnitError,
    describe,
    divide,
    in_unit,
    multiply,
    power,
    read_quantity,
    registry,
    unit,
)

FLOP: Dimension = (("FLOP", 1),)
SECOND: Dimension = (("s", 1),)
RATE: Dimension = (("op", 1), ("s", -1))


@pytest.mark.parametrize("symbol", sorted(SYMBOLS))
def test_the_table_says_what_pint_says(symbol: str) -> None:
    dimension, factor = SYMBOLS[symbol]
    root = registry().Quantity(1, symbol).to_root_units()
    assert dict(dimension) == {name: int(str(exponent)) for name, exponent in root.unit_items()}
    assert factor == root.magnitude
    assert isinstance(root.magnitude, int | Fraction)


@pytest.mark.parametrize(
    ("name", "dimension", "factor"),
    [
        ("", (), 1),
        ("FLOP", FLOP, 1),
        ("TFLOP/s", (("FLOP", 1), ("s", -1)), 10**12),
        ("ZFLOP", FLOP, 10**21),
        ("YFLOP", FLOP, 10**24),
        ("PFLOP/s day", FLOP, 86400 * 10**15),
        ("Top/s", RATE, 10**12),
        ("TPP", RATE, 10**12),
        ("TPP/mm2", (("op", 1), ("s", -1), ("mm2", -1)), 10**12),
        ("GB/s", (("B", 1), ("s", -1)), 10**9),
        ("Gbit/s", (("B", 1), ("s", -1)), 125 * 10**6),
        ("TiB", (("B", 1),), 2**40),
        ("KiB", (("B", 1),), 1024),
        ("bit", (("B", 1),), Fraction(1, 8)),
        ("GB h", (("B", 1), ("s", 1)), 3600 * 10**9),
        ("h", SECOND, 3600),
        ("Mh", SECOND, 3600 * 10**6),
        ("hours", SECOND, 3600),
        ("days", SECOND, 86400),
        ("W s", (("W", 1), ("s", 1)), 1),
        ("GWh", (("W", 1), ("s", 1)), 3600 * 10**9),
        ("USD/h", (("USD", 1), ("s", -1)), Fraction(1, 3600)),
        ("MUSD", (("USD", 1),), 10**6),
        ("cm2", (("mm2", 1),), 100),
        ("m2", (("mm2", 1),), 10**6),
        ("GB/s/mm2", (("B", 1), ("s", -1), ("mm2", -1)), 10**9),
        ("m3", (("m3", 1),), 1),
        ("ft3", (("m3", 1),), Fraction(3048, 10000) ** 3),
        ("FLOP s^-1", (("FLOP", 1), ("s", -1)), 1),
        ("B * s", (("B", 1), ("s", 1)), 1),
        ("B/B", (), 1),
    ],
)
def test_units(name: str, dimension: Dimension, factor: Number) -> None:
    found = unit(name)
    assert (found.name, found.dimension, found.factor) == (name, dimension, factor)
    assert type(found.factor) is type(factor)


@pytest.mark.parametrize(
    ("name", "message", "help_text"),
    [
        ("GB/sec", "`sec` is not a unit", "did you mean `GB/s`?"),
        ("tflop/s", "`tflop` is not a unit", "did you mean `TFLOP/s`?"),
        ("gb", "`gb` is not a unit", "did you mean `GB`?"),
        ("mm^2", "`mm` is not a unit", "did you mean `mm2`?"),
        ("furlong", "`furlong` is not a unit", None),
        ("TPPs", "`TPPs` is not a unit", "did you mean `TPP`?"),
        (
            "TFLOPS",
            "`TFLOPS` is not a unit here: it can be read in two ways",
            "write FLOP for an amount of computation and FLOP/s for a rate",
        ),
        ("Gb/s", "`Gb` is not a unit here: it can be read in two ways", "write bit for bits and B for bytes"),
        ("TOPS", "`TOPS` is not a unit here: it can be read in two ways", None),
        ("/s", "`/s` is not a unit", None),
        ("FLOP//s", "`FLOP//s` is not a unit", None),
        ("FLOP**9", "`FLOP**9` is not a unit", None),
        ("FLOP^99999999", "`FLOP^99999999` is not a unit", None),
        ("x" * 100, "`" + "x" * 77 + "...` is not a unit", None),
        ("__import__", "`__import__` is not a unit", None),
        ("\uff27\uff22", "`\uff27\uff22` is not a unit", None),
    ],
)
def test_no_unit(name: str, message: str, help_text: str | None) -> None:
    with pytest.raises(UnitError) as refused:
        unit(name)
    assert str(refused.value) == message
    if help_text is not None:
        assert refused.value.help == help_text


@pytest.mark.parametrize(
    ("text", "due", "value"),
    [
        ("3.8e25 FLOP", "FLOP", 38 * 10**24),
        ("3.8e25", "FLOP", 38 * 10**24),
        ("10^25/3 FLOP", "FLOP", Fraction(10**25, 3)),
        ("38 YFLOP", "FLOP", 38 * 10**24),
        ("2EFLOP", "FLOP", 2 * 10**18),
        ("1e3EFLOP", "FLOP", 10**21),
        ("2.788 Mh", "h", 2788 * 3600 * 1000),
        ("2.664e6", "h", 2664 * 3600 * 1000),
        ("80GB", "GB", 80 * 10**9),
        ("80 GiB", "GB", 80 * 2**30),
        ("3.35 TB/s", "GB/s", 335 * 10**10),
        ("400 Gbit/s", "Gbit/s", 50 * 10**9),
        ("4800", "TPP", 4800 * 10**12),
        ("814 mm2", "mm2", 814),
        ("6e8 USD", "USD", 6 * 10**8),
        ("0.39", "", Fraction(39, 100)),
        ("-5 FLOP", "FLOP", -5),
    ],
)
def test_quantities_come_in_base_units(text: str, due: str, value: Number) -> None:
    read = read_quantity(text, unit(due))
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("text", "due", "message"),
    [
        (
            "3.8e25 FLOP/s",
            "FLOP",
            "`3.8e25 FLOP/s` is a rate (FLOP per second) where an amount of computation (FLOP) is due",
        ),
        ("1e25 op", "FLOP", "`1e25 op` is a number of operations (op) where an amount of computation (FLOP) is due"),
        (
            "4800 TFLOP/s",
            "TPP",
            "`4800 TFLOP/s` is a rate (FLOP per second) where a rate of operations (op per second) is due",
        ),
        ("80 GB", "GB/s", "`80 GB` is an amount of data (B) where a rate of data (B per second) is due"),
        ("5 GB", "", "`5 GB` is an amount of data (B) where a plain number is due"),
        ("5 FLOP/W", "FLOP", "`5 FLOP/W` is a quantity in FLOP/W where an amount of computation (FLOP) is due"),
    ],
)
def test_a_wrong_dimension_says_what_is_confused(text: str, due: str, message: str) -> None:
    with pytest.raises(UnitError) as refused:
        read_quantity(text, unit(due))
    assert str(refused.value) == message
    assert refused.value.message == message
    assert refused.value.help


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2,400 TPP", "`2,400` has separators between its digits"),
        ("10^400 FLOP", "`10^400` has more than 300 digits"),
        ("NaN FLOP", "`NaN` is not a number that can be compared"),
        ("many FLOP", "`many` is not a number"),
        ("5/s", "`5/s` is not a number"),
        ("5 $", "`5 $` is not a number"),
        ("5 /s", "`5 /s` is not a number"),
        ("10 FLOP plus 3", "`plus` is not a unit"),
        ("10 FLOP + 3", "`FLOP + 3` is not a unit"),
        ("", "an empty text is not a number"),
        ("5 x GB", "`x` is not a unit"),
    ],
)
def test_what_is_no_quantity(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as refused:
        read_quantity(text, unit("FLOP"))
    assert str(refused.value) == message


def test_dimensions_multiply_divide_and_cancel() -> None:
    assert divide(FLOP, SECOND) == (("FLOP", 1), ("s", -1))
    assert multiply(divide(FLOP, SECOND), SECOND) == FLOP
    assert divide(FLOP, FLOP) == ()
    assert power(SECOND, 2) == (("s", 2),)
    assert power(SECOND, 0) == ()
    assert multiply(SECOND, FLOP) == multiply(FLOP, SECOND)


@pytest.mark.parametrize(
    ("name", "text"),
    [("TFLOP/s", "FLOP/s"), ("", "a plain number"), ("TPP/mm2", "op/s/mm2"), ("kWh", "W s"), ("s^-1", "1/s")],
)
def test_describe(name: str, text: str) -> None:
    assert describe(unit(name).dimension) == text


def test_a_base_value_in_a_unit() -> None:
    assert in_unit(4800 * 10**12, unit("TPP")) == 4800
    assert in_unit(1, unit("h")) == Fraction(1, 3600)


def test_common_units_do_not_import_pint() -> None:
    program = (
        "import sys; from govern.units import unit; unit('TFLOP/s'), unit('TPP/mm2'); sys.exit('pint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_registry_holds_nothing_of_pints_own() -> None:
    assert not registry().parse_unit_name("meter")
