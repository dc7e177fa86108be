"""What the tests of mass messages share: people who want news, and a broadcast that may go."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AcuerdoSubject, ConcursoState, Role
from intake.outreach import broadcasts
from intake.outreach.audience import Audience, BroadcastLimits
from intake.outreach.broadcasts import BroadcastDraft
from intake.store.models import (
    Acuerdo,
    Broadcast,
    Concurso,
    Conversation,
    Operator,
    OutboxMessage,
    Person,
)
from intake.store.models.message import OutboxState
from tests.factories import an_operator
from tests.intake.steps import an_acuerdo

CHANNELS = frozenset({"telegram", "web"})
LIMITS = BroadcastLimits(CHANNELS, weekly=3)
TEXT = "El MIDIS abrió un concurso para mejorar el agua de tu comunidad. Postula hasta el viernes."


async def readers(
    session: AsyncSession,
    number: int,
    now: datetime,
    *,
    channel: str = "telegram",
    first: int = 100_000,
    **more: object,
) -> list[Person]:
    """People who opted in, with addresses one after the other from `first`."""
    people = [
        Person(
            channel=channel,
            address=str(first + place),
            created_at=now,
            **{"news_since": now, **more},
        )
        for place in range(number)
    ]
    session.add_all(people)
    await session.flush()
    session.add_all(Conversation(person_id=each.id, state={}, updated_at=now) for each in people)
    await session.flush()
    return people


async def a_plan(session: AsyncSession, now: datetime, by: Operator) -> Acuerdo:
    """The acuerdo that approves the communications plan."""
    return await an_acuerdo(session, now, None, by, subject=AcuerdoSubject.COMUNICACIONES)


async def a_concurso(
    session: AsyncSession,
    now: datetime,
    *,
    state: ConcursoState = ConcursoState.PUBLICADO,
    open_for: timedelta = timedelta(days=30),
) -> Concurso:
    """A call that takes applications."""
    number = await session.scalar(sa.select(sa.func.count()).select_from(Concurso)) or 0
    concurso = Concurso(
        year=now.year,
        number=number + 1,
        title="Agua segura para mi comunidad",
        challenge="Que cada familia tenga agua segura todo el año.",
        applicants=["comunidad", "municipalidad"],
        ubigeos=[],
        stages=["Revisión", "Evaluación"],
        criteria=["Impacto", "Viabilidad"],
        opens_at=now - timedelta(days=1),
        closes_at=now + open_for,
        bases_url="https://www.gob.pe/midis",
        acuerdo="AYNI-GT-2026-SO01-A01",
        state=state,
        created_at=now,
    )
    session.add(concurso)
    await session.flush()
    return concurso


async def an_approved(
    session: AsyncSession,
    now: datetime,
    *,
    text: str = TEXT,
    audience: Audience | None = None,
    concurso: Concurso | None = None,
    limits: BroadcastLimits = LIMITS,
    again: bool = False,
) -> Broadcast:
    """A broadcast that goes at once."""
    rosa = await an_operator(session, now, role=Role.SECRETARIA_TECNICA)
    jose = await an_operator(session, now, role=Role.SECRETARIA_TECNICA)
    await a_plan(session, now, rosa)
    draft = BroadcastDraft(text, audience or Audience(), concurso.id if concurso else None, again)
    row = await broadcasts.create(session, draft, channels=limits.channels, by=rosa, now=now)
    return await broadcasts.approve(session, row.id, now, limits, by=jose, now=now)


async def posted_to(session: AsyncSession, row: Broadcast) -> list[int]:
    """The people who have a row of it, in order."""
    query = sa.select(OutboxMessage.person_id).where(OutboxMessage.broadcast_id == row.id)
    return list(await session.scalars(query.order_by(OutboxMessage.person_id)))


async def mark_all(
    session: AsyncSession, row: Broadcast, state: OutboxState, now: datetime
) -> None:
    """As if the channel had answered for all that waits."""
    await session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.broadcast_id == row.id, OutboxMessage.state == OutboxState.PENDING)
        .values(state=state, finished_at=now)
    )
