"""What follows a change of an aporte, as one call.

That is its tags, who may know of it, how it is found as alike, and in which necesidad it counts.

Nothing else has to be set right: how many stand behind something is counted whenever it is asked.
Writers of several processes queue up first (locks.queue_up, "index").
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.grouping import needs
from intake.reading import tagging
from intake.reading.rules.tags import Vocabulary
from intake.sameness import indexing, postings
from intake.store.models import Aporte


async def settle_new(
    session: AsyncSession, aporte: Aporte, vocabulary: Vocabulary, *, now: datetime
) -> None:
    """Tag an aporte that was just told, reserve it where it must be, make it findable, group it."""
    topics = tagging.tag_new(session, aporte, vocabulary)
    aporte.restricted = bool(await tagging.signs_of(session, aporte, topics, vocabulary))
    await postings.index(session, aporte.id, aporte.text, aporte.ubigeo, topics)
    await session.flush()  # the next of this batch must find it whole
    await needs.place(session, aporte, now=now)


async def settle_words(
    session: AsyncSession, aporte: Aporte, vocabulary: Vocabulary, *, now: datetime
) -> None:
    """The same for one that says something else now; what operators said of it stays."""
    await tagging.retag(session, aporte, vocabulary)
    await settle(session, aporte, now=now, is_reworded=True)


async def settle(
    session: AsyncSession, aporte: Aporte, *, now: datetime, is_reworded: bool = False
) -> None:
    """Set right how it is found and where it counts, after its state or its tags changed.

    What was closed leaves the index and its necesidad; what is open comes back into both.
    """
    await session.flush()
    await indexing.follow(session, aporte, is_reworded=is_reworded)
    await needs.follow(session, aporte, now=now)
