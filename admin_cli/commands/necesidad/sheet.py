"""How a necesidad of the Lab looks: in a list, whole with its demand, and its way so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import typer

from admin_cli.commands.necesidad import need_view
from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column, Json
from admin_cli.views.ranking_json import decision_json
from intake.grouping.demand import MemberRow
from intake.kinds import Stage, Verdict
from intake.necesidades.decisions import Decided
from intake.necesidades.rules.processes import process_name, stages
from intake.necesidades.stages import Step
from intake.necesidades.voices import TREND_DAYS, NeedDemand
from intake.papers.wording import (
    NEED_ROLES,
    ORIGINS,
    decision_in_words,
    decision_name,
    poverty_in_words,
)
from intake.places.territory import Territory
from intake.store.models import Necesidad
from intake.words.numerals import grouped

_STAGES = {
    Stage.PRIORIZACION: "en Priorización",
    Stage.DESARROLLO: "en Desarrollo",
    Stage.PILOTO: "en Piloto",
    Stage.EVALUACION: "en Evaluación",
}
_WIDTH = 24
_BARS = "▁▂▃▄▅▆▇█"
_MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class NecesidadSheet:
    """Everything there is about one; `suggested`: what the machine would put in."""

    necesidad: Necesidad
    demand: NeedDemand
    members: Sequence[MemberRow]
    suggested: Sequence[MemberRow]
    territory: Territory
    decided: Decided


def show_list(
    found: Sequence[Necesidad],
    counted: Mapping[int, NeedDemand],
    decided: Mapping[int, Decided],
    now: datetime,
) -> None:
    """Show the necesidades as a table."""
    output.show_table(
        (
            Column("N", align="right"),
            Column("NECESIDAD", wraps=True),
            Column("PERSONAS", align="right"),
            Column("", align="left"),
            Column("DISTRITOS", align="right"),
            Column("REGIONES", align="right"),
            Column("ETAPA"),
        ),
        [_row(each, counted[each.necesidad_id], decided[each.necesidad_id], now) for each in found],
    )


def _row(
    necesidad: Necesidad, demand: NeedDemand, decided: Decided, now: datetime
) -> tuple[str, ...]:
    recent, before = demand.trend(now)
    arrow = "↑" if recent > before else "↓" if recent < before else "="
    return (
        str(necesidad.necesidad_id),
        necesidad.title,
        str(demand.people),
        arrow,
        str(len(demand.ubigeos)),
        str(demand.regions),
        _stage(necesidad, decided),
    )


def _stage(necesidad: Necesidad, decided: Decided) -> str:
    if necesidad.stage is Stage.PRIORIZACION and (necesidad.prioritised_at or decided.is_declined):
        return decision_name(decided, is_prioritised=necesidad.prioritised_at is not None)
    return _STAGES[necesidad.stage]


def show(file: NecesidadSheet, now: datetime, *, shows_restricted: bool) -> None:
    """Show one whole; the words of reserved members only to those who may read them."""
    necesidad = file.necesidad
    origin = ORIGINS[necesidad.origin] + (f": {necesidad.source}" if necesidad.source else "")
    is_prioritised = necesidad.prioritised_at is not None
    decided = decision_in_words(file.decided, is_prioritised=is_prioritised)
    typer.echo(f"Necesidad {necesidad.necesidad_id}: {necesidad.title}")
    typer.echo(
        f"Etapa: {stages()[necesidad.stage].name} · {necesidad.process} "
        f"{process_name(necesidad.process)}"
    )
    typer.echo(f"Decisión: {decided}\nViene de: {origin}")
    for label, text in (
        ("Lo que haría el Laboratorio", NEED_ROLES[necesidad.role] if necesidad.role else ""),
        ("A quiénes afecta", necesidad.affected),
        ("Dónde", necesidad.location),
        ("Causas", necesidad.causes),
        ("Evidencia", necesidad.evidence),
        ("Qué se hace ya", necesidad.programmes),
    ):
        typer.echo(f"{label}: {text or 'falta decirlo'}")
    typer.echo()
    _show_demand(file, now)
    for title, members in (("Aportes", file.members), ("La máquina sugiere", file.suggested)):
        if members:
            typer.echo(f"\n{title}")
            need_view.show_members(members, shows_restricted=shows_restricted)
    if file.suggested:
        output.talk(
            f"Cuáles pueden entrar, y por qué: ayni necesidad sugerir {necesidad.necesidad_id}"
        )


def _show_demand(file: NecesidadSheet, now: datetime) -> None:
    demand, territory = file.demand, file.territory
    recent, before = demand.trend(now)
    who = words.voices_of(demand.people, len(demand.unverified))
    typer.echo(
        f"Demanda: {who} en {demand.aportes} aportes, de "
        f"{len(demand.ubigeos)} distritos, {demand.provinces} provincias y {demand.regions} "
        f"regiones; en {demand.municipalities} distritos, alguien que dice ser de la "
        "municipalidad"
    )
    typer.echo(
        f"Personas nuevas en {TREND_DAYS} días: {recent}; en los {TREND_DAYS} de antes: {before}"
    )
    if demand.since:
        typer.echo(f"Por mes: {_months(demand, now)}")
    if territory.population is not None:
        poverty = (
            f"; {poverty_in_words(territory.poverty)}" if territory.poverty is not None else ""
        )
        population = grouped(territory.population)
        typer.echo(
            f"En esos distritos viven {population} personas{poverty} "
            f"({territory.known} de {len(demand.ubigeos)} con datos)"
        )
    regions = demand.by_region()
    most = max(regions.values(), default=0)
    if most:
        typer.echo("\nPor región")
    for region, count in sorted(regions.items(), key=lambda each: (-each[1], each[0])):
        bar = "█" * max(1, round(_WIDTH * count / most))
        typer.echo(f"  {words.region(region):<14} {bar:<{_WIDTH}} {count}")
    unknown = demand.districts.get(None)
    if unknown:
        typer.echo(f"  sin distrito   {len(unknown.people)}")


def _months(demand: NeedDemand, now: datetime) -> str:
    """A small bar a month, the last twelve; the last one is the present."""
    counts, (year, month) = demand.by_month(), words.month_of(now)
    shown = []
    for _ in range(_MONTHS_SHOWN):
        shown.append(counts[year, month])
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    most = max(shown) or 1
    bars = (_BARS[round((len(_BARS) - 1) * each / most)] if each else "·" for each in shown)
    return f"{''.join(reversed(list(bars)))}  (este mes: {shown[0]})"


def show_moves(necesidad: Necesidad, steps: Sequence[Step]) -> None:
    """Show where it is among the four stages, and each step with its date, author and reason."""
    order = list(Stage)
    here = order.index(necesidad.stage)
    road = " → ".join(
        f"[{stages()[each].name}]" if n == here else stages()[each].name
        for n, each in enumerate(order)
    )
    typer.echo(f"Necesidad {necesidad.necesidad_id}: {necesidad.title}\n{road}")
    typer.echo(f"Ahora en {necesidad.process}, {process_name(necesidad.process)}")
    waited = ", ".join(stages()[necesidad.stage].documents)
    typer.echo(f"De esta etapa sale: {waited}\n")
    for step in steps:
        move = step.move
        typer.echo(
            f"{words.moment(move.at)}  {step.username}  {move.process} "
            f"{process_name(move.process)}\n    {move.reason}"
        )
        if step.verdict is not None:
            said = "priorizada" if step.verdict is Verdict.PRIORIZADA else "vista, no priorizada"
            typer.echo(f"    acuerdo: {step.acuerdo or 'sin código'} ({said})")
        for document in move.documents:
            typer.echo(f"    documento: {document}")
    if not steps:
        output.talk("Todavía no ha dado ningún paso.")


def row_as_json(necesidad: Necesidad, demand: NeedDemand, now: datetime) -> dict[str, Json]:
    """Give one of a list for other programs."""
    recent, before = demand.trend(now)
    return {
        "numero": necesidad.necesidad_id,
        "titulo": necesidad.title,
        "etapa": necesidad.stage.value,
        "proceso": necesidad.process,
        "priorizada": necesidad.prioritised_at is not None,
        "personas": demand.people,
        "voces_sin_verificar": len(demand.unverified),
        "aportes": demand.aportes,
        "distritos": len(demand.ubigeos),
        "provincias": demand.provinces,
        "regiones": demand.regions,
        "municipalidades": demand.municipalities,
        "nuevas_30_dias": recent,
        "nuevas_30_dias_antes": before,
    }


def as_json(file: NecesidadSheet, now: datetime, *, shows_restricted: bool) -> dict[str, Json]:
    """Give one whole for other programs."""
    necesidad = file.necesidad
    return {
        **row_as_json(necesidad, file.demand, now),
        **decision_json(file.decided, is_prioritised=necesidad.prioritised_at is not None),
        "origen": necesidad.origin.value,
        "fuente": necesidad.source,
        "rol": necesidad.role.value if necesidad.role else None,
        "afectados": necesidad.affected,
        "donde": necesidad.location,
        "causas": necesidad.causes,
        "evidencia": necesidad.evidence,
        "programas": necesidad.programmes,
        "poblacion": file.territory.population,
        "pobreza": file.territory.poverty,
        "por_region": file.demand.by_region(),
        "miembros": need_view.members_as_json(file.members, shows_restricted=shows_restricted),
        "sugeridos": need_view.members_as_json(file.suggested, shows_restricted=shows_restricted),
    }


def step_as_json(step: Step) -> dict[str, Json]:
    """Give one step for other programs."""
    move = step.move
    return {
        "cuando": move.at.isoformat(),
        "quien": step.username,
        "etapa": move.stage.value,
        "proceso": move.process,
        "motivo": move.reason,
        "documentos": list(move.documents),
        "acuerdo": step.acuerdo,
        "decision": step.verdict.value if step.verdict else None,
    }
