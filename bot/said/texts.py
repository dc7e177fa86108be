"""Every sentence that the bot says. Short, warm, exact: read each one aloud before changing it."""

from collections.abc import Sequence

from bot.messages import Kind
from bot.said import helping
from intake.kinds import AporteKind
from intake.reading.rules import intent
from intake.reading.rules.intent import IntentKind
from intake.reading.rules.intent import derivation as way_for
from intake.words.codes import spoken
from intake.words.enumerations import together
from intake.words.identifiers import spoken_sign

# --- The door -------------------------------------------------------------------------------------
MENU = (
    ("Contar un problema", "contar"),
    ("Proponer una idea", "proponer"),
    ("Mis mensajes", "mios"),
    ("Qué es AYNI Lab", "lab"),
    ("Concursos", "concursos"),
)
GREETING = (
    "Hola, soy Ayni Escucha: un chat automático y gratis del MIDIS, el ministerio de Juntos y "
    "Pensión 65.\n"
    "Cuéntame un problema de tu pueblo o una idea: una persona lo lee y te responde. No damos "
    "bonos ni trámites. Tus datos: «privacidad»."
)
TOO_MANY_FILES = (
    "Hoy ya recibí {most} archivos tuyos, y no puedo guardar más: este último no quedó. "
    "Cuéntame con palabras lo que muestra, o envíalo mañana."
)
NO_ROOM_FOR_FILES = (
    "Por ahora no tengo dónde guardar más fotos, audios ni documentos: el tuyo no quedó. "
    "Cuéntame con palabras lo que muestra, o envíalo otro día."
)
GREETING_AGAIN = (
    "Hola de nuevo. Soy Ayni Escucha, el chat del MIDIS para contar problemas e ideas de tu "
    "pueblo. Cuéntame con tus palabras, o elige."
)
GREETING_BACK = "Hola. Cuéntame con tus palabras qué pasa en tu pueblo, o elige."
HELLO_AGAIN = "Hola de nuevo."
HELLO = "Hola."
WHAT_TO_DO = "¿Qué quieres hacer? Elige, escribe el número o cuéntame con tus palabras."
HELP = (
    "Escríbeme como hablas. También sirven estas palabras:\n"
    "«contar» o «idea»: empezar\n"
    "«mis mensajes» o tu código: ver cómo van\n"
    "«resumen»: lo que contó tu distrito\n"
    "«concursos», «mis postulaciones»\n"
    "«invitar»: pasar la voz\n"
    "«atrás», «cancelar»: cambiar o dejarlo\n"
    "«privacidad»: tus datos\n"
    "«baja»: no recibir noticias"
)
WHERE_YOURS_ARE = "En «Mis mensajes» ves en qué está cada cosa que nos contaste."
YOU_ARE_WELCOME = "Gracias a ti. Cuando quieras contarnos algo, aquí estamos."
ANGER_HEARD = (
    "Te leo. Si algo anda mal en tu pueblo, cuéntamelo con tus palabras: lo lee una persona."
)
NOT_FOR_US = (
    "Gracias por escribir. Este canal es solo para problemas e ideas de las comunidades del Perú."
)
UNKNOWN_COMMAND = "No conozco ese comando. Escribe «ayuda» para ver qué puedes hacer."
SEND_POSITION = (
    "Para mandar tu ubicación, toca el clip o el botón de ubicación del chat. "
    "También puedes escribir el distrito y la provincia."
)
POSITION_NOT_NOW = "Recibí tu ubicación, pero ahora te pregunto otra cosa."
ONLY_WORDS = "Recibí tu mensaje, pero solo entiendo palabras, fotos, audios y ubicaciones."
SAME_AGAIN = (
    "Ya recibí ese mensaje varias veces, y a lo mismo ya no respondo. Para seguir, escribe «menú»."
)
OLD_BUTTON = "Ese botón era de un mensaje anterior. Sigamos desde aquí."
OUR_ERROR = (
    "Disculpa, algo falló de nuestro lado. Tu mensaje está guardado y lo revisaremos. "
    "Escribe «menú» para seguir."
)
WHICH_MESSAGE = (
    "Te mandamos otro mensaje casi al mismo tiempo y no sé a cuál respondes. "
    "Elige qué quieres hacer:"
)
CHOOSE_ONE = "Disculpa, no te entendí bien. Elige una opción o escribe su número."


