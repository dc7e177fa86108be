"""Who is at a session, each rule under the article of the Manual that gives it."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.grupo import attendance, closing, seats
from intake.grupo.attendance import Present
from intake.kinds import MeetingState
from intake.store.models import Operator, SeatHolder
from tests.intake.sitting import SEATS, a_call, a_circulated_call, a_sitting


async def test_art_19c_half_plus_one_make_quorum_and_it_holds_to_the_end(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_sitting(session, ana, now, present=4)
    assert (meeting.quorum, meeting.state) == (4, MeetingState.INSTALADA)
    await attendance.leave(session, meeting.id, SEATS[3], by=ana, now=meeting.scheduled_at)
    closed = await closing.close(session, meeting.id, by=ana, now=meeting.scheduled_at)
    assert closed.state is MeetingState.CERRADA


async def test_art_19e_the_second_list_comes_fifteen_minutes_later_and_ends_the_call(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_circulated_call(session, ana, now)
    at, few = meeting.scheduled_at, Present(SEATS[:3])
    with pytest.raises(RefusedError, match=r"art\. 19\.e"):
        await attendance.call_roll(session, meeting.id, few, by=ana, now=at - timedelta(minutes=1))
    first = await attendance.call_roll(session, meeting.id, few, by=ana, now=at)
    assert first.state is MeetingState.CONVOCADA
    with pytest.raises(RefusedError, match="15 minutos"):
        await attendance.call_roll(session, meeting.id, few, roll=2, by=ana, now=at)
    late = at + timedelta(minutes=15)
    second = await attendance.call_roll(session, meeting.id, few, roll=2, by=ana, now=late)
    assert (second.present, second.state) == (3, MeetingState.SIN_QUORUM)


async def test_art_19e_whoever_comes_to_the_second_list_counts(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_circulated_call(session, ana, now)
    at = meeting.scheduled_at
    await attendance.call_roll(session, meeting.id, Present(SEATS[:3]), by=ana, now=at)
    found = await attendance.call_roll(
        session, meeting.id, Present(SEATS[3:4]), roll=2, by=ana, now=at + timedelta(minutes=15)
    )
    assert (found.present, found.state) == (4, MeetingState.INSTALADA)


async def test_art_16_an_alternate_is_named_in_writing_and_comes_where_the_holder_does_not(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_circulated_call(session, ana, now)
    at, since = meeting.scheduled_at, date(2026, 1, 1)
    with pytest.raises(RefusedError, match=r"art\. 16"):
        await attendance.call_roll(
            session, meeting.id, Present(SEATS[:3], SEATS[3:4]), by=ana, now=at
        )
    with pytest.raises(RefusedError, match="comunicación"):
        await seats.name_holder(
            session,
            SEATS[3],
            "Alterna",
            is_alternate=True,
            document="",
            since=since,
            by=ana,
            now=now,
        )
    await seats.name_holder(
        session,
        SEATS[3],
        "Alterna",
        is_alternate=True,
        document="Memorando 1",
        since=since,
        by=ana,
        now=now,
    )
    with pytest.raises(RefusedError, match="solo si no puede el titular"):
        await attendance.call_roll(
            session, meeting.id, Present(SEATS[:4], SEATS[3:4]), by=ana, now=at
        )
    found = await attendance.call_roll(
        session, meeting.id, Present(SEATS[:3], SEATS[3:4]), by=ana, now=at
    )
    assert found.present == 4
    people = await attendance.list_attendance(session, meeting.id)
    assert [each.name for each in people if each.is_alternate] == ["Alterna"]


async def test_art_12_whoever_follows_takes_the_seat_the_day_after(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    for name, since in (("Primera", date(2026, 1, 1)), ("Segunda", date(2026, 6, 1))):
        await seats.name_holder(
            session, "opi", name, is_alternate=False, document="", since=since, by=ana, now=now
        )
    before, after = date(2026, 5, 31), date(2026, 6, 1)
    names = [
        held.titular.name
        for day in (before, after)
        if (held := (await seats.held_on(session, day))["opi"]).titular
    ]
    assert names == ["Primera", "Segunda"]


async def test_art_19h_guests_are_noted_without_a_seat(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_sitting(session, ana, now, present=4)
    await attendance.invite(session, meeting.id, "Programa Juntos", by=ana, now=now)
    people = await attendance.list_attendance(session, meeting.id)
    assert [each.name for each in people if each.seat is None] == ["Programa Juntos"]


async def test_arts_19b_and_25cd_no_list_is_passed_before_the_programme_went_out(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_call(session, ana, now)
    everybody = Present(SEATS)
    with pytest.raises(RefusedError, match=r"no se ha difundido.*25\.c-d"):
        await attendance.call_roll(session, meeting.id, everybody, by=ana, now=meeting.scheduled_at)
    assert meeting.state is MeetingState.CONVOCADA


async def test_a_seat_without_a_name_is_not_noted_as_present(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_circulated_call(session, ana, now)
    await session.execute(sa.delete(SeatHolder).where(SeatHolder.seat == SEATS[0]))
    with pytest.raises(RefusedError, match=f"quién ocupa el asiento «{SEATS[0]}».*113"):
        await attendance.call_roll(
            session, meeting.id, Present(SEATS), by=ana, now=meeting.scheduled_at
        )
