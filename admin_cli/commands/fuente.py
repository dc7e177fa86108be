"""`ayni fuente`: what brings people; each poster, spot or link with its own code."""

from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output, words
from admin_cli.terminal.options import AsOption, JsonOption, a_command
from admin_cli.terminal.runner import act, look_up
from admin_cli.views import source_view
from intake.concursos import concursos
from intake.kinds import SourceKind
from intake.outreach import arrivals, sources
from intake.outreach.arrivals import Tally
from intake.places.rules.areas import prefixes_of
from intake.store import access
from intake.store.access import Grant
from intake.store.journal import About, record
from intake.store.models import Operator, Source
from intake.store.verbs import Verb
from intake.words.codes import spoken

app = a_command()


@app.callback()
def _group() -> None:
    """Da un código a cada afiche, radio o enlace, y cuenta a cuántas personas trae.

    \b
    Ejemplo:
      ayni fuente crear radio --nombre "Radio comunal" --distrito taraco
    """


@app.command("crear")
def create(
    clase: Annotated[SourceKind, typer.Argument(metavar="CLASE", help=", ".join(SourceKind))],
    nombre: Annotated[str, typer.Option(help="Dónde estará, o quién la lee.", show_default=False)],
    distrito: Annotated[str, typer.Option(help="Nombre o ubigeo, si es de uno.")] = "",
    provincia: Annotated[str, typer.Option(help="Si hay varios distritos así.")] = "",
    concurso: Annotated[str, typer.Option(metavar="AAAA-NN", help="El concurso que anuncia.")] = "",
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Crea una fuente y muestra su código y sus enlaces.

    \b
    Ejemplo:
      ayni fuente crear escuela --nombre "Escuela de Taraco" --distrito 210607
    """

    async def verb(session: AsyncSession, by: Operator, now: datetime) -> Source:
        access.check(by, Grant.ATENDER)
        ubigeo = _ubigeo(distrito, provincia)
        call = await concursos.get_concurso(session, concurso) if concurso else None
        source = await sources.create(
            session,
            clase,
            nombre,
            ubigeo=ubigeo,
            concurso_id=call.id if call else None,
            now=now,
        )
        note = f"{spoken(source.code)} {source.name}"
        about = About(source_id=source.id, concurso_id=source.concurso_id)
        record(session, Verb.FUENTE_CREAR, about, now=now, operator_id=by.id, note=note)
        return source

    tally, doors = Tally(act(como, verb), 0, 0, 0, 0), source_view.doors()
    if as_json:
        output.show_json(source_view.as_json(tally, doors))
        return
    source_view.show_one(tally, doors)
    if not doors.link(tally.source.code):
        output.talk(f"Todavía no hay enlaces: falta {doors.settings} en el archivo .env.")


@app.command("listar")
def show_all(as_json: JsonOption = False) -> None:
    """Muestra las fuentes y cuántas personas llegaron por cada una.

    \b
    Ejemplo:
      ayni fuente listar
    """
    tallies = look_up(lambda session, _: arrivals.tally(session))
    if as_json:
        doors = source_view.doors()
        output.show_json([source_view.as_json(each, doors) for each in tallies])
    elif tallies:
        source_view.show_list(tallies)
    else:
        output.talk("Todavía no hay fuentes: cree una con «ayni fuente crear».")


@app.command("ver")
def show_one(
    codigo: Annotated[str, typer.Argument(metavar="CODIGO", help="Seis signos: K7F-3M6.")],
    as_json: JsonOption = False,
) -> None:
    """Muestra una fuente, sus enlaces y cuántas personas trajo.

    \b
    Ejemplo:
      ayni fuente ver K7F-3M6
    """

    async def query(session: AsyncSession, _: datetime) -> Tally:
        source = await sources.get(session, codigo)
        (tally,) = await arrivals.tally(session, codes=[source.code])
        return tally

    tally, doors = look_up(query), source_view.doors()
    if as_json:
        output.show_json(source_view.as_json(tally, doors))
    else:
        source_view.show_one(tally, doors)


def _ubigeo(district: str, province: str) -> str | None:
    if not district:
        return None
    ubigeo, *others = prefixes_of(words.known_districts(), province=province, district=district)
    if others:
        raise typer.BadParameter("Hay varios distritos así: agregue --provincia.")
    return ubigeo
