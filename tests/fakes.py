"""What we do not own, for tests: a channel that keeps what it was told to send, and a clock."""

import asyncio
import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

from bot.channels import RejectedError, SendError
from intake.store.outgoing import Outgoing


class FakeClock:
    """A clock that stands still until it is told to go on. Call it for the instant."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def __call__(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        """Let this much time pass."""
        self._now += by


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that arrived."""

    address: str
    text: str
    key: str
    at: float
    """Of the running loop's clock."""


@dataclass
class FakeChannel:
    """A channel without a network. It fails when, and as, it is told to."""

    name: str = "telegram"
    rate: float = math.inf
    chat_rate: float = math.inf
    knows_repeats: bool = False
    latency: float = 0.0
    """Seconds that a send takes."""
    sent: list[Sent] = field(default_factory=list)
    attempts: list[Sent] = field(default_factory=list)
    """Every send that was tried, in the order in which they began."""
    problems: deque[SendError | None] = field(default_factory=deque)
    """For the next sends, whoever they are to; None lets one pass."""
    refused: dict[str, SendError] = field(default_factory=dict)
    """By address, until it is taken out."""
    files: dict[str, bytes | SendError] = field(default_factory=dict)
    """By reference: what fetching it gives."""
    fetched: list[str] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    """Cleared, sends wait in the middle of their way."""

    def __post_init__(self) -> None:
        self.gate.set()

    def routes(self) -> Iterable[web.RouteDef]:
        """Nothing comes in by HTTP."""
        return ()

    async def start(self) -> None:
        """Nothing to open."""

    async def stop(self) -> None:
        """Nothing to close."""

    async def receive(self) -> None:
        """Nothing comes in at all: tests write the inbox themselves."""

    async def send(self, address: str, message: Outgoing, key: str) -> str:
        """Take it, or fail as told."""
        sent = Sent(address, message.text, key, asyncio.get_running_loop().time())
        self.attempts.append(sent)
        problem = self.problems.popleft() if self.problems else self.refused.get(address)
        if self.latency:
            await asyncio.sleep(self.latency)
        await self.gate.wait()
        if problem is not None:
            raise problem
        self.sent.append(sent)
        return f"m{len(self.sent)}"

    async def fetch(self, file_ref: str) -> bytes:
        """The file, or the failure that stands in its place."""
        self.fetched.append(file_ref)
        found = self.files.get(file_ref, RejectedError("no hay tal archivo"))
        if isinstance(found, SendError):
            raise found
        return found

    def texts(self, address: str | None = None) -> list[str]:
        """What arrived, in order: everywhere, or at one address."""
        return [each.text for each in self.sent if address in {None, each.address}]

    def keys(self) -> list[str]:
        """The outbox rows that arrived, in order."""
        return [each.key for each in self.sent]
