"""The embedded engine: whoever is stopped in the middle leaves it whole."""

import asyncio
import random
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
import sqlalchemy as sa

from intake.errors import RefusedError
from intake.store.db import Database
from intake.store.models import Person
from tests.conftest import NOW
from tests.running import count


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_is_stopped_in_the_middle_of_a_transaction_leaves_it_whole(
    database: Database,
) -> None:
    rng = random.Random(1)

    async def meet(number: int) -> None:
        async with database.transaction() as session:
            session.add(Person(channel="web", address=f"{number}-a", created_at=NOW))
            await session.flush()
            session.add(Person(channel="web", address=f"{number}-b", created_at=NOW))

    done = 0
    for number in range(300):
        task = asyncio.create_task(meet(number))
        await asyncio.sleep(rng.choice((0, rng.random() / 200)))
        task.cancel()
        done += (await asyncio.gather(task, return_exceptions=True))[0] is None
    await meet(1000)

    people = await count(database, Person)
    assert people % 2 == 0
    assert people // 2 > done  # a commit that was on its way may have come through


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_committed_survives_a_power_cut(database: Database) -> None:
    async with database.transaction() as session:
        assert await session.scalar(sa.text("PRAGMA journal_mode")) == "wal"
        assert await session.scalar(sa.text("PRAGMA synchronous")) == 2
        assert await session.scalar(sa.text("PRAGMA foreign_keys")) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_only_what_may_wait_crosses_to_the_thread(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    crossings: list[object] = []
    cross = aiosqlite.Connection._execute

    def counted(connection: aiosqlite.Connection, *given: Any) -> Any:
        crossings.append(given)
        return cross(connection, *given)  # type: ignore[no-untyped-call]  # aiosqlite's own

    async def crossed(work: Callable[[], Awaitable[None]]) -> int:
        crossings.clear()
        await work()
        return len(crossings)

    async def read() -> None:
        async with database.reading() as session:
            await session.scalars(sa.select(Person))

    async def write() -> None:
        async with database.transaction() as session:
            session.add(Person(channel="web", address="a", created_at=NOW))

    async def fail() -> None:
        with suppress(RefusedError):
            async with database.transaction() as session:
                session.add(Person(channel="web", address="b", created_at=NOW))
                await session.flush()
                raise RefusedError

    await read()  # which connects
    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    assert await crossed(read) == 0
    assert await crossed(write) == 2, "BEGIN IMMEDIATE and COMMIT"
    assert await crossed(fail) == 2, "BEGIN IMMEDIATE and ROLLBACK"
    assert await crossed(read) == 0
    assert await count(database, Person) == 1


@pytest.mark.parametrize("is_folder", [False, True])
async def test_what_is_no_database_leaves_nothing_open(tmp_path: Path, is_folder: bool) -> None:
    path = tmp_path
    if not is_folder:
        path /= "carta.txt"
        path.write_text("esto es una carta " * 100)
    threads = threading.active_count()
    database = Database(f"sqlite+aiosqlite:///{path}")
    for _ in range(3):
        with pytest.raises(sa.exc.DBAPIError):
            async with database.engine.connect():
                pass
    await database.close()
    assert threading.active_count() <= threads + 1  # the loop's own, for waiting