def greeting_unclear(is_new: bool) -> str:
    """The answer to words that say too little to know what they want."""
    if is_new:
        return GREETING
    return f"Disculpa, no te entendí bien. {WHAT_TO_DO}"


INTRODUCTION = "Soy Ayni Escucha, un chat automático y gratis del AYNI Lab Social, del MIDIS."


def thanks(kind: AporteKind, is_new: bool) -> str:
    """The first answer to a first message that already tells something."""
    what = "tu idea" if kind is AporteKind.IDEA else "lo que pasa"
    first = f"Gracias por contarme {what}."
    return f"{first} {INTRODUCTION}" if is_new else first


# --- Telling --------------------------------------------------------------------------------------
WHAT_PROBLEM = (
    "Cuéntame el problema con tus palabras: qué pasa y desde cuándo. "
    "No pongas nombres de personas ni DNI."
)
WHAT_IDEA = (
    "Cuéntame tu idea con tus palabras: qué harías y qué problema resolvería. "
    "No pongas nombres de personas ni DNI."
)
A_LITTLE_MORE = "Cuéntame un poquito más, para que el equipo te entienda."
FILE_WITHOUT_WORDS = (
    "¿De qué se trata? Escríbelo en pocas palabras. Si no puedes escribir, una persona del equipo "
    "verá o escuchará lo que mandaste."
)
LISTEN_TO_IT = "No puedo escribir"
VOICE_TO_HEAR = "(Lo contó en un audio o una foto: falta escucharlo o verla)"
"""What the staff read in place of words."""
IN_YOUR_FILE = "(en tu audio o foto)"

WHERE = (
    "¿En qué lugar pasa? Escribe tu distrito y tu provincia, por ejemplo «Taraco, Huancané». "
    "También puedes mandar tu ubicación."
)
RATHER_NOT_SAY = "Prefiero no decirlo"
ANOTHER_PLACE = "Es otro lugar"
ELSEWHERE = "Es en otro lugar"
WHICH_PLACE = "¿Cuál de estos lugares es?"
NO_PLACE = "sin lugar"
NOT_IN_PERU = "Esa ubicación no parece estar en el Perú."
PLACE_KEPT = "No lo encuentro en mi lista, pero lo anoté tal como lo escribiste."
NO_PLACE_HEARD = "En lo que escribiste no reconocí un lugar."
PLACE_LEFT = "Sigamos sin el lugar por ahora. Antes de enviarlo lo puedes corregir."

WHO_PROBLEM = "¿A quiénes afecta? Elige o escríbelo con tus palabras."
WHO_IDEA = "¿A quiénes ayudaría? Elige o escríbelo con tus palabras."
MY_FAMILY = "mi familia"
MY_COMMUNITY = "mi comunidad o barrio"
MY_DISTRICT = "todo el distrito"
THE_DISTRICT = "la población del distrito"
AFFECTED_CHOICES = (
    ("familia", "A mi familia"),
    ("comunidad", "A mi comunidad o barrio"),
    ("distrito", "A todo el distrito"),
    ("municipalidad", "Escribo por la municipalidad"),
)

