"""`ayni documento`: the documents that the Lab sends on, as DOCX and PDF."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Protocol

import typer
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output
from admin_cli.terminal.options import AsOption, MeetingArgument, YesOption, a_command, confirm
from admin_cli.terminal.runner import Desk, run
from intake import localfiles
from intake.documents.blocks import Document
from intake.documents.files import Format, write
from intake.errors import RefusedError
from intake.grupo import folders, meetings
from intake.grupo.rules.organs import organs
from intake.kinds import PaperKind
from intake.papers import acta, convocatoria, mensual, prioridades, templates
from intake.store import access
from intake.store.access import Grant
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
Say = Callable[[str], None]
Draw = Callable[[AsyncSession, Desk, Say], Awaitable[Document]]


class Paper(Protocol):
    """A document about one session."""

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
class Order:
    """What document is wanted, for the journal, and the files it goes to."""

    what: str
    files: tuple[Path, ...]
    meeting_id: int | None = None
    """In whose folder it is kept too."""
    kind: PaperKind = PaperKind.DOCUMENTO
    """As what it is kept there."""
    reason: str = ""
    """Why it comes there once the session is over."""


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

    async def draw(session: AsyncSession, desk: Desk, say: Say) -> Document:
        month = typed or Month.of(desk.now)
        folder = desk.settings.templates
        return await mensual.draw(session, month, now=desk.now, folder=folder, progress=say)

    _make(Order(f"informe mensual {mes}".strip(), _files(a)), draw, como, yes=yes)


@app.command("prioridades")
def priorities(
    a: OutOption, carpeta: FolderOption = None, como: AsOption = None, yes: YesOption = False
) -> None:
    """Escribe el Documento técnico de prioridades: criterios, orden y fichas (Manual, art. 33).

    \b
    Ejemplo:
      ayni documento prioridades --a prioridades.docx --como ana
    """

    async def draw(session: AsyncSession, desk: Desk, say: Say) -> Document:
        say("el orden y las fichas")
        return await prioridades.draw(session, now=desk.now, folder=desk.settings.templates)

    _make(Order("documento técnico de prioridades", _files(a), carpeta), draw, como, yes=yes)


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
    kept = _Kept(PaperKind.ACTA, motivo) if carpeta else None
    _make_of_meeting("acta", acta.draw, sesion, a, como, kept=kept, yes=yes)


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
    kept = _Kept(PaperKind.CONVOCATORIA, motivo) if carpeta else None
    _make_of_meeting("convocatoria", convocatoria.draw, sesion, a, como, kept=kept, yes=yes)


@dataclass(frozen=True, slots=True)
class _Kept:
    """As what a paper goes into the folder of its session, and why it comes late."""

    kind: PaperKind
    reason: str


def _make_of_meeting(
    what: str,
    paper: Paper,
    meeting_id: int,
    out: Path,
    como: str | None,
    *,
    kept: _Kept | None,
    yes: bool,
) -> None:
    async def draw(session: AsyncSession, desk: Desk, say: Say) -> Document:
        say(f"el documento de la sesión {meeting_id}")
        found = await meetings.get_meeting(session, meeting_id)
        on = lima_date(found.scheduled_at)
        return await paper(
            session,
            meeting_id,
            seats={id_: seat.name_on(on) for id_, seat in organs().seats.items()},
            chair=organs().chair.id,
            now=desk.now,
            folder=desk.settings.templates,
        )

    order = Order(f"{what} de la sesión {meeting_id}", _files(out))
    if kept is not None:
        order = replace(order, meeting_id=meeting_id, kind=kept.kind, reason=kept.reason)
    _make(order, draw, como, yes=yes)


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


def _make(order: Order, draw: Draw, como: str | None, *, yes: bool) -> None:
    """Draw a document, write its files and note in the journal who made it."""
    _ask_over(order.files, yes=yes)

    async def work(desk: Desk) -> None:
        with Progress(console=output.talking_console(), transient=True) as bar:
            task = bar.add_task("Preparando…", total=None)

            def say(what: str) -> None:
                bar.update(task, description=f"Preparando {what}…")

            async with desk.database.reading() as session:
                by = await desk.acting(session, como)
                access.check(by, Grant.DOCUMENTOS)
                await _check_may_keep(session, order, by)
                document = await draw(session, desk, say)
            contents = {}
            for path in order.files:
                say(path.name)
                contents[path] = write(document, Format(_ending(path)), made_at=desk.now)
        with localfiles.staged(contents):
            await _note(desk, order, contents, by)

    run(work)
    output.talk(f"Escrito: {', '.join(str(path) for path in order.files)}")


async def _check_may_keep(session: AsyncSession, order: Order, by: Operator) -> None:
    """Before anything is written: what may not go into the folder is not left beside it."""
    if order.meeting_id is not None:
        sesion = await meetings.get_meeting(session, order.meeting_id)
        for path in order.files:
            paper = folders.Paper(path.name, b"", _kind(order, sesion), order.reason)
            await folders.check_may_keep(session, sesion, paper, by)


def _kind(order: Order, sesion: Meeting) -> PaperKind:
    """An acta that is drawn while the session goes on is a draft."""
    is_draft = order.kind is PaperKind.ACTA and not folders.is_sealed(sesion)
    return PaperKind.BORRADOR_ACTA if is_draft else order.kind


async def _note(desk: Desk, order: Order, contents: Mapping[Path, bytes], by: Operator) -> None:
    """In the journal, and in the folder of the session where that was asked."""
    async with desk.database.transaction() as session:
        if order.meeting_id is not None:
            sesion = await meetings.get_meeting(session, order.meeting_id, for_update=True)
            for path, content in contents.items():
                paper = folders.Paper(path.name, content, _kind(order, sesion), order.reason)
                await folders.keep_paper(session, sesion, paper, by=by, now=desk.now)
        record(
            session,
            Verb.DOCUMENTO,
            now=desk.now,
            operator_id=by.id,
            note=order.what,
            after={"archivos": [path.name for path in order.files]},
        )


def _files(out: Path) -> tuple[Path, ...]:
    """The file that was named, or both where no ending was given."""
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
