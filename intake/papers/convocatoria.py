"""The call to a session (Manual, arts. 19.b, 23.d, 25.c and 25.d)."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from intake.documents.blocks import Document
from intake.kinds import SessionState
from intake.listening.notices import sentence
from intake.papers.session_file import SessionFile, agenda_fields, read_session_file
from intake.papers.templates import render
from intake.papers.wording import SESSION_KINDS, day, hour
from intake.words.calendar import spoken_moment


async def draw(
    session: AsyncSession,
    sesion_id: int,
    *,
    seats: Mapping[str, str],
    chair: str,
    now: datetime,
    folder: Path | None = None,
) -> Document:
    """The call. `seats` and `chair` as for the acta."""
    file = await read_session_file(session, sesion_id)
    return render("convocatoria", fields_of(file, seats, chair, now=now), folder=folder)


def fields_of(
    file: SessionFile, seats: Mapping[str, str], chair: str, *, now: datetime
) -> dict[str, Any]:
    """What the template may show."""
    sesion = file.sesion
    return {
        "sesion": file.name,
        "clase": SESSION_KINDS[sesion.kind],
        "numero": sesion.number,
        "anio": sesion.year,
        "fecha": day(sesion.scheduled_at),
        "hora": hour(sesion.scheduled_at),
        "lugar": sesion.place,
        "convocada_el": day(sesion.convened_at),
        "cancelada": sesion.state is SessionState.CANCELADA,
        "fecha_anterior": spoken_moment(sesion.moved_from) if sesion.moved_from else "",
        "motivo_del_cambio": sentence(sesion.change_reason),
        "segunda_convocatoria": sesion.second_of_id is not None,
        "quorum": sesion.quorum,
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
