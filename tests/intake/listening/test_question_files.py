"""An answer to the Lab that is a photo or an audio is with the case, and only the asker's own."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.listening import questions
from intake.listening.commands import AnswerQuestion
from intake.store.models import Attachment, Person, Question
from tests.factories import a_person, an_operator
from tests.intake.listening.told import tell


async def a_file(session: AsyncSession, person: Person, now: datetime) -> Attachment:
    file = Attachment(
        person_id=person.id,
        channel=person.channel,
        kind="foto",
        file_ref=f"f{person.id}",
        media_type="image/jpeg",
        created_at=now,
        due_at=now,
    )
    session.add(file)
    await session.flush()
    return file


async def test_the_file_of_an_answer_is_with_the_case(session: AsyncSession, now: datetime) -> None:
    case = await tell(session, now)
    author = await session.get_one(Person, case.author_id)
    clerk = await an_operator(session, now)
    question = Question(
        aporte_id=case.id, person_id=author.id, operator_id=clerk.id, text="¿?", asked_at=now
    )
    session.add(question)
    own = await a_file(session, author, now)
    other = await a_file(session, await a_person(session, now), now)

    command = AnswerQuestion(question.id, "(envió un archivo)", (own.id, other.id))
    await questions.answer(session, command, author, now=now)

    await session.refresh(own)
    await session.refresh(other)
    assert own.aporte_id == case.id
    assert other.aporte_id is None
    assert question.answer == "(envió un archivo)"
