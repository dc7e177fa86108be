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
from intake.kinds import PaperKind, SessionKind, SessionState, Station
from intake.store.journal import record
from intake.store.locks import queue_up
from intake.store.models import AgendaItem, Attendance, Operator, Sesion, SessionPaper
from intake.store.operators import check_secretaria
from intake.words.calendar import lima_date
from intake.words.text import clean

BEFORE_IT = frozenset({SessionState.CONVOCADA})
LIVE = frozenset({SessionState.INSTALADA})
CLOSED = frozenset({SessionState.CERRADA})


async def get_sesion(session: AsyncSession, sesion_id: int, *, for_update: bool = False) -> Sesion:
    """The session with this number; NotFoundError."""
    query = sa.select(Sesion).where(Sesion.id == sesion_id)
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise NotFoundError(f"No hay una sesión {sesion_id}. Véalas con: ayni sesion listar")
    return found


async def list_sesiones(session: AsyncSession, *, year: int | None = None) -> list[Sesion]:
    """By date, the newest first."""
    query = sa.select(Sesion).order_by(Sesion.scheduled_at.desc(), Sesion.id.desc())
    if year is not None:
        query = query.where(Sesion.year == year)
    return list(await session.scalars(query))


async def convene(
    session: AsyncSession,
    kind: SessionKind,
    scheduled_at: datetime,
    place: str,
    *,
    quorum: int | None,
    by: Operator,
    now: datetime,
) -> Sesion:
    """Call a session; refused where it comes too late (arts. 19.b and 25.d)."""
    check_secretaria(by, "Convocar una sesión")
    governance.check_call(kind, now, scheduled_at, organs().limits)
    await queue_up(session, "sesiones")  # two that are called at once get different numbers
    if kind is SessionKind.ORDINARIA:
        await check_month(session, scheduled_at)
    return await _call(session, kind, scheduled_at, place, quorum, None, by, now)


async def convene_again(
    session: AsyncSession, first_id: int, scheduled_at: datetime, *, by: Operator, now: datetime
) -> Sesion:
    """The second call after one without quorum: held with those who come (art. 19.d)."""
    check_secretaria(by, "Convocar una sesión")
    first = await get_sesion(session, first_id, for_update=True)
    if first.state is not SessionState.SIN_QUORUM:
        raise RefusedError(
            f"La sesión {first_id} está {first.state}: una segunda convocatoria es para la que no "
            "alcanzó quórum (Manual, art. 19.d)."
        )
    await queue_up(session, "sesiones")
    if await session.scalar(sa.select(Sesion.id).where(Sesion.second_of_id == first.id)):
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
                sesion_id=again.id,
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
    session: AsyncSession, sesion_id: int, *, by: Operator, now: datetime
) -> tuple[Sesion, bool]:
    """Programme and papers went out to the members; whether in time (art. 25.d)."""
    check_secretaria(by, "Difundir el programa y los documentos")
    sesion = await in_state(session, sesion_id, BEFORE_IT, "difundir los documentos")
    items = await _items(session, sesion_id)
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
    sesion.papers_at = now
    journal(session, "circular", sesion, by, now)
    due = governance.papers_due(sesion.kind, sesion.scheduled_at, organs().limits)
    return sesion, lima_date(now) <= due


async def close(session: AsyncSession, sesion_id: int, *, by: Operator, now: datetime) -> Sesion:
    """The session ends; from now on the acta is owed (art. 25.j).

    A tie is the chair's to break while the chair is there; without the chair it approves nothing,
    for there is no majority (art. 18).
    """
    check_secretaria(by, "Cerrar la sesión")
    sesion = await in_state(session, sesion_id, LIVE, "cerrar")
    tied = [item for item in await _items(session, sesion_id) if _waits(item)]
    if tied and await _chair_is_there(session, sesion_id):
        raise RefusedError(
            f"Quedó un empate sin dirimir: «{tied[0].title}» (Manual, art. 18). Dirímalo con: "
            "ayni votacion dirimir"
        )
    for item in tied:
        item.is_approved = False
    sesion.state, sesion.closed_at = SessionState.CERRADA, now
    await _seal(session, sesion, by, now)
    return sesion


