"""A session of the Grupo de Trabajo for tests: called in time, with who must be there."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from intake import sessions
from intake.attendance import Present, call_roll
from intake.kinds import SessionKind
from intake.models import Operator, Sesion
from intake.rules.organs import organs

SEATS = tuple(organs().seats)


async def a_call(
    session: AsyncSession,
    ana: Operator,
    now: datetime,
    *,
    days: int = 10,
    kind: SessionKind = SessionKind.ORDINARIA,
) -> Sesion:
    """A session so many days from now."""
    at = now + timedelta(days=days)
    return await sessions.convene(session, kind, at, "Lima", quorum=None, by=ana, now=now)


async def a_sitting(
    session: AsyncSession, ana: Operator, now: datetime, *, present: int = 7
) -> Sesion:
    """An installed session with the first seats, the chair among them."""
    sesion = await a_call(session, ana, now)
    roll = Present(SEATS[:present])
    await call_roll(session, sesion.id, roll, by=ana, now=sesion.scheduled_at)
    return sesion
