"""python-telegram-bot's HTTP, over aiohttp: several times what its own transport (httpx) carries.

The token lives here and nowhere else: the Bot is made with `STAND_IN`, so that none of its logs,
errors or representations can hold the real one. It is put into the URL on the way out, and what
goes wrong is told by the kind of error alone, because aiohttp's texts may hold the URL.
"""

import json
import logging
from http import HTTPStatus
from typing import Any

import aiohttp
from pydantic import SecretStr
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData

STAND_IN = "TOKEN"
MAX_FILE = 20_000_000
"""What the Bot API lets a bot download."""
_MAX_ERROR_PAGE = 20_000
_DEFAULT_WAIT = 5.0
_LONGEST_WAIT = 3600.0
"""Seconds: what asks for more is asked again after an hour, or it would silence us for good."""
_log = logging.getLogger(__name__)
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class FloodError(TelegramError):
    """A 429. PTB's own RetryAfter warns of a deprecation of its each time one is made."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"espera de {seconds:g} s")
        self.seconds = seconds


class NotTaken(NetworkError):  # noqa: N818 a fact about the call, as PTB's own TimedOut
    """Telegram said that it could not, or was not there at all: nothing was done."""


class AiohttpRequest(BaseRequest):
    """One pool of connections to the Bot API. It uploads no files: the bot sends none."""

    def __init__(self, token: SecretStr, *, connections: int = 256, seconds: float = 20.0) -> None:
        self._token = token
        self._connections = connections
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds for one call; for getUpdates, PTB adds those of the long poll."""
        return self._seconds

    async def initialize(self) -> None:
        """Open the pool; nothing is connected yet."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
            )

    async def shutdown(self) -> None:
        """Close the pool."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,  # noqa: ARG002
        connect_timeout: object = None,  # noqa: ARG002
        pool_timeout: object = None,  # noqa: ARG002
        body: bytes = b"",
    ) -> tuple[int, bytes]:
        """One exchange: the HTTP status and the body. (The signature is PTB's.)"""
        seconds = float(read_timeout) if isinstance(read_timeout, int | float) else self._seconds
        body = request_data.url_encoded_parameters().encode() if request_data else body
        status, payload = await self._exchange(method, url, body, seconds)
        if status >= HTTPStatus.BAD_REQUEST:
            payload = payload.replace(self._token.get_secret_value().encode(), STAND_IN.encode())
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise FloodError(_retry_after(payload))
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR and _parse(payload) is not None:
            raise NotTaken(f"error {status} de Telegram")
        return status, payload

    async def call(self, url: str, body: bytes) -> object:
        """The result of a method, its parameters encoded by the caller.

        The same exchange and the same errors as PTB's `post`, without its objects in between: at a
        thousand messages a second these cost as much as the exchange itself (docs/performance.md).
        """
        status, payload = await self.do_request(url, "POST", body=body)
        answer = self.parse_json_payload(payload)
        if status == HTTPStatus.OK:
            return answer["result"]
        raise _error(status, answer["description"], answer["parameters"].get("migrate_to_chat_id"))

    async def _exchange(
        self, method: str, url: str, body: bytes, seconds: float
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NetworkError("la conexión con Telegram está cerrada")
        secret = self._token.get_secret_value()
        url = url.replace(f"/bot{STAND_IN}/", f"/bot{secret}/", 1)
        limits = aiohttp.ClientTimeout(total=seconds, sock_connect=5)
        problem: TelegramError
        try:
            async with self._session.request(
                method, url, data=body, headers=_FORM, timeout=limits, allow_redirects=False
            ) as response:
                return response.status, await _read(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as cause:
            problem = NotTaken(type(cause).__name__)
        except TimeoutError:
            problem = TimedOut()
        except (aiohttp.ClientError, OSError, ValueError) as cause:
            problem = NetworkError(type(cause).__name__)
        # Raised out here so that it has no __context__: aiohttp's error may hold the URL.
        raise problem

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as a dict in the shape PTB trusts it to have; TelegramError if it is not.

        PTB's own writes the whole payload to the log, and fails on JSON that is no object.
        """
        answer = _parse(payload)
        if answer is None:
            raise TelegramError("la respuesta de Telegram no se entiende")
        given = answer.get("parameters")
        moved = given.get("migrate_to_chat_id") if isinstance(given, dict) else None
        return {
            "result": answer.get("result"),
            "description": str(answer.get("description") or "")[:500],
            "parameters": {"migrate_to_chat_id": moved} if isinstance(moved, int) else {},
        }


def _error(status: int, description: str, moved_to: int | None) -> TelegramError:
    """What PTB makes of a refusal, by its status."""
    if moved_to is not None:
        return ChatMigrated(moved_to)
    match status:
        case HTTPStatus.BAD_REQUEST:
            return BadRequest(description)
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.NOT_FOUND:
            return InvalidToken(description)
        case HTTPStatus.FORBIDDEN:
            return Forbidden(description)
        case HTTPStatus.CONFLICT:
            return Conflict(description)
        case _:
            return NetworkError(f"{description} ({status})")


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The body, up to what a file or an error page may have."""
    is_error = response.status >= HTTPStatus.BAD_REQUEST
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if is_error and len(body) > _MAX_ERROR_PAGE:
            break
        if len(body) > MAX_FILE:
            raise BadRequest("file is too big")
    return bytes(body)


def _parse(payload: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _retry_after(payload: bytes) -> float:
    """Seconds to be quiet, an hour at most; five where Telegram does not say."""
    given = (_parse(payload) or {}).get("parameters")
    seconds = given.get("retry_after") if isinstance(given, dict) else None
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return _DEFAULT_WAIT
    if not seconds > 0:  # NaN too is not more than nothing
        return _DEFAULT_WAIT
    if seconds > _LONGEST_WAIT:
        _log.warning(
            "Telegram: pidió esperar %.10g s; se vuelve a probar en %g s", *_capped(seconds)
        )
    return float(min(seconds, _LONGEST_WAIT))


def _capped(seconds: float) -> tuple[float, float]:
    """For the log: an integer of a thousand digits is no float."""
    return (float(seconds) if seconds < 1e300 else float("inf")), _LONGEST_WAIT
