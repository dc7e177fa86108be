"""`ayni historial`: who did what, when."""

from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import completion, output, words
from admin_cli.terminal.dates import in_lima
from admin_cli.terminal.options import AsOption, JsonOption, LimitOption, SinceOption, a_command
from admin_cli.terminal.output import Column
from admin_cli.terminal.runner import read
from admin_cli.views import act_view
from intake.store import operators
from intake.store.reader import Reader
from intake.triage.cases import Act, history, read_code
from intake.words.codes import spoken
from intake.words.identifiers import masked

app = a_command()


@app.command()
def command(
    codigo: Annotated[
        str,
        typer.Argument(
            metavar="[CODIGO]", help="Solo de este caso.", autocompletion=completion.codes
        ),
    ] = "",
    operador: Annotated[
        str,
        typer.Option(
            metavar="USUARIO",
            help="Solo lo que hizo esta cuenta.",
            autocompletion=completion.usernames,
            show_default=False,
        ),
    ] = "",
    desde: SinceOption = None,
    limite: LimitOption = 50,
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Muestra quién hizo qué y cuándo: lo último, al final.

    \b
    Ejemplo:
      ayni historial --operador ana --desde 2026-11-01
    """

    async def query(session: AsyncSession, reader: Reader) -> list[Act]:
        who = await operators.get_operator(session, operador) if operador else None
        return await history(
            session,
            reader,
            code=read_code(codigo) if codigo else None,
            operator_id=who.id if who else None,
            since=in_lima(desde) if desde else None,
            limit=limite,
        )

    acts = read(como, query)
    if as_json:
        output.show_json([act_view.act_json(act) for act in acts])
    elif not acts:
        output.talk("No hay nada en el historial con ese filtro.")
    else:
        _show(acts)


def _show(acts: list[Act]) -> None:
    output.show_table(
        (
            Column("CUÁNDO"),
            Column("QUIÉN"),
            Column("QUÉ HIZO"),
            Column("CASO"),
            Column("DETALLE", wraps=True),
        ),
        [
            (
                words.moment(act.entry.at),
                act.username or ("la persona" if act.entry.person_id else "—"),
                words.verb(act.entry.verb),
                spoken(act.code) if act.code else "",
                words.shortened(masked(act.content.note), 120)
                + (" (deshecho)" if act.entry.undone_by_id else ""),
            )
            for act in acts
        ],
    )
