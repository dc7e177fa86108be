"""How documents name what the database keeps by value."""

from datetime import datetime

from intake.kinds import (
    Ballot,
    NeedOrigin,
    NeedRole,
    SessionKind,
    SessionState,
    Stage,
    Station,
)
from intake.rules.calendar import LIMA, lima_date, spoken_date

STAGES = {
    Stage.PRIORIZACION: "Priorización de necesidades",
    Stage.DESARROLLO: "Desarrollo de la innovación",
    Stage.PILOTO: "Implementación del piloto",
    Stage.EVALUACION: "Evaluación y escalamiento",
}
SESSION_KINDS = {SessionKind.ORDINARIA: "ordinaria", SessionKind.EXTRAORDINARIA: "extraordinaria"}
SESSION_STATES = {
    SessionState.CONVOCADA: "convocada",
    SessionState.INSTALADA: "instalada",
    SessionState.CERRADA: "realizada",
    SessionState.SIN_QUORUM: "sin quórum",
}
STATIONS = {
    Station.ACTA_ANTERIOR: "Aprobación del acta anterior",
    Station.DESPACHO: "Despacho",
    Station.INFORMES: "Informes",
    Station.PEDIDOS: "Pedidos",
    Station.ORDEN_DEL_DIA: "Orden del día",
    Station.ACUERDOS: "Acuerdos",
}
BALLOTS = {Ballot.FAVOR: "a favor", Ballot.CONTRA: "en contra", Ballot.ABSTENCION: "abstención"}
ORIGINS = {
    NeedOrigin.APORTES: "aportes de la ciudadanía y de las municipalidades",
    NeedOrigin.INFORME_FINAL: "informe final de un estudio o evaluación",
    NeedOrigin.RECOMENDACIONES: "informe técnico de recomendaciones",
    NeedOrigin.SEGUIMIENTO: "seguimiento de compromisos",
    NeedOrigin.INICIATIVA: "iniciativa de una institución pública, privada o académica",
    NeedOrigin.PRIORIDAD: "prioridad de política social",
    NeedOrigin.SOLICITUD: "solicitud de un órgano o programa",
}
NEED_ROLES = {
    NeedRole.DISENO: "diseño de una intervención",
    NeedRole.MEJORA: "mejora de una intervención que ya existe",
}


def hour(instant: datetime) -> str:
    """«10:05», in Lima."""
    return f"{instant.astimezone(LIMA):%H:%M}"


def day(instant: datetime) -> str:
    """«23 de noviembre de 2026», in Lima."""
    return spoken_date(lima_date(instant))
