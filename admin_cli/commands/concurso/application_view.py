"""How applications to a concurso look: as a table, one whole, and as JSON."""

from collections.abc import Sequence

from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column, Json, iso
from intake.concursos.rules.application import STEPS, shown
from intake.kinds import ApplicationState
from intake.places.rules.regions import region_name
from intake.store.models import Application, Attachment
from intake.words.codes import spoken

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
