"""/salud tells what is wrong: reading, writing, hearing; and asks for little."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr
from sqlalchemy import event

from bot.web import vitals
from bot.web.server import build
from bot.web.vitals import Watch
from intake.settings import Settings
from intake.store import pulses
from intake.store.db import Database
from intake.store.models import Pulse
from intake.store.schema import prepare
from tests.bot.channels.webchat.web_app import Clock
from tests.running import count, outage, until

TOKEN = SecretStr("123456:abc")


class Ticks:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock(now: object) -> Clock:
    return Clock(now)  # type: ignore[arg-type]  # the fixture is an instant


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
async def watch(database: Database, clock: Clock, ticks: Ticks) -> AsyncIterator[Watch]:
    watch = Watch(database, Settings.load(_env_file=None), clock, ticks)
    yield watch
    await watch.close()


@asynccontextmanager
async def served(
    watch: Watch, public_url: str = ""
) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    async with TestClient(TestServer(build([], watch, public_url=public_url))) as client:
        yield client


async def test_when_all_is_well(watch: Watch) -> None:
    async with served(watch) as client, client.get("/salud") as response:
        assert response.status == 200
        assert await response.json() == {
            "base_de_datos": "bien",
            "escritura": "bien",
            "telegram": "apagado",
        }
        assert response.headers["Server"] == "ayni"
        assert "Strict-Transport-Security" not in response.headers


async def test_however_often_it_is_asked_it_writes_one_row_every_few_seconds(
    watch: Watch, database: Database, clock: Clock, ticks: Ticks
) -> None:
    async def written() -> object:
        async with database.reading() as session:
            return (await pulses.last(session)).get(pulses.WRITE_PULSE)

    first = clock.now
    for _ in range(50):
        await watch.look()
        clock.now += timedelta(seconds=1)
    assert await written() == first
    ticks.at += 10
    await watch.look()
    assert await written() == clock.now
    assert await count(database, Pulse) == 1


async def test_without_a_database_it_says_so_and_the_log_says_it_once(
    watch: Watch, database: Database, ticks: Ticks, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(watch) as client:
        async with outage(database):
            for _ in range(5):
                ticks.at += 5
                async with client.get("/salud") as response:
                    assert response.status == 503
                    assert (await response.json())["base_de_datos"] == "sin conexión"
        assert len([each for each in caplog.records if each.levelname == "ERROR"]) == 1
        ticks.at += 5
        async with client.get("/salud") as response:
            assert response.status == 200


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ayni.db"


async def a_sqlite(path: Path) -> Database:
    database = Database(f"sqlite+aiosqlite:///{path}")
    await prepare(database)
    return database


async def test_a_database_that_another_holds_is_not_well(
    file: Path, clock: Clock, ticks: Ticks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vitals, "_PATIENCE", 0.2)
    database = await a_sqlite(file)
    watch = Watch(database, Settings.load(_env_file=None), clock, ticks)
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    for _ in range(3):
        ticks.at += 5
        found = await watch.look()
        assert not found.is_well
        assert found.database == "bien"
        assert "bloqueo" in found.writing
    holder.execute("ROLLBACK")
    holder.close()
    ticks.at += 5
    await until(lambda: not _is_trying(watch), "the trial that hung ends")
    ticks.at += 5
    assert (await watch.look()).is_well
    await watch.close()
    await database.close()


def _is_trying(watch: Watch) -> bool:
    return watch._trial is not None and not watch._trial.done()


async def test_a_disk_that_takes_nothing_is_not_well(
    file: Path, clock: Clock, ticks: Ticks
) -> None:
    database = await a_sqlite(file)
    watch = Watch(database, Settings.load(_env_file=None), clock, ticks)

    def nothing_more(connection: Any, _record: object, _proxy: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    event.listen(database.engine.sync_engine, "checkout", nothing_more)
    found = await watch.look()
    assert not found.is_well
    assert found.database == "bien"
    assert "no se puede escribir" in found.writing
    await watch.close()
    await database.close()


async def test_a_telegram_that_nobody_hears_is_said_and_the_page_stays_well(
    database: Database, clock: Clock, ticks: Ticks
) -> None:
    watch = Watch(database, Settings.load(_env_file=None, telegram_token=TOKEN), clock, ticks)
    await pulses.write(database, "telegram", now=clock.now - timedelta(hours=8))
    assert (await watch.look()).channels["telegram"] == "bien"  # it only began
    clock.now += timedelta(minutes=7)
    ticks.at += 5
    found = await watch.look()
    assert found.channels["telegram"] == "sin consultas con respuesta desde hace 7 min"
    assert found.is_well
    await pulses.write(database, "telegram", now=clock.now)
    ticks.at += 5
    assert (await watch.look()).channels["telegram"] == "bien"
    await watch.close()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("escucha.example", 200),
        ("escucha.example:443", 200),
        ("127.0.0.1:8080", 200),
        ("[::1]:8080", 200),
        ("localhost", 200),
        ("malo.example", 421),
        ("escucha.example.malo.example", 421),
    ],
)
async def test_only_our_own_names_are_answered_to(watch: Watch, host: str, status: int) -> None:
    async with (
        served(watch, "https://escucha.example") as client,
        client.get("/salud", headers={"Host": host}) as response,
    ):
        assert response.status == status
        assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
        if status == 421:
            assert "no es la nuestra" in (await response.json())["error"]


async def test_who_is_gone_before_the_end_is_no_error_of_ours(
    watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    async def reads(request: web.Request) -> web.Response:
        await request.read()
        return web.Response()

    app = build([], watch)
    app.router.add_post("/leer", reads)
    server = TestServer(app)
    await server.start_server()
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"POST /leer HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nhola")
    await writer.drain()
    writer.transport.abort()
    async with TestClient(server) as client, client.get("/salud") as response:
        assert response.status == 200
    await server.close()
    assert not [each for each in caplog.records if each.levelname == "ERROR"]
