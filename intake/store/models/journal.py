"""Who did what, when, with before and after. Rows are only ever added."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.store.db import AutoId, Base, JsonDict


class JournalEntry(Base):
    """One act. Kept at least two years (D.S. 016-2024-JUS, art. 46.3)."""

    __tablename__ = "journal"

    id: Mapped[AutoId]
    at: Mapped[datetime] = mapped_column(index=True)
    operator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("operators.id"), index=True)
    """None: the person themself, or the system."""
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    verb: Mapped[str]
    """The action, as typed in the terminal; from the chat `contar`, `unirse`, `corregir`…"""
    aporte_id: Mapped[int | None] = mapped_column(sa.ForeignKey("aportes.id"), index=True)
    note: Mapped[str]
    before: Mapped[JsonDict]
    after: Mapped[JsonDict]
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("journal.id"))
