"""`ayni documento`: the documents that the Lab sends on, as DOCX and PDF."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli import output
from admin_cli.options import AsOption, YesOption, a_command, confirm
from admin_cli.runner import Desk, run
from intake.documents.blocks import Document
from intake.documents.files import Format, write
from intake.errors import RefusedError
from intake.journal import record
from intake.models import Operator
from intake.papers import mensual, templates
from intake.rules.months import Month

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
Say = Callable[[str], None]
Draw = Callable[[AsyncSession, Desk, Say], Awaitable[Document]]


@dataclass(frozen=True, slots=True)
class Order:
    """What document is wanted, for the journal, and the files it goes to."""

    what: str
    files: tuple[Path, ...]


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
        str, typer.Option(metavar="AAAA-MM", help="De qué mes; si no se dice, el presente.")
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
    a.mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        path.write_text(text, "utf-8")
    output.talk(
        f"Se escribieron {len(files)} archivos en {a}. Cámbielos y ponga en el archivo .env: "
        f"AYNI_TEMPLATES={a}"
    )


def _make(order: Order, draw: Draw, como: str | None, *, yes: bool) -> None:
    """Draw a document, write its files and note in the journal who made it."""
    _ask_over(order.files, yes=yes)

    async def work(desk: Desk) -> None:
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Preparando…", total=None)

            def say(what: str) -> None:
                bar.update(task, description=f"Preparando {what}…")

            async with desk.database.reading() as session:
                by = await desk.acting(session, como)
                document = await draw(session, desk, say)
            for path in order.files:
                say(path.name)
                _write(path, write(document, Format(_ending(path)), made_at=desk.now))
        await _record(desk, order, by)

    run(work)
    output.talk(f"Escrito: {', '.join(str(path) for path in order.files)}")


async def _record(desk: Desk, order: Order, by: Operator) -> None:
    async with desk.database.transaction() as session:
        record(
            session,
            "documento",
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


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as problem:
        raise RefusedError(f"No se pudo escribir {path}: {problem.strerror}.") from None
