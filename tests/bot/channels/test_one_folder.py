"""A channel is one folder: put on the path, the bot opens it, and nothing else is touched."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

import bot.channels
from bot.app import open_channels
from bot.channels import Channel, Wiring
from intake.clock import utc_now
from intake.settings import Settings
from intake.store.db import Database
from tests import toy_channel
from tests.bot.channels.contract import CASES, Case
from tests.process import PATIENCE, running_bot

_ROOT = Path(__file__).parents[3]


async def test_a_message_goes_in_and_the_answer_comes_out(tmp_path: Path) -> None:
    toy_channel.put(tmp_path / "plugins")
    path = f"{tmp_path / 'plugins'}:{_ROOT}"

    async with (
        asyncio.timeout(PATIENCE),
        running_bot(tmp_path, PYTHONPATH=path, AYNI_PALOMA_NAME="blanca") as running,
        aiohttp.ClientSession(running.url) as line,
    ):
        assert "Paloma mensajera: encendido" in running.said
        letter = {"from": "7", "id": "1", "text": "hola"}
        async with line.post("/paloma", json=letter) as taken:
            assert taken.status == 202
        async with line.get("/paloma/7") as landed:
            assert "Ayni Escucha" in (await landed.json())[0]
        async with line.get("/salud") as health:
            assert (await health.json())["paloma"] == "bien"


@pytest.fixture
async def channel(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Channel]:
    """The toy, found and open in this process."""
    toy_channel.put(tmp_path)
    monkeypatch.setattr(bot.channels, "__path__", list(bot.channels.__path__))
    monkeypatch.setattr(bot.channels, "paloma", None, raising=False)
    for name in ("bot.channels.paloma", "bot.channels.paloma.channel"):
        monkeypatch.setitem(sys.modules, name, None)  # so that it is taken out again
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("AYNI_PALOMA_NAME", "blanca")

    async def accept(messages: object) -> None:
        pass

    found = open_channels(Wiring(Settings.load(_env_file=None), database, accept, utc_now))
    await found["paloma"].start()
    yield found["paloma"]
    await found["paloma"].stop()


@pytest.mark.parametrize("case", CASES, ids=[case.__name__ for case in CASES])
async def test_it_keeps_the_promises_of_every_channel(channel: Channel, case: Case) -> None:
    await case(channel)
