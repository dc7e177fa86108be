"""What waits, as it stands now: how old, what is late, who was asked, how the load is shared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import OPEN, AporteState
from intake.store.models import Aporte, Operator, Question
from intake.triage.queue import Filter, count_cases
from intake.words.calendar import add_working_days, lima_date

SOON_DAYS = 10
"""Working days ahead in which an answer that is owed is said to be near."""
_AGES = ((7, "0 a 7"), (15, "8 a 15"), (30, "16 a 30"), (60, "31 a 60"))
_OLDER = "más de 60"


@dataclass(frozen=True, slots=True)
class OldCase:
    """A case that waits, by its code alone."""

    code: str
    days: int
    answer_by: date


@dataclass(frozen=True, slots=True)
class Waiting:
    """The queue (aportes not yet triaged) at an instant. Ages are calendar days in Lima."""

    total: int
    ages: tuple[tuple[str, int], ...]
    """Days, as words, and how many; the youngest first."""
    median_days: int
    oldest: tuple[OldCase, ...]
    overdue: int
    due_soon: int
    untaken: int
    without_interpreter: int
    """Told in an Andean language, and taken by nobody."""
    questions: int
    """Asked, and not answered yet."""
    oldest_question_days: int
    unseen_answers: int
    """Cases whose author answered, and nobody has acted since."""
    loads: tuple[int, ...]
    """Open cases of each account that has any, the fullest first. Counts, no names."""
    operators: int
    """Active accounts that may triage."""


@dataclass(frozen=True, slots=True)
class _Case:
    code: str
    age: int
    answer_by: date
    holder: int | None
    needs_interpreter: bool


async def count_waiting(
    session: AsyncSession, *, roles: Sequence[str], now: datetime, oldest: int = 10
) -> Waiting:
    """How the queue stands. `roles`: of the accounts among which the load is shared."""
    today = lima_date(now)
    soon = add_working_days(today, SOON_DAYS)
    cases = await _cases(session, today)
    asked = await _questions(session, now)
    return Waiting(
        total=len(cases),
        ages=_by_age([case.age for case in cases]),
        median_days=round(median(case.age for case in cases)) if cases else 0,
        oldest=tuple(OldCase(case.code, case.age, case.answer_by) for case in cases[:oldest]),
        overdue=sum(case.answer_by < today for case in cases),
        due_soon=sum(today <= case.answer_by <= soon for case in cases),
        untaken=sum(case.holder is None for case in cases),
        without_interpreter=sum(c.needs_interpreter and c.holder is None for c in cases),
        questions=len(asked),
        oldest_question_days=max(asked, default=0),
        unseen_answers=await count_cases(session, Filter(is_answered=True)),
        loads=await _loads(session),
        operators=await _operators(session, roles),
    )


async def _cases(session: AsyncSession, today: date) -> list[_Case]:
    """Every case that waits, the oldest first."""
    rows = await session.execute(
        sa.select(
            Aporte.code,
            Aporte.created_at,
            Aporte.answer_by,
            Aporte.assigned_to_id,
            Aporte.needs_interpreter,
        )
        .where(Aporte.state == AporteState.RECIBIDO)
        .order_by(Aporte.created_at, Aporte.id)
    )
    return [
        _Case(code, (today - lima_date(at)).days, answer_by, holder, interpreter)
        for code, at, answer_by, holder, interpreter in rows
    ]


def _by_age(ages: Sequence[int]) -> tuple[tuple[str, int], ...]:
    found, before = [], -1
    for upto, words in _AGES:
        found.append((words, sum(before < age <= upto for age in ages)))
        before = upto
    found.append((_OLDER, sum(age > before for age in ages)))
    return tuple(found)


async def _questions(session: AsyncSession, now: datetime) -> list[int]:
    """How many days each question has waited for its person."""
    asked = await session.scalars(
        sa.select(Question.asked_at)
        .join(Aporte, Aporte.id == Question.aporte_id)
        .where(
            Question.answered_at.is_(None),
            Aporte.state.in_(OPEN),
        )
    )
    return [(lima_date(now) - lima_date(at)).days for at in asked]


async def _loads(session: AsyncSession) -> tuple[int, ...]:
    count = sa.func.count(Aporte.id)
    rows = await session.scalars(
        sa.select(count)
        .where(Aporte.state == AporteState.RECIBIDO, Aporte.assigned_to_id.is_not(None))
        .group_by(Aporte.assigned_to_id)
        .order_by(count.desc())
    )
    return tuple(rows)


async def _operators(session: AsyncSession, roles: Sequence[str]) -> int:
    active = sa.select(sa.func.count(Operator.id)).where(
        Operator.is_active, Operator.role.in_(list(roles))
    )
    return await session.scalar(active) or 0
