"""The order of the necesidades: what counts, what is only shown, what lacks, who may value."""

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.kinds import Role, Stage
from intake.necesidades.ranking import RankedNeed, rank
from intake.necesidades.scores import score
from intake.places import territory
from intake.store.models import Follower, ImportedDistrict, JournalEntry, Operator, Score
from tests.factories import a_necesidad, a_person, an_aporte, an_operator

TARACO, CUSCO = "210607", "080101"
BY_PEOPLE = ("alineamiento", "urgencia", "viabilidad", "evidencia")


async def a_district(
    session: AsyncSession, ubigeo: str, *, pobreza: float | None, poblacion: int | None = 20_000
) -> None:
    session.add(
        ImportedDistrict(
            ubigeo=ubigeo,
            departamento="Puno",
            provincia="Huancané",
            distrito="Taraco",
            poblacion=poblacion,
            pobreza=pobreza,
        )
    )
    await session.flush()


async def a_need(session: AsyncSession, now: datetime, *people: tuple[str, int]) -> int:
    """A necesidad told once in each district, with so many people behind it there."""
    aportes = []
    for ubigeo, count in people:
        aporte = await an_aporte(session, now, ubigeo=ubigeo)
        aportes.append(aporte)
        for _ in range(count - 1):
            person = await a_person(session, now)
            session.add(Follower(aporte_id=aporte.id, person_id=person.id, joined_at=now))
    return (await a_necesidad(session, now, aportes=aportes)).necesidad_id


async def the_need(session: AsyncSession, now: datetime, id_: int, **how: Any) -> RankedNeed:
    return (await rank(session, now=now, **how)).get(id_)


def of(need: RankedNeed, criterion: str) -> Any:
    return next(each for each in need.contributions if each.criterion.id == criterion)


async def give(session: AsyncSession, id_: int, by: Operator, now: datetime, value: float) -> None:
    for criterion in BY_PEOPLE:
        await score(session, id_, criterion, value, "Así se ve", by=by, now=now)


async def test_more_people_stand_higher_and_the_points_say_why(
    session: AsyncSession, now: datetime
) -> None:
    few = await a_need(session, now, (TARACO, 2))
    many = await a_need(session, now, (TARACO, 9))

    ranking = await rank(session, now=now)

    assert [each.necesidad_id for each in ranking.needs] == [many, few]
    first = ranking.needs[0]
    assert of(first, "demanda").counted.amount == 9
    assert of(first, "demanda").points == pytest.approx(20 * 2.302585 / 6.908755, abs=1e-3)
    assert sum(each.points for each in first.contributions) == pytest.approx(first.placed.total)
    assert ranking.by.label == "los del programa, sin aprobar"


async def test_poverty_weighs_each_district_by_its_inhabitants_and_not_by_who_spoke(
    session: AsyncSession, now: datetime
) -> None:
    await a_district(session, TARACO, pobreza=50.0, poblacion=30_000)
    await a_district(session, CUSCO, pobreza=10.0, poblacion=70_000)
    id_ = await a_need(session, now, (TARACO, 3), (CUSCO, 1))

    need = await the_need(session, now, id_)

    assert of(need, "pobreza").counted.amount == pytest.approx(22.0)
    assert of(need, "pobreza").value == pytest.approx(5 * 22 / 60)
    assert of(need, "poblacion").counted.amount == 100_000
    land = await territory.of_districts(session, need.demand.ubigeos)
    assert land.poverty == of(need, "pobreza").counted.amount, "one figure, wherever it is shown"
    louder = await the_need(session, now, await a_need(session, now, (TARACO, 1), (CUSCO, 9)))
    assert of(louder, "pobreza").value == of(need, "pobreza").value


async def test_a_district_without_inhabitants_weighs_nothing_in_the_poverty_of_all(
    session: AsyncSession, now: datetime
) -> None:
    await a_district(session, TARACO, pobreza=50.0, poblacion=30_000)
    await a_district(session, CUSCO, pobreza=10.0, poblacion=None)
    need = await the_need(session, now, await a_need(session, now, (TARACO, 1), (CUSCO, 1)))
    counted = of(need, "pobreza").counted
    assert (counted.amount, counted.known, counted.districts) == (50.0, 1, 2)


async def test_what_was_not_imported_is_without_data_and_not_zero(
    session: AsyncSession, now: datetime
) -> None:
    await a_district(session, TARACO, pobreza=None)
    id_ = await a_need(session, now, (TARACO, 1), (CUSCO, 1))

    need = await the_need(session, now, id_)

    assert [each.id for each in need.without_data] == ["pobreza"]
    assert of(need, "pobreza").value is None
    assert (of(need, "poblacion").counted.known, of(need, "poblacion").counted.districts) == (1, 2)


async def test_missing_scores_are_named_and_their_weight_goes_to_nothing_else(
    session: AsyncSession, now: datetime
) -> None:
    id_ = await a_need(session, now, (TARACO, 5))
    ana = await an_operator(session, now)
    await score(session, id_, "urgencia", 5, "Hay niños enfermos", by=ana, now=now)

    need = await the_need(session, now, id_)

    assert [each.id for each in need.unscored] == ["alineamiento", "viabilidad", "evidencia"]
    assert of(need, "urgencia").points == 15
    assert need.placed.lacking == 20 + 10 + 15 + 10 + 10  # with poverty and population
    assert need.placed.at_most == pytest.approx(need.placed.total + 65)


