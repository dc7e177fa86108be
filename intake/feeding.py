"""From an audience to the outbox, in small helpings: nobody left out, nobody twice.

People are looked at in the order of their ids, a range at a time, and whoever is in the audience
then gets a row; `Broadcast.fed_to` moves in the same transaction. So it does not matter when the
process dies, memory does not grow, replies pass in between, and who opts out meanwhile is not
written to.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake import audience
from intake.audience import Audience, Limits
from intake.db import insert
from intake.kinds import BroadcastState, ConcursoState
from intake.models import Broadcast, Concurso, OutboxMessage, Person
from intake.models.message import Lane, OutboxState
from intake.wake import announce

WINDOW = 2_000
"""Mass messages that wait in the outbox at a time: two seconds of the fastest channel."""
RANGE = 20_000
"""People looked at in one statement: some hundredths of a second."""


async def advance(session: AsyncSession, limits: Limits, *, now: datetime) -> bool:
    """Begin what is due, feed the outbox, end what is over. Whether any is on its way."""
    rows = list(
        await session.scalars(
            sa.select(Broadcast)
            .where(
                sa.or_(
                    Broadcast.state == BroadcastState.ENVIANDO,
                    sa.and_(Broadcast.state == BroadcastState.APROBADA, Broadcast.starts_at <= now),
                )
            )
            .order_by(Broadcast.id)
            .with_for_update(skip_locked=True)
        )
    )
    await _sweep(session)
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
    return bool(rows)


async def _feed(session: AsyncSession, row: Broadcast, limits: Limits, now: datetime) -> None:
    """Post to the next range of people, where the outbox has room for them."""
    room = WINDOW - await _waiting(session, most=WINDOW)
    if room < WINDOW // 4:
        return
    last = await session.scalar(sa.select(sa.func.max(Person.id))) or 0
    end = min(row.fed_to + RANGE, last)
    who = [
        *await audience.who_may(session, Audience.from_json(row.audience), row.topic, limits, now),
        Person.id > row.fed_to,
        Person.id <= end,
    ]
    helping = sa.select(Person.id).where(*who).order_by(Person.id).limit(room).subquery()
    found, furthest = (
        await session.execute(sa.select(sa.func.count(), sa.func.max(helping.c.id)))
    ).one()
    if found == room:
        end = furthest
    if found:
        await _post(session, row, [*who, Person.id <= end], now)
    row.fed_to = end
    if end >= last:
        row.fed_at = now


async def _post(
    session: AsyncSession, row: Broadcast, who: Sequence[sa.ColumnElement[bool]], now: datetime
) -> None:
    """Rows for these people, made by the database itself. Who was dropped before may get it now."""
    values = {
        "key": sa.literal(f"{row.topic}:").concat(sa.cast(Person.id, sa.Text)),
        "person_id": Person.id,
        "channel": Person.channel,
        "lane": sa.literal(int(Lane.MASS)),
        "payload": sa.literal({}, OutboxMessage.payload.type),
        "broadcast_id": sa.literal(row.id),
        "state": sa.literal(OutboxState.PENDING, OutboxMessage.state.type),
        "created_at": sa.literal(now, OutboxMessage.created_at.type),
        "due_at": sa.literal(now, OutboxMessage.due_at.type),
        "attempts": sa.literal(0),
    }
    new = insert(session, OutboxMessage).from_select(
        list(values), sa.select(*values.values()).where(*who).order_by(Person.id)
    )
    again = ("broadcast_id", "state", "created_at", "due_at", "attempts")
    await session.execute(
        new.on_conflict_do_update(
            index_elements=["key"],
            set_={name: new.excluded[name] for name in again} | {"finished_at": None},
            where=OutboxMessage.state == OutboxState.DROPPED,
        )
    )
    await announce(session, "outbox")


async def _waiting(session: AsyncSession, row: Broadcast | None = None, *, most: int) -> int:
    """How many mass messages wait, at most `most`: of this one, or of all."""
    query = sa.select(OutboxMessage.id).where(
        OutboxMessage.state == OutboxState.PENDING, OutboxMessage.lane == Lane.MASS
    )
    if row is not None:
        # +0: through the index of what is pending, which is short, and not through all its rows.
        query = query.where(OutboxMessage.broadcast_id + 0 == row.id)
    return (
        await session.scalar(sa.select(sa.func.count()).select_from(query.limit(most).subquery()))
        or 0
    )


async def _sweep(session: AsyncSession) -> None:
    """What came back to be tried again after its broadcast was cancelled is not."""
    over = sa.select(Broadcast.id).where(Broadcast.state == BroadcastState.CANCELADA)
    await session.execute(
        sa.delete(OutboxMessage).where(
            OutboxMessage.state == OutboxState.PENDING,
            OutboxMessage.lane == Lane.MASS,
            OutboxMessage.claimed_at.is_(None),
            (OutboxMessage.broadcast_id + 0).in_(over),
        )
    )


async def stop(session: AsyncSession, row: Broadcast, state: BroadcastState, now: datetime) -> int:
    """End it. What was not sent is taken out of the outbox; what is on its way arrives."""
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
    """Whether a call is open then, or will be: else it is not announced."""
    return concurso.state is ConcursoState.PUBLICADO and at < concurso.closes_at
