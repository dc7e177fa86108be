"""What is logged, made fit to keep: no cookie, no address, and each kind once a minute.

aiohttp writes a malformed head whole, with its cookie; asyncio writes a traceback for each
connection that it had no descriptor for. A client can cause both as often as it likes.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import TypeAlias

from aiohttp.http import HttpProcessingError

from intake.words.identifiers import without_numbers

ExcInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)

_EVERY = 60.0
_MOST_KINDS = 200
_CLIENTS_FAULT = (HttpProcessingError, ConnectionError, TimeoutError)


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
        """Log the sentence, which is its kind: it must hold nothing of one person or request."""
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


class Discreet(logging.Filter):
    """Passes on our own faults; of a client's, only that there were some."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        super().__init__()
        self._sparing = SparingLog(logging.getLogger("bot.web.server"), ticks)

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written as it is."""
        problem = record.exc_info[1] if record.exc_info else None
        if isinstance(problem, _CLIENTS_FAULT):
            kind = type(problem).__name__
            self._sparing.say(logging.INFO, f"Pedidos que no se pudieron leer: {kind}")
            return False
        if record.name == "asyncio" and "out of system resource" in record.getMessage():
            self._sparing.say(
                logging.ERROR, "El sistema no deja abrir más conexiones (LimitNOFILE)."
            )
            return False
        return True


class Masking(logging.Formatter):
    """Writes no number of a person, whatever an error of any library quotes."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 the name is logging's
        """The line, whose time and logger are ours and stay."""
        record.message = without_numbers(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 the name is logging's
        """The traceback, with what the error quotes."""
        return without_numbers(super().formatException(ei))


def make_discreet(ticks: Callable[[], float]) -> None:
    """Keep what people wrote out of the logs of aiohttp and asyncio."""
    discreet = Discreet(ticks)
    for name in ("aiohttp.server", "aiohttp.web", "asyncio"):
        logging.getLogger(name).addFilter(discreet)
