"""A person, as far as we know them: somebody who writes from one address of one channel."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.kinds import Actor, Subject
from intake.store.db import AutoId, Base


class Person(Base):
    """Identity is optional: no name, no DNI; a channel's address is all we need to answer."""

    __tablename__ = "people"
    __table_args__ = (
        sa.UniqueConstraint("channel", "address"),
        sa.Index("ix_people_origin", "channel", "origin", "created_at"),
        sa.Index("ix_people_arrival", "channel", "created_at"),
    )

    id: Mapped[AutoId]
    channel: Mapped[str]
    address: Mapped[str]
    """A chat id, or the hash of a web visitor's token: personal data (D.S. 016-2024-JUS, III.4)."""
    created_at: Mapped[datetime]
    origin: Mapped[str | None]
    """Where a web visitor first came from: a keyed hash of the beginning of their IP address."""
    unverified_since: Mapped[datetime | None]
    """They came in a crowd that one program could be. None: nothing speaks against them; see
    `intake.listening.newcomers`."""
    actor: Mapped[Actor | None]
    referral: Mapped[str | None]
    """What first came with /start or ?de=: the code of a `Source`."""
    ubigeo: Mapped[str | None] = mapped_column(index=True)
    """The district they last wrote about, or said they are of: calls go to whom they concern."""
    unreachable_at: Mapped[datetime | None]
    """Since when the channel refuses our messages (blocked, account gone)."""
    news_since: Mapped[datetime | None]
    """Opt-in to news. None is no."""


class Consent(Base):
    """One yes or no of a person, never changed: the proof that the law asks us to keep (art. 9)."""

    __tablename__ = "consents"

    id: Mapped[AutoId]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    subject: Mapped[Subject]
    granted: Mapped[bool]
    version: Mapped[str]
    """Version of the notice that was shown."""
    channel: Mapped[str]
    message_id: Mapped[str]
    """The channel's id of the message by which they said it."""
    given_at: Mapped[datetime]
