"""`ayni guion`: half a minute of radio about a concurso."""

from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output
from admin_cli.terminal.options import AsOption, JsonOption, a_command
from admin_cli.terminal.runner import act, look_up
from admin_cli.views import source_view
from intake.concursos import concursos
from intake.kinds import SourceKind
from intake.outreach import sources
from intake.papers import guion
from intake.papers.guion import Script
from intake.store import access
from intake.store.access import Grant
from intake.store.journal import About, record
from intake.store.models import Operator, Source
from intake.store.verbs import Verb
from intake.words.codes import spoken

app = a_command()


@app.command()
def command(
    concurso: Annotated[str, typer.Argument(metavar="CONCURSO", help="Su código: 2026-01.")],
    fuente: Annotated[
        str,
        typer.Option(
            metavar="RADIO", help="Crea una fuente con este nombre y dicta su código en el guion."
        ),
    ] = "",
    titulo: Annotated[str, typer.Option(help="Un título más corto, para decirlo.")] = "",
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Escribe un guion de radio de 30 segundos sobre un concurso, para leerlo en voz alta.

    \b
    Ejemplo:
      ayni guion 2026-01 --fuente "Radio comunal"
    """
    source: Source | None = None
    if fuente:
        script, source = _with_source(concurso, fuente, titulo, como)
    else:
        call = look_up(lambda session, _: concursos.get_concurso(session, concurso))
        script = guion.compose(call, source_view.doors(), title=titulo)
    if as_json:
        output.show_json(
            {
                "texto": script.text,
                "palabras": script.words,
                "segundos": script.seconds,
                "fuente": spoken(source.code) if source else None,
            }
        )
        return
    typer.echo(script.text)
    output.talk(f"{script.words} palabras: unos {script.seconds} segundos leídos con calma.")
    if source is not None:
        output.talk(f"Fuente creada: {spoken(source.code)} ({source.name}).")


def _with_source(concurso: str, radio: str, title: str, como: str | None) -> tuple[Script, Source]:
    """The source is made only where the script can be."""
    doors = source_view.doors()

    async def verb(session: AsyncSession, by: Operator, now: datetime) -> tuple[Script, Source]:
        access.check(by, Grant.ATENDER)
        call = await concursos.get_concurso(session, concurso)
        source = await sources.create(
            session, SourceKind.RADIO, radio, concurso_id=call.id, now=now
        )
        script = guion.compose(call, doors, source, title=title)
        note = f"{spoken(source.code)} {source.name}"
        about = About(source_id=source.id, concurso_id=source.concurso_id)
        record(session, Verb.FUENTE_CREAR, about, now=now, operator_id=by.id, note=note)
        return script, source

    return act(como, verb)
