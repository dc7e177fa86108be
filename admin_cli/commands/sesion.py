"""`ayni sesion`: the sessions of the Grupo de Trabajo, from the call to the acta."""

from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import dates, output, words
from admin_cli.terminal.dates import in_lima
from admin_cli.terminal.options import (
    AsOption,
    JsonOption,
    MeetingArgument,
    WhenOption,
    YesOption,
    a_command,
    ask_if_day_off,
    confirm,
    seats_in,
)
from admin_cli.terminal.runner import act, look_up
from admin_cli.views import meeting_json, meeting_view
from admin_cli.views.meeting_view import MeetingFile
from intake.grupo import (
    acuerdos,
    agenda,
    attendance,
    closing,
    convening,
    folders,
    meetings,
    rescheduling,
    votes,
)
from intake.grupo.attendance import Present
from intake.grupo.rules.organs import organs
from intake.kinds import MeetingKind, MeetingState
from intake.settings import Settings
from intake.store.models import Meeting

app = a_command()
DateOption = Annotated[
    datetime,
    typer.Option(
        "--fecha",
        parser=dates.moment,
        metavar=dates.MOMENT,
        help="Cuándo será, en hora de Lima.",
    ),
]
PlaceOption = Annotated[str, typer.Option("--lugar", help="Dónde será.")]
SeatsOption = Annotated[
    str, typer.Option("--presentes", metavar="A,B,C", help="Asientos cuyo titular está.")
]
AlternatesOption = Annotated[
    str, typer.Option("--alternos", metavar="A,B", help="Asientos cuyo alterno está.")
]
SecondOption = Annotated[
    bool, typer.Option("--segunda", help="Es la segunda lista, quince minutos después.")
]


@app.callback()
def _group() -> None:
    """Las sesiones del Grupo de Trabajo (Manual, arts. 18, 19, 23 y 25).

    \b
    Ejemplo:
      ayni sesion listar
    """


@app.command("convocar")
def convene(
    tipo: Annotated[MeetingKind, typer.Argument(metavar="ordinaria|extraordinaria")],
    fecha: DateOption,
    lugar: PlaceOption,
    el: WhenOption = None,
    como: AsOption = None,
    yes: YesOption = False,
) -> None:
    """Convoca una sesión. Una extraordinaria, con tres días; una ordinaria, con una semana.

    \b
    Ejemplo:
      ayni sesion convocar ordinaria --fecha "2026-12-10 10:00" --lugar "Sala 3, MIDIS"
    """
    ask_if_day_off(fecha.date(), "la sesión es", yes=yes)
    quorum = Settings.load().quorum
    called = act(
        como,
        lambda session, by, now: convening.convene(
            session, tipo, in_lima(fecha), lugar, quorum=quorum, by=by, now=now
        ),
        el=el,
    )
    _say_called(called)


@app.command("segunda")
def second_call(
    sesion: MeetingArgument,
    fecha: DateOption,
    el: WhenOption = None,
    como: AsOption = None,
    yes: YesOption = False,
) -> None:
    """Llama a segunda convocatoria: se celebra con quienes asistan (Manual, art. 19.d).

    \b
    Ejemplo:
      ayni sesion segunda 3 --fecha "2026-12-11 10:00"
    """
    ask_if_day_off(fecha.date(), "la segunda convocatoria es", yes=yes)
    called = act(
        como,
        lambda session, by, now: convening.convene_again(
            session, sesion, in_lima(fecha), by=by, now=now
        ),
        el=el,
    )
    _say_called(called)


