"""What people ask about a concurso: answered from its own list, or by a person of the Lab."""

from datetime import datetime

import sqlalchemy as sa
from rapidfuzz import fuzz, process
from sqlalchemy.ext.asyncio import AsyncSession

from intake.concursos import concursos
from intake.errors import NotFoundError, RefusedError
from intake.listening import notices
from intake.store import outbox
from intake.store.access import Grant
from intake.store.journal import About, record
from intake.store.models import Concurso, ConcursoAnswer, ConcursoQuestion, Operator, Person
from intake.store.models.message import Lane
from intake.store.operators import check_acts
from intake.store.outgoing import Deed, Outgoing
from intake.store.reader import Reader
from intake.store.verbs import Verb
from intake.words.sentences import call_news, refusal
from intake.words.text import clean, normalise

_ALIKE = 80.0
"""Of 100, from where on a question of the list is taken for the one that was asked.

All the words count: «¿Puedo postular si vivo en Chile?» is not «¿Puedo postular?». In doubt a
person answers, because nobody would hear of a wrong answer.
"""
_MOST_OPEN = 20


async def add_answer(
    session: AsyncSession, code: str, question: str, answer: str, *, by: Operator, now: datetime
) -> ConcursoAnswer:
    """Put a question and its answer on the list of a call."""
    check_acts(by, "Escribir la lista de preguntas")
    concurso = await concursos.get_concurso(session, code)
    question, answer = clean(question, 300), clean(answer, 1500)
    if not question or not answer:
        raise RefusedError("Escriba la pregunta y la respuesta.")
    row = ConcursoAnswer(concurso_id=concurso.id, question=question, answer=answer)
    session.add(row)
    await session.flush()
    about = About(concurso_id=concurso.id)
    note = f"{code}: {question}"
    record(session, Verb.CONCURSO_PREGUNTA, about, now=now, operator_id=by.id, note=note)
    return row


async def answers_of(session: AsyncSession, concurso_id: int) -> list[ConcursoAnswer]:
    """The list of a call, in the order in which it was written."""
    query = sa.select(ConcursoAnswer).where(ConcursoAnswer.concurso_id == concurso_id)
    return list(await session.scalars(query.order_by(ConcursoAnswer.id)))


async def ask(
    session: AsyncSession, concurso_id: int, text: str, person: Person, *, now: datetime
) -> ConcursoAnswer | None:
    """The answer of the list; None if the question now waits for a person of the Lab.

    Nobody's questions fill the queue: of one person, twenty may wait at a time.
    """
    words = clean(text, 1000)
    if not words:
        raise RefusedError(refusal("pregunta_vacia"))
    listed = {each: normalise(each.question) for each in await answers_of(session, concurso_id)}
    found = process.extractOne(
        normalise(words), listed, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE
    )
    if found is not None:
        answer: ConcursoAnswer = found[2]
        return answer
    waiting = await session.scalar(
        sa.select(sa.func.count()).where(
            ConcursoQuestion.person_id == person.id, ConcursoQuestion.answer.is_(None)
        )
    )
    if (waiting or 0) >= _MOST_OPEN:
        raise RefusedError(refusal("muchas_preguntas"))
    session.add(
        ConcursoQuestion(concurso_id=concurso_id, person_id=person.id, text=words, asked_at=now)
    )
    return None


async def waiting(
    session: AsyncSession, reader: Reader, *, answered: bool = False
) -> list[tuple[ConcursoQuestion, Concurso]]:
    """The questions that wait, the oldest first; with `answered`, the others, the newest first."""
    reader.check(Grant.PALABRAS)
    is_open = ConcursoQuestion.answer.is_(None)
    query = sa.select(ConcursoQuestion, Concurso).join(
        Concurso, Concurso.id == ConcursoQuestion.concurso_id
    )
    ordered = (
        query.where(~is_open).order_by(ConcursoQuestion.id.desc())
        if answered
        else query.where(is_open).order_by(ConcursoQuestion.id)
    )
    found = [(row[0], row[1]) for row in await session.execute(ordered)]
    if found:
        reader.wrote(session, f"preguntas de concursos: {len(found)}")
    return found


async def answer(
    session: AsyncSession,
    question_id: int,
    text: str,
    *,
    to_list: bool,
    by: Operator,
    now: datetime,
) -> ConcursoQuestion:
    """Answer a question; its person is told at once, and the list learns it if that is wanted."""
    check_acts(by, "Responder preguntas de un concurso")
    row = await session.get(ConcursoQuestion, question_id, with_for_update=True)
    if row is None:
        raise NotFoundError(
            f"No hay una pregunta {question_id}. Véalas con: ayni concurso preguntas"
        )
    if row.answer is not None:
        raise RefusedError(f"La pregunta {question_id} ya está respondida.")
    words = clean(text, 1500)
    if not words:
        raise RefusedError("Escriba la respuesta.")
    concurso = await session.get_one(Concurso, row.concurso_id)
    row.answer, row.answered_at, row.answered_by_id = words, now, by.id
    if to_list:
        session.add(ConcursoAnswer(concurso_id=concurso.id, question=row.text, answer=words))
    message = Outgoing(
        call_news("respondida", concurso=concurso.title, pregunta=row.text, respuesta=words),
        offers=(notices.offer(Deed.SEE_CALL, concurso.id),),
    )
    person = await session.get_one(Person, row.person_id)
    await outbox.post(session, person, message, key=f"pregunta:{row.id}", lane=Lane.NOTICE, now=now)
    record(
        session,
        Verb.CONCURSO_CONTESTAR,
        About(person_id=row.person_id, concurso_id=concurso.id),
        now=now,
        operator_id=by.id,
        note=f"{concurso.code}, pregunta {row.id}: {words}",
    )
    return row
