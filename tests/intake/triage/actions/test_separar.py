"""Taking two cases apart again."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.ids import Code
from intake.kinds import AporteState
from intake.listening.followers import count_followers
from intake.triage.actions.fusionar import Fusionar
from intake.triage.actions.separar import Separar
from tests.factories import an_aporte, an_operator
from tests.intake.triage.actions.cases import act, told


@pytest.mark.parametrize("state", [AporteState.RECIBIDO, AporteState.PRIORIZACION])
async def test_it_goes_back_to_where_it_stood(
    session: AsyncSession, now: datetime, state: AporteState
) -> None:
    root, case = await an_aporte(session, now), await an_aporte(session, now, state=state)
    operator = await an_operator(session, now)
    await act(session, Fusionar(Code(root.code)), case, operator, now)
    await act(session, Separar(), case, operator, now)

    assert (case.state, case.merged_into_id) == (state, None)
    assert await count_followers(session, [root.id, case.id]) == {root.id: 1, case.id: 1}
    assert [person for person, _ in await told(session)] == [case.author_id] * 2


async def test_what_was_not_merged_cannot_be_taken_apart(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now)

    with pytest.raises(RefusedError):
        await act(session, Separar(), case, await an_operator(session, now), now)
