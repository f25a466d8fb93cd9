"""Days of a time in the calendar of a place; days count whole, and which day it is depends on where.

Comes in: a time with its zone. Goes out: the day in another zone.
"""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

__all__ = ["FIRST_TO_BEGIN", "LAST_TO_BEGIN", "day_in"]

FIRST_TO_BEGIN: Final = "Etc/GMT-14"
"""Where a day begins first (UTC+14)."""

LAST_TO_BEGIN: Final = "Etc/GMT+12"
"""Where a day begins last (UTC-12)."""


def day_in(moment: datetime, zone: str | None) -> date:
    """Return the day of a time in a zone of the IANA database; without one, or at the ends of the calendar, its own."""
    if zone is None:
        return moment.date()
    try:
        return moment.astimezone(ZoneInfo(zone)).date()
    except OverflowError:
        return moment.date()
