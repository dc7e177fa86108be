"""How criteria look, and what a new file of them would change: weights, and then the order."""

from collections.abc import Sequence
from dataclasses import dataclass

import typer

from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column, Json, iso
from admin_cli.views.ranking_json import shift_json
from admin_cli.views.ranking_view import shift_lines
from intake.necesidades.criteria import KnownCriteria
from intake.necesidades.ranking import Ranking
from intake.necesidades.rules.criteria import Criteria, CriteriaChanges, Criterion, Scale
from intake.necesidades.rules.sensitivity import Shift
from intake.store.models import CriteriaSet, Operator

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


def show(known: KnownCriteria) -> None:
    """Show the criteria with their weights, and what each value means."""
    typer.echo(f"Criterios: {known.label}\n")
    output.show_table(
        (
            Column("ID"),
            Column("CRITERIO"),
            Column("PESO", align="right"),
            Column("CÓMO SE MIDE", wraps=True),
            Column("FUENTE", wraps=True),
        ),
        [
            (each.id, each.name, words.decimal(each.weight), _measured(each), each.source)
            for each in known.criteria.criteria
        ],
    )
    for each in known.criteria.by_people:
        typer.echo(f"\n{each.name}: {each.about}")
        for line in anchor_lines(each):
            typer.echo(line)


def anchor_lines(criterion: Criterion) -> list[str]:
    """Say what 0, 3 and 5 mean."""
    return [f"  {value}  {said}" for value, said in criterion.anchors.items()]


def as_json(known: KnownCriteria) -> dict[str, Json]:
    """Give the criteria for other programs."""
    return {
        "version": known.version,
        "aprobados": iso(known.approved_at),
        "criterios": [
            {
                "id": each.id,
                "nombre": each.name,
                "peso": each.weight,
                "mide": each.about,
                "fuente": each.source,
                **_scale_json(each.scale),
                "notas": {str(value): said for value, said in each.anchors.items()},
            }
            for each in known.criteria.criteria
        ],
    }


def show_versions(rows: Sequence[tuple[CriteriaSet, Operator]], in_force: int | None) -> None:
    """Show who proposed what, and what became of it."""
    output.show_table(
        (
            Column("VERSIÓN", align="right"),
            Column("PROPUESTA"),
            Column("POR"),
            Column("ESTADO"),
            Column("MOTIVO", wraps=True),
        ),
        [
            (
                str(row.id),
                words.moment(row.proposed_at),
                by.name,
                _state(row, in_force),
                words.shortened(row.reason, 160),
            )
            for row, by in rows
        ],
    )


def version_json(row: CriteriaSet, by: Operator, in_force: int | None) -> dict[str, Json]:
    """Give one version for other programs."""
    return {
        "version": row.id,
        "propuesta": row.proposed_at.isoformat(),
        "por": by.username,
        "aprobada": iso(row.approved_at),
        "rige": row.id == in_force,
        "motivo": row.reason,
    }


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
        typer.echo(f"  Peso de {id_}: de {words.decimal(was)} a {words.decimal(is_now)}")
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


def _measured(each: Criterion) -> str:
    if each.scale is None:
        return f"{each.about} De 0 a 5, lo puntúan personas."
    scale = each.scale
    ends = " a ".join(f"{end:,.0f}".replace(",", " ") for end in (scale.lowest, scale.highest))
    return f"{each.about} Sale de los datos ({scale.measure}, de {ends})."


def _scale_json(scale: Scale | None) -> dict[str, Json]:
    if scale is None:
        return {"automatico": None}
    return {"automatico": scale.measure.value, "desde": scale.lowest, "hasta": scale.highest}


def _state(row: CriteriaSet, in_force: int | None) -> str:
    if row.approved_at is None:
        return "espera el acuerdo"
    return "rige" if row.id == in_force else "aprobada antes"
