"""Who stands behind an aporte: its own followers and those of all that were merged into it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AporteState
from intake.store import merges, outbox
from intake.store.models import Aporte, Follower, Person
from intake.store.models.message import Lane
from intake.store.outgoing import Outgoing

T = TypeVar("T")


async def count_followers(session: AsyncSession, aporte_ids: Iterable[int]) -> dict[int, int]:
    """Distinct people behind each aporte, merged ones included; those who withdrew do not count."""
    tree = merges.below(aporte_ids)
    rows = await session.execute(
        sa.select(tree.c.root_id, sa.func.count(Follower.person_id.distinct()))
        .join(Follower, Follower.aporte_id == tree.c.id)
        .join(Aporte, Aporte.id == tree.c.id)
        .where(Aporte.state != AporteState.RETIRADO)
        .group_by(tree.c.root_id)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class Backing:
    """How many people stand behind an aporte, and since when somebody does."""

    people: int
    """Those taken for people apart (see `intake.listening.newcomers`)."""
    since: datetime


@dataclass(frozen=True, slots=True)
class Voices:
    """The people behind something: those taken for people apart, and those not verified as such."""

    distinct: int = 0
    unverified: int = 0


async def standing_behind(session: AsyncSession, aporte_ids: Iterable[int]) -> dict[int, Backing]:
    """Who stands behind each aporte, with those merged into it; none if everybody withdrew."""
    since = sa.func.min(Follower.joined_at, type_=Follower.joined_at.type)
    rows = await session.execute(_behind(aporte_ids, since))
    return {id_: Backing(count, first) for id_, count, first in rows}


async def count_voices(session: AsyncSession, aporte_ids: Iterable[int]) -> dict[int, Voices]:
    """The same people, told apart by whether they are verified (see `newcomers`)."""
    everybody = sa.func.count(Follower.person_id.distinct())
    rows = await session.execute(_behind(aporte_ids, everybody - _VERIFIED))
    return {id_: Voices(verified, others) for id_, verified, others in rows}


_VERIFIED = sa.func.count(
    sa.case((Person.unverified_since.is_(None), Follower.person_id)).distinct()
)


def _behind(aporte_ids: Iterable[int], figure: sa.ColumnElement[T]) -> sa.Select[int, int, T]:
    """A row an aporte: its id, how many verified people are behind its group, and this figure."""
    tree = merges.below(aporte_ids)
    return (
        sa.select(tree.c.root_id, _VERIFIED, figure)
        .join(Follower, Follower.aporte_id == tree.c.id)
        .join(Person, Person.id == Follower.person_id)
        .join(Aporte, Aporte.id == tree.c.id)
        .where(Aporte.state != AporteState.RETIRADO)
        .group_by(tree.c.root_id)
    )


async def followers_of(session: AsyncSession, aporte_id: int) -> list[tuple[Person, str]]:
    """Everybody behind it, once each, with the code under which they know it (their own first)."""
    return await people_in(session, merges.below([aporte_id]))


async def people_in(session: AsyncSession, tree: sa.CTE) -> list[tuple[Person, str]]:
    """The same for aportes with all that was merged into them (see `merges.below`)."""
    rows = await session.execute(
        sa.select(Person, Aporte.code)
        .join(Follower, Follower.person_id == Person.id)
        .join(Aporte, Aporte.id == Follower.aporte_id)
        .join(tree, tree.c.id == Aporte.id)
        .where(Aporte.state != AporteState.RETIRADO)
        .order_by(Person.id, (Aporte.author_id == Person.id).desc(), Aporte.id)
    )
    known: dict[int, tuple[Person, str]] = {}
    for person, code in rows:
        known.setdefault(person.id, (person, code))
    return list(known.values())


async def tell(
    session: AsyncSession,
    people: Iterable[tuple[Person, str]],
    message: Outgoing,
    *,
    key: str,
    now: datetime,
) -> int:
    """Say it to each of these people, `{codigo}` being the code that each one knows.

    The same `key` is told once to each person. Returns how many people it was posted to.
    """
    rows = [
        outbox.row(person, message.about(code), key=f"{key}:{person.id}", lane=Lane.NOTICE, now=now)
        for person, code in people
    ]
    await outbox.post_rows(session, rows)
    return len(rows)
