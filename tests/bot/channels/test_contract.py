"""What every channel promises, checked on each one that is found."""

import math
from collections.abc import AsyncIterator
from types import ModuleType
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

import bot.channels
from bot.channels import Channel, SendError, Wiring
from intake.clock import utc_now
from intake.plugins import discover
from intake.settings import Settings, TelegramMode
from intake.store.db import Database
from intake.store.outgoing import Choice, Outgoing
from tests.fake_telegram import TOKEN, FakeTelegram

MODULES = list(discover(bot.channels))
SETTINGS: dict[str, Any] = {
    "telegram_token": SecretStr(TOKEN),
    "telegram_webhook_secret": SecretStr("un_secreto_largo"),
    "telegram_mode": TelegramMode.WEBHOOK,
    "public_url": "http://127.0.0.1:9",
}
"""Every channel is on."""


@pytest.fixture
async def wiring(database: Database) -> AsyncIterator[Wiring]:
    async def accept(messages: object) -> None:
        pass

    async with FakeTelegram() as fake:
        yield Wiring(Settings(**SETTINGS, telegram_api_url=fake.url), database, accept, utc_now)


@pytest.fixture(
    params=[pytest.param(each, id=each.__name__.rpartition(".")[2]) for each in MODULES]
)
async def channel(request: pytest.FixtureRequest, wiring: Wiring) -> AsyncIterator[Channel]:
    module: ModuleType = request.param
    channel: Channel | None = module.open_channel(wiring)
    assert channel is not None
    await channel.start()
    yield channel
    await channel.stop()


async def test_names_are_told_apart(wiring: Wiring) -> None:
    channels = [module.open_channel(wiring) for module in MODULES]

    names = [channel.name for channel in channels]
    assert len(set(names)) == len(names) >= 2


async def test_it_says_how_fast_it_may_go(channel: Channel) -> None:
    assert 0 < channel.chat_rate <= math.inf
    assert 0 < channel.rate <= math.inf


async def test_all_routes_fit_into_one_application(wiring: Wiring) -> None:
    app = web.Application()

    for module in MODULES:
        app.add_routes(module.open_channel(wiring).routes())

    paths = [
        (route.method, route.resource.canonical) for route in app.router.routes() if route.resource
    ]
    assert len(set(paths)) == len(paths)


async def test_it_sends_a_text_with_choices_and_gives_an_id(channel: Channel) -> None:
    message = Outgoing("¿Es así?", (Choice("Sí", "si"), Choice("No", "no")), asks_location=True)

    sent = await channel.send("7", message, "contrato:1")

    assert isinstance(sent, str)
    assert sent


async def test_it_sends_a_very_long_text(channel: Channel) -> None:
    assert await channel.send("7", Outgoing("Ñandú " * 3000), "contrato:2")


async def test_a_file_nobody_sent_cannot_be_fetched(channel: Channel) -> None:
    with pytest.raises(SendError):
        await channel.fetch("ningún archivo")


async def test_it_can_be_stopped_twice_and_started_again(channel: Channel) -> None:
    await channel.start()
    await channel.stop()
    await channel.stop()
    await channel.start()

    assert await channel.send("7", Outgoing("Otra vez"), "contrato:3")


async def test_where_updates_come_by_http_receive_returns(channel: Channel) -> None:
    await channel.receive()
