"""The Bot API as we use it: python-telegram-bot's Bot, and raw answers where they matter.

PTB parses each answer into objects and raises on what it does not expect (measured: a date in
milliseconds, a user without `is_bot`). A sent message that cannot be parsed would be sent again,
and one strange update would stop the polling for everybody: for these, the JSON is enough.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from pydantic import SecretStr
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.telegram.request import MAX_FILE, STAND_IN, AiohttpRequest

POLL_SECONDS = 25
_NO_PREVIEW = '{"is_disabled":true}'


class TelegramApi(Bot):
    """One bot at one Bot API server. Everything raises TelegramError and nothing else."""

    __slots__ = ("_http",)

    def __init__(self, token: SecretStr, api_url: str) -> None:
        request = AiohttpRequest(token)
        super().__init__(
            STAND_IN,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=request,
            get_updates_request=request,
        )
        self._http = request

    async def open(self) -> None:
        """Open the pool. PTB's `initialize` asks getMe: the start would depend on Telegram."""
        await self.request.initialize()

    async def close_pool(self) -> None:
        """Close the pool. (`close` is a method of the Bot API.)"""
        await self.request.shutdown()

    async def own_name(self) -> str:
        """The bot's own @name."""
        return str(_field(await self._post("getMe"), "username"))

    async def say(self, chat_id: int, text: str, reply_markup: str) -> str:
        """Send plain text without link preview; give the id of the message.

        `reply_markup` is JSON, empty for none.
        """
        body = b"chat_id=%d&%b" % (chat_id, _encoded(text, reply_markup))
        sent = await self._http.call(f"{self.base_url}/sendMessage", body)
        return str(_field(sent, "message_id"))

    async def raw_updates(self, offset: int | None, allowed: Sequence[str]) -> list[Any]:
        """Updates from `offset` on, as JSON; those before it are confirmed and gone."""
        updates = await self._post(
            "getUpdates",
            {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": list(allowed)},
            read_timeout=(self.request.read_timeout or 0) + POLL_SECONDS,
        )
        if not isinstance(updates, list):
            raise TelegramError("getUpdates no dio una lista")
        return updates

    async def download(self, file_id: str) -> bytes:
        """The bytes of a file; BadRequest where it is unknown, gone or over 20 MB."""
        file = await self._post("getFile", {"file_id": file_id})
        if (
            isinstance(file, dict)
            and isinstance(size := file.get("file_size"), int)
            and size > MAX_FILE
        ):
            raise BadRequest("file is too big")
        try:
            return await self.request.retrieve(f"{self.base_file_url}/{_field(file, 'file_path')}")
        except InvalidToken:  # any 404
            raise BadRequest("file not found") from None


@lru_cache(maxsize=64)
def _encoded(text: str, reply_markup: str) -> bytes:
    """All of a message but its chat: a mass message is encoded once."""
    fields = {"text": text, "link_preview_options": _NO_PREVIEW}
    if reply_markup:
        fields["reply_markup"] = reply_markup
    return urlencode(fields).encode()


def _field(answer: object, name: str) -> object:
    if isinstance(answer, dict) and answer.get(name):
        return answer[name]
    raise TelegramError(f"la respuesta de Telegram no trae {name}")
