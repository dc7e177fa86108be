"""How long to wait before asking Telegram again, and what to tell the log meanwhile."""

import logging

from telegram.error import Conflict

from bot.telegram.request import FloodError

_log = logging.getLogger(__name__)
_LONGEST = 30.0
_CONFLICT = 15.0


class Patience:
    """Seconds that double from 1 to 30 while it keeps failing."""

    def __init__(self, task: str) -> None:
        self._task = task
        self._failures = 0

    def reset(self) -> None:
        """It worked."""
        if self._failures:
            _log.info("Telegram: de nuevo se puede %s", self._task)
        self._failures = 0

    def after(self, problem: Exception) -> float:
        """Seconds to wait after this problem."""
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
        seconds = min(2.0 ** min(self._failures - 1, 10), _LONGEST)
        reason = str(problem)[:200]
        _log.warning("Telegram: no se pudo %s (%s); otra vez en %g s", self._task, reason, seconds)
        return seconds
