"""Taking a case."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.triage.actions.tomar import Tomar
from tests.factories import an_aporte, an_operator
from tests.intake.triage.actions.cases import act


async def test_a_taken_case_says_who_has_it(session: AsyncSession, now: datetime) -> None:
    case = await an_aporte(session, now)
    operator = await an_operator(session, now)
    await act(session, Tomar(), case, operator, now)

    assert case.assigned_to_id == operator.id
    assert case.updated_at == now


async def test_taking_ones_own_again_is_refused(session: AsyncSession, now: datetime) -> None:
    case = await an_aporte(session, now)
    operator = await an_operator(session, now)
    await act(session, Tomar(), case, operator, now)

    with pytest.raises(RefusedError, match="Usted ya tiene"):
        await act(session, Tomar(), case, operator, now)
