"""Telegram: updates by webhook or by polling, messages through the Bot API.

Off if there is no AYNI_TELEGRAM_TOKEN. What is Telegram's own is beside this; here its
errors become the `SendError` that tells delivery what to do.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import lru_cache

from aiohttp import web
from pydantic import SecretStr
from telegram import ReplyKeyboardRemove
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    TelegramError,
)

from bot.channels import (
    Channel,
    MisconfiguredError,
    MovedError,
    NotTakenError,
    RejectedError,
    SendError,
    ThrottledError,
    UncertainError,
    UnreachableError,
    Wiring,
    numbered,
)
from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.patience import Patience
from bot.channels.telegram.pieces import keyboard, lead_apart, pieces
from bot.channels.telegram.request import FloodError, NotTaken
from bot.channels.telegram.updates import ALLOWED_UPDATES, Parsed, read
from bot.channels.telegram.webhook import Webhook
from intake.errors import DatabaseError
from intake.settings import TelegramMode
from intake.store.outgoing import Outgoing
from intake.store.pulses import Pulses

_log = logging.getLogger(__name__)

_PATH = "/telegram/webhook"
_HALFWAY_KEPT = 1_000
_NO_KEYBOARD = ReplyKeyboardRemove().to_json()
_GONE = ("chat not found", "user is deactivated", "user not found", "peer_id_invalid")

Sleep = Callable[[float], Awaitable[None]]


def open_channel(wiring: Wiring) -> Channel | None:
    """The channel, or None if no token is set."""
    token = wiring.settings.telegram_token
    return TelegramChannel(wiring, token) if token else None


class TelegramChannel:
    """One bot of Telegram."""

    name = "telegram"
    knows_repeats = False

    def __init__(self, wiring: Wiring, token: SecretStr, *, sleep: Sleep = asyncio.sleep) -> None:
        settings = wiring.settings
        self.rate = settings.telegram_rate
        self.chat_rate = settings.telegram_chat_rate
        self._accept = wiring.accept
        self._by_webhook = settings.telegram_mode is TelegramMode.WEBHOOK
        self._webhook_url = settings.public_url + _PATH
        secret = settings.telegram_webhook_secret
        self._secret = secret.get_secret_value() if secret else ""
        self._api = TelegramApi(token, settings.telegram_api_url)
        self._sleep = sleep
        self._ticks = wiring.ticks
        self._pulse = Pulses(wiring.database, self.name, wiring.now)
        self._answers: set[asyncio.Task[None]] = set()
        self._halfway: dict[str, int] = {}

    def routes(self) -> Iterable[web.RouteDef]:
        """The webhook, if there is one."""
        if not self._by_webhook:
            return []
        return [web.post(_PATH, Webhook(self._secret, self._take, self._ticks).handle)]

    async def start(self) -> None:
        """Open the pool of connections. Telegram itself is not asked anything."""
        await self._api.open()

    async def stop(self) -> None:
        """Close it; a tap not answered yet stays so."""
        for task in self._answers:
            task.cancel()
        await asyncio.gather(*self._answers, return_exceptions=True)
        await self._api.close_pool()

    async def check(self) -> str:
        """The bot's own username; a SendError where it cannot be had."""
        try:
            return await self._api.own_name()
        except TelegramError as problem:
            raise _send_error(problem) from None

    async def receive(self) -> None:
        """Tell Telegram where the webhook is, and return; or ask for updates until cancelled."""
        if self._by_webhook:
            await self._insist("registrar el webhook", self._set_webhook)
        else:
            await self._insist("pasar a consultas", self._api.delete_webhook)
            await self._poll()

    async def send(self, address: str, message: Outgoing, key: str) -> str:
        """Send, in pieces if it is long. Pieces that went before a failure are not sent again."""
        if not address.removeprefix("-").isdecimal():
            raise RejectedError(f"«{address}» no es un chat de Telegram")
        parts, markup = _written(message)
        first_markup = _NO_KEYBOARD if message.ends_location else ""
        last = len(parts) - 1
        try:
            for place in range(min(self._halfway.get(key, 0), last), last):
                await self._api.say(int(address), parts[place], "" if place else first_markup)
                self._remember(key, place + 1)
            sent = await self._api.say(int(address), parts[last], markup)
        except TelegramError as problem:
            raise _send_error(problem) from None
        self._halfway.pop(key, None)
        return sent

    async def fetch(self, file_ref: str) -> bytes:
        """Download a file of at most 20 MB."""
        try:
            return await self._api.download(file_ref)
        except TelegramError as problem:
            raise _send_error(problem) from None

    async def _set_webhook(self) -> object:
        return await self._api.set_webhook(
            self._webhook_url,
            secret_token=self._secret,
            allowed_updates=list(ALLOWED_UPDATES),
            max_connections=100,
        )

    async def _insist(self, task: str, call: Callable[[], Awaitable[object]]) -> None:
        """Until it works: what Telegram says today, a wrong token too, may be right tomorrow."""
        patience = Patience(task)
        while True:
            try:
                await call()
            except TelegramError as problem:
                await self._sleep(patience.after(problem))
            else:
                _log.info("Telegram: listo (%s)", task)
                return

    async def _poll(self) -> None:
        """Asking for what follows confirms what came: only once it is committed."""
        patience = Patience("recibir mensajes")
        offset: int | None = None
        while True:
            try:
                readings = [
                    read(each) for each in await self._api.raw_updates(offset, ALLOWED_UPDATES)
                ]
                await self._take(readings)
                await self._pulse.beat()
            except (TelegramError, DatabaseError) as problem:
                await self._sleep(patience.after(problem))
                continue
            patience.reset()
            offset = next(
                (each.update_id + 1 for each in reversed(readings) if each.update_id is not None),
                offset,
            )

    async def _take(self, readings: Sequence[Parsed]) -> None:
        """Commit what people said, then answer their taps."""
        if readings and all(each.update_id is None for each in readings):
            raise TelegramError("llegaron actualizaciones sin update_id")
        incoming = [each.incoming for each in readings if each.incoming]
        if incoming:
            await self._accept(incoming)
        for each in readings:
            if each.callback_id:
                task = asyncio.create_task(self._answer(each.callback_id))
                self._answers.add(task)
                task.add_done_callback(self._answers.discard)

    async def _answer(self, callback_id: str) -> None:
        """End the wait the button shows. It is only a courtesy: the tap is already kept."""
        try:
            await self._api.answer_callback_query(callback_id)
        except TelegramError as problem:
            _log.debug("Telegram: un toque quedó sin respuesta: %s", problem)

    def _remember(self, key: str, sent: int) -> None:
        self._halfway[key] = sent
        if len(self._halfway) > _HALFWAY_KEPT:
            del self._halfway[next(iter(self._halfway))]


@lru_cache(maxsize=64)
def _written(message: Outgoing) -> tuple[list[str], str]:
    """Its pieces, and its keyboard as JSON: made once for a mass message."""
    texts = lead_apart(message.text) if message.ends_location else [message.text]
    parts = [part for text in texts for part in pieces(text) if part.strip()] or [message.text]
    markup = keyboard(message, numbered(message))
    return parts, markup.to_json()


def _send_error(problem: TelegramError) -> SendError:
    """What delivery must do. BadRequest is a NetworkError to PTB: the order of the cases counts."""
    reason = problem.message[:300]
    match problem:
        case FloodError():
            return ThrottledError(problem.seconds)
        case NotTaken():
            return NotTakenError(reason)
        case ChatMigrated():
            return MovedError(str(problem.new_chat_id))
        case InvalidToken() | Conflict():
            return MisconfiguredError(reason)
        case Forbidden():
            return UnreachableError(reason)
        case BadRequest() if any(words in reason.lower() for words in _GONE):
            return UnreachableError(reason)
        case BadRequest():
            return RejectedError(reason)
        case _:
            return UncertainError(reason)
