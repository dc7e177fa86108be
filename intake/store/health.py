"""What `ayni doctor` looks at in the database: what waits, what failed, who cannot be reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from intake.store import pulses
from intake.store.models import InboxMessage, Operator, OutboxMessage, Person
from intake.store.models.message import InboxState, OutboxState


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many rows of a table wait and have failed, and since when the oldest waits."""

    pending: int
    oldest_at: datetime | None
    failed: int


@dataclass(frozen=True, slots=True)
class Health:
    """The whole picture at one instant."""

    inbox: Waiting
    outbox: Waiting
    unreachable: int
    operators: int
    heard_at: Mapping[str, datetime]
    """When each channel that is asked for updates last answered."""


async def examine(session: AsyncSession, *, now: datetime) -> Health:
    """Messages put off to a later hour do not count as waiting."""
    return Health(
        inbox=await _waiting(
            session,
            InboxMessage.received_at,
            InboxMessage.state == InboxState.PENDING,
            InboxMessage.state == InboxState.FAILED,
        ),
        outbox=await _waiting(
            session,
            OutboxMessage.due_at,
            sa.and_(OutboxMessage.state == OutboxState.PENDING, OutboxMessage.due_at <= now),
            OutboxMessage.state == OutboxState.FAILED,
        ),
        unreachable=await _count(session, Person, Person.unreachable_at.is_not(None)),
        operators=await _count(session, Operator, Operator.is_active),
        heard_at=await pulses.last(session),
    )


async def retry_failed(session: AsyncSession) -> int:
    """Put what we failed to handle back in line; how many is returned."""
    ids = await session.scalars(
        sa.update(InboxMessage)
        .where(InboxMessage.state == InboxState.FAILED)
        .values(state=InboxState.PENDING, handled_at=None, error=None)
        .returning(InboxMessage.id)
        .execution_options(synchronize_session=False)
    )
    return len(ids.all())


async def _waiting(
    session: AsyncSession,
    since: InstrumentedAttribute[datetime],
    pending: sa.ColumnElement[bool],
    failed: sa.ColumnElement[bool],
) -> Waiting:
    count, oldest = (
        await session.execute(sa.select(sa.func.count(), sa.func.min(since)).where(pending))
    ).one()
    failures = await session.scalar(sa.select(sa.func.count()).where(failed))
    return Waiting(count, oldest, failures or 0)


async def _count(
    session: AsyncSession,
    table: type[Person | Operator],
    condition: sa.ColumnElement[bool] | InstrumentedAttribute[bool],
) -> int:
    return await session.scalar(sa.select(sa.func.count()).select_from(table).where(condition)) or 0
