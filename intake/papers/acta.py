"""The acta of a session (Manual, art. 19.g; TUO of Ley 27444, art. 113)."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from intake.documents.blocks import Document
from intake.errors import RefusedError
from intake.kinds import Ballot, MeetingState
from intake.listening.notices import sentence
from intake.papers.meeting_file import MeetingFile, agenda_fields, read_meeting_file
from intake.papers.templates import render
from intake.papers.wording import BALLOTS, MEETING_STATES, day, hour
from intake.store.models import AgendaItem, Attendance
from intake.words.calendar import add_working_days, lima_date, spoken_date

ACTA_DAYS = 3
"""Working days in which it is sent (Manual, art. 25.j)."""
_ROLLS = {1: "primera", 2: "segunda"}


async def draw(
    session: AsyncSession,
    meeting_id: int,
    *,
    seats: Mapping[str, str],
    chair: str,
    now: datetime,
    folder: Path | None = None,
) -> Document:
    """The acta of a session that met, or that could not for lack of quorum.

    `seats` are those of the organ by id, in its order, with their names; `chair` is one of them.
    RefusedError before the session.
    """
    file = await read_meeting_file(session, meeting_id)
    if file.meeting.state is MeetingState.CANCELADA:
        raise RefusedError(f"{file.name} se canceló: no hubo sesión, y no tiene acta.")
    if file.meeting.state is MeetingState.CONVOCADA:
        raise RefusedError(
            f"{file.name} aún no se instala: el acta se escribe con lo que pasó en ella "
            "(Manual, art. 19.g)."
        )
    return render("acta", fields_of(file, seats, chair, now=now), folder=folder)


def fields_of(
    file: MeetingFile, seats: Mapping[str, str], chair: str, *, now: datetime
) -> dict[str, object]:
    """What the template of the acta may show."""
    meeting = file.meeting
    members = sorted(
        (each for each in file.attendances if each.seat is not None),
        key=lambda each: _place(each.seat, seats),
    )
    present = {each.seat for each in members}
    stations = agenda_fields(file)
    points = (point for station in stations for point in station["puntos"])
    for point, item in zip(points, file.items, strict=True):
        point |= _decided(file, item, seats, chair)
    return {
        "sesion": file.name,
        "lugar": meeting.place,
        "fecha": day(meeting.scheduled_at),
        "hora": hour(meeting.scheduled_at),
        "hora_de_inicio": hour(meeting.opened_at) if meeting.opened_at else "",
        **_closing(meeting.closed_at),
        "estado": MEETING_STATES[meeting.state],
        "es_borrador": meeting.state is MeetingState.INSTALADA,
        "sin_quorum": meeting.state is MeetingState.SIN_QUORUM,
        "segunda_convocatoria": meeting.second_of_id is not None,
        "quorum": meeting.quorum,
        "integrantes": len(seats),
        "asistentes": [_member(each, seats) for each in members],
        "ausentes": [name for seat, name in seats.items() if seat not in present],
        "invitados": [each.name for each in file.attendances if each.seat is None],
        "estaciones": stations,
        "acuerdos": _acuerdos(file),
        "fecha_del_acta": day(now),
    }


def _closing(at: datetime | None) -> dict[str, str]:
    """When it closed, and by when the acta must be sent; empty while it is open."""
    until = spoken_date(add_working_days(lima_date(at), ACTA_DAYS)) if at else ""
    return {"hora_de_cierre": hour(at) if at else "", "enviar_hasta": until}


def _place(seat: str | None, seats: Mapping[str, str]) -> int:
    known = list(seats)
    return known.index(seat) if seat in known else len(known)


def _member(each: Attendance, seats: Mapping[str, str]) -> dict[str, object]:
    return {
        "cargo": seats.get(each.seat or "", each.seat),
        "nombre": each.name,
        "condicion": "alterno" if each.is_alternate else "titular",
        "lista": _ROLLS.get(each.roll, str(each.roll)),
        "llegada": hour(each.arrived_at),
        "retiro": hour(each.left_at) if each.left_at else "",
    }


def _decided(
    file: MeetingFile, item: AgendaItem, seats: Mapping[str, str], chair: str
) -> dict[str, object]:
    """What was said about a point, how each seat voted, and what came of it."""
    votes = file.votes.get(item.id, {})
    count = {ballot: sum(each is ballot for each in votes.values()) for ballot in Ballot}
    return {
        "resumen": item.summary,
        "sin_tratar": _untreated(file, item),
        "se_voto": bool(votes),
        "a_favor": count[Ballot.FAVOR],
        "en_contra": count[Ballot.CONTRA],
        "abstenciones": count[Ballot.ABSTENCION],
        "votos": [
            {"cargo": seats.get(seat, seat), "voto": _voted(file, item, seat, ballot)}
            for seat, ballot in sorted(votes.items(), key=lambda vote: _place(vote[0], seats))
        ],
        "dirimente": BALLOTS[item.casting] if item.casting else "",
        "preside": seats.get(chair, chair),
        "resultado": _RESULTS[item.is_approved],
        "acuerdos": [each.code for each in file.acuerdos if each.agenda_item_id == item.id],
    }


def _voted(file: MeetingFile, item: AgendaItem, seat: str, ballot: Ballot) -> str:
    """With the reason of who abstained (TUO de la Ley 27444, art. 112.2)."""
    reason = file.abstentions.get((item.id, seat), "")
    return f"{BALLOTS[ballot]}: {reason}" if reason else BALLOTS[ballot]


def _untreated(file: MeetingFile, item: AgendaItem) -> str:
    """Say that a point was not treated, and why: no heading stands alone."""
    if item.untreated:
        return f"No se trató. Motivo: {sentence(item.untreated)}"
    if item.summary or item.voted_at is not None:
        return ""
    if file.meeting.state is MeetingState.INSTALADA:
        return "Todavía no se trata."
    return "No se trató. No se anotó el motivo."


_RESULTS = {None: "", True: "aprobado", False: "no aprobado"}


def _acuerdos(file: MeetingFile) -> list[dict[str, object]]:
    return [
        {
            "codigo": each.code,
            "texto": each.text,
            "fundamento": each.reason,
            "aprueba": each.digest or "",
            "responsable": each.responsible,
            "plazo": spoken_date(each.due_on) if each.due_on else "sin plazo",
        }
        for each in file.acuerdos
    ]
