"""Aportes of several places that tell the same need, and the words by which it is known."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.kinds import NeedOrigin, NeedRole, Stage, TagSource, Verdict
from intake.store.db import AutoId, Base, BigId


class NeedGroup(Base):
    """What several aportes tell, wherever: a candidate until the Lab decides. None is empty."""

    __tablename__ = "need_groups"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[AutoId]
    """Never given out again: people keep it."""
    created_at: Mapped[datetime]


class NecesidadMember(Base):
    """To which necesidad an aporte belongs, and who says so."""

    __tablename__ = "necesidad_members"

    aporte_id: Mapped[int] = mapped_column(
        sa.ForeignKey("aportes.id"), primary_key=True, autoincrement=False
    )
    necesidad_id: Mapped[int] = mapped_column(sa.ForeignKey("need_groups.id"), index=True)
    source: Mapped[TagSource]
    """What an operator said is not moved by the machine."""
    words: Mapped[str]
    """What it gave to the profile, blanks between; nothing if that had learned enough."""


class NecesidadRefusal(Base):
    """An aporte that an operator took out of a necesidad: it is not suggested for it again."""

    __tablename__ = "necesidad_refusals"

    necesidad_id: Mapped[int] = mapped_column(
        sa.ForeignKey("necesidades.necesidad_id"), primary_key=True, autoincrement=False
    )
    aporte_id: Mapped[int] = mapped_column(
        sa.ForeignKey("aportes.id"), primary_key=True, autoincrement=False
    )


class NecesidadWord(Base):
    """A word (see rules.need_words), or a priority with its mark, and how many profiles have it.

    One row has no word: it stands for being there at all (needs.EVERY).
    """

    __tablename__ = "necesidad_words"

    id: Mapped[AutoId]
    word: Mapped[str] = mapped_column(unique=True)
    necesidades: Mapped[int]


class NecesidadProfile(Base):
    """Of the members that a necesidad learned from, how many use a word."""

    __tablename__ = "necesidad_profiles"
    __table_args__ = ({"sqlite_with_rowid": False},)

    word_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    necesidad_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    members: Mapped[int]


class Necesidad(Base):
    """A necesidad that the Lab took up: named and described by people, and followed to its end.

    A necesidad without one is a candidate that the machine grouped.
    """

    __tablename__ = "necesidades"

    necesidad_id: Mapped[int] = mapped_column(
        sa.ForeignKey("need_groups.id"), primary_key=True, autoincrement=False
    )
    title: Mapped[str]
    origin: Mapped[NeedOrigin]
    source: Mapped[str] = mapped_column(default="")
    """Which study, request or commitment it comes from, if it is not from aportes."""
    role: Mapped[NeedRole | None]
    affected: Mapped[str] = mapped_column(default="")
    """Who is affected, and how many."""
    location: Mapped[str] = mapped_column(default="")
    """Where, as far as the aportes do not say it."""
    causes: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    programmes: Mapped[str] = mapped_column(default="")
    """What is already done about it, and by whom."""
    stage: Mapped[Stage] = mapped_column(default=Stage.PRIORIZACION)
    process: Mapped[str] = mapped_column(default="M08.05.01.01")
    """Its process of level 3 (Manual, art. 34; data/processes.yaml)."""
    prioritised_at: Mapped[datetime | None]
    """When an acuerdo of the Grupo de Trabajo made it priorizada (Manual, art. 14.a)."""
    verdict: Mapped[Verdict | None]
    """The last decision of the Grupo de Trabajo; None: it decided nothing of it yet."""
    joined_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("need_groups.id"))
    """The necesidad it was joined into; its members are there now."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("operators.id"))
    updated_at: Mapped[datetime]


class NecesidadMove(Base):
    """One step of a necesidad through stages and processes. Rows are only ever added."""

    __tablename__ = "necesidad_moves"

    id: Mapped[AutoId]
    necesidad_id: Mapped[int] = mapped_column(sa.ForeignKey("need_groups.id"), index=True)
    at: Mapped[datetime]
    operator_id: Mapped[int] = mapped_column(sa.ForeignKey("operators.id"))
    stage: Mapped[Stage]
    process: Mapped[str]
    verdict: Mapped[Verdict | None]
    """Where the step is a decision of the Grupo de Trabajo."""
    reason: Mapped[str]
    documents: Mapped[list[str]]
    """Names or addresses of its output documents (Manual, art. 33)."""
    acuerdo_id: Mapped[int | None] = mapped_column(sa.ForeignKey("acuerdos.id"))
