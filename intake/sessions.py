"""Sessions of the Grupo de Trabajo: called, installed with quorum, closed, with their folder.

The Secretaría Técnica keeps them (Manual, arts. 23.d and 25). `now` is when a thing happened: it
may be written down later, never before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.journal import record
from intake.kinds import SessionKind, SessionState, Station
from intake.models import (
    AgendaItem,
    Attendance,
    Ficha,
    Operator,
    Sesion,
    SessionPaper,
)
from intake.rules import governance
from intake.rules.calendar import lima_date
from intake.rules.organs import organs
from intake.rules.text import clean
from intake.seats import check_secretary, held_on

_BEFORE_IT = frozenset({SessionState.CONVOCADA})
_LIVE = frozenset({SessionState.INSTALADA})


@dataclass(frozen=True, slots=True)
class Roll:
    """What a list found: who is there, and whether it is enough."""

    present: int
    quorum: int
    state: SessionState

    @property
    def is_enough(self) -> bool:
        """Whether the session was installed."""
        return self.state is SessionState.INSTALADA


def code_of(sesion: Sesion) -> str:
    """`AYNI-GT-2026-SO03`."""
    return governance.session_code(sesion.year, sesion.kind, sesion.number)


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
    check_secretary(by, "Convocar una sesión")
    governance.check_call(kind, now, scheduled_at, organs().limits)
    return await _call(session, kind, scheduled_at, place, quorum, None, by, now)


async def convene_again(
    session: AsyncSession, first_id: int, scheduled_at: datetime, *, by: Operator, now: datetime
) -> Sesion:
    """The second call after one without quorum: held with those who come (art. 19.d)."""
    check_secretary(by, "Convocar una sesión")
    first = await get_sesion(session, first_id, for_update=True)
    if first.state is not SessionState.SIN_QUORUM:
        raise RefusedError(
            f"La sesión {first_id} está {first.state}: una segunda convocatoria es para la que no "
            "alcanzó quórum (Manual, art. 19.d)."
        )
    if scheduled_at <= first.scheduled_at:
        raise RefusedError("La segunda convocatoria es para después de la primera.")
    again = await _call(session, first.kind, scheduled_at, first.place, 1, first.id, by, now)
    items = await session.scalars(
        sa.select(AgendaItem).where(AgendaItem.sesion_id == first.id).order_by(AgendaItem.id)
    )
    for item in items:
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
            )
        )
    await session.flush()
    return again


async def circulate(
    session: AsyncSession, sesion_id: int, *, by: Operator, now: datetime
) -> tuple[Sesion, bool]:
    """Programme and papers went out to the members; whether in time (art. 25.d)."""
    check_secretary(by, "Difundir el programa y los documentos")
    sesion = await _in_state(session, sesion_id, _BEFORE_IT, "difundir los documentos")
    if not await list_agenda(session, sesion_id):
        raise RefusedError(
            "Falta la agenda: agregue sus puntos con ayni agenda agregar (Manual, art. 25.c-d)."
        )
    sesion.papers_at = now
    _record(session, "circular", sesion, by, now)
    due = governance.papers_due(sesion.kind, sesion.scheduled_at, organs().limits)
    return sesion, lima_date(now) <= due


async def add_item(
    session: AsyncSession,
    sesion_id: int,
    title: str,
    *,
    station: Station = Station.ORDEN_DEL_DIA,
    points: str = "",
    minutes: int | None = None,
    necesidad_id: int | None = None,
    criteria_set_id: int | None = None,
    all_agree: bool = False,
    by: Operator,
    now: datetime,
) -> AgendaItem:
    """A point of the agenda.

    Once the session is installed nothing is added unless all who are there agree (TUO de la Ley
    27444, art. 109.4).
    """
    check_secretary(by, "Preparar la agenda")
    sesion = await _in_state(session, sesion_id, _BEFORE_IT | _LIVE, "cambiar la agenda")
    title = clean(title)
    if not title:
        raise RefusedError("Escriba de qué trata el punto.")
    if sesion.state is SessionState.INSTALADA and not all_agree:
        raise RefusedError(
            "Fuera de la agenda solo se trata lo que acuerdan todos los asistentes (TUO de la Ley "
            "27444, art. 109.4): si es así, repita con --todos-de-acuerdo."
        )
    if necesidad_id is not None:
        ficha = await session.get(Ficha, necesidad_id)
        if ficha is None or ficha.joined_into_id is not None:
            raise NotFoundError(
                f"No hay una ficha de la necesidad {necesidad_id}. Véalas con: ayni necesidad listar"
            )
    last = await session.scalar(
        sa.select(sa.func.max(AgendaItem.position)).where(
            AgendaItem.sesion_id == sesion_id, AgendaItem.station == station
        )
    )
    item = AgendaItem(
        sesion_id=sesion_id,
        station=station,
        position=(last or 0) + 1,
        title=title,
        points=clean(points),
        minutes=minutes,
        necesidad_id=necesidad_id,
        criteria_set_id=criteria_set_id,
    )
    session.add(item)
    await session.flush()
    _record(session, "agenda", sesion, by, now, note=title)
    return item


async def list_agenda(session: AsyncSession, sesion_id: int) -> list[AgendaItem]:
    """In the order of the stations (art. 19.f)."""
    order = {station: n for n, station in enumerate(Station)}
    items = await session.scalars(sa.select(AgendaItem).where(AgendaItem.sesion_id == sesion_id))
    return sorted(items, key=lambda item: (order[item.station], item.position))


async def get_item(session: AsyncSession, sesion_id: int, number: int) -> AgendaItem:
    """The point with this number of the agenda, counted from 1; NotFoundError."""
    items = await list_agenda(session, sesion_id)
    if not 1 <= number <= len(items):
        raise NotFoundError(
            f"La sesión {sesion_id} tiene {len(items)} puntos, del 1 en adelante. "
            f"Véalos con: ayni sesion ver {sesion_id}"
        )
    return items[number - 1]


async def call_roll(
    session: AsyncSession,
    sesion_id: int,
    seats: Sequence[str],
    *,
    alternates: Sequence[str] = (),
    roll: int = 1,
    by: Operator,
    now: datetime,
) -> Roll:
    """Pass a list: the session is installed with quorum, or ends without it after the second.

    An alternate comes only where the holder does not (art. 16). Once set, quorum stays (19.c).
    """
    check_secretary(by, "Pasar lista")
    sesion = await _in_state(session, sesion_id, _BEFORE_IT, "pasar lista")
    governance.check_roll(roll, sesion.scheduled_at, now, organs().limits)
    both = sorted({*seats} & {*alternates})
    if both:
        raise RefusedError(
            f"El alterno asiste solo si no puede el titular (Manual, art. 16): {', '.join(both)}."
        )
    held = await held_on(session, lima_date(sesion.scheduled_at))
    there = {each.seat for each in await list_attendance(session, sesion_id) if each.seat}
    for seat_id in (*seats, *alternates):
        seat = organs().get(seat_id)
        if seat.id in there:
            continue
        is_alternate = seat_id in alternates
        holder = held[seat.id].alternate if is_alternate else held[seat.id].titular
        if is_alternate and holder is None:
            raise RefusedError(
                f"El asiento «{seat.id}» no tiene alterno designado (Manual, art. 16). Anótelo con: "
                f"ayni asiento alterno {seat.id} «Nombre» --documento «…»"
            )
        session.add(
            Attendance(
                sesion_id=sesion_id,
                seat=seat.id,
                name=holder.name if holder else "",
                is_alternate=is_alternate,
                roll=roll,
                arrived_at=now,
            )
        )
        there.add(seat.id)
    if there and len(there) >= sesion.quorum:
        sesion.state, sesion.opened_at = SessionState.INSTALADA, now
    elif roll == 2:
        sesion.state = SessionState.SIN_QUORUM
    await session.flush()
    _record(session, "lista", sesion, by, now, note=f"{len(there)} de {sesion.quorum}")
    return Roll(len(there), sesion.quorum, sesion.state)


async def invite(
    session: AsyncSession, sesion_id: int, name: str, *, by: Operator, now: datetime
) -> Attendance:
    """A guest of the chair: heard, without vote (arts. 19.h and 23.e)."""
    check_secretary(by, "Anotar a un invitado")
    await _in_state(session, sesion_id, _BEFORE_IT | _LIVE, "anotar invitados")
    name = clean(name, 160)
    if not name:
        raise RefusedError("Escriba quién es y de dónde viene.")
    guest = Attendance(sesion_id=sesion_id, seat=None, name=name, roll=1, arrived_at=now)
    session.add(guest)
    await session.flush()
    return guest


async def leave(
    session: AsyncSession, sesion_id: int, seat_id: str, *, by: Operator, now: datetime
) -> None:
    """Somebody goes; the quorum holds to the end (art. 19.c), their vote does not."""
    check_secretary(by, "Anotar quién se retira")
    await _in_state(session, sesion_id, _LIVE, "anotar quién se retira")
    seat = organs().get(seat_id)
    for each in await list_attendance(session, sesion_id):
        if each.seat == seat.id and each.left_at is None:
            each.left_at = now
            return
    raise RefusedError(f"«{seat.id}» no está en la sesión.")


async def note(
    session: AsyncSession, sesion_id: int, number: int, text: str, *, by: Operator, now: datetime
) -> AgendaItem:
    """What was said on a point, for the acta (art. 19.g)."""
    check_secretary(by, "Redactar el acta")
    sesion = await _in_state(session, sesion_id, _LIVE, "anotar lo que se dijo")
    item = await get_item(session, sesion_id, number)
    item.summary = clean(text)
    _record(session, "anotar", sesion, by, now, note=item.title)
    return item


async def close(session: AsyncSession, sesion_id: int, *, by: Operator, now: datetime) -> Sesion:
    """The session ends; from now on the acta is owed (art. 25.j)."""
    check_secretary(by, "Cerrar la sesión")
    sesion = await _in_state(session, sesion_id, _LIVE, "cerrar")
    tied = [item.title for item in await list_agenda(session, sesion_id) if _waits(item)]
    if tied:
        raise RefusedError(
            f"Quedó un empate sin dirimir: «{tied[0]}» (Manual, art. 18). Use: ayni votacion dirimir"
        )
    sesion.state, sesion.closed_at = SessionState.CERRADA, now
    _record(session, "cerrar", sesion, by, now)
    return sesion


async def send_acta(
    session: AsyncSession, sesion_id: int, *, by: Operator, now: datetime
) -> tuple[Sesion, bool]:
    """The acta went out to the members; whether within three working days (art. 25.j)."""
    check_secretary(by, "Enviar el acta")
    sesion = await _in_state(
        session, sesion_id, frozenset({SessionState.CERRADA}), "enviar el acta"
    )
    if sesion.closed_at is None:
        raise RefusedError("La sesión no se ha cerrado.")
    sesion.acta_sent_at = now
    _record(session, "acta", sesion, by, now)
    return sesion, lima_date(now) <= governance.acta_due(sesion.closed_at, organs().limits)


async def list_attendance(session: AsyncSession, sesion_id: int) -> list[Attendance]:
    """In the order in which they were noted."""
    query = sa.select(Attendance).where(Attendance.sesion_id == sesion_id).order_by(Attendance.id)
    return list(await session.scalars(query))


async def keep_paper(
    session: AsyncSession, sesion: Sesion, name: str, content: bytes, *, by: Operator, now: datetime
) -> SessionPaper:
    """Put a file into the folder of the session (art. 25.i); one of that name is replaced."""
    name = clean(name, 160).replace("/", "-")
    if not name or not content:
        raise RefusedError("El archivo no tiene nombre o está vacío.")
    paper = await session.scalar(
        sa.select(SessionPaper).where(
            SessionPaper.sesion_id == sesion.id, SessionPaper.name == name
        )
    )
    if paper is None:
        paper = SessionPaper(sesion_id=sesion.id, name=name, content=content)
        session.add(paper)
    paper.content, paper.added_at, paper.added_by_id = content, now, by.id
    await session.flush()
    _record(session, "carpeta", sesion, by, now, note=name)
    return paper


async def list_papers(session: AsyncSession, sesion_id: int) -> list[SessionPaper]:
    """By name."""
    query = sa.select(SessionPaper).where(SessionPaper.sesion_id == sesion_id)
    return list(await session.scalars(query.order_by(SessionPaper.name)))


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
    _record(session, "convocar", sesion, by, now)
    return sesion


async def _in_state(
    session: AsyncSession, sesion_id: int, states: frozenset[SessionState], what: str
) -> Sesion:
    sesion = await get_sesion(session, sesion_id, for_update=True)
    if sesion.state not in states:
        raise RefusedError(
            f"La sesión {sesion_id} está «{sesion.state}»: así no se puede {what}."
        )
    return sesion


def _record(
    session: AsyncSession, verb: str, sesion: Sesion, by: Operator, now: datetime, *, note: str = ""
) -> None:
    record(
        session,
        f"sesion {verb}",
        now=now,
        operator_id=by.id,
        note=f"{code_of(sesion)} {note}".strip(),
        after={"sesion": sesion.id},
    )
