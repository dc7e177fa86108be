"""To the entity it belongs to."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.kinds import AporteState
from intake.listening.notices import state_in_words
from intake.triage.actions.derivar import Derivar
from tests.factories import an_aporte, an_operator
from tests.intake.triage.actions.cases import act, told


@pytest.mark.parametrize(("contact", "said"), [("", False), ("051-123456", True)])
async def test_people_are_told_to_whom_and_how_to_ask(
    session: AsyncSession, now: datetime, contact: str, said: bool
) -> None:
    case = await an_aporte(session, now)
    action = Derivar("Municipalidad de Taraco", contact)
    await act(session, action, case, await an_operator(session, now), now)

    ((_, text),) = await told(session)
    assert case.state is AporteState.DERIVADO
    assert "Municipalidad de Taraco" in text
    assert ("051-123456" in text) is said
    assert "enviamos" not in text
    assert "Puedes pedirlo ahí" in text


async def test_that_it_was_sent_is_said_with_the_number_of_the_paper_alone(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now)
    action = Derivar("Municipalidad de Taraco", "", "Oficio 12-2026-MIDIS/DGSE")
    entry = await act(session, action, case, await an_operator(session, now), now)

    ((_, text),) = await told(session)
    assert "Se lo enviamos con el documento Oficio 12-2026-MIDIS/DGSE" in text
    assert entry.after["oficio"] == "Oficio 12-2026-MIDIS/DGSE"
    assert "enviado" not in state_in_words(case.state, answer_by=case.answer_by).lower()


async def test_an_entity_is_needed(session: AsyncSession, now: datetime) -> None:
    case = await an_aporte(session, now)

    with pytest.raises(RefusedError, match="entidad"):
        await act(session, Derivar("  "), case, await an_operator(session, now), now)
