"""From the outbox to a channel: replies first, each chat in order, and no faster than allowed."""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
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
from bot.pace import Pace
from intake.db import Database
from intake.errors import DatabaseError
from intake.models import OutboxMessage, Person
from intake.models.message import OutboxState
from intake.outgoing import Outgoing
from intake.wake import Wake

_log = logging.getLogger(__name__)
_LOOK_SECONDS = 0.5
_LONGEST_WAIT = timedelta(minutes=5)
_GIVE_UP = timedelta(days=3)
_MISCONFIGURED_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A row that is being sent."""

    id: int
    person_id: int
    address: str
    attempts: int
    created_at: datetime
    message: Outgoing


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of it: the values its row takes, and what else must be written."""

    row: _Claimed
    values: dict[str, Any]
    unreachable: bool = False
    moved_to: str = ""


class Delivery:
    """Sends what is due on one channel. Only one process at a time runs it (intake.locks)."""

    def __init__(
        self, channel: Channel, database: Database, wake: Wake, now: Callable[[], datetime]
    ) -> None:
        self._channel = channel
        self._database = database
        self._wake = wake
        self._now = now
        self._pace = Pace(channel.rate, channel.chat_rate)
        self._sending: dict[int, asyncio.Task[None]] = {}  # by person
        self._outcomes: list[_Outcome] = []
        self._topic = f"delivery:{channel.name}"

    async def run(self) -> None:
        """Send until cancelled; what is half sent then is finished and written down first."""
        await self._take_over()
        try:
            while True:
                try:
                    claimed = await self._step()
                except (DatabaseError, SQLAlchemyError, OSError) as problem:
                    _log.error("No se pudo leer la bandeja de salida: %s", type(problem).__name__)
                    await asyncio.sleep(_LOOK_SECONDS)
                    continue
                if not claimed and not self._outcomes:
                    await self._wait()
        finally:
            await self._finish()

    async def _take_over(self) -> None:
        """What a dead process had in hand is sent again: nobody knows whether it arrived."""
        async with self._database.transaction() as session:
            result = await session.execute(
                sa.update(OutboxMessage)
                .where(
                    OutboxMessage.channel == self._channel.name,
                    OutboxMessage.state == OutboxState.PENDING,
                    OutboxMessage.claimed_at.is_not(None),
                )
                .values(claimed_at=None, error="resultado desconocido: el proceso se cortó")
            )
            count = result.rowcount  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
        if count:
            _log.warning(
                "%s: %d mensajes quedaron a medio enviar; se envían otra vez.",
                self._channel.name,
                count,
            )

    async def _step(self) -> int:
        """One transaction: write what was sent, claim what comes next; then send it."""
        outcomes, self._outcomes = self._outcomes, []
        try:
            async with self._database.transaction() as session:
                await self._write(session, outcomes)
                rows = await self._claim(session)
        except BaseException:
            self._outcomes = outcomes + self._outcomes
            raise
        for outcome in outcomes:
            self._sending.pop(outcome.row.person_id, None)
        for row in rows:
            self._sending[row.person_id] = asyncio.create_task(self._send(row))
        return len(rows)

    async def _wait(self) -> None:
        bells = [
            asyncio.ensure_future(self._wake.wait(topic, _LOOK_SECONDS))
            for topic in ("outbox", self._topic)
        ]
        await asyncio.wait(
            bells,
            timeout=self._pace.next_awake(_LOOK_SECONDS) or 0.001,
            return_when=asyncio.FIRST_COMPLETED,
        )
        for bell in bells:
            bell.cancel()
        await asyncio.gather(*bells, return_exceptions=True)

    async def _claim(self, session: AsyncSession) -> list[_Claimed]:
        """The next rows to send, marked as in hand: at most one a person, in order."""
        room = self._pace.most_at_once - len(self._sending)
        if room <= 0 or self._pace.is_closed:
            return []
        now = self._now()
        busy = {*self._sending, *self._pace.resting()}
        earlier = sa.orm.aliased(OutboxMessage)
        found = await session.execute(
            sa.select(OutboxMessage, Person.address, Person.unreachable_at)
            .join(Person, Person.id == OutboxMessage.person_id)
            .where(
                OutboxMessage.channel == self._channel.name,
                OutboxMessage.state == OutboxState.PENDING,
                OutboxMessage.due_at <= now,
                OutboxMessage.person_id.not_in(busy),
                ~sa.exists().where(
                    earlier.person_id == OutboxMessage.person_id,
                    earlier.state == OutboxState.PENDING,
                    sa.tuple_(earlier.lane, earlier.id)
                    < sa.tuple_(OutboxMessage.lane, OutboxMessage.id),
                ),
            )
            .order_by(OutboxMessage.lane, OutboxMessage.id)
            .limit(room)
        )
        claimed = []
        for row, address, unreachable_at in found:
            if unreachable_at is not None:
                row.state = OutboxState.DROPPED
                row.finished_at = now
                row.error = "la persona bloqueó el canal"
                continue
            row.claimed_at = now
            row.attempts += 1
            claimed.append(
                _Claimed(
                    row.id,
                    row.person_id,
                    address,
                    row.attempts,
                    row.created_at,
                    Outgoing.from_json(row.payload),
                )
            )
        return claimed

    async def _send(self, row: _Claimed) -> None:
        await self._pace.turn()
        try:
            external_id = await self._channel.send(row.address, row.message, str(row.id))
            outcome = _Outcome(
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
        self._pace.rest(row.person_id)
        self._outcomes.append(outcome)
        self._wake.ring(self._topic)

    def _failed(self, row: _Claimed, problem: SendError) -> _Outcome:
        """What each kind of failure does to the row."""
        now = self._now()
        again: dict[str, Any] = {"claimed_at": None, "error": str(problem)[:300]}
        over = {"finished_at": now, "error": str(problem)[:300]}
        match problem:
            case ThrottledError():
                self._pace.close_gate(problem.seconds)
                return _Outcome(row, {**again, "attempts": row.attempts - 1})
            case UnreachableError():
                return _Outcome(row, {**over, "state": OutboxState.FAILED}, unreachable=True)
            case RejectedError():
                _log.error("%s rechazó el mensaje %d: %s", self._channel.name, row.id, problem)
                return _Outcome(row, {**over, "state": OutboxState.FAILED})
            case MovedError():
                return _Outcome(row, again, moved_to=problem.address)
            case MisconfiguredError():
                _log.error("%s no acepta nuestras credenciales: %s", self._channel.name, problem)
                self._pace.close_gate(_MISCONFIGURED_SECONDS)
                return _Outcome(row, {**again, "attempts": row.attempts - 1})
            case _:
                if now - row.created_at > _GIVE_UP:
                    return _Outcome(row, {**over, "state": OutboxState.FAILED})
                wait = min(timedelta(seconds=2.0 ** min(row.attempts, 10)), _LONGEST_WAIT)
                return _Outcome(row, {**again, "due_at": now + wait * random.uniform(0.8, 1.2)})

    async def _write(self, session: AsyncSession, outcomes: list[_Outcome]) -> None:
        by_shape: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for outcome in outcomes:
            values = {f"new_{name}": value for name, value in outcome.values.items()}
            shape = tuple(sorted(outcome.values))
            by_shape.setdefault(shape, []).append({"row_id": outcome.row.id, **values})
        table = OutboxMessage.__table__
        connection = await session.connection()
        for shape, rows in by_shape.items():
            statement = (
                sa.update(OutboxMessage)
                .where(table.c.id == sa.bindparam("row_id"))
                .values({name: sa.bindparam(f"new_{name}") for name in shape})
            )
            await connection.execute(statement, rows)
        for outcome in outcomes:
            if outcome.unreachable:
                await self._give_up_on(session, outcome.row.person_id)
            if outcome.moved_to:
                await _move(session, outcome.row.person_id, outcome.moved_to)

    async def _give_up_on(self, session: AsyncSession, person_id: int) -> None:
        """The person cannot be reached: nothing else is tried until they write again."""
        now = self._now()
        await session.execute(
            sa.update(Person).where(Person.id == person_id).values(unreachable_at=now)
        )

    async def _finish(self) -> None:
        """Let what is on its way arrive, and write it down."""
        if self._sending:
            await asyncio.wait(self._sending.values(), timeout=5)
        for task in self._sending.values():
            task.cancel()
        outcomes, self._outcomes = self._outcomes, []
        if outcomes:
            try:
                async with self._database.transaction() as session:
                    await self._write(session, outcomes)
            except (DatabaseError, SQLAlchemyError, OSError):
                _log.error("%d envíos quedaron sin anotar.", len(outcomes))


async def _move(session: AsyncSession, person_id: int, address: str) -> None:
    """The chat has another address. Where we know somebody there, what waits goes to them."""
    person = await session.get_one(Person, person_id)
    other = await session.scalar(
        sa.select(Person.id).where(Person.channel == person.channel, Person.address == address)
    )
    if other is None:
        person.address = address
    else:
        await session.execute(
            sa.update(OutboxMessage)
            .where(OutboxMessage.person_id == person_id, OutboxMessage.state == OutboxState.PENDING)
            .values(person_id=other)
        )
