"""What the tests of a necesidad's steps share: a decision of the Grupo, and what was told."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.grupo import approvals
from intake.kinds import AcuerdoSubject, MeetingKind, MeetingState, Station
from intake.store.models import (
    Acuerdo,
    AgendaItem,
    Concurso,
    Meeting,
    NecesidadMove,
    Operator,
    OutboxMessage,
)


async def an_acuerdo(
    session: AsyncSession,
    now: datetime,
    necesidad_id: int | None,
    by: Operator,
    *,
    subject: AcuerdoSubject = AcuerdoSubject.PRIORIZAR,
    is_approved: bool = True,
    concurso: Concurso | None = None,
) -> Acuerdo:
    """What a vote on one point left behind, as sessions write it."""
    number = (await session.scalar(sa.select(sa.func.count(Meeting.id))) or 0) + 1
    meeting = Meeting(
        year=2026,
        number=number,
        kind=MeetingKind.ORDINARIA,
        scheduled_at=now,
        place="Sala del Laboratorio",
        state=MeetingState.INSTALADA,
        convened_at=now,
        convened_by_id=by.id,
        quorum=4,
    )
    session.add(meeting)
    await session.flush()
    item = AgendaItem(
        meeting_id=meeting.id,
        station=Station.ORDEN_DEL_DIA,
        position=1,
        title="Priorizar",
        necesidad_id=necesidad_id,
        is_approved=is_approved,
        voted_at=now,
    )
    session.add(item)
    await session.flush()
    acuerdo = Acuerdo(
        code=f"AYNI-GT-2026-SO{number:02}-A01",
        meeting_id=meeting.id,
        agenda_item_id=item.id,
        subject=subject,
        text="Se acuerda.",
        concurso_id=concurso.id if concurso else None,
        digest=await approvals.digest_of(session, concurso, subject) if concurso else None,
        responsible="Secretaría Técnica",
        made_at=now,
    )
    session.add(acuerdo)
    await session.flush()
    return acuerdo


async def told_of(session: AsyncSession, move: NecesidadMove) -> dict[int, str]:
    """What each person was told of a step."""
    rows = await session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.key.startswith(f"paso:{move.id}:"))
    )
    return {row.person_id: row.payload["text"] for row in rows}
