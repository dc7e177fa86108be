"""The queue: each filter, each order, and the next case."""

import asyncio
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from intake.ids import Code
from intake.kinds import Actor, AporteKind, AporteState, TagSource
from intake.listening.commands import AnswerQuestion
from intake.listening.followers import Voices
from intake.listening.questions import answer, open_questions
from intake.store.db import Database
from intake.store.journal import About, record
from intake.store.models import Aporte, AporteTag, Attachment, Person
from intake.store.verbs import LOOKING
from intake.triage.actions import perform
from intake.triage.actions.preguntar import Preguntar
from intake.triage.actions.responder import Responder
from intake.triage.actions.tomar import Tomar
from intake.triage.queue import (
    Filter,
    Holder,
    Order,
    count_cases,
    list_cases,
    next_case,
)
from tests.conftest import NOW
from tests.factories import a_reader, an_aporte, an_operator
from tests.intake.triage.actions.cases import a_follower
from tests.running import until


async def codes(
    session: AsyncSession, where: Filter | None = None, order: Order = Order.ANTIGUOS
) -> list[str]:
    rows = await list_cases(session, where or Filter(), await a_reader(session, NOW), order=order)
    return [row.aporte.code for row in rows]


async def test_by_default_it_is_what_waits_oldest_first(
    session: AsyncSession, now: datetime
) -> None:
    late = await an_aporte(session, now)
    early = await an_aporte(session, now - timedelta(days=3))
    await an_aporte(session, now, state=AporteState.DESCARTADO)

    assert await codes(session) == [early.code, late.code]
    assert await count_cases(session, Filter()) == 2
    assert await count_cases(session, Filter(states=frozenset(AporteState))) == 3


async def test_what_needs_an_interpreter_comes_first_until_it_is_taken(
    session: AsyncSession, now: datetime
) -> None:
    old = await an_aporte(session, now - timedelta(days=3))
    foreign = await an_aporte(session, now)
    foreign.needs_interpreter = True
    await session.flush()
    first, then = [foreign.code, old.code], [old.code, foreign.code]

    assert await codes(session) == first
    assert await codes(session, order=Order.VENCE) == first
    assert await codes(session, order=Order.RECIENTES) == first
    assert await next_case(session, Filter()) == foreign.code

    await perform(session, Tomar(), Code(foreign.code), by=await an_operator(session, now), now=now)
    assert await codes(session) == then
    assert await codes(session, order=Order.VENCE) == then
    assert await next_case(session, Filter()) == old.code


async def test_each_order_puts_its_own_first(session: AsyncSession, now: datetime) -> None:
    old = await an_aporte(session, now - timedelta(days=9))
    urgent = await an_aporte(session, now - timedelta(days=5))
    urgent.answer_by = date(2026, 11, 24)
    voiced = await an_aporte(session, now - timedelta(days=4))
    await a_follower(session, now, voiced)
    new = await an_aporte(session, now)
    await session.flush()

    first = {order: (await codes(session, order=order))[0] for order in Order}
    assert first == {
        Order.ANTIGUOS: old.code,
        Order.RECIENTES: new.code,
        Order.VOCES: voiced.code,
        Order.VENCE: urgent.code,
    }


async def test_merged_voices_count_for_the_one_that_stays(
    session: AsyncSession, now: datetime
) -> None:
    root = await an_aporte(session, now)
    merged = await an_aporte(session, now, state=AporteState.FUSIONADO)
    merged.merged_into_id = root.id
    await an_aporte(session, now)
    await session.flush()
    row, other = await list_cases(
        session, Filter(), await a_reader(session, NOW), order=Order.VOCES
    )

    assert (row.aporte.id, row.voices, other.voices) == (root.id, Voices(2), Voices(1))


async def test_each_filter_narrows(session: AsyncSession, now: datetime) -> None:
    operator = await an_operator(session, now)
    plain = await an_aporte(session, now - timedelta(days=40))
    case = await an_aporte(
        session,
        now,
        text="El Río Ñahuimpuquio se desbordó",
        ubigeo="050401",
        kind=AporteKind.IDEA,
    )
    case.actor = Actor.MUNICIPALIDAD
    case.assigned_to_id = operator.id
    session.add(_tag(case, "salud"))
    session.add(_tag(plain, "salud", accepted=False))
    await session.flush()

    for where in (
        Filter(priorities=("salud",)),
        Filter(kind=AporteKind.IDEA),
        Filter(actor=Actor.MUNICIPALIDAD),
        Filter(places=("05", "0904")),
        Filter(holder=operator.id),
        Filter(since=date(2026, 11, 1)),
        Filter(text="rio nahuimpuquio"),
        Filter(text="DESBORDÓ río"),
    ):
        assert await codes(session, where) == [case.code], where
    assert await codes(session, Filter(holder=Holder.NADIE)) == [plain.code]
    assert await codes(session, Filter(text="100%")) == []


