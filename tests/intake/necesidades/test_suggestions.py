"""What could still go into a necesidad: with the words it shares, and only what may go in."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.grouping import demand
from intake.grouping.demand import Wanted
from intake.ids import Code
from intake.kinds import AporteState
from intake.necesidades import necesidades
from intake.necesidades.suggestions import suggest
from intake.store.models import Aporte, Operator
from tests.conftest import NOW
from tests.factories import a_reader, an_operator
from tests.intake.alike import POSTA, PUENTE, home_of, told


@pytest.fixture
async def luis(session: AsyncSession, now: datetime) -> Operator:
    """Of the Equipo Técnico."""
    return await an_operator(session, now)


async def admitted(session: AsyncSession, now: datetime, text: str, ubigeo: str) -> Aporte:
    aporte = await told(session, now, text, ubigeo)
    aporte.state = AporteState.PRIORIZACION
    await session.flush()
    return aporte


async def a_posta(session: AsyncSession, now: datetime, luis: Operator) -> int:
    """A necesidad with two aportes about a posta without a doctor."""
    for text in POSTA[:2]:
        last = await admitted(session, now, text, "210607")
    necesidad, count = await necesidades.take_up(
        session, "Médico en las postas", candidate_id=await home_of(session, last), by=luis, now=now
    )
    assert count == 2
    return necesidad.necesidad_id


async def test_an_admitted_one_of_the_same_group_is_suggested_with_the_words_they_share(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    number = await a_posta(session, now, luis)
    same, waiting = (
        await admitted(session, now, POSTA[2], "050101"),
        await told(session, now, POSTA[2], "080101"),
    )
    await admitted(session, now, PUENTE, "050101")
    assert await home_of(session, waiting) == number

    found = await suggest(session, number, await a_reader(session, NOW))

    assert [each.aporte.id for each in found.aportes] == [same.id]
    assert {"posta", "médico"} <= set(found.aportes[0].words)
    assert found.waiting == 1
    assert found.groups == []


async def test_what_was_taken_out_is_not_suggested_again_until_it_was_put_back(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    number = await a_posta(session, now, luis)
    same = await admitted(session, now, POSTA[2], "050101")
    code = [Code(same.code)]
    for change in (necesidades.add_aportes, necesidades.remove_aportes):
        await change(session, number, code, by=luis, now=now)
    assert await home_of(session, same) == number, "the machine sees it so still"

    assert (await suggest(session, number, await a_reader(session, NOW))).aportes == []


async def test_a_candidate_held_together_by_words_of_the_ficha_is_suggested(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    alike = [await told(session, now, text) for text in POSTA[:2]]
    await told(session, now, PUENTE)
    mine = await admitted(session, now, POSTA[2], "050101")
    necesidad, _ = await necesidades.take_up(session, "Médico en las postas", by=luis, now=now)
    await necesidades.add_aportes(
        session, necesidad.necesidad_id, [Code(mine.code)], by=luis, now=now
    )

    (group,) = (await suggest(session, necesidad.necesidad_id, await a_reader(session, NOW))).groups

    assert group.candidate.id == await home_of(session, alike[0])
    assert group.candidate.demand.voices == 2
    assert {"posta", "médico"} <= set(group.words)


async def test_an_empty_ficha_has_nothing_to_go_by(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    necesidad, _ = await necesidades.take_up(session, "Agua segura", by=luis, now=now)
    await told(session, now, POSTA[0])

    found = await suggest(session, necesidad.necesidad_id, await a_reader(session, NOW))

    assert (found.words, found.aportes, found.groups, found.waiting) == ((), [], [], 0)


async def test_what_the_lab_took_up_is_listed_as_a_candidate_no_more(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    for text, ubigeo in zip(POSTA, ("210607", "050101", "080101"), strict=True):
        last = await admitted(session, now, text, ubigeo)
    assert len(await demand.list_candidates(session, Wanted(), await a_reader(session, NOW))) == 1

    number = await home_of(session, last)
    await necesidades.take_up(
        session, "Médico en las postas", candidate_id=number, by=luis, now=now
    )

    assert await demand.list_candidates(session, Wanted(), await a_reader(session, NOW)) == []
    assert await demand.count_candidates(session, Wanted()) == 0
