"""`ayni agenda`: what a session will treat, and what was said on each point."""

from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output
from admin_cli.terminal.options import AsOption, MeetingArgument, PointArgument, a_command
from admin_cli.terminal.runner import act
from intake.concursos.concursos import get_concurso
from intake.grupo import agenda
from intake.grupo.agenda import Point
from intake.kinds import Station
from intake.papers.wording import STATIONS
from intake.store.models import AgendaItem, Operator

app = a_command()


@app.callback()
def _group() -> None:
    """La agenda de una sesión, en las estaciones del Manual (art. 19.f).

    \b
    Ejemplo:
      ayni agenda agregar 3 "Priorizar agua segura" --necesidad 12
    """


@app.command("agregar")
def add(  # noqa: PLR0913, PLR0917 Typer: a parameter is an option
    sesion: MeetingArgument,
    titulo: Annotated[str, typer.Argument(metavar="TITULO", help="De qué trata.")],
    estacion: Annotated[
        Station, typer.Option("--estacion", help="En qué estación va.")
    ] = Station.ORDEN_DEL_DIA,
    necesidad: Annotated[
        int | None, typer.Option("--necesidad", metavar="N", help="La necesidad que se decide.")
    ] = None,
    criterios: Annotated[
        int | None, typer.Option("--criterios", metavar="V", help="La versión que se decide.")
    ] = None,
    concurso: Annotated[
        str,
        typer.Option(
            "--concurso", metavar="AAAA-NN", help="De cuál se deciden las bases o la evaluación."
        ),
    ] = "",
    minutos: Annotated[
        int | None, typer.Option("--minutos", min=1, max=600, help="Cuánto tiempo tiene.")
    ] = None,
    puntos: Annotated[str, typer.Option("--puntos", help="Qué se va a discutir.")] = "",
    todos: Annotated[
        bool,
        typer.Option("--todos-de-acuerdo", help="Se agrega en la sesión, y todos lo aceptan."),
    ] = False,
    como: AsOption = None,
) -> None:
    """Agrega un punto a la agenda.

    \b
    Ejemplo:
      ayni agenda agregar 3 "Priorizar agua segura" --necesidad 12 --minutos 20
    """

    async def verb(session: AsyncSession, by: Operator, now: datetime) -> AgendaItem:
        about = (await get_concurso(session, concurso)).id if concurso else None
        point = Point(titulo, estacion, puntos, minutos, necesidad, criterios, about)
        return await agenda.add_item(session, sesion, point, all_agree=todos, by=by, now=now)

    item = act(como, verb)
    output.talk(f"Agregado a «{STATIONS[item.station]}» de la sesión {sesion}: {item.title}")


@app.command("cambiar")
def change(
    sesion: MeetingArgument,
    punto: PointArgument,
    titulo: Annotated[str | None, typer.Option("--titulo", help="De qué trata.")] = None,
    puntos: Annotated[str | None, typer.Option("--puntos", help="Qué se va a discutir.")] = None,
    minutos: Annotated[
        int | None, typer.Option("--minutos", min=1, max=600, help="Cuánto tiempo tiene.")
    ] = None,
    como: AsOption = None,
) -> None:
    """Dice qué se discute en un punto y cuánto tiempo tiene (Manual, art. 25.c).

    \b
    Ejemplo:
      ayni agenda cambiar 3 1 --puntos "Alcance y primeros distritos" --minutos 20
    """
    item = act(
        como,
        lambda session, by, now: agenda.change_item(
            session, sesion, punto, title=titulo, points=puntos, minutes=minutos, by=by, now=now
        ),
    )
    output.talk(f"Cambiado: {item.title}")


@app.command("quitar")
def remove(
    sesion: MeetingArgument,
    punto: PointArgument,
    motivo: Annotated[str, typer.Option("--motivo", help="Por qué no se trata.")],
    como: AsOption = None,
) -> None:
    """Quita un punto. Si el programa ya salió, se queda en la agenda con su motivo, y en el acta.

    \b
    Ejemplo:
      ayni agenda quitar 3 2 --motivo "Se repitió por error"
    """
    item, is_gone = act(
        como,
        lambda session, by, now: agenda.remove_item(session, sesion, punto, motivo, by=by, now=now),
    )
    left = "" if is_gone else " Queda en la agenda como no tratado, y el acta lo dirá."
    output.talk(f"Quitado: {item.title}.{left}")


@app.command("anotar")
def note(
    sesion: MeetingArgument,
    punto: PointArgument,
    texto: Annotated[str, typer.Argument(metavar="TEXTO", help="Lo que se dijo, en resumen.")],
    como: AsOption = None,
) -> None:
    """Anota lo que se dijo de un punto, para el acta.

    \b
    Ejemplo:
      ayni agenda anotar 3 1 "La DGACPS ofreció coordinar con los Tambos."
    """
    item = act(
        como,
        lambda session, by, now: agenda.note(session, sesion, punto, texto, by=by, now=now),
    )
    output.talk(f"Anotado en «{item.title}».")
