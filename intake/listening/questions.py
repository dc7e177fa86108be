"""Answers of people to what operators asked about their cases."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError
from intake.listening.commands import AnswerQuestion
from intake.reading import tagging
from intake.store.journal import About, record
from intake.store.models import Aporte, Attachment, Person, Question
from intake.store.verbs import Verb
from intake.words.sentences import refusal


async def open_questions(
    session: AsyncSession, people: Iterable[int]
) -> dict[int, tuple[int, str, str]]:
    """The oldest unanswered question of each person: its id, text and aporte's code."""
    people = list(people)
    if not people:
        return {}
    rows = await session.execute(
        sa.select(Question.person_id, Question.id, Question.text, Aporte.code)
        .join(Aporte, Aporte.id == Question.aporte_id)
        .where(Question.person_id.in_(people), Question.answered_at.is_(None))
        .order_by(Question.id.desc())
    )
    return {person: (question, text, code) for person, question, text, code in rows}


async def answer(
    session: AsyncSession, command: AnswerQuestion, person: Person, *, now: datetime
) -> None:
    """Keep the answer with the case, and its files.

    NotFoundError if it was not this person who was asked.
    """
    question = await session.get(Question, command.question_id, with_for_update=True)
    if question is None or question.person_id != person.id:
        raise NotFoundError(refusal("pregunta_ajena"))
    text = command.text
    if command.attachments:
        await session.execute(
            sa.update(Attachment)
            .where(Attachment.id.in_(command.attachments), Attachment.person_id == person.id)
            .values(aporte_id=question.aporte_id)
        )
    if question.answered_at is not None:
        text = f"{question.answer}\n{text}"
    question.answer = text
    question.answered_at = now
    record(
        session,
        Verb.CONTESTAR,
        About(aporte_id=question.aporte_id, person_id=person.id),
        now=now,
        after={"question": question.id, "answer": text},
    )
    await tagging.reserve_for(session, question.aporte_id, text)
