"""The order of the necesidades for other programs."""

from collections.abc import Iterable

from admin_cli.terminal.output import Json, iso
from intake.necesidades.decisions import Decided
from intake.necesidades.ranking import Contribution, RankedNeed, Ranking
from intake.papers.wording import decision_name

PROPOSAL = (
    "Es una propuesta: solo un acuerdo del Grupo de Trabajo hace priorizada a una necesidad "
    "(Manual, art. 14.a)."
)


def as_json(ranking: Ranking, shown: Iterable[RankedNeed]) -> dict[str, Json]:
    """Give the order for other programs."""
    return {
        "es_propuesta": True,
        "nota": PROPOSAL,
        "calculado": ranking.at.isoformat(),
        "criterios": {
            "version": ranking.by.version,
            "aprobados": ranking.by.approved_at is not None,
            "pesos": ranking.by.criteria.weights,
        },
        "total": len(ranking.needs),
        "necesidades": [need_json(each) for each in shown],
    }


def need_json(need: RankedNeed) -> dict[str, Json]:
    """Give one necesidad with all that brought it to its place."""
    placed = need.placed
    return {
        "numero": need.necesidad_id,
        "titulo": need.title,
        "etapa": need.stage.value,
        "priorizada": iso(need.prioritised_at),
        **decision_json(need.decided, is_prioritised=need.prioritised_at is not None),
        "puesto": placed.place,
        "empata": placed.is_tied,
        "total": round(placed.total, 2),
        "voces_sin_verificar": len(need.demand.unverified),
        "hasta": round(placed.at_most, 2),
        "faltan_notas": [each.id for each in need.unscored],
        "sin_datos": [each.id for each in need.without_data],
        "criterios": {each.criterion.id: _contribution_json(each) for each in need.contributions},
    }


def decision_json(decided: Decided, *, is_prioritised: bool) -> dict[str, Json]:
    """Say what the Grupo de Trabajo decided of it last, and whether it is on an agenda now."""
    last, point = decided.last, decided.point
    return {
        "decision": decision_name(decided, is_prioritised=is_prioritised),
        "acuerdo": last.code if last else None,
        "decidida": last.at.isoformat() if last else None,
        "motivo": last.reason if last else None,
        "en_agenda": point.meeting if point else None,
    }


def _contribution_json(each: Contribution) -> dict[str, Json]:
    found: dict[str, Json] = {
        "peso": each.criterion.weight,
        "nota": None if each.value is None else round(each.value, 3),
        "aporta": round(each.points, 3),
    }
    if each.counted is not None:
        found |= {
            "cuenta": each.counted.amount,
            "distritos_con_datos": each.counted.known,
            "distritos": each.counted.districts,
        }
        return found
    return found | {
        "notas": [
            {
                "de": rating.who,
                "nota": rating.value,
                "motivo": rating.reason,
                "cuenta": rating.is_binding,
            }
            for rating in each.ratings
        ],
        "promedio_asesores": each.advised,
    }