YES_REGISTER = "Sí, registrar"
YES_CORRECT = "Sí, guardar"
REGISTER = "¿Lo registramos así?"
SAVE_CHANGES = "¿Guardamos los cambios?"
CORRECT_SOMETHING = "Corregir algo"
MORE_INFORMATION = "Más información"
ACCEPT_BY_TAPPING = "Al responder «Sí, registrar» nos das tu permiso."
JOINING_PERMITS = "Al registrar o unirte nos das tu permiso."
SAY_WHOM_TOO = "Si quieres, escribe también a quiénes afecta."
ADDED = "Lo agregué a lo que contaste."
WHAT_TO_CORRECT = "¿Qué quieres corregir?"
CORRECTABLE = (
    ("texto", "Lo que conté"),
    ("lugar", "El lugar"),
    ("afecta", "A quiénes afecta o quién escribe"),
    ("tipo", "Problema o idea"),
    ("nada", "Nada, está bien"),
)
TAKE_OUT = "Quitar ese dato"
TAKEN_OUT = "Listo, lo quité."
LEAVE_IT = "Dejarlo sin registrar"
EDIT_TAKEN = "Vi que corregiste tu mensaje. Usaré el nuevo."
UNDERSTOOD = "Entendido."
CHANGED = "Listo, lo cambié."
PASSED_ON = "Ese mensaje es reenviado. Cuéntame tú, con tus palabras, qué pasa donde vives."
OURS_CAME_BACK = "Ese mensaje te lo mandé yo. Para saber cómo va lo tuyo, escribe solo tu código."
EDIT_NOT_TAKEN = (
    "Vi que cambiaste lo que escribiste. Si ya estaba registrado, escribe «mis mensajes» "
    "para corregirlo."
)
GO_ON = "Seguir donde estaba"
DROP_DRAFT = "Borrarlo y empezar de nuevo"
SOMETHING_NEW = "Es algo nuevo"
CANCELLED = "Listo, no quedó registrado. Lo que escribiste sí queda guardado en este chat."
NOT_CHANGED = "Listo, tu mensaje queda como estaba."


def which_province(name: str, count: int) -> str:
    """The question of the province, for a name that many districts have."""
    return f"Hay {count} distritos llamados {name}. ¿En qué provincia está el tuyo?"


def in_province(province: str, department: str) -> str:
    """The label of one of several districts of the same name."""
    return f"{province} ({department})"


def place_not_found(text: str) -> str:
    """What is said when a place was not found, and what helps."""
    return f"No encontré «{shorten(text, 40)}» en mi lista. Prueba con el distrito y la provincia."


def position_kept(label: str) -> str:
    """What is said of a position that came before any words."""
    return f"Recibí tu ubicación: parece {label}. Luego lo confirmamos."


def file_kept(kind: Kind) -> str:
    """What is said of a file that came."""
    what = {Kind.PHOTO: "tu foto", Kind.VOICE: "tu audio"}.get(kind, "tu archivo")
    kept = "guardada" if kind is Kind.PHOTO else "guardado"
    return f"Recibí {what} y queda {kept} con lo que cuentas."


def draft_waits(text: str) -> str:
    """What is said of a draft that was left half way."""
    if not text:
        return "Ibas a contarme algo. ¿Seguimos?"
    return f"Dejaste esto a medias: «{shorten(as_told(text), 120)}». ¿Seguimos?"


def same_or_new(text: str) -> str:
    """The question about words that came hours later, in the middle of a draft."""
    return (
        f"Dejaste esto a medias: «{shorten(as_told(text), 120)}». "
        "Lo que escribes ahora, ¿es algo nuevo o seguimos con ese?"
    )


def place_noted(label: str) -> str:
    """What is said when the district of a person is known."""
    return f"Anotado: {label}. Te avisaremos de lo que haya para tu zona."


def may_be_taken_out(signs: Sequence[str]) -> str:
    """What is said of personal data that they typed: «Escribiste un DNI. Si quieres, lo quito.»"""
    what = together([spoken_sign(sign) for sign in signs])
    return f"Escribiste {what}. Si quieres, {'los' if len(signs) > 1 else 'lo'} quito."


def after_receipt(wants_news: bool) -> tuple[tuple[str, str], ...]:
    """The choices after a receipt."""
    news = () if wants_news else (("Avísame de los concursos", "noticias-si"),)
    return (*news, ("Contar otra cosa", "contar"), ("Mis mensajes", "mios"))


