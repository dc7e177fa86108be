"""A session that was called for the wrong day is no dead end: it is moved, or cancelled."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.documents.files import Format, write
from intake.errors import RefusedError
from intake.grupo import agenda, convening, rescheduling
from intake.grupo.agenda import Point
from intake.grupo.rules.organs import organs
from intake.kinds import MeetingState
from intake.papers import acta, convocatoria
from intake.store.models import JournalEntry, Operator
from tests.factories import an_operator
from tests.intake.documents.reading import docx_text
from tests.intake.sitting import SEATS, a_call, a_circulated_call, a_sitting


async def call_of(session: AsyncSession, meeting_id: int, now: datetime) -> str:
    """The call, as its members would read it now."""
    document = await convocatoria.draw(
        session, meeting_id, seats=dict.fromkeys(SEATS, "Cargo"), chair=organs().chair.id, now=now
    )
    return docx_text(write(document, Format.DOCX, made_at=now))


async def test_a_moved_session_goes_out_again_and_its_call_says_from_when_and_why(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_circulated_call(session, ana, now)
    before = meeting.scheduled_at
    later = before + timedelta(days=2)
    await rescheduling.move(session, meeting.id, later, "El 3 es feriado local", by=ana, now=now)
    assert (meeting.scheduled_at, meeting.moved_from, meeting.papers_at) == (later, before, None)
    said = await call_of(session, meeting.id, now)
    assert "La fecha anterior era jueves 3 de diciembre de 2026 a las 10:00" in said
    assert "Motivo: El 3 es feriado local." in said
    entry = await session.scalar(sa.select(JournalEntry).order_by(JournalEntry.id.desc()))
    assert entry is not None
    assert entry.before["fecha"] == before.isoformat()


async def test_a_move_keeps_the_notice_the_month_the_year_and_a_reason(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_call(session, ana, now)
    other = await a_call(session, ana, now, days=45)
    for at, reason, why in (
        (now + timedelta(days=6), "Error", r"25\.d"),
        (now + timedelta(days=50), "Error", "otro año"),
        (meeting.scheduled_at, "Error", "misma fecha"),
        (meeting.scheduled_at + timedelta(days=1), " ", "por qué"),
    ):
        with pytest.raises(RefusedError, match=why):
            await rescheduling.move(session, meeting.id, at, reason, by=ana, now=now)
    january = other.scheduled_at + timedelta(days=1)
    await rescheduling.move(session, other.id, january, "Error", by=ana, now=now)
    luis = await an_operator(session, now)
    with pytest.raises(RefusedError, match="Secretaría Técnica"):
        await rescheduling.move(
            session, meeting.id, meeting.scheduled_at + timedelta(1), "x", by=luis, now=now
        )


async def test_a_cancelled_session_frees_its_month_and_keeps_its_number(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_call(session, ana, now)
    point = Point("Prioridades", points="Cuáles", minutes=10)
    await agenda.add_item(session, meeting.id, point, by=ana, now=now)
    with pytest.raises(RefusedError, match="por qué"):
        await rescheduling.cancel(session, meeting.id, "", by=ana, now=now)
    await rescheduling.cancel(session, meeting.id, "Se convocó mal", by=ana, now=now)
    assert meeting.state is MeetingState.CANCELADA
    again = await a_call(session, ana, now, days=12)
    assert (meeting.number, again.number) == (1, 2)
    said = await call_of(session, meeting.id, now)
    assert "Sesión cancelada: no se realizará. Motivo: Se convocó mal." in said
    with pytest.raises(RefusedError, match="se canceló"):
        await acta.draw(session, meeting.id, seats={}, chair="", now=now)
    with pytest.raises(RefusedError, match="cancelada"):
        await convening.circulate(session, meeting.id, by=ana, now=now)


async def test_what_was_installed_is_neither_moved_nor_cancelled(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_sitting(session, ana, now)
    with pytest.raises(RefusedError, match="instalada"):
        await rescheduling.cancel(session, meeting.id, "x", by=ana, now=now)
    with pytest.raises(RefusedError, match="instalada"):
        await rescheduling.move(
            session, meeting.id, meeting.scheduled_at + timedelta(9), "x", by=ana, now=now
        )
