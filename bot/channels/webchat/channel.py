"""The web chat: a page, the visitor's messages by POST, ours by server-sent events."""

import logging
import math
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Final

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.channels import Channel, RejectedError, Wiring
from bot.channels.webchat.allowance import Allowance, Taken
from bot.channels.webchat.answers import SECURITY, UnacceptableError, json_answer, refusal, to_json
from bot.channels.webchat.assets import FOLDER, Assets
from bot.channels.webchat.mailbox import History, Line, Mailbox
from bot.channels.webchat.origins import Origins
from bot.channels.webchat.posts import Post, read_body, read_post
from bot.channels.webchat.streams import POLL, Streams, TooManyStreamsError
from bot.channels.webchat.visitors import Visitor, Visitors, check_origin
from bot.descriptors import Room, room
from bot.logs import SparingLog
from bot.said import helping
from intake.errors import DatabaseError
from intake.listening.newcomers import UNTOLD
from intake.store.outgoing import Outgoing

_log = logging.getLogger(__name__)

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

    def __init__(
        self,
        wiring: Wiring,
        *,
        heartbeat: float = HEARTBEAT,
        poll: float = POLL,
        space: Room | None = None,
    ) -> None:
        self._wiring = wiring
        self._heartbeat = heartbeat
        self._assets = Assets()
        self._mailbox = Mailbox(wiring.database)
        self._streams = Streams(self._mailbox, room=space or room(), poll=poll)
        self._allowance = Allowance()
        self._origins = Origins(wiring.settings, wiring.key)
        is_https = wiring.settings.public_url.startswith("https:")
        self._visitors = Visitors(wiring.database, wiring.key, is_https=is_https)
        self._sparing = SparingLog(_log, wiring.ticks)

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
        try:
            visitor = await self._visitors.find(request.cookies) or self._visitors.new()
        except (DatabaseError, SQLAlchemyError):
            return response  # the page keeps what is written until somebody can take it
        self._visitors.remember(response, visitor)
        return response

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return self._assets.answer_file(request)

    async def _history(self, request: web.Request) -> web.StreamResponse:
        visitor = await self._visitors.find(request.cookies)
        history = await self._mailbox.history(visitor.address) if visitor else History()
        return json_answer(history.to_json())

    async def _message(self, request: web.Request) -> web.StreamResponse:
        check_origin(request, self._wiring.settings.public_url)
        visitor = await self._visitors.find(request.cookies) or self._visitors.new()
        post = read_post(await read_body(request), channel=self.name, address=visitor.address)
        origin = self._origins.of(request)
        taken = self._take(visitor, origin)
        try:
            await self._keep(visitor, post, origin)
        except (DatabaseError, SQLAlchemyError) as problem:
            self._allowance.give_back(taken)
            kind = type(problem).__name__
            self._sparing.say(
                logging.ERROR, f"No se pudo guardar lo que llegó por la página: {kind}"
            )
            raise
        response = json_answer({"recibido": True}, status=202)
        if visitor.is_new:
            self._visitors.remember(response, visitor)
        return response

    def _take(self, visitor: Visitor, origin: str) -> Taken:
        """Count a message; UnacceptableError where it must wait, which the page does by itself."""
        taken = self._allowance.take(
            visitor.address, origin, self._wiring.ticks(), is_new=not visitor.is_known
        )
        if isinstance(taken, Taken):
            return taken
        self._sparing.say(
            logging.WARNING, "Mensajes de la página puestos en espera por ser muchos."
        )
        raise UnacceptableError(
            "Vas muy rápido. Guardamos tu mensaje y lo enviamos en unos segundos.",
            status=429,
            retry_after=taken,
        )

    async def _keep(self, visitor: Visitor, post: Post, origin: str) -> None:
        external_id = post.incoming.external_id
        now = self._wiring.now()
        await self._mailbox.keep_theirs(visitor.address, external_id, post.line, now)
        await self._wiring.accept([replace(post.incoming, origin=origin or UNTOLD)])

    async def _leave(self, request: web.Request) -> web.StreamResponse:
        """Close the chat, here and wherever a copy of the cookie is: many share a computer."""
        check_origin(request, self._wiring.settings.public_url)
        await read_body(request)
        visitor = await self._visitors.find(request.cookies)
        if visitor is not None:
            await self._visitors.close(visitor, self._wiring.now())
            self._streams.end(visitor.address)
        response = json_answer({"listo": True})
        self._visitors.forget(response)
        return response

    async def _events(self, request: web.Request) -> web.StreamResponse:
        visitor = await self._visitors.find(request.cookies) or self._visitors.new()
        cursor = _cursor(request)
        origin = self._origins.of(request)
        try:
            with self._streams.opened(visitor.address, cursor, origin) as stream:
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
                    if not lines and await self._is_over(visitor.address):
                        break
                    await response.write(_events_of(lines) if lines else b": \n\n")
        except TooManyStreamsError as problem:
            raise self._no_room(problem) from None
        except ConnectionResetError:
            pass  # the page was closed
        return response

    async def _is_over(self, address: str) -> bool:
        """Whether the chat was closed in another process; while nobody can say, it goes on."""
        try:
            return await self._visitors.is_closed(address)
        except (DatabaseError, SQLAlchemyError):
            return False

    def _no_room(self, problem: TooManyStreamsError) -> UnacceptableError:
        if problem.is_own:
            sentence = "Tienes el chat abierto en muchas pestañas. Cierra las que no uses."
        else:
            sentence = "Hay mucha gente a la vez. Tus mensajes sí nos llegan; la respuesta tardará."
            self._sparing.say(logging.WARNING, "Chats abiertos rechazados: ya hay demasiados.")
        return UnacceptableError(sentence, status=503, retry_after=5)


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
        except (DatabaseError, SQLAlchemyError):
            unavailable = UnacceptableError(
                "Ahora no podemos guardar tu mensaje. Lo intentaremos de nuevo enseguida. "
                f"{helping.if_in_danger()}",
                status=503,
                retry_after=3,
            )
            return refusal(unavailable)

    return answer
