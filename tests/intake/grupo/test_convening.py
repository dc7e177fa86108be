"""Calling a session, each rule under the article of the Manual that gives it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.grupo import agenda, attendance, convening
from intake.grupo.agenda import Point
from intake.grupo.attendance import Present
from intake.kinds import MeetingKind, MeetingState
from intake.store.models import Operator
from tests.factories import an_operator
from tests.intake.sitting import SEATS, a_call


async def test_art_23d_only_the_secretaria_tecnica_calls_for_the_chair(
    session: AsyncSession, now: datetime
) -> None:
    luis = await an_operator(session, now)
    with pytest.raises(RefusedError, match="Secretaría Técnica"):
        await a_call(session, luis, now)


async def test_art_19b_an_extraordinary_session_is_called_three_days_ahead(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    with pytest.raises(RefusedError, match=r"art\. 19\.b"):
        await a_call(session, ana, now, days=2, kind=MeetingKind.EXTRAORDINARIA)
    called = await a_call(session, ana, now, days=3, kind=MeetingKind.EXTRAORDINARIA)
    assert called.code == "AYNI-GT-2026-SE01"


async def test_art_25d_an_ordinary_session_leaves_a_week_for_its_papers(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    with pytest.raises(RefusedError, match=r"art\. 25\.d"):
        await a_call(session, ana, now, days=6)
    meeting = await a_call(session, ana, now, days=7)
    point = Point("Prioridades", points="Cuáles y por qué", minutes=30)
    await agenda.add_item(session, meeting.id, point, by=ana, now=now)
    _, in_time = await convening.circulate(session, meeting.id, by=ana, now=now)
    _, later = await convening.circulate(session, meeting.id, by=ana, now=now + timedelta(days=1))
    assert (in_time, later) == (True, False)


async def test_art_25c_nothing_is_circulated_without_an_agenda(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_call(session, ana, now)
    with pytest.raises(RefusedError, match="agenda"):
        await convening.circulate(session, meeting.id, by=ana, now=now)


async def test_art_25c_the_programme_says_what_is_discussed_and_for_how_long(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_call(session, ana, now)
    await agenda.add_item(session, meeting.id, Point("Prioridades"), by=ana, now=now)
    with pytest.raises(RefusedError, match=r"art\. 25\.c"):
        await convening.circulate(session, meeting.id, by=ana, now=now)
    await agenda.change_item(
        session, meeting.id, 1, points="Cuáles y por qué", minutes=30, by=ana, now=now
    )
    _, in_time = await convening.circulate(session, meeting.id, by=ana, now=now)
    assert in_time


async def test_art_19a_there_is_one_ordinary_session_a_month(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    first = await a_call(session, ana, now)
    with pytest.raises(RefusedError, match=r"art\. 19\.a"):
        await a_call(session, ana, now, days=12)
    await a_call(session, ana, now, days=12, kind=MeetingKind.EXTRAORDINARIA)
    next_month = await a_call(session, ana, now, days=45)
    first.state = MeetingState.SIN_QUORUM
    await session.flush()
    again = await a_call(session, ana, now, days=12)
    assert [first.number, next_month.number, again.number] == [1, 1, 2]


async def test_art_19d_a_second_call_is_held_with_those_who_come(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_call(session, ana, now)
    point = Point("Prioridades", points="Cuáles", minutes=10)
    await agenda.add_item(session, meeting.id, point, by=ana, now=now)
    await convening.circulate(session, meeting.id, by=ana, now=now)
    later = meeting.scheduled_at + timedelta(days=1)
    with pytest.raises(RefusedError, match=r"art\. 19\.d"):
        await convening.convene_again(session, meeting.id, later, by=ana, now=now)
    late = meeting.scheduled_at + timedelta(minutes=20)
    nobody = Present(())
    await attendance.call_roll(session, meeting.id, nobody, roll=2, by=ana, now=late)
    again = await convening.convene_again(session, meeting.id, later, by=ana, now=late)
    with pytest.raises(RefusedError, match="ya tiene su segunda convocatoria"):
        await convening.convene_again(session, meeting.id, later, by=ana, now=late)
    found = await attendance.call_roll(
        session, again.id, Present(SEATS[:2]), by=ana, now=again.scheduled_at
    )
    assert found.state is MeetingState.INSTALADA
    assert again.papers_at == now, "programme and papers are those of the first call"
    assert [item.title for item in await agenda.list_agenda(session, again.id)] == ["Prioridades"]


@pytest.mark.parametrize("quorum", [1, 3])
async def test_art_19c_a_quorum_of_less_than_more_than_half_is_refused(
    session: AsyncSession, now: datetime, ana: Operator, quorum: int
) -> None:
    at = now + timedelta(days=10)
    with pytest.raises(RefusedError, match=r"AYNI_QUORUM.*art\. 19\.c"):
        await convening.convene(
            session, MeetingKind.ORDINARIA, at, "Lima", quorum=quorum, by=ana, now=now
        )
