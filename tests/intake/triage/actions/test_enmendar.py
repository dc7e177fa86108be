"""What an operator says of how a case was read."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.kinds import TagSource
from intake.store.models import Aporte, ReadingCorrection
from intake.triage.actions.deshacer import Deshacer
from intake.triage.actions.enmendar import Enmendar
from intake.triage.actions.reservar import Reservar
from tests.factories import an_aporte, an_operator
from tests.intake.triage.actions.cases import act, told


async def standing(session: AsyncSession, case: Aporte) -> list[tuple[str | None, str | None]]:
    rows = await session.scalars(
        sa.select(ReadingCorrection).where(
            ReadingCorrection.aporte_id == case.id, ReadingCorrection.stands
        )
    )
    return [(row.act, row.danger) for row in rows]


async def test_it_is_kept_and_journaled_and_nobody_is_told(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now, text="¿Cuándo pagan Juntos?")
    entry = await act(
        session, Enmendar(acto="Pregunta", peligro="NO"), case, await an_operator(session, now), now
    )

    assert await standing(session, case) == [("pregunta", "")]
    assert entry.note == "pregunta, sin peligro"
    assert (entry.after["acto"], entry.after["peligro"]) == ("pregunta", "")
    assert not case.restricted
    assert await told(session) == []


async def test_what_was_danger_is_reserved_and_the_machine_does_not_open_it(
    session: AsyncSession, now: datetime
) -> None:
    case, ana = await an_aporte(session, now), await an_operator(session, now)
    await act(session, Reservar(reservado=False), case, ana, now)
    await act(session, Enmendar(peligro="emergencia médica"), case, ana, now)

    assert await standing(session, case) == [(None, "emergencia_medica")]
    assert (case.restricted, case.restricted_by) == (True, TagSource.OPERADOR)


async def test_that_it_was_no_danger_opens_nothing(session: AsyncSession, now: datetime) -> None:
    case, ana = await an_aporte(session, now), await an_operator(session, now)
    await act(session, Reservar(reservado=True), case, ana, now)
    await act(session, Enmendar(peligro="no"), case, ana, now)

    assert case.restricted


async def test_undoing_brings_back_what_was_said_before_and_the_reserve(
    session: AsyncSession, now: datetime
) -> None:
    case, ana = await an_aporte(session, now), await an_operator(session, now)
    await act(session, Enmendar(acto="reclamo"), case, ana, now)
    await act(session, Enmendar(peligro="violencia"), case, ana, now)
    assert await standing(session, case) == [("reclamo", "violencia")]

    await act(session, Deshacer(), case, ana, now)
    assert await standing(session, case) == [("reclamo", None)]
    assert (case.restricted, case.restricted_by) == (False, TagSource.AUTOMATICA)

    await act(session, Deshacer(), case, ana, now)
    assert await standing(session, case) == []


async def test_danger_taken_back_takes_the_act_with_it(
    session: AsyncSession, now: datetime
) -> None:
    case, ana = await an_aporte(session, now), await an_operator(session, now)
    await act(session, Enmendar(acto="peligro", peligro="amenaza"), case, ana, now)
    await act(session, Enmendar(peligro="no"), case, ana, now)

    assert await standing(session, case) == [(None, "")]


async def test_a_sentence_that_teaches_is_no_part_of_the_journal(
    session: AsyncSession, now: datetime
) -> None:
    case, ana = await an_aporte(session, now), await an_operator(session, now)
    entry = await act(
        session, Enmendar(peligro="violencia", frase="mi pareja me encierra"), case, ana, now
    )

    assert "encierra" not in f"{entry.note} {entry.after} {entry.before}"
    assert await session.scalar(sa.select(ReadingCorrection.wording)) == "mi pareja me encierra"


@pytest.mark.parametrize(
    ("action", "error", "said"),
    [
        (Enmendar(), RefusedError, "Diga qué se leyó mal"),
        (Enmendar(frase="me encierra"), RefusedError, "no enseña nada"),
        (Enmendar(acto="peligro"), RefusedError, "Diga qué peligro había"),
        (Enmendar(acto="peligro", peligro="no"), RefusedError, "Diga qué peligro había"),
        (Enmendar(acto="chisme"), NotFoundError, "No se conoce el acto «chisme».*pregunta"),
        (Enmendar(peligro="frío"), NotFoundError, "violencia.*, no"),
        (
            Enmendar(peligro="amenaza", frase="me llama del 987654321"),
            RefusedError,
            "trae un teléfono",
        ),
    ],
)
async def test_what_says_nothing_or_cannot_be_is_refused(
    session: AsyncSession, now: datetime, action: Enmendar, error: type[Exception], said: str
) -> None:
    case = await an_aporte(session, now)

    with pytest.raises(error, match=said):
        await act(session, action, case, await an_operator(session, now), now)
