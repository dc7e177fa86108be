"""The bot as a process: it says what is wrong in a line, stops when told, begins where it was."""

import asyncio
import json
import re
import signal
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import unused_port

from intake.store.db import Database
from intake.store.schema import prepare
from tests import warm
from tests.fake_telegram import TOKEN, FakeTelegram
from tests.process import PATIENCE, environment
from tests.running import until


class Bot:
    """`python -m bot` in a folder of its own."""

    def __init__(self, process: warm.Process, log: Path) -> None:
        self.process = process
        self._log = log
        self.said = ""

    async def opens(self) -> None:
        """Wait until it says how to stop it."""
        assert self.process.stdout
        async with asyncio.timeout(PATIENCE):
            while "Para detenerlo" not in self.said:
                line = await self.process.stdout.readline()
                assert line, f"it ended: {self.said}\n{self.log}"
                self.said += line.decode()

    async def ends(self, how: signal.Signals | None = None) -> int:
        """Its exit code, after a signal or by itself."""
        if how is not None:
            self.process.send_signal(how)
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()

    @property
    def log(self) -> str:
        """What it said on stderr."""
        return self._log.read_text(encoding="utf-8")


@asynccontextmanager
async def a_bot(folder: Path, *arguments: str, **settings: str) -> AsyncIterator[Bot]:
    """Begun; killed at the end of the block if it still runs."""
    log = folder / f"{len(list(folder.glob('*.log')))}.log"
    with log.open("wb") as stderr:
        process = await warm.start(
            "bot",
            *arguments,
            cwd=folder,
            env=environment({"AYNI_HTTP_PORT": "0", **settings}),
            stderr=stderr.fileno(),
        )
    try:
        yield Bot(process, log)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def telegram(fake: FakeTelegram, **more: str) -> dict[str, str]:
    """Settings to speak with the fake by polling."""
    about = {"AYNI_TELEGRAM_TOKEN": TOKEN, "AYNI_TELEGRAM_API_URL": fake.url}
    return {**about, "AYNI_TELEGRAM_CHAT_RATE": "100", **more}


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "ayni.db")) as database:
        return database.execute(query).fetchall()


@pytest.mark.parametrize(
    ("arguments", "settings", "words"),
    [
        ((), {"AYNI_HTTP_PORT": "abc"}, "AYNI_HTTP_PORT: debe ser un número entero"),
        ((), {"AYNI_TELEGRAM_TOKEN": "s3creto"}, "AYNI_TELEGRAM_TOKEN: no tiene la forma"),
        ((), {"AYNI_DATABASE_URL": "mysql://a:s3creto@b/c"}, "AYNI_DATABASE_URL: «mysql»"),
        ((), {"AYNI_TELEGRAM_RATE": "0"}, "AYNI_TELEGRAM_RATE: debe ser mayor que 0"),
        ((), {"AYNI_SCORECARD": "no-hay.yaml"}, "AYNI_SCORECARD: no se pudo leer «no-hay.yaml»"),
        (("--partes", "web,nada"), {}, "AYNI_PARTS: no se conoce «nada»"),
        (
            (),
            {"AYNI_DATABASE_URL": "postgresql://a:s3creto@127.0.0.1:9/c"},
            "No se pudo abrir la base de datos",
        ),
        ((), {"AYNI_DATABASE_URL": "sqlite:////dev/null/ayni.db"}, "No se pudo abrir la base"),
    ],
)
async def test_what_is_wrong_is_one_line_and_exit_code_2(
    tmp_path: Path, arguments: tuple[str, ...], settings: dict[str, str], words: str
) -> None:
    async with a_bot(tmp_path, *arguments, **settings) as bot:
        assert await bot.ends() == 2
    assert bot.log.count("\n") == 1, bot.log
    assert words in bot.log
    assert "s3creto" not in bot.log


