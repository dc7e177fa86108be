"""The webhook: an update is in the database before Telegram is told so, or it is sent again."""

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

from bot.channels.telegram.updates import Parsed, read
from bot.logs import SparingLog
from intake.errors import DatabaseError

_log = logging.getLogger(__name__)

_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_MAX_BODY = 1_000_000
_BODY_SECONDS = 60.0


class Webhook:
    """The handler of the route, for updates that come with the secret."""

    def __init__(
        self,
        secret: str,
        take: Callable[[Sequence[Parsed]], Awaitable[None]],
        ticks: Callable[[], float],
    ) -> None:
        self._secret = secret.encode()
        self._take = take
        self._sparing = SparingLog(_log, ticks)

    async def handle(self, request: web.Request) -> web.Response:
        """Take one update. The secret is looked at before the body."""
        given = request.headers.get(_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403, text="El secreto del webhook no coincide.")
        try:
            body = await _body(request)
        except TimeoutError:
            return web.Response(status=408, text="El mensaje tardó demasiado; envíelo de nuevo.")
        if body is None:
            return web.Response(status=413, text="El mensaje pasa de 1 MB.")
        reading = _reading(body)
        if reading.update_id is None:
            return web.Response(status=400, text="No es una actualización de Telegram.")
        try:
            await self._take([reading])
        except DatabaseError as problem:
            kind = type(problem).__name__
            self._sparing.say(logging.ERROR, f"Telegram: no se pudo guardar lo recibido: {kind}")
            return web.Response(
                status=503,
                headers={"Retry-After": "2"},
                text="Por ahora no se puede guardar; envíelo de nuevo.",
            )
        return web.Response()


async def _body(request: web.Request) -> bytes | None:
    """The body; None as soon as it is too big."""
    body = bytearray()
    async with asyncio.timeout(_BODY_SECONDS):
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > _MAX_BODY:
                return None
    return bytes(body)


def _reading(body: bytes) -> Parsed:
    try:
        return read(json.loads(body))
    except (ValueError, RecursionError):
        return Parsed(None)
