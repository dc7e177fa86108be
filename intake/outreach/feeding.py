"""From an audience to the outbox, in small helpings: nobody left out, nobody twice.

People are looked at in the order of their ids, a range at a time, and whoever is in the audience
then gets a row; `Broadcast.fed_to` moves in the same transaction. So it does not matter when the
process dies, memory does not grow, replies pass in between, and who opts out meanwhile is not
written to.
"""

from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import BroadcastState, ConcursoState
from intake.outreach import audience
from intake.outreach.audience import Audience, BroadcastLimits, Past
from intake.store.db import insert_into
from intake.store.models import Aporte, Broadcast, Concurso, OutboxMessage, Person
from intake.store.models.message import Lane, OutboxState
from intake.store.wake import announce

WINDOW = 1_000
"""Messages of one broadcast that wait in the outbox at a time: a second of the fastest channel."""
HELPING = 200
"""Rows made in one transaction: some milliseconds, in which nothing else is done."""
RANGE = 20_000
"""People looked at in one statement: some hundredths of a second."""


def _going(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(
        Broadcast.state == BroadcastState.ENVIANDO,
        sa.and_(Broadcast.state == BroadcastState.APROBADA, Broadcast.starts_at <= now),
    )


async def is_any_going(session: AsyncSession, now: datetime) -> bool:
    """Whether `advance` has anything to do; asked often, it nearly always says no."""
    return bool(await session.scalar(sa.select(sa.exists().where(_going(now)))))


async def advance(session: AsyncSession, limits: BroadcastLimits, *, now: datetime) -> None:
    """Begin what is due, feed the outbox, end what is over."""
    rows = list(
        await session.scalars(
            sa.select(Broadcast)
            .where(_going(now))
            .order_by(Broadcast.id)
            .with_for_update(skip_locked=True)
        )
    )
    for row in rows:
        if row.state is BroadcastState.APROBADA:
            row.state, row.began_at = BroadcastState.ENVIANDO, now
        if row.concurso_id is not None and not takes_applications(
            await session.get_one(Concurso, row.concurso_id), now
        ):
            await stop(session, row, BroadcastState.CANCELADA, now)
        elif row.fed_at is None:
            await _feed(session, row, limits, now)
        elif not await _waiting(session, row, most=1):
            row.state, row.finished_at = BroadcastState.TERMINADA, now


async def _feed(
    session: AsyncSession, row: Broadcast, limits: BroadcastLimits, now: datetime
) -> None:
    """Post to the next range of people, where the outbox has room for them."""
    if await _waiting(session, row, most=WINDOW) > WINDOW - HELPING:
        return
    last = await session.scalar(sa.select(sa.func.max(Person.id))) or 0
    end = min(row.fed_to + RANGE, last)
    past = await audience.before(session, row.topic, now)
    whom = await audience.read(session, row.audience)
    look, post = _statements(session.get_bind().dialect.name, whom, past, limits, HELPING)
    found, furthest = (await session.execute(look, {"after": row.fed_to, "end": end})).one()
    if found == HELPING:
        end = furthest
    if found:
        values = {"topic": row.topic, "broadcast": row.id, "now": now}
        connection = await session.connection()
        await connection.execute(post, {"after": row.fed_to, "end": end, **values})
        await announce(session, "outbox")
    row.fed_to = end
    if end >= last:
        row.fed_at = now


@lru_cache(maxsize=16)
def _statements(
    dialect: str, whom: Audience, past: Past, limits: BroadcastLimits, most: int
) -> tuple[sa.Select[int, int], sa.Insert]:
    """How many of the next range, and up to whom; and the rows for them, made by the database.

    Who was dropped before (opted out, gone) may get it now. Kept, because
    building them takes longer than running them.
    """
    after, end = sa.bindparam("after", type_=sa.Integer), sa.bindparam("end", type_=sa.Integer)
    among = sa.and_(Aporte.author_id > after, Aporte.author_id <= end)
    who = [*audience.who_may(whom, past, limits, among), Person.id > after, Person.id <= end]
    helping = sa.select(Person.id).where(*who).order_by(Person.id).limit(most).subquery()
    now = sa.bindparam("now", type_=OutboxMessage.created_at.type)
    values = {
        "key": sa.bindparam("topic", type_=sa.Text).concat(
            sa.literal(":").concat(sa.cast(Person.id, sa.Text))
        ),
        "person_id": Person.id,
        "channel": Person.channel,
        "lane": sa.literal(int(Lane.MASS)),
        "payload": sa.literal({}, OutboxMessage.payload.type),
        "broadcast_id": sa.bindparam("broadcast", type_=OutboxMessage.broadcast_id.type),
        "state": sa.literal(OutboxState.PENDING, OutboxMessage.state.type),
        "created_at": now,
        "due_at": now,
        "attempts": sa.literal(0),
    }
    new = insert_into(dialect, OutboxMessage).from_select(
        list(values), sa.select(*values.values()).where(*who).order_by(Person.id)
    )
    again = ("broadcast_id", "state", "created_at", "due_at", "attempts")
    post = new.on_conflict_do_update(
        index_elements=["key"],
        set_={name: new.excluded[name] for name in again} | {"finished_at": None},
        where=OutboxMessage.state == OutboxState.DROPPED,
    )
    return sa.select(sa.func.count(), sa.func.max(helping.c.id)), post


async def _waiting(session: AsyncSession, row: Broadcast, *, most: int) -> int:
    """How many messages of it wait, at most `most`. Each has its own: a paused one stops none."""
    query = sa.select(OutboxMessage.id).where(
        OutboxMessage.state == OutboxState.PENDING,
        OutboxMessage.lane == Lane.MASS,
        # +0: through the index of what is pending, which is short, and not through all its rows.
        OutboxMessage.broadcast_id + 0 == row.id,
    )
    count = sa.select(sa.func.count()).select_from(query.limit(most).subquery())
    return await session.scalar(count) or 0


async def stop(session: AsyncSession, row: Broadcast, state: BroadcastState, now: datetime) -> int:
    """End it. What was not sent leaves the outbox; what is on its way arrives."""
    gone = await session.execute(
        sa.delete(OutboxMessage).where(
            OutboxMessage.broadcast_id == row.id,
            OutboxMessage.state == OutboxState.PENDING,
            OutboxMessage.claimed_at.is_(None),
        )
    )
    row.state, row.finished_at = state, now
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE gives a CursorResult


def takes_applications(concurso: Concurso, at: datetime) -> bool:
    """Whether a call is open then, or will be: no other is announced."""
    return concurso.state is ConcursoState.PUBLICADO and at < concurso.closes_at
