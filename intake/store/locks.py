"""One process at a time: a lock that is let go of when its holder dies, however it dies."""

import asyncio
import fcntl
import logging
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from intake.store.db import Database

_log = logging.getLogger(__name__)
Work = Callable[[], Coroutine[None, None, None]]
Check = Callable[[], Awaitable[bool]]
_TRY_AGAIN_SECONDS = 2.0
_CHECK_SECONDS = 5.0


async def alone(
    database: Database,
    name: str,
    work: Work,
    *,
    ask_every: float = _TRY_AGAIN_SECONDS,
    check_every: float = _CHECK_SECONDS,
) -> None:
    """Run `work` while this process holds the lock `name`; wait for it while another one does.

    Where the lock is lost (the server restarted), the work is cancelled and begun again.
    """
    waiting = False
    while True:
        async with _hold(database, name) as still_held:
            if still_held is not None:
                waiting = False
                if await _until_lost(work, still_held, check_every):
                    return
                _log.warning("Se perdió el turno de «%s»; se vuelve a pedir.", name)
            elif not waiting:
                waiting = True
                _log.info("Otro proceso se ocupa de «%s»; este espera.", name)
        await asyncio.sleep(ask_every)


async def queue_up(session: AsyncSession, name: str) -> None:
    """Wait for whatever transaction holds `name`, and hold it to the end of this one.

    For what locks many rows in an order of its own. SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(sa.select(sa.func.pg_advisory_xact_lock(_key(name))))


async def _until_lost(work: Work, still_held: Check, check_every: float) -> bool:
    """True when the work came to its end, False when the lock was lost before."""
    task = asyncio.ensure_future(work())
    try:
        while True:
            done, _ = await asyncio.wait({task}, timeout=check_every)
            if done:
                await task
                return True
            if not await still_held():
                return False
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def _hold(database: Database, name: str) -> AsyncIterator[Check | None]:
    """A check that the lock is still ours, or None while another process has it."""
    holder = _hold_file if database.is_sqlite else _hold_postgres
    async with holder(database, name) as check:
        yield check


@asynccontextmanager
async def _hold_postgres(database: Database, name: str) -> AsyncIterator[Check | None]:
    """An advisory lock on a connection of its own."""
    try:
        connection = await database.engine.connect()
    except (OSError, SQLAlchemyError) as problem:
        _log.warning("Sin base de datos para el turno de «%s»: %s", name, type(problem).__name__)
        yield None
        return
    try:
        connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
        got = await connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_key(name))))

        async def check() -> bool:
            try:
                await connection.execute(sa.select(1))
            except (OSError, SQLAlchemyError):
                return False
            return True

        yield check if got else None
    finally:
        # Closed for good: given back to the pool it would go on holding the lock.
        with suppress(OSError, SQLAlchemyError):
            await connection.invalidate()
        with suppress(OSError, SQLAlchemyError):
            await connection.close()


def _key(name: str) -> int:
    return zlib.crc32(f"ayni:{name}".encode())


def _lock_file(database: Database, name: str) -> Path:
    folder = Path(f"{make_url(database.url).database}.locks")
    folder.mkdir(exist_ok=True)
    return folder / name.replace(":", "-")


@asynccontextmanager
async def _hold_file(database: Database, name: str) -> AsyncIterator[Check | None]:
    """A lock on a small file beside the database; the system drops it with the process."""
    with _lock_file(database, name).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return

        async def check() -> bool:
            return True

        yield check
