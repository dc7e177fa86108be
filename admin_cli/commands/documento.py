"""`ayni documento`: the documents that the Lab sends on, as DOCX and PDF."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Protocol, TypeAlias

import typer
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output
from admin_cli.terminal.options import AsOption, MeetingArgument, YesOption, a_command, confirm
from admin_cli.terminal.runner import act, look_ahead
from intake import localfiles
from intake.documents.blocks import Document
from intake.documents.files import Format, write
from intake.errors import RefusedError
from intake.grupo import folders, meetings
from intake.grupo.folders import Paper
from intake.grupo.rules.organs import organs
from intake.kinds import PaperKind
from intake.papers import acta, convocatoria, mensual, prioridades, templates
from intake.settings import Settings
from intake.store import access
from intake.store.access import Grant
from intake.store.db import JsonDict
from intake.store.journal import record
from intake.store.models import Meeting, Operator
from intake.store.verbs import Verb
from intake.words.calendar import lima_date
from intake.words.months import Month

app = a_command()
_KINDS = " o ".join(f".{each}" for each in Format)
OutOption = Annotated[
    Path,
    typer.Option(
        "--a",
        metavar="ARCHIVO",
        help=f"Dónde escribirlo: {_KINDS}; sin terminación, los dos.",
        show_default=False,
    ),
]
KeepOption = Annotated[
    bool, typer.Option("--carpeta", help="También lo guarda en la carpeta de la sesión.")
]
KeepReasonOption = Annotated[
    str, typer.Option("--motivo", help="Por qué otra versión, si la carpeta ya está sellada.")
]
FolderOption = Annotated[
    int | None,
    typer.Option("--carpeta", metavar="SESION", help="También lo guarda en esa sesión."),
]
Say: TypeAlias = Callable[[str], None]
"""Says what is being prepared."""
Draw: TypeAlias = Callable[[AsyncSession, datetime, Path | None, Say], Awaitable[Document]]
"""Draws a document at this instant, with the templates of this folder."""


class MeetingDraw(Protocol):
    """Draws a document about one session of the Grupo de Trabajo."""

    def __call__(
        self,
        session: AsyncSession,
        meeting_id: int,
        *,
        seats: Mapping[str, str],
        chair: str,
        now: datetime,
        folder: Path | None,
    ) -> Awaitable[Document]: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a document is kept too: the folder of a session, and as what."""

    meeting_id: int
    kind: PaperKind = PaperKind.DOCUMENTO
    reason: str = ""
    """Why it comes there once the session is over."""

    def paper(self, name: str, content: bytes, meeting: Meeting) -> Paper:
        """Make the paper that goes in. An acta drawn while the session goes on is a draft."""
        is_draft = self.kind is PaperKind.ACTA and not folders.is_sealed(meeting)
        return Paper(name, content, PaperKind.BORRADOR_ACTA if is_draft else self.kind, self.reason)


@dataclass(frozen=True, slots=True)
class Order:
    """What document is wanted."""

    what: str
    """As the journal calls it."""
    files: tuple[Path, ...]
    draw: Draw
    kept: Kept | None = None


@app.callback()
def _group() -> None:
    """Escribe los documentos del Laboratorio en DOCX y PDF, sin datos personales.

    \b
    Ejemplo:
      ayni documento mensual --mes 2026-11 --a informe.docx
    """


@app.command("mensual")
def monthly(
    a: OutOption,
    mes: Annotated[
        str, typer.Option(metavar="MM/AAAA", help="De qué mes; si no se dice, el presente.")
    ] = "",
    como: AsOption = None,
    yes: YesOption = False,
) -> None:
    """Escribe el informe mensual: avance, riesgos, puntos críticos y cuellos de botella.

    \b
    Ejemplo:
      ayni documento mensual --mes 2026-11 --a informe.pdf --como ana
    """
    typed = Month.read(mes) if mes else None

    async def draw(session: AsyncSession, now: datetime, folder: Path | None, say: Say) -> Document:
        month = typed or Month.of(now)
        return await mensual.draw(session, month, now=now, folder=folder, progress=say)

    _make(Order(f"informe mensual {mes}".strip(), _files(a), draw), como, yes=yes)


@app.command("prioridades")
def priorities(
    a: OutOption, carpeta: FolderOption = None, como: AsOption = None, yes: YesOption = False
) -> None:
    """Escribe el Documento técnico de prioridades, con sus criterios y su orden (Manual, art. 33).

    \b
    Ejemplo:
      ayni documento prioridades --a prioridades.docx --como ana
    """

    async def draw(session: AsyncSession, now: datetime, folder: Path | None, say: Say) -> Document:
        say("el orden y cada necesidad")
        return await prioridades.draw(session, now=now, folder=folder)

    kept = None if carpeta is None else Kept(carpeta)
    _make(Order("documento técnico de prioridades", _files(a), draw, kept), como, yes=yes)


@app.command("acta")
def minutes(
    sesion: MeetingArgument,
    a: OutOption,
    carpeta: KeepOption = False,
    motivo: KeepReasonOption = "",
    como: AsOption = None,
    yes: YesOption = False,
) -> None:
    """Escribe el acta de una sesión, con sus votos y acuerdos (Manual, art. 19.g).

    \b
    Ejemplo:
      ayni documento acta 3 --a acta.docx --carpeta
    """
    kept = Kept(sesion, PaperKind.ACTA, motivo) if carpeta else None
    draw = _of_meeting(acta.draw, sesion)
    _make(Order(f"acta de la sesión {sesion}", _files(a), draw, kept), como, yes=yes)


