"""What brings people: a poster, a radio spot, a link; each with its own code."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.kinds import SourceKind
from intake.store.db import AutoId, Base


class Source(Base):
    """One place from which people come. `Person.referral` holds its code."""

    __tablename__ = "sources"

    id: Mapped[AutoId]
    code: Mapped[str] = mapped_column(unique=True)
    """Six signs, see rules.codes: in the link, under the QR, and typed by who has no camera."""
    kind: Mapped[SourceKind]
    name: Mapped[str]
    ubigeo: Mapped[str | None]
    """The district it stands in."""
    concurso_id: Mapped[int | None] = mapped_column(sa.ForeignKey("concursos.id"))
    """The call it tells of; None: the bot itself."""
    created_at: Mapped[datetime]
