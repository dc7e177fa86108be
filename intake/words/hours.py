"""At what hours of Lima people may be written to who did not ask anything."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.words.calendar import LIMA


@dataclass(frozen=True, slots=True)
class Hours:
    """From the hour `since` until the hour `until` of every day, in Lima: 8 to 20."""

    since: int
    until: int

    def include(self, instant: datetime) -> bool:
        """Whether the instant falls within these hours."""
        return self.since <= instant.astimezone(LIMA).hour < self.until

    def next_after(self, instant: datetime) -> datetime:
        """The instant itself if it falls within these hours; else the one when they begin next."""
        if self.include(instant):
            return instant
        local = instant.astimezone(LIMA)
        opening = local.replace(hour=self.since, minute=0, second=0, microsecond=0)
        return opening if opening > local else opening + timedelta(days=1)


ALWAYS = Hours(0, 24)
