"""Every sentence that the bot says about concursos. Read each one aloud before changing it."""

from collections.abc import Mapping, Sequence

from intake.concursos.commands import ApplicationView, CallCard
from intake.concursos.rules.application import APPLICANT_WORDS, LEFT_EMPTY, STEPS, shown, soles
from intake.kinds import Applicant, ApplicationState
from intake.words.calendar import spoken_date, spoken_moment
from intake.words.codes import spoken

NONE_OPEN = (
    "Ahora no hay concursos abiertos para ti. Si quieres, te avisamos cuando abra uno: son pocos "
    "mensajes y puedes escribir «baja» cuando quieras."
)
OPEN_ONES = "Estos concursos están abiertos:"
CHOOSE_CALL = "Elige uno para saber más."
APPLY = "Postular"
GO_ON = "Seguir mi postulación"
MINE = "Mi postulación"
ASK = "Hacer una pregunta"
CALLS = "Ver concursos"
TELL_ME = "Avísame de los concursos"
WHAT_TO_ASK = "¿Qué quieres saber de este concurso? Escríbelo con tus palabras."
QUESTION_KEPT = (
    "Tu pregunta ya está con el equipo del Laboratorio. Cuando la respondan, te llega aquí mismo."
)
LEFT = "Lo dejamos aquí: tu postulación está guardada. Para seguir, escribe «postular»."
NO_APPLICATIONS = "Todavía no tienes postulaciones."
YOUR_APPLICATIONS = "Tus postulaciones:"
SEND = "Sí, enviar"
CORRECT = "Corregir algo"
WITHDRAW = "Retirarla"
REALLY_WITHDRAW = "¿Retiramos tu postulación?"
YES_WITHDRAW = "Sí, retirarla"
NO_KEEP = "No, dejarla"
SKIP = "Prefiero no darlo"
LATER = "Lo dejo para después"
FILE_KEPT = "Recibí tu archivo y queda con tu postulación."
SENT_ALREADY = "Tu postulación sigue enviada, con este cambio."
WHAT_TO_CORRECT = "¿Qué quieres cambiar?"
WHICH_DISTRICT = "¿Cuál de estos lugares es? Si no está, escribe el distrito y la provincia."
NOTICE = (
    "Tus datos: el MIDIS usará lo que escribes y este chat solo para este concurso y para "
    "responderte. Para saber más, escribe «privacidad»."
)
ACCEPT = "Al responder «Sí, enviar» nos das tu permiso para usar estos datos en el concurso."
HOW_TO_LEAVE = "Puedes parar cuando quieras: lo que escribes se guarda. Para volver, «postular»."
QUESTIONS: Mapping[str, str] = {
    "quien": "¿Quién postula?",
    "nombre": "¿Cómo se llama la organización, comunidad o persona que postula?",
    "lugar": "¿En qué distrito se haría? Escribe el distrito y la provincia.",
    "titulo": "Ponle un nombre corto a tu propuesta.",
    "propuesta": (
        "Cuéntanos la propuesta con tus palabras: qué harían, con quiénes y cómo ayudaría. "
        "Si tienes fotos o documentos, puedes mandarlos aquí."
    ),
    "beneficiarios": "¿A cuántas personas ayudaría? Escribe un número.",
    "monto": "¿Cuántos soles le pides al concurso? Escribe un número.",
    "meses": "¿En cuántos meses se haría? Escribe un número.",
    "contacto": (
        "¿A qué teléfono o correo podemos escribirte si hace falta? También te respondemos por "
        "aquí."
    ),
}
NAMES: Mapping[str, str] = {
    "quien": "Quién postula",
    "nombre": "Nombre",
    "lugar": "Lugar",
    "titulo": "Propuesta",
    "propuesta": "Qué harían",
    "beneficiarios": "Personas a las que ayuda",
    "monto": "Monto pedido",
    "meses": "Duración",
    "contacto": "Contacto",
}
_STATES = {
    ApplicationState.BORRADOR: "a medias, sin enviar",
    ApplicationState.ENVIADA: "enviada",
    ApplicationState.RETIRADA: "retirada",
    ApplicationState.GANADORA: "elegida",
    ApplicationState.NO_ELEGIDA: "no fue elegida",
}


def card(call: CallCard) -> str:
    """A call in plain words: what for, who, how much, until when."""
    lines = [f"Concurso «{call.title}»"]
    if call.partner:
        lines.append(f"Del MIDIS con {call.partner}.")
    lines += ["", call.challenge, ""]
    lines.append(f"Quién puede postular: {applicants(call.applicants)}.")
    if call.who:
        lines.append(call.who)
    if money := _money(call):
        lines.append(money)
    if call.months:
        lines.append(f"El proyecto puede durar hasta {call.months} meses.")
    lines.append(_when(call))
    if call.bases_url:
        lines.append(f"Las bases: {call.bases_url}")
    if call.contact:
        lines.append(f"Consultas: {call.contact}")
    return "\n".join(lines)


