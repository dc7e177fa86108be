"""A session of the Grupo de Trabajo with all it can have: for the papers drawn from it."""

import hashlib
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AcuerdoSubject, Ballot, MeetingKind, MeetingState, Station
from intake.store.models import (
    Acuerdo,
    AgendaItem,
    Attendance,
    Meeting,
    MeetingPaper,
    SeatHolder,
    Vote,
)
from tests.factories import a_necesidad, an_operator

SEATS = {
    "dvpes": "Viceministro(a) de Políticas y Evaluación Social",
    "dvps": "Viceministro(a) de Prestaciones Sociales",
    "dgse": "Director(a) General de Seguimiento y Evaluación",
    "dgcgps": "Director(a) General de Calidad de la Gestión de Programas Sociales",
    "dgacps": "Director(a) General de Articulación y Coordinación de las Prestaciones Sociales",
    "de": "Director(a) de Evaluación",
    "opi": "Jefe(a) de la Oficina de Planeamiento e Inversiones",
}
CHAIR = "dvpes"


async def a_meeting(
    session: AsyncSession,
    now: datetime,
    *,
    state: MeetingState = MeetingState.CERRADA,
    number: int = 3,
    points: int = 3,
    title: str = "Priorizar la necesidad de agua segura",
) -> Meeting:
    """Four seats of seven, a guest, a tie broken by the chair on the last point, an acuerdo."""
    ana = await an_operator(session, now)
    meeting = Meeting(
        year=2026,
        number=number,
        kind=MeetingKind.ORDINARIA,
        scheduled_at=now,
        place="Sala de reuniones, piso 12",
        state=state,
        convened_at=now - timedelta(days=8),
        convened_by_id=ana.id,
        quorum=4,
        opened_at=now + timedelta(minutes=5),
        closed_at=now + timedelta(hours=2) if state is MeetingState.CERRADA else None,
    )
    session.add(meeting)
    await session.flush()
    session.add(
        MeetingPaper(
            meeting_id=meeting.id,
            name="Propuesta de prioridades.pdf",
            content=b"%PDF",
            digest=hashlib.sha256(b"%PDF").hexdigest(),
            added_at=now,
            added_by_id=ana.id,
        )
    )
    session.add(
        SeatHolder(seat="de", is_alternate=True, name="Julia Ejemplo", since_on=date(2026, 1, 1))
    )
    await _seat_people(session, meeting, now)
    items = await _agenda(session, meeting, now, points, title)
    await _decide(session, meeting, items[-1], now)
    return meeting


async def _seat_people(session: AsyncSession, meeting: Meeting, now: datetime) -> None:
    for place, seat in enumerate(("de", "dvpes", "dgse", "opi")):
        session.add(
            Attendance(
                meeting_id=meeting.id,
                seat=seat,
                name=f"Persona Núñez {place}",
                is_alternate=seat == "de",
                roll=1 + (seat == "opi"),
                arrived_at=now + timedelta(minutes=place),
                left_at=now + timedelta(hours=1) if seat == "dgse" else None,
            )
        )
    session.add(
        Attendance(meeting_id=meeting.id, seat=None, name="Invitada Ñahui", roll=1, arrived_at=now)
    )


async def _agenda(
    session: AsyncSession, meeting: Meeting, now: datetime, points: int, title: str
) -> list[AgendaItem]:
    necesidad = await a_necesidad(session, now)
    previous = AgendaItem(
        meeting_id=meeting.id, station=Station.ACTA_ANTERIOR, position=1, title="Acta 2"
    )
    items = [previous]
    items += [
        AgendaItem(
            meeting_id=meeting.id,
            station=Station.ORDEN_DEL_DIA,
            position=place,
            title=f"{title} {place}",
            points="- Alcance\n- Presupuesto",
            minutes=15,
            summary="La Dirección presentó la propuesta.\nSe pidió más detalle sobre el | costo.",
        )
        for place in range(1, points)
    ]
    items[-1].necesidad_id = necesidad.necesidad_id
    session.add_all(items)
    await session.flush()
    return items


async def _decide(session: AsyncSession, meeting: Meeting, item: AgendaItem, now: datetime) -> None:
    item.casting, item.is_approved, item.voted_at = Ballot.FAVOR, True, now
    ballots = (Ballot.FAVOR, Ballot.CONTRA, Ballot.CONTRA, Ballot.FAVOR)
    for seat, ballot in zip(("de", "dvpes", "dgse", "opi"), ballots, strict=True):
        session.add(Vote(agenda_item_id=item.id, seat=seat, ballot=ballot, at=now))
    session.add(
        Acuerdo(
            code=f"AYNI-GT-2026-SO{meeting.number:02}-A01",
            meeting_id=meeting.id,
            agenda_item_id=item.id,
            subject=AcuerdoSubject.PRIORIZAR,
            text="Se prioriza la necesidad de agua segura.",
            responsible="Dirección de Evaluación",
            due_on=date(2026, 12, 15),
            made_at=now,
        )
    )
    await session.flush()
