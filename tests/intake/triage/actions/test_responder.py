"""Writing to everybody behind a case."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.ids import Code
from intake.kinds import AporteState
from intake.triage.actions.fusionar import Fusionar
from intake.triage.actions.responder import Responder
from tests.factories import an_aporte, an_operator
from tests.intake.triage.actions.cases import act, deliver, told


async def test_merged_people_hear_it_too_each_under_their_own_code(
    session: AsyncSession, now: datetime
) -> None:
    root, case = await an_aporte(session, now), await an_aporte(session, now)
    operator = await an_operator(session, now)
    await act(session, Fusionar(Code(root.code)), case, operator, now)
    await deliver(session, now)
    before = len(await told(session))
    await act(session, Responder("Vamos el lunes {así}"), root, operator, now)

    heard = dict((await told(session))[before:])
    assert set(heard) == {root.author_id, case.author_id}
    assert case.code[:3] in heard[case.author_id]
    assert heard[root.author_id].endswith("Vamos el lunes {así}")
    assert root.state is AporteState.RECIBIDO


async def test_an_empty_answer_is_refused(session: AsyncSession, now: datetime) -> None:
    case = await an_aporte(session, now)

    with pytest.raises(RefusedError):
        await act(session, Responder(" \n "), case, await an_operator(session, now), now)
