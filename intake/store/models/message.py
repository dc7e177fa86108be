"""What came in and what must go out: the two tables nothing may be lost from."""

from datetime import datetime
from enum import IntEnum, StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.store.db import AutoId, Base, JsonDict

# Ids are in keys and in the pages people have open: SQLite must not give one out a second time.
NO_REUSE = {"sqlite_autoincrement": True}


class InboxState(StrEnum):
    """What became of a received message."""

    PENDING = "pendiente"
    DONE = "hecho"
    FAILED = "fallido"  # our error: kept, shown by `ayni doctor`, can be handled again


class OutboxState(StrEnum):
    """What became of a message to a person."""

    PENDING = "pendiente"
    SENT = "enviado"
    FAILED = "fallido"  # the channel refused it for good
    DROPPED = "descartado"  # the person cannot or does not want to be reached
    UNKNOWN = "desconocido"  # of a mass message that was on its way when the process died


class Lane(IntEnum):
    """Who goes first: whoever is waiting for an answer, before whoever is called."""

    REPLY = 0  # the answer to a message
    NOTICE = 1  # what became of an aporte
    MASS = 2  # the same to many


class InboxMessage(Base):
    """One received update. Unique on channel and external id: a repeated one changes nothing."""

    __tablename__ = "inbox"
    __table_args__ = (
        sa.UniqueConstraint("channel", "external_id"),
        sa.Index(
            "ix_inbox_pending",
            "id",
            sqlite_where=sa.text("state = 'pendiente'"),
            postgresql_where=sa.text("state = 'pendiente'"),
        ),
        NO_REUSE,
    )

    id: Mapped[AutoId]
    channel: Mapped[str]
    external_id: Mapped[str]
    address: Mapped[str]
    payload: Mapped[JsonDict]
    """An `Incoming` of bot.messages, as JSON; with the raw update if it was not understood."""
    reading: Mapped[JsonDict | None]
    """What it was taken for (`Reading.to_json`), without a word of it; None where it has none."""
    state: Mapped[InboxState] = mapped_column(default=InboxState.PENDING)
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    error: Mapped[str | None]


class OutboxMessage(Base):
    """One message to one person, until a channel has taken it."""

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index(
            "ix_outbox_pending",
            "channel",
            "lane",
            "id",
            sqlite_where=sa.text("state = 'pendiente'"),
            postgresql_where=sa.text("state = 'pendiente'"),
        ),
        sa.Index(
            "ix_outbox_person_pending",
            "person_id",
            "lane",
            "id",
            sqlite_where=sa.text("state = 'pendiente'"),
            postgresql_where=sa.text("state = 'pendiente'"),
        ),
        # What somebody had in front of them when they wrote; and all that was said to them.
        sa.Index("ix_outbox_person", "person_id", "id"),
        # Covers both "did they get it" and the counting of a million rows by state.
        sa.Index(
            "ix_outbox_broadcast",
            "broadcast_id",
            "person_id",
            "state",
            sqlite_where=sa.text("broadcast_id IS NOT NULL"),
            postgresql_where=sa.text("broadcast_id IS NOT NULL"),
        ),
        NO_REUSE,
    )

    id: Mapped[AutoId]
    key: Mapped[str] = mapped_column(unique=True)
    """Says what this message is: the same key is the same message, posted once."""
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    channel: Mapped[str]
    lane: Mapped[int]
    payload: Mapped[JsonDict]
    """An `Outgoing` of intake.store.outgoing, as JSON; empty if it is that of the broadcast."""
    broadcast_id: Mapped[int | None] = mapped_column(sa.ForeignKey("broadcasts.id"))
    state: Mapped[OutboxState] = mapped_column(default=OutboxState.PENDING)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]
    """Set just before sending. Still set after a crash: nobody knows whether it arrived."""
    finished_at: Mapped[datetime | None]
    external_id: Mapped[str | None]
    error: Mapped[str | None]
