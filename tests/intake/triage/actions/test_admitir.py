"""Into the first stage of the Lab."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.kinds import AporteState
from intake.triage.actions.admitir import Admitir
from tests.factories import an_aporte, an_operator
from tests.intake.triage.actions.cases import act, told


async def test_the_three_checks_and_the_reason_are_kept(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now)
    action = Admitir(sirve=True, competencia=True, politica=True, motivo="Agua segura")
    entry = await act(session, action, case, await an_operator(session, now), now)

    assert case.state is AporteState.PRIORIZACION
    assert entry.note == "Agua segura"
    assert entry.after["alcance"] == {"sirve": True, "competencia": True, "politica": True}
    ((_, text),) = await told(session)
    assert "Priorización" in text


@pytest.mark.parametrize("missing", ["sirve", "competencia", "politica"])
async def test_each_check_must_be_said_yes(
    session: AsyncSession, now: datetime, missing: str
) -> None:
    case = await an_aporte(session, now)
    checks = {"sirve": True, "competencia": True, "politica": True} | {missing: False}

    with pytest.raises(RefusedError, match="Para admitirlo"):
        await act(
            session,
            Admitir(motivo="porque sí", **checks),
            case,
            await an_operator(session, now),
            now,
        )


async def test_a_reason_is_needed(session: AsyncSession, now: datetime) -> None:
    case = await an_aporte(session, now)
    action = Admitir(sirve=True, competencia=True, politica=True, motivo=" ")

    with pytest.raises(RefusedError, match="motivo"):
        await act(session, action, case, await an_operator(session, now), now)
