"""What a channel was told is safe, is safe; what is not, it is told so."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from bot.inbox.reception import Reception
from bot.messages import Incoming, Kind
from intake.errors import DatabaseError
from intake.store.db import Database
from intake.store.models import InboxMessage
from intake.store.models.message import InboxState
from intake.store.wake import Wake
from tests.conftest import NOW
from tests.running import count, outage, running


def a_text(number: int | str, text: str = "hola", *, address: str = "51") -> Incoming:
    return Incoming("telegram", str(number), address, Kind.TEXT, text=text)


@pytest.fixture
async def reception(database: Database) -> AsyncIterator[Reception]:
    """A reception at work."""
    reception = Reception(database, Wake(), lambda: NOW)
    async with running(reception.run()):
        yield reception


async def kept(database: Database) -> list[InboxMessage]:
    async with database.reading() as session:
        return list(await session.scalars(sa.select(InboxMessage).order_by(InboxMessage.id)))


async def test_what_is_accepted_is_there_for_whoever_opens_the_database(
    database: Database, reception: Reception
) -> None:
    sent = [a_text(1, "hola"), Incoming("telegram", "2", "51", Kind.LOCATION, latitude=-15.2)]
    await reception.accept(sent)

    another = Database(database.url)
    rows = await kept(another)
    await another.close()
    assert [Incoming.from_json(row.payload) for row in rows] == sent
    assert {(row.state, row.received_at, row.address) for row in rows} == {
        (InboxState.PENDING, NOW, "51")
    }


async def test_a_repeated_update_changes_nothing(database: Database, reception: Reception) -> None:
    await reception.accept([a_text(1, "la primera vez")])
    await reception.accept([a_text(1, "otra vez"), a_text(1, "y otra"), a_text(2, "nuevo")])

    assert [row.payload["text"] for row in await kept(database)] == ["la primera vez", "nuevo"]


async def test_the_same_id_on_another_channel_is_another_update(
    database: Database, reception: Reception
) -> None:
    await reception.accept([a_text(1), Incoming("web", "1", "x", Kind.TEXT, text="hola")])

    assert [row.channel for row in await kept(database)] == ["telegram", "web"]


async def test_many_at_once_share_transactions(database: Database, reception: Reception) -> None:
    commits: list[object] = []
    event.listen(database.engine.sync_engine, "commit", commits.append)
    await asyncio.gather(*(reception.accept([a_text(n)]) for n in range(300)))

    assert await count(database, InboxMessage) == 300
    assert len(commits) <= 5


async def test_the_messages_of_a_person_keep_their_order(
    database: Database, reception: Reception
) -> None:
    async def write(address: str) -> None:
        for number in range(0, 30, 3):
            texts = [str(number + step) for step in range(3)]
            await reception.accept([a_text(f"{address}-{t}", t, address=address) for t in texts])

    await asyncio.gather(*(write(f"p{n}") for n in range(8)))

    rows = await kept(database)
    for person in range(8):
        said = [int(row.payload["text"]) for row in rows if row.address == f"p{person}"]
        assert said == list(range(30))


async def test_without_a_database_each_one_is_told_and_afterwards_it_works_again(
    database: Database, reception: Reception
) -> None:
    await reception.accept([a_text("before")])
    async with outage(database):
        answers = await asyncio.gather(
            *(reception.accept([a_text(n)]) for n in range(20)), return_exceptions=True
        )
    assert {isinstance(answer, DatabaseError) for answer in answers} == {True}

    await asyncio.gather(*(reception.accept([a_text(n)]) for n in range(20)))
    assert await count(database, InboxMessage) == 21


@pytest.mark.parametrize("unwritable", ["\x00", "\ud800"], ids=["nul", "half a sign"])
async def test_one_that_cannot_be_written_does_not_take_the_others_with_it(
    database: Database, reception: Reception, unwritable: str
) -> None:
    odd = a_text(f"{unwritable}1") if unwritable != "\x00" or not database.is_sqlite else a_text(1)
    answers = await asyncio.gather(
        reception.accept([a_text("before")]),
        reception.accept([odd]),
        reception.accept([a_text("after")]),
        return_exceptions=True,
    )
    assert (answers[0], answers[2]) == (None, None)
    assert answers[1] is None or isinstance(answers[1], DatabaseError)

    await reception.accept([a_text("later")])
    assert {"before", "after", "later"} <= {row.external_id for row in await kept(database)}


async def test_a_text_with_odd_signs_comes_back_as_it_was(
    database: Database, reception: Reception
) -> None:
    odd = "ñandú 👍🏽 \x00 \ud800 \u2028 «fin»"
    await reception.accept([a_text(1, odd)])

    (row,) = await kept(database)
    assert Incoming.from_json(row.payload).text == odd


async def test_who_goes_away_while_waiting_does_not_disturb_the_others(
    database: Database, reception: Reception
) -> None:
    gone = asyncio.create_task(reception.accept([a_text("gone")]))
    stays = asyncio.create_task(reception.accept([a_text("stays")]))
    await asyncio.sleep(0)
    gone.cancel()
    await stays

    assert "stays" in {row.external_id for row in await kept(database)}


async def test_when_it_stops_whoever_waits_is_told(database: Database) -> None:
    reception = Reception(database, Wake(), lambda: NOW)
    async with running(reception.run()):
        waiting = [asyncio.create_task(reception.accept([a_text(n)])) for n in range(3)]
        await asyncio.sleep(0)
    waiting.append(asyncio.create_task(reception.accept([a_text("late")])))

    answers = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 10)
    # Some may be committed already; nobody is left waiting.
    assert {type(answer) for answer in answers} <= {type(None), *_database_errors()}
    assert isinstance(answers[-1], DatabaseError)


def _database_errors() -> set[type[BaseException]]:
    return {DatabaseError, *DatabaseError.__subclasses__()}
