"""`ayni lector`: which reader understands what people write."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output
from admin_cli.terminal.options import AsOption, JsonOption, YesOption, a_command, confirm
from admin_cli.terminal.runner import act, look_ahead, look_up
from admin_cli.terminal.words import moment
from admin_cli.views.reader_view import losses_in_words, show_figures
from intake.errors import DataFileError, RefusedError
from intake.localfiles import why
from intake.reading import reader_file, readers
from intake.reading.rules.learned import builtin_model
from intake.store.db import JsonDict
from intake.store.models import LearnedReader, Operator

app = a_command()
FileArgument = Annotated[
    Path,
    typer.Argument(
        metavar="ARCHIVO",
        help="El que escribió ayni aprender.",
        exists=True,
        dir_okay=False,
    ),
]


@app.callback()
def _group() -> None:
    """Muestra y cambia el lector, que entiende lo que la gente escribe.

    \b
    Ejemplo:
      ayni lector ver
    """


@app.command("ver")
def show(
    archivo: Annotated[
        Path | None,
        typer.Argument(
            metavar="[ARCHIVO]", help="Uno que aún no se usa.", exists=True, dir_okay=False
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Dice qué lector se usa, desde cuándo y con qué cifras; o las de un archivo.

    \b
    Ejemplo:
      ayni lector ver
    """
    if archivo is not None:
        card = reader_file.from_bytes(_read(archivo)).card
        _show(card, as_json=as_json)
        return
    found = look_up(_in_use)
    if found is None:
        card = {"version": builtin_model().version, "del_programa": True}
        if as_json:
            output.show_json(card)
        else:
            typer.echo(f"Se usa el lector del programa ({card['version']}).")
        return
    row, username, fault = found
    since = {"desde": output.iso(row.put_at), "por": username}
    if not as_json:
        typer.echo(f"Se usa el lector {row.version} desde {moment(row.put_at)}, por {username}.")
    if fault:
        output.talk(fault)
    _show(dict(row.figures) | since, as_json=as_json)


@app.command("usar")
def use(archivo: FileArgument, como: AsOption = None, yes: YesOption = False) -> None:
    """Pone en uso un lector que escribió ayni aprender. Antes muestra sus cifras.

    \b
    Ejemplo:
      ayni lector usar lector.npz --como ana
    """
    look_ahead(como, _allowed)
    content = _read(archivo)
    _show(reader_file.from_bytes(content).card, as_json=False)
    output.talk("\nSe puede deshacer cuando quiera con: ayni lector volver")
    confirm("¿Usar este lector desde ahora?", yes=yes)
    act(como, lambda session, by, now: readers.put_to_use(session, content, by=by, now=now))
    output.talk("Listo. El bot lo usa desde el próximo mensaje; lo ya leído queda como estaba.")


@app.command("volver")
def go_back(como: AsOption = None, yes: YesOption = False) -> None:
    """Vuelve a usar el lector del programa.

    \b
    Ejemplo:
      ayni lector volver --como ana
    """
    look_ahead(como, _allowed)
    confirm("¿Volver al lector del programa?", yes=yes)
    act(como, lambda session, by, now: readers.put_back(session, by=by, now=now))
    output.talk("Listo. El bot usa el lector del programa desde el próximo mensaje.")


async def _allowed(_: AsyncSession, by: Operator, _now: datetime) -> None:
    readers.allow(by)


async def _in_use(session: AsyncSession, _: datetime) -> tuple[LearnedReader, str, str] | None:
    """What holds, who put it there, and what is wrong with it; None: the program's own."""
    row = await readers.newest(session)
    if row is None or row.is_of_the_program:
        return None
    by = await session.get_one(Operator, row.operator_id)
    return row, by.username, await readers.fault(session)


def _show(card: JsonDict, *, as_json: bool) -> None:
    if as_json:
        output.show_json(card)
        return
    typer.echo(
        f"Lector {card.get('version')}: {card.get('textos_del_programa')} textos del programa y "
        f"{card.get('correcciones')} correcciones.\n"
    )
    for title, name in (
        ("Con los textos del programa", "con_textos_del_programa"),
        ("Con las propias correcciones", "con_las_correcciones"),
    ):
        figures = card.get(name, {})
        show_figures(title, figures.get("sin_ellas", {}), figures.get("con_ellas", {}))
        typer.echo("")
    for said in (losses_in_words(card.get("peor_que_sin_ellas")), *card.get("advertencias", ())):
        if said:
            typer.echo(said)


def _read(file: Path) -> bytes:
    if file.stat().st_size > reader_file.LARGEST:
        raise DataFileError("El archivo pasa de 30 MB: no parece un lector.")
    try:
        return file.read_bytes()
    except OSError as problem:
        raise RefusedError(f"No se pudo leer {file}: {why(problem)}.") from problem
