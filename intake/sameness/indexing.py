"""The index of alike aportes, kept true when the priorities or the state of one change."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import CLOSED_TO_OTHERS
from intake.sameness import postings
from intake.sameness.rules.meaning import meanings
from intake.sameness.rules.tellings import read
from intake.store.locks import queue_up
from intake.store.models import Aporte, AporteTag
from intake.store.models.posting import StoredTelling


@dataclass(frozen=True, slots=True)
class Reindexed:
    """How many were indexed again, and where to go on; None at the end."""

    count: int
    last: int | None


async def follow(session: AsyncSession, aporte: Aporte, *, is_reworded: bool = False) -> None:
    """After an act on it, in its transaction: what was closed leaves, what is open comes back.

    Where the index knows it as it is now, nothing is written. Only one that is reworded is read
    for what it means again.
    """
    told = await session.execute(
        sa.select(StoredTelling.line, StoredTelling.ubigeo, StoredTelling.topics).where(
            StoredTelling.aporte_id == aporte.id
        )
    )
    topics = None if aporte.state in CLOSED_TO_OTHERS else await topics_of(session, aporte.id)
    wanted = None
    if topics is not None:
        wanted = (read(aporte.text).line, aporte.ubigeo or "", " ".join(topics))
    if wanted == told.one_or_none() and not is_reworded:
        return
    meant = await postings.unindex(session, aporte.id)
    if topics is not None:
        meant = None if is_reworded else meant
        await postings.index(session, aporte.id, aporte.text, aporte.ubigeo, topics, meant=meant)


async def topics_of(session: AsyncSession, aporte_id: int) -> list[str]:
    """The priorities of an aporte that stand, in order."""
    return list(
        await session.scalars(
            sa.select(AporteTag.priority)
            .where(AporteTag.aporte_id == aporte_id, AporteTag.accepted.is_(True))
            .order_by(AporteTag.priority)
        )
    )


async def count_indexed(session: AsyncSession) -> int:
    """How many aportes `reindex` goes through in all."""
    query = (
        sa.select(sa.func.count()).select_from(Aporte).where(Aporte.state.not_in(CLOSED_TO_OTHERS))
    )
    return await session.scalar(query) or 0


async def reindex(session: AsyncSession, *, after: int, limit: int) -> Reindexed:
    """Index the next `limit` aportes after the id `after` again, from their texts.

    For when the rules that make keys, or the direction that all texts share, have changed, or
    what the aportes mean was not kept yet. Done twice, it changes nothing.
    """
    await queue_up(session, "index")
    query = sa.select(Aporte).where(Aporte.state.not_in(CLOSED_TO_OTHERS), Aporte.id > after)
    aportes = list(await session.scalars(query.order_by(Aporte.id).limit(limit)))
    for aporte, made in zip(aportes, meanings([each.text for each in aportes]), strict=True):
        await postings.unindex(session, aporte.id)
        topics = await topics_of(session, aporte.id)
        meant = made.numbers if made else None
        await postings.index(session, aporte.id, aporte.text, aporte.ubigeo, topics, meant=meant)
    return Reindexed(len(aportes), aportes[-1].id if len(aportes) == limit else None)
