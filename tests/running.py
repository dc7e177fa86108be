"""Loops in the background of a test, waiting for what they do, and a database that goes away."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy.util import greenlet_spawn

from intake.store.db import Database

PATIENCE = 30.0
"""Seconds until a test gives up waiting: far more than a loaded machine needs."""


@asynccontextmanager
async def running(
    *jobs: Coroutine[Any, Any, object],
) -> AsyncIterator[list[asyncio.Task[object]]]:
    """Run these until the end of the block; one that broke breaks the test."""
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result


async def until(
    holds: Callable[[], bool] | Callable[[], Awaitable[bool]],
    what: str,
    *,
    watched: list[asyncio.Task[object]] | None = None,
    patience: float = PATIENCE,
) -> None:
    """Wait until it holds; say in words what did not come. A watched task that breaks ends it."""
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + patience
    while True:
        answer = holds()
        if answer if isinstance(answer, bool) else await answer:
            return
        for task in watched or ():
            if task.done():
                task.result()
        assert loop.time() < ends_at, f"after {patience:g} s, still not so: {what}"
        await a_while()


async def a_while() -> None:
    """Pause between two steps that go on until something else happens."""
    await asyncio.sleep(0.01)


async def turns(count: int = 50) -> None:
    """Let whoever in this loop can go on do so, that many times; time is not waited for."""
    for _ in range(count):
        await asyncio.sleep(0)


@asynccontextmanager
async def closing(database: Database) -> AsyncIterator[Database]:
    """This one, closed at the end of the block."""
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def outage(database: Database) -> AsyncIterator[None]:
    """Nobody can speak with the database during the block; its rows are kept."""
    if database.is_sqlite:
        path = Path(database.engine.url.database or "")
        away = path.with_suffix(".away")
        pool = database.engine.pool
        await database.close()
        path.rename(away)
        path.mkdir()
        try:
            yield
        finally:
            path.rmdir()
            away.rename(path)
            await greenlet_spawn(pool.dispose)  # what was in use when it was closed
        return
    name = database.engine.url.database
    maintenance = database.engine.url.set(drivername="postgresql", database="postgres")
    connection = await asyncpg.connect(maintenance.render_as_string(hide_password=False))
    try:
        await connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        await connection.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
        )
        yield
    finally:
        await connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        await connection.close()


async def somebody_waits(database: Database) -> bool:
    """Whether a transaction of this database waits for another one's lock.

    SQLite does not tell: whoever begins to write there waits, so that the answer is yes.
    """
    if database.is_sqlite:
        return True
    async with database.reading() as session:
        waiting = await session.scalar(
            sa.text(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
        )
    return bool(waiting)


async def count(database: Database, table: type[Any], *where: sa.ColumnElement[bool]) -> int:
    """How many rows there are."""
    async with database.reading() as session:
        found = await session.scalar(sa.select(sa.func.count()).select_from(table).where(*where))
    return found or 0
