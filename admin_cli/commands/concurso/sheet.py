"""How concursos, their questions and their applications are shown in the terminal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column, Json, iso
from intake.concursos.concursos import is_open
from intake.concursos.evaluation import Placing
from intake.concursos.rules.application import APPLICANT_WORDS, STEPS, shown, soles
from intake.kinds import HANDED_IN, Applicant, ApplicationState, ConcursoState
from intake.places.rules.regions import region_name
from intake.store.models import Application, Attachment, Concurso, ConcursoQuestion, Necesidad
from intake.words.calendar import spoken_date, spoken_moment
from intake.words.codes import spoken

T = TypeVar("T")
STATES = {
    ConcursoState.BORRADOR: "borrador",
    ConcursoState.PUBLICADO: "publicado",
    ConcursoState.RESULTADOS: "con resultados",
    ConcursoState.CANCELADO: "cancelado",
}
APPLICATION_STATES = {
    ApplicationState.BORRADOR: "a medias",
    ApplicationState.ENVIADA: "enviada",
    ApplicationState.RETIRADA: "retirada",
    ApplicationState.GANADORA: "ganadora",
    ApplicationState.NO_ELEGIDA: "no elegida",
}
STEP_NAMES = {
    "quien": "quién",
    "nombre": "nombre",
    "lugar": "lugar",
    "titulo": "propuesta",
    "propuesta": "qué harían",
    "beneficiarios": "personas",
    "monto": "monto",
    "meses": "meses",
    "contacto": "contacto",
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


def show_questions(rows: Sequence[tuple[ConcursoQuestion, Concurso]], now: datetime) -> None:
    """Show the questions that wait, or those that were answered."""
    output.show_table(
        [Column("Nº", "right"), Column("CONCURSO"), Column("EDAD"), Column("PREGUNTA", wraps=True)],
        [
            [
                str(row.id),
                concurso.code,
                words.age(now, row.asked_at),
                f"{row.text} → {row.answer}" if row.answer else row.text,
            ]
            for row, concurso in rows
        ],
    )


def question_json(row: ConcursoQuestion, concurso: Concurso) -> dict[str, Json]:
    """Give one question for other programs."""
    return {
        "numero": row.id,
        "concurso": concurso.code,
        "pregunta": row.text,
        "fecha": row.asked_at.isoformat(),
        "respuesta": row.answer,
    }


def shown_answer(step: str, value: str) -> str:
    """Write an answer as people read it."""
    return shown(step, value, region_name(value, words.known_districts()))


def show_applications(rows: Sequence[Application]) -> None:
    """Show the applications of a concurso as a table."""
    output.show_table(
        [
            Column("CÓDIGO", is_whole=True),
            Column("ESTADO"),
            Column("NOMBRE", wraps=True),
            Column("LUGAR", wraps=True),
            Column("MONTO", "right"),
            Column("PROPUESTA", wraps=True),
        ],
        [
            [
                spoken(own.code),
                APPLICATION_STATES[own.state],
                own.answers.get("nombre", ""),
                shown_answer("lugar", own.answers.get("lugar", "")),
                shown_answer("monto", own.answers.get("monto", "")),
                own.answers.get("titulo", ""),
            ]
            for own in rows
        ],
    )


def show_application(own: Application, files: Sequence[Attachment]) -> None:
    """Show one application whole."""
    rows = [["estado", APPLICATION_STATES[own.state]]]
    if own.submitted_at:
        rows.append(["enviada", words.moment(own.submitted_at)])
    rows += [
        [STEP_NAMES[step], shown_answer(step, own.answers[step])]
        for step in STEPS
        if own.answers.get(step)
    ]
    if own.outcome:
        rows.append(["resultado", own.outcome])
    rows += [["archivo", f"{file.id}: {file.kind}, {file.state}"] for file in files]
    output.show_table([Column(f"postulación {spoken(own.code)}"), Column("", wraps=True)], rows)


def application_json(own: Application) -> dict[str, Json]:
    """Give one application for other programs."""
    return {
        "codigo": own.code,
        "estado": own.state.value,
        "enviada": iso(own.submitted_at),
        "respuestas": dict(own.answers),
        "resultado": own.outcome,
    }


def show_standings(standings: Sequence[Placing], criteria: Sequence[str]) -> None:
    """Show the applications by their points, the best first."""
    output.show_table(
        [
            Column("Nº", "right"),
            Column("CÓDIGO", is_whole=True),
            Column("TOTAL", "right"),
            *(Column(each.upper()[:14], "right") for each in criteria),
            Column("EVALÚAN", "right"),
            Column("PROPUESTA", wraps=True),
        ],
        [
            [
                str(place),
                spoken(each.application.code),
                _points(each.total),
                *(_points(each.points[name]) for name in criteria),
                str(each.evaluators),
                each.application.answers.get("titulo", ""),
            ]
            for place, each in enumerate(standings, 1)
        ],
    )


def _points(value: float | None) -> str:
    return "falta" if value is None else f"{value:.2f}".replace(".", ",")


def standing_json(each: Placing) -> dict[str, Json]:
    """Give one line of that table for other programs."""
    return {
        "codigo": each.application.code,
        "total": each.total,
        "notas": each.points,
        "evaluadores": each.evaluators,
    }
