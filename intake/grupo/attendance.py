"""Who is at a session: lists, quorum, alternates and guests (Manual, arts. 16, 19 and 23)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.grupo.meetings import BEFORE_IT, LIVE, in_state, journal
from intake.grupo.rules import governance
from intake.grupo.rules.organs import organs
from intake.grupo.seats import Held, held_on
from intake.kinds import MeetingState
from intake.store.models import Attendance, Meeting, Operator
from intake.store.operators import check_secretaria
from intake.store.verbs import Verb
from intake.words.calendar import lima_date
from intake.words.text import clean


@dataclass(frozen=True, slots=True)
class Roll:
    """What a list found: who is there, and whether it is enough."""

    present: int
    quorum: int
    state: MeetingState


@dataclass(frozen=True, slots=True)
class Present:
    """Who answered: seats by their holder, and seats by the alternate."""

    holders: Sequence[str]
    alternates: Sequence[str] = ()


async def call_roll(
    session: AsyncSession,
    meeting_id: int,
    present: Present,
    *,
    roll: int = 1,
    by: Operator,
    now: datetime,
) -> Roll:
    """Pass a list: the session is installed with quorum, or ends without it after the second.

    An alternate comes only where the holder does not (art. 16). Once set, quorum stays (19.c):
    a list of an installed session notes who came later.
    """
    check_secretaria(by, "Pasar lista")
    meeting = await in_state(session, meeting_id, BEFORE_IT | LIVE, "pasar lista")
    is_waiting = meeting.state is MeetingState.CONVOCADA
    if is_waiting:
        governance.check_roll(roll, meeting.scheduled_at, now, organs().limits)
        if meeting.papers_at is None:
            raise RefusedError(
                "El programa no se ha difundido a los integrantes (Manual, arts. 19.b y 25.c-d). "
                f'Si ya salió, anótelo: ayni sesion circular {meeting_id} --el "AAAA-MM-DD HH:MM". '
                f"Si no, cambie la fecha: ayni sesion mover {meeting_id} --fecha …"
            )
    there = {each.seat for each in await list_attendance(session, meeting_id) if each.seat}
    there |= await _note_arrivals(session, meeting, present, there, roll, now)
    if is_waiting and there and len(there) >= meeting.quorum:
        meeting.state, meeting.opened_at = MeetingState.INSTALADA, now
    elif is_waiting and roll == 2:
        meeting.state = MeetingState.SIN_QUORUM
    await session.flush()
    journal(session, Verb.SESION_LISTA, meeting, by, now, note=f"{len(there)} de {meeting.quorum}")
    return Roll(len(there), meeting.quorum, meeting.state)


async def _note_arrivals(
    session: AsyncSession,
    meeting: Meeting,
    present: Present,
    there: set[str],
    roll: int,
    now: datetime,
) -> set[str]:
    holders = {organs().get(seat).id for seat in present.holders}
    alternates = {organs().get(seat).id for seat in present.alternates}
    if both := sorted(holders & alternates):
        raise RefusedError(
            f"El alterno asiste solo si no puede el titular (Manual, art. 16): {', '.join(both)}."
        )
    held = await held_on(session, lima_date(meeting.scheduled_at))
    await _name_the_nameless(session, meeting, held)
    for seat in (holders | alternates) - there:
        is_alternate = seat in alternates
        holder = held[seat].alternate if is_alternate else held[seat].titular
        if is_alternate and holder is None:
            raise RefusedError(
                f"El asiento «{seat}» no tiene alterno designado (Manual, art. 16). Anótelo con: "
                f"ayni asiento alterno {seat} «Nombre» --documento «…»"
            )
        if holder is None:
            raise RefusedError(
                f"No consta quién ocupa el asiento «{seat}», y el acta lleva nombres (TUO de la "
                f"Ley 27444, art. 113.1). Anótelo con: ayni asiento titular {seat} «Nombre»"
            )
        session.add(
            Attendance(
                meeting_id=meeting.id,
                seat=seat,
                name=holder.name,
                is_alternate=is_alternate,
                roll=roll,
                arrived_at=now,
            )
        )
    return holders | alternates


async def _name_the_nameless(
    session: AsyncSession, meeting: Meeting, held: Mapping[str, Held]
) -> None:
    """Seats that were noted before a name was asked for get it once it is known."""
    for each in await list_attendance(session, meeting.id):
        if each.seat and not each.name:
            seat = held[each.seat]
            holder = seat.alternate if each.is_alternate else seat.titular
            each.name = holder.name if holder else ""


async def invite(
    session: AsyncSession, meeting_id: int, name: str, *, by: Operator, now: datetime
) -> Attendance:
    """Note a guest of the chair, who is heard and has no vote (arts. 19.h and 23.e)."""
    check_secretaria(by, "Anotar a un invitado")
    meeting = await in_state(session, meeting_id, BEFORE_IT | LIVE, "anotar invitados")
    name = clean(name, 160)
    if not name:
        raise RefusedError("Escriba quién es y de dónde viene.")
    guest = Attendance(meeting_id=meeting_id, seat=None, name=name, roll=1, arrived_at=now)
    session.add(guest)
    await session.flush()
    journal(session, Verb.SESION_INVITADO, meeting, by, now, note=name)
    return guest


async def leave(
    session: AsyncSession, meeting_id: int, seat_id: str, *, by: Operator, now: datetime
) -> None:
    """Note that somebody goes; the quorum holds to the end (art. 19.c), their vote does not."""
    check_secretaria(by, "Anotar quién se retira")
    meeting = await in_state(session, meeting_id, LIVE, "anotar quién se retira")
    seat = organs().get(seat_id)
    for each in await list_attendance(session, meeting_id):
        if each.seat == seat.id and each.left_at is None:
            each.left_at = now
            journal(session, Verb.SESION_RETIRA, meeting, by, now, note=seat.id)
            return
    raise RefusedError(f"«{seat.id}» no está en la sesión.")


async def list_attendance(session: AsyncSession, meeting_id: int) -> list[Attendance]:
    """Who came, in the order in which they were noted."""
    query = sa.select(Attendance).where(Attendance.meeting_id == meeting_id).order_by(Attendance.id)
    return list(await session.scalars(query))
