"""From the inbox to the outbox: each message once, in the order of its person, in a transaction."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.inbox import files
from bot.inbox.claim import Chat, Message, claim, save
from bot.inbox.guides import Guides
from bot.inbox.in_view import look
from bot.logs import SparingLog
from bot.messages import Incoming, Kind
from bot.said import texts
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, InView, Moment, Turn, World, in_bubbles
from bot.talk.listener import converse, resume
from intake.clock import ticks
from intake.concursos.commands import SendApplication
from intake.errors import DatabaseError
from intake.listening import people
from intake.listening.commands import AnswerQuestion, Correct, Join, Submit, Withdraw
from intake.listening.newcomers import Crowd, note_origin, show_life
from intake.reading import readers
from intake.reading.taxonomy import Taxonomies
from intake.requests.commands import Command, Result
from intake.requests.obey import obey
from intake.requests.request import Means
from intake.store import outbox
from intake.store.db import Database, to_its_end
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
    .where(InboxMessage.state == InboxState.PENDING)
    .order_by(InboxMessage.id)
)
_MOST_COMMANDS = 4
"""A turn asks the domain once or twice; more would be a loop."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is taken: newcomers of an hour, and files."""

    crowd: Crowd = field(default_factory=Crowd)
    quota: files.Quota = field(default_factory=files.Quota)


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
                await self._bell.wait(_LOOK_SECONDS)

    async def handle_some(self, limit: int = _BATCH) -> int:
        """Handle a batch in one transaction; where it fails, its messages one by one."""
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
            chats, messages = await claim(
                session, most=limit, only=only, version=self._world.notice.version, now=now
            )
            said = []
            for message in messages:
                said += await self._turn(session, message, chats[message.address], means, now)
                # SQLite's statements do not yield by themselves: let the web answer meanwhile.
                await asyncio.sleep(0)
            await save(session, chats.values(), messages, now=now)
            await outbox.post_rows(session, said)
            return len(messages)

    async def _one_by_one(self, limit: int) -> int:
        async with self._database.reading() as session:
            ids = list(await session.scalars(_PENDING_IDS.limit(limit)))
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
        self, session: AsyncSession, message: Message, chat: Chat, means: Means, now: datetime
    ) -> list[dict[str, object]]:
        """One message: its turn, what the domain does about it, and the rows of what is said."""
        person = chat.person
        filed = await files.take(session, message.read(), person, self._bounds.quota, now=now)
        incoming = filed.incoming
        state = chat.state or State.from_json(chat.stored)
        facts = Facts(
            world=self._world,
            now=now,
            is_new=chat.state is None and not chat.stored,
            consented=chat.consented,
            wants_news=person.news_since is not None,
            actor=person.actor,
            ubigeo=person.ubigeo or "",
            question=chat.question,
            attachment=filed.attachment,
            idle=timedelta() if chat.state else now - chat.updated_at,
            received_at=incoming.sent_before(message.received_at),
            view=await _in_view(session, message, incoming, chat),
        )
        _note_arrival(person, incoming, message.received_at)
        await note_origin(session, person, incoming.origin, self._bounds.crowd, now=now)
        # A file that was not taken, and no word beside it, changes nothing of what was begun.
        turn = Turn(state) if filed.is_all else converse(state, incoming, facts)
        if incoming.text:
            chat.readings[message.id] = Moment(state, incoming, facts).reading.to_json()
        replies = [Outgoing(filed.refusal)] if filed.refusal else []
        replies += turn.replies
        for _ in range(_MOST_COMMANDS):
            if turn.command is None:
                break
            result = await _carry_out(session, turn.command, chat, means, now)
            facts = replace(facts, consented=chat.consented)
            turn = resume(turn, result, facts)
            replies += turn.replies
        chat.state = turn.state
        return _rows(person, message, in_bubbles(tuple(replies)), now)

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


async def _in_view(
    session: AsyncSession, message: Message, incoming: Incoming, chat: Chat
) -> InView:
    """What they saw; never what we said earlier in this batch, which nobody sent yet."""
    view = await look(session, chat.person.id, incoming, message.received_at)
    return view if chat.state is None else replace(view, is_ours=False)


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
