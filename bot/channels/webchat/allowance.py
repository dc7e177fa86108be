"""How much is taken from one visitor, from one network, and over all; what is more must wait.

Counted in this process, in bounded memory, in seconds that no clock's change moves. It refuses only
what no village could write; whether visitors are people is another matter
(`intake.listening.newcomers`).
"""

import math
from dataclasses import dataclass, field
from typing import Final

_MOST_KEPT: Final = 20_000
NEW_COSTS: Final = 5.0
"""Messages that the first one of a visitor counts for: new cookies are free, networks are not."""


@dataclass(slots=True)
class Limit:
    """At most `burst` units of one key at once, and then one each `pace` seconds (GCRA)."""

    burst: float
    pace: float
    paid_at: dict[str, float] = field(default_factory=dict)
    """For each key, when all that was taken will have been paid for."""
    _sweep_at: int = 1000

    def excess(self, key: str, at: float, units: float = 1) -> float:
        """How many seconds until so many units would be taken; 0 or less if they would be now."""
        return max(self.paid_at.get(key, at), at) - at + (units - self.burst) * self.pace

    def count(self, key: str, at: float, units: float = 1) -> None:
        """Take so many units."""
        self.paid_at[key] = max(self.paid_at.get(key, at), at) + units * self.pace
        if len(self.paid_at) > self._sweep_at:
            self._sweep(at)

    def give_back(self, key: str, units: float = 1) -> None:
        """Give back what was counted and came to nothing."""
        if key in self.paid_at:
            self.paid_at[key] -= units * self.pace

    def _sweep(self, at: float) -> None:
        """Forget who owes nothing; where too many owe, those who owe least."""
        kept = {key: paid for key, paid in self.paid_at.items() if paid > at}
        if len(kept) > _MOST_KEPT // 2:
            most = sorted(kept, key=kept.__getitem__)[-_MOST_KEPT // 2 :]
            kept = {key: kept[key] for key in most}
        self.paid_at = kept
        self._sweep_at = max(1000, 2 * len(kept))


@dataclass(frozen=True, slots=True)
class Taken:
    """What one message counted for; given back where it could not be kept."""

    visitor: str
    origin: str
    units: float


@dataclass(slots=True)
class Allowance:
    """The three limits of the page's door together."""

    visitor: Limit = field(default_factory=lambda: Limit(30, 2.0))
    origin: Limit = field(default_factory=lambda: Limit(1200, 0.05))
    """Behind one address of a mobile operator there may be a whole province."""
    overall: Limit = field(default_factory=lambda: Limit(6000, 0.005))

    def take(self, visitor: str, origin: str, at: float, *, is_new: bool) -> Taken | int:
        """Count one message; if it is too much, the seconds to wait, with nothing counted."""
        taken = Taken(visitor, origin, NEW_COSTS if is_new else 1.0)
        wait = max(limit.excess(key, at, units) for limit, key, units in self._counts(taken))
        if wait > 1e-6:  # dust of the sums
            return max(1, math.ceil(wait))
        for limit, key, units in self._counts(taken):
            limit.count(key, at, units)
        return taken

    def give_back(self, taken: Taken) -> None:
        """Give back a message that was not kept: our fault is not the visitor's."""
        for limit, key, units in self._counts(taken):
            limit.give_back(key, units)

    def _counts(self, taken: Taken) -> list[tuple[Limit, str, float]]:
        counts = [
            (self.visitor, taken.visitor, 1.0),
            (self.overall, "", taken.units),
        ]
        if taken.origin:
            counts.append((self.origin, taken.origin, taken.units))
        return counts
