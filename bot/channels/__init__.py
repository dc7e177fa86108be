"""What a channel is: one folder, found by discovery, whose `open_channel` makes it, or None.

A channel turns updates into `Incoming`, hands them to `accept` (which returns once they are safe
in the database), and sends `Outgoing`. It decides nothing else.
"""

import secrets
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Protocol

from aiohttp import web

from bot.messages import Incoming
from intake.clock import ticks
from intake.settings import Settings
from intake.store.db import Database
from intake.store.outgoing import Outgoing

Accept = Callable[[Sequence[Incoming]], Awaitable[None]]
"""Returns when every message is committed to the inbox; raises DatabaseError when it is not."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """What a channel may use."""

    settings: Settings
    database: Database
    accept: Accept
    now: Callable[[], datetime]
    ticks: Callable[[], float] = ticks
    """Seconds that only go forward: limits are counted by them."""
    key: bytes = field(default_factory=partial(secrets.token_bytes, 32))
    """Of cookies and hashed addresses; of this process alone where the app gives no other."""


class Channel(Protocol):
    """One way to speak with people."""

    name: str
    rate: float
    """Messages a second over all chats; math.inf if there is no limit."""
    chat_rate: float
    """Messages a second to one chat."""
    knows_repeats: bool
    """Whether sending the same key twice shows the message once."""

    def routes(self) -> Iterable[web.RouteDef]:
        """The HTTP routes it wants mounted."""
        ...

    async def start(self) -> None:
        """Open connections. Called once before anything else."""
        ...

    async def stop(self) -> None:
        """Close what start opened."""
        ...

    async def receive(self) -> None:
        """Ask for updates until cancelled; return at once if they come by HTTP.

        Only one process at a time runs it.
        """
        ...

    async def send(self, address: str, message: Outgoing, key: str) -> str:
        """Send, and give the channel's id of the message; raise a SendError if it fails.

        `key` names the outbox row: a channel that can tell repeats apart uses it.
        """
        ...

    async def fetch(self, file_ref: str) -> bytes:
        """The bytes of a file that a person sent; raise a SendError if it cannot be had."""
        ...


class SendError(Exception):
    """A message could not be sent. Each kind says what delivery must do about it.

    SendError
    ├── ThrottledError      close the gate of the whole channel for `seconds`, then again
    ├── NotTakenError       no connection, 5xx: it surely did not arrive; try again later
    ├── UncertainError      time-out, cut off: it may have arrived; try again where that is better
    ├── UnreachableError    the person blocked us or is gone: stop writing to them
    ├── RejectedError       this message will never pass: keep the reason
    ├── MovedError          the chat has another address now: write it down and send again
    └── MisconfiguredError  the channel does not know us (token): nothing can be sent
    """


class ThrottledError(SendError):
    """The channel asks us to be quiet."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"espera de {seconds:g} s")
        self.seconds = seconds


class NotTakenError(SendError):
    """It surely did not arrive."""


class UncertainError(SendError):
    """Nobody knows whether it arrived."""


class UnreachableError(SendError):
    """The person cannot be written to."""


class RejectedError(SendError):
    """The channel refuses this message for good."""


class MovedError(SendError):
    """The chat continues under another address."""

    def __init__(self, address: str) -> None:
        super().__init__("el chat cambió de dirección")
        self.address = address


class MisconfiguredError(SendError):
    """The channel refuses our credentials."""


def numbered(message: Outgoing) -> list[str]:
    """The labels of the choices with their numbers, as people may type them."""
    return [f"{place}. {choice.label}" for place, choice in enumerate(message.choices, 1)]