# --- Changing what was said -----------------------------------------------------------------------
PLACE_CHANGED = "Listo, cambio el lugar."
WHOM_CHANGED = "Listo, cambié a quiénes afecta."
KIND_CHANGED = "Listo, lo cambié."
ADD_TO_STORY = "Agregarlo a lo que conté"
WHETHER_TO_DROP = "¿Lo dejamos ahí, sin registrar?"
YES_DROP = "Sí, dejarlo ahí"
NO_GO_ON = "No, seguir contando"
AS_ONE = "Sí, juntas"
AS_TWO = "No, cada una aparte"
QUESTION_IN_WORDS = "Eso no lo puedo pasar como pregunta. Escríbela con tus palabras, por favor."
TAKE_UP_AGAIN = "Mejor sí, retomarlo"
TAKEN_UP_AGAIN = "Aquí está, como lo dejaste."
NOTHING_TO_TAKE_UP = "No hay nada que retomar."


def one_or_two(matters: tuple[str, ...]) -> str:
    """The question about two matters that came in one message."""
    first, second = (shorten(each, 80) for each in matters)
    return f"Me cuentas dos cosas: «{first}» y «{second}». ¿Las registramos juntas?"


def now_the_other(text: str) -> str:
    """What is said before the second of two matters."""
    return f"Ahora lo otro que me contaste: «{shorten(text, 80)}»."


def what_to_do_with(text: str) -> str:
    """The question about words that change something, where it is not clear what."""
    return f"«{shorten(text, 80)}»: ¿qué cambio?"


# --- Other channels -------------------------------------------------------------------------------
DERIVED = frozenset(intent.DERIVED)
ALSO_AN_APORTE = "Si además quieres que nuestro equipo conozca este problema, lo registramos."
LEAVE_APORTE = "Sí, registrarlo"
NO_THANKS = "No, gracias"


def as_told(text: str) -> str:
    """What they told, said back to them: of an audio nobody heard yet, that it is there."""
    return IN_YOUR_FILE if text == VOICE_TO_HEAR else text


def derivation(kind: IntentKind) -> str:
    """What is said about something that is not for the Lab: where to go, with its numbers."""
    way = way_for(kind)
    return "\n".join((way.opening, *way.lines, way.closing)).strip() if way else ""


# --- Somebody in danger: bot.said.helping -------------------------------------------------------
def whole_help() -> str:
    """Whom to call, and then what can be written, because «ayuda» may be a cry for it."""
    return f"{helping.if_in_danger()}\n\n{HELP}"


# --- My aportes -----------------------------------------------------------------------------------
MY_APORTES = "Mis mensajes"
NOTHING_YET = "Todavía no nos contaste nada. ¿Quieres contarnos algo?"
UNKNOWN_CODE = (
    "No encontré nada con ese código. Revísalo letra por letra; no lleva el cero, el uno ni las "
    "letras O e I."
)
MISTYPED_CODE = (
    "Eso parece un código, pero algo no cuadra. Revísalo letra por letra; "
    "no lleva el cero, el uno ni las letras O e I."
)
CORRECT = "Corregir"
WITHDRAW = "Retirar"
LEAVE = "Dejar de seguirlo"
YES_WITHDRAW = "Sí, retirarlo"
NO_KEEP = "No, dejarlo"
TOO_LATE_TO_CHANGE = "Ese mensaje ya lo revisó el equipo y no se puede cambiar."


# --- News, questions, privacy ---------------------------------------------------------------------
NEWS_QUESTION = (
    "¿Quieres que te avisemos cuando el MIDIS abra un concurso de innovación social? "
    "Son pocos mensajes y puedes escribir «baja» cuando quieras."
)
NEWS_YES = "Sí, avísame"
NEWS_NO = "No, gracias"
NEWS_ON = "Ya recibes noticias de los concursos. Para dejar de recibirlas, escribe «baja»."
NEWS_STOP = "Darme de baja"
NEWS_GRANTED = "Listo, te avisaremos de los concursos. Escribe «baja» cuando no quieras más."
NEWS_OF_WHERE = (
    "¿De qué distrito eres? Así te avisamos de los concursos para tu zona. Escribe el distrito y "
    "la provincia."
)
NEWS_STOPPED = (
    "Listo, no te mandaremos noticias. Igual te responderemos por lo que nos contaste. "
    "Si quieres volver a recibirlas, escribe «noticias»."
)
LEAVE_OR_TELL = "¿Quieres dejar de recibir noticias nuestras, o me estás contando otra cosa?"
YES_LEAVE = "Sí, dejar de recibirlas"
NOT_LEAVING = "No, cuento otra cosa"
ALREADY_ANSWERED = "Esa pregunta ya está respondida. ¡Gracias!"
NOT_NOW = "Ahora no"
ANSWER_KEPT = "Gracias. Tu respuesta ya está con tu caso."
IT_WAS_SOMETHING_ELSE = "Quería contar otra cosa"


