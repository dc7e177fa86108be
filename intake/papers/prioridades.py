"""«Documento técnico de prioridades de innovaciones de políticas sociales» (Manual, art. 33)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake import ranking, territory
from intake.documents import charts
from intake.documents.blocks import Document, Picture
from intake.kinds import AcuerdoSubject
from intake.models import Acuerdo, Ficha, NecesidadMove
from intake.papers.templates import render
from intake.papers.wording import NEED_ROLES, ORIGINS, STAGES, day
from intake.ranking import Contribution, RankedNeed, Ranking
from intake.reports.coverage import region_names
from intake.rules.places import builtin_districts
from intake.territory import Territory

MOST_PROPOSED = 20
"""Of the proposals, how many are described each by itself: all stand in the order."""
_MOST_CHARTED = 12


async def draw(session: AsyncSession, *, now: datetime, folder: Path | None = None) -> Document:
    """All fichas in their order: those an acuerdo prioritised, and the others as a proposal."""
    order = await ranking.rank(session, now=now, everything=True)
    fichas = {ficha.necesidad_id: ficha for ficha in await session.scalars(sa.select(Ficha))}
    codes = await _acuerdos(session)
    shown = _shown(order)
    lands = {
        need.necesidad_id: await territory.of_districts(session, need.demand.ubigeos)
        for need in shown
    }
    return render(
        "prioridades",
        fields_of(order, shown, fichas, codes, lands, now=now),
        folder=folder,
        charts={"demanda": _chart(order)},
    )


def _shown(order: Ranking) -> list[RankedNeed]:
    """Those described each by itself: all that are priorizadas, and the first proposals."""
    decided = [need for need in order.needs if need.prioritised_at is not None]
    return decided + [need for need in order.needs if need.prioritised_at is None][:MOST_PROPOSED]


def fields_of(
    order: Ranking,
    shown: Sequence[RankedNeed],
    fichas: Mapping[int, Ficha],
    codes: Mapping[int, str],
    lands: Mapping[int, Territory],
    *,
    now: datetime,
) -> dict[str, Any]:
    """What the template may show: nothing that a person wrote to the bot."""
    needs = [
        _need(
            need,
            fichas[need.necesidad_id],
            codes.get(need.necesidad_id, ""),
            lands[need.necesidad_id],
            now,
        )
        for need in shown
    ]
    return {
        "fecha": day(now),
        "criterios": [
            {"nombre": each.name, "peso": _number(each.weight)}
            for each in order.by.criteria.criteria
        ],
        "criterios_version": order.by.label,
        "criterios_aprobados": order.by.approved_at is not None,
        "orden": [_line(need) for need in order.needs],
        "grupos": [
            {
                "nombre": name,
                "necesidades": [each for each in needs if each["priorizada"] is decided],
            }
            for name, decided in (
                ("Necesidades priorizadas", True),
                ("Necesidades propuestas", False),
            )
        ],
        "sin_describir": len(order.needs) - len(shown),
    }


def _line(need: RankedNeed) -> dict[str, Any]:
    return {
        "puesto": need.placed.place,
        "numero": need.necesidad_id,
        "nombre": need.title,
        "puntos": _number(need.placed.total),
        "personas": need.demand.people,
        "decision": "priorizada" if need.prioritised_at else "propuesta",
    }


def _need(
    need: RankedNeed, ficha: Ficha, code: str, land: Territory, now: datetime
) -> dict[str, Any]:
    demand, names = need.demand, region_names(builtin_districts())
    recent, before = demand.trend(now)
    return {
        "numero": need.necesidad_id,
        "nombre": need.title,
        "puesto": need.placed.place,
        "puntos": _number(need.placed.total),
        "priorizada": need.prioritised_at is not None,
        "acuerdo": code,
        "etapa": STAGES[need.stage],
        "origen": ORIGINS[ficha.origin] + (f": {ficha.source}" if ficha.source else ""),
        "rol": NEED_ROLES[ficha.role] if ficha.role else "",
        "afectados": ficha.affected,
        "donde": ficha.location,
        "causas": ficha.causes,
        "evidencia": ficha.evidence,
        "programas": ficha.programmes,
        "personas": demand.people,
        "aportes": demand.aportes,
        "distritos": len(demand.ubigeos),
        "provincias": demand.provinces,
        "municipalidades": demand.municipalities,
        "nuevas": recent,
        "nuevas_antes": before,
        "poblacion": f"{land.population:,}".replace(",", " ") if land.population else "",
        "pobreza": _number(land.poverty) if land.poverty is not None else "",
        "regiones": [
            {"nombre": names.get(region, region), "personas": count}
            for region, count in sorted(
                demand.by_region().items(), key=lambda each: (-each[1], each[0])
            )
        ],
        "aportes_de_criterios": [
            {
                "nombre": each.criterion.name,
                "valor": _value(each),
                "puntos": _number(each.points),
            }
            for each in need.contributions
        ],
        "falta": [each.name for each in (*need.unscored, *need.without_data)],
    }


async def _acuerdos(session: AsyncSession) -> dict[int, str]:
    """The code of the acuerdo that prioritised each necesidad; one that declined it is none."""
    rows = await session.execute(
        sa.select(NecesidadMove.necesidad_id, Acuerdo.code)
        .join(Acuerdo, Acuerdo.id == NecesidadMove.acuerdo_id)
        .join(Ficha, Ficha.necesidad_id == NecesidadMove.necesidad_id)
        .where(
            Acuerdo.subject == AcuerdoSubject.PRIORIZAR, NecesidadMove.at == Ficha.prioritised_at
        )
    )
    return {row[0]: row[1] for row in rows}


def _chart(order: Ranking) -> Picture:
    first = order.needs[:_MOST_CHARTED]
    return charts.rows(
        "Personas detrás de las primeras necesidades",
        [f"{need.necesidad_id}. {need.title}" for need in first] or ["(ninguna)"],
        [need.demand.people for need in first] or [0],
        "personas",
    )


def _value(each: Contribution) -> str:
    if each.value is not None:
        return _number(each.value)
    return "sin nota" if each.criterion.scale is None else "sin datos"


def _number(value: float) -> str:
    """«12,3»; «12» where nothing is behind the comma."""
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")
