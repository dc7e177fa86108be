"""Why one necesidad stands where it stands: what each criterion gives it, and from where."""

import typer

from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column
from admin_cli.views.ranking_json import PROPOSAL
from admin_cli.views.ranking_view import LACKS
from admin_cli.views.sensitivity_view import MOST_NAMED
from intake.necesidades.ranking import Contribution, RankedNeed, Ranking
from intake.necesidades.rules.criteria import WHOLE, Measure
from intake.necesidades.rules.ranking import Rating
from intake.papers.wording import decision_in_words, poverty_in_words
from intake.words.enumerations import together
from intake.words.numerals import decimal, grouped


def show_one(ranking: Ranking, need: RankedNeed) -> None:
    """Show why one stands where it stands."""
    placed = need.placed
    typer.echo(f"Necesidad {need.necesidad_id}: {' '.join(need.title.split())}")
    ties = [
        str(each.necesidad_id)
        for each in ranking.needs
        if each.placed.place == placed.place and each is not need
    ]
    with_whom = f" (empata con {together(ties, most=MOST_NAMED)})" if ties else ""
    most = f" (hasta {decimal(placed.at_most)} con lo que falta)" if placed.lacking else ""
    typer.echo(
        f"Puesto {placed.place} de {len(ranking.needs)}{with_whom}   "
        f"Total {decimal(placed.total)} de {WHOLE:g}{most}\n"
        f"Criterios: {ranking.by.label}\n"
        f"{_voices(need)}"
    )
    output.show_table(
        (
            Column("CRITERIO"),
            Column("PESO", align="right"),
            Column("NOTA", align="right"),
            Column("APORTA", align="right"),
            Column("DE DÓNDE SALE", wraps=True),
        ),
        [
            (
                each.criterion.name,
                decimal(each.criterion.weight),
                LACKS if each.value is None else decimal(each.value),
                LACKS if each.value is None else decimal(each.points),
                _origin(each),
            )
            for each in need.contributions
        ],
    )
    for each in need.contributions:
        _show_ratings(each)
    output.talk("")
    is_prioritised = need.prioritised_at is not None
    typer.echo(f"\nDecisión: {decision_in_words(need.decided, is_prioritised=is_prioritised)}")
    output.talk(PROPOSAL)


def _voices(need: RankedNeed) -> str:
    """Say who stands behind it, where not all of them are known to be different people."""
    unverified = len(need.demand.unverified)
    if not unverified:
        return ""
    said = words.voices_of(need.demand.people, unverified)
    return f"{said[0].upper()}{said[1:]}; lo que no está verificado no cuenta para el puesto\n"


def _origin(each: Contribution) -> str:
    counted, scale = each.counted, each.criterion.scale
    if counted is None or scale is None:
        return _rated(each)
    if counted.amount is None:
        return "sin datos de sus distritos" if counted.districts else "sin distritos conocidos"
    match scale.measure:
        case Measure.PERSONAS:
            return words.people(int(counted.amount))
        case Measure.POBREZA:
            said = poverty_in_words(counted.amount)
        case Measure.POBLACION:
            said = f"{grouped(counted.amount)} habitantes"
    if counted.known < counted.districts:
        said += f" (con datos de {counted.known} de {counted.districts} distritos)"
    return said


def _rated(each: Contribution) -> str:
    binding = sum(rating.is_binding for rating in each.ratings)
    if not binding:
        return "faltan notas"
    return "una nota" if binding == 1 else f"promedio de {binding} notas"


def _show_ratings(each: Contribution) -> None:
    if not each.ratings:
        return
    typer.echo(f"\n{each.criterion.name}")
    for rating in each.ratings:
        if rating.is_binding:
            typer.echo(_rating_line(rating))
    if each.advised is not None:
        typer.echo(
            f"  El Comité de Asesores recomienda {decimal(each.advised)}; "
            "no cuenta para el total (Manual, art. 28):"
        )
        for rating in each.ratings:
            if not rating.is_binding:
                typer.echo(_rating_line(rating))


def _rating_line(rating: Rating) -> str:
    return f"  {decimal(rating.value):>3}  {rating.who}: {' '.join(rating.reason.split())}"
