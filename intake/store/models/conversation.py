"""Where a chat stands. Its row is also the lock: whoever holds it speaks with that person."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.store.db import Base, BigId, JsonDict


class Conversation(Base):
    """One a person. The state is what `bot.talk.conversations` made of it; nobody else reads it."""

    __tablename__ = "conversations"

    person_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    state: Mapped[JsonDict]
    updated_at: Mapped[datetime]
