"""A web chat on a real database, and somebody's browser at it."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from intake.store.db import Database
from tests.bot.channels.webchat.web_app import Browser, Clock, Site, browsing, serving


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
async def site(database: Database, clock: Clock) -> AsyncIterator[Site]:
    async with serving(database, clock) as site:
        yield site


@pytest.fixture
async def browser(site: Site) -> AsyncIterator[Browser]:
    async with browsing(site) as browser:
        yield browser
