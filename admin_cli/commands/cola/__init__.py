"""`ayni cola`: what waits to be triaged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.commands.cola import queue_view
from admin_cli.terminal import output, words
from admin_cli.terminal.options import (
    AsOption,
    JsonOption,
    PlaceOption,
    PriorityOption,
    SinceOption,
    a_command,
)
from admin_cli.terminal.runner import read
from intake.errors import RefusedError
from intake.kinds import Actor, AporteKind, AporteState, InquiryKind, Tongue
from intake.listening import inquiries
from intake.places.rules.areas import prefixes_of
from intake.reading import taxonomy
from intake.store import operators
from intake.store.access import Grant
from intake.store.reader import Reader
from intake.triage import deadlines
from intake.triage.deadlines import OwedCount
from intake.triage.queue import (
    Filter,
    Holder,
    Order,
    QueueRow,
    count_cases,
    count_unverified,
    list_cases,
)
from intake.words.text import words as words_of

app = a_command()


class Estado(StrEnum):
    """The states of an aporte, and one word for all of them."""

    RECIBIDO = "recibido"
    PRIORIZACION = "priorizacion"
    DERIVADO = "derivado"
    DESCARTADO = "descartado"
    FUSIONADO = "fusionado"
    RETIRADO = "retirado"
    TODOS = "todos"


_AT_ONCE = 20
_STATES = {Estado.TODOS: frozenset(AporteState)}


@dataclass(frozen=True, slots=True)
class Page:
    """What was found, and how many cases there are in all."""

    rows: Sequence[QueueRow]
    total: int
    unverified: int
    now: datetime
    shows_restricted: bool
    owed: OwedCount
    wanting_a_person: int


StateOption = Annotated[Estado, typer.Option(help="En qué estado.")]
KindOption = Annotated[AporteKind | None, typer.Option(help="Problema o idea.")]
ActorOption = Annotated[Actor | None, typer.Option(help="Por quién habla.")]
OrderOption = Annotated[Order, typer.Option(help="Qué va primero.")]
AnsweredOption = Annotated[
    bool, typer.Option("--contestados", help="Solo los que tienen respuesta nueva.")
]
TongueOption = Annotated[
    Tongue | None,
    typer.Option(help="Solo los que puede leer quien habla esta lengua.", show_default=False),
]
HolderOption = Annotated[
    str,
    typer.Option(
        metavar="USUARIO", help="Quién lo tiene: una cuenta, «yo» o «nadie».", show_default=False
    ),
]
TextOption = Annotated[
    str,
    typer.Option(metavar="PALABRAS", help="Qué dice, con tildes o sin ellas.", show_default=False),
]


RowsOption = Annotated[
    int | None,
    typer.Option(
        "--limite",
        metavar="N",
        min=1,
        max=10_000,
        help="Cuántos, a lo más; si no se dice, los que caben en la pantalla.",
        show_default=False,
    ),
]


@app.command()
def command(  # noqa: PLR0913, PLR0917 Typer: a parameter is an option
    estado: StateOption = Estado.RECIBIDO,
    prioridad: PriorityOption = "",
    tipo: KindOption = None,
    region: PlaceOption = "",
    provincia: PlaceOption = "",
    distrito: PlaceOption = "",
    actor: ActorOption = None,
    asignado: HolderOption = "",
    desde: SinceOption = None,
    texto: TextOption = "",
    contestados: AnsweredOption = False,
    lengua: TongueOption = None,
    orden: OrderOption = Order.ANTIGUOS,
    limite: RowsOption = None,
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lista los casos que esperan, los más antiguos primero.

    \b
    Ejemplo:
      ayni cola --region puno --prioridad agua_saneamiento --orden voces
    """
    if texto and not words_of(texto):
        raise RefusedError(
            f"En «{texto}» no hay nada que buscar: escriba una palabra o un número, "
            "por ejemplo: ayni cola --texto puente"
        )
    limit = limite or _fitting(as_json=as_json)
    where = Filter(
        states=_STATES.get(estado) or frozenset({AporteState(estado.value)}),
        kind=tipo,
        actor=actor,
        since=desde.date() if desde else None,
        text=texto,
        is_answered=contestados,
        tongue=lengua,
    )

    async def query(session: AsyncSession, reader: Reader) -> Page:
        asked = replace(
            where,
            priorities=await taxonomy.get_ids(session, prioridad),
            places=_places(region, provincia, distrito),
            holder=await _holder(session, asignado, reader),
        )
        return await _page(session, asked, reader, orden, limit)

    _show(read(como, query), limit, as_json=as_json)


def _fitting(*, as_json: bool) -> int:
    if as_json or not output.is_terminal():
        return _AT_ONCE
    return min(_AT_ONCE, queue_view.rows_that_fit(output.console().height))


async def _page(
    session: AsyncSession, where: Filter, reader: Reader, order: Order, limit: int
) -> Page:
    return Page(
        await list_cases(session, where, reader, order=order, limit=limit),
        await count_cases(session, where),
        await count_unverified(session, where),
        reader.now,
        reader.may(Grant.RESERVADOS),
        await deadlines.count_owed(session, now=reader.now),
        (await inquiries.count_open(session)).get(InquiryKind.PERSONA, 0),
    )


def _show(page: Page, limit: int, *, as_json: bool) -> None:
    _show_cases(page, limit, as_json=as_json)
    if page.wanting_a_person and not as_json:
        output.talk(
            f"Piden hablar con una persona: {page.wanting_a_person}. Véalos con: "
            "ayni preguntas listar --personas"
        )


def _show_cases(page: Page, limit: int, *, as_json: bool) -> None:
    if as_json:
        output.show_json(
            [queue_view.as_json(row, shows_restricted=page.shows_restricted) for row in page.rows]
        )
        return
    if not page.rows:
        output.talk("No hay casos con ese filtro. Pruebe: ayni cola --estado todos")
        return
    queue_view.show(page.rows, now=page.now, shows_restricted=page.shows_restricted)
    shown = len(page.rows)
    if page.total > shown:
        output.talk(
            f"{shown} de {page.total} casos. Más: ayni cola --limite {min(page.total, limit * 5)}"
        )
    else:
        output.talk(f"{shown} caso" + ("s" if shown > 1 else ""))
    if page.unverified:
        output.talk(
            f"Por verificar: {page.unverified}, al final de la lista. Llegaron por la página en "
            "grupo desde una misma red; pueden ser de un programa o de un pueblo."
        )
    if page.owed.late:
        output.talk(
            f"En toda la cola hay {page.owed.late} respuestas vencidas y {page.owed.soon} por "
            "vencer: ayni plazos"
        )


async def _holder(session: AsyncSession, asignado: str, reader: Reader) -> Holder | int | None:
    match asignado.lower():
        case "":
            return None
        case "nadie":
            return Holder.NADIE
        case "yo":
            return reader.by.id
        case username:
            return (await operators.get_operator(session, username)).id


def _places(region: str, province: str, district: str) -> tuple[str, ...]:
    """Find what the names cover, once the database is open: it says which districts there are."""
    if not (region or province or district):
        return ()
    return prefixes_of(words.known_districts(), region=region, province=province, district=district)
