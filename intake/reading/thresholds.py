"""What the settings say of the reader's bounds, and how every session comes to know it."""

from collections.abc import Mapping
from dataclasses import dataclass

from intake.reading.rules.acts import Bounds
from intake.settings import Settings

KNOWN = "reading"
"""Where the sessions of a database keep, for all of them, how messages are read."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the settings say of the bounds; None: what the model brings."""

    danger_now: float | None = None
    danger_maybe: float | None = None
    reserve: float | None = None
    not_aporte: float | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Thresholds":
        """Those of AYNI_PELIGRO_AHORA and its kin."""
        return cls(
            settings.peligro_ahora,
            settings.peligro_quizas,
            settings.reservar,
            settings.no_es_aporte,
        )

    def over(self, own: Bounds) -> Bounds:
        """The bounds that hold. What is danger now is danger maybe too, whatever was set."""
        now = own.danger_now if self.danger_now is None else self.danger_now
        maybe = own.danger_maybe if self.danger_maybe is None else self.danger_maybe
        return Bounds(
            danger_now=now,
            danger_maybe=min(maybe, now),
            reserve=own.reserve if self.reserve is None else self.reserve,
            not_aporte=own.not_aporte if self.not_aporte is None else self.not_aporte,
        )


def known_to(settings: Settings) -> Mapping[str, object]:
    """What a database is opened with, so that its sessions read as the settings say."""
    shared: dict[str, object] = {"thresholds": Thresholds.of(settings)}
    return {KNOWN: shared}
