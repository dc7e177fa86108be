"""Under which keys each aporte is found again: an inverted index in the database itself."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import AutoId, Base, BigId


class Term(Base):
    """A key (see rules.keys) and in how many aportes it stands, counted up to matching.DF_CAP."""

    __tablename__ = "term"

    id: Mapped[AutoId]
    key: Mapped[str] = mapped_column(unique=True)
    df: Mapped[int]


class Posting(Base):
    """One key of one aporte, about 50 a text: foreign keys would double their cost."""

    __tablename__ = "posting"
    __table_args__ = (
        sa.Index("ix_posting_aporte_id", "aporte_id"),
        {"sqlite_with_rowid": False},
    )

    term_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    aporte_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
