"""`ayni ver`: one case, whole."""

from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output
from admin_cli.terminal.options import AsOption, CodeArgument, JsonOption, a_command
from admin_cli.terminal.runner import read
from admin_cli.views import case_json, case_view
from intake.errors import RefusedError
from intake.sameness.scorecards import chosen
from intake.settings import Settings
from intake.store.reader import Reader
from intake.triage.cases import CaseFile, get_case, open_case, read_code
from intake.words.codes import spoken
from intake.words.text import clean

app = a_command()


@app.command()
def command(
    codigo: CodeArgument,
    datos: Annotated[
        bool, typer.Option("--datos", help="Sin tapar DNI, teléfonos ni nombres; pide --motivo.")
    ] = False,
    motivo: Annotated[
        str,
        typer.Option(
            metavar="TEXTO", help="Para qué hacen falta; queda en el historial.", show_default=False
        ),
    ] = "",
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Muestra un caso entero: lo que cuenta, por qué tiene esas prioridades, parecidos e historia.

    Los datos personales que alguien escribió salen tapados: «[DNI]», «[teléfono]», «[nombre]».

    \b
    Ejemplo:
      ayni ver K7F-3M6
      ayni ver K7F-3M6 --datos --motivo "Pidió que la llamen"
    """
    code = read_code(codigo)
    reason = clean(motivo)
    if datos != bool(reason):
        raise RefusedError(
            "Los datos personales se ven con su motivo, que queda en el historial: "
            f'ayni ver {spoken(code)} --datos --motivo "…"'
        )
    scorecard = chosen(Settings.load())

    async def query(session: AsyncSession, reader: Reader) -> tuple[CaseFile, datetime]:
        case = await get_case(session, code, reader)
        file = await open_case(session, case, reader, scorecard=scorecard, unmasked_because=reason)
        return file, reader.now

    file, now = read(como, query)
    if as_json:
        output.show_json(case_json.as_json(file))
    else:
        case_view.show(file, now=now)
