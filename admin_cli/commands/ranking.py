"""`ayni ranking`: in what order the necesidades stand, and why. A proposal, not a decision."""

from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output
from admin_cli.terminal.options import AsOption, JsonOption, LimitOption, a_command
from admin_cli.terminal.runner import look_up, read
from admin_cli.views import place_view, ranking_json, ranking_view, sensitivity_view
from intake.necesidades.ranking import RankedNeed, Ranking, rank
from intake.store.reader import Reader

app = a_command()
DetailOption = Annotated[
    int | None,
    typer.Option(
        "--detalle", metavar="N", help="Explica el puesto de esta necesidad.", show_default=False
    ),
]
SensitivityOption = Annotated[
    bool,
    typer.Option(
        "--sensibilidad",
        help="Dice qué cambia entre las primeras si cada peso sube o baja 20 %, o se quita.",
    ),
]
FirstOption = Annotated[
    int,
    typer.Option("--primeras", metavar="K", min=1, max=1000, help="Cuántas mira --sensibilidad."),
]
AllOption = Annotated[
    bool, typer.Option("--todas", help="También las que ya pasaron a otra etapa.")
]


@app.command()
def command(
    detalle: DetailOption = None,
    sensibilidad: SensitivityOption = False,
    primeras: FirstOption = 10,
    todas: AllOption = False,
    limite: LimitOption = 30,
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ordena las necesidades por los criterios que rigen, y dice qué aporta cada uno.

    Es una propuesta para el Grupo de Trabajo: no decide nada.

    \b
    Ejemplo:
      ayni ranking --detalle 12
    """
    if detalle is not None and sensibilidad:
        raise typer.BadParameter("Pida --detalle o --sensibilidad, uno por vez.")

    ranking = look_up(lambda session, now: rank(session, now=now, everything=todas))
    need = None if detalle is None else ranking.get(detalle)
    if as_json and ranking.needs:
        read(como, _note)
    if need is not None:
        _show_one(ranking, need, as_json=as_json)
    elif sensibilidad:
        _show_sensitivity(ranking, primeras, as_json=as_json)
    elif as_json:
        output.show_json(ranking_json.as_json(ranking, ranking.needs[:limite]))
    elif not ranking.needs:
        _say_empty()
    else:
        ranking_view.show(ranking, ranking.needs[:limite])


async def _note(session: AsyncSession, reader: Reader) -> None:
    """In JSON it says who gave each value, and why."""
    reader.wrote(session, "ranking de necesidades en JSON")


def _show_one(ranking: Ranking, need: RankedNeed, *, as_json: bool) -> None:
    if as_json:
        output.show_json(ranking_json.need_json(need))
    else:
        place_view.show_one(ranking, need)


def _show_sensitivity(ranking: Ranking, first: int, *, as_json: bool) -> None:
    first = min(first, max(1, len(ranking.needs)))
    changes = ranking.sensitivity(first=first)
    if as_json:
        output.show_json(sensitivity_view.sensitivity_json(ranking, changes, first=first))
    elif not ranking.needs:
        _say_empty()
    else:
        sensitivity_view.show_sensitivity(ranking, changes, first=first)


def _say_empty() -> None:
    output.talk("Aún no hay necesidades del Laboratorio en Priorización que ordenar.")