async def test_a_taken_port_is_said_and_the_next_one_proposed(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        async with a_bot(tmp_path, AYNI_HTTP_PORT=str(port)) as bot:
            assert await bot.ends() == 2
    assert bot.log.count("\n") == 1, bot.log
    assert f"El puerto {port} está ocupado" in bot.log
    assert f"AYNI_HTTP_PORT={port + 1}" in bot.log


async def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/ayni.db")
    await prepare(database)
    await database.close()
    with closing(sqlite3.connect(tmp_path / "ayni.db")) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
        file.commit()
    async with a_bot(tmp_path) as bot:
        assert await bot.ends() == 2
    assert bot.log.count("\n") == 1, bot.log
    assert "más nueva" in bot.log


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_told_to_stop_it_ends_well_and_begins_again_where_it_was(
    tmp_path: Path, how: signal.Signals
) -> None:
    async with FakeTelegram() as fake:
        person = fake.chat(7)
        async with a_bot(tmp_path, **telegram(fake)) as bot:
            await bot.opens()
            await person.says("No tenemos agua potable en nuestro barrio desde marzo")
            asked = (await person.hears(PATIENCE)).text
            assert await bot.ends(how) == 0
        assert "Traceback" not in bot.log
        assert "Hasta luego" in bot.log

        await person.says("Taraco, Huancané")  # while nobody is there
        async with a_bot(tmp_path, **telegram(fake)) as bot:
            await bot.opens()
            assert "Tus vecinos no ven" in (await person.hears(PATIENCE)).text
            assert (await person.hears(PATIENCE)).text not in {"", asked}
            assert await bot.ends(how) == 0
        assert len(fake.sent) == 3
    assert rows(tmp_path, "SELECT count(*), min(state) FROM inbox") == [(2, "hecho")]


@pytest.mark.parametrize(("settings", "helps"), [({}, False), ({"AYNI_PELIGRO_AHORA": "0"}, True)])
async def test_the_reader_reads_by_the_thresholds_of_the_settings(
    tmp_path: Path, settings: dict[str, str], helps: bool
) -> None:
    async with FakeTelegram() as fake, a_bot(tmp_path, **telegram(fake, **settings)) as bot:
        await bot.opens()
        person = fake.chat(7)
        await person.says("No tenemos agua potable en nuestro barrio desde marzo")
        said = (await person.hears(PATIENCE)).text
        assert bool(re.search(r"\b1\d\d\b", said)) is helps  # 100, 105, 106…
        assert await bot.ends(signal.SIGINT) == 0


async def test_each_part_does_only_its_own(tmp_path: Path) -> None:
    port = unused_port()
    async with FakeTelegram() as fake:
        hooked = telegram(
            fake,
            AYNI_TELEGRAM_MODE="webhook",
            AYNI_TELEGRAM_WEBHOOK_SECRET="un_secreto_largo",
            AYNI_PUBLIC_URL=f"http://127.0.0.1:{port}",
            AYNI_HTTP_PORT=str(port),
        )
        async with a_bot(tmp_path, "--partes", "web", **hooked) as bot:
            await bot.opens()
            assert await posted(port) == 200
            assert await posted(port) == 200  # what the first woke, if anything, is at work
            assert await bot.ends(signal.SIGINT) == 0
        assert rows(tmp_path, "SELECT state FROM inbox") == [("pendiente",)]
        assert not fake.calls

        async with a_bot(tmp_path, "--partes", "worker", **hooked) as bot:
            await bot.opens()
            assert "http://" not in bot.said
            await until(lambda: is_handled(tmp_path), "it is handled")
            assert await bot.ends(signal.SIGINT) == 0
        assert not fake.sent

        async with a_bot(tmp_path, "--partes", "delivery", **hooked) as bot:
            await fake.chat(7).hears(PATIENCE)
            assert await bot.ends(signal.SIGINT) == 0
        assert set(fake.calls) == {"sendMessage"}


async def posted(port: int) -> int:
    """An update, by the webhook."""
    chat = {"id": 7, "type": "private", "first_name": "Vecina"}
    sender = {"id": 7, "is_bot": False, "first_name": "Vecina"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": sender, "text": "hola"}
    async with (
        aiohttp.ClientSession() as client,
        client.post(
            f"http://127.0.0.1:{port}/telegram/webhook",
            data=json.dumps({"update_id": 1, "message": message}),
            headers={"X-Telegram-Bot-Api-Secret-Token": "un_secreto_largo"},
        ) as response,
    ):
        return response.status


def is_handled(folder: Path) -> bool:
    return rows(folder, "SELECT state FROM inbox") == [("hecho",)]


async def test_who_watches_over_it_is_told_how_it_is(tmp_path: Path) -> None:
    port = unused_port()
    async with a_bot(tmp_path, AYNI_HTTP_PORT=str(port)) as bot, aiohttp.ClientSession() as client:
        await bot.opens()
        assert f"http://127.0.0.1:{port}" in bot.said
        async with client.get(f"http://127.0.0.1:{port}/salud") as response:
            assert response.status == 200
            assert (await response.json())["base_de_datos"] == "bien"
        async with client.get(f"http://127.0.0.1:{port}/no-existe") as response:
            assert response.status == 404
            assert "no existe" in (await response.json())["error"]
        assert await bot.ends(signal.SIGINT) == 0


async def test_of_two_on_one_file_one_sends_and_the_other_takes_over(tmp_path: Path) -> None:
    async with (
        FakeTelegram() as fake,
        a_bot(tmp_path, **telegram(fake)) as first,
    ):
        await first.opens()
        async with a_bot(tmp_path, **telegram(fake)) as second:
            await second.opens()
            await until(waits_for(second), "the second one waits")
            people = [fake.chat(number) for number in range(1, 9)]
            for person in people:
                await person.says("hola")
            for person in people:
                await person.hears(PATIENCE)
            await until(lambda: is_written_down(tmp_path), "what arrived is written down")
            await first.ends(signal.SIGKILL)

            for person in people:
                await person.says("menú")
            for person in people:
                await person.hears(PATIENCE)
            assert await second.ends(signal.SIGINT) == 0
        assert len(fake.sent) == 16


def is_written_down(folder: Path) -> bool:
    """Whoever is killed before may have sent what the next one sends again."""
    return rows(folder, "SELECT count(*) FROM outbox WHERE state = 'pendiente'") == [(0,)]


def waits_for(bot: Bot) -> Callable[[], bool]:
    return lambda: "Otro proceso se ocupa de «delivery:telegram»" in bot.log
