"""Delivery that is stopped, killed or left without a database: nothing is lost."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.outbox.delivery import Delivery
from intake.store.db import Database
from intake.store.models import OutboxMessage
from intake.store.models.message import Lane, OutboxState
from intake.store.wake import Wake
from tests.bot.desk import a_reader, outbox_rows, post
from tests.bot.outbox.deliveries import Looks, a_delivery, deliver_all, is_over
from tests.conftest import NOW
from tests.fakes import FakeChannel
from tests.running import count, outage, running, turns, until

NO_DATABASE = "No se pudo leer la bandeja de salida"


async def test_what_a_dead_process_had_in_hand_is_sent_again_and_said(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    channel = FakeChannel()
    await post(database, await a_reader(database), "quizás llegó", "seguro que no")
    async with database.transaction() as session:
        await session.execute(
            sa.update(OutboxMessage)
            .where(OutboxMessage.id == sa.select(sa.func.min(OutboxMessage.id)).scalar_subquery())
            .values(claimed_at=NOW - timedelta(minutes=1), attempts=1)
        )
    first, second = await deliver_all(database, channel)

    assert channel.texts() == ["quizás llegó", "seguro que no"]
    assert (first.attempts, second.attempts) == (2, 1)
    assert "telegram: 1 mensajes quedaron a medio enviar" in caplog.text


async def test_stopped_it_lets_what_is_on_its_way_arrive_and_writes_it_down(
    database: Database,
) -> None:
    channel, looks = FakeChannel(), Looks()
    channel.gate.clear()
    for _ in range(5):
        await post(database, await a_reader(database), "en camino", "después")
    running_ = asyncio.create_task(a_delivery(database, channel, wake=looks).run())
    await until(lambda: len(channel.attempts) == 5, "five on their way", watched=[running_])
    await looks.again()
    running_.cancel()
    await turns()
    assert not running_.done()
    channel.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await running_

    rows = await outbox_rows(database)
    assert {(row.payload["text"], row.state, row.claimed_at is None) for row in rows} == {
        ("en camino", OutboxState.SENT, False),
        ("después", OutboxState.PENDING, True),
    }
    await deliver_all(database, channel)
    assert channel.texts() == ["en camino"] * 5 + ["después"] * 5


async def test_what_was_sent_during_an_outage_is_written_down_afterwards(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    channel = FakeChannel()
    channel.gate.clear()
    for _ in range(5):
        await post(database, await a_reader(database), "uno", "dos")
    async with running(a_delivery(database, channel).run()) as tasks:
        await until(lambda: len(channel.attempts) == 5, "five on their way", watched=tasks)
        async with outage(database):
            channel.gate.set()
            await until(lambda: len(channel.sent) == 5, "they arrive", watched=tasks)
            await until(lambda: NO_DATABASE in caplog.text, "it cannot write", watched=tasks)
        await until(lambda: is_over(database), "all is sent", watched=tasks)

    assert sorted(channel.texts()) == ["dos"] * 5 + ["uno"] * 5
    assert {row.attempts for row in await outbox_rows(database)} == {1}


async def test_begun_without_a_database_it_waits_for_it(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    channel = FakeChannel()
    await post(database, await a_reader(database), "hola")
    async with outage(database):
        task = asyncio.create_task(a_delivery(database, channel).run())
        await until(lambda: NO_DATABASE in caplog.text, "it finds none", watched=[task])
        assert not task.done(), "it gave up"
    async with running(_result(task)) as tasks:
        await until(lambda: is_over(database), "it is sent", watched=tasks)
    assert channel.texts() == ["hola"]


async def _result(task: asyncio.Task[None]) -> None:
    await task


async def test_one_that_cannot_be_read_is_set_aside_and_the_others_go_on(
    database: Database,
) -> None:
    channel = FakeChannel()
    odd, other = await a_reader(database), await a_reader(database)
    await post(database, odd, "roto", "sano")
    await post(database, other, "hola")
    async with database.transaction() as session:
        await session.execute(
            sa.text("UPDATE outbox SET payload = '{}' WHERE id = (SELECT min(id) FROM outbox)")
        )
    broken, _, _ = await deliver_all(database, channel)

    assert sorted(channel.texts()) == ["hola", "sano"]
    assert broken.state is OutboxState.FAILED
    assert broken.error


async def test_a_bell_wakes_it_at_once(database: Database) -> None:
    channel, wake = FakeChannel(), Wake()
    person = await a_reader(database)
    async with running(Delivery(channel, database, wake, lambda: NOW).run()) as tasks:
        for number in range(20):
            await post(database, person, f"{number}")
            wake.ring("outbox")
            await until(lambda n=number: len(channel.sent) > n, "it arrives", watched=tasks)


async def test_the_messages_of_who_is_gone_hold_nobody_up(database: Database) -> None:
    channel = FakeChannel(rate=30)
    for _ in range(40):
        gone = await a_reader(database)
        async with database.transaction() as session:
            session.add(gone)
            gone.unreachable_at = NOW
        await post(database, gone, "uno", "dos", lane=Lane.MASS)
    await post(database, await a_reader(database, news=True), "hola", lane=Lane.MASS)
    rows = await deliver_all(database, channel)

    assert channel.texts() == ["hola"]
    dropped = OutboxMessage.state == OutboxState.DROPPED
    assert await count(database, OutboxMessage, dropped) == len(rows) - 1 == 80
