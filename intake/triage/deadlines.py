"""Answers that are owed: what is late and what is near (TUO Ley 27444, arts. 39 and 117.3).

An aporte is owed an answer while it waits in the queue: admitting, referring, closing and merging
all tell its people something, and so does a written answer, after which it may go on waiting.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AporteState
from intake.store.models import Aporte, Operator
from intake.words.calendar import add_working_days, lima_date

SOON_DAYS = 5
"""Working days ahead in which an answer is said to be near."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One answer that is owed."""

    code: str
    ubigeo: str | None
    answer_by: date
    holder: str | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class OwedCount:
    """How many are late, and how many near."""

    late: int
    soon: int


async def list_owed(
    session: AsyncSession,
    *,
    now: datetime,
    days: int = SOON_DAYS,
    places: tuple[str, ...] = (),
    holder_id: int | None = None,
    limit: int = 50,
) -> list[Owed]:
    """What is late, then what falls due within `days` working days; the longest owed first."""
    today = lima_date(now)
    query = (
        _owed(today, days)
        .add_columns(Aporte.ubigeo, Operator.username)
        .outerjoin(Operator, Operator.id == Aporte.assigned_to_id)
        .order_by(Aporte.answer_by, Aporte.id)
        .limit(limit)
    )
    if places:
        query = query.where(sa.or_(*(Aporte.ubigeo.startswith(prefix) for prefix in places)))
    if holder_id is not None:
        query = query.where(Aporte.assigned_to_id == holder_id)
    rows = await session.execute(query)
    return [
        Owed(code, ubigeo, answer_by, holder, answer_by < today)
        for code, answer_by, ubigeo, holder in rows
    ]


async def count_owed(session: AsyncSession, *, now: datetime, days: int = SOON_DAYS) -> OwedCount:
    """How many answers are owed in the whole queue."""
    today = lima_date(now)
    owed = _owed(today, days).subquery()
    late = sa.func.count(sa.case((owed.c.answer_by < today, 1)))
    row = (await session.execute(sa.select(late, sa.func.count()).select_from(owed))).one()
    return OwedCount(row[0], row[1] - row[0])


async def count_by_day(
    session: AsyncSession, *, now: datetime, days: int = SOON_DAYS
) -> Counter[date]:
    """How many answers are due on each day, late ones too."""
    owed = _owed(lima_date(now), days).subquery()
    rows = await session.execute(
        sa.select(owed.c.answer_by, sa.func.count()).group_by(owed.c.answer_by)
    )
    return Counter({row[0]: row[1] for row in rows})


def _owed(today: date, days: int) -> sa.Select[str, date]:
    return sa.select(Aporte.code, Aporte.answer_by).where(
        Aporte.state == AporteState.RECIBIDO, Aporte.answer_by <= add_working_days(today, days)
    )
