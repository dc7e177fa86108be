"""Who stands behind a necesidad: counted once, and not forgotten by a merge."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from intake.figures.coverage import count_coverage
from intake.kinds import Actor, AporteState
from intake.necesidades.ranking import rank
from intake.necesidades.voices import demand_of, people_behind
from intake.store.models import Aporte, Follower, Person
from intake.words.months import Month
from tests.factories import a_necesidad, a_person, an_aporte


async def test_a_person_counts_once_however_often_they_told_it(
    session: AsyncSession, now: datetime
) -> None:
    maria = await a_person(session, now)
    one = await an_aporte(session, now, author=maria)
    other = await an_aporte(session, now, author=maria, ubigeo="050101")
    other.actor = Actor.MUNICIPALIDAD
    necesidad = await a_necesidad(session, now, aportes=[one, other])

    demand = (await demand_of(session, [necesidad.necesidad_id]))[necesidad.necesidad_id]

    assert (demand.people, demand.aportes, demand.ubigeos) == (1, 2, ["050101", "210607"])
    assert (demand.provinces, demand.regions, demand.municipalities) == (2, 2, 1)
    assert demand.by_region() == {"05": 1, "21": 1}


async def test_what_was_merged_into_a_member_counts_with_it(
    session: AsyncSession, now: datetime
) -> None:
    member, merged = await an_aporte(session, now), await an_aporte(session, now)
    necesidad = await a_necesidad(session, now, aportes=[member])
    merged.state, merged.merged_into_id = AporteState.FUSIONADO, member.id
    await session.flush()

    behind = await people_behind(session, necesidad.necesidad_id)

    assert {code for _, code in behind} == {member.code, merged.code}


async def test_a_member_merged_into_an_aporte_outside_is_not_forgotten(
    session: AsyncSession, now: datetime
) -> None:
    member, root = await an_aporte(session, now), await an_aporte(session, now)
    necesidad = await a_necesidad(session, now, aportes=[member])
    member.state, member.merged_into_id = AporteState.FUSIONADO, root.id
    await session.flush()

    behind = await people_behind(session, necesidad.necesidad_id)
    root.state = AporteState.DESCARTADO
    await session.flush()

    assert [code for _, code in behind] == [member.code]
    assert await people_behind(session, necesidad.necesidad_id) == []


async def test_what_is_closed_or_withdrawn_does_not_count(
    session: AsyncSession, now: datetime
) -> None:
    members = [await an_aporte(session, now) for _ in range(4)]
    necesidad = await a_necesidad(session, now, aportes=members)
    for member, state in zip(
        members,
        (
            AporteState.RETIRADO,
            AporteState.DESCARTADO,
            AporteState.RECIBIDO,
            AporteState.PRIORIZACION,
        ),
        strict=True,
    ):
        member.state = state
    await session.flush()

    demand = (await demand_of(session, [necesidad.necesidad_id]))[necesidad.necesidad_id]

    assert demand.aportes == 1
    assert [code for _, code in await people_behind(session, necesidad.necesidad_id)] == [
        members[3].code
    ]


async def test_the_trend_compares_the_last_thirty_days_with_those_before(
    session: AsyncSession, now: datetime
) -> None:
    aporte = await an_aporte(session, now - timedelta(days=70))
    necesidad = await a_necesidad(session, now, aportes=[aporte])
    for days in (40, 20, 3):
        person = await a_person(session, now)
        at = now - timedelta(days=days)
        session.add(Follower(aporte_id=aporte.id, person_id=person.id, joined_at=at))
    await session.flush()

    demand = (await demand_of(session, [necesidad.necesidad_id]))[necesidad.necesidad_id]

    assert demand.trend(now) == (2, 1)
    assert sum(demand.by_month().values()) == 4


async def test_a_necesidad_with_nobody_behind_has_an_empty_demand(
    session: AsyncSession, now: datetime
) -> None:
    necesidad = await a_necesidad(session, now)

    demand = (await demand_of(session, [necesidad.necesidad_id]))[necesidad.necesidad_id]

    assert (demand.people, demand.aportes, demand.by_region()) == (0, 0, {})


async def test_voices_that_are_not_verified_are_shown_apart_and_move_nothing(
    session: AsyncSession, now: datetime
) -> None:
    aporte = await an_aporte(session, now)
    await follows(session, aporte, now, verified=1, doubted=29)
    elsewhere = await an_aporte(session, now, ubigeo="050101", author=await a_doubted(session, now))
    elsewhere.actor = Actor.MUNICIPALIDAD
    necesidad = await a_necesidad(session, now, aportes=[aporte, elsewhere])

    demand = (await demand_of(session, [necesidad.necesidad_id]))[necesidad.necesidad_id]
    ranked = (await rank(session, now=now)).get(necesidad.necesidad_id)

    assert (demand.people, len(demand.unverified)) == (2, 30)
    assert (demand.ubigeos, demand.aportes, demand.municipalities) == (["210607"], 1, 0)
    assert demand.by_region() == {"21": 2}
    counted = [each.counted for each in ranked.contributions if each.counted]
    assert counted[0].amount == 2


async def test_a_crowd_does_not_change_the_order(session: AsyncSession, now: datetime) -> None:
    asked = await an_aporte(session, now)
    await follows(session, asked, now, verified=4, doubted=0)
    pushed = await an_aporte(session, now, ubigeo="050101")
    first = await a_necesidad(session, now, title="Agua", aportes=[asked])
    second = await a_necesidad(session, now, title="Luz", aportes=[pushed])
    before = (await rank(session, now=now)).order
    await follows(session, pushed, now, verified=0, doubted=500)

    assert (await rank(session, now=now)).order == before
    assert [each.id for each in before] == [first.necesidad_id, second.necesidad_id]


async def test_a_crowd_is_nobody_in_the_report_of_the_month(
    session: AsyncSession, now: datetime
) -> None:
    await an_aporte(session, now)
    for _ in range(30):
        await an_aporte(session, now, ubigeo="050101", author=await a_doubted(session, now))

    coverage = await count_coverage(session, Month.of(now))

    assert coverage.people == 1
    assert coverage.total("spoke") == 1


async def a_doubted(session: AsyncSession, now: datetime) -> Person:
    person = await a_person(session, now, channel="web")
    person.unverified_since = now
    return person


async def follows(
    session: AsyncSession, aporte: Aporte, now: datetime, *, verified: int, doubted: int
) -> None:
    """So many more stand behind it."""
    people = [await a_person(session, now) for _ in range(verified)]
    people += [await a_doubted(session, now) for _ in range(doubted)]
    session.add_all(
        Follower(aporte_id=aporte.id, person_id=each.id, joined_at=now) for each in people
    )
    await session.flush()
