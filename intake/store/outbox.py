"""Posting what must be said. Whoever posts does not send: the bot's delivery does, when it can."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.store.db import JsonDict, insert_new
from intake.store.models import Broadcast, OutboxMessage, Person
from intake.store.models.message import Lane, OutboxState
from intake.store.outgoing import Outgoing
from intake.store.wake import announce

PAYLOAD: sa.Label[JsonDict] = sa.type_coerce(
    sa.case((OutboxMessage.broadcast_id.is_(None), OutboxMessage.payload), else_=Broadcast.payload),
    sa.JSON,
).label("payload")
"""What a row says: a mass message's text is kept once, with its broadcast, joined from outside."""

APOLOGY = ":disculpa"
"""How the key of an apology ends: it is said beside the conversation, which stays where it was."""


def row(
    person: Person, message: Outgoing, *, key: str, lane: Lane, now: datetime
) -> dict[str, object]:
    """The values of one outbox row, for `post_rows`."""
    return {
        "key": key,
        "person_id": person.id,
        "channel": person.channel,
        "lane": int(lane),
        "payload": message.to_json(),
        "state": OutboxState.PENDING,
        "created_at": now,
        "due_at": now,
        "attempts": 0,
    }


async def post_rows(session: AsyncSession, rows: Sequence[dict[str, object]]) -> None:
    """Post these in their order. A key that was already posted is left as it is."""
    if rows:
        await insert_new(session, OutboxMessage, ("key",), rows)
        await announce(session, "outbox")


async def post(
    session: AsyncSession, person: Person, message: Outgoing, *, key: str, lane: Lane, now: datetime
) -> None:
    """Post one message to one person. Say in `key` what it is: the same key is posted once."""
    await post_rows(session, [row(person, message, key=key, lane=lane, now=now)])