async def test_a_day_begins_in_lima(session: AsyncSession) -> None:
    await an_aporte(session, datetime(2026, 11, 23, 4, 59, tzinfo=UTC))
    case = await an_aporte(session, datetime(2026, 11, 23, 5, 0, tzinfo=UTC))

    assert await codes(session, Filter(since=date(2026, 11, 23))) == [case.code]


async def test_a_question_and_its_answer_are_marked(session: AsyncSession, now: datetime) -> None:
    case = await an_aporte(session, now)
    operator = await an_operator(session, now)
    await perform(session, Preguntar("¿Dónde?"), Code(case.code), by=operator, now=now)
    assert await marks(session) == [(True, False)]

    person = await session.get_one(Person, case.author_id)
    (question, *_) = (await open_questions(session, [person.id]))[person.id]
    now += timedelta(hours=1)
    await answer(session, AnswerQuestion(question, "En Taraco"), person, now=now)
    assert await marks(session) == [(False, True)]
    assert await codes(session, Filter(is_answered=True)) == [case.code]

    now += timedelta(hours=1)
    record(session, LOOKING, About(aporte_id=case.id), now=now, operator_id=operator.id)
    assert await marks(session) == [(False, True)]

    await perform(session, Responder("Gracias"), Code(case.code), by=operator, now=now)
    assert await marks(session) == [(False, False)]


async def marks(session: AsyncSession) -> list[tuple[bool, bool]]:
    return [
        (row.is_asked, row.is_answered)
        for row in await list_cases(session, Filter(), await a_reader(session, NOW))
    ]


async def test_a_row_says_who_has_it_and_what_it_carries(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now)
    operator = await an_operator(session, now, username="ana")
    await perform(session, Tomar(), Code(case.code), by=operator, now=now)
    session.add_all([_tag(case, "salud", score=1.0), _tag(case, "vivienda", score=2.0)])
    session.add(
        Attachment(
            person_id=case.author_id,
            aporte_id=case.id,
            channel="telegram",
            file_ref="x",
            kind="foto",
            due_at=now,
            created_at=now,
        )
    )
    await session.flush()
    (row,) = await list_cases(session, Filter(), await a_reader(session, NOW))

    assert (row.holder, row.attachments, row.priorities) == ("ana", 1, ("vivienda", "salud"))


async def test_the_next_case_is_free_due_soonest_and_not_waiting_for_an_answer(
    session: AsyncSession, now: datetime
) -> None:
    operator = await an_operator(session, now)
    cases = [await an_aporte(session, now) for _ in range(4)]
    for place, case in enumerate(cases):
        case.answer_by = date(2026, 12, 1 + place)
    await session.flush()
    await perform(session, Tomar(), Code(cases[0].code), by=operator, now=now)
    await perform(session, Preguntar("¿Dónde?"), Code(cases[1].code), by=operator, now=now)

    assert await next_case(session, Filter()) == cases[2].code
    assert await next_case(session, Filter(text="nada de esto")) is None


async def test_two_who_ask_for_the_next_case_at_once_get_different_ones(
    database_url: str, now: datetime
) -> None:
    databases = [Database(database_url), Database(database_url)]
    async with databases[0].transaction() as session:
        for _ in range(2):
            await an_aporte(session, now)
        operators = [await an_operator(session, now) for _ in range(2)]

    chosen: list[Code] = []

    async def take(database: Database, operator_id: int) -> str:
        async with database.transaction() as session:
            code = await next_case(session, Filter())
            assert code is not None
            chosen.append(code)
            await until(
                lambda: database.is_sqlite or len(chosen) == 2,  # SQLite has one writer at a time
                "the other one has chosen too",
            )
            by = await session.get_one(type(operators[0]), operator_id)
            await perform(session, Tomar(), code, by=by, now=now)
            return code

    taken = await asyncio.gather(
        *(take(db, by.id) for db, by in zip(databases, operators, strict=True))
    )
    assert len(set(taken)) == 2
    for database in databases:
        await database.close()


def _tag(case: Aporte, priority: str, *, accepted: bool = True, score: float = 1.0) -> AporteTag:
    return AporteTag(
        aporte_id=case.id,
        priority=priority,
        source=TagSource.OPERADOR,
        accepted=accepted,
        score=score,
        words=[],
    )
