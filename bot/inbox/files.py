"""A file that a person sent: noted to be fetched, as far as there is room for it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Incoming, Kind
from bot.said import texts
from intake.store.models import Attachment, Person

_DAY = timedelta(days=1)
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Quota:
    """How much is kept: files of one person in 24 hours, and bytes in all."""

    daily: int = 30
    total: int = 5_000 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of the file of a message."""

    incoming: Incoming
    """The message to be answered: without its file where that was not taken."""
    attachment: int | None = None
    refusal: str = ""
    """Why the file was not taken, and what to do; empty if it was, or there was none."""

    @property
    def is_all(self) -> bool:
        """Whether the message said nothing but a file that was not taken."""
        return bool(self.refusal) and not self.incoming.text.strip()


async def take(
    session: AsyncSession, incoming: Incoming, person: Person, quota: Quota, *, now: datetime
) -> Filed:
    """Make a row for the file of a photo, voice note or document; its bytes are fetched later."""
    if not incoming.file_ref:
        return Filed(incoming)
    refusal = await _refusal(session, person, quota, now)
    if refusal:
        return Filed(replace(incoming, kind=Kind.TEXT, file_ref="", media_type=""), None, refusal)
    attachment = Attachment(
        person_id=person.id,
        channel=incoming.channel,
        file_ref=incoming.file_ref,
        kind=incoming.kind.value,
        media_type=incoming.media_type or None,
        due_at=now,
        created_at=now,
    )
    session.add(attachment)
    await session.flush()
    return Filed(incoming, attachment.id)


async def kept_bytes(session: AsyncSession) -> int:
    """How many bytes are kept in all."""
    return int(await session.scalar(sa.select(sa.func.sum(Attachment.size))) or 0)


async def _refusal(session: AsyncSession, person: Person, quota: Quota, now: datetime) -> str:
    mine = sa.select(sa.func.count(Attachment.id)).where(
        Attachment.person_id == person.id, Attachment.created_at > now - _DAY
    )
    if (await session.scalar(mine) or 0) >= quota.daily:
        return texts.TOO_MANY_FILES.format(most=quota.daily)
    return texts.NO_ROOM_FOR_FILES if await kept_bytes(session) >= quota.total else ""
