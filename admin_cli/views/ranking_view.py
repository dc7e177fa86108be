"""How the order of the necesidades looks: a table, one explained, and what it hangs on."""

from collections import defaultdict
from collections.abc import Sequence

import typer

from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column
from admin_cli.views.ranking_json import PROPOSAL
from intake.necesidades.ranking import Contribution, RankedNeed, Ranking
from intake.necesidades.rules.criteria import WHOLE, Measure
from intake.necesidades.rules.ranking import Rating
from intake.necesidades.rules.sensitivity import RankChange, Shift, always_first
from intake.papers.wording import decision_in_words, poverty_in_words

_BAR = 10
_LACKS = "—"
_MOST_NAMED = 12


def show(ranking: Ranking, shown: Sequence[RankedNeed]) -> None:
    """Show a table; on a terminal, what each criterion gives stands under the title."""
    if output.is_terminal():
        _show_table(shown)
    else:
        _show_plain(ranking, shown)
    output.talk("")
    for line in _talk(ranking, shown):
        output.talk(line)


def show_one(ranking: Ranking, need: RankedNeed) -> None:
    """Show why one stands where it stands."""
    placed = need.placed
    typer.echo(f"Necesidad {need.necesidad_id}: {' '.join(need.title.split())}")
    ties = [
        str(each.necesidad_id)
        for each in ranking.needs
        if each.placed.place == placed.place and each is not need
    ]
    with_whom = f" (empata con {_and(ties)})" if ties else ""
    most = f" (hasta {words.decimal(placed.at_most)} con lo que falta)" if placed.lacking else ""
    typer.echo(
        f"Puesto {placed.place} de {len(ranking.needs)}{with_whom}   "
        f"Total {words.decimal(placed.total)} de {WHOLE:g}{most}\n"
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
                words.decimal(each.criterion.weight),
                _LACKS if each.value is None else words.decimal(each.value),
                _LACKS if each.value is None else words.decimal(each.points),
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


def show_sensitivity(ranking: Ranking, changes: Sequence[RankChange], *, first: int) -> None:
    """Show what moves among the first when a weight is another."""
    names = {each.id: each.name for each in ranking.by.criteria.criteria}
    felt = [each for each in changes if not each.shift.is_none]
    among = "en el primer puesto" if first == 1 else f"entre las {first} primeras"
    if felt:
        output.show_table(
            (
                Column("CRITERIO"),
                Column("SU PESO"),
                Column("ENTRAN"),
                Column("SALEN"),
                Column("CAMBIAN DE PUESTO", wraps=True),
            ),
            [(names[each.criterion], _factor(each.factor), *_shifted(each.shift)) for each in felt],
        )
    output.talk("")
    output.talk(
        f"Se probaron {len(changes)} cambios de peso (20 % más, 20 % menos, y sin el criterio); "
        f"mueven algo {among}: {len(felt) or 'ninguno'}."
    )
    if felt:
        firm = [str(id_) for id_ in always_first(ranking.order, changes, first=first)]
        output.talk(f"Siempre {among}: {_and(firm)}." if firm else f"Ninguna está siempre {among}.")
    output.talk("Al mover un peso, los demás se reparten el resto en la misma proporción.")
    output.talk(PROPOSAL)


def shift_lines(shift: Shift) -> list[str]:
    """Say in words how the first places change; nothing where they do not."""
    moved = [f"la {id_} (del {was} al {is_now})" for id_, was, is_now in shift.moved]
    found = (
        ("Entran", list(map(str, shift.entered))),
        ("Salen", list(map(str, shift.left))),
        ("Cambian de puesto", moved),
    )
    return [f"{said}: {_and(which)}." for said, which in found if which]


def bar(part: float) -> str:
    """Draw a part of one, to look at."""
    full = round(_BAR * part)
    return "█" * full + "░" * (_BAR - full)


def marks(need: RankedNeed) -> list[str]:
    """List what to know before one trusts its place."""
    said = ["empate"] if need.placed.is_tied else []
    if need.prioritised_at is not None:
        said.append("ya priorizada")
    elif need.decided.is_declined or need.decided.point:
        said.append(decision_in_words(need.decided, is_prioritised=False).rstrip("."))
    for what, lacking in (("faltan notas", need.unscored), ("sin datos", need.without_data)):
        if lacking:
            said.append(f"{what}: {', '.join(each.name for each in lacking)}")
    return said


def _show_table(shown: Sequence[RankedNeed]) -> None:
    output.show_table(
        (
            Column("PUESTO", align="right"),
            Column("N", align="right"),
            Column("NECESIDAD", wraps=True),
            Column("TOTAL", align="right"),
            Column(""),
        ),
        [
            (
                str(each.placed.place),
                str(each.necesidad_id),
                "\n".join(filter(None, _lines(each))),
                _total(each),
                bar(each.placed.total / WHOLE),
            )
            for each in shown
        ],
    )


def _show_plain(ranking: Ranking, shown: Sequence[RankedNeed]) -> None:
    criteria = ranking.by.criteria.criteria
    output.show_plain(
        (
            Column("PUESTO", align="right"),
            Column("N", align="right"),
            Column("TOTAL", align="right"),
            Column("HASTA", align="right"),
            *(Column(each.id.upper(), align="right") for each in criteria),
            Column("SEÑAS"),
            Column("NECESIDAD"),
        ),
        [
            (
                str(each.placed.place),
                str(each.necesidad_id),
                words.decimal(each.placed.total),
                words.decimal(each.placed.at_most),
                *(_given(c) for c in each.contributions),
                "; ".join(marks(each)),
                each.title,
            )
            for each in shown
        ],
    )


def _talk(ranking: Ranking, shown: Sequence[RankedNeed]) -> list[str]:
    needs = ranking.needs
    lines = [f"{len(shown)} de {len(needs)}. Criterios: {ranking.by.label}.", PROPOSAL]
    tied = defaultdict[int, list[str]](list)
    for each in needs:
        if each.placed.is_tied:
            tied[each.placed.place].append(str(each.necesidad_id))
    lines += [
        f"En el puesto {place} empatan, hasta el primer decimal: {_and(ids)}."
        for place, ids in tied.items()
        if ids[0] in {str(each.necesidad_id) for each in shown}
    ]
    unscored = sum(bool(each.unscored) for each in needs)
    if unscored:
        lines.append(
            f"Faltan notas en {unscored} de {len(needs)}: lo que falta no suma, y su peso no pasa "
            "a otro criterio. Se ponen con: ayni puntuar N"
        )
    without = {each.name: each for need in needs for each in need.without_data}
    if without:
        lines.append(
            f"Hay necesidades sin datos de «{_and(list(without))}», que tampoco suman. "
            "Se traen con: ayni lugares importar"
        )
    return lines


def _lines(need: RankedNeed) -> tuple[str, ...]:
    return words.shortened(need.title, 160), _breakdown(need), "; ".join(marks(need))


def _total(need: RankedNeed) -> str:
    """With what it can still become, where something lacks."""
    said = words.decimal(need.placed.total)
    return f"{said}\nhasta {words.decimal(need.placed.at_most)}" if need.placed.lacking else said


def _breakdown(need: RankedNeed) -> str:
    """What each gives; what lacks is said apart."""
    return " · ".join(
        f"{each.criterion.name} {_given(each)}".replace(" ", "\N{NO-BREAK SPACE}")
        for each in need.contributions
        if each.value is not None
    )


def _given(each: Contribution) -> str:
    return _LACKS if each.value is None else words.decimal(each.points)


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
            said = f"{counted.amount:,.0f} habitantes".replace(",", " ")
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
            f"  El Comité de Asesores recomienda {words.decimal(each.advised)}; "
            "no cuenta para el total (Manual, art. 28):"
        )
        for rating in each.ratings:
            if not rating.is_binding:
                typer.echo(_rating_line(rating))


def _rating_line(rating: Rating) -> str:
    return f"  {words.decimal(rating.value):>3}  {rating.who}: {' '.join(rating.reason.split())}"


def _shifted(shift: Shift) -> tuple[str, str, str]:
    return (
        ", ".join(map(str, shift.entered)),
        ", ".join(map(str, shift.left)),
        ", ".join(f"{id_}: {was}→{is_now}" for id_, was, is_now in shift.moved),
    )


def _factor(factor: float) -> str:
    return f"{round(100 * (factor - 1)):+d} %".replace("-", "−") if factor else "sin él"


def _and(parts: Sequence[str]) -> str:
    """«1, 2 y 3»; only the first of very many."""
    if len(parts) > _MOST_NAMED:
        return f"{', '.join(parts[:_MOST_NAMED])} y {len(parts) - _MOST_NAMED} más"
    return " y ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
