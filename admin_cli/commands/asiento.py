"""`ayni asiento`: who holds each seat of the Grupo de Trabajo, and who stands in."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import dates, output, words
from admin_cli.terminal.options import AsOption, JsonOption, YesOption, a_command, can_ask, confirm
from admin_cli.terminal.output import Column
from admin_cli.terminal.runner import act, look_up
from intake.errors import RefusedError
from intake.grupo import seats
from intake.grupo.rules.organs import organs
from intake.grupo.seats import Held
from intake.words.calendar import lima_date

app = a_command()
_ALSO_WORDS = frozenset({"de"})
SeatArgument = Annotated[str, typer.Argument(metavar="ASIENTO", help="Su sigla: vmpes, dgse…")]
NameArgument = Annotated[str, typer.Argument(metavar="NOMBRE", help="Quién lo ocupa.")]
DocumentOption = Annotated[
    str, typer.Option("--documento", help="La resolución o comunicación que lo dice.")
]
SinceDayOption = Annotated[
    datetime | None,
    typer.Option("--desde", parser=dates.day, metavar=dates.DAY, help="Desde qué día; hoy."),
]


@app.callback()
def _group() -> None:
    """Los siete asientos del Grupo de Trabajo (Manual, art. 12).

    \b
    Ejemplo:
      ayni asiento ver
    """


@app.command("ver")
def show(as_json: JsonOption = False) -> None:
    """Muestra quién ocupa hoy cada asiento y quién es su alterno.

    \b
    Ejemplo:
      ayni asiento ver
    """

    async def query(session: AsyncSession, now: datetime) -> tuple[Mapping[str, Held], date]:
        today = lima_date(now)
        return await seats.held_on(session, today), today

    held, today = look_up(query)
    if as_json:
        output.show_json(
            [
                {
                    "asiento": id_,
                    "organo": each.seat.name_on(today),
                    "preside": each.seat.presides,
                    "secretaria_tecnica": each.seat.is_secretary,
                    "titular": each.titular.name if each.titular else None,
                    "alterno": each.alternate.name if each.alternate else None,
                }
                for id_, each in held.items()
            ]
        )
        return
    output.show_table(
        (
            Column("ASIENTO"),
            Column("ÓRGANO", wraps=True),
            Column("TITULAR"),
            Column("ALTERNO"),
            Column(""),
        ),
        [
            (
                id_,
                each.seat.name_on(today),
                each.titular.name if each.titular else "—",
                each.alternate.name if each.alternate else "—",
                "preside" if each.seat.presides else "ST" if each.seat.is_secretary else "",
            )
            for id_, each in held.items()
        ],
    )


@app.command("titular")
def holder(
    asiento: SeatArgument,
    nombre: NameArgument,
    documento: DocumentOption = "",
    desde: SinceDayOption = None,
    como: AsOption = None,
    yes: YesOption = False,
) -> None:
    """Anota quién ocupa un asiento; a quien lo tenía antes le pone fin.

    \b
    Ejemplo:
      ayni asiento titular dgse "Ana Ejemplo" --documento "R.M. 10-2026"
    """
    _confirm_seat(asiento, yes=yes)
    _name(asiento, nombre, documento, desde, como, is_alternate=False)


@app.command("alterno")
def alternate(
    asiento: SeatArgument,
    nombre: NameArgument,
    documento: DocumentOption = "",
    desde: SinceDayOption = None,
    como: AsOption = None,
    yes: YesOption = False,
) -> None:
    """Anota al alterno, designado con una comunicación a la presidencia (Manual, art. 16).

    \b
    Ejemplo:
      ayni asiento alterno dgse "Luis Ejemplo" --documento "Memorando 12-2026"
    """
    _confirm_seat(asiento, yes=yes)
    _name(asiento, nombre, documento, desde, como, is_alternate=True)


def _confirm_seat(seat: str, *, yes: bool) -> None:
    """«titular de Ana» reads as a sentence, and «de» is a seat: it may not be what is meant."""
    if seat.strip().lower() not in _ALSO_WORDS or yes:
        return
    organ = organs().get(seat).names[-1][1]
    if not can_ask():
        raise RefusedError(f"«{seat}» es el asiento de: {organ}. Si es ese, repita con --yes.")
    confirm(f"«{seat}» es el asiento de: {organ}. ¿Es ese?", yes=False)


def _name(
    seat: str,
    name: str,
    document: str,
    since: datetime | None,
    username: str | None,
    *,
    is_alternate: bool,
) -> None:
    named = act(
        username,
        lambda session, by, now: seats.name_holder(
            session,
            seat,
            name,
            is_alternate=is_alternate,
            document=document,
            since=since.date() if since else lima_date(now),
            by=by,
            now=now,
        ),
    )
    what = "alterno" if is_alternate else "titular"
    organ = organs().get(named.seat).name_on(named.since_on)
    output.talk(
        f"{named.name} queda como {what} del asiento «{named.seat}» ({organ}) desde el "
        f"{words.day(named.since_on)}."
    )
