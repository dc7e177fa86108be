"""Whoever stands elsewhere because their aporte was moved between necesidades hears it, once."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.ids import Code
from intake.kinds import AporteState, Stage
from intake.necesidades import necesidades
from intake.store.models import Aporte, JournalEntry, Necesidad, Operator, OutboxMessage
from intake.words.codes import spoken
from tests.factories import a_necesidad, a_person, an_aporte, an_operator


@pytest.fixture
async def luis(session: AsyncSession, now: datetime) -> Operator:
    """Of the Equipo Técnico."""
    return await an_operator(session, now)


async def in_pilot(session: AsyncSession, now: datetime, *aportes: Aporte) -> Necesidad:
    necesidad = await a_necesidad(session, now, title="Agua segura", aportes=aportes)
    necesidad.stage, necesidad.process, necesidad.prioritised_at = Stage.PILOTO, "M08.05.03.01", now
    await session.flush()
    return necesidad


async def told(session: AsyncSession) -> dict[int, list[str]]:
    """What each person was told so far."""
    found: dict[int, list[str]] = {}
    for row in await session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)):
        found.setdefault(row.person_id, []).append(row.payload["text"])
    return found


async def admitted(session: AsyncSession, now: datetime) -> Aporte:
    return await an_aporte(session, now, state=AporteState.PRIORIZACION)


async def test_coming_into_one_that_is_further_on_is_told_with_where_it_is(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    necesidad, aporte = await in_pilot(session, now), await admitted(session, now)

    await necesidades.add_aportes(
        session, necesidad.necesidad_id, [Code(aporte.code)], by=luis, now=now
    )

    ((text,),) = (await told(session)).values()
    assert spoken(aporte.code) in text
    assert "En Piloto" in text
    entry = await session.scalar(sa.select(JournalEntry).order_by(JournalEntry.id.desc()))
    assert entry is not None
    assert entry.after["avisados"] == 1


async def test_putting_together_in_the_first_stage_tells_nobody(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    one, other = await a_necesidad(session, now), await a_necesidad(session, now)
    aporte = await admitted(session, now)
    code = [Code(aporte.code)]

    await necesidades.add_aportes(session, one.necesidad_id, code, by=luis, now=now)
    await necesidades.add_aportes(session, other.necesidad_id, code, by=luis, now=now)
    await necesidades.split(session, other.necesidad_id, code, "Aparte", by=luis, now=now)

    assert await told(session) == {}


async def test_whoever_is_behind_several_that_move_hears_it_once(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    maria = await a_person(session, now)
    mine = [
        await an_aporte(session, now, author=maria, state=AporteState.PRIORIZACION)
        for _ in range(3)
    ]
    necesidad = await in_pilot(session, now, *mine)

    await necesidades.remove_aportes(
        session, necesidad.necesidad_id, [Code(each.code) for each in mine], by=luis, now=now
    )

    ((text,),) = (await told(session)).values()
    assert "ya no va con «Agua segura»" in text


async def test_art_14a_a_part_that_is_split_off_is_not_prioritised_and_its_people_know(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    stays, goes = await admitted(session, now), await admitted(session, now)
    necesidad = await in_pilot(session, now, stays, goes)

    part = await necesidades.split(
        session, necesidad.necesidad_id, [Code(goes.code)], "Riego", by=luis, now=now
    )

    assert (part.stage, part.prioritised_at) == (Stage.PRIORIZACION, None)
    assert {id_: "En Priorización" in text for id_, (text,) in (await told(session)).items()} == {
        goes.author_id: True
    }


async def test_joined_into_one_further_on_those_who_come_hear_it_and_closed_ones_do_not(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    here, comes, closed, merged = [await admitted(session, now) for _ in range(4)]
    into = await in_pilot(session, now, here)
    source = await a_necesidad(session, now, aportes=[comes, closed])
    closed.state = AporteState.DESCARTADO
    merged.state, merged.merged_into_id = AporteState.FUSIONADO, comes.id
    await session.flush()

    with pytest.raises(RefusedError, match="al revés"):
        await necesidades.join(session, into.necesidad_id, source.necesidad_id, by=luis, now=now)
    await necesidades.join(session, source.necesidad_id, into.necesidad_id, by=luis, now=now)

    assert set(await told(session)) == {comes.author_id, merged.author_id}
