"""`ayni adjuntos`: photos, voice notes and documents of a case."""

from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
import typer

from admin_cli import case_view, output, words
from admin_cli.options import AsOption, CodeArgument, JsonOption, a_command
from admin_cli.output import Column
from admin_cli.runner import Desk, run
from intake.actions import TRIAGE_ROLES
from intake.cases import attachments_of, get_case, group_ids, read_code
from intake.errors import RefusedError
from intake.ids import Code
from intake.journal import record
from intake.models import Attachment
from intake.models.attachment import AttachmentState
from intake.queue import LOOKING
from intake.rules.codes import spoken

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
      ayni adjuntos K7F-3MX --guardar fotos
    """
    code = read_code(codigo)

    async def work(desk: Desk) -> list[Attachment]:
        if guardar is not None:
            return await _save(desk, code, guardar, como)
        async with desk.database.reading() as session:
            case = await get_case(session, code)
            return await attachments_of(session, await group_ids(session, case))

    found = run(work)
    if as_json:
        output.show_json([case_view.attachment_json(each) for each in found])
    elif not found:
        output.talk(f"{spoken(code)} no tiene adjuntos.")
    elif guardar is None:
        _show(found)


async def _save(desk: Desk, code: Code, folder: Path, como: str | None) -> list[Attachment]:
    """Copies what is kept. Personal data leaves the queue: by whom is written down."""
    async with desk.database.transaction() as session:
        by = await desk.acting(session, como)
        if by.role not in TRIAGE_ROLES:
            raise RefusedError("Los adjuntos los copian el Equipo Técnico y la Secretaría Técnica.")
        case = await get_case(session, code)
        found = await attachments_of(session, await group_ids(session, case))
        wanted = sa.select(Attachment.id, Attachment.content).where(
            Attachment.id.in_([each.id for each in found])
        )
        contents = {row.id: row.content for row in await session.execute(wanted)}
        record(
            session,
            LOOKING,
            now=desk.now,
            aporte_id=case.id,
            operator_id=by.id,
            note=f"copió {len(found)} adjuntos",
        )
    _write(folder, code, [(each, contents[each.id]) for each in found])
    return found


def _write(folder: Path, code: Code, found: list[tuple[Attachment, bytes | None]]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each, content in found:
            if content is None:
                output.talk(f"El {each.id} ({each.kind}) aún no se descarga; no se copió.")
                continue
            ending = _ENDINGS.get(each.media_type or "", _UNKNOWN)
            path = folder / f"{spoken(code)}-{each.id}{ending}"
            path.write_bytes(content)
            typer.echo(path)
    except OSError as problem:
        raise RefusedError(
            f"No se pudo escribir en «{folder}»: {problem.strerror}. Elija otra carpeta."
        ) from problem


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
