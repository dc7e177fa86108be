"""How criteria look: their weights, and what each value means."""

import typer

from admin_cli.terminal import output
from admin_cli.terminal.output import Column, Json, iso
from intake.necesidades.criteria import KnownCriteria
from intake.necesidades.rules.criteria import Criterion, Scale
from intake.words.numerals import decimal, grouped


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
            (each.id, each.name, decimal(each.weight), _measured(each), each.source)
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


def _measured(each: Criterion) -> str:
    if each.scale is None:
        return f"{each.about} De 0 a 5, lo puntúan personas."
    scale = each.scale
    ends = " a ".join(grouped(end) for end in (scale.lowest, scale.highest))
    return f"{each.about} Sale de los datos ({scale.measure}, de {ends})."


def _scale_json(scale: Scale | None) -> dict[str, Json]:
    if scale is None:
        return {"automatico": None}
    return {"automatico": scale.measure.value, "desde": scale.lowest, "hasta": scale.highest}
