"""What happened in a month: what came in, what left the queue, what people said of the answers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AporteState
from intake.store.models import Aporte, AporteTag, Follower, JournalEntry, Opinion, Reopening
from intake.store.verbs import Verb
from intake.words.calendar import lima_date
from intake.words.months import Month


@dataclass(frozen=True, slots=True)
class Week:
    """Aportes that came in and that left the queue from `first_on` to `last_on`."""

    first_on: date
    last_on: date
    received: int
    left: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A priority, and how many aportes of the month touch it."""

    priority: str
    aportes: int


@dataclass(frozen=True, slots=True)
class Movement:
    """Counts of one month. `left` is by the state an aporte left the queue for."""

    received: int
    received_before: int
    people: int
    """Distinct people who told something or joined it."""
    left: Counter[AporteState]
    by_operators: int
    """Of those that left, how many an operator decided."""
    answered: int
    """Aportes whose people were written to (Manual, art. 25.l: what was decided is told)."""
    asked: int
    reopened: int
    helped: int
    not_helped: int
    weeks: tuple[Week, ...]
    topics: tuple[Topic, ...]

    @property
    def total_left(self) -> int:
        """How many left the queue in all."""
        return self.left.total()


@dataclass(frozen=True, slots=True)
class _Leaving:
    at: datetime
    state: AporteState
    by_operator: bool


async def count_movement(session: AsyncSession, month: Month, *, topics: int = 10) -> Movement:
    """What moved in a month, and its `topics` priorities with most aportes."""
    came = [
        lima_date(at)
        for at in await session.scalars(
            sa.select(Aporte.created_at).where(_within(Aporte.created_at, month))
        )
    ]
    leaving = await _leaving(session, month)
    opinions = await _opinions(session, month)
    return Movement(
        received=len(came),
        received_before=await _count(session, Aporte.id, Aporte.created_at, month.previous),
        people=await _count(session, Follower.person_id.distinct(), Follower.joined_at, month),
        left=Counter(each.state for each in leaving),
        by_operators=sum(each.by_operator for each in leaving),
        answered=await _acts(session, Verb.RESPONDER, month),
        asked=await _acts(session, Verb.PREGUNTAR, month),
        reopened=await _count(session, Reopening.aporte_id, Reopening.at, month),
        helped=opinions[True],
        not_helped=opinions[False],
        weeks=_weeks(month, came, (lima_date(each.at) for each in leaving)),
        topics=await _topics(session, month, topics),
    )


def _weeks(month: Month, came: Iterable[date], left: Iterable[date]) -> tuple[Week, ...]:
    received, gone = Counter(came), Counter(left)
    return tuple(
        Week(
            first,
            last,
            sum(count for day, count in received.items() if first <= day <= last),
            sum(count for day, count in gone.items() if first <= day <= last),
        )
        for first, last in month.weeks()
    )


def _within(column: sa.orm.InstrumentedAttribute[datetime], month: Month) -> sa.ColumnElement[bool]:
    return sa.and_(column >= month.starts_at, column < month.ends_at)


async def _count(
    session: AsyncSession,
    what: sa.ColumnElement[int] | sa.orm.InstrumentedAttribute[int],
    when: sa.orm.InstrumentedAttribute[datetime],
    month: Month,
) -> int:
    return await session.scalar(sa.select(sa.func.count(what)).where(_within(when, month))) or 0


async def _leaving(session: AsyncSession, month: Month) -> list[_Leaving]:
    """The first time in the month that each aporte left the queue; what was undone is not."""
    state = JournalEntry.after["state"].as_string()
    before = JournalEntry.before["state"].as_string()
    rows = await session.execute(
        sa.select(JournalEntry.aporte_id, JournalEntry.at, state, JournalEntry.operator_id)
        .where(
            _within(JournalEntry.at, month),
            JournalEntry.aporte_id.is_not(None),
            JournalEntry.undone_by_id.is_(None),
            state.is_not(None),
            state != AporteState.RECIBIDO.value,
            sa.or_(before == AporteState.RECIBIDO.value, JournalEntry.verb == Verb.RETIRAR),
        )
        .order_by(JournalEntry.id)
    )
    first: dict[int, _Leaving] = {}
    for aporte_id, at, to, operator_id in rows:
        first.setdefault(aporte_id, _Leaving(at, AporteState(to), operator_id is not None))
    return list(first.values())


async def _acts(session: AsyncSession, verb: Verb, month: Month) -> int:
    """Distinct aportes an operator did this with."""
    acts = sa.select(sa.func.count(JournalEntry.aporte_id.distinct())).where(
        JournalEntry.verb == verb, _within(JournalEntry.at, month)
    )
    return await session.scalar(acts) or 0


async def _opinions(session: AsyncSession, month: Month) -> dict[bool, int]:
    rows = await session.execute(
        sa.select(Opinion.helped, sa.func.count())
        .where(_within(Opinion.at, month))
        .group_by(Opinion.helped)
    )
    return {True: 0, False: 0} | {row[0]: row[1] for row in rows}


async def _topics(session: AsyncSession, month: Month, limit: int) -> tuple[Topic, ...]:
    count = sa.func.count(AporteTag.aporte_id)
    rows = await session.execute(
        sa.select(AporteTag.priority, count)
        .join(Aporte, Aporte.id == AporteTag.aporte_id)
        .where(
            AporteTag.accepted,
            Aporte.state != AporteState.RETIRADO,
            _within(Aporte.created_at, month),
        )
        .group_by(AporteTag.priority)
        .order_by(count.desc(), AporteTag.priority)
        .limit(limit)
    )
    return tuple(Topic(priority, aportes) for priority, aportes in rows)
