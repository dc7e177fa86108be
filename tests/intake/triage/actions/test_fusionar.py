"""Putting two cases together."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError, TakenError
from intake.ids import Code
from intake.kinds import AporteState
from intake.listening.followers import count_followers
from intake.store.models import Aporte
from intake.triage.actions.fusionar import Fusionar
from intake.triage.actions.tomar import Tomar
from tests.factories import a_person, an_aporte, an_operator
from tests.intake.triage.actions.cases import a_follower, act, told


def into(case: Aporte) -> Fusionar:
    return Fusionar(principal=Code(case.code))


async def test_the_second_is_told_how_many_they_are_now(
    session: AsyncSession, now: datetime
) -> None:
    root, case = await an_aporte(session, now), await an_aporte(session, now)
    joined = await a_follower(session, now, case)
    entry = await act(session, into(root), case, await an_operator(session, now), now)

    assert (case.state, case.merged_into_id) == (AporteState.FUSIONADO, root.id)
    heard = await told(session)
    assert {person for person, _ in heard} == {case.author_id, joined.id}
    assert all("3 personas" in text for _, text in heard)
    assert entry.after["voces"] == 3
    assert await count_followers(session, [root.id]) == {root.id: 3}


async def test_somebody_alone_in_both_is_not_told_of_a_crowd(
    session: AsyncSession, now: datetime
) -> None:
    person = await a_person(session, now)
    root = await an_aporte(session, now, author=person)
    case = await an_aporte(session, now, author=person)
    await act(session, into(root), case, await an_operator(session, now), now)

    ((_, text),) = await told(session)
    assert "personas" not in text


async def test_into_itself_is_refused(session: AsyncSession, now: datetime) -> None:
    case = await an_aporte(session, now)

    with pytest.raises(RefusedError, match="sí mismo"):
        await act(session, into(case), case, await an_operator(session, now), now)


async def test_a_circle_is_refused(session: AsyncSession, now: datetime) -> None:
    root, case, deeper = [await an_aporte(session, now) for _ in range(3)]
    operator = await an_operator(session, now)
    await act(session, into(case), deeper, operator, now)
    await act(session, into(root), case, operator, now)

    for below in (case, deeper):
        with pytest.raises(RefusedError, match="círculo"):
            await act(session, into(below), root, operator, now)


async def test_into_one_that_was_merged_names_where_it_went(
    session: AsyncSession, now: datetime
) -> None:
    root, case, late = [await an_aporte(session, now) for _ in range(3)]
    operator = await an_operator(session, now)
    await act(session, into(root), case, operator, now)

    with pytest.raises(RefusedError, match=f"{root.code[:3]}-{root.code[3:]}"):
        await act(session, into(case), late, operator, now)


@pytest.mark.parametrize(
    "state", [AporteState.DERIVADO, AporteState.DESCARTADO, AporteState.RETIRADO]
)
async def test_into_a_closed_one_is_refused(
    session: AsyncSession, now: datetime, state: AporteState
) -> None:
    root, case = await an_aporte(session, now, state=state), await an_aporte(session, now)

    with pytest.raises(RefusedError, match="cerrado"):
        await act(session, into(root), case, await an_operator(session, now), now)


async def test_both_must_be_free(session: AsyncSession, now: datetime) -> None:
    root, case = await an_aporte(session, now), await an_aporte(session, now)
    await act(session, Tomar(), root, await an_operator(session, now), now)

    with pytest.raises(TakenError):
        await act(session, into(root), case, await an_operator(session, now), now)


async def test_a_reserved_case_and_an_open_one_are_not_joined(
    session: AsyncSession, now: datetime
) -> None:
    root, case = await an_aporte(session, now), await an_aporte(session, now)
    root.restricted = True
    await session.flush()

    with pytest.raises(RefusedError, match="es reservado y el otro no"):
        await act(session, into(root), case, await an_operator(session, now), now)
