"""What people ask of the team: kept once, seen by the staff alone, answered in their chat."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError, TakenError
from intake.kinds import InquiryKind, Role
from intake.listening import inquiries
from intake.listening.commands import AskForPerson
from intake.store.db import Database
from intake.store.models import (
    Attachment,
    Inquiry,
    JournalEntry,
    JournalWords,
    Operator,
    OutboxMessage,
    Person,
)
from intake.store.verbs import LOOKING, Verb
from tests.conftest import NOW
from tests.factories import a_person, a_reader, an_operator

ASKED = "¿Cuándo pagan el programa Contigo?"
LATER = NOW + timedelta(hours=1)


async def asked(session: AsyncSession, text: str = ASKED, person: Person | None = None) -> Inquiry:
    """A question that waits."""
    await inquiries.keep_question(session, text, person or await a_person(session, NOW), now=NOW)
    return (await session.scalars(sa.select(Inquiry).order_by(Inquiry.id.desc()).limit(1))).one()


async def wanted(session: AsyncSession, text: str = "Quiero hablar con alguien") -> Inquiry:
    """Somebody who waits for a person."""
    await inquiries.ask_for_person(
        session, AskForPerson(text), await a_person(session, NOW), now=NOW
    )
    return (await session.scalars(sa.select(Inquiry).order_by(Inquiry.id.desc()).limit(1))).one()


async def said(session: AsyncSession) -> list[str]:
    """All that was posted, in order."""
    rows = await session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id))
    return [row.payload["text"] for row in rows if row.payload]


async def test_a_question_waits_once_however_often_it_is_asked(database: Database) -> None:
    async with database.transaction() as session:
        person = await a_person(session, NOW)
        await asked(session, ASKED, person)
        await asked(session, "cuando pagan el programa CONTIGO", person)
        await asked(session, ASKED)

        found = await inquiries.listed(session, await a_reader(session, NOW))
    assert [each.text for each in found] == [ASKED, ASKED]


async def test_nobody_fills_the_list(database: Database) -> None:
    async with database.transaction() as session:
        person = await a_person(session, NOW)
        for number in range(20):
            await asked(session, f"¿Dónde queda la oficina {number}?", person)
        with pytest.raises(RefusedError):
            await asked(session, "¿Y una más?", person)
        with pytest.raises(RefusedError):
            await asked(session, " \n ")


async def test_the_words_of_who_asks_can_be_erased_from_the_journal_alone(
    database: Database,
) -> None:
    async with database.transaction() as session:
        await asked(session)
        await wanted(session, "Llámenme al 987654321")
        await session.flush()
        entries = list(await session.scalars(sa.select(JournalEntry)))
        kept = set(await session.scalars(sa.select(JournalWords.text)))

    assert [entry.verb for entry in entries] == [Verb.PREGUNTAR_AL_EQUIPO, Verb.PEDIR_PERSONA]
    assert all(ASKED not in str(entry.after) for entry in entries)
    assert kept == {ASKED, "Llámenme al 987654321"}


async def test_who_asks_again_for_a_person_adds_to_what_waits(database: Database) -> None:
    async with database.transaction() as session:
        first = await a_person(session, NOW)
        await inquiries.ask_for_person(session, AskForPerson("Un humano"), first, now=NOW)
        second = await a_person(session, NOW)
        ahead = await inquiries.ask_for_person(session, AskForPerson("Yo"), second, now=NOW)
        assert ahead.ahead == 1
        note = Attachment(
            person_id=second.id, channel="telegram", file_ref="f", kind="voz",
            due_at=NOW, created_at=NOW,
        )  # fmt: skip
        session.add(note)
        await session.flush()
        more = AskForPerson("Es por el riego", "987654321", (note.id,))
        assert (await inquiries.ask_for_person(session, more, second, now=LATER)).ahead == 1
        await inquiries.ask_for_person(session, AskForPerson(""), second, now=LATER)

        rows = list(await session.scalars(sa.select(Inquiry).order_by(Inquiry.id)))
        assert [(row.text, row.contact) for row in rows] == [
            ("Un humano", ""),
            ("Yo\nEs por el riego", "987654321"),
        ]
        await session.refresh(note)
        assert note.inquiry_id == rows[1].id


async def test_another_s_file_is_never_put_with_a_request(database: Database) -> None:
    async with database.transaction() as session:
        note = Attachment(
            person_id=(await a_person(session, NOW)).id, channel="telegram", file_ref="f",
            kind="voz", due_at=NOW, created_at=NOW,
        )  # fmt: skip
        session.add(note)
        await session.flush()
        command = AskForPerson("Oigan", attachments=(note.id,))
        await inquiries.ask_for_person(session, command, await a_person(session, NOW), now=NOW)
        await session.refresh(note)
        assert note.inquiry_id is None


async def test_an_answer_reaches_who_asked_and_settles_it(database: Database) -> None:
    async with database.transaction() as session:
        row, by = await asked(session), await an_operator(session, NOW)
        await inquiries.answer(session, row.id, "El 15 de cada mes.", by=by, now=LATER)

        assert await said(session) == [f"Nos preguntaste: «{ASKED}»\n\nEl 15 de cada mes."]
        assert (row.closed_at, row.closed_by_id) == (LATER, by.id)
        with pytest.raises(RefusedError, match="cerrada"):
            await inquiries.answer(session, row.id, "Otra vez.", by=by, now=LATER)
        reader = await a_reader(session, NOW)
        assert await inquiries.listed(session, reader) == []
        assert await inquiries.listed(session, reader, closed=True) == [row]


async def test_who_wants_a_person_is_written_to_until_it_is_closed(database: Database) -> None:
    async with database.transaction() as session:
        row, by = await wanted(session), await an_operator(session, NOW)
        await inquiries.answer(session, row.id, "Buenas tardes.", by=by, now=NOW)
        news = [row.has_new_words]
        person = await session.get_one(Person, row.person_id)
        await inquiries.ask_for_person(session, AskForPerson("Sí, dígame"), person, now=LATER)
        news.append(row.has_new_words)
        await inquiries.answer(session, row.id, "¿Puede llamar?", by=by, now=LATER)
        assert row.closed_at is None
        assert [*news, row.has_new_words] == [False, True, False]
        await inquiries.close(session, row.id, "Se le explicó el trámite.", by=by, now=LATER)

        first, second, last = await said(session)
    assert first.endswith("Buenas tardes.")
    assert second.endswith("¿Puede llamar?")
    assert "Cerramos tu pedido" in last
    assert "trámite" not in last, "what was noted is the staff's"


async def test_a_question_without_an_answer_is_told_so(database: Database) -> None:
    async with database.transaction() as session:
        row, by = await asked(session), await an_operator(session, NOW)
        with pytest.raises(RefusedError):
            await inquiries.close(session, row.id, " ", by=by, now=NOW)
        await inquiries.close(session, row.id, "No es del Lab.", by=by, now=NOW)
        assert "no tiene una respuesta" in (await said(session))[0]


async def test_what_one_attends_no_other_does(database: Database) -> None:
    async with database.transaction() as session:
        row = await wanted(session)
        ana, luis = await an_operator(session, NOW), await an_operator(session, NOW)
        chief = await an_operator(session, NOW, role=Role.SECRETARIA_TECNICA)
        await inquiries.take(session, row.id, by=ana, now=NOW)
        with pytest.raises(RefusedError):
            await inquiries.take(session, row.id, by=ana, now=NOW)
        for act in (
            inquiries.take(session, row.id, by=luis, now=NOW),
            inquiries.answer(session, row.id, "Hola", by=luis, now=NOW),
            inquiries.close(session, row.id, "Ya", by=luis, now=NOW),
        ):
            with pytest.raises(TakenError, match=ana.username):
                await act
        await inquiries.take(session, row.id, by=chief, now=NOW)
        assert row.assigned_to_id == chief.id
        chief.is_active = False
        await inquiries.take(session, row.id, by=luis, now=NOW)
        assert row.assigned_to_id == luis.id


@pytest.mark.parametrize("role", [Role.GRUPO_TRABAJO, Role.ASESOR, Role.AUDITOR])
async def test_others_neither_read_nor_answer(database: Database, role: Role) -> None:
    async with database.transaction() as session:
        row, by = await asked(session), await an_operator(session, NOW, role=role)
        with pytest.raises(RefusedError):
            await inquiries.listed(session, await a_reader(session, NOW, role=role))
        await refused(session, row, by)


async def refused(session: AsyncSession, row: Inquiry, by: Operator) -> None:
    """None of the acts is this account's."""
    for act in (
        inquiries.take(session, row.id, by=by, now=NOW),
        inquiries.answer(session, row.id, "Hola", by=by, now=NOW),
        inquiries.close(session, row.id, "Ya", by=by, now=NOW),
    ):
        with pytest.raises(RefusedError):
            await act


async def test_reading_is_written_down(database: Database) -> None:
    async with database.transaction() as session:
        await asked(session)
        await inquiries.listed(session, await a_reader(session, NOW))
        await session.flush()
        verbs = list(await session.scalars(sa.select(JournalEntry.verb)))
    assert LOOKING in verbs


async def test_a_number_of_nothing_is_said(database: Database) -> None:
    async with database.transaction() as session:
        with pytest.raises(NotFoundError, match="ayni preguntas"):
            await inquiries.get_inquiry(session, 99)


async def test_those_who_wait_are_counted_by_kind(database: Database) -> None:
    async with database.transaction() as session:
        await asked(session)
        await asked(session)
        await wanted(session)
        counts = await inquiries.count_open(session)
    assert counts == {InquiryKind.PREGUNTA: 2, InquiryKind.PERSONA: 1}
