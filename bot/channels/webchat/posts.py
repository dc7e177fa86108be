"""What the page sends: read, checked, and refused in words that say what to do."""

import asyncio
import json
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from aiohttp import web

from bot.channels.webchat.answers import UnacceptableError
from bot.messages import Incoming, Kind
from intake.store.db import JsonDict
from intake.words.text import clean

MAX_BODY: Final = 64 * 1024
MAX_TEXT: Final = 10_000
_BODY_SECONDS: Final = 60.0
"""For the longest body over the slowest line; who sends a letter a second is nobody's phone."""
_MAX_LABEL: Final = 200
_MAX_VALUE: Final = 64  # bytes, as in intake.store.outgoing.Choice
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PAYLOAD = re.compile(r"[\w-]{0,64}", re.ASCII)
_TOO_LARGE: Final = "Tu mensaje es demasiado grande. Divídelo en partes y envíalas una por una."
_STALE: Final = "Actualiza la página y envíalo de nuevo."


@dataclass(frozen=True, slots=True)
class Post:
    """One message of the page, twice: for the inbox, and as a line of the conversation."""

    incoming: Incoming
    line: JsonDict


async def read_body(request: web.Request) -> bytes:
    """The whole body, if it is JSON by its own account and not too big."""
    if request.content_type != "application/json" or "Content-Encoding" in request.headers:
        raise UnacceptableError(f"No pudimos leer tu mensaje. {_STALE}")
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > MAX_BODY:
                    raise UnacceptableError(_TOO_LARGE, status=413)
    except TimeoutError:
        raise UnacceptableError(
            "Tu mensaje tardó demasiado en llegar. Lo enviaremos de nuevo.",
            status=408,
            retry_after=5,
        ) from None
    return bytes(body)


def read_post(body: bytes, *, channel: str, address: str) -> Post:
    """The message in a body; UnacceptableError if it is not one."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):  # not JSON, not UTF-8, endless digits, endless brackets
        raise UnacceptableError(f"No pudimos leer tu mensaje. {_STALE}") from None
    if not isinstance(data, dict):
        raise UnacceptableError(f"No pudimos leer tu mensaje. {_STALE}")
    given = data.pop("id", None)
    if not (isinstance(given, str) and _UUID.fullmatch(given)):
        raise UnacceptableError(f"Al mensaje le falta su número. {_STALE}")
    blank = Incoming(channel, f"{address}:{given}", address, Kind.TEXT)
    match sorted(data):
        case ["texto"]:
            return _text(blank, data["texto"])
        case ["opcion", "texto"]:
            return _choice(blank, data["opcion"], data["texto"])
        case ["ubicacion"]:
            return _location(blank, data["ubicacion"])
        case ["inicio"]:
            return _start(blank, data["inicio"])
    raise UnacceptableError(
        f"El mensaje debe traer un texto, una opción o una ubicación, y nada más. {_STALE}"
    )


def _text(blank: Incoming, words: object) -> Post:
    text = _words(words, MAX_TEXT)
    return Post(replace(blank, text=text), {"text": text})


def _choice(blank: Incoming, value: object, words: object) -> Post:
    if not (
        isinstance(value, str)
        and 0 < len(value.encode(errors="replace")) <= _MAX_VALUE
        and not _has_controls(value)
    ):
        raise UnacceptableError(f"No conocemos esa opción. {_STALE}")
    # The label is for the history only: what was chosen is the value.
    return Post(
        replace(blank, kind=Kind.BUTTON, choice=clean(value)), {"text": _words(words, _MAX_LABEL)}
    )


def _location(blank: Incoming, place: object) -> Post:
    if not (isinstance(place, dict) and sorted(place) == ["lat", "lon"]):
        raise UnacceptableError("No pudimos leer tu ubicación. Escribe el nombre de tu distrito.")
    latitude, longitude = _degrees(place["lat"], 90), _degrees(place["lon"], 180)
    incoming = replace(blank, kind=Kind.LOCATION, latitude=latitude, longitude=longitude)
    return Post(incoming, {"lat": latitude, "lon": longitude})


def _start(blank: Incoming, payload: object) -> Post:
    if not (isinstance(payload, str) and _PAYLOAD.fullmatch(payload)):
        raise UnacceptableError("El enlace no está completo. Pide que te lo envíen otra vez.")
    # Opening the page greets once, however many tabs ask; each link followed is its own.
    external_id = blank.external_id if payload else f"{blank.address}:inicio"
    incoming = replace(blank, external_id=external_id, kind=Kind.START, text=payload)
    return Post(incoming, {"start": payload})


def _degrees(value: object, limit: int) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= limit:
        return float(value)
    raise UnacceptableError("Esa ubicación no existe. Escribe el nombre de tu distrito.")


def _words(value: object, limit: int) -> str:
    if not isinstance(value, str):
        raise UnacceptableError(f"No pudimos leer tu mensaje. {_STALE}")
    if len(value) > limit:
        raise UnacceptableError(
            f"Tu mensaje pasa de {limit} letras. Divídelo en partes y envíalas una por una."
        )
    if _has_controls(value):
        raise UnacceptableError(
            "Tu mensaje trae símbolos que no se pueden leer. "
            "Escríbelo de nuevo, sin copiarlo de otro programa."
        )
    text = clean(value, limit)
    if not text:
        raise UnacceptableError("Tu mensaje está vacío. Escribe algo antes de enviarlo.")
    return text


def _has_controls(text: str) -> bool:
    return any(c not in "\n\r\t" and unicodedata.category(c) == "Cc" for c in text)
