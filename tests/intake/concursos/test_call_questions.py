"""What people ask of a concurso: the list answers what it surely knows, a person the rest."""

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.concursos import call_questions
from intake.errors import NotFoundError, RefusedError
from intake.kinds import Role
from intake.store.db import Database
from intake.store.models import ConcursoAnswer, OutboxMessage
from tests.conftest import NOW
from tests.factories import a_person, a_reader, an_operator
from tests.intake.casting import a_concurso

LISTED = "¿Cuánto cuesta postular?"
FREE = "Nada: postular es gratis."


async def asked(session: AsyncSession, text: str, *, listed: str = LISTED) -> ConcursoAnswer | None:
    """Somebody asks it of a call whose list has one question."""
    concurso, person = await a_concurso(session, NOW), await a_person(session, NOW)
    by = await an_operator(session, NOW, role=Role.EQUIPO_TECNICO)
    await call_questions.add_answer(session, concurso.code, listed, FREE, by=by, now=NOW)
    return await call_questions.ask(session, concurso.id, text, person, now=NOW)


@pytest.mark.parametrize(
    "text", ["cuanto cuesta postular", "CUÁNTO CUESTA POSTULAR???", "¿cuesta algo postular?"]
)
async def test_the_list_answers_however_it_is_written(database: Database, text: str) -> None:
    async with database.transaction() as session:
        found = await asked(session, text)
        assert found is not None
        assert found.answer == FREE
        assert await call_questions.waiting(session, await a_reader(session, NOW)) == []


@pytest.mark.parametrize(
    ("listed", "text"),
    [
        (LISTED, "postular"),
        (LISTED, "¿Cuánto cuesta el flete para llevar los papeles?"),
        ("¿Puedo postular?", "¿Puedo postular si ya gané el año pasado?"),
        ("¿Hasta cuándo puedo postular?", "¿Puedo postular?"),
        ("¿Puede postular una comunidad sin RUC?", "¿Puede postular una municipalidad?"),
        (LISTED, "???"),
    ],
)
async def test_a_question_that_only_shares_words_waits_for_a_person(
    database: Database, listed: str, text: str
) -> None:
    async with database.transaction() as session:
        assert await asked(session, text, listed=listed) is None
        ((waiting, _),) = await call_questions.waiting(session, await a_reader(session, NOW))
    assert waiting.text == text


async def test_the_list_of_one_call_answers_for_no_other(database: Database) -> None:
    async with database.transaction() as session:
        await asked(session, LISTED)
        other, person = await a_concurso(session, NOW), await a_person(session, NOW)
        assert await call_questions.ask(session, other.id, LISTED, person, now=NOW) is None


async def test_nothing_is_asked_answered_or_listed_without_words(database: Database) -> None:
    async with database.transaction() as session:
        concurso, person = await a_concurso(session, NOW), await a_person(session, NOW)
        by = await an_operator(session, NOW, role=Role.EQUIPO_TECNICO)
        with pytest.raises(RefusedError):
            await call_questions.ask(session, concurso.id, " \n", person, now=NOW)
        with pytest.raises(RefusedError):
            await call_questions.add_answer(session, concurso.code, LISTED, " ", by=by, now=NOW)
        await call_questions.ask(session, concurso.id, LISTED, person, now=NOW)
        ((waiting, _),) = await call_questions.waiting(session, await a_reader(session, NOW))
        with pytest.raises(RefusedError):
            await call_questions.answer(session, waiting.id, " ", to_list=False, by=by, now=NOW)
        assert len(await call_questions.waiting(session, await a_reader(session, NOW))) == 1


async def test_only_who_acts_writes_the_list_or_answers(database: Database) -> None:
    async with database.transaction() as session:
        concurso, person = await a_concurso(session, NOW), await a_person(session, NOW)
        auditor = await an_operator(session, NOW, role=Role.AUDITOR)
        await call_questions.ask(session, concurso.id, LISTED, person, now=NOW)
        ((waiting, _),) = await call_questions.waiting(session, await a_reader(session, NOW))
        with pytest.raises(RefusedError):
            await call_questions.add_answer(
                session, concurso.code, LISTED, FREE, by=auditor, now=NOW
            )
        with pytest.raises(RefusedError):
            await call_questions.answer(
                session, waiting.id, FREE, to_list=True, by=auditor, now=NOW
            )
        assert await call_questions.answers_of(session, concurso.id) == []
        assert await session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 0


async def test_an_answer_kept_off_the_list_is_told_to_its_person_alone(
    database: Database,
) -> None:
    async with database.transaction() as session:
        concurso = await a_concurso(session, NOW)
        person, other = await a_person(session, NOW), await a_person(session, NOW)
        by = await an_operator(session, NOW, role=Role.EQUIPO_TECNICO)
        await call_questions.ask(session, concurso.id, LISTED, person, now=NOW)
        ((waiting, _),) = await call_questions.waiting(session, await a_reader(session, NOW))
        await call_questions.answer(session, waiting.id, FREE, to_list=False, by=by, now=NOW)
        assert await call_questions.ask(session, concurso.id, LISTED, other, now=NOW) is None
        (told,) = await session.scalars(sa.select(OutboxMessage))
        assert told.person_id == person.id
        ((done, _),) = await call_questions.waiting(
            session, await a_reader(session, NOW), answered=True
        )
        assert (done.id, done.answer, done.answered_by_id) == (waiting.id, FREE, by.id)


async def test_a_long_question_goes_to_the_list_whole(database: Database) -> None:
    async with database.transaction() as session:
        concurso, person = await a_concurso(session, NOW), await a_person(session, NOW)
        by = await an_operator(session, NOW, role=Role.EQUIPO_TECNICO)
        text = "¿Y si el río crece? " * 45
        await call_questions.ask(session, concurso.id, text, person, now=NOW)
        ((waiting, _),) = await call_questions.waiting(session, await a_reader(session, NOW))
        await call_questions.answer(session, waiting.id, FREE, to_list=True, by=by, now=NOW)
        (listed,) = await call_questions.answers_of(session, concurso.id)
    assert listed.question == text.strip()


async def test_the_queue_is_the_oldest_first_and_a_call_that_is_not_there_is_said(
    database: Database,
) -> None:
    async with database.transaction() as session:
        concurso, person = await a_concurso(session, NOW), await a_person(session, NOW)
        by = await an_operator(session, NOW, role=Role.EQUIPO_TECNICO)
        for text in ("¿Piden garantía?", "¿Vale en quechua?"):
            await call_questions.ask(session, concurso.id, text, person, now=NOW)
        queue = [
            row.text
            for row, _ in await call_questions.waiting(session, await a_reader(session, NOW))
        ]
        assert queue == ["¿Piden garantía?", "¿Vale en quechua?"]
        with pytest.raises(NotFoundError):
            await call_questions.add_answer(session, "2030-01", LISTED, FREE, by=by, now=NOW)
