"""Bells: a hint that there is something to do, in this process and in the others."""

import asyncio

import pytest

from intake.store.db import Database
from intake.store.wake import Bell, Wake, announce
from tests.running import outage, running, turns, until

LONG = 20.0
"""Seconds that no test here waits out."""


async def heard(bell: Bell) -> None:
    """Fails where the bell does not ring."""
    async with asyncio.timeout(LONG):
        await bell.wait(3 * LONG)


async def test_a_ring_wakes_who_waits_and_who_comes_right_after() -> None:
    wake = Wake()
    bell = wake.bell("inbox")
    waiting = asyncio.create_task(heard(bell))
    await asyncio.sleep(0)
    wake.ring("inbox")
    await waiting

    wake.ring("inbox")
    await heard(bell)


async def test_one_ring_wakes_everybody_even_who_was_busy() -> None:
    wake = Wake()
    waiting, busy = wake.bell("outbox"), wake.bell("outbox", "another")
    task = asyncio.create_task(heard(waiting))
    await asyncio.sleep(0)
    wake.ring("outbox")
    await task
    await heard(busy)
    wake.ring("another")
    await heard(busy)


@pytest.mark.parametrize("steps", range(6))
async def test_who_is_told_to_stop_stops_even_if_it_rings_just_then(steps: int) -> None:
    wake = Wake()
    bell = wake.bell("inbox")

    async def listen() -> None:
        while True:
            await bell.wait(LONG)

    task = asyncio.create_task(listen())
    await asyncio.sleep(0)
    wake.ring("inbox")
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task}, timeout=LONG / 4)
    assert task.cancelled()


async def test_without_a_ring_it_is_the_time_that_wakes() -> None:
    wake = Wake()
    bell = wake.bell("inbox")
    wake.ring("another topic")
    await bell.wait(0.01)


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_is_announced_is_heard_in_other_processes_once_it_is_committed(
    database: Database,
) -> None:
    here, there = Wake(), Wake()
    async with running(here.listen(database), there.listen(database)) as tasks:
        await until_listening(database, here, there)
        bells = [here.bell("outbox"), there.bell("outbox")]
        later = [here.bell("later"), there.bell("later")]
        waiting = asyncio.gather(*(heard(bell) for bell in bells))
        async with database.transaction() as session:
            await announce(session, "outbox")
            await session.flush()
            async with database.transaction() as another:
                await announce(another, "later")
            for bell in later:
                await heard(bell)
            await turns()
            assert not waiting.done()
        await waiting
        assert not any(task.done() for task in tasks)


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_after_an_outage_it_listens_again(database: Database) -> None:
    wake = Wake()
    async with running(wake.listen(database, reconnect_after=0.01)) as tasks:
        await until_listening(database, wake)
        async with outage(database):
            pass
        await until_listening(database, wake)
        assert not tasks[0].done()


async def test_on_sqlite_there_is_nobody_else(database: Database) -> None:
    if database.is_sqlite:
        async with asyncio.timeout(LONG):
            await Wake().listen(database)
            async with database.transaction() as session:
                await announce(session, "inbox")


async def until_listening(database: Database, *wakes: Wake) -> None:
    """Announce until each one has heard it."""
    for wake in wakes:
        heard_it = asyncio.create_task(heard(wake.bell("hola")))

        async def said(task: asyncio.Task[None] = heard_it) -> bool:
            if not task.done():
                async with database.transaction() as session:
                    await announce(session, "hola")
            return task.done()

        await until(said, "the announcement is heard")
        await heard_it
