"""The real bot as a process, on the fake Telegram."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp.test_utils import unused_port

from tests.fake_telegram import TOKEN, FakeTelegram
from tests.process import running_bot
from tests.running import until


@asynccontextmanager
async def bot_on(fake: FakeTelegram, folder: Path, mode: str) -> AsyncIterator[None]:
    """The bot in polling or webhook mode; over when updates can reach it."""
    port = unused_port()
    settings = {
        "AYNI_TELEGRAM_TOKEN": TOKEN,
        "AYNI_TELEGRAM_API_URL": fake.url,
        "AYNI_TELEGRAM_MODE": mode,
        "AYNI_TELEGRAM_WEBHOOK_SECRET": "s3creto_bien_largo",
        "AYNI_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "AYNI_HTTP_PORT": str(port),
        "AYNI_TELEGRAM_CHAT_RATE": "50",
    }
    async with running_bot(folder, **settings):
        if mode == "webhook":
            await until(lambda: fake.webhook is not None, "the webhook is set")
        yield
