"""The end of a session, and the acta that it owes (Manual, art. 25.j)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.grupo.meetings import CLOSED, LIVE, in_state, items_of, journal
from intake.grupo.rules import governance
from intake.grupo.rules.organs import organs
from intake.kinds import MeetingState, PaperKind
from intake.store.journal import About, record
from intake.store.models import AgendaItem, Attendance, Meeting, MeetingPaper, Operator
from intake.store.operators import check_secretaria
from intake.store.verbs import Verb
from intake.words.calendar import lima_date


async def close(session: AsyncSession, meeting_id: int, *, by: Operator, now: datetime) -> Meeting:
    """The session ends; from now on the acta is owed (art. 25.j).

    A tie is the chair's to break while the chair is there; without the chair it approves nothing,
    for there is no majority (art. 18).
    """
    check_secretaria(by, "Cerrar la sesión")
    meeting = await in_state(session, meeting_id, LIVE, "cerrar")
    tied = [item for item in await items_of(session, meeting_id) if _waits(item)]
    if tied and await _chair_is_there(session, meeting_id):
        raise RefusedError(
            f"Quedó un empate sin dirimir: «{tied[0].title}» (Manual, art. 18). Dirímalo con: "
            "ayni votacion dirimir"
        )
    for item in tied:
        item.is_approved = False
    meeting.state, meeting.closed_at = MeetingState.CERRADA, now
    await _seal(session, meeting, by, now)
    return meeting


async def _seal(session: AsyncSession, meeting: Meeting, by: Operator, now: datetime) -> None:
    """The journal keeps the digest of every paper that was in the folder when it closed."""
    rows = await session.execute(
        sa.select(MeetingPaper.name, MeetingPaper.version, MeetingPaper.digest).where(
            MeetingPaper.meeting_id == meeting.id
        )
    )
    record(
        session,
        Verb.SESION_CERRAR,
        About(meeting_id=meeting.id),
        now=now,
        operator_id=by.id,
        note=meeting.code,
        after={
            "sesion": meeting.id,
            "carpeta": {f"{name}, versión {version}": digest for name, version, digest in rows},
        },
    )


async def send_acta(
    session: AsyncSession, meeting_id: int, *, by: Operator, now: datetime
) -> tuple[Meeting, bool]:
    """Note that the acta went out to the members; whether in three working days (art. 25.j)."""
    check_secretaria(by, "Enviar el acta")
    meeting = await in_state(session, meeting_id, CLOSED, "enviar el acta")
    if meeting.closed_at is None:
        raise RefusedError("La sesión no se ha cerrado.")
    has_acta = sa.select(MeetingPaper.id).where(
        MeetingPaper.meeting_id == meeting_id, MeetingPaper.kind == PaperKind.ACTA
    )
    if await session.scalar(has_acta.limit(1)) is None:
        raise RefusedError(
            "El acta de esta sesión no está en su carpeta (Manual, art. 25.i): un borrador o el "
            f"acta de otra no lo son. Hágala con: ayni documento acta {meeting_id} --a acta "
            f"--carpeta; o guarde la firmada: ayni carpeta {meeting_id} --agregar ARCHIVO --acta"
        )
    meeting.acta_sent_at = now
    journal(session, Verb.SESION_ACTA, meeting, by, now)
    return meeting, lima_date(now) <= governance.acta_due(meeting.closed_at, organs().limits)


async def _chair_is_there(session: AsyncSession, meeting_id: int) -> bool:
    found = await session.scalar(
        sa.select(Attendance.id).where(
            Attendance.meeting_id == meeting_id,
            Attendance.seat == organs().chair.id,
            Attendance.left_at.is_(None),
        )
    )
    return found is not None


def _waits(item: AgendaItem) -> bool:
    return item.voted_at is not None and item.is_approved is None
