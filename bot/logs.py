"""What the libraries log of requests, made fit to keep: no cookie, no address, no flood.

aiohttp writes a malformed head whole, with its cookie; asyncio writes a traceback for each
connection that it had no descriptor for. A client can cause both as often as it likes.
"""

import logging
from collections.abc import Callable

from aiohttp.http import HttpProcessingError

from bot.sparing import SparingLog

_CLIENTS_FAULT = (HttpProcessingError, ConnectionError, TimeoutError)


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


def make_discreet(ticks: Callable[[], float]) -> None:
    """For the loggers of aiohttp and asyncio."""
    discreet = Discreet(ticks)
    for name in ("aiohttp.server", "aiohttp.web", "asyncio"):
        logging.getLogger(name).addFilter(discreet)
