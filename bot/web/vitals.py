"""How the service is, for /salud: whether the database can be read and written, and who is heard.

Writing is tried, with a row of one word: a full disk or a lock shows in nothing else. Not more
often than every few seconds, whoever asks.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from bot.logs import SparingLog
from intake.errors import DatabaseError
from intake.settings import Settings
from intake.store import pulses
from intake.store.db import Database
from intake.words.channels import Declared, declared

_log = logging.getLogger(__name__)
_FRESH = 3.0
"""Seconds for which an answer is good."""
_PATIENCE = 4.0
"""Seconds until a write that hangs, behind a lock or a dying disk, is one that fails."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """The answer, part by part; `is_well` is what a watchman acts upon."""

    database: str
    writing: str
    channels: Mapping[str, str]
    """Of each that can be off or has to be asked, by its name."""

    @property
    def is_well(self) -> bool:
        """Whether messages can be kept. A channel's own troubles are said, and mended elsewhere."""
        return self.database == self.writing == _WELL

    def to_json(self) -> dict[str, str]:
        """The vitals as they are shown."""
        return {
            "base_de_datos": self.database,
            "escritura": self.writing,
            **self.channels,
        }


_WELL = "bien"


class Watch:
    """Looks at it when asked."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        now: Callable[[], datetime],
        ticks: Callable[[], float],
    ) -> None:
        self._database = database
        self._settings = settings
        self._looked_at = [each for each in declared() if each.switch or each.polls]
        self._now = now
        self._ticks = ticks
        self._began_at = now()
        self._seen: tuple[float, Vitals] | None = None
        self._trial: asyncio.Task[str] | None = None
        self._sparing = SparingLog(_log, ticks)

    async def look(self) -> Vitals:
        """How it is now, or was a moment ago."""
        at = self._ticks()
        if self._seen is not None and at - self._seen[0] < _FRESH:
            return self._seen[1]
        try:
            async with asyncio.timeout(_PATIENCE):
                channels = await self._channels()
        except (DatabaseError, SQLAlchemyError, OSError) as problem:
            self._say("leer", problem)
            unknown = {each.name: "no se sabe" for each in self._looked_at}
            seen = Vitals("sin conexión", "sin conexión", unknown)
        else:
            seen = Vitals(_WELL, await self._writing(), channels)
        self._seen = (at, seen)
        return seen

    async def close(self) -> None:
        """Let a trial that hangs come to its end."""
        if self._trial is not None:
            await asyncio.wait([self._trial])

    async def _writing(self) -> str:
        # One at a time, and never cut off: what is cut off in a commit costs the pool a connection.
        if self._trial is None or self._trial.done():
            self._trial = asyncio.create_task(self._try_to_write(), name="salud")
        done, _ = await asyncio.wait([self._trial], timeout=_PATIENCE)
        if done:
            return self._trial.result()
        self._say("escribir", TimeoutError())
        return f"no se pudo escribir en {_PATIENCE:g} s: disco o bloqueo"

    async def _try_to_write(self) -> str:
        try:
            await pulses.write(self._database, pulses.WRITE_PULSE, now=self._now())
        except (DatabaseError, SQLAlchemyError, OSError) as problem:
            self._say("escribir", problem)
            return "no se puede escribir: disco lleno, de solo lectura o bloqueado"
        return _WELL

    async def _channels(self) -> dict[str, str]:
        async with self._database.reading() as session:
            heard = await pulses.last(session)
        return {each.name: self._channel(each, heard.get(each.name)) for each in self._looked_at}

    def _channel(self, channel: Declared, heard_at: datetime | None) -> str:
        if not channel.is_on(self._settings.value):
            return "apagado"
        if channel.polls is None:
            return _WELL
        if not channel.is_asked(self._settings.value):
            return "por webhook"
        since = max(heard_at, self._began_at) if heard_at else self._began_at
        silence = self._now() - since
        if silence <= pulses.LATE:
            return _WELL
        return f"sin consultas con respuesta desde hace {int(silence.total_seconds() // 60)} min"

    def _say(self, what: str, problem: Exception) -> None:
        cause = getattr(problem.__cause__, "orig", None) or problem
        name = getattr(cause, "sqlite_errorname", None) or type(cause).__name__
        self._sparing.say(logging.ERROR, f"No se puede {what} en la base de datos: {name}")
