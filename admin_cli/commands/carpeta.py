"""`ayni carpeta`: the papers of a session, all in one place."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output
from admin_cli.terminal.options import AsOption, MeetingArgument, YesOption, a_command, confirm
from admin_cli.terminal.runner import act, export, look_ahead, look_up
from intake import localfiles
from intake.errors import RefusedError
from intake.grupo import folders, meetings
from intake.grupo.folders import Paper
from intake.kinds import PaperKind
from intake.store import access
from intake.store.access import Grant
from intake.store.models import Meeting, MeetingPaper, Operator
from intake.store.reader import Reader

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
    if agregar is not None:
        kind = PaperKind.ACTA if acta else PaperKind.DOCUMENTO
        _add(sesion, agregar, kind, motivo, como, yes=yes)
    if exportar is None:
        _show(look_up(lambda session, _: _papers(session, sesion)))
    else:
        papers = _export(sesion, exportar, como)
        _show(papers)
        output.talk(f"{len(papers)} archivos copiados en {exportar}.")


async def _papers(session: AsyncSession, number: int) -> list[MeetingPaper]:
    await meetings.get_meeting(session, number)
    return await folders.list_papers(session, number)


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


def _add(
    number: int, path: Path, kind: PaperKind, reason: str, como: str | None, *, yes: bool
) -> None:
    """Into a sealed folder only after asking: it stays for good."""

    async def check(session: AsyncSession, by: Operator, _: datetime) -> tuple[Paper, Meeting]:
        access.check(by, Grant.DOCUMENTOS)  # before a file is looked for
        meeting = await meetings.get_meeting(session, number)
        paper = Paper(path.name, _content(path), kind, reason)
        await folders.check_may_keep(session, meeting, paper, by)
        return paper, meeting

    async def keep(session: AsyncSession, by: Operator, now: datetime) -> MeetingPaper:
        meeting = await meetings.get_meeting(session, number, for_update=True)
        return await folders.keep_paper(session, meeting, paper, by=by, now=now)

    paper, meeting = look_ahead(como, check)
    if folders.is_sealed(meeting):
        confirm(f"La carpeta de la sesión {number} está sellada. ¿Agregar «{paper.name}»?", yes=yes)
    row = act(como, keep)
    output.talk(f"«{row.name}» queda en la carpeta como versión {row.version}.")


def _row(paper: MeetingPaper) -> tuple[str, ...]:
    return (
        paper.name,
        str(paper.version),
        _KINDS[paper.kind],
        str(max(1, len(paper.content) // 1024)),
        paper.digest[:12],
    )


def _export(number: int, folder: Path, como: str | None) -> list[MeetingPaper]:
    async def gather(
        session: AsyncSession, reader: Reader
    ) -> tuple[list[MeetingPaper], dict[Path, bytes]]:
        meeting = await meetings.get_meeting(session, number)
        papers = await folders.read_papers(session, meeting, reader)
        localfiles.make_folder(folder)
        return papers, _files(papers, folder)

    return export(como, gather)


def _files(papers: list[MeetingPaper], folder: Path) -> dict[Path, bytes]:
    """The newest of each under its name, the former ones with their number before the ending."""
    files: dict[Path, bytes] = {}
    for paper in papers:
        name = Path(paper.name)
        former = f"{name.stem} (versión {paper.version}){name.suffix}"
        place = folder / paper.name
        files[folder / former if place in files else place] = paper.content
    return files


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
