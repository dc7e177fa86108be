"""`ayni resumen`: what a district told, in counts, as its officials see it in the chat."""

from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output, words
from admin_cli.terminal.options import JsonOption, a_command
from admin_cli.terminal.output import Json
from admin_cli.terminal.runner import look_up
from intake.necesidades import district_summary
from intake.necesidades.commands import DistrictSummary
from intake.places.rules.areas import prefixes_of

app = a_command()


@app.command()
def command(
    distrito: Annotated[str, typer.Argument(metavar="DISTRITO", help="Su nombre o su ubigeo.")],
    provincia: Annotated[str, typer.Option("--provincia", help="Si hay varios así.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Resume lo que contó un distrito: cuántas personas, de qué, y qué necesidades comparte.

    \b
    Ejemplo:
      ayni resumen taraco --provincia huancane
    """

    async def query(session: AsyncSession, _: datetime) -> DistrictSummary:
        known = words.known_districts()
        (ubigeo, *others) = prefixes_of(known, province=provincia, district=distrito)
        if others:
            raise typer.BadParameter("Hay varios distritos así: agregue --provincia.")
        return await district_summary.summarise(session, ubigeo)

    found = look_up(query)
    if as_json:
        output.show_json(_as_json(found))
        return
    district = words.find_district(found.ubigeo)
    typer.echo(
        f"{district.label if district else found.ubigeo}\n"
        f"{words.people(found.people)}, {found.aportes} aportes; {found.waiting} en la cola"
    )
    if found.topics:
        typer.echo(f"Lo que más cuentan: {', '.join(found.topics)}")
    for need in found.needs:
        declined = "no priorizada" if need.is_declined else str(need.stage)
        state = "priorizada" if need.is_prioritised else declined
        typer.echo(f"  «{need.title}»: {state}; la tienen {need.other_districts} distritos más")


def _as_json(found: DistrictSummary) -> dict[str, Json]:
    return {
        "ubigeo": found.ubigeo,
        "personas": found.people,
        "aportes": found.aportes,
        "esperan": found.waiting,
        "temas": list(found.topics),
        "necesidades": [
            {
                "titulo": each.title,
                "etapa": each.stage.value,
                "priorizada": each.is_prioritised,
                "no_priorizada": each.is_declined,
                "otros_distritos": each.other_districts,
            }
            for each in found.needs
        ],
    }
