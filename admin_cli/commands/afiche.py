"""`ayni afiche`: posters to print and to send on, each with the QR and the code of its source."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output, words
from admin_cli.terminal.options import AsOption, a_command
from admin_cli.terminal.runner import act, stoppable
from admin_cli.views import source_view
from intake import localfiles
from intake.concursos import concursos
from intake.errors import NotFoundError
from intake.outreach import sources
from intake.papers import afiche
from intake.places.rules.areas import prefixes_of
from intake.store import access
from intake.store.access import Grant
from intake.store.journal import record
from intake.store.models import Concurso, Operator, Source
from intake.store.verbs import Verb
from intake.words.codes import spoken
from intake.words.doors import Doors
from intake.words.text import normalise

app = a_command()


@dataclass(frozen=True, slots=True)
class Order:
    """Which posters are wanted."""

    codes: tuple[str, ...]
    ubigeo: str
    department: str
    municipalities: str
    concurso: str


Wanted: TypeAlias = tuple[list[Source], Mapping[int, Concurso | None]]
"""The sources, each to have its poster, and the concursos that they announce."""


@app.command()
def command(
    codigos: Annotated[
        list[str] | None, typer.Argument(metavar="CODIGO", help="Códigos de fuentes.")
    ] = None,
    ubigeo: Annotated[str, typer.Option(help="Las fuentes de un distrito.")] = "",
    departamento: Annotated[str, typer.Option(help="Las fuentes de un departamento.")] = "",
    municipalidades: Annotated[
        str,
        typer.Option(
            metavar="DEPARTAMENTO",
            help="Uno por cada municipalidad; crea las fuentes que falten.",
        ),
    ] = "",
    concurso: Annotated[
        str,
        typer.Option(metavar="AAAA-NN", help="Con --municipalidades: el concurso que anuncian."),
    ] = "",
    carpeta: Annotated[Path, typer.Option(metavar="CARPETA", help="Dónde.")] = Path("afiches"),
    como: AsOption = None,
) -> None:
    """Escribe los afiches de las fuentes: un PDF en A4 y un PNG por cada una.

    \b
    Ejemplo:
      ayni afiche K7F-3M6 --carpeta afiches
      ayni afiche --municipalidades puno --carpeta afiches
    """
    order = Order(tuple(codigos or ()), ubigeo, departamento, municipalidades, concurso)
    _check(order)

    files = _make(order, carpeta, como)
    output.talk(f"Se escribieron {len(files)} archivos en {carpeta}.")


def _check(order: Order) -> None:
    asked = [order.codes, order.ubigeo, order.department, order.municipalities]
    if sum(map(bool, asked)) != 1:
        raise typer.BadParameter(
            "Diga de qué: códigos de fuentes, --ubigeo, --departamento o --municipalidades, "
            "uno solo de estos."
        )
    if order.concurso and not order.municipalities:
        raise typer.BadParameter(
            "--concurso va con --municipalidades: cada fuente ya tiene el suyo."
        )


def _make(order: Order, folder: Path, como: str | None) -> list[Path]:
    """The sources that lack are made first, and the note is of posters that were written."""
    doors = source_view.doors()
    afiche.way_in(doors)

    async def gather(session: AsyncSession, by: Operator, now: datetime) -> Wanted:
        found = await _sources(session, order, by, now)
        calls = {
            each.concurso_id: await session.get(Concurso, each.concurso_id)
            for each in found
            if each.concurso_id
        }
        return found, calls

    async def note(session: AsyncSession, by: Operator, now: datetime) -> None:
        shown = ", ".join(spoken(each.code) for each in found[:5])
        record(session, Verb.AFICHE, now=now, operator_id=by.id, note=f"{len(found)}: {shown}")

    found, calls = act(como, gather)
    with stoppable():
        written = _write(found, calls, doors, folder)
    act(como, note)
    return written


async def _sources(
    session: AsyncSession, order: Order, by: Operator, now: datetime
) -> list[Source]:
    if order.codes:
        return [await sources.get(session, code) for code in order.codes]
    known = words.known_districts()
    if order.municipalities:
        access.check(by, Grant.ATENDER)
        (prefix,) = prefixes_of(known, region=order.municipalities)
        call = await concursos.get_concurso(session, order.concurso) if order.concurso else None
        return await sources.of_municipalities(
            session,
            [each for each in known if each.ubigeo.startswith(prefix)],
            concurso_id=call.id if call else None,
            now=now,
        )
    prefixes = prefixes_of(known, region=order.department, district=order.ubigeo)
    found = await sources.within(session, prefixes)
    if not found:
        raise NotFoundError(
            "Ahí todavía no hay fuentes: cree una con «ayni fuente crear», o una por cada "
            "municipalidad con «ayni afiche --municipalidades DEPARTAMENTO»."
        )
    return found


def _write(
    found: list[Source], calls: Mapping[int, Concurso | None], doors: Doors, folder: Path
) -> list[Path]:
    localfiles.make_folder(folder)
    written = []
    with Progress(console=output.talking_console(), transient=True) as bar:
        for source in bar.track(found, description="Dibujando…"):
            district = words.find_district(source.ubigeo)
            poster = afiche.compose(source, district, doors, calls.get(source.concurso_id or 0))
            pdf = afiche.as_pdf(poster)
            for ending, content in (("pdf", pdf), ("png", afiche.as_png(pdf))):
                path = folder / f"{_stem(source)}.{ending}"
                localfiles.write(path, content)
                written.append(path)
    return written


def _stem(source: Source) -> str:
    """`210607-municipalidad-distrital-de-taraco-K7F3M6`: in order of ubigeo, and never twice."""
    name = re.sub(r"[^a-z0-9]+", "-", normalise(source.name)).strip("-")[:60]
    return "-".join(each for each in (source.ubigeo, name, source.code) if each)
