"""From the outbox to a channel: replies first, each chat in order, and no faster than allowed."""

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

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
from intake.db import Database, to_its_end
from intake.errors import DatabaseError
from intake.models import OutboxMessage, Person
from intake.models.message import OutboxState
from intake.outgoing import Outgoing
from intake.wake import Wake

_log = logging.getLogger(__name__)
_LOOK_SECONDS = 0.5
_GATHER_SECONDS = 0.02
_AT_ONCE = 0.001
_LONGEST_WAIT = timedelta(minutes=5)
_GIVE_UP = timedelta(days=3)
_MISCONFIGURED_SECONDS = 30.0
_LAST_SECONDS = 5.0


_earlier = sa.orm.aliased(OutboxMessage)
_IDS: sa.BindParameter[list[int]] = sa.bindparam("ids", expanding=True)
# Built once: they run for every few messages, and building one costs more than running it.
_DUE = (
    sa.select(
        OutboxMessage.id,
        OutboxMessage.person_id,
        OutboxMessage.attempts,
        OutboxMessage.created_at,
        OutboxMessage.payload,
        Person.address,
        Person.unreachable_at,
    )
    .join(Person, Person.id == OutboxMessage.person_id)
    .where(
        OutboxMessage.channel == sa.bindparam("channel"),
        OutboxMessage.state == OutboxState.PENDING,
        OutboxMessage.due_at <= sa.bindparam("now"),
        OutboxMessage.person_id.not_in(sa.bindparam("busy", expanding=True)),
        ~sa.exists().where(
            _earlier.person_id == OutboxMessage.person_id,
            _earlier.state == OutboxState.PENDING,
            sa.tuple_(_earlier.lane, _earlier.id) < sa.tuple_(OutboxMessage.lane, OutboxMessage.id),
        ),
    )
    .order_by(OutboxMessage.lane, OutboxMessage.id)
    .limit(sa.bindparam("room"))
)
_IN_HAND = (
    sa.update(OutboxMessage)
    .where(OutboxMessage.__table__.c.id.in_(_IDS))
    .values(claimed_at=sa.bindparam("now"), attempts=OutboxMessage.__table__.c.attempts + 1)
)


