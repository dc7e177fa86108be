"""From the inbox to the outbox: each message once, in the order of its person, in a transaction."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot import texts
from bot.conversations import converse, resume
from bot.dialogue.state import State
from bot.dialogue.turn import Facts, OpenQuestion, World, as_one_message
from bot.messages import Incoming, Kind
from bot.obey import Means, obey
from intake import outbox, people, questions
from intake.commands import AnswerQuestion, Correct, Join, Submit, Withdraw
from intake.db import Database
from intake.errors import DatabaseError
from intake.locks import queue_up
from intake.models import Attachment, Conversation, InboxMessage, Person
from intake.models.message import InboxState, Lane
from intake.outgoing import Outgoing
from intake.people import Address
from intake.rules.text import clean
from intake.wake import Wake

_log = logging.getLogger(__name__)
_BATCH = 50
_LOOK_SECONDS = 1.0
_MOST_COMMANDS = 4
"""A turn asks the domain once or twice; more would be a loop."""


@dataclass(slots=True)
class _Desk:
    """What is at hand for one batch."""

    people: dict[Address, Person]
    conversations: dict[int, Conversation]
    consented: set[int]
    questions: dict[int, OpenQuestion]


class Worker:
    """Handles what is in the inbox. Several processes may each run one, on PostgreSQL."""

    def __init__(
        self,
        database: Database,
        wake: Wake,
        world: World,
        means: Means,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._wake = wake
        self._bell = wake.bell("inbox")
        self._world = world
        self._means = means
        self._now = now

    async def run(self) -> None:
        """Handle messages as they come, until cancelled."""
        while True:
            try:
                handled = await self.handle_some()
            except (DatabaseError, SQLAlchemyError, OSError) as problem:
                _log.error("La base de datos no responde: %s. Se intenta de nuevo.", problem)
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
        async with self._database.transaction() as session:
            desk, rows = await self._claim(session, limit, only)
            said = []
            for row in rows:
                said += await self._turn(session, row, desk)
                # SQLite's statements do not yield by themselves: let the web answer meanwhile.
                await asyncio.sleep(0)
            await outbox.post_rows(session, said)
            return len(rows)

    async def _one_by_one(self, limit: int) -> int:
        async with self._database.reading() as session:
            ids = list(await session.scalars(_pending(InboxMessage.id).limit(limit)))
        for message_id in ids:
            try:
                await self._handle(1, only=message_id)
            except (DatabaseError, OSError):
                raise
            except Exception as problem:  # noqa: BLE001 the one that is wrong
                _log.exception("El mensaje %s de la bandeja no se pudo atender.", message_id)
                await self._set_aside(message_id, problem)
        return len(ids)

    async def _claim(
        self, session: AsyncSession, limit: int, only: int | None
    ) -> tuple[_Desk, list[InboxMessage]]:
        """Pending messages of people with whom nobody else is speaking, oldest first."""
        now = self._now()
        claim = _pending(InboxMessage.id, InboxMessage.channel, InboxMessage.address).limit(limit)
        if only is not None:
            claim = claim.where(InboxMessage.id == only)
        claimed = list(await session.execute(claim.with_for_update(skip_locked=True)))
        if not claimed:
            return _Desk({}, {}, set(), {}), []
        everybody = await people.meet(
            session, {(channel, address) for _, channel, address in claimed}, now=now
        )
        ids = {person.id: address for address, person in everybody.items()}
        # The conversation's row is the lock: another process passes over those we speak with.
        locked = await session.scalars(
            sa.select(Conversation)
            .where(Conversation.person_id.in_(sorted(ids)))
            .order_by(Conversation.person_id)
            .with_for_update(skip_locked=True)
        )
        conversations = {conversation.person_id: conversation for conversation in locked}
        pending = await session.scalars(
            sa.select(InboxMessage)
            .where(
                InboxMessage.state == InboxState.PENDING,
                people.at_any(InboxMessage, [ids[person_id] for person_id in conversations]),
            )
            .order_by(InboxMessage.id)
        )
        messages = _in_order(pending, {message_id for message_id, _, _ in claimed})
        asked = await questions.open_questions(session, conversations)
        return (
            _Desk(
                people=everybody,
                conversations=conversations,
                consented=await people.consented(
                    session, conversations, self._world.notice.version
                ),
                questions={person: OpenQuestion(*each) for person, each in asked.items()},
            ),
            messages,
        )

    async def _turn(
        self, session: AsyncSession, row: InboxMessage, desk: _Desk
    ) -> list[dict[str, Any]]:
        """One message: its turn, what the domain does about it, and the rows of what is said."""
        now = self._now()
        incoming = Incoming.from_json(row.payload)
        person = desk.people[row.channel, row.address]
        conversation = desk.conversations[person.id]
        facts = Facts(
            world=self._world,
            now=now,
            is_new=not conversation.state,
            consented=person.id in desk.consented,
            wants_news=person.news_since is not None,
            actor=person.actor,
            question=desk.questions.get(person.id),
            attachment=await _keep_file(session, incoming, person, now),
            idle=now - conversation.updated_at,
        )
        _note_arrival(person, incoming)
        turn = converse(State.from_json(conversation.state), incoming, facts)
        replies = list(turn.replies)
        for _ in range(_MOST_COMMANDS):
            if turn.command is None:
                break
            if isinstance(turn.command, Submit | Correct | Withdraw):
                # They count words in the index: in two processes at once they would deadlock.
                await queue_up(session, "index")
            result = await obey(session, turn.command, person, self._means, now=now)
            if isinstance(turn.command, Submit | Join):
                desk.consented.add(person.id)
            if isinstance(turn.command, AnswerQuestion):
                desk.questions.pop(person.id, None)
            turn = resume(turn, result, facts)
            replies += turn.replies
        conversation.state = turn.state.to_json() or {"serial": 0}
        conversation.updated_at = now
        row.state = InboxState.DONE
        row.handled_at = now
        return _rows(person, row, as_one_message(tuple(replies)), now)

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
                key=f"in:{row.id}:disculpa",  # the answer itself keeps its key for later
                lane=Lane.REPLY,
                now=now,
            )
            await outbox.post_rows(session, [apology])


def _in_order(pending: Iterable[InboxMessage], claimed: set[int]) -> list[InboxMessage]:
    """The claimed messages before which no unclaimed one of the same person waits."""
    blocked: set[Address] = set()
    messages = []
    for row in pending:
        if row.id not in claimed:
            blocked.add((row.channel, row.address))
        elif (row.channel, row.address) not in blocked:
            messages.append(row)
    return messages


def _pending(*columns: InstrumentedAttribute[Any]) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .where(InboxMessage.state == InboxState.PENDING)
        .order_by(InboxMessage.id)
    )


def _rows(
    person: Person, row: InboxMessage, replies: tuple[Outgoing, ...], now: datetime
) -> list[dict[str, Any]]:
    return [
        outbox.row(person, reply, key=f"in:{row.id}:{place}", lane=Lane.REPLY, now=now)
        for place, reply in enumerate(replies)
    ]


def _note_arrival(person: Person, incoming: Incoming) -> None:
    """Who writes can be reached again; the first start says what brought them."""
    if incoming.kind is not Kind.BLOCKED:
        person.unreachable_at = None
    referral = clean(incoming.text)[:64]
    if incoming.kind is Kind.START and referral and person.referral is None:
        person.referral = referral


async def _keep_file(
    session: AsyncSession, incoming: Incoming, person: Person, now: datetime
) -> int | None:
    """A row for the file of a photo, voice note or document; its bytes are fetched afterwards."""
    if not incoming.file_ref:
        return None
    attachment = Attachment(
        person_id=person.id,
        channel=incoming.channel,
        file_ref=incoming.file_ref,
        kind=incoming.kind.value,
        media_type=incoming.media_type or None,
        due_at=now,
        created_at=now,
    )
    session.add(attachment)
    await session.flush()
    return attachment.id
