"""`ayni carpeta`: the papers of a session, all in one place."""

from pathlib import Path
from typing import Annotated

import typer

from admin_cli import output
from admin_cli.options import AsOption, SessionArgument, a_command
from admin_cli.runner import Desk, run
from intake import folders, localfiles, sessions
from intake.errors import RefusedError

app = a_command()


@app.command()
def command(
    sesion: SessionArgument,
    agregar: Annotated[
        Path | None, typer.Option("--agregar", metavar="ARCHIVO", help="Guarda un archivo.")
    ] = None,
    exportar: Annotated[
        Path | None, typer.Option("--exportar", metavar="CARPETA", help="Copia todo afuera.")
    ] = None,
    como: AsOption = None,
) -> None:
    """La carpeta digital de la sesión, con sus actas y documentos (Manual, art. 25.i).

    \b
    Ejemplo:
      ayni carpeta 3 --agregar presentacion.pdf
    """

    async def work(desk: Desk) -> list[tuple[str, int]]:
        async with desk.database.transaction() as session:
            found = await sessions.get_sesion(session, sesion)
            if agregar is not None:
                by, content = await desk.acting(session, como), _content(agregar)
                await folders.keep_paper(session, found, agregar.name, content, by=by, now=desk.now)
            papers = await folders.list_papers(session, sesion)
            if exportar is not None:
                localfiles.make_folder(exportar)
                with localfiles.staged({exportar / each.name: each.content for each in papers}):
                    pass
            return [(paper.name, len(paper.content)) for paper in papers]

    papers = run(work)
    output.show_table(
        (output.Column("ARCHIVO"), output.Column("KB", align="right")),
        [(name, str(max(1, size // 1024))) for name, size in papers],
    )
    if exportar is not None:
        output.talk(f"{len(papers)} archivos copiados en {exportar}.")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise RefusedError(f"No se puede leer {path}: {localfiles.why(problem)}.") from None
