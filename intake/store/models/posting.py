"""How each aporte is found again: an inverted index in the database itself."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.store.db import Base, BigId


class Term(Base):
    """A key (see rules.tellings), in how many aportes it stands, and in which.

    The list is a part of the row that the count is in anyway: a search reads one row a key, and an
    aporte more writes one, where a row for each key and aporte took four times the room (measured).
    """

    __tablename__ = "term"

    key: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    """rules.tellings.key_number: its text would take more room than all the rest of the row."""
    df: Mapped[int]
    """Exact up to postings.MOST_POSTINGS, an estimate from there on."""
    postings: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    """The ids of the aportes, four bytes each; None for a key that is too common to be read."""


class StoredTelling(Base):
    """What the index knows of an aporte, to compare without reading its text again."""

    __tablename__ = "tellings"

    aporte_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    line: Mapped[str]
    """A packed rules.tellings.Telling."""
    ubigeo: Mapped[str]
    """Empty if it is not known."""
    topics: Mapped[str]
    """The policy priorities that stand, with a space between them."""


class StoredMeaning(Base):
    """What an aporte means, to find it where it was told in other words.

    In the order of the table those of a district lie side by side: they are read as one block.
    """

    __tablename__ = "meanings"
    __table_args__ = ({"sqlite_with_rowid": False},)

    ubigeo: Mapped[str] = mapped_column(primary_key=True)
    """Empty if it is not known."""
    aporte_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    numbers: Mapped[bytes] = mapped_column(sa.LargeBinary)
    """rules.meaning.Meaning.numbers: a byte each."""
