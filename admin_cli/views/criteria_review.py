"""What a new file of criteria would change: weights, and then the order."""

from dataclasses import dataclass

import typer

from admin_cli.terminal.output import Json
from admin_cli.views.sensitivity_view import shift_json, shift_lines
from intake.necesidades.ranking import Ranking
from intake.necesidades.rules.criteria import Criteria, CriteriaChanges
from intake.necesidades.rules.sensitivity import Shift
from intake.words.numerals import decimal

FIRST = 10
"""How many of the first places are compared."""


@dataclass(frozen=True, slots=True)
class Review:
    """A file that can be used, and what it would change."""

    criteria: Criteria
    changes: CriteriaChanges
    present: Ranking
    shift: Shift
    """Among the first FIRST."""


def show_review(review: Review) -> None:
    """Show what a file would change."""
    changes = review.changes
    known = review.present.by
    typer.echo(f"El archivo está bien: {len(review.criteria.criteria)} criterios.")
    typer.echo(f"Frente a los que rigen ({known.label}):")
    for title, ids in (
        ("Criterios nuevos", changes.added),
        ("Criterios que se quitan", changes.removed),
        ("Cambian de nombre, de medida o de significado", changes.reworded),
    ):
        if ids:
            typer.echo(f"  {title}: {', '.join(ids)}")
    for id_, (was, is_now) in changes.weighed.items():
        typer.echo(f"  Peso de {id_}: de {decimal(was)} a {decimal(is_now)}")
    if changes.is_empty:
        typer.echo("  Dice lo mismo.")
    count = len(review.present.needs)
    if not count:
        typer.echo("Aún no hay necesidades que ordenar.")
        return
    first = min(FIRST, count)
    where = f"Entre las {first} primeras" if first > 1 else "En el primer puesto"
    typer.echo(f"\n{where} del ranking (de {count}):")
    for line in shift_lines(review.shift) or ["Ninguna cambia."]:
        typer.echo(f"  {line}")


def review_json(review: Review) -> dict[str, Json]:
    """Give what a file would change, for other programs."""
    changes = review.changes
    return {
        "vale": True,
        "errores": [],
        "criterios": len(review.criteria.criteria),
        "nuevos": list(changes.added),
        "quitados": list(changes.removed),
        "cambiados": list(changes.reworded),
        "pesos": {
            id_: {"antes": was, "despues": is_now} for id_, (was, is_now) in changes.weighed.items()
        },
        "necesidades": len(review.present.needs),
        "primeras": FIRST,
        **shift_json(review.shift),
    }
