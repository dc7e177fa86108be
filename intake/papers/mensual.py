"""«Informe mensual» of the Secretaría Técnica (Manual, art. 25.s)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from intake.documents import charts
from intake.documents.blocks import Document, Picture
from intake.figures.coverage import RegionCoverage
from intake.figures.monthly import MonthlyReport, metrics_of, monthly_report
from intake.figures.movement import Week
from intake.figures.rules.risks import RiskKind, derive, read_risks
from intake.kinds import AporteState
from intake.papers.templates import render, risks_text
from intake.papers.wording import MEETING_KINDS, MEETING_STATES, STAGES
from intake.reading import taxonomy
from intake.reading.rules.tags import Vocabulary
from intake.words.calendar import lima_date, spoken_date
from intake.words.codes import spoken
from intake.words.months import Month

_MOST_REGIONS = 12


async def draw(
    session: AsyncSession,
    month: Month,
    *,
    now: datetime,
    folder: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Document:
    """The report of a month, from the Lab's own template if `folder` has one."""
    report = await monthly_report(session, month, now=now, progress=progress)
    vocabulary = await taxonomy.current(session)
    progress("los gráficos y el texto")
    return render(
        "mensual",
        fields_of(report, vocabulary, risks=risks_text(folder)),
        folder=folder,
        charts=charts_of(report),
    )


def fields_of(
    report: MonthlyReport, vocabulary: Vocabulary, *, risks: str | None = None
) -> dict[str, object]:
    """What the template may show: counts, codes, places and dates."""
    return (
        _progress_fields(report, vocabulary)
        | _waiting_fields(report)
        | _coverage_fields(report)
        | _governance_fields(report)
        | _risk_fields(report, risks)
    )


def charts_of(report: MonthlyReport) -> dict[str, Picture]:
    """The charts the template may ask for, by name; those with nothing to show are drawn too."""
    weeks, ages = report.movement.weeks, report.waiting.ages
    return {
        "semanas": charts.grouped_bars(
            "Aportes recibidos y salidos de la cola, por semana",
            [_week(week) for week in weeks],
            charts.Series("Recibidos", [week.received for week in weeks]),
            charts.Series("Salidos de la cola", [week.left for week in weeks]),
        ),
        "edades": charts.columns(
            "Días que llevan en la cola los aportes que esperan",
            [words for words, _ in ages],
            [count for _, count in ages],
            "aportes",
        ),
        "regiones": _regions_chart(report.coverage.regions),
    }


def _regions_chart(regions: Sequence[RegionCoverage]) -> Picture:
    heard = [each for each in reversed(regions) if each.people][:_MOST_REGIONS]
    return charts.rows(
        "Personas que hablaron en el mes, por región",
        [each.name for each in heard] or ["(nadie)"],
        [len(each.people) for each in heard] or [0],
        "personas",
    )


def _week(week: Week) -> str:
    """«9–15»; «30» where the month has but one day of it."""
    first, last = week.first_on.day, week.last_on.day
    return str(first) if first == last else f"{first}–{last}"


def _progress_fields(report: MonthlyReport, vocabulary: Vocabulary) -> dict[str, object]:
    movement, made_on = report.movement, lima_date(report.made_at)
    return {
        "mes": report.month.spoken,
        "fecha": spoken_date(made_on),
        "mes_terminado": report.is_over,
        "recibidos": movement.received,
        "recibidos_mes_anterior": movement.received_before,
        "personas": movement.people,
        "salidos": movement.total_left,
        "revisados": movement.by_operators,
        "admitidos": movement.left[AporteState.PRIORIZACION],
        "derivados": movement.left[AporteState.DERIVADO],
        "descartados": movement.left[AporteState.DESCARTADO],
        "unidos": movement.left[AporteState.FUSIONADO],
        "retirados": movement.left[AporteState.RETIRADO],
        "respondidos": movement.answered,
        "preguntados": movement.asked,
        "reabiertos": movement.reopened,
        "ayudaron": movement.helped,
        "no_ayudaron": movement.not_helped,
        "temas": [
            {"nombre": _name(each.priority, vocabulary), "aportes": each.aportes}
            for each in movement.topics
        ],
    }


