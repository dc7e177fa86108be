"""«Documento técnico de prioridades de innovaciones de políticas sociales» (Manual, art. 33)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.documents import charts
from intake.documents.blocks import Document, Picture
from intake.figures.coverage import region_names
from intake.necesidades import ranking
from intake.necesidades.ranking import Contribution, RankedNeed, Ranking
from intake.papers.templates import render
from intake.papers.wording import (
    NEED_ROLES,
    ORIGINS,
    STAGES,
    day,
    decision_in_words,
    decision_name,
    poverty_in_words,
)
from intake.places import territory
from intake.places.rules.places import builtin_districts
from intake.places.territory import Territory
from intake.store.models import Necesidad
from intake.words.numerals import decimal, grouped

MOST_PROPOSED = 20
"""Of the proposals, how many are described each by itself: all stand in the order."""
_MOST_CHARTED = 12


async def draw(session: AsyncSession, *, now: datetime, folder: Path | None = None) -> Document:
    """All necesidades in their order: those an acuerdo prioritised, and then the others."""
    order = await ranking.rank(session, now=now, everything=True)
    necesidades = {
        necesidad.necesidad_id: necesidad
        for necesidad in await session.scalars(sa.select(Necesidad))
    }
    shown = _shown(order)
    lands = {
        need.necesidad_id: await territory.of_districts(session, need.demand.ubigeos)
        for need in shown
    }
    return render(
        "prioridades",
        fields_of(order, shown, necesidades, lands, now=now),
        folder=folder,
        charts={"demanda": _chart(order)},
    )


def _shown(order: Ranking) -> list[RankedNeed]:
    """Those described each by itself: all that were decided, and the first proposals."""
    decided = [need for need in order.needs if _group(need) != _PROPOSED]
    return decided + [need for need in order.needs if _group(need) == _PROPOSED][:MOST_PROPOSED]


_PROPOSED = "Necesidades propuestas"
_GROUPS = ("Necesidades priorizadas", _PROPOSED, "Necesidades no priorizadas")


def _group(need: RankedNeed) -> str:
    """Which chapter it stands in: what was voted down and proposed again is proposed."""
    if need.prioritised_at is not None:
        return _GROUPS[0]
    return _GROUPS[2] if need.decided.is_declined and not need.decided.point else _PROPOSED


def fields_of(
    order: Ranking,
    shown: Sequence[RankedNeed],
    necesidades: Mapping[int, Necesidad],
    lands: Mapping[int, Territory],
    *,
    now: datetime,
) -> dict[str, object]:
    """What the template may show: nothing that a person wrote to the bot."""
    needs = {
        need.necesidad_id: _need(
            need, necesidades[need.necesidad_id], lands[need.necesidad_id], now
        )
        for need in shown
    }
    return {
        "fecha": day(now),
        "criterios": [
            {"nombre": each.name, "peso": decimal(each.weight)}
            for each in order.by.criteria.criteria
        ],
        "criterios_version": order.by.label,
        "criterios_aprobados": order.by.approved_at is not None,
        "orden": [_line(need) for need in order.needs],
        "grupos": [
            {
                "nombre": name,
                "necesidades": [needs[each.necesidad_id] for each in shown if _group(each) == name],
            }
            for name in _GROUPS
        ],
        "sin_describir": len(order.needs) - len(shown),
    }


def _line(need: RankedNeed) -> dict[str, object]:
    return {
        "puesto": need.placed.place,
        "numero": need.necesidad_id,
        "nombre": need.title,
        "puntos": decimal(need.placed.total),
        "personas": need.demand.people,
        "decision": _name(need),
    }


def _name(need: RankedNeed) -> str:
    return decision_name(need.decided, is_prioritised=need.prioritised_at is not None)


def _need(
    need: RankedNeed, necesidad: Necesidad, land: Territory, now: datetime
) -> dict[str, object]:
    demand, names = need.demand, region_names(builtin_districts())
    recent, before = demand.trend(now)
    is_prioritised = need.prioritised_at is not None
    last = need.decided.last
    return {
        "numero": need.necesidad_id,
        "nombre": need.title,
        "puesto": need.placed.place,
        "puntos": decimal(need.placed.total),
        "priorizada": is_prioritised,
        "decision": decision_in_words(need.decided, is_prioritised=is_prioritised),
        "acuerdo": (last.code or "") if last else "",
        "etapa": STAGES[need.stage],
        "origen": ORIGINS[necesidad.origin] + (f": {necesidad.source}" if necesidad.source else ""),
        **_described(necesidad, has_regions=bool(demand.by_region())),
        "personas": demand.people,
        "aportes": demand.aportes,
        "distritos": len(demand.ubigeos),
        "provincias": demand.provinces,
        "municipalidades": demand.municipalities,
        "nuevas": recent,
        "nuevas_antes": before,
        "poblacion": grouped(land.population) if land.population else "",
        "pobreza": decimal(land.poverty) if land.poverty is not None else "",
        "pobreza_en_palabras": poverty_in_words(land.poverty) if land.poverty is not None else "",
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
                "puntos": decimal(each.points),
            }
            for each in need.contributions
        ],
        "falta": [each.name for each in (*need.unscored, *need.without_data)],
    }


def _described(necesidad: Necesidad, *, has_regions: bool) -> dict[str, object]:
    """What people wrote of it, field by field and as rows; what nobody wrote is named once."""
    role = NEED_ROLES[necesidad.role] if necesidad.role else ""
    said = [
        ("A quiénes afecta", necesidad.affected),
        ("Dónde", necesidad.location or ("ver la tabla por región" if has_regions else "")),
        ("Causas", necesidad.causes),
        ("Evidencia", necesidad.evidence),
        ("Qué se hace ya", necesidad.programmes),
        ("Lo que haría el Laboratorio", role),
    ]
    return {
        "rol": role,
        "afectados": necesidad.affected,
        "donde": necesidad.location,
        "causas": necesidad.causes,
        "evidencia": necesidad.evidence,
        "programas": necesidad.programmes,
        "descripcion": [{"nombre": name, "texto": text} for name, text in said if text],
        "por_describir": [name[0].lower() + name[1:] for name, text in said if not text],
    }


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
        return decimal(each.value)
    return "sin nota" if each.criterion.scale is None else "sin datos"
