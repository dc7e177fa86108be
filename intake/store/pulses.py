"""When what must happen again and again last did, written where every process can read it.

A channel that asks for updates beats, under its own name, each time that it is answered.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import DatabaseError
from intake.store.db import Database, insert, to_its_end
from intake.store.models import Pulse

_log = logging.getLogger(__name__)

WRITE_PULSE = "salud"
LATE = timedelta(minutes=5)
"""A poll takes half a minute: after so long, nobody is listening."""
_EVERY = timedelta(seconds=20)


class Pulses:
    """One of them, written down by whoever keeps it going; not more often than needed."""

    def __init__(self, database: Database, name: str, now: Callable[[], datetime]) -> None:
        self._database = database
        self._name = name
        self._now = now
        self._written_at: datetime | None = None

    async def beat(self) -> None:
        """Say that it worked now."""
        now = self._now()
        if self._written_at is None or not timedelta() <= now - self._written_at < _EVERY:
            try:
                await to_its_end(write(self._database, self._name, now=now, synced=False))
            except (DatabaseError, SQLAlchemyError) as problem:
                # It is only a note; that it grows old is how the others see it.
                _log.debug("no se anotó el pulso «%s»: %s", self._name, type(problem).__name__)
            self._written_at = now


async def write(database: Database, name: str, *, now: datetime, synced: bool = True) -> None:
    """Note that it worked at `now`, in a transaction of its own."""
    async with database.transaction(synced=synced) as session:
        statement = insert(session, Pulse).values(name=name, at=now)
        await session.execute(
            statement.on_conflict_do_update(index_elements=["name"], set_={"at": now})
        )


async def last(session: AsyncSession) -> dict[str, datetime]:
    """When each last worked, by its name."""
    return {row.name: row.at for row in await session.scalars(sa.select(Pulse))}
