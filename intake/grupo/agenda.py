"""The agenda of a session: points in the stations of the Manual, and what was said on each."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.grupo.meetings import BEFORE_IT, CLOSED, LIVE, in_state, journal
from intake.kinds import MeetingState, Station
from intake.store.models import AgendaItem, CriteriaSet, Meeting, Necesidad, Operator
from intake.store.operators import check_secretaria
from intake.store.verbs import Verb
from intake.words.text import clean


@dataclass(frozen=True, slots=True)
class Point:
    """What is to be treated: its discussion points and time (art. 25.c), and what it is about."""

    title: str
    station: Station = Station.ORDEN_DEL_DIA
    points: str = ""
    minutes: int | None = None
    necesidad_id: int | None = None
    criteria_set_id: int | None = None
    concurso_id: int | None = None
    """The concurso whose bases or evaluation it is about."""


async def add_item(
    session: AsyncSession,
    meeting_id: int,
    point: Point,
    *,
    all_agree: bool = False,
    by: Operator,
    now: datetime,
) -> AgendaItem:
    """Add a point to the end of its station.

    Once the session is installed nothing is added unless all who are there agree (TUO de la Ley
    27444, art. 109.4).
    """
    check_secretaria(by, "Preparar la agenda")
    meeting = await in_state(session, meeting_id, BEFORE_IT | LIVE, "cambiar la agenda")
    title = clean(point.title)
    if not title:
        raise RefusedError("Escriba de qué trata el punto.")
    if meeting.state is MeetingState.INSTALADA and not all_agree:
        raise RefusedError(
            "Fuera de la agenda solo se trata lo que acuerdan todos los asistentes (TUO de la Ley "
            "27444, art. 109.4): si es así, repita con --todos-de-acuerdo."
        )
    await _check_subject(session, point)
    last = await session.scalar(
        sa.select(sa.func.max(AgendaItem.position)).where(
            AgendaItem.meeting_id == meeting_id, AgendaItem.station == point.station
        )
    )
    item = AgendaItem(
        meeting_id=meeting_id,
        station=point.station,
        position=(last or 0) + 1,
        title=title,
        points=clean(point.points),
        minutes=point.minutes,
        necesidad_id=point.necesidad_id,
        criteria_set_id=point.criteria_set_id,
        concurso_id=point.concurso_id,
    )
    session.add(item)
    _must_go_out_again(meeting)
    await session.flush()
    journal(session, Verb.SESION_AGENDA, meeting, by, now, note=title)
    return item


def _must_go_out_again(meeting: Meeting) -> None:
    """Once the programme went out, what is called for is no longer what the members have."""
    if meeting.state is MeetingState.CONVOCADA:
        meeting.papers_at = None


async def remove_item(
    session: AsyncSession, meeting_id: int, number: int, reason: str, *, by: Operator, now: datetime
) -> tuple[AgendaItem, bool]:
    """Take a point off; whether it is gone. What went out to the members stays, with the reason.

    So does what is left untreated in the session: the acta says so, and why.
    """
    check_secretaria(by, "Preparar la agenda")
    meeting = await in_state(session, meeting_id, BEFORE_IT | LIVE | CLOSED, "cambiar la agenda")
    item = await get_item(session, meeting_id, number)
    reason = clean(reason, 500)
    if not reason:
        raise RefusedError("Escriba por qué: --motivo «…».")
    if item.voted_at is not None or item.summary:
        raise RefusedError(f"El punto {number} ya se trató: no se puede quitar.")
    if meeting.acta_sent_at is not None:
        raise RefusedError(f"El acta de la sesión {meeting_id} ya se envió.")
    is_gone = meeting.state is MeetingState.CONVOCADA and meeting.papers_at is None
    if is_gone:
        await session.delete(item)
    else:
        item.untreated = reason
    await session.flush()
    journal(session, Verb.SESION_AGENDA_QUITAR, meeting, by, now, note=f"{item.title}: {reason}")
    return item, is_gone


async def _check_subject(session: AsyncSession, point: Point) -> None:
    if point.necesidad_id is not None:
        necesidad = await session.get(Necesidad, point.necesidad_id)
        if necesidad is None or necesidad.joined_into_id is not None:
            raise NotFoundError(
                f"El Laboratorio no tiene una necesidad {point.necesidad_id}: no la tomó, o se "
                "juntó con otra. Véalas con: ayni necesidad listar"
            )
    version = point.criteria_set_id
    if version is not None and await session.get(CriteriaSet, version) is None:
        raise NotFoundError(
            f"No hay una versión {version} de los criterios. Véalas con: ayni criterios listar"
        )


async def list_agenda(session: AsyncSession, meeting_id: int) -> list[AgendaItem]:
    """The points in the order of the stations (art. 19.f)."""
    order = {station: n for n, station in enumerate(Station)}
    items = await session.scalars(sa.select(AgendaItem).where(AgendaItem.meeting_id == meeting_id))
    return sorted(items, key=lambda item: (order[item.station], item.position))


async def get_item(session: AsyncSession, meeting_id: int, number: int) -> AgendaItem:
    """The point with this number of the agenda, counted from 1; NotFoundError."""
    items = await list_agenda(session, meeting_id)
    if not 1 <= number <= len(items):
        raise NotFoundError(
            f"La sesión {meeting_id} tiene {len(items)} puntos, del 1 en adelante. "
            f"Véalos con: ayni sesion ver {meeting_id}"
        )
    return items[number - 1]


async def change_item(
    session: AsyncSession,
    meeting_id: int,
    number: int,
    *,
    title: str | None = None,
    points: str | None,
    minutes: int | None,
    by: Operator,
    now: datetime,
) -> AgendaItem:
    """Say what is discussed on a point and for how long (art. 25.c); None leaves it as it is."""
    check_secretaria(by, "Preparar la agenda")
    meeting = await in_state(session, meeting_id, BEFORE_IT, "cambiar la agenda")
    item = await get_item(session, meeting_id, number)
    if points is None and minutes is None and title is None:
        raise RefusedError("Diga qué cambia: --titulo «…», --puntos «…» o --minutos N.")
    if title is not None and not clean(title):
        raise RefusedError("Escriba de qué trata el punto.")
    item.title = item.title if title is None else clean(title)
    item.points = item.points if points is None else clean(points)
    item.minutes = item.minutes if minutes is None else minutes
    _must_go_out_again(meeting)
    journal(session, Verb.SESION_AGENDA, meeting, by, now, note=item.title)
    return item


async def note(
    session: AsyncSession, meeting_id: int, number: int, text: str, *, by: Operator, now: datetime
) -> AgendaItem:
    """Write down what was said on a point, as the acta needs it (art. 19.g)."""
    check_secretaria(by, "Redactar el acta")
    meeting = await in_state(session, meeting_id, LIVE, "anotar lo que se dijo")
    item = await get_item(session, meeting_id, number)
    if item.untreated:
        raise RefusedError(f"El punto {number} quedó sin tratar: {item.untreated}")
    item.summary = clean(text)
    verb = Verb.SESION_ANOTAR
    journal(session, verb, meeting, by, now, note=item.title, item_id=item.id)
    return item
