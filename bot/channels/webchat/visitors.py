"""Who writes through the page: a token of ours in a cookie, of which the database keeps a hash."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import sqlalchemy as sa
from aiohttp import web

from bot.channels.webchat.answers import UnacceptableError
from intake.store.db import Database, insert
from intake.store.models import ClosedChat, WebMessage

COOKIE: Final = "ayni_visita"
_HOST_COOKIE: Final = f"__Host-{COOKIE}"
"""Under https: browsers take it from this very site alone, never from a neighbouring one."""
_YEAR: Final = 365 * 24 * 3600
_OLD_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
_TOKEN = re.compile(r"([\w-]{43})\.([\w-]{22})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser. Whoever has the token is the visitor, until they close their chat."""

    token: str
    is_known: bool = False
    """Whether they wrote before."""
    is_new: bool = False
    """Whether the token was only made now: the browser does not have it yet."""

    @property
    def address(self) -> str:
        """The name that the rest of the house has for the visitor."""
        return hashlib.sha256(self.token.encode()).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Admission:
    """What the database says of an address."""

    is_known: bool
    is_closed: bool


class Visitors:
    """Gives out tokens, and knows its own again.

    A token is signed, so that no client can choose one. Those given before they were signed, or by
    a key that was lost, are known by their conversation: only ours ever got one.
    """

    def __init__(self, database: Database, key: bytes, *, is_https: bool) -> None:
        self._database = database
        self._key = hmac.digest(key, b"visitors", hashlib.sha256)
        self._is_https = is_https

    def new(self) -> Visitor:
        """Somebody never seen, who gets 256 random bits, signed."""
        body = secrets.token_urlsafe(32)
        return Visitor(f"{body}.{self._signature(body)}", is_new=True)

    async def find(self, cookies: Mapping[str, str]) -> Visitor | None:
        """Whoever the cookie names; None without a cookie of ours, or if the chat was closed."""
        token = self._token(cookies)
        if token is None:
            return None
        visitor = Visitor(token)
        standing = await self._standing(visitor.address)
        if standing.is_closed or not (standing.is_known or self._is_signed(token)):
            return None
        return Visitor(token, is_known=standing.is_known)

    async def close(self, visitor: Visitor, now: datetime) -> None:
        """Make the token worth nothing from now on, wherever a copy of it may be."""
        async with self._database.transaction() as session:
            await session.execute(
                insert(session, ClosedChat)
                .values(address=visitor.address, closed_at=now)
                .on_conflict_do_nothing()
            )

    async def is_closed(self, address: str) -> bool:
        """Whether its person closed this chat."""
        return (await self._standing(address)).is_closed

    def remember(self, response: web.StreamResponse, visitor: Visitor) -> None:
        """Leave the token in the browser for a year from now."""
        self._set(response, visitor.token, _YEAR)

    def forget(self, response: web.StreamResponse) -> None:
        """Take the token out of the browser."""
        self._set(response, "", 0)
        if self._is_https:
            response.del_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")

    def _set(self, response: web.StreamResponse, token: str, seconds: int) -> None:
        response.set_cookie(
            _HOST_COOKIE if self._is_https else COOKIE,
            token,
            max_age=seconds,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=self._is_https,
        )

    def _token(self, cookies: Mapping[str, str]) -> str | None:
        """A token that may be one of ours. Under https the bare name only holds those of before."""
        own = cookies.get(_HOST_COOKIE if self._is_https else COOKIE, "")
        if _TOKEN.fullmatch(own) or _OLD_TOKEN.fullmatch(own):
            return own
        bare = cookies.get(COOKIE, "")
        return bare if _OLD_TOKEN.fullmatch(bare) else None

    def _is_signed(self, token: str) -> bool:
        parts = _TOKEN.fullmatch(token)
        return parts is not None and hmac.compare_digest(self._signature(parts[1]), parts[2])

    def _signature(self, body: str) -> str:
        digest = hmac.digest(self._key, body.encode(), hashlib.sha256)[:16]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    async def _standing(self, address: str) -> Admission:
        async with self._database.reading() as session:
            row = (await session.execute(_STANDING, {"address": address})).one()
        return Admission(bool(row[0]), bool(row[1]))


_STANDING = sa.select(
    sa.exists().where(WebMessage.address == sa.bindparam("address")),
    sa.exists().where(ClosedChat.address == sa.bindparam("address")),
)


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
