"""The areas and lines of a day's rules as the chart draws them."""

from collections.abc import Sequence

from govern.chips.areas import Limits
from govern.reporting.chip_chart import Area, ChipMark, Guide, chip_chart

__all__ = ["areas_of", "chart_over", "guides_of", "note_of"]


def chart_over(title: str, limits: Limits, marks: Sequence[ChipMark]) -> str:
    """Return the chart of chips over the areas of a day's rules, as SVG."""
    return chip_chart(title, note_of(limits), areas_of(limits), guides_of(limits), marks)


def note_of(limits: Limits) -> str:
    """Return the sentence that a reader of the chart needs first."""
    if limits.a_1_tpp is not None:
        return (
            "Where the figures lie. Whether a licence is required depends on the destination and the end user as well."
        )
    if limits.bit_tops_2022 is not None:
        return "The rule of 2022 has no limit of density: it asks for the throughput and for a transfer rate."
    return "No limit of ECCN 3A090 is in force on this day."


def areas_of(limits: Limits) -> list[Area]:
    """Return the areas of the rules in force, the widest first."""
    found = []
    if limits.bit_tops_2022 is not None:
        line = limits.bit_tops_2022
        said = f"{line:,} or more, and the transfer rate"
        found.append(Area(name="3A090", said=said, kind="a", tpp=(line, None), density=(None, None)))
    if limits.a_1_tpp is not None:
        said = f"{limits.a_1_tpp:,} TPP or more"
        found.append(Area(name="3A090.a.1", said=said, kind="a", tpp=(limits.a_1_tpp, None), density=(None, None)))
    if limits.a_2_tpp is not None and limits.a_2_density is not None:
        said = f"{limits.a_2_tpp:,} TPP or more, density {limits.a_2_density} or more"
        tpp = (limits.a_2_tpp, limits.a_1_tpp)
        found.append(Area(name="3A090.a.2", said=said, kind="a", tpp=tpp, density=(limits.a_2_density, None)))
    found += _areas_of_b(limits)
    if limits.note_2_tpp is not None:
        said = f"Note 2: below {limits.note_2_tpp:,} TPP only if designed or marketed for datacenters"
        found.append(Area(name="Note 2", said=said, kind="relief", tpp=(None, limits.note_2_tpp), density=(None, None)))
    return found


def _areas_of_b(limits: Limits) -> list[Area]:
    found = []
    if limits.b_1_tpp is not None and limits.b_1_tpp_below is not None:
        tpp, density = (limits.b_1_tpp, limits.b_1_tpp_below), (limits.b_1_density, limits.b_density_below)
        said = f"{tpp[0]:,} to below {tpp[1]:,} TPP, density {density[0]} to below {density[1]}"
        found.append(Area(name="3A090.b.1", said=said, kind="b", tpp=tpp, density=density))
    if limits.b_2_tpp is not None:
        low, high = limits.b_2_density, limits.b_density_below
        said = f"{limits.b_2_tpp:,} TPP or more, density {low} to below {high}"
        found.append(
            Area(name="3A090.b.2", said=said, kind="b", tpp=(limits.b_2_tpp, limits.a_1_tpp), density=(low, high))
        )
    return found


def guides_of(limits: Limits) -> list[Guide]:
    """Return the lines of review policies."""
    if limits.case_by_case_tpp is None:
        return []
    name = f"review case by case below {limits.case_by_case_tpp:,} TPP (China, Macau; with other conditions)"
    return [Guide(name=name, tpp=limits.case_by_case_tpp)]
