"""How fast a channel may be spoken to: evenly overall, with a gap in each chat, and one gate."""

import asyncio
import math
from collections.abc import Hashable


class Pace:
    """Times are of the running loop's clock. Nothing here is remembered over a restart."""

    def __init__(self, rate: float, chat_rate: float) -> None:
        self._gap = 0.0 if math.isinf(rate) else 1 / rate
        self._chat_gap = 0.0 if math.isinf(chat_rate) else 1 / chat_rate
        self._next = 0.0
        self._gate = 0.0
        self._resting: dict[Hashable, float] = {}
        self.most_at_once = 256 if math.isinf(rate) else max(8, min(256, int(rate / 2)))
        """What is claimed at a time: about half a second of sending, so that who comes later and
        matters more (a reply) never waits longer behind what was already claimed."""

    async def turn(self) -> None:
        """Wait for the next slot: one every 1/rate seconds, never two in one."""
        loop = asyncio.get_running_loop()
        while True:
            slot = max(loop.time(), self._next, self._gate)
            self._next = slot + self._gap
            if (wait := slot - loop.time()) > 0:
                await asyncio.sleep(wait)
            if slot >= self._gate:  # else it closed while we slept: a new slot, behind the others
                return

    def close_gate(self, seconds: float) -> None:
        """Nothing is sent on this channel for so long (429)."""
        loop = asyncio.get_running_loop()
        self._gate = max(self._gate, loop.time() + seconds)

    @property
    def is_closed(self) -> bool:
        """Whether the gate is closed now."""
        return self._gate > asyncio.get_running_loop().time()

    def rest(self, chat: Hashable) -> None:
        """This chat was just written to."""
        if self._chat_gap:
            self._resting[chat] = asyncio.get_running_loop().time() + self._chat_gap

    def resting(self) -> set[Hashable]:
        """The chats that must not be written to yet."""
        now = asyncio.get_running_loop().time()
        self._resting = {chat: until for chat, until in self._resting.items() if until > now}
        return set(self._resting)

    def next_awake(self, longest: float) -> float:
        """Seconds until a chat has rested or the gate opens, at most `longest`."""
        now = asyncio.get_running_loop().time()
        if self._gate > now:
            return min(self._gate - now, longest)
        return max(0.0, min((until - now for until in self._resting.values()), default=longest))
