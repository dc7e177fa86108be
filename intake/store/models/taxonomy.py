"""The priorities files that the Lab put in use; without one, the built-in file holds."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.store.db import AutoId, Base


class Taxonomy(Base):
    """One file put in use. The newest holds; rows are only ever added."""

    __tablename__ = "taxonomies"

    id: Mapped[AutoId]
    text: Mapped[str]
    """The whole file as it was given, so that it can be read back; empty: the product's own."""
    imported_at: Mapped[datetime]
    operator_id: Mapped[int] = mapped_column(sa.ForeignKey("operators.id"))
    retagged_to: Mapped[int] = mapped_column(default=0)
    """The last aporte whose tags were suggested again; where the work goes on if it was cut."""
    retagged_at: Mapped[datetime | None]
    """When the last open aporte was done."""