def question_again(code: str, text: str) -> str:
    """What the Lab asked, while we wait for the words."""
    return (
        f"Sobre tu mensaje {spoken(code)} nos preguntamos:\n«{text}»\n\n"
        "Escribe tu respuesta. Si ahora no puedes, escribe «menú»."
    )


def privacy(short: str, contact: str) -> str:
    """What matters most of the notice of privacy, and how to read the whole."""
    return (
        f"{short}\n\nPuedes pedir ver, corregir o borrar tus datos en {contact}.\n\n"
        "Para leer todo, escribe «aviso completo»."
    )


def whole_privacy(points: str) -> str:
    """The whole notice of privacy."""
    return f"Qué hacemos con tus datos:\n{points}"


def shorten(text: str, limit: int) -> str:
    """The text on one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


# --- After an answer ------------------------------------------------------------------------------
GLAD_IT_HELPED = "Gracias por decirlo: nos ayuda a responder mejor."
SORRY_IT_DID_NOT = "Gracias por decirlo. Si hay algo que no supimos, cuéntalo y lo volvemos a ver."
SOMETHING_NEW_TO_TELL = "Tengo algo nuevo"
TELL_WHAT_IS_NEW = (
    "Cuéntame qué hay de nuevo: qué cambió o qué no supimos. Puedes mandar también una foto o un "
    "audio. Se puede hacer una sola vez, así que cuéntalo todo."
)
REOPENED = (
    "Listo, tu mensaje volvió al equipo con lo que contaste. Te avisaremos aquí lo que se decida."
)
SENT_A_FILE = "(envió un archivo)"


def sent_position(position: tuple[float, float], near: str) -> str:
    """What the staff read where somebody answered with where they are."""
    latitude, longitude = position
    point = f"{latitude:.5f}, {longitude:.5f}"
    return (
        f"(envió su ubicación: {point}; cerca de {near})"
        if near
        else (f"(envió su ubicación: {point})")
    )


# --- A district, for its officials ----------------------------------------------------------------
WHICH_DISTRICT = "¿De qué distrito quieres el resumen? Escribe el distrito y la provincia."
DISTRICT_NOT_FOUND = "No encontré ese distrito. Escríbelo con su provincia: «Taraco, Huancané»."


# --- Questions, and words that may be one ---------------------------------------------------------
TELL_OR_ASK = "¿Quieres contarnos un problema, o preguntarnos algo?"
IT_IS_TO_TELL = "Contar un problema"
IT_IS_A_QUESTION = "Hacer una pregunta"
IS_IT_ONE_OF_THESE = "¿Es esto lo que quieres saber?"
OR_ONE_OF_THESE = "¿Era eso, o preguntabas por esto?"
WAS_IT_THIS = "¿Era eso lo que preguntabas?"
ANOTHER_QUESTION = "No, es otra cosa"
KEPT_FOR_TEAM = (
    "Eso no lo sé. Ya le pasé tu pregunta al equipo: cuando la respondan, te llega aquí mismo."
)
KEPT_TOO = "Ya lo tiene el equipo: si hace falta, te responden por aquí."
ASKED_SOMETHING_ELSE = "Preguntaba otra cosa"
STILL_HERE = "Hola, aquí sigo."
ADD_IT = "Agregarlo"
IT_IS_SOMETHING_ELSE = "Es otra cosa"
NOT_ADDED = "A ese ya no se le puede agregar. Lo tomo como algo nuevo."


def add_or_new(code: str) -> str:
    """The question about words that came just after the receipt of an aporte."""
    return f"¿Lo agrego a lo que contaste, {spoken(code)}, o es otra cosa?"
