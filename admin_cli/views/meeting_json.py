"""A session of the Grupo de Trabajo for other programs."""

from admin_cli.terminal.output import Json
from admin_cli.views.meeting_view import MeetingFile
from intake.store.models import Meeting


def as_json(file: MeetingFile) -> dict[str, Json]:
    """Give the whole session for other programs."""
    return {
        **row_as_json(file.meeting),
        "quorum": file.meeting.quorum,
        "agenda": [
            {
                "punto": number,
                "estacion": item.station.value,
                "titulo": item.title,
                "necesidad": item.necesidad_id,
                "criterios": item.criteria_set_id,
                "minutos": item.minutes,
                "anotado": item.summary,
                "sin_tratar": item.untreated,
                "votos": {seat: vote.value for seat, vote in file.ballots.get(item.id, {}).items()},
                "dirimente": item.casting.value if item.casting else None,
                "aprobado": item.is_approved,
            }
            for number, item in enumerate(file.agenda, 1)
        ],
        "asistencia": [
            {
                "asiento": each.seat,
                "nombre": each.name,
                "alterno": each.is_alternate,
                "lista": each.roll,
            }
            for each in file.attendance
        ],
        "acuerdos": [each.code for each in file.acuerdos],
        "carpeta": [
            {
                "archivo": each.name,
                "version": each.version,
                "clase": each.kind.value,
                "sha256": each.digest,
                "motivo": each.reason,
            }
            for each in file.papers
        ],
    }


def row_as_json(meeting: Meeting) -> dict[str, Json]:
    """Give one of a list for other programs."""
    return {
        "numero": meeting.id,
        "codigo": meeting.code,
        "tipo": meeting.kind.value,
        "cuando": meeting.scheduled_at.isoformat(),
        "lugar": meeting.place,
        "estado": meeting.state.value,
        "motivo_del_cambio": meeting.change_reason,
    }
