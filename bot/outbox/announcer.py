"""Mass messages on their way: begun at their hour, fed to the outbox a little at a time."""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from intake.errors import DatabaseError
from intake.outreach import feeding
from intake.outreach.audience import BroadcastLimits
from intake.store.db import Database, to_its_end
from intake.store.wake import Wake
from intake.words.hours import Hours

_log = logging.getLogger(__name__)
_LOOK_SECONDS = 2.0
_PAUSE_SECONDS = 0.12
"""Between two helpings, in which replies have the database; a thousand a second are kept up."""


class Announcer:
    """Feeds the outbox. Only one process at a time runs it (intake.store.locks)."""

    def __init__(
        self,
        database: Database,
        wake: Wake,
        limits: BroadcastLimits,
        hours: Hours,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._wake = wake
        self._bell = wake.bell("broadcasts")
        self._limits = limits
        self._hours = hours
        self._now = now

    async def run(self) -> None:
        """Feed until cancelled."""
        while True:
            try:
                is_busy = await to_its_end(self.advance())
            except (DatabaseError, SQLAlchemyError, OSError) as problem:
                _log.error("No se pudo avanzar con la difusión: %s", type(problem).__name__)
                is_busy = False
            await self._bell.wait(_PAUSE_SECONDS if is_busy else _LOOK_SECONDS)

    async def advance(self) -> bool:
        """Feed one helping, within decent hours; say whether any broadcast is on its way."""
        now = self._now()
        if not self._hours.include(now):
            return False
        async with self._database.reading() as session:
            if not await feeding.is_any_going(session, now):
                return False
        # Not synced, as what delivery writes: the disk keeps them in one order.
        async with self._database.transaction(synced=False) as session:
            await feeding.advance(session, self._limits, now=now)
        self._wake.ring("outbox")
        return True
