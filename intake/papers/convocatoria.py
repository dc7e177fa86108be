"""The call to a session (Manual, arts. 19.b, 23.d, 25.c and 25.d)."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from intake.documents.blocks import Document
from intake.kinds import MeetingState
from intake.listening.notices import sentence
from intake.papers.meeting_file import MeetingFile, agenda_fields, read_meeting_file
from intake.papers.templates import render
from intake.papers.wording import MEETING_KINDS, day, hour
from intake.words.calendar import spoken_moment


async def draw(
    session: AsyncSession,
    meeting_id: int,
    *,
    seats: Mapping[str, str],
    chair: str,
    now: datetime,
    folder: Path | None = None,
) -> Document:
    """The call to a session; `seats` and `chair` are as for the acta."""
    file = await read_meeting_file(session, meeting_id)
    return render("convocatoria", fields_of(file, seats, chair, now=now), folder=folder)


def fields_of(
    file: MeetingFile, seats: Mapping[str, str], chair: str, *, now: datetime
) -> dict[str, object]:
    """What the template of the call may show."""
    meeting = file.meeting
    return {
        "sesion": file.name,
        "clase": MEETING_KINDS[meeting.kind],
        "numero": meeting.number,
        "anio": meeting.year,
        "fecha": day(meeting.scheduled_at),
        "hora": hour(meeting.scheduled_at),
        "lugar": meeting.place,
        "convocada_el": day(meeting.convened_at),
        "cancelada": meeting.state is MeetingState.CANCELADA,
        "fecha_anterior": spoken_moment(meeting.moved_from) if meeting.moved_from else "",
        "motivo_del_cambio": sentence(meeting.change_reason),
        "segunda_convocatoria": meeting.second_of_id is not None,
        "quorum": meeting.quorum,
        "integrantes": [
            {
                "cargo": name,
                "titular": file.holders.get((seat, False), ""),
                "alterno": file.holders.get((seat, True), ""),
            }
            for seat, name in seats.items()
        ],
        "preside": seats.get(chair, chair),
        "estaciones": agenda_fields(file),
        "minutos": sum(item.minutes or 0 for item in file.items),
        "documentos": list(file.papers),
        "fecha_del_documento": day(now),
    }
