"""Several messages that are one telling: what waits, for how long, and what never does."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.inbox.worker import Bounds, Worker
from bot.messages import Incoming, Kind
from bot.said import texts
from intake.store.db import Database
from intake.store.models import Attachment, InboxMessage, Question
from intake.store.models.message import InboxState
from tests.bot.desk import Writer, a_question, a_worker, deliver, outbox_rows
from tests.conftest import NOW
from tests.fakes import FakeClock
from tests.running import count

S = timedelta(seconds=1)
PAUSE = 4 * S
STORY = "El puente de mi comunidad se cayó con la lluvia"
MORE = "los niños ya no pueden ir a la escuela"
LAST = "somos de Taraco, hace un mes que estamos así"


class Chat:
    """Somebody who writes to a worker that waits for more, on a clock of ours."""

    def __init__(self, database: Database, pause: timedelta = PAUSE) -> None:
        self.database, self.writer, self.clock = database, Writer(database), FakeClock(NOW)
        self.pause = pause
        self.worker = self.another_worker()

    def another_worker(self) -> Worker:
        """One more process, which remembers nothing."""
        return a_worker(self.database, now=self.clock, bounds=Bounds(pause=self.pause))

    async def sends(self, *messages: Incoming, after: float = 0) -> None:
        """These arrive now, `after` so many seconds; what is to be answered is."""
        self.clock.advance(after * S)
        await self.writer.writes(*messages)
        async with self.database.transaction() as session:
            await session.execute(
                sa.update(InboxMessage)
                .where(InboxMessage.external_id.in_([each.external_id for each in messages]))
                .values(received_at=self.clock())
            )
        await self.handles()

    async def types(self, *said: str, after: float = 0, **more: Any) -> None:
        """Type these."""
        typed = [self.writer.incoming(Kind.TEXT, each, **more) for each in said]
        await self.sends(*typed, after=after)

    async def waits(self, seconds: float) -> None:
        """Time passes."""
        self.clock.advance(seconds * S)
        await self.handles()

    async def handles(self) -> None:
        """All that need not wait."""
        while await self.worker.handle_some():
            pass

    async def sees(self) -> None:
        """What was said to them is sent, and they look at it."""
        await deliver(self.database, self.clock())
        self.clock.advance(S)

    async def pending(self) -> int:
        """How many messages are not answered yet."""
        return await count(self.database, InboxMessage, InboxMessage.state == InboxState.PENDING)

    async def answers(self) -> int:
        """How many times they were answered, in however many bubbles."""
        person, rows = await self.writer.person(), await outbox_rows(self.database)
        return len({row.key.rpartition(":")[0] for row in rows if row.person_id == person.id})

    async def told(self) -> str:
        """What the draft holds."""
        text: str = (await self.writer.state())["draft"]["text"]
        return text


async def test_five_short_messages_are_one_telling_answered_once(database: Database) -> None:
    chat = Chat(database)
    pieces = ["hola buenas tardes", STORY, MORE, "hace un mes ya", "somos de Taraco"]
    for piece in pieces:
        await chat.types(piece, after=2)
        assert await chat.pending()
    await chat.waits(3.9)
    assert await chat.pending() == 5
    await chat.waits(0.1)

    assert await chat.pending() == 0
    assert await chat.told() == "\n".join(pieces)
    assert await chat.answers() == 1
    assert (await chat.writer.state())["draft"]["guess"]  # Taraco, of the last piece
    async with database.reading() as session:
        rows = list(await session.scalars(sa.select(InboxMessage)))
    assert {row.state for row in rows} == {InboxState.DONE}
    assert all(row.reading for row in rows)


async def test_what_a_killed_process_was_waiting_for_is_answered_by_the_next(
    database: Database,
) -> None:
    chat = Chat(database)
    await chat.types(STORY)
    chat.worker = chat.another_worker()
    await chat.types(MORE, after=1)
    chat.worker = chat.another_worker()
    await chat.waits(4)

    assert await chat.told() == f"{STORY}\n{MORE}"
    assert await chat.answers() == 1


async def test_with_no_pause_each_message_is_answered_by_itself(database: Database) -> None:
    chat = Chat(database, timedelta())
    await chat.types(STORY)
    assert await chat.pending() == 0
    await chat.types(MORE)
    assert await chat.answers() == 2


async def test_who_never_stops_writing_is_answered_all_the_same(database: Database) -> None:
    chat = Chat(database)
    for number in range(9):
        await chat.types(f"y también falta el agua en el barrio número {number}", after=3)
    await chat.waits(4)

    assert await chat.pending() == 0
    assert "número 8" in await chat.told()


async def test_danger_waits_for_nothing_and_takes_along_what_waited(database: Database) -> None:
    chat = Chat(database)
    await chat.types("hola, soy de Taraco")
    assert await chat.pending() == 1
    await chat.types("mi esposo me está pegando ahora, ayuda", after=1)

    assert await chat.pending() == 0
    said = "\n".join(await chat.writer.hears())
    assert "100" in said
    assert "Taraco" in str(await chat.writer.state())


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.BUTTON, "contar"),
        (Kind.TEXT, "1"),
        (Kind.TEXT, "/ayuda"),
        (Kind.TEXT, "menú"),
        (Kind.TEXT, "K7F-3M6"),
        (Kind.TEXT, "muchas gracias"),
        (Kind.TEXT, "sí"),
        (Kind.START, ""),
        (Kind.CONTACT, "987654321"),
        (Kind.OTHER, ""),
    ],
)
async def test_what_cannot_begin_a_telling_is_answered_at_once(
    database: Database, kind: Kind, said: str
) -> None:
    chat = Chat(database)
    await chat.sends(chat.writer.incoming(kind, said))

    assert await chat.pending() == 0
    assert await chat.answers() == 1


async def test_the_answer_to_a_question_is_taken_at_once(database: Database) -> None:
    chat = Chat(database)
    await chat.types("El puente de mi comunidad se cayó con la lluvia")
    await chat.waits(4)
    await chat.sees()
    await chat.types("en Taraco, Huancané")

    assert await chat.pending() == 0
    assert await chat.told() == STORY


async def test_a_button_settles_what_waited_before_it(database: Database) -> None:
    chat = Chat(database)
    await chat.types(STORY)
    await chat.sends(chat.writer.incoming(Kind.BUTTON, "d1:lugar:ninguno"), after=1)

    assert await chat.pending() == 0
    assert await chat.told() == STORY
    assert (await chat.writer.state())["draft"]["no_place"]


async def test_a_late_piece_is_added_and_answers_nothing(database: Database) -> None:
    chat = Chat(database)
    await chat.types(STORY)
    await chat.waits(4)  # answered, and not sent yet
    await chat.types(MORE, after=1)

    assert await chat.told() == f"{STORY}\n{MORE}"
    draft = (await chat.writer.state())["draft"]
    assert "place_text" not in draft
    assert (await chat.writer.hears())[-1].startswith(texts.ADDED)


async def test_what_was_asked_is_answered_once_it_was_seen(database: Database) -> None:
    chat = Chat(database)
    await chat.types(STORY)
    await chat.waits(4)
    await chat.sees()
    await chat.types("somos de Taraco, Huancané")

    assert await chat.told() == STORY
    assert (await chat.writer.state())["draft"]["ubigeo"] == "210607"


async def test_a_text_that_was_cut_goes_on_in_the_next_message(database: Database) -> None:
    chat = Chat(database)
    # Nothing else may make it wait: not even what it is read as.
    long = ("¿Cuándo arreglan el camino a la feria del pueblo? " * 90)[:4088]
    whole = f"{long} la comunidad usa ese camino"
    cut, rest = whole[:4096], whole[4096:]
    await chat.types(cut)
    assert await chat.pending() == 1
    await chat.types(rest, after=1)
    await chat.waits(4)

    assert (await chat.told()).endswith("la comunidad usa ese camino")
    assert await chat.answers() == 1


async def test_an_album_is_one_message_with_all_its_photos(database: Database) -> None:
    chat = Chat(database)
    photos = [
        chat.writer.incoming(
            Kind.PHOTO, said, file_ref=f"f{place}", media_type="image/jpeg", album="a1"
        )
        for place, said in enumerate((STORY, "", "", ""))
    ]
    await chat.sends(*photos[:3])
    await chat.sends(photos[3], after=1)
    await chat.waits(4)

    assert await chat.told() == STORY
    assert len((await chat.writer.state())["draft"]["attachments"]) == 4
    assert await count(database, Attachment) == 4
    assert await chat.answers() == 1


async def test_texts_that_were_sent_hours_apart_are_answered_apart(database: Database) -> None:
    """The bot was off: the channel hands over at once what it kept."""
    chat = Chat(database)
    seconds = int(NOW.timestamp())
    early = chat.writer.incoming(Kind.TEXT, STORY, sent=seconds - 7_200)
    late = chat.writer.incoming(Kind.TEXT, "No hay médico en la posta de Ilave", sent=seconds)
    await chat.sends(early, late)

    assert await chat.answers() == 2
    assert await chat.told() == f"{STORY}\nNo hay médico en la posta de Ilave"  # nothing is lost


async def test_a_piece_that_is_edited_while_it_waits_is_told_as_it_reads_then(
    database: Database,
) -> None:
    chat = Chat(database)
    await chat.types("El puente se callo con la lluvia", message_id="m1")
    await chat.types(MORE, after=1, message_id="m2")
    edit = chat.writer.incoming(Kind.EDITED, "El puente se cayó con la lluvia", message_id="m1")
    await chat.sends(edit, after=1)
    await chat.waits(4)

    assert await chat.told() == f"El puente se cayó con la lluvia\n{MORE}"
    assert await chat.answers() == 1


async def test_a_greeting_waits_and_the_question_after_it_does_not(database: Database) -> None:
    chat = Chat(database)
    await chat.types("buenas tardes")
    assert await chat.pending() == 1
    await chat.types("quisiera saber si es gratis", after=1)

    assert await chat.pending() == 0
    assert await chat.answers() == 1


async def test_the_answer_to_the_lab_may_come_in_pieces(database: Database) -> None:
    chat = Chat(database, timedelta())
    await chat.writer.tells()
    await chat.handles()
    number = await a_question(database, chat.writer)
    chat.pause = PAUSE
    chat.worker = chat.another_worker()
    await chat.sees()
    await chat.sends(chat.writer.incoming(Kind.BUTTON, f"responder:{number}"))
    await chat.sees()
    await chat.types("somos cuarenta familias arriba")
    await chat.types("y otras veinte abajo, junto al río", after=2)
    await chat.waits(4)

    async with database.reading() as session:
        kept = await session.get_one(Question, number)
    assert kept.answer == "somos cuarenta familias arriba\ny otras veinte abajo, junto al río"


@pytest.mark.parametrize("seconds", [0.0, 1.5])
async def test_a_batch_with_a_spoilt_message_loses_nothing_that_waits(
    database: Database, seconds: float
) -> None:
    chat, other = Chat(database), Chat(database)
    await chat.types(STORY)
    spoilt = other.writer.incoming(Kind.TEXT, "hola")
    await other.writer.writes(spoilt)
    async with database.transaction() as session:
        await session.execute(
            sa.update(InboxMessage)
            .where(InboxMessage.external_id == spoilt.external_id)
            .values(payload={"kind": "otra cosa"})
        )
    await chat.types(MORE, after=seconds)
    await chat.waits(4)

    assert await chat.told() == f"{STORY}\n{MORE}"
    assert await chat.answers() == 1
