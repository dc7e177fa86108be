"""A call for proposals of the Lab: what it says, what people ask of it, who applies, who wins."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.kinds import ApplicationState, ConcursoState
from intake.store.db import AutoId, Base, JsonDict


class Concurso(Base):
    """One call. What a call must say: the bases that the Grupo de Trabajo approves (art. 15.c)."""

    __tablename__ = "concursos"
    __table_args__ = (sa.UniqueConstraint("year", "number"),)

    id: Mapped[AutoId]
    year: Mapped[int]
    number: Mapped[int]
    """Within its year, from 1. Its code is `2026-01`."""
    title: Mapped[str]
    challenge: Mapped[str]
    """What is to be solved, in plain words: people read it in the chat."""
    partner: Mapped[str] = mapped_column(default="")
    """Who runs it with the MIDIS."""
    applicants: Mapped[list[str]]
    """Values of `Applicant`."""
    who: Mapped[str] = mapped_column(default="")
    """Conditions on who may apply, in words."""
    fund: Mapped[int | None]
    """The whole fund, in soles."""
    share: Mapped[int | None]
    """What part of a project it pays at most, per cent."""
    ceiling: Mapped[int | None]
    """What it pays of one project at most, in soles."""
    months: Mapped[int | None]
    """How long a project may take at most."""
    ubigeos: Mapped[list[str]]
    """Target: departments (2 digits), provinces (4) or districts (6); none is the whole country."""
    stages: Mapped[list[str]]
    """Stages of the selection, in their order."""
    criteria: Mapped[list[str]]
    """What applications are valued on, in points of 0 to 5 each."""
    contact: Mapped[str] = mapped_column(default="")
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    """The first instant at which it takes nothing any more; kept in UTC, said in Lima's hour."""
    results_on: Mapped[date | None]
    """When results are to be told."""
    bases_name: Mapped[str | None]
    bases: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    """The document."""
    bases_digest: Mapped[str | None]
    """SHA-256 of it: what an acuerdo approves is this and no other (Manual, art. 15.c)."""
    bases_url: Mapped[str] = mapped_column(default="")
    """Where people read it."""
    acuerdo: Mapped[str | None]
    """Code of the acuerdo that approved the bases (Manual, art. 15.c)."""
    evaluation_acuerdo: Mapped[str | None]
    """Code of the acuerdo that approved the evaluation, once results are told (art. 15.c)."""
    state: Mapped[ConcursoState] = mapped_column(default=ConcursoState.BORRADOR)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    results_at: Mapped[datetime | None]

    @property
    def code(self) -> str:
        """The code of the concurso, as «2026-01»."""
        return f"{self.year}-{self.number:02}"


class ConcursoNeed(Base):
    """A prioritised necesidad that a call answers."""

    __tablename__ = "concurso_needs"

    concurso_id: Mapped[int] = mapped_column(
        sa.ForeignKey("concursos.id"), primary_key=True, autoincrement=False
    )
    necesidad_id: Mapped[int] = mapped_column(
        sa.ForeignKey("need_groups.id"), primary_key=True, autoincrement=False, index=True
    )


class ConcursoAnswer(Base):
    """One question and answer of a call's own list, from which the bot answers."""

    __tablename__ = "concurso_answers"

    id: Mapped[AutoId]
    concurso_id: Mapped[int] = mapped_column(sa.ForeignKey("concursos.id"), index=True)
    question: Mapped[str]
    answer: Mapped[str]


class ConcursoQuestion(Base):
    """What somebody asked that the list did not answer: it waits for a person of the Lab."""

    __tablename__ = "concurso_questions"

    id: Mapped[AutoId]
    concurso_id: Mapped[int] = mapped_column(sa.ForeignKey("concursos.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    text: Mapped[str]
    asked_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("operators.id"))


class Application(Base):
    """What somebody proposes to a call, kept as it comes: one a person and call."""

    __tablename__ = "applications"
    __table_args__ = (sa.UniqueConstraint("concurso_id", "person_id"),)

    id: Mapped[AutoId]
    code: Mapped[str] = mapped_column(unique=True)
    """Six signs, see rules.codes: the receipt."""
    concurso_id: Mapped[int] = mapped_column(sa.ForeignKey("concursos.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    answers: Mapped[JsonDict]
    """By the id of the step, see rules.application."""
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.BORRADOR)
    started_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    """When it was first sent."""
    outcome: Mapped[str] = mapped_column(default="")
    """Why it won or not, in words for the person."""


class ApplicationScore(Base):
    """What one person gives an application on one criterion, and why."""

    __tablename__ = "application_scores"

    application_id: Mapped[int] = mapped_column(
        sa.ForeignKey("applications.id"), primary_key=True, autoincrement=False
    )
    criterion: Mapped[str] = mapped_column(primary_key=True)
    operator_id: Mapped[int] = mapped_column(
        sa.ForeignKey("operators.id"), primary_key=True, autoincrement=False
    )
    value: Mapped[float]
    """From 0 to 5, in halves."""
    reason: Mapped[str]
    at: Mapped[datetime]
