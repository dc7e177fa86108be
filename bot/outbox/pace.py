"""How fast a channel may be spoken to: evenly overall, with a gap in each chat, and one gate."""

import asyncio
import math
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass

_MOST_IN_HAND = 512
_CATCH_UP = 0.03
"""Seconds of slots that may be made good at high rates, where one late timer misses many."""
_LATEST = 1.0
"""What one slow answer may cost at most, in seconds: a lost one must not stop everybody."""
_TO_SPARE = 0.001
_A_MINUTE = 60.0


@dataclass(slots=True)
class Slot:
    """A message that went: when, and how long its answer took; None while there is none."""

    at: float
    took: float | None = None


class Pace:
    """Times are of the running loop's clock. Nothing here is remembered over a restart."""

    def __init__(self, rate: float, chat_rate: float) -> None:
        self._gap = 0.0 if math.isinf(rate) else 1 / rate
        self._chat_gap = 0.0 if math.isinf(chat_rate) else 1 / chat_rate
        self._catch_up = _CATCH_UP if 100 <= rate < math.inf else 0.0
        self._next = 0.0
        self._gate = 0.0
        self._line: deque[asyncio.Future[Slot]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        # As many turns as a second has. At low rates the gap alone is exact enough.
        a_second = int(rate) if 10 <= rate < math.inf else 0
        self._last_second: deque[Slot] = deque(maxlen=a_second)
        self._quickest = [math.inf, math.inf]  # answers of this minute, and of the one before
        self._minute = 0.0
        self._resting: dict[Hashable, float] = {}
        self.most_in_hand = _MOST_IN_HAND if rate > _MOST_IN_HAND else max(8, int(rate))
        """Claimed and not over: on their way, and waiting for a turn."""
        self.most_waiting = _MOST_IN_HAND if math.isinf(rate) else max(2, math.ceil(rate * 0.08))
        """Of these, waiting for a turn. Few: a reply that comes later waits behind them, and after
        a crash nobody knows whether they went."""

    async def turn(self) -> Slot:
        """Wait for the next slot: one every 1/rate seconds, and no more than `rate` in a second.

        Turns that a late timer missed are made good, within the second's limit.
        """
        loop = asyncio.get_running_loop()
        granted: asyncio.Future[Slot] = loop.create_future()
        self._line.append(granted)
        if self._timer is None:
            self._grant(loop)
        return await granted

    def _grant(self, loop: asyncio.AbstractEventLoop) -> None:
        """Give a turn to all in the line whose slot has come; come back for the next one.

        All at once: a lock handed from one to the next gives one a round of the loop, and a busy
        loop has fewer rounds in a second than a fast channel has turns.
        """
        self._timer = None
        while self._line:
            if self._line[0].done():  # cancelled
                self._line.popleft()
                continue
            now, earliest = loop.time(), self._earliest()
            if now < earliest:
                self._timer = loop.call_at(earliest, self._grant, loop)
                return
            self._line.popleft().set_result(self._take(now))

    def _take(self, now: float) -> Slot:
        is_going_on = bool(self._last_second) and now - self._last_second[-1].at < 0.25
        owed = self._catch_up if is_going_on and self._next > self._gate else 0.0
        self._next = max(self._next, now - owed) + self._gap
        turn = Slot(now)
        self._last_second.append(turn)
        return turn

    def _earliest(self) -> float:
        earliest = max(self._next, self._gate)
        second = self._last_second
        if second.maxlen and len(second) == second.maxlen:
            return max(earliest, second[0].at + 1 + self._late(second[0]) + _TO_SPARE)
        return earliest

    def _late(self, turn: Slot) -> float:
        """How late it may have reached the channel, which counts from there.

        By no more than its answer was later than the quickest; without an answer nobody knows.
        """
        return _LATEST if turn.took is None else min(turn.took - min(self._quickest), _LATEST)

    def answered(self, turn: Slot) -> None:
        """Note that the channel answered what went at that turn."""
        now = asyncio.get_running_loop().time()
        if now - self._minute > _A_MINUTE:
            self._quickest = [math.inf, self._quickest[0]]
            self._minute = now
        turn.took = now - turn.at
        self._quickest[0] = min(turn.took, self._quickest[0])

    def close_gate(self, seconds: float) -> None:
        """Let nothing be sent on this channel for so long (429)."""
        loop = asyncio.get_running_loop()
        self._gate = max(self._gate, loop.time() + seconds)

    @property
    def is_closed(self) -> bool:
        """Whether the gate is closed now."""
        return self._gate > asyncio.get_running_loop().time()

    def rest(self, chat: Hashable) -> None:
        """Note that this chat was just written to."""
        if self._chat_gap:
            self._resting[chat] = asyncio.get_running_loop().time() + self._chat_gap

    def resting(self) -> set[Hashable]:
        """The chats that must not be written to yet."""
        now = asyncio.get_running_loop().time()
        self._resting = {chat: until for chat, until in self._resting.items() if until > now}
        return set(self._resting)

    def next_awake(self, longest: float) -> float:
        """How many seconds until a chat has rested or the gate opens, at most `longest`."""
        now = asyncio.get_running_loop().time()
        if self._gate > now:
            return min(self._gate - now, longest)
        return max(0.0, min((until - now for until in self._resting.values()), default=longest))
