"""A Bot API server of our own, over real HTTP, with people to talk with and faults to inject.

In a test: `async with FakeTelegram() as fake: chat = fake.chat(7); await chat.says("hola")`,
then `await chat.hears()`. As a process: `python -m tests.fake_telegram --port 8081`.
What it does as Telegram does: getUpdates confirms what is before `offset`; a webhook gets the
updates of one chat in order, one at a time, again until it answers 2xx, and may answer with a call.
"""

import argparse
import asyncio
import json
import math
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl

from aiohttp import web

from tests.telegram_citizen import BOT_USER, Citizen, Sent
from tests.telegram_webhook import Webhook

TOKEN = "123456:de-mentira"
"""The token the fake knows; any other gets 401."""


class ApiError(Exception):
    """An answer that is not ok."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.body = {"ok": False, "error_code": status, "description": description}
        if parameters:
            self.body["parameters"] = parameters


@dataclass
class Rule:
    """A fault for the next `times` calls of `method`; `chat_id` narrows it."""

    method: str
    error: ApiError
    times: float = 1
    chat_id: int | None = None


class FakeTelegram:
    """The server. Everything it was told is in `calls`, `sent` and `answered`."""

    def __init__(
        self, *, token: str = TOKEN, port: int = 0, redeliver: float = 0.02, first_id: int = 1000
    ) -> None:
        self.token = token
        self.port = port
        self.redeliver = redeliver
        """Seconds until the first redelivery; doubles each time, up to 1."""
        self.latency = 0.0
        self.strict_rate: int | None = None
        """Messages in any second; the one after gets 429."""
        self.refused_by_rate = 0
        self.lost_replies = 0
        """The next messages, so many of them, arrive, but the bot does not learn so."""
        self.rules: list[Rule] = []
        self.blocked: set[int] = set()
        self.moved: dict[int, int] = {}
        self.files: dict[str, bytes] = {}
        self.calls: Counter[str] = Counter()
        self.sent: list[Sent] = []
        self.answered: list[str] = []
        self.pending: dict[int, dict[str, Any]] = {}
        """Updates not confirmed yet, by update_id."""
        self.webhook: Webhook | None = None
        self._chats: dict[int, Citizen] = {}
        self._ids = count(first_id)
        self._tasks: set[asyncio.Task[None]] = set()
        self._taps: set[str] = set()
        self._recent: deque[float] = deque()
        self._closed_until = 0.0
        self._polls = 0
        self._news = asyncio.Condition()
        self._methods: dict[str, Callable[[dict[str, str]], Awaitable[Any]]] = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "sendMessage": self._send_message,
            "answerCallbackQuery": self._answer_callback_query,
            "getFile": self._get_file,
        }

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{file_id:.+}", self._serve_file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._delete_webhook({})
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """For AYNI_TELEGRAM_API_URL."""
        return f"http://127.0.0.1:{self.port}"

    def chat(self, chat_id: int) -> Citizen:
        """The person of this chat."""
        return self._chats.setdefault(chat_id, Citizen(chat_id, self))

    def fail(
        self,
        method: str,
        status: int,
        description: str = "Bad Request: test",
        *,
        times: float = 1,
        chat_id: int | None = None,
        **parameters: int,
    ) -> None:
        """Answer the next calls of `method` with this error."""
        self.rules.append(Rule(method, ApiError(status, description, **parameters), times, chat_id))

    def flood(self, seconds: float) -> None:
        """Answer every sendMessage with 429 for that long."""
        self._closed_until = time.monotonic() + seconds

    def push(self, kind: str, body: dict[str, Any], *, update_id: int | None = None) -> int:
        """A new update; it waits for getUpdates, or goes to the webhook."""
        update_id = next(self._ids) if update_id is None else update_id
        update = {"update_id": update_id, kind: body}
        self.pending[update_id] = update
        if self.webhook:
            self.webhook.deliver(update)
        else:
            task = asyncio.get_running_loop().create_task(self._tell_pollers())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return update_id

    def new_tap(self) -> str:
        """The id of a tap that waits for its answer."""
        tap = f"tap-{next(self._ids)}"
        self._taps.add(tap)
        return tap

    # --- the API -----------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls[method] += 1
        if request.match_info["token"] != self.token:
            return _json(ApiError(401, "Unauthorized").body, 401)
        raw = await request.read()
        is_json = request.content_type == "application/json"
        params = json.loads(raw) if is_json else dict(parse_qsl(raw.decode()))
        if self.latency:
            await asyncio.sleep(self.latency)
        try:
            result = await self.call(method, params)
        except ApiError as error:
            return _json(error.body, error.status)
        if method == "sendMessage" and self.lost_replies > 0:
            self.lost_replies -= 1
            assert request.transport is not None
            request.transport.abort()
        return _json({"ok": True, "result": result})

    async def call(self, method: str, params: dict[str, str]) -> Any:
        """One method, with its faults."""
        chat_id = int(params["chat_id"]) if "chat_id" in params else None
        for rule in self.rules:
            if rule.method == method and rule.times > 0 and rule.chat_id in {None, chat_id}:
                rule.times -= 1
                raise rule.error
        if method not in self._methods:
            raise ApiError(404, "Not Found: method not found")
        return await self._methods[method](params)

    async def _get_me(self, params: dict[str, str]) -> Any:
        return BOT_USER

    async def _get_updates(self, params: dict[str, str]) -> Any:
        if self.webhook:
            raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
        for update_id in [key for key in self.pending if key < int(params.get("offset", 0))]:
            del self.pending[update_id]
        self._polls += 1
        mine = self._polls
        ends_at = time.monotonic() + float(params.get("timeout", 0))
        async with self._news:
            self._news.notify_all()
            while not self.pending and mine == self._polls and time.monotonic() < ends_at:
                try:
                    await asyncio.wait_for(self._news.wait(), ends_at - time.monotonic())
                except TimeoutError:
                    break
        if mine != self._polls:
            raise ApiError(409, "Conflict: terminated by other getUpdates request")
        return list(self.pending.values())[: int(params.get("limit", 100))]

    async def _set_webhook(self, params: dict[str, str]) -> Any:
        await self._delete_webhook({})
        self.webhook = Webhook(
            params, redeliver=self.redeliver, taken=self._confirm, call=self._call_from_webhook
        )
        for update in self.pending.values():
            self.webhook.deliver(update)
        return True

    async def _delete_webhook(self, params: dict[str, str]) -> Any:
        webhook, self.webhook = self.webhook, None
        if webhook:
            await webhook.close()
        if params.get("drop_pending_updates") == "true":
            self.pending.clear()
        return True

    async def _send_message(self, params: dict[str, str]) -> Any:
        chat_id, text = int(params["chat_id"]), params.get("text", "")
        self._limit_rate()
        if chat_id in self.moved:
            raise ApiError(400, "Bad Request: chat moved", migrate_to_chat_id=self.moved[chat_id])
        if chat_id in self.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if not text.strip():
            raise ApiError(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > 4096:
            raise ApiError(400, "Bad Request: message is too long")
        sent = Sent(next(self._ids), chat_id, text, _buttons(params), params, time.monotonic())
        self.sent.append(sent)
        self.chat(chat_id).inbox.put_nowait(sent)
        return {
            "message_id": sent.message_id,
            "date": int(time.time()),
            "from": BOT_USER,
            "chat": {"id": chat_id, "type": "private", "first_name": "Vecina"},
            "text": text.strip(),
        }

    async def _answer_callback_query(self, params: dict[str, str]) -> Any:
        if params["callback_query_id"] not in self._taps:
            raise ApiError(400, "Bad Request: query is too old and response timeout expired")
        self._taps.discard(params["callback_query_id"])
        self.answered.append(params["callback_query_id"])
        return True

    async def _get_file(self, params: dict[str, str]) -> Any:
        file_id = params.get("file_id", "")
        if file_id not in self.files:
            raise ApiError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        size = len(self.files[file_id])
        return {
            "file_id": file_id,
            "file_unique_id": file_id,
            "file_size": size,
            "file_path": file_id,
        }

    async def _serve_file(self, request: web.Request) -> web.Response:
        file_id = request.match_info["file_id"]
        if request.match_info["token"] != self.token or file_id not in self.files:
            return _json(ApiError(404, "Not Found").body, 404)
        return web.Response(body=self.files[file_id])

    def _limit_rate(self) -> None:
        now = time.monotonic()
        if now < self._closed_until:
            seconds = math.ceil(self._closed_until - now)
            raise ApiError(429, "Too Many Requests: retry later", retry_after=seconds)
        if self.strict_rate is None:
            return
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) >= self.strict_rate:
            self.refused_by_rate += 1
            raise ApiError(429, "Too Many Requests: retry after 1", retry_after=1)
        self._recent.append(now)

    async def _tell_pollers(self) -> None:
        async with self._news:
            self._news.notify_all()

    def _confirm(self, update_id: int) -> None:
        self.pending.pop(update_id, None)

    async def _call_from_webhook(self, method: str, params: dict[str, str]) -> None:
        """A call that came as the answer to a webhook: its own result is told to nobody."""
        try:
            await self.call(method, params)
        except ApiError:
            self.calls["failed in a webhook's answer"] += 1


def _json(body: dict[str, Any], status: int = 200) -> web.Response:
    return web.json_response(body, status=status)


def _buttons(params: dict[str, str]) -> list[tuple[str, str]]:
    """Label, and what a tap brings back or opens."""
    markup = json.loads(params.get("reply_markup", "{}"))
    each = [button for row in markup.get("inline_keyboard", []) for button in row]
    if any(not 1 <= len(button.get("callback_data", "x").encode()) <= 64 for button in each):
        raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    if any(not button.get("url", "https://x").startswith("https://") for button in each):
        raise ApiError(400, "Bad Request: BUTTON_URL_INVALID")
    return [(button["text"], button.get("callback_data") or button["url"]) for button in each]


async def _run(arguments: argparse.Namespace) -> None:
    async with FakeTelegram(token=arguments.token, port=arguments.port) as fake:
        fake.latency = arguments.latency
        print(fake.url, flush=True)  # noqa: T201 the program's answer
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    asyncio.run(_run(parser.parse_args()))
