"""Those who work the queue, by name and with a role of the Manual."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.kinds import Role
from intake.store.db import AutoId, Base


class Operator(Base):
    """A named account. Never erased, only put out of use: the journal names it."""

    __tablename__ = "operators"

    id: Mapped[AutoId]
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[Role]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    tongues: Mapped[list[str]] = mapped_column(sa.JSON, default=list, server_default="[]")
    """What they speak beside Spanish (see kinds.Tongue): people are promised no more than that."""