def _name(priority: str, vocabulary: Vocabulary) -> str:
    found = vocabulary.find(priority)
    return priority if found is None else found.name


def _waiting_fields(report: MonthlyReport) -> dict[str, object]:
    waiting = report.waiting
    return {
        "espera": waiting.total,
        "edad_mediana": waiting.median_days,
        "vencidos": waiting.overdue,
        "por_vencer": waiting.due_soon,
        "sin_tomar": waiting.untaken,
        "sin_interprete": waiting.without_interpreter,
        "preguntas": waiting.questions,
        "pregunta_mas_antigua": waiting.oldest_question_days,
        "contestadas_sin_ver": waiting.unseen_answers,
        "edades": [{"dias": words, "aportes": count} for words, count in waiting.ages],
        "mas_antiguos": [
            {
                "codigo": spoken(case.code),
                "dias": case.days,
                "responder_antes_del": spoken_date(case.answer_by),
                "vencido": case.answer_by < lima_date(report.made_at),
            }
            for case in waiting.oldest
        ],
        "cuentas": waiting.operators,
        "cuentas_con_casos": len(waiting.loads),
        "tomados": sum(waiting.loads),
        "carga_mayor": max(waiting.loads, default=0),
        "carga_menor": min(waiting.loads, default=0),
    }


def _coverage_fields(report: MonthlyReport) -> dict[str, object]:
    coverage = report.coverage
    return {
        "regiones": [_region(each) for each in coverage.regions],
        "regiones_en_silencio": [each.name for each in coverage.silent],
        "regiones_total": len(coverage.regions),
        "distritos_del_mes": coverage.total("spoke"),
        "distritos_acumulados": coverage.total("spoke_ever"),
        "distritos_total": coverage.districts,
        "municipalidades_del_mes": coverage.total("municipalities"),
        "municipalidades_acumuladas": coverage.total("municipalities_ever"),
        "sin_distrito": coverage.without_district,
    }


def _region(region: RegionCoverage) -> dict[str, object]:
    return {
        "nombre": region.name,
        "personas": len(region.people),
        "personas_acumuladas": len(region.people_ever),
        "distritos": len(region.spoke),
        "distritos_acumulados": len(region.spoke_ever),
        "distritos_total": region.districts,
        "municipalidades": len(region.municipalities_ever),
    }


def _governance_fields(report: MonthlyReport) -> dict[str, object]:
    governance = report.governance
    return {
        "etapas": [
            {"nombre": name, "necesidades": governance.by_stage[stage]}
            for stage, name in STAGES.items()
        ],
        "priorizadas": governance.prioritised,
        "priorizadas_del_mes": governance.prioritised_now,
        "sesiones": [
            {
                "clase": MEETING_KINDS[each.kind],
                "numero": each.number,
                "fecha": spoken_date(each.held_on),
                "estado": MEETING_STATES[each.state],
                "acuerdos": each.acuerdos,
            }
            for each in governance.sessions
        ],
        "acuerdos_del_mes": governance.acuerdos_made,
        "acuerdos_cumplidos": governance.acuerdos_done,
        "pendientes": [
            {
                "codigo": each.code,
                "responsable": each.responsible,
                "plazo": spoken_date(each.due_on) if each.due_on else "sin plazo",
                "vencido": each.is_overdue,
            }
            for each in governance.pending
        ],
    }


def _risk_fields(report: MonthlyReport, text: str | None) -> dict[str, object]:
    metrics = metrics_of(report)
    found = derive(read_risks(text, frozenset(metrics)), metrics)
    return {
        name: [
            {"frase": risk.sentence, "umbral": risk.threshold}
            for risk in found
            if risk.kind is kind
        ]
        for name, kind in (
            ("riesgos", RiskKind.RIESGO),
            ("puntos_criticos", RiskKind.PUNTO_CRITICO),
            ("cuellos_de_botella", RiskKind.CUELLO_DE_BOTELLA),
        )
    }
