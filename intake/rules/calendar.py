"""Working days and Lima's date (TUO Ley 27444, art. 145: weekends and holidays do not count)."""

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

LIMA = ZoneInfo("America/Lima")
_MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)


@cache
def _holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("PE")


def lima_date(instant: datetime) -> date:
    """The day it is in Lima at `instant`."""
    return instant.astimezone(LIMA).date()


def is_working_day(day: date) -> bool:
    """Neither a weekend nor a national holiday."""
    return day.weekday() < 5 and day not in _holidays()


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`, which itself does not count."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def spoken_date(day: date) -> str:
    """«5 de enero de 2027»."""
    return f"{day.day} de {_MONTHS[day.month - 1]} de {day.year}"
