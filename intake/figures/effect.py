"""What people did with a mass message that reached them."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import HANDED_IN, Subject
from intake.store.db import Base
from intake.store.models import Application, Broadcast, Consent, Conversation, OutboxMessage, Person
from intake.store.models.message import OutboxState


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of it, person by person."""

    blocked: int
    failed: dict[str, int]
    """By reason, the most frequent first; without those who blocked us."""
    replied: int
    """Wrote something after they got it."""
    opted_out: int
    """Asked for no more after they got it."""
    applied: int
    """Sent an application to its call after they got it."""


async def effect_of(session: AsyncSession, row: Broadcast) -> Effect:
    """What people did with a broadcast."""
    of_it = OutboxMessage.broadcast_id == row.id
    sent = sa.and_(of_it, OutboxMessage.state == OutboxState.SENT)
    failed = sa.and_(of_it, OutboxMessage.state == OutboxState.FAILED)
    gone = Person.unreachable_at.is_not(None)
    reasons = await session.execute(
        sa.select(OutboxMessage.error, sa.func.count().label("number"))
        .join(Person, Person.id == OutboxMessage.person_id)
        .where(failed, ~gone)
        .group_by(OutboxMessage.error)
        .order_by(sa.desc("number"), OutboxMessage.error)
        .limit(10)
    )
    return Effect(
        blocked=await _count(session, Person, Person.id, failed, gone),
        failed={reason or "sin motivo": number for reason, number in reasons},
        replied=await _count(
            session,
            Conversation,
            Conversation.person_id,
            sent,
            Conversation.updated_at > OutboxMessage.finished_at,
        ),
        opted_out=await _count(
            session,
            Consent,
            Consent.person_id,
            sent,
            Consent.subject == Subject.NOTICIAS,
            ~Consent.granted,
            Consent.given_at >= OutboxMessage.finished_at,
        ),
        applied=await _count(
            session,
            Application,
            Application.person_id,
            sent,
            Application.concurso_id == row.concurso_id,
            Application.state.in_(HANDED_IN),
            Application.submitted_at > OutboxMessage.finished_at,
        ),
    )


async def _count(
    session: AsyncSession,
    table: type[Base],
    whose: sa.orm.InstrumentedAttribute[int],
    *conditions: sa.ColumnElement[bool],
) -> int:
    """People with a row of `table` beside one of the outbox, both as the conditions say."""
    query = (
        sa.select(sa.func.count(sa.distinct(OutboxMessage.person_id)))
        .select_from(OutboxMessage)
        .join(table, whose == OutboxMessage.person_id)
        .where(*conditions)
    )
    return await session.scalar(query) or 0
