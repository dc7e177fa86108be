"""`ayni ajustar`: a scorecard learnt from what operators decided."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output
from admin_cli.terminal.options import AsOption, JsonOption, YesOption, a_command, confirm
from admin_cli.terminal.output import Column, Json
from admin_cli.terminal.runner import act, look_up, stoppable
from admin_cli.views import feature_words
from intake import localfiles
from intake.sameness import adjusting
from intake.sameness.adjusting import Adjusted, Labelled, Measure, WeightChange
from intake.sameness.rules.fitting import to_yaml
from intake.sameness.rules.scorecard import Scorecard
from intake.sameness.scorecards import chosen
from intake.settings import Settings
from intake.store import access
from intake.store.access import Grant
from intake.store.journal import record
from intake.store.models import Operator
from intake.store.verbs import Verb
from intake.words.calendar import lima_date

app = a_command()
_MOST_CHANGES = 8

FileOption = Annotated[
    Path | None,
    typer.Option(
        "--guardar", metavar="ARCHIVO", help="Dónde escribir la tarjeta nueva.", dir_okay=False
    ),
]


@dataclass(frozen=True, slots=True)
class Result:
    """What was learnt, from what, and where it was written."""

    merged: int
    separated: int
    left_alone: int
    adjusted: Adjusted
    saved: Path | None


@app.command()
def command(
    guardar: FileOption = None,
    como: AsOption = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Aprende de lo que el equipo unió y separó, y dice si acertaría más. No cambia lo que rige.

    \b
    Ejemplo:
      ayni ajustar --guardar tarjeta.yaml
    """

    on = _begin(guardar, como)
    settings = Settings.load()
    present = chosen(settings)
    if guardar is not None and guardar.exists():
        confirm(f"«{guardar}» ya existe. ¿Escribir encima?", yes=yes)
    pairs = look_up(lambda session, _: _pairs(session, present))
    with stoppable():
        adjusted = adjusting.adjust(pairs, present)
    decided = [each.pair.same for each in pairs if not each.is_weak]
    if guardar is not None:
        own = chosen(_without_thresholds(settings))
        localfiles.write(guardar, _text(adjusted, own, on, len(decided)).encode())
    merged, alone = sum(decided), len(pairs) - len(decided)
    result = Result(merged, len(decided) - merged, alone, adjusted, guardar)
    if as_json:
        output.show_json(_as_json(result))
    else:
        _show(result)


def _begin(file: Path | None, como: str | None) -> date:
    """Write down that this account, if it may, compares all that people told; what day it is."""

    async def verb(session: AsyncSession, by: Operator, now: datetime) -> date:
        access.check(by, Grant.MANTENIMIENTO)
        note = file.name if file else "sin guardar"
        record(session, Verb.AJUSTAR, now=now, operator_id=by.id, note=note)
        return lima_date(now)

    return act(como, verb)


async def _pairs(session: AsyncSession, present: Scorecard) -> list[Labelled]:
    decided = await adjusting.decisions(session)
    adjusting.check_enough(len(decided))
    looked_at = await adjusting.triaged(session)
    with Progress(console=output.talking_console(), transient=True) as bar:
        task = bar.add_task("Comparando…", total=len(decided) + len(looked_at))
        return await adjusting.labelled(
            session,
            decided,
            looked_at,
            present,
            lambda done: bar.update(task, completed=done),
        )


def _text(adjusted: Adjusted, own: Scorecard, on: date, decisions: int) -> str:
    """The thresholds are those of the card itself: what the settings say stays in the settings."""
    card = adjusted.scorecard.with_thresholds(own.link, own.ask)
    said = f"La escribió «ayni ajustar» el {on.isoformat()}, con {decisions} decisiones."
    return to_yaml(card, said)


def _without_thresholds(settings: Settings) -> Settings:
    return settings.model_copy(update={"match_link": None, "match_ask": None})


def _show(result: Result) -> None:
    adjusted = result.adjusted
    typer.echo(
        f"Decisiones: {result.merged} de unir y {result.separated} de separar. Otros "
        f"{result.left_alone} parecidos que se vieron y no se unieron cuentan menos."
    )
    typer.echo(
        f"Se aprendió de {adjusted.learnt} parejas y se comprobó con otras {adjusted.held}, de "
        f"otros casos; de estas, {adjusted.held_same} cuentan lo mismo.\n"
    )
    output.show_table(
        (Column("EN LAS QUE NO VIO", wraps=True), Column("AHORA"), Column("AJUSTADA")),
        _measures(adjusted.before, adjusted.after),
    )
    if adjusted.changes:
        typer.echo("\nLo que más cambia de peso:")
        for change in adjusted.changes[:_MOST_CHANGES]:
            typer.echo(f"  {_in_words(change)}")
    if result.saved is None:
        output.talk("\nNo se guardó. Para guardarla: ayni ajustar --guardar ARCHIVO")
    else:
        output.talk(
            f"\nQuedó en {result.saved}. Todavía no rige: para usarla ponga "
            f"AYNI_SCORECARD={result.saved} y reinicie el bot."
        )


def _measures(before: Measure, after: Measure) -> list[tuple[str, str, str]]:
    return [
        ("De lo que uniría, es lo mismo", _share(before.precision), _share(after.precision)),
        ("De lo que es lo mismo, lo uniría", _share(before.recall), _share(after.recall)),
        ("Preguntaría", _share(before.asked), _share(after.asked)),
        ("Error (Brier; 0 es perfecto)", f"{before.brier:.3f}", f"{after.brier:.3f}"),
    ]


def _share(part: float | None) -> str:
    return "—" if part is None else f"{part:.0%}"


def _in_words(change: WeightChange) -> str:
    verb = "sube" if change.after > change.before else "baja"
    before, after = (feature_words.signed(each) for each in (change.before, change.after))
    points = f"{verb} de {before} a {after} puntos"
    if change.feature == adjusting.BASE:
        return f"{feature_words.BASE}: {points}"
    return f"{feature_words.FEATURES[change.feature]} (si vale {change.value:g}): {points}"


def _as_json(result: Result) -> dict[str, Json]:
    adjusted = result.adjusted
    return {
        "decisiones": {"unir": result.merged, "separar": result.separated},
        "vistos_y_no_unidos": result.left_alone,
        "aprendidas": adjusted.learnt,
        "comprobadas": adjusted.held,
        "comprobadas_iguales": adjusted.held_same,
        "ahora": _measure_json(adjusted.before),
        "ajustada": _measure_json(adjusted.after),
        "cambios": [
            {
                "id": change.feature or "punto_de_partida",
                "nombre": feature_words.FEATURES.get(change.feature, feature_words.BASE),
                "valor": change.value,
                "antes": round(change.before, 4),
                "despues": round(change.after, 4),
            }
            for change in adjusted.changes
        ],
        "archivo": str(result.saved) if result.saved else None,
    }


def _measure_json(measure: Measure) -> dict[str, Json]:
    return {
        "precision": measure.precision,
        "exhaustividad": measure.recall,
        "preguntadas": measure.asked,
        "brier": measure.brier,
    }
