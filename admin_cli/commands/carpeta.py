"""`ayni carpeta`: the papers of a session, all in one place."""

from pathlib import Path
from typing import Annotated

import typer

from admin_cli import output
from admin_cli.options import AsOption, SessionArgument, YesOption, a_command, confirm
from admin_cli.runner import Desk, run
from intake import folders, sessions
from intake.errors import RefusedError
from intake.folders import Paper
from intake.kinds import PaperKind
from intake.models import SessionPaper

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
    acta: Annotated[
        bool, typer.Option("--acta", help="Lo que se agrega es el acta de esta sesión, firmada.")
    ] = False,
    motivo: Annotated[
        str, typer.Option("--motivo", help="Por qué se agrega a una sesión que ya terminó.")
    ] = "",
    como: AsOption = None,
    yes: YesOption = False,
) -> None:
    """La carpeta digital de la sesión, con sus actas y documentos (Manual, art. 25.i).

    \b
    Ejemplo:
      ayni carpeta 3 --agregar presentacion.pdf
    """
    if agregar is None and (acta or motivo):
        raise RefusedError("Diga qué se agrega: --agregar ARCHIVO.")
    kind = PaperKind.ACTA if acta else PaperKind.DOCUMENTO

    async def work(desk: Desk) -> list[SessionPaper]:
        if agregar is not None:
            paper = Paper(agregar.name, _content(agregar), kind, motivo)
            await _add(desk, sesion, paper, como, yes=yes)
        async with desk.database.reading() as session:
            await sessions.get_sesion(session, sesion)
            return await folders.list_papers(session, sesion)

    papers = run(work)
    _show(papers)
    if exportar is not None:
        _export(papers, exportar)


def _show(papers: list[SessionPaper]) -> None:
    """Every version, and whether its content is still what it was."""
    output.show_table(
        (
            output.Column("ARCHIVO", wraps=True),
            output.Column("VERSIÓN", align="right"),
            output.Column("CLASE"),
            output.Column("KB", align="right"),
            output.Column("SHA-256"),
        ),
        [_row(paper) for paper in papers],
    )
    for paper in papers:
        if not folders.is_whole(paper):
            output.talk(f"«{paper.name}», versión {paper.version}: su contenido no es el sellado.")


async def _add(desk: Desk, number: int, paper: Paper, como: str | None, *, yes: bool) -> None:
    """Into a sealed folder only after asking: it stays for good."""
    async with desk.database.reading() as session:
        sesion = await sessions.get_sesion(session, number)
        by = await desk.acting(session, como)
        await folders.check_may_keep(session, sesion, paper, by)
    if folders.is_sealed(sesion):
        confirm(f"La carpeta de la sesión {number} está sellada. ¿Agregar «{paper.name}»?", yes=yes)
    async with desk.database.transaction() as session:
        sesion = await sessions.get_sesion(session, number, for_update=True)
        row = await folders.keep_paper(session, sesion, paper, by=by, now=desk.now)
        output.talk(f"«{row.name}» queda en la carpeta como versión {row.version}.")


def _row(paper: SessionPaper) -> tuple[str, ...]:
    return (
        paper.name,
        str(paper.version),
        _KINDS[paper.kind],
        str(max(1, len(paper.content) // 1024)),
        paper.digest[:12],
    )


def _export(papers: list[SessionPaper], folder: Path) -> None:
    """The newest of each under its name, the former ones with their number before the ending."""
    folder.mkdir(parents=True, exist_ok=True)
    newest: set[str] = set()
    for paper in papers:
        name = Path(paper.name)
        former = f"{name.stem} (versión {paper.version}){name.suffix}"
        (folder / (former if paper.name in newest else paper.name)).write_bytes(paper.content)
        newest.add(paper.name)
    output.talk(f"{len(papers)} archivos copiados en {folder}.")


_KINDS = {
    PaperKind.DOCUMENTO: "documento",
    PaperKind.CONVOCATORIA: "convocatoria",
    PaperKind.BORRADOR_ACTA: "borrador de acta",
    PaperKind.ACTA: "acta",
}


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise RefusedError(f"No se puede leer {path}: {problem.strerror}.") from None
