"""From the outbox to a channel: replies first, each chat in order, and no faster than allowed."""

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import (
    Channel,
    MisconfiguredError,
    MovedError,
    RejectedError,
    SendError,
    ThrottledError,
    UncertainError,
    UnreachableError,
)
from bot.outbox import claim
from bot.outbox.claim import Claimed, RowChange, SendOutcome
from bot.outbox.pace import Pace
from intake.errors import DatabaseError
from intake.store.db import Database, to_its_end
from intake.store.models.message import Lane, OutboxState
from intake.store.wake import Wake
from intake.words.hours import ALWAYS, Hours

_log = logging.getLogger(__name__)
_LOOK_SECONDS = 0.5
_GATHER_SECONDS = 0.008
_AT_ONCE = 0.001
_LONGEST_WAIT = timedelta(minutes=5)
_GIVE_UP = timedelta(days=3)
_MISCONFIGURED_SECONDS = 30.0
_LAST_SECONDS = 5.0


class Delivery:
    """Sends what is due on one channel. Only one process at a time runs it (intake.store.locks)."""

    def __init__(
        self,
        channel: Channel,
        database: Database,
        wake: Wake,
        now: Callable[[], datetime],
        *,
        mass_hours: Hours = ALWAYS,
    ) -> None:
        self._channel = channel
        self._database = database
        self._now = now
        self._mass_hours = mass_hours
        self._pace = Pace(channel.rate, channel.chat_rate)
        self._sending: dict[int, asyncio.Task[None]] = {}  # by person
        self._begun: set[int] = set()  # of these, who is past waiting for a turn
        self._outcomes: list[SendOutcome] = []
        self._bell = wake.bell("outbox")
        self._is_ringing_soon = False

    async def run(self) -> None:
        """Send until cancelled; what is half sent then is finished and written down first."""
        try:
            await self._insist(self._take_over)
            while True:
                found = await self._insist(self._step)
                if not found:
                    await self._bell.wait(self._pace.next_awake(_LOOK_SECONDS) or _AT_ONCE)
        finally:
            await self._finish()

    async def _insist(self, work: Callable[[], Coroutine[None, None, int]]) -> int:
        """Do it, and again while there is no database."""
        while True:
            try:
                return await to_its_end(work())
            except (DatabaseError, SQLAlchemyError, OSError) as problem:
                _log.error("No se pudo leer la bandeja de salida: %s", type(problem).__name__)
                await asyncio.sleep(_LOOK_SECONDS)

    async def _take_over(self) -> int:
        """What a dead process had in hand: sent again, or noted as unknown (mass messages)."""
        name = self._channel.name
        async with self._database.transaction(synced=False) as session:
            again, unknown = await claim.take_over(
                session, name, knows_repeats=self._channel.knows_repeats, now=self._now()
            )
        if again:
            _log.warning(
                "%s: %d mensajes quedaron a medio enviar; se envían otra vez.", name, again
            )
        if unknown:
            _log.warning(
                "%s: de %d mensajes de difusión no se sabrá si llegaron; no se repiten.",
                name,
                unknown,
            )
        return again + unknown

    async def _step(self) -> int:
        """One transaction: write what was sent, claim what comes next; then send it. How many."""
        outcomes, self._outcomes = self._outcomes, []
        try:
            async with self._database.transaction(synced=False) as session:
                await claim.write(session, outcomes, self._now())
                rows, found = await self._claim(session, {each.row.person_id for each in outcomes})
        except BaseException:
            self._outcomes = outcomes + self._outcomes
            raise
        for outcome in outcomes:
            self._sending.pop(outcome.row.person_id, None)
            self._begun.discard(outcome.row.person_id)
        for row in rows:
            self._sending[row.person_id] = asyncio.create_task(self._send(row))
        return found

    async def _claim(
        self, session: AsyncSession, free: AbstractSet[int]
    ) -> tuple[list[Claimed], int]:
        """The next rows to send, marked as in hand: at most one a person, in order.

        And how many were looked at: some are over without being sent. Whoever is `free` has just
        been written to, and this transaction notes it: their next message may follow.
        """
        busy = self._sending.keys() - free
        in_hand = len(busy)
        waiting = in_hand - len(self._begun - free)
        room = min(self._pace.most_in_hand - in_hand, self._pace.most_waiting - waiting)
        if room <= 0 or self._pace.is_closed:
            return [], 0
        now = self._now()
        due = {
            "channel": self._channel.name,
            "now": now,
            "last_lane": Lane.MASS if self._mass_hours.include(now) else Lane.NOTICE,
            "busy": [*busy, *self._pace.resting()],
            "room": room,
        }
        taken = [claim.take(row, now) for row in await session.execute(claim.DUE, due)]
        claimed = [each for each in taken if isinstance(each, Claimed)]
        over = [each for each in taken if isinstance(each, RowChange)]
        connection = await session.connection()
        if ids := [each.id for each in claimed]:
            await connection.execute(claim.IN_HAND, {"ids": ids, "now": now})
        _log_failed(over)
        await claim.update(connection, over)
        return claimed, len(taken)

    def _is_once(self, row: Claimed) -> bool:
        """Whether it must not go a second time, even if nobody knows of the first."""
        return row.is_mass and not self._channel.knows_repeats

    async def _send(self, row: Claimed) -> None:
        try:
            turn = await self._pace.turn()
        except asyncio.CancelledError:  # stopped before it began: nobody will send it twice
            self._outcomes.append(
                SendOutcome(row, {"claimed_at": None, "attempts": row.attempts - 1})
            )
            raise
        self._begun.add(row.person_id)
        if len(self._sending) - len(self._begun) <= self._pace.most_waiting // 2:
            self._ring_soon()
        try:
            external_id = await self._channel.send(row.address, row.message, str(row.id))
            outcome = SendOutcome(
                row,
                {
                    "state": OutboxState.SENT,
                    "finished_at": self._now(),
                    "external_id": external_id,
                    "error": None,
                },
            )
        except SendError as problem:
            outcome = self._failed(row, problem)
        except Exception as problem:  # noqa: BLE001 one delivery: the others go on
            _log.exception("%s: el mensaje %d no se pudo enviar.", self._channel.name, row.id)
            outcome = self._failed(row, UncertainError(type(problem).__name__))
        self._pace.answered(turn)
        self._pace.rest(row.person_id)
        self._outcomes.append(outcome)
        self._ring_soon()

    def _ring_soon(self) -> None:
        """Outcomes can wait for others, or for the next claim: one transaction writes them all."""
        if not self._is_ringing_soon:
            self._is_ringing_soon = True
            asyncio.get_running_loop().call_later(_GATHER_SECONDS, self._ring)

    def _ring(self) -> None:
        self._is_ringing_soon = False
        self._bell.ring()

    def _failed(self, row: Claimed, problem: SendError) -> SendOutcome:
        """What each kind of failure does to the row."""
        now = self._now()
        again: dict[str, object] = {"claimed_at": None, "error": str(problem)[:300]}
        over = {"finished_at": now, "error": str(problem)[:300]}
        match problem:
            case ThrottledError():
                self._pace.close_gate(problem.seconds)
                return SendOutcome(row, {**again, "attempts": row.attempts - 1})
            case UnreachableError():
                return SendOutcome(row, {**over, "state": OutboxState.FAILED}, unreachable=True)
            case RejectedError():
                _log.error("%s rechazó el mensaje %d: %s", self._channel.name, row.id, problem)
                return SendOutcome(row, {**over, "state": OutboxState.FAILED})
            case MovedError():
                return SendOutcome(row, again, moved_to=problem.address)
            case MisconfiguredError():
                _log.error("%s no acepta nuestras credenciales: %s", self._channel.name, problem)
                self._pace.close_gate(_MISCONFIGURED_SECONDS)
                return SendOutcome(row, {**again, "attempts": row.attempts - 1})
            case UncertainError() if self._is_once(row):
                return SendOutcome(row, {**over, "state": OutboxState.UNKNOWN})
            case _:
                if now - row.created_at > _GIVE_UP:
                    return SendOutcome(row, {**over, "state": OutboxState.FAILED})
                wait = min(timedelta(seconds=2.0 ** min(row.attempts, 10)), _LONGEST_WAIT)
                return SendOutcome(row, {**again, "due_at": now + wait * random.uniform(0.8, 1.2)})

    async def _finish(self) -> None:
        """Let what is on its way arrive, and write it down."""
        for person_id in self._sending.keys() - self._begun:
            self._sending[person_id].cancel()
        if self._sending:
            await asyncio.wait(self._sending.values(), timeout=_LAST_SECONDS)
        for task in self._sending.values():
            task.cancel()
        await asyncio.gather(*self._sending.values(), return_exceptions=True)
        outcomes, self._outcomes = self._outcomes, []
        if outcomes:
            try:
                async with self._database.transaction(synced=False) as session:
                    await claim.write(session, outcomes, self._now())
            except (DatabaseError, SQLAlchemyError, OSError):
                _log.error("%d envíos quedaron sin anotar.", len(outcomes))


def _log_failed(changes: list[RowChange]) -> None:
    for each in changes:
        if each.values["state"] is OutboxState.FAILED:
            _log.error("Mensaje %d de la salida: %s", each.row_id, each.values["error"])
