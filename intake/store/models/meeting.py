"""The Grupo de Trabajo: who sits, when it meets, what it votes, what it decides, what it reads."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.kinds import AcuerdoSubject, Ballot, MeetingKind, MeetingState, PaperKind, Station
from intake.store.db import AutoId, Base


class SeatHolder(Base):
    """Who holds a seat (data/organs.yaml) or stands in for its holder, and since when."""

    __tablename__ = "seat_holders"

    id: Mapped[AutoId]
    seat: Mapped[str]
    is_alternate: Mapped[bool]
    """Named by a communication to the chair (Manual, art. 16)."""
    name: Mapped[str]
    document: Mapped[str] = mapped_column(default="")
    """The resolution or communication that says so."""
    since_on: Mapped[date]
    until_on: Mapped[date | None]
    """The last day; None while it holds."""


class Meeting(Base):
    """One sesión of the Grupo de Trabajo: its call, and what came of it.

    In code a meeting, because a session is SQLAlchemy's; in the tables and for people a sesión.
    """

    __tablename__ = "sesiones"
    __table_args__ = (sa.UniqueConstraint("year", "kind", "number"),)

    id: Mapped[AutoId]
    year: Mapped[int]
    number: Mapped[int]
    """Of its kind, within its year, from 1."""
    kind: Mapped[MeetingKind]
    scheduled_at: Mapped[datetime]
    place: Mapped[str]
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.CONVOCADA)
    convened_at: Mapped[datetime]
    convened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("operators.id"))
    papers_at: Mapped[datetime | None]
    """When programme and papers went out to the members (Manual, art. 25.d).

    None again where the date or the agenda changed since: they must go out once more.
    """
    moved_from: Mapped[datetime | None]
    """The date it was called for before it was moved, the last one."""
    change_reason: Mapped[str] = mapped_column(default="")
    """Why it was moved or cancelled."""
    second_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sesiones.id"))
    """The call without quorum of which this is the second (Manual, art. 19.d)."""
    quorum: Mapped[int]
    """How many seats it needs: the setting at the time of the call."""
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    acta_sent_at: Mapped[datetime | None]
    """Due within three working days (Manual, art. 25.j)."""

    @property
    def code(self) -> str:
        """`AYNI-GT-2026-SO03`: the Manual asks for a code and leaves its form open (art. 19.g)."""
        return f"AYNI-GT-{self.year}-{self.kind.short}{self.number:02}"


class AgendaItem(Base):
    """One point of a session, what it is about, and how it was decided."""

    __tablename__ = "agenda_items"
    __table_args__ = (sa.UniqueConstraint("sesion_id", "station", "position"),)

    id: Mapped[AutoId]
    meeting_id: Mapped[int] = mapped_column("sesion_id", sa.ForeignKey("sesiones.id"), index=True)
    station: Mapped[Station]
    position: Mapped[int]
    """Within its station, from 1."""
    title: Mapped[str]
    points: Mapped[str] = mapped_column(default="")
    """What is to be discussed (Manual, art. 25.c)."""
    minutes: Mapped[int | None]
    """Time for it (Manual, art. 25.c)."""
    necesidad_id: Mapped[int | None] = mapped_column(sa.ForeignKey("need_groups.id"))
    criteria_set_id: Mapped[int | None] = mapped_column(sa.ForeignKey("criteria_sets.id"))
    concurso_id: Mapped[int | None] = mapped_column(sa.ForeignKey("concursos.id"))
    """Whose bases or evaluation is decided (Manual, art. 15.c)."""
    summary: Mapped[str] = mapped_column(default="")
    """What was said, for the acta."""
    untreated: Mapped[str] = mapped_column(default="")
    """Why it is not treated: it stays on the agenda that went out, and the acta says so."""
    casting: Mapped[Ballot | None]
    """The chair's casting vote, after a tie (Manual, arts. 18 and 23.c)."""
    is_approved: Mapped[bool | None]
    """None until its vote is closed."""
    voted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    """When the people behind it were told that it was voted against."""


class Attendance(Base):
    """A seat that is there, or a guest."""

    __tablename__ = "attendances"
    __table_args__ = (sa.UniqueConstraint("sesion_id", "seat"),)

    id: Mapped[AutoId]
    meeting_id: Mapped[int] = mapped_column("sesion_id", sa.ForeignKey("sesiones.id"), index=True)
    seat: Mapped[str | None]
    """None: a guest of the chair, without vote (Manual, arts. 19.h and 23.e)."""
    name: Mapped[str]
    is_alternate: Mapped[bool] = mapped_column(default=False)
    roll: Mapped[int]
    """On which list it was noted: 1, or 2 fifteen minutes later (Manual, art. 19.e)."""
    arrived_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class Vote(Base):
    """One vote a seat and point."""

    __tablename__ = "votes"

    agenda_item_id: Mapped[int] = mapped_column(
        sa.ForeignKey("agenda_items.id"), primary_key=True, autoincrement=False
    )
    seat: Mapped[str] = mapped_column(primary_key=True)
    ballot: Mapped[Ballot]
    reason: Mapped[str] = mapped_column(default="")
    """Of an abstention: what law allows it, and why (TUO de la Ley 27444, art. 112.2)."""
    at: Mapped[datetime]


class Acuerdo(Base):
    """A decision, with its code, who answers for it and until when."""

    __tablename__ = "acuerdos"

    id: Mapped[AutoId]
    code: Mapped[str] = mapped_column(unique=True)
    """`AYNI-GT-2026-SO03-A02`: the Manual asks for a code and leaves its form open (art. 19.g)."""
    meeting_id: Mapped[int] = mapped_column("sesion_id", sa.ForeignKey("sesiones.id"), index=True)
    agenda_item_id: Mapped[int] = mapped_column(sa.ForeignKey("agenda_items.id"))
    subject: Mapped[AcuerdoSubject]
    text: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    """On what it rests (TUO de la Ley 27444, art. 113); before it was asked for, nothing."""
    concurso_id: Mapped[int | None] = mapped_column(sa.ForeignKey("concursos.id"))
    digest: Mapped[str | None]
    """SHA-256 of what was approved: the file of the bases, or the scores of the evaluation."""
    responsible: Mapped[str]
    due_on: Mapped[date | None]
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class AcuerdoUpdate(Base):
    """What became of an acuerdo so far (Manual, art. 25.k). Rows are only ever added."""

    __tablename__ = "acuerdo_updates"

    id: Mapped[AutoId]
    acuerdo_id: Mapped[int] = mapped_column(sa.ForeignKey("acuerdos.id"), index=True)
    at: Mapped[datetime]
    operator_id: Mapped[int] = mapped_column(sa.ForeignKey("operators.id"))
    text: Mapped[str]


class MeetingPaper(Base):
    """One version of a file of the folder of a session (Manual, art. 25.i). Never changed."""

    __tablename__ = "session_papers"
    __table_args__ = (sa.UniqueConstraint("sesion_id", "name", "version"),)

    id: Mapped[AutoId]
    meeting_id: Mapped[int] = mapped_column("sesion_id", sa.ForeignKey("sesiones.id"), index=True)
    name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    """Of this name, from 1; the greatest one holds."""
    kind: Mapped[PaperKind] = mapped_column(default=PaperKind.DOCUMENTO)
    content: Mapped[bytes]
    digest: Mapped[str]
    """SHA-256 of its content, in hexadecimal."""
    reason: Mapped[str] = mapped_column(default="")
    """Why it came after the session closed."""
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("operators.id"))