@app.command("mover")
def move(
    sesion: MeetingArgument,
    fecha: DateOption,
    motivo: Annotated[str, typer.Option("--motivo", help="Por qué; lo leen los integrantes.")],
    lugar: Annotated[str, typer.Option("--lugar", help="Si también cambia.")] = "",
    como: AsOption = None,
    yes: YesOption = False,
) -> None:
    """Cambia la fecha de una sesión que no se ha instalado. El programa se difunde otra vez.

    \b
    Ejemplo:
      ayni sesion mover 3 --fecha "2026-12-17 10:00" --motivo "El 8 es feriado"
    """
    ask_if_day_off(fecha.date(), "la sesión es", yes=yes)
    moved = act(
        como,
        lambda session, by, now: rescheduling.move(
            session, sesion, in_lima(fecha), motivo, place=lugar, by=by, now=now
        ),
    )
    output.talk(
        f"La sesión {sesion} será el {words.moment(moved.scheduled_at)}, {moved.place}. Haga otra "
        f"vez la convocatoria (ayni documento convocatoria {sesion}), difúndala y anótelo con: "
        f"ayni sesion circular {sesion}"
    )


@app.command("cancelar")
def cancel(
    sesion: MeetingArgument,
    motivo: Annotated[str, typer.Option("--motivo", help="Por qué; lo leen los integrantes.")],
    como: AsOption = None,
    yes: YesOption = False,
) -> None:
    """Cancela una sesión que no se ha instalado. Su número no se vuelve a usar.

    \b
    Ejemplo:
      ayni sesion cancelar 3 --motivo "Se convocó para un feriado"
    """
    confirm(f"¿Cancelar la sesión {sesion}? No se puede deshacer.", yes=yes)
    act(
        como,
        lambda session, by, now: rescheduling.cancel(session, sesion, motivo, by=by, now=now),
    )
    output.talk(
        f"Sesión {sesion} cancelada. La convocatoria dice el motivo: "
        f"ayni documento convocatoria {sesion} --a cancelada"
    )


@app.command("circular")
def circulate(sesion: MeetingArgument, el: WhenOption = None, como: AsOption = None) -> None:
    """Anota que el programa y los documentos salieron a los integrantes (Manual, art. 25.d).

    \b
    Ejemplo:
      ayni sesion circular 3
    """
    _, in_time = act(
        como,
        lambda session, by, now: convening.circulate(session, sesion, by=by, now=now),
        el=el,
    )
    late = "" if in_time else " Salieron tarde: así quedará en el acta."
    output.talk(f"Documentos de la sesión {sesion} difundidos.{late}")


@app.command("lista")
def roll(
    sesion: MeetingArgument,
    presentes: SeatsOption = "",
    alternos: AlternatesOption = "",
    segunda: SecondOption = False,
    el: WhenOption = None,
    como: AsOption = None,
) -> None:
    """Pasa lista. Con quórum, la sesión queda instalada (Manual, art. 19.c-e).

    \b
    Ejemplo:
      ayni sesion lista 3 --presentes vmpes,dgse,de --alternos opi
    """
    present, number = Present(seats_in(presentes), seats_in(alternos)), 2 if segunda else 1
    found = act(
        como,
        lambda session, by, now: attendance.call_roll(
            session, sesion, present, roll=number, by=by, now=now
        ),
        el=el,
    )
    said = f"Están {found.present} de {len(organs().seats)}; el quórum es {found.quorum}."
    match found.state:
        case MeetingState.INSTALADA:
            output.talk(f"{said} La sesión {sesion} está instalada.")
        case MeetingState.SIN_QUORUM:
            output.talk(
                f"{said} Concluye la convocatoria. Llame a la segunda: ayni sesion segunda {sesion}"
            )
        case _:
            output.talk(f"{said} Pase la segunda lista en quince minutos, con --segunda.")
    if found.state is MeetingState.INSTALADA and found.present < organs().limits.few_in_second_call:
        output.talk("Son muy pocos: el TUO de la Ley 27444 (art. 110.2) pide al menos tres.")


