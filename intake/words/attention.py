"""On which days and hours the team attends people, as the Lab sets it and as it is said."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from intake.words.calendar import LIMA, WEEKDAYS, is_holiday
from intake.words.text import fold_case

_SHORT = ("lun", "mar", "mie", "jue", "vie", "sab", "dom")
_FORM = re.compile(r"(\w{3}) ?- ?(\w{3}) (\d\d?):(\d\d) ?- ?(\d\d?):(\d\d)")


@dataclass(frozen=True, slots=True)
class Attention:
    """Some days in a row of each week, at the same hours of Lima; national holidays excepted."""

    first: int
    """The first day of the week, 0 for Monday."""
    last: int
    since: time
    until: time

    @classmethod
    def parse(cls, text: str) -> "Attention":
        """Read «lun-vie 8:30-17:30». ValueError says what is wrong, in Spanish."""
        found = _FORM.fullmatch(
            " ".join(fold_case(text).replace("é", "e").replace("á", "a").split())
        )
        if found is None or found[1] not in _SHORT or found[2] not in _SHORT:
            raise ValueError("se escribe así: lun-vie 8:30-17:30")
        try:
            since, until = time(int(found[3]), int(found[4])), time(int(found[5]), int(found[6]))
        except ValueError:
            raise ValueError("las horas van de 0:00 a 23:59") from None
        first, last = _SHORT.index(found[1]), _SHORT.index(found[2])
        if first > last or since >= until:
            raise ValueError("el primer día y la primera hora van antes que los segundos")
        return cls(first, last, since, until)

    def spoken(self) -> str:
        """As it is said: «de lunes a viernes, de 8:30 a 17:30»."""
        days = f"de {WEEKDAYS[self.first]} a {WEEKDAYS[self.last]}"
        if self.first == self.last:
            days = f"cada {WEEKDAYS[self.first]}"
        return f"{days}, de {_clock(self.since)} a {_clock(self.until)}"

    def include(self, instant: datetime) -> bool:
        """Whether they attend at that instant."""
        local = instant.astimezone(LIMA)
        return self._is_day(local.date()) and self.since <= local.time() < self.until

    def next_day(self, instant: datetime) -> date:
        """The day on which they attend next, where they do not at that instant."""
        local = instant.astimezone(LIMA)
        day = local.date() if local.time() < self.since else local.date() + timedelta(days=1)
        while not self._is_day(day):
            day += timedelta(days=1)
        return day

    def _is_day(self, day: date) -> bool:
        return self.first <= day.weekday() <= self.last and not is_holiday(day)


def _clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"
