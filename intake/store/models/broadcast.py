"""The same message to many: what it says, to whom, who approved it, and how far it went."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.kinds import BroadcastState
from intake.store.db import AutoId, Base, JsonDict


class Broadcast(Base):
    """One mass message. Its rows in the outbox hold no text: they take it from here."""

    __tablename__ = "broadcasts"

    id: Mapped[AutoId]
    topic: Mapped[str] = mapped_column(index=True)
    """What it tells: nobody gets two messages of one topic. A call's own is `concurso:<id>`."""
    concurso_id: Mapped[int | None] = mapped_column(sa.ForeignKey("concursos.id"))
    payload: Mapped[JsonDict]
    """An `Outgoing` of intake.store.outgoing, as JSON."""
    audience: Mapped[JsonDict]
    """An `Audience` of intake.outreach.audience, as JSON."""
    test_code: Mapped[str] = mapped_column(unique=True)
    """Who writes it to the bot is shown the message (rules.codes)."""
    state: Mapped[BroadcastState] = mapped_column(default=BroadcastState.BORRADOR)
    acuerdo: Mapped[str | None]
    """Code of the acuerdo that approved the communications plan (Manual, art. 15.i)."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("operators.id"))
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("operators.id"))
    """Never who made it."""
    planned: Mapped[int | None]
    """How many people it would have reached when it was approved."""
    starts_at: Mapped[datetime | None]
    """Not before."""
    began_at: Mapped[datetime | None]
    fed_to: Mapped[int] = mapped_column(default=0)
    """People up to this id were looked at: whoever was in the audience is in the outbox."""
    fed_at: Mapped[datetime | None]
    """When the last of them was."""
    finished_at: Mapped[datetime | None]
