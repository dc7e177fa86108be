"""The HTTP side: the routes of every channel, and /salud for whoever watches over the service."""

import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from functools import partial
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware
from sqlalchemy.exc import SQLAlchemyError

from bot.channels import Channel
from bot.web.vitals import Watch
from intake.errors import DatabaseError

_log = logging.getLogger(__name__)
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build(
    channels: Iterable[Channel],
    watch: Watch,
    *,
    public_url: str = "",
    middlewares: Iterable[Middleware] = (),
) -> web.Application:
    """Build the application: each channel brings its routes and its own limits."""
    application = web.Application(
        middlewares=[*middlewares, _answer_errors, _only_our_names(public_url)],
        client_max_size=1024 * 1024,
    )

    async def health(_: web.Request) -> web.Response:
        vitals = await watch.look()
        return web.json_response(vitals.to_json(), status=200 if vitals.is_well else 503)

    async def close(_: web.Application) -> None:
        await watch.close()

    application.router.add_get("/salud", health)
    application.on_cleanup.append(close)
    application.on_response_prepare.append(_headers(is_https=public_url.startswith("https:")))
    for channel in channels:
        application.router.add_routes(channel.routes())
        # Before the server waits for its requests to end: an open stream would not end by itself.
        application.on_shutdown.append(partial(_stop, channel))
    return application


async def _stop(channel: Channel, _: web.Application) -> None:
    await channel.stop()


def _headers(
    *, is_https: bool
) -> Callable[[web.Request, web.StreamResponse], Coroutine[None, None, None]]:
    """What every answer says, or does not: no version to look up, and https from now on."""

    async def put(_: web.Request, response: web.StreamResponse) -> None:
        response.headers["Server"] = "ayni"
        if is_https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"

    return put


def _only_our_names(public_url: str) -> Middleware:
    """Where we know our name, no other is answered to: links made of a foreign one lead astray."""
    ours = urlsplit(public_url).hostname

    @web.middleware
    async def check(request: web.Request, handler: _Handler) -> web.StreamResponse:
        asked = urlsplit(f"//{request.host}").hostname or ""
        if ours and asked != ours and not _is_this_machine(asked):
            raise web.HTTPMisdirectedRequest
        return await handler(request)

    return check


def _is_this_machine(name: str) -> bool:
    """Asked for by its number or as localhost: by a proxy, or by who watches over it."""
    if name == "localhost":
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


@web.middleware
async def _answer_errors(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Whatever goes wrong, an answer in words; our own errors are logged without the message."""
    try:
        return await handler(request)
    except web.HTTPException as answer:
        if answer.status < 400 or answer.content_type == "application/json":
            raise
        return _error(answer.status, _SENTENCES.get(answer.status, "No se pudo atender el pedido."))
    except (DatabaseError, SQLAlchemyError):
        response = _error(503, "Estamos con un problema. Intenta de nuevo en un momento.")
        response.headers["Retry-After"] = "3"
        return response
    except ConnectionError:
        # Whoever asked is gone; the page sends again what was not answered.
        return _error(400, _SENTENCES[400])
    except Exception:  # noqa: BLE001 one web request
        _log.exception("Falló %s %s", request.method, request.path)
        return _error(500, "Disculpa, algo falló de nuestro lado. Intenta de nuevo en un momento.")


_SENTENCES = {
    400: "No se entendió el pedido.",
    403: "No está permitido.",
    404: "Esa página no existe. Vuelve a la dirección principal.",
    405: "Ese pedido no se puede hacer aquí.",
    421: "Esa dirección no es la nuestra. Revisa el enlace.",
    413: "El mensaje es demasiado grande. Envíalo en partes más cortas.",
    429: "Vas muy rápido. Espera un momento.",
}


def _error(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)
