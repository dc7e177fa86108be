"""A point of a session, and how its seats vote on it."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.grupo import agenda, attendance, convening
from intake.grupo.agenda import Point
from intake.grupo.deciding import AcuerdoDraft
from intake.kinds import AcuerdoSubject, Ballot
from intake.store.models import Meeting, Necesidad, Operator, OutboxMessage
from tests.factories import a_necesidad, an_aporte
from tests.intake.sitting import SEATS, a_call

CHAIR = SEATS[0]


def ballots(favour: int, against: int, present: int = 6) -> dict[str, Ballot]:
    """The first seats for, the next against; the others would abstain."""
    said = [Ballot.FAVOR] * favour + [Ballot.CONTRA] * against
    said += [Ballot.ABSTENCION] * (present - len(said))
    return dict(zip(SEATS, said, strict=False))


def why(said: Mapping[str, Ballot]) -> dict[str, str]:
    """What who abstains says of it."""
    reason = "Ley 27444, art. 99: es pariente de una solicitante"
    return {seat: reason for seat, ballot in said.items() if ballot is Ballot.ABSTENCION}


async def a_point(
    session: AsyncSession, ana: Operator, now: datetime, *, present: int = 6
) -> tuple[Meeting, Necesidad]:
    """An installed session with one point, about a necesidad with one person behind it."""
    aporte = await an_aporte(session, now)
    necesidad = await a_necesidad(session, now, aportes=[aporte], by=ana)
    meeting = await a_call(session, ana, now)
    about = necesidad.necesidad_id
    point = Point("Priorizar", points="La demanda", minutes=10, necesidad_id=about)
    await agenda.add_item(session, meeting.id, point, by=ana, now=now)
    await convening.circulate(session, meeting.id, by=ana, now=now)
    roll = attendance.Present(SEATS[:present])
    await attendance.call_roll(session, meeting.id, roll, by=ana, now=meeting.scheduled_at)
    return meeting, necesidad


PRIORITISE = AcuerdoDraft(AcuerdoSubject.PRIORIZAR, "Priorizar el agua segura.", "DGSE")


async def told(session: AsyncSession) -> list[str]:
    """What was posted, in order."""
    rows = await session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id))
    return [row.payload["text"] for row in rows]
