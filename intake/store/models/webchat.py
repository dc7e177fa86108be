"""The web chat as its page reads it: its lines, and the chats that were closed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.store.db import AutoId, Base, JsonDict
from intake.store.models.message import NO_REUSE


class ClosedChat(Base):
    """A web chat that its person closed for good: whoever still has its token is somebody new."""

    __tablename__ = "closed_chats"

    address: Mapped[str] = mapped_column(primary_key=True)
    closed_at: Mapped[datetime]


class WebMessage(Base):
    """A line of a web chat, either way: the page reads it again after a reload.

    Only one process at a time writes our side (it holds the delivery of the channel), so ids grow
    in the order in which lines can be seen, and "after id N" misses nothing.
    """

    __tablename__ = "web_messages"
    __table_args__ = (sa.Index("ix_web_messages_address", "address", "id"), NO_REUSE)

    id: Mapped[AutoId]
    address: Mapped[str]
    mine: Mapped[bool]
    """True for the visitor's own words."""
    key: Mapped[str] = mapped_column(unique=True)
    """`in:<external id>` or `out:<outbox id>`."""
    payload: Mapped[JsonDict]
    at: Mapped[datetime]
