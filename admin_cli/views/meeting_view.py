"""How a session of the Grupo de Trabajo looks: in a list, and whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import typer

from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column
from intake.grupo.rules import governance, voting
from intake.grupo.rules.organs import organs
from intake.kinds import Ballot, MeetingState
from intake.papers.wording import MEETING_KINDS, STATIONS
from intake.store.models import Acuerdo, AgendaItem, Attendance, Meeting, MeetingPaper
from intake.words.calendar import lima_date

STATES = {
    MeetingState.CONVOCADA: "convocada",
    MeetingState.INSTALADA: "instalada",
    MeetingState.CERRADA: "cerrada",
    MeetingState.SIN_QUORUM: "sin quórum",
    MeetingState.CANCELADA: "cancelada",
}
_BALLOTS = {
    Ballot.FAVOR: "a favor",
    Ballot.CONTRA: "en contra",
    Ballot.ABSTENCION: "se abstiene",
}


@dataclass(frozen=True, slots=True)
class MeetingFile:
    """Everything there is about one session. `ballots`: by the id of the point."""

    meeting: Meeting
    agenda: Sequence[AgendaItem]
    ballots: Mapping[int, Mapping[str, Ballot]]
    attendance: Sequence[Attendance]
    acuerdos: Sequence[Acuerdo]
    papers: Sequence[MeetingPaper]


def show_list(found: Sequence[Meeting]) -> None:
    """Show the sessions as a table."""
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


def show(file: MeetingFile, now: datetime) -> None:
    """Show the whole session, as one would read it aloud."""
    meeting = file.meeting
    call = " (segunda convocatoria)" if meeting.second_of_id else ""
    typer.echo(
        f"Sesión {meeting.id} · {meeting.code} · {MEETING_KINDS[meeting.kind]}{call}\n"
        f"{words.moment(meeting.scheduled_at)}, {meeting.place} · {STATES[meeting.state]}\n"
        f"Convocada el {words.moment(meeting.convened_at)}"
    )
    if meeting.change_reason:
        moved = f"Antes, {words.moment(meeting.moved_from)}. " if meeting.moved_from else ""
        typer.echo(f"{moved}Motivo del cambio: {meeting.change_reason}")
    for line in _warnings(meeting, now):
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


def _warnings(meeting: Meeting, now: datetime) -> list[str]:
    limits, today, said = organs().limits, lima_date(now), []
    due = governance.papers_due(meeting.kind, meeting.scheduled_at, limits)
    if meeting.papers_at is None and meeting.state is MeetingState.CONVOCADA:
        late = " El plazo ya pasó." if today > due else ""
        said.append(
            f"Falta difundir el programa y los documentos, a más tardar el {words.day(due)} "
            f"(Manual, art. 25.d).{late}"
        )
    elif meeting.papers_at and lima_date(meeting.papers_at) > due:
        when = words.day(due)
        said.append(f"Los documentos salieron tarde: debían el {when} (Manual, art. 25.d).")
    if meeting.closed_at and meeting.acta_sent_at is None:
        last = governance.acta_due(meeting.closed_at, limits)
        late = " Está vencida." if today > last else ""
        said.append(f"Falta enviar el acta, hasta el {words.day(last)} (Manual, art. 25.j).{late}")
    return said


def _show_attendance(file: MeetingFile) -> None:
    seats = [each for each in file.attendance if each.seat]
    there = {each.seat: each for each in seats}
    today = lima_date(file.meeting.scheduled_at)
    meter = "■" * len(seats) + "□" * (len(organs().seats) - len(seats))
    total, quorum = len(organs().seats), file.meeting.quorum
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


def _show_agenda(file: MeetingFile) -> None:
    station = None
    if not file.agenda:
        typer.echo(f"Sin agenda todavía: ayni agenda agregar {file.meeting.id} «Título»")
    for number, item in enumerate(file.agenda, 1):
        if item.station is not station:
            station = item.station
            typer.echo(STATIONS[station])
        typer.echo(f"  {number}. {item.title}{_about(item)}")
        for line in (
            item.points,
            item.summary,
            f"no se trata: {item.untreated}" if item.untreated else "",
            result_of(item, file.ballots.get(item.id, {})) if item.voted_at else "",
        ):
            if line:
                typer.echo(f"     {line}")


def _about(item: AgendaItem) -> str:
    """Say how long a point has, and what it decides on."""
    said = f" ({item.minutes} min)" if item.minutes else ""
    said += f" [necesidad {item.necesidad_id}]" if item.necesidad_id else ""
    said += f" [criterios {item.criteria_set_id}]" if item.criteria_set_id else ""
    return f"{said} [de un concurso]" if item.concurso_id else said


def result_of(item: AgendaItem, ballots: Mapping[str, Ballot]) -> str:
    """Say how a vote came out: «aprobado: 3 a favor, 2 en contra, 1 abstención»."""
    counted = voting.tally(list(ballots.values()))
    said = f"{counted.favour} a favor, {counted.against} en contra"
    if counted.abstained:
        said += f", {counted.abstained} en abstención"
    if item.casting:
        said += f"; la presidencia dirimió {_BALLOTS[item.casting]}"
    outcome = {True: "aprobado", False: "no aprobado", None: "empate, falta dirimir"}
    return f"{outcome[item.is_approved]}: {said}"
