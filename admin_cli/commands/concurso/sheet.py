"""How concursos look in the terminal: as a table, one whole, and as JSON."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from admin_cli.commands.concurso.application_view import APPLICATION_STATES
from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column, Json, iso
from intake.concursos.concursos import is_open
from intake.concursos.rules.application import APPLICANT_WORDS, soles
from intake.kinds import HANDED_IN, Applicant, ApplicationState, ConcursoState
from intake.places.rules.regions import region_name
from intake.store.models import Concurso, Necesidad
from intake.words.calendar import spoken_date, spoken_moment

T = TypeVar("T")
STATES = {
    ConcursoState.BORRADOR: "borrador",
    ConcursoState.PUBLICADO: "publicado",
    ConcursoState.RESULTADOS: "con resultados",
    ConcursoState.CANCELADO: "cancelado",
}


@dataclass(frozen=True, slots=True)
class ConcursoSheet:
    """A concurso with all that hangs from it."""

    concurso: Concurso
    needs: list[Necesidad]
    lacks: list[str]
    """What it lacks to be published, while it is a draft."""
    applications: dict[ApplicationState, int]
    questions: int
    """Waiting for an answer."""


def state_of(concurso: Concurso, now: datetime) -> str:
    """Say how it stands: «publicado, abierto», «publicado, cerró»."""
    said = STATES[concurso.state]
    if concurso.state is not ConcursoState.PUBLICADO:
        return said
    if is_open(concurso, now):
        return f"{said}, abierto"
    return f"{said}, todavía no abre" if now < concurso.opens_at else f"{said}, cerró"


def show(view: ConcursoSheet, now: datetime) -> None:
    """Show one concurso whole."""
    shown = [row for row in _rows(view, now) if row[1]]
    output.show_table([Column(f"concurso {view.concurso.code}"), Column("", wraps=True)], shown)
    if view.lacks:
        output.talk("\nPara publicarlo falta:")
        for what in view.lacks:
            output.talk(f"- {what}")


def _rows(view: ConcursoSheet, now: datetime) -> list[list[str]]:
    """What it says, point by point; a point that says nothing is empty."""
    each = view.concurso
    return [
        ["estado", state_of(each, now)],
        ["título", each.title],
        ["reto", each.challenge],
        ["socio", each.partner],
        ["postulan", "; ".join(APPLICANT_WORDS[Applicant(kind)] for kind in each.applicants)],
        ["condiciones", each.who],
        ["fondo", _said(each.fund, soles)],
        ["por proyecto", _said(each.ceiling, soles)],
        ["paga hasta", _said(each.share, "{} %".format)],
        ["dura hasta", _said(each.months, "{} meses".format)],
        ["para", "; ".join(region_name(code, words.known_districts()) for code in each.ubigeos)],
        ["abre", spoken_moment(each.opens_at)],
        ["cierra", spoken_moment(each.closes_at)],
        ["resultados", _said(each.results_on, spoken_date)],
        ["etapas", " → ".join(each.stages)],
        ["criterios", "; ".join(each.criteria)],
        ["bases", " ".join(part for part in (each.bases_name, each.bases_url) if part)],
        ["SHA-256", each.bases_digest or ""],
        ["acuerdo", each.acuerdo or ""],
        ["evaluación", each.evaluation_acuerdo or ""],
        ["contacto", each.contact],
        ["necesidades", "; ".join(f"{need.necesidad_id}: {need.title}" for need in view.needs)],
        ["postulaciones", _counts(view.applications)],
        ["preguntas", _said(view.questions, "{} sin responder".format)],
    ]


def _said(value: T | None, form: Callable[[T], str]) -> str:
    """The value in words; nothing where there is none."""
    return form(value) if value else ""


def _counts(found: dict[ApplicationState, int]) -> str:
    return ", ".join(f"{number} {APPLICATION_STATES[state]}" for state, number in found.items())


def to_json(view: ConcursoSheet, now: datetime) -> dict[str, Json]:
    """Give one concurso for other programs."""
    each = view.concurso
    return {
        "codigo": each.code,
        "estado": each.state.value,
        "abierto": is_open(each, now),
        "titulo": each.title,
        "reto": each.challenge,
        "socio": each.partner,
        "postulan": each.applicants,
        "condiciones": each.who,
        "fondo": each.fund,
        "tope": each.ceiling,
        "porcentaje": each.share,
        "meses": each.months,
        "lugares": each.ubigeos,
        "abre": each.opens_at.isoformat(),
        "cierra": each.closes_at.isoformat(),
        "resultados": iso(each.results_on),
        "etapas": each.stages,
        "criterios": each.criteria,
        "bases": each.bases_name,
        "enlace_bases": each.bases_url,
        "bases_sha256": each.bases_digest,
        "acuerdo": each.acuerdo,
        "acuerdo_evaluacion": each.evaluation_acuerdo,
        "contacto": each.contact,
        "necesidades": [need.necesidad_id for need in view.needs],
        "falta": view.lacks,
        "postulaciones": {state.value: number for state, number in view.applications.items()},
        "preguntas_sin_responder": view.questions,
    }


def show_all(views: Sequence[ConcursoSheet], now: datetime) -> None:
    """Show the concursos as a table."""
    output.show_table(
        [
            Column("CÓDIGO", is_whole=True),
            Column("ESTADO"),
            Column("CIERRA"),
            Column("ENVIADAS", "right"),
            Column("TÍTULO", wraps=True),
        ],
        [
            [
                view.concurso.code,
                state_of(view.concurso, now),
                words.moment(view.concurso.closes_at),
                str(
                    sum(number for state, number in view.applications.items() if state in HANDED_IN)
                ),
                view.concurso.title,
            ]
            for view in views
        ],
    )
