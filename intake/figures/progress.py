"""How far a mass message went."""

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.store.models import Broadcast, OutboxMessage
from intake.store.models.message import OutboxState


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of its rows: cheap enough to ask for every second."""

    planned: int
    """Whom it would have reached when it was approved."""
    posted: int
    waiting: int
    delivered: int
    failed: int
    dropped: int
    """Opted out or gone between the outbox and the channel."""
    unknown: int
    """On their way when a process died: nobody knows, and they are not written to again."""

    @property
    def over(self) -> int:
        """How many are done with, one way or another."""
        return self.posted - self.waiting

    @property
    def total(self) -> int:
        """Where the progress bar ends; people come and go while it is sent."""
        return max(self.planned, self.posted)


async def progress_of(session: AsyncSession, row: Broadcast) -> Progress:
    """Where the sending of a broadcast stands now."""
    rows = await session.execute(
        sa.select(OutboxMessage.state, sa.func.count())
        .where(OutboxMessage.broadcast_id == row.id)
        .group_by(OutboxMessage.state)
    )
    states = Counter[OutboxState]({row[0]: row[1] for row in rows})
    return Progress(
        planned=row.planned or 0,
        posted=states.total(),
        waiting=states[OutboxState.PENDING],
        delivered=states[OutboxState.SENT],
        failed=states[OutboxState.FAILED],
        dropped=states[OutboxState.DROPPED],
        unknown=states[OutboxState.UNKNOWN],
    )
