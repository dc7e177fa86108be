"""The monthly report of the Secretaría Técnica, as figures (Manual, art. 25.s)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.figures.coverage import Coverage, count_coverage
from intake.figures.governance import Governance, count_governance
from intake.figures.movement import Movement, count_movement
from intake.figures.rules.risks import Metrics
from intake.figures.waiting import Waiting, count_waiting
from intake.kinds import AporteState, Role
from intake.words.months import Month

Progress = Callable[[str], None]
_TRIAGE = (Role.EQUIPO_TECNICO, Role.SECRETARIA_TECNICA)


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """Movement, coverage and governance are of the month; what waits is as of `made_at`."""

    month: Month
    made_at: datetime
    movement: Movement
    waiting: Waiting
    coverage: Coverage
    governance: Governance

    @property
    def is_over(self) -> bool:
        """Whether the month had ended when it was made."""
        return self.made_at >= self.month.ends_at


async def monthly_report(
    session: AsyncSession, month: Month, *, now: datetime, progress: Progress = lambda _: None
) -> MonthlyReport:
    """The figures of a month that has begun. RefusedError for one that has not."""
    if now < month.starts_at:
        raise RefusedError(f"{month.spoken.capitalize()} aún no empieza: no hay qué informar.")
    progress("lo que se recibió y se atendió")
    movement = await count_movement(session, month)
    progress("lo que espera")
    waiting = await count_waiting(session, roles=_TRIAGE, now=now)
    progress("la cobertura")
    coverage = await count_coverage(session, month)
    progress("las sesiones y los acuerdos")
    governance = await count_governance(session, month, now=now)
    return MonthlyReport(month, now, movement, waiting, coverage, governance)


def metrics_of(report: MonthlyReport) -> Metrics:
    """The figures that the rules of risks.yaml may name; percentages go from 0 to 100."""
    movement, waiting = report.movement, report.waiting
    coverage, governance = report.coverage, report.governance
    said = movement.helped + movement.not_helped
    loaded = sum(waiting.loads)
    return {
        "espera": waiting.total,
        "vencidos": waiting.overdue,
        "vencidos_pct": _percent(waiting.overdue, waiting.total),
        "por_vencer": waiting.due_soon,
        "mas_antiguo_dias": max((case.days for case in waiting.oldest), default=0),
        "sin_asignar_pct": _percent(waiting.untaken, waiting.total),
        "sin_interprete": waiting.without_interpreter,
        "preguntas_sin_respuesta": waiting.questions,
        "respuestas_sin_ver": waiting.unseen_answers,
        "crece_la_cola": movement.received - movement.total_left,
        "carga_mayor": waiting.loads[0] if waiting.loads else 0,
        "carga_mayor_pct": _percent(waiting.loads[0], loaded) if len(waiting.loads) > 1 else 0,
        "casos_por_cuenta": round(waiting.total / waiting.operators) if waiting.operators else 0,
        "no_ayudo_pct": _percent(movement.not_helped, said),
        "opiniones": said,
        "regiones_en_silencio": len(coverage.silent),
        "municipalidades": coverage.total("municipalities"),
        "recibidos": movement.received,
        "admitidos": movement.left[AporteState.PRIORIZACION],
        "sesiones_ordinarias": governance.ordinary_held if report.is_over else None,
        "acuerdos_vencidos": governance.overdue,
        "actas_atrasadas": governance.actas_late,
    }


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
