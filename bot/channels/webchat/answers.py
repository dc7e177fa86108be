"""HTTP answers of the web chat: JSON, refusals in words, and the headers that protect the page."""

import json
from collections.abc import Mapping
from typing import Final

from aiohttp import web

SECURITY: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # frame-ancestors, for browsers that do not know it
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class UnacceptableError(Exception):
    """A request that is refused; the message says, in the words of the page, what to do."""

    def __init__(self, sentence: str, *, status: int = 400, retry_after: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.retry_after = retry_after


def to_json(value: object) -> str:
    """The value as compact JSON with its accents, which is fewer bytes over a slow line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def json_answer(value: object, *, status: int = 200) -> web.Response:
    """An answer that only this visitor may read, and nobody may keep."""
    return web.Response(
        text=to_json(value),
        status=status,
        content_type="application/json",
        headers={**SECURITY, "Cache-Control": "no-store"},
    )


def refusal(problem: UnacceptableError) -> web.Response:
    """The refusal as the page reads it."""
    response = json_answer({"error": str(problem)}, status=problem.status)
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response
