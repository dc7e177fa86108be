"""`ayni prioridades`: the lines of social policy that aportes are tagged with."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from admin_cli.commands.prioridades import sheet
from admin_cli.commands.prioridades.sheet import Review
from admin_cli.terminal import completion, output
from admin_cli.terminal.exit_codes import ExitCode
from admin_cli.terminal.options import AsOption, JsonOption, YesOption, a_command, confirm
from admin_cli.terminal.output import Column
from admin_cli.terminal.runner import Desk, run
from intake.errors import DataFileError, RefusedError
from intake.listening import retagging
from intake.localfiles import read_text, why
from intake.reading import taxonomy
from intake.reading.rules.priority_names import get_priority
from intake.reading.rules.tags import Vocabulary
from intake.reading.rules.taxonomy_changes import compare
from intake.reading.rules.vocabulary import read_vocabulary
from intake.store.models import Operator, Taxonomy

app = a_command()
_LARGEST = 1_000_000
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
    vocabulary = run(_current)
    if as_json:
        output.show_json([sheet.as_json(each) for each in vocabulary.priorities])
        return
    output.show_table(
        (Column("ID"), Column("NOMBRE", wraps=True), Column("GRUPO")),
        [(each.id, each.name, vocabulary.group_name(each.group)) for each in vocabulary.priorities],
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
    vocabulary = run(_current)
    known = {each.id: each for each in vocabulary.priorities}
    found = known[get_priority(prioridad, list(known))]
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

    async def work(desk: Desk) -> str:
        async with desk.database.reading() as session:
            return await taxonomy.current_text(session)

    typer.echo(run(work), nl=False)


@app.command("validar")
def validate(archivo: FileArgument, as_json: JsonOption = False) -> None:
    """Revisa un archivo de prioridades y dice qué cambiaría; no cambia nada.

    \b
    Ejemplo:
      ayni prioridades validar prioridades.yaml
    """
    try:
        review = run(lambda desk: _review(desk, _read(archivo)))
    except DataFileError as problem:
        if not as_json:
            raise
        output.show_json({"vale": False, "errores": str(problem).splitlines()})
        raise typer.Exit(ExitCode.REFUSED) from None
    if as_json:
        output.show_json(sheet.review_json(review))
    else:
        sheet.show_review(review)
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

    async def work(desk: Desk) -> int | None:
        async with desk.database.reading() as session:
            by = await desk.acting(session, como)
            retagging.allow(by)
            newest = await taxonomy.newest(session)
        if newest is not None and newest.text == text:
            if newest.retagged_at is not None:
                return None
            output.talk("Esas prioridades ya rigen; se termina de etiquetar la cola.")
            return await _retag(desk, newest, Vocabulary(read_vocabulary(text)))
        return await _import(desk, text, by, yes=yes)

    changed = run(work)
    if changed is None:
        output.talk("Esas prioridades ya rigen y la cola está etiquetada: no hay nada que hacer.")
    else:
        output.talk(f"Listo. Cambiaron las prioridades de {changed} aportes abiertos.")


async def _import(desk: Desk, text: str, by: Operator, *, yes: bool) -> int:
    review = await _review(desk, text)
    if review.missing:
        raise RefusedError("\n".join(review.missing))
    sheet.show_review(review)
    confirm("¿Poner en uso estas prioridades?", yes=yes)
    async with desk.database.transaction() as session:
        row = await retagging.keep(
            session, text, review.vocabulary.data, review.changes, by=by, now=desk.now
        )
    return await _retag(desk, row, review.vocabulary)


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


async def _review(desk: Desk, text: str) -> Review:
    """What a file would change. DataFileError where it cannot be used."""
    vocabulary = Vocabulary(read_vocabulary(text))
    async with desk.database.reading() as session:
        present = await taxonomy.current(session)
        missing = await retagging.orphans(session, vocabulary.data)
        total = await retagging.count_open(session)
        with Progress(console=output.talking_console(), transient=True) as bar:
            task = bar.add_task("Mirando la cola…", total=total)
            effects = await retagging.effects(
                session, vocabulary, lambda done: bar.update(task, completed=done)
            )
    changes = compare(present.data, vocabulary.data)
    return Review(vocabulary, changes, effects, tuple(missing), total)


async def _current(desk: Desk) -> Vocabulary:
    async with desk.database.reading() as session:
        return await taxonomy.current(session)


def _read(file: Path) -> str:
    if file.stat().st_size > _LARGEST:
        raise DataFileError("El archivo pasa de 1 MB: no parece un archivo de prioridades.")
    try:
        return read_text(file)
    except OSError as problem:
        raise RefusedError(f"No se pudo leer {file}: {why(problem)}.") from problem
