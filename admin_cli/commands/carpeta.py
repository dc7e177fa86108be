"""`ayni carpeta`: the papers of a session, all in one place."""

from pathlib import Path
from typing import Annotated

import typer

from admin_cli.terminal import output
from admin_cli.terminal.options import AsOption, MeetingArgument, YesOption, a_command, confirm
from admin_cli.terminal.runner import Desk, run
from intake import localfiles
from intake.errors import RefusedError
from intake.grupo import folders, meetings
from intake.grupo.folders import Paper
from intake.kinds import PaperKind
from intake.store import access
from intake.store.access import Grant
from intake.store.models import MeetingPaper

app = a_command()


@app.command()
def command(
    sesion: MeetingArgument,
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

    async def work(desk: Desk) -> list[MeetingPaper]:
        if agregar is not None:
            await _add(desk, sesion, agregar, kind, motivo, como, yes=yes)
        async with desk.database.transaction() as session:
            found = await meetings.get_meeting(session, sesion)
            if exportar is None:
                return await folders.list_papers(session, sesion)
            return await folders.read_papers(session, found, await desk.reading_as(session, como))

    papers = run(work)
    _show(papers)
    if exportar is not None:
        _export(papers, exportar)


def _show(papers: list[MeetingPaper]) -> None:
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


async def _add(
    desk: Desk,
    number: int,
    path: Path,
    kind: PaperKind,
    reason: str,
    como: str | None,
    *,
    yes: bool,
) -> None:
    """Into a sealed folder only after asking: it stays for good."""
    async with desk.database.reading() as session:
        by = await desk.acting(session, como)
        access.check(by, Grant.DOCUMENTOS)  # before a file is looked for
        sesion = await meetings.get_meeting(session, number)
        paper = Paper(path.name, _content(path), kind, reason)
        await folders.check_may_keep(session, sesion, paper, by)
    if folders.is_sealed(sesion):
        confirm(f"La carpeta de la sesión {number} está sellada. ¿Agregar «{paper.name}»?", yes=yes)
    async with desk.database.transaction() as session:
        sesion = await meetings.get_meeting(session, number, for_update=True)
        row = await folders.keep_paper(session, sesion, paper, by=by, now=desk.now)
        output.talk(f"«{row.name}» queda en la carpeta como versión {row.version}.")


def _row(paper: MeetingPaper) -> tuple[str, ...]:
    return (
        paper.name,
        str(paper.version),
        _KINDS[paper.kind],
        str(max(1, len(paper.content) // 1024)),
        paper.digest[:12],
    )


def _export(papers: list[MeetingPaper], folder: Path) -> None:
    """The newest of each under its name, the former ones with their number before the ending."""
    files: dict[Path, bytes] = {}
    for paper in papers:
        name = Path(paper.name)
        former = f"{name.stem} (versión {paper.version}){name.suffix}"
        place = folder / paper.name
        files[folder / former if place in files else place] = paper.content
    localfiles.make_folder(folder)
    localfiles.write_all(files)
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
        raise RefusedError(f"No se puede leer {path}: {localfiles.why(problem)}.") from None
