"""The Telegram channel connected with the fake Bot API, and somebody who keeps what is accepted."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory

from aiohttp import web
from aiohttp.test_utils import unused_port
from pydantic import SecretStr

from bot.channels import Wiring
from bot.channels.telegram.channel import TelegramChannel
from bot.messages import Incoming
from intake.clock import utc_now
from intake.errors import DatabaseUnreachableError
from intake.settings import Settings, TelegramMode
from intake.store.db import Database
from tests.fake_telegram import TOKEN, FakeTelegram
from tests.running import closing, turns

SECRET = "un-secreto_de_prueba"


@dataclass
class Line:
    """A running channel."""

    fake: FakeTelegram
    channel: TelegramChannel
    accepted: asyncio.Queue[Incoming] = field(default_factory=asyncio.Queue)
    refusals: int = 0
    """How many next times the database cannot be reached."""
    waits: list[float] = field(default_factory=list)
    """Seconds the channel wanted to wait; it did not have to."""
    webhook_url: str = ""

    async def accept(self, messages: Sequence[Incoming]) -> None:
        """Play the inbox."""
        if self.refusals:
            self.refusals -= 1
            raise DatabaseUnreachableError
        for message in messages:
            self.accepted.put_nowait(message)

    async def sleep(self, seconds: float) -> None:
        """Remember it, and let the others work."""
        self.waits.append(seconds)
        await turns()

    async def next(self) -> Incoming:
        """The next accepted message."""
        return await asyncio.wait_for(self.accepted.get(), 5)


def settings_for(fake: FakeTelegram, public_url: str = "") -> Settings:
    """By webhook where there is a public address."""
    return Settings.load(
        telegram_token=SecretStr(TOKEN),
        telegram_api_url=fake.url,
        telegram_mode=TelegramMode.WEBHOOK if public_url else TelegramMode.POLLING,
        telegram_webhook_secret=SecretStr(SECRET),
        public_url=public_url,
    )


@asynccontextmanager
async def connected(
    fake: FakeTelegram, public_url: str = "", database: Database | None = None
) -> AsyncIterator[Line]:
    """The channel started, not receiving."""
    settings = settings_for(fake, public_url)
    line: Line

    async def accept(messages: Sequence[Incoming]) -> None:
        await line.accept(messages)

    async def sleep(seconds: float) -> None:
        await line.sleep(seconds)

    async with AsyncExitStack() as stack:
        if database is None:
            folder = stack.enter_context(TemporaryDirectory())
            database = await stack.enter_async_context(
                closing(Database(f"sqlite+aiosqlite:///{folder}/sin-tablas.db"))
            )
        wiring = Wiring(settings, database, accept, utc_now)
        assert settings.telegram_token
        line = Line(fake, TelegramChannel(wiring, settings.telegram_token, sleep=sleep))
        await line.channel.start()
        stack.push_async_callback(line.channel.stop)
        yield line


@asynccontextmanager
async def polling(fake: FakeTelegram, database: Database | None = None) -> AsyncIterator[Line]:
    """The channel asking for updates."""
    async with connected(fake, database=database) as line:
        task = asyncio.create_task(line.channel.receive())
        try:
            yield line
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@asynccontextmanager
async def on_webhook(fake: FakeTelegram) -> AsyncIterator[Line]:
    """The channel behind its webhook, registered at the fake."""
    port = unused_port()
    async with connected(fake, f"http://127.0.0.1:{port}") as line:
        app = web.Application()
        app.add_routes(line.channel.routes())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        line.webhook_url = f"http://127.0.0.1:{port}/telegram/webhook"
        try:
            await line.channel.receive()
            yield line
        finally:
            await runner.cleanup()
