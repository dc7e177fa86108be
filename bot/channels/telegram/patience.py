"""How long to wait before asking Telegram again, and what to tell the log meanwhile."""

import logging

from telegram.error import Conflict, InvalidToken

from bot.channels.telegram.request import FloodError

_log = logging.getLogger(__name__)
_LONGEST = 30.0
_CONFLICT = 15.0
_UNKNOWN_FROM, _UNKNOWN_TO = 5.0, 600.0


class Patience:
    """Seconds that double from 1 to 30 while it keeps failing; to 600 where we are not known."""

    def __init__(self, task: str) -> None:
        self._task = task
        self._failures = 0

    def reset(self) -> None:
        """Begin anew, because it worked."""
        if self._failures:
            _log.info("Telegram: de nuevo se puede %s", self._task)
        self._failures = 0

    def after(self, problem: Exception) -> float:
        """How many seconds to wait after this problem."""
        self._failures += 1
        if isinstance(problem, FloodError):
            return problem.seconds
        if isinstance(problem, Conflict):
            if self._failures == 1:
                _log.error(
                    "Telegram: otro programa ya recibe los mensajes de este bot. Apague el otro; "
                    "si no sabe cuál es, cambie el token con @BotFather. Se sigue probando."
                )
            return _CONFLICT
        if isinstance(problem, InvalidToken):
            # A proxy or a fault of theirs says 401 or 404 too: it is final if it is so tomorrow.
            seconds = min(_UNKNOWN_FROM * 2.0 ** min(self._failures - 1, 10), _UNKNOWN_TO)
            _log.error(
                "Telegram no reconoce el token (%s): revise AYNI_TELEGRAM_TOKEN con @BotFather. "
                "Mientras tanto se sigue probando; otra vez en %g s",
                str(problem)[:100],
                seconds,
            )
            return seconds
        seconds = min(2.0 ** min(self._failures - 1, 10), _LONGEST)
        reason = str(problem)[:200]
        _log.warning("Telegram: no se pudo %s (%s); otra vez en %g s", self._task, reason, seconds)
        return seconds
