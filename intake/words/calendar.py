"""Working days and Lima's date (TUO Ley 27444, art. 145: weekends and holidays do not count)."""

from collections.abc import Container
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

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


WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
"""By their numbers, Monday first."""


@cache
def _holidays() -> Container[date]:
    from holidays import country_holidays  # noqa: PLC0415 most commands count no working days

    return country_holidays("PE")


def lima_date(instant: datetime) -> date:
    """The day it is in Lima at `instant`."""
    return instant.astimezone(LIMA).date()


def is_holiday(day: date) -> bool:
    """Whether it is a national holiday."""
    return day in _holidays()


def is_working_day(day: date) -> bool:
    """Whether it is neither a weekend nor a national holiday."""
    return day.weekday() < 5 and not is_holiday(day)


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`, which itself does not count."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def spoken_date(day: date) -> str:
    """The day in words: «5 de enero de 2027»."""
    return f"{day.day} de {_MONTHS[day.month - 1]} de {day.year}"


def spoken_month(day: date, today: date) -> str:
    """The month in words: «marzo», or «marzo de 2025» if it is of another year."""
    month = _MONTHS[day.month - 1]
    return month if day.year == today.year else f"{month} de {day.year}"


def spoken_moment(instant: datetime) -> str:
    """The instant in words: «viernes 15 de enero de 2027 a las 6:00 de la tarde, hora de Lima».

    Midnight is said as the end of the day before: «hasta las 12 de la noche» is what people mean.
    """
    local = instant.astimezone(LIMA)
    if local.hour == local.minute == 0:
        day = local.date() - timedelta(days=1)
        return f"{WEEKDAYS[day.weekday()]} {spoken_date(day)} a las 12 de la noche, hora de Lima"
    part = "mañana" if local.hour < 12 else "tarde" if local.hour < 19 else "noche"
    part = "madrugada" if local.hour < 5 else part
    clock = f"{(local.hour - 1) % 12 + 1}:{local.minute:02}"
    article = "la" if clock.startswith("1:") else "las"
    if local.hour == 12:
        part = "tarde" if local.minute else "mediodía"
    where = "del" if part == "mediodía" else "de la"
    return (
        f"{WEEKDAYS[local.weekday()]} {spoken_date(local.date())} a {article} {clock} "
        f"{where} {part}, hora de Lima"
    )
