"""Taking a batch from the inbox, with all that its turns need, and writing it back.

The statements are built once: the worker runs them for every few messages, and SQLAlchemy takes
longer to build one than the engine to run it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Incoming
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import OpenQuestion
from intake.kinds import Subject
from intake.listening import people, questions
from intake.listening.people import Address
from intake.store.db import JsonDict, among
from intake.store.models import Consent, Conversation, InboxMessage, Person, Question
from intake.store.models.message import InboxState


@dataclass(slots=True)
class Chat:
    """Somebody with whom nobody else is speaking until this transaction ends."""

    person: Person
    stored: JsonDict
    """The conversation as kept; empty for somebody new."""
    updated_at: datetime
    consented: bool
    question: OpenQuestion | None = None
    state: State | None = None
    """What the turns of this batch made of it; None before the first."""
    readings: dict[int, JsonDict] = field(default_factory=dict)
    """By id of the message, what each of this batch that had words was taken for."""
    _found: State | None = None

    def where(self) -> State:
        """Where it stands now."""
        if self.state is not None:
            return self.state
        if self._found is None:
            self._found = State.from_json(self.stored)
        return self._found


@dataclass(frozen=True, slots=True)
class Message:
    """One row of the inbox that is ours to handle."""

    id: int
    address: Address
    payload: JsonDict
    received_at: datetime

    def read(self) -> Incoming:
        """What came in. Raises where the row was spoilt."""
        return Incoming.from_json(self.payload)


_Row = sa.Row[*tuple[Any, ...]]
_PENDING = (
    sa.select(
        InboxMessage.id,
        InboxMessage.channel,
        InboxMessage.address,
        InboxMessage.payload,
        InboxMessage.received_at,
        Person.id.label("person_id"),
    )
    .outerjoin(
        Person,
        sa.and_(Person.channel == InboxMessage.channel, Person.address == InboxMessage.address),
    )
    .where(InboxMessage.state == InboxState.PENDING)
    .order_by(InboxMessage.id)
    .with_for_update(of=InboxMessage, skip_locked=True)
)
_OLDEST = _PENDING.limit(sa.bindparam("most"))
_OLDEST_BUT = _PENDING.where(~among(InboxMessage.__table__.c.id, "waiting")).limit(
    sa.bindparam("most")
)
_AROUND = _PENDING.where(
    among(Person.__table__.c.id, "whose"),
    InboxMessage.id <= sa.bindparam("until"),
    ~among(InboxMessage.__table__.c.id, "had"),
)
"""What else the same people sent: what waits already, and what follows soon."""
_FOLLOWING = 200
"""Ids beyond the batch in which the rest of what somebody tells is looked for."""
_ONE = _PENDING.where(InboxMessage.id == sa.bindparam("only"))
_IDS: sa.BindParameter[list[int]] = sa.bindparam("ids", expanding=True)
# The conversation's row is the lock: another process passes over those we speak with.
_CHATS = (
    sa.select(
        Person,
        Conversation.state,
        Conversation.updated_at,
        sa.exists()
        .where(
            Consent.person_id == Person.id,
            Consent.subject == Subject.DATOS,
            Consent.version == sa.bindparam("version"),
            Consent.granted,
        )
        .label("consented"),
        sa.exists()
        .where(Question.person_id == Person.id, Question.answered_at.is_(None))
        .label("asked"),
    )
    .join(Conversation, Conversation.person_id == Person.id)
    .where(Person.id.in_(_IDS))
    .order_by(Person.id)
    .with_for_update(of=Conversation, skip_locked=True)
)
_EARLIEST = (
    sa.select(Person.id, sa.func.min(InboxMessage.id))
    .join(
        InboxMessage,
        sa.and_(InboxMessage.channel == Person.channel, InboxMessage.address == Person.address),
    )
    .where(Person.id.in_(_IDS), InboxMessage.state == InboxState.PENDING)
    .group_by(Person.id)
)
_SAVE = (
    sa.update(Conversation)
    .where(Conversation.__table__.c.person_id == sa.bindparam("whose"))
    .values(state=sa.bindparam("new_state"), updated_at=sa.bindparam("now"))
)
_DONE = (
    sa.update(InboxMessage)
    .where(InboxMessage.__table__.c.id == sa.bindparam("which"))
    .values(
        state=InboxState.DONE, handled_at=sa.bindparam("now"), reading=sa.bindparam("taken_for")
    )
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages to take."""

    most: int
    """The oldest ones, at most so many."""
    only: int | None = None
    """The one with this id instead."""
    waiting: Collection[int] = ()
    """Not these, unless their people sent something else too."""
    with_following: bool = False
    """Whether to take also what the same people sent right after them."""