@cache
def _set(names: tuple[str, ...]) -> sa.Update:
    """UPDATE of these columns of one row, `row_id`; the values are named new_<column>."""
    return (
        sa.update(OutboxMessage)
        .where(OutboxMessage.__table__.c.id == sa.bindparam("row_id"))
        .values({name: sa.bindparam(f"new_{name}") for name in names})
    )


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
class _Change:
    """What is to be written of a row."""

    row_id: int
    values: dict[str, Any]


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
        self._now = now
        self._pace = Pace(channel.rate, channel.chat_rate)
        self._sending: dict[int, asyncio.Task[None]] = {}  # by person
        self._begun: set[int] = set()  # of these, who is past waiting for a turn
        self._outcomes: list[_Outcome] = []
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

    async def _insist(self, work: Callable[[], Coroutine[Any, Any, int]]) -> int:
        """Do it, and again while there is no database."""
        while True:
            try:
                return await to_its_end(work())
            except (DatabaseError, SQLAlchemyError, OSError) as problem:
                _log.error("No se pudo leer la bandeja de salida: %s", type(problem).__name__)
                await asyncio.sleep(_LOOK_SECONDS)

    async def _take_over(self) -> int:
        """What a dead process had in hand is sent again: nobody knows whether it arrived."""
        async with self._database.transaction(synced=False) as session:
            result = await session.execute(
                sa.update(OutboxMessage)
                .where(
                    OutboxMessage.channel == self._channel.name,
                    OutboxMessage.state == OutboxState.PENDING,
                    OutboxMessage.claimed_at.is_not(None),
                )
                .values(claimed_at=None, error="resultado desconocido: el proceso se cortó")
            )
            count: int = result.rowcount  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
        if count:
            _log.warning(
                "%s: %d mensajes quedaron a medio enviar; se envían otra vez.",
                self._channel.name,
                count,
            )
        return count

    async def _step(self) -> int:
        """One transaction: write what was sent, claim what comes next; then send it. How many."""
        outcomes, self._outcomes = self._outcomes, []
        try:
            async with self._database.transaction(synced=False) as session:
                await self._write(session, outcomes)
                rows, found = await self._claim(session)
        except BaseException:
            self._outcomes = outcomes + self._outcomes
            raise
        for outcome in outcomes:
            self._sending.pop(outcome.row.person_id, None)
            self._begun.discard(outcome.row.person_id)
        for row in rows:
            self._sending[row.person_id] = asyncio.create_task(self._send(row))
        return found

    async def _claim(self, session: AsyncSession) -> tuple[list[_Claimed], int]:
        """The next rows to send, marked as in hand: at most one a person, in order.

        And how many were looked at: some are over without being sent.
        """
        busy = {*self._sending, *self._pace.resting()}
        room = self._pace.most_at_once - len(self._sending)
        if room <= 0 or self._pace.is_closed:
            return [], 0
        now = self._now()
        found = await session.execute(
            _DUE, {"channel": self._channel.name, "now": now, "busy": list(busy), "room": room}
        )
        taken = [_take(row, now) for row in found]
        claimed = [each for each in taken if isinstance(each, _Claimed)]
        connection = await session.connection()
        if claimed:
            await connection.execute(_IN_HAND, {"ids": [each.id for each in claimed], "now": now})
        await _update(connection, [each for each in taken if isinstance(each, _Change)])
        return claimed, len(taken)

    async def _send(self, row: _Claimed) -> None:
        try:
            await self._pace.turn()
        except asyncio.CancelledError:  # stopped before it began: nobody will send it twice
            self._outcomes.append(_Outcome(row, {"claimed_at": None, "attempts": row.attempts - 1}))
            raise
        self._begun.add(row.person_id)
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
        self._ring_soon()

    def _ring_soon(self) -> None:
        """Outcomes can wait for others, or for the next claim: one transaction writes them all."""
        if not self._is_ringing_soon:
            self._is_ringing_soon = True
            asyncio.get_running_loop().call_later(_GATHER_SECONDS, self._ring)

    def _ring(self) -> None:
        self._is_ringing_soon = False
        self._bell.ring()

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
        changes = [_Change(outcome.row.id, outcome.values) for outcome in outcomes]
        await _update(await session.connection(), changes)
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
                    await self._write(session, outcomes)
            except (DatabaseError, SQLAlchemyError, OSError):
                _log.error("%d envíos quedaron sin anotar.", len(outcomes))


async def _update(connection: AsyncConnection, changes: Iterable[_Change]) -> None:
    """Set what changes, all rows with the same columns in one statement."""
    by_names: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for change in changes:
        values = {f"new_{name}": value for name, value in change.values.items()}
        rows = by_names.setdefault(tuple(sorted(change.values)), [])
        rows.append({"row_id": change.row_id, **values})
    for names, rows in by_names.items():
        await connection.execute(_set(names), rows)


def _take(row: sa.Row[*tuple[Any, ...]], now: datetime) -> _Claimed | _Change:
    """The row as it will be sent; or that it is over: nobody is there, or it cannot be read."""
    if row.unreachable_at is not None:
        error = "la persona bloqueó el canal"
        return _Change(row.id, {"state": OutboxState.DROPPED, "finished_at": now, "error": error})
    try:
        message = Outgoing.from_json(row.payload)
    except (KeyError, TypeError, ValueError) as problem:
        _log.error("El mensaje %d de la bandeja de salida no se puede leer: %r", row.id, problem)
        error = f"no se puede leer: {problem!r}"[:300]
        return _Change(row.id, {"state": OutboxState.FAILED, "finished_at": now, "error": error})
    return _Claimed(row.id, row.person_id, row.address, row.attempts + 1, row.created_at, message)


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
