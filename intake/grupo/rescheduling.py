"""A session that was called for a wrong day is moved, or cancelled: before it is installed.

Either takes a reason, which the call that goes out again says to the members.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.grupo.convening import check_month
from intake.grupo.meetings import BEFORE_IT, in_state
from intake.grupo.rules import governance
from intake.grupo.rules.organs import organs
from intake.kinds import MeetingKind, MeetingState
from intake.store.journal import About, record
from intake.store.models import Meeting, Operator
from intake.store.operators import check_secretaria
from intake.store.verbs import Verb
from intake.words.calendar import lima_date
from intake.words.text import clean


async def move(
    session: AsyncSession,
    meeting_id: int,
    scheduled_at: datetime,
    reason: str,
    *,
    place: str = "",
    by: Operator,
    now: datetime,
) -> Meeting:
    """Move it to another day or hour, with the same notice as a call (arts. 19.b and 25.d).

    Its programme must go out again: what the members have says another date.
    """
    check_secretaria(by, "Cambiar la fecha de una sesión")
    meeting = await in_state(session, meeting_id, BEFORE_IT, "cambiar su fecha")
    reason = _reason(reason)
    before, where = meeting.scheduled_at, clean(place, 200) or meeting.place
    if scheduled_at == before and where == meeting.place:
        raise RefusedError("Es la misma fecha, hora y lugar que ya tiene.")
    if lima_date(scheduled_at).year != meeting.year:
        raise RefusedError(
            f"La sesión {meeting.code} es de {meeting.year}: para otro año, cancélela con "
            f"ayni sesion cancelar {meeting_id} y convoque otra."
        )
    if meeting.second_of_id is None:
        governance.check_call(meeting.kind, now, scheduled_at, organs().limits)
    elif scheduled_at <= now:
        raise RefusedError("La nueva fecha ya pasó. Elija otra.")
    if meeting.kind is MeetingKind.ORDINARIA:
        await check_month(session, scheduled_at, but=meeting_id)
    if scheduled_at != before:
        meeting.moved_from = before
    meeting.scheduled_at, meeting.place, meeting.change_reason = scheduled_at, where, reason
    meeting.papers_at = None
    _record(session, Verb.SESION_MOVER, meeting, by, now, before)
    return meeting


async def cancel(
    session: AsyncSession, meeting_id: int, reason: str, *, by: Operator, now: datetime
) -> Meeting:
    """Cancel it: its number is not given to another, and its month is free again."""
    check_secretaria(by, "Cancelar una sesión")
    meeting = await in_state(session, meeting_id, BEFORE_IT, "cancelarla")
    meeting.change_reason = _reason(reason)
    meeting.state = MeetingState.CANCELADA
    _record(session, Verb.SESION_CANCELAR, meeting, by, now, meeting.scheduled_at)
    return meeting


def _reason(reason: str) -> str:
    reason = clean(reason, 500)
    if not reason:
        raise RefusedError("Escriba por qué: --motivo «…». Los integrantes lo leerán.")
    return reason


def _record(
    session: AsyncSession,
    verb: Verb,
    meeting: Meeting,
    by: Operator,
    now: datetime,
    before: datetime,
) -> None:
    record(
        session,
        verb,
        About(meeting_id=meeting.id),
        now=now,
        operator_id=by.id,
        note=f"{meeting.code}: {meeting.change_reason}",
        before={"fecha": before.isoformat()},
        after={
            "sesion": meeting.id,
            "fecha": meeting.scheduled_at.isoformat(),
            "lugar": meeting.place,
        },
    )