def _money(call: CallCard) -> str:
    parts = []
    if call.ceiling:
        parts.append(f"da hasta {soles(call.ceiling)} por proyecto")
    if call.share:
        parts.append(f"paga hasta el {call.share} % del costo")
    if call.fund:
        parts.append(f"tiene en total {soles(call.fund)}")
    if not parts:
        return ""
    said = ", ".join(parts[:-1]) + (" y " if len(parts) > 1 else "") + parts[-1]
    return f"El concurso {said}."


def _when(call: CallCard) -> str:
    if call.is_cancelled:
        return "Este concurso fue cancelado."
    if call.has_results:
        return "Este concurso ya terminó y tiene resultados."
    if call.is_open:
        said = f"Puedes postular hasta el {spoken_moment(call.closes_at)}."
        if call.results_on:
            said += f" Los resultados se dirán el {spoken_date(call.results_on)}."
        return said
    return f"Abre el {spoken_moment(call.opens_at)} y cierra el {spoken_moment(call.closes_at)}."


def applicants(kinds: tuple[Applicant, ...]) -> str:
    """Who may apply, in words: «una comunidad, asociación o comité; una municipalidad»."""
    return "; ".join(
        APPLICANT_WORDS[each][:1].lower() + APPLICANT_WORDS[each][1:] for each in kinds
    )


def open_ones(cards: Sequence[CallCard]) -> str:
    """The open calls, each with the day on which it closes."""
    lines = [f"• {card.title}: hasta el {spoken_moment(card.closes_at)}." for card in cards]
    return "\n".join((OPEN_ONES, *lines, CHOOSE_CALL))


def call_button(call: CallCard) -> str:
    """The title of a call, cut to the length of a button."""
    return call.title if len(call.title) <= 56 else f"{call.title[:55].rstrip()}…"


def question(step: str) -> str:
    """The question of a step, with its place among all."""
    place = STEPS.index(step) + 1
    return f"{place} de {len(STEPS)}. {QUESTIONS[step]}"


def noted(step: str, value: str, typed: str) -> str:
    """What was understood of a number, if it was not typed just so."""
    if step not in {"beneficiarios", "monto", "meses"} or not value or typed.strip() == value:
        return ""
    said = f"{value} personas" if step == "beneficiarios" else shown(step, value, "")
    return f"Anoté: {said}."


def summary(view: ApplicationView, place: str) -> str:
    """The whole application, as its person reads it."""
    lines = [f"Tu postulación a «{view.title}»:"]
    for step in STEPS:
        value = view.answers.get(step, "")
        if value and value != LEFT_EMPTY:
            lines.append(f"{NAMES[step]}: {shown(step, value, place)}")
    if view.files:
        lines.append(f"Archivos: {view.files}")
    return "\n".join(lines)


def ready(view: ApplicationView, place: str) -> str:
    """The whole application, before it is sent."""
    return (
        f"{summary(view, place)}\n\n¿La enviamos así? Podrás cambiarla hasta el "
        f"{spoken_moment(view.closes_at)}."
    )


def receipt(view: ApplicationView) -> str:
    """What is said when it was handed in."""
    return (
        f"¡Listo! Tu postulación está enviada. Su código es {spoken(view.code)}: guárdalo.\n"
        f"Puedes cambiarla hasta el {spoken_moment(view.closes_at)}. "
        "Cuando haya resultados, te avisamos aquí."
    )


def status(view: ApplicationView, place: str) -> str:
    """How the application stands."""
    said = f"{summary(view, place)}\n\nCódigo {spoken(view.code)}: {_STATES[view.state]}."
    if view.state is ApplicationState.BORRADOR and view.is_open:
        said += f" Puedes enviarla hasta el {spoken_moment(view.closes_at)}."
    if view.state is ApplicationState.ENVIADA and not view.is_open:
        said += " El concurso ya cerró: te avisaremos de los resultados."
    return f"{said} {view.outcome}".strip()


def line(view: ApplicationView) -> str:
    """One application, as a line of several."""
    return f"• {view.title}: {_STATES[view.state]} ({spoken(view.code)})"


def withdrawn(view: ApplicationView) -> str:
    """What is said when it was taken back."""
    return (
        f"Listo, retiramos tu postulación a «{view.title}». Si cambias de idea antes del cierre, "
        "escribe «concursos»."
    )


def answered(answer: str) -> str:
    """An answer of the list, as it is said."""
    return f"{answer}\n\n¿Te quedó otra duda? Puedes preguntar otra vez."
