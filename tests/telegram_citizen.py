"""A person who talks with the bot through the fake Telegram."""

import asyncio
import time
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol

BOT_USER = {"id": 123456, "is_bot": True, "first_name": "Ayni", "username": "ayni_prueba_bot"}


class Server(Protocol):
    """What a person needs of the fake."""

    blocked: set[int]

    def push(self, kind: str, body: dict[str, Any]) -> int:
        """Hand over an update; give its id."""
        ...

    def new_tap(self) -> str:
        """The id of a tap that waits for its answer."""
        ...


@dataclass(frozen=True)
class Sent:
    """A message the bot sent."""

    message_id: int
    chat_id: int
    text: str
    buttons: list[tuple[str, str]]
    """Label and callback_data, in reading order."""
    params: dict[str, str]
    at: float
    """time.monotonic() of its arrival."""


class Citizen:
    """A person in a private chat with the bot."""

    def __init__(self, chat_id: int, server: Server) -> None:
        self.chat_id = chat_id
        self._server = server
        self.inbox: asyncio.Queue[Sent] = asyncio.Queue()
        self.last: Sent | None = None
        """The last message heard."""
        self._next_id = count(1)

    async def says(self, text: str) -> int:
        """Type a text."""
        return await self.sends(text=text)

    async def sends(self, kind: str = "message", **content: Any) -> int:
        """A message with any content."""
        return self._server.push(kind, self._message(**content))

    async def taps(self, label: str) -> int:
        """Tap the button of the last message heard whose label holds these words."""
        assert self.last is not None, "nothing was heard yet"
        found = [data for text, data in self.last.buttons if label in text]
        assert found, f"no button «{label}» in {self.last.buttons}"
        return await self.taps_value(found[0])

    async def taps_value(self, data: str) -> int:
        """Tap a button by its value, of whatever message."""
        query = {
            "id": self._server.new_tap(),
            "from": self._user(),
            "chat_instance": "1",
            "data": data,
            "message": self._message(text="…"),
        }
        return self._server.push("callback_query", query)

    async def leaves(self, status: str = "kicked") -> int:
        """Block the bot (`member` to take it back)."""
        member = {"status": status, "user": BOT_USER}
        change = self._message() | {"old_chat_member": member, "new_chat_member": member}
        (self._server.blocked.add if status == "kicked" else self._server.blocked.discard)(
            self.chat_id
        )
        return self._server.push("my_chat_member", change)

    async def hears(self, timeout: float = 5) -> Sent:
        """The next message from the bot."""
        self.last = await asyncio.wait_for(self.inbox.get(), timeout)
        return self.last

    def _user(self) -> dict[str, Any]:
        return {"id": self.chat_id, "is_bot": False, "first_name": "Vecina", "language_code": "es"}

    def _message(self, **content: Any) -> dict[str, Any]:
        chat = {"id": self.chat_id, "type": "private", "first_name": "Vecina"}
        about = {"message_id": next(self._next_id), "date": int(time.time())}
        return {**about, "chat": chat, "from": self._user(), **content}
