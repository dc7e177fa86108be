"""`ayni ver`: one case, whole."""

from admin_cli import case_view, output
from admin_cli.options import AsOption, CodeArgument, JsonOption, a_command
from admin_cli.runner import Desk, run
from intake.actions import TRIAGE_ROLES
from intake.cases import CaseFile, get_case, open_case, read_code
from intake.errors import RefusedError
from intake.journal import record
from intake.queue import LOOKING
from intake.rules.codes import spoken

app = a_command()


@app.command()
def command(codigo: CodeArgument, como: AsOption = None, as_json: JsonOption = False) -> None:
    """Muestra un caso entero: lo que cuenta, por qué tiene esas prioridades, parecidos e historia.

    \b
    Ejemplo:
      ayni ver K7F-3MX
    """
    code = read_code(codigo)

    async def work(desk: Desk) -> None:
        async with desk.database.reading() as session:
            reader = await desk.reading_as(session, como)
            aporte = await get_case(session, code)
            if aporte.restricted and (reader is None or reader.role not in TRIAGE_ROLES):
                raise RefusedError(
                    f"{spoken(code)} es reservado: lo leen el Equipo Técnico y la Secretaría "
                    "Técnica. Diga quién es usted con --como USUARIO."
                )
            file = await open_case(session, aporte)
        _show(file, desk, as_json=as_json)
        async with desk.database.transaction() as session:
            # D.S. 016-2024-JUS, art. 46.3: who saw personal data, and when.
            record(
                session,
                LOOKING,
                now=desk.now,
                aporte_id=file.aporte.id,
                operator_id=reader.id if reader else None,
            )

    run(work)


def _show(file: CaseFile, desk: Desk, *, as_json: bool) -> None:
    if as_json:
        output.show_json(case_view.as_json(file))
    else:
        case_view.show(file, now=desk.now)
