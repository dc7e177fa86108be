"""With what criteria necesidades are put in an order, and how each was scored."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.store.db import AutoId, Base


class CriteriaSet(Base):
    """One version of criteria and weights, as the Secretaría Técnica proposed it. Never changed."""

    __tablename__ = "criteria_sets"

    id: Mapped[AutoId]
    """Its version."""
    text: Mapped[str]
    """The whole file as it was given, so that it can be read back."""
    reason: Mapped[str]
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("operators.id"))
    approved_at: Mapped[datetime | None]
    """When an acuerdo of the Grupo de Trabajo approved it (Manual, art. 15.b)."""


class Score(Base):
    """What one person gives a necesidad on one criterion, and why. The journal keeps the former."""

    __tablename__ = "scores"

    necesidad_id: Mapped[int] = mapped_column(
        sa.ForeignKey("need_groups.id"), primary_key=True, autoincrement=False
    )
    criterion: Mapped[str] = mapped_column(primary_key=True)
    operator_id: Mapped[int] = mapped_column(
        sa.ForeignKey("operators.id"), primary_key=True, autoincrement=False
    )
    value: Mapped[float]
    """From 0 to 5."""
    reason: Mapped[str]
    is_binding: Mapped[bool]
    """False for an adviser: shown, and not counted (Manual, art. 28)."""
    at: Mapped[datetime]
