"""Strangers talk with the bot: each conversation over the page's own HTTP, some elsewhere too."""

import itertools
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.conversations.holding import (
    Conversation,
    House,
    OnTelegram,
    a_house,
    in_chromium,
    on_page,
)
from tests.conversations.scripts import Script, scripts

ALONE = pytest.mark.asyncio(loop_scope="session")

SCRIPTS = scripts()
_chats = itertools.count(700)


def on(where: str) -> list[object]:
    """Those that are held there."""
    return [pytest.param(each, id=each.name) for each in SCRIPTS if where in each.held]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(
    tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path
) -> AsyncIterator[House]:
    """One bot for all conversations, each of somebody else; closed before other tests go on."""
    path = tmp_path_factory.mktemp("casa") / "ayni.db"
    shutil.copy(empty_sqlite, path)
    async with a_house(path) as house:
        yield house


def test_there_are_sixty_conversations_and_each_has_its_name() -> None:
    assert len({each.name for each in SCRIPTS}) == len(SCRIPTS) >= 60
    assert len(on("chromium")) >= 5
    assert len(on("telegram")) >= 5


@ALONE
@pytest.mark.parametrize("script", on("page"))
async def test_it_is_held_on_the_page(house: House, script: Script) -> None:
    async with on_page(house) as chat:
        await Conversation(house, chat, script).hold()


@ALONE
@pytest.mark.parametrize("script", on("telegram"))
async def test_it_is_held_on_telegram(house: House, script: Script) -> None:
    chat = OnTelegram(house.fake, house.fake.chat(next(_chats)))
    await Conversation(house, chat, script).hold()


@pytest.mark.browser
@ALONE
@pytest.mark.parametrize("script", on("chromium"))
async def test_it_is_held_in_chromium(house: House, chromium: Browser, script: Script) -> None:
    async with in_chromium(house, chromium) as chat:
        await Conversation(house, chat, script).hold()
