"""Necesidades that the Lab takes up: their aportes, their description, joined and split."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.grouping import needs
from intake.ids import Code
from intake.kinds import AporteState, NeedOrigin, NeedRole, Role, TagSource
from intake.necesidades import necesidades
from intake.necesidades.necesidades import Description
from intake.necesidades.voices import demand_of
from intake.store.models import Aporte, JournalEntry, NecesidadMember, Operator
from tests.factories import an_aporte, an_operator
from tests.intake.alike import counts, recount

POSTA = "La posta no tiene médico, solo atiende una técnica de enfermería"
AGUA = "No tenemos agua potable, tomamos del puquio"


@pytest.fixture
async def luis(session: AsyncSession, now: datetime) -> Operator:
    """Of the Equipo Técnico."""
    return await an_operator(session, now)


async def admitted(
    session: AsyncSession, now: datetime, text: str = POSTA, ubigeo: str = "210607"
) -> Aporte:
    aporte = await an_aporte(session, now, text=text, ubigeo=ubigeo, state=AporteState.PRIORIZACION)
    await needs.place(session, aporte, now=now)
    return aporte


async def home_of(session: AsyncSession, aporte: Aporte) -> tuple[int, TagSource]:
    row = (
        await session.execute(
            sa.select(NecesidadMember.necesidad_id, NecesidadMember.source).where(
                NecesidadMember.aporte_id == aporte.id
            )
        )
    ).one()
    return row[0], row[1]


async def test_of_a_candidate_the_admitted_come_along_and_the_rest_stay_suggestions(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    first = await admitted(session, now)
    waiting = await an_aporte(session, now, text=POSTA, ubigeo="050101")
    await needs.place(session, waiting, now=now)
    candidate, _ = await home_of(session, first)

    necesidad, count = await necesidades.take_up(
        session, "Médico en las postas", candidate_id=candidate, by=luis, now=now
    )

    assert (necesidad.necesidad_id, count) == (candidate, 1)
    assert await home_of(session, first) == (candidate, TagSource.OPERADOR)
    assert await home_of(session, waiting) == (candidate, TagSource.AUTOMATICA)
    with pytest.raises(RefusedError, match="ya la tomó el Laboratorio"):
        await necesidades.take_up(session, "Otra vez", candidate_id=candidate, by=luis, now=now)


async def test_art_33_another_input_names_its_source(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    with pytest.raises(RefusedError, match=r"art\. 33"):
        await necesidades.take_up(
            session, "De un estudio", origin=NeedOrigin.INFORME_FINAL, by=luis, now=now
        )
    necesidad, count = await necesidades.take_up(
        session,
        "De un estudio",
        origin=NeedOrigin.INFORME_FINAL,
        source="Informe 12-2026",
        by=luis,
        now=now,
    )
    assert (necesidad.source, count) == ("Informe 12-2026", 0)


async def test_art_25n_and_27c_only_who_works_the_queue_changes_them(
    session: AsyncSession, now: datetime
) -> None:
    for role in (Role.ASESOR, Role.AUDITOR, Role.GRUPO_TRABAJO):
        other = await an_operator(session, now, role=role)
        with pytest.raises(RefusedError, match="Equipo Técnico"):
            await necesidades.take_up(session, "Agua segura", by=other, now=now)


async def test_only_admitted_aportes_go_in_and_one_moves_from_another_ficha(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    one, _ = await necesidades.take_up(session, "Una", by=luis, now=now)
    other, _ = await necesidades.take_up(session, "Otra", by=luis, now=now)
    waiting, inside = await an_aporte(session, now), await admitted(session, now)
    with pytest.raises(RefusedError, match="ayni admitir"):
        await necesidades.add_aportes(
            session, one.necesidad_id, [Code(waiting.code)], by=luis, now=now
        )
    for necesidad in (one, other):
        await necesidades.add_aportes(
            session, necesidad.necesidad_id, [Code(inside.code)], by=luis, now=now
        )
    assert await home_of(session, inside) == (other.necesidad_id, TagSource.OPERADOR)


async def test_what_is_taken_out_is_grouped_by_the_machine_again(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    necesidad, _ = await necesidades.take_up(session, "Médico en las postas", by=luis, now=now)
    inside = await admitted(session, now)
    code = [Code(inside.code)]
    await necesidades.add_aportes(session, necesidad.necesidad_id, code, by=luis, now=now)
    await necesidades.remove_aportes(session, necesidad.necesidad_id, code, by=luis, now=now)
    assert (await home_of(session, inside))[1] is TagSource.AUTOMATICA
    with pytest.raises(RefusedError, match="no está en la necesidad"):
        await necesidades.remove_aportes(session, necesidad.necesidad_id, code, by=luis, now=now)


async def test_art_32_a_description_is_changed_field_by_field_and_the_journal_keeps_the_former(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    necesidad, _ = await necesidades.take_up(session, "Agua segura", by=luis, now=now)
    for said in (
        Description(causes="Se secan"),
        Description(causes="Se agotan", role=NeedRole.MEJORA),
    ):
        await necesidades.describe(session, necesidad.necesidad_id, said, by=luis, now=now)
    await session.flush()
    entry = await session.scalar(sa.select(JournalEntry).order_by(JournalEntry.id.desc()))
    assert entry is not None
    assert entry.before["causes"] == "Se secan"
    assert (necesidad.causes, necesidad.role, necesidad.title) == (
        "Se agotan",
        NeedRole.MEJORA,
        "Agua segura",
    )
    with pytest.raises(RefusedError, match="nada que cambiar"):
        await necesidades.describe(
            session, necesidad.necesidad_id, Description(causes="Se agotan"), by=luis, now=now
        )


async def test_who_is_behind_goes_along_when_two_are_joined_and_one_is_split(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    posta, agua = await admitted(session, now), await admitted(session, now, AGUA)
    one, _ = await necesidades.take_up(session, "Médico en las postas", by=luis, now=now)
    other, _ = await necesidades.take_up(session, "Agua segura", by=luis, now=now)
    for necesidad, aporte in ((one, posta), (other, agua)):
        await necesidades.add_aportes(
            session, necesidad.necesidad_id, [Code(aporte.code)], by=luis, now=now
        )

    moved = await necesidades.join(session, one.necesidad_id, other.necesidad_id, by=luis, now=now)

    assert moved == 1
    assert (await demand_of(session, [other.necesidad_id]))[other.necesidad_id].people == 2
    with pytest.raises(RefusedError, match="se juntó con"):
        await necesidades.get_necesidad(session, one.necesidad_id)

    part = await necesidades.split(
        session, other.necesidad_id, [Code(posta.code)], "Postas", by=luis, now=now
    )

    voices = await demand_of(session, [other.necesidad_id, part.necesidad_id])
    assert {id_: each.people for id_, each in voices.items()} == {
        other.necesidad_id: 1,
        part.necesidad_id: 1,
    }
    assert await counts(session) == await recount(session)


async def test_a_prioritised_one_is_not_joined_into_one_that_is_not(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    one, _ = await necesidades.take_up(session, "Una", by=luis, now=now)
    other, _ = await necesidades.take_up(session, "Otra", by=luis, now=now)
    one.prioritised_at = now
    await session.flush()
    with pytest.raises(RefusedError, match="al revés"):
        await necesidades.join(session, one.necesidad_id, other.necesidad_id, by=luis, now=now)


async def test_a_ficha_stays_when_the_machine_takes_its_last_suggestion_away(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    waiting = await an_aporte(session, now, text=POSTA)
    await needs.place(session, waiting, now=now)
    candidate, _ = await home_of(session, waiting)
    await necesidades.take_up(
        session, "Médico en las postas", candidate_id=candidate, by=luis, now=now
    )
    waiting.state = AporteState.DESCARTADO
    await session.flush()
    await needs.follow(session, waiting, now=now)
    assert (await necesidades.get_necesidad(session, candidate)).title == "Médico en las postas"


async def test_what_is_not_there_is_said_with_where_to_look(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    with pytest.raises(NotFoundError, match="ayni necesidad listar"):
        await necesidades.get_necesidad(session, 99)
    with pytest.raises(NotFoundError, match="sugeridas"):
        await necesidades.take_up(session, "Nada", candidate_id=99, by=luis, now=now)


async def test_a_title_that_brings_what_is_somebodys_is_refused(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    """All who are behind it are told of it by its title."""
    candidate, _ = await home_of(session, await admitted(session, now))

    with pytest.raises(RefusedError, match="trae un teléfono"):
        await necesidades.take_up(
            session, "Agua, llamar al 987654321", candidate_id=candidate, by=luis, now=now
        )
