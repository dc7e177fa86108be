"""The mark that a case needs an interpreter."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.reading import tagging
from intake.reading.rules.tags import Vocabulary
from intake.store.models import Aporte, AporteTag
from intake.triage.actions.deshacer import Deshacer
from intake.triage.actions.interprete import Interprete
from tests.factories import an_aporte, an_operator
from tests.intake.triage.actions.cases import act


async def tags(session: AsyncSession, case: Aporte) -> set[str]:
    rows = await session.scalars(
        sa.select(AporteTag.priority).where(AporteTag.aporte_id == case.id)
    )
    return set(rows)


async def test_what_was_marked_by_mistake_is_tagged_when_the_mark_is_taken_off(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now, text="manam yaku kanchu, falta agua potable")
    case.needs_interpreter = True
    await act(session, Interprete(necesita=False), case, await an_operator(session, now), now)

    assert not case.needs_interpreter
    assert await tags(session, case) == {"agua_saneamiento"}


async def test_undoing_brings_the_mark_and_the_tags_back(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now)
    await tagging.retag(session, case, Vocabulary.builtin())
    before = await tags(session, case)
    operator = await an_operator(session, now)
    entry = await act(session, Interprete(necesita=True), case, operator, now)
    assert entry.after["needs_interpreter"] is True
    await act(session, Deshacer(), case, operator, now)

    assert not case.needs_interpreter
    assert await tags(session, case) == before


async def test_what_stands_so_already_is_refused(session: AsyncSession, now: datetime) -> None:
    case = await an_aporte(session, now)

    with pytest.raises(RefusedError, match="ya está así"):
        await act(session, Interprete(necesita=False), case, await an_operator(session, now), now)
