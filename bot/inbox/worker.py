"""From the inbox to the outbox: each message once, in the order of its person, in a transaction."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.inbox import files
from bot.inbox.claim import Chat, Message, Wanted, claim, save
from bot.inbox.gathering import Gathering
from bot.inbox.guides import Guides
from bot.inbox.in_view import look
from bot.logs import SparingLog
from bot.messages import Incoming, Kind
from bot.said import texts
from bot.talk.dialogue.bursts import joined
from bot.talk.dialogue.turn import (
    Facts,
    InView,
    Moment,
    Turn,
    World,
    in_bubbles,
    put_away,
)
from bot.talk.listener import converse, resume
from intake.clock import ticks
from intake.concursos.commands import SendApplication
from intake.errors import DatabaseError
from intake.listening import people
from intake.listening.commands import AnswerQuestion, Correct, Join, Submit, Withdraw
from intake.listening.newcomers import Crowd, note_origin, show_life
from intake.listening.people import Address
from intake.reading import readers
from intake.reading.taxonomy import Taxonomies
from intake.requests.commands import Command, Result
from intake.requests.obey import obey
from intake.requests.request import Means
from intake.store import outbox
from intake.store.db import Database, among, to_its_end
from intake.store.locks import queue_up
from intake.store.models import InboxMessage, Person
from intake.store.models.message import InboxState, Lane
from intake.store.operators import spoken_tongues
from intake.store.outgoing import Outgoing
from intake.store.wake import Wake
from intake.words.codes import find_code
from intake.words.text import clean

_log = logging.getLogger(__name__)
_BATCH = 20
_LOOK_SECONDS = 1.0
_PENDING_IDS = (
    sa.select(InboxMessage.id)
    .where(
        InboxMessage.state == InboxState.PENDING,
        ~among(InboxMessage.__table__.c.id, "waiting"),
    )
    .order_by(InboxMessage.id)
)
_MOST_COMMANDS = 4
"""A turn asks the domain once or twice; more would be a loop."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is taken: newcomers of an hour, and files; how long more of a telling is awaited."""

    crowd: Crowd = field(default_factory=Crowd)
    quota: files.Quota = field(default_factory=files.Quota)
    pause: timedelta = timedelta()
    """After the last piece of a telling; zero: each message is answered by itself."""


