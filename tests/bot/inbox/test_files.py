"""Files of people are kept within bounds, and what is not kept is said in words."""

from datetime import timedelta

import sqlalchemy as sa

from bot.inbox.attachments import Fetcher
from bot.inbox.files import Quota
from bot.inbox.reception import Reception
from bot.inbox.worker import Bounds
from bot.messages import Incoming, Kind
from intake.store.db import Database
from intake.store.models import Attachment
from intake.store.models.attachment import AttachmentState
from intake.store.wake import Wake
from tests.bot.desk import Writer, a_reader, a_worker
from tests.conftest import NOW
from tests.fakes import FakeChannel, FakeClock
from tests.running import count, running


async def handle(database: Database, quota: Quota, clock: FakeClock | None = None) -> None:
    worker = a_worker(database, now=clock or (lambda: NOW), bounds=Bounds(quota=quota))
    while await worker.handle_some():
        pass


async def test_after_so_many_files_of_a_day_the_next_is_refused_in_words(
    database: Database,
) -> None:
    writer, quota, clock = Writer(database), Quota(daily=3), FakeClock(NOW)
    for number in range(5):
        await writer.writes(writer.incoming(Kind.PHOTO, file_ref=f"foto-{number}"))
    await handle(database, quota, clock)
    assert await count(database, Attachment) == 3
    refused = [each for each in await writer.hears() if "este último no quedó" in each]
    assert len(refused) == 2
    assert "ya recibí 3 archivos" in refused[0]

    clock.advance(timedelta(days=1))
    await writer.writes(writer.incoming(Kind.VOICE, file_ref="voz"))
    other = Writer(database)
    await other.writes(other.incoming(Kind.VOICE, file_ref="de otra persona"))
    await handle(database, quota, clock)
    assert await count(database, Attachment) == 5


async def test_the_words_beside_a_file_that_was_refused_are_still_heard(
    database: Database,
) -> None:
    writer = Writer(database)
    await writer.writes(
        writer.incoming(
            Kind.PHOTO, "La posta de Taraco no tiene medicinas desde marzo", file_ref="foto"
        )
    )
    await handle(database, Quota(daily=0))
    assert await count(database, Attachment) == 0
    told = "\n".join(await writer.hears())
    assert "este último no quedó" in told
    assert "posta" in str((await writer.state())["draft"]["text"])


async def test_a_refused_voice_note_changes_nothing_of_what_was_begun(database: Database) -> None:
    writer = Writer(database)
    await writer.taps("contar")
    await writer.says("La posta de Taraco no tiene medicinas desde marzo")
    await handle(database, Quota())
    before = await writer.state()
    await writer.writes(writer.incoming(Kind.VOICE, file_ref="voz"))
    await handle(database, Quota(daily=0))
    assert await writer.state() == before
    assert "Cuéntame con palabras" in (await writer.hears())[-1]


async def kept(database: Database, number: int, **values: object) -> None:
    person = await a_reader(database)
    async with database.transaction() as session:
        session.add(
            Attachment(
                person_id=person.id,
                channel="telegram",
                file_ref=f"f{number}",
                kind="foto",
                due_at=NOW,
                created_at=NOW,
                **values,
            )
        )


async def test_when_nothing_more_fits_it_is_said(database: Database) -> None:
    await kept(database, 1, state=AttachmentState.KEPT, content=b"x" * 900, size=900)
    writer = Writer(database)
    await writer.writes(writer.incoming(Kind.PHOTO, file_ref="foto"))
    await handle(database, Quota(total=900))
    assert "no tengo dónde guardar" in (await writer.hears())[-1]
    assert await count(database, Attachment) == 1


async def test_what_would_pass_the_bound_is_not_kept_and_what_fits_is(database: Database) -> None:
    for number in (1, 2, 3):
        await kept(database, number)
    channel = FakeChannel(files={"f1": b"x" * 600, "f2": b"x" * 600, "f3": b"x" * 300})
    fetcher = Fetcher({channel.name: channel}, database, lambda: NOW, Quota(total=1000))
    assert await fetcher.fetch_some() == 3
    async with database.reading() as session:
        rows = await session.scalars(sa.select(Attachment).order_by(Attachment.id))
        found = [(each.state, each.size) for each in rows]
    assert found == [
        (AttachmentState.KEPT, 600),
        (AttachmentState.FAILED, None),
        (AttachmentState.KEPT, 300),
    ]


async def test_metadata_of_a_channel_is_made_fit_at_the_edge(database: Database) -> None:
    hostile = "application/pdf\x1b]0;título\x07\x00"
    reception = Reception(database, Wake(), lambda: NOW)
    writer = Writer(database, "51")
    async with running(reception.run()):
        await reception.accept(
            [
                Incoming(
                    "telegram",
                    "u\x001",
                    "51",
                    Kind.DOCUMENT,
                    text="La posta no tiene medicinas",
                    message_id="7\x00",
                    file_ref="ref\x00\x9b2J",
                    media_type=hostile,
                )
            ]
        )
    await handle(database, Quota())
    async with database.reading() as session:
        (file,) = await session.scalars(sa.select(Attachment))
    assert (file.media_type, file.file_ref) == ("application/octet-stream", "ref2J")
    assert await writer.hears()


def test_a_media_type_is_type_and_subtype_or_says_nothing() -> None:
    def read(given: str) -> str:
        message = Incoming("telegram", "1", "5", Kind.DOCUMENT, media_type=given)
        return message.fit_to_keep().media_type

    assert read("image/jpeg") == "image/jpeg"
    assert read("Audio/OGG; codecs=opus") == "audio/ogg"
    assert read("") == ""
    for wrong in ("pdf", "a/b/c", "a/", "/b", "x" * 200 + "/y", "a b/c", "a/b\x1b[2J"):
        assert read(wrong) == "application/octet-stream"
