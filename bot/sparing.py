"""A log that says each kind of thing once a minute, and how often it came meanwhile."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

_EVERY = 60.0
_MOST_KINDS = 200


@dataclass(slots=True)
class _Kind:
    said_at: float
    unsaid: int = 0


class SparingLog:
    """What thousands may cause at will must not fill the disk."""

    def __init__(self, log: logging.Logger, ticks: Callable[[], float]) -> None:
        self._log = log
        self._ticks = ticks
        self._kinds: dict[str, _Kind] = {}

    def say(self, level: int, sentence: str) -> None:
        """The sentence is its kind: it must not hold anything of one person or request."""
        at = self._ticks()
        kind = self._kinds.get(sentence)
        if kind is not None and at - kind.said_at < _EVERY:
            kind.unsaid += 1
            return
        more = f" (y {kind.unsaid} veces más desde la última línea)" if kind and kind.unsaid else ""
        if len(self._kinds) >= _MOST_KINDS:
            self._kinds.clear()
        self._kinds[sentence] = _Kind(at)
        self._log.log(level, "%s%s", sentence, more)
