"""`ayni puntuar`: what a necesidad deserves on each criterion that people value, and why."""

from datetime import datetime
from typing import Annotated, TypeAlias

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import completion, options, output
from admin_cli.terminal.options import AsOption, a_command
from admin_cli.terminal.runner import Stopped, act, look_ahead, look_up
from admin_cli.views import criteria_view, ranking_view
from intake.necesidades import ranking, scores
from intake.necesidades.criteria import in_force
from intake.necesidades.rules.criteria import Criterion
from intake.store.models import Operator, Score
from intake.words.numerals import decimal

app = a_command()
_Asked: TypeAlias = list[tuple[Criterion, Score | None]]
"""The criteria to ask for, each with the value that this account gave before, if any."""


@app.command()
def command(
    numero: Annotated[int, typer.Argument(metavar="N", help="El número de la necesidad.")],
    criterio: Annotated[
        str | None,
        typer.Argument(
            metavar="CRITERIO",
            help="Cuál. Sin él, los pregunta uno por uno.",
            autocompletion=completion.criteria_by_people,
        ),
    ] = None,
    valor: Annotated[
        str | None, typer.Argument(metavar="VALOR", help="De 0 a 5, de medio en medio.")
    ] = None,
    motivo: Annotated[
        str | None, typer.Option(metavar="TEXTO", help="Por qué.", show_default=False)
    ] = None,
    como: AsOption = None,
) -> None:
    """Pone su nota a una necesidad. La anterior queda en el historial.

    Cuentan las de la Secretaría Técnica y el Equipo Técnico; las del Comité de Asesores se
    muestran y no cuentan (Manual, art. 28). Qué significa cada nota: ayni criterios ver

    \b
    Ejemplo:
      ayni puntuar 12 urgencia 4 --motivo "Ya hay niños enfermos" --como luis
    """
    value = None if valor is None else _number(valor)
    if criterio is not None and value is not None and motivo is not None:
        _put(numero, criterio, value, motivo, como)
    elif not options.can_ask():
        raise typer.BadParameter("Diga CRITERIO, VALOR y --motivo «…»: aquí no hay a quién pedirlo")
    else:
        _ask_all(numero, _asked(numero, criterio, como), value, motivo, como)
    output.talk(_standing(numero))


def _put(number: int, criterion: str, value: float, reason: str, como: str | None) -> None:
    row = act(
        como,
        lambda session, by, now: scores.score(
            session, number, criterion, value, reason, by=by, now=now
        ),
    )
    advice = "" if row.is_binding else " Queda como recomendación: se muestra y no cuenta."
    output.talk(f"Necesidad {number}, {row.criterion}: {decimal(value)}.{advice}")


def _asked(number: int, criterion: str | None, como: str | None) -> _Asked:
    """What to ask of whom, with what they gave before: that of others would lead them."""

    async def verb(session: AsyncSession, by: Operator, _: datetime) -> _Asked:
        necesidad = await scores.get_scorable(session, number, by)
        if criterion is None:
            wanted = (await in_force(session)).criteria.by_people
        else:
            wanted = (await scores.get_by_people(session, criterion),)
        output.talk(f"Necesidad {number}: {' '.join(necesidad.title.split())}")
        return [(each, await session.get(Score, (number, each.id, by.id))) for each in wanted]

    return look_ahead(como, verb)


def _ask_all(
    number: int,
    asked: _Asked,
    value: float | None,
    reason: str | None,
    como: str | None,
) -> None:
    """One after the other. Stopped says what was kept before Ctrl-C."""
    kept: list[str] = []
    for each, present in asked:
        try:
            if _ask(number, each, present, value, reason, como):
                kept.append(each.id)
        except typer.Abort:
            if not kept:
                raise
            raise Stopped(
                f"Se detuvo. Ya quedó guardado: {', '.join(kept)}. Lo demás no cambió; siga "
                f"cuando quiera con: ayni puntuar {number}"
            ) from None


def _ask(
    number: int,
    criterion: Criterion,
    present: Score | None,
    value: float | None,
    reason: str | None,
    como: str | None,
) -> bool:
    """One criterion, kept as soon as it is answered: no stop loses it. False where they pass."""
    output.talk(f"\n{criterion.name}: {criterion.about}")
    for line in criteria_view.anchor_lines(criterion):
        output.talk(line)
    if present is not None:
        output.talk(f"  Su nota de antes: {decimal(present.value)} ({present.reason})")
    if value is None:
        value = _ask_value()
    if value is None:
        return False
    why = reason or options.ask("Por qué")
    _put(number, criterion.id, value, why, como)
    return True


def _ask_value() -> float | None:
    """Asked until it is a value; None where they pass."""
    while True:
        said = options.ask("Nota de 0 a 5 (Enter: pasar)", default="").strip()
        if not said:
            return None
        try:
            value = _number(said)
        except typer.BadParameter as problem:
            output.talk(str(problem))
            continue
        if scores.is_value(value):
            return value
        output.talk("La nota va de 0 a 5, de medio en medio: 0, 0,5, 1… 5.")


def _standing(number: int) -> str:
    found = look_up(lambda session, now: ranking.rank(session, now=now))
    need = found.get(number)
    lacking = "; ".join(ranking_view.marks(need))
    return (
        f"Puesto {need.placed.place} de {len(found.needs)}, con {decimal(need.placed.total)} "
        f"de 100{f' ({lacking})' if lacking else ''}."
    )


def _number(said: str) -> float:
    try:
        return float(said.replace(",", "."))
    except ValueError:
        raise typer.BadParameter(f"«{said}» no es una nota: escriba un número de 0 a 5.") from None
