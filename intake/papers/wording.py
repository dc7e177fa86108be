"""How documents name what the database keeps by value."""

from datetime import datetime

from intake.kinds import Ballot, MeetingKind, MeetingState, NeedOrigin, NeedRole, Stage, Station
from intake.listening.notices import sentence
from intake.necesidades.decisions import Decided
from intake.words.calendar import LIMA, lima_date, spoken_date

STAGES = {
    Stage.PRIORIZACION: "Priorización de necesidades",
    Stage.DESARROLLO: "Desarrollo de la innovación",
    Stage.PILOTO: "Implementación del piloto",
    Stage.EVALUACION: "Evaluación, evidencia y escalamiento",
}
MEETING_KINDS = {MeetingKind.ORDINARIA: "ordinaria", MeetingKind.EXTRAORDINARIA: "extraordinaria"}
MEETING_STATES = {
    MeetingState.CONVOCADA: "convocada",
    MeetingState.INSTALADA: "instalada",
    MeetingState.CERRADA: "realizada",
    MeetingState.SIN_QUORUM: "sin quórum",
    MeetingState.CANCELADA: "cancelada",
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


def decision_name(decided: Decided, *, is_prioritised: bool) -> str:
    """How it stands before the Grupo de Trabajo, in two or three words."""
    if is_prioritised:
        return "priorizada"
    if decided.is_declined:
        return "propuesta otra vez" if decided.point else "no priorizada"
    return "propuesta"


def decision_in_words(decided: Decided, *, is_prioritised: bool) -> str:
    """What was decided of it, by which acuerdo, when and why; and what is before the Grupo now."""
    point, former = decided.point, _former(decided, is_prioritised=is_prioritised)
    if is_prioritised:
        return f"P{former}" if former else "Priorizada."
    if point is not None:
        now = {
            None: f"Propuesta en la agenda de la sesión {point.meeting}, sin decisión todavía.",
            True: f"Aprobada en la sesión {point.meeting}; falta registrar el acuerdo.",
            False: f"Votada y no aprobada en la sesión {point.meeting}; "
            "falta registrar el acuerdo.",
        }[point.approved]
        if not former:
            return now
        again = now.replace("Propuesta", "Propuesta otra vez", 1)
        return f"{again} Antes: no p{former}"
    return f"No p{former}" if former else "Propuesta, sin decisión del Grupo de Trabajo."


def _former(decided: Decided, *, is_prioritised: bool) -> str:
    """The last decision, if it holds: what follows the «P» of «Priorizada» or «No priorizada»."""
    last = decided.last
    if last is None or decided.is_prioritised is not is_prioritised:
        return ""
    by = f"por el acuerdo {last.code}" if last.code else "sin un acuerdo con código"
    reason = f" Motivo: {sentence(last.reason)}" if last.reason and not is_prioritised else ""
    return f"riorizada {by}, el {day(last.at)}.{reason}"


def poverty_in_words(share: float) -> str:
    """The one figure of poverty, with how it is weighed: «16,7 % de su población en pobreza…»."""
    rate = f"{share:.1f}".replace(".", ",")
    return f"{rate} % de su población en pobreza (cada distrito, según sus habitantes)"


def hour(instant: datetime) -> str:
    """The hour in Lima: «10:05»."""
    return f"{instant.astimezone(LIMA):%H:%M}"


def day(instant: datetime) -> str:
    """The day in Lima: «23 de noviembre de 2026»."""
    return spoken_date(lima_date(instant))
