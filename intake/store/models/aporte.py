"""What a person told, who stands behind it, and what the Lab made of it."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from intake.kinds import (
    Actor,
    AporteKind,
    AporteState,
    TagSource,
)
from intake.store.db import AutoId, Base
from intake.store.verbs import Verb


class Aporte(Base):
    """One contribution. Its text is the person's own; corrections keep the first in the journal."""

    __tablename__ = "aportes"
    __table_args__ = (
        sa.Index("ix_aportes_state", "state", "created_at"),
        sa.Index("ix_aportes_ubigeo", "ubigeo"),
    )

    id: Mapped[AutoId]
    code: Mapped[str] = mapped_column(unique=True)
    """Six signs, see rules.codes."""
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    kind: Mapped[AporteKind]
    text: Mapped[str]
    ubigeo: Mapped[str | None]
    """None if the person did not want to say, or it could not be found."""
    place_text: Mapped[str]
    """The place in their own words."""
    affected: Mapped[str]
    """Whom it touches, in their words."""
    actor: Mapped[Actor]
    state: Mapped[AporteState] = mapped_column(default=AporteState.RECIBIDO)
    restricted: Mapped[bool] = mapped_column(default=False)
    """Other people get to know nothing of it, not even its topic: see rules.reserve."""
    restricted_by: Mapped[TagSource] = mapped_column(
        default=TagSource.AUTOMATICA, server_default=TagSource.AUTOMATICA.value
    )
    """Who says whether it is: where an operator did, the machine leaves it."""
    needs_interpreter: Mapped[bool] = mapped_column(default=False)
    """Told in another tongue than Spanish, whole or in part: the machine noticed, or an operator
    said so."""
    tongue: Mapped[str] = mapped_column(default="", server_default="")
    """Which one it seems to be (see kinds.Tongue); empty where that is not known."""
    assigned_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("operators.id"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("aportes.id"), index=True)
    answered_with: Mapped[Verb | None]
    """The act that answered it last and stands (verbs.ANSWERS); None: nothing was answered."""
    answered_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    answer_by: Mapped[date]
    """The day (in Lima) before which its people must have been answered."""

    @hybrid_property
    def may_be_known(self) -> bool:
        """Whether other people may know that it exists, of what topic and where."""
        return not self.restricted and not self.needs_interpreter

    @may_be_known.inplace.expression
    @classmethod
    def _may_be_known(cls) -> sa.ColumnElement[bool]:
        return sa.and_(~cls.restricted, ~cls.needs_interpreter)


class Follower(Base):
    """Somebody behind an aporte. A merge moves nobody: merged_into_id gives the group."""

    __tablename__ = "followers"

    aporte_id: Mapped[int] = mapped_column(sa.ForeignKey("aportes.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True, index=True)
    joined_at: Mapped[datetime]
    words: Mapped[str | None]
    """What they had written when they joined instead of telling it again."""
    answer_by: Mapped[date | None]
    """Until when an answer was promised to whoever joined; None: what the aporte itself says."""


class AddedFact(Base):
    """What somebody behind an aporte told of it later, in their words."""

    __tablename__ = "added_facts"

    id: Mapped[AutoId]
    aporte_id: Mapped[int] = mapped_column(sa.ForeignKey("aportes.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    text: Mapped[str]
    at: Mapped[datetime]


class AporteTag(Base):
    """A policy priority an aporte touches, and why."""

    __tablename__ = "aporte_tags"

    aporte_id: Mapped[int] = mapped_column(sa.ForeignKey("aportes.id"), primary_key=True)
    priority: Mapped[str] = mapped_column(primary_key=True, index=True)
    source: Mapped[TagSource]
    accepted: Mapped[bool] = mapped_column(default=True)
    """False: an operator took it off, and it must not come back by itself."""
    score: Mapped[float]
    words: Mapped[list[str]]
    """The words that caused it."""


class Question(Base):
    """What an operator asked a person about a case, and the answer."""

    __tablename__ = "questions"

    id: Mapped[AutoId]
    aporte_id: Mapped[int] = mapped_column(sa.ForeignKey("aportes.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    operator_id: Mapped[int] = mapped_column(sa.ForeignKey("operators.id"))
    text: Mapped[str]
    asked_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
