"""A Bot API of our own, and the settings by which the channel finds it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic import SecretStr

from intake.settings import TelegramMode
from tests.fake_telegram import TOKEN, FakeTelegram


@asynccontextmanager
async def stand_in() -> AsyncIterator[dict[str, Any]]:
    """The settings that switch it on, while the other side answers."""
    async with FakeTelegram() as fake:
        yield {
            "telegram_token": SecretStr(TOKEN),
            "telegram_webhook_secret": SecretStr("un_secreto_largo"),
            "telegram_mode": TelegramMode.WEBHOOK,
            "public_url": "http://127.0.0.1:9",
            "telegram_api_url": fake.url,
        }
