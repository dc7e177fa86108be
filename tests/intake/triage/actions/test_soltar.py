"""Giving a case back."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.kinds import Role
from intake.triage.actions.soltar import Soltar
from intake.triage.actions.tomar import Tomar
from tests.factories import an_aporte, an_operator
from tests.intake.triage.actions.cases import act


async def test_a_released_case_is_free_again(session: AsyncSession, now: datetime) -> None:
    case = await an_aporte(session, now)
    operator = await an_operator(session, now)
    await act(session, Tomar(), case, operator, now)
    await act(session, Soltar(), case, operator, now)

    assert case.assigned_to_id is None


async def test_the_secretaria_tecnica_may_free_anybodys(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now)
    await act(session, Tomar(), case, await an_operator(session, now), now)
    manager = await an_operator(session, now, role=Role.SECRETARIA_TECNICA)
    await act(session, Soltar(), case, manager, now)

    assert case.assigned_to_id is None


async def test_there_is_nothing_to_release_where_nobody_has_it(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now)

    with pytest.raises(RefusedError, match="Nadie tiene"):
        await act(session, Soltar(), case, await an_operator(session, now), now)