class Worker:
    """Handles what is in the inbox. Several processes may each run one, on PostgreSQL."""

    def __init__(
        self,
        database: Database,
        wake: Wake,
        world: World,
        means: Means,
        now: Callable[[], datetime],
        bounds: Bounds | None = None,
    ) -> None:
        self._bounds = bounds or Bounds()
        self._gathering = Gathering(self._bounds.pause)
        self._database = database
        self._wake = wake
        self._bell = wake.bell("inbox")
        self._world = world
        self._means = means
        self._taxonomies = Taxonomies()
        self._guides = Guides(world.guide)
        self._now = now
        self._sparing = SparingLog(_log, ticks)

    async def run(self) -> None:
        """Handle messages as they come, until cancelled."""
        while True:
            try:
                handled = await to_its_end(self.handle_some())
            except (DatabaseError, SQLAlchemyError, OSError) as problem:
                kind = type(problem).__name__
                self._sparing.say(
                    logging.ERROR, f"La base de datos no responde: {kind}. Se intenta de nuevo."
                )
                await asyncio.sleep(_LOOK_SECONDS)
                continue
            if handled:
                self._wake.ring("outbox")
            else:
                await self._bell.wait(self._gathering.next_in(self._now(), _LOOK_SECONDS))

    async def handle_some(self, limit: int = _BATCH) -> int:
        """Handle a batch in one transaction; where it fails, its messages one by one.

        How many were looked at: some may wait for the rest of what is told.
        """
        try:
            return await self._handle(limit)
        except (DatabaseError, OSError):
            raise
        except Exception:  # noqa: BLE001 one update: its fault must not stop the others
            _log.exception("Un mensaje del lote falló; se atienden uno por uno.")
            return await self._one_by_one(limit)

    async def _handle(self, limit: int, only: int | None = None) -> int:
        now = self._now()
        async with self._database.transaction() as session:
            # Priorities may have been imported since the last batch, or a reader put to use.
            means = replace(self._means, vocabulary=await self._taxonomies.current(session))
            self._world = replace(
                self._world,
                reader=await readers.current(session),
                guide=await self._guides.current(session),
                tongues=await spoken_tongues(session),
            )
            gathering = self._gathering
            wanted = Wanted(limit, only, gathering.waiting(now), gathering.is_on)
            version = self._world.notice.version
            chats, messages = await claim(session, wanted, version=version, now=now)
            said: list[dict[str, object]] = []
            done: list[Message] = []
            for address, queue in _by_person(messages).items():
                chat = chats[address]
                while queue:
                    together = gathering.take(queue, chat.where(), self._world, now)
                    if not together:
                        break
                    said += await self._turn(session, together, chat, means, now)
                    done += together
                    queue = queue[len(together) :]
                    # SQLite's statements do not yield by themselves: let the web answer meanwhile.
                    await asyncio.sleep(0)
            await save(session, chats.values(), done, now=now)
            await outbox.post_rows(session, said)
            return len(messages)

    async def _one_by_one(self, limit: int) -> int:
        async with self._database.reading() as session:
            values = {"waiting": self._gathering.waiting(self._now())}
            ids = list(await session.scalars(_PENDING_IDS.limit(limit), values))
        for message_id in ids:
            try:
                await self._handle(1, only=message_id)
            except (DatabaseError, OSError):
                raise
            except Exception as problem:  # noqa: BLE001 the one that is wrong
                _log.exception("El mensaje %s de la bandeja no se pudo atender.", message_id)
                await self._set_aside(message_id, problem)
        return len(ids)

    async def _turn(
        self,
        session: AsyncSession,
        together: Sequence[Message],
        chat: Chat,
        means: Means,
        now: datetime,
    ) -> list[dict[str, object]]:
        """One telling, of one message or several: its turn, what the domain does about it, and the
        rows of what is said.
        """
        person = chat.person
        quota = self._bounds.quota
        filed = [
            await files.take(session, each.read(), person, quota, now=now) for each in together
        ]
        incoming = joined([each.incoming for each in filed])
        state = chat.where()
        facts = await self._facts(session, together[0], incoming, chat, now)
        facts = replace(
            facts, attachments=tuple(each.attachment for each in filed if each.attachment)
        )
        _note_arrival(person, incoming, together[0].received_at)
        await note_origin(session, person, incoming.origin, self._bounds.crowd, now=now)
        # A file that was not taken, and no word beside it, changes nothing of what was begun.
        is_nothing = all(each.is_all for each in filed)
        turn = Turn(state) if is_nothing else converse(state, incoming, facts)
        for each, row in zip(filed, together, strict=True):
            if each.incoming.text:
                reading = Moment(state, each.incoming, facts).reading
                chat.readings[row.id] = reading.to_json()
        refusal = next((each.refusal for each in filed if each.refusal), "")
        replies = [Outgoing(refusal)] if refusal else []
        replies += turn.replies
        for _ in range(_MOST_COMMANDS):
            if turn.command is None:
                break
            result = await _carry_out(session, turn.command, chat, means, now)
            facts = replace(facts, consented=chat.consented)
            turn = resume(turn, result, facts)
            replies += turn.replies
        chat.state, said = put_away(turn.state, in_bubbles(tuple(replies)))
        return _rows(person, together[0], said, now)

    async def _facts(
        self, session: AsyncSession, message: Message, incoming: Incoming, chat: Chat, now: datetime
    ) -> Facts:
        """What is known of who wrote, but for what came with it."""
        person = chat.person
        return Facts(
            world=self._world,
            now=now,
            is_new=chat.state is None and not chat.stored,
            consented=chat.consented,
            wants_news=person.news_since is not None,
            actor=person.actor,
            ubigeo=person.ubigeo or "",
            question=chat.question,
            idle=timedelta() if chat.state else now - chat.updated_at,
            received_at=incoming.sent_before(message.received_at),
            view=await self._in_view(session, message, incoming, chat),
        )

    async def _in_view(
        self, session: AsyncSession, message: Message, incoming: Incoming, chat: Chat
    ) -> InView:
        """What they saw; never what we said earlier in this batch, which nobody sent yet."""
        # Where tellings are gathered, words of any length may be late for the question.
        is_long_asked = self._gathering.is_on and chat.where().draft is not None
        view = await look(
            session, chat.person.id, incoming, message.received_at, is_long_asked=is_long_asked
        )
        if chat.state is not None:
            view = replace(view, is_ours=False, is_unseen=True)
        return view if self._gathering.is_on else replace(view, is_unseen=False)

    async def _set_aside(self, message_id: int, problem: Exception) -> None:
        """Our error: the message is kept for `ayni doctor --reintentar`, and its person is told."""
        now = self._now()
        async with self._database.transaction() as session:
            row = await session.get(InboxMessage, message_id)
            if row is None or row.state is not InboxState.PENDING:
                return
            row.state = InboxState.FAILED
            row.handled_at = now
            row.error = type(problem).__name__  # what it says may be the person's own words
            person = (await people.meet(session, [(row.channel, row.address)], now=now))[
                row.channel, row.address
            ]
            apology = outbox.row(
                person,
                Outgoing(texts.OUR_ERROR),
                key=f"in:{row.id}{outbox.APOLOGY}",  # the answer itself keeps its key for later
                lane=Lane.REPLY,
                now=now,
            )
            await outbox.post_rows(session, [apology])


def _rows(
    person: Person, message: Message, replies: tuple[Outgoing, ...], now: datetime
) -> list[dict[str, object]]:
    return [
        outbox.row(person, reply, key=f"in:{message.id}:{place}", lane=Lane.REPLY, now=now)
        for place, reply in enumerate(replies)
    ]


async def _carry_out(
    session: AsyncSession, command: Command, chat: Chat, means: Means, now: datetime
) -> Result:
    """Have the domain obey, and note what that says of the person."""
    if isinstance(command, Submit | Correct | Withdraw):
        # They count words in the index: in two processes at once they would deadlock.
        await queue_up(session, "index")
    result = await obey(session, command, chat.person, means, now=now)
    if isinstance(command, Submit | Join | SendApplication):
        chat.consented = True
    if isinstance(command, AnswerQuestion):
        chat.question = None
        chat.person.unverified_since = None  # whom we asked, and who answers, is somebody
    return result


def _by_person(messages: Iterable[Message]) -> dict[Address, list[Message]]:
    """What each of them sent, in order."""
    theirs: dict[Address, list[Message]] = {}
    for each in messages:
        theirs.setdefault(each.address, []).append(each)
    return theirs


def _note_arrival(person: Person, incoming: Incoming, received_at: datetime) -> None:
    """Who writes can be reached again; the first start says what brought them.

    Not who wrote before they blocked us: that message was only handled late.
    """
    gone_since = person.unreachable_at
    if incoming.kind is not Kind.BLOCKED and gone_since is not None and received_at >= gone_since:
        person.unreachable_at = None
    show_life(person, received_at)
    words = clean(incoming.text)[:64]
    referral = find_code(words) or words
    if incoming.kind is Kind.START and referral and person.referral is None:
        person.referral = referral
