"""Calling a session, once or again, and sending its programme out (Manual, arts. 19 and 25)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.grupo.meetings import BEFORE_IT, get_meeting, in_state, items_of, journal, list_meetings
from intake.grupo.rules import governance
from intake.grupo.rules.organs import organs
from intake.kinds import MeetingKind, MeetingState, Station
from intake.store.locks import queue_up
from intake.store.models import AgendaItem, Meeting, Operator
from intake.store.operators import check_secretaria
from intake.store.verbs import Verb
from intake.words.calendar import lima_date
from intake.words.text import clean


async def convene(
    session: AsyncSession,
    kind: MeetingKind,
    scheduled_at: datetime,
    place: str,
    *,
    quorum: int | None,
    by: Operator,
    now: datetime,
) -> Meeting:
    """Call a session; refused where it comes too late (arts. 19.b and 25.d)."""
    check_secretaria(by, "Convocar una sesión")
    governance.check_call(kind, now, scheduled_at, organs().limits)
    await queue_up(session, "sesiones")  # two that are called at once get different numbers
    if kind is MeetingKind.ORDINARIA:
        await check_month(session, scheduled_at)
    return await _call(session, kind, scheduled_at, place, quorum, None, by, now)


async def convene_again(
    session: AsyncSession, first_id: int, scheduled_at: datetime, *, by: Operator, now: datetime
) -> Meeting:
    """Call again after a session without quorum; it is held with those who come (art. 19.d)."""
    check_secretaria(by, "Convocar una sesión")
    first = await get_meeting(session, first_id, for_update=True)
    if first.state is not MeetingState.SIN_QUORUM:
        raise RefusedError(
            f"La sesión {first_id} está {first.state}: una segunda convocatoria es para la que no "
            "alcanzó quórum (Manual, art. 19.d)."
        )
    await queue_up(session, "sesiones")
    if await session.scalar(sa.select(Meeting.id).where(Meeting.second_of_id == first.id)):
        raise RefusedError(f"La sesión {first_id} ya tiene su segunda convocatoria (art. 19.d).")
    if scheduled_at <= first.scheduled_at:
        raise RefusedError("La segunda convocatoria es para después de la primera.")
    again = await _call(session, first.kind, scheduled_at, first.place, 1, first.id, by, now)
    again.papers_at = first.papers_at  # the same programme and papers
    for item in await items_of(session, first.id):
        if item.untreated:
            continue
        session.add(
            AgendaItem(
                meeting_id=again.id,
                station=item.station,
                position=item.position,
                title=item.title,
                points=item.points,
                minutes=item.minutes,
                necesidad_id=item.necesidad_id,
                criteria_set_id=item.criteria_set_id,
                concurso_id=item.concurso_id,
            )
        )
    await session.flush()
    return again


async def circulate(
    session: AsyncSession, meeting_id: int, *, by: Operator, now: datetime
) -> tuple[Meeting, bool]:
    """Note that programme and papers went out to the members; whether in time (art. 25.d)."""
    check_secretaria(by, "Difundir el programa y los documentos")
    meeting = await in_state(session, meeting_id, BEFORE_IT, "difundir los documentos")
    items = await items_of(session, meeting_id)
    if not items:
        raise RefusedError(
            "Falta la agenda: agregue sus puntos con ayni agenda agregar (Manual, art. 25.c-d)."
        )
    bare = [item.title for item in items if _is_bare(item)]
    if bare:
        raise RefusedError(
            f"A «{bare[0]}» le falta qué se discute o cuánto tiempo tiene (Manual, art. 25.c). "
            "Dígalo con: ayni agenda cambiar … --puntos «…» --minutos N"
        )
    meeting.papers_at = now
    journal(session, Verb.SESION_CIRCULAR, meeting, by, now)
    due = governance.papers_due(meeting.kind, meeting.scheduled_at, organs().limits)
    return meeting, lima_date(now) <= due


async def check_month(
    session: AsyncSession, scheduled_at: datetime, *, but: int | None = None
) -> None:
    """Refuse a second ordinary session in a month (art. 19.a), unless the first was not held."""
    day = lima_date(scheduled_at)
    none = {MeetingState.SIN_QUORUM, MeetingState.CANCELADA}
    for other in await list_meetings(session, year=day.year):
        held = other.kind is MeetingKind.ORDINARIA and other.state not in none
        if other.id != but and held and lima_date(other.scheduled_at).month == day.month:
            raise RefusedError(
                f"Ya hay una sesión ordinaria ese mes, la {other.id} (Manual, art. 19.a). "
                "Convóquela como extraordinaria."
            )


def _is_bare(item: AgendaItem) -> bool:
    """Without what is to be discussed and for how long (art. 25.c); where it is decided alone."""
    return item.station is Station.ORDEN_DEL_DIA and not (item.points and item.minutes)


async def _call(
    session: AsyncSession,
    kind: MeetingKind,
    scheduled_at: datetime,
    place: str,
    quorum: int | None,
    second_of_id: int | None,
    by: Operator,
    now: datetime,
) -> Meeting:
    place = clean(place, 200)
    if not place:
        raise RefusedError("Diga dónde será: --lugar «…».")
    year = lima_date(scheduled_at).year
    last = await session.scalar(
        sa.select(sa.func.max(Meeting.number)).where(Meeting.year == year, Meeting.kind == kind)
    )
    needed = 1 if second_of_id else governance.quorum_of(len(organs().seats), quorum)
    meeting = Meeting(
        year=year,
        number=(last or 0) + 1,
        kind=kind,
        scheduled_at=scheduled_at,
        place=place,
        convened_at=now,
        convened_by_id=by.id,
        second_of_id=second_of_id,
        quorum=needed,
    )
    session.add(meeting)
    await session.flush()
    journal(session, Verb.SESION_CONVOCAR, meeting, by, now)
    return meeting
