"""A necesidad from one process to another: in the order of the Manual, with a reason, and told."""

import re
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import DataFileError, NotFoundError, RefusedError
from intake.kinds import Role, Stage
from intake.listening import notice_file
from intake.necesidades import step_notices
from intake.necesidades.rules.processes import stages
from intake.necesidades.stages import list_moves, move_on, prioritise
from intake.necesidades.step_notices import processes_in_words
from intake.store.models import Necesidad, Operator
from intake.words.codes import spoken
from tests.factories import a_necesidad, an_aporte, an_operator
from tests.intake.steps import an_acuerdo, told_of

FIRST = {stage: next(iter(info.processes)) for stage, info in stages().items()}
TITLE = "Agua segura en comunidades altoandinas"


@pytest.fixture
async def ana(session: AsyncSession, now: datetime) -> Operator:
    """Of the Secretaría Técnica."""
    return await an_operator(session, now, username="ana", role=Role.SECRETARIA_TECNICA)


@pytest.fixture
async def luis(session: AsyncSession, now: datetime) -> Operator:
    """Of the Equipo Técnico."""
    return await an_operator(session, now, username="luis")


async def a_prioritised(session: AsyncSession, now: datetime, ana: Operator) -> Necesidad:
    necesidad = await a_necesidad(session, now, aportes=[await an_aporte(session, now)], by=ana)
    acuerdo = await an_acuerdo(session, now, necesidad.necesidad_id, ana)
    await prioritise(
        session, necesidad.necesidad_id, acuerdo_id=acuerdo.id, by=ana, reason="Urge", now=now
    )
    return necesidad


async def test_art_10_it_goes_through_the_four_stages_in_their_order(
    session: AsyncSession, now: datetime, ana: Operator, luis: Operator
) -> None:
    necesidad = await a_prioritised(session, now, ana)
    id_ = necesidad.necesidad_id
    for stage, skipped in (
        (Stage.DESARROLLO, Stage.PILOTO),
        (Stage.PILOTO, Stage.EVALUACION),
        (Stage.EVALUACION, None),
    ):
        if skipped is not None:
            with pytest.raises(RefusedError, match=r"art\. 10"):
                await move_on(session, id_, process=FIRST[skipped], reason="x", by=luis, now=now)
        await move_on(session, id_, process=FIRST[stage], reason="Toca", by=luis, now=now)
        assert (necesidad.stage, necesidad.process) == (stage, FIRST[stage])

    steps = await list_moves(session, id_)
    assert [each.username for each in steps] == ["ana", "luis", "luis", "luis"]
    assert [each.acuerdo is not None for each in steps] == [True, False, False, False]


