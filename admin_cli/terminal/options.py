"""Options that commands share, said once."""

import sys
from datetime import date, datetime
from typing import Annotated

import typer

from admin_cli.terminal import completion, dates, encodings
from intake.errors import RefusedError
from intake.words.calendar import is_working_day, spoken_date
from intake.words.codes import SAMPLE, spoken

CodeArgument = Annotated[
    str,
    typer.Argument(
        metavar="CODIGO",
        help=f"Código del caso, con guion o sin él: {spoken(SAMPLE)}.",
        autocompletion=completion.codes,
    ),
]
AsOption = Annotated[
    str | None,
    typer.Option(
        "--como",
        metavar="USUARIO",
        help="Su cuenta. Si no se da, vale AYNI_OPERADOR.",
        autocompletion=completion.usernames,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Escribe JSON, para otros programas.")]
YesOption = Annotated[
    bool, typer.Option("--yes", "--si", help="No pide confirmación.", show_default=False)
]
PriorityOption = Annotated[
    str,
    typer.Option(
        "--prioridad",
        metavar="ID",
        help="La prioridad que toca.",
        autocompletion=completion.priorities,
        show_default=False,
    ),
]
PlaceOption = Annotated[
    str, typer.Option(metavar="LUGAR", help="Nombre o ubigeo.", show_default=False)
]
SinceOption = Annotated[
    datetime | None,
    typer.Option("--desde", parser=dates.day, metavar=dates.DAY, help="Desde qué día."),
]
LimitOption = Annotated[
    int, typer.Option("--limite", metavar="N", min=1, max=10_000, help="Cuántos, a lo más.")
]
WhenOption = Annotated[
    datetime | None,
    typer.Option(
        "--el",
        parser=dates.moment,
        metavar=dates.MOMENT,
        help="Cuándo pasó, en hora de Lima, si se anota después.",
        show_default=False,
    ),
]
NumberArgument = Annotated[int, typer.Argument(metavar="NUMERO", help="El número de la necesidad.")]
MeetingArgument = Annotated[int, typer.Argument(metavar="SESION", help="El número de la sesión.")]
PointArgument = Annotated[
    int, typer.Argument(metavar="PUNTO", help="El número del punto en la agenda, desde 1.")
]


def seats_in(text: str) -> list[str]:
    """Read the seats in a list with commas."""
    return [seat.strip() for seat in text.split(",") if seat.strip()]


def a_command() -> typer.Typer:
    """Make an application for one file of `commands`."""
    return typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=False)


def can_ask() -> bool:
    """Say whether somebody is there to be asked."""
    return sys.stdin.isatty()


def confirm(question: str, *, yes: bool) -> None:
    """Ask before what cannot be undone. RefusedError if nobody is there, or the answer is no."""
    if yes:
        return
    if not can_ask():
        raise RefusedError(
            "Esto no se puede deshacer y aquí no hay a quién preguntar: repita con --yes si es lo "
            "que quiere."
        )
    if not yes_or_no(question):
        raise RefusedError("No se hizo nada.")


def ask_if_day_off(day: date, what: str, *, yes: bool) -> None:
    """Ask once whether a weekend or a holiday is meant: it may be a slip of the finger."""
    if yes or is_working_day(day):
        return
    said = f"El {spoken_date(day)} es feriado o fin de semana"
    if not can_ask():
        raise RefusedError(f"{said}: si {what} ese día, repita con --yes.")
    if not yes_or_no(f"{said}. ¿Seguir con ese día?"):
        raise RefusedError("No se hizo nada.")


def ask(question: str, *, suffix: str = ": ", default: str | None = None) -> str:
    """Ask on stderr, and give what is typed. RefusedError if it came in damaged."""
    answer = str(
        typer.prompt(question, default=default, prompt_suffix=suffix, show_default=False, err=True)
    )
    if encodings.is_damaged([answer]):
        raise RefusedError(encodings.NOT_UTF8)
    return answer


def yes_or_no(question: str) -> bool:
    """Ask on stderr until it is answered."""
    while True:
        answer = ask(f"{question} [s/n]", suffix=" ").strip().lower()
        if answer in {"s", "si", "sí", "y", "yes"}:
            return True
        if answer in {"n", "no"}:
            return False