async def claim(
    session: AsyncSession, wanted: Wanted, *, version: str, now: datetime
) -> tuple[dict[Address, Chat], list[Message]]:
    """The messages that are wanted, oldest first, and their people.

    A message is left where somebody else speaks with its person, or handles an earlier one.
    """
    rows = await _rows(session, wanted)
    if not rows:
        return {}, []
    writers = await _writers(session, rows, now)
    if wanted.with_following:
        had = [row.id for row in rows]
        around = {"whose": list(writers), "had": had, "until": had[-1] + _FOLLOWING}
        rows = sorted([*rows, *await session.execute(_AROUND, around)], key=lambda row: row.id)
    chats = await _chats(session, writers, version)
    if session.get_bind().dialect.name == "postgresql":
        # Alone on SQLite we have everybody's oldest; here another process may hold an earlier one.
        await _leave_out_of_turn(session, chats, {row.id for row in rows})
    by_address = {(chat.person.channel, chat.person.address): chat for chat in chats.values()}
    messages = [
        Message(row.id, (row.channel, row.address), row.payload, row.received_at)
        for row in rows
        if (row.channel, row.address) in by_address
    ]
    return by_address, messages


async def save(
    session: AsyncSession, chats: Iterable[Chat], messages: Iterable[Message], *, now: datetime
) -> None:
    """Write down where the conversations stand, and that the messages are done, with how read."""
    chats = list(chats)
    # On the connection: the ORM would look for objects to keep in step.
    connection = await session.connection()
    moved = [
        {"whose": chat.person.id, "new_state": chat.state.to_json() or {"serial": 0}, "now": now}
        for chat in chats
        if chat.state is not None
    ]
    if moved:
        await connection.execute(_SAVE, moved)
    readings = {which: kept for chat in chats for which, kept in chat.readings.items()}
    done = [
        {"which": each.id, "now": now, "taken_for": readings.get(each.id, sa.null())}
        for each in messages
    ]
    if done:
        await connection.execute(_DONE, done)


async def _rows(session: AsyncSession, wanted: Wanted) -> Sequence[_Row]:
    if wanted.only is not None:
        found = await session.execute(_ONE, {"only": wanted.only})
    elif wanted.waiting:
        values = {"most": wanted.most, "waiting": list(wanted.waiting)}
        found = await session.execute(_OLDEST_BUT, values)
    else:
        found = await session.execute(_OLDEST, {"most": wanted.most})
    return found.all()


async def _writers(session: AsyncSession, rows: Sequence[_Row], now: datetime) -> set[int]:
    """The ids of the people who wrote; those never seen are met now."""
    new = {(row.channel, row.address) for row in rows if row.person_id is None}
    met = await people.meet(session, new, now=now) if new else {}
    return {row.person_id for row in rows if row.person_id} | {each.id for each in met.values()}


async def _chats(session: AsyncSession, ids: Collection[int], version: str) -> dict[int, Chat]:
    """By person, locked; those with whom another process speaks are left out."""
    found = await session.execute(_CHATS, {"ids": list(ids), "version": version})
    chats = {}
    asked = []
    for person, state, updated_at, consented, has_question in found:
        chats[person.id] = Chat(person, state, updated_at, bool(consented))
        if has_question:
            asked.append(person.id)
    for person_id, question in (await questions.open_questions(session, asked)).items():
        chats[person_id].question = OpenQuestion(*question)
    return chats


async def _leave_out_of_turn(
    session: AsyncSession, chats: dict[int, Chat], claimed: set[int]
) -> None:
    """Leave the people whose earliest message is not ours: it must be handled first."""
    earliest = await session.execute(_EARLIEST, {"ids": list(chats)})
    for person_id, message_id in earliest:
        if message_id not in claimed:
            del chats[person_id]
