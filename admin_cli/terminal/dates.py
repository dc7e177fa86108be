"""Days and hours as a clerk in Peru types them, and as other programs do."""

import re
from datetime import datetime

import typer

from admin_cli.terminal import words
from intake.errors import RefusedError
from intake.words.calendar import LIMA

DAY = "DD/MM/AAAA"
MOMENT = '"DD/MM/AAAA HH:MM"'
_DAY = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"|(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})"
)
_HOUR = re.compile(r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::00)?")


def day(typed: str) -> datetime:
    """Read a day, at midnight; what is no day is refused with an example."""
    found = _day_of(typed.strip())
    if found is None:
        raise typer.BadParameter(
            f"«{typed}» no es una fecha: escríbala como 31/12/2026 (día, mes y año)."
        )
    return found


def moment(typed: str) -> datetime:
    """Read a day and an hour of Lima, from 0:00 to 23:59."""
    date, _, hour = typed.strip().replace("T", " ").partition(" ")
    found, at = _day_of(date), _HOUR.fullmatch(hour.strip())
    if found is None or at is None or int(at["hour"]) > 23 or int(at["minute"]) > 59:
        raise typer.BadParameter(
            f'«{typed}» no es una fecha con su hora: escríbala entre comillas, "31/12/2026 15:30".'
        )
    return found.replace(hour=int(at["hour"]), minute=int(at["minute"]))


def in_lima(when: datetime) -> datetime:
    """Give the instant that was typed: whoever types means Lima's hour."""
    return when.replace(tzinfo=LIMA)


def happened(when: datetime | None, now: datetime) -> datetime:
    """Say when it happened: now, or when was typed, which cannot lie ahead."""
    if when is None:
        return now
    if in_lima(when) > now:
        raise RefusedError(
            f"El {words.moment(in_lima(when))} todavía no llega: --el es para lo que ya pasó."
        )
    return in_lima(when)


def _day_of(typed: str) -> datetime | None:
    found = _DAY.fullmatch(typed)
    if found is None:
        return None
    year, month, number = (
        int(found[iso] or found[own]) for iso, own in (("year", "y"), ("month", "m"), ("day", "d"))
    )
    try:
        return datetime(year, month, number)  # noqa: DTZ001 in_lima says where
    except ValueError:
        return None
