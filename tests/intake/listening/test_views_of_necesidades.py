"""«Mis aportes» shows where the necesidad of an aporte is, also through what it was merged into."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.said import wording
from intake.kinds import AporteState, Stage
from intake.listening.commands import AporteView
from intake.listening.views import views
from intake.store.models import Aporte, Necesidad, Person
from tests.factories import a_necesidad, an_aporte


async def seen(session: AsyncSession, aporte: Aporte) -> AporteView:
    """As its author sees it."""
    author = await session.get_one(Person, aporte.author_id)
    (view,) = await views(session, [aporte], author)
    return view


async def in_pilot(session: AsyncSession, now: datetime, *aportes: Aporte) -> Necesidad:
    necesidad = await a_necesidad(session, now, aportes=aportes)
    necesidad.stage, necesidad.prioritised_at = Stage.PILOTO, now
    await session.flush()
    return necesidad


async def merge(session: AsyncSession, case: Aporte, root: Aporte) -> None:
    case.state, case.merged_into_id = AporteState.FUSIONADO, root.id
    await session.flush()


async def test_the_stage_is_said_of_a_member_and_of_what_was_merged_below_it(
    session: AsyncSession, now: datetime
) -> None:
    member, below, deeper = [await an_aporte(session, now) for _ in range(3)]
    await in_pilot(session, now, member)
    await merge(session, deeper, below)
    await merge(session, below, member)

    for aporte in (member, below, deeper):
        view = await seen(session, aporte)
        assert (view.stage, view.is_prioritised) == (Stage.PILOTO, True)
        assert "En Piloto: la solución se está probando." in wording.mine_line(view, "Taraco")
    assert "Junto con otro" in wording.mine_line(await seen(session, below), "Taraco")


async def test_a_member_in_the_middle_of_a_chain_is_found_while_its_root_is_open(
    session: AsyncSession, now: datetime
) -> None:
    root, middle, below = [await an_aporte(session, now) for _ in range(3)]
    await in_pilot(session, now, middle)
    await merge(session, below, middle)
    await merge(session, middle, root)

    assert (await seen(session, below)).stage is Stage.PILOTO
    assert (await seen(session, root)).stage is None
    root.state = AporteState.DESCARTADO
    await session.flush()
    assert (await seen(session, below)).stage is None


@pytest.mark.parametrize("state", [AporteState.RECIBIDO, AporteState.DESCARTADO])
async def test_of_what_is_not_admitted_its_own_state_is_said(
    session: AsyncSession, now: datetime, state: AporteState
) -> None:
    aporte = await an_aporte(session, now)
    await in_pilot(session, now, aporte)
    aporte.state = state
    await session.flush()

    view = await seen(session, aporte)

    assert view.stage is None
    assert "Piloto" not in wording.mine_line(view, "Taraco")
