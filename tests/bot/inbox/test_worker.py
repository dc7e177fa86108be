"""One message is one transaction, in the order of its person, once, whatever happens around it."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.messages import Kind
from bot.said import texts
from intake.kinds import SourceKind
from intake.outreach import sources
from intake.store.db import Database
from intake.store.models import (
    Aporte,
    Attachment,
    Consent,
    InboxMessage,
    JournalEntry,
    OutboxMessage,
    Person,
    Question,
)
from intake.store.models.attachment import AttachmentState
from intake.store.models.message import InboxState, Lane
from intake.triage.queue import Filter, list_cases
from tests.bot.desk import Writer, a_worker, outbox_rows, receive
from tests.conftest import NOW
from tests.factories import a_reader, an_operator
from tests.running import count, outage, running, until


async def inbox(database: Database) -> list[InboxMessage]:
    async with database.reading() as session:
        return list(await session.scalars(sa.select(InboxMessage).order_by(InboxMessage.id)))


async def write(database: Database, statement: str) -> None:
    async with database.transaction() as session:
        await session.execute(sa.text(statement))


async def test_a_told_aporte_is_registered_answered_and_done(database: Database) -> None:
    writer = Writer(database)
    await writer.tells(text="No hay agua potable en el barrio")
    assert await a_worker(database).handle_some() == 6

    (aporte,) = await writer.aportes()
    assert (aporte.text, aporte.affected) == (
        "No hay agua potable en el barrio",
        "mi comunidad o barrio",
    )
    said = await writer.hears()
    assert len(said) == 7, "the notice comes once, before the recap that asks for permission"
    assert f"{aporte.code[:3]}-{aporte.code[3:]}" in said[-1]
    assert {(row.state, row.handled_at) for row in await inbox(database)} == {
        (InboxState.DONE, NOW)
    }
    assert {(row.lane, row.state.value) for row in await outbox_rows(database)} == {
        (Lane.REPLY, "pendiente")
    }
    assert await a_worker(database).handle_some() == 0


async def test_a_turn_is_written_whole_or_not_at_all(database: Database) -> None:
    writer, worker = Writer(database), a_worker(database)
    await writer.tells()
    await worker.handle_some(limit=5)
    before = await writer.state()

    await write(database, "ALTER TABLE outbox RENAME TO outbox_away")
    with pytest.raises(SQLAlchemyError):
        await worker.handle_some()
    assert await writer.state() == before
    assert (await inbox(database))[-1].state is InboxState.PENDING
    for table in (Aporte, Consent, JournalEntry):
        assert await count(database, table) == 0

    await write(database, "ALTER TABLE outbox_away RENAME TO outbox")
    assert await worker.handle_some() == 1
    assert len(await writer.aportes()) == await count(database, Consent) == 1
    assert len(await writer.hears()) == 7


async def test_a_repeated_button_registers_once_and_says_the_same_code(database: Database) -> None:
    writer = Writer(database)
    await writer.tells()
    await writer.taps("d1:resumen:si", "d1:resumen:si")
    await a_worker(database).handle_some()

    (aporte,) = await writer.aportes()
    said = await writer.hears()
    assert all(aporte.code[:3] in text for text in said[-3:])


async def test_a_poisoned_message_is_set_aside_and_the_others_go_on(database: Database) -> None:
    first, broken, last = (Writer(database) for _ in range(3))
    await first.tells()
    await broken.says("hola")
    poison = broken.incoming(Kind.TEXT, "esto no se puede leer")
    await broken.writes(poison)
    await broken.says("menú")
    await last.tells()
    await write(
        database,
        f'UPDATE inbox SET payload = \'{{"kind": "otra cosa"}}\' '
        f"WHERE external_id = '{poison.external_id}'",
    )
    worker = a_worker(database)
    while await worker.handle_some():
        pass

    rows = {row.external_id: row for row in await inbox(database)}
    aside = rows.pop(poison.external_id)
    assert (aside.state, aside.handled_at) == (InboxState.FAILED, NOW)
    assert aside.error == "ValueError"  # and not the words of a person
    assert {row.state for row in rows.values()} == {InboxState.DONE}
    said = await broken.hears()
    assert (len(said), said[1]) == (3, texts.OUR_ERROR)
    assert len(await first.aportes()) == len(await last.aportes()) == 1


async def test_a_batch_that_ends_in_the_middle_of_a_person_is_gone_on_from_there(
    database: Database,
) -> None:
    writer = Writer(database)
    await writer.tells()
    assert await a_worker(database).handle_some(limit=2) == 2
    assert [row.state for row in await inbox(database)][:3] == [
        InboxState.DONE,
        InboxState.DONE,
        InboxState.PENDING,
    ]
    assert (await writer.state())["draft"]["text"]
    assert await a_worker(database).handle_some() == 4
    assert len(await writer.aportes()) == 1


async def test_who_blocks_us_is_not_reachable_until_they_come_back(database: Database) -> None:
    writer, worker = Writer(database), a_worker(database)
    await writer.says("hola")
    await writer.writes(writer.incoming(Kind.BLOCKED))
    await worker.handle_some()
    assert (await writer.person()).unreachable_at == NOW
    assert len(await writer.hears()) == 1

    await writer.writes(writer.incoming(Kind.UNBLOCKED))
    await worker.handle_some()
    assert (await writer.person()).unreachable_at is None

    await writer.writes(writer.incoming(Kind.BLOCKED))
    await writer.says("hola de nuevo")
    await worker.handle_some()
    assert (await writer.person()).unreachable_at is None


async def test_the_first_start_says_what_brought_them(database: Database) -> None:
    writer = Writer(database)
    start = writer.incoming(Kind.START, "radio-onda-azul")
    await writer.writes(start, writer.incoming(Kind.START, "afiche"), writer.incoming(Kind.START))
    await a_worker(database).handle_some()

    assert (await writer.person()).referral == "radio-onda-azul"


async def test_who_comes_by_a_poster_is_counted_and_of_its_district(database: Database) -> None:
    async with database.transaction() as session:
        source = await sources.create(
            session, SourceKind.TAMBO, "Tambo de Taraco", ubigeo="210607", now=NOW
        )
    writer = Writer(database)
    typed = f"{source.code[:3]}-{source.code[3:]}".lower()
    await writer.writes(writer.incoming(Kind.START, typed))
    await a_worker(database).handle_some()

    person = await writer.person()
    assert (person.referral, person.ubigeo) == (source.code, "210607")
    assert "desde Taraco, Huancané, Puno" in (await writer.hears())[0]


async def test_the_code_of_a_poster_may_be_typed(database: Database) -> None:
    async with database.transaction() as session:
        source = await sources.create(session, SourceKind.RADIO, "Radio comunal", now=NOW)
    writer = Writer(database)
    await writer.says(source.code)
    await a_worker(database).handle_some()

    assert (await writer.person()).referral == source.code
    assert "la radio" in (await writer.hears())[0]


@pytest.mark.parametrize("kind", [Kind.PHOTO, Kind.VOICE, Kind.DOCUMENT])
async def test_a_file_is_noted_and_goes_with_the_aporte(database: Database, kind: Kind) -> None:
    writer = Writer(database)
    file = writer.incoming(kind, "", file_ref="file-1", media_type="image/jpeg")
    await writer.taps("contar")
    await writer.writes(file)
    await writer.says("La posta no tiene medicinas desde marzo")
    await writer.taps("d1:lugar:ninguno", "d1:afecta:comunidad", "d1:igual:no", "d1:resumen:si")
    await a_worker(database).handle_some()

    (aporte,) = await writer.aportes()
    async with database.reading() as session:
        (attachment,) = await session.scalars(sa.select(Attachment))
    assert attachment.aporte_id == aporte.id
    assert (attachment.kind, attachment.file_ref, attachment.state, attachment.due_at) == (
        kind.value,
        "file-1",
        AttachmentState.PENDING,
        NOW,
    )


async def test_what_an_operator_asked_is_answered_by_the_next_words(database: Database) -> None:
    writer = Writer(database)
    await writer.tells()
    await a_worker(database).handle_some()
    (aporte,) = await writer.aportes()
    async with database.transaction() as session:
        operator = await an_operator(session, NOW)
        session.add(
            Question(
                aporte_id=aporte.id,
                person_id=aporte.author_id,
                operator_id=operator.id,
                text="¿Desde cuándo?",
                asked_at=NOW,
            )
        )
    await writer.says(
        "Desde el mes de marzo", "Nuestra escuela tiene el techo roto y llueve dentro"
    )
    await a_worker(database).handle_some()

    async with database.reading() as session:
        (question,) = await session.scalars(sa.select(Question))
    assert (question.answer, question.answered_at) == ("Desde el mes de marzo", NOW)
    assert texts.ANSWER_KEPT in (await writer.hears())[-2]
    # The second message is not the answer again: it is asked whether it belongs to the first.
    assert "escuela" in (await writer.state())["unsure"]["text"]


async def test_an_unreadable_update_is_kept_and_nobody_is_answered(database: Database) -> None:
    writer = Writer(database)
    await writer.writes(writer.incoming(Kind.UNREADABLE, raw='{"update_id": 1}'))
    await a_worker(database).handle_some()

    (row,) = await inbox(database)
    assert (row.state, row.payload["raw"]) == (InboxState.DONE, '{"update_id": 1}')
    assert await writer.hears() == []


@pytest.mark.parametrize("odd", ["\x00", "a\x00b", "\ud800", "x" * 5000, "  ", "«%s» {0} :id"])
async def test_no_text_is_ever_set_aside(database: Database, odd: str) -> None:
    writer = Writer(database)
    await writer.says(odd, f"No hay agua {odd} en mi comunidad desde marzo")
    await writer.taps("contar", "seguir")
    await writer.writes(writer.incoming(Kind.START, odd), writer.incoming(Kind.BUTTON, odd))
    await writer.tells(2, f"Falta una posta de salud {odd} aquí")
    worker = a_worker(database)
    while await worker.handle_some():
        pass

    failed = [row.error for row in await inbox(database) if row.state is not InboxState.DONE]
    assert failed == []


async def test_the_worker_goes_on_after_an_outage(database: Database) -> None:
    writer, worker = Writer(database), a_worker(database)
    await writer.says("hola")
    async with running(worker.run()) as tasks:
        await until(lambda: _done(database, 1), "the first is handled", watched=tasks)
        async with outage(database):
            await until(lambda: not tasks[0].done(), "the worker lives")
        await writer.says("menú")
        await until(lambda: _done(database, 2), "the second is handled", watched=tasks)
    assert await count(database, InboxMessage, InboxMessage.state == InboxState.FAILED) == 0


async def test_two_people_who_never_met_write_at_once(database: Database) -> None:
    one, other = Writer(database), Writer(database)
    await receive(database, one.incoming(Kind.TEXT, "hola"), other.incoming(Kind.TEXT, "hola"))
    await a_worker(database).handle_some()

    assert await count(database, Person) == await count(database, OutboxMessage) == 2


async def _done(database: Database, number: int) -> bool:
    done: Any = InboxMessage.state == InboxState.DONE
    return await count(database, InboxMessage, done) == number


async def test_what_comes_in_quechua_is_kept_whole_and_waits_for_an_interpreter(
    database: Database,
) -> None:
    writer = Writer(database)
    told = "Manam yaku kanchu kay llaqtapi, wawakuna unqusqa kachkanku"
    await Writer(database).tells(text="No hay agua potable en el barrio")
    await writer.says(told)
    await writer.taps("d1:lugar:210607", "d1:afecta:comunidad", "d1:resumen:si")
    await a_worker(database).handle_some()

    (aporte,) = await writer.aportes()
    assert (aporte.text, aporte.ubigeo, aporte.needs_interpreter) == (told, "210607", True)
    assert "escribir en tu lengua" in (await writer.hears())[0]
    async with database.transaction() as session:
        first, second = await list_cases(session, Filter(), await a_reader(session, NOW))
        assert first.aporte.code == aporte.code
        assert not first.priorities
        assert second.priorities


@pytest.mark.parametrize(
    ("besides", "is_shown"), [("", True), (" Manam yaku kanchu kay llaqtapi.", False)]
)
async def test_what_nobody_could_read_yet_is_not_shown_to_others(
    database: Database, besides: str, is_shown: bool
) -> None:
    told = "El puente colgante se cayó con la crecida del río y los niños no pasan a la escuela."
    writer, other = Writer(database), Writer(database)
    await writer.says(told + besides)
    await writer.taps("d1:lugar:210607", "d1:afecta:comunidad", "d1:resumen:si")
    await a_worker(database).handle_some()
    await other.says(told)
    await other.taps("d1:lugar:210607", "d1:afecta:comunidad")
    await a_worker(database).handle_some()

    assert len(await writer.aportes()) == 1
    assert any("algo parecido" in text for text in await other.hears()) is is_shown
