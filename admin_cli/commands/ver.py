"""`ayni ver`: one case, whole."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output
from admin_cli.terminal.options import AsOption, CodeArgument, JsonOption, a_command
from admin_cli.terminal.runner import read
from admin_cli.views import case_json, case_view
from intake.sameness.scorecards import chosen
from intake.settings import Settings
from intake.store.reader import Reader
from intake.triage.cases import CaseFile, get_case, open_case, read_code

app = a_command()


@app.command()
def command(codigo: CodeArgument, como: AsOption = None, as_json: JsonOption = False) -> None:
    """Muestra un caso entero: lo que cuenta, por qué tiene esas prioridades, parecidos e historia.

    \b
    Ejemplo:
      ayni ver K7F-3M6
    """
    code = read_code(codigo)
    scorecard = chosen(Settings.load())

    async def query(session: AsyncSession, reader: Reader) -> tuple[CaseFile, datetime]:
        case = await get_case(session, code, reader)
        return await open_case(session, case, reader, scorecard=scorecard), reader.now

    file, now = read(como, query)
    if as_json:
        output.show_json(case_json.as_json(file))
    else:
        case_view.show(file, now=now)
