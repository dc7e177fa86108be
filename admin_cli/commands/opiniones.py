"""`ayni opiniones`: whether answers helped, and what was reopened with new facts."""

import typer

from admin_cli.terminal import output, words
from admin_cli.terminal.dates import in_lima
from admin_cli.terminal.options import JsonOption, LimitOption, SinceOption, a_command
from admin_cli.terminal.output import Column
from admin_cli.terminal.runner import look_up
from intake.listening import opinions, reopening
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
    since = in_lima(desde) if desde else None
    helped = look_up(lambda session, _: opinions.count_helped(session, since=since))
    reopened = look_up(lambda session, _: reopening.list_reopened(session, limit=limite))
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
