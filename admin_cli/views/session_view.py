"""How a session of the Grupo de Trabajo looks: in a list, whole, and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import typer

from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column
from intake.grupo.rules import governance
from intake.grupo.rules.organs import organs
from intake.kinds import Ballot, SessionState
from intake.papers.wording import SESSION_KINDS, STATIONS
from intake.store.models import Acuerdo, AgendaItem, Attendance, Sesion, SessionPaper
from intake.words.calendar import lima_date

STATES = {
    SessionState.CONVOCADA: "convocada",
    SessionState.INSTALADA: "instalada",
    SessionState.CERRADA: "cerrada",
    SessionState.SIN_QUORUM: "sin quórum",
    SessionState.CANCELADA: "cancelada",
}
_BALLOTS = {
    Ballot.FAVOR: "a favor",
    Ballot.CONTRA: "en contra",
    Ballot.ABSTENCION: "se abstiene",
}


@dataclass(frozen=True, slots=True)
class SessionFile:
    """Everything there is about one session. `ballots`: by the id of the point."""

    sesion: Sesion
    agenda: Sequence[AgendaItem]
    ballots: Mapping[int, Mapping[str, Ballot]]
    attendance: Sequence[Attendance]
    acuerdos: Sequence[Acuerdo]
    papers: Sequence[SessionPaper]


def show_list(found: Sequence[Sesion]) -> None:
    """A table for whoever looks at it."""
    output.show_table(
        (
            Column("N", align="right"),
            Column("CÓDIGO", is_whole=True),
            Column("CUÁNDO"),
            Column("ESTADO"),
            Column("LUGAR", wraps=True),
        ),
        [
            (
                str(each.id),
                each.code,
                words.moment(each.scheduled_at),
                STATES[each.state],
                each.place,
            )
            for each in found
        ],
    )


def show(file: SessionFile, now: datetime) -> None:
    """The whole session, as one would read it aloud."""
    sesion = file.sesion
    call = " (segunda convocatoria)" if sesion.second_of_id else ""
    typer.echo(
        f"Sesión {sesion.id} · {sesion.code} · {SESSION_KINDS[sesion.kind]}{call}\n"
        f"{words.moment(sesion.scheduled_at)}, {sesion.place} · {STATES[sesion.state]}\n"
        f"Convocada el {words.moment(sesion.convened_at)}"
    )
    if sesion.change_reason:
        moved = f"Antes, {words.moment(sesion.moved_from)}. " if sesion.moved_from else ""
        typer.echo(f"{moved}Motivo del cambio: {sesion.change_reason}")
    for line in _warnings(sesion, now):
        output.talk(line)
    _show_attendance(file)
    typer.echo()
    _show_agenda(file)
    for acuerdo in file.acuerdos:
        until = f", hasta el {words.day(acuerdo.due_on)}" if acuerdo.due_on else ""
        typer.echo(f"\n{acuerdo.code}: {acuerdo.text}\n  Responde: {acuerdo.responsible}{until}")
    if file.papers:
        names = dict.fromkeys(paper.name for paper in file.papers)
        typer.echo(f"\nEn la carpeta: {', '.join(names)}")


def _warnings(sesion: Sesion, now: datetime) -> list[str]:
    limits, today, said = organs().limits, lima_date(now), []
    due = governance.papers_due(sesion.kind, sesion.scheduled_at, limits)
    if sesion.papers_at is None and sesion.state is SessionState.CONVOCADA:
        late = " El plazo ya pasó." if today > due else ""
        said.append(
            f"Falta difundir el programa y los documentos, a más tardar el {words.day(due)} "
            f"(Manual, art. 25.d).{late}"
        )
    elif sesion.papers_at and lima_date(sesion.papers_at) > due:
        when = words.day(due)
        said.append(f"Los documentos salieron tarde: debían el {when} (Manual, art. 25.d).")
    if sesion.closed_at and sesion.acta_sent_at is None:
        last = governance.acta_due(sesion.closed_at, limits)
        late = " Está vencida." if today > last else ""
        said.append(f"Falta enviar el acta, hasta el {words.day(last)} (Manual, art. 25.j).{late}")
    return said


def _show_attendance(file: SessionFile) -> None:
    seats = [each for each in file.attendance if each.seat]
    there = {each.seat: each for each in seats}
    today = lima_date(file.sesion.scheduled_at)
    meter = "■" * len(seats) + "□" * (len(organs().seats) - len(seats))
    total, quorum = len(organs().seats), file.sesion.quorum
    typer.echo(f"\nAsistencia {meter}  {len(seats)} de {total}; quórum {quorum}")
    for id_, seat in organs().seats.items():
        found = there.get(id_)
        if found is None:
            typer.echo(f"  □ {id_:<7} {seat.name_on(today)}")
            continue
        how = " (alterno)" if found.is_alternate else ""
        left = f", se retiró a las {words.moment(found.left_at)[-5:]}" if found.left_at else ""
        name = f": {found.name}" if found.name else ""
        typer.echo(f"  ■ {id_:<7} {seat.name_on(today)}{name}{how}{left}")
    for guest in file.attendance:
        if not guest.seat:
            typer.echo(f"  · invitado, sin voto: {guest.name}")


def _show_agenda(file: SessionFile) -> None:
    station = None
    if not file.agenda:
        typer.echo(f"Sin agenda todavía: ayni agenda agregar {file.sesion.id} «Título»")
    for number, item in enumerate(file.agenda, 1):
        if item.station is not station:
            station = item.station
            typer.echo(STATIONS[station])
        time = f" ({item.minutes} min)" if item.minutes else ""
        about = f" [necesidad {item.necesidad_id}]" if item.necesidad_id else ""
        about += f" [criterios {item.criteria_set_id}]" if item.criteria_set_id else ""
        about += " [de un concurso]" if item.concurso_id else ""
        typer.echo(f"  {number}. {item.title}{time}{about}")
        for extra in (item.points, item.summary):
            if extra:
                typer.echo(f"     {extra}")
        if item.untreated:
            typer.echo(f"     no se trata: {item.untreated}")
        if item.voted_at:
            typer.echo(f"     {result_of(item, file.ballots.get(item.id, {}))}")


def result_of(item: AgendaItem, ballots: Mapping[str, Ballot]) -> str:
    """«aprobado: 3 a favor, 2 en contra, 1 abstención»."""
    counted = governance.tally(list(ballots.values()))
    said = f"{counted.favour} a favor, {counted.against} en contra"
    if counted.abstained:
        said += f", {counted.abstained} en abstención"
    if item.casting:
        said += f"; la presidencia dirimió {_BALLOTS[item.casting]}"
    outcome = {True: "aprobado", False: "no aprobado", None: "empate, falta dirimir"}
    return f"{outcome[item.is_approved]}: {said}"


def as_json(file: SessionFile) -> dict[str, Any]:
    """The whole session, for other programs."""
    return {
        **row_as_json(file.sesion),
        "quorum": file.sesion.quorum,
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


def row_as_json(sesion: Sesion) -> dict[str, Any]:
    """One of a list, for other programs."""
    return {
        "numero": sesion.id,
        "codigo": sesion.code,
        "tipo": sesion.kind.value,
        "cuando": sesion.scheduled_at.isoformat(),
        "lugar": sesion.place,
        "estado": sesion.state.value,
        "motivo_del_cambio": sesion.change_reason,
    }