@app.command("invitado")
def guest(
    sesion: MeetingArgument,
    nombre: Annotated[str, typer.Argument(metavar="NOMBRE", help="Quién es y de dónde viene.")],
    como: AsOption = None,
) -> None:
    """Anota a un invitado de la presidencia: con voz, sin voto (Manual, arts. 19.h y 23.e).

    \b
    Ejemplo:
      ayni sesion invitado 3 "Coordinación del programa Haku Wiñay"
    """
    act(
        como,
        lambda session, by, now: attendance.invite(session, sesion, nombre, by=by, now=now),
    )
    output.talk(f"{nombre} queda como invitado de la sesión {sesion}.")


@app.command("retira")
def leave(
    sesion: MeetingArgument,
    asiento: Annotated[str, typer.Argument(metavar="ASIENTO")],
    el: WhenOption = None,
    como: AsOption = None,
) -> None:
    """Anota que alguien se retira: el quórum sigue valiendo (Manual, art. 19.c).

    \b
    Ejemplo:
      ayni sesion retira 3 opi
    """
    act(
        como,
        lambda session, by, now: attendance.leave(session, sesion, asiento, by=by, now=now),
        el=el,
    )
    output.talk(f"{asiento} se retira de la sesión {sesion}.")


@app.command("cerrar")
def close(sesion: MeetingArgument, el: WhenOption = None, como: AsOption = None) -> None:
    """Cierra la sesión; el acta se envía en tres días útiles (Manual, art. 25.j).

    \b
    Ejemplo:
      ayni sesion cerrar 3
    """
    act(como, lambda session, by, now: closing.close(session, sesion, by=by, now=now), el=el)
    output.talk(f"Sesión {sesion} cerrada. Haga el acta con: ayni documento acta {sesion}")


@app.command("acta-enviada")
def acta_sent(sesion: MeetingArgument, el: WhenOption = None, como: AsOption = None) -> None:
    """Anota que el acta salió a los integrantes (Manual, art. 25.j).

    \b
    Ejemplo:
      ayni sesion acta-enviada 3
    """
    _, in_time = act(
        como,
        lambda session, by, now: closing.send_acta(session, sesion, by=by, now=now),
        el=el,
    )
    output.talk(f"Acta de la sesión {sesion} enviada{'' if in_time else ', fuera de plazo'}.")


@app.command("listar")
def list_all(
    anio: Annotated[int | None, typer.Option("--anio", help="Solo las de un año.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Lista las sesiones, la más nueva primero.

    \b
    Ejemplo:
      ayni sesion listar --anio 2026
    """
    found = look_up(lambda session, _: meetings.list_meetings(session, year=anio))
    if as_json:
        output.show_json([meeting_json.row_as_json(each) for each in found])
    elif not found:
        output.talk("No hay sesiones. Para la primera: ayni sesion convocar ordinaria --help")
    else:
        meeting_view.show_list(found)


@app.command("ver")
def show(sesion: MeetingArgument, as_json: JsonOption = False) -> None:
    """Muestra una sesión: asistencia, agenda con sus votos, acuerdos y carpeta.

    \b
    Ejemplo:
      ayni sesion ver 3
    """

    async def query(session: AsyncSession, now: datetime) -> tuple[MeetingFile, datetime]:
        items = await agenda.list_agenda(session, sesion)
        file = MeetingFile(
            await meetings.get_meeting(session, sesion),
            items,
            {item.id: await votes.votes_of(session, item) for item in items},
            await attendance.list_attendance(session, sesion),
            await acuerdos.of_meeting(session, sesion),
            await folders.list_papers(session, sesion),
        )
        return file, now

    file, now = look_up(query)
    if as_json:
        output.show_json(meeting_json.as_json(file))
    else:
        meeting_view.show(file, now)


def _say_called(sesion: Meeting) -> None:
    output.talk(
        f"Sesión {sesion.id} convocada: {sesion.code}, "
        f"{words.moment(sesion.scheduled_at)}, {sesion.place}.\n"
        f"Siga con su agenda: ayni agenda agregar {sesion.id} «Título»"
    )
