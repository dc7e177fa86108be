"""Taking messages in: committed before the channel is answered, many to a transaction."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.messages import Incoming
from intake.db import Database, insert
from intake.errors import DatabaseError, DatabaseUnreachableError
from intake.models import InboxMessage
from intake.models.message import InboxState
from intake.wake import Wake, announce

_log = logging.getLogger(__name__)
_MOST_ROWS = 500
"""A transaction: enough to pay for its disk sync, few enough not to keep the first waiting."""

Waiting = tuple[list[dict[str, Any]], asyncio.Future[None]]


class Reception:
    """The door of the inbox. `run` writes; `accept` waits until its messages are safe."""

    def __init__(self, database: Database, wake: Wake, now: Callable[[], datetime]) -> None:
        self._database = database
        self._wake = wake
        self._now = now
        self._queue: asyncio.Queue[Waiting] = asyncio.Queue()

    async def accept(self, messages: Sequence[Incoming]) -> None:
        """Return once every message is committed; a repeated one changes nothing.

        Raises DatabaseError when they are not: the channel must then ask for them again.
        """
        if not messages:
            return
        rows = [
            {
                "channel": message.channel,
                "external_id": message.external_id,
                "address": message.address,
                "payload": message.to_json(),
                "state": InboxState.PENDING,
                "received_at": self._now(),
            }
            for message in messages
        ]
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((rows, done))
        await done

    async def run(self) -> None:
        """Write what is handed over, until cancelled."""
        while True:
            batch = [await self._queue.get()]
            while not self._queue.empty() and sum(len(rows) for rows, _ in batch) < _MOST_ROWS:
                batch.append(self._queue.get_nowait())
            try:
                await self._write([row for rows, _ in batch for row in rows])
            except (DatabaseError, SQLAlchemyError, OSError) as problem:
                _log.error("No se pudo guardar lo recibido: %s", type(problem).__name__)
                _settle(batch, DatabaseUnreachableError())
            except asyncio.CancelledError:
                _settle(batch, DatabaseUnreachableError())
                raise
            else:
                _settle(batch, None)
                self._wake.ring("inbox")

    async def _write(self, rows: list[dict[str, Any]]) -> None:
        async with self._database.transaction() as session:
            await session.execute(
                insert(session, InboxMessage).on_conflict_do_nothing(
                    index_elements=["channel", "external_id"]
                ),
                rows,
            )
            await announce(session, "inbox")


def _settle(batch: list[Waiting], problem: DatabaseError | None) -> None:
    for _, done in batch:
        with suppress(asyncio.InvalidStateError):  # the request was cancelled meanwhile
            if problem is None:
                done.set_result(None)
            else:
                done.set_exception(problem)