@app.command("convocatoria")
def call(
    sesion: MeetingArgument,
    a: OutOption,
    carpeta: KeepOption = False,
    motivo: KeepReasonOption = "",
    como: AsOption = None,
    yes: YesOption = False,
) -> None:
    """Escribe la convocatoria de una sesión, con su agenda (Manual, arts. 19.b y 25.d).

    \b
    Ejemplo:
      ayni documento convocatoria 3 --a convocatoria.pdf
    """
    kept = Kept(sesion, PaperKind.CONVOCATORIA, motivo) if carpeta else None
    draw = _of_meeting(convocatoria.draw, sesion)
    _make(Order(f"convocatoria de la sesión {sesion}", _files(a), draw, kept), como, yes=yes)


@app.command("plantillas")
def copy_templates(
    a: Annotated[Path, typer.Option("--a", metavar="CARPETA", help="Dónde.", show_default=False)],
    yes: YesOption = False,
) -> None:
    """Escribe las plantillas originales en una carpeta, para cambiarlas.

    \b
    Ejemplo:
      ayni documento plantillas --a plantillas
    """
    files = {a / name: text for name, text in templates.originals().items()}
    _ask_over(tuple(files), yes=yes)
    localfiles.make_folder(a)
    localfiles.write_all({path: text.encode() for path, text in files.items()})
    output.talk(
        f"Se escribieron {len(files)} archivos en {a}. Cámbielos y ponga en el archivo .env: "
        f"AYNI_TEMPLATES={a}"
    )


def _of_meeting(draw: MeetingDraw, meeting_id: int) -> Draw:
    """Draw the document about this session, with the names that its seats had that day."""

    async def drawn(
        session: AsyncSession, now: datetime, folder: Path | None, say: Say
    ) -> Document:
        say(f"el documento de la sesión {meeting_id}")
        meeting = await meetings.get_meeting(session, meeting_id)
        on = lima_date(meeting.scheduled_at)
        return await draw(
            session,
            meeting_id,
            seats={id_: seat.name_on(on) for id_, seat in organs().seats.items()},
            chair=organs().chair.id,
            now=now,
            folder=folder,
        )

    return drawn


def _make(order: Order, como: str | None, *, yes: bool) -> None:
    """Draw a document, write its files and note in the journal who made it."""
    _ask_over(order.files, yes=yes)
    contents = _drawn(order, como)

    async def note(session: AsyncSession, by: Operator, now: datetime) -> None:
        if order.kept is not None:
            await _keep(session, order.kept, contents, by, now)
        after: JsonDict = {"archivos": [path.name for path in order.files]}
        record(session, Verb.DOCUMENTO, now=now, operator_id=by.id, note=order.what, after=after)

    with localfiles.staged(contents):
        act(como, note)
    output.talk(f"Escrito: {', '.join(str(path) for path in order.files)}")


def _drawn(order: Order, como: str | None) -> dict[Path, bytes]:
    """Draw it, and give what goes into each of its files."""
    templates_folder = Settings.load().templates
    with Progress(console=output.talking_console(), transient=True) as bar:
        task = bar.add_task("Preparando…", total=None)

        def say(what: str) -> None:
            bar.update(task, description=f"Preparando {what}…")

        async def draw(session: AsyncSession, by: Operator, now: datetime) -> dict[Path, bytes]:
            access.check(by, Grant.DOCUMENTOS)
            if order.kept is not None:
                await _check_may_keep(session, order.kept, order.files, by)
            document = await order.draw(session, now, templates_folder, say)
            contents = {}
            for path in order.files:
                say(path.name)
                contents[path] = write(document, Format(_ending(path)), made_at=now)
            return contents

        return look_ahead(como, draw)


async def _check_may_keep(
    session: AsyncSession, kept: Kept, files: tuple[Path, ...], by: Operator
) -> None:
    """Refuse before anything is written: what may not go into the folder is not left beside it."""
    meeting = await meetings.get_meeting(session, kept.meeting_id)
    for path in files:
        await folders.check_may_keep(session, meeting, kept.paper(path.name, b"", meeting), by)


async def _keep(
    session: AsyncSession, kept: Kept, contents: Mapping[Path, bytes], by: Operator, now: datetime
) -> None:
    meeting = await meetings.get_meeting(session, kept.meeting_id, for_update=True)
    for path, content in contents.items():
        paper = kept.paper(path.name, content, meeting)
        await folders.keep_paper(session, meeting, paper, by=by, now=now)


def _files(out: Path) -> tuple[Path, ...]:
    """Give the file that was named, or both where no ending was given."""
    ending = _ending(out)
    if ending in set(Format):
        return (out,)
    if ending:
        raise RefusedError(
            f"No se sabe escribir «.{ending}»: termine el nombre en {_KINDS}, o sin nada para los "
            "dos."
        )
    return tuple(out.with_name(f"{out.name}.{each}") for each in Format)


def _ending(path: Path) -> str:
    return path.suffix.removeprefix(".").lower()


def _ask_over(files: tuple[Path, ...], *, yes: bool) -> None:
    there = [str(path) for path in files if path.exists()]
    if there:
        confirm(f"Ya existe {', '.join(there)}. ¿Escribir encima?", yes=yes)
