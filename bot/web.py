"""The HTTP side: the routes of every channel, and /salud for whoever watches over the service."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import partial

import sqlalchemy as sa
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.channels import Channel
from intake.db import Database
from intake.errors import DatabaseError

_log = logging.getLogger(__name__)
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build(channels: Iterable[Channel], database: Database) -> web.Application:
    """The application: each channel brings its routes and its own limits."""
    application = web.Application(middlewares=[_answer_errors], client_max_size=1024 * 1024)

    async def health(_: web.Request) -> web.Response:
        try:
            async with database.reading() as session:
                await session.execute(sa.select(1))
        except (DatabaseError, SQLAlchemyError, OSError):
            return web.json_response({"base_de_datos": "sin conexión"}, status=503)
        return web.json_response({"base_de_datos": "bien"})

    application.router.add_get("/salud", health)
    for channel in channels:
        application.router.add_routes(channel.routes())
        # Before the server waits for its requests to end: an open stream would not end by itself.
        application.on_shutdown.append(partial(_stop, channel))
    return application


async def _stop(channel: Channel, _: web.Application) -> None:
    await channel.stop()


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
    except Exception:  # noqa: BLE001 one web request
        _log.exception("Falló %s %s", request.method, request.path)
        return _error(500, "Disculpa, algo falló de nuestro lado. Intenta de nuevo en un momento.")


_SENTENCES = {
    400: "No se entendió el pedido.",
    403: "No está permitido.",
    404: "Esa página no existe. Vuelve a la dirección principal.",
    405: "Ese pedido no se puede hacer aquí.",
    413: "El mensaje es demasiado grande. Envíalo en partes más cortas.",
    429: "Vas muy rápido. Espera un momento.",
}


def _error(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)
