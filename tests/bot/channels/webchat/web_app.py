"""The web chat served over HTTP on loopback, with the rest of the bot played by a desk."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels import Wiring
from bot.channels.webchat.channel import WebChat
from bot.descriptors import Room
from bot.messages import Incoming
from intake.errors import DatabaseUnreachableError
from intake.settings import Settings
from intake.store.db import Database

KEY = b"una clave de prueba, siempre la misma"
MESSAGE_ID = "0b0e7c7e-6f5a-4d3e-9a55-0d1f1c2b3a49"
"""A message's id, as the page makes them."""


@dataclass
class Desk:
    """Where messages are accepted: it keeps each once, as the inbox does, or says it cannot."""

    accepted: dict[str, Incoming] = field(default_factory=dict)
    is_down: bool = False

    async def accept(self, messages: Sequence[Incoming]) -> None:
        """Keep them."""
        if self.is_down:
            raise DatabaseUnreachableError
        for message in messages:
            self.accepted.setdefault(message.external_id, message)

    @property
    def texts(self) -> list[str]:
        """What was typed, in order of arrival."""
        return [each.text for each in self.accepted.values() if each.text]


@dataclass
class Site:
    """A running web chat."""

    chat: WebChat
    desk: Desk
    server: TestServer
    database: Database
    now: Callable[[], datetime]

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self.server.port
        return self.server.port

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self.port}/"


@asynccontextmanager
async def serving(
    database: Database,
    now: Callable[[], datetime],
    *,
    desk: Desk | None = None,
    port: int | None = None,
    public_url: str = "",
    heartbeat: float = 15,
    proxies: str = "",
    space: Room | None = None,
    ticks: Callable[[], float] | None = None,
) -> AsyncIterator[Site]:
    """The web chat on `port`, or on any; stopped as the bot stops it."""
    desk = desk or Desk()
    settings = Settings.load(_env_file=None, public_url=public_url, trusted_proxies=proxies)
    ticks = ticks or (lambda: now().timestamp())
    wiring = Wiring(settings, database, desk.accept, now, ticks, KEY)
    chat = WebChat(wiring, heartbeat=heartbeat, poll=0.05, space=space)
    app = web.Application()
    app.add_routes(chat.routes())
    server = TestServer(app, host="127.0.0.1", port=port)
    await chat.start()
    await server.start_server()
    try:
        yield Site(chat, desk, server, database, now)
    finally:
        await chat.stop()
        await server.close()


class Browser:
    """A browser without a screen: keeps its cookie, knows the doors of the chat."""

    def __init__(self, site: Site, client: TestClient[Any, Any]) -> None:
        self.site = site
        self.client = client

    async def open_page(self) -> ClientResponse:
        """Load the page, which gives the cookie."""
        return await self.client.get("/")

    async def say(self, text: str, *, number: str | None = None) -> ClientResponse:
        """Send a text."""
        return await self.post({"id": number or str(uuid.uuid4()), "texto": text})

    async def post(self, body: Any, **headers: str) -> ClientResponse:
        """Send any JSON."""
        return await self.client.post("/chat/mensajes", json=body, headers=headers)

    async def history(self) -> dict[str, Any]:
        """The conversation so far."""
        response = await self.client.get("/chat/historial")
        assert response.status == 200
        history: dict[str, Any] = await response.json()
        return history

    @property
    def address(self) -> str:
        """How the bot knows this browser: by its first message."""
        return next(iter(self.site.desk.accepted.values())).address


@asynccontextmanager
async def browsing(site: Site) -> AsyncIterator[Browser]:
    """A new browser at the site."""
    client = TestClient(site.server)
    try:
        yield Browser(site, client)
    finally:
        # Not client.close(): that would close the server too.
        await client.session.close()


class Events:
    """An open event stream, as a browser reads it."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response

    async def block(self) -> dict[str, str]:
        """The next block: its fields, or its comment under ''."""
        fields = {}
        async with asyncio.timeout(5):
            while line := (await self.response.content.readline()).decode().rstrip("\n"):
                name, _, value = line.partition(":")
                fields[name] = value.removeprefix(" ")
        return fields

    async def texts(self, count: int) -> list[str]:
        """The texts of the next lines."""
        found: list[str] = []
        while len(found) < count:
            block = await self.block()
            if "data" in block:
                assert block["id"] == str(json.loads(block["data"])["id"])
                found.append(json.loads(block["data"])["texto"])
        return found


@asynccontextmanager
async def listening(browser: Browser, query: str = "", **headers: str) -> AsyncIterator[Events]:
    """An event stream, open while the block lasts."""
    async with browser.client.get(f"/chat/eventos{query}", headers=headers) as response:
        assert response.status == 200
        assert response.content_type == "text/event-stream"
        yield Events(response)


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The instant it shows."""
        return self.now
