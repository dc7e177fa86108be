"""Candidate necesidades: voices, districts, words that hold them together."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError
from intake.grouping import demand, needs
from intake.grouping.demand import Demand, NeedCandidate, Wanted
from intake.kinds import AporteState, TagSource
from intake.store.models import Follower
from tests.conftest import NOW
from tests.factories import a_person, a_reader
from tests.intake.alike import POSTA, told

BRIDGE = (
    "El huaico se llevó el puente y los escolares cruzan el río en oroya",
    "El río se llevó el puente con el huaico, los escolares cruzan en oroya",
)


async def listed(session: AsyncSession, wanted: Wanted | None = None) -> list[NeedCandidate]:
    """What is listed; as many as are counted."""
    found = await demand.list_candidates(session, wanted or Wanted(), await a_reader(session, NOW))
    assert len(found) == await demand.count_candidates(session, wanted or Wanted())
    return found


async def test_a_need_of_one_district_is_no_candidate(session: AsyncSession, now: datetime) -> None:
    for text in POSTA:
        await told(session, now, text, "210607")

    assert await listed(session) == []
    assert [found.districts for found in await listed(session, Wanted(districts=1))] == [1]


async def test_a_candidate_says_who_stands_behind_it_and_what_holds_it_together(
    session: AsyncSession, now: datetime
) -> None:
    for text, ubigeo in zip(POSTA, ("210607", "050101", None), strict=True):
        await told(session, now, text, ubigeo)
    for text, ubigeo in zip(BRIDGE, ("210607", "050101"), strict=True):
        await told(session, now, text, ubigeo)

    posta, puente = await listed(session)

    assert (posta.demand, posta.districts) == (Demand(aportes=3, voices=3), 2)
    assert posta.priorities[0] == "salud"
    assert {"posta", "médico", "técnica"} <= set(posta.words)
    assert posta.text in POSTA
    assert puente.demand == Demand(aportes=2, voices=2)
    assert {"escolares", "río"} <= set(puente.words)


async def test_people_are_counted_once_with_those_of_what_was_merged(
    session: AsyncSession, now: datetime
) -> None:
    ana, luis = await a_person(session, now), await a_person(session, now)
    first = await told(session, now, POSTA[0], "210607", author=ana)
    await told(session, now, POSTA[1], "050101", author=ana)
    middle = await told(session, now, POSTA[2], "210607", author=luis)
    deep = await told(session, now, POSTA[2], "210607")
    gone = await told(session, now, POSTA[2], "210607")
    session.add(Follower(aporte_id=first.id, person_id=luis.id, joined_at=now))
    for case, root in ((deep, middle), (middle, first), (gone, first)):
        case.state, case.merged_into_id = AporteState.FUSIONADO, root.id
        await session.flush()
        await needs.follow(session, case, now=now)
    gone.state = AporteState.RETIRADO
    await session.flush()

    (found,) = await listed(session)
    file = await demand.open_necesidad(session, found.id, await a_reader(session, NOW))

    # Ana, Luis and whoever told what was merged twice over.
    assert found.demand == Demand(aportes=2, voices=3)
    assert file.districts == {"210607": Demand(1, 3), "050101": Demand(1, 1)}
    assert file.candidate == found


async def test_the_list_narrows_to_a_priority_and_to_places(
    session: AsyncSession, now: datetime
) -> None:
    for text, ubigeo in zip(POSTA, ("210607", "210601", "050101"), strict=True):
        await told(session, now, text, ubigeo)
    for text, ubigeo in zip(BRIDGE, ("080101", "050101"), strict=True):
        await told(session, now, text, ubigeo)

    (health,) = await listed(session, Wanted(priorities=("salud",)))
    (puno,) = await listed(session, Wanted(places=("21",)))

    assert health.id == puno.id
    assert (puno.demand, puno.districts) == (Demand(2, 2), 2)
    assert await listed(session, Wanted(priorities=("educacion",), places=("21",))) == []


async def test_restricted_members_count_but_are_nobodys_example(
    session: AsyncSession, now: datetime
) -> None:
    for text, ubigeo in zip(POSTA, ("210607", "050101", "080101"), strict=True):
        aporte = await told(session, now, text, ubigeo)
        aporte.restricted = text != POSTA[2]
    await session.flush()

    (found,) = await listed(session)

    assert (found.text, found.districts) == (POSTA[2], 3)


async def test_the_file_names_the_newest_members_and_who_put_them_there(
    session: AsyncSession, now: datetime
) -> None:
    aportes = [await told(session, now, text, "210607") for text in POSTA]
    (found,) = await listed(session, Wanted(districts=1))

    file = await demand.open_necesidad(session, found.id, await a_reader(session, NOW), limit=2)

    assert [member.code for member in file.members] == [aportes[2].code, aportes[1].code]
    assert {member.source for member in file.members} == {TagSource.AUTOMATICA}


async def test_a_number_that_is_none_says_where_to_look(session: AsyncSession) -> None:
    with pytest.raises(NotFoundError, match="ayni necesidad sugeridas"):
        await demand.open_necesidad(session, 404, await a_reader(session, NOW))
