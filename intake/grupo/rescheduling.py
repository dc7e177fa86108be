"""A session that was called for a wrong day is moved, or cancelled: before it is installed.

Either takes a reason, which the call that goes out again says to the members.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.grupo.meetings import BEFORE_IT, check_month, in_state
from intake.grupo.rules import governance
from intake.grupo.rules.organs import organs
from intake.kinds import SessionKind, SessionState
from intake.store.journal import record
from intake.store.models import Operator, Sesion
from intake.store.operators import check_secretaria
from intake.words.calendar import lima_date
from intake.words.text import clean


async def move(
    session: AsyncSession,
    sesion_id: int,
    scheduled_at: datetime,
    reason: str,
    *,
    place: str = "",
    by: Operator,
    now: datetime,
) -> Sesion:
    """Another day or hour, with the same notice as a call (arts. 19.b and 25.d).

    Its programme must go out again: what the members have says another date.
    """
    check_secretaria(by, "Cambiar la fecha de una sesión")
    sesion = await in_state(session, sesion_id, BEFORE_IT, "cambiar su fecha")
    reason = _reason(reason)
    before, where = sesion.scheduled_at, clean(place, 200) or sesion.place
    if scheduled_at == before and where == sesion.place:
        raise RefusedError("Es la misma fecha, hora y lugar que ya tiene.")
    if lima_date(scheduled_at).year != sesion.year:
        raise RefusedError(
            f"La sesión {sesion.code} es de {sesion.year}: para otro año, cancélela con "
            f"ayni sesion cancelar {sesion_id} y convoque otra."
        )
    if sesion.second_of_id is None:
        governance.check_call(sesion.kind, now, scheduled_at, organs().limits)
    elif scheduled_at <= now:
        raise RefusedError("La nueva fecha ya pasó. Elija otra.")
    if sesion.kind is SessionKind.ORDINARIA:
        await check_month(session, scheduled_at, but=sesion_id)
    if scheduled_at != before:
        sesion.moved_from = before
    sesion.scheduled_at, sesion.place, sesion.change_reason = scheduled_at, where, reason
    sesion.papers_at = None
    _record(session, "mover", sesion, by, now, before)
    return sesion


async def cancel(
    session: AsyncSession, sesion_id: int, reason: str, *, by: Operator, now: datetime
) -> Sesion:
    """It is not held; its number is not given to another, and its month is free again."""
    check_secretaria(by, "Cancelar una sesión")
    sesion = await in_state(session, sesion_id, BEFORE_IT, "cancelarla")
    sesion.change_reason = _reason(reason)
    sesion.state = SessionState.CANCELADA
    _record(session, "cancelar", sesion, by, now, sesion.scheduled_at)
    return sesion


def _reason(reason: str) -> str:
    reason = clean(reason, 500)
    if not reason:
        raise RefusedError("Escriba por qué: --motivo «…». Los integrantes lo leerán.")
    return reason


def _record(
    session: AsyncSession, verb: str, sesion: Sesion, by: Operator, now: datetime, before: datetime
) -> None:
    record(
        session,
        f"sesion {verb}",
        now=now,
        operator_id=by.id,
        note=f"{sesion.code}: {sesion.change_reason}",
        before={"fecha": before.isoformat()},
        after={
            "sesion": sesion.id,
            "fecha": sesion.scheduled_at.isoformat(),
            "lugar": sesion.place,
        },
    )
