"""A photo, a voice note or a document: kept with the aporte, fetched when the channel can."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.store.db import AutoId, Base


class AttachmentState(StrEnum):
    """Where the bytes are."""

    PENDING = "pendiente"  # still only at the channel
    KEPT = "guardado"
    FAILED = "fallido"  # the channel does not give it any more, or it is too large


class Attachment(Base):
    """What was sent beside words. It is personal data: it never leaves the queue by itself."""

    __tablename__ = "attachments"

    id: Mapped[AutoId]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    aporte_id: Mapped[int | None] = mapped_column(sa.ForeignKey("aportes.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id"), index=True)
    inquiry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("inquiries.id"), index=True)
    channel: Mapped[str]
    file_ref: Mapped[str]
    """How the channel names it (Telegram: file_id)."""
    kind: Mapped[str]
    """foto, voz, documento, video."""
    media_type: Mapped[str | None]
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    size: Mapped[int | None]
    """Bytes of the content; None while it is not here."""
    state: Mapped[AttachmentState] = mapped_column(default=AttachmentState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    error: Mapped[str | None]
