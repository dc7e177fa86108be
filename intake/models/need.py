"""Aportes of several places that tell the same need, and the words by which it is known."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import AutoId, Base, BigId
from intake.kinds import TagSource


class Necesidad(Base):
    """What several aportes tell, wherever: a candidate until the Lab decides. None is empty."""

    __tablename__ = "necesidades"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[AutoId]
    """Never given out again: people keep it."""
    created_at: Mapped[datetime]


class NecesidadMember(Base):
    """To which necesidad an aporte belongs, and who says so."""

    __tablename__ = "necesidad_members"

    aporte_id: Mapped[int] = mapped_column(
        sa.ForeignKey("aportes.id"), primary_key=True, autoincrement=False
    )
    necesidad_id: Mapped[int] = mapped_column(sa.ForeignKey("necesidades.id"), index=True)
    source: Mapped[TagSource]
    """What an operator said is not moved by the machine."""
    words: Mapped[str]
    """What it gave to the profile, blanks between; nothing where that had learned enough."""


class NecesidadWord(Base):
    """A word (see rules.need_words), or a priority with its mark, and how many profiles have it.

    One row has no word: it stands for being there at all (needs.EVERY).
    """

    __tablename__ = "necesidad_words"

    id: Mapped[AutoId]
    word: Mapped[str] = mapped_column(unique=True)
    necesidades: Mapped[int]


class NecesidadProfile(Base):
    """Of the members that a necesidad learned from, how many use a word."""

    __tablename__ = "necesidad_profiles"
    __table_args__ = ({"sqlite_with_rowid": False},)

    word_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    necesidad_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    members: Mapped[int]
