"""Which priorities a case touches."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.kinds import TagSource
from intake.reading import tagging
from intake.reading.rules.tags import Vocabulary
from intake.store.models import Aporte, AporteTag
from intake.triage.actions.deshacer import Deshacer
from intake.triage.actions.etiquetar import Etiquetar
from tests.factories import an_aporte, an_operator
from tests.intake.triage.actions.cases import act


async def tags(session: AsyncSession, case: Aporte) -> dict[str, tuple[TagSource, bool]]:
    rows = await session.scalars(sa.select(AporteTag).where(AporteTag.aporte_id == case.id))
    return {row.priority: (row.source, row.accepted) for row in rows}


async def test_an_operator_puts_and_takes_off(session: AsyncSession, now: datetime) -> None:
    case = await an_aporte(session, now)
    await tagging.retag(session, case, Vocabulary.builtin())
    operator = await an_operator(session, now)
    await act(session, Etiquetar(("+salud", "-agua_saneamiento")), case, operator, now)

    assert await tags(session, case) == {
        "salud": (TagSource.OPERADOR, True),
        "agua_saneamiento": (TagSource.OPERADOR, False),
    }


async def test_the_machine_does_not_bring_back_what_was_taken_off(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now)
    await tagging.retag(session, case, Vocabulary.builtin())
    await act(
        session, Etiquetar(("-agua_saneamiento",)), case, await an_operator(session, now), now
    )
    await tagging.retag(session, case, Vocabulary.builtin())

    assert await tags(session, case) == {"agua_saneamiento": (TagSource.OPERADOR, False)}


@pytest.mark.parametrize("typed", ["educacion", "+educacion", "Educación", "+educ"])
async def test_a_priority_may_be_typed_in_several_ways(
    session: AsyncSession, now: datetime, typed: str
) -> None:
    case = await an_aporte(session, now)
    await act(session, Etiquetar((typed,)), case, await an_operator(session, now), now)

    assert await tags(session, case) == {"educacion": (TagSource.OPERADOR, True)}


async def test_an_unknown_priority_offers_near_ones(session: AsyncSession, now: datetime) -> None:
    case = await an_aporte(session, now)

    with pytest.raises(NotFoundError, match="educacion"):
        await act(session, Etiquetar(("+edukasion",)), case, await an_operator(session, now), now)


async def test_nothing_said_is_refused(session: AsyncSession, now: datetime) -> None:
    case = await an_aporte(session, now)

    with pytest.raises(RefusedError):
        await act(session, Etiquetar(()), case, await an_operator(session, now), now)


async def test_a_case_of_violence_becomes_restricted_and_back(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now)
    operator = await an_operator(session, now)
    await act(session, Etiquetar(("+violencia_familiar",)), case, operator, now)
    assert case.restricted

    await act(session, Etiquetar(("-violencia_familiar",)), case, operator, now)
    assert not case.restricted


async def test_what_came_apart_is_not_put_any_more_and_may_be_taken_off(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now)
    operator = await an_operator(session, now)

    with pytest.raises(RefusedError, match="violencia_familiar o trata o seguridad_justicia"):
        await act(session, Etiquetar(("+violencia_justicia",)), case, operator, now)
    await act(session, Etiquetar(("-violencia_justicia",)), case, operator, now)

    tag = await session.get(AporteTag, (case.id, "violencia_justicia"))
    assert tag is not None
    assert not tag.accepted


async def test_who_puts_a_part_has_decided_what_it_was_part_of(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now)
    operator = await an_operator(session, now)
    session.add(
        AporteTag(
            aporte_id=case.id,
            priority="violencia_justicia",
            source=TagSource.OPERADOR,
            accepted=True,
            score=1.0,
            words=[],
        )
    )
    await act(session, Etiquetar(("+seguridad_justicia",)), case, operator, now)
    assert await session.get(AporteTag, (case.id, "violencia_justicia")) is None

    await act(session, Deshacer(), case, operator, now)
    tag = await session.get(AporteTag, (case.id, "violencia_justicia"))
    assert tag is not None
    assert tag.accepted
