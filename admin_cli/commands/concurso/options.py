"""The options that say what a concurso is, and what they mean."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from admin_cli.terminal import dates
from admin_cli.terminal.runner import look_up
from intake.errors import RefusedError
from intake.kinds import Applicant
from intake.localfiles import why
from intake.places.places import load_gazetteer
from intake.places.rules.regions import find_region
from intake.words.quantities import Doubt, Unit, read_quantity

T = TypeVar("T")
_WRITE = {
    Unit.SOLES: "Escriba el monto en soles, en cifras: 50000, 50.000 o «50 mil».",
    Unit.MESES: "Escriba los meses: 18, «18 meses» o «año y medio».",
}
_WHY = {
    Doubt.NOTHING: "no tiene un número",
    Doubt.SEVERAL: "tiene más de un número",
    Doubt.UNCLEAR: "se puede leer de dos maneras",
    Doubt.FOREIGN: "no está en soles",
    Doubt.NEGATIVE: "es negativo",
}


def soles(typed: str) -> int:
    """Read the value of an option in soles."""
    return _quantity(typed, Unit.SOLES)


def months(typed: str) -> int:
    """Read the value of an option in months."""
    return _quantity(typed, Unit.MESES)


def _quantity(typed: str, unit: Unit) -> int:
    number = read_quantity(str(typed), unit)
    if isinstance(number, Doubt):
        raise typer.BadParameter(f"«{typed}» {_WHY[number]}. {_WRITE[unit]}")
    if number < 1:
        raise typer.BadParameter(f"«{typed}» debe ser mayor que cero. {_WRITE[unit]}")
    return number


CallArgument = Annotated[
    str, typer.Argument(metavar="CONCURSO", help="Código del concurso: 2026-01.")
]
TitleOption = Annotated[str | None, typer.Option("--titulo", help="Cómo se llama.")]
ChallengeOption = Annotated[
    str | None,
    typer.Option("--reto", help="Qué hay que resolver, en palabras sencillas: va en el chat."),
]
PartnerOption = Annotated[str | None, typer.Option("--socio", help="Quién lo hace con el MIDIS.")]
ApplicantsOption = Annotated[
    list[Applicant] | None,
    typer.Option("--postula", help="Quién puede postular. Se puede repetir."),
]
WhoOption = Annotated[
    str | None, typer.Option("--condiciones", help="Condiciones para postular, en palabras.")
]
FundOption = Annotated[
    int | None, typer.Option("--fondo", parser=soles, metavar="SOLES", help="En total.")
]
ShareOption = Annotated[
    int | None, typer.Option("--porcentaje", help="Cuánto paga del costo, a lo más.")
]
CeilingOption = Annotated[
    int | None,
    typer.Option("--tope", parser=soles, metavar="SOLES", help="Por proyecto, a lo más."),
]
MonthsOption = Annotated[
    int | None,
    typer.Option("--meses", parser=months, metavar="MESES", help="Cuánto dura, a lo más."),
]
PlacesOption = Annotated[
    list[str] | None,
    typer.Option("--lugar", help="Para quiénes es; sin esto, todo el país. Se puede repetir."),
]
StagesOption = Annotated[
    list[str] | None, typer.Option("--etapa", help="Etapa de la selección. Se puede repetir.")
]
CriteriaOption = Annotated[
    list[str] | None,
    typer.Option("--criterio", help="Con qué se evalúa, de 0 a 5. Se puede repetir."),
]
ContactOption = Annotated[str | None, typer.Option("--contacto", help="A quién preguntar.")]
OpensOption = Annotated[
    datetime | None,
    typer.Option("--abre", parser=dates.moment, metavar=dates.MOMENT, help="Hora de Lima."),
]
ClosesOption = Annotated[
    datetime | None,
    typer.Option(
        "--cierra",
        parser=dates.moment,
        metavar=dates.MOMENT,
        help="Hora de Lima; desde ese minuto ya no recibe. 00:00 es la medianoche anterior.",
    ),
]
ResultsOption = Annotated[
    datetime | None,
    typer.Option("--resultados", parser=dates.day, metavar=dates.DAY, help="Cuándo se dirán."),
]
LinkOption = Annotated[
    str | None, typer.Option("--enlace-bases", metavar="URL", help="Dónde se leen las bases.")
]
_LARGEST = 20_000_000


def several(typed: list[T] | None) -> tuple[T, ...] | None:
    """Give what was typed of an option that can be repeated; None if it is not to be changed."""
    return None if typed is None else tuple(typed)


def ubigeos(places: list[str] | None) -> tuple[str, ...] | None:
    """Find the ubigeos of the places that were named; None if none was."""
    if not places:
        return None
    gazetteer = look_up(lambda session, _: load_gazetteer(session))
    return tuple(find_region(place, gazetteer) for place in places)


def read_document(file: Path) -> bytes:
    """Read the file of the bases; RefusedError if it is too large or cannot be read."""
    try:
        if file.stat().st_size > _LARGEST:
            raise RefusedError(f"{file} pesa más de 20 MB.")
        return file.read_bytes()
    except OSError as problem:
        raise RefusedError(f"No se pudo leer {file}: {why(problem)}.") from None
