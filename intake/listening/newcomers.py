"""Web visitors who come in a crowd that one program could be, and how they are known for people.

Nobody is turned away and nothing is lost. Where more newcomers of one network come within an hour
than a village sends, all of them are «sin verificar»: they count for no voice, and what they tell
stands last in the queue, unless it may be somebody in danger. Who writes again on another day, or
answers what the Lab asks, is verified.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.store.models import Person
from intake.words.calendar import lima_date

WINDOW = timedelta(hours=1)
UNTOLD = "?"
"""The origin of who comes from a network that nobody can tell: bounded over all alone."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many newcomers of an hour are still taken for people, each for one.

    `in_all` counts those not yet in doubt: one network's crowd must not cast doubt on the others.
    """

    of_one_network: int = 20
    in_all: int = 300


async def note_origin(
    session: AsyncSession, person: Person, origin: str, crowd: Crowd, *, now: datetime
) -> None:
    """Write down where somebody new first came from, and if they came in a crowd, that too."""
    since = now - WINDOW
    if not origin or person.origin is not None or person.created_at < since:
        return
    person.origin = origin
    await session.flush()
    recent = sa.and_(Person.channel == person.channel, Person.created_at >= since)
    beside = sa.and_(recent, Person.origin == origin)
    if origin != UNTOLD and await _count(session, beside) > crowd.of_one_network:
        await _doubt(session, beside, now)
    elif await _count(session, recent, Person.unverified_since.is_(None)) > crowd.in_all:
        person.unverified_since = now


def show_life(person: Person, at: datetime) -> None:
    """Note that they wrote at `at`: if it is a later day than they came, somebody is there."""
    if person.unverified_since and lima_date(at) > lima_date(person.unverified_since):
        person.unverified_since = None


async def _count(session: AsyncSession, *which: sa.ColumnElement[bool]) -> int:
    return await session.scalar(sa.select(sa.func.count(Person.id)).where(*which)) or 0


async def _doubt(session: AsyncSession, which: sa.ColumnElement[bool], now: datetime) -> None:
    """All of the crowd, also who came before it was one; whom another worker holds, the next time.

    To wait for them could close a circle of waiting with that worker.
    """
    found = await session.scalars(
        sa.select(Person)
        .where(which, Person.unverified_since.is_(None))
        .with_for_update(skip_locked=True)
    )
    for person in found:
        person.unverified_since = now
