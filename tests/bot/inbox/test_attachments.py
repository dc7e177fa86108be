"""What was sent beside words is fetched when its channel gives it; nothing is given up early."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import undefer

from bot.channels import (
    MisconfiguredError,
    RejectedError,
    SendError,
    ThrottledError,
    UncertainError,
    UnreachableError,
)
from bot.inbox.attachments import Fetcher
from intake.store.db import Database
from intake.store.models import Attachment
from intake.store.models.attachment import AttachmentState
from tests.bot.desk import a_reader
from tests.conftest import NOW
from tests.fakes import FakeChannel, FakeClock
from tests.running import outage, running, until

MEGABYTE = 1024 * 1024


async def an_attachment(database: Database, file_ref: str = "f1", channel: str = "telegram") -> int:
    person = await a_reader(database)
    async with database.transaction() as session:
        attachment = Attachment(
            person_id=person.id,
            channel=channel,
            file_ref=file_ref,
            kind="foto",
            due_at=NOW,
            created_at=NOW,
        )
        session.add(attachment)
        await session.flush()
        return attachment.id


async def look(database: Database, attachment_id: int) -> Attachment:
    async with database.reading() as session:
        return (
            await session.scalars(
                sa.select(Attachment)
                .where(Attachment.id == attachment_id)
                .options(undefer(Attachment.content))
            )
        ).one()


def a_fetcher(database: Database, channel: FakeChannel, clock: FakeClock) -> Fetcher:
    return Fetcher({channel.name: channel}, database, clock)


@pytest.mark.parametrize("size", [0, 1, 20 * MEGABYTE])
async def test_the_bytes_are_kept_as_they_came(database: Database, size: int) -> None:
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    channel, clock = FakeChannel(files={"f1": content}), FakeClock(NOW)
    number = await an_attachment(database)
    fetcher = a_fetcher(database, channel, clock)
    assert await fetcher.fetch_some() == 1

    found = await look(database, number)
    assert (found.state, found.content == content) == (AttachmentState.KEPT, True)
    assert await fetcher.fetch_some() == 0


async def test_a_failure_that_may_pass_is_tried_again_later(database: Database) -> None:
    channel, clock = FakeChannel(files={"f1": UncertainError("sin respuesta")}), FakeClock(NOW)
    number = await an_attachment(database)
    fetcher = a_fetcher(database, channel, clock)
    await fetcher.fetch_some()
    found = await look(database, number)
    assert (found.state, found.error) == (AttachmentState.PENDING, "sin respuesta")
    assert await fetcher.fetch_some() == 0

    channel.files["f1"] = b"al fin"
    clock.advance(found.due_at - NOW)
    assert await fetcher.fetch_some() == 1
    found = await look(database, number)
    assert (found.state, found.content, found.error) == (AttachmentState.KEPT, b"al fin", None)


@pytest.mark.parametrize("problem", [RejectedError("file is too big"), UnreachableError("gone")])
async def test_what_will_never_be_given_is_over_with_its_reason(
    database: Database, problem: SendError
) -> None:
    channel = FakeChannel(files={"f1": problem})
    number = await an_attachment(database)
    await a_fetcher(database, channel, FakeClock(NOW)).fetch_some()

    found = await look(database, number)
    assert (found.state, found.error) == (AttachmentState.FAILED, str(problem))


@pytest.mark.parametrize(
    "problem", [UncertainError("500"), ThrottledError(5), MisconfiguredError("401")]
)
async def test_a_day_without_the_channel_loses_nothing_and_after_three_it_is_over(
    database: Database, problem: SendError
) -> None:
    channel, clock = FakeChannel(files={"f1": problem}), FakeClock(NOW)
    number = await an_attachment(database)
    fetcher = a_fetcher(database, channel, clock)
    while clock() < NOW + timedelta(days=1):
        await fetcher.fetch_some()
        found = await look(database, number)
        assert found.state is AttachmentState.PENDING
        assert timedelta() < found.due_at - clock() <= timedelta(hours=1)
        clock.advance(timedelta(hours=1))

    clock.advance(timedelta(days=3))
    await fetcher.fetch_some()
    found = await look(database, number)
    assert (found.state, found.error) == (AttachmentState.FAILED, str(problem))


async def test_one_that_fails_does_not_stop_the_others(database: Database) -> None:
    channel = FakeChannel(files={"a": UncertainError("500"), "b": b"b", "c": RejectedError("no")})
    numbers = [await an_attachment(database, name) for name in "abc"]
    assert await a_fetcher(database, channel, FakeClock(NOW)).fetch_some() == 3

    states = [(await look(database, number)).state for number in numbers]
    assert states == [AttachmentState.PENDING, AttachmentState.KEPT, AttachmentState.FAILED]


async def test_a_channel_that_is_off_is_waited_for(database: Database) -> None:
    number = await an_attachment(database, channel="otro")
    assert await a_fetcher(database, FakeChannel(), FakeClock(NOW)).fetch_some() == 0
    assert (await look(database, number)).state is AttachmentState.PENDING


async def test_it_lives_through_an_outage(database: Database) -> None:
    channel = FakeChannel(files={"f1": b"foto"})
    number = await an_attachment(database)
    fetcher = a_fetcher(database, channel, FakeClock(NOW))

    async def is_kept() -> bool:
        return (await look(database, number)).state is AttachmentState.KEPT

    async with outage(database), running(fetcher.run()) as tasks:
        await until(lambda: not tasks[0].done(), "it waits")
    async with running(fetcher.run()) as tasks:
        await until(is_kept, "it is fetched", watched=tasks)
