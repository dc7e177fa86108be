"""How the order of the necesidades looks: a table, one explained, and what it hangs on."""

from collections import defaultdict
from collections.abc import Sequence

from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column
from admin_cli.views.ranking_json import PROPOSAL
from admin_cli.views.sensitivity_view import MOST_NAMED
from intake.necesidades.ranking import Contribution, RankedNeed, Ranking
from intake.necesidades.rules.criteria import WHOLE
from intake.papers.wording import decision_in_words
from intake.words.enumerations import together
from intake.words.numerals import decimal

_BAR = 10
LACKS = "—"


def show(ranking: Ranking, shown: Sequence[RankedNeed]) -> None:
    """Show a table; on a terminal, what each criterion gives stands under the title."""
    if output.is_terminal():
        _show_table(shown)
    else:
        _show_plain(ranking, shown)
    output.talk("")
    for line in _talk(ranking, shown):
        output.talk(line)


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
                decimal(each.placed.total),
                decimal(each.placed.at_most),
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
        f"En el puesto {place} empatan, hasta el primer decimal: {together(ids, most=MOST_NAMED)}."
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
        named = together(list(without), most=MOST_NAMED)
        lines.append(
            f"Hay necesidades sin datos de «{named}», que tampoco suman. "
            "Se traen con: ayni lugares importar"
        )
    return lines


def _lines(need: RankedNeed) -> tuple[str, ...]:
    return words.shortened(need.title, 160), _breakdown(need), "; ".join(marks(need))


def _total(need: RankedNeed) -> str:
    """With what it can still become, where something lacks."""
    said = decimal(need.placed.total)
    return f"{said}\nhasta {decimal(need.placed.at_most)}" if need.placed.lacking else said


def _breakdown(need: RankedNeed) -> str:
    """What each gives; what lacks is said apart."""
    return " · ".join(
        f"{each.criterion.name} {_given(each)}".replace(" ", "\N{NO-BREAK SPACE}")
        for each in need.contributions
        if each.value is not None
    )


def _given(each: Contribution) -> str:
    return LACKS if each.value is None else decimal(each.points)
