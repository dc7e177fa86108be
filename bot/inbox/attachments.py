"""Fetching the bytes of photos, voice notes and documents from their channel, when it can."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.channels import Channel, RejectedError, SendError, ThrottledError, UnreachableError
from bot.inbox.files import Quota, kept_bytes
from intake.errors import DatabaseError
from intake.store.db import Database
from intake.store.models import Attachment
from intake.store.models.attachment import AttachmentState

_log = logging.getLogger(__name__)
_LOOK_SECONDS = 5.0
_LONGEST_WAIT_SECONDS = 3600.0
_GIVE_UP = timedelta(days=3)
_BATCH = 20


class Fetcher:
    """Fetches what was sent on any channel. Only one process at a time runs it."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        database: Database,
        now: Callable[[], datetime],
        quota: Quota | None = None,
    ) -> None:
        self._channels = channels
        self._database = database
        self._now = now
        self._quota = quota or Quota()

    async def run(self) -> None:
        """Fetch until cancelled."""
        while True:
            try:
                fetched = await self.fetch_some()
            except (DatabaseError, SQLAlchemyError, OSError) as problem:
                _log.error("No se pudo guardar un adjunto: %s", type(problem).__name__)
                fetched = 0
            if not fetched:
                await asyncio.sleep(_LOOK_SECONDS)

    async def fetch_some(self) -> int:
        """Try those that are due; how many were tried."""
        async with self._database.reading() as session:
            due = list(
                await session.scalars(
                    sa.select(Attachment)
                    .where(
                        Attachment.state == AttachmentState.PENDING,
                        Attachment.due_at <= self._now(),
                        Attachment.channel.in_(self._channels),
                    )
                    .order_by(Attachment.id)
                    .limit(_BATCH)
                )
            )
            room = self._quota.total - await kept_bytes(session)
        for attachment in due:
            # One in memory at a time: it is let go before the next one is asked for.
            room -= await self._keep(attachment, room)
        return len(due)

    async def _keep(self, attachment: Attachment, room: int) -> int:
        """Fetch one and write what became of it; how many bytes more are kept now."""
        values = await self._fetch(attachment)
        content = values.get("content")
        size = len(content) if isinstance(content, bytes) else 0
        if size > room:
            size = 0
            values = {"state": AttachmentState.FAILED, "error": "no hay lugar para más archivos"}
            _log.error("Adjuntos: no hay lugar para más; amplíe AYNI_FILES_TOTAL_MB.")
        async with self._database.transaction() as session:
            await session.execute(
                sa.update(Attachment).where(Attachment.id == attachment.id).values(**values)
            )
        return size

    async def _fetch(self, attachment: Attachment) -> dict[str, object]:
        try:
            content = await self._channels[attachment.channel].fetch(attachment.file_ref)
        except (RejectedError, UnreachableError) as problem:
            return {"state": AttachmentState.FAILED, "error": str(problem)[:300]}
        except SendError as problem:
            now = self._now()
            if now - attachment.created_at > _GIVE_UP:
                return {"state": AttachmentState.FAILED, "error": str(problem)[:300]}
            attempts = attachment.attempts + 1
            seconds = 2.0 ** min(attempts, 12)
            if isinstance(problem, ThrottledError):
                seconds = problem.seconds
            return {
                "attempts": attempts,
                "due_at": now + timedelta(seconds=min(seconds, _LONGEST_WAIT_SECONDS)),
                "error": str(problem)[:300],
            }
        return {
            "state": AttachmentState.KEPT,
            "content": content,
            "size": len(content),
            "error": None,
        }
