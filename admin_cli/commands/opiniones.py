"""`ayni opiniones`: whether answers helped, and what was reopened with new facts."""

from collections.abc import Sequence
from datetime import datetime

import typer

from admin_cli.terminal import output, words
from admin_cli.terminal.options import JsonOption, LimitOption, SinceOption, a_command, in_lima
from admin_cli.terminal.output import Column
from admin_cli.terminal.runner import Desk, run
from intake.listening import opinions
from intake.listening.opinions import Helped
from intake.store.verbs import Verb
from intake.words.codes import spoken

app = a_command()
_VERBS = {
    Verb.RESPONDER: "respuesta escrita",
    Verb.DERIVAR: "enviado a otra entidad",
    Verb.DESCARTAR: "cerrado",
}


@app.command()
def command(
    desde: SinceOption = None, limite: LimitOption = 20, as_json: JsonOption = False
) -> None:
    """Muestra a cuántas personas les sirvió cada clase de respuesta, y qué se reabrió.

    \b
    Ejemplo:
      ayni opiniones --desde 2026-11-01
    """

    async def work(desk: Desk) -> tuple[list[Helped], Sequence[tuple[str, datetime]]]:
        since = in_lima(desde) if desde else None
        async with desk.database.reading() as session:
            return (
                await opinions.count_helped(session, since=since),
                await opinions.list_reopened(session, limit=limite),
            )

    helped, reopened = run(work)
    if as_json:
        output.show_json(
            {
                "respuestas": [
                    {"clase": each.verb, "sirvio": each.yes, "no_sirvio": each.no}
                    for each in helped
                ],
                "reabiertos": [
                    {"codigo": spoken(code), "cuando": at.isoformat()} for code, at in reopened
                ],
            }
        )
        return
    output.show_table(
        (
            Column("RESPUESTA"),
            Column("SIRVIÓ", align="right"),
            Column("NO SIRVIÓ", align="right"),
        ),
        [(_VERBS[each.verb], str(each.yes), str(each.no)) for each in helped],
    )
    if reopened:
        typer.echo("\nReabiertos con algo nuevo")
        output.show_table(
            (Column("CÓDIGO", is_whole=True), Column("CUÁNDO")),
            [(spoken(code), words.moment(at)) for code, at in reopened],
        )
