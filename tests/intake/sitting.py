"""A session of the Grupo de Trabajo for tests: called in time, with who must be there."""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from intake.grupo import convening
from intake.grupo.attendance import Present, call_roll
from intake.grupo.rules.organs import organs
from intake.grupo.seats import held_on
from intake.kinds import MeetingKind
from intake.store.models import Meeting, Operator, SeatHolder

SEATS = tuple(organs().seats)


async def a_call(
    session: AsyncSession,
    ana: Operator,
    now: datetime,
    *,
    days: int = 10,
    kind: MeetingKind = MeetingKind.ORDINARIA,
) -> Meeting:
    """A session so many days from now; every seat has its holder."""
    at = now + timedelta(days=days)
    await seated(session)
    return await convening.convene(session, kind, at, "Lima", quorum=None, by=ana, now=now)


async def seated(session: AsyncSession) -> None:
    """A holder for each seat that has none."""
    since = date(2020, 1, 1)
    held = await held_on(session, since)
    session.add_all(
        SeatHolder(seat=seat, is_alternate=False, name=f"Titular de {seat}", since_on=since)
        for seat in SEATS
        if held[seat].titular is None
    )
    await session.flush()


async def a_circulated_call(session: AsyncSession, ana: Operator, now: datetime) -> Meeting:
    """One whose programme, with nothing to vote, went out."""
    meeting = await a_call(session, ana, now)
    meeting.papers_at = now
    await session.flush()
    return meeting


async def a_sitting(
    session: AsyncSession, ana: Operator, now: datetime, *, present: int = 7
) -> Meeting:
    """An installed session with the first seats, the chair among them."""
    meeting = await a_circulated_call(session, ana, now)
    roll = Present(SEATS[:present])
    await call_roll(session, meeting.id, roll, by=ana, now=meeting.scheduled_at)
    return meeting
