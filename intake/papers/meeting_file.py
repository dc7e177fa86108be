"""Everything a session of the Grupo de Trabajo left in the tables, read at once for its papers."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError
from intake.kinds import Ballot, PaperKind, Station
from intake.papers.wording import MEETING_KINDS, STATIONS
from intake.store.models import (
    Acuerdo,
    AgendaItem,
    Attendance,
    Meeting,
    MeetingPaper,
    Necesidad,
    SeatHolder,
    Vote,
)
from intake.words.calendar import lima_date


@dataclass(frozen=True, slots=True)
class MeetingFile:
    """One session. Votes are by seat within each point; names of necesidades by their number."""

    meeting: Meeting
    items: tuple[AgendaItem, ...]
    """By station, in the order of the Manual (art. 19.f), and then by position."""
    attendances: tuple[Attendance, ...]
    votes: Mapping[int, Mapping[str, Ballot]]
    acuerdos: tuple[Acuerdo, ...]
    papers: tuple[str, ...]
    """What was presented to it; neither the call nor the acta."""
    abstentions: Mapping[tuple[int, str], str]
    """Why a seat abstained, by point and seat."""
    titles: Mapping[int, str]
    holders: Mapping[tuple[str, bool], str]
    """Who holds a seat on the day, by seat and whether as its alternate."""

    @property
    def name(self) -> str:
        """What the session is called: «Sesión ordinaria n.º 3 de 2026»."""
        meeting = self.meeting
        return f"Sesión {MEETING_KINDS[meeting.kind]} n.º {meeting.number} de {meeting.year}"


async def read_meeting_file(session: AsyncSession, meeting_id: int) -> MeetingFile:
    """Everything of a session; NotFoundError if there is none."""
    meeting = await session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFoundError(f"No hay una sesión {meeting_id}. Véalas con: ayni sesion listar")
    order = list(Station)
    items = sorted(
        await session.scalars(sa.select(AgendaItem).where(AgendaItem.meeting_id == meeting_id)),
        key=lambda item: (order.index(item.station), item.position),
    )
    votes = await _votes(session, meeting_id)
    return MeetingFile(
        meeting,
        tuple(items),
        tuple(
            await session.scalars(
                sa.select(Attendance)
                .where(Attendance.meeting_id == meeting_id)
                .order_by(Attendance.roll, Attendance.arrived_at, Attendance.id)
            )
        ),
        {item_id: {v.seat: v.ballot for v in each} for item_id, each in votes.items()},
        tuple(
            await session.scalars(
                sa.select(Acuerdo).where(Acuerdo.meeting_id == meeting_id).order_by(Acuerdo.id)
            )
        ),
        tuple(
            await session.scalars(
                sa.select(MeetingPaper.name)
                .where(
                    MeetingPaper.meeting_id == meeting_id, MeetingPaper.kind == PaperKind.DOCUMENTO
                )
                .group_by(MeetingPaper.name)
                .order_by(sa.func.min(MeetingPaper.added_at), sa.func.min(MeetingPaper.id))
            )
        ),
        {(v.agenda_item_id, v.seat): v.reason for each in votes.values() for v in each if v.reason},
        await _titles(session, items),
        await _holders(session, meeting),
    )


class StationFields(TypedDict):
    """A station in a paper: its name, and its points with what the paper says of each."""

    nombre: str
    puntos: list[dict[str, object]]


def agenda_fields(file: MeetingFile) -> list[StationFields]:
    """The stations that have points, each with its points, numbered through the session."""
    stations: list[StationFields] = []
    for number, item in enumerate(file.items, start=1):
        if not stations or stations[-1]["nombre"] != STATIONS[item.station]:
            stations.append({"nombre": STATIONS[item.station], "puntos": []})
        stations[-1]["puntos"].append(
            {
                "id": item.id,
                "numero": number,
                "titulo": item.title,
                "discusion": item.points,
                "retirado": item.untreated,
                "minutos": item.minutes,
                "necesidad": file.titles.get(item.necesidad_id or 0, ""),
            }
        )
    return stations


async def _votes(session: AsyncSession, meeting_id: int) -> dict[int, list[Vote]]:
    rows = await session.scalars(
        sa.select(Vote)
        .join(AgendaItem, AgendaItem.id == Vote.agenda_item_id)
        .where(AgendaItem.meeting_id == meeting_id)
    )
    found: defaultdict[int, list[Vote]] = defaultdict(list)
    for vote in rows:
        found[vote.agenda_item_id].append(vote)
    return dict(found)


async def _titles(session: AsyncSession, items: list[AgendaItem]) -> dict[int, str]:
    ids = [item.necesidad_id for item in items if item.necesidad_id is not None]
    rows = await session.execute(
        sa.select(Necesidad.necesidad_id, Necesidad.title).where(Necesidad.necesidad_id.in_(ids))
    )
    return {row[0]: row[1] for row in rows}


async def _holders(session: AsyncSession, meeting: Meeting) -> dict[tuple[str, bool], str]:
    on = lima_date(meeting.scheduled_at)
    rows = await session.scalars(
        sa.select(SeatHolder)
        .where(
            SeatHolder.since_on <= on,
            sa.or_(SeatHolder.until_on.is_(None), SeatHolder.until_on >= on),
        )
        .order_by(SeatHolder.since_on, SeatHolder.id)
    )
    return {(row.seat, row.is_alternate): row.name for row in rows}
