"""Waking whoever waits for rows. Only a hint: everybody also looks by themselves now and then."""

import asyncio
import logging
from contextlib import suppress

import asyncpg
import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from intake.db import Database

_log = logging.getLogger(__name__)
_RECONNECT_SECONDS = 5.0


class Wake:
    """Named bells: `ring` in this process, and in the others through PostgreSQL's NOTIFY."""

    def __init__(self) -> None:
        self._bells: dict[str, asyncio.Event] = {}

    def ring(self, topic: str) -> None:
        """Wake whoever waits for this topic in this process."""
        self._bell(topic).set()

    async def wait(self, topic: str, seconds: float) -> None:
        """Until the bell rings, or `seconds` have passed."""
        bell = self._bell(topic)
        with suppress(TimeoutError):
            await asyncio.wait_for(bell.wait(), seconds)
        bell.clear()

    def _bell(self, topic: str) -> asyncio.Event:
        return self._bells.setdefault(topic, asyncio.Event())

    async def listen(self, database: Database) -> None:
        """Ring for what other processes announce, until cancelled. Nothing to do on SQLite."""
        if database.is_sqlite:
            return
        url = make_url(database.url).set(drivername="postgresql")
        while True:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await self._listen_once(url.render_as_string(hide_password=False))
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _listen_once(self, url: str) -> None:
        connection = await asyncpg.connect(url)
        try:
            closed = asyncio.Event()
            connection.add_termination_listener(lambda _: closed.set())
            await connection.add_listener("ayni", lambda *heard: self.ring(str(heard[3])))
            await closed.wait()
        finally:
            await connection.close(timeout=1)


async def announce(session: AsyncSession, topic: str) -> None:
    """Ring in every process when this transaction commits. Nothing to do on SQLite."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(sa.select(sa.func.pg_notify("ayni", topic)))
