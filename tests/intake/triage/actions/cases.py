"""What the tests of triage share: acting, and what people were told."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.ids import Code
from intake.store.models import Aporte, Follower, JournalEntry, Operator, OutboxMessage, Person
from intake.store.models.message import OutboxState
from intake.triage.actions import Action, perform
from tests.factories import a_person


async def act(
    session: AsyncSession, action: Action, case: Aporte, by: Operator, now: datetime
) -> JournalEntry:
    """Perform on a case of the test."""
    return await perform(session, action, Code(case.code), by=by, now=now)


async def told(session: AsyncSession) -> list[tuple[int, str]]:
    """Person and text of every message that goes out or went, in order."""
    rows = await session.scalars(
        sa.select(OutboxMessage)
        .where(OutboxMessage.state != OutboxState.DROPPED)
        .order_by(OutboxMessage.id)
    )
    return [(row.person_id, row.payload["text"]) for row in rows]


async def deliver(session: AsyncSession, now: datetime) -> None:
    """Everything posted has reached its people."""
    await session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.state == OutboxState.PENDING)
        .values(state=OutboxState.SENT, finished_at=now)
    )


async def a_follower(session: AsyncSession, now: datetime, aporte: Aporte) -> Person:
    """Somebody who joined it."""
    person = await a_person(session, now)
    session.add(Follower(aporte_id=aporte.id, person_id=person.id, joined_at=now))
    await session.flush()
    return person
