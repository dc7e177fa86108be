"""Who writes through the page: a random token in a cookie, of which the database keeps a hash."""

import hashlib
import math
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from bot.webpage.answers import UnacceptableError

COOKIE: Final = "ayni_visita"
_YEAR: Final = 365 * 24 * 3600
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser. Whoever has the token is the visitor."""

    token: str
    is_new: bool = False

    @property
    def address(self) -> str:
        """How the rest of the house names it."""
        return hashlib.sha256(self.token.encode()).hexdigest()[:40]

    def remember(self, response: web.StreamResponse, *, secure: bool) -> None:
        """Leave the token in the browser for a year from now."""
        response.set_cookie(
            COOKIE,
            self.token,
            max_age=_YEAR,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=secure,
        )


def find_visitor(cookies: Mapping[str, str]) -> Visitor | None:
    """Whoever the cookie names; None without a cookie of ours."""
    token = cookies.get(COOKIE, "")
    return Visitor(token) if _TOKEN.fullmatch(token) else None


def new_visitor() -> Visitor:
    """Somebody never seen: 256 random bits."""
    return Visitor(secrets.token_urlsafe(32), is_new=True)


def check_origin(request: web.Request, public_url: str) -> None:
    """Refuse what another site makes a browser send.

    Browsers say where a POST comes from in Sec-Fetch-Site or in Origin. Who says neither is no
    browser, has no cookie of anybody, and may pass.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        is_ours = site == "same-origin"
    elif origin is not None:
        hosts = {request.host, urlsplit(public_url).netloc}
        is_ours = urlsplit(origin).netloc in hosts - {""}
    else:
        is_ours = True
    if not is_ours:
        raise UnacceptableError(
            "Este mensaje no salió de nuestra página. Ábrela de nuevo y escríbenos desde ahí.",
            status=403,
        )


@dataclass(slots=True)
class RateLimit:
    """At most `burst` messages of one visitor at once, and then one each `pace`."""

    burst: int = 30
    pace: timedelta = timedelta(seconds=2)
    _full_at: dict[str, datetime] = field(default_factory=dict)
    """For each visitor, when all that was sent will have been paid for (GCRA)."""
    _sweep_at: int = 1000

    def wait(self, address: str, now: datetime) -> int:
        """Count one message. Seconds to wait where it is too many, which is not counted; or 0."""
        after = max(self._full_at.get(address, now), now) + self.pace
        excess = after - now - self.burst * self.pace
        if excess > timedelta():
            return max(1, math.ceil(excess.total_seconds()))
        self._full_at[address] = after
        if len(self._full_at) > self._sweep_at:
            self._full_at = {who: at for who, at in self._full_at.items() if at > now}
            self._sweep_at = max(1000, 2 * len(self._full_at))
        return 0
