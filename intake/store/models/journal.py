"""Who did what, when, of what, with before and after. Entries are only ever added."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.store.db import AutoId, Base, JsonDict
from intake.store.verbs import Verb


class EntryPart(StrEnum):
    """Where in an entry words belong."""

    NOTE = "note"
    BEFORE = "before"
    AFTER = "after"


class VerbText(sa.types.TypeDecorator[Verb]):
    """A verb by its value, in a column of text that is as old as the journal."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Verb | None, dialect: Dialect) -> str | None:  # noqa: ARG002 the signature is SQLAlchemy's
        """Refuse what is no verb."""
        return None if value is None else Verb(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Verb | None:  # noqa: ARG002 the signature is SQLAlchemy's
        """Give the member."""
        return None if value is None else Verb(value)


class JournalEntry(Base):
    """One act. Kept at least two years (D.S. 016-2024-JUS, art. 46.3).

    It is the trail and not the state: how things stand is in the tables of what it is about.
    """

    __tablename__ = "journal"

    id: Mapped[AutoId]
    at: Mapped[datetime] = mapped_column(index=True)
    operator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("operators.id"), index=True)
    """None: the person themself, or the system."""
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    """Who did it in the chat, or whom an operator did it for."""
    verb: Mapped[Verb] = mapped_column(VerbText)
    aporte_id: Mapped[int | None] = mapped_column(sa.ForeignKey("aportes.id"), index=True)
    necesidad_id: Mapped[int | None] = mapped_column(sa.ForeignKey("necesidades.necesidad_id"))
    meeting_id: Mapped[int | None] = mapped_column("sesion_id", sa.ForeignKey("sesiones.id"))
    agenda_item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agenda_items.id"))
    """A point that was treated: one that can still be taken off the agenda is named in the note."""
    acuerdo_id: Mapped[int | None] = mapped_column(sa.ForeignKey("acuerdos.id"))
    concurso_id: Mapped[int | None] = mapped_column(sa.ForeignKey("concursos.id"))
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id"))
    broadcast_id: Mapped[int | None] = mapped_column(sa.ForeignKey("broadcasts.id"))
    source_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sources.id"))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("operators.id"))
    """The account that it was done to."""
    note: Mapped[str]
    before: Mapped[JsonDict]
    after: Mapped[JsonDict]
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("journal.id"))
    words: Mapped[list["JournalWords"]] = relationship(lazy="raise")
    """What a person wrote; read with `journal.content_of`."""


class JournalWords(Base):
    """What a person wrote, of one entry. Erasing it leaves the entry as it is."""

    __tablename__ = "journal_words"

    entry_id: Mapped[int] = mapped_column(
        sa.ForeignKey("journal.id"), primary_key=True, autoincrement=False
    )
    part: Mapped[EntryPart] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    """Its name in before or after, with `/` where it is inside another; empty for the note."""
    text: Mapped[str]