async def test_the_value_is_the_mean_of_those_that_count(
    session: AsyncSession, now: datetime
) -> None:
    id_ = await a_need(session, now, (TARACO, 1))
    for value, role in ((4, Role.EQUIPO_TECNICO), (3, Role.SECRETARIA_TECNICA)):
        by = await an_operator(session, now, role=role)
        await score(session, id_, "urgencia", value, "Porque sí se vio", by=by, now=now)

    assert of(await the_need(session, now, id_), "urgencia").value == 3.5


async def test_art_28_an_adviser_is_shown_and_never_counts(
    session: AsyncSession, now: datetime
) -> None:
    id_ = await a_need(session, now, (TARACO, 1))
    rosa = await an_operator(session, now, role=Role.ASESOR)
    before = (await the_need(session, now, id_)).placed

    await give(session, id_, rosa, now, 5)
    need = await the_need(session, now, id_)

    assert need.placed == before
    assert of(need, "urgencia").advised == 5
    assert len(need.unscored) == 4


async def test_art_14_a_the_grupo_de_trabajo_decides_and_does_not_score(
    session: AsyncSession, now: datetime
) -> None:
    id_ = await a_need(session, now, (TARACO, 1))
    member = await an_operator(session, now, role=Role.GRUPO_TRABAJO)

    with pytest.raises(RefusedError, match=r"14\.a"):
        await score(session, id_, "urgencia", 3, "Por mí", by=member, now=now)


async def test_an_auditor_and_an_account_out_of_use_do_not_score(
    session: AsyncSession, now: datetime
) -> None:
    id_ = await a_need(session, now, (TARACO, 1))
    gone = await an_operator(session, now)
    gone.is_active = False
    for by in (await an_operator(session, now, role=Role.AUDITOR), gone):
        with pytest.raises(RefusedError, match="no puede puntuar"):
            await score(session, id_, "urgencia", 3, "Por mí", by=by, now=now)


async def test_art_14_a_scores_make_nothing_priorizada_and_stay_as_they_were_at_the_decision(
    session: AsyncSession, now: datetime
) -> None:
    ana = await an_operator(session, now)
    id_ = await a_need(session, now, (TARACO, 1))
    await give(session, id_, ana, now, 5)
    need = await the_need(session, now, id_)
    assert need.prioritised_at is None

    necesidad = await a_necesidad(session, now, title="Ya decidida")
    necesidad.prioritised_at = now
    await session.flush()

    with pytest.raises(RefusedError, match="priorizada"):
        await score(session, necesidad.necesidad_id, "urgencia", 3, "Tarde", by=ana, now=now)
    assert (await the_need(session, now, necesidad.necesidad_id)).prioritised_at == now


async def test_what_was_joined_or_went_on_is_not_in_the_order(
    session: AsyncSession, now: datetime
) -> None:
    stays, joined, later = [await a_necesidad(session, now) for _ in range(3)]
    joined.joined_into_id = stays.necesidad_id
    later.stage = Stage.PILOTO
    await session.flush()
    ana = await an_operator(session, now)

    some, everything = await rank(session, now=now), await rank(session, now=now, everything=True)

    assert [each.necesidad_id for each in some.needs] == [stays.necesidad_id]
    assert {each.necesidad_id for each in everything.needs} == {
        stays.necesidad_id,
        later.necesidad_id,
    }
    with pytest.raises(RefusedError, match=f"se unió a la {stays.necesidad_id}"):
        await score(session, joined.necesidad_id, "urgencia", 3, "Una", by=ana, now=now)
    with pytest.raises(RefusedError, match="etapa de Priorización"):
        await score(session, later.necesidad_id, "urgencia", 3, "Una", by=ana, now=now)
    with pytest.raises(NotFoundError, match="ayni ranking --todas"):
        some.get(later.necesidad_id)


async def test_a_score_needs_a_reason_a_value_in_halves_and_a_criterion_for_people(
    session: AsyncSession, now: datetime
) -> None:
    id_ = await a_need(session, now, (TARACO, 1))
    ana = await an_operator(session, now)
    for value in (-0.5, 5.5, 3.3, float("nan"), float("inf")):
        with pytest.raises(RefusedError, match="de 0 a 5"):
            await score(session, id_, "urgencia", value, "Una razón", by=ana, now=now)
    with pytest.raises(RefusedError, match="--motivo"):
        await score(session, id_, "urgencia", 3, "  ", by=ana, now=now)
    with pytest.raises(RefusedError, match="sale de los datos"):
        await score(session, id_, "demanda", 3, "Una razón", by=ana, now=now)
    with pytest.raises(NotFoundError, match="alineamiento, urgencia"):
        await score(session, id_, "costo", 3, "Una razón", by=ana, now=now)
    with pytest.raises(NotFoundError, match="999"):
        await score(session, 999, "urgencia", 3, "Una razón", by=ana, now=now)


async def test_a_score_given_again_replaces_the_former_which_the_journal_keeps(
    session: AsyncSession, now: datetime
) -> None:
    id_ = await a_need(session, now, (TARACO, 1))
    ana = await an_operator(session, now)

    await score(session, id_, "urgencia", 2, "Parecía lejano", by=ana, now=now)
    await score(session, id_, "urgencia", 4.5, "Ya hay enfermos", by=ana, now=now)

    scores = list(await session.scalars(sa.select(Score)))
    entry = await session.scalar(sa.select(JournalEntry).order_by(JournalEntry.id.desc()).limit(1))
    assert [each.value for each in scores] == [4.5]
    assert entry is not None
    assert entry.note == f"necesidad {id_}, Urgencia: 4,5. Ya hay enfermos"
    assert entry.before == {"value": 2, "reason": "Parecía lejano"}
    assert (entry.after["necesidad"], entry.after["value"]) == (id_, 4.5)
