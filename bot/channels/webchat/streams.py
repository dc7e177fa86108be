"""The open event streams of this process, fed by one task with one query for all of them."""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.webchat.mailbox import Line, Mailbox
from bot.descriptors import Room
from intake.errors import DatabaseError

_log = logging.getLogger(__name__)

POLL: Final = 0.5
"""Seconds until a line that another process wrote is found."""
_BATCH: Final = 500
_MAX_TABS: Final = 10
"""Streams of one visitor: more are no person's."""


class TooManyStreamsError(Exception):
    """There is no room for another: the visitor's own, of their network, or in all."""

    def __init__(self, *, is_own: bool) -> None:
        super().__init__()
        self.is_own = is_own
        """Whether the visitor may mend it: by closing pages."""


class Stream:
    """One open page: lines put in by the feeder, taken out by its request."""

    def __init__(self, address: str, cursor: int, origin: str = "") -> None:
        self.address = address
        self.origin = origin
        """The network it came from; empty if nobody can say."""
        self.cursor = cursor
        """Id of the last line given."""
        self.is_closed = False
        self._lines: list[Line] = []
        self._changed = asyncio.Event()

    @property
    def is_hungry(self) -> bool:
        """Whether it took all it was given, because who reads slowly gets no more until then."""
        return not self._lines

    def give(self, line: Line) -> None:
        """Put in a line, unless it was given before."""
        if line.id > self.cursor:
            self.cursor = line.id
            self._lines.append(line)
            self._changed.set()

    def close(self) -> None:
        """End it: nothing else will come."""
        self.is_closed = True
        self._changed.set()

    async def take(self, patience: float) -> Sequence[Line]:
        """Lines as soon as there are any; none after `patience` seconds, or when it is closed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._changed.wait()
        lines, self._lines = self._lines, []
        if not self.is_closed:
            self._changed.clear()
        return lines


class Streams:
    """The streams of this process. It asks the database only while one is open."""

    def __init__(self, mailbox: Mailbox, *, room: Room, poll: float = POLL) -> None:
        self._mailbox = mailbox
        self._room = room
        self._count = 0
        self._of_origin: Counter[str] = Counter()
        self._poll = poll
        self._open: dict[str, set[Stream]] = defaultdict(set)
        self._due = asyncio.Event()
        self._feeder: asyncio.Task[None] | None = None
        self._is_closed = False

    @contextmanager
    def opened(self, address: str, cursor: int, origin: str = "") -> Iterator[Stream]:
        """A stream of the lines after `cursor`, while the block lasts."""
        if len(self._open.get(address, ())) >= _MAX_TABS:
            raise TooManyStreamsError(is_own=True)
        of_origin = self._of_origin[origin] if origin else 0
        if (
            self._is_closed
            or self._count >= self._room.streams
            or of_origin >= self._room.streams_of_one
        ):
            raise TooManyStreamsError(is_own=False)
        stream = Stream(address, cursor, origin)
        self._open[address].add(stream)
        self._count += 1
        self._of_origin[origin] += 1
        self._due.set()
        if self._feeder is None or self._feeder.done():
            self._feeder = asyncio.create_task(self._feed(), name="web chat streams")
        try:
            yield stream
        finally:
            self._forget(stream)

    def wake(self, address: str) -> None:
        """Say that there is a new line for this address."""
        if address in self._open:
            self._due.set()

    def end(self, address: str) -> None:
        """End the streams of an address, because its person closed the chat."""
        for stream in self._open.get(address, ()):
            stream.close()

    def open(self) -> None:
        """Take streams, also after `close`."""
        self._is_closed = False

    async def close(self) -> None:
        """End every stream at once; browsers come back by themselves, to whoever is there."""
        self._is_closed = True
        self._close_all()
        self._due.set()
        if self._feeder is not None:
            # Cancelling it in the middle of a query would cost the pool a connection.
            await asyncio.wait([self._feeder])

    def _forget(self, stream: Stream) -> None:
        self._open[stream.address].discard(stream)
        self._count -= 1
        self._of_origin[stream.origin] -= 1
        if not self._of_origin[stream.origin]:
            del self._of_origin[stream.origin]
        if not self._open[stream.address]:
            del self._open[stream.address]

    def _close_all(self) -> None:
        for streams in self._open.values():
            for stream in streams:
                stream.close()

    async def _feed(self) -> None:
        try:
            while self._open and not self._is_closed:
                self._due.clear()
                await self._feed_once()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._poll):
                        await self._due.wait()
        finally:
            # Also on an error nobody expected: pages reconnect, and that starts a new feeder.
            self._close_all()

    async def _feed_once(self) -> None:
        hungry = {each for streams in self._open.values() for each in streams if each.is_hungry}
        cursors: dict[str, int] = {}
        for stream in hungry:
            cursors[stream.address] = min(stream.cursor, cursors.get(stream.address, stream.cursor))
        if not cursors:
            return
        try:
            lines = await self._mailbox.after(cursors, _BATCH)
        except (DatabaseError, SQLAlchemyError) as problem:
            _log.warning("web chat: lines cannot be read, trying again: %s", problem)
            return
        for line in lines:
            for stream in self._open.get(line.address, ()):
                if stream in hungry:
                    stream.give(line)
        if len(lines) == _BATCH:
            self._due.set()
