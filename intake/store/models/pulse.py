"""Signs of life of what runs: when something last worked, where every process can see it."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from intake.store.db import Base


class Pulse(Base):
    """One thing that should happen again and again, and when it last did."""

    __tablename__ = "pulses"

    name: Mapped[str] = mapped_column(primary_key=True)
    """A channel: a poll that it answered. `salud`: a write, to see that writing works."""
    at: Mapped[datetime]
