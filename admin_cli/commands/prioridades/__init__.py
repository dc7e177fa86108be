"""`ayni prioridades`: the lines of social policy that aportes are tagged with."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.commands.prioridades import sheet
from admin_cli.commands.prioridades.review import Review, review_json, show_review
from admin_cli.terminal import completion, output
from admin_cli.terminal.exit_codes import ExitCode
from admin_cli.terminal.options import AsOption, JsonOption, YesOption, a_command, confirm
from admin_cli.terminal.output import Column
from admin_cli.terminal.runner import Desk, act, look_ahead, look_up, run
from intake.errors import DataFileError, RefusedError
from intake.listening import parting, retagging
from intake.localfiles import read_text, why
from intake.reading import taxonomy
from intake.reading.rules.tags import Vocabulary
from intake.reading.rules.taxonomy_changes import compare
from intake.reading.rules.vocabulary import get_priority, read_vocabulary
from intake.store.models import Operator, Taxonomy

app = a_command()
_LARGEST = 1_000_000
_SHIPPED = ""
"""What is kept for the product's own file, so that it is always that of the version in use."""
FileArgument = Annotated[
    Path,
    typer.Argument(
        metavar="ARCHIVO", help="YAML, como el de exportar.", exists=True, dir_okay=False
    ),
]


@app.callback()
def _group() -> None:
    """Muestra y cambia las prioridades de política social.

    \b
    Ejemplo:
      ayni prioridades listar
    """


@app.command("listar")
def list_all(as_json: JsonOption = False) -> None:
    """Muestra todas.

    \b
    Ejemplo:
      ayni prioridades listar
    """
    vocabulary = _current()
    if as_json:
        output.show_json([sheet.as_json(each) for each in vocabulary.priorities])
        return
    output.show_table(
        (Column("ID"), Column("NOMBRE", wraps=True), Column("GRUPO"), Column("ANTES ERA PARTE DE")),
        [
            (each.id, each.name, vocabulary.group_name(each.group), each.theme)
            for each in vocabulary.priorities
        ],
    )


@app.command("ver")
def show(
    prioridad: Annotated[
        str, typer.Argument(metavar="ID", help="Cuál.", autocompletion=completion.priorities)
    ],
    as_json: JsonOption = False,
) -> None:
    """Muestra qué abarca una, y las palabras que la hacen reconocer.

    \b
    Ejemplo:
      ayni prioridades ver agua_saneamiento
    """
    vocabulary = _current()
    ids = [each.id for each in vocabulary.priorities]
    id_ = get_priority(prioridad, ids, vocabulary.themes)
    if id_ in vocabulary.themes:
        sheet.show_theme(vocabulary.themes[id_], as_json=as_json)
        return
    found = next(each for each in vocabulary.priorities if each.id == id_)
    if as_json:
        output.show_json(sheet.as_json(found) | sheet.words_json(found, vocabulary))
    else:
        sheet.show(found, vocabulary)


@app.command("exportar")
def export() -> None:
    """Escribe el archivo que rige ahora, para cambiarlo e importarlo.

    \b
    Ejemplo:
      ayni prioridades exportar > prioridades.yaml
    """
    typer.echo(look_up(lambda session, _: taxonomy.current_text(session)), nl=False)


@app.command("validar")
def validate(archivo: FileArgument, as_json: JsonOption = False) -> None:
    """Revisa un archivo de prioridades y dice qué cambiaría; no cambia nada.

    \b
    Ejemplo:
      ayni prioridades validar prioridades.yaml
    """
    try:
        review = _review(Vocabulary(read_vocabulary(_read(archivo))))
    except DataFileError as problem:
        if not as_json:
            raise
        output.show_json({"vale": False, "errores": str(problem).splitlines()})
        raise typer.Exit(ExitCode.REFUSED) from None
    if as_json:
        output.show_json(review_json(review))
    else:
        show_review(review)
    if review.missing:
        raise typer.Exit(ExitCode.REFUSED)


