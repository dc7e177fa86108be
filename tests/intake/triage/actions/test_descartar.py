"""Closing a case, kindly."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError
from intake.kinds import AporteState
from intake.listening.discard_reasons import discard_reasons, get_discard_reason
from intake.triage.actions.descartar import Descartar
from tests.factories import an_aporte, an_operator
from tests.intake.triage.actions.cases import act, told


@pytest.mark.parametrize("reason", discard_reasons())
async def test_people_hear_why_and_never_the_note(
    session: AsyncSession, now: datetime, reason: str
) -> None:
    case = await an_aporte(session, now)
    action = Descartar(reason, "nota interna")
    entry = await act(session, action, case, await an_operator(session, now), now)

    ((_, text),) = await told(session)
    assert case.state is AporteState.DESCARTADO
    assert get_discard_reason(reason).told in text
    assert "nota interna" not in text
    assert entry.note == f"{reason}: nota interna"


async def test_an_unknown_reason_names_those_there_are(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now)

    with pytest.raises(NotFoundError, match="reclamo"):
        await act(session, Descartar("porque_si"), case, await an_operator(session, now), now)
