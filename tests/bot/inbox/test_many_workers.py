"""Several workers at once: each person in order, everything once, nobody waits for another."""

import asyncio
import random
from collections import Counter
from contextlib import AsyncExitStack

import pytest
import sqlalchemy as sa

from bot.inbox.reception import Reception
from bot.inbox.worker import Worker
from bot.messages import Incoming
from intake.store.db import Database
from intake.store.models import Conversation, InboxMessage, OutboxMessage
from intake.store.models.message import InboxState
from intake.store.wake import Wake
from tests.bot.desk import Writer, a_worker, an_aporte_in_taps
from tests.conftest import NOW
from tests.running import closing, count, running, until

PEOPLE = 24
ROUNDS = 3
WORDS = [
    f"{a}{b}{c}" for a in ("ba", "co", "di", "fu") for b in "lmnrs" for c in ("que", "to", "na")
]
"""Made up: many, but used by everybody, so that registrations touch the same rows of the index."""


def all_messages(writer: Writer, rng: random.Random) -> list[Incoming]:
    """Three aportes of one person, told with words that the others use too."""
    steps = []
    for serial in range(1, ROUNDS + 1):
        story = f"En {writer.address} falta {' y '.join(rng.sample(WORDS, 8))}"
        steps += an_aporte_in_taps(serial, story)
    return [writer.incoming(kind, said) for kind, said in steps]


async def each_in_turn(reception: Reception, messages: list[Incoming]) -> None:
    for message in messages:
        await reception.accept([message])


async def all_handled(database: Database) -> bool:
    waiting = InboxMessage.state == InboxState.PENDING
    return await count(database, InboxMessage) == PEOPLE * ROUNDS * 6 and not await count(
        database, InboxMessage, waiting
    )


async def test_four_workers_keep_each_persons_order_and_do_everything_once(
    database: Database,
) -> None:
    rng = random.Random(5)
    writers = [Writer(database) for _ in range(PEOPLE)]
    reception = Reception(database, Wake(), lambda: NOW)
    async with AsyncExitStack() as stack:
        # SQLite has one process; its workers share the connection's queue.
        databases = [database] * 4 if database.is_sqlite else []
        while len(databases) < 4:
            databases.append(Database(database.url))
            stack.push_async_callback(databases[-1].close)
        workers = [a_worker(each) for each in databases]
        async with running(reception.run(), *(worker.run() for worker in workers)) as tasks:
            await asyncio.gather(
                *(each_in_turn(reception, all_messages(writer, rng)) for writer in writers)
            )
            await until(lambda: all_handled(database), "all is handled", watched=tasks, patience=90)

    async with database.reading() as session:
        errors = await session.scalars(
            sa.select(InboxMessage.error).where(InboxMessage.state == InboxState.FAILED)
        )
        assert list(errors) == []
        keys = await session.scalars(sa.select(OutboxMessage.key).order_by(OutboxMessage.id))
        assert max(Counter(keys).values()) == 1
    for writer in writers:
        assert len(await writer.aportes()) == ROUNDS
        state = await writer.state()
        assert (state["serial"], state["registered"][0]) == (ROUNDS, ROUNDS)
        assert await answers_in_order(database, writer)


async def answers_in_order(database: Database, writer: Writer) -> bool:
    """An answer to each message, in one or more bubbles, in the order in which they came."""
    person = await writer.person()
    async with database.reading() as session:
        received = await session.scalars(
            sa.select(InboxMessage.id)
            .where(InboxMessage.address == writer.address)
            .order_by(InboxMessage.id)
        )
        answered = await session.scalars(
            sa.select(OutboxMessage.key)
            .where(OutboxMessage.person_id == person.id)
            .order_by(OutboxMessage.id)
        )
        places = [tuple(map(int, key.split(":")[1:])) for key in answered]
        return places == sorted(places) and [n for n, part in places if part == 0] == list(received)


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_who_is_being_spoken_with_holds_nobody_else_up(database: Database) -> None:
    busy, free = Writer(database), Writer(database)
    worker = a_worker(database)
    await busy.says("hola")
    await worker.handle_some()
    person = await busy.person()

    other = Database(database.url)
    async with closing(other), other.transaction() as elsewhere:
        await elsewhere.get_one(Conversation, person.id, with_for_update=True)
        await busy.says("menú")
        await free.says("hola")
        assert await worker.handle_some() == 1
        assert len(await free.hears()) == len(await busy.hears()) == 1
    assert await worker.handle_some() == 1
    assert len(await busy.hears()) == 2


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_workers_that_register_the_same_words_at_once_lose_nobody(database: Database) -> None:
    rng = random.Random(3)
    writers = [Writer(database) for _ in range(60)]
    for writer in writers:
        *before, _ = all_messages(writer, rng)[:6]
        await writer.writes(*before)
    while await a_worker(database).handle_some():
        pass
    for writer in writers:
        await writer.taps("d1:resumen:si")

    async def keep_on(worker: Worker) -> None:
        while await count(database, InboxMessage, InboxMessage.state == InboxState.PENDING):
            await worker.handle_some(limit=15)

    async with closing(Database(database.url)) as other:
        await asyncio.gather(keep_on(a_worker(database)), keep_on(a_worker(other)))
    assert await count(database, InboxMessage, InboxMessage.state == InboxState.FAILED) == 0
    assert {len(await writer.aportes()) for writer in writers} == {1}
