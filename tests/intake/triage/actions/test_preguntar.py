"""Asking the author."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.store.models import Follower, OutboxMessage, Person, Question
from intake.triage.actions.preguntar import Preguntar
from tests.factories import an_aporte, an_operator
from tests.intake.triage.actions.cases import a_follower, act, told


async def test_only_the_author_is_asked_and_can_answer_with_a_tap(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now)
    await a_follower(session, now, case)
    await act(session, Preguntar("¿Desde cuándo?"), case, await an_operator(session, now), now)

    question = await session.scalar(sa.select(Question))
    assert question is not None
    assert (question.person_id, question.text, question.answer) == (
        case.author_id,
        "¿Desde cuándo?",
        None,
    )
    (row,) = await session.scalars(sa.select(OutboxMessage))
    assert row.person_id == case.author_id
    assert "¿Desde cuándo?" in row.payload["text"]
    assert row.payload["offers"] == [["Responder", "responder", str(question.id)]]


async def test_who_blocked_us_is_not_asked(session: AsyncSession, now: datetime) -> None:
    case = await an_aporte(session, now)
    (await session.get_one(Person, case.author_id)).unreachable_at = now

    with pytest.raises(RefusedError, match="bloqueó"):
        await act(session, Preguntar("¿Dónde?"), case, await an_operator(session, now), now)


async def test_an_author_who_left_is_not_asked(session: AsyncSession, now: datetime) -> None:
    case = await an_aporte(session, now)
    await a_follower(session, now, case)
    await session.delete(await session.get_one(Follower, (case.id, case.author_id)))

    with pytest.raises(RefusedError, match="ya no lo sigue"):
        await act(session, Preguntar("¿Dónde?"), case, await an_operator(session, now), now)


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
async def test_an_empty_or_endless_question_is_refused(
    session: AsyncSession, now: datetime, text: str
) -> None:
    case = await an_aporte(session, now)

    with pytest.raises(RefusedError):
        await act(session, Preguntar(text), case, await an_operator(session, now), now)
    assert await told(session) == []
