"""Waking whoever waits for rows. Only a hint: everybody also looks by themselves now and then."""

import asyncio
import logging
from collections import defaultdict
from contextlib import suppress

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from intake.store.db import Database

_log = logging.getLogger(__name__)
_RECONNECT_SECONDS = 5.0


class Bell:
    """One listener's own: what rings while it is busy is heard when it waits next."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake the listener, now or as soon as it waits."""
        self._rung.set()

    async def wait(self, seconds: float) -> None:
        """Wait until it rings, or `seconds` have passed."""
        with suppress(TimeoutError):
            # Not wait_for: in Python 3.11 it loses a cancellation that comes with the ring.
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()


class Wake:
    """Rings by topic, in this process, and in the others through PostgreSQL's NOTIFY."""

    def __init__(self) -> None:
        self._bells: defaultdict[str, list[Bell]] = defaultdict(list)

    def bell(self, *topics: str) -> Bell:
        """A new bell that rings for any of these topics, from now on."""
        bell = Bell()
        for topic in topics:
            self._bells[topic].append(bell)
        return bell

    def ring(self, topic: str) -> None:
        """Wake everybody in this process who listens to this topic."""
        for bell in self._bells[topic]:
            bell.ring()

    async def listen(
        self, database: Database, *, reconnect_after: float = _RECONNECT_SECONDS
    ) -> None:
        """Ring for what other processes announce, until cancelled. Nothing to do on SQLite."""
        if database.is_sqlite:
            return
        # Here, and not above: the terminal announces, and never listens.
        from asyncpg import InterfaceError, PostgresError  # noqa: PLC0415

        url = make_url(database.url).set(drivername="postgresql")
        while True:
            with suppress(OSError, PostgresError, InterfaceError):
                await self._listen_once(url.render_as_string(hide_password=False))
            await asyncio.sleep(reconnect_after)

    async def _listen_once(self, url: str) -> None:
        from asyncpg import connect  # noqa: PLC0415 as above

        connection = await connect(url)
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
