"""Concursos through the real worker and database: seen, asked about, applied to in time."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.messages import Kind
from intake.kinds import ApplicationState, Role
from intake.outreach import broadcasts
from intake.outreach.audience import Audience
from intake.outreach.broadcasts import BroadcastDraft
from intake.store.db import Database
from intake.store.models import (
    Application,
    Attachment,
    Concurso,
    ConcursoAnswer,
    ConcursoQuestion,
    InboxMessage,
)
from intake.words.codes import spoken
from tests.bot.calls import a_call, handle, only_application
from tests.bot.desk import Writer, outbox_rows
from tests.conftest import NOW
from tests.factories import an_operator
from tests.fakes import FakeClock
from tests.intake.casting import CHANNELS, a_concurso

WORDS = (
    "Comunidad campesina Huancho",
    "Taraco, Huancané",
    "Agua limpia para todos",
    "Cuidar el manantial y llevar el agua en tubos hasta las casas del sector.",
    "120",
    "45000",
    "10",
    "951 000 111",
)


async def applies(writer: Writer, concurso: Concurso) -> None:
    """From the card to the last answer, not sent yet."""
    await writer.taps(f"concurso:{concurso.id}", f"postular:{concurso.id}")
    await writer.taps(f"pq:{concurso.id}:comunidad")
    await writer.says(*WORDS)


async def test_an_application_is_kept_answer_by_answer_sent_and_has_a_receipt(
    database: Database,
) -> None:
    concurso = await a_call(database)
    writer = Writer(database)
    await applies(writer, concurso)
    await handle(database)
    own = await only_application(database)
    assert own.state is ApplicationState.BORRADOR
    assert own.answers["monto"] == "45000"
    assert own.answers["lugar"].isdecimal()
    await writer.taps(f"pe:{concurso.id}")
    await handle(database)

    own = await only_application(database)
    assert (own.state, own.submitted_at) == (ApplicationState.ENVIADA, NOW)
    heard = await writer.hears()
    assert spoken(own.code) in heard[-1]
    assert (await writer.person()).ubigeo == own.answers["lugar"]
    await writer.says(spoken(own.code))
    await handle(database)
    assert "enviada" in (await writer.hears())[-1]


async def test_what_was_sent_in_time_is_in_time_however_late_it_is_handled(
    database: Database,
) -> None:
    concurso = await a_call(database)
    writer, late = Writer(database), Writer(database)
    await applies(writer, concurso)
    await applies(late, concurso)
    await handle(database)
    await writer.taps(f"pe:{concurso.id}")
    await late.taps(f"pe:{concurso.id}")
    async with database.transaction() as session:
        for address, at in (
            (writer.address, concurso.closes_at - timedelta(microseconds=1)),
            (late.address, concurso.closes_at),
        ):
            await session.execute(
                sa.update(InboxMessage)
                .where(InboxMessage.address == address, InboxMessage.handled_at.is_(None))
                .values(received_at=at)
            )
    await handle(database, FakeClock(concurso.closes_at + timedelta(hours=2)))

    async with database.reading() as session:
        states = {own.person_id: own.state for own in await session.scalars(sa.select(Application))}
    assert states[(await writer.person()).id] is ApplicationState.ENVIADA
    assert states[(await late.person()).id] is ApplicationState.BORRADOR
    said = (await late.hears())[-1]
    assert "cerró" in said
    assert "guardado" in said


@pytest.mark.parametrize(
    ("sent", "received", "state"),
    [
        (-1, 600, ApplicationState.ENVIADA),
        (0, 600, ApplicationState.BORRADOR),
        (-90_000, 600, ApplicationState.BORRADOR),  # no channel keeps a message for a day and more
        (None, 600, ApplicationState.BORRADOR),
        (None, -1, ApplicationState.ENVIADA),
        (600, -1, ApplicationState.ENVIADA),  # never later than it was received
    ],
)
async def test_what_was_sent_before_the_close_counts_by_the_channels_own_date(
    database: Database, sent: int | None, received: int, state: ApplicationState
) -> None:
    concurso = await a_call(database)
    writer = Writer(database)
    await applies(writer, concurso)
    await handle(database)
    close = concurso.closes_at
    date = None if sent is None else int(close.timestamp()) + sent
    await writer.writes(writer.incoming(Kind.TEXT, "Sí, enviar", sent=date))
    async with database.transaction() as session:
        newest = await session.scalar(sa.select(sa.func.max(InboxMessage.id)))
        await session.execute(
            sa.update(InboxMessage)
            .where(InboxMessage.id == newest)
            .values(received_at=close + timedelta(seconds=received))
        )
    await handle(database, FakeClock(close + timedelta(hours=2)))
    assert (await only_application(database)).state is state


async def test_a_photo_at_a_step_belongs_to_the_application(database: Database) -> None:
    concurso = await a_call(database)
    writer = Writer(database)
    await writer.taps(f"postular:{concurso.id}", f"pq:{concurso.id}:comunidad")
    await writer.writes(writer.incoming(Kind.PHOTO, "", file_ref="F1", media_type="image/jpeg"))
    await handle(database)
    own = await only_application(database)
    async with database.reading() as session:
        (file,) = await session.scalars(sa.select(Attachment))
    assert file.application_id == own.id
    assert "1" not in own.answers


async def test_a_question_is_answered_from_the_list_or_waits_for_a_person(
    database: Database,
) -> None:
    concurso = await a_call(database)
    async with database.transaction() as session:
        session.add(
            ConcursoAnswer(
                concurso_id=concurso.id,
                question="¿Cuánto cuesta postular?",
                answer="Nada: postular es gratis.",
            )
        )
    writer = Writer(database)
    await writer.taps(f"preguntar:{concurso.id}")
    await writer.says("cuanto cuesta postular?", "¿Puede postular un colegio de otra región?")
    await handle(database)
    heard = await writer.hears()
    assert "gratis" in heard[-2]
    assert "equipo" in heard[-1]
    async with database.reading() as session:
        (waiting,) = await session.scalars(sa.select(ConcursoQuestion))
    assert waiting.text == "¿Puede postular un colegio de otra región?"


async def test_the_code_of_a_mass_message_on_trial_shows_it_to_who_types_it(
    database: Database,
) -> None:
    async with database.transaction() as session:
        rosa = await an_operator(session, NOW, role=Role.SECRETARIA_TECNICA)
        draft = BroadcastDraft("Se abrió un concurso para tu comunidad.", Audience())
        row = await broadcasts.create(session, draft, channels=CHANNELS, by=rosa, now=NOW)
    writer = Writer(database)
    await writer.says(spoken(row.test_code))
    await handle(database)
    assert (await writer.hears())[-1] == row.payload["text"]


async def test_only_the_calls_that_concern_somebody_are_shown(database: Database) -> None:
    async with database.transaction() as session:
        near = await a_concurso(session, NOW)
        near.title, near.ubigeos = "Para Puno", ["21"]
        far = await a_concurso(session, NOW)
        far.title, far.ubigeos = "Para Cusco", ["08"]
    writer = Writer(database)
    await writer.says("hola")
    await handle(database)
    person = await writer.person()
    async with database.transaction() as session:
        session.add(person)
        person.ubigeo = "210607"
    await writer.says("concursos")
    await handle(database)
    async with database.reading() as session:
        assert "abiertos" in (await writer.hears())[-1]
    state = await writer.state()
    labels = [label for label, _ in state["offered"]]
    assert "Para Puno" in labels
    assert "Para Cusco" not in labels


async def test_the_button_for_a_position_goes_when_its_question_is_over(
    database: Database,
) -> None:
    concurso = await a_call(database)
    writer = Writer(database)
    await writer.taps(f"postular:{concurso.id}", f"pq:{concurso.id}:comunidad")
    await writer.says("Comité de riego")  # the place is asked next, with a button for the position
    await writer.says("Santa Rosa")  # there are several: they are offered as buttons
    await writer.taps("menu")
    await handle(database)

    asks, offers, menu = [row.payload for row in (await outbox_rows(database))[-3:]]
    assert asks["asks_location"]
    assert "choices" not in asks
    assert offers["ends_location"]
    assert "ends_location" not in menu
