"""A month of Lima: when it starts and ends, and its weeks."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from intake.errors import RefusedError
from intake.words.calendar import LIMA, lima_date, spoken_date

_WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])|(0?[1-9]|1[0-2])/(20\d\d)")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A year and a month from 1."""

    year: int
    number: int

    @classmethod
    def of(cls, instant: datetime) -> "Month":
        """The month that it is in Lima at an instant."""
        day = lima_date(instant)
        return cls(day.year, day.month)

    @classmethod
    def read(cls, typed: str) -> "Month":
        """The month written as «2026-11» or «11/2026»; RefusedError says how it is written."""
        found = _WRITTEN.fullmatch(typed.strip())
        if found is None:
            raise RefusedError(f"«{typed}» no es un mes: escríbalo como 11/2026 (mes y año).")
        return cls(int(found[1] or found[4]), int(found[2] or found[3]))

    @property
    def starts_on(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def next(self) -> "Month":
        """The month after it."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> "Month":
        """The month before it."""
        return Month.of(self.starts_at - timedelta(hours=1))

    @property
    def starts_at(self) -> datetime:
        """Midnight in Lima, in UTC."""
        return datetime.combine(self.starts_on, time(), LIMA).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """The first instant that is no longer in it."""
        return self.next.starts_at

    @property
    def spoken(self) -> str:
        """The month in words: «noviembre de 2026»."""
        return spoken_date(self.starts_on).split(" de ", 1)[1]

    def weeks(self) -> list[tuple[date, date]]:
        """The first and last day of each of its weeks, Monday to Sunday, cut at its ends."""
        found, first = [], self.starts_on
        while first < self.next.starts_on:
            sunday = first + timedelta(days=6 - first.weekday())
            last = min(sunday, self.next.starts_on - timedelta(days=1))
            found.append((first, last))
            first = last + timedelta(days=1)
        return found