@app.command("importar")
def import_file(archivo: FileArgument, como: AsOption = None, yes: YesOption = False) -> None:
    """Pone en uso un archivo de prioridades y vuelve a etiquetar la cola. Antes dice qué cambia.

    \b
    Ejemplo:
      ayni prioridades importar prioridades.yaml --como ana
    """
    text = _read(archivo)
    newest = _newest(como)
    if newest is None or newest.text != text:
        vocabulary = Vocabulary(read_vocabulary(text))
        row = _keep(text, vocabulary, como, yes=yes)
    elif newest.retagged_at is None:
        output.talk("Esas prioridades ya rigen; se termina de etiquetar la cola.")
        row, vocabulary = newest, Vocabulary(read_vocabulary(text))
    else:
        output.talk("Esas prioridades ya rigen y la cola está etiquetada: no hay nada que hacer.")
        return
    _finish(row, vocabulary)


@app.command("actualizar")
def use_shipped(como: AsOption = None, yes: YesOption = False) -> None:
    """Pone en uso las prioridades que vienen con el programa y vuelve a etiquetar la cola.

    \b
    Ejemplo:
      ayni prioridades actualizar --como ana
    """
    vocabulary = Vocabulary.builtin()
    newest = _newest(como)
    if newest is not None and not newest.text and newest.retagged_at is None:
        output.talk("Las prioridades del programa ya rigen; se termina de etiquetar la cola.")
        row = newest
    else:
        if newest is not None and newest.text:
            output.talk("Hoy rige un archivo que importó el Laboratorio: dejaría de regir.")
        row = _keep(_SHIPPED, vocabulary, como, yes=yes)
    _finish(row, vocabulary)


def _newest(como: str | None) -> Taxonomy | None:
    """The file put in use last; RefusedError for who may not change it."""

    async def allowed(session: AsyncSession, by: Operator, _: datetime) -> Taxonomy | None:
        retagging.allow(by)
        return await taxonomy.newest(session)

    return look_ahead(como, allowed)


def _finish(row: Taxonomy, vocabulary: Vocabulary) -> None:
    changed = run(lambda desk: _retag(desk, row, vocabulary))
    output.talk(f"Listo. Cambiaron las prioridades de {changed} aportes abiertos.")


def _keep(text: str, vocabulary: Vocabulary, como: str | None, *, yes: bool) -> Taxonomy:
    """A new file, once its changes were seen and wanted; RefusedError where it lacks something."""
    review = _review(vocabulary)
    if review.missing:
        raise RefusedError("\n".join(review.missing))
    show_review(review)
    confirm("¿Poner en uso estas prioridades?", yes=yes)
    return act(
        como,
        lambda session, by, now: retagging.keep(
            session, text, vocabulary.data, review.changes, by=by, now=now
        ),
    )


async def _retag(desk: Desk, row: Taxonomy, vocabulary: Vocabulary) -> int:
    """Batch by batch: what is cut goes on where it stood when the command is repeated."""
    async with desk.database.reading() as session:
        total = await retagging.count_open(session, after=row.retagged_to)
    done = changed = 0
    with Progress(console=output.talking_console()) as bar:
        task = bar.add_task("Etiquetando la cola…", total=total)
        while True:
            async with desk.database.transaction() as session:
                batch = await retagging.retag_some(session, row.id, vocabulary, now=desk.now)
            if batch.is_last:
                return changed
            done += batch.looked_at
            changed += batch.changed
            bar.update(task, completed=done)
            await asyncio.sleep(0)  # the bot writes between two batches


def _review(vocabulary: Vocabulary) -> Review:
    """What a file would change."""

    async def query(session: AsyncSession, _: datetime) -> Review:
        present = await taxonomy.current(session)
        missing = await retagging.orphans(session, vocabulary.data)
        total = await retagging.count_open(session)
        with Progress(console=output.talking_console(), transient=True) as bar:
            task = bar.add_task("Mirando la cola…", total=total)
            effects = await retagging.effects(
                session, vocabulary, lambda done: bar.update(task, completed=done)
            )
        changes = compare(present.data, vocabulary.data)
        partings = await parting.foresee(session, vocabulary)
        return Review(vocabulary, changes, effects, partings, tuple(missing), total)

    return look_up(query)


def _current() -> Vocabulary:
    return look_up(lambda session, _: taxonomy.current(session))


def _read(file: Path) -> str:
    if file.stat().st_size > _LARGEST:
        raise DataFileError("El archivo pasa de 1 MB: no parece un archivo de prioridades.")
    try:
        return read_text(file)
    except OSError as problem:
        raise RefusedError(f"No se pudo leer {file}: {why(problem)}.") from problem
