"""What people told is shown to the second reader after it was answered, and help is said late.

Nobody waits for it: a message is answered by the first reader, in its own transaction. What the
server could not read yet is asked again; where it stood is kept, so that a restart goes on there.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.logs import SparingLog
from bot.messages import Incoming, Kind
from bot.said import helping
from intake.clock import ticks
from intake.errors import DatabaseError
from intake.listening.second_look import Told, heed, of_no_case, permits, told_in_cases
from intake.reading.rules.acts import Level
from intake.reading.rules.intent import IntentKind
from intake.reading.second import PULSE, AwayError, SecondReader, UnfitError
from intake.reading.taxonomy import Taxonomies
from intake.store import pulses
from intake.store.db import Database, JsonDict, to_its_end
from intake.store.models import InboxMessage, JournalEntry, Person
from intake.store.models.message import InboxState
from intake.store.wake import Wake
from intake.words.text import clean, words

_log = logging.getLogger(__name__)
_LOOK_SECONDS = 2.0
_BATCH = 20
_PAGE = 500
_MOST_WAITING = 500
_MOST_TRIES = 3
"""Times that the server may fail at a text while it reads others, before that text is let go."""
_OLDEST = timedelta(days=3)
"""After so long off, it begins later: help is not said for what is long past."""
_OVERLAP = timedelta(minutes=1)
_OVERLAPPING_IDS = 50
"""A row may be seen after one that was begun later: so many are looked for once more."""
_NOTE_EVERY = timedelta(seconds=20)
_FEWEST_WORDS = 2
_TYPED = frozenset({Kind.TEXT, Kind.EDITED, Kind.PHOTO, Kind.VOICE, Kind.DOCUMENT})
"""What may have words in it that somebody wrote."""


@dataclass(slots=True)
class _Place:
    """How far a table was read, by the ids of its rows."""

    last: int
    seen: set[int] = field(default_factory=set)

    @classmethod
    def behind(cls, last: int) -> "_Place":
        """Where this row and all before it are read."""
        return cls(last, set(range(last - _OVERLAPPING_IDS, last + 1)))

    @property
    def after(self) -> int:
        """Behind which id to look again."""
        return self.last - _OVERLAPPING_IDS

    def take(self, id_: int) -> bool:
        """Whether this row is new; it is not any more."""
        is_new = id_ not in self.seen
        self.seen.add(id_)
        self.last = max(self.last, id_)
        return is_new

    def forget(self) -> None:
        """Let go of what is not looked at again."""
        self.seen = {each for each in self.seen if each > self.after}


class SecondLook:
    """Goes through what was told. Only one process at a time runs it (intake.store.locks)."""

    def __init__(
        self,
        reader: SecondReader,
        database: Database,
        wake: Wake,
        version: str,
        now: Callable[[], datetime],
    ) -> None:
        """`version`: of the notice that tells of this reader; only who accepted it is read."""
        self._reader = reader
        self._database = database
        self._wake = wake
        self._version = version
        self._now = now
        self._taxonomies = Taxonomies()
        self._sparing = SparingLog(_log, ticks)
        self._waiting: deque[Told] = deque()
        self._tries: dict[Told, int] = {}
        self._places: tuple[_Place, _Place] | None = None
        self._noted_at: datetime | None = None

    async def run(self) -> None:
        """Look until cancelled."""
        async with self._reader:
            while True:
                try:
                    await self.look()
                except (DatabaseError, SQLAlchemyError, OSError) as problem:
                    self._say(f"no se pudo guardar lo que dijo: {type(problem).__name__}")
                await asyncio.sleep(_LOOK_SECONDS)

    async def look(self) -> int:
        """Have a batch read, and do what follows; how many were read."""
        if self._reader.breaker.is_open():
            return 0
        await self._collect()
        read, failed = 0, []
        for _ in range(min(_BATCH, len(self._waiting))):
            if self._reader.breaker.is_open():
                break
            told = self._waiting[0]
            if await self._is_done(told):
                read += 1
            else:
                failed.append(told)
            self._waiting.popleft()  # only now: what the database refused is still the first
        self._put_back(failed, it_reads=read > 0)
        await self._note()
        if self._reader.breaker.is_open():
            # It may be long: what is withdrawn or erased until then must not be sent after all.
            self._waiting.clear()
            self._places = None
        return read

    async def _collect(self) -> None:
        """Take up what was told since the last time."""
        if len(self._waiting) >= _MOST_WAITING:
            return
        async with self._database.reading() as session:
            if self._places is None:
                self._places = await self._begin(session)
            cases, messages = self._places
            newest = await session.scalar(sa.select(sa.func.max(JournalEntry.id))) or 0
            page = await told_in_cases(session, cases.after, self._version, most=_PAGE)
            found = [told for id_, told in page if cases.take(id_)]
            if len(page) < _PAGE:
                cases.last = max(cases.last, newest)
            found += await of_no_case(session, await self._messages(session, messages))
        for place in self._places:
            place.forget()
        self._waiting += (told for told in found if len(words(told.text)) >= _FEWEST_WORDS)

    async def _begin(self, session: AsyncSession) -> tuple[_Place, _Place]:
        """Where it stood when the program ended; the first time, behind all that there is."""
        now = self._now()
        stood_at = (await pulses.last(session)).get(PULSE, now)
        since = max(stood_at, now - _OLDEST) - _OVERLAP
        begun = []
        for table, at in ((JournalEntry, JournalEntry.at), (InboxMessage, InboxMessage.handled_at)):
            first = sa.select(sa.func.min(table.id)).where(sa.or_(at >= since, at.is_(None)))
            newest = await session.scalar(sa.select(sa.func.max(table.id))) or 0
            found = await session.scalar(first)
            begun.append(_Place.behind(newest if found is None else found - 1))
        return begun[0], begun[1]

    async def _messages(self, session: AsyncSession, place: _Place) -> list[Told]:
        """What people typed in any conversation, once it was answered."""
        rows = await session.execute(
            sa.select(
                InboxMessage.id,
                InboxMessage.state,
                InboxMessage.handled_at,
                InboxMessage.payload,
                Person.id.label("person_id"),
                permits(Person.id, self._version).label("permits"),
            )
            .join(
                Person,
                sa.and_(
                    Person.channel == InboxMessage.channel, Person.address == InboxMessage.address
                ),
            )
            .where(InboxMessage.id > place.after)
            .order_by(InboxMessage.id)
            .limit(_PAGE)
        )
        found = []
        for row in rows:
            if row.state is InboxState.PENDING:
                break  # it is read once it is answered, and so are those after it
            if not place.take(row.id) or row.state is not InboxState.DONE or not row.permits:
                continue
            text = _typed(row.payload)
            if text:
                found.append(Told(row.handled_at, row.person_id, None, text))
        return found

    async def _is_done(self, told: Told) -> bool:
        """Ask, and do what follows; False if the server could not be asked."""
        try:
            async with self._database.reading() as session:
                vocabulary = await self._taxonomies.current(session)
            ids = [each.id for each in vocabulary.priorities]
            opinion = await self._reader.ask(told.text, ids)
        except AwayError as problem:
            self._say(str(problem))
            return False
        except UnfitError as problem:
            self._say(str(problem))
            return True
        async with self._database.transaction() as session:
            did = await heed(session, told, opinion, _help, now=self._now())
        if did:
            self._wake.ring("outbox")
        return True

    def _put_back(self, failed: list[Told], *, it_reads: bool) -> None:
        """What it failed at waits behind the others; what it fails at alone is let go."""
        for told in failed:
            tries = self._tries.pop(told, 0) + it_reads
            if tries >= _MOST_TRIES:
                self._say("un texto no se pudo leer y se deja")
                continue
            self._tries[told] = tries
            self._waiting.append(told)
        self._tries = {each: tries for each, tries in self._tries.items() if each in self._waiting}

    async def _note(self) -> None:
        """Write down where it stands: all that was told before then was read."""
        stands_at = min((told.at for told in self._waiting), default=self._now())
        is_long_ago = self._noted_at is None or stands_at - self._noted_at >= _NOTE_EVERY
        if is_long_ago or self._reader.breaker.is_open():
            await to_its_end(pulses.write(self._database, PULSE, now=stands_at))
            self._noted_at = stands_at

    def _say(self, what: str) -> None:
        self._sparing.say(logging.WARNING, f"Segundo lector: {what}.")


def _typed(payload: JsonDict) -> str:
    """What somebody wrote in a message; empty where that is nothing, or the row was spoilt."""
    try:
        incoming = Incoming.from_json(payload)
    except (KeyError, TypeError, ValueError):
        return ""
    return clean(incoming.text) if incoming.kind in _TYPED else ""


def _help(level: Level, ways: tuple[IntentKind, ...]) -> str:
    return helping.help_for(ways) if level is Level.NOW else helping.help_beside(ways)
