"""Where an aporte stands because of its necesidad, and telling its people when that changes.

Putting aportes together is the Lab's own order, and nobody is told of it. But who comes into a
necesidad that is further on, or out of one, is told: what became of their aporte is another thing.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import Stage, Verdict
from intake.listening.followers import followers_of
from intake.necesidades import step_notices
from intake.store import merges, outbox
from intake.store.models import Aporte, JournalEntry, Necesidad
from intake.store.models.message import Lane
from intake.store.outgoing import Outgoing


class Standing(NamedTuple):
    """How far it is; compared, the further one is the greater."""

    stage: int
    """Place among the four, from 0."""
    is_prioritised: bool


START = Standing(0, False)
"""Admitted: that was told when it was."""


def standing_of(necesidad: Necesidad | None) -> Standing:
    """The standing of what is in a necesidad; START outside of all."""
    if necesidad is None:
        return START
    return Standing(list(Stage).index(necesidad.stage), necesidad.prioritised_at is not None)


async def tell_moved(
    session: AsyncSession,
    aporte_ids: Collection[int],
    before: Mapping[int, Necesidad],
    after: Necesidad | None,
    *,
    entry: JournalEntry,
    now: datetime,
) -> int:
    """Tell the people of those that stand elsewhere since this act, once each; how many.

    `before`: the necesidad that each was in, if in any; `after`: the one that all are in now.
    """
    rows: dict[int, dict[str, object]] = {}
    for aporte_id in await _that_count(session, aporte_ids):
        old = before.get(aporte_id)
        if standing_of(old) == standing_of(after):
            continue
        if after is not None:
            text = step_notices.brought(
                after.title,
                after.stage,
                is_prioritised=after.prioritised_at is not None,
                is_declined=after.verdict is Verdict.NO_PRIORIZADA,
            )
        else:
            text = step_notices.taken_out(before[aporte_id].title)
        for person, code in await followers_of(session, aporte_id):
            if person.id not in rows:
                key = f"necesidad:{entry.id}:{person.id}"
                said = Outgoing(text).about(code)
                rows[person.id] = outbox.row(person, said, key=key, lane=Lane.NOTICE, now=now)
    await outbox.post_rows(session, list(rows.values()))
    return len(rows)


async def _that_count(session: AsyncSession, aporte_ids: Collection[int]) -> list[int]:
    """Those of them that count in a necesidad, in the order in which they were told."""
    rows = await session.scalars(
        sa.select(Aporte).where(Aporte.id.in_(list(aporte_ids))).order_by(Aporte.id)
    )
    chains = await merges.chains_of(session, rows.all())
    return [
        chain[0].id
        for chain in chains.values()
        if chain[0].state.counts_in_necesidad(chain[-1].state)
    ]
