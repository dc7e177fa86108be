"""Sessions of the Grupo de Trabajo: called, installed with quorum, closed, with their folder.

The Secretaría Técnica keeps them (Manual, arts. 23.d and 25). `now` is when a thing happened: it
may be written down later, never before.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.grupo.rules import governance
from intake.grupo.rules.organs import organs
from intake.kinds import MeetingKind, MeetingState, PaperKind, Station
from intake.store.journal import About, record
from intake.store.locks import queue_up
from intake.store.models import AgendaItem, Attendance, Meeting, MeetingPaper, Operator
from intake.store.operators import check_secretaria
from intake.store.verbs import Verb
from intake.words.calendar import lima_date
from intake.words.text import clean

BEFORE_IT = frozenset({MeetingState.CONVOCADA})
LIVE = frozenset({MeetingState.INSTALADA})
CLOSED = frozenset({MeetingState.CERRADA})


async def get_meeting(
    session: AsyncSession, meeting_id: int, *, for_update: bool = False
) -> Meeting:
    """The session with this number; NotFoundError if there is none."""
    query = sa.select(Meeting).where(Meeting.id == meeting_id)
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise NotFoundError(f"No hay una sesión {meeting_id}. Véalas con: ayni sesion listar")
    return found


async def list_meetings(session: AsyncSession, *, year: int | None = None) -> list[Meeting]:
    """The sessions by date, the newest first."""
    query = sa.select(Meeting).order_by(Meeting.scheduled_at.desc(), Meeting.id.desc())
    if year is not None:
        query = query.where(Meeting.year == year)
    return list(await session.scalars(query))


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
    for item in await _items(session, first.id):
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
    items = await _items(session, meeting_id)
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


async def close(session: AsyncSession, meeting_id: int, *, by: Operator, now: datetime) -> Meeting:
    """The session ends; from now on the acta is owed (art. 25.j).

    A tie is the chair's to break while the chair is there; without the chair it approves nothing,
    for there is no majority (art. 18).
    """
    check_secretaria(by, "Cerrar la sesión")
    meeting = await in_state(session, meeting_id, LIVE, "cerrar")
    tied = [item for item in await _items(session, meeting_id) if _waits(item)]
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


async def _items(session: AsyncSession, meeting_id: int) -> list[AgendaItem]:
    query = sa.select(AgendaItem).where(AgendaItem.meeting_id == meeting_id)
    return list(await session.scalars(query.order_by(AgendaItem.id)))


async def _chair_is_there(session: AsyncSession, meeting_id: int) -> bool:
    found = await session.scalar(
        sa.select(Attendance.id).where(
            Attendance.meeting_id == meeting_id,
            Attendance.seat == organs().chair.id,
            Attendance.left_at.is_(None),
        )
    )
    return found is not None


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


def _waits(item: AgendaItem) -> bool:
    return item.voted_at is not None and item.is_approved is None


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


async def in_state(
    session: AsyncSession, meeting_id: int, states: frozenset[MeetingState], what: str
) -> Meeting:
    """The session, locked, in one of these states; RefusedError says that so one cannot `what`."""
    meeting = await get_meeting(session, meeting_id, for_update=True)
    if meeting.state not in states:
        raise RefusedError(
            f"La sesión {meeting_id} está «{meeting.state}»: así no se puede {what}."
        )
    return meeting


def journal(
    session: AsyncSession,
    verb: Verb,
    meeting: Meeting,
    by: Operator,
    now: datetime,
    *,
    note: str = "",
    item_id: int | None = None,
) -> None:
    """Write down an act about a session, or about a point of it that was treated."""
    record(
        session,
        verb,
        About(meeting_id=meeting.id, agenda_item_id=item_id),
        now=now,
        operator_id=by.id,
        note=f"{meeting.code} {note}".strip(),
        after={"sesion": meeting.id},
    )
