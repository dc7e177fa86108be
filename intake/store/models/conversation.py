"""Where a chat stands, and what people ask in one that waits for the team.

The row of a chat is also the lock: whoever holds it speaks with that person.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.kinds import InquiryKind
from intake.store.db import AutoId, Base, BigId, JsonDict


class Conversation(Base):
    """One a person. The state is what `bot.talk.conversations` made of it; nobody else reads it."""

    __tablename__ = "conversations"

    person_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    state: Mapped[JsonDict]
    updated_at: Mapped[datetime]


class Inquiry(Base):
    """A question that the bot could not answer, or the wish to speak with a person.

    It is open until somebody of the team answers or closes it.
    """

    __tablename__ = "inquiries"
    __table_args__ = (sa.Index("ix_inquiries_open", "closed_at", "id"),)

    id: Mapped[AutoId]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    kind: Mapped[InquiryKind]
    text: Mapped[str]
    """In their own words. Nobody but the staff reads it."""
    contact: Mapped[str]
    """The telephone at which they want to be called; empty if they gave none."""
    tongue: Mapped[str]
    """The tongue that it seems to be written in (see kinds.Tongue); empty for Spanish."""
    asked_at: Mapped[datetime]
    heard_at: Mapped[datetime]
    """When they last wrote about it."""
    assigned_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("operators.id"), index=True)
    answer: Mapped[str | None]
    """What they were told; None if nothing was, yet or for good."""
    answered_at: Mapped[datetime | None]
    """When they were last told something."""
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("operators.id"))

    @property
    def has_new_words(self) -> bool:
        """Whether they wrote after what they were told last."""
        return self.answered_at is not None and self.heard_at > self.answered_at


class GuideEntry(Base):
    """An answer that the bot gives by itself, written by the team: over those of the program.

    It holds the team's words alone, and never those of whoever asked.
    """

    __tablename__ = "guide_entries"

    name: Mapped[str] = mapped_column(primary_key=True)
    """One that the program has too goes before the program's."""
    question: Mapped[str]
    phrasings: Mapped[list[str]] = mapped_column(sa.JSON)
    """Other ways of asking the same."""
    text: Mapped[str]
    updated_at: Mapped[datetime]
    operator_id: Mapped[int] = mapped_column(sa.ForeignKey("operators.id"))
