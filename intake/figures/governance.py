"""What the Lab and the Grupo de Trabajo did in a month: necesidades, sessions, acuerdos."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import MeetingKind, MeetingState, Stage
from intake.store.models import Acuerdo, Meeting, Necesidad
from intake.words.calendar import add_working_days, lima_date
from intake.words.months import Month

ACTA_DAYS = 3
"""Working days in which an acta is sent (Manual, art. 25.j)."""


@dataclass(frozen=True, slots=True)
class MeetingFigure:
    """One session of the month."""

    kind: MeetingKind
    number: int
    held_on: date
    state: MeetingState
    acuerdos: int


@dataclass(frozen=True, slots=True)
class PendingAcuerdo:
    """An acuerdo that is not done."""

    code: str
    responsible: str
    due_on: date | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Governance:
    """Necesidades as they stand now; sessions and acuerdos of the month; what is pending now."""

    by_stage: Counter[Stage]
    prioritised: int
    """Necesidades that an acuerdo prioritised, ever (Manual, art. 14.a)."""
    prioritised_now: int
    """Of them, in the month."""
    sessions: tuple[MeetingFigure, ...]
    acuerdos_made: int
    acuerdos_done: int
    pending: tuple[PendingAcuerdo, ...]
    actas_late: int
    """Sessions whose acta was not sent within ACTA_DAYS."""

    @property
    def ordinary_held(self) -> int:
        """How many ordinary sessions of the month met (Manual, art. 19.a: one a month)."""
        return sum(s.kind is MeetingKind.ORDINARIA and s.state.has_met for s in self.sessions)

    @property
    def overdue(self) -> int:
        """The acuerdos that are past their date."""
        return sum(each.is_overdue for each in self.pending)


async def count_governance(session: AsyncSession, month: Month, *, now: datetime) -> Governance:
    """The figures of a month, and what is pending at `now`."""
    stages = await session.execute(
        sa.select(Necesidad.stage, sa.func.count())
        .where(Necesidad.joined_into_id.is_(None))
        .group_by(Necesidad.stage)
    )
    prioritised = list(
        await session.scalars(
            sa.select(Necesidad.prioritised_at).where(
                Necesidad.joined_into_id.is_(None), Necesidad.prioritised_at.is_not(None)
            )
        )
    )
    return Governance(
        by_stage=Counter({row[0]: row[1] for row in stages}),
        prioritised=len(prioritised),
        prioritised_now=sum(
            at is not None and month.starts_at <= at < month.ends_at for at in prioritised
        ),
        sessions=await _sessions(session, month),
        acuerdos_made=await _acuerdos(session, Acuerdo.made_at, month),
        acuerdos_done=await _acuerdos(session, Acuerdo.done_at, month),
        pending=await _pending(session, lima_date(now)),
        actas_late=await _actas_late(session, now),
    )


async def _sessions(session: AsyncSession, month: Month) -> tuple[MeetingFigure, ...]:
    rows = await session.execute(
        sa.select(Meeting, sa.func.count(Acuerdo.id))
        .outerjoin(Acuerdo, Acuerdo.meeting_id == Meeting.id)
        .where(Meeting.scheduled_at >= month.starts_at, Meeting.scheduled_at < month.ends_at)
        .group_by(Meeting.id)
        .order_by(Meeting.scheduled_at, Meeting.id)
    )
    return tuple(
        MeetingFigure(row.kind, row.number, lima_date(row.scheduled_at), row.state, acuerdos)
        for row, acuerdos in rows
    )


async def _acuerdos(
    session: AsyncSession,
    when: sa.orm.InstrumentedAttribute[datetime] | sa.orm.InstrumentedAttribute[datetime | None],
    month: Month,
) -> int:
    counted = sa.select(sa.func.count(Acuerdo.id)).where(
        when >= month.starts_at, when < month.ends_at
    )
    return await session.scalar(counted) or 0


async def _pending(session: AsyncSession, today: date) -> tuple[PendingAcuerdo, ...]:
    rows = await session.scalars(
        sa.select(Acuerdo)
        .where(Acuerdo.done_at.is_(None))
        .order_by(Acuerdo.due_on.is_(None), Acuerdo.due_on, Acuerdo.id)
    )
    return tuple(
        PendingAcuerdo(
            row.code, row.responsible, row.due_on, row.due_on is not None and row.due_on < today
        )
        for row in rows
    )


async def _actas_late(session: AsyncSession, now: datetime) -> int:
    rows = await session.execute(
        sa.select(Meeting.closed_at, Meeting.acta_sent_at).where(
            Meeting.state == MeetingState.CERRADA, Meeting.closed_at.is_not(None)
        )
    )
    return sum(
        lima_date(sent_at or now) > add_working_days(lima_date(closed_at), ACTA_DAYS)
        for closed_at, sent_at in rows
        if closed_at is not None
    )