async def _seal(session: AsyncSession, sesion: Sesion, by: Operator, now: datetime) -> None:
    """The journal keeps the digest of every paper that was in the folder when it closed."""
    rows = await session.execute(
        sa.select(SessionPaper.name, SessionPaper.version, SessionPaper.digest).where(
            SessionPaper.sesion_id == sesion.id
        )
    )
    record(
        session,
        "sesion cerrar",
        now=now,
        operator_id=by.id,
        note=sesion.code,
        after={
            "sesion": sesion.id,
            "carpeta": {f"{name}, versión {version}": digest for name, version, digest in rows},
        },
    )


async def send_acta(
    session: AsyncSession, sesion_id: int, *, by: Operator, now: datetime
) -> tuple[Sesion, bool]:
    """The acta went out to the members; whether within three working days (art. 25.j)."""
    check_secretaria(by, "Enviar el acta")
    sesion = await in_state(session, sesion_id, CLOSED, "enviar el acta")
    if sesion.closed_at is None:
        raise RefusedError("La sesión no se ha cerrado.")
    has_acta = sa.select(SessionPaper.id).where(
        SessionPaper.sesion_id == sesion_id, SessionPaper.kind == PaperKind.ACTA
    )
    if await session.scalar(has_acta.limit(1)) is None:
        raise RefusedError(
            "El acta de esta sesión no está en su carpeta (Manual, art. 25.i): un borrador o el "
            f"acta de otra no lo son. Hágala con: ayni documento acta {sesion_id} --a acta "
            f"--carpeta; o guarde la firmada: ayni carpeta {sesion_id} --agregar ARCHIVO --acta"
        )
    sesion.acta_sent_at = now
    journal(session, "acta", sesion, by, now)
    return sesion, lima_date(now) <= governance.acta_due(sesion.closed_at, organs().limits)


async def _items(session: AsyncSession, sesion_id: int) -> list[AgendaItem]:
    query = sa.select(AgendaItem).where(AgendaItem.sesion_id == sesion_id)
    return list(await session.scalars(query.order_by(AgendaItem.id)))


async def _chair_is_there(session: AsyncSession, sesion_id: int) -> bool:
    found = await session.scalar(
        sa.select(Attendance.id).where(
            Attendance.sesion_id == sesion_id,
            Attendance.seat == organs().chair.id,
            Attendance.left_at.is_(None),
        )
    )
    return found is not None


async def check_month(
    session: AsyncSession, scheduled_at: datetime, *, but: int | None = None
) -> None:
    """One ordinary session a month (art. 19.a); without quorum or cancelled it was none."""
    day = lima_date(scheduled_at)
    none = {SessionState.SIN_QUORUM, SessionState.CANCELADA}
    for other in await list_sesiones(session, year=day.year):
        held = other.kind is SessionKind.ORDINARIA and other.state not in none
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
    kind: SessionKind,
    scheduled_at: datetime,
    place: str,
    quorum: int | None,
    second_of_id: int | None,
    by: Operator,
    now: datetime,
) -> Sesion:
    place = clean(place, 200)
    if not place:
        raise RefusedError("Diga dónde será: --lugar «…».")
    year = lima_date(scheduled_at).year
    last = await session.scalar(
        sa.select(sa.func.max(Sesion.number)).where(Sesion.year == year, Sesion.kind == kind)
    )
    needed = 1 if second_of_id else governance.quorum_of(len(organs().seats), quorum)
    sesion = Sesion(
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
    session.add(sesion)
    await session.flush()
    journal(session, "convocar", sesion, by, now)
    return sesion


async def in_state(
    session: AsyncSession, sesion_id: int, states: frozenset[SessionState], what: str
) -> Sesion:
    """The session, locked, in one of these states; RefusedError says that so one cannot `what`."""
    sesion = await get_sesion(session, sesion_id, for_update=True)
    if sesion.state not in states:
        raise RefusedError(f"La sesión {sesion_id} está «{sesion.state}»: así no se puede {what}.")
    return sesion


def journal(
    session: AsyncSession, verb: str, sesion: Sesion, by: Operator, now: datetime, *, note: str = ""
) -> None:
    """Write down an act about a session."""
    record(
        session,
        f"sesion {verb}",
        now=now,
        operator_id=by.id,
        note=f"{sesion.code} {note}".strip(),
        after={"sesion": sesion.id},
    )
