"""The web chat: a page, the visitor's messages by POST, ours by server-sent events."""

import math
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from aiohttp import web

from bot.channels import Channel, RejectedError, Wiring
from bot.webpage.answers import SECURITY, UnacceptableError, json_answer, refusal, to_json
from bot.webpage.assets import FOLDER, Assets
from bot.webpage.mailbox import History, Line, Mailbox
from bot.webpage.posts import read_body, read_post
from bot.webpage.streams import POLL, Streams, TooManyStreamsError
from bot.webpage.visitors import COOKIE, RateLimit, check_origin, find_visitor, new_visitor
from intake.errors import DatabaseError
from intake.outgoing import Outgoing

HEARTBEAT: Final = 15.0
"""Seconds of silence after which a stream says it is alive: proxies close silent ones."""
_RETRY: Final = b"retry: 2000\n\n"
_MAX_ID: Final = 2**63 - 1

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def open_channel(wiring: Wiring) -> Channel | None:
    """Always there: it needs no account with anybody."""
    return WebChat(wiring)


class WebChat:
    """The chat of our own page."""

    name = "web"
    rate = math.inf
    chat_rate = math.inf
    knows_repeats = True

    def __init__(self, wiring: Wiring, *, heartbeat: float = HEARTBEAT, poll: float = POLL) -> None:
        self._wiring = wiring
        self._heartbeat = heartbeat
        self._assets = Assets()
        self._mailbox = Mailbox(wiring.database)
        self._streams = Streams(self._mailbox, poll=poll)
        self._limit = RateLimit()
        self._is_https = wiring.settings.public_url.startswith("https:")

    def routes(self) -> Iterable[web.RouteDef]:
        """The page, its files, and the three doors of the conversation."""
        return [
            web.get("/", _guarded(self._page)),
            web.get(f"{FOLDER}/{{name}}", _guarded(self._file)),
            web.get("/chat/historial", _guarded(self._history)),
            web.get("/chat/eventos", _guarded(self._events)),
            web.post("/chat/mensajes", _guarded(self._message)),
            web.post("/chat/salir", _guarded(self._leave)),
        ]

    async def start(self) -> None:
        """Take streams; the first one starts what it needs."""
        self._streams.open()

    async def stop(self) -> None:
        """Close the streams, so that the web server has nobody to wait for."""
        await self._streams.close()

    async def receive(self) -> None:
        """Messages come by HTTP."""

    async def send(self, address: str, message: Outgoing, key: str) -> str:
        """Keep the line, and wake the pages this process has open; others find it by asking."""
        kept = await self._mailbox.keep_ours(address, key, message, self._wiring.now())
        self._streams.wake(address)
        return str(kept)

    async def fetch(self, file_ref: str) -> bytes:
        """There is none: the page sends words and places only."""
        raise RejectedError(f"el chat web no recibe archivos: {file_ref}")

    async def _page(self, request: web.Request) -> web.StreamResponse:
        response = self._assets.answer_page(request)
        visitor = find_visitor(request.cookies) or new_visitor()
        visitor.remember(response, secure=self._is_https)
        return response

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return self._assets.answer_file(request)

    async def _history(self, request: web.Request) -> web.StreamResponse:
        visitor = find_visitor(request.cookies)
        history = await self._mailbox.history(visitor.address) if visitor else History()
        return json_answer(history.to_json())

    async def _message(self, request: web.Request) -> web.StreamResponse:
        check_origin(request, self._wiring.settings.public_url)
        visitor = find_visitor(request.cookies) or new_visitor()
        post = read_post(await read_body(request), channel=self.name, address=visitor.address)
        now = self._wiring.now()
        if wait := self._limit.wait(visitor.address, now):
            raise UnacceptableError(
                "Vas muy rápido. Guardamos tu mensaje y lo enviamos en unos segundos.",
                status=429,
                retry_after=wait,
            )
        external_id = post.incoming.external_id
        await self._mailbox.keep_theirs(visitor.address, external_id, post.line, now)
        await self._wiring.accept([post.incoming])
        response = json_answer({"recibido": True}, status=202)
        if visitor.is_new:
            visitor.remember(response, secure=self._is_https)
        return response

    async def _leave(self, request: web.Request) -> web.StreamResponse:
        """Forget the visitor in this browser: for computers that many people use."""
        check_origin(request, self._wiring.settings.public_url)
        await read_body(request)
        response = json_answer({"listo": True})
        response.del_cookie(COOKIE, path="/")
        return response

    async def _events(self, request: web.Request) -> web.StreamResponse:
        visitor = find_visitor(request.cookies) or new_visitor()
        cursor = _cursor(request)
        try:
            with self._streams.opened(visitor.address, cursor) as stream:
                response = web.StreamResponse(
                    headers={
                        **SECURITY,
                        "Content-Type": "text/event-stream; charset=utf-8",
                        "Cache-Control": "no-store",
                        "X-Accel-Buffering": "no",  # nginx would keep lines back
                    }
                )
                await response.prepare(request)
                await response.write(_RETRY)
                while not stream.is_closed:
                    lines = await stream.take(self._heartbeat)
                    await response.write(_events_of(lines) if lines else b": \n\n")
        except TooManyStreamsError:
            raise UnacceptableError(
                "Tienes el chat abierto en muchas pestañas. Cierra las que no uses.",
                status=503,
                retry_after=5,
            ) from None
        except ConnectionResetError:
            pass  # the page was closed
        return response


def _cursor(request: web.Request) -> int:
    """The last id the page has: the browser's own header when it reconnects, else `desde`."""
    given = request.headers.get("Last-Event-ID") or request.query.get("desde", "")
    is_number = given.isascii() and given.isdigit() and len(given) <= 19
    return min(int(given), _MAX_ID) if is_number else 0


def _events_of(lines: Iterable[Line]) -> bytes:
    return "".join(f"id: {line.id}\ndata: {to_json(line.content)}\n\n" for line in lines).encode()


def _guarded(handler: _Handler) -> _Handler:
    """What is refused is answered in words; without a database, that it must be tried again."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except UnacceptableError as problem:
            return refusal(problem)
        except DatabaseError:
            unavailable = UnacceptableError(
                "Ahora no podemos guardar tu mensaje. Lo intentaremos de nuevo enseguida.",
                status=503,
                retry_after=3,
            )
            return refusal(unavailable)

    return answer