async def test_art_14a_nothing_is_developed_before_the_grupo_prioritised_it(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    necesidad = await a_necesidad(session, now)
    with pytest.raises(RefusedError, match=r"art\. 14\.a"):
        await move_on(
            session, necesidad.necesidad_id, process="M08.05.02.01", reason="x", by=luis, now=now
        )
    assert necesidad.stage is Stage.PRIORIZACION


async def test_art_34_within_a_stage_any_of_its_processes_may_come_and_no_other_exists(
    session: AsyncSession, now: datetime, ana: Operator, luis: Operator
) -> None:
    id_ = (await a_prioritised(session, now, ana)).necesidad_id
    for process in ("M08.05.02.03", "m08.05.02.01 ", "M08.05.02.06"):
        await move_on(session, id_, process=process, reason="Toca", by=luis, now=now)
    with pytest.raises(NotFoundError, match=r"M08\.05\.04\.05"):
        await move_on(session, id_, process="M08.05.09.01", reason="x", by=luis, now=now)
    with pytest.raises(RefusedError, match="motivo"):
        await move_on(session, id_, process="M08.05.02.02", reason=" ", by=luis, now=now)


async def test_art_33_the_same_process_again_needs_a_document_that_came_out_of_it(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    id_ = (await a_necesidad(session, now, aportes=[await an_aporte(session, now)])).necesidad_id
    same = "M08.05.01.01"
    with pytest.raises(RefusedError, match="--documento"):
        await move_on(session, id_, process=same, reason="x", documents=[" "], by=luis, now=now)
    move = await move_on(
        session, id_, process=same, reason="Listo", documents=["Informe 3"], by=luis, now=now
    )
    assert move.documents == ["Informe 3"]


@pytest.mark.parametrize(
    ("document", "summary", "said"),
    [
        ("Informe 3", "", None),
        ("Informe 3", "Faltan 40 pozos", "Faltan 40 pozos."),
        ("https://www.gob.pe/midis", "", "Puedes leerlo aquí: https://www.gob.pe/midis"),
    ],
)
async def test_a_document_is_told_where_people_can_read_it_or_what_it_says(
    session: AsyncSession,
    now: datetime,
    luis: Operator,
    document: str,
    summary: str,
    said: str | None,
) -> None:
    aporte = await an_aporte(session, now)
    id_ = (await a_necesidad(session, now, aportes=[aporte])).necesidad_id
    move = await move_on(
        session,
        id_,
        process="M08.05.01.01",
        reason="Listo",
        documents=[document],
        summary=summary,
        by=luis,
        now=now,
    )
    told = await told_of(session, move)
    if said is None:
        assert told == {}
    else:
        assert said in told[aporte.author_id]


async def test_back_is_a_correction_of_the_secretaria_and_is_told(
    session: AsyncSession, now: datetime, ana: Operator, luis: Operator
) -> None:
    necesidad = await a_prioritised(session, now, ana)
    id_ = necesidad.necesidad_id
    await move_on(session, id_, process=FIRST[Stage.DESARROLLO], reason="Ya", by=luis, now=now)
    with pytest.raises(RefusedError, match="Secretaría Técnica"):
        await move_on(session, id_, process="M08.05.01.01", reason="x", by=luis, now=now)
    move = await move_on(session, id_, process="M08.05.01.01", reason="Error", by=ana, now=now)
    assert necesidad.stage is Stage.PRIORIZACION
    assert necesidad.prioritised_at is not None, (
        "what the Grupo decided, a correction does not undo"
    )
    assert "corregir" in next(iter((await told_of(session, move)).values()))


async def test_art_28_an_adviser_moves_nothing(session: AsyncSession, now: datetime) -> None:
    adviser = await an_operator(session, now, role=Role.ASESOR)
    necesidad = await a_necesidad(session, now)
    with pytest.raises(RefusedError, match="Equipo Técnico"):
        await move_on(
            session, necesidad.necesidad_id, process="M08.05.01.02", reason="x", by=adviser, now=now
        )


async def test_each_step_is_told_to_whoever_is_behind_it_with_the_code_they_know(
    session: AsyncSession, now: datetime, luis: Operator
) -> None:
    one, other = await an_aporte(session, now), await an_aporte(session, now)
    necesidad = await a_necesidad(session, now, aportes=[one, other])
    first, second = [
        await move_on(
            session, necesidad.necesidad_id, process=process, reason="Toca", by=luis, now=now
        )
        for process in ("M08.05.01.02", "M08.05.01.01")
    ]
    for move in (first, second):
        told = await told_of(session, move)
        assert set(told) == {one.author_id, other.author_id}
        assert spoken(one.code) in told[one.author_id]
        assert spoken(other.code) not in told[one.author_id]


def _all_that_is_said() -> list[str]:
    processes = [(stage, code) for stage, info in stages().items() for code in info.processes]
    return [
        step_notices.prioritised(TITLE),
        step_notices.declined(TITLE, "Hay otras con más demanda"),
        step_notices.documented(TITLE, ["https://www.gob.pe/midis"]) or "",
        *(step_notices.moved_back(TITLE, stage) for stage in Stage),
        *(step_notices.moved_on(TITLE, stage, code) for stage, code in processes),
        *(step_notices.stepped(TITLE, code) for _, code in processes),
        *(step_notices.brought(TITLE, stage, is_prioritised=True) for stage in Stage),
        step_notices.brought(TITLE, Stage.PRIORIZACION, is_prioritised=False),
        step_notices.taken_out(TITLE),
    ]


@pytest.mark.parametrize("text", _all_that_is_said())
def test_a_step_is_told_in_two_sentences(text: str) -> None:
    assert len(re.findall(r"[.!?](?=\s|$)", text)) == 2
    assert text.count("{codigo}") == text.count(TITLE) == 1
    assert len(text) < 400


def test_every_process_has_its_words_and_no_other_has() -> None:
    said = notice_file.sentences()
    first, *_ = said.processes

    assert processes_in_words(said) == said.processes
    with pytest.raises(DataFileError, match=f"falta {first}"):
        processes_in_words(replace(said, processes=dict(list(said.processes.items())[1:])))
    with pytest.raises(DataFileError, match="sobra M99"):
        processes_in_words(replace(said, processes={**said.processes, "M99": "otra cosa"}))
