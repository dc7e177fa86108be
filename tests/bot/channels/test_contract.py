"""The promises of a channel, checked on each one that is found.

One that speaks with somebody else's servers has a `stand_in` beside its tests, in
`tests/bot/channels/<name>/stand_in.py`: it plays them, and gives the settings that switch it on.
"""

import importlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import pytest
from aiohttp import web

import bot.channels
from bot.channels import Channel, Wiring
from intake.clock import utc_now
from intake.plugins import discover
from intake.settings import Settings
from intake.store.db import Database
from tests.bot.channels.contract import CASES, Case

MODULES = {module.__name__.rpartition(".")[2]: module for module in discover(bot.channels)}


@pytest.fixture
async def wiring(database: Database) -> AsyncIterator[Wiring]:
    """Every channel is on."""

    async def accept(messages: object) -> None:
        pass

    async with AsyncExitStack() as stack:
        settings: dict[str, Any] = {}
        for name in MODULES:
            tests = f"tests.bot.channels.{name}"
            if find_spec(tests) and find_spec(f"{tests}.stand_in"):
                played = importlib.import_module(f"{tests}.stand_in").stand_in()
                settings |= await stack.enter_async_context(played)
        yield Wiring(Settings.load(**settings, _env_file=None), database, accept, utc_now)


@pytest.fixture(params=MODULES.values(), ids=list(MODULES))
async def channel(request: pytest.FixtureRequest, wiring: Wiring) -> AsyncIterator[Channel]:
    module: ModuleType = request.param
    channel: Channel | None = module.open_channel(wiring)
    assert channel is not None
    await channel.start()
    yield channel
    await channel.stop()


@pytest.mark.parametrize("case", CASES, ids=[case.__name__ for case in CASES])
async def test_it_keeps_its_promises(channel: Channel, case: Case) -> None:
    await case(channel)


async def test_names_are_told_apart(wiring: Wiring) -> None:
    channels = [module.open_channel(wiring) for module in MODULES.values()]

    names = [channel.name for channel in channels]
    assert len(set(names)) == len(names) >= 2


async def test_all_routes_fit_into_one_application(wiring: Wiring) -> None:
    app = web.Application()

    for module in MODULES.values():
        app.add_routes(module.open_channel(wiring).routes())

    paths = [
        (route.method, route.resource.canonical) for route in app.router.routes() if route.resource
    ]
    assert len(set(paths)) == len(paths)
