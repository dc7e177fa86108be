"""Taking messages in: committed before the channel is answered, many to a transaction."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from bot.logs import SparingLog
from bot.messages import Incoming
from intake.clock import ticks
from intake.errors import DatabaseError, DatabaseUnreachableError
from intake.store.db import Database, insert_new, to_its_end
from intake.store.models import InboxMessage
from intake.store.models.message import InboxState
from intake.store.wake import Wake, announce

_log = logging.getLogger(__name__)
_MOST_ROWS = 500
"""A transaction: enough to pay for its disk sync, few enough not to keep the first waiting."""

_STOPPING = "El bot se está apagando: el mensaje se pedirá otra vez."

Waiting = tuple[list[dict[str, object]], asyncio.Future[None]]


class Reception:
    """The door of the inbox. `run` writes; `accept` waits until its messages are safe."""

    def __init__(
        self,
        database: Database,
        wake: Wake,
        now: Callable[[], datetime],
        ticks: Callable[[], float] = ticks,
    ) -> None:
        self._database = database
        self._wake = wake
        self._now = now
        self._queue: asyncio.Queue[Waiting] = asyncio.Queue()
        self._is_over = False
        self._sparing = SparingLog(_log, ticks)

    async def accept(self, messages: Sequence[Incoming]) -> None:
        """Return once every message is committed; a repeated one changes nothing.

        Raises DatabaseError when they are not: the channel must then ask for them again.
        """
        if not messages:
            return
        if self._is_over:
            raise DatabaseError(_STOPPING)
        rows = [
            {
                "channel": message.channel,
                "external_id": message.external_id,
                "address": message.address,
                "payload": message.to_json(),
                "state": InboxState.PENDING,
                "received_at": self._now(),
            }
            for message in map(Incoming.fit_to_keep, messages)
        ]
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((rows, done))
        await done

    async def run(self) -> None:
        """Write what is handed over, until cancelled; whoever waits then is told."""
        batch: list[Waiting] = []
        try:
            while True:
                batch = [await self._queue.get()]
                size = len(batch[0][0])
                while size < _MOST_ROWS and not self._queue.empty():
                    batch.append(self._queue.get_nowait())
                    size += len(batch[-1][0])
                await to_its_end(self._store(batch))
        finally:
            self._is_over = True
            while not self._queue.empty():
                batch.append(self._queue.get_nowait())
            _settle(batch, DatabaseError(_STOPPING))

    async def _store(self, batch: list[Waiting]) -> None:
        """Write a batch and tell everybody; one that cannot be written does not stop the others."""
        try:
            await self._write([row for rows, _ in batch for row in rows])
        except (DatabaseError, SQLAlchemyError, OSError, ValueError) as problem:
            kind = type(problem).__name__
            self._sparing.say(logging.ERROR, f"No se pudo guardar lo recibido: {kind}")
            if len(batch) > 1 and not isinstance(problem, DatabaseError | OSError):
                for each in batch:
                    await self._store([each])
            else:
                _settle(batch, DatabaseUnreachableError())
        else:
            _settle(batch, None)
            self._wake.ring("inbox")

    async def _write(self, rows: list[dict[str, object]]) -> None:
        async with self._database.transaction() as session:
            await insert_new(session, InboxMessage, ("channel", "external_id"), rows)
            await announce(session, "inbox")


def _settle(batch: list[Waiting], problem: DatabaseError | None) -> None:
    for _, done in batch:
        with suppress(asyncio.InvalidStateError):  # the request was cancelled meanwhile
            if problem is None:
                done.set_result(None)
            else:
                done.set_exception(problem)
