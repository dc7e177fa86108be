"""The tree that merges make: an aporte that was merged names the one above it, and a root none.

A merge moves nobody, so whoever asks who stands behind an aporte, or what became of it, goes down
the tree or up it. Both ways are one query, however deep the tree is.
"""

from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.store.db import Base
from intake.store.models import Aporte

_APORTE = Base.metadata.tables[Aporte.__tablename__].c


def below(of: sa.ColumnElement[bool] | Iterable[int]) -> sa.CTE:
    """A query (root_id, id): each of these, with itself and everything merged into it.

    `of` is a condition on Aporte, or ids.
    """
    tree = (
        sa.select(_APORTE.id.label("root_id"), _APORTE.id.label("id"))
        .where(_condition(of))
        .cte("merged_below", recursive=True)
    )
    step = sa.select(tree.c.root_id, _APORTE.id).join(tree, _APORTE.merged_into_id == tree.c.id)
    return tree.union(step)


def above(
    of: sa.ColumnElement[bool] | Iterable[int], *, passing: sa.ColumnElement[bool] | None = None
) -> sa.CTE:
    """A query (id, above_id, next_id): each of these, with itself and everything above it.

    `next_id` is what `above_id` was merged into: where it is NULL, `above_id` is the root. A way
    up goes only through what meets the condition `passing`, so it may end before a root.
    """
    through = sa.true() if passing is None else passing
    way = (
        sa.select(
            _APORTE.id.label("id"),
            _APORTE.id.label("above_id"),
            _APORTE.merged_into_id.label("next_id"),
        )
        .where(_condition(of), through)
        .cte("merged_above", recursive=True)
    )
    step = (
        sa.select(way.c.id, _APORTE.id, _APORTE.merged_into_id)
        .join(way, _APORTE.id == way.c.next_id)
        .where(through)
    )
    return way.union(step)


async def ids_below(session: AsyncSession, aporte_id: int) -> list[int]:
    """The aporte and everything merged into it, in the order in which they were told."""
    tree = below([aporte_id])
    return list(await session.scalars(sa.select(tree.c.id).order_by(tree.c.id)))


async def root_of(session: AsyncSession, aporte: Aporte) -> Aporte:
    """The one at the top, for which its people are answered; itself where it was not merged."""
    return (await chains_of(session, [aporte]))[aporte.id][-1]


async def chains_of(session: AsyncSession, aportes: Collection[Aporte]) -> dict[int, list[Aporte]]:
    """Each with all that it was merged into, one after the other; itself alone where it was not."""
    merged = [aporte.id for aporte in aportes if aporte.merged_into_id is not None]
    by_id = {aporte.id: aporte for aporte in aportes}
    if merged:
        way = above(merged)
        rows = await session.scalars(
            sa.select(Aporte).where(Aporte.id.in_(sa.select(way.c.above_id)))
        )
        by_id |= {row.id: row for row in rows}
    chains = {}
    for aporte in aportes:
        chain = [aporte]
        while (upper := chain[-1].merged_into_id) is not None:
            chain.append(by_id[upper])
        chains[aporte.id] = chain
    return chains


def _condition(of: sa.ColumnElement[bool] | Iterable[int]) -> sa.ColumnElement[bool]:
    return of if isinstance(of, sa.ColumnElement) else _APORTE.id.in_(list(of))
