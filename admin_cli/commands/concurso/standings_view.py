"""How the applications of a concurso look by their points."""

from collections.abc import Sequence

from admin_cli.terminal import output
from admin_cli.terminal.output import Column, Json
from intake.concursos.evaluation import Placing
from intake.words.codes import spoken


def show_standings(standings: Sequence[Placing], criteria: Sequence[str]) -> None:
    """Show the applications by their points, the best first."""
    output.show_table(
        [
            Column("Nº", "right"),
            Column("CÓDIGO", is_whole=True),
            Column("TOTAL", "right"),
            *(Column(each.upper()[:14], "right") for each in criteria),
            Column("EVALÚAN", "right"),
            Column("PROPUESTA", wraps=True),
        ],
        [
            [
                str(place),
                spoken(each.application.code),
                _points(each.total),
                *(_points(each.points[name]) for name in criteria),
                str(each.evaluators),
                each.application.answers.get("titulo", ""),
            ]
            for place, each in enumerate(standings, 1)
        ],
    )


def _points(value: float | None) -> str:
    return "falta" if value is None else f"{value:.2f}".replace(".", ",")


def standing_json(each: Placing) -> dict[str, Json]:
    """Give one line of that table for other programs."""
    return {
        "codigo": each.application.code,
        "total": each.total,
        "notas": each.points,
        "evaluadores": each.evaluators,
    }
