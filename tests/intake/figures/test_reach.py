"""Coverage against a small world that was counted by hand."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from intake.figures.reach import Figures, Window, by_month, count_reach
from intake.kinds import AporteState, ApplicationState
from intake.store.models import Application, ImportedDistrict
from intake.words.months import Month
from tests.factories import a_person, an_aporte
from tests.intake.outreach.calls import a_concurso

TARACO, HUANCANE, LIMA = "210607", "210601", "150101"


async def a_world(session: AsyncSession, now: datetime) -> None:
    """Of Taraco: one who told twice and one who wants news. Another told of Taraco and Huancané,
    where they are of. One is of Lima and withdrew; one applied; two are of nowhere known."""
    teller = await a_person(session, now)
    teller.ubigeo = TARACO
    await an_aporte(session, now, author=teller, ubigeo=TARACO)
    await an_aporte(session, now, author=teller, ubigeo=TARACO)
    reader = await a_person(session, now)
    reader.ubigeo, reader.news_since = TARACO, now
    both = await a_person(session, now)
    both.ubigeo = HUANCANE
    await an_aporte(session, now, author=both, ubigeo=HUANCANE)
    await an_aporte(session, now, author=both, ubigeo=TARACO)
    withdrew = await a_person(session, now - timedelta(days=40))
    withdrew.ubigeo = LIMA
    await an_aporte(session, now, author=withdrew, ubigeo="150102", state=AporteState.RETIRADO)
    call = await a_concurso(session, now)
    session.add(
        Application(
            code="AAAA22",
            concurso_id=call.id,
            person_id=withdrew.id,
            answers={},
            state=ApplicationState.ENVIADA,
            started_at=now,
            updated_at=now,
            submitted_at=now,
        )
    )
    await a_person(session, now)
    await a_person(session, now)
    await session.flush()


async def test_people_are_counted_once_in_each_place(session: AsyncSession, now: datetime) -> None:
    await a_world(session, now)

    reach = await count_reach(session)

    of = {each.district.ubigeo: each.figures for each in reach.districts}
    assert len(of) == 1891
    assert of[TARACO] == Figures(wrote=3, told=2, news=1, applied=0)
    assert of[HUANCANE] == Figures(wrote=1, told=1, news=0, applied=0)
    assert of[LIMA] == Figures(wrote=1, told=0, news=0, applied=1)
    assert not of["150102"].is_reached, "what was withdrawn is not told"
    regions = {each.name: each for each in reach.regions}
    assert regions["Puno"].figures == Figures(wrote=3, told=2, news=1, applied=0)
    assert (regions["Puno"].reached, regions["Puno"].districts) == (2, 110)
    assert reach.whole == Figures(wrote=6, told=2, news=1, applied=1)
    assert (reach.reached, reach.placeless) == (3, 2)


async def test_each_figure_is_of_its_own_time(session: AsyncSession, now: datetime) -> None:
    await a_world(session, now)

    recent = await count_reach(session, Window(since=now - timedelta(days=7)))
    before = await count_reach(session, Window(until=now - timedelta(days=7)))

    lima = {each.name: each for each in recent.regions}["Lima"]
    assert lima.figures == Figures(wrote=0, told=0, news=0, applied=1)
    assert recent.whole.wrote == 5
    assert before.whole == Figures(wrote=1)
    assert before.reached == 1


async def test_the_silent_come_with_most_people_first(session: AsyncSession, now: datetime) -> None:
    await a_world(session, now)
    for ubigeo, name, people in (("210602", "Cojata", 4000), (TARACO, "Taraco", 14000)):
        session.add(
            ImportedDistrict(
                ubigeo=ubigeo,
                departamento="Puno",
                provincia="Huancané",
                distrito=name,
                poblacion=people,
            )
        )
    await session.flush()

    silent = (await count_reach(session)).silent

    assert len(silent) == 1888
    assert (silent[0].district.name, silent[0].population) == ("Cojata", 4000)
    assert silent[1].district.ubigeo == "010101"


async def test_months_say_when_each_municipality_was_first_reached(
    session: AsyncSession, now: datetime
) -> None:
    await a_world(session, now)
    late = await a_person(session, datetime(2026, 12, 1, 4, 30, tzinfo=UTC))  # November in Lima
    late.ubigeo = "010101"
    await session.flush()

    october, november = await by_month(session, [Month(2026, 10), Month(2026, 11)])

    assert (october.people, october.new_districts, october.reached) == (1, 1, 1)
    assert (november.people, november.new_districts, november.reached) == (6, 3, 4)
