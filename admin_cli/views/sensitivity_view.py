"""What moves among the first places, in words and as a table."""

from collections.abc import Sequence

from admin_cli.terminal import output
from admin_cli.terminal.output import Column, Json
from admin_cli.views.ranking_json import PROPOSAL
from intake.necesidades.ranking import Ranking
from intake.necesidades.rules.sensitivity import RankChange, Shift, always_first
from intake.words.enumerations import together

MOST_NAMED = 12
"""Of necesidades in one sentence."""
_COLUMNS = (
    Column("CRITERIO"),
    Column("SU PESO"),
    Column("ENTRAN"),
    Column("SALEN"),
    Column("CAMBIAN DE PUESTO", wraps=True),
)


def show_sensitivity(ranking: Ranking, changes: Sequence[RankChange], *, first: int) -> None:
    """Show what moves among the first when a weight is another."""
    names = {each.id: each.name for each in ranking.by.criteria.criteria}
    felt = [each for each in changes if not each.shift.is_none]
    among = "en el primer puesto" if first == 1 else f"entre las {first} primeras"
    rows = [(names[each.criterion], _factor(each.factor), *_shifted(each.shift)) for each in felt]
    if rows:
        output.show_table(_COLUMNS, rows)
    output.talk("")
    output.talk(
        f"Se probaron {len(changes)} cambios de peso (20 % más, 20 % menos, y sin el criterio); "
        f"mueven algo {among}: {len(felt) or 'ninguno'}."
    )
    if felt:
        firm = [str(id_) for id_ in always_first(ranking.order, changes, first=first)]
        output.talk(_firm(firm, among))
    output.talk("Al mover un peso, los demás se reparten el resto en la misma proporción.")
    output.talk(PROPOSAL)


def _firm(firm: Sequence[str], among: str) -> str:
    if not firm:
        return f"Ninguna está siempre {among}."
    return f"Siempre {among}: {together(firm, most=MOST_NAMED)}."


def shift_lines(shift: Shift) -> list[str]:
    """Say in words how the first places change; nothing where they do not."""
    moved = [f"la {id_} (del {was} al {is_now})" for id_, was, is_now in shift.moved]
    found = (
        ("Entran", list(map(str, shift.entered))),
        ("Salen", list(map(str, shift.left))),
        ("Cambian de puesto", moved),
    )
    return [f"{said}: {together(which, most=MOST_NAMED)}." for said, which in found if which]


def _shifted(shift: Shift) -> tuple[str, str, str]:
    return (
        ", ".join(map(str, shift.entered)),
        ", ".join(map(str, shift.left)),
        ", ".join(f"{id_}: {was}→{is_now}" for id_, was, is_now in shift.moved),
    )


def _factor(factor: float) -> str:
    return f"{round(100 * (factor - 1)):+d} %".replace("-", "−") if factor else "sin él"


def sensitivity_json(
    ranking: Ranking, changes: Sequence[RankChange], *, first: int
) -> dict[str, Json]:
    """Give what moves among the first, for other programs."""
    return {
        "primeras": first,
        "siempre": always_first(ranking.order, changes, first=first),
        "cambios": [
            {"criterio": each.criterion, "factor": each.factor, **shift_json(each.shift)}
            for each in changes
        ],
    }


def shift_json(shift: Shift) -> dict[str, Json]:
    """Say which come, go and move among the first."""
    return {
        "entran": list(shift.entered),
        "salen": list(shift.left),
        "cambian": [
            {"numero": id_, "antes": was, "despues": is_now} for id_, was, is_now in shift.moved
        ],
    }
