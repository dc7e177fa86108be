"""What people say of the answer they got."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.store.db import Base
from intake.store.verbs import Verb


class Opinion(Base):
    """Whether an answer helped, by whoever got it: the last word counts."""

    __tablename__ = "opinions"

    aporte_id: Mapped[int] = mapped_column(
        sa.ForeignKey("aportes.id"), primary_key=True, autoincrement=False
    )
    """The aporte under whose code they know it."""
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    helped: Mapped[bool]
    answer: Mapped[Verb]
    """The act that answered, of which they say so."""
    at: Mapped[datetime]


class Reopening(Base):
    """New facts brought a closed aporte back into the queue: once for each aporte."""

    __tablename__ = "reopenings"

    aporte_id: Mapped[int] = mapped_column(
        sa.ForeignKey("aportes.id"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime]
