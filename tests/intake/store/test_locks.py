"""One process at a time, and never none: a lock dies with its holder."""

import asyncio
import logging
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from intake.store.db import Database
from intake.store.locks import alone, queue_up
from tests.running import closing, outage, running, somebody_waits, until

WAITS = "Otro proceso se ocupa de «envio»; este espera."

_HOLDER = """
import asyncio, sys
from intake.store.db import Database
from intake.store.locks import alone

async def hold():
    print("mine", flush=True)
    await asyncio.Event().wait()

asyncio.run(alone(Database(sys.argv[1]), "envio", hold))
"""


@dataclass
class Work:
    """Work that says when it is being done."""

    begun: int = 0
    ended: int = 0
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    is_ending: bool = False
    may_end: asyncio.Event = field(default_factory=asyncio.Event)
    """Cleared, its last things take as long as the test wants."""

    def __post_init__(self) -> None:
        self.may_end.set()

    @property
    def is_going_on(self) -> bool:
        return self.begun > self.ended

    async def __call__(self) -> None:
        self.begun += 1
        try:
            await self.is_over.wait()
        finally:
            self.is_ending = True
            await self.may_end.wait()  # the last things, done in order
            self.ended += 1


@pytest.fixture
async def other(database: Database) -> AsyncIterator[Database]:
    """The same database, as another process sees it."""
    async with closing(Database(database.url)) as other:
        yield other


async def test_two_of_them_never_work_at_once(
    database: Database, other: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    one, two = Work(), Work()
    first = asyncio.create_task(alone(database, "envio", one))
    await until(lambda: one.is_going_on, "the first works", watched=[first])
    async with running(alone(other, "envio", two, ask_every=0.01)) as tasks:
        await until(lambda: WAITS in caplog.text, "the second asked in vain", watched=tasks)
        assert not two.begun
        one.may_end.clear()
        first.cancel()
        await until(lambda: one.is_ending, "the first does its last things")
        third = Work()
        caplog.clear()
        async with running(alone(other, "envio", third)) as asking:
            await until(lambda: WAITS in caplog.text, "it is still the first's", watched=asking)
        assert not two.begun
        assert not third.begun
        one.may_end.set()
        await until(lambda: two.is_going_on, "the second takes over", watched=tasks)
        assert not one.is_going_on


async def test_other_names_do_not_wait(database: Database, other: Database) -> None:
    one, two = Work(), Work()
    async with running(
        alone(database, "delivery:web", one), alone(other, "delivery:telegram", two)
    ) as tasks:
        await until(lambda: one.is_going_on and two.is_going_on, "both work", watched=tasks)


async def test_when_the_work_ends_the_next_may(database: Database, other: Database) -> None:
    one, two = Work(), Work()
    one.is_over.set()
    await alone(database, "envio", one)
    two.is_over.set()
    await alone(other, "envio", two)
    assert one.ended == two.ended == 1


async def test_work_that_breaks_is_told_and_lets_go(database: Database, other: Database) -> None:
    async def breaks() -> None:
        raise ValueError("algo")

    with pytest.raises(ValueError, match="algo"):
        await alone(database, "envio", breaks)
    two = Work()
    two.is_over.set()
    await alone(other, "envio", two)
    assert two.ended == 1


async def test_a_killed_holder_frees_it(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    mine = Work()
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, database.url], stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout
        assert await asyncio.to_thread(holder.stdout.readline) == "mine\n"
        async with running(alone(database, "envio", mine, ask_every=0.01)) as tasks:
            await until(lambda: WAITS in caplog.text, "this process asked in vain", watched=tasks)
            assert not mine.begun
            holder.send_signal(signal.SIGKILL)
            await until(lambda: mine.is_going_on, "this process takes over", watched=tasks)
    finally:
        holder.kill()
        holder.communicate()


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_lost_lock_ends_the_work_and_begins_it_again(database: Database) -> None:
    work = Work()
    async with running(alone(database, "envio", work, ask_every=0.01, check_every=0.01)) as tasks:
        await until(lambda: work.is_going_on, "it works", watched=tasks)
        async with outage(database):
            await until(lambda: work.ended == 1, "it stops", watched=tasks)
        await until(lambda: work.begun == 2, "it begins again", watched=tasks)


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_transactions_queue_up_and_go_on_one_by_one(
    database: Database, other: Database
) -> None:
    order: list[str] = []

    async def second() -> None:
        async with other.transaction() as session:
            await queue_up(session, "index")
            order.append("second")

    async with database.transaction() as session:
        await queue_up(session, "index")
        waiting = asyncio.create_task(second())
        await until(lambda: somebody_waits(database), "the second waits", watched=[waiting])
        order.append("first")
    await waiting
    assert order == ["first", "second"]
