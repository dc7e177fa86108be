"""`ayni adjuntos`: photos, voice notes and documents of a case."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output, words
from admin_cli.terminal.options import AsOption, CodeArgument, JsonOption, a_command
from admin_cli.terminal.output import Column
from admin_cli.terminal.runner import export, read
from admin_cli.views import case_json, case_view
from intake import localfiles
from intake.ids import Code
from intake.store.models import Attachment
from intake.store.models.attachment import AttachmentState
from intake.store.reader import Reader
from intake.triage.cases import attachments_of, contents_of, get_case, read_code
from intake.words.codes import spoken

app = a_command()
_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "audio/ogg": ".ogg",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "video/mp4": ".mp4",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "text/plain": ".txt",
}
"""Of what a double click opens and does not run. All else has no program of its own."""
_UNKNOWN = ".bin"
_Saved: TypeAlias = tuple[list[Attachment], list[Path]]


@app.command()
def command(
    codigo: CodeArgument,
    guardar: Annotated[
        Path | None,
        typer.Option(metavar="CARPETA", help="Los copia en esta carpeta.", file_okay=False),
    ] = None,
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Muestra los adjuntos de un caso y, con --guardar, los copia a una carpeta.

    \b
    Ejemplo:
      ayni adjuntos K7F-3M6 --guardar fotos
    """
    code = read_code(codigo)

    async def query(session: AsyncSession, reader: Reader) -> list[Attachment]:
        return await attachments_of(session, await get_case(session, code, reader), reader)

    found = read(como, query) if guardar is None else _save(code, guardar, como)
    if as_json:
        output.show_json([case_json.attachment_json(each) for each in found])
    elif not found:
        output.talk(f"{spoken(code)} no tiene adjuntos.")
    elif guardar is None:
        _show(found)


def _save(code: Code, folder: Path, como: str | None) -> list[Attachment]:
    """Copies what is kept. Personal data leaves the queue: by whom is written down, or it stays."""

    async def gather(session: AsyncSession, reader: Reader) -> tuple[_Saved, dict[Path, bytes]]:
        found = await contents_of(session, await get_case(session, code, reader), reader)
        files = _files(folder, code, found)
        localfiles.make_folder(folder)
        return ([each for each, _ in found], list(files)), files

    found, paths = export(como, gather)
    for path in paths:
        typer.echo(path)
    return found


def _files(
    folder: Path, code: Code, found: list[tuple[Attachment, bytes | None]]
) -> dict[Path, bytes]:
    files = {}
    for each, content in found:
        if content is None:
            output.talk(f"El {each.id} ({each.kind}) aún no se descarga; no se copió.")
            continue
        ending = _ENDINGS.get(each.media_type or "", _UNKNOWN)
        files[folder / f"{spoken(code)}-{each.id}{ending}"] = content
    return files


def _show(found: list[Attachment]) -> None:
    output.show_table(
        (
            Column("N.º", align="right"),
            Column("CLASE"),
            Column("TIPO"),
            Column("LLEGÓ"),
            Column("ESTADO"),
        ),
        [
            (
                str(each.id),
                each.kind,
                each.media_type or "",
                words.moment(each.created_at),
                case_view.WHERE[each.state],
            )
            for each in found
        ],
    )
    if any(each.state is AttachmentState.KEPT for each in found):
        output.talk("Para copiarlos: --guardar CARPETA")
