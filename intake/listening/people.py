"""Who is at an address, and what they agreed to."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import Subject
from intake.store.db import insert_new
from intake.store.models import Consent, Conversation, InboxMessage, Person

Address = tuple[str, str]
"""Channel and address."""


async def meet(
    session: AsyncSession, addresses: Iterable[Address], *, now: datetime
) -> dict[Address, Person]:
    """The person at each address, made if we never met, each with a conversation's row."""
    wanted = sorted(set(addresses))  # one order for every process: no deadlock
    known = await _find(session, wanted)
    new = [address for address in wanted if address not in known]
    if new:
        people = [{"channel": channel, "address": at, "created_at": now} for channel, at in new]
        await insert_new(session, Person, ("channel", "address"), people)
        known |= await _find(session, new)
        begun = [{"person_id": known[at].id, "state": {}, "updated_at": now} for at in new]
        await insert_new(session, Conversation, ("person_id",), begun)
    return known


async def _find(session: AsyncSession, addresses: list[Address]) -> dict[Address, Person]:
    if not addresses:
        return {}
    people = await session.scalars(sa.select(Person).where(at_any(Person, addresses)))
    return {(person.channel, person.address): person for person in people}


def at_any(
    table: type[Person | InboxMessage], addresses: Iterable[Address]
) -> sa.ColumnElement[bool]:
    """The condition that a row is of one of these addresses, answered from the index on both
    engines.
    """
    by_channel: dict[str, list[str]] = defaultdict(list)
    for channel, address in addresses:
        by_channel[channel].append(address)
    return sa.or_(
        sa.false(),
        *(
            sa.and_(table.channel == channel, table.address.in_(some))
            for channel, some in by_channel.items()
        ),
    )


async def consent(
    session: AsyncSession,
    person: Person,
    subject: Subject,
    *,
    granted: bool,
    version: str,
    message_id: str,
    now: datetime,
) -> None:
    """Write down a yes or a no: version, time, channel and message are the proof."""
    session.add(
        Consent(
            person_id=person.id,
            subject=subject,
            granted=granted,
            version=version,
            channel=person.channel,
            message_id=message_id,
            given_at=now,
        )
    )
    if subject is Subject.NOTICIAS:
        person.news_since = now if granted else None
