"""`ayni ver`: one case, whole."""

from admin_cli.terminal import output
from admin_cli.terminal.options import AsOption, CodeArgument, JsonOption, a_command
from admin_cli.terminal.runner import Desk, run
from admin_cli.views import case_view
from intake.sameness.scorecards import chosen
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

    async def work(desk: Desk) -> None:
        async with desk.database.transaction() as session:
            reader = await desk.reading_as(session, como)
            aporte = await get_case(session, code, reader)
            file = await open_case(session, aporte, reader, scorecard=chosen(desk.settings))
        _show(file, desk, as_json=as_json)

    run(work)


def _show(file: CaseFile, desk: Desk, *, as_json: bool) -> None:
    if as_json:
        output.show_json(case_view.as_json(file))
    else:
        case_view.show(file, now=desk.now)
