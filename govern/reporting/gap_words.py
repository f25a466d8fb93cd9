"""Numbers and levels of the gap as people read them: money, counts, speeds, probabilities, the meaning of a level."""

from typing import Final

from govern.recalibration.gap import Result

__all__ = [
    "LEVEL_WORDS",
    "amount",
    "chance",
    "chip_short",
    "count",
    "level_of",
    "level_short",
    "money",
    "money_short",
    "power",
    "rounded",
]

LEVEL_WORDS: Final = {
    0: "does not run, or too slowly",
    1: "runs overnight",
    2: "usable by one reader",
    3: "interactive",
    4: "good for a service",
    5: "parity at scale",
}

TOP: Final = max(LEVEL_WORDS)
_STEPS: Final = ((1e12, "trillion"), (1e9, "thousand million"), (1e6, "million"))
_FIGURES: Final = 3


def rounded(value: float | None, figures: int = 4) -> float | None:
    """Return a number to so many significant figures, for a file that programs read."""
    return None if value is None else float(f"{value:.{figures}g}")


def count(value: float | None) -> str:
    """Return a count with its thousands apart, rounded to four figures."""
    return "not known" if value is None else f"{round(float(f'{value:.4g}')):,}"


def amount(value: float | None, figures: int = 2) -> str:
    """Return a number to two or three figures, without an exponent."""
    if value is None:
        return "not known"
    kept = float(f"{value:.{figures}g}")
    return f"{kept:,.0f}" if abs(kept) >= 10 or kept == int(kept) else f"{kept:g}"


def money(value: float | None) -> str:
    """Return an amount in US dollars, in words from a million on."""
    if value is None:
        return "price not known"
    for size, word in _STEPS:
        if value >= size * 0.9995:
            return f"{amount(value / size, _FIGURES)} {word} USD"
    return f"{amount(value, _FIGURES)} USD"


def power(watts: float | None) -> str:
    """Return a power in W, kW or MW."""
    if watts is None:
        return "power not known"
    for size, unit in ((1e6, "MW"), (1e3, "kW")):
        if watts >= size:
            return f"{amount(watts / size, 2)} {unit}"
    return f"{amount(watts, 2)} W"


def chance(ends: tuple[float, float]) -> str:
    """Return a probability in two digits, or its least and largest value; never 0 or 1, since draws prove nothing."""
    low, high = (_digits(end) for end in ends)
    return low if low == high else f"{low} to {high}"


def _digits(share: float) -> str:
    return "under 0.01" if share < 0.01 else "over 0.99" if share > 0.99 else f"{share:.2f}"


def level_of(result: Result | None, required: float, refused: float) -> str:
    """Return the level of a result in words, with the next one where it is contested or open."""
    if result is None:
        return "fits no number of chips tried"
    if not result.chances:
        return "open: the memory it needs, or that of the chip, is not known" if result.fits is None else "does not fit"
    level, further = result.level(required), result.further(required, refused)
    words = f"L{level}, {LEVEL_WORDS[level]}"
    if further is None:
        return words
    return f"{words}; L{further[0]} {further[1]} ({chance(result.chances[further[0] - 1])})"


def level_short(result: Result | None, required: float, refused: float) -> str:
    """Return the level in a few characters: `L3`, with `?` where the next but the last is contested or open."""
    if result is None or not result.chances:
        return "-" if result is not None and result.fits is False else "open"
    further = result.further(required, refused)
    # Level 5 stays open wherever no yearly supply is known, so it is told in words alone.
    return f"L{result.level(required)}" + ("?" if further is not None and further[0] < TOP else "")


def chip_short(name: str) -> str:
    """Return the name of a chip without its maker, for a narrow column."""
    for prefix in ("NVIDIA GeForce ", "NVIDIA ", "AMD Instinct ", "AMD Radeon ", "AMD ", "Apple ", "Huawei ", "Intel "):
        if name.startswith(prefix):
            return name[len(prefix) :]
    return name


def money_short(value: float | None) -> str:
    """Return an amount in US dollars in a few characters: `46k`, `1.7M`."""
    if value is None:
        return "?"
    for size, mark in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size * 0.9995:
            return f"{amount(value / size)}{mark}"
    return amount(value)
