"""The limits that the rules of a day set for throughput and density, read from the parameters of the law."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from govern.law.law import Law
from govern.law.parameter import read_value
from govern.units import unit

__all__ = ["Limits", "limits_of"]

_FILE = "us/ear/advanced_computing"
_REVIEW = "us/ear/licence_review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits in force on a day, each ``None`` where there is none; in TPP and TPP/mm2."""

    bit_tops_2022: Decimal | None
    a_1_tpp: Decimal | None
    a_2_tpp: Decimal | None
    a_2_density: Decimal | None
    b_1_tpp: Decimal | None
    b_1_tpp_below: Decimal | None
    b_1_density: Decimal | None
    b_2_tpp: Decimal | None
    b_2_density: Decimal | None
    b_density_below: Decimal | None
    note_2_tpp: Decimal | None
    case_by_case_tpp: Decimal | None


def limits_of(law: Law) -> Limits:
    """Return the limits of the day on which the law is read."""
    old = f"{_FILE}#eccn_3a090_2022" in law.provisions
    names = {name: f"{_FILE}#{name}" for name in Limits.__dataclass_fields__ if name != "case_by_case_tpp"}
    found = {name: _value(law, id) for name, id in names.items()}
    if not old:
        found["bit_tops_2022"] = None
    return Limits(**found, case_by_case_tpp=_value(law, f"{_REVIEW}#case_by_case_tpp"))


def _value(law: Law, id: str) -> Decimal | None:
    file, _, name = id.partition("#")
    policy = law.policies.get(file)
    held = None if policy is None or name not in policy.file.parameters else law.parameters.get(id)
    if policy is None or held is None:
        return None
    due = unit(policy.file.parameters[name].unit)
    amount = read_value(held.value, due)
    if not isinstance(amount, int | Fraction):
        return None
    plain = Fraction(amount) / Fraction(due.factor)
    return Decimal(plain.numerator) / Decimal(plain.denominator)
